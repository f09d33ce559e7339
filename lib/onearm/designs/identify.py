"""What a printed boundary tells about the Thall-Simon design behind it.

A boundary lists, per look, the smallest number of successes that is promising. The cut-off must then lie
above the posterior probability of one success fewer and not above that of the boundary itself, at every look
at once. For given priors that leaves an interval of cut-offs, often empty; over a grid of priors it leaves a
set of designs, all of which print the same boundary. Which of them was used, the boundary cannot tell.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from onearm import _require
from onearm._interval import Interval
from onearm.designs.stopping import LARGEST_LOOK, StoppingRule
from onearm.designs.thall_simon import TIE, BetaPrior, ThallSimon, _grid, _margin

_Grid = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def p_upper_interval(
    rule: StoppingRule, standard: BetaPrior, experimental: BetaPrior, delta: float = 0.0
) -> Interval | None:
    """Return the cut-offs with which these priors give exactly this promising boundary.

    Parameters
    ----------
    rule : StoppingRule
        The boundary. Only its looks and its promising bounds count.
    standard, experimental : BetaPrior
        Prior for the standard and for the experimental treatment, in the range of `ThallSimon`.
    delta : float
        Margin by which the experimental treatment must be better, from 0 up to but not including 1. The
        Thall-Simon design asks for none: 0.

    Returns
    -------
    Interval or None
        Every cut-off **above** `low` and **at most** `high` gives the boundary, and no other does: `low`
        itself is excluded, though it belongs to an `Interval`. None when there is no such cut-off.

    Raises
    ------
    ValueError
        When `rule` is no `StoppingRule`, or a prior or `delta` is not of its kind or outside its range.

    Notes
    -----
    With bound U at a look, ``prob_better(U - 1, n) < p_upper <= prob_better(U, n)``; where there is no bound,
    n successes of n must miss the cut-off, and where the bound is 0, nothing can. The strictest look decides
    each end. `ThallSimon.rule` counts a probability within 1e-12 of a cut-off as having reached it, so both
    ends lie 1e-12 higher, and ends no further apart than that are a tie.

    Examples
    --------
    >>> standard, weak = BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775)
    >>> rule = StoppingRule(n=(6, 7), promising=(5, 5))
    >>> low, high = p_upper_interval(rule, standard, weak)
    >>> print(f"above {low:.4f}, at most {high:.4f}")
    above 0.9386, at most 0.9722
    >>> ThallSimon(standard, weak, 6, 7, p_upper=high).rule() == rule
    True

    No cut-off asks for one of six patients and for five of seven:

    >>> p_upper_interval(StoppingRule(n=(6, 7), promising=(1, 5)), standard, weak) is None
    True
    """
    bounds = _bounds(rule).items()
    design = ThallSimon(standard, experimental, 1, 1, p_upper=0.5)
    low = max((design.prob_better(x - 1, n, delta) for n, x in bounds if x > 0), default=0.0)
    high = min((design.prob_better(x, n, delta) for n, x in bounds if x <= n), default=1.0)
    return Interval(low + TIE, min(high + TIE, 1.0)) if high - low > TIE else None


@dataclass(frozen=True, eq=False)
class IdentifiedSet:
    """The designs that give one boundary: per experimental prior of a grid, its interval of cut-offs.

    Attributes
    ----------
    means : ndarray, shape (m,)
        Prior means of the experimental treatment's success probability.
    sizes : ndarray, shape (k,)
        Prior effective sample sizes, in patients.
    standard : BetaPrior
        Prior for the standard treatment.
    low, high : ndarray, shape (m, k)
        Entry ``[i, j]`` belongs to the prior with mean ``means[i]`` worth ``sizes[j]`` patients: with it,
        every cut-off above `low` and at most `high` gives the boundary. NaN where none does.
    """

    means: NDArray[np.float64]
    sizes: NDArray[np.float64]
    standard: BetaPrior
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @property
    def identified(self) -> NDArray[np.bool_]:
        """Whether some cut-off gives the boundary, per prior: ndarray of bool, shape (m, k)."""
        return ~np.isnan(self.low)

    def contains(self, cutoff: float) -> NDArray[np.bool_]:
        """Say for each prior of the grid whether this cut-off gives the boundary.

        Parameters
        ----------
        cutoff : float
            A posterior probability, inside (0, 1).

        Returns
        -------
        ndarray of bool, shape (m, k)
            Whether ``low < cutoff <= high``.

        Raises
        ------
        ValueError
            When `cutoff` is not inside (0, 1).

        Examples
        --------
        >>> rule = StoppingRule(n=(6, 7), promising=(5, 5))
        >>> found = identified_set(rule, [0.245], [2, 5], standard=BetaPrior(30.87, 95.13))
        >>> found.contains(0.95).tolist()
        [[False, True]]
        """
        cutoff = _require.inside_unit("cutoff, a posterior probability,", cutoff)
        return (self.low < cutoff) & (cutoff <= self.high)

    def prob_better(self, x: int, n: int, delta: float = 0.0) -> NDArray[np.float64]:
        """Compute Pr(thetaE > thetaS + delta | x successes in n patients) for each prior of the grid.

        Parameters
        ----------
        x, n : int
            Successes and patients on the experimental treatment, ``0 <= x <= n <= 10,000``.
        delta : float
            Margin, from 0 up to but not including 1.

        Returns
        -------
        ndarray, shape (m, k)
            Posterior probabilities; take those of `identified` for the designs in the set.

        Raises
        ------
        ValueError
            When `x`, `n` or `delta` is not of its kind or outside its range.

        Examples
        --------
        Designs that give the same boundary need not agree on what 5 of 7 means:

        >>> rule = StoppingRule(n=(6, 7), promising=(5, 5))
        >>> found = identified_set(rule, [0.245], [3, 5, 200], standard=BetaPrior(30.87, 95.13))
        >>> found.identified.tolist()
        [[True, True, True]]
        >>> found.prob_better(5, 7).round(4).tolist()
        [[0.9825, 0.9722, 0.6311]]
        """
        n = _require.count("n, the number of patients,", n, 0, LARGEST_LOOK)
        x = _require.count("x, the number of successes,", x, 0, n)
        grid = _grid(self.standard, _margin(delta), max(self.standard.size, self.sizes.max() + n))
        shapes = _shapes(self.means, self.sizes)
        return np.stack([_prob_exceeds(a + x, b + n - x, grid) for a, b in shapes])

    def tipping_points(self, x: int, n: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Find how well a comparator may do before x of n no longer reaches the design's own cut-off.

        Parameters
        ----------
        x, n : int
            Successes and patients on the experimental treatment, ``0 <= x <= n <= 10,000``.

        Returns
        -------
        strict, lenient : ndarray, shape (m, k)
            Success probabilities of a comparator that is known exactly. Up to `strict` every cut-off that
            gives the boundary is reached; from `lenient` on, none is. NaN for priors outside the set.

        Raises
        ------
        ValueError
            When `x` or `n` is not a whole number in its range.

        Notes
        -----
        Against a comparator known to succeed with probability s, Pr(thetaE > s | x of n) is a tail of the
        posterior Beta distribution, so that each end is one of its quantiles.

        Examples
        --------
        >>> rule = StoppingRule(n=(6, 7), promising=(5, 5))
        >>> found = identified_set(rule, [0.245], [3, 5], standard=BetaPrior(30.87, 95.13))
        >>> strict, lenient = found.tipping_points(5, 7)
        >>> strict.round(4).tolist()
        [[0.2554, 0.2553]]
        >>> lenient.round(4).tolist()
        [[0.309, 0.3013]]
        """
        n = _require.count("n, the number of patients,", n, 0, LARGEST_LOOK)
        x = _require.count("x, the number of successes,", x, 0, n)
        a = np.outer(self.means, self.sizes)
        b = self.sizes - a
        return tuple(special.betaincinv(a + x, b + n - x, 1 - end) for end in (self.high, self.low))


