"""Watching safety: a Bayesian boundary for toxicity, alone and beside one for efficacy.

Each patient ends in one of four cells: success or not, toxicity or not. After `n` patients a trial stands at
`(n, x, t)`, with `x` successes and `t` toxicities. A toxicity rule is a boundary on the lattice of `(n, t)`,
an efficacy rule one on the lattice of `(n, x)`; a trial that watches both stops at whichever it meets first.
One forward recursion over the four cells gives what it does exactly, whatever the association of the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from onearm import _require
from onearm.designs.stopping import StoppingRule
from onearm.designs.thall_simon import BetaPrior, ThallSimon

LARGEST_JOINT_LOOK = 200
"""The most patients a joint rule may have: walking costs time in proportion to their cube."""

MOST_STEPS = 1_000_000_000
"""The most probabilities times the cube of patients for which a joint rule is walked at once."""

TOGETHER = 80_000
"""So many probabilities of points are stepped on at once: what the nearest memory of a processor holds."""

FEW = 20
"""To step on so many patients takes no longer than to begin after them."""

_ROUNDING = 1e-12


def toxicity_rule(
    standard: BetaPrior, experimental: BetaPrior, n_min: int, n_max: int, p_upper: float
) -> StoppingRule:
    """Build the rule that stops when toxicity is probably higher than with the standard treatment.

    Looking after each patient from `n_min` to `n_max`, the trial stops when Pr(tauE > tauS | t of n) **>=**
    `p_upper`, where tauS and tauE are the probabilities of toxicity under the standard and the experimental
    treatment. The rule counts patients *free of toxicity* as successes, so it stops as *futile*.

    Parameters
    ----------
    standard, experimental : BetaPrior
        Prior for the probability of toxicity under either treatment, as in `ThallSimon`. A standard worth
        many patients comes near to a fixed limit.
    n_min, n_max : int
        First and last look, as in `ThallSimon`.
    p_upper : float
        Posterior probability of higher toxicity that stops the trial, inside (0, 1).

    Returns
    -------
    StoppingRule
        Per look the largest number of patients free of toxicity at which the trial stops.

    Raises
    ------
    ValueError
        As in `ThallSimon`.

    Notes
    -----
    It is the monitoring of one adverse outcome in the manner of Thall, Simon and Estey, with the margin 0 and
    the test at least instead of above. The share of patients with the outcome then has a Beta prior of its
    own, whatever the prior of the other outcomes.

    The time grows as in `ThallSimon.rule`, with `n_max`.

    References
    ----------
    Thall PF, Simon RM, Estey EH. Bayesian sequential monitoring designs for single-arm clinical trials with
    multiple outcomes. Stat Med. 1995;14(4):357-79.

    Examples
    --------
    >>> from onearm.designs import BetaPrior
    >>> rule = toxicity_rule(BetaPrior(10, 40), BetaPrior(0.4, 1.6), 3, 6, p_upper=0.95)
    >>> [n - free for n, free in zip(rule.n, rule.futile)]
    [3, 3, 4, 4]
    """
    most = ThallSimon(standard, experimental, n_min, n_max, p_upper).rule()
    free = [None if t is None else n - t for n, t in zip(most.n, most.promising, strict=True)]
    return StoppingRule(most.n, [None] * len(free), free)


def cells(
    p_success: ArrayLike, p_toxicity: ArrayLike, p_both: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Return the probabilities of a patient's four possible outcomes.

    Parameters
    ----------
    p_success, p_toxicity : float or array_like
        Probability of success, and of toxicity, from 0 to 1; shapes that broadcast.
    p_both : float or array_like, optional
        Probability of both in one patient, between the Boole-Fréchet bounds ``max(0, p_success + p_toxicity -
        1)`` and ``min(p_success, p_toxicity)``; their product, so that the two are independent, if left out.

    Returns
    -------
    ndarray, shape ``(4, ...)``
        Both, success alone, toxicity alone, neither; they sum to 1.

    Raises
    ------
    ValueError
        When an argument is empty or not of numbers from 0 to 1, the shapes do not broadcast, or `p_both`
        is not between the bounds.

    Notes
    -----
    The time grows as the number of probabilities.

    Examples
    --------
    >>> cells(0.5, 0.2).round(2).tolist()
    [0.1, 0.4, 0.1, 0.4]
    >>> cells(0.5, 0.2, p_both=0).round(2).tolist()
    [0.0, 0.5, 0.2, 0.3]
    """
    success = _require.probabilities("p_success, the probability of success,", p_success)
    toxicity = _require.probabilities("p_toxicity, the probability of toxicity,", p_toxicity)
    given = () if p_both is None else (_require.probabilities("p_both, the probability of both,", p_both),)
    try:
        success, toxicity, *given = np.broadcast_arrays(success, toxicity, *given)
    except ValueError:
        _require.refuse("p_success, p_toxicity and p_both must have shapes that broadcast", p_both)
    both = given[0] if given else success * toxicity
    found = np.stack([both, success - both, toxicity - both, 1 - success - toxicity + both])
    if np.min(found) < -_ROUNDING:
        _require.refuse("p_both must lie between the bounds that p_success and p_toxicity leave", p_both)
    return np.maximum(found, 0)


