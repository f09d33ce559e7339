"""The Thall-Simon design: compare an experimental with a standard treatment, one patient at a time.

The standard treatment succeeds with probability thetaS, known from history; the experimental one with
thetaE, nearly unknown. Both are Beta variables and independent. After `x` successes in `n` patients only
thetaE is updated, and the trial asks one question: how probable is it that thetaE exceeds thetaS + delta?
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from onearm import _require
from onearm.designs.stopping import LARGEST_LOOK, StoppingRule

TIE = 1e-12
"""A posterior probability this close to a cut-off counts as having reached it."""

SMALLEST_SHAPE, LARGEST_SIZE = 0.02, 1e6
"""The range of priors, and of patients, in which the accuracy of `ThallSimon.prob_better` is kept."""

_NEAR = 1e-8
"""A probability this close to a cut-off is computed anew, however it was followed from patient to patient."""

_VANISHED = 1e-100
"""A share of a sum this small does not come back, for a bound moves by a few standard deviations at most."""

_NEGLIGIBLE = 45.0
"""A density that has fallen by exp(-45), some 3e-20, from its highest value is left out."""

_FAR = 10.0
"""So far beyond the logarithms of the patients and the margin, on the logit scale, all features are past."""

_MOST_KEPT = 10_000
"""A grid of more points than this, which only priors far from those of a trial need, is not kept."""


@dataclass(frozen=True)
class BetaPrior:
    """A Beta distribution for a success probability.

    Parameters
    ----------
    a, b : float
        Shape parameters, above 0: they act like `a` successes and `b` failures already seen.

    Raises
    ------
    ValueError
        When a parameter is not a finite number above 0.

    Examples
    --------
    >>> prior = BetaPrior.from_mean(0.245, size=5)
    >>> prior
    BetaPrior(a=1.225, b=3.775)
    >>> prior.updated(5, 7)
    BetaPrior(a=6.225, b=5.775)
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        a = _require.positive("a, the first shape parameter,", self.a)
        b = _require.positive("b, the second shape parameter,", self.b)
        _require.keep(self, a=a, b=b)

    def __str__(self) -> str:
        return f"Beta({self.a:g}, {self.b:g})"

    @classmethod
    def from_mean(cls, mean: float, size: float) -> Self:
        """Build the prior with this mean that is worth `size` patients (`a` + `b`).

        Parameters
        ----------
        mean : float
            Prior mean of the success probability, inside (0, 1).
        size : float
            Prior effective sample size, in patients, above 0.

        Returns
        -------
        BetaPrior
            Beta(mean * size, (1 - mean) * size).

        Raises
        ------
        ValueError
            When `mean` is not inside (0, 1) or `size` is not above 0.

        Notes
        -----
        The time does not grow with the arguments.

        Examples
        --------
        >>> BetaPrior.from_mean(0.25, size=8)
        BetaPrior(a=2.0, b=6.0)
        """
        mean = _require.inside_unit("mean, the prior mean,", mean)
        size = _require.positive("size, the prior effective sample size,", size)
        return cls(mean * size, size - mean * size)

    @property
    def mean(self) -> float:
        """Prior mean of the success probability."""
        return self.a / (self.a + self.b)

    @property
    def sd(self) -> float:
        """Prior standard deviation of the success probability."""
        return math.sqrt(self.mean * (1 - self.mean) / (self.size + 1))

    @property
    def size(self) -> float:
        """Prior effective sample size, in patients."""
        return self.a + self.b

    def updated(self, x: int, n: int) -> "BetaPrior":
        """Return the posterior after `x` successes in `n` patients.

        Parameters
        ----------
        x, n : int
            Successes and patients, ``0 <= x <= n <= 1e6``.

        Returns
        -------
        BetaPrior
            Beta(a + x, b + n - x).

        Raises
        ------
        ValueError
            When `x` or `n` is not a whole number in its range.

        Notes
        -----
        The time does not grow with the arguments.

        Examples
        --------
        >>> BetaPrior(1, 1).updated(5, 7)
        BetaPrior(a=6.0, b=3.0)
        """
        n = _require.count("n, the number of patients,", n, 0, int(LARGEST_SIZE))
        x = _require.count("x, the number of successes,", x, 0, n)
        return BetaPrior(self.a + x, self.b + n - x)

    def density(self, p: ArrayLike) -> NDArray[np.float64]:
        """Return the density at each probability.

        Parameters
        ----------
        p : float or array_like
            Probabilities from 0 to 1, any shape.

        Returns
        -------
        ndarray
            Densities in the shape of `p`; infinite at an end where the shape parameter is below 1.

        Raises
        ------
        ValueError
            When `p` is empty, or an entry is not a number from 0 to 1.

        Notes
        -----
        The time grows as the number of probabilities.

        Examples
        --------
        >>> BetaPrior(1, 1).density([0.2, 0.8]).tolist()
        [1.0, 1.0]
        """
        p = _require.probabilities("p, the success probability,", p)
        logarithm = special.xlogy(self.a - 1, p) + special.xlog1py(self.b - 1, -p)
        return np.exp(logarithm - special.betaln(self.a, self.b))


