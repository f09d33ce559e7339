"""A single-arm trial as a walk on a lattice, and a design as a boundary on it.

After `n` patients the trial stands at `(n, x)`: `x` of them were successes. Each patient moves it one
step right, and up when the patient is a success. A `StoppingRule` says at which `n` somebody looks, and
at which `x` the look ends the trial. One forward recursion over the lattice gives the operating
characteristics of every such rule exactly; nothing is simulated.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import binom, gammaln, xlog1py, xlogy

from onearm import _require

LARGEST_LOOK = 10_000
"""The most patients a look may have: walking the lattice costs time in proportion to their square."""

MOST_STORED = 10_000_000
"""The most probabilities, times patients and rules, for which the number of patients is told at once."""

MOST_STEPS = 100_000_000
"""The most rules and probabilities, times the square of patients, for which many rules are walked at once."""

MOST_POWERS = 100
"""The most patients for whom a probability is found as a product of powers, which underflow for more."""

TOGETHER = 100_000
"""The most numbers that a walk carries at once: few enough for a processor's cache."""


_Entry = TypeVar("_Entry")


@dataclass(frozen=True, eq=False)
class OperatingCharacteristics:
    """What a stopping rule does when each patient succeeds with probability `p`.

    Every field but the last has the shape of `p`. For several rules at once, every field but `p` has one more
    axis, the first: one entry per rule.

    Attributes
    ----------
    p : ndarray
        True success probability.
    p_promising, p_futile, p_neither : ndarray
        Probability that the trial ends promising, futile, or with neither; they sum to 1.
    expected_n : ndarray
        Expected number of patients at the end of the trial.
    stop_distribution : ndarray, shape ``p.shape + (n_max + 1,)``
        Entry ``[..., n]`` is the probability that the trial ends with exactly `n` patients.
    """

    p: NDArray[np.float64]
    p_promising: NDArray[np.float64]
    p_futile: NDArray[np.float64]
    p_neither: NDArray[np.float64]
    expected_n: NDArray[np.float64]
    stop_distribution: NDArray[np.float64]


