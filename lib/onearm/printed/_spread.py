"""Samples of real numbers between a minimum and a maximum: how far they can spread, in rational numbers."""

import operator
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise


def least_spread(
    n: int,
    low: Fraction,
    high: Fraction,
    means: tuple[Fraction, Fraction],
    medians: tuple[Fraction, Fraction],
) -> Fraction | None:
    """Return the least sum of squared deviations from the mean, or None when there are no such values."""
    below, beyond = (n - 1) // 2, n // 2
    floors = [low] + [low if i < below else max(low, medians[0]) for i in range(1, n - 1)] + [high]
    ceilings = [low] + [high if i > beyond else min(high, medians[1]) for i in range(1, n - 1)] + [high]
    least_total, most_total = n * means[0], n * means[1]
    if n == 2:  # the median is the mean
        least_total, most_total = max(least_total, 2 * medians[0]), min(most_total, 2 * medians[1])
    least_total, most_total = max(least_total, sum(floors)), min(most_total, sum(ceilings))
    if least_total > most_total or any(map(operator.gt, floors, ceilings)):
        return None

    def values(level: Fraction) -> list[Fraction]:
        return [min(max(level, lower), upper) for lower, upper in zip(floors, ceilings, strict=True)]

    kinks = sorted({*floors, *ceilings})
    level = _root(lambda level: n * level - sum(values(level)), kinks)
    total = min(max(sum(values(level)), least_total), most_total)
    level = _root(lambda level: sum(values(level)) - total, kinks)
    return _spread([1] * n, values(level))


def _root(function: Callable[[Fraction], Fraction | int], kinks: list[Fraction]) -> Fraction:
    """Return where a rising function, straight between its kinks, is 0."""
    for left, right in pairwise(kinks):
        at_left, at_right = function(left), function(right)
        if at_left <= 0 <= at_right and at_left < at_right:
            return left - at_left * (right - left) / (at_right - at_left)
    return kinks[0]


def most_spread(
    n: int,
    low: Fraction,
    high: Fraction,
    means: tuple[Fraction, Fraction],
    medians: tuple[Fraction, Fraction],
) -> Fraction:
    """Return the largest sum of squared deviations from the mean, of values of which there are some."""
    spreads = []
    for sizes in _block_sizes(n):
        ends = list(accumulate(sizes))
        middle = bisect_right(ends, (n - 1) // 2), bisect_right(ends, n // 2)  # the blocks of the median
        shares = [Fraction(middle.count(block), 2) for block in range(4)]  # of each block in the median
        totals = [n * end - sizes[0] * low - sizes[3] * high for end in means]
        middles = [end - shares[0] * low - shares[3] * high for end in medians]
        for first, second in _levels(sizes[1:3], shares[1:3], totals, middles, low):
            total = sizes[1] * first + sizes[2] * second
            median = shares[1] * first + shares[2] * second
            fits = totals[0] <= total <= totals[1] and middles[0] <= median <= middles[1]
            if fits and low <= first <= second <= high:
                spreads.append(_spread(sizes, (low, first, second, high)))
    return max(spreads)


def _block_sizes(n: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield how many values can be at the minimum, at two levels between and at the maximum, in a corner.

    With all values on one side of the median at their end, at most one on the other side is neither at its
    end nor level with the median; so one of the levels is that of a single value, or there is but one.
    """
    below_median = (n - 1) // 2
    for at_end in range(max(below_median, 1), n):
        for at_other in range(1, n - at_end + 1):
            rest = n - at_end - at_other
            if at_end <= below_median + 1 or rest <= 1:
                for first in {1, rest - 1, rest} - {0, -1} if rest else {0}:
                    yield at_end, first, rest - first, at_other
                    yield at_other, first, rest - first, at_end


def _levels(
    sizes: Sequence[int],
    shares: list[Fraction],
    totals: list[Fraction],
    middles: list[Fraction],
    unused: Fraction,
) -> list[tuple[Fraction, Fraction]]:
    """List the levels of two blocks, or of one, that bring total or median, or both, to an end."""
    if sizes[0] == 0:
        return [(unused, unused)]
    if sizes[1] == 0:
        one = [total / sizes[0] for total in totals] + [middle / shares[0] for middle in middles if shares[0]]
        return [(level, level) for level in one]
    determinant = shares[0] * sizes[1] - shares[1] * sizes[0]
    if determinant == 0:
        return []
    return [
        (
            (middle * sizes[1] - shares[1] * total) / determinant,
            (shares[0] * total - middle * sizes[0]) / determinant,
        )
        for total in totals
        for middle in middles
    ]


def _spread(sizes: Sequence[int], levels: Sequence[Fraction]) -> Fraction:
    """Return the sum of squared deviations from the mean of so many values at these levels."""
    total = sum((size * level for size, level in zip(sizes, levels, strict=True)), Fraction())
    squares = sum((size * level**2 for size, level in zip(sizes, levels, strict=True)), Fraction())
    return squares - total**2 / sum(sizes)
