"""Which data can have a printed mean, a printed standard deviation, a printed range: granularity tests."""

import operator
import re
from bisect import bisect_left
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise, zip_longest
from math import ceil, floor, isqrt, sqrt
from numbers import Integral, Rational

from onearm._require import count, refuse
from onearm.intervals import Interval
from onearm.printed import Printed, _as_printed

MOST_VALUES_WITHIN = 200  # the search between limits goes one call deeper for each value

_DECIMAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def grim(
    mean: str | Printed, n: int, *, step: int | str | Decimal | Fraction = 1
) -> tuple[int | Decimal | Fraction, ...]:
    """List the totals that `n` values on a grid can have when their mean prints so.

    Values recorded in whole numbers have a whole total, so a mean is a whole number over `n`. With few
    values most printed means are impossible (granularity-related inconsistency of means, GRIM).

    Parameters
    ----------
    mean : str or Printed
        The mean as printed; a string is read with rounding "either".
    n : int
        Values, at least 1. For a mean over several items a person, persons times items.
    step : int, str, decimal.Decimal or fractions.Fraction
        The grid: every value is a whole multiple of it, 1 for whole numbers, "0.1" for one decimal. Above 0.

    Returns
    -------
    tuple
        The totals, ascending: int where `step` is, Fraction where `step` is, else Decimal. Empty when no
        data on the grid have such a mean.

    Raises
    ------
    ValueError
        If `mean` is no printed number, `n` no whole number of at least 1, or `step` is not one of the above;
        a float is refused, for 0.1 is not a tenth.

    Notes
    -----
    Exact, and both necessary and sufficient: every total listed is that of some data, and no other total
    has a mean that prints so.

    The median of an odd number of values is one of them, and is tested as the mean of a single value. The
    median of an even number is the mean of two.

    References
    ----------
    Brown NJL, Heathers JAJ (2017). The GRIM test: a simple technique detects numerous anomalies in the
    reporting of results in psychology. Social Psychological and Personality Science 8(4):363-369.

    Examples
    --------
    Seven ages with a mean of 43.3 add up to 303 years; no seven whole numbers have a mean of 43.2:

    >>> grim("43.3", 7)
    (303,)
    >>> grim("43.2", 7)
    ()

    Seven values with a median of 10.510 cannot all have been recorded to a tenth:

    >>> grim("10.510", 1, step="0.1"), grim("10.510", 1, step="0.01")
    ((), (Decimal('10.51'),))
    """
    mean, n, step = _as_printed("mean", mean), count("n", n, 1), _step(step)
    return tuple(total * step for total in _totals(mean, n, Fraction(step)))


