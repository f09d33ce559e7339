"""What a printed boundary tells about the Thall-Simon design behind it.

A boundary lists, per look, the smallest number of successes that is promising. The cut-off must then lie
above the posterior probability of one success fewer and not above that of the boundary itself, at every look
at once. For given priors that leaves an interval of cut-offs, often empty; over all priors it leaves a set of
designs, all of which print the same boundary. Which of them was used, the boundary cannot tell. The set is
found on a grid of priors, or as a region with its edge.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from onearm import _require
from onearm._interval import Interval
from onearm.designs.stopping import LARGEST_LOOK, StoppingRule
from onearm.designs.thall_simon import (
    LARGEST_SIZE,
    SMALLEST_SHAPE,
    TIE,
    BetaPrior,
    ThallSimon,
    _grid,
    _margin,
)

SMALLEST_SIZE = 2 * SMALLEST_SHAPE
"""The least that the priors of a region are worth, in patients."""

_NEXT_TO_ZERO = 1e-12
"""The mean that stands for those beside 0, and its distance from 1 for those beside 1."""

_Results = tuple[tuple[int, int], ...]
_Priors = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Two arrays: lowest and highest means, or means and sizes."""
_Values = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
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

    The time grows as the number of looks.

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

        Notes
        -----
        The time grows as the number of priors.

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
            Posterior probabilities. NaN for priors outside the set.

        Raises
        ------
        ValueError
            When `x`, `n` or `delta` is not of its kind or outside its range.

        Notes
        -----
        The time grows as the number of priors in the set.

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
        x, n = _result(x, n)
        grid = _grid(self.standard, _margin(delta), max(self.standard.size, self.sizes.max() + n))
        better = np.full(self.identified.shape, np.nan)
        for row, inside, (a, b) in zip(better, self.identified, _shapes(self.means, self.sizes), strict=True):
            row[inside] = _probs_exceed(a[inside] + x, b[inside] + n - x, grid)
        return better

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

        The time grows as the number of priors.

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
        x, n = _result(x, n)
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
    Beta function. These powers are raised once per prior, and a patient multiplies them by e or by 1 - e. The
    work is in proportion to the number of priors and to the last look.

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


