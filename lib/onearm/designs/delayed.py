"""Outcomes that arrive late: what a stopping rule does when patients enter while others are still observed.

A failure is known on the day it happens, a success only when its window of observation has passed. Where
entry goes on meanwhile, the count of known outcomes holds all the failures so far and only some of the
successes; and when it meets a bound, some patients may still be under observation: they *overrun*. What a
rule then does follows exactly, for a stated pattern of entry, from one walk over the days of the trial.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from onearm import _require
from onearm.designs.stopping import StoppingRule

MOST_PATIENTS = 100
"""The last look that a delayed trial may have."""

MOST_WAITING = 14
"""The most patients under observation at once: each doubles what has to be carried from day to day."""

LONGEST = 1000
"""The most days of a window, and between two entries."""

_ENDINGS = ("promising", "futile", "neither")

_SUM = 1e-9
"""How far from 1 probabilities that a caller rounded may add up to."""


@dataclass(frozen=True, eq=False)
class DelayedCharacteristics:
    """What a stopping rule does when outcomes arrive late and each patient succeeds with probability `p`.

    Every field but the last two has the shape of `p`.

    Attributes
    ----------
    p : ndarray
        True success probability.
    p_promising, p_futile, p_neither : ndarray
        Probability that the count of known outcomes ends the trial promising, futile, or with neither.
    expected_n : ndarray
        Expected number of patients who have entered when the trial ends.
    expected_waiting : ndarray
        Expected number of these whose outcome is not known then: those who overrun.
    expected_days : ndarray
        Expected number of days from the first entry to the end of the trial.
    n_distribution : ndarray, shape ``p.shape + (n_max + 1,)``
        Entry ``[..., n]`` is the probability that exactly `n` patients have entered.
    promising_counts : ndarray, shape ``p.shape + (n_max + 1, n_max + 1)``
        Entry ``[..., n, x]`` is the probability that the trial ends promising, that `n` patients have
        entered, and that in the end `x` of these `n` turn out to be successes.
    """

    p: NDArray[np.float64]
    p_promising: NDArray[np.float64]
    p_futile: NDArray[np.float64]
    p_neither: NDArray[np.float64]
    expected_n: NDArray[np.float64]
    expected_waiting: NDArray[np.float64]
    expected_days: NDArray[np.float64]
    n_distribution: NDArray[np.float64]
    promising_counts: NDArray[np.float64]


@dataclass(frozen=True)
class DelayedTrial:
    """A stopping rule, with patients who enter at even intervals and outcomes that become known later.

    The first patient enters on day 0 and the next ones every `entry_interval` days, until the rule ends the
    trial or its last look has all its patients. A failure is known on the day it happens; who has not failed
    when the window is over is known to be a success then. The rule is asked whenever an outcome becomes
    known, about the known outcomes alone, and the first bound that they meet decides. On one day failures
    become known first, in the order of entry, then a success; then the next patient enters.

    Parameters
    ----------
    rule : StoppingRule
        The rule, with at most 100 patients.
    entry_interval : int
        Days from one entry to the next, 1 to 1000. At most 14 patients may be under observation at once: the
        window divided by this, rounded up.
    failure_days : array_like
        For a patient who fails the probability that it happens on day 1, 2, ... after entry; they sum to 1.
        Their number, at most 1000, is the length of the window.

    Raises
    ------
    ValueError
        When `rule` is no `StoppingRule` or has more than 100 patients, `entry_interval` is not a whole number
        in its range or puts more than 14 patients under observation at once, or `failure_days` are no
        probabilities that sum to 1 or are more than 1000.

    Notes
    -----
    The state on a day is the set of the patients under observation and the number of known successes;
    whoever else has entered has failed. A failure multiplies the weight of a state by the probability of its
    day; nothing is multiplied for whoever goes on, since what becomes of them is settled when the trial ends.
    So the weights hold for every `p`: an end with `x` successes among `n` patients has probability
    ``p**x * (1-p)**(n-x)`` times its weight.

    With an interval of at least the window the probabilities and the patients are those of the rule itself.

    References
    ----------
    Whitehead J. Overrunning and underrunning in sequential clinical trials. Control Clin Trials.
    1992;13(2):106-21: the term, and how significance may first be gained and then lost.

    Examples
    --------
    One success among two patients will do. With a window of two days, a failure on either as probable, and an
    entry every day, the second patient enters before the first can be known to be a success:

    >>> rule = StoppingRule(n=(1, 2), promising=(1, 1))
    >>> result = DelayedTrial(rule, 1, [0.5, 0.5]).operating_characteristics(0.5)
    >>> float(result.expected_n), float(result.p_promising), float(result.expected_days)
    (2.0, 0.75, 2.375)

    Two days later the second enters only where the first has failed:

    >>> result = DelayedTrial(rule, 2, [0.5, 0.5]).operating_characteristics(0.5)
    >>> float(result.expected_n), float(result.p_promising), float(result.expected_days)
    (1.5, 0.75, 2.875)
    """

    rule: StoppingRule
    entry_interval: int
    failure_days: tuple[float, ...]

    if TYPE_CHECKING:  # what can be given, where the field tells what is kept

        def __init__(self, rule: StoppingRule, entry_interval: int, failure_days: ArrayLike) -> None: ...

    def __post_init__(self) -> None:
        rule = _require.of_kind("rule", self.rule, StoppingRule)
        last = _require.count("the last look of rule", rule.n[-1], 1, MOST_PATIENTS)
        interval = _require.count("entry_interval, in days,", self.entry_interval, 1, LONGEST)
        failure_days = _days(self.failure_days)
        if min(last, math.ceil(len(failure_days) / interval)) > MOST_WAITING:
            _require.refuse(
                f"entry_interval must leave at most {MOST_WAITING} patients under observation at once, in a "
                f"window of {len(failure_days)} days",
                self.entry_interval,
            )
        _require.keep(self, entry_interval=interval, failure_days=failure_days)

    def operating_characteristics(self, p: ArrayLike) -> DelayedCharacteristics:
        """Compute what the trial does, exactly, for each true success probability.

        Parameters
        ----------
        p : float or array_like
            True success probability or probabilities, from 0 to 1, any shape.

        Returns
        -------
        DelayedCharacteristics
            Probabilities of each ending, expected patients and days, and what became of those who overran.

        Raises
        ------
        ValueError
            When `p` is empty, or an entry is not a number from 0 to 1.

        Notes
        -----
        The first call follows the trial day by day, in a time that grows as its days and doubles with each
        patient more who is under observation at once. Later calls only weigh what it found, in a time that
        grows as the probabilities times the square of the patients.

        Examples
        --------
        Where everybody succeeds, the fifth success is known on day 96, and ten patients have entered by then:

        >>> trial = DelayedTrial(StoppingRule(range(5, 11), [5] * 6), 10, [1 / 56] * 56)
        >>> result = trial.operating_characteristics(1)
        >>> float(result.expected_n), float(result.expected_waiting), float(result.expected_days)
        (10.0, 5.0, 96.0)
        """
        p = _require.probabilities("p, the success probability,", p)
        n, x = np.indices(self._weights.shape[-2:])
        chance = np.where(
            x <= n, p[..., None, None] ** x * (1 - p[..., None, None]) ** np.maximum(n - x, 0), 0
        )
        counts = self._weights[:, 0] * chance[..., None, :, :]
        promising, futile, neither = np.moveaxis(counts.sum((-1, -2)), -1, 0)
        entered = counts.sum((-1, -3))
        days, waiting = ((self._weights[:, kind].sum(0) * chance).sum((-1, -2)) for kind in (1, 2))
        return DelayedCharacteristics(
            p,
            promising,
            futile,
            neither,
            entered @ np.arange(entered.shape[-1]),
            waiting,
            days,
            entered,
            counts[..., 0, :, :],
        )

    @cached_property
    def _weights(self) -> NDArray[np.float64]:
        """Weigh the paths to each `n` and `x` by ending: as such, by days, and by patients not yet known."""
        course = _Course(self.rule, np.array(self.failure_days))
        last, window = self.rule.n[-1], len(self.failure_days)
        for day in range((last - 1) * self.entry_interval + window + 1):
            course.see(day)
            if day % self.entry_interval == 0 and course.entered < last:
                course.enter(day)
        return course.ended


class _Course:
    """A trial under way.

    The patients under observation have entered on the days `entries`. The `weights` go by the set of those
    of them who have not failed, bit `j` for ``entries[j]``, and by the number of known successes.
    """

    def __init__(self, rule: StoppingRule, failure_days: NDArray[np.float64]) -> None:
        size = rule.n[-1] + 1
        self.verdicts = np.full((size, size), len(_ENDINGS))
        for n in rule.n:
            for x in range(n + 1):
                if (decision := rule.decide(x, n)) != "continue":
                    self.verdicts[n, x] = _ENDINGS.index(decision)
        self.failure_days = failure_days
        self.later = np.append(failure_days[::-1].cumsum()[::-1], 0)
        self.ended = np.zeros((len(_ENDINGS), 3, size, size))
        self.weights = np.ones((1, 1))
        self.entries: list[int] = []
        self.entered = 0

    def enter(self, day: int) -> None:
        """Let a patient enter."""
        self.weights = np.concatenate([np.zeros_like(self.weights), self.weights])
        self.entries.append(day)
        self.entered += 1

    def see(self, day: int) -> None:
        """Let those fail who fail on this day, and the one succeed whose window is over."""
        for j, entry in enumerate(self.entries):
            if chance := self.failure_days[day - entry - 1]:
                waiting, known = self._split(j)
                others = [day - e - (i > j) for i, e in enumerate(self.entries) if i != j]
                known += self._look(chance * waiting, day, others).reshape(known.shape)
        if self.entries and day - self.entries[0] == len(self.failure_days):
            waiting, known = self._split(0)
            pad = [(0, 0), (0, 0), (0, 1)]
            succeeded = np.roll(np.pad(waiting, pad), 1, -1)
            del self.entries[0]
            others = [day - entry for entry in self.entries]
            self.weights = np.pad(known, pad)[:, 0] + self._look(succeeded, day, others)
            self.weights = self.weights[:, : np.flatnonzero(self.weights.any(0)).max(initial=0) + 1]

    def _split(self, j: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the weights, as views, with and without one of the patients under observation."""
        halves = self.weights.reshape(-1, 2, 1 << j, self.weights.shape[-1])
        return halves[:, 1], halves[:, 0]

    def _look(self, arrived: NDArray[np.float64], day: int, others: list[int]) -> NDArray[np.float64]:
        """Ask the rule about what one outcome has led to; add up what ends, and return what goes on.

        `others` are the days through which the others under observation have been seen.
        """
        arrived = arrived.reshape(-1, arrived.shape[-1])
        waiting = np.bitwise_count(np.arange(len(arrived)))[:, None].astype(int)
        verdicts = self.verdicts[self.entered - waiting, np.arange(arrived.shape[1])]
        for ending in np.unique(verdicts[verdicts < len(_ENDINGS)]):
            stops = arrived * (verdicts == ending)
            if stops.any():
                self._settle(ending, np.stack([stops, stops * day, stops * waiting]), others)
                arrived = arrived - stops
        return arrived

    def _settle(self, ending: int, stops: NDArray[np.float64], others: list[int]) -> None:
        """Let the others under observation fail later or succeed, one by one, and add up what becomes."""
        stops = np.concatenate([stops, np.zeros((*stops.shape[:2], len(others)))], -1)
        for seen in others:
            pairs = stops.reshape(3, -1, 2, stops.shape[-1])
            known, waiting = pairs[:, :, 0], pairs[:, :, 1]
            stops = known + self.later[seen] * waiting
            stops[..., 1:] += waiting[..., :-1]
        self.ended[ending, :, self.entered, : stops.shape[-1]] += stops[:, 0, : self.ended.shape[-1]]


def _days(failure_days: ArrayLike) -> tuple[float, ...]:
    """Return the probabilities of the days as floats, or refuse them."""
    name = "failure_days, the probabilities of each day,"
    days = _require.probabilities(name, failure_days)
    if days.ndim != 1 or len(days) > LONGEST or abs(days.sum() - 1) > _SUM:
        _require.refuse(f"{name} must be at most {LONGEST} numbers that sum to 1", failure_days)
    return tuple(days.tolist())
