"""Printed results that are derived from other printed results, as the interval that rounding leaves possible.

A p-value, a limit or a rate that is recomputed from printed numbers is no point, for each of those numbers
was rounded. What is possible is an interval, and a print is at odds with the others only where it misses
that interval, which `agrees` tells. The tests and distributions are SciPy's; the rounding around them is
done here.

Of related programs, statcheck reads test results out of a text and recomputes each p-value from the statistic
and its degrees of freedom, counting the rounding of the statistic, which `p_from_statistic` does for one
result. GRIM and GRIMMER ask whether whole numbers have a printed mean and standard deviation, as `grim` and
`grimmer` do; DEBIT asks the same of zeros and ones, which is `grimmer` with the limits 0 and 1. SPRITE finds
samples behind a mean and a standard deviation, where `enumerate_samples` lists all and `witness` finds one.
None of these is about limits that must fit an estimate, tables behind a p-value, or parts that must add up:
`implied`, `tables_printing` and `partitions` are. DEBIT is due to Heathers and Brown (2019),
https://osf.io/5vb3u; the functions name the other sources.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice, pairwise

import numpy as np
import scipy
from numpy.typing import NDArray

from onearm._interval import HIGHEST_LEVEL, LOWEST_LEVEL, Interval
from onearm._require import at_most, count, flag, listed, number, of_kind, one_of, pair, refuse
from onearm.printed.grim import _step
from onearm.printed.numbers import Printed, _as_printed, counts_printing

STATISTICS = {"z": 0, "t": 1, "r": 1, "chi-square": 1, "F": 2}
"""The test statistics, each with how many degrees of freedom it has."""

SCALES: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "linear": (float, float),
    "log": (math.log, math.exp),
    "arctanh": (math.atanh, math.tanh),
}
"""The scales on which an estimate lies midway between its limits: the way there, and the way back."""

TABLE_TESTS = ("fisher", "chi-square", "chi-square corrected")

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

MOST_FREEDOM = 1e9
MOST_PATIENTS = 500
"""The most patients of an arm whose tables are tried one by one."""

MOST_WHOLE = 10_000
MOST_SHARES = 50
MOST_PARTITIONS = 1_000
"""The most partitions that are listed; a question with more answers is refused."""

_STEPS = 101
_SLACK = 1e-9
_TIE = 1 + 1e-7
"""How much more probable a table may be than the one seen and still count as equally so, as in SciPy."""


@dataclass(frozen=True)
class Implied:
    """What a printed estimate and its printed limits leave possible together.

    Attributes
    ----------
    estimate : Interval
        The estimates midway between possible limits, in the unit printed.
    standard_error : Interval
        The standard errors that give such limits, on the scale on which these are symmetric.
    p_value : Interval
        The two-sided p-values of the hypothesis of no effect: 0, or a ratio of 1.
    """

    estimate: Interval
    standard_error: Interval
    p_value: Interval


def agrees(interval: Interval, printed: str | Printed) -> bool:
    """Whether any value of an interval agrees with the print.

    Parameters
    ----------
    interval : Interval
        The values that are possible.
    printed : str or Printed
        The number as printed; both ends of its rounding interval count as printing so.

    Returns
    -------
    bool
        False only where the two intervals have no value in common. A miss by less than a billionth of the
        last printed digit's unit counts as none.

    Raises
    ------
    ValueError
        If `interval` is no Interval, or `printed` is no printed number.

    Notes
    -----
    The time does not grow with the arguments.

    Examples
    --------
    >>> from onearm.estimates import Interval
    >>> agrees(Interval(0.0914, 0.0969), "0.09"), agrees(Interval(0.0914, 0.0969), "0.084")
    (True, False)
    """
    interval, printed = of_kind("interval", interval, Interval), _as_printed("printed", printed)
    slack = _SLACK * float(printed.unit)
    return bool(interval.low <= float(printed.high) + slack and interval.high >= float(printed.low) - slack)


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
    lows, highs = ([float(end) / scale for end in ends] for ends in zip(*map(_ends, spreads), strict=True))
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


def implied(
    estimate: str | Printed | None,
    low: str | Printed,
    high: str | Printed,
    *,
    scale: str = "linear",
    confidence_level: float = 0.95,
    df: float | None = None,
) -> Implied | None:
    """Say what a printed estimate and its limits leave for the estimate, its standard error and its p-value.

    Parameters
    ----------
    estimate : str, Printed or None
        The estimate as printed; None where it is not known.
    low, high : str or Printed
        The limits as printed.
    scale : {"linear", "log", "arctanh"}
        Where the estimate lies midway between the limits: as it is (a mean, a difference), in its logarithm
        (a risk ratio, an odds ratio, a hazard ratio) or in its inverse hyperbolic tangent (a correlation).
    confidence_level : float
        Confidence level of the limits, from 1e-6 to 1 - 1e-6.
    df : float, optional
        Degrees of freedom of Student's t, 1 to 1e9, on which limits and P rest; None for the normal
        distribution.

    Returns
    -------
    Implied or None
        What all triples leave that fit the print and have the estimate midway; None when there is none. Then
        the limits are not symmetric on this scale: they are of another kind, such as exact ones, or a number
        is not what it should be.

    Raises
    ------
    ValueError
        If `estimate`, `low` or `high` is no printed number or not on the scale (above 0 for a ratio, between
        -1 and 1 for a correlation), `low` is not below `high`, or another argument is out of range.

    Notes
    -----
    On the scale, limits L and U have the estimate (L + U) / 2, the standard error (U - L) / 2q and the test
    statistic q (L + U) / (U - L), with q the quantile of the level. The L and U that fit the print form a
    rectangle, and the estimate cuts a strip out of it. All three are ratios of linear functions, which have
    their extremes at the corners of what is left, so the bounds are exact.

    The time does not grow with the arguments.

    References
    ----------
    Altman DG, Bland JM (2011). How to obtain the p-value from a confidence interval. BMJ 343:d2304.

    Examples
    --------
    A hazard ratio of 0.77 (0.51-1.14), printed with P = 0.19:

    >>> survival = implied("0.77", "0.51", "1.14", scale="log")
    >>> print(f"P from {survival.p_value.low:.3f} to {survival.p_value.high:.3f}")
    P from 0.185 to 0.195
    >>> agrees(survival.p_value, "0.19")
    True

    Limits midway between which the ratio does not lie:

    >>> implied("0.83", "0.51", "1.14", scale="log") is None
    True
    """
    scale = one_of("scale", scale, tuple(SCALES))
    level = number("confidence_level", confidence_level, LOWEST_LEVEL, HIGHEST_LEVEL)
    freedom = math.inf if df is None else number("df", df, 1, MOST_FREEDOM)
    lowest, highest = _as_printed("low", low), _as_printed("high", high)
    if lowest.value >= highest.value:
        refuse("low must be below high", (lowest.text, highest.text))
    sides = _on_scale("low", lowest, scale), _on_scale("high", highest, scale)
    strip = None if estimate is None else _on_scale("estimate", _as_printed("estimate", estimate), scale)
    corners = _corners(*sides, strip)
    if not corners:
        return None
    _, back = SCALES[scale]
    quantile = float(scipy.special.stdtrit(freedom, (1 + level) / 2))
    middles = [(one + other) / 2 for one, other in corners]
    errors = [max(other - one, 0) / (2 * quantile) for one, other in corners]
    return Implied(
        Interval(back(min(middles)), back(max(middles))),
        Interval(min(errors), max(errors)),
        _p_between(middles, errors, freedom),
    )


def mean_limits(
    mean: str | Printed, sd: str | Printed, n: int, confidence_level: float = 0.95
) -> tuple[Interval, Interval]:
    """Bound the limits of a mean by Student's t, from the printed mean and standard deviation.

    Parameters
    ----------
    mean, sd : str or Printed
        The mean and the standard deviation (denominator `n - 1`) as printed.
    n : int
        Values, 2 to 1e9.
    confidence_level : float
        Confidence level, from 1e-6 to 1 - 1e-6.

    Returns
    -------
    tuple of Interval
        The lower limits and the upper limits of all summaries that agree with the print.

    Raises
    ------
    ValueError
        If `mean` or `sd` is no printed number, `sd` is negative, or `n` or `confidence_level` is out of
        range.

    Notes
    -----
    The time does not grow with the arguments.

    Examples
    --------
    >>> lower, upper = mean_limits("24.0", "10.6", 7)
    >>> print(f"{lower.low:.2f} to {lower.high:.2f}, and {upper.low:.2f} to {upper.high:.2f}")
    14.10 to 14.29, and 33.71 to 33.90
    """
    mean, sd = _as_printed("mean", mean), _as_printed("sd", sd)
    n = count("n", n, 2, int(MOST_FREEDOM))
    level = number("confidence_level", confidence_level, LOWEST_LEVEL, HIGHEST_LEVEL)
    if sd.value < 0:
        refuse("sd must be at least 0", sd.text)
    unit = float(scipy.special.stdtrit(n - 1, (1 + level) / 2)) / math.sqrt(n)
    least, most = (unit * max(float(end), 0) for end in _ends(sd))
    centre_low, centre_high = map(float, _ends(mean))
    return Interval(centre_low - most, centre_high - least), Interval(centre_low + least, centre_high + most)


def correlation_limits(r: str | Printed, n: int, confidence_level: float = 0.95) -> tuple[Interval, Interval]:
    """Bound the limits of a correlation by Fisher's transformation, from the correlation as printed.

    Parameters
    ----------
    r : str or Printed
        The correlation as printed, between -1 and 1.
    n : int
        Pairs of values, 4 to 1e9.
    confidence_level : float
        Confidence level, from 1e-6 to 1 - 1e-6.

    Returns
    -------
    tuple of Interval
        The lower limits and the upper limits of all correlations that print so.

    Raises
    ------
    ValueError
        If `r` is no printed number between -1 and 1, or can be one of these before it was rounded, or `n` or
        `confidence_level` is out of range.

    Notes
    -----
    The inverse hyperbolic tangent of `r` is taken as normal with standard deviation 1 / sqrt(n - 3), as
    SciPy's `pearsonr` does for its limits. Both limits rise with `r`. Its p-value is that of
    `p_from_statistic`.

    The time does not grow with the arguments.

    Examples
    --------
    >>> lower, upper = correlation_limits("0.50", 23)
    >>> agrees(lower, "0.11"), agrees(upper, "0.76")
    (True, True)
    """
    ends = _on_scale("r", _as_printed("r", r), "arctanh")
    n = count("n", n, 4, int(MOST_FREEDOM))
    level = number("confidence_level", confidence_level, LOWEST_LEVEL, HIGHEST_LEVEL)
    half = float(scipy.special.ndtri((1 + level) / 2)) / math.sqrt(n - 3)
    lower, upper = ([math.tanh(end + way * half) for end in ends] for way in (-1, 1))
    return Interval(*lower), Interval(*upper)


def rate_limits(
    events: int, person_time: str | Printed, per: float = 1.0, confidence_level: float = 0.95
) -> tuple[Interval, Interval, Interval]:
    """Bound a rate per person-time and its exact limits, from events and the printed person-time.

    Parameters
    ----------
    events : int
        Events seen, 0 to 1e9.
    person_time : str or Printed
        The person-time as printed, above 0.
    per : float
        The person-time that the rate is given for, such as 100, from 1e-6 to 1e6.
    confidence_level : float
        Confidence level of the limits, from 1e-6 to 1 - 1e-6.

    Returns
    -------
    tuple of Interval
        The rates, the lower limits and the upper limits (`onearm.estimates.garwood`) of all person-times that
        agree with the print.

    Raises
    ------
    ValueError
        If `person_time` is no printed number above 0, or another argument is out of range.

    Notes
    -----
    The time does not grow with the arguments.

    References
    ----------
    Garwood F (1936). Fiducial limits for the Poisson distribution. Biometrika 28:437-442.

    Examples
    --------
    Eight events in 412 person-years, for 100 of them:

    >>> rate, lower, upper = rate_limits(8, "412", 100)
    >>> agrees(rate, "1.94"), agrees(lower, "0.84"), agrees(upper, "3.83")
    (True, True, True)
    """
    from onearm.estimates import garwood  # which would slow the import of this room

    time = _as_printed("person_time", person_time)
    if time.value <= 0:
        refuse("person_time must be above 0", time.text)
    per = number("per", per, 1e-6, 1e6)
    ends = [float(end) / per for end in (time.high, time.low)]
    limits = [garwood(events, end, confidence_level) for end in ends]
    return (
        Interval(*(events / end for end in ends)),
        Interval(*(limit.low for limit in limits)),
        Interval(*(limit.high for limit in limits)),
    )


def partitions(
    shares: Iterable[str | Printed], n: int, *, percent: bool = True
) -> tuple[tuple[int, ...], ...]:
    """List the counts that have the printed shares and add up to the whole.

    Parameters
    ----------
    shares : iterable of str or Printed
        The shares of parts that exclude each other and leave nobody out, as printed; 1 to 50.
    n : int
        Patients in all, 1 to 10,000.
    percent : bool
        Whether the shares are percentages (71.4) or proportions (0.714).

    Returns
    -------
    tuple of tuple of int
        Every way to divide `n` patients so that each part prints as its share, in lexicographic order; empty
        when there is none.

    Raises
    ------
    ValueError
        If a share is no printed number, `n` is no whole number in its range, `percent` is neither True nor
        False, or there are more than 1,000 ways.

    Notes
    -----
    The time grows as the number of partitions found, which is at most 1,000, times the number of shares.

    Examples
    --------
    Nine children, of whom some responded, some improved and some died:

    >>> partitions(["33.3%", "55.6%", "11.1%"], 9)
    ((3, 5, 1),)
    >>> partitions(["33.3%", "66.7%", "11.1%"], 9)
    ()
    """
    n, percent = count("n", n, 1, MOST_WHOLE), flag("percent", percent)
    given = [_as_printed("each of shares", share) for share in listed("shares", shares, most=MOST_SHARES)]
    choices = [counts_printing(share, n, percent=percent) for share in given]
    if not all(choices):
        return ()
    found = tuple(islice(_summing(choices, n), MOST_PARTITIONS + 1))
    if len(found) > MOST_PARTITIONS:
        refuse(f"shares must leave at most {MOST_PARTITIONS} ways", [share.text for share in given])
    return found


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


# Rounding.


def _ends(printed: Printed) -> tuple[float, float]:
    return float(printed.low), float(printed.high)


def _both_printed(name: str, values: Iterable[str | Printed]) -> tuple[Printed, Printed]:
    one, other = pair(name, values)
    return _as_printed(f"each of {name}", one), _as_printed(f"each of {name}", other)


def _sizes(low: float, high: float) -> tuple[float, float]:
    """Return how near to 0 and how far from it the values of an interval are."""
    return max(low, -high, 0.0), max(-low, high)


# Tests.


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


# Limits.


def _on_scale(name: str, printed: Printed, scale: str) -> tuple[float, float]:
    """Return the ends of a printed number's interval on a scale."""
    low, high = _ends(printed)
    if scale == "log" and low <= 0:
        refuse(f"{name} must be above 0 for a ratio, also before it was rounded", printed.text)
    if scale == "arctanh" and not -1 < low <= high < 1:
        refuse(f"{name} must be between -1 and 1 for a correlation, also before it was rounded", printed.text)
    there, _ = SCALES[scale]
    return there(low), there(high)


