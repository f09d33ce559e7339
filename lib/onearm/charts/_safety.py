"""Figures of adverse events: what a table allows, what few patients can tell, and watching for toxicity."""

from collections.abc import Iterable, Mapping
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from onearm._frames import frame
from onearm._interval import HIGHEST_LEVEL, LOWEST_LEVEL
from onearm._require import count, inside_unit, listed, number, of_kind, one_of, pair, refuse
from onearm.charts._names import GAP, HIGH, LETTER, NARROW
from onearm.charts._parts import MOST, probability_list, typed
from onearm.charts._sizes import INK, LIGHT
from onearm.charts._theme import COLOURS, colour, dashes, legend_unless, percent, titled, words
from onearm.designs.monitoring import JointRule, cells
from onearm.estimates.intervals import patients_to_exclude, rule_of_three, upper_limit

ROW = 20
"""How high a row of a figure is, in pixels."""

NAME = alt.Axis(labelLimit=190)
"""How wide the names of rows may be: a phone is 360 pixels wide."""


TIERS = ("printed", "illustrative")
"""The tiers that a butterfly tells apart."""

MOST_PATIENTS = 400
"""How many patients without an event a figure reaches to."""


def count_ranges(table: pd.DataFrame, title: str, *, axis: str) -> alt.LayerChart:
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

    Notes
    -----
    The time grows with the number of rows.

    Examples
    --------
    >>> table = pd.DataFrame([{"name": "Skin", "low": 1, "high": 2, "printed": 2}])
    >>> count_ranges(table, "At the top", axis="patients").description
    'At the top. Skin: 2 of 1 to 2.'
    """
    words("title", title)
    words("axis, what is counted,", axis)
    for row in frame("table", table, ("name", "low", "high", "printed")).itertuples():
        words("each name in table", row.name)
        low = count("each low in table", row.low, 0, MOST)
        high = count("each high in table, at least low,", row.high, low, MOST)
        count("each printed in table, between low and high,", row.printed, low, high)
    legend = ["possible", "printed"]
    table = typed(table, int, "low", "high", "printed")
    shown = table.assign(possible=legend[0], as_printed=legend[1])
    ticks = alt.Axis(tickMinStep=1, format="d")
    base = alt.Chart(shown).encode(y=alt.Y("name:N", title=None, sort=None, axis=NAME))
    tooltip = [alt.Tooltip(field) for field in ("name:N", "low:Q", "high:Q", "printed:Q")]
    span = alt.X("low:Q", title=axis, axis=ticks, scale=alt.Scale(domain=[0, int(table["high"].max()) or 1]))
    colours = {"names": legend, "colours": [COLOURS["prior"], COLOURS["published"]]}
    layers = [
        base.mark_rule(strokeWidth=9, strokeCap="round").encode(
            x=span, x2=alt.X2("high:Q"), color=colour("possible", **colours), tooltip=tooltip
        ),
        base.mark_point(filled=True, size=90, opacity=1).encode(
            x=alt.X("printed:Q"), color=colour("as_printed", **colours), tooltip=tooltip
        ),
    ]
    facts = "; ".join(f"{row.name}: {row.printed} of {row.low} to {row.high}" for row in table.itertuples())
    return titled(alt.layer(*layers), title, f"{title}. {facts}.", height=ROW * len(table))


def event_dots(table: pd.DataFrame, title: str, *, axis: str) -> alt.LayerChart:
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

    Notes
    -----
    The time grows with the number of rows.

    Examples
    --------
    >>> table = pd.DataFrame([{"name": "Rash", "events": 8, "percent": 14.3, "low": 0.4, "high": 57.9}])
    >>> event_dots(table, "Wide", axis="patients, %").description
    'Wide. Rash: 8 events, 14.3 % with 0.4 to 57.9 %.'
    """
    words("title", title)
    words("axis, what the percentages are,", axis)
    for row in frame("table", table, ("name", "events", "percent", "low", "high")).itertuples():
        words("each name in table", row.name)
        count("each number of events in table", row.events, 0, MOST)
        low = number("each low in table, in %,", row.low, 0, 100)
        percent = number("each percent in table, at least low,", row.percent, low, 100)
        number("each high in table, at least percent,", row.high, percent, 100)
    table = typed(typed(table, float, "percent", "low", "high"), int, "events")
    shown = table.assign(label=[f"{events}\N{MULTIPLICATION SIGN}" for events in table["events"]], edge=100)
    base = alt.Chart(shown).encode(y=alt.Y("name:N", title=None, sort=None, axis=NAME))
    scale = alt.Scale(domain=[0, 100])
    ten = alt.Axis(values=list(range(0, 101, 20)))
    tooltip = [
        alt.Tooltip("name:N"),
        alt.Tooltip("events:Q"),
        *(alt.Tooltip(f"{end}:Q", format=".1f") for end in ("percent", "low", "high")),
    ]
    layers = [
        base.mark_rule(strokeWidth=2, color=COLOURS["prior"]).encode(
            x=alt.X("low:Q", title=axis, scale=scale, axis=ten), x2=alt.X2("high:Q"), tooltip=tooltip
        ),
        base.mark_point(filled=True, size=60, opacity=1, color=COLOURS["published"]).encode(
            x=alt.X("percent:Q"), tooltip=tooltip
        ),
        base.mark_text(align="right", fontSize=11).encode(x=alt.X("edge:Q"), text=alt.Text("label:N")),
    ]
    facts = "; ".join(
        f"{row.name}: {row.events} events, {row.percent:.1f} % with {row.low:.1f} to {row.high:.1f} %"
        for row in table.itertuples()
    )
    return titled(alt.layer(*layers), title, f"{title}. {facts}.", height=ROW * len(table))


