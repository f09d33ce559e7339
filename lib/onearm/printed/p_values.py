"""P-values that belong to other printed results, as the interval that rounding leaves possible.

A p-value that is recomputed from printed numbers is no point, for each of those numbers was rounded. What is
possible is an interval, and a print is at odds with the others only where it misses that interval, which
`agrees` tells. The tests and distributions are SciPy's; the rounding around them is done here.

Of related programs, statcheck reads test results out of a text and recomputes each p-value from the statistic
and its degrees of freedom, counting the rounding of the statistic, which `p_from_statistic` does for one
result. It is not about the tables behind a p-value, which `tables_printing` lists.
"""

import math
from collections.abc import Iterable

import numpy as np
import scipy
from numpy.typing import NDArray

from onearm._interval import Interval
from onearm._require import count, flag, number, one_of, pair, refuse
from onearm.printed.numbers import Printed, _as_printed, _float_ends

STATISTICS = {"z": 0, "t": 1, "r": 1, "chi-square": 1, "F": 2}
"""The test statistics, each with how many degrees of freedom it has."""

TABLE_TESTS = ("fisher", "chi-square", "chi-square corrected")

MOST_FREEDOM = 1e9
MOST_PATIENTS = 500
"""The most patients of an arm whose tables are tried one by one."""

_STEPS = 101
_TIE = 1 + 1e-7
"""How much more probable a table may be than the one seen and still count as equally so, as in SciPy."""


def p_from_statistic(
    statistic: str | Printed, test: str, df: float | None = None, df2: float | None = None
) -> Interval:
    """Bound the p-value that belongs to a printed test statistic.

    Parameters
    ----------
    statistic : str or Printed
        The statistic as printed.
    test : {"z", "t", "r", "chi-square", "F"}
        Its kind. `z`, `t` and the correlation `r` are tested on both sides, the others in the upper tail.
    df : float, optional
        Degrees of freedom, 1 to 1e9, the first of `F`; for `r` the number of pairs less 2. None for `z`.
    df2 : float, optional
        The second degrees of freedom of `F`, 1 to 1e9; None for the others.

    Returns
    -------
    Interval
        The p-values of all statistics that fit the print; exact, for P falls as the statistic leaves 0.

    Raises
    ------
    ValueError
        If `statistic` is no printed number, negative for a chi-square or F or beyond 1 for a correlation,
        `test` is none of the above, or the degrees of freedom are not those of the test.

    Notes
    -----
    The time does not grow with the arguments.

    References
    ----------
    Nuijten MB, Epskamp S. statcheck: Extract Statistics from Articles and Recompute P-Values. R package.

    Examples
    --------
    A correlation of .17 with 97 degrees of freedom has P = .09 taken as it stands. What was rounded to .17
    can have any of these:

    >>> low, high = p_from_statistic("0.17", "r", 97)
    >>> print(f"{low:.4f} to {high:.4f}")
    0.0832 to 0.1027
    """
    statistic, test = _as_printed("statistic", statistic), one_of("test", test, tuple(STATISTICS))
    freedom = []
    for place, (name, value) in enumerate((("df", df), ("df2", df2))):
        if place < STATISTICS[test]:
            freedom.append(number(name, value, 1, MOST_FREEDOM))
        elif value is not None:
            refuse(f"{name} must be left out for {test}", value)
    if test in ("chi-square", "F") and statistic.value < 0:
        refuse(f"statistic must be at least 0 for {test}", statistic.text)
    if test == "r" and abs(statistic.value) > 1:
        refuse("statistic must be from -1 to 1 for a correlation", statistic.text)
    least, most = _sizes(float(statistic.low), float(statistic.high))
    return Interval(_tail(test, most, freedom), _tail(test, least, freedom))


