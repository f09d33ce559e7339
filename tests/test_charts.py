"""Figures: each is described, drawn from the rule or prior it is given, and stored the same everywhere."""

import re
import subprocess
import sys
from functools import cache

import altair as alt
import pandas as pd
import pytest
import vl_convert
from cases import each_case
from refusals import refused
from test_charts_measured import FIGURES as MEASURED
from test_charts_priors import FIGURES as PRIORS
from test_charts_safety import FIGURES as SAFETY
from test_charts_sizes import FIGURES as SIZES
from test_charts_survival import FIGURES as SURVIVAL
from test_charts_time import FIGURES as TIME
from test_charts_waiting import FIGURES as WAITING

from onearm import charts
from onearm.designs import BetaPrior, StoppingRule, ThallSimon
from onearm.estimates import Interval, clopper_pearson

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
COUNTS = pd.DataFrame({"claims": [3, 1]}, index=["✓ reproduced", "✗ discrepant"])
TALLY = pd.DataFrame({"nothing changes": [3, 8], "something may": [0, 2]}, index=["explained", "open"])
FIGURES = {
    "lattice": lambda: charts.lattice(RULE, "Message", reached=(3, 3)),
    "lattice without a trial": lambda: charts.lattice(RULE, "Message"),
    "densities": lambda: charts.densities({"prior": (BetaPrior(1, 1), "prior")}, "Message"),
    "densities with an interval": lambda: charts.densities(
        {"posterior": (BetaPrior(6, 3), "success")}, "Message", interval=(Interval(0.35, 0.92), "interval")
    ),
    "cutoffs": lambda: charts.cutoffs(DESIGN, "Message"),
    "power": lambda: charts.power_curves({"rule": RULE}, "Message", marked=[0.5]),
    "stop": lambda: charts.stop_distribution(RULE, [0.2, 0.5], "Message"),
    "intervals": lambda: charts.intervals(TABLE, "Message", axis="survival, %", reference=(24.5, "history")),
    "verdicts": lambda: charts.verdicts(COUNTS, "Message"),
    "tally": lambda: charts.tally(TALLY, "Message"),
    "intervals without a reference": lambda: charts.intervals(TABLE, "Message", axis="survival, %"),
    **MEASURED,
    **PRIORS,
    **SAFETY,
    **SIZES,
    **SURVIVAL,
    **TIME,
    **WAITING,
}


EACH = each_case("name", FIGURES)


@cache
def stored(name):
    """Return what a notebook stores of a figure."""
    return charts.render(FIGURES[name]().to_dict())


@EACH
def test_message_opens_the_description(name):
    spec = stored(name)[charts.VEGA_LITE]
    assert spec["title"] == "Message"
    assert stored(name)["text/plain"] == spec["description"]
    assert spec["description"].startswith("Message") and re.search(r"\d", spec["description"])


@EACH
def test_every_figure_can_be_drawn(name):
    assert "<svg" in vl_convert.vegalite_to_svg(stored(name)[charts.VEGA_LITE])


@EACH
def test_width_is_a_number_for_jupyterlab_redraws_the_others_without_end(name):
    assert isinstance(stored(name)[charts.VEGA_LITE]["width"], int)


@EACH
def test_same_figure_is_stored_the_same(name):
    assert charts.render(FIGURES[name]().to_dict()) == stored(name)


def test_floats_are_stored_to_six_digits():
    assert charts.render({"description": "d", "x": [{"y": 1 / 3}], "n": 7})[charts.VEGA_LITE] == {
        "description": "d",
        "x": [{"y": 0.333333}],
        "n": 7,
    }


def test_a_last_digit_that_machines_round_apart_changes_nothing():
    three, nearly = (
        alt.Chart(pd.DataFrame({"x": [x]})).mark_point().properties(description="Point")
        for x in (0.3, 0.1 + 0.2)
    )
    assert three.to_dict() != nearly.to_dict()
    assert charts.figure(three).to_dict() == charts.figure(nearly).to_dict()


@pytest.mark.parametrize(
    "spec", [{}, {"description": ""}, {"description": "  "}, {"description": None}, {"description": 3}]
)
def test_chart_without_description_is_refused(spec):
    with pytest.raises(ValueError, match=r"must have a description(.|\n)*\nWhat came: "):
        charts.render(spec)


@pytest.mark.parametrize("spec", [None, "text", []])
def test_specification_that_is_not_a_dict_is_refused(spec):
    with pytest.raises(ValueError, match=r"must be a dict\.\nWhat came: "):
        charts.render(spec)


