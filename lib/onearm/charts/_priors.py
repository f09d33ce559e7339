"""Figures with sliders for a prior: how data move it, and what it does to a comparison.

The figure itself computes its densities, so that its sliders need no server. Sums run over evenly spaced
points on the logit scale, where Beta densities are smooth at both ends, as in `onearm.designs.thall_simon`.
"""

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np

from onearm._require import count, number, of_kind, refuse
from onearm.charts._theme import COLOURS, colour, dashes, percent, titled, words
from onearm.designs.thall_simon import BetaPrior, ThallSimon

REACH, STEP = 48, 0.04
"""How far the points go on the logit scale, and how far apart they lie there."""

LOWEST_MEAN, HIGHEST_MEAN = 10, 90
LIGHTEST, HEAVIEST = 2, 200
"""Where the sliders of a prior end: its mean in %, and the patients that it is worth."""

SHARPEST = 800
"""The most patients that an experimental prior may be worth, for the points to lie close enough together."""

HIGHEST_DENSITY = 12.5
"""Where the axis ends, unless a peak is higher: above a prior of one in four, worth 126 patients."""

HEADROOM = 1.25
"""How far the axis goes above a high peak of a normal distribution: room for skewness and a text."""

PRIOR = "mean / 100 * worth", "(1 - mean / 100) * worth"
"""The shapes of the Beta distribution at which the sliders stand."""


def updating(
    prior: BetaPrior,
    x: int,
    n: int,
    title: str,
    *,
    success: str = "successes",
    axis: str = "probability of success",
) -> alt.LayerChart:
    """Draw a Beta prior and its posterior, with sliders for the prior and for the successes.

    The bar below holds the middle 95 % of the posterior.

    Parameters
    ----------
    prior : BetaPrior
        Where the sliders start: a mean from 10 to 90 %, worth 2 to 200 patients.
    x, n : int
        Successes at the start, and patients, ``0 <= x <= n``, `n` from 1 to 200.
    title : str
        The figure's message.
    success : str
        What a success is called, in the plural.
    axis : str
        What the probability is of.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `prior` is not a BetaPrior within reach of the sliders, `x` or `n` is not a whole number in its
        range, or a text is blank.

    Notes
    -----
    The time does not grow with the arguments.

    Examples
    --------
    >>> updating(BetaPrior(10, 30), 5, 7, "Heavy").description
    'Heavy. A prior with mean 25.0 %, worth 40 patients, has after 5 successes of 7 mean 31.9 % and is worth \
47 patients.'
    """
    words("title", title)
    words("success, what a success is called,", success)
    words("axis, what the probability is of,", axis)
    n = count("n, the number of patients,", n, 1, HEAVIEST)
    x = count("x, the number of successes,", x, 0, n)
    sliders = [
        *_prior_sliders("prior", prior, "Prior"),
        _slider("x", x, 0, n, 1, f"{success} of {n}".capitalize()),
    ]

    a, b = PRIOR
    grid = _grid({"before": PRIOR, "after": (f"{a} + x", f"{b} + {n} - x")})
    middle = (
        _up_to(grid, "after")
        .transform_filter("0.025 <= datum.up_to && datum.up_to <= 0.975")
        .transform_aggregate(low="min(percent)", high="max(percent)")
        .mark_rule(strokeWidth=6, color=COLOURS["success"])
        .encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=alt.YDatum(0))
    )
    told = _told(
        alt.Chart(alt.sequence(1)),
        f"'after: mean ' + format(100 * ({a} + x) / (worth + {n}), '.1f')"
        f" + ' %, worth ' + (worth + {n}) + ' patients'",
    )
    after = prior.updated(x, n)
    description = (
        f"{title}. A prior with mean {100 * prior.mean:.1f} %, worth {prior.size:g} patients, has after "
        f"{x} {success} of {n} mean {100 * after.mean:.1f} % and is worth {after.size:g} patients."
    )
    highest = f"{HEADROOM} * max({_peak(a, b)}, {_peak(f'({a} + x)', f'({b} + {n} - x)')})"
    curves = _curves(grid, {"before": "prior", "after": "success"}, axis, highest)
    chart = titled(alt.layer(curves, middle, told).add_params(*sliders), title, description)
    return chart.properties(usermeta=_at_the_start({"before": prior, "after": after}, axis))


