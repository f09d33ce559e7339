"""Figures of time and of the flow of patients: what they draw, what they say, what they refuse."""

from itertools import pairwise

import pandas as pd
from cases import each_case
from refusals import refused

from onearm import charts

SPANS = pd.DataFrame(
    [
        {"row": "onset", "kind": "study", "low": 32, "mark": 76, "high": 120},
        {"row": "window", "kind": "study", "low": 0, "mark": 120, "high": 120},
        {"row": "treated", "kind": "trial", "low": 239, "mark": 239, "high": 239},
        {"row": "treated", "kind": "trial", "low": 109, "mark": 109, "high": 109},
    ]
)
KINDS = {"study": "prior", "trial": "published"}
STAGES = {"gave consent": 9, "treated": 7, "completed": 3}
EXITS = ["not eligible", "withdrew after treatment, for reasons that take more than a line to tell"]


def timeline(table=SPANS, title="Message", colours=KINDS, axis="days after transplantation"):
    return charts.timeline(table, title, colours=colours, axis=axis)


def flow(stages=STAGES, exits=EXITS, title="Message"):
    return charts.flow(stages, exits, title)


FIGURES = {"timeline": timeline, "flow": flow}


def drawn(chart, column):
    """Return the rows of a chart's data that have a column."""
    rows = [row for rows in chart.to_dict()["datasets"].values() for row in rows]
    return [row for row in rows if column in row]


def test_a_timeline_tells_spans_marks_and_moments_row_by_row():
    assert timeline().to_dict()["description"] == (
        "Message. In days after transplantation: onset, study: 32 to 120, mark at 76; "
        "window, study: 0 to 120; treated, trial: 109, 239."
    )


def test_a_row_of_a_timeline_is_as_high_as_any_other():
    heights = [timeline(SPANS.head(n)).to_dict()["height"] for n in (1, 2, 3, 4)]
    assert heights == [44, 88, 132, 132]


def test_a_timeline_begins_at_zero_and_has_only_the_kinds_it_shows():
    line, *_ = timeline(SPANS.head(2)).to_dict()["layer"]
    assert line["encoding"]["x"]["scale"]["domainMin"] == 0
    assert line["encoding"]["color"]["scale"] == {"domain": ["study"], "range": [charts.COLOURS["prior"]]}


def test_a_flow_counts_who_left():
    assert flow().to_dict()["description"] == (
        "Message. 9 gave consent. 2 left: not eligible. 7 treated. "
        "4 left: withdrew after treatment, for reasons that take more than a line to tell. 3 completed."
    )


def test_the_boxes_of_a_flow_lie_below_one_another_and_hold_their_lines():
    boxes = drawn(flow(), "text")
    assert [box["kind"] for box in boxes] == ["stage", "exit", "stage", "exit", "stage"]
    for above, below in pairwise(boxes):
        assert above["y2"] < below["y"]
    for box in boxes:
        lines = box["text"].split("\n")
        assert max(map(len, lines)) <= 34
        assert box["y2"] - box["y"] >= 16 * len(lines)
    assert flow().to_dict()["height"] == boxes[-1]["y2"]


def test_the_arrows_of_a_flow_lead_from_stage_to_stage_and_aside_to_the_exits():
    boxes, arrows = drawn(flow(), "text"), drawn(flow(), "head")
    stages = [box for box in boxes if box["kind"] == "stage"]
    down = [arrow for arrow in arrows if arrow["head"] == "triangle-down"]
    assert [arrow["y"] for arrow in down] == [stage["y2"] for stage in stages[:-1]]
    assert all(0 < stage["y"] - arrow["y2"] < 8 for arrow, stage in zip(down, stages[1:], strict=True))
    aside = [arrow for arrow in arrows if arrow["head"] == "triangle-right"]
    exits = [box for box in boxes if box["kind"] == "exit"]
    assert all(
        box["y"] < arrow["y"] < box["y2"] and arrow["x2"] < box["x"]
        for arrow, box in zip(aside, exits, strict=True)
    )


def test_nobody_need_leave():
    assert flow({"consented": 7, "treated": 7}, ["nobody"]).to_dict()["description"] == (
        "Message. 7 consented. 0 left: nobody. 7 treated."
    )


BAD = {
    "no title": (lambda wrong: timeline(title=wrong), [None, " "]),
    "no axis": (lambda wrong: timeline(axis=wrong), [None, ""]),
    "no spans": (timeline, [None, 3, SPANS.head(0), SPANS.drop(columns="mark")]),
    "no colours": (
        lambda wrong: timeline(colours=wrong),
        [None, {}, ["prior"], {"study": "prior"}, {"study": "grey", "trial": "prior"}, {"": "prior"}],
    ),
    "no row or kind": (
        timeline,
        [SPANS.assign(row=""), SPANS.assign(row=None), SPANS.assign(kind=None), SPANS.assign(kind="else")],
    ),
    "no times": (
        timeline,
        [SPANS.assign(**{name: wrong}) for name in ("low", "mark", "high") for wrong in (-1, "1", None)],
    ),
    "a mark outside": (timeline, [SPANS.assign(mark=500), SPANS.assign(low=80, mark=76, high=300)]),
    "no title of a flow": (lambda wrong: flow(title=wrong), [None, ""]),
    "no stages": (
        flow,
        [None, {}, {"only": 9}, [9, 7], {"a": 7, "b": 9, "c": 3}, {"a": 9.0, "b": 7, "c": 3}],
    ),
    "no names of stages": (flow, [{"": 9, "b": 7, "c": 3}, {None: 9, "b": 7, "c": 3}]),
    "no exits": (lambda wrong: flow(exits=wrong), [None, [], ["one"], "ab", ["one", ""], ["one", None]]),
}


@each_case(
    "name, figure, wrong",
    [(name, figure, wrong) for name, (figure, wrongs) in BAD.items() for wrong in wrongs],
)
def test_bad_input_says_what_must_be_and_what_came(name, figure, wrong):
    refused(figure, wrong)
