"""Figures of time: what happened when, one row a study or a patient."""

import altair as alt
import pandas as pd

from onearm._frames import frame
from onearm._require import flag, number, refuse
from onearm.charts._parts import typed
from onearm.charts._theme import COLOURS, colour, legend_unless, titled, words

ROW_HEIGHT = 44
"""Pixels for a row: its name above, its line below."""


def timeline(
    table: pd.DataFrame, title: str, *, colours: dict[str, str], axis: str, named: bool = False
) -> alt.LayerChart:
    """Draw spans of time under one another, each below its name, and mark a moment on each.

    Parameters
    ----------
    table : DataFrame
        Columns ``row`` (the name), ``kind`` (what the colour stands for), and ``low``, ``mark`` and ``high``,
        times of at least 0, `low <= mark <= high`. A span without length is drawn as its mark alone. Spans
        with the same name share a row.
    title : str
        The figure's message.
    colours : dict of str to str
        By kind the key of its colour in `COLOURS`, in the order of the legend.
    axis : str
        What the time is counted from, with its unit.
    named : bool
        Whether the names of the rows tell their kinds, so that no legend is needed.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `table` is not a DataFrame, is empty or lacks a column, a time is not a finite number of at least
        0, `mark` lies outside its span, a kind has no colour, `named` is no truth value, or a text is blank.

    Notes
    -----
    The time grows with the number of rows.

    Examples
    --------
    >>> onset = {"row": "onset", "kind": "study", "low": 32, "mark": 76, "high": 120}
    >>> timeline(pd.DataFrame([onset]), "Early", colours={"study": "prior"}, axis="days").description
    'Early. In days: onset, study: 32 to 120, mark at 76.'
    """
    words("title", title)
    words("axis, what the time is counted from,", axis)
    legend = legend_unless(flag("named", named))
    _check_colours(colours)
    _check_spans(table, colours)
    table = typed(table, float, "mark").astype({"low": float, "high": float})
    shown = [kind for kind in colours if kind in set(table["kind"])]
    rows = list(dict.fromkeys(table["row"]))
    base = alt.Chart(table).encode(
        y=alt.Y("row:N", title=None, sort=rows, axis=None),
        color=colour("kind", shown, [COLOURS[colours[kind]] for kind in shown], **legend),
    )
    tooltip = [alt.Tooltip(field) for field in ("row:N", "kind:N", "low:Q", "mark:Q", "high:Q")]
    lines = base.mark_rule(strokeWidth=4).encode(
        x=alt.X("low:Q", title=axis, scale=alt.Scale(domainMin=0, nice=True)),
        x2=alt.X2("high:Q"),
        tooltip=tooltip,
    )
    marks = base.mark_tick(thickness=4, size=14, opacity=1).encode(x=alt.X("mark:Q"), tooltip=tooltip)
    names = (
        alt.Chart(pd.DataFrame({"row": rows}))
        .mark_text(align="left", dy=-16, fontSize=12)
        .encode(y=alt.Y("row:N", sort=rows, axis=None), x=alt.XValue(0), text=alt.Text("row:N"))
    )
    chart = alt.layer(lines, marks, names)
    shared = table.groupby(["row", "kind"], sort=False)
    said = "; ".join(f"{row}, {kind}: {_in_words(part)}" for (row, kind), part in shared)
    return titled(chart, title, f"{title}. In {axis}: {said}.", height=ROW_HEIGHT * len(rows))


def _in_words(spans: pd.DataFrame) -> str:
    """Say what the spans of one kind in one row show."""
    moments = sorted(spans.loc[spans["low"] == spans["high"], "mark"])
    said = [", ".join(f"{moment:g}" for moment in moments)] if moments else []
    for span in spans[spans["low"] < spans["high"]].itertuples():
        inside = f", mark at {span.mark:g}" if span.low < span.mark < span.high else ""
        said.append(f"{span.low:g} to {span.high:g}{inside}")
    return " and ".join(said)


def _check_colours(colours: dict[str, str]) -> None:
    """Refuse colours that are not, by kind, the key of a colour."""
    if not isinstance(colours, dict) or not colours:
        refuse("colours must hold the key of a colour for each kind, in a dict", colours)
    for kind, key in colours.items():
        words("each kind in colours", kind)
        if not isinstance(key, str) or key not in COLOURS:
            refuse(f"the colour of {kind!r} must be one of {', '.join(COLOURS)}", key)


def _check_spans(table: pd.DataFrame, colours: dict[str, str]) -> None:
    """Refuse a table that does not hold, row by row, a name, a kind with a colour, and a marked span."""
    for span in frame("table", table, ("row", "kind", "low", "mark", "high")).itertuples():
        words("each row in table", span.row)
        if words("each kind in table", span.kind) not in colours:
            refuse(f"each kind in table must be one of {', '.join(colours)}", span.kind)
        low = number("each low in table", span.low, 0)
        high = number("each high in table", span.high, low)
        number("each mark in table", span.mark, low, high)