def butterfly(table: pd.DataFrame, title: str, *, sides: tuple[str, str], axis: str) -> alt.LayerChart:
    """Draw counts to the left and the right of a middle line: printed ones solid, illustrative ones dashed.

    Parameters
    ----------
    table : DataFrame
        One row a bar, with the columns ``name``, ``side`` (one of `sides`), ``tier`` ("printed" or
        "illustrative") and ``count``, a whole number.
    title : str
        The figure's message.
    sides : tuple of (str, str)
        What the left and the right side count.
    axis : str
        What is counted.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `table` is not a DataFrame, is empty, lacks a column or holds a cell that is not of its kind,
        when `sides` are not two different names, or a text is blank.

    Notes
    -----
    The time grows with the number of rows.

    Examples
    --------
    >>> row = {"name": "Skin", "side": "related", "tier": "printed", "count": 2}
    >>> sides = ("related", "unrelated")
    >>> butterfly(pd.DataFrame([row]), "One side", sides=sides, axis="events").description
    'One side. Skin: 2 related (printed).'
    """
    words("title", title)
    words("axis, what is counted,", axis)
    left, right = (
        words("each name in sides", name) for name in pair("sides, the left and the right,", sides)
    )
    if left == right:
        refuse("sides must be two different names", sides)
    for row in _numbered(frame("table", table, ("name", "side", "tier", "count"))):
        words("each name in table", row.name)
        count("each count in table", row.count_, 0, MOST)
        for column, allowed in (("side", (left, right)), ("tier", TIERS)):
            one_of(f"each {column} in table", getattr(row, column), allowed)
    table = typed(table, int, "count")
    bars = table.sort_values("tier", key=lambda tier: tier.map(TIERS.index), kind="stable")
    ends = bars.groupby(["name", "side"])["count"].cumsum()
    sign = np.where(bars["side"] == left, -1, 1)
    bars = bars.assign(start=sign * (ends - bars["count"]), end=sign * ends)
    most = int(ends.max()) or 1
    whole = alt.Axis(labelExpr="abs(datum.value)", tickMinStep=1, format="d")
    tiers = [tier for tier in TIERS if tier in set(bars["tier"])]
    look = {"printed": COLOURS["published"], "illustrative": COLOURS["illustrative"]}
    base = alt.Chart(bars).encode(
        y=alt.Y("name:N", title=None, sort=list(dict.fromkeys(table["name"])), axis=NAME)
    )
    drawn = base.mark_bar(height=12, strokeWidth=1.5).encode(
        x=alt.X(
            "start:Q",
            title=f"{left} | {axis} | {right}",
            scale=alt.Scale(domain=[-most, most]),
            axis=whole,
        ),
        x2=alt.X2("end:Q"),
        color=colour("tier", tiers, [look[tier] for tier in tiers]),
        stroke=alt.Stroke("tier:N", scale=alt.Scale(domain=tiers, range=[look[tier] for tier in tiers])),
        fillOpacity=alt.condition("datum.tier == 'illustrative'", alt.value(0.35), alt.value(1)),
        strokeDash=alt.condition("datum.tier == 'illustrative'", alt.value([3, 2]), alt.value([1, 0])),
        tooltip=[alt.Tooltip("name:N"), alt.Tooltip("side:N"), alt.Tooltip("tier:N"), alt.Tooltip("count:Q")],
    )
    middle = alt.Chart(pd.DataFrame([{"start": 0}])).mark_rule().encode(x=alt.X("start:Q"))
    facts = "; ".join(
        f"{name}: "
        + (", ".join(f"{row.count_} {row.side} ({row.tier})" for row in _numbered(part) if row.count_) or "0")
        for name, part in table.groupby("name", sort=False)
    )
    return titled(alt.layer(drawn, middle), title, f"{title}. {facts}.", height=ROW * table["name"].nunique())


