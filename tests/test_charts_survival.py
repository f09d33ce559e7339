"""Survival curves and lanes: they show what they are given, and say it in words."""

import pandas as pd
from cases import each_case
from refusals import refused

from onearm import charts
from onearm.charts._theme import COLOURS
from onearm.estimates import kaplan_meier

CURVE = kaplan_meier([50, 35, 204, 246, 155, 485, 729], [True] * 5 + [False] * 2)
ENDS = pd.DataFrame(
    [
        {"patient": "1", "day": 50, "end": "died", "note": "IPS"},
        {"patient": "2", "day": 485, "end": "alive", "note": ""},
    ]
)
PERIODS = pd.DataFrame(
    [
        {"patient": "1", "kind": "ventilated", "start": 0, "end": 50},
        {"patient": "2", "kind": "oxygen", "start": 0, "end": 5},
        {"patient": "2", "kind": "neither", "start": 5, "end": 100},
    ]
)
FIGURES = {
    "curve": lambda: charts.survival_curve(CURVE, "Message", marked=[56]),
    "curve without marks": lambda: charts.survival_curve(CURVE, "Message"),
    "lanes": lambda: charts.swimmers(ENDS, "Message", looks=[28, 56]),
    "lanes without looks": lambda: charts.swimmers(ENDS, "Message"),
    "lanes with periods": lambda: charts.swimmers(ENDS, "Message", periods=PERIODS, looks=[28]),
    "lanes with one kind of period": lambda: charts.swimmers(ENDS, "Message", periods=PERIODS.iloc[:1]),
}


def test_the_axis_tells_the_patients_at_risk():
    spec = charts.survival_curve(CURVE, "Message").to_dict()
    labels = spec["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]
    assert "datum.value == 0 ? ['0', '7']" in labels and "datum.value == 200 ? ['200', '4']" in labels


def test_the_words_tell_every_end():
    described = charts.swimmers(ENDS, "Message").description
    assert described == "Message. Patient 1: died on day 50 (IPS); Patient 2: alive on day 485."


def test_the_words_tell_every_period_and_that_it_is_illustrative():
    described = charts.swimmers(ENDS, "Message", periods=PERIODS).description
    assert described == (
        "Message. Patient 1: died on day 50 (IPS), illustrative: ventilated 0 to 50; "
        "Patient 2: alive on day 485, illustrative: oxygen 0 to 5, neither 5 to 100."
    )


def test_periods_are_dashed_in_the_illustrative_colour_and_told_apart_by_shade():
    spec = charts.swimmers(ENDS, "Message", periods=PERIODS).to_dict()
    (drawn,) = [layer for layer in spec["layer"] if layer["mark"]["type"] == "bar"]
    hue = COLOURS["illustrative"]
    assert drawn["mark"]["stroke"] == hue
    assert drawn["mark"]["strokeDash"]
    scale = drawn["encoding"]["fill"]["scale"]
    assert scale["domain"] == ["ventilated", "oxygen", "neither"]
    assert scale["range"] == [f"{hue}E6", f"{hue}73", f"{hue}00"]


@each_case(
    "call",
    [
        lambda: charts.survival_curve("curve", "Message"),
        lambda: charts.survival_curve(CURVE, " "),
        lambda: charts.survival_curve(CURVE, "Message", marked=[730]),
        lambda: charts.swimmers(ENDS.drop(columns="note"), "Message"),
        lambda: charts.swimmers(ENDS.iloc[:0], "Message"),
        lambda: charts.swimmers(ENDS.assign(end="lost"), "Message"),
        lambda: charts.swimmers(ENDS.assign(day=-1), "Message"),
        lambda: charts.swimmers(ENDS, "Message", periods=[]),
        lambda: charts.swimmers(ENDS, "Message", periods=PERIODS.iloc[:0]),
        lambda: charts.swimmers(ENDS, "Message", periods=PERIODS.drop(columns="kind")),
        lambda: charts.swimmers(ENDS, "Message", periods=PERIODS.assign(kind=" ")),
        lambda: charts.swimmers(ENDS, "Message", periods=PERIODS.assign(patient="3")),
        lambda: charts.swimmers(ENDS, "Message", periods=PERIODS.assign(start=-1)),
        lambda: charts.swimmers(ENDS, "Message", periods=PERIODS.assign(start=60)),
        lambda: charts.swimmers(ENDS, "Message", periods=PERIODS.assign(end=500)),
    ],
)
def test_bad_input_says_what_must_be_and_what_came(call):
    refused(call)
