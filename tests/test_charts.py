"""Figures: each is described, drawn from the rule or prior it is given, and stored the same everywhere."""

import re

import altair as alt
import pandas as pd
import pytest
import vl_convert

from onearm import charts
from onearm.intervals import clopper_pearson
from onearm.stopping import StoppingRule
from onearm.thall_simon import BetaPrior, ThallSimon

RULE = StoppingRule(n=(3, 4, 5), promising=(3, 3, 4), futile=(0, 0, 1))
DESIGN = ThallSimon(BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775), 6, 8, 0.95)
TABLE = pd.DataFrame(
    [
        {
            "outcome": f"{x} of 7",
            "kind": "exact",
            "estimate": 100 * x / 7,
            "low": 100 * low,
            "high": 100 * high,
        }
        for x in (4, 5)
        for low, high in [clopper_pearson(x, 7)]
    ]
)
FIGURES = {
    "lattice": lambda: charts.lattice(RULE, "Message", reached=(3, 3)),
    "lattice without a trial": lambda: charts.lattice(RULE, "Message"),
    "densities": lambda: charts.densities({"prior": (BetaPrior(1, 1), "prior")}, "Message"),
    "cutoffs": lambda: charts.cutoffs(DESIGN, "Message"),
    "power": lambda: charts.power_curves({"rule": RULE}, "Message", marked=[0.5]),
    "stop": lambda: charts.stop_distribution(RULE, [0.2, 0.5], "Message"),
    "intervals": lambda: charts.intervals(TABLE, "Message", axis="survival, %", reference=(24.5, "history")),
}


@pytest.fixture(params=FIGURES.values(), ids=FIGURES)
def stored(request):
    """What a notebook stores of each kind of figure."""
    return charts.render(request.param().to_dict())


def test_message_opens_the_description(stored):
    spec = stored[charts.VEGA_LITE]
    assert spec["title"] == "Message"
    assert stored["text/plain"] == spec["description"]
    assert spec["description"].startswith("Message") and re.search(r"\d", spec["description"])


def test_every_figure_can_be_drawn(stored):
    assert "<svg" in vl_convert.vegalite_to_svg(stored[charts.VEGA_LITE])


def test_width_is_a_number_for_jupyterlab_redraws_the_others_without_end(stored):
    assert isinstance(stored[charts.VEGA_LITE]["width"], int)


def test_same_figure_is_stored_the_same(stored, request):
    again = charts.render(FIGURES[request.node.callspec.id]().to_dict())
    assert again == stored


def test_floats_are_stored_to_six_digits():
    assert charts.render({"description": "d", "x": [{"y": 1 / 3}], "n": 7})[charts.VEGA_LITE] == {
        "description": "d",
        "x": [{"y": 0.333333}],
        "n": 7,
    }


@pytest.mark.parametrize("spec", [{}, {"description": ""}, {"description": "  "}])
def test_chart_without_description_is_refused(spec):
    with pytest.raises(ValueError, match=r"must have a description(.|\n)*\nWhat came: "):
        charts.render(spec)


def test_renderer_and_theme_are_on():
    assert alt.renderers.active == "onearm"
    assert alt.theme.active == "onearm"


def test_lattice_marks_every_point_as_the_rule_decides():
    spec = charts.lattice(RULE, "Message").to_dict()
    points = next(rows for rows in spec["datasets"].values())
    ends = {
        decision: {(row["successes"], row["patients"]) for row in points if row["decision"] == decision}
        for decision in ("stop: promising", "stop: futile")
    }
    assert ends == {"stop: promising": {(3, 3), (3, 4)}, "stop: futile": {(0, 3), (1, 5)}}


def test_lattice_shows_what_a_trial_can_reach_and_no_more():
    spec = charts.lattice(RULE, "Message").to_dict()
    points = next(rows for rows in spec["datasets"].values())
    shown = {(row["patients"], row["successes"]) for row in points}
    assert RULE.path_counts().keys() <= shown
    assert not shown & {(4, 4), (4, 0), (5, 5)}


@pytest.mark.parametrize(
    "figure",
    [
        lambda: charts.lattice(RULE, "Message", reached=(4, 3)),
        lambda: charts.densities({}, "Message"),
        lambda: charts.cutoffs(ThallSimon(BetaPrior(30, 90), BetaPrior(1, 3), 1, 3, 0.95), "Message"),
        lambda: charts.power_curves({}, "Message", marked=[0.5]),
        lambda: charts.power_curves({"a": RULE, "b": RULE, "c": RULE}, "Message", marked=[0.5]),
        lambda: charts.power_curves({"a": RULE}, "Message", marked=[]),
        lambda: charts.stop_distribution(RULE, [1.5], "Message"),
        lambda: charts.stop_distribution(RULE, [], "Message"),
        lambda: charts.intervals(TABLE.head(0), "Message", axis="%"),
        lambda: charts.intervals(TABLE.drop(columns="low"), "Message", axis="%"),
    ],
)
def test_bad_input_says_what_must_be_and_what_came(figure):
    with pytest.raises(ValueError, match=r"must (.|\n)*\nWhat came: "):
        figure()