@dataclass(frozen=True)
class ThallSimon:
    """A Thall-Simon design for a binary outcome.

    Looking after each `cohort` of patients from `n_min` to `n_max`, the trial stops as

    * *promising*, unless `p_upper` is None, when Pr(thetaE > thetaS | x, n) **>=** `p_upper`;
    * *futile*, if `p_lower` is given, when Pr(thetaE > thetaS + `delta` | x, n) **<=** `p_lower`.

    The two questions differ: superiority is asked with no margin, futility with the targeted
    improvement `delta`. Where both hold at once, promising takes precedence.

    A design without `p_upper` can only give a treatment up. For one that also stops when a conclusion has
    become unlikely, see `onearm.designs.stop_inconclusive`.

    Parameters
    ----------
    standard, experimental : BetaPrior
        Prior for the standard and for the experimental treatment, each with shape parameters of at least
        0.02 that sum to at most 1e6.
    n_min, n_max : int
        First and last look, ``1 <= n_min <= n_max <= 10,000``, the largest look of a `StoppingRule`.
    p_upper : float or None
        Posterior probability that declares the treatment promising, inside (0, 1); None to monitor futility
        alone.
    p_lower : float, optional
        Posterior probability that declares it futile, inside (0, 1) and below `p_upper`.
    delta : float
        Targeted improvement, at least 0 and below one minus the mean of `standard`, for no treatment is
        better than certain; it enters futility alone, hence must be 0 where `p_lower` is not given.
    cohort : int
        Patients from one look to the next, 1 to 10,000; the last look is at `n_max` all the same.

    Raises
    ------
    ValueError
        When an argument is not of its kind or outside its range, neither cut-off is given, or `delta` is
        given without `p_lower`.

    References
    ----------
    Thall PF, Simon R. Practical Bayesian guidelines for phase IIB clinical trials. Biometrics.
    1994;50(2):337-49.

    Thall PF, Simon R. A Bayesian approach to establishing sample size and monitoring criteria for phase II
    clinical trials. Control Clin Trials. 1994;15(6):463-81: futility alone, and looks less often.

    Examples
    --------
    >>> design = ThallSimon(BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775), 6, 20, p_upper=0.95)
    >>> round(design.prob_better(5, 7), 4)
    0.9722
    >>> design.rule().promising
    (5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10)

    Looking in cohorts of five, and only to give up a treatment that hardly improves on the standard by 0.2:

    >>> priors = BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775)
    >>> print(ThallSimon(*priors, 5, 12, p_upper=None, p_lower=0.05, delta=0.2, cohort=5).rule())
    Stop as futile at 0 or fewer successes in 5 patients, 2 or fewer in 10, 3 or fewer in 12.
    """

    standard: BetaPrior
    experimental: BetaPrior
    n_min: int
    n_max: int
    p_upper: float | None
    p_lower: float | None = None
    delta: float = 0.0
    cohort: int = 1

    def __post_init__(self) -> None:
        for name in ("standard", "experimental"):
            prior = _require.of_kind(name, getattr(self, name), BetaPrior)
            if min(prior.a, prior.b) < SMALLEST_SHAPE or prior.size > LARGEST_SIZE:
                shapes = (
                    f"shape parameters of at least {SMALLEST_SHAPE:g} that sum to at most {LARGEST_SIZE:g}"
                )
                _require.refuse(f"{name} must have {shapes}", prior)
        n_max = _require.count("n_max, the last look,", self.n_max, 1, LARGEST_LOOK)
        n_min = _require.count("n_min, the first look,", self.n_min, 1, n_max)
        cohort = _require.count("cohort, the number of patients between looks,", self.cohort, 1, LARGEST_LOOK)
        room = 1 - self.standard.mean
        delta = _require.number(
            "delta, the targeted improvement on the standard's mean,", self.delta, 0, room, open_high=True
        )
        _require.keep(self, n_min=n_min, n_max=n_max, cohort=cohort, delta=delta)
        if self.p_upper is not None:
            p_upper = _require.inside_unit("p_upper, the cut-off for promising,", self.p_upper)
            _require.keep(self, p_upper=p_upper)
        elif self.p_lower is None:
            _require.refuse("p_upper or p_lower must be given", (self.p_upper, self.p_lower))
        if self.p_lower is not None:
            below = 1 if self.p_upper is None else self.p_upper
            ends = {"open_low": True, "open_high": True}
            p_lower = _require.number("p_lower, the cut-off for futile,", self.p_lower, 0, below, **ends)
            _require.keep(self, p_lower=p_lower)
        if self.delta and self.p_lower is None:
            _require.refuse("delta, the margin, must be 0 unless p_lower is given", self.delta)

    def prob_better(self, x: int, n: int, delta: float = 0.0) -> float:
        """Compute Pr(thetaE > thetaS + delta | x successes in n patients), with an error below 1e-12.

        Parameters
        ----------
        x, n : int
            Successes and patients on the experimental treatment, ``0 <= x <= n <= 1e6``.
        delta : float
            Margin, from 0 up to but not including 1.

        Returns
        -------
        float
            The posterior probability.

        Raises
        ------
        ValueError
            When `x`, `n` or `delta` is not of its kind or outside its range.

        Notes
        -----
        The probability is the integral over s of f_S(s) Pr(thetaE > s + delta). Put s = (1 - delta) u and
        u = 1 / (1 + exp(-z)): the integrand becomes smooth on the whole line, analytic in the strip
        abs(Im z) < pi, and falls exponentially at both ends. For such a function the plain trapezoidal rule
        converges exponentially in 1/step, so a fixed step, fine against the narrower of the two
        distributions, leaves rounding as the only error that counts. Where the posterior of thetaE is the
        narrower one, the mirror image Pr(1 - thetaS > 1 - thetaE + delta) is integrated instead.

        The time grows as the square root of the patients that the larger of the two distributions is worth.

        References
        ----------
        Trefethen LN, Weideman JAC. The exponentially convergent trapezoidal rule. SIAM Rev.
        2014;56(3):385-458.

        Examples
        --------
        With two uniform priors and no patients neither treatment is ahead:

        >>> even = ThallSimon(BetaPrior(1, 1), BetaPrior(1, 1), 1, 10, p_upper=0.9)
        >>> round(even.prob_better(0, 0), 10)
        0.5
        """
        return _prob_exceeds(self.experimental.updated(x, n), self.standard, _margin(delta))

    def rule(self) -> StoppingRule:
        """Return the design's `StoppingRule`: looks from `n_min` on after each cohort, and one at `n_max`.

        The promising bound is the smallest `x` with ``prob_better(x, n) >= p_upper``, the futile bound the
        largest `x` with ``prob_better(x, n, delta) <= p_lower``; `None` where no `x` qualifies. A
        probability within 1e-12 of its cut-off counts as equal to it, for exact ties exist. The time grows
        with `n_max`, some 30 microseconds a patient, whatever the number of looks.

        Returns
        -------
        StoppingRule
            The boundary, with each side for which a cut-off is given.

        Examples
        --------
        >>> uniform = BetaPrior(1, 1)
        >>> design = ThallSimon(uniform, uniform, 1, 4, p_upper=0.75, p_lower=0.1, delta=0.2)
        >>> print(design.rule())
        Stop as promising at 2 or more successes in 2 patients, 3 or more in 3, 4 or more in 4.
        Stop as futile at 0 or fewer successes in 3 to 4 patients.
        """
        looks = [*range(self.n_min, self.n_max, self.cohort), self.n_max]
        promising = futile = [None] * len(looks)
        p_upper, p_lower = self.p_upper, self.p_lower
        if p_upper is not None:
            promising = self._first_above(looks, 0.0, p_upper, lambda prob: prob >= p_upper - TIE)
        if p_lower is not None:
            above = self._first_above(looks, self.delta, p_lower, lambda prob: prob > p_lower + TIE)
            futile = [_last_futile(*look) for look in zip(looks, above, promising, strict=True)]
        return StoppingRule(looks, promising, futile)

    def _first_above(
        self, looks: list[int], delta: float, cutoff: float, passes: Callable[[float], bool]
    ) -> list[int | None]:
        """Return per look the smallest `x` whose probability passes, or `None`.

        One more success raises the probability and one more failure lowers it, so from one patient to the
        next the bound stays or rises by one. A walk follows it, from patient to patient.
        """

        def at_least(x: int, n: int, prob: float) -> bool:
            near = abs(prob - cutoff) < _NEAR
            return passes(
                _prob_exceeds(self.experimental.updated(x, n), self.standard, delta) if near else prob
            )

        walk = _Walk(self.experimental, self.standard, delta, self.n_max)
        x, found = 0, at_least(0, 0, walk.prob)
        bounds = {}
        for n in range(1, self.n_max + 1):
            if found and at_least(x, n, walk.after_failure):
                walk.fail()
            else:
                walk.succeed()
                x += 1
                found = found or at_least(x, n, walk.prob)
            bounds[n] = x if found else None
        return [bounds[n] for n in looks]


