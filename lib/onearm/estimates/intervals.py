"""Intervals and one-sided limits for a binomial probability, a Beta distribution and a Poisson rate."""

import math

import numpy as np
import scipy

from onearm._interval import HIGHEST_LEVEL, LOWEST_LEVEL, Interval
from onearm._require import count, number, refuse

HIGHEST_BETA_PARAMETER = 1e9
HIGHEST_N = int(HIGHEST_BETA_PARAMETER)


def clopper_pearson(x: int, n: int, confidence_level: float = 0.95) -> Interval:
    """Exact interval for a success probability: both one-sided binomial tests inverted.

    Each limit is the probability at which the data become too extreme in one direction:
    `low` solves Pr(X >= x | p) = (1 - confidence_level) / 2 and `high` the same of Pr(X <= x | p).
    Both solutions are quantiles of a Beta distribution. The interval covers the true probability with at
    least the level asked for, whatever that probability is, and mostly with more.

    Parameters
    ----------
    x : int
        Successes, 0 to `n`.
    n : int
        Patients, 1 to 1e9.
    confidence_level : float
        Confidence level, from 1e-6 to 1 - 1e-6.

    Returns
    -------
    Interval
        Probabilities, 0 to 1. `low` is 0 when `x = 0`, and `high` is 1 when `x = n`.

    Raises
    ------
    ValueError
        If `x` or `n` is not a whole number, `n` is outside 1 to 1e9, `x` is outside 0 to `n`, or
        `confidence_level` is out of range.

    Notes
    -----
    The time hardly grows with the numbers given.

    References
    ----------
    Clopper CJ, Pearson ES (1934). The use of confidence or fiducial limits illustrated in the case of the
    binomial. Biometrika 26(4):404-413.

    Examples
    --------
    Five of seven patients:

    >>> low, high = clopper_pearson(5, 7)
    >>> print(f"{low:.1%} to {high:.1%}")
    29.0% to 96.3%
    """
    x, n = _successes(x, n)
    tail = (1 - _level(confidence_level)) / 2
    return Interval(_lower(x, n, tail), _upper(x, n, tail))


def upper_limit(x: int, n: int, confidence_level: float = 0.95) -> float:
    """Exact one-sided upper limit for the probability of an event: the binomial test inverted on one side.

    The limit solves Pr(X <= x | p) = 1 - level. A larger probability would give so few events less often than
    that. It is the upper end of the `clopper_pearson` interval at the level 2 level - 1.

    Parameters
    ----------
    x : int
        Events, 0 to `n`.
    n : int
        Patients, 1 to 1e9.
    confidence_level : float
        Confidence level, from 1e-6 to 1 - 1e-6.

    Returns
    -------
    float
        Probability; 1 when `x = n`, and 1 - (1 - confidence_level)^(1/n) when `x = 0`.

    Raises
    ------
    ValueError
        As in `clopper_pearson`.

    Notes
    -----
    The time hardly grows with the numbers given.

    References
    ----------
    Clopper and Pearson (1934); see `clopper_pearson`.

    Examples
    --------
    No event in seven patients:

    >>> print(f"{upper_limit(0, 7):.1%}")
    34.8%
    """
    x, n = _successes(x, n)
    return float(_upper(x, n, 1 - _level(confidence_level)))


def lower_limit(x: int, n: int, confidence_level: float = 0.95) -> float:
    """Exact one-sided lower limit for the probability of an event: the binomial test inverted on one side.

    The limit solves Pr(X >= x | p) = 1 - level. A smaller probability would give so many events less often
    than that. It is the lower end of the `clopper_pearson` interval at the level 2 level - 1.

    Parameters
    ----------
    x : int
        Events, 0 to `n`.
    n : int
        Patients, 1 to 1e9.
    confidence_level : float
        Confidence level, from 1e-6 to 1 - 1e-6.

    Returns
    -------
    float
        Probability; 0 when `x = 0`, and (1 - confidence_level)^(1/n) when `x = n`.

    Raises
    ------
    ValueError
        As in `clopper_pearson`.

    Notes
    -----
    The time hardly grows with the numbers given.

    References
    ----------
    Clopper and Pearson (1934); see `clopper_pearson`.

    Examples
    --------
    Five of seven patients:

    >>> print(f"{lower_limit(5, 7):.1%}")
    34.1%
    """
    x, n = _successes(x, n)
    return float(_lower(x, n, 1 - _level(confidence_level)))


