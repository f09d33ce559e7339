"""Figures of an identified set: which designs give one boundary."""

import math

import altair as alt
import numpy as np
import pandas as pd

from onearm._require import inside_unit, of_kind, refuse
from onearm.charts._parts import decades
from onearm.charts._theme import COLOURS, titled, words
from onearm.designs.identify import IdentifiedRegion, IdentifiedSet


def identified(
    found: IdentifiedSet, title: str, *, cutoff: float, region: IdentifiedRegion | None = None
) -> alt.LayerChart:
    """Draw the experimental priors for which some cut-off gives the boundary, on a map of mean and size.

    A slider moves a cut-off: the priors that give the boundary with it stand out. Points are the priors of a
    grid; a shaded region holds all priors.

    Parameters
    ----------
    found : IdentifiedSet
        The set; at least one prior of its grid gives the boundary.
    title : str
        The figure's message.
    cutoff : float
        Where the slider starts, inside (0, 1).
    region : IdentifiedRegion, optional
        The same set with its edge, shaded as far as the sizes of the grid go.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `found` is not an IdentifiedSet or holds no design, `cutoff` is not inside (0, 1), `region` is
        not an IdentifiedRegion, or the title is blank.

    Notes
    -----
    The time grows as the number of priors tried, and as in `IdentifiedRegion` where a region is drawn.

    Examples
    --------
    >>> from onearm.designs import BetaPrior, StoppingRule, identified_set
    >>> rule = StoppingRule(n=(6, 7), promising=(5, 5))
    >>> found = identified_set(rule, [0.245], [2, 5], standard=BetaPrior(30.87, 95.13))
    >>> identified(found, "Two priors", cutoff=0.95).description
    'Two priors. Of 2 priors tried, 2 give the boundary with some cut-off from 0.9386 to 0.9871, \
and 1 with 0.95.'
    """
    words("title", title)
    cutoff = inside_unit("cutoff, where the slider starts,", cutoff)
    designs = priors(found).assign(low=found.low[found.identified], high=found.high[found.identified])
    low, high = designs["low"], designs["high"]
    first = math.floor(200 * min(low.min(), cutoff)) / 200
    last = math.ceil(200 * max(high.max(), cutoff)) / 200
    slider = alt.binding_range(min=first, max=last, step=0.001, name="Cut-off")
    chosen = alt.param(name="cutoff", value=cutoff, bind=slider)
    tooltip = [
        alt.Tooltip("low:Q", format=".4f", title="cut-off above"),
        alt.Tooltip("high:Q", format=".4f", title="and at most"),
    ]
    given = "datum.low < cutoff && cutoff <= datum.high"
    points = prior_map(designs, given, 70, tooltip)
    layers, sentence = shaded(region, found)
    told = counted(
        designs,
        given,
        "'cut-off ' + format(cutoff, '.3f') + ': ' + datum.chosen + ' of ' + datum.designs + ' priors'",
    )
    chart = alt.layer(*layers, points, told).add_params(chosen)
    description = (
        f"{title}. Of {found.identified.size} priors tried, {len(designs)} give the boundary with some "
        f"cut-off from {low.min():.4f} to {high.max():.4f}, "
        f"and {found.contains(cutoff).sum()} with {cutoff:g}.{sentence}"
    )
    return titled(chart, title, description, height=320)


def priors(found: IdentifiedSet) -> pd.DataFrame:
    """Return the mean, in %, and the size of each prior that gives the boundary, or refuse a set of none."""
    if not of_kind("found", found, IdentifiedSet).identified.any():
        refuse("found must hold at least one design", found)
    at_mean, at_size = np.nonzero(found.identified)
    return pd.DataFrame({"mean": 100 * found.means[at_mean], "size": found.sizes[at_size]})


def shaded(region: IdentifiedRegion | None, found: IdentifiedSet) -> tuple[list[alt.Chart], str]:
    """Return the layers that shade a region over the sizes of a grid, and a sentence; none for no region."""
    if region is None:
        return [], ""
    sizes, _, _ = of_kind("region", region, IdentifiedRegion).edge()
    last = min(found.sizes.max(), region.largest_size)
    sizes = np.append(sizes[sizes < last], last)
    low, high = (100 * mean for mean in region.means(sizes))
    edge = alt.Chart(pd.DataFrame({"size": sizes, "low": low, "mean": high})).encode(
        x=alt.X("size:Q"), y=alt.Y("mean:Q")
    )
    told = (
        f" All priors that do so and are worth up to {last:g} patients have means up to {high.max():.1f} %."
    )
    area = edge.mark_area(color=COLOURS["promising"], opacity=0.3).encode(y2=alt.Y2("low:Q"))
    lines = edge.mark_line(color=COLOURS["promising"], strokeWidth=1.5)
    return [area, lines, lines.encode(y=alt.Y("low:Q"))], told


def counted(designs: pd.DataFrame, chosen: str, text: str) -> alt.Chart:
    """Return a text above the map that says how many of the designs an expression chooses."""
    return (
        alt.Chart(designs)
        .transform_calculate(chosen=f"{chosen} ? 1 : 0")
        .transform_aggregate(chosen="sum(chosen)", designs="count()")
        .transform_calculate(text=text)
        .mark_text(align="right", baseline="bottom", fontWeight="bold")
        .encode(x=alt.XValue("width"), y=alt.YValue(-10), text=alt.Text("text:N"))
    )


def prior_map(designs: pd.DataFrame, chosen: str, size: int, tooltip: list[alt.Tooltip]) -> alt.Chart:
    """Return a map of priors by mean and size, on which those chosen by an expression stand out."""
    sizes = decades(min(1.0, designs["size"].min()), max(100.0, designs["size"].max()), (1, 2, 5))
    highest = 50 if designs["mean"].max() <= 50 else 100
    return (
        alt.Chart(designs)
        .mark_point(filled=True)
        .encode(
            x=alt.X(
                "size:Q",
                title="prior effective size, patients",
                scale=alt.Scale(type="log", nice=False, padding=8),
                axis=alt.Axis(values=sizes, format="~g", labelSeparation=6),
            ),
            y=alt.Y("mean:Q", title="prior mean, %", scale=alt.Scale(domain=[0, highest])),
            color=alt.condition(chosen, alt.value(COLOURS["success"]), alt.value(COLOURS["prior"])),
            size=alt.condition(chosen, alt.value(size), alt.value(20)),
            shape=alt.condition(chosen, alt.value("diamond"), alt.value("circle")),
            opacity=alt.OpacityValue(1),
            tooltip=[
                alt.Tooltip("mean:Q", format=".1f", title="prior mean, %"),
                alt.Tooltip("size:Q", format=".2f", title="effective size"),
                *tooltip,
            ],
        )
    )