def identified_set(
    rule: StoppingRule,
    means: Iterable[float],
    sizes: Iterable[float],
    standard: BetaPrior,
    delta: float = 0.0,
) -> IdentifiedSet:
    """Find, for each experimental prior of a grid, the cut-offs that give exactly this promising boundary.

    Parameters
    ----------
    rule : StoppingRule
        The boundary. Only its looks and its promising bounds count.
    means : sequence of float, length m
        Prior means of the experimental treatment's success probability, inside (0, 1).
    sizes : sequence of float, length k
        Prior effective sample sizes, in patients, above 0.
    standard : BetaPrior
        Prior for the standard treatment.
    delta : float
        Margin by which the experimental treatment must be better, from 0 up to but not including 1. The
        Thall-Simon design asks for none: 0.

    Returns
    -------
    IdentifiedSet
        The ends of `p_upper_interval` for each of the m times k priors.

    Raises
    ------
    ValueError
        When `rule` is no `StoppingRule`, `means` or `sizes` is no sequence of numbers in its range, a prior
        of the grid or `standard` is outside the range of `ThallSimon`, or `delta` is outside its range.

    Notes
    -----
    The posterior probability P(a, b) = Pr(E > S + delta), E ~ Beta(a, b), is found once per prior, by the sum
    over S of `ThallSimon.prob_better`. From there a walk along the boundary changes it, patient by patient,
    by a term that needs no incomplete Beta function:

        P(a + 1, b) - P(a, b) = g / a,  P(a, b + 1) - P(a, b) = -g / b,

    where g is the mean over S of e^a (1 - e)^b / B(a, b), e = S + delta: the recurrences of the incomplete
    Beta function. The work is in proportion to the number of priors and to the last look.

    References
    ----------
    NIST Digital Library of Mathematical Functions, section 8.17(iv): recurrence relations of the incomplete
    Beta function. https://dlmf.nist.gov/8.17

    Examples
    --------
    >>> rule = StoppingRule(n=(6, 7), promising=(5, 5))
    >>> found = identified_set(rule, [0.245, 0.5], [2, 5, 10], standard=BetaPrior(30.87, 95.13))
    >>> found.low.round(4).tolist()
    [[0.966, 0.9386, 0.8973], [0.986, 0.9898, 0.9942]]
    >>> int(found.identified.sum()), int(found.contains(0.95).sum())
    (6, 1)
    """
    bounds = _bounds(rule)
    means = _axis("means", means, _require.inside_unit)
    sizes = _axis("sizes", sizes, _require.positive)
    for mean in (means.min(), means.max()):
        for size in (sizes.min(), sizes.max()):
            ThallSimon(standard, BetaPrior.from_mean(mean, size), 1, 1, p_upper=0.5)
    grid = _grid(standard, _margin(delta), max(standard.size, sizes.max() + max(bounds)))
    low, high = np.full((2, len(means), len(sizes)), np.nan)
    if _rises_by_one_at_most(bounds):
        for row, (a, b) in enumerate(_shapes(means, sizes)):
            low[row], high[row] = _ends(bounds, a, b, grid)
    low, high = np.where(high - low > TIE, (low + TIE, np.minimum(high + TIE, 1)), np.nan)
    return IdentifiedSet(means, sizes, standard, low, high)