def grimmer(
    mean: str | Printed,
    sd: str | Printed,
    n: int,
    *,
    step: int | str | Decimal | Fraction = 1,
    low: int | str | Decimal | Fraction | None = None,
    high: int | str | Decimal | Fraction | None = None,
) -> tuple[int | Decimal | Fraction, ...]:
    """List the totals for which data on a grid exist that have the printed mean and standard deviation.

    Parameters
    ----------
    mean, sd : str or Printed
        The mean and the standard deviation (denominator `n - 1`) as printed; see `onearm.printed.mean_sd`.
    n : int
        Values, at least 2; with `low` or `high` at most 200.
    step : int, str, decimal.Decimal or fractions.Fraction
        The grid, as in `grim`.
    low, high : int, str, decimal.Decimal or fractions.Fraction, optional
        Limits of the values, such as the ends of a scale: no value is below `low` or above `high`, and none
        need be there. Without them any value may occur.

    Returns
    -------
    tuple
        Those totals of `grim` for which at least one sample exists, ascending; empty when there is none.

    Raises
    ------
    ValueError
        If `mean` or `sd` is no printed number, `sd` is negative, `n` out of range, `step` not as in `grim`,
        `low` or `high` no exact number, or `low` above `high`.

    Notes
    -----
    Exact, and both necessary and sufficient. In units of `step`, a sample has a total T and a sum of squares
    Q, both whole, and its standard deviation is sqrt((Q - T^2 / n) / (n - 1)). Each T of `grim` is tried with
    each Q whose standard deviation prints as given. Whole numbers with the sums T and Q exist when

    1. Q and T are both even or both odd, as each value and its square are;
    2. Q is at least the sum of squares of the n values that share T most evenly;
    3. for n = 4, 4 Q - T^2 is a sum of three squares: not 4^a (8 b + 7); for n = 3, some choice of one value
       leaves a pair; for n = 2, 2 Q - T^2 is a square.

    The first two are necessary for every n, and sufficient for n >= 5. Let n be 5, and let a value d leave T'
    and Q' to the other four: 5 (4 Q' - T'^2) = 4 (5 Q - T^2) - (5 d - T)^2. Where T' is odd, 4 Q' - T'^2 is 3
    modulo 8, and from 0 up that is a sum of three squares (Legendre). Every other d leaves an odd T',
    so one has |5 d - T| <= 5, and 5 Q - T^2 > 6 is enough; up to 6, only the most even values meet 1 and 2.
    For n > 5, take away one of the most even values: 1 and 2 still hold for the others.

    With `low` or `high` there may also be too many squares, and what that leaves open is decided by a search
    for one sample, complete when it finds none.

    The analytic test of Allard tries condition 1 for the total nearest to `n` times the printed mean, and
    leaves out 2 and 3.

    References
    ----------
    Anaya J (2016). The GRIMMER test: a method for testing the validity of reported measures of variability.
    PeerJ Preprints 4:e2400v1. doi:10.7287/peerj.preprints.2400v1

    Allard A (2018). Analytic-GRIMMER: a new way of testing the possibility of standard deviations.
    https://aurelienallard.netlify.app/post/anaytic-grimmer-possibility-standard-deviations/

    Examples
    --------
    >>> from onearm.printed import mean_sd
    >>> grimmer(*mean_sd("24.0 ± 10.6"), 7, low=0, high=28)
    (168,)

    The mean is possible, but seven whole numbers with this mean have no such standard deviation:

    >>> grim("3.14", 7), grimmer("3.14", "1.50", 7)
    ((22,), ())
    """
    mean, sd, step = _as_printed("mean", mean), _as_printed("sd", sd), _step(step)
    n = count("n", n, 2, None if low is None and high is None else MOST_VALUES_WITHIN)
    if sd.value < 0:
        refuse("sd must be at least 0", sd.text)
    low = None if low is None else _exact("low", low)
    high = None if high is None else _exact("high", high)
    if low is not None and high is not None and low > high:
        refuse("low must be at most high", (low, high))
    grid = Fraction(step)
    lowest = None if low is None else ceil(low / grid)
    highest = None if high is None else floor(high / grid)
    return tuple(
        total * step
        for total in _totals(mean, n, grid)
        if any(
            _exist(n, total, squares, lowest, highest)
            for squares in _squares(sd, n, total, grid, lowest, highest)
        )
    )


