"""Tests of two groups that go by order: Wilcoxon's of values as printed, and the log-rank test of its counts.

Values that print alike need not be equal, and expected events are printed rounded. As in `p_values`, what
is possible is therefore an interval.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
import scipy
from numpy.typing import NDArray

from onearm._interval import Interval
from onearm._require import at_most, count, listed, one_of, pair, refuse
from onearm.printed.numbers import Printed, _as_printed

RANK_TESTS = ("exact", "normal", "normal corrected")
TIES = ("kept", "broken")

MOST_RANKED = 5_000
MOST_EXACT = 100
"""The most values of both groups together whose exact distribution is counted."""

MOST_EVENTS = 10**9


def p_from_ranks(
    first: Iterable[str | Printed],
    second: Iterable[str | Printed],
    *,
    test: str = "exact",
    ties: str = "kept",
) -> Interval:
    """Bound the p-value of Wilcoxon's rank-sum test, also called Mann and Whitney's, from printed values.

    Parameters
    ----------
    first, second : iterable of str or Printed
        Per group the values as printed, 1 to 5,000; of ordered categories one number for each patient.
    test : {"exact", "normal", "normal corrected"}
        The exact distribution of the rank sum, for at most 100 values in both groups, or the normal one,
        without or with a correction for continuity.
    ties : {"kept", "broken"}
        Whether values that print alike are equal, and share their mean rank, or are measurements that only
        rounding has made alike, in an order that is not known.

    Returns
    -------
    Interval
        The two-sided p-values of all values that print so: one point where ties are kept.

    Raises
    ------
    ValueError
        If a group is no sequence of printed numbers or too large, `test` or `ties` is none of the above, or
        an exact number is among those whose ties are to be broken.

    Notes
    -----
    The exact p-value is the probability, over all divisions of the pooled ranks into groups of these sizes,
    that the rank sum is at least as far from its mean as it is. With ties that can differ from twice the
    smaller tail. The normal test is SciPy's `mannwhitneyu`, its variance corrected for ties.

    Where ties are broken, the pairs in which the first group has the larger value are fewest when the first
    group's values are at their lower ends and the second's at their upper ends, and most in the reverse case.
    Every number of pairs between is possible, and P falls as that number leaves its mean.

    The time of an exact test grows about as the fourth power of the number of values, that of the others
    hardly faster than the number.

    References
    ----------
    Mann HB, Whitney DR (1947). On a test of whether one of two random variables is stochastically larger than
    the other. Annals of Mathematical Statistics 18:50-60.

    Examples
    --------
    Three and four values, all of the first group below all of the second, as 1 in 35 divisions have it, and 1
    in 35 the other way round:

    >>> p_from_ranks(["1.1", "1.3", "1.4"], ["2.0", "2.2", "2.5", "3.1"])
    Interval(low=0.05714285714285714, high=0.05714285714285714)

    No, partial and complete response, in 2, 3 and 1 patients of one group and in 0, 2 and 4 of the other:

    >>> one, other = ["0"] * 2 + ["1"] * 3 + ["2"], ["1"] * 2 + ["2"] * 4
    >>> round(p_from_ranks(one, other).low, 4), round(p_from_ranks(one, other, test="normal").low, 4)
    (0.1234, 0.057)
    """
    one, other = (
        [_as_printed(f"each of {name}", value) for value in listed(name, values, most=MOST_RANKED)]
        for name, values in (("first", first), ("second", second))
    )
    test, ties = one_of("test", test, RANK_TESTS), one_of("ties", ties, TIES)
    if test == "exact":
        at_most("the values of both groups, for an exact test,", len(one) + len(other), MOST_EXACT)
    if ties == "kept":
        p = _p_value([float(value.value) for value in one], [float(value.value) for value in other], test)
        return Interval(p, p)
    for value in (*one, *other):
        if value.exact:
            refuse("each value must be a rounded one where ties are broken", value.text)
    pairs = len(one) * len(other)
    fewest, most = _larger(one, other)
    middle = [wins for wins in (pairs // 2, -(-pairs // 2)) if fewest <= wins <= most]
    p_values = [_p_value(*_winning(wins, len(one), len(other)), test) for wins in (fewest, most, *middle)]
    return Interval(min(p_values), max(p_values))


def p_from_log_rank(
    observed: Iterable[int], expected: Iterable[str | Printed], variance: str | Printed | None = None
) -> Interval | None:
    """Bound the p-value of the log-rank test of two groups from its printed counts.

    Parameters
    ----------
    observed : pair of int
        Per group the events seen, together 1 to 1e9.
    expected : pair of str or Printed
        Per group the events expected if both were alike, as printed, above 0.
    variance : str or Printed, optional
        The variance of observed less expected events of one group, as printed, above 0. Without it the test
        is the sum of (O - E)^2 / E over both groups.

    Returns
    -------
    Interval or None
        The p-values of all expected events that print so and add up to the events seen, as they must; None
        when none do.

    Raises
    ------
    ValueError
        If `observed` is no pair of counts with at least one event, `expected` no pair of printed numbers
        above 0, or `variance` is no printed number above 0.

    Notes
    -----
    With E of the one group, the other's is the total less E, and the sum of (O - E)^2 / E is (O - E)^2 / V
    with V = E (total - E) / total. It grows on either side of O, so the ends bound it exactly. The variance
    of the test is at most this V: it adds up d q (1 - q) (n - d) / (n - 1) over the times of events, with d
    events among n at risk, a share q of these in the group, and q (1 - q) is concave. So the sum has the
    larger P.

    The time does not grow with the arguments.

    References
    ----------
    Mantel N (1966). Evaluation of survival data and two new rank order statistics arising in its
    consideration. Cancer Chemotherapy Reports 50:163-170.

    Examples
    --------
    Seven events of 9.72 expected, and seven of 4.28, with a variance of 1.84:

    >>> with_variance = p_from_log_rank((7, 7), ("9.72", "4.28"), "1.84")
    >>> without = p_from_log_rank((7, 7), ("9.72", "4.28"))
    >>> print(f"{with_variance.low:.3f} to {with_variance.high:.3f}, without {without.low:.3f}")
    0.044 to 0.046, without 0.114

    Expected events that do not add up to fourteen:

    >>> p_from_log_rank((7, 7), ("9.72", "4.82")) is None
    True
    """
    deaths, others = (
        count("each of observed", events, 0, MOST_EVENTS) for events in pair("observed", observed)
    )
    total = count("the events together", deaths + others, 1, MOST_EVENTS)
    one, other = (_above_0("each of expected", number) for number in pair("expected", expected))
    spread = None if variance is None else _above_0("variance", variance)
    low, high = max(one.low, total - other.high), min(one.high, total - other.low)
    if low > high:
        return None

    nearest = min(max(Fraction(deaths), low), high)
    sizes = []
    for expects, widest in ((nearest, True), (low, False), (high, False)):
        if spread is None:
            divisor = expects * (total - expects) / total
        else:
            divisor = spread.high if widest else spread.low
        sizes.append(float((deaths - expects) ** 2 / divisor))
    return Interval(*(float(scipy.special.chdtrc(1, size)) for size in (max(sizes), sizes[0])))


def _above_0(name: str, value: str | Printed) -> Printed:
    """Return a printed number above 0, or refuse it."""
    printed = _as_printed(name, value)
    if printed.low <= 0:
        refuse(f"{name} must be above 0, also before it was rounded", printed.text)
    return printed


def _larger(one: Sequence[Printed], other: Sequence[Printed]) -> tuple[int, int]:
    """Return the fewest and the most pairs in which the first group can have the larger value."""
    lows, highs = sorted(value.low for value in other), sorted(value.high for value in other)
    return (
        sum(bisect_right(highs, value.low) for value in one),
        sum(bisect_left(lows, value.high) for value in one),
    )


def _winning(wins: int, m: int, n: int) -> tuple[list[float], list[float]]:
    """Return two groups without ties in which the first has the larger value in so many pairs."""
    over, rest = divmod(wins, n)
    above = [float(n + place) for place in range(over)]
    below = [-float(1 + place) for place in range(m - over)]
    if rest:
        below[0] = rest - 0.5
    return above + below, [float(place) for place in range(n)]


def _p_value(one: Sequence[float], other: Sequence[float], test: str) -> float:
    """Return the two-sided p-value of two groups."""
    ranks = np.rint(2 * scipy.stats.rankdata([*one, *other])).astype(np.int64)
    if np.ptp(ranks) == 0:  # all alike
        return 1.0
    if test == "exact":
        m = len(one)
        return _exact(ranks, m) if 2 * m <= len(ranks) else _exact(ranks[::-1], len(other))
    corrected = test == "normal corrected"
    tested = scipy.stats.mannwhitneyu(one, other, method="asymptotic", use_continuity=corrected)
    return min(float(tested.pvalue), 1.0)


def _exact(ranks: NDArray[np.int64], m: int) -> float:
    """Return how probable a rank sum as far from its mean is as that of the first `m` ranks."""
    ranks = ranks - ranks.min()
    ranks = ranks // np.gcd.reduce(ranks)
    most = int(np.sort(ranks)[-m:].sum())
    ways = np.zeros((m + 1, most + 1))
    ways[0, 0] = 1
    for rank in ranks:
        ways[1:, rank:] += ways[:-1, : most + 1 - rank]
    distance = np.abs(len(ranks) * np.arange(most + 1) - m * ranks.sum())
    seen = abs(len(ranks) * ranks[:m].sum() - m * ranks.sum())
    return min(float(ways[m, distance >= seen].sum() / ways[m].sum()), 1.0)