@dataclass(frozen=True)
class StoppingRule:
    """A boundary on the lattice of a single-arm trial.

    At each look the trial ends *promising* when the number of successes `x` is **at least** the
    promising bound, and *futile* when `x` is **at most** the futile bound; otherwise it goes on, unless
    `x` lies in an inconclusive range. A trial that stops there, or has met no bound at the last look, ends
    with *neither*.

    Parameters
    ----------
    n : iterable of int
        The looks: numbers of patients with a known outcome, increasing, from 1 to `LARGEST_LOOK`, which is
        10,000: the lattice below a look has half the square of that many points, and all are walked.
    promising : iterable of int or None
        Per look the smallest number of successes that is promising; `None` where there is no bound.
    futile : iterable of int or None, optional
        Per look the largest number of successes that is futile; `None` where there is no bound, which
        is also what leaving the argument out means at every look.
    inconclusive : iterable of (int, int) or None, optional
        Per look the smallest and the largest number of successes, both strictly between the bounds, at which
        the trial is given up undecided; `None` where there are none, which is also what leaving the argument
        out means at every look.

    Raises
    ------
    ValueError
        When the looks or the bounds come without an order (a set, a mapping), the looks do not increase or
        exceed 10,000, a bound lies outside 0..n, the bounds of a look cross (futile must be below promising),
        a boundary decreases from one look to the next, or an inconclusive range is none or does not lie
        between the bounds.

    References
    ----------
    Jennison C, Turnbull BW. Group sequential methods with applications to clinical trials. Chapman &
    Hall/CRC; 2000: section 12.1.2, exact calculations for a binary outcome.

    Examples
    --------
    A trial that looks after 3 and 4 patients, promising at 3 successes, futile at none:

    >>> rule = StoppingRule(n=(3, 4), promising=(3, 3), futile=(0, 0))
    >>> print(rule)
    Stop as promising at 3 or more successes in 3 to 4 patients.
    Stop as futile at 0 or fewer successes in 3 to 4 patients.
    >>> rule.decide(2, 3)
    'continue'
    >>> rule.path_counts()
    {(3, 0): 1, (3, 3): 1, (4, 1): 3, (4, 2): 6, (4, 3): 3}
    >>> result = rule.operating_characteristics(0.5)
    >>> float(result.p_promising), float(result.p_futile), float(result.p_neither)
    (0.3125, 0.125, 0.5625)
    """

    n: tuple[int, ...]
    promising: tuple[int | None, ...]
    futile: tuple[int | None, ...] = None  # type: ignore[assignment]  # none given is one for each look
    inconclusive: tuple[tuple[int, int] | None, ...] = None  # type: ignore[assignment]  # likewise

    if TYPE_CHECKING:  # what can be given, where the fields tell what is kept

        def __init__(
            self,
            n: Iterable[int],
            promising: Iterable[int | None],
            futile: Iterable[int | None] | None = None,
            inconclusive: Iterable[tuple[int, int] | None] | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        looks = _looks(self.n)
        nowhere = (None,) * len(looks)
        promising = _bounds("promising", self.promising, looks)
        futile = _bounds("futile", nowhere if self.futile is None else self.futile, looks)
        for n, lower, upper in zip(looks, futile, promising, strict=True):
            if lower is not None and upper is not None and lower >= upper:
                _require.refuse(
                    f"the futile bound must be below the promising one at n = {n}", (lower, upper)
                )
        ranges = _per_look("inconclusive", nowhere if self.inconclusive is None else self.inconclusive, looks)
        between = zip(ranges, looks, futile, promising, strict=True)
        inconclusive = tuple(_between(*look) for look in between)
        _require.keep(self, n=looks, promising=promising, futile=futile, inconclusive=inconclusive)

    def __str__(self) -> str:
        sides = {
            "promising": [None if x is None else f"{x} or more" for x in self.promising],
            "futile": [None if x is None else f"{x} or fewer" for x in self.futile],
            "inconclusive": [None if ends is None else _span(*ends) for ends in self.inconclusive],
        }
        lines = []
        for decision, points in sides.items():
            if runs := _runs(self.n, points):
                (point, looks), *others = runs
                first = f"{point} successes in {looks} patients"
                rest = [f"{point} in {looks}" for point, looks in others]
                lines.append(f"Stop as {decision} at {', '.join([first, *rest])}.")
        return "\n".join(lines) or "Never stop early, never decide."

    def decide(self, x: int, n: int) -> str:
        """Say what the rule does at one point of the lattice.

        Parameters
        ----------
        x, n : int
            Successes and patients, ``0 <= x <= n <= max(self.n)``.

        Returns
        -------
        str
            ``"promising"`` or ``"futile"`` when the look at `n` meets that bound; otherwise ``"continue"``,
            or ``"neither"`` when `n` is the last look or `x` in its inconclusive range. Between looks always
            ``"continue"``.

        Raises
        ------
        ValueError
            When `x` or `n` is not a whole number in its range.

        Notes
        -----
        The time grows as the number of looks.

        Examples
        --------
        >>> StoppingRule(n=(6, 7), promising=(5, 5)).decide(5, 7)
        'promising'
        """
        n = _require.count("n, the number of patients,", n, 0, self.n[-1])
        x = _require.count("x, the number of successes,", x, 0, n)
        endings = self._endings(self.n.index(n)) if n in self.n else ()
        return next((decision for decision, first, stop in endings if first <= x < stop), "continue")

    def path_counts(self) -> dict[tuple[int, int], int]:
        """Count the orders of successes and failures that end the trial at each terminal point.

        Returns
        -------
        dict of (int, int) to int
            ``{(n, x): paths}`` with exact integers, by `n`, then `x`.

        Notes
        -----
        Each path to `(n, x)` has probability ``p**x * (1-p)**(n-x)`` whatever the order, so these counts
        are all that the rule contributes to any probability or estimate.

        The time grows as the square of the last look, and faster still where the counts become long numbers.

        Examples
        --------
        >>> StoppingRule(n=(1, 2), promising=(1, 1)).path_counts()
        {(1, 1): 1, (2, 0): 1, (2, 1): 1}
        """
        return {
            (n, x): paths
            for n, _, first, weights in self._walk(exactly=True)
            for x, paths in enumerate(weights, first)
            if paths
        }

    def operating_characteristics(self, p: ArrayLike) -> OperatingCharacteristics:
        """Compute what the rule does, exactly, for each true success probability.

        Parameters
        ----------
        p : float or array_like
            True success probability or probabilities, from 0 to 1, any shape.

        Returns
        -------
        OperatingCharacteristics
            Probabilities of each ending, expected and full distribution of the number of patients.

        Raises
        ------
        ValueError
            When `p` is empty, or an entry is not a number from 0 to 1; also for more than ten million
            probabilities times patients.

        Notes
        -----
        Of all orders of `x` successes among `n` patients, the share that ends the trial there and not before
        does not depend on `p`. One walk finds these shares, in a time that grows as the square of the last
        look; the binomial distribution then weighs them for each `p`.

        Examples
        --------
        >>> rule = StoppingRule(n=(6, 7), promising=(5, 5))
        >>> rule.operating_characteristics([0.2, 0.5]).p_promising.round(4).tolist()
        [0.0047, 0.2266]
        """
        p = _require.probabilities("p, the success probability,", p)
        last = self.n[-1]
        _require.at_most("probabilities times patients", p.size * last, MOST_STORED)
        ends = list(self._walk(exactly=False))
        sizes = [len(shares) for *_, shares in ends]
        starts = np.cumsum([0, *sizes[:-1]])
        n = np.repeat([n for n, *_ in ends], sizes)
        x = np.arange(len(n)) - np.repeat(starts - [first for _, _, first, _ in ends], sizes)
        shares = np.concatenate([shares for *_, shares in ends])[:, None]
        by_end = np.empty((len(ends), p.size))
        together = max(1, TOGETHER // len(n))
        for first in range(0, p.size, together):
            some = p.ravel()[first : first + together]
            by_end[:, first : first + together] = np.add.reduceat(shares * _binomial(n, x, some), starts)
        ended = {decision: np.zeros(p.shape) for decision in ("promising", "futile", "neither")}
        stopped: NDArray[np.float64] = np.zeros((last + 1, *p.shape))
        for (n_end, decision, *_), row in zip(ends, by_end, strict=True):
            ended[decision] += row.reshape(p.shape)
            stopped[n_end] += row.reshape(p.shape)
        stopped = np.moveaxis(stopped, 0, -1)
        expected_n = stopped @ np.arange(last + 1)
        found = {f"p_{decision}": share for decision, share in ended.items()}
        return OperatingCharacteristics(p=p, **found, expected_n=expected_n, stop_distribution=stopped)

    def _walk(self, *, exactly: bool) -> Iterator[tuple[int, str, int, NDArray[Any]]]:
        """Yield what ends, look by look: `n`, the decision, the lowest `x` and a number for each from there.

        It is the number of orders of outcomes that end there, an int, or as a float their share of all orders
        of `x` successes among `n` patients, which a success probability does not change.
        """
        looks = {n: look for look, n in enumerate(self.n)}
        lowest, reached = 0, np.ones(1, dtype=object if exactly else float)
        for n in range(1, self.n[-1] + 1):
            step = np.zeros(len(reached) + 1, dtype=reached.dtype)
            x = np.arange(lowest, lowest + len(reached))
            step[:-1] = reached if exactly else reached * ((n - x) / n)
            step[1:] += reached if exactly else reached * ((x + 1) / n)
            reached = step
            if n in looks:
                endings = self._endings(looks[n])
                for decision, first, stop in endings:
                    ended = reached[max(first - lowest, 0) : max(stop - lowest, 0)]
                    if len(ended):
                        yield n, decision, max(first, lowest), ended.copy()
                        ended[:] = 0
                (_, _, start), _, (_, stop, _) = endings
                reached = reached[max(start - lowest, 0) : max(stop - lowest, 0)]
                lowest = max(start, lowest)

    def _endings(self, look: int) -> tuple[tuple[str, int, int], tuple[str, int, int], tuple[str, int, int]]:
        """Return each decision that ends the trial at a look, with its first `x` and one past its last."""
        n, futile, promising = self.n[look], self.futile[look], self.promising[look]
        between = self.inconclusive[look]
        start = 0 if futile is None else futile + 1
        stop = n + 1 if promising is None else promising
        if n == self.n[-1]:
            neither = start, stop
        elif between is None:
            neither = start, start
        else:
            low, high = between
            neither = low, high + 1
        return ("futile", 0, start), ("neither", *neither), ("promising", stop, n + 1)


def operating_characteristics(rules: Iterable[StoppingRule], p: ArrayLike) -> OperatingCharacteristics:
    """Compute what each of many rules does, exactly, for each true success probability.

    The answers are those of `StoppingRule.operating_characteristics`, rule by rule; but the rules share one
    walk, which for thousands of them takes a fraction of the time.

    Parameters
    ----------
    rules : iterable of StoppingRule
        The rules, at least one; their looks may differ.
    p : float or array_like
        True success probability or probabilities, from 0 to 1, any shape.

    Returns
    -------
    OperatingCharacteristics
        Fields of shape ``(rules, *p.shape)``, but for `p` itself; the last axis of `stop_distribution` goes
        to the last look of all the rules.

    Raises
    ------
    ValueError
        When `rules` is no sequence of stopping rules, or `p` as for one rule; also for more than ten million
        rules times probabilities times patients, or a hundred million rules and probabilities, times the
        square of patients. So many rules are better taken in parts.

    Notes
    -----
    The share of the orders to a point that have not ended before does not depend on the success probability,
    so the rules are walked once. The time grows as their number times the square of the last look, and the
    memory as the rules times the probabilities times the last look.

    Examples
    --------
    >>> one_look = [StoppingRule(n=[20], promising=[least]) for least in (9, 10)]
    >>> operating_characteristics(one_look, [0.245, 0.5]).p_promising.round(4).tolist()
    [[0.0363, 0.7483], [0.012, 0.5881]]
    """
    rules = _require.listed("rules", rules)
    for rule in rules:
        _require.of_kind("each of rules", rule, StoppingRule)
    p = _require.probabilities("p, the success probability,", p)
    last = max(rule.n[-1] for rule in rules)
    _require.at_most("rules times probabilities times patients", len(rules) * p.size * last, MOST_STORED)
    steps = (len(rules) + p.size) * last**2
    _require.at_most("rules and probabilities, times the square of patients,", steps, MOST_STEPS)
    shares = np.zeros((3, len(rules), p.size))
    stopped = np.zeros((len(rules), p.size, last + 1))
    size = max(1, TOGETHER // last)
    for first in range(0, len(rules), size):
        block = slice(first, first + size)
        for decision, n, here in _walk_together(rules[block], p.ravel(), last):
            shares[decision, block] += here
            stopped[block, :, n] += here
    p_futile, p_neither, p_promising = shares.reshape(3, len(rules), *p.shape)
    stopped = stopped.reshape(len(rules), *p.shape, last + 1)
    return OperatingCharacteristics(
        p, p_promising, p_futile, p_neither, stopped @ np.arange(last + 1), stopped
    )


def _walk_together(
    rules: tuple[StoppingRule, ...], p: NDArray[np.float64], last: int
) -> Iterator[tuple[int, int, NDArray[np.float64]]]:
    """Yield each decision, in the order of `_endings`, `n`, and its probability then, by rule and by `p`."""
    ranges = np.zeros((last + 1, 3, 2, len(rules)), dtype=int)
    for column, rule in enumerate(rules):
        endings = [rule._endings(look) for look in range(len(rule.n))]
        ranges[rule.n, :, :, column] = [[ends for _, *ends in look] for look in endings]
    shares = np.zeros((last + 1, len(rules)))  # of the orders to each x, those that have not ended
    shares[0] = 1
    binomial = np.zeros((last + 1, len(p)))
    binomial[0] = 1
    x = np.arange(last + 1)[:, None]
    for n in range(1, last + 1):
        weights = (shares, (x[:n] + 1) / n, (n - x[: n + 1]) / n), (binomial, p, 1 - p)
        for reached, success, failure in weights:
            up = reached[:n] * success
            reached[: n + 1] *= failure
            reached[1 : n + 1] += up
        for decision, (first, stop) in enumerate(ranges[n]):
            points = slice(first.min(), stop.max())
            here = (first <= x[points]) & (x[points] < stop)
            if here.any():
                ending = shares[points] * here
                yield decision, n, ending.T @ binomial[points]
                shares[points] -= ending


def _binomial(n: NDArray[np.int64], x: NDArray[np.int64], p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of `x` successes among `n` patients, ascending, by `n` and by `p`."""
    n, x = n[:, None], x[:, None]
    failures = n - x
    if n[-1] <= MOST_POWERS:
        return binom(n, x) * p**x * (1 - p) ** failures
    log_orders = gammaln(n + 1) - gammaln(x + 1) - gammaln(failures + 1)
    return np.exp(log_orders + xlogy(x, p) + xlog1py(failures, -p))


def _looks(n: Iterable[int]) -> tuple[int, ...]:
    """Return the looks as a tuple of increasing whole numbers, or refuse them."""
    looks = _require.listed("n, the looks,", n, most=LARGEST_LOOK)
    looks = tuple(_require.count("each look in n", look, 1, LARGEST_LOOK) for look in looks)
    if any(later <= earlier for earlier, later in itertools.pairwise(looks)):
        _require.refuse("n, the looks, must increase", looks)
    return looks


def _bounds(name: str, bounds: Iterable[int | None], looks: tuple[int, ...]) -> tuple[int | None, ...]:
    """Return one bound per look, each `None` or from 0 to `n`, never decreasing, or refuse them."""
    bounds = tuple(
        None if bound is None else _require.count(f"the {name} bound at n = {n}", bound, 0, n)
        for n, bound in zip(looks, _per_look(name, bounds, looks), strict=True)
    )
    set_ones = [bound for bound in bounds if bound is not None]
    if any(later < earlier for earlier, later in itertools.pairwise(set_ones)):
        _require.refuse(f"the {name} boundary must not decrease from one look to the next", bounds)
    return bounds


def _between(
    ends: tuple[int, int] | None, n: int, futile: int | None, promising: int | None
) -> tuple[int, int] | None:
    """Return both ends of an inconclusive range that lies between the bounds, or `None`, or refuse it."""
    if ends is None:
        return None
    name = f"the inconclusive range at n = {n}"
    low, high = _require.pair(name, ends)
    lowest, highest = (0 if futile is None else futile + 1), (n if promising is None else promising - 1)
    high = _require.count(f"the upper end of {name}", high, lowest, highest)
    return _require.count(f"the lower end of {name}", low, lowest, high), high


def _per_look(name: str, values: Iterable[_Entry], looks: tuple[int, ...]) -> tuple[_Entry, ...]:
    """Return `values` as a tuple with one entry per look, or refuse them."""
    entries = _require.listed(name, values, most=LARGEST_LOOK)
    if len(entries) != len(looks):
        _require.refuse(f"{name} must have one entry for each of the {len(looks)} looks", entries)
    return entries


def _runs(looks: tuple[int, ...], points: list[str | None]) -> list[tuple[str, str]]:
    """Join consecutive looks at which the trial stops alike: ``[("5 or more", "6 to 8"), ...]``."""
    runs: list[list[Any]] = []
    for n, point in zip(looks, points, strict=True):
        if point is None:
            continue
        if runs and runs[-1][0] == point and runs[-1][2] == n - 1:
            runs[-1][2] = n
        else:
            runs.append([point, n, n])
    return [(point, _span(first, last)) for point, first, last in runs]


def _span(first: int, last: int) -> str:
    """Write a range of whole numbers: "6 to 8", or "6" alone."""
    return str(first) if first == last else f"{first} to {last}"