def sd_interval(
    n: int,
    low: int | str | Decimal | Fraction,
    high: int | str | Decimal | Fraction,
    *,
    mean: str | Printed | None = None,
    median: str | Printed | None = None,
) -> Interval | None:
    """Bound the standard deviation of `n` values with this minimum, maximum, mean and median.

    Parameters
    ----------
    n : int
        Values, at least 2.
    low, high : int, str, decimal.Decimal or fractions.Fraction
        The smallest and the largest value. Both occur, and both are exact: a range is printed as recorded.
    mean, median : str or Printed, optional
        As printed: any mean and any median that print so. Without them, any at all.

    Returns
    -------
    Interval or None
        The smallest and the largest standard deviation (denominator `n - 1`) of such values; None when there
        are no such values.

    Raises
    ------
    ValueError
        If `n` is no whole number of at least 2, `low` or `high` no exact number, `low` is above `high`, or
        `mean` or `median` is no printed number.

    Notes
    -----
    The values may be any real numbers, so a standard deviation outside is impossible, and each one inside
    belongs to some values, though not perhaps to values on the grid of the record; `grimmer` knows grids. The
    ends are found in rational numbers, and only then made floats. Both ends of a printed interval are taken
    to belong to it, whatever the rounding.

    Sorted values form a convex set. Their squared deviations are smallest where every value is as near to one
    common level as its limits permit: the minimum for those below the median, the median for those above, and
    so on; the level is the mean itself unless the printed mean forbids it. They are largest at a corner of
    the set. There at most two distinct values lie between the extremes, and either all values below the
    median are at the minimum or all above it are at the maximum; these corners are enumerated.

    Examples
    --------
    The heights of seven patients, 166.63 ± 5.02 cm, median 166.20 (158.0-171.8):

    >>> low, high = sd_interval(7, "158.0", "171.8", mean="166.63", median="166.20")
    >>> print(f"{low:.2f} to {high:.2f}")
    4.34 to 5.65

    No seven values between 1 and 7 with a median of 5 have a mean of 2:

    >>> sd_interval(7, 1, 7, mean="2.00", median="5") is None
    True
    """
    n, low, high = count("n", n, 2), _exact("low", low), _exact("high", high)
    if low > high:
        refuse("low must be at most high", (low, high))
    means = (low, high) if mean is None else _ends("mean", mean)
    medians = (low, high) if median is None else _ends("median", median)
    least = _least_spread(n, low, high, means, medians)
    if least is None:
        return None
    return Interval(
        *(sqrt(spread / (n - 1)) for spread in (least, _most_spread(n, low, high, means, medians)))
    )


def _step(value):
    """Return the step of a grid in the kind in which totals are wanted, or refuse it."""
    if _exact("step", value) <= 0:
        refuse("step must be above 0", value)
    if isinstance(value, (Decimal, str)):
        return Decimal(value)
    return int(value) if isinstance(value, Integral) else value


def _exact(name, value):
    """Return a number that is exact as written as a fraction, or refuse it."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Fraction(value)
    if isinstance(value, Rational) and not isinstance(value, bool):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, Decimal) and value.is_finite():
        return Fraction(value)
    refuse(f'{name} must be exact: a whole number, a Decimal, a Fraction or a text such as "0.1"', value)


def _ends(name, printed):
    """Return the ends of a printed number's interval."""
    printed = _as_printed(name, printed)
    return printed.low, printed.high


# Sums of whole numbers, in units of the grid's step.


def _totals(mean, n, step):
    """List the totals, in steps, that `n` values can have when their mean prints so."""
    first, last = ceil(mean.low * n / step), floor(mean.high * n / step)
    return [total for total in range(first, last + 1) if mean.contains(total * step / n)]


def _squares(sd, n, total, step, low, high):
    """Yield the sums of squares, in squared steps, of the total's parity whose deviation prints so."""
    least, most = ((n - 1) * (max(end, 0) / step) ** 2 + Fraction(total**2, n) for end in (sd.low, sd.high))
    last = floor(most)
    if low is not None and high is not None:
        last = min(last, _most_squares(n, total, low, high)) if n * low <= total <= n * high else -1
    for squares in range(ceil(least) + (ceil(least) - total) % 2, last + 1, 2):
        at_low, at_high = squares == least and sd.low >= 0, squares == most
        if (sd.low_included or not at_low) and (sd.high_included or not at_high):
            yield squares


def _may_exist(n, total, squares):
    """Say whether these sums meet what whole numbers must meet; but for n = 3, the numbers then exist."""
    share, larger = divmod(total, n)
    most_even = (n - larger) * share**2 + larger * (share + 1) ** 2
    if squares < most_even or (squares - total) % 2:
        return False
    if n == 4:
        return _is_three_squares(4 * squares - total**2)
    return n != 2 or isqrt(2 * squares - total**2) ** 2 == 2 * squares - total**2