def patients_to_exclude(p: float, confidence_level: float = 0.95) -> int:
    """Say how many patients without an event exclude a probability.

    It is the smallest `n` with (1 - p)^n <= 1 - level: the smallest at which the exact one-sided limit
    `upper_limit(0, n, level)` is at most `p`. Where the two are equal up to rounding, `n` is enough.

    Parameters
    ----------
    p : float
        Probability of the event to exclude, from 1e-6 to 1 - 1e-6.
    confidence_level : float
        Confidence level, from 1e-6 to 1 - 1e-6.

    Returns
    -------
    int
        Patients, all without the event.

    Raises
    ------
    ValueError
        When `p` or `confidence_level` is out of range.

    Notes
    -----
    The time hardly grows with the numbers given.

    References
    ----------
    Hanley and Lippman-Hand (1983); see `rule_of_three`.

    Examples
    --------
    >>> [patients_to_exclude(p) for p in (0.1, 0.05, 0.01)]
    [29, 59, 299]
    """
    p = number("p, the probability to exclude,", p, LOWEST_LEVEL, HIGHEST_LEVEL)
    patients = math.log1p(-_level(confidence_level)) / math.log1p(-p)
    return max(1, math.ceil(patients * (1 - 1e-12)))


def garwood(events: int, exposure: float = 1.0, confidence_level: float = 0.95) -> Interval:
    """Exact interval for the rate of a Poisson count: both one-sided Poisson tests inverted.

    `low` solves Pr(X >= events | mean) = (1 - confidence_level) / 2, and `high` the same of Pr(X <= events |
    mean); both are quantiles of a gamma distribution, and are divided by the exposure. The events are taken
    to come independently and at a constant rate: several in one patient seldom do.

    Parameters
    ----------
    events : int
        Events seen, 0 to 1e9.
    exposure : float
        What they were seen in, such as patient-days, from 1e-9 to 1e9.
    confidence_level : float
        Confidence level, from 1e-6 to 1 - 1e-6.

    Returns
    -------
    Interval
        Events in one unit of exposure. `low` is 0 when there are no events.

    Raises
    ------
    ValueError
        When `events` is not a whole number, or an argument is out of range.

    Notes
    -----
    The time hardly grows with the numbers given.

    References
    ----------
    Garwood F (1936). Fiducial limits for the Poisson distribution. Biometrika 28:437-442.

    Examples
    --------
    Eight events in 100 patient-days:

    >>> low, high = garwood(8, 100)
    >>> print(f"{low:.3f} to {high:.3f} a day")
    0.035 to 0.158 a day
    """
    events = count("events", events, 0, HIGHEST_N)
    exposure = number("exposure", exposure, 1 / HIGHEST_BETA_PARAMETER, HIGHEST_BETA_PARAMETER)
    tail = (1 - _level(confidence_level)) / 2
    low = 0 if events == 0 else scipy.stats.gamma.ppf(tail, events)
    return Interval(low / exposure, scipy.stats.gamma.isf(tail, events + 1) / exposure)


