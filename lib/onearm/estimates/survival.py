"""Kaplan-Meier curves of a single arm, every interval by its name, and what is read off them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from onearm._require import inside_unit, number, numbers, one_of, refuse, truths

INTERVALS = ("log-log", "log", "plain")

_TIE = 1e-12  # A survival this close to the one sought is equal to it.

# Times this close, as they stand or as a share of the mean time, differ by rounding alone; R's survfit has
# the same tolerance, the square root of the distance between 1 and the next float.
_TIED = float(np.sqrt(np.finfo(float).eps))


@dataclass(frozen=True)
class Survival:
    """The survival at one time, with its interval.

    Attributes
    ----------
    survival : float
        Probability of living beyond the time, 0 to 1; nan where the curve has ended.
    low, high : float
        Confidence limits, 0 to 1; nan where there are none.
    """

    survival: float
    low: float
    high: float


@dataclass(frozen=True)
class Quantile:
    """The time by which a share of the patients has had the event, with its interval.

    Attributes
    ----------
    time : float
        In the unit of the data; nan when the curve never falls so far.
    low, high : float
        Confidence limits, in the unit of the data; nan when the curve's own limit never falls so far, so that
        an interval with `high` nan has no upper end.
    """

    time: float
    low: float
    high: float


@dataclass(frozen=True)
class RestrictedMean:
    """The mean time lived up to a horizon.

    Attributes
    ----------
    mean : float
        In the unit of the data.
    standard_error : float
        In the unit of the data.
    """

    mean: float
    standard_error: float


@dataclass(frozen=True, eq=False)
class KaplanMeier:
    """A Kaplan-Meier curve; `kaplan_meier` makes it.

    All arrays have one entry per distinct time, and a first one for time 0.

    Attributes
    ----------
    times : ndarray
        Time 0, and then every time at which a patient had the event or was last seen, ascending.
    at_risk : ndarray of int
        Patients under observation just before each time.
    events, censored : ndarray of int
        Patients who had the event at each time, and those last seen then without it.
    survival : ndarray
        Probability of living beyond each time, 0 to 1.
    standard_error : ndarray
        Of the survival, by Greenwood's formula; nan where the survival is 0.
    low, high : ndarray
        Confidence limits of the survival at each time, 0 to 1; nan where the survival is 0.
    confidence_level : float
        Confidence level.
    interval : {"log-log", "log", "plain"}
        Type of the limits; see `kaplan_meier`.
    """

    times: NDArray[np.float64]
    at_risk: NDArray[np.int64]
    events: NDArray[np.int64]
    censored: NDArray[np.int64]
    survival: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    confidence_level: float
    interval: str

    def at(self, t: float) -> Survival:
        """Return the survival at one time, with its interval.

        Parameters
        ----------
        t : float
            Time, at least 0, in the unit of the data.

        Returns
        -------
        Survival
            The probability of living beyond `t` and its limits. After the last time of the data the curve is
            not defined unless it has reached 0: all three are nan.

        Raises
        ------
        ValueError
            If `t` is no finite number of at least 0.

        Notes
        -----
        The time grows at most with the number of distinct times.

        Examples
        --------
        >>> day = kaplan_meier([2, 5, 9], [True, False, True]).at(4)
        >>> round(day.survival, 3), round(day.low, 3), round(day.high, 3)
        (0.667, 0.054, 0.945)
        """
        t = self._time(number("t", t, 0))
        if t > self.times[-1] and self.survival[-1] > 0:
            return Survival(np.nan, np.nan, np.nan)
        step = np.searchsorted(self.times, t, side="right") - 1
        return Survival(*(float(curve[step]) for curve in (self.survival, self.low, self.high)))

    def number_at_risk(self, t: float) -> int:
        """Count the patients under observation just before a time.

        Parameters
        ----------
        t : float
            Time, at least 0, in the unit of the data.

        Returns
        -------
        int
            Patients whose time is `t` or later.

        Raises
        ------
        ValueError
            If `t` is no finite number of at least 0.

        Notes
        -----
        The time grows at most with the number of distinct times.

        Examples
        --------
        >>> kaplan_meier([2, 5, 9], [True, False, True]).number_at_risk(5)
        2
        """
        step = np.searchsorted(self.times, self._time(number("t", t, 0)), side="left")
        return int(self.at_risk[step]) if step < len(self.times) else 0

    def quantile(self, share: float) -> Quantile:
        """Return the time by which a share of the patients has had the event.

        Parameters
        ----------
        share : float
            Inside (0, 1).

        Returns
        -------
        Quantile
            The first time at which the curve is at most `1 - share`. Where the curve stays exactly there
            until a later event or its end, the middle of that stretch, as in a median of an even number of
            values; that is how R's survfit reads it. A curve that never falls so far has no such time: it is
            nan. The limits are those times of the curve's lower and upper limit (Brookmeyer and Crowley), and
            nan in the same way.

        Raises
        ------
        ValueError
            If `share` is not inside (0, 1).

        Notes
        -----
        The time grows at most with the number of distinct times.

        References
        ----------
        Brookmeyer R, Crowley J (1982). A confidence interval for the median survival time. Biometrics
        38(1):29-41.

        Examples
        --------
        >>> kaplan_meier([2, 5, 9], [True, False, True]).quantile(0.25)
        Quantile(time=2.0, low=2.0, high=nan)
        """
        left = 1 - inside_unit("share", share)
        return Quantile(*(self._falls_to(left, curve) for curve in (self.survival, self.low, self.high)))

    @property
    def median(self) -> Quantile:
        """The median time to the event, `quantile(0.5)`: nan when more than half are left at the end."""
        return self.quantile(0.5)

    def restricted_mean(self, horizon: float) -> RestrictedMean:
        """Return the mean time lived up to a horizon: the area below the curve.

        Parameters
        ----------
        horizon : float
            Above 0, in the unit of the data; at most the last time of the data unless the curve reaches 0.

        Returns
        -------
        RestrictedMean
            The area from 0 to `horizon`, and its standard error by Greenwood's formula.

        Raises
        ------
        ValueError
            If `horizon` is not above 0, or the curve ends before it.

        Notes
        -----
        The time grows at most with the number of distinct times.

        Examples
        --------
        >>> kaplan_meier([2, 5, 9], [True, False, True]).restricted_mean(5).mean
        4.0
        """
        horizon = self._time(number("horizon", horizon, 0, open_low=True))
        if horizon > self.times[-1] and self.survival[-1] > 0:
            refuse(f"horizon must be at most {self.times[-1]:g}, where the curve ends", horizon)
        within = self.times < horizon
        ends = np.append(self.times[within], horizon)
        areas = self.survival[within] * np.diff(ends)
        after = areas[::-1].cumsum()[::-1]  # from each time to the horizon
        terms = _greenwood_terms(self.at_risk, self.events)[within]
        variance = after[after > 0] ** 2 @ terms[after > 0]
        return RestrictedMean(float(areas.sum()), float(np.sqrt(variance)))

    def table(self) -> pd.DataFrame:
        """Return the curve as a table.

        Returns
        -------
        pandas.DataFrame
            One row per distinct time, time 0 first: `time`, `at_risk`, `events`, `censored`, `survival`,
            `low` and `high`.

        Notes
        -----
        The time grows at most with the number of distinct times.

        Examples
        --------
        >>> print(kaplan_meier([2, 5], [True, False]).table().iloc[:, :5].to_string(index=False))
         time  at_risk  events  censored  survival
          0.0        2       0         0       1.0
          2.0        2       1         0       0.5
          5.0        1       0         1       0.5
        """
        columns = ("at_risk", "events", "censored", "survival", "low", "high")
        return pd.DataFrame({"time": self.times} | {name: getattr(self, name) for name in columns})

    def _time(self, t: float) -> float:
        """Return a time, or that of the data from which it differs by rounding alone."""
        nearest = self.times[abs(self.times - t).argmin()]
        return float(nearest if _tied(abs(nearest - t), self.times) else t)

    def _falls_to(self, left: float, curve: NDArray[np.float64]) -> float:
        """Return the time at which a curve is first at most `left`, or the middle of its stay there."""
        reached = np.flatnonzero(curve <= left + _TIE)
        if not len(reached):
            return np.nan
        first = reached[0]
        if abs(curve[first] - left) > _TIE:
            return float(self.times[first])
        below = np.flatnonzero(curve < left - _TIE)
        end = below[0] if len(below) else -1
        return float((self.times[first] + self.times[end]) / 2)


def kaplan_meier(
    times: ArrayLike, events: ArrayLike, confidence_level: float = 0.95, interval: str = "log-log"
) -> KaplanMeier:
    """Estimate the survival of a single arm, patients lost or alive included for as long as they were seen.

    Parameters
    ----------
    times : array_like, shape (n,)
        Per patient the time of the event, or the time last seen without it; at least 0. Times that differ by
        rounding alone, as two stays of 91 days in years do, are one time.
    events : array_like of bool, shape (n,)
        Whether the patient had the event at that time; False where last seen without it.
    confidence_level : float
        Confidence level, inside (0, 1).
    interval : {"log-log", "log", "plain"}
        Type of the limits; see Notes.

    Returns
    -------
    KaplanMeier
        The curve, with its limits.

    Raises
    ------
    ValueError
        If `times` are not one or more finite numbers of at least 0, `events` are not as many truth values,
        `confidence_level` is not inside (0, 1), or `interval` is none of the three.

    Notes
    -----
    The estimate is SciPy's, the product of 1 - d/n over the times so far, with d events among the n at risk;
    a patient last seen at a time counts as at risk of the events at that time. With S the estimate, z the
    normal quantile at (1 + level) / 2 and G the sum of d / (n (n - d)), which is Greenwood's variance of
    log S, the limits are

    - "plain": S -+ z S sqrt(G), cut off at 0 and 1;
    - "log": S exp(-+ z sqrt(G)), cut off at 1;
    - "log-log": S^exp(-+ z sqrt(G) / log S), always inside (0, 1).

    Before the first event all limits are 1, and none exist once S is 0. The limits hold for one time each,
    not for the whole curve at once. With few patients they are rough: they rest on a normal approximation.

    The time grows as n log(n), that of sorting, and the memory as n.

    References
    ----------
    Kaplan EL, Meier P (1958). Nonparametric estimation from incomplete observations. Journal of the American
    Statistical Association 53(282):457-481.

    Examples
    --------
    Five deaths, and two patients alive when last seen:

    >>> days, died = [50, 35, 204, 246, 155, 485, 729], [True] * 5 + [False] * 2
    >>> curve = kaplan_meier(days, died)
    >>> year = curve.at(365)
    >>> print(f"{year.survival:.1%} ({year.low:.1%} to {year.high:.1%})")
    28.6% (4.1% to 61.2%)
    >>> curve.median
    Quantile(time=204.0, low=35.0, high=nan)
    """
    times, events = _observations(times, events)
    confidence_level = inside_unit("confidence_level", confidence_level)
    one_of("interval", interval, INTERVALS)
    data = scipy.stats.CensoredData.right_censored(times, ~events)
    observed = np.union1d(0.0, times)
    at_risk = len(times) - np.searchsorted(np.sort(times), observed)
    place = np.searchsorted(observed, times)
    died, left = (np.bincount(place[kind], minlength=len(observed)) for kind in (events, ~events))
    survival = scipy.stats.ecdf(data).sf.evaluate(observed)
    log_error = np.sqrt(np.cumsum(_greenwood_terms(at_risk, died)))
    low, high = _limits(survival, log_error, ndtri((1 + confidence_level) / 2), interval)
    return KaplanMeier(
        observed, at_risk, died, left, survival, survival * log_error, low, high, confidence_level, interval
    )


def follow_up(
    times: ArrayLike, events: ArrayLike, confidence_level: float = 0.95, interval: str = "log-log"
) -> KaplanMeier:
    """Estimate how long patients were followed, by the reverse Kaplan-Meier method.

    Who died could have been followed for longer, so a death hides the follow-up as the end of follow-up hides
    a death. The two change places: the event is to be last seen alive, and a death censors it. The median of
    the curve is the median follow-up. At a time that has both, the patient last seen alive comes first.

    Parameters
    ----------
    times : array_like, shape (n,)
        Per patient the time of the event, or the time last seen without it; at least 0.
    events : array_like of bool, shape (n,)
        Whether the patient had the event at that time; False where last seen without it.
    confidence_level : float
        Confidence level, inside (0, 1).
    interval : {"log-log", "log", "plain"}
        Type of the limits; see `kaplan_meier`.

    Returns
    -------
    KaplanMeier
        The probability of being followed for longer than each time.

    Raises
    ------
    ValueError
        As `kaplan_meier`.

    Notes
    -----
    The time grows hardly faster than the number of patients.

    References
    ----------
    Schemper M, Smith TL (1996). A note on quantifying follow-up in studies of failure time. Controlled
    Clinical Trials 17(4):343-346.

    Examples
    --------
    >>> follow_up([50, 35, 204, 246, 155, 485, 729], [True] * 5 + [False] * 2).median.time
    607.0
    """
    times, events = _observations(times, events)
    return kaplan_meier(times, ~events, confidence_level, interval)


def _observations(times: ArrayLike, events: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return times as floats and events as truth values, or refuse them."""
    found = numbers("times", times, 0)
    if found.ndim != 1:
        refuse("times must be one or more finite numbers, in a list", times)
    name = f"events, one for each of the {len(found)} times,"
    had = truths(name, events)
    if had.shape != found.shape:
        refuse(f"{name} must be truth values", events)
    return _merged(found), had


