"""Figures of adverse events: described, drawn from what they are given, and refused otherwise."""

import pandas as pd
import pytest
from cases import each_case
from refusals import refused

from onearm import charts
from onearm.designs import JointRule, StoppingRule, cells
from onearm.estimates import rule_of_three, upper_limit

RANGES = pd.DataFrame(
    [
        {"name": "Skin", "low": 1, "high": 2, "printed": 2},
        {"name": "General", "low": 2, "high": 4, "printed": 3},
    ]
)
DOTS = pd.DataFrame(
    [
        {"name": "Rash", "events": 8, "percent": 14.3, "low": 0.4, "high": 57.9},
        {"name": "Fever", "events": 1, "percent": 28.6, "low": 3.7, "high": 71.0},
    ]
)
WINGS = pd.DataFrame(
    [
        {"name": "Skin", "side": "related", "tier": "illustrative", "count": 1},
        {"name": "Skin", "side": "related", "tier": "printed", "count": 2},
        {"name": "Skin", "side": "unrelated", "tier": "illustrative", "count": 3},
        {"name": "Heart", "side": "unrelated", "tier": "printed", "count": 0},
    ]
)
RULE = JointRule(StoppingRule((2, 3), (2, 2), (0, 0)), StoppingRule((2, 3), (None, None), (0, 0)))


def count_ranges(table=RANGES, title="Message", axis="patients"):
    return charts.count_ranges(table, title, axis=axis)


def event_dots(table=DOTS, title="Message", axis="patients, %"):
    return charts.event_dots(table, title, axis=axis)


def butterfly(table=WINGS, title="Message", sides=("related", "unrelated"), axis="events"):
    return charts.butterfly(table, title, sides=sides, axis=axis)


def zero_limits(n=7, title="Message", **kwargs):
    return charts.zero_limits(n, title, **kwargs)


def joint_endings(rule=RULE, p_success=0.5, title="Message", marked=(0.2,), **kwargs):
    return charts.joint_endings(rule, p_success, title, marked=marked, **kwargs)


FIGURES = {
    "count_ranges": count_ranges,
    "event_dots": event_dots,
    "butterfly": butterfly,
    "zero_limits": zero_limits,
    "zero_limits with marks": lambda: zero_limits(excluded=[0.1, 0.05]),
    "joint_endings": joint_endings,
}


def rows_of(chart):
    """Return the rows that a figure holds."""
    return next(rows for rows in chart.to_dict()["datasets"].values())


def test_ranges_reach_from_zero_to_the_largest_count():
    spec = count_ranges().to_dict()
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0, 4]
    assert [(row["low"], row["high"], row["printed"]) for row in rows_of(count_ranges())] == [
        (1, 2, 2),
        (2, 4, 3),
    ]


def test_dots_tell_the_number_of_events():
    assert [row["label"] for row in rows_of(event_dots())] == ["8×", "1×"]


def test_wings_stack_outward_from_the_middle_printed_first():
    bars = {
        (row["name"], row["side"], row["tier"]): (row["start"], row["end"]) for row in rows_of(butterfly())
    }
    assert bars == {
        ("Skin", "related", "printed"): (0, -2),
        ("Skin", "related", "illustrative"): (-2, -3),
        ("Skin", "unrelated", "illustrative"): (0, 3),
        ("Heart", "unrelated", "printed"): (0, 0),
    }


def test_wings_without_illustrative_bars_name_no_such_tier():
    spec = butterfly(WINGS[WINGS["tier"] == "printed"]).to_dict()
    assert spec["layer"][0]["encoding"]["color"]["scale"]["domain"] == ["printed"]
    assert "illustrative" not in spec["description"]


def test_slider_starts_at_the_patients_asked_for_and_curves_are_the_limits():
    spec = zero_limits(12, confidence_level=0.9).to_dict()
    assert spec["params"][0]["value"] == 12
    assert spec["params"][0]["bind"]["name"].strip()
    lines = next(rows for rows in spec["datasets"].values() if len(rows) > 10)
    for row in lines:
        limit = rule_of_three(row["patients"])
        if row["kind"] == "exact, one-sided":
            limit = upper_limit(0, row["patients"], 0.9)
        assert row["limit"] == pytest.approx(100 * limit, rel=1e-5)