def wilson(x: int, n: int, confidence_level: float = 0.95) -> Interval:
    """Score interval for a success probability, without continuity correction.

    It holds each p that the score test does not reject: abs(x/n - p) <= z sqrt(p (1 - p) / n), where z is
    the normal quantile at (1 + confidence_level) / 2. Its coverage is near the level on average, and may fall
    below.

    Parameters
    ----------
    x : int
        Successes, 0 to `n`.
    n : int
        Patients, 1 to 1e9.
    confidence_level : float
        Confidence level, from 1e-6 to 1 - 1e-6.

    Returns
    -------
    Interval
        Probabilities, 0 to 1. `low` is 0 when `x = 0`, and `high` is 1 when `x = n`.

    Raises
    ------
    ValueError
        If `x` or `n` is not a whole number, `n` is outside 1 to 1e9, `x` is outside 0 to `n`, or
        `confidence_level` is out of range.

    Notes
    -----
    The time hardly grows with the numbers given.

    References
    ----------
    Wilson EB (1927). Probable inference, the law of succession, and statistical inference. Journal of the
    American Statistical Association 22(158):209-212.

    Examples
    --------
    >>> low, high = wilson(5, 7)
    >>> print(f"{low:.1%} to {high:.1%}")
    35.9% to 91.8%
    """
    x, n = _successes(x, n)
    z_squared = scipy.special.ndtri((1 - _level(confidence_level)) / 2) ** 2

    def low(x: int) -> float:
        """Return the smaller root of the quadratic equation, the product of both over the larger one."""
        return 2 * x**2 / n / (2 * x + z_squared + math.sqrt(z_squared * (z_squared + 4 * x * (n - x) / n)))

    return Interval(low(x), 1 - low(n - x))


def jeffreys(x: int, n: int, confidence_level: float = 0.95) -> Interval:
    """Equal-tailed interval of the posterior under Jeffreys' prior, Beta(1/2, 1/2).

    The posterior is Beta(x + 1/2, n - x + 1/2), and each tail holds (1 - confidence_level) / 2 of it.

    Parameters
    ----------
    x : int
        Successes, 0 to `n`.
    n : int
        Patients, 1 to 1e9.
    confidence_level : float
        Posterior probability inside, from 1e-6 to 1 - 1e-6.

    Returns
    -------
    Interval
        Probabilities, 0 to 1.

    Raises
    ------
    ValueError
        If `x` or `n` is not a whole number, `n` is outside 1 to 1e9, `x` is outside 0 to `n`, or
        `confidence_level` is out of range.

    Notes
    -----
    Brown, Cai and DasGupta's convention holds at the edges: `low` is set to 0 when `x = 0`, and `high` to 1
    when `x = n`, for the equal-tailed limit there would shut out the observed proportion itself. The other
    limit keeps its tail of (1 - confidence_level) / 2, so such an interval holds (1 + confidence_level) / 2
    of the posterior.

    The time hardly grows with the numbers given.

    References
    ----------
    Brown LD, Cai TT, DasGupta A (2001). Interval estimation for a binomial proportion. Statistical Science
    16(2):101-133.

    Examples
    --------
    >>> low, high = jeffreys(5, 7)
    >>> print(f"{low:.1%} to {high:.1%}")
    35.2% to 93.5%
    """
    x, n = _successes(x, n)
    tail = (1 - _level(confidence_level)) / 2
    posterior = scipy.stats.beta(x + 1 / 2, n - x + 1 / 2)
    low = 0 if x == 0 else posterior.ppf(tail)
    high = 1 if x == n else posterior.isf(tail)
    return Interval(low, high)