def test_drawing_changes_nothing_for_other_charts():
    before = (
        "import altair as alt\n"
        "plain = alt.Chart(alt.Data(values=[])).mark_point().properties(description='Plain')\n"
        "told = lambda: (plain.to_dict(), sorted(plain._repr_mimebundle_()), alt.theme.active,\n"
        "    alt.renderers.active, alt.data_transformers.active, alt.data_transformers.options)\n"
        "before = told()\n"
    )
    program = (
        f"{before}from onearm import charts\nfrom onearm.designs import StoppingRule\n"
        "charts.lattice(StoppingRule([3], [2], [0]), 'Message')._repr_mimebundle_()\n"
        "charts.figure(plain)._repr_mimebundle_()\nassert told() == before\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_any_chart_becomes_a_figure():
    chart = alt.Chart(pd.DataFrame({"x": range(6000)})).mark_point().properties(description="Six thousand")
    spec = charts.figure(chart).to_dict()
    assert spec["config"] == charts.lattice(RULE, "Message").to_dict()["config"]
    assert len(next(iter(spec["datasets"].values()))) == 6000
    assert type(chart) is alt.Chart
    assert charts.figure(charts.figure(chart)).to_dict() == spec


@pytest.mark.parametrize("chart", [None, "text", {}])
def test_what_is_no_chart_is_refused(chart):
    with pytest.raises(ValueError, match=r"must be one of Altair's\.\nWhat came: "):
        charts.figure(chart)


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


def bounds_of_cutoffs(design):
    """Return the domain of the axis, and the slider."""
    spec = charts.cutoffs(design, "Message").to_dict()
    axes = [layer["encoding"]["y"] for layer in spec["layer"] if "scale" in layer["encoding"]["y"]]
    return axes[0]["scale"]["domain"], spec["params"][0]


def test_slider_of_the_trials_design_moves_in_steps_of_a_twentieth_of_a_percent():
    trial = ThallSimon(BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775), 6, 20, 0.95)
    domain, slider = bounds_of_cutoffs(trial)
    assert domain == [0.85, 1]
    assert slider["bind"] == {"input": "range", "min": 0.85, "max": 1, "step": 0.0005, "name": "Cut-off"}


@each_case("n", [(6, 7), (6, 20), (400, 401), (9000, 9000)])
@each_case("p_upper", [0.4, 0.5, 0.8, 0.95, 0.999])
def test_axis_and_slider_of_cutoffs_hold_every_point_and_the_cutoff(n, p_upper):
    design = ThallSimon(BetaPrior(100, 300), BetaPrior(0.5, 0.5), *n, p_upper)
    (low, high), slider = bounds_of_cutoffs(design)
    rule = design.rule()
    points = [
        design.prob_better(x, n)
        for n, bound in zip(rule.n, rule.promising, strict=True)
        for x in (bound, bound - 1)
    ]
    assert 0 <= low <= min(points) and max(points) <= high <= 1
    assert low <= slider["value"] == p_upper <= high
    assert (slider["bind"]["min"], slider["bind"]["max"]) == (low, high)
    assert 100 <= (high - low) / slider["bind"]["step"] * (1 + 1e-9) <= 700


def test_stop_distribution_says_what_the_probability_is_of():
    spec = charts.stop_distribution(RULE, [0.2], "Message", axis="true response rate").to_dict()
    rows = next(rows for rows in spec["datasets"].values())
    assert {row["truth"] for row in rows} == {"true response rate 20 %"}
    assert "with a true response rate of 20 % on average" in spec["description"]


TITLED = {
    "lattice": lambda title: charts.lattice(RULE, title),
    "densities": lambda title: charts.densities({"prior": (BetaPrior(1, 1), "prior")}, title),
    "cutoffs": lambda title: charts.cutoffs(DESIGN, title),
    "power_curves": lambda title: charts.power_curves({"rule": RULE}, title, marked=[0.5]),
    "stop_distribution": lambda title: charts.stop_distribution(RULE, [0.5], title),
    "intervals": lambda title: charts.intervals(TABLE, title, axis="survival, %"),
}


@each_case("title", [None, "", "  ", 3])
@each_case("figure", TITLED.values(), ids=TITLED)
def test_figure_without_message_is_refused(figure, title):
    with pytest.raises(ValueError, match=r"^title must be a string that is not blank\.\nWhat came: "):
        figure(title)


def lattice(rule=RULE, **kwargs):
    return charts.lattice(rule, "Message", **kwargs)


def densities(curves=None, **kwargs):
    return charts.densities(curves or {"prior": (BetaPrior(1, 1), "prior")}, "Message", **kwargs)


