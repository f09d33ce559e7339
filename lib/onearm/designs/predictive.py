"""Predictive probability: how likely the patients still to come are to bring the trial to a conclusion.

A posterior looks back at the patients seen; a predictive probability looks ahead. After `x` successes in `n`
patients the next one succeeds with the posterior mean, (a + x) / (a + b + n), and so on to the end of the
trial. Averaged over all these futures, an ending has a probability. A trial whose chance of a conclusion is
small may stop.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from onearm import _require
from onearm.designs.stopping import LARGEST_LOOK, StoppingRule
from onearm.designs.thall_simon import TIE, BetaPrior


@dataclass(frozen=True)
class PredictiveProbability:
    """A predictive-probability design (Lee and Liu) for a binary outcome.

    With all `n_max` patients the trial succeeds when Pr(p > `p0` | x, n_max) **>=** `p_final`. Looking after
    each patient from `n_min` on, PP is the predictive probability of that success, and the trial stops as

    * *futile*, if `p_lower` is given, when PP **<=** `p_lower`;
    * *promising*, if `p_upper` is given, when PP **>=** `p_upper`.

    Parameters
    ----------
    prior : BetaPrior
        Prior for p, the success probability.
    p0 : float
        Success probability of the standard treatment, a fixed number inside (0, 1).
    n_min, n_max : int
        First and last look, ``1 <= n_min <= n_max <= 10,000``.
    p_final : float
        Posterior probability that makes the trial a success in the end, inside (0, 1): theta_T in the source.
    p_lower : float, optional
        Predictive probability that ends it as futile, from 0 up to but not including 1: theta_L. At 0 it ends
        when success has become impossible.
    p_upper : float, optional
        Predictive probability that ends it as promising, above `p_lower` and below 1: theta_U. Without it the
        trial never ends as promising before `n_max`, which the source writes as theta_U = 1; so 1 is refused.

    Raises
    ------
    ValueError
        When an argument is not of its kind or outside its range.

    References
    ----------
    Lee JJ, Liu DD. A predictive probability design for phase II cancer clinical trials. Clin Trials.
    2008;5(2):93-106. doi:10.1177/1740774508089279

    Examples
    --------
    >>> design = PredictiveProbability(BetaPrior(0.6, 0.4), 0.6, 10, 40, p_final=0.9, p_lower=0.05)
    >>> round(design.prob_success(16, 23), 4)
    0.5656
    >>> rule = design.rule()
    >>> rule.decide(12, 23), rule.decide(28, 40)
    ('futile', 'promising')
    """

    prior: BetaPrior
    p0: float
    n_min: int
    n_max: int
    p_final: float
    p_lower: float | None = None
    p_upper: float | None = None

    def __post_init__(self) -> None:
        _require.of_kind("prior", self.prior, BetaPrior)
        p0 = _require.inside_unit("p0, the standard's success probability,", self.p0)
        n_max = _require.count("n_max, the last look,", self.n_max, 1, LARGEST_LOOK)
        n_min = _require.count("n_min, the first look,", self.n_min, 1, n_max)
        p_final = _require.inside_unit("p_final, the cut-off for success,", self.p_final)
        _require.keep(self, p0=p0, n_min=n_min, n_max=n_max, p_final=p_final)
        if self.p_lower is not None:
            p_lower = _require.number("p_lower, the cut-off for futile,", self.p_lower, 0, 1, open_high=True)
            _require.keep(self, p_lower=p_lower)
        if self.p_upper is not None:
            above = 0.0 if self.p_lower is None else self.p_lower
            name = "p_upper, the cut-off for promising,"
            p_upper = _require.number(name, self.p_upper, above, 1, open_low=True)
            if p_upper == 1:
                never = "which in Lee and Liu's notation means never to end early as promising"
                _require.refuse(f"p_upper must be None instead of 1, {never}", self.p_upper)
            _require.keep(self, p_upper=p_upper)

    def prob_success(self, x: int, n: int) -> float:
        """Compute the predictive probability that the trial succeeds with all its patients.

        Parameters
        ----------
        x, n : int
            Successes and patients so far, ``0 <= x <= n <= n_max``.

        Returns
        -------
        float
            PP: the sum over the successes still to come of their beta-binomial probabilities, over those that
            lead to success.

        Raises
        ------
        ValueError
            When `x` or `n` is not a whole number in its range.

        Notes
        -----
        The time grows as the square of the last look.

        Examples
        --------
        >>> design = PredictiveProbability(BetaPrior(1, 1), 0.5, 1, 2, p_final=0.8)
        >>> [round(design.prob_success(x, 1), 4) for x in (0, 1)]
        [0.0, 0.6667]
        """
        return prob_conclusive(self._final(), self.prior, x, n)

    def rule(self) -> StoppingRule:
        """Return the design's `StoppingRule`: one look after each patient from `n_min` to `n_max`.

        The promising bound is the smallest `x` with ``prob_success(x, n) >= p_upper``, the futile bound the
        largest `x` with ``prob_success(x, n) <= p_lower``; `None` where no `x` qualifies. A probability
        within 1e-12 of its cut-off counts as equal to it. At `n_max` the probability is 0 or 1: success is
        promising, and where `p_lower` is given all else is futile.

        Returns
        -------
        StoppingRule
            The boundary.

        Notes
        -----
        The time grows as the square of the last look.

        Examples
        --------
        >>> design = PredictiveProbability(BetaPrior(1, 1), 0.5, 2, 4, p_final=0.8, p_lower=0.2, p_upper=0.9)
        >>> print(design.rule())
        Stop as promising at 2 or more successes in 2 patients, 3 or more in 3 to 4.
        Stop as futile at 0 or fewer successes in 2 patients, 1 or fewer in 3, 2 or fewer in 4.
        """
        promising, futile = [], []
        for n, probs in _look_back(self._final(), self.prior, self.n_min):
            p_upper = 1.0 if n == self.n_max else self.p_upper
            missed = n + 1 if p_upper is None else int(np.count_nonzero(probs < p_upper - TIE))
            promising.append(missed if missed <= n else None)
            unlikely = 0 if self.p_lower is None else int(np.count_nonzero(probs <= self.p_lower + TIE))
            futile.append(unlikely - 1 if unlikely else None)
        return StoppingRule(range(self.n_min, self.n_max + 1), promising[::-1], futile[::-1])

    def _final(self) -> StoppingRule:
        """Return the rule that looks once, at `n_max`."""
        x = np.arange(self.n_max + 1)
        better = special.betainc(self.prior.b + self.n_max - x, self.prior.a + x, 1 - self.p0)
        missed = int(np.count_nonzero(better < self.p_final - TIE))
        return StoppingRule([self.n_max], [missed if missed <= self.n_max else None])


def prob_conclusive(rule: StoppingRule, prior: BetaPrior, x: int, n: int) -> float:
    """Compute the predictive probability that a trial under the rule reaches a conclusion.

    A conclusion is a stop as promising or as futile, at this look or a later one.

    Parameters
    ----------
    rule : StoppingRule
        The rule, carried on to its last look.
    prior : BetaPrior
        Prior for the success probability.
    x, n : int
        Successes and patients so far, ``0 <= x <= n <= max(rule.n)``; whoever has passed a look is taken to
        have gone on from there.

    Returns
    -------
    float
        The predictive probability: 1 where the rule stops with a conclusion.

    Raises
    ------
    ValueError
        When `rule` is no `StoppingRule`, `prior` no `BetaPrior`, or `x` or `n` not a whole number in its
        range.

    Notes
    -----
    Backwards from the last look, each point of the lattice is worth the mean of the two that may come next,
    weighted by the posterior mean of the success probability. The work is in proportion to the square of the
    last look.

    Examples
    --------
    One success among three will do, and the first patient was a failure. The next succeeds with probability
    1/3, and if not, the last with 1/4:

    >>> rule = StoppingRule(n=(1, 2, 3), promising=(None, None, 1))
    >>> round(prob_conclusive(rule, BetaPrior(1, 1), 0, 1), 4)
    0.5
    """
    _require.of_kind("rule", rule, StoppingRule)
    _require.of_kind("prior", prior, BetaPrior)
    n = _require.count("n, the number of patients,", n, 0, rule.n[-1])
    x = _require.count("x, the number of successes,", x, 0, n)
    *_, (_, probs) = _look_back(rule, prior, n)
    return float(probs[x])


def stop_inconclusive(rule: StoppingRule, prior: BetaPrior, cutoff: float) -> StoppingRule:
    """Let a trial under the rule also stop when it is unlikely to reach a conclusion.

    At each look but the last the trial is given up where `prob_conclusive` is **at most** the cut-off. It
    then ends with neither decision, as it does when the last look meets no bound.

    Parameters
    ----------
    rule : StoppingRule
        The bounds; inconclusive ranges of its own are replaced.
    prior : BetaPrior
        Prior for the success probability; for a Thall-Simon design that of the experimental treatment.
    cutoff : float
        Predictive probability of a conclusion, from 0 up to but not including 1. At 0 the trial stops when it
        can no longer be conclusive. A probability within 1e-12 of the cut-off counts as equal to it.

    Returns
    -------
    StoppingRule
        The same bounds with inconclusive ranges.

    Raises
    ------
    ValueError
        When `rule` is no `StoppingRule`, `prior` no `BetaPrior`, or `cutoff` outside its range.

    Notes
    -----
    The source proposes to stop such trials by the predictive distribution of the success rate. Here the trial
    is carried on through all looks that remain, not to the last one alone. What stands between the bounds and
    is unlikely to be conclusive is one unbroken range of `x`: looking back by one patient never adds a change
    of sign to the difference from a cut-off.

    The time grows as the square of the last look.

    References
    ----------
    Thall PF, Simon R. A Bayesian approach to establishing sample size and monitoring criteria for phase II
    clinical trials. Control Clin Trials. 1994;15(6):463-81.

    Examples
    --------
    A trial of six is promising from 5 successes on and futile up to 1. Whoever has 2 of 4 can reach neither:

    >>> rule = StoppingRule(n=(4, 5, 6), promising=(4, 5, 5), futile=(0, 1, 1))
    >>> print(stop_inconclusive(rule, BetaPrior(1, 1), 0))
    Stop as promising at 4 or more successes in 4 patients, 5 or more in 5 to 6.
    Stop as futile at 0 or fewer successes in 4 patients, 1 or fewer in 5 to 6.
    Stop as inconclusive at 2 successes in 4 patients, 2 to 3 in 5.
    """
    _require.of_kind("rule", rule, StoppingRule)
    _require.of_kind("prior", prior, BetaPrior)
    cutoff = _require.number("cutoff, a predictive probability,", cutoff, 0, 1, open_high=True)
    bounds = StoppingRule(rule.n, rule.promising, rule.futile)
    unlikely = {n: np.flatnonzero(probs <= cutoff + TIE) for n, probs in _look_back(bounds, prior, rule.n[0])}
    ranges = [(unlikely[n][0], unlikely[n][-1]) if len(unlikely[n]) else None for n in rule.n[:-1]]
    return StoppingRule(rule.n, rule.promising, rule.futile, [*ranges, None])


def _look_back(rule: StoppingRule, prior: BetaPrior, first: int) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Yield, from the last look back to `first`, `n` and the probability of a conclusion at each `x`."""
    stops = zip(rule.futile, rule.inconclusive, rule.promising, strict=True)
    stops = dict(zip(rule.n, stops, strict=True))
    last = rule.n[-1]
    probs = np.zeros(last + 2)
    for n in range(last, first - 1, -1):
        success = (prior.a + np.arange(n + 1)) / (prior.size + n)
        probs = success * probs[1:] + (1 - success) * probs[:-1]
        futile, inconclusive, promising = stops.get(n, (None, None, None))
        if futile is not None:
            probs[: futile + 1] = 1
        if inconclusive is not None:
            probs[inconclusive[0] : inconclusive[1] + 1] = 0
        if promising is not None:
            probs[promising:] = 1
        yield n, probs
