"""Inference after a trial that could stop early: exact, for any stopping rule.

A trial that stops on reaching a boundary stops when things look good, or bad. So x / n is biased, and "at
least as extreme" needs an order of all ends that the trial could have had, not of `x` alone. The probability
of each end is known exactly, for a rule is a boundary on a lattice: paths * p**x * (1 - p)**(n - x).

Four orders of the ends are offered; the higher an end, the more it speaks for a high success probability:

* ``"stage-wise"``: futile ends are below undecided ones, and those below promising ones; of futile ends the
  earlier is the lower, of promising ends the earlier is the higher, and at one look it goes by `x`;
* ``"MLE"``: by x / n, the observed proportion;
* ``"z"``: by (x - n p) / sqrt(n), the standardised excess over the success probability `p` that is tested;
* ``"score"``: by x - n p, the excess itself.

The first is not defined for a rule that gives trials up undecided before its last look. The last two order
the ends anew for each `p`; for normal outcomes "z" is known as the likelihood ratio ordering.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax, xlog1py, xlogy

from onearm import _require
from onearm._interval import HIGHEST_LEVEL, LOWEST_LEVEL, Interval
from onearm.designs.stopping import StoppingRule

LARGEST_TRIAL = 1000
"""The most patients of a trial: an order that depends on `p` holds tables of the square of the ends."""

TIE = 1e-9
"""Two ends whose places in an order differ by no more than this are tied."""

_DIVISOR_POWERS = {"MLE": 1.0, "z": 0.5, "score": 0.0}
ORDERINGS = ("stage-wise", *_DIVISOR_POWERS)
UPPER_LIMITS = ("Clopper-Pearson", "Koyama-Chen")
MEDIANS = ("midpoint", "Koyama-Chen")
DECISIONS = ("promising", "futile", "neither")

_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Inference:
    """What the end of a trial says about the success probability, given its stopping rule.

    Attributes
    ----------
    mle : float
        Observed proportion x / n, the maximum-likelihood estimate whatever the rule.
    umvue : fractions.Fraction
        Of the unbiased estimates the one with the smallest variance, exact.
    p_value : float
        Probability of an end at least as high as the observed one when the success probability is `p0`.
    interval : Interval
        Exact confidence interval for the success probability.
    median_unbiased : float
        Median-unbiased estimate, of the kind that was asked for. The ends of a trial are so few that either
        kind is too high only about as often as too low: `noncoverage` of an interval without width tells.
    """

    mle: float
    umvue: Fraction
    p_value: float
    interval: Interval
    median_unbiased: float


def infer(
    rule: StoppingRule,
    x: int,
    n: int,
    p0: float,
    confidence_level: float = 0.95,
    ordering: str = "stage-wise",
    upper: str = "Clopper-Pearson",
    median: str = "midpoint",
) -> Inference:
    """Infer the success probability from the end of a trial that followed a stopping rule.

    Parameters
    ----------
    rule : StoppingRule
        The rule that the trial followed, with at most 1000 patients.
    x, n : int
        Successes and patients at the end: a point at which `rule` ends the trial and that it can reach.
    p0 : float
        Success probability of the null hypothesis, inside (0, 1).
    confidence_level : float
        Confidence level, from 1e-6 to 1 - 1e-6.
    ordering : str
        What "at least as high" means: ``"stage-wise"``, ``"MLE"``, ``"z"`` or ``"score"``.
    upper : str
        Which upper limit; with a = (1 - confidence_level) / 2 and T for the end, ``"Clopper-Pearson"`` solves
        Pr(T <= observed) = a, and ``"Koyama-Chen"`` solves Pr(T >= observed) = 1 - a, hence
        Pr(T < observed) = a. The latter is the former of the next lower end, and can miss the truth more
        often than `a` allows.
    median : str
        Which median-unbiased estimate: ``"Koyama-Chen"`` solves Pr(T >= observed) = 1/2, so that it is the
        `p0` whose p-value is one half, and ``"midpoint"`` lies halfway between that and the solution of
        Pr(T > observed) = 1/2.

    Returns
    -------
    Inference
        Estimates, p-value and interval.

    Raises
    ------
    ValueError
        When an argument is not of its kind or outside its range, the rule does not end at (n, x) or cannot
        reach it, the stage-wise order is asked for where it is not defined, or Koyama and Chen's limit at no
        success, the lowest end, for which it does not exist.

    Notes
    -----
    The lower limit solves Pr(T >= observed) = a. In the stage-wise order more successes never make an end
    lower, so that each equation has one solution, and the interval does not depend on looks after the one
    that ended the trial. In the other orders the tails need not be monotone in `p`: the interval then runs
    from the first to the last `p` at which its tail exceeds `a`, so that it covers at least its level too.

    The first call for a rule counts the paths to its ends, in a time that grows as the square of the last
    look. After it the time grows as the number of ends in the stage-wise order, and as its square in the
    others.

    References
    ----------
    Jennison C, Turnbull BW (1983). Confidence intervals for a binomial parameter following a multistage test
    with application to MIL-STD 105D and medical trials. Technometrics 25(1):49-58.

    Jennison C, Turnbull BW (2000). Group sequential methods with applications to clinical trials. Chapman &
    Hall/CRC: pages 179-187, orderings.

    Koyama T, Chen H (2008). Proper inference from Simon's two-stage designs. Statistics in Medicine
    27(16):3145-3154.

    Examples
    --------
    A trial that looks after 6 and 7 patients, and ends with 5 successes in 7:

    >>> result = infer(StoppingRule((6, 7), (5, 5)), 5, 7, p0=0.245)
    >>> round(result.mle, 3), result.umvue, round(result.p_value, 4)
    (0.714, Fraction(2, 3), 0.0118)
    >>> print(f"{result.interval.low:.1%} to {result.interval.high:.1%}")
    29.0% to 95.7%

    Both median-unbiased estimates after 6 successes in 29, in a two-stage design that gives up at 1 success
    in 10 and is promising at 6 in 29:

    >>> two_stage = StoppingRule((10, 29), (None, 6), (1, 5))
    >>> for kind in ("midpoint", "Koyama-Chen"):
    ...     print(kind, round(infer(two_stage, 6, 29, 0.1, median=kind).median_unbiased, 4))
    midpoint 0.2279
    Koyama-Chen 0.2147
    """
    ends = _ends(rule)
    end = ends.index(x, n)
    p0 = _require.inside_unit("p0, the success probability of the null hypothesis,", p0)
    tail = (1 - _require.number("confidence_level", confidence_level, LOWEST_LEVEL, HIGHEST_LEVEL)) / 2
    _require.one_of("ordering", ordering, ORDERINGS)
    _require.one_of("upper", upper, UPPER_LIMITS)
    _require.one_of("median", median, MEDIANS)
    if ordering == "stage-wise":
        _require_decisions(rule)
    if upper == "Koyama-Chen" and x == 0:
        _require.refuse("x, the number of successes, must be at least 1 for Koyama and Chen's upper limit", x)
    order = _Order(ends, end, ordering)
    high = order.limit(_at_most if upper == "Clopper-Pearson" else _below, tail, from_above=True)
    middle = order.limit(_at_least, 0.5)
    if median == "midpoint":
        middle = (middle + order.limit(_at_most, 0.5, from_above=True)) / 2
    return Inference(
        mle=float(ends.x[end] / ends.n[end]),
        umvue=umvue(rule, x, n),
        p_value=min(float(order.probability(_at_least, p0)), 1.0),
        interval=Interval(order.limit(_at_least, tail), high),
        median_unbiased=middle,
    )


def umvue(rule: StoppingRule, x: int, n: int) -> Fraction:
    """Compute, of the unbiased estimates of the success probability, that of the smallest variance, exactly.

    The first patient's outcome alone is an unbiased estimate. Its mean given the end of the trial is
    another: of all orders of outcomes that end at (n, x), the part that begins with a success. It is the
    only unbiased estimate that depends on the end alone, and hence the best, unless the rule gives trials up
    undecided between points from which others go on.

    Parameters
    ----------
    rule : StoppingRule
        The rule that the trial followed, with at most 1000 patients.
    x, n : int
        Successes and patients at the end: a point at which `rule` ends the trial and that it can reach.

    Returns
    -------
    fractions.Fraction
        The estimate, from 0 to 1.

    Raises
    ------
    ValueError
        When the rule does not end at (n, x) or cannot reach it.

    Notes
    -----
    The first call for a rule counts paths, in a time that grows as the square of the last look; later calls
    look the counts up.

    References
    ----------
    Girshick MA, Mosteller F, Savage LJ (1946). Unbiased estimates for certain binomial sampling problems with
    applications. Annals of Mathematical Statistics 17(1):13-23.

    Jung SH, Kim KM (2004). On the estimation of the binomial probability in multistage clinical trials.
    Statistics in Medicine 23(6):881-896.

    Examples
    --------
    >>> umvue(StoppingRule((6, 7), (5, 5)), 5, 7)
    Fraction(2, 3)
    """
    ends = _ends(rule)
    end = ends.index(x, n)
    return Fraction(_begun_with_success(rule).get((n, x), 0), ends.paths[end])


def stage_wise_order(rule: StoppingRule) -> list[tuple[int, int]]:
    """List all ends of a trial from the lowest to the highest in the stage-wise order.

    Parameters
    ----------
    rule : StoppingRule
        The rule, with at most 1000 patients.

    Returns
    -------
    list of (int, int)
        The points (n, x) at which the rule ends a trial and that it can reach.

    Raises
    ------
    ValueError
        When `rule` is not a `StoppingRule`, has more patients, or gives trials up undecided before its last
        look.

    Notes
    -----
    The time grows as the square of the last look.

    References
    ----------
    Jennison C, Turnbull BW (2000). Group sequential methods with applications to clinical trials. Chapman &
    Hall/CRC: pages 179-180.

    Examples
    --------
    >>> stage_wise_order(StoppingRule((3, 4), (3, 3), (0, 0)))
    [(3, 0), (4, 1), (4, 2), (4, 3), (3, 3)]
    """
    ends = _ends(rule)
    _require_decisions(rule)
    return list(ends.points)


def bias(
    rule: StoppingRule,
    estimator: Callable[[int, int], float | Fraction],
    p: ArrayLike,
    given: str | None = None,
) -> NDArray[np.float64]:
    """Compute by how much an estimate errs on average after a trial that followed a stopping rule.

    Parameters
    ----------
    rule : StoppingRule
        The rule, with at most 1000 patients.
    estimator : callable
        Takes `x` and `n` at the end of the trial and returns the estimate, a number.
    p : float or array_like
        True success probability or probabilities, from 0 to 1, any shape.
    given : str, optional
        Average only over the trials that end ``"promising"``, ``"futile"`` or ``"neither"``; without it over
        all trials. A reader who hears of successes alone meets the trials given ``"promising"``.

    Returns
    -------
    ndarray
        Mean of the estimate minus `p`, in the shape of `p`.

    Raises
    ------
    ValueError
        When an argument is not of its kind or outside its range, no trial can end as `given` at some `p`, or
        an estimate is not a finite number.

    Notes
    -----
    The time grows as the number of probabilities times the ends of the rule, for each of which `estimator` is
    called once. Before that, the first call for a rule counts the paths to its ends, in a time that grows as
    the square of the last look.

    References
    ----------
    Walter SD, Guyatt GH, Bassler D, Briel M, Ramsay T, Han HD (2019). Randomised trials with provision for
    early stopping for benefit (or harm): the impact on the estimated treatment effect. Statistics in
    Medicine 38(14):2524-2543.

    Examples
    --------
    >>> rule = StoppingRule((6, 7), (5, 5))
    >>> bias(rule, lambda x, n: x / n, [0.245, 0.5]).round(4).tolist()
    [0.0004, 0.0056]
    >>> bias(rule, lambda x, n: x / n, [0.245, 0.5], given="promising").round(4).tolist()
    [0.515, 0.2833]
    >>> unbiased = bias(rule, lambda x, n: umvue(rule, x, n), [0.245, 0.5])
    >>> bool(abs(unbiased).max() < 1e-12)
    True
    """
    ends = _ends(rule)
    p = _require.probabilities("p, the success probability,", p)
    if given is not None:
        _require.one_of("given", given, DECISIONS)
    return ends.shares(p, given) @ ends.estimates(estimator) - p


def root_mean_square_error(
    rule: StoppingRule, estimator: Callable[[int, int], float | Fraction], p: ArrayLike
) -> NDArray[np.float64]:
    """Compute how far an estimate typically is from the truth after a trial that followed a stopping rule.

    Parameters
    ----------
    rule : StoppingRule
        The rule, with at most 1000 patients.
    estimator : callable
        Takes `x` and `n` at the end of the trial and returns the estimate, a number.
    p : float or array_like
        True success probability or probabilities, from 0 to 1, any shape.

    Returns
    -------
    ndarray
        Square root of the mean of the squared error over all trials, in the shape of `p`.

    Raises
    ------
    ValueError
        When an argument is not of its kind or outside its range, or an estimate is not a finite number.

    Notes
    -----
    The time grows as the number of probabilities times the ends of the rule, for each of which `estimator` is
    called once. Before that, the first call for a rule counts the paths to its ends, in a time that grows as
    the square of the last look.

    Examples
    --------
    With one look it is the standard error of a proportion:

    >>> float(root_mean_square_error(StoppingRule((25,), (9,)), lambda x, n: x / n, 0.5).round(12))
    0.1
    """
    ends = _ends(rule)
    p = _require.probabilities("p, the success probability,", p)
    errors = ends.estimates(estimator) - p[..., None]
    return np.sqrt((ends.probabilities(p) * errors**2).sum(-1))


def coverage(
    rule: StoppingRule, interval: Callable[[int, int], Interval], p: ArrayLike
) -> NDArray[np.float64]:
    """Compute how often an interval holds the truth after a trial that followed a stopping rule.

    Parameters
    ----------
    rule : StoppingRule
        The rule, with at most 1000 patients.
    interval : callable
        Takes `x` and `n` at the end of the trial and returns an `Interval`, both ends of which belong to it.
    p : float or array_like
        True success probability or probabilities, from 0 to 1, any shape.

    Returns
    -------
    ndarray
        Probability that the interval holds `p`, in the shape of `p`.

    Raises
    ------
    ValueError
        When an argument is not of its kind or outside its range, or what comes back is no `Interval`.

    Notes
    -----
    The time grows as the number of probabilities times the ends of the rule, for each of which `interval` is
    called once. Before that, the first call for a rule counts the paths to its ends, in a time that grows as
    the square of the last look.

    Examples
    --------
    >>> from onearm.estimates import clopper_pearson
    >>> coverage(StoppingRule((6, 7), (5, 5)), clopper_pearson, [0.245, 0.5]).round(4).tolist()
    [0.9882, 0.9766]
    """
    ends = _ends(rule)
    p = _require.probabilities("p, the success probability,", p)
    low, high = ends.limits(interval)
    holds = (low <= p[..., None]) & (p[..., None] <= high)
    return (ends.probabilities(p) * holds).sum(-1)


@dataclass(frozen=True, eq=False)
class Noncoverage:
    """How often each limit of an interval errs, for each true success probability.

    Attributes
    ----------
    above : ndarray
        Probability that the whole interval lies above the truth: the lower limit errs.
    below : ndarray
        Probability that the whole interval lies below the truth: the upper limit errs.
    """

    above: NDArray[np.float64]
    below: NDArray[np.float64]


def noncoverage(rule: StoppingRule, interval: Callable[[int, int], Interval], p: ArrayLike) -> Noncoverage:
    """Compute how often an interval misses the truth on either side after a trial with a stopping rule.

    An exact 95 % interval promises that each limit errs in at most 2.5 % of trials. `coverage` tells of both
    together, so that a limit which errs too seldom hides one which errs too often.

    Parameters
    ----------
    rule : StoppingRule
        The rule, with at most 1000 patients.
    interval : callable
        Takes `x` and `n` at the end of the trial and returns an `Interval`, both ends of which belong to it.
    p : float or array_like
        True success probability or probabilities, from 0 to 1, any shape.

    Returns
    -------
    Noncoverage
        Both probabilities, each in the shape of `p`.

    Raises
    ------
    ValueError
        When an argument is not of its kind or outside its range, or what comes back is no `Interval`.

    Notes
    -----
    The time grows as the number of probabilities times the ends of the rule, for each of which `interval` is
    called once. Before that, the first call for a rule counts the paths to its ends, in a time that grows as
    the square of the last look.

    Examples
    --------
    >>> from onearm.estimates import clopper_pearson
    >>> missed = noncoverage(StoppingRule((6, 7), (5, 5)), clopper_pearson, [0.245, 0.5])
    >>> missed.above.round(4).tolist(), missed.below.round(4).tolist()
    ([0.0118, 0.0156], [0.0, 0.0078])
    """
    ends = _ends(rule)
    p = _require.probabilities("p, the success probability,", p)
    low, high = ends.limits(interval)
    chances = ends.probabilities(p)
    return Noncoverage(
        above=(chances * (p[..., None] < low)).sum(-1), below=(chances * (high < p[..., None])).sum(-1)
    )


class _Ends:
    """All ends of a trial that a rule can reach, in the stage-wise order where that is defined."""

    def __init__(self, rule: StoppingRule) -> None:
        counts = rule.path_counts()
        self.points = sorted(counts, key=lambda point: _stage_wise(rule, *point))
        self.paths = [counts[point] for point in self.points]
        self.n, self.x = np.array(self.points).T
        self.log_paths = np.array([math.log(paths) for paths in self.paths])
        self.decisions = np.array([rule.decide(x, n) for n, x in self.points])

    def _log_probabilities(self, p: ArrayLike) -> NDArray[np.float64]:
        p = np.asarray(p)[..., None]
        return self.log_paths + xlogy(self.x, p) + xlog1py(self.n - self.x, -p)

    def probabilities(self, p: ArrayLike) -> NDArray[np.float64]:
        """Return the probability of each end, shape ``p.shape + (ends,)``."""
        return np.exp(self._log_probabilities(p))

    def shares(self, p: NDArray[np.float64], given: str | None) -> NDArray[np.float64]:
        """Return the probability of each end given a decision, or refuse `p` where no trial ends so."""
        if given is None:
            return self.probabilities(p)
        logs = np.where(self.decisions == given, self._log_probabilities(p), -np.inf)
        if np.isneginf(logs.max(-1)).any():
            _require.refuse(f"p must let some trial of this rule end as {given}", p)
        return softmax(logs, axis=-1)

    def estimates(self, estimator: Callable[[int, int], float | Fraction]) -> NDArray[np.float64]:
        """Return the estimate at each end, or refuse what is no finite number."""
        return np.array(
            [
                _require.number(f"the estimate at x = {x}, n = {n}", estimate)
                for (n, x), estimate in self.map("estimator", estimator)
            ]
        )

    def limits(self, interval: Callable[[int, int], Interval]) -> NDArray[np.float64]:
        """Return the lower and the upper limits at all ends, or refuse what is no interval."""
        limits = []
        for (n, x), found in self.map("interval", interval):
            if not isinstance(found, Interval):
                _require.refuse(f"what comes back at x = {x}, n = {n} must be an Interval", found)
            limits.append(tuple(found))
        return np.array(limits).T

    def index(self, x: int, n: int) -> int:
        """Return the place of one end, or refuse what is none."""
        n = _require.count("n, the number of patients,", n, 1)
        x = _require.count("x, the number of successes,", x, 0, n)
        if (n, x) not in self.points:
            _require.refuse(
                "(n, x) must be a point at which the rule ends the trial and that it can reach", (n, x)
            )
        return self.points.index((n, x))

    def map(self, name: str, function: Callable[[int, int], _Found]) -> list[tuple[tuple[int, int], _Found]]:
        """Return each end with what a function of `x` and `n` gives there, or refuse what is none."""
        if not callable(function):
            _require.refuse(f"{name} must be a function of x and n", function)
        return [((n, x), function(x, n)) for n, x in self.points]


@lru_cache(maxsize=64)
def _ends_of(rule: StoppingRule) -> _Ends:
    return _Ends(rule)


def _ends(rule: StoppingRule) -> _Ends:
    """Return the ends of a rule, or refuse what is none."""
    if not isinstance(rule, StoppingRule) or rule.n[-1] > LARGEST_TRIAL:
        _require.refuse(f"rule must be a StoppingRule with at most {LARGEST_TRIAL} patients", rule)
    return _ends_of(rule)


def _require_decisions(rule: StoppingRule) -> None:
    """Refuse a rule for which the stage-wise order is not defined."""
    if any(rule.inconclusive[:-1]):
        _require.refuse(
            "rule must not give trials up undecided before its last look in the stage-wise order", rule
        )


def _stage_wise(rule: StoppingRule, n: int, x: int) -> tuple[int, int, int]:
    """Return what sorts the ends from the lowest to the highest."""
    return {"futile": (0, n, x), "neither": (1, 0, x), "promising": (2, -n, x)}[rule.decide(x, n)]


@lru_cache(maxsize=64)
def _begun_with_success(rule: StoppingRule) -> dict[tuple[int, int], int]:
    """Count the orders of outcomes to each end that begin with a success.

    After one success what remains is a trial of its own, with one patient and one success less in each bound.
    """
    if rule.decide(1, 1) != "continue":
        return {(1, 1): 1}
    looks = zip(rule.n, rule.promising, rule.futile, rule.inconclusive, strict=True)
    rest = [
        (
            n - 1,
            None if promising is None else max(promising - 1, 0),
            futile - 1 if futile else None,
            (max(ends[0] - 1, 0), ends[1] - 1) if ends and ends[1] else None,
        )
        for n, promising, futile, ends in looks
        if n > 1
    ]
    counts = StoppingRule(*zip(*rest, strict=True)).path_counts()
    return {(n + 1, x + 1): paths for (n, x), paths in counts.items()}


_Tail = Callable[[NDArray[Any]], NDArray[np.bool_]]
"""Chooses the ends of a tail by how far they are above the observed one."""


def _at_least(above: NDArray[Any]) -> NDArray[np.bool_]:
    return above >= -TIE


def _at_most(above: NDArray[Any]) -> NDArray[np.bool_]:
    return above <= TIE


def _below(above: NDArray[Any]) -> NDArray[np.bool_]:
    return above < -TIE


class _Order:
    """One order of the ends, seen from the observed one: the tails that it cuts off, as functions of `p`."""

    def __init__(self, ends: _Ends, end: int, ordering: str) -> None:
        self.ends, self.end = ends, end
        if ordering == "stage-wise":
            self.places: Callable[[ArrayLike], NDArray[Any]] = lambda p: np.arange(len(ends.points))
            self.grid = np.array([0.0, 1.0])  # monotone tails need no more
        else:
            divisor = ends.n ** _DIVISOR_POWERS[ordering]
            heights, slopes = ends.x / divisor, ends.n / divisor
            self.places = lambda p: heights - slopes * np.asarray(p)[..., None]
            rise, run = heights - heights[end], slopes - slopes[end]
            swaps = rise[run != 0] / run[run != 0]  # where an end passes the observed one, and tails jump
            self.grid = np.union1d(np.linspace(0, 1, 1001), swaps[(swaps > 0) & (swaps < 1)])

    @cached_property
    def on_grid(self) -> tuple[NDArray[np.float64], NDArray[Any]]:
        """The probability of each end at each `p` of the grid, and how far it is above the observed one."""
        return self.ends.probabilities(self.grid), self._above(self.grid)

    def _above(self, p: ArrayLike) -> NDArray[Any]:
        places = self.places(p)
        return places - places[..., [self.end]]

    def probability(self, chosen: _Tail, p: ArrayLike) -> NDArray[np.float64]:
        """Return the probability of the ends in a tail."""
        return (self.ends.probabilities(p) * chosen(self._above(p))).sum(-1)

    def limit(self, chosen: _Tail, size: float, from_above: bool = False) -> float:
        """Return the lowest `p`, or the highest, at which the probability of a tail exceeds a size."""
        chances, above = self.on_grid
        tails = (chances * chosen(above)).sum(-1)
        grid, tails = (self.grid[::-1], tails[::-1]) if from_above else (self.grid, tails)
        first = int((tails > size).argmax())
        if first == 0:
            return float(grid[0])
        bracket = sorted(grid[[first - 1, first]])
        resolution = np.finfo(float).eps
        return scipy.optimize.brentq(
            lambda p: self.probability(chosen, p) - size, *bracket, xtol=resolution, rtol=4 * resolution
        )