def zero_limits(
    n: int, title: str, *, excluded: Iterable[float] = (), confidence_level: float = 0.95
) -> alt.LayerChart:
    """Draw the largest probability that no event in so many patients leaves open, exact and as 3 / n.

    A slider moves the number of patients, and the exact limit is written beside it.

    Parameters
    ----------
    n : int
        Patients without an event at which the figure starts, 1 to 400.
    title : str
        The figure's message.
    excluded : list of float, optional
        Probabilities for which the number of patients that exclude them is marked, at most 400 patients.
    confidence_level : float
        That of the exact one-sided limit.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `n` is not a whole number from 1 to 400, a probability is out of range or needs more than 400
        patients, `confidence_level` is out of range, or the title is blank.

    Notes
    -----
    The time grows as the number of probabilities excluded.

    Examples
    --------
    >>> zero_limits(7, "Little is excluded", excluded=[0.1]).description
    'Little is excluded. After 7 patients without an event the exact limit is 34.8 %, the rule of three \
gives 42.9 %. 29 patients exclude 10 %.'
    """
    words("title", title)
    n = count("n, the patients,", n, 1, MOST_PATIENTS)
    confidence_level = number("confidence_level", confidence_level, LOWEST_LEVEL, HIGHEST_LEVEL)
    excluded = [inside_unit("each probability in excluded", p) for p in listed("excluded", excluded, 0)]
    marks = [
        (
            100 * p,
            count(
                f"the patients who exclude {p:g}", patients_to_exclude(p, confidence_level), 1, MOST_PATIENTS
            ),
        )
        for p in excluded
    ]
    x = alt.X(
        "patients:Q",
        title="patients, none with the event",
        scale=alt.Scale(domain=[0, MOST_PATIENTS], nice=False),
    )
    y = alt.Y(
        "limit:Q", title=f"upper {100 * confidence_level:g} % limit, %", scale=alt.Scale(domain=[0, 100])
    )
    slider = alt.param(
        name="patients",
        value=n,
        bind=alt.binding_range(min=1, max=MOST_PATIENTS, step=1, name="Patients "),
    )
    here = (
        alt.Chart(pd.DataFrame([{"tail": 1 - confidence_level}]))
        .transform_calculate(patients="patients", limit="100 * (1 - pow(datum.tail, 1 / patients))")
        .transform_calculate(label="'none of ' + patients + ': at most ' + format(datum.limit, '.1f') + ' %'")
    )
    layers = [
        _limit_curves(confidence_level, x, y),
        here.mark_point(filled=True, size=90, opacity=1, color=COLOURS["published"]).encode(x=x, y=y),
        here.mark_text(align="right", baseline="top", fontWeight="bold").encode(
            x=alt.XValue("width"), y=alt.YValue(0), text=alt.Text("label:N")
        ),
    ]
    if marks:
        layers += _marked(marks)
    exact = 100 * upper_limit(0, n, confidence_level)
    facts = [
        f"After {n} patients without an event the exact limit is {exact:.1f} %, "
        f"the rule of three gives {100 * rule_of_three(n):.1f} %",
        *(f"{m} patients exclude {limit:g} %" for limit, m in marks),
    ]
    return titled(alt.layer(*layers).add_params(slider), title, f"{title}. {'. '.join(facts)}.")


