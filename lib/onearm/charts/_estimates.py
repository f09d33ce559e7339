"""Figures of what is known about a probability: densities and intervals."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from onearm._frames import frame
from onearm._interval import Interval
from onearm._require import number, of_kind, pair, refuse
from onearm.charts._names import GAP, HIGH, LETTER, NARROW, Axis, Box, beside
from onearm.charts._parts import typed
from onearm.charts._theme import COLOURS, colour, dashes, legend_unless, percent, titled, words
from onearm.designs.thall_simon import LARGEST_SIZE, BetaPrior

PHONE, LONGEST = 294, 28
"""The pixels that a phone has for the names of rows and the frame, and the most letters shown of a name."""


def densities(
    curves: dict[str, tuple[BetaPrior, str]],
    title: str,
    *,
    axis: str = "probability of success",
    interval: tuple[Interval, str] | None = None,
) -> alt.LayerChart:
    """Draw Beta densities, and an interval below them.

    Parameters
    ----------
    curves : dict of str to (BetaPrior, str)
        By name the distribution and the key of its colour in `COLOURS`.
    title : str
        The figure's message.
    axis : str
        What the probability is of.
    interval : tuple of (Interval, str), optional
        An interval to draw along the axis, and its name.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When there is no curve, a curve is not a BetaPrior worth at most 1e6 patients with a key of `COLOURS`,
        `interval` is not a named interval within 0 to 1, or a text is blank.

    Notes
    -----
    The time grows as the number of curves.

    Examples
    --------
    >>> from onearm.designs import BetaPrior
    >>> densities({"uniform": (BetaPrior(1, 1), "prior")}, "All alike").description
    'All alike. uniform has mean 50.0 % and standard deviation 28.9 points.'
    """
    words("title", title)
    words("axis, what the probability is of,", axis)
    _check_curves(curves)
    lines = pd.DataFrame(
        [
            {"p": 100 * at, "density": height, "curve": name}
            for name, (prior, _) in curves.items()
            for p in [_points(prior)]
            for at, height in zip(p, prior.density(p), strict=True)
        ]
    )
    names = list(curves)
    top = 1.12 * float(lines["density"].max())
    named = beside(
        {name: (part["p"], part["density"]) for name, part in lines.groupby("curve", sort=False)},
        Axis("p", 0, 100),
        Axis("density", 0, top),
        taken=[] if interval is None else [_words_of(interval)],
    )
    legend = legend_unless(named)
    chart = (
        alt.Chart(lines)
        .mark_line()
        .encode(
            x=percent("p", f"{axis}, %"),
            y=alt.Y(
                "density:Q",
                title="density",
                axis=alt.Axis(labels=False, ticks=False),
                scale=alt.Scale(domain=[0, top], nice=False),
            ),
            color=colour("curve", names, [COLOURS[key] for _, key in curves.values()], **legend),
            strokeDash=dashes("curve", {name: key for name, (_, key) in curves.items()}, **legend),
        )
    )
    facts = "; ".join(
        f"{name} has mean {100 * prior.mean:.1f} % and standard deviation {100 * prior.sd:.1f} points"
        for name, (prior, _) in curves.items()
    )
    layers = [chart, *([named] if named else [])]
    if interval is not None:
        (low, high), name = _named_interval(interval)
        span = pd.DataFrame([{"low": 100 * low, "high": 100 * high, "density": 0, "name": name}])
        here = alt.Chart(span).encode(x=alt.X("low:Q"), y=alt.Y("density:Q"))
        right = _more_room_at_the_left(low, high)
        layers += [
            here.mark_rule(strokeWidth=6, color=COLOURS["success"]).encode(x2=alt.X2("high:Q")),
            here.mark_text(align="right" if right else "left", dy=-10, fontWeight="bold").encode(
                x=alt.X("high:Q" if right else "low:Q"), text=alt.Text("name:N")
            ),
        ]
        facts += f"; the {name} runs from {100 * low:.1f} to {100 * high:.1f} %"
    return titled(alt.layer(*layers), title, f"{title}. {facts}.")


def _points(prior: BetaPrior) -> NDArray[np.float64]:
    """Return the probabilities at which a density is drawn: even steps, and more about a narrow peak."""
    p = np.linspace(0, 1, 201)[1:-1]
    if prior.sd >= p[0]:
        return p
    peak = prior.mean + prior.sd * np.linspace(-5, 5, 41)
    return np.union1d(p, peak[(peak > 0) & (peak < 1)])


def _check_curves(curves: dict[str, tuple[BetaPrior, str]]) -> None:
    """Refuse curves that are not, by name, a BetaPrior and the key of its colour."""
    if not isinstance(curves, dict) or not curves:
        refuse("curves must hold at least one curve by its name, in a dict", curves)
    for name, curve in curves.items():
        words("each name in curves", name)
        prior, key = pair(f"curves[{name!r}], the distribution and the key of its colour,", curve)
        size = of_kind(f"the distribution in curves[{name!r}]", prior, BetaPrior).size
        number(f"the patients that the distribution in curves[{name!r}] is worth", size, 0, LARGEST_SIZE)
        if not isinstance(key, str) or key not in COLOURS:
            refuse(f"the colour in curves[{name!r}] must be one of {', '.join(COLOURS)}", key)


def _named_interval(interval: tuple[Interval, str]) -> tuple[tuple[float, float], str]:
    """Return an interval within 0 to 1 and its name, or refuse them."""
    ends, name = pair("interval, the ends and their name,", interval)
    low, high = pair("the ends of the interval", ends)
    low = number("the lower end of the interval", low, 0, 1)
    high = number("the upper end of the interval", high, low, 1)
    return (low, high), words("the name of the interval", name)


def _more_room_at_the_left(low: float, high: float) -> bool:
    """Say whether the words of an interval end where it ends, and do not begin where it begins."""
    return low + high > 1


def _words_of(interval: tuple[Interval, str]) -> Box:
    """Return where the words of an interval stand."""
    (low, high), name = _named_interval(interval)
    wide = LETTER * len(name)
    left = NARROW * high - wide if _more_room_at_the_left(low, high) else NARROW * low
    return Box(left, 0, left + wide, 10 + HIGH + GAP)


def intervals(
    table: pd.DataFrame, title: str, *, axis: str, reference: tuple[float, str] | None = None
) -> alt.LayerChart:
    """Draw an estimate with two intervals for each row of a table.

    Parameters
    ----------
    table : DataFrame
        Columns ``outcome`` (name of the row), ``kind`` (name of the interval), ``estimate``, ``low``,
        ``high``, in %.
    title : str
        The figure's message.
    axis : str
        What the percentages are.
    reference : tuple of (float, str), optional
        A value on the axis to draw as a line, and its name.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `table` is not a DataFrame, is empty, lacks a column, holds more than two kinds, or has a value
        outside 0 to 100 or a `low` above its `high`; when `reference` is not a named value from 0 to 100;
        when a text is blank.

    Notes
    -----
    The time grows with the number of rows.

    Examples
    --------
    >>> row = {"outcome": "5 of 7", "kind": "exact", "estimate": 71.4, "low": 29.0, "high": 96.3}
    >>> intervals(pd.DataFrame([row]), "Wide", axis="survival, %").description
    'Wide. 5 of 7, exact: 29.0 to 96.3 %.'
    """
    words("title", title)
    words("axis, what the percentages are,", axis)
    _check_table(table)
    table = typed(table, float, "estimate", "low", "high")
    kinds = list(dict.fromkeys(table["kind"]))
    if reference is not None:
        value, name = pair("reference, the value and its name,", reference)
        value = number("the value of reference, in %,", value, 0, 100)
        words("the name of reference", name)
    named = _named_rows(table, kinds, None if reference is None else value)
    legend = legend_unless(named or len(kinds) == 1)
    rows: dict[str, Any] = {
        "y": alt.Y("outcome:N", title=None, sort=None),
        "yOffset": alt.YOffset("kind:N", sort=None),
    }
    hues = [COLOURS["published"], COLOURS["success"]][: len(kinds)]
    base = alt.Chart(table).encode(color=colour("kind", kinds, hues, **legend), **rows)
    tooltip = [
        alt.Tooltip("outcome:N"),
        alt.Tooltip("kind:N"),
        *(alt.Tooltip(f"{name}:Q", format=".1f") for name in ("estimate", "low", "high")),
    ]
    said = [axis, f"lines: {kinds[0]}"] if len(kinds) == 1 else axis
    spans = base.mark_rule(strokeWidth=3).encode(x=percent("low", said), x2=alt.X2("high:Q"), tooltip=tooltip)
    marks = base.mark_point(filled=True, size=60, opacity=1).encode(
        x=alt.X("estimate:Q"),
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=kinds), title=None, **legend),
        tooltip=tooltip,
    )
    layers = [spans, marks]
    if named:
        told = table[table["outcome"] == table["kind"].map(named)][["outcome", "kind", "high"]]
        written = alt.Chart(told).mark_text(align="left", dx=GAP + 2, color=COLOURS["published"])
        layers.append(written.encode(x=alt.X("high:Q"), text=alt.Text("kind:N"), **rows))
    description = f"{title}. " + "; ".join(
        f"{row.outcome}, {row.kind}: {row.low:.1f} to {row.high:.1f} %" for row in table.itertuples()
    )
    if reference is not None:
        here = alt.Chart(pd.DataFrame([{"value": value, "name": f"{name}, {value:g} %"}])).encode(
            x=alt.X("value:Q")
        )
        layers += [
            here.mark_rule(strokeDash=[6, 4]),
            here.mark_text(align="left", dx=-20, baseline="bottom").encode(
                y=alt.YValue(-6), text=alt.Text("name:N")
            ),
        ]
        description += f"; the line at {value:g} % marks {name}"
    return titled(alt.layer(*layers), title, description + ".", height=18 * len(table))


def _named_rows(table: pd.DataFrame, kinds: list[str], reference: float | None) -> dict[str, str]:
    """Return for each of two kinds the row in which its name stands to the right of its interval.

    That is one row for both where one has room, and no row at all where a kind has no room on a phone.
    """
    frame = PHONE - LETTER * min(table["outcome"].str.len().max(), LONGEST)
    rooms: dict[str, list[str]] = {kind: [] for kind in kinds}
    for row in table.itertuples():
        start = row.high + 100 * GAP / frame
        end = start + 100 * (LETTER * len(row.kind) + GAP) / frame
        if end <= 100 and not (reference is not None and start <= reference <= end):
            rooms[row.kind].append(row.outcome)
    if len(kinds) == 1 or not all(rooms.values()):
        return {}
    both = [outcome for outcome in rooms[kinds[0]] if outcome in rooms[kinds[1]]]
    return {kind: (both or rooms[kind])[0] for kind in kinds}


def _check_table(table: pd.DataFrame) -> None:
    """Refuse a table that does not hold, row by row, two names, an estimate and an interval in %."""
    frame("table", table, ("outcome", "kind", "estimate", "low", "high"))
    for row in table.itertuples():
        words("each outcome in table", row.outcome)
        words("each kind in table", row.kind)
        number("each estimate in table, in %,", row.estimate, 0, 100)
        low = number("each low in table, in %,", row.low, 0, 100)
        number("each high in table, in %,", row.high, low, 100)
    if table["kind"].nunique() > 2:
        refuse("table must hold at most two kinds", list(table["kind"].unique()))
