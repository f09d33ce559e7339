"""Survival curves and lanes: they show what they are given, and say it in words."""

import pandas as pd
import pytest
import vl_convert

from onearm import charts
from onearm.survival import kaplan_meier

CURVE = kaplan_meier([50, 35, 204, 246, 155, 485, 729], [True] * 5 + [False] * 2)
ENDS = pd.DataFrame(
    [
        {"patient": "1", "day": 50, "end": "died", "note": "IPS"},
        {"patient": "2", "day": 485, "end": "alive", "note": ""},
    ]
)
FIGURES = {
    "curve": lambda: charts.survival_curve(CURVE, "Message", marked=[56]),
    "curve without marks": lambda: charts.survival_curve(CURVE, "Message"),
    "lanes": lambda: charts.swimmers(ENDS, "Message", looks=[28, 56]),
    "lanes without looks": lambda: charts.swimmers(ENDS, "Message"),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_a_figure_can_be_drawn_and_says_its_message(figure):
    stored = charts.render(figure().to_dict())
    assert stored["text/plain"].startswith("Message.")
    assert "<svg" in vl_convert.vegalite_to_svg(stored[charts.VEGA_LITE])


def test_the_axis_tells_the_patients_at_risk():
    spec = charts.survival_curve(CURVE, "Message").to_dict()
    labels = spec["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]
    assert "datum.value == 0 ? ['0', '7']" in labels and "datum.value == 200 ? ['200', '4']" in labels


def test_the_words_tell_every_end():
    described = charts.swimmers(ENDS, "Message").description
    assert described == "Message. Patient 1: died on day 50 (IPS); Patient 2: alive on day 485."


@pytest.mark.parametrize(
    "call",
    [
        lambda: charts.survival_curve("curve", "Message"),
        lambda: charts.survival_curve(CURVE, " "),
        lambda: charts.survival_curve(CURVE, "Message", marked=[730]),
        lambda: charts.swimmers(ENDS.drop(columns="note"), "Message"),
        lambda: charts.swimmers(ENDS.iloc[:0], "Message"),
        lambda: charts.swimmers(ENDS.assign(end="lost"), "Message"),
        lambda: charts.swimmers(ENDS.assign(day=-1), "Message"),
    ],
)
def test_bad_input_says_what_must_be_and_what_came(call):
    with pytest.raises(ValueError, match=r"must (.|\n)*\nWhat came: "):
        call()