def _marked(marks: list[tuple[float, int]]) -> list[alt.Chart]:
    """Return for each limit, in %, and its patients a point, and on a line above it what it says.

    The more patients, the lower the text, which so stands above what is to its right.
    """
    ordered = sorted(marks, key=lambda mark: mark[1])
    known = pd.DataFrame(
        [
            {
                "limit": limit,
                "patients": m,
                "top": limit + 14 + 9 * (len(ordered) - place),
                "label": f"{m} for {limit:g} %",
            }
            for place, (limit, m) in enumerate(ordered)
        ]
    )
    spots = alt.Chart(known).encode(x=alt.X("patients:Q"), y=alt.Y("limit:Q"))
    inward = alt.ExprRef(f"datum.patients > {MOST_PATIENTS // 2} ? 'right' : 'left'")
    return [
        spots.mark_rule(strokeWidth=1).encode(y2=alt.Y2("top:Q")),
        spots.mark_point(filled=True, size=40, opacity=1, color=COLOURS["published"]),
        spots.mark_text(align=inward, baseline="bottom", dy=-2).encode(
            y=alt.Y("top:Q"), text=alt.Text("label:N")
        ),
    ]


def _limit_curves(confidence_level: float, x: alt.X, y: alt.Y) -> alt.Chart:
    """Return the exact limit and that of the rule of three, against the patients without an event."""
    patients = np.unique(np.geomspace(1, MOST_PATIENTS, 120).round().astype(int)).tolist()
    kinds = {
        "exact, one-sided": lambda m: upper_limit(0, m, confidence_level),
        "rule of three": rule_of_three,
    }
    lines = pd.DataFrame(
        [
            {"patients": m, "limit": 100 * limit(m), "kind": kind}
            for kind, limit in kinds.items()
            for m in patients
        ]
    )
    return (
        alt.Chart(lines)
        .mark_line()
        .encode(
            x=x,
            y=y,
            color=colour("kind", kinds, [COLOURS["success"], COLOURS["prior"]]),
            strokeDash=dashes("kind", dict(zip(kinds, ("success", "prior"), strict=True))),
        )
    )