@dataclass(frozen=True)
class IdentifiedRegion:
    """All experimental priors with which some cut-off gives one boundary: a set with an edge, and no grid.

    Parameters
    ----------
    rule : StoppingRule
        The boundary. Only its looks and its promising bounds count.
    standard : BetaPrior
        Prior for the standard treatment, in the range of `ThallSimon`.
    largest_size : float
        The priors are worth at least 0.04 patients and at most this many: more than 0.04, and at most 1e6.
        Their means are any inside (0, 1), even where that makes a shape parameter smaller than `ThallSimon`
        allows.

    Raises
    ------
    ValueError
        When `rule` is no `StoppingRule`, or another argument is not of its kind or outside its range.

    Notes
    -----
    Let a result *reach* when its successes are the bound of its look, and *miss* when they are one fewer. A
    cut-off exists where each result that reaches has a higher posterior probability than each that misses.
    Where one of the two has at least as many successes and at most as many failures as the other, nothing is
    left to ask. Else one of them has k successes and j failures more. By the recurrences of `identified_set`
    the difference of the two probabilities is a positive factor times a rational function of the prior's mean
    and size. For a given size it is positive up to one mean and negative from there: further results speak
    for the treatment as long as less was expected of it. So the priors of one size are an interval of means,
    and its ends are found by halving, to 1e-15.

    That the sign changes once at most is proved where k = j. Write both probabilities as ratios of integrals
    over two independent draws from the prior. The difference then has the sign of the integral of
    exp(a U) K(U), where U is the sum of the draws' logits, a the prior's first shape parameter, and K is free
    of it. For k = j there is one U0 at which K changes its sign, so exp(-a U0) times the integral is monotone
    in a. For other k and j it is no theorem here: the tests count the changes of sign in the coefficients of
    the exact polynomials that belong to Table 1.

    For a given size every posterior probability rises with the mean. So cut-offs, and the probability after
    any result, are extreme on the edge. Along the sizes an extreme is looked for in steps of at most 8 %,
    then in ever finer ones beside the best. It is found to 1e-6; only a rise and a fall within one step could
    be missed.

    Examples
    --------
    >>> rule = StoppingRule(n=range(6, 13), promising=(5, 5, 5, 6, 6, 6, 7))
    >>> region = IdentifiedRegion(rule, BetaPrior(30.87, 95.13), largest_size=100)
    >>> low, high = region.means([2, 5, 100])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.0, 0.2242], [0.3027, 0.4348, 0.4478])
    """

    rule: StoppingRule
    standard: BetaPrior
    largest_size: float = LARGEST_SIZE

    def __post_init__(self) -> None:
        _bounds(self.rule)
        ThallSimon(self.standard, BetaPrior(1, 1), 1, 1, p_upper=0.5)
        ends = SMALLEST_SIZE, LARGEST_SIZE
        largest = _require.number("largest_size, in patients,", self.largest_size, *ends, open_low=True)
        _require.keep(self, largest_size=largest)

    def means(self, sizes: Iterable[float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Find the prior means with which some cut-off gives the boundary.

        Parameters
        ----------
        sizes : sequence of float, length k
            Prior effective sample sizes, in patients, from 0.04 to `largest_size`.

        Returns
        -------
        low, high : ndarray, shape (k,)
            The means between `low` and `high` belong to the region, the ends do not. NaN where none does.

        Raises
        ------
        ValueError
            When `sizes` is no sequence of numbers in its range.

        Notes
        -----
        The time grows as the number of sizes times the looks that bound the region, and with the patients
        between them.

        Examples
        --------
        >>> rule = StoppingRule(n=(6, 7, 8, 9), promising=(5, 5, 5, 6))
        >>> region = IdentifiedRegion(rule, BetaPrior(30.87, 95.13), largest_size=10)
        >>> low, high = region.means([5])
        >>> print(f"{low[0]:.4f} to {high[0]:.4f}")
        0.0000 to 0.7776
        """
        limits = SMALLEST_SIZE, self.largest_size
        return self._means(_axis("sizes", sizes, lambda name, size: _require.number(name, size, *limits)))

    def edge(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return sizes of the region's priors, at most 8 % apart, and the lowest and highest mean of each.

        Returns
        -------
        sizes, low, high : ndarray, shape (k,)
            As `means` gives them; k is 0 when no prior gives the boundary.

        Notes
        -----
        The time grows with the looks that bound the region and with the patients between them.

        Examples
        --------
        >>> rule = StoppingRule(n=(6, 7, 8, 9), promising=(5, 5, 5, 6))
        >>> region = IdentifiedRegion(rule, BetaPrior(30.87, 95.13), largest_size=10)
        >>> sizes, low, high = region.edge()
        >>> bool((low < high).all())
        True
        """
        sizes = self._steps
        inside = ~np.isnan(self._means(sizes)[0])
        ends = [np.geomspace(sizes[at], sizes[at + 1], 50) for at in np.flatnonzero(np.diff(inside))]
        sizes = np.unique(np.concatenate([sizes, *ends]))
        low, high = self._means(sizes)
        inside = ~np.isnan(low)
        return sizes[inside], low[inside], high[inside]

    def cutoffs(self) -> Interval:
        """Return the range of the cut-offs that give the boundary, over all priors.

        Returns
        -------
        Interval
            Its ends are limits, which no design of the region need have.

        Raises
        ------
        ValueError
            When no prior gives the boundary.

        Notes
        -----
        The time grows with the looks that bound the region and with the patients between them.

        Examples
        --------
        >>> rule = StoppingRule(n=(6, 7, 8, 9), promising=(5, 5, 5, 6))
        >>> region = IdentifiedRegion(rule, BetaPrior(30.87, 95.13), largest_size=10)
        >>> low, high = region.cutoffs()
        >>> print(f"above {low:.4f}, at most {high:.4f}")
        above 0.5411, at most 0.9999
        """
        return self._range(self._ends)

    def prob_better(self, x: int, n: int) -> Interval:
        """Return the range of Pr(thetaE > thetaS | x successes in n patients) over all priors.

        Parameters
        ----------
        x, n : int
            Successes and patients on the experimental treatment, ``0 <= x <= n <= 10,000``.

        Returns
        -------
        Interval
            Its ends are limits, which no design of the region need have.

        Raises
        ------
        ValueError
            When `x` or `n` is not a whole number in its range, or no prior gives the boundary.

        Notes
        -----
        The time grows with the looks that bound the region and with the patients between them.

        Examples
        --------
        >>> rule = StoppingRule(n=(6, 7, 8, 9), promising=(5, 5, 5, 6))
        >>> region = IdentifiedRegion(rule, BetaPrior(30.87, 95.13), largest_size=10)
        >>> low, high = region.prob_better(5, 7)
        >>> print(f"{low:.4f} to {high:.4f}")
        0.6440 to 0.9999
        """
        x, n = _result(x, n)
        return self._range(lambda *prior: np.repeat(self._probs(((x, n - x),), *prior), 2, axis=0))

    def tipping_points(self, x: int, n: int) -> Interval:
        """Return the range of the comparator at which x of n no longer reaches a design's own cut-off.

        Parameters
        ----------
        x, n : int
            Successes and patients on the experimental treatment, ``0 <= x <= n <= 10,000``.

        Returns
        -------
        Interval
            Success probabilities of a comparator that is known exactly, as in `IdentifiedSet.tipping_points`:
            the lowest `strict` and the highest `lenient` of all priors, as limits.

        Raises
        ------
        ValueError
            When `x` or `n` is not a whole number in its range, or no prior gives the boundary.

        Notes
        -----
        The time grows with the looks that bound the region and with the patients between them.

        Examples
        --------
        >>> rule = StoppingRule(n=(6, 7, 8, 9), promising=(5, 5, 5, 6))
        >>> region = IdentifiedRegion(rule, BetaPrior(30.87, 95.13), largest_size=10)
        >>> low, high = region.tipping_points(5, 7)
        >>> print(f"{low:.4f} to {high:.4f}")
        0.2605 to 0.3266
        """
        x, n = _result(x, n)

        def tips(means: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
            """Return the strict and the lenient tipping point of each prior."""
            low, high = self._ends(means, sizes)
            a = means * sizes
            found = special.betaincinv(a + x, sizes - a + n - x, 1 - np.stack([high, low]))
            return np.asarray(found, dtype=np.float64)

        return self._range(tips, np.linspace(0, 1, 5))

    @cached_property
    def _reach(self) -> _Results:
        """Successes and failures that reach a bound, without those that surely do if another does."""
        reach = {(x, n - x) for n, x in _bounds(self.rule).items() if x <= n}
        return tuple(one for one in reach if not any(_beats(one, other) for other in reach - {one}))

    @cached_property
    def _miss(self) -> _Results:
        """Successes and failures that miss a bound by one, without those that surely do if another does."""
        miss = {(x - 1, n - x + 1) for n, x in _bounds(self.rule).items() if x > 0}
        return tuple(one for one in miss if not any(_beats(other, one) for other in miss - {one}))

    @cached_property
    def _pairs(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]] | None:
        """The pairs that leave something to ask, and which of them bound the mean from above.

        Shapes (4, p) and (p,): successes and failures of one result, then how many more the other has. None
        when a result that misses is at least as good as one that reaches.
        """
        pairs = []
        for reach, miss in itertools.product(self._reach, self._miss):
            if _beats(miss, reach):
                return None
            more, fewer = (reach, miss) if reach[0] > miss[0] else (miss, reach)
            if more[1] > fewer[1]:
                pairs.append((*fewer, more[0] - fewer[0], more[1] - fewer[1], more is reach))
        table = np.array(pairs, dtype=np.int64).reshape(-1, 5).T
        return table[:4], table[4].astype(bool)

    @cached_property
    def _steps(self) -> NDArray[np.float64]:
        """Sizes from the smallest to the largest, at most 8 % apart."""
        steps = math.ceil(math.log(self.largest_size / SMALLEST_SIZE) / math.log(1.08))
        return np.geomspace(SMALLEST_SIZE, self.largest_size, steps + 1)

    def _means(self, sizes: NDArray[np.float64], halvings: int = 50) -> _Priors:
        """Return the ends of `means`, by halving the means that may be the turn of each pair."""
        if self._pairs is None:
            return np.full_like(sizes, np.nan), np.full_like(sizes, np.nan)
        (x, f, k, j), above = self._pairs[0][..., None], self._pairs[1][:, None]
        low = np.full((len(above), len(sizes)), _NEXT_TO_ZERO)
        high = 1 - low
        for _ in range(halvings):
            mean = (low + high) / 2
            rises = _rise(x + mean * sizes, f + (1 - mean) * sizes, k, j, self.standard) > 0
            low, high = np.where(rises, mean, low), np.where(rises, high, mean)
        floor = np.max(high, axis=0, where=~above, initial=_NEXT_TO_ZERO)
        ceiling = np.min(low, axis=0, where=above, initial=1 - _NEXT_TO_ZERO)
        return tuple(np.where(floor < ceiling, (floor, ceiling), np.nan))

    def _ends(self, means: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the cut-off that each prior must exceed, and the one that it may not; shape (2, ...)."""
        low = self._probs(self._miss, means, sizes).max(axis=0, initial=0)
        high = self._probs(self._reach, means, sizes).min(axis=0, initial=1)
        return np.where(np.isnan(means), np.nan, (low, high))

    def _probs(
        self, results: _Results, means: NDArray[np.float64], sizes: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return Pr(E > S) after each result, per prior; shape (len(results), ...).

        One is computed, and from there further patients change it by a closed form.
        """
        if not results:
            return np.empty((0, *means.shape))
        c, d = self.standard.a, self.standard.b
        x, f = first = np.min(results, axis=0)
        k, j = (np.array(results) - first).T.reshape(2, -1, *(1,) * means.ndim)
        a, b = x + means * sizes, f + (1 - means) * sizes
        start, step = np.full_like(a, np.nan), np.exp2(np.ceil(np.log2(a + b)))
        for size in np.unique(step[~np.isnan(a)]):  # a grid for each, for heavier priors need finer ones
            grid = _grid(self.standard, 0.0, max(self.standard.size, float(size)))
            start[step == size] = _probs_exceed(a[step == size], b[step == size], grid)
        log_gain = special.betaln(a + k + c, b + j + d) - special.betaln(a + k, b + j) - special.betaln(c, d)
        return start + _rise(a, b, k, j, self.standard) * np.exp(log_gain)

    def _range(self, ends: _Values, shares: ArrayLike = (0, 1)) -> Interval:
        """Return the lowest first and the highest second value of `ends` over the region."""
        shares = np.array(shares)
        found = ends(*self._across(self._steps, shares))
        if np.isnan(found).all():
            _require.refuse("rule must be a boundary that some prior gives", self.rule)
        low = self._closer(lambda *prior: ends(*prior)[0], found[0], shares)
        return Interval(low, -self._closer(lambda *prior: -ends(*prior)[1], -found[1], shares))

    def _across(self, sizes: NDArray[np.float64], shares: NDArray[np.float64]) -> _Priors:
        """Return the means at these shares of the way from the lowest to the highest; and the sizes."""
        low, high = self._means(sizes, halvings=30)
        return low + shares[:, None] * (high - low), sizes

    def _closer(
        self,
        value: _Values,
        found: NDArray[np.float64],
        shares: NDArray[np.float64],
    ) -> float:
        """Return the lowest value, looked for again and again between the neighbours of the lowest found."""
        sizes = self._steps
        for _ in range(8):
            row, column = np.unravel_index(np.nanargmin(found), found.shape)
            sizes = np.geomspace(*_beside(sizes, column), 9)
            shares = np.linspace(*_beside(shares, row), 9) if len(shares) > 2 else shares[[row]]
            found = value(*self._across(sizes, shares))
        return float(np.nanmin(found))


def _beside(values: NDArray[np.float64], at: int | np.intp) -> tuple[float, float]:
    """Return the neighbours of an entry, or itself where it has none."""
    return float(values[max(at - 1, 0)]), float(values[min(at + 1, len(values) - 1)])


def _axis(name: str, values: Iterable[float], check: Callable[[str, Any], float]) -> NDArray[np.float64]:
    """Return the values along one side of the grid, each checked, or refuse them."""
    return np.array([check(f"each of {name}", entry) for entry in _require.listed(name, values)])


def _result(x: int, n: int) -> tuple[int, int]:
    """Return successes and patients, checked, or refuse them."""
    n = _require.count("n, the number of patients,", n, 0, LARGEST_LOOK)
    return _require.count("x, the number of successes,", x, 0, n), n


def _beats(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Say whether one result has at least the other's successes, and at most its failures."""
    return one[0] >= other[0] and one[1] <= other[1]


def _rise(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    k: NDArray[np.int64],
    j: NDArray[np.int64],
    standard: BetaPrior,
) -> NDArray[np.float64]:
    """Return P(a + k, b + j) - P(a, b), divided by the gain g there, for P = Pr(E > S), E ~ Beta(a, b).

    Without a margin g(a, b) = B(a + c, b + d) / (B(a, b) B(c, d)), S ~ Beta(c, d): from one patient to the
    next it changes by a factor without a Beta function.
    """
    c, d = standard.a, standard.b
    rise = np.zeros(np.broadcast_shapes(a.shape, k.shape))
    for step in range(k.max(initial=0)):
        goes = step < k
        grows = (1 + c / a) / (1 + (c + d) / (a + b))
        rise = np.where(goes, (rise + 1 / a) / grows, rise)
        a = a + goes
    for step in range(j.max(initial=0)):
        goes = step < j
        grows = (1 + d / b) / (1 + (c + d) / (a + b))
        rise = np.where(goes, (rise - 1 / b) / grows, rise)
        b = b + goes
    return rise


def _shapes(
    means: NDArray[np.float64], sizes: NDArray[np.float64]
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Yield the shape parameters of the priors, one mean at a time: `a` and `b` for all sizes."""
    for mean in means:
        yield mean * sizes, sizes - mean * sizes


def _bounds(rule: StoppingRule) -> dict[int, int]:
    """Return the bound of each look; where there is none, n + 1, which nobody reaches."""
    _require.of_kind("rule", rule, StoppingRule)
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
    prob, successes = _probs_exceed(a, b, grid), _approach(bounds)
    powers, e, complement = _powers(a, b, grid)
    for n, (x, next_x) in enumerate(itertools.pairwise([*successes, successes[-1]]), start=1):
        gain = powers @ grid[-1]
        after_failure, after_success = prob - gain / b, prob + gain / a
        if n in bounds:
            for at, after in ((x, after_failure), (x + 1, after_success)):
                if at < bounds[n]:
                    low = np.maximum(low, after)
                else:
                    high = np.minimum(high, after)
        if next_x > x:
            powers *= e
            powers *= (1 + b / a)[:, None]
            prob, a = after_success, a + 1
        else:
            powers *= complement
            powers *= (1 + a / b)[:, None]
            prob, b = after_failure, b + 1
    return low, high


def _probs_exceed(a: NDArray[np.float64], b: NDArray[np.float64], grid: _Grid) -> NDArray[np.float64]:
    """Return Pr(E > S + delta) per E ~ Beta(a, b): the mean over S of what E leaves above."""
    low, high_complement, weight = grid
    a, b = a[:, None], b[:, None]
    above = np.hstack([1 - special.betainc(a, b, low), special.betainc(b, a, high_complement)])
    return np.minimum(above @ weight, 1)


def _powers(
    a: NDArray[np.float64], b: NDArray[np.float64], grid: _Grid
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return e^a (1 - e)^b / B(a, b) per E ~ Beta(a, b) at each e = s + delta; then e and 1 - e."""
    low, high_complement, _ = grid
    with np.errstate(divide="ignore"):  # beside the ends e or 1 - e may be 0, and so is its power
        log_e = np.hstack([np.log(low), np.log1p(-high_complement)])
        log_complement = np.hstack([np.log1p(-low), np.log(high_complement)])
    powers = np.exp(np.outer(a, log_e) + np.outer(b, log_complement) - special.betaln(a, b)[:, None])
    return powers, np.hstack([low, 1 - high_complement]), np.hstack([1 - low, high_complement])