def comparison(
    design: ThallSimon, x: int, n: int, title: str, *, axis: str = "probability of success"
) -> alt.LayerChart:
    """Draw both treatments after the data, with sliders for the standard, and tell which is probably better.

    The standard may be moved, be worth more or fewer patients, and be mixed with the uniform distribution.

    Parameters
    ----------
    design : ThallSimon
        The design; its standard, where the sliders start, has a mean from 10 to 90 % and is worth 2 to 200
        patients.
    x, n : int
        Successes and patients on the experimental treatment, ``0 <= x <= n <= 200``.
    title : str
        The figure's message.
    axis : str
        What the probability is of.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `design` is not a ThallSimon with a standard within reach of the sliders, an experimental prior
        worth at most 800 patients and a cut-off for promising, `x` or `n` is not a whole number in its range,
        or a text is blank.

    Notes
    -----
    The time does not grow with the arguments.

    Examples
    --------
    >>> design = ThallSimon(BetaPrior(10, 30), BetaPrior(1, 3), 6, 20, p_upper=0.95)
    >>> comparison(design, 5, 7, "Ahead").description
    'Ahead. Against a standard with mean 25.0 %, worth 40 patients, 5 of 7 is better with probability 0.967.'
    """
    words("title", title)
    words("axis, what the probability is of,", axis)
    of_kind("design", design, ThallSimon)
    if design.p_upper is None:
        refuse("design must have a cut-off for promising, p_upper", design)
    n = count("n, the number of patients,", n, 0, HEAVIEST)
    x = count("x, the number of successes,", x, 0, n)
    standard, after = design.standard, design.experimental.updated(x, n)
    number("the patients that the experimental of design is worth", design.experimental.size, 0, SHARPEST)
    vague = _slider("vague", 0, 0, 100, 5, "Of it uniform, %")
    sliders = [*_prior_sliders("the standard of design", standard, "Standard"), vague]

    grid = _grid({"informative": PRIOR, "uniform": (1, 1), "experimental": (after.a, after.b)})
    grid = grid.transform_calculate(
        standard="(1 - vague / 100) * datum.informative + vague / 100 * datum.uniform"
    )
    better = (
        _up_to(grid, "experimental")
        .transform_calculate(exceeded="datum.standard * (1 - datum.up_to)")
        .transform_aggregate(better="sum(exceeded)")
    )
    told = _told(
        better,
        f"'Pr(better) = ' + format(datum.better, '.3f') + (datum.better < {design.p_upper:g}"
        f" ? ', below ' : ', reaches ') + '{design.p_upper:g}'",
    )
    description = (
        f"{title}. Against a standard with mean {100 * standard.mean:.1f} %, worth "
        f"{standard.size:g} patients, {x} of {n} is better with probability {design.prob_better(x, n):.3f}."
    )
    highest = f"{HEADROOM} * max({_peak(*PRIOR)}, {_peak(after.a, after.b)})"
    curves = _curves(grid, {"standard": "prior", "experimental": "success"}, axis, highest)
    chart = titled(alt.layer(curves, told).add_params(*sliders), title, description)
    return chart.properties(usermeta=_at_the_start({"standard": standard, "experimental": after}, axis))


def _at_the_start(distributions: dict[str, BetaPrior], axis: str) -> dict[str, Any]:
    """Return the numbers behind the curves where the sliders start: the chart itself stores none."""
    p = np.arange(0.025, 1, 0.05)
    densities = {f"{name}, density": prior.density(p).tolist() for name, prior in distributions.items()}
    return {"numbers": {f"{axis}, %": (100 * p).round(1).tolist()} | densities}


def _slider(name: str, value: float, low: float, high: float, step: float, label: str) -> alt.Parameter:
    """Return a parameter with a slider under its own label."""
    return alt.param(name=name, value=value, bind=alt.binding_range(min=low, max=high, step=step, name=label))


