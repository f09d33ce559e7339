"""Figures of adverse events: how many patients a table allows, and what so few patients can tell."""

import altair as alt
import pandas as pd

from onearm._require import count, number, refuse
from onearm._vega import COLOURS, colour, titled, words
from onearm.charts._parts import of_kind

ROW = 20
"""How high a row of a figure is, in pixels."""

NAME = alt.Axis(labelLimit=190)
"""How wide the names of rows may be: a phone is 360 pixels wide."""


def count_ranges(table, title, *, axis):
    """Draw for each row the counts that are possible, and the one that is printed.

    Parameters
    ----------
    table : DataFrame
        Columns ``name``, and ``low``, ``high`` and ``printed``: whole numbers, the last between the others.
    title : str
        The figure's message.
    axis : str
        What is counted.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `table` is not a DataFrame, is empty, lacks a column or holds a count that is out of order, or a
        text is blank.

    Examples
    --------
    >>> table = pd.DataFrame([{"name": "Skin", "low": 1, "high": 2, "printed": 2}])
    >>> count_ranges(table, "At the top", axis="patients").description
    'At the top. Skin: 2 of 1 to 2.'
    """
    words("title", title)
    words("axis, what is counted,", axis)
    for row in _rows(table, ("name", "low", "high", "printed")):
        words("each name in table", row.name)
        low = count("each low in table", row.low)
        high = count("each high in table, at least low,", row.high, low)
        count("each printed in table, between low and high,", row.printed, low, high)
    legend = ["possible", "printed"]
    shown = table.assign(possible=legend[0], as_printed=legend[1])
    ticks = alt.Axis(tickMinStep=1, format="d")
    base = alt.Chart(shown).encode(y=alt.Y("name:N", title=None, sort=None, axis=NAME))
    tooltip = ["name:N", "low:Q", "high:Q", "printed:Q"]
    span = alt.X("low:Q", title=axis, axis=ticks, scale=alt.Scale(domain=[0, int(table["high"].max())]))
    colours = {"names": legend, "colours": [COLOURS["prior"], COLOURS["published"]]}
    layers = [
        base.mark_rule(strokeWidth=9, strokeCap="round").encode(
            x=span, x2="high:Q", color=colour("possible", **colours), tooltip=tooltip
        ),
        base.mark_point(filled=True, size=90, opacity=1).encode(
            x="printed:Q", color=colour("as_printed", **colours), tooltip=tooltip
        ),
    ]
    facts = "; ".join(f"{row.name}: {row.printed} of {row.low} to {row.high}" for row in table.itertuples())
    return titled(alt.layer(*layers), title, f"{title}. {facts}.", height=ROW * len(table))


def event_dots(table, title, *, axis):
    """Draw for each row a percentage of patients with its interval, and at the right the number of events.

    Parameters
    ----------
    table : DataFrame
        Columns ``name``; ``percent``, ``low`` and ``high``, in % of the patients; ``events``, a whole number.
    title : str
        The figure's message.
    axis : str
        What the percentages are.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `table` is not a DataFrame, is empty, lacks a column, or holds a number that is not of its kind
        or out of order, or a text is blank.

    Examples
    --------
    >>> table = pd.DataFrame([{"name": "Rash", "events": 8, "percent": 14.3, "low": 0.4, "high": 57.9}])
    >>> event_dots(table, "Wide", axis="patients, %").description
    'Wide. Rash: 8 events, 14.3 % with 0.4 to 57.9 %.'
    """
    words("title", title)
    words("axis, what the percentages are,", axis)
    for row in _rows(table, ("name", "events", "percent", "low", "high")):
        words("each name in table", row.name)
        count("each number of events in table", row.events)
        low = number("each low in table, in %,", row.low, 0, 100)
        percent = number("each percent in table, at least low,", row.percent, low, 100)
        number("each high in table, at least percent,", row.high, percent, 100)
    shown = table.assign(label=[f"{events}\N{MULTIPLICATION SIGN}" for events in table["events"]], edge=100)
    base = alt.Chart(shown).encode(y=alt.Y("name:N", title=None, sort=None, axis=NAME))
    scale = alt.Scale(domain=[0, 100])
    ten = alt.Axis(values=list(range(0, 101, 20)))
    tooltip = [
        "name:N",
        "events:Q",
        *(alt.Tooltip(f"{end}:Q", format=".1f") for end in ("percent", "low", "high")),
    ]
    layers = [
        base.mark_rule(strokeWidth=2, color=COLOURS["prior"]).encode(
            x=alt.X("low:Q", title=axis, scale=scale, axis=ten), x2="high:Q", tooltip=tooltip
        ),
        base.mark_point(filled=True, size=60, opacity=1, color=COLOURS["published"]).encode(
            x="percent:Q", tooltip=tooltip
        ),
        base.mark_text(align="right", fontSize=11).encode(x="edge:Q", text="label:N"),
    ]
    facts = "; ".join(
        f"{row.name}: {row.events} events, {row.percent:.1f} % with {row.low:.1f} to {row.high:.1f} %"
        for row in table.itertuples()
    )
    return titled(alt.layer(*layers), title, f"{title}. {facts}.", height=ROW * len(table))


def _rows(table, columns):
    """Return the rows of a table, or refuse what is not a DataFrame with these columns and a row."""
    if of_kind("table", table, pd.DataFrame).empty or not set(columns) <= set(table):
        refuse(f"table must have a row and the columns {', '.join(columns)}", list(table))
    return list(table.itertuples())