@dataclass(frozen=True, eq=False)
class JointCharacteristics:
    """What a joint rule does, for each probability of the four cells.

    Every field but the last has the shape of one cell's probabilities.

    Attributes
    ----------
    p_toxic, p_promising, p_futile, p_neither : ndarray
        Probability that the trial stops for toxicity, ends promising, futile, or with none of these; they
        sum to 1.
    expected_n : ndarray
        Expected number of patients at the end of the trial.
    stop_distribution : ndarray, shape ``(..., n_max + 1)``
        Entry ``[..., n]`` is the probability that the trial ends with exactly `n` patients.
    """

    p_toxic: NDArray[np.float64]
    p_promising: NDArray[np.float64]
    p_futile: NDArray[np.float64]
    p_neither: NDArray[np.float64]
    expected_n: NDArray[np.float64]
    stop_distribution: NDArray[np.float64]


@dataclass(frozen=True)
class JointRule:
    """An efficacy rule and a toxicity rule that watch the same patients.

    At each look of either rule the trial stops for toxicity when the toxicity rule says so; otherwise it
    ends promising, futile or with neither when the efficacy rule says so; otherwise it goes on. So where both
    hold at once, toxicity takes precedence. Both outcomes of a patient are taken to be known together.

    Parameters
    ----------
    efficacy : StoppingRule
        Counts successes.
    toxicity : StoppingRule
        Counts patients free of toxicity, and stops early as futile only; as from `toxicity_rule`. It has the
        last look of the efficacy rule, which is at most `LARGEST_JOINT_LOOK`.

    Raises
    ------
    ValueError
        When a rule is not a StoppingRule, the toxicity rule has a promising bound or an inconclusive range,
        the last looks differ, or there are more than 200 patients.

    References
    ----------
    Thall, Simon and Estey (1995); see `toxicity_rule`.

    Examples
    --------
    Promising at two successes of two, too toxic at two toxicities of two:

    >>> rule = JointRule(StoppingRule([2], [2]), StoppingRule([2], [None], [0]))
    >>> result = rule.operating_characteristics(cells(0.5, 0.5))
    >>> float(result.p_toxic), float(result.p_promising), float(result.p_neither)
    (0.25, 0.1875, 0.5625)
    """

    efficacy: StoppingRule
    toxicity: StoppingRule

    def __post_init__(self) -> None:
        for name in ("efficacy", "toxicity"):
            _require.of_kind(name, getattr(self, name), StoppingRule)
        if set(self.toxicity.promising) | set(self.toxicity.inconclusive) != {None}:
            _require.refuse("toxicity must be a rule with no bound but a futile one", self.toxicity)
        if self.toxicity.n[-1] != self.efficacy.n[-1]:
            _require.refuse("the last look must be the same", (self.efficacy.n[-1], self.toxicity.n[-1]))
        _require.count("the last look", self.efficacy.n[-1], 1, LARGEST_JOINT_LOOK)

    def operating_characteristics(self, probabilities: ArrayLike) -> JointCharacteristics:
        """Compute what the rule does, exactly, for the probabilities of the four cells.

        Parameters
        ----------
        probabilities : array_like, shape ``(4, ...)``
            Probabilities of both, success alone, toxicity alone and neither, which sum to 1; see `cells`.

        Returns
        -------
        JointCharacteristics
            Probabilities of each ending, expected and full distribution of the number of patients.

        Raises
        ------
        ValueError
            When `probabilities` does not hold four arrays of numbers from 0 to 1 that sum to 1; also for more
            than a thousand million probabilities times the cube of patients.

        Notes
        -----
        The time grows as the number of probabilities times the cube of the last look, and less where the
        bounds leave few points between them. What stands before the first look that can end the trial costs
        only the square.

        Examples
        --------
        >>> rule = JointRule(StoppingRule([1], [1]), StoppingRule([1], [None], [0]))
        >>> rule.operating_characteristics([0.1, 0.4, 0.1, 0.4]).p_promising.round(4).tolist()
        0.4
        """
        p = _require.probabilities("probabilities, those of the four cells,", probabilities)
        if p.shape[:1] != (4,) or np.max(np.abs(p.sum(0) - 1)) > _ROUNDING:
            _require.refuse("probabilities must be those of four cells, and sum to 1", probabilities)
        last = self.efficacy.n[-1]
        of_each = p.reshape(4, -1)
        _require.at_most("probabilities times the cube of patients", of_each.shape[1] * last**3, MOST_STEPS)
        ended = {name: np.zeros(of_each.shape[1]) for name in ("toxic", "promising", "futile", "neither")}
        stopped: NDArray[np.float64] = np.zeros((of_each.shape[1], last + 1))
        together = max(1, TOGETHER // (last + 1) ** 2)
        for first in range(0, of_each.shape[1], together):
            some = slice(first, first + together)
            for name, n, here in self._walk(of_each[:, some]):
                ended[name][some] += here
                stopped[some, n] += here
        expected_n = stopped @ np.arange(last + 1)
        shape = p.shape[1:]
        return JointCharacteristics(
            **{f"p_{name}": share.reshape(shape) for name, share in ended.items()},
            expected_n=expected_n.reshape(shape),
            stop_distribution=stopped.reshape(*shape, last + 1),
        )

    def _first_ending(self) -> int:
        """Return the number of patients at which the trial can first end."""
        rules = (self.efficacy, self.toxicity)
        looks = (zip(rule.n, rule.promising, rule.futile, rule.inconclusive, strict=True) for rule in rules)
        last = self.efficacy.n[-1]
        return min(n for n, *ends in chain(*looks) if n == last or ends != [None] * 3)

    def _walk(self, p: NDArray[np.float64]) -> Iterator[tuple[str, int, NDArray[np.float64]]]:
        """Yield each ending, `n`, and its probability then; toxicity is taken first."""
        looks = [{n: look for look, n in enumerate(rule.n)} for rule in (self.efficacy, self.toxicity)]
        first = self._first_ending()
        known = first if first > FEW else 0
        weight = _unstopped(known, p)  # of each [x, free], of those that go on
        lowest_x = lowest_free = 0
        for n in range(max(known, 1), self.efficacy.n[-1] + 1):
            if n > known:
                weight = _step(weight, p)
            of_efficacy, of_toxicity = (of.get(n) for of in looks)
            if of_toxicity is not None and (most := self.toxicity.futile[of_toxicity]) is not None:
                toxic = max(most + 1 - lowest_free, 0)
                yield "toxic", n, weight[..., :toxic].sum((-2, -1))
                weight, lowest_free = weight[..., toxic:], lowest_free + toxic
            if of_efficacy is not None:
                endings = self.efficacy._endings(of_efficacy)
                for name, first, stop in endings:
                    points = slice(max(first - lowest_x, 0), max(stop - lowest_x, 0))
                    yield name, n, weight[:, points].sum((-2, -1))
                    weight[:, points] = 0
                (_, _, start), _, (_, stop, _) = endings
                weight = weight[:, max(start - lowest_x, 0) : max(stop - lowest_x, 0)]
                lowest_x = max(lowest_x, start)


def _unstopped(n: int, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of each ``[x, free]`` after `n` patients, where no trial has ended before.

    With x successes, the numbers free of toxicity have the generating function (both + success w)^x times
    (toxicity + neither w)^(n - x), times the orders of so many successes; a Fourier transform reads it off.
    """
    both, success, toxicity, neither = p[..., None, None]
    w = np.exp(-2j * np.pi * np.arange((n + 1) // 2 + 1) / (n + 1))
    powers = np.ones((2, p.shape[1], n + 1, len(w)), dtype=complex)
    powers[:, :, 1:] = np.stack([both + success * w, toxicity + neither * w])
    of_x, of_others = np.cumprod(powers, axis=2)
    orders = special.binom(n, np.arange(n + 1))[:, None]
    return np.maximum(np.fft.irfft(orders * of_x * of_others[:, ::-1], n + 1), 0)


def _step(weight: NDArray[np.float64], p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weight of each ``[x, free]`` after one more patient."""
    both, success, toxicity, neither = p[..., None, None]
    rates, x, free = weight.shape
    step = np.zeros((rates, x + 1, free + 1))
    np.multiply(weight, success, out=step[:, 1:, 1:])
    added = weight * both  # one array for all that is added: to make new ones takes longer than to multiply
    step[:, 1:, :-1] += added
    step[:, :-1, :-1] += np.multiply(weight, toxicity, out=added)
    step[:, :-1, 1:] += np.multiply(weight, neither, out=added)
    return step