def highest_density(a: float, b: float, confidence_level: float = 0.95) -> Interval:
    """Shortest interval that holds `confidence_level` of a Beta(a, b) distribution.

    No point outside it has a higher density than a point inside.

    Parameters
    ----------
    a, b : float
        Parameters of the Beta distribution, above 0 and at most 1e9.
    confidence_level : float
        Probability inside, from 1e-6 to 1 - 1e-6.

    Returns
    -------
    Interval
        Probabilities, 0 to 1.

    Raises
    ------
    ValueError
        If `a`, `b` or `confidence_level` is out of range; also if both `a` and `b` are below 1: the density
        is then U-shaped, and what has the highest density is two pieces, one at 0 and one at 1, and no
        interval.

    Notes
    -----
    What the interval looks like follows from the shape of the density:

    - one peak (a > 1 and b > 1): both ends have the same density; Brent's method finds how to share what is
      left out, `1 - level`, between the two tails for this to hold;
    - falling (a <= 1 <= b): from 0 to the quantile at `confidence_level`;
    - rising (b <= 1 <= a): from the quantile at `1 - level` to 1;
    - flat (a = b = 1): every interval of width `confidence_level` will do, and the central one is returned.

    The limits are good to 1e-12, except when both parameters lie within 1e-9 of 1 without being 1: then the
    density is flat to nine digits, and only the width of the interval is sharp, not its place.

    The time hardly grows with the numbers given.

    References
    ----------
    Hyndman RJ (1996). Computing and graphing highest density regions. The American Statistician
    50(2):120-126.

    Examples
    --------
    Five of seven patients under a uniform prior, so a Beta(6, 3) posterior:

    >>> low, high = highest_density(6, 3)
    >>> print(f"{low:.1%} to {high:.1%}")
    37.9% to 93.5%
    """
    a, b, confidence_level = _parameter("a", a), _parameter("b", b), _level(confidence_level)
    if a < 1 and b < 1:
        refuse(
            "a or b must be at least 1 (a U-shaped density is highest at both ends: not an interval)", (a, b)
        )
    if a == b == 1:
        return Interval((1 - confidence_level) / 2, (1 + confidence_level) / 2)
    if a <= 1 <= b:
        return Interval(0, scipy.stats.beta.ppf(confidence_level, a, b))
    if b <= 1 <= a:
        return Interval(scipy.stats.beta.isf(confidence_level, a, b), 1)
    return _equal_density(a, b, confidence_level)


def rule_of_three(n: int) -> float:
    """Upper 95 % limit, 3 / n, for the probability of an event that none of `n` patients had.

    It approximates the exact one-sided limit 1 - 0.05^(1/n), for -log(0.05) is just under 3, and never
    falls below it. As a probability it is capped at 1, which matters for fewer than three patients only.

    Parameters
    ----------
    n : int
        Patients, 1 to 1e9, none with the event.

    Returns
    -------
    float
        Probability, at most 1.

    Raises
    ------
    ValueError
        If `n` is not a whole number from 1 to 1e9.

    Notes
    -----
    The time hardly grows with the numbers given.

    References
    ----------
    Hanley JA, Lippman-Hand A (1983). If nothing goes wrong, is everything all right? Interpreting zero
    numerators. JAMA 249(13):1743-1745.

    Examples
    --------
    >>> print(f"{rule_of_three(7):.1%}")
    42.9%
    """
    return min(1.0, 3 / count("n", n, 1, HIGHEST_N))


def _equal_density(a: float, b: float, confidence_level: float) -> Interval:
    if a > b:  # doubles lie closer together near 0 than near 1
        low, high = _equal_density(b, a, confidence_level)
        return Interval(1 - high, 1 - low)
    density, outside = scipy.stats.beta(a, b), 1 - confidence_level

    def limits(share_below: float) -> tuple[float, float]:
        return density.ppf(share_below * outside), density.isf((1 - share_below) * outside)

    def log_density_ratio(share_below: float) -> float:
        low, high = limits(share_below)
        return (a - 1) * np.log1p((high - low) / low) + (b - 1) * np.log1p((low - high) / (1 - low))

    resolution = np.finfo(float).eps
    with np.errstate(divide="ignore"):  # at 0 and 1 the density is 0, and the ratio rightly infinite
        share_below = scipy.optimize.brentq(log_density_ratio, 0, 1, xtol=resolution, rtol=4 * resolution)
    return Interval(*limits(share_below))


def _parameter(name: str, value: object) -> float:
    return number(name, value, 0, HIGHEST_BETA_PARAMETER, open_low=True)


def _lower(x: int, n: int, tail: float) -> float:
    return 0 if x == 0 else scipy.stats.beta.ppf(tail, x, n - x + 1)


def _upper(x: int, n: int, tail: float) -> float:
    return 1 if x == n else scipy.stats.beta.isf(tail, x + 1, n - x)


def _successes(x: object, n: object) -> tuple[int, int]:
    n = count("n", n, 1, HIGHEST_N)
    return count("x", x, 0, n), n


def _level(confidence_level: object) -> float:
    return number("confidence_level", confidence_level, LOWEST_LEVEL, HIGHEST_LEVEL)
