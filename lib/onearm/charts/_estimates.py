"""Figures of what is known about a probability: densities and intervals."""

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from onearm._frames import frame
from onearm._interval import Interval
from onearm._require import number, of_kind, pair, refuse
from onearm.charts._parts import typed
from onearm.charts._theme import COLOURS, colour, dashes, percent, titled, words
from onearm.designs.thall_simon import LARGEST_SIZE, BetaPrior


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
    chart = (
        alt.Chart(lines)
        .mark_line()
        .encode(
            x=percent("p", f"{axis}, %"),
            y=alt.Y("density:Q", title="density", axis=alt.Axis(labels=False, ticks=False)),
            color=colour("curve", names, [COLOURS[key] for _, key in curves.values()]),
            strokeDash=dashes("curve", {name: key for name, (_, key) in curves.items()}),
        )
    )
    facts = "; ".join(
        f"{name} has mean {100 * prior.mean:.1f} % and standard deviation {100 * prior.sd:.1f} points"
        for name, (prior, _) in curves.items()
    )
    layers = [chart]
    if interval is not None:
        (low, high), name = _named_interval(interval)
        span = pd.DataFrame([{"low": 100 * low, "high": 100 * high, "density": 0, "name": name}])
        here = alt.Chart(span).encode(x="low:Q", y="density:Q")
        right = low + high > 1  # where there is more room
        layers += [
            here.mark_rule(strokeWidth=6, color=COLOURS["success"]).encode(x2="high:Q"),
            here.mark_text(align="right" if right else "left", dy=-10, fontWeight="bold").encode(
                x="high:Q" if right else "low:Q", text="name:N"
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
    base = alt.Chart(table).encode(
        y=alt.Y("outcome:N", title=None, sort=None),
        yOffset=alt.YOffset("kind:N", sort=None),
        color=colour("kind", kinds, [COLOURS["published"], COLOURS["success"]][: len(kinds)]),
    )
    tooltip = [
        "outcome:N",
        "kind:N",
        *(alt.Tooltip(f"{name}:Q", format=".1f") for name in ("estimate", "low", "high")),
    ]
    spans = base.mark_rule(strokeWidth=3).encode(x=percent("low", axis), x2="high:Q", tooltip=tooltip)
    marks = base.mark_point(filled=True, size=60, opacity=1).encode(
        x="estimate:Q", shape=alt.Shape("kind:N", scale=alt.Scale(domain=kinds), title=None), tooltip=tooltip
    )
    layers = [spans, marks]
    description = f"{title}. " + "; ".join(
        f"{row.outcome}, {row.kind}: {row.low:.1f} to {row.high:.1f} %" for row in table.itertuples()
    )
    if reference is not None:
        value, name = pair("reference, the value and its name,", reference)
        value = number("the value of reference, in %,", value, 0, 100)
        words("the name of reference", name)
        here = alt.Chart(pd.DataFrame([{"value": value, "name": f"{name}, {value:g} %"}])).encode(x="value:Q")
        layers += [
            here.mark_rule(strokeDash=[6, 4]),
            here.mark_text(align="left", dx=-20, baseline="bottom").encode(y=alt.value(-6), text="name:N"),
        ]
        description += f"; the line at {value:g} % marks {name}"
    return titled(alt.layer(*layers), title, description + ".", height=18 * len(table))


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
