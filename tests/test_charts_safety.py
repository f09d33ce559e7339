"""Figures of adverse events: described, drawn from what they are given, and refused otherwise."""

import re

import pandas as pd
import pytest
import vl_convert

from onearm import charts

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


def count_ranges(table=RANGES, title="Message", axis="patients"):
    return charts.count_ranges(table, title, axis=axis)


def event_dots(table=DOTS, title="Message", axis="patients, %"):
    return charts.event_dots(table, title, axis=axis)


FIGURES = {"count_ranges": count_ranges, "event_dots": event_dots}


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
    assert charts.render(FIGURES[request.node.callspec.id]().to_dict()) == stored


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


BAD = {
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


@pytest.mark.parametrize(("call", "says"), BAD.values(), ids=BAD)
def test_bad_input_says_what_must_be_and_what_came(call, says):
    with pytest.raises(ValueError, match=r"\A[^\n]* must [^\n]*\.\nWhat came: [^\n]*\.\Z") as caught:
        call()
    assert says in str(caught.value)
