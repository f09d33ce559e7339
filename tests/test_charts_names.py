"""Names that stand beside what they name, where a phone has room, and a legend where it has none."""

import drawn
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused

from onearm import charts
from onearm.charts._names import GAP, HIGH, NARROW, Axis, Box, beside
from onearm.designs import JointRule, StoppingRule

P = np.linspace(0, 1, 101)
X, Y = Axis("x", 0, 1), Axis("y", 0, 1)
WIDE = {"axis": "truth", "value": "error, points"}


def legend_of(figure):
    """Return whether a figure has a legend, and the words that stand in its frame on a phone."""
    _, items = drawn.scene(figure.to_dict(), 328)
    words = {item["text"] for kind, role, item, *_ in items if kind == "text" and role == "mark"}
    return any("legend" in role for _, role, *_ in items), words


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(*[st.floats(0, 1)] * 5), min_size=1, max_size=4))
def test_no_line_runs_through_a_name_on_a_page_of_any_width(heights):
    lines = {f"line {at}": (np.linspace(0, 1, 5), line) for at, line in enumerate(heights)}
    if not (named := beside(lines, X, Y)):
        return
    for wide in (NARROW, 2 * NARROW, 3.1 * NARROW):
        columns = np.arange(wide + 1) / wide
        for row in named.data.itertuples():
            letters = 6.6 * len(row.name)
            left = row.x * wide - {"left": 0, "center": letters / 2, "right": letters}[row.align]
            low = 260 * row.y - (HIGH if row.baseline == "top" else 0)
            for name, (x, y) in lines.items():
                over = 260 * np.interp(columns, x, y)[max(0, round(left)) : round(left + letters) + 1]
                assert over.min() > low + HIGH + GAP - 2 or over.max() < low - GAP + 2, name


def test_lines_that_are_alike_have_a_legend():
    assert beside({"a": (P, P), "b": (P, P + 0.01)}, X, Y) is None
    with_legend, _ = legend_of(charts.by_truth(P, {"a": P, "b": P + 0.01}, "Message", **WIDE))
    assert with_legend


def test_lines_that_are_apart_are_named_where_they_are():
    with_legend, words = legend_of(charts.by_truth(P, {"a": P, "b": 1 + P}, "Message", **WIDE))
    assert not with_legend and words == {"a", "b"}


def test_a_name_keeps_off_other_words():
    taken = [Box(0, 0, NARROW, 124), Box(0, 140, NARROW, 260)]
    assert beside({"flat": (P, 0 * P + 0.5)}, X, Y)
    assert beside({"flat": (P, 0 * P + 0.5)}, X, Y, taken=taken) is None


@pytest.mark.parametrize(("low", "high", "named"), [(5, 40, True), (5, 99, False)])
def test_the_two_kinds_of_an_interval_are_named_beside_a_row_with_room(low, high, named):
    rows = [{"outcome": "5 of 7", "kind": kind, "estimate": low, "low": low, "high": high} for kind in "ab"]
    with_legend, words = legend_of(charts.intervals(pd.DataFrame(rows), "Message", axis="alive, %"))
    assert with_legend is not named and words == ({"a", "b"} if named else set())


def test_the_one_kind_of_an_interval_is_told_under_the_axis():
    row = {"outcome": "5 of 7", "kind": "exact", "estimate": 71, "low": 29, "high": 96}
    figure = charts.intervals(pd.DataFrame([row]), "Message", axis="alive, %")
    assert figure.to_dict()["layer"][0]["encoding"]["x"]["title"] == ["alive, %", "lines: exact"]
    assert not legend_of(figure)[0]


def test_a_band_that_is_too_thin_leaves_the_legend():
    safe = StoppingRule([1], [None], [0])
    for success, named in ((0.5, True), (0.999, False)):
        rule = JointRule(StoppingRule([1], [1]), safe)
        with_legend, words = legend_of(charts.joint_endings(rule, success, "Message", marked=[0.2]))
        assert with_legend is not named
        assert words == ({"stopped for toxicity", "promising", "neither"} if named else set())


@pytest.mark.parametrize(("power", "named"), [([0.6, 0.7, 0.9], True), ([0.81, 0.7, 0.79], False)])
def test_a_saw_tells_at_its_line_what_reaches_it(power, named):
    with_legend, words = legend_of(charts.saw([50, 75, 100], power, "Message", target=0.8))
    assert with_legend is not named and words == ({"reaches 80 %", "falls short"} if named else set())


def test_rows_that_tell_their_kinds_need_no_legend():
    span = pd.DataFrame([{"row": "a, died", "kind": "died", "low": 0, "mark": 3, "high": 9}])
    for named in (True, False):
        figure = charts.timeline(span, "Message", colours={"died": "failure"}, axis="days", named=named)
        assert legend_of(figure)[0] is not named
    refused(charts.timeline, span, "Message", colours={"died": "failure"}, axis="days", named="yes")