def _corners(
    low: tuple[float, float], high: tuple[float, float], strip: tuple[float, float] | None
) -> list[tuple[float, float]]:
    """Return the corners of the pairs of limits that have their middle in the strip."""
    corners = [(one, other) for one in low for other in high]
    if strip is None:
        return corners
    for middle in strip:
        corners += [(one, 2 * middle - one) for one in low]
        corners += [(2 * middle - other, other) for other in high]
    slack = _SLACK * max(high[1] - low[0], 1e-300)

    def inside(value: float, ends: tuple[float, float]) -> bool:
        return ends[0] - slack <= value <= ends[1] + slack

    return [
        (one, other)
        for one, other in corners
        if inside(one, low) and inside(other, high) and inside((one + other) / 2, strip)
    ]


def _p_between(middles: list[float], errors: list[float], freedom: float) -> Interval:
    """Bound the two-sided p-value over corners with these estimates and standard errors."""
    ratios = [
        middle / error if error else math.copysign(math.inf, middle)
        for middle, error in zip(middles, errors, strict=True)
    ]
    least, most = _sizes(min(ratios), max(ratios))
    return Interval(*(2 * float(scipy.special.stdtr(freedom, -size)) for size in (most, least)))


# Parts.


def _summing(choices: list[tuple[int, ...]], total: int) -> Iterator[tuple[int, ...]]:
    """Yield every choice of one number from each tuple that adds up to the total."""
    if not choices:
        if total == 0:
            yield ()
        return
    first, rest = choices[0], choices[1:]
    least, most = sum(some[0] for some in rest), sum(some[-1] for some in rest)
    for value in first:
        if least <= total - value <= most:
            for others in _summing(rest, total - value):
                yield value, *others


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
