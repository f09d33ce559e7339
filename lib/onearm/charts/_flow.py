"""Figures of who went where: the flow of patients through a trial."""

from itertools import pairwise
from textwrap import fill

import altair as alt
import pandas as pd

from onearm._require import count, refuse
from onearm.charts._parts import MOST
from onearm.charts._theme import COLOURS, titled, words

LINE, PADDING, GAP = 16, 14, 14
"""Pixels: the height of a line of text, what a box adds to its lines, and the space below a box."""

WIDEST = 34
"""The most characters of a line, so that a box can be read on a phone."""

STAGE, EXIT, STEM = (0, 74), (26, 100), 12
"""In % of the width: where the box of a stage and of an exit begin and end, and where the arrows run down."""


def flow(stages: dict[str, int], exits: list[str], title: str) -> alt.LayerChart:
    """Draw the flow of patients: a box a stage, and to its side those who left before the next.

    How many left is not asked for: it is what a stage holds more than the next.

    Parameters
    ----------
    stages : dict of str to int
        By name the patients at each stage, in order: at least two stages, none larger than the one before.
    exits : list of str
        Why patients left, one text between each stage and the next.
    title : str
        The figure's message.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `stages` does not hold two stages or more whose sizes are whole numbers that never rise, `exits`
        does not hold one text between each stage and the next, or a text is blank.

    Notes
    -----
    The time grows as the number of boxes.

    Examples
    --------
    >>> flow({"consented": 9, "treated": 7}, ["not eligible"], "Seven of nine").description
    'Seven of nine. 9 consented. 2 left: not eligible. 7 treated.'
    """
    words("title", title)
    texts = _texts(stages, exits)
    boxes = _stacked(texts)
    arrows = _arrows(boxes)
    height = int(boxes["y2"].max())
    across, down = alt.Scale(domain=[0, 100]), alt.Scale(domain=[0, height], reverse=True)

    def placed(rows: pd.DataFrame, x: str, y: str) -> alt.Chart:
        return alt.Chart(rows).encode(
            x=alt.X(f"{x}:Q", scale=across, axis=None), y=alt.Y(f"{y}:Q", scale=down, axis=None)
        )

    black = COLOURS["published"]
    frames = (
        placed(boxes, "x", "y")
        .mark_rect(fillOpacity=0, stroke=black)
        .encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))
    )
    lines = placed(boxes, "x", "y").mark_text(
        align="left", baseline="top", dx=8, dy=PADDING / 2 + 1, lineBreak="\n", lineHeight=LINE
    )
    shafts = placed(arrows, "x", "y").mark_rule(color=black).encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))
    heads = placed(arrows, "x2", "y2").mark_point(filled=True, size=60, color=black, opacity=1)
    heads = heads.encode(shape=alt.Shape("head:N", scale=None))
    chart = alt.layer(frames, shafts, heads, lines.encode(text=alt.Text("text:N")))
    return titled(chart, title, f"{title}. {'. '.join(text for text, _ in texts)}.", height=height)


def _texts(stages: dict[str, int], exits: list[str]) -> list[tuple[str, str]]:
    """Return what stands in each box, and whether it is a stage or an exit, from top to bottom."""
    if not isinstance(stages, dict) or len(stages) < 2:
        refuse("stages must hold at least two stages by their names, in a dict", stages)
    if not isinstance(exits, list) or len(exits) != len(stages) - 1:
        refuse("exits must hold one text between each stage and the next, in a list", exits)
    texts, before = [], None
    for (name, n), why in zip(stages.items(), [None, *exits], strict=True):
        words("each name in stages", name)
        n = count(f"the patients of stage {name!r}", n, 0, MOST if before is None else before)
        if before is not None:
            texts.append((f"{before - n} left: {words('each reason in exits', why)}", "exit"))
        texts.append((f"{n} {name}", "stage"))
        before = n
    return texts


def _stacked(texts: list[tuple[str, str]]) -> pd.DataFrame:
    """Return the boxes one below the other: x in % of the width, y in pixels from the top."""
    boxes, y = [], 0
    for text, kind in texts:
        lines = fill(text, WIDEST)
        x, x2 = STAGE if kind == "stage" else EXIT
        y2 = y + LINE * len(lines.splitlines()) + PADDING
        boxes.append({"text": lines, "kind": kind, "x": x, "x2": x2, "y": y, "y2": y2})
        y = y2 + GAP
    return pd.DataFrame(boxes)


def _arrows(boxes: pd.DataFrame) -> pd.DataFrame:
    """Return the arrows: from each stage down to the next, and from there to the exit between them."""
    stages, exits = (boxes[boxes["kind"] == kind] for kind in ("stage", "exit"))
    down = [
        {"x": STEM, "x2": STEM, "y": above.y2, "y2": below.y - 4, "head": "triangle-down"}
        for above, below in pairwise(stages.itertuples())
    ]
    aside = [
        {"x": STEM, "x2": EXIT[0] - 1, "y": middle, "y2": middle, "head": "triangle-right"}
        for middle in (exits["y"] + exits["y2"]) / 2
    ]
    return pd.DataFrame(down + aside)