class _Walk:
    """Pr(E > S + delta) for independent Beta variables, while E is updated patient by patient.

    With E ~ Beta(a, b) and g the mean over S of e^a (1 - e)^b / B(a, b), e = S + delta, a success adds g / a
    and a failure takes away g / b: the recurrences of the incomplete Beta function. Of ten thousand patients
    the rounding adds up to less than `_NEAR`.
    """

    def __init__(self, experimental: BetaPrior, standard: BetaPrior, delta: float, n_max: int) -> None:
        self.a, self.b = experimental.a, experimental.b
        self.prob = _prob_exceeds(experimental, standard, delta)
        low, high_complement, weight = _grid(standard, delta, max(standard.size, experimental.size + n_max))
        self.e = np.concatenate([low, 1 - high_complement])
        self.complement = np.concatenate([1 - low, high_complement])
        powers = special.xlogy(self.a, self.e) + special.xlogy(self.b, self.complement)
        self.terms = weight * np.exp(powers - special.betaln(self.a, self.b))
        self.gain = self.terms.sum()

    @property
    def after_failure(self) -> float:
        return float(self.prob - self.gain / self.b)

    def fail(self) -> None:
        self.prob = self.after_failure
        self._step(self.complement * (1 + self.a / self.b))
        self.b += 1

    def succeed(self) -> None:
        self.prob = float(self.prob + self.gain / self.a)
        self._step(self.e * (1 + self.b / self.a))
        self.a += 1

    def _step(self, factors: NDArray[np.float64]) -> None:
        self.terms *= factors
        self.gain = self.terms.sum()
        counts = self.terms > _VANISHED * self.gain
        if np.count_nonzero(counts) < len(counts) / 2:
            self.e, self.complement, self.terms = self.e[counts], self.complement[counts], self.terms[counts]


