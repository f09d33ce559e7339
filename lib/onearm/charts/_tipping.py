"""Figures of a tipping point: which designs a result still convinces as the comparator does better."""

import altair as alt

from onearm._require import number
from onearm.charts._identified import counted, prior_map, priors, shaded
from onearm.charts._theme import titled, words
from onearm.designs.identify import IdentifiedRegion, IdentifiedSet

LOWEST, HIGHEST = 15, 60
"""Where the slider of the comparator ends, in %."""


def tipping(
    found: IdentifiedSet,
    x: int,
    n: int,
    title: str,
    *,
    comparator: float,
    region: IdentifiedRegion | None = None,
) -> alt.LayerChart:
    """Draw the designs of an identified set, and which of them x of n still convinces.

    A slider moves the success probability of a comparator that is known exactly. A design is convinced as
    long as some cut-off that gives its boundary is reached.

    Parameters
    ----------
    found : IdentifiedSet
        The set; at least one prior of its grid gives the boundary.
    x, n : int
        Successes and patients on the experimental treatment, ``0 <= x <= n``.
    title : str
        The figure's message.
    comparator : float
        Where the slider starts, in %, from 15 to 60.
    region : IdentifiedRegion, optional
        The same set with its edge, shaded as far as the sizes of the grid go.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `found` is not an IdentifiedSet or holds no design, `x` or `n` is not a whole number in its
        range, `comparator` is outside the slider, `region` is not an IdentifiedRegion, or the title is blank.

    Notes
    -----
    The time grows as the number of priors tried, and as in `IdentifiedRegion` where a region is drawn.

    Examples
    --------
    >>> from onearm.designs import BetaPrior, StoppingRule, identified_set
    >>> rule = StoppingRule(n=(6, 7), promising=(5, 5))
    >>> found = identified_set(rule, [0.245], [2, 5], standard=BetaPrior(30.87, 95.13))
    >>> tipping(found, 5, 7, "Two tip", comparator=31).description
    'Two tip. Of 2 designs, 5 of 7 convinces all against a comparator below 30.1 %, 1 at 31 %, and none from \
31.4 % on.'
    """
    words("title", title)
    start = number("comparator, where the slider starts, in %,", comparator, LOWEST, HIGHEST)
    designs = priors(found).assign(tip=100 * found.tipping_points(x, n)[1][found.identified])
    slider = alt.binding_range(min=LOWEST, max=HIGHEST, step=0.5, name="Comparator alive, %")
    moved = alt.param(name="comparator", value=start, bind=slider)
    convinced = "comparator < datum.tip"
    tooltip = [alt.Tooltip("tip:Q", format=".1f", title="tips at a comparator of, %")]
    points = prior_map(designs, convinced, 60, tooltip)
    told = counted(
        designs,
        convinced,
        "'at ' + format(comparator, '.1f') + ' %: ' + datum.chosen + ' of ' + datum.designs + ' convinced'",
    )
    layers, sentence = shaded(region, found)
    tips = designs["tip"]
    still = (tips > start).sum()
    description = (
        f"{title}. Of {len(designs)} designs, {x} of {n} convinces all against a comparator below "
        f"{tips.min():.1f} %, {still} at {start:g} %, and none from {tips.max():.1f} % on.{sentence}"
    )
    return titled(alt.layer(*layers, points, told).add_params(moved), title, description, height=320)