def p_from_means(
    means: Iterable[str | Printed],
    sds: Iterable[str | Printed],
    sizes: Iterable[int],
    *,
    equal_var: bool = True,
) -> Interval:
    """Bound the p-value of a t test from the printed means and standard deviations of two groups.

    Parameters
    ----------
    means, sds : pair of str or Printed
        Per group the mean and the standard deviation (denominator n - 1) as printed; no deviation is 0.
    sizes : pair of int
        Per group the values, 2 to 1e9.
    equal_var : bool
        Whether the test is Student's, with one variance for both groups, or Welch's.

    Returns
    -------
    Interval
        The two-sided p-values of all summaries that agree with the print.

    Raises
    ------
    ValueError
        If one of the pairs is none, a mean or deviation is no printed number, a deviation is not above 0, a
        size is out of range, or `equal_var` is neither True nor False.

    Notes
    -----
    Student's P rises with both deviations and falls with the distance of the means, so two corners bound it
    exactly. Welch's degrees of freedom depend on the ratio of the deviations. At a fixed ratio P still rises
    with them, so its extremes lie where one of the deviations is at an end; there 101 values of the other are
    tried.

    The time does not grow with the arguments.

    References
    ----------
    Welch BL (1947). The generalization of "Student's" problem when several different population variances are
    involved. Biometrika 34:28-35.

    Examples
    --------
    >>> low, high = p_from_means(("5.2", "3.9"), ("1.8", "2.1"), (20, 20))
    >>> print(f"{low:.3f} to {high:.3f}")
    0.026 to 0.066
    """
    centres = _both_printed("means", means)
    spreads = _both_printed("sds", sds)
    n = [count("each of sizes", size, 2, int(MOST_FREEDOM)) for size in pair("sizes", sizes)]
    pooled = flag("equal_var", equal_var)
    for spread in spreads:
        if spread.value <= 0:
            refuse("each of sds must be above 0", spread.text)
    scale = float(max(spread.high for spread in spreads))
    lows, highs = ([end / scale for end in ends] for ends in zip(*map(_float_ends, spreads), strict=True))
    first, second = centres
    least, most = _sizes(float(first.low - second.high) / scale, float(first.high - second.low) / scale)

    def tested(distance: float, one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
        with np.errstate(over="ignore"):  # an infinite t has a P of 0
            test = scipy.stats.ttest_ind_from_stats(distance, one, n[0], 0.0, other, n[1], equal_var=pooled)
        return np.asarray(test.pvalue)

    if pooled:
        smallest, largest = tested(most, *map(np.array, lows)), tested(least, *map(np.array, highs))
    else:
        one, other = (np.linspace(low, high, _STEPS) for low, high in zip(lows, highs, strict=True))
        smallest = tested(most, *_edge(one, other, 0))
        largest = tested(least, *_edge(one, other, -1))
    return Interval(float(np.min(smallest)), float(np.max(largest)))


def tables_printing(
    p: str | Printed, sizes: Iterable[int], *, test: str = "fisher", events: int | None = None
) -> tuple[tuple[int, int], ...]:
    """List the pairs of counts, one of each group, whose test has a p-value that agrees with the print.

    A p-value is a witness of the table behind it. Between two small groups few tables share one.

    Parameters
    ----------
    p : str or Printed
        The two-sided p-value as printed.
    sizes : pair of int
        Per group the patients, 1 to 500.
    test : {"fisher", "chi-square", "chi-square corrected"}
        Fisher's exact test, the chi-square test, or that with Yates's correction.
    events : int, optional
        Patients with the event in both groups together, where that is known.

    Returns
    -------
    tuple of tuple of int
        The patients with the event in the first group and in the second, ascending; empty when no table has
        such a p-value. A table in which all or none have the event has a P of 1 by Fisher, and none by the
        others.

    Raises
    ------
    ValueError
        If `p` is no printed number, `sizes` is no pair of whole numbers in the range, `test` is none of the
        above, or `events` is no number of patients there can be.

    Notes
    -----
    The time grows as the number of tables tried: the product of both sizes, or one of them where the events
    are given.

    Examples
    --------
    Of nine children three responded. They are five with one cause and four with another, and P = 0.048:

    >>> tables_printing("0.048", (5, 4), events=3)
    ((0, 3),)
    """
    p, test = _as_printed("p", p), one_of("test", test, TABLE_TESTS)
    first, second = (count("each of sizes", size, 1, MOST_PATIENTS) for size in pair("sizes", sizes))
    n = first + second
    totals = range(n + 1) if events is None else (count("events", events, 0, n),)
    found = []
    for total in totals:
        x = np.arange(max(0, total - second), min(first, total) + 1)
        p_values = _fisher(x, first, n, total) if test == "fisher" else _chi_square(x, first, n, total, test)
        found += [
            (int(one), total - int(one))
            for one, value in zip(x, p_values, strict=True)
            if p.contains(float(value))
        ]
    return tuple(sorted(found))


def _both_printed(name: str, values: Iterable[str | Printed]) -> tuple[Printed, Printed]:
    one, other = pair(name, values)
    return _as_printed(f"each of {name}", one), _as_printed(f"each of {name}", other)


def _sizes(low: float, high: float) -> tuple[float, float]:
    """Return how near to 0 and how far from it the values of an interval are."""
    return max(low, -high, 0.0), max(-low, high)


def _tail(test: str, size: float, freedom: list[float]) -> float:
    """Return the p-value of a statistic of this size."""
    if test == "z":
        return 2 * float(scipy.special.ndtr(-size))
    if test == "chi-square":
        return float(scipy.special.chdtrc(*freedom, size))
    if test == "F":
        return float(scipy.special.fdtrc(*freedom, size))
    if test == "r":
        [df] = freedom
        size = size * math.sqrt(df / (1 - size**2)) if size < 1 else math.inf
    return 2 * float(scipy.special.stdtr(*freedom, -size))


def _edge(
    one: NDArray[np.float64], other: NDArray[np.float64], end: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the points of a rectangle at which either coordinate is at its first, or its last, value."""
    return (
        np.concatenate([one, np.full_like(other, one[end])]),
        np.concatenate([np.full_like(one, other[end]), other]),
    )


def _fisher(x: NDArray[np.int64], first: int, n: int, total: int) -> NDArray[np.float64]:
    """Return Fisher's two-sided p-value of each table with these margins."""
    chances = scipy.stats.hypergeom.pmf(x, n, total, first)
    order = np.sort(chances)
    sums = np.concatenate([[0.0], np.cumsum(order)])
    return np.minimum(sums[np.searchsorted(order, chances * _TIE, side="right")], 1.0)


def _chi_square(x: NDArray[np.int64], first: int, n: int, total: int, test: str) -> NDArray[np.float64]:
    """Return the chi-square test's p-value of each table with these margins, or 2 where one of them is 0."""
    if total in (0, n):
        return np.full(x.shape, 2.0)
    distance = np.abs(n * x - first * total).astype(float)
    if test == "chi-square corrected":
        distance = np.maximum(distance - n / 2, 0)
    statistic = n * (distance / first / (n - first)) * (distance / total / (n - total))
    return np.asarray(scipy.special.chdtrc(1, statistic))