def test_endings_are_those_of_the_rule_and_fill_the_figure():
    rows = pd.DataFrame(rows_of(joint_endings()))
    assert rows.groupby("p")["share"].sum().round(9).eq(100).all()
    at = rows[rows["p"].round(6) == 20].set_index("ending")["share"]
    result = RULE.operating_characteristics(cells(0.5, 0.2))
    assert at["stopped for toxicity"] == pytest.approx(100 * result.p_toxic)
    assert at["futile"] == pytest.approx(100 * result.p_futile)


def test_a_rule_without_futility_shows_none():
    rule = JointRule(StoppingRule([3], [2]), RULE.toxicity)
    assert {row["ending"] for row in rows_of(joint_endings(rule))} == {
        "stopped for toxicity",
        "promising",
        "neither",
    }


BAD = {
    "no title of wings": (lambda: butterfly(title=""), "title must be"),
    "no wings": (lambda: butterfly(WINGS.head(0)), "table must have a row and the columns"),
    "an unknown side": (lambda: butterfly(WINGS.assign(side="left")), "each side in table must be one of"),
    "an unknown tier": (lambda: butterfly(WINGS.assign(tier="guessed")), "each tier in table must be one of"),
    "half a count": (lambda: butterfly(WINGS.assign(count=0.5)), "each count in table must be"),
    "one side": (lambda: butterfly(sides=("related",)), "the left and the right, must be a pair"),
    "sides alike": (lambda: butterfly(sides=("related", "related")), "sides must be two different names"),
    "no axis of wings": (lambda: butterfly(axis=None), "what is counted, must be"),
    "no title of limits": (lambda: zero_limits(title=3), "title must be"),
    "no patients": (lambda: zero_limits(0), "n, the patients, must be"),
    "too many patients": (lambda: zero_limits(401), "n, the patients, must be"),
    "nothing to exclude": (lambda: zero_limits(excluded=[0]), "each probability in excluded must be"),
    "too little to exclude": (
        lambda: zero_limits(excluded=[0.001]),
        "the patients who exclude 0.001 must be",
    ),
    "no level": (lambda: zero_limits(confidence_level=1), "confidence_level must be"),
    "no joint rule": (lambda: joint_endings(StoppingRule([1], [1])), "rule must be a JointRule"),
    "certain success": (lambda: joint_endings(p_success=1), "p_success must be"),
    "no marks": (lambda: joint_endings(marked=0.2), "must be a list of numbers from 0 to 1"),
    "no axis of endings": (lambda: joint_endings(axis=" "), "what the probability is of, must be"),
    "no title": (lambda: count_ranges(title=" "), "title must be"),
    "no axis": (lambda: count_ranges(axis=""), "what is counted, must be"),
    "no table": (lambda: count_ranges(None), "table must be a DataFrame"),
    "no rows": (lambda: count_ranges(RANGES.head(0)), "table must have a row and the columns"),
    "no column": (lambda: count_ranges(RANGES.drop(columns="low")), "table must have a row and the columns"),
    "no name": (lambda: count_ranges(RANGES.assign(name="")), "each name in table must be"),
    "a count that is none": (lambda: count_ranges(RANGES.assign(low=0.5)), "each low in table must be"),
    "high below low": (lambda: count_ranges(RANGES.assign(high=0)), "each high in table"),
    "printed outside": (lambda: count_ranges(RANGES.assign(printed=5)), "each printed in table"),
    "no title of dots": (lambda: event_dots(title=None), "title must be"),
    "no axis of dots": (lambda: event_dots(axis=3), "what the percentages are, must be"),
    "no dots": (lambda: event_dots(DOTS.head(0)), "table must have a row and the columns"),
    "no name of a dot": (lambda: event_dots(DOTS.assign(name=None)), "each name in table must be"),
    "half an event": (lambda: event_dots(DOTS.assign(events=0.5)), "each number of events in table must be"),
    "a percentage above 100": (lambda: event_dots(DOTS.assign(high=101)), "each high in table"),
    "low above percent": (lambda: event_dots(DOTS.assign(low=50)), "each percent in table"),
}


@each_case(("call", "says"), BAD.values(), ids=BAD)
def test_bad_input_says_what_must_be_and_what_came(call, says):
    assert says in refused(call)