def _is_three_squares(number):
    """Say whether a whole number is a sum of three squares, by Legendre's theorem."""
    while number and number % 4 == 0:
        number //= 4
    return number % 8 != 7


@lru_cache(maxsize=100_000)
def _exist(n, total, squares, low=None, high=None):
    """Say whether `n` whole numbers from `low` to `high` have this total and this sum of squares."""
    if not _may_exist(n, total, squares):
        return False
    # No value is further from the mean than this: (n value - total)^2 <= reach^2.
    reach = isqrt((n - 1) * (n * squares - total**2))
    lowest, highest = -((reach - total) // n), (reach + total) // n
    if n != 3 and (low is None or low <= lowest) and (high is None or highest <= high):
        return True
    low, high = (lowest if low is None else low), (highest if high is None else high)
    if not n * low <= total <= n * high or squares > _most_squares(n, total, low, high):
        return False
    # The largest value must be large enough for the others to add enough squares, and leave enough of them.
    # Most samples have it midway between, so look there first.
    largest = range(-(-total // n), min(high, highest) + 1)
    first = bisect_left(largest, True, key=lambda d: squares <= _most_squares(n, total, low, d))
    exist = _exist.__wrapped__ if n == 3 else _exist  # pairs are too many to remember
    return any(exist(n - 1, total - d, squares - d**2, low, d) for d in _outwards(largest[first:]))


def _outwards(values):
    """Yield the values from the middle one to those at the ends."""
    middle = len(values) // 2
    for above, below in zip_longest(values[middle:], reversed(values[:middle])):
        yield from (value for value in (above, below) if value is not None)


def _most_squares(n, total, low, high):
    """Return the largest sum of squares of `n` whole numbers from `low` to `high` with this total."""
    if low == high:
        return n * low**2
    at_high, rest = divmod(total - n * low, high - low)
    return at_high * high**2 + (n - at_high) * low**2 + (rest and (low + rest) ** 2 - low**2)


# Sums of squared deviations of real values, in rational numbers.


def _least_spread(n, low, high, means, medians):
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

    def values(level):
        return [min(max(level, lower), upper) for lower, upper in zip(floors, ceilings, strict=True)]

    kinks = sorted({*floors, *ceilings})
    level = _root(lambda level: n * level - sum(values(level)), kinks)
    total = min(max(sum(values(level)), least_total), most_total)
    level = _root(lambda level: sum(values(level)) - total, kinks)
    return _spread([1] * n, values(level))


def _root(function, kinks):
    """Return where a rising function, straight between its kinks, is 0."""
    for left, right in pairwise(kinks):
        at_left, at_right = function(left), function(right)
        if at_left <= 0 <= at_right and at_left < at_right:
            return left - at_left * (right - left) / (at_right - at_left)
    return kinks[0]


def _most_spread(n, low, high, means, medians):
    """Return the largest sum of squared deviations from the mean, of values of which there are some."""
    spreads = []
    for sizes in _block_sizes(n):
        blocks = [block for block, size in enumerate(sizes) for _ in range(size)]
        middle = (blocks[(n - 1) // 2], blocks[n // 2])
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


def _block_sizes(n):
    """Yield how many values can be at the minimum, at two levels between and at the maximum, in a corner."""
    below_median = (n - 1) // 2
    for at_low in range(1, n):
        for at_high in range(1, n - at_low + 1):
            if at_low >= below_median or at_high >= below_median:
                rest = n - at_low - at_high
                yield from ((at_low, first, rest - first, at_high) for first in range(min(rest, 1), rest + 1))


def _levels(sizes, shares, totals, middles, unused):
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


def _spread(sizes, levels):
    """Return the sum of squared deviations from the mean of so many values at these levels."""
    total = sum(size * level for size, level in zip(sizes, levels, strict=True))
    squares = sum(size * level**2 for size, level in zip(sizes, levels, strict=True))
    return squares - total**2 / sum(sizes)
