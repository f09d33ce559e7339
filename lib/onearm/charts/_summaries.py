"""Figures of printed summaries: what their fellow figures allow."""

from typing import TYPE_CHECKING

import altair as alt

from onearm._frames import frame
from onearm._require import number
from onearm.charts._parts import shown, typed
from onearm.charts._theme import COLOURS, colour, titled, words

if TYPE_CHECKING:
    import pandas as pd


def allowed(table: "pd.DataFrame", title: str, *, axis: str) -> alt.LayerChart:
    """Draw for each row the interval in which a value must lie, and the value printed.

    Parameters
    ----------
    table : DataFrame
        Columns ``quantity`` (name of the row), ``low``, ``high`` and ``printed``, all three on the one axis,
        and ``label`` (the printed value in its own unit, written above it).
    title : str
        The figure's message.
    axis : str
        What the axis shows, with its unit.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `table` is not a DataFrame, is empty or lacks a column; when a value is not a finite number or a
        `low` is above its `high`; when a text is blank.

    Notes
    -----
    The time grows with the number of rows.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"quantity": "age", "low": 29, "high": 48, "printed": 34, "label": "14.5 years"}
    >>> allowed(pd.DataFrame([row]), "It fits", axis="SD, % of the range").description
    'It fits. SD, % of the range: age 34.0, allowed 29.0 to 48.0.'
    """
    words("title", title)
    words("axis, what the axis shows,", axis)
    _check_table(table)
    table = typed(table, float, *_NUMBERS)
    kinds = ["allowed", "printed"]
    scale = alt.Scale(zero=False, padding=20)
    base = alt.Chart(table).encode(
        y=alt.Y("quantity:N", title=None, sort=None, axis=alt.Axis(labelLimit=160))
    )
    tooltip = [
        alt.Tooltip("quantity:N"),
        alt.Tooltip("label:N"),
        *(alt.Tooltip(f"{name}:Q", format=".1f") for name in _NUMBERS),
    ]
    looks = {
        "color": colour("kind", kinds, [COLOURS["reconstructed"], COLOURS["published"]]),
        "shape": alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=["square", "diamond"]), title=None),
    }
    spans = (
        base.transform_calculate(kind=repr(kinds[0]))
        .mark_rule(strokeWidth=6)
        .encode(
            x=alt.X("low:Q", title=axis, scale=scale, axis=alt.Axis(titleAnchor="end")),
            x2=alt.X2("high:Q"),
            tooltip=tooltip,
            color=looks["color"],
        )
    )
    # A span without length would not show: its end is drawn as a point too.
    ends = base.mark_square(size=36, opacity=1, color=COLOURS["reconstructed"]).encode(
        x=alt.X("low:Q"), tooltip=tooltip
    )
    marks = (
        base.transform_calculate(kind=repr(kinds[1]))
        .mark_point(filled=True, size=110, opacity=1)
        .encode(x=alt.X("printed:Q"), tooltip=tooltip, **looks)
    )
    labels = base.mark_text(align="left", dx=-5, dy=-13).encode(
        x=alt.X("printed:Q"), text=alt.Text("label:N")
    )
    facts = "; ".join(
        f"{row.quantity} {shown(row.printed)}, allowed {shown(row.low)} to {shown(row.high)}"
        for row in table.itertuples()
    )
    chart = alt.layer(spans, ends, marks, labels)
    return titled(chart, title, f"{title}. {axis}: {facts}.", height=38 * len(table))


_NUMBERS = ("low", "high", "printed")


def _check_table(table: "pd.DataFrame") -> None:
    """Refuse a table that does not hold, row by row, two names, an interval and a value."""
    for row in frame("table", table, ("quantity", "label", *_NUMBERS)).itertuples():
        words("each quantity in table", row.quantity)
        words("each label in table", row.label)
        low = number("each low in table", row.low)
        number("each high in table", row.high, low)
        number("each printed in table", row.printed)
