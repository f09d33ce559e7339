"""A sample behind a printed median and printed quartiles."""

import math
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import scipy
from numpy.typing import NDArray

from onearm._require import at_most, count, one_of, refuse
from onearm.printed.grim import _step
from onearm.printed.numbers import Printed, _as_printed

QUARTILES = {
    "linear": lambda n, p: (n - 1) * p,
    "weibull": lambda n, p: (n + 1) * p - 1,
    "hazen": lambda n, p: n * p - Fraction(1, 2),
    "averaged_inverted_cdf": lambda n, p: (n * p // 1) if (n * p).denominator > 1 else n * p - Fraction(1, 2),
}
"""The place of a quantile among the sorted values, counted from 0, by NumPy's names for the definitions."""

MOST_VALUES = 10_000
MOST_TOTAL = 10**8
LARGEST_VALUE = 1_000_000
"""The furthest from 0, in steps of the grid, that a value of a quartile may lie: the search is in floats."""


def quartile_witness(
    n: int,
    *,
    q1: str | Printed,
    median: str | Printed,
    q3: str | Printed,
    minimum: str | Printed | None = None,
    maximum: str | Printed | None = None,
    mean: str | Printed | None = None,
    step: int | str | Decimal | Fraction = 1,
    method: str = "linear",
) -> tuple[int | Decimal | Fraction, ...] | None:
    """Find one sample on a grid with the printed median, quartiles, range and mean.

    Parameters
    ----------
    n : int
        Values, from 2 to 10,000.
    q1, median, q3 : str or Printed
        The quartiles as printed.
    minimum, maximum : str or Printed, optional
        The range as printed; what is left out is not known.
    mean : str or Printed, optional
        The mean as printed; with it `n` times the figure furthest from 0 is at most 1e8 steps.
    step : int, str, decimal.Decimal or fractions.Fraction
        The grid, as in `grim`.
    method : {"linear", "weibull", "hazen", "averaged_inverted_cdf"}
        How a quartile that falls between two values is defined, by the names of `numpy.quantile`: types 7, 6,
        5 and 2 of Hyndman and Fan.

    Returns
    -------
    tuple or None
        The values, ascending, as in `witness`; None when no sample on the grid has all of these. One of many
        as a rule: an illustration, not the data.

    Raises
    ------
    ValueError
        If one of the figures is no printed number or more than a million steps from 0, `n` is out of range
        or too large for a mean, `step` is not as in `grim`, or `method` is none of the above.

    Notes
    -----
    Each figure is a mean of two neighbours among the sorted values, with known weights. Whole numbers in
    ascending order with such means in whole-number limits are found, or proved not to exist, by SciPy's mixed
    integer programming. The values between two that are named have any whole total from as many of the lower
    to as many of the upper, so that a printed mean asks for one total more for each gap. Both ends of a
    rounding interval belong to it.

    The time grows as `n`.

    References
    ----------
    Hyndman RJ, Fan Y (1996). Sample quantiles in statistical packages. The American Statistician 50:361-365.

    Examples
    --------
    >>> quartile_witness(7, q1="2", median="4", q3="6.5", minimum="1", maximum="9")
    (1, 1, 2, 4, 6, 7, 9)

    Of seven whole numbers the median is one, whatever the quartiles:

    >>> quartile_witness(7, q1="2", median="4.5", q3="6.5") is None
    True

    A mean that the quartiles and the range leave possible, and one that they do not:

    >>> figures = {"q1": "2", "median": "4", "q3": "6.5", "minimum": "1", "maximum": "9"}
    >>> quartile_witness(7, **figures, mean="4.4")
    (1, 2, 2, 4, 6, 7, 9)
    >>> quartile_witness(7, **figures, mean="4.7") is None
    True
    """
    n, method = count("n", n, 2, MOST_VALUES), one_of("method", method, tuple(QUARTILES))
    step = _step(step)
    places = {"minimum": Fraction(0), "maximum": Fraction(n - 1)} | {
        name: min(max(Fraction(QUARTILES[method](n, Fraction(part, 4))), Fraction(0)), Fraction(n - 1))
        for name, part in (("q1", 1), ("median", 2), ("q3", 3))
    }
    quartiles = {"q1": q1, "median": median, "q3": q3}
    extremes = {"minimum": minimum, "maximum": maximum}
    given = quartiles | {name: value for name, value in extremes.items() if value is not None}
    figures = {name: _as_printed(name, value) for name, value in given.items()}
    shown = figures if mean is None else figures | {"mean": _as_printed("mean", mean)}
    grid = Fraction(step)
    for name, figure in shown.items():
        if max(abs(figure.low), abs(figure.high)) > LARGEST_VALUE * grid:
            refuse(f"{name} must be within {LARGEST_VALUE} steps of 0", figure.text)
    limits = [(places[name], figure.low / grid, figure.high / grid) for name, figure in figures.items()]
    if mean is None:
        found = _sorted_values(n, limits)
    else:
        furthest = max(max(abs(figure.low), abs(figure.high)) / grid for figure in shown.values())
        at_most(
            "n times the figure furthest from 0, in steps, where a mean is given,",
            math.ceil(n * furthest),
            MOST_TOTAL,
        )
        found = _sorted_values(n, limits, (n * shown["mean"].low / grid, n * shown["mean"].high / grid))
    return None if found is None else tuple(value * step for value in found)


def _sorted_values(
    n: int,
    figures: list[tuple[Fraction, Fraction, Fraction]],
    total: tuple[Fraction, Fraction] | None = None,
) -> list[int] | None:
    """Find `n` ascending whole numbers with means of neighbours, and a total, in these limits."""
    needed = sorted({place for middle, _, _ in figures for place in (math.floor(middle), math.ceil(middle))})
    gaps = [*pairwise([-1, *needed, n])]
    free = np.array([after - before - 1 for before, after in gaps])
    column = {place: at for at, place in enumerate(needed)}
    rows: list[NDArray[np.float64]] = []
    lows: list[float] = []
    highs: list[float] = []

    def limit(low: float, high: float, weights: dict[int, float]) -> None:
        """Hold a weighted sum of the named values, and behind them the totals of the gaps, within limits."""
        row = np.zeros(len(needed) + len(gaps))
        row[[*weights]] = [*weights.values()]
        rows.append(row)
        lows.append(low)
        highs.append(high)

    for middle, low, high in figures:
        weight, whole = middle - math.floor(middle), middle.denominator
        weights = {column[math.ceil(middle)]: float(whole * weight)}
        weights[column[math.floor(middle)]] = float(whole * (1 - weight)) if weight else 1.0
        limit(math.ceil(whole * low), math.floor(whole * high), weights)
    for after in range(1, len(needed)):
        limit(0, np.inf, {after - 1: -1, after: 1})
    for gap, values in enumerate(free.tolist()):
        held = len(needed) + gap
        if gap > 0:
            limit(0, np.inf, {held: 1, gap - 1: -values})
        if gap < len(needed):
            limit(0, np.inf, {held: -1, gap: values})
    if total is not None:
        limit(math.ceil(total[0]), math.floor(total[1]), dict.fromkeys(range(len(needed) + len(gaps)), 1.0))
    if any(low > high for low, high in zip(lows, highs, strict=True)):
        return None
    unused = [*np.zeros(len(needed), dtype=bool), *(free == 0)]
    solved = scipy.optimize.milp(
        np.zeros(len(unused)),
        integrality=np.ones(len(unused)),
        bounds=scipy.optimize.Bounds(np.where(unused, 0, -np.inf), np.where(unused, 0, np.inf)),
        constraints=scipy.optimize.LinearConstraint(np.array(rows), lows, highs),
    )
    if solved.x is None:
        return None
    named, totals = np.split(np.rint(solved.x).astype(int).tolist(), [len(needed)])
    values = []
    for gap, (held, number_free) in enumerate(zip(totals.tolist(), free.tolist(), strict=True)):
        each, more = divmod(held, number_free) if number_free else (0, 0)
        values += [each] * (number_free - more) + [each + 1] * more
        values += named[gap : gap + 1].tolist()
    return values