def _axis(name: str, values: Iterable[float], check: Callable[[str, Any], float]) -> NDArray[np.float64]:
    """Return the values along one side of the grid, each checked, or refuse them."""
    return np.array([check(f"each of {name}", entry) for entry in _require.listed(name, values)])


def _shapes(
    means: NDArray[np.float64], sizes: NDArray[np.float64]
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Yield the shape parameters of the priors, one mean at a time: `a` and `b` for all sizes."""
    for mean in means:
        yield mean * sizes, sizes - mean * sizes


def _bounds(rule: StoppingRule) -> dict[int, int]:
    """Return the bound of each look; where there is none, n + 1, which nobody reaches."""
    if not isinstance(rule, StoppingRule):
        _require.refuse("rule must be a StoppingRule", rule)
    looks = zip(rule.n, rule.promising, strict=True)
    return {n: n + 1 if bound is None else bound for n, bound in looks}


def _rises_by_one_at_most(bounds: dict[int, int]) -> bool:
    """Say whether the boundary rises by none or one per patient, as that of any prior and cut-off does."""
    steps = itertools.pairwise(bounds.items())
    return all(0 <= later - earlier <= m - n for (n, earlier), (m, later) in steps)


def _approach(bounds: dict[int, int]) -> list[int]:
    """Return the successes before each patient, on a way that is one short of the bound before each look."""
    successes = [0]
    for look, bound in bounds.items():
        one_short = min(max(bound - 1, 0), look - 1)
        while len(successes) < look:
            successes.append(min(successes[-1] + 1, one_short))
    return successes


def _ends(
    bounds: dict[int, int], a: NDArray[np.float64], b: NDArray[np.float64], grid: _Grid
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the highest probability that misses a bound and the lowest that reaches one, per E ~ Beta(a, b).

    One short of the bound before each look, the next patient decides.
    """
    low, high = np.zeros_like(a), np.ones_like(a)
    prob, successes = _prob_exceeds(a, b, grid), _approach(bounds)
    for n, (x, next_x) in enumerate(itertools.pairwise([*successes, successes[-1]]), start=1):
        gain = _gain(a, b, grid)
        after_failure, after_success = prob - gain / b, prob + gain / a
        if n in bounds:
            for at, after in ((x, after_failure), (x + 1, after_success)):
                if at < bounds[n]:
                    low = np.maximum(low, after)
                else:
                    high = np.minimum(high, after)
        if next_x > x:
            prob, a = after_success, a + 1
        else:
            prob, b = after_failure, b + 1
    return low, high


def _prob_exceeds(a: NDArray[np.float64], b: NDArray[np.float64], grid: _Grid) -> NDArray[np.float64]:
    """Return Pr(E > S + delta) per E ~ Beta(a, b): the mean over S of what E leaves above."""
    low, high_complement, weight = grid
    a, b = a[:, None], b[:, None]
    above = np.hstack([1 - special.betainc(a, b, low), special.betainc(b, a, high_complement)])
    return np.minimum(above @ weight, 1)


def _gain(a: NDArray[np.float64], b: NDArray[np.float64], grid: _Grid) -> NDArray[np.float64]:
    """Return the mean over S of e^a (1 - e)^b / B(a, b), e = S + delta, per E ~ Beta(a, b)."""
    low, high_complement, weight = grid
    with np.errstate(divide="ignore"):  # beside the ends e or 1 - e may be 0, and so is its power
        log_e = np.hstack([np.log(low), np.log1p(-high_complement)])
        log_complement = np.hstack([np.log1p(-low), np.log(high_complement)])
    powers = np.outer(a, log_e) + np.outer(b, log_complement) - special.betaln(a, b)[:, None]
    return np.exp(powers) @ weight