def power_curves(rules=None, marked=(0.5,), **kwargs):
    return charts.power_curves({"rule": RULE} if rules is None else rules, "Message", marked=marked, **kwargs)


def stop_distribution(rule=RULE, p=(0.5,), **kwargs):
    return charts.stop_distribution(rule, p, "Message", **kwargs)


def intervals(table=TABLE, axis="survival, %", **kwargs):
    return charts.intervals(table, "Message", axis=axis, **kwargs)


def cutoffs(design):
    return charts.cutoffs(design, "Message")


BAD = {
    "no rule": (lambda wrong: lattice(wrong), [None, 3, {"a": RULE}]),
    "reached no point": (
        lambda wrong: lattice(reached=wrong),
        ["x", "xy", [], 3, (3,), (3, 3, 3), (4, 3), (3, 9), (-1, 3), (1.0, 3), (True, 3), (None, None)],
    ),
    "reached beyond a stop": (lambda wrong: lattice(reached=wrong), [(4, 4), (0, 4), (5, 5)]),
    "no word for success": (lambda wrong: lattice(success=wrong), [None, " "]),
    "no curves": (lambda wrong: charts.densities(wrong, "Message"), [{}, None, 3, [BetaPrior(1, 1)]]),
    "no prior": (lambda wrong: densities({"prior": (wrong, "prior")}), [None, 3, RULE]),
    "no colour": (lambda wrong: densities({"prior": (BetaPrior(1, 1), wrong)}), ["red", None, []]),
    "no curve": (lambda wrong: densities({"prior": wrong}), [None, BetaPrior(1, 1), ()]),
    "no name of a curve": (lambda wrong: densities({wrong: (BetaPrior(1, 1), "prior")}), [None, ""]),
    "no interval": (
        lambda wrong: densities(interval=(wrong, "name")),
        [None, "x", 0.5, (-0.1, 0.5), (0.5, 1.1), (0.6, 0.5), (float("nan"), 0.5), Interval(20, 80)],
    ),
    "no named interval": (lambda wrong: densities(interval=wrong), [3, Interval(0, 1), ((0, 1), None)]),
    "no axis of densities": (lambda wrong: densities(axis=wrong), [None, ""]),
    "no design": (cutoffs, [None, 3, RULE]),
    "bound of 0": (cutoffs, [ThallSimon(BetaPrior(30, 90), BetaPrior(1, 3), 1, 3, 0.95)]),
    "no rules": (power_curves, [{}, 3, RULE, [RULE], {"a": RULE, "b": RULE, "c": RULE}]),
    "rules that are none": (lambda wrong: power_curves({"a": wrong}), [None, 3, DESIGN]),
    "no name of a rule": (lambda wrong: power_curves({wrong: RULE}), [None, ""]),
    "marked no list": (lambda wrong: power_curves(marked=wrong), [0.5, [], None, "x", [1.5], [[0.5]]]),
    "no axis of power_curves": (lambda wrong: power_curves(axis=wrong), [None, ""]),
    "no rule to stop": (stop_distribution, [None, 3, DESIGN]),
    "truths no list": (lambda wrong: stop_distribution(p=wrong), [0.5, [], None, "x", [1.5], [[0.5]]]),
    "no axis of stop_distribution": (lambda wrong: stop_distribution(axis=wrong), [None, ""]),
    "no table": (
        intervals,
        [None, 3, {"low": [1]}, TABLE.head(0), TABLE.drop(columns="low")],
    ),
    "three kinds": (intervals, [pd.concat([TABLE.assign(kind=kind) for kind in "abc"])]),
    "values that are none": (
        intervals,
        [
            TABLE.assign(**{column: value})
            for column in ("estimate", "low", "high")
            for value in (float("nan"), float("inf"), -0.1, 100.1, "50", None)
        ],
    ),
    "low above high": (intervals, [TABLE.assign(low=TABLE["high"], high=TABLE["low"])]),
    "no names in table": (intervals, [TABLE.assign(kind=None), TABLE.assign(outcome="")]),
    "no axis of intervals": (lambda wrong: intervals(axis=wrong), [None, ""]),
    "no reference": (
        lambda wrong: intervals(reference=wrong),
        [3, "x", (24.5,), ("a", "b"), (-1, "name"), (101, "name"), (float("nan"), "name"), (24.5, None)],
    ),
}


@each_case(
    "name, figure, wrong",
    [(name, figure, wrong) for name, (figure, wrongs) in BAD.items() for wrong in wrongs],
)
def test_bad_input_says_what_must_be_and_what_came(name, figure, wrong):
    refused(figure, wrong)