def _tied(apart: Any, times: NDArray[np.float64]) -> Any:
    """Say whether a distance between times is one of rounding alone."""
    return (apart <= _TIED) | (apart <= _TIED * times.mean())


def _merged(times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the times, those that differ by rounding alone as the earliest of them."""
    distinct = np.unique(times)
    starts = distinct[np.append(True, ~_tied(np.diff(distinct), distinct))]
    return starts[np.searchsorted(starts, times, side="right") - 1]


def _greenwood_terms(at_risk: NDArray[np.int64], events: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return d / (n (n - d)) at each time, nan where all at risk had the event."""
    survivors = at_risk - events
    return np.divide(events, at_risk * survivors, out=np.full(len(events), np.nan), where=survivors > 0)


def _limits(
    survival: NDArray[np.float64], log_error: NDArray[np.float64], z: float, interval: str
) -> NDArray[np.float64]:
    """Return the lower and upper limits; `log_error` is the standard error of the survival's logarithm."""
    sides = np.array([[-z], [z]]) * log_error
    if interval == "plain":
        limits = survival * (1 + sides)
    elif interval == "log":
        limits = survival * np.exp(sides)
    else:
        log = np.log(survival, out=np.full_like(survival, np.nan), where=survival > 0)
        powers = np.divide(sides, log, out=np.zeros_like(sides), where=log != 0)
        limits = survival ** np.exp(powers)
    return limits.clip(0, 1)