def _margin(delta: float) -> float:
    """Return `delta` as a float from 0 up to but not including 1, or refuse it."""
    return _require.number("delta, the margin,", delta, 0, 1, open_high=True)


def _last_futile(n: int, first_above: int | None, promising: int | None) -> int | None:
    """Return the largest `x` below both the first that is not futile and the first that is promising."""
    last = (n + 1 if first_above is None else first_above) - 1
    last = last if promising is None else min(last, promising - 1)
    return last if last >= 0 else None


def _mirrored(prior: BetaPrior) -> BetaPrior:
    """Return the distribution of one minus the variable."""
    return BetaPrior(prior.b, prior.a)


def _prob_exceeds(experimental: BetaPrior, standard: BetaPrior, delta: float) -> float:
    """Return Pr(E > S + delta) for independent Beta variables: the mean over S of what E leaves above."""
    if experimental.size > standard.size:
        experimental, standard = _mirrored(standard), _mirrored(experimental)
    low_e, high_e_complement, weight = _grid(standard, delta, standard.size)
    above = np.concatenate(
        [
            1 - special.betainc(experimental.a, experimental.b, low_e),
            special.betainc(experimental.b, experimental.a, high_e_complement),
        ]
    )
    return min(float(weight @ above), 1.0)


def _grid(
    standard: BetaPrior, delta: float, size: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the points e = s + delta at which E must be exceeded, and the probability of S at each.

    The points below one half come as e, the others as 1 - e, so that neither end loses digits. The weights
    are divided by their sum over all of S, so that no Beta function has to be computed.

    What was computed last is kept, unless it is large: at 24 bytes a point no more than some 60 MB in all.
    """
    first, last, step, _ = _steps(standard, delta, size)
    return (_kept_grid if last - first <= _MOST_KEPT * step else _new_grid)(standard, delta, size)


def _new_grid(
    standard: BetaPrior, delta: float, size: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Compute what `_grid` returns."""
    e, complement, weight = _nodes(standard, delta, size)
    total = weight.sum() if delta == 0 else _nodes(standard, 0.0, size)[2].sum()
    low = np.count_nonzero(e < 0.5)
    return e[:low], complement[low:], weight / total


_kept_grid = lru_cache(maxsize=256)(_new_grid)


def _steps(standard: BetaPrior, delta: float, size: float) -> tuple[float, float, float, float]:
    """Return the first and the last point t at which S may count, the step between, and where z runs away.

    On the logit scale z = t + exp(t - far) - exp(-far - t). Far out, where no more than a power of e or of
    1 - e is left, which a small shape lets fall over thousands of units, t needs but a few.
    """
    c, d = standard.a, standard.b
    mode = math.log(c) - math.log(d)
    highest = float(c * special.log_expit(mode) + d * special.log_expit(-mode))
    first = (highest - _NEGLIGIBLE) / c - math.log1p(-delta)
    last = (_NEGLIGIBLE - highest) / d if delta == 0 else _NEGLIGIBLE - math.log(delta)
    far = _FAR + max(math.log1p(size), -math.log(delta) if delta else 0.0)
    first += float(special.wrightomega(-first - far))
    last -= float(special.wrightomega(last - far))
    return first, last, min(0.2, 1 / math.sqrt(size)), far


def _nodes(
    standard: BetaPrior, delta: float, size: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return e, 1 - e and the density of S on the logit scale, relative to its mode, at even steps.

    Both distributions hold at most `size` patients, hence have a standard deviation of at least
    2 / sqrt(size) on the logit scale; a step of half that leaves a relative error of about exp(-4 pi^2).
    """
    c, d = standard.a, standard.b
    first, last, step, far = _steps(standard, delta, size)
    t = np.arange(first, last + step, step)
    right, left = np.exp(t - far), np.exp(-far - t)
    z = t + right - left

    log_u, log_1_u = special.log_expit(z), special.log_expit(-z)
    log_room, log_delta = math.log1p(-delta), math.log(delta) if delta else -math.inf
    log_s, log_1_s = log_room + log_u, np.logaddexp(log_delta, log_room + log_1_u)
    p, q = c / (c + d), d / (c + d)
    above = np.exp(log_s) - p if p < q else q - np.exp(log_1_s)
    log_density = c * _log_ratio(above / p, log_s - math.log(p)) + d * _log_ratio(
        -above / q, log_1_s - math.log(q)
    )
    log_weight = log_density + log_1_u - log_1_s + np.log1p(right + left)

    counts = log_weight > -_NEGLIGIBLE
    e = delta + np.exp(log_s[counts])
    complement = np.exp(log_room + log_1_u[counts])
    return e, complement, np.exp(log_weight[counts])


def _log_ratio(excess: NDArray[np.float64], logarithm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log(1 + excess), from `logarithm`, which is the same, where the excess is large.

    With a million patients a logarithm is multiplied by a million, and its rounding with it. That of a small
    excess is as exact as the excess is, and what is wrong in the excess shifts both terms of the density
    against each other.
    """
    return np.where(np.abs(excess) < 0.5, np.log1p(np.clip(excess, -0.5, 0.5)), logarithm)
