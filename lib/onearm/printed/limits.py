"""Limits that belong to other printed results, and what printed limits imply.

As in `p_values`, what is possible is an interval, since what it is computed from was rounded.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import scipy

from onearm._interval import HIGHEST_LEVEL, LOWEST_LEVEL, Interval
from onearm._require import count, number, one_of, refuse
from onearm.printed.numbers import _FLOAT_SLACK, Printed, _as_printed, _float_ends
from onearm.printed.p_values import MOST_FREEDOM, _sizes

SCALES: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "linear": (float, float),
    "log": (math.log, math.exp),
    "arctanh": (math.atanh, math.tanh),
}
"""The scales on which an estimate lies midway between its limits: the way there, and the way back."""


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

    >>> from onearm.printed import agrees
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
    least, most = (unit * max(end, 0) for end in _float_ends(sd))
    centre_low, centre_high = _float_ends(mean)
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
    >>> from onearm.printed import agrees
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

    >>> from onearm.printed import agrees
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


def _on_scale(name: str, printed: Printed, scale: str) -> tuple[float, float]:
    """Return the ends of a printed number's interval on a scale."""
    low, high = _float_ends(printed)
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
    slack = float(_FLOAT_SLACK) * max(high[1] - low[0], 1e-300)

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
