"""Figures of reconstruction: what is possible, and what each further print takes away."""

from collections.abc import Iterable
from textwrap import fill

import altair as alt
import pandas as pd

from onearm._frames import frame
from onearm._require import flag, pair, refuse, text
from onearm.charts._parts import typed
from onearm.charts._theme import COLOURS, colour, titled, words

ROW_HEIGHT = 72
"""Pixels between two possibilities of one level, enough for a name of two lines and what kind it is."""

LINE, TOP = 14, 1.0
"""The height of a line in pixels, and how many rows above the first the levels are named."""

WIDEST = 14
"""The most characters of a line of a name, so that names stand side by side on a phone."""


def narrowing(
    table: pd.DataFrame, title: str, *, kinds: Iterable[str] = ("goes on", "dead end")
) -> alt.LayerChart:
    """Draw possibilities as a tree: from level to level each one leads to others, or ends.

    What kind a possibility is that does not go on stands below its name.

    A slider takes the levels away and gives them back, one by one.

    Parameters
    ----------
    table : DataFrame
        Columns ``level`` (what has been used so far; in the order of the rows, from left to right), ``name``
        (the possibility, which no other of its level has), ``parent`` (the name on the level before that it
        continues; empty on the first level) and ``goes_on`` (bool: whether a solution runs through it).
    title : str
        The figure's message.
    kinds : pair of str
        What the possibilities are called that go on, and those that do not.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `table` is not a DataFrame, is empty or lacks a column; when a name comes twice on a level, a
        parent is not on the level before, a `goes_on` is no truth value, or a text is blank.

    Notes
    -----
    The time grows with the number of rows.

    Examples
    --------
    >>> rows = [("total", "5", "", True), ("squares", "1, 4", "5", True), ("squares", "2, 3", "5", False)]
    >>> tree = pd.DataFrame(rows, columns=["level", "name", "parent", "goes_on"])
    >>> narrowing(tree, "One is left").description
    'One is left. total: 5. squares: 1, 4; 2, 3 (dead end).'
    """
    words("title", title)
    kinds = [
        words("each kind", kind) for kind in pair("kinds, of those that go on and those that do not,", kinds)
    ]
    columns = ("level", "name", "parent", "goes_on")
    table = frame("table", table, columns).reset_index(drop=True)
    for row in table.itertuples():
        words("each level in table", row.level)
        words("each name in table", row.name)
        text("each parent in table", row.parent)
        flag("each goes_on in table", row.goes_on)
    table = typed(table, bool, "goes_on")
    levels = _levels(table)
    nodes = _placed(table, levels, kinds)
    scale = alt.Scale(domain=[-0.4, len(levels) - 0.6])
    rows = max(map(len, levels.values()))
    depth = alt.Scale(domain=[-TOP, rows - 0.5], reverse=True)

    slider = alt.binding_range(min=1, max=len(levels), step=1, name="Levels used")
    used = alt.param(name="used", value=len(levels), bind=slider)

    def at(data: pd.DataFrame, x: str, y: str) -> alt.Chart:
        return alt.Chart(data).encode(
            x=alt.X(f"{x}:Q", scale=scale, axis=None),
            y=alt.Y(f"{y}:Q", scale=depth, axis=None),
            opacity=alt.condition("datum.x < used", alt.value(1), alt.value(0)),
        )

    colours = colour("kind", kinds, [COLOURS["reconstructed"], COLOURS["prior"]], legend=None)
    branches = at(nodes[nodes["parent"] != ""], "x_before", "y_before").mark_rule(strokeWidth=2)
    branches = branches.encode(x2=alt.X2("x:Q"), y2=alt.Y2("y:Q"), color=colours)
    points = at(nodes, "x", "y").mark_point(filled=True, size=110)
    shapes = alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=["circle", "square"]), legend=None)
    points = points.encode(
        color=colours,
        shape=shapes,
        tooltip=[alt.Tooltip("level:N"), alt.Tooltip("name:N"), alt.Tooltip("kind:N")],
    )
    # Branches fall, so a name stands above its point in the first row, and below it in the others.
    first, lower = nodes[nodes["y"] == 0], nodes[nodes["y"] > 0]
    tallest = first["lines"].str.count("\n").max()
    first = first.assign(lines=[(tallest - name.count("\n")) * "\n" + name for name in first["lines"]])
    names = [
        at(row, "x", "y").mark_text(dy=dy, baseline="top", lineBreak="\n").encode(text=alt.Text("lines:N"))
        for row, dy in ((first, -22 - LINE * tallest), (lower, 9))
    ]
    heads = at(pd.DataFrame({"level": list(levels), "x": range(len(levels)), "y": -TOP}), "x", "y")
    heads = heads.mark_text(dy=6, fontWeight="bold").encode(text=alt.Text("level:N"))
    said = " ".join(f"{level}: {'; '.join(_said(rows, kinds))}." for level, rows in levels.items())
    chart = alt.layer(branches, points, *names, heads).add_params(used)
    return titled(chart, title, f"{title}. {said}", height=round(ROW_HEIGHT * (rows - 0.5 + TOP)))


def _levels(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the rows of each level, or refuse names and parents that make no tree."""
    levels, before = {}, {""}
    for level, rows in table.groupby("level", sort=False):
        if not rows["name"].is_unique:
            refuse(f"each name of level {level!r} must differ from the others", list(rows["name"]))
        for parent in rows["parent"]:
            if parent not in before:
                refuse(f"each parent of level {level!r} must be one of {', '.join(sorted(before))}", parent)
        levels[level] = rows
        before = set(rows["name"])
    return levels


def _placed(table: pd.DataFrame, levels: dict[str, pd.DataFrame], kinds: list[str]) -> pd.DataFrame:
    """Return the rows with their place, that of their parent, and their kind."""
    place = {
        (level, name): (x, y)
        for x, (level, rows) in enumerate(levels.items())
        for y, name in enumerate(rows["name"])
    }
    names = list(levels)
    found = []
    for row in table.itertuples():
        x, y = place[row.level, row.name]
        before = place[names[x - 1], row.parent] if x else (x, y)
        found.append({"x": x, "y": y, "x_before": before[0], "y_before": before[1]})
    kind = table["goes_on"].map({True: kinds[0], False: kinds[1]})
    lines = [
        fill(name.replace(" × ", "\u00a0×\u00a0"), WIDEST) + ("" if goes_on else f"\n{kinds[1]}")
        for name, goes_on in zip(table["name"], table["goes_on"], strict=True)
    ]
    return table.assign(kind=kind, lines=lines).join(pd.DataFrame(found, index=table.index))


def _said(rows: pd.DataFrame, kinds: list[str]) -> list[str]:
    """Say each possibility of a level, and which of them are dead ends."""
    return [row.name if row.goes_on else f"{row.name} ({kinds[1]})" for row in rows.itertuples()]
