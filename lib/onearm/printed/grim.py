"""Which data can have a printed mean, a printed standard deviation, a printed range: granularity tests.

Of related programs, DEBIT (Heathers and Brown 2019, https://osf.io/5vb3u) asks of zeros and ones what GRIMMER
asks of whole numbers: `grimmer` with the limits 0 and 1. SPRITE finds samples behind a mean and a standard
deviation, where `enumerate_samples` lists all and `witness` finds one.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil, floor, sqrt
from numbers import Integral

from onearm._interval import Interval
from onearm._require import count, refuse
from onearm.printed._integer_samples import Steps, exist, find, least_squares, most_squares
from onearm.printed._spread import least_spread, most_spread
from onearm.printed.numbers import MOST_DIGITS, Printed, _as_printed, _few, _multiples, exactly

MOST_VALUES_WITHIN = 200  # the search between limits goes one call deeper for each value
MOST_STEPS = 400_000  # of a search, some microseconds each
MOST_VALUES_SPREAD = 1000  # the corners of `sd_interval` are some twelve for each value

_ONE = Fraction(1)
_DECIMAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def grim(
    mean: str | Printed, n: int, *, step: int | str | Decimal | Fraction = 1
) -> tuple[int | Decimal | Fraction, ...]:
    """List the totals that `n` values on a grid can have when their mean agrees with the print.

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
        a float is refused, for 0.1 is not a tenth. Also if more than 200,000 totals have such a mean.

    Notes
    -----
    Exact, and both necessary and sufficient: every total listed is that of some data, and no other total
    has a mean that fits the print. The time is in proportion to the number of totals, which grows as `n` /
    `step`.

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
        `low` or `high` no exact number, or `low` above `high`. Also if more than 200,000 totals have such a
        mean, or the search between the limits takes more than 400,000 steps, some two seconds.

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
    so one has abs(5 d - T) <= 5, and 5 Q - T^2 > 6 is enough; up to 6, only the most even values meet 1
    and 2. For n > 5, take away one of the most even values: 1 and 2 still hold for the others.

    With `low` or `high` there may also be too many squares. Values are then placed at the limits until five
    or more are left that cannot lie beyond them, and what that leaves open is decided by a search for one
    sample, complete when it finds none.

    Without limits and for n >= 5 the time is in proportion to the number of totals, some n / step; between
    limits to that number times n. Only where the standard deviation is close to the largest that the limits
    allow, and the grid fine, does the search become long; beyond two seconds it is refused.

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
    squares, steps = _squares(sd, n, grid), Steps(MOST_STEPS)
    lowest = None if low is None else ceil(low / grid)
    highest = None if high is None else floor(high / grid)
    return tuple(
        total * step
        for total in _totals(mean, n, grid)
        if any(
            exist(n, total, sum_, steps, lowest, highest)
            for sum_ in _within(squares(total), n, total, lowest, highest)
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
        Values, from 2 to 1,000.
    low, high : int, str, decimal.Decimal or fractions.Fraction
        The smallest and the largest value. Both occur, and both are exact: a range is printed as recorded.
    mean, median : str or Printed, optional
        As printed: any mean and any median that agree with the print. Without them, any at all.

    Returns
    -------
    Interval or None
        The smallest and the largest standard deviation (denominator `n - 1`) of such values; None when there
        are no such values.

    Raises
    ------
    ValueError
        If `n` is no whole number from 2 to 1,000, `low` or `high` no exact number, `low` is above `high`, or
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
    the set, where at most two distinct values lie between the extremes. For a given total and median, either
    all values below the median are at the minimum there or all above it are at the maximum; of the others on
    its side, one at most is neither at the extreme nor level with the median. That leaves a number of corners
    in proportion to `n`, and these are enumerated, so that the time grows in proportion to `n` too.

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
    n, low, high = count("n", n, 2, MOST_VALUES_SPREAD), _exact("low", low), _exact("high", high)
    if low > high:
        refuse("low must be at most high", (low, high))
    means = (low, high) if mean is None else _ends("mean", mean)
    medians = (low, high) if median is None else _ends("median", median)
    least = least_spread(n, low, high, means, medians)
    if least is None:
        return None
    return Interval(
        *(sqrt(spread / (n - 1)) for spread in (least, most_spread(n, low, high, means, medians)))
    )


def witness(
    mean: str | Printed,
    sd: str | Printed,
    n: int,
    *,
    median: str | Printed,
    minimum: str | Printed,
    maximum: str | Printed,
    step: int | str | Decimal | Fraction = 1,
) -> tuple[int | Decimal | Fraction, ...] | None:
    """Find one sample on a grid with the printed mean, standard deviation, median and range.

    The five figures of a row can each be possible, and yet not together. A sample that has them all proves
    that they go together. As a rule it is one of many: an illustration, not the data.

    Parameters
    ----------
    mean, sd : str or Printed
        The mean and the standard deviation (denominator `n - 1`) as printed; see `onearm.printed.mean_sd`.
    n : int
        Values, from 3 to 200.
    median, minimum, maximum : str or Printed
        As printed: any value on the grid that agrees with the print.
    step : int, str, decimal.Decimal or fractions.Fraction
        The grid, as in `grim`.

    Returns
    -------
    tuple or None
        The values, ascending: int where `step` is, Fraction where `step` is, else Decimal. None when no
        sample on the grid has all five. The same call always gives the same sample.

    Raises
    ------
    ValueError
        If one of the five is no printed number, `sd` is negative, `n` out of range, or `step` not as in
        `grim`; also if the search takes more than 400,000 steps.

    Notes
    -----
    A search in whole numbers, in units of `step`, that ends with a sample or with the proof that there is
    none. Minimum, median, maximum and total are tried from the grid values that fit the print, the nearest to
    the number printed first. As many values are missing between minimum and median as between median and
    maximum. They are chosen one by one from the largest: too small a choice leaves the others a total or a
    sum of squares that they cannot reach, too large a one leaves them too little, and the search begins
    midway.

    For the tables of a small trial that takes milliseconds. The time grows with the values and with the
    fineness of the grid, and most where the standard deviation has many more digits than the grid; a search
    of more than some seconds is refused.

    SPRITE looks for such samples by shuffling values at random until the standard deviation fits, or until
    it gives up.

    References
    ----------
    Heathers JA, Anaya J, van der Zee T, Brown NJL (2018). Recovering data from summary statistics: sample
    parameter reconstruction via iterative techniques (SPRITE). PeerJ Preprints e26968v1.
    doi:10.7287/peerj.preprints.26968v1

    Examples
    --------
    >>> witness("4.0", "2.2", 5, median="4", minimum="1", maximum="7")
    (1, 3, 4, 5, 7)

    One and seven alone are too far apart for a smaller standard deviation, whatever lies between:

    >>> witness("4.0", "2.0", 5, median="4", minimum="1", maximum="7") is None
    True
    """
    mean, sd = _as_printed("mean", mean), _as_printed("sd", sd)
    median, minimum, maximum = (
        _as_printed(name, value)
        for name, value in (("median", median), ("minimum", minimum), ("maximum", maximum))
    )
    n, step = count("n", n, 3, MOST_VALUES_WITHIN), _step(step)
    if sd.value < 0:
        refuse("sd must be at least 0", sd.text)
    grid = Fraction(step)
    squares_of = _squares(sd, n, grid)
    sums = [(total, squares_of(total)) for total in _nearest_totals(mean, n, grid)]
    steps = Steps(MOST_STEPS)
    for low, high in product(_nearest_totals(minimum, 1, grid), _nearest_totals(maximum, 1, grid)):
        # `product` would list all middles first, and two in the middle of a fine grid are too many
        for middle in _middles(median, n, grid, low, high):
            for total, squares in sums:
                sample = _sample(n, low, middle, high, total, squares, steps)
                if sample:
                    return tuple(value * step for value in sample)
    return None


def _step(value: int | str | Decimal | Fraction) -> int | Decimal | Fraction:
    """Return the step of a grid in the kind in which totals are wanted, or refuse it."""
    if _exact("step", value) <= 0:
        refuse("step must be above 0", value)
    if isinstance(value, (Decimal, str)):
        return Decimal(value)
    return int(value) if isinstance(value, Integral) else value


def _exact(name: str, value: object) -> Fraction:
    """Return a number that is exact as written as a fraction, or refuse it."""
    if isinstance(value, str) and len(value) <= MOST_DIGITS and _DECIMAL.fullmatch(value):
        return Fraction(value)
    if (exact := exactly(value)) is not None:
        return exact
    refuse(f'{name} must be exact: a whole number, a Decimal, a Fraction or a text such as "0.1"', value)


def _ends(name: str, printed: str | Printed) -> tuple[Fraction, Fraction]:
    """Return the ends of a printed number's interval."""
    printed = _as_printed(name, printed)
    return printed.low, printed.high


# Sums of whole numbers, in units of the grid's step.


def _totals(mean: Printed, n: int, step: Fraction = _ONE) -> range:
    """Return the totals, in steps, of `n` values whose mean fits the print, or refuse too many."""
    return _few(_multiples(mean, step / n))


def _nearest_totals(mean: Printed, n: int, step: Fraction) -> list[int]:
    """List the same totals, those first whose mean is nearest to the number printed."""
    return sorted(_totals(mean, n, step), key=lambda total: abs(total * step / n - Fraction(mean.value)))


def _squares(sd: Printed, n: int, step: Fraction = _ONE) -> Callable[[int], range]:
    """Return what lists, for a total, the sums of squares that go with it and whose deviation fits the print.

    All are in steps and squared steps, of the total's parity, and not below those of the most even values.
    """
    least, most = ((n - 1) * (max(end, Fraction()) / step) ** 2 for end in (sd.low, sd.high))
    low_included = sd.low < 0 or sd.low_included

    def of(total: int) -> range:
        first = -(-(least.numerator * n + total**2 * least.denominator) // (n * least.denominator))
        last = (most.numerator * n + total**2 * most.denominator) // (n * most.denominator)
        first += not low_included and n * (first - least) == total**2
        last -= not sd.high_included and n * (last - most) == total**2
        first = max(first, least_squares(n, total))
        return range(first + (first - total) % 2, last + 1, 2)

    return of


def _within(squares: range, n: int, total: int, low: int | None, high: int | None) -> range:
    """List those of the sums of squares that values from `low` to `high` can have, where both are given."""
    if low is None or high is None:
        return squares
    if not n * low <= total <= n * high:
        return squares[:0]
    return squares[: bisect_right(squares, most_squares(n, total, low, high))]


def _middles(median: Printed, n: int, step: Fraction, low: int, high: int) -> Iterator[tuple[int, ...]]:
    """Yield the middle value, or the two in the middle, of `n` values from `low` to `high`, in steps."""
    if n % 2:
        yield from ((value,) for value in _nearest_totals(median, 1, step) if low <= value <= high)
    else:
        for both in _nearest_totals(median, 2, step):
            for lower in range(both // 2, max(low, both - high) - 1, -1):
                yield lower, both - lower


def _sample(
    n: int, low: int, middle: tuple[int, ...], high: int, total: int, squares: range, steps: Steps
) -> list[int]:
    """List `n` whole numbers with these ends, this middle, this total and one of these sums of squares."""
    if not squares:
        return []
    ends = (low, *middle, high)
    each = (n - 3) // 2  # so many below the middle, and as many above it
    groups = [(each, low, middle[0]), (each, middle[-1], high)] if each else []
    held = sum(value**2 for value in ends)
    others = find(groups, total - sum(ends), squares[0] - held, squares[-1] - held, steps)
    return [] if others is None else sorted(ends + others)