def joint_endings(
    rule: JointRule,
    p_success: float,
    title: str,
    *,
    marked: ArrayLike,
    axis: str = "true probability of toxicity",
) -> alt.LayerChart:
    """Draw how trials under a joint rule end, against the true probability of toxicity.

    Success and toxicity are independent of each other.

    Parameters
    ----------
    rule : JointRule
        The rule.
    p_success : float
        True success probability, inside (0, 1).
    title : str
        The figure's message.
    marked : list of float
        Probabilities of toxicity whose endings are told in the description.
    axis : str
        What the probability is of.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `rule` is not a JointRule, `p_success` is not inside (0, 1), `marked` is not a list of
        probabilities, or a text is blank.

    Notes
    -----
    The time grows as the cube of the last look, as in `JointRule.operating_characteristics`.

    Examples
    --------
    >>> from onearm.designs import JointRule, StoppingRule
    >>> rule = JointRule(StoppingRule([1], [1]), StoppingRule([1], [None], [0]))
    >>> joint_endings(rule, 0.5, "One patient", marked=[0.2]).description
    'One patient. At 20 %: stopped for toxicity 20 %, promising 40 %, neither 40 %.'
    """
    words("title", title)
    words("axis, what the probability is of,", axis)
    of_kind("rule", rule, JointRule)
    p_success = inside_unit("p_success", p_success)
    marked = probability_list("marked, the probabilities of toxicity,", marked)
    p = np.linspace(0, 1, 101)
    shares = _shares(rule, p_success, p)
    areas = pd.DataFrame(
        [
            {"p": 100 * at, "share": 100 * share, "ending": ending, "order": order}
            for order, (ending, values) in enumerate(shares.items())
            for at, share in zip(p, values, strict=True)
        ]
    )
    look = {
        "stopped for toxicity": "failure",
        "promising": "promising",
        "futile": "futile",
        "neither": "prior",
    }
    named = _named_bands(p, shares)
    legend = legend_unless(named)
    bands = (
        alt.Chart(areas)
        .mark_area()
        .encode(
            x=percent("p", f"{axis}, %"),
            y=alt.Y("share:Q", title="% of trials", stack="zero", scale=alt.Scale(domain=[0, 100])),
            color=colour("ending", shares, [COLOURS[look[name]] for name in shares], **legend),
            order=alt.Order("order:O"),
            tooltip=[
                alt.Tooltip("ending:N"),
                alt.Tooltip("p:Q", title=axis),
                alt.Tooltip("share:Q", format=".1f"),
            ],
        )
    )
    at_marked = _shares(rule, p_success, marked)
    facts = ". ".join(
        f"At {100 * at:g} %: "
        + ", ".join(f"{ending} {100 * at_marked[ending][place]:.0f} %" for ending in shares)
        for place, at in enumerate(marked)
    )
    return titled(alt.layer(bands, *named), title, f"{title}. {facts}.")


def _named_bands(p: NDArray[np.float64], shares: Mapping[str, NDArray[np.float64]]) -> list[alt.Chart]:
    """Return the name of each band where the band is highest under it, or nothing where one has no room."""
    rows, low = [], np.zeros(len(p))
    for name, share in shares.items():
        half = round((LETTER * len(name) / 2 + 3 * GAP) / NARROW * len(p))
        rooms = {
            at: (
                float(low[at - half : at + half + 1].max()),
                float((low + share)[at - half : at + half + 1].min()),
            )
            for at in range(half, len(p) - half)
        }
        at = max(rooms, key=lambda at: rooms[at][1] - rooms[at][0], default=None)
        if at is None or 260 * (rooms[at][1] - rooms[at][0]) < HIGH + 2 * GAP:
            return []
        rows.append({"p": 100 * float(p[at]), "share": 50 * sum(rooms[at]), "ending": name})
        low = low + share
    words = alt.Chart(pd.DataFrame(rows)).mark_text()
    light = (
        f"contrast('{LIGHT}', scale('color', datum.ending)) > contrast('{INK}', scale('color', datum.ending))"
    )
    ink = alt.condition(light, alt.value(LIGHT), alt.value(INK))
    return [words.encode(x=alt.X("p:Q"), y=alt.Y("share:Q"), text=alt.Text("ending:N"), color=ink)]


def _shares(
    rule: JointRule, p_success: float, p_toxicity: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Return by ending its probability at each probability of toxicity; futile only where the rule has it."""
    result = rule.operating_characteristics(cells(p_success, p_toxicity))
    shares = {"stopped for toxicity": result.p_toxic, "promising": result.p_promising}
    if set(rule.efficacy.futile) != {None}:
        shares["futile"] = result.p_futile
    return shares | {"neither": result.p_neither}


def _numbered(table: pd.DataFrame) -> list[Any]:
    """Return the rows of a table; a column ``count`` is ``count_``, for tuples have a method of that name."""
    return list(table.rename(columns={"count": "count_"}).itertuples())
