"""Figures of what happens on average, against the true probability of success."""

from collections.abc import Iterable, Mapping

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from onearm._require import listed, number, refuse
from onearm.charts._names import Axis, beside
from onearm.charts._parts import probability_list, shown, tidy_ends
from onearm.charts._theme import COLOURS, colour, dashes, legend_unless, percent, titled, words

_INKS = ("success", "reconstructed", "prior", "published")
"""The keys of the curves' colours, in their order."""


def by_truth(
    p: ArrayLike,
    curves: Mapping[str, Iterable[float]],
    title: str,
    *,
    axis: str,
    value: str,
    level: float | None = None,
) -> alt.LayerChart:
    """Draw quantities that depend on the true probability of success, one line each.

    Parameters
    ----------
    p : sequence of float
        True success probabilities, at least two.
    curves : dict of str to sequence of float
        By name the values at each `p`, in %; one curve to four. They are drawn to nine decimals, so that an
        error of rounding is drawn as the zero that it stands for.
    title : str
        The figure's message.
    axis : str
        What the probability is of.
    value : str
        What the values are.
    level : float, optional
        A value to draw as a line across, in %.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `p` is not a list of two or more probabilities, `curves` does not hold one to four lists of as
        many finite numbers by their names, `level` is not a finite number, or a text is blank.

    Notes
    -----
    The time grows as the number of curves times the number of probabilities.

    Examples
    --------
    >>> curves = {"x / n": [0, 2, 0], "unbiased": [0, 0, 0]}
    >>> by_truth([0, 0.5, 1], curves, "Too high", axis="true survival", value="error, points").description
    'Too high. x / n: from 0.0 to 2.0, highest at a true survival of 50 %; unbiased: from 0.0 to 0.0.'
    """
    for name, text in (("title", title), ("axis, what the probability is of,", axis), ("value", value)):
        words(name, text)
    p = probability_list("p, the true success probabilities,", p)
    rows, facts = [], []
    if not isinstance(curves, dict) or not 1 <= len(curves) <= len(_INKS) or len(p) < 2:
        refuse("curves must hold one to four lists of numbers by their names, p two or more", curves)
    for name, heights in curves.items():
        words("each name in curves", name)
        heights = [
            number(f"each value of {name!r}", height) for height in listed(f"curves[{name!r}]", heights)
        ]
        if len(heights) != len(p):
            refuse(f"curves[{name!r}] must have {len(p)} values, one for each p", heights)
        rows += [
            {"p": 100 * at, "height": round(height, 9) + 0.0, "curve": name}
            for at, height in zip(p, heights, strict=True)
        ]
        low, high = (round(end, 1) + 0.0 for end in (min(heights), max(heights)))
        at = f", highest at a {axis} of {100 * p[int(np.argmax(heights))]:g} %" if high > low else ""
        facts.append(f"{name}: from {shown(low)} to {shown(high)}{at}")
    table = pd.DataFrame(rows)
    names = list(curves)
    levels = [] if level is None else [number("level", level)]
    ends = tidy_ends([*table["height"], *levels])
    named = beside(
        {name: (part["p"], part["height"]) for name, part in table.groupby("curve", sort=False)},
        Axis("p", 0, 100),
        Axis("height", *ends),
    )
    legend = legend_unless(named)
    lines = (
        alt.Chart(table)
        .mark_line()
        .encode(
            x=percent("p", f"{axis}, %"),
            y=alt.Y("height:Q", title=value, scale=alt.Scale(domain=ends, nice=False, zero=False)),
            color=colour("curve", names, [COLOURS[key] for key in _INKS[: len(names)]], **legend),
            strokeDash=dashes("curve", dict(zip(names, _INKS, strict=False)), **legend),
        )
    )
    layers = [lines, *([named] if named else [])]
    for height in levels:
        here = pd.DataFrame([{"level": height}])
        layers.append(alt.Chart(here).mark_rule(strokeDash=[6, 4]).encode(y=alt.Y("level:Q")))
        facts.append(f"the line across stands at {height:g}")
    return titled(alt.layer(*layers), title, f"{title}. {'; '.join(facts)}.")