def _prior_sliders(name: str, prior: BetaPrior, label: str) -> tuple[alt.Parameter, alt.Parameter]:
    """Return the sliders for a prior's mean, in %, and size, or refuse a prior outside their reach."""
    of_kind(name, prior, BetaPrior)
    mean = number(f"the mean of {name}, in %,", round(100 * prior.mean, 9), LOWEST_MEAN, HIGHEST_MEAN)
    worth = number(f"the patients that {name} is worth", round(prior.size, 9), LIGHTEST, HEAVIEST)
    return (
        _slider("mean", mean, LOWEST_MEAN, HIGHEST_MEAN, 0.5, f"{label} mean, %"),
        _slider("worth", worth, LIGHTEST, HEAVIEST, 1, f"{label} worth, patients"),
    )


def _grid(shapes: Mapping[str, tuple[float | str, float | str]]) -> alt.Chart:
    """Return a chart of points with the probability that each named Beta distribution has there."""
    weights = {name: f"pow(datum.p, {a}) * pow(datum.q, {b})" for name, (a, b) in shapes.items()}
    sums = {f"all_{name}": f"sum({name})" for name in shapes}
    return (
        alt.Chart(alt.sequence(-REACH, REACH, STEP, as_="z"))
        .transform_calculate(p="1 / (1 + exp(-datum.z))", q="1 / (1 + exp(datum.z))")
        .transform_calculate(percent="100 * datum.p", **weights)
        .transform_joinaggregate(**sums)  # type: ignore[arg-type]  # no name here is a keyword of Altair's
        .transform_calculate(**{name: f"datum.{name} / datum.all_{name}" for name in shapes})
    )


def _up_to(grid: alt.Chart, name: str) -> alt.Chart:
    """Return the chart with ``up_to``, the probability of a named distribution below each point."""
    return grid.transform_window(up_to=f"sum({name})", sort=[alt.SortField("z")]).transform_calculate(
        up_to=f"datum.up_to - datum.{name} / 2"
    )


def _peak(a: float | str, b: float | str) -> str:
    """Return about how high a Beta distribution peaks: like a normal one, or at an end like Beta(1, b)."""
    total = f"({a} + {b})"
    normal = f"{total} * sqrt(({total} + 1) / (2 * PI * ({a}) * ({b})))"
    return f"max({normal}, min({a}, {b}) < 2 ? max({a}, {b}) : 0)"


def _curves(grid: alt.Chart, keys: dict[str, str], axis: str, highest: str) -> alt.Chart:
    """Return the densities of the distributions whose names are given with the keys of their colours.

    The axis ends at an expression, `highest`, where that is above `HIGHEST_DENSITY`; only a density without
    bound, that of a prior whose shape is below 1, leaves it.
    """
    density = {name: f"datum.{name} / ({STEP} * datum.p * datum.q)" for name in keys}
    names = list(keys)
    return (
        grid.transform_calculate(**density)
        .transform_filter("abs(datum.z) < 8")
        .transform_fold([*names], as_=["curve", "density"])
        .mark_line(clip=True, interpolate="monotone")
        .encode(
            x=percent("percent", f"{axis}, %"),
            y=alt.Y(
                "density:Q",
                title="density",
                scale=alt.Scale(
                    domainMin=0, domainMax=alt.ExprRef(f"max({HIGHEST_DENSITY}, {highest})"), nice=False
                ),
                axis=alt.Axis(labels=False, ticks=False),
            ),
            color=colour("curve", names, [COLOURS[key] for key in keys.values()]),
            strokeDash=dashes("curve", keys),
        )
    )


def _told(chart: alt.Chart, text: str) -> alt.Chart:
    """Return a text at the upper right that follows the sliders."""
    return (
        chart.transform_calculate(text=text)
        .mark_text(align="right", baseline="top", fontWeight="bold")
        .encode(x=alt.XDatum(100), y=alt.YValue(0), text=alt.Text("text:N"))
    )
