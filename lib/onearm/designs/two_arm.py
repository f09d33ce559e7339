"""A randomised comparison of two proportions: the exact power of Fisher's test, by enumeration.

Two arms end with a number of successes each. Fisher's exact test says for every such pair whether it is
significant; the trial's power is the probability of the pairs that are, and in which the treated did better.
Averaged over what is believed of the two success probabilities, power becomes assurance.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray
from scipy import special

from onearm import _require
from onearm.designs.thall_simon import BetaPrior

LARGEST_ARM = 1000
"""The most patients of an arm: the enumeration holds a table of the square of that size."""

MOST_TERMS = 5_000_000
"""The most probabilities times patients for which power is found at once: a table holds one number each."""

TIE = 1e-7
"""Probabilities that differ by less than this share count as equal."""


@dataclass(frozen=True)
class TwoArmTrial:
    """A trial that compares two arms by Fisher's exact test, two-sided.

    It succeeds when the test's p-value is **at most** `alpha` and the treated arm has the larger share of
    successes. The p-value adds up the probabilities of all tables, with the same total of successes, that are
    no more probable than the one observed. The time and the memory grow as `n_control` times `n_treated`.

    Parameters
    ----------
    n_control, n_treated : int
        Patients in either arm, 1 to 1,000.
    alpha : float
        The two-sided level, inside (0, 1).

    Raises
    ------
    ValueError
        When an argument is not of its kind or outside its range.

    References
    ----------
    SciPy reference, scipy.stats.fisher_exact: the test, and its two-sided p-value.

    Examples
    --------
    >>> trial = TwoArmTrial(20, 20)
    >>> trial.wins[5, 11:15].tolist()
    [False, False, True, True]
    >>> round(float(trial.power(0.25, 0.6)), 4)
    0.4925
    """

    n_control: int
    n_treated: int
    alpha: float = 0.05

    def __post_init__(self) -> None:
        control = _require.count(
            "n_control, the patients in the control arm,", self.n_control, 1, LARGEST_ARM
        )
        treated = _require.count(
            "n_treated, the patients in the treated arm,", self.n_treated, 1, LARGEST_ARM
        )
        alpha = _require.inside_unit("alpha, the two-sided level,", self.alpha)
        _require.keep(self, n_control=control, n_treated=treated, alpha=alpha)

    @property
    def wins(self) -> NDArray[np.bool_]:
        """Whether the trial succeeds: ndarray of bool, by control and by treated successes."""
        return _wins(self.n_control, self.n_treated, self.alpha)

    def power(self, p_control: ArrayLike, p_treated: ArrayLike) -> NDArray[np.float64]:
        """Compute the probability that the trial succeeds.

        Parameters
        ----------
        p_control, p_treated : float or array_like
            Success probabilities, from 0 to 1, in shapes that broadcast.

        Returns
        -------
        ndarray
            The power, in the common shape; where the two are equal, the chance of a false success.

        Raises
        ------
        ValueError
            When an argument is empty or holds anything but numbers from 0 to 1, or the shapes do not
            broadcast; also when they are more than 5 million probabilities times patients of the larger arm.

        Notes
        -----
        The time grows as the probabilities times the square of the patients; the first call also finds which
        tables win.

        Examples
        --------
        >>> TwoArmTrial(20, 20).power(0.25, [0.25, 0.6]).round(3).tolist()
        [0.012, 0.493]
        """
        control = _require.probabilities("p_control, the success probability,", p_control)
        treated = _require.probabilities("p_treated, the success probability,", p_treated)
        try:
            control, treated = np.broadcast_arrays(control, treated)
        except ValueError:
            _require.refuse("p_control and p_treated must have shapes that broadcast", p_treated)
        larger = max(self.n_control, self.n_treated)
        _require.at_most("probabilities times patients", control.size * larger, MOST_TERMS)
        return self._weigh(_binomial(self.n_control, control), _binomial(self.n_treated, treated))

    def assurance(self, control: BetaPrior, treated: BetaPrior) -> float:
        """Compute the expected power: the probability of success when the two probabilities are uncertain.

        Parameters
        ----------
        control, treated : BetaPrior
            What is believed of the two success probabilities, independently.

        Returns
        -------
        float
            The assurance.

        Raises
        ------
        ValueError
            When `control` or `treated` is not a BetaPrior.

        Notes
        -----
        Each arm's successes then follow a beta-binomial distribution, so that the mean of the power needs no
        quadrature.

        The time grows as the square of the patients.

        References
        ----------
        Salsbury JA, Oakley JE, Julious SA, Hampson LV. Assurance methods for designing a clinical trial with
        a delayed treatment effect. Stat Med. 2024;43(19):3595-612: what assurance is.

        Examples
        --------
        >>> trial = TwoArmTrial(60, 60)
        >>> round(trial.assurance(BetaPrior(5, 15), BetaPrior(6, 3)), 3)
        0.874
        """
        for name, prior in (("control", control), ("treated", treated)):
            _require.of_kind(name, prior, BetaPrior)
        successes = np.arange(self.n_control + 1), np.arange(self.n_treated + 1)
        return float(
            self._weigh(
                scipy.stats.betabinom.pmf(successes[0], self.n_control, control.a, control.b),
                scipy.stats.betabinom.pmf(successes[1], self.n_treated, treated.a, treated.b),
            )
        )

    def _weigh(self, control: NDArray[np.float64], treated: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability of the tables that win, given that of each arm's successes."""
        return np.einsum("...x,xy,...y->...", control, self.wins.astype(float), treated, optimize=True)


@lru_cache(maxsize=64)
def _wins(n_control: int, n_treated: int, alpha: float) -> NDArray[np.bool_]:
    """Return which tables are significant with the treated ahead.

    With the total fixed, the treated successes follow a hypergeometric distribution.
    """
    arms = n_control, n_treated, n_control + n_treated
    log_control, log_treated, log_all = map(_log_choose, arms)
    wins = np.zeros((n_control + 1, n_treated + 1), dtype=bool)
    for total in range(n_control + n_treated + 1):
        treated = np.arange(max(0, total - n_control), min(total, n_treated) + 1)
        prob = np.exp(log_control[total - treated] + log_treated[treated] - log_all[total])
        order = np.argsort(prob)
        below = np.searchsorted(prob[order], prob * (1 + TIE), side="right")
        p_value = prob[order].cumsum()[below - 1]
        ahead = treated * n_control > (total - treated) * n_treated
        wins[total - treated, treated] = (p_value <= alpha * (1 + TIE)) & ahead
    wins.setflags(write=False)
    return wins


def _binomial(n: int, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of each number of successes, for each `p`."""
    k, p = np.arange(n + 1), p[..., None]
    return np.exp(_log_choose(n) + special.xlogy(k, p) + special.xlog1py(n - k, -p))


def _log_choose(n: int) -> NDArray[np.float64]:
    """Return the logarithms of the binomial coefficients, n over 0 to n."""
    k = np.arange(n + 1)
    return special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)


@dataclass(frozen=True)
class TrialSize:
    """How many patients a two-arm trial needs in each arm.

    Attributes
    ----------
    first : int or None
        The smallest arm with the power asked for; None where no arm searched has it.
    lasting : int or None
        The smallest arm from which on every arm searched has it; None where the largest has not.
    """

    first: int | None
    lasting: int | None


def trial_size(
    p_control: float, p_treated: float, power: float, alpha: float = 0.05, n_max: int = 200
) -> TrialSize:
    """Search all trials with arms of equal size for those that have a given power.

    Power does not rise steadily with the number of patients: the test's real level jumps below `alpha` as
    the counts allow, so that one patient more can mean less power. Hence two answers.

    Parameters
    ----------
    p_control, p_treated : float
        Success probabilities, ``0 <= p_control < p_treated <= 1``.
    power : float
        The power asked for, inside (0, 1).
    alpha : float
        The two-sided level, inside (0, 1).
    n_max : int
        The largest arm that is searched, 1 to 1,000.

    Returns
    -------
    TrialSize
        The patients of one arm.

    Raises
    ------
    ValueError
        When an argument is not of its kind or outside its range.

    Notes
    -----
    Of two arms of equal size the p-value is twice a tail of the hypergeometric distribution, and one success
    more in both arms together raises the successes needed in the treated one by one at most. So a walk over
    the totals finds them, for all sizes at once: the time and the memory grow as the square of `n_max`.

    References
    ----------
    Chernick MR, Liu CY. The saw-toothed behavior of power versus sample size and software solutions: single
    binomial proportion using exact methods. Am Stat. 2002;56(2):149-55.

    Examples
    --------
    >>> trial_size(0.2, 0.8, power=0.8, n_max=30)
    TrialSize(first=12, lasting=12)
    """
    p_treated = _require.number("p_treated, the success probability,", p_treated, 0, 1, open_low=True)
    p_control = _require.number(
        "p_control, the success probability,", p_control, 0, p_treated, open_high=True
    )
    power = _require.inside_unit("power, the power asked for,", power)
    n_max = _require.count("n_max, the largest arm searched,", n_max, 1, LARGEST_ARM)
    alpha = _require.inside_unit("alpha, the two-sided level,", alpha)
    least = _least_wins(n_max, alpha)
    enough = [_power(n, least[n, : n + 1], p_control, p_treated) >= power for n in range(1, n_max + 1)]
    if not any(enough):
        return TrialSize(None, None)
    last_short = max((n for n, reached in enumerate(enough, 1) if not reached), default=0)
    return TrialSize(enough.index(True) + 1, last_short + 1 if last_short < n_max else None)


def _least_wins(n_max: int, alpha: float) -> NDArray[np.int64]:
    """Return the fewest treated successes that win, by the size of both arms and by control successes.

    A win needs at least as many treated successes when one more of both arms together is a success, and one
    more at most. So with each success the bound stays, or goes up by one.
    """
    n = np.arange(1, n_max + 1)
    least = np.full((n_max + 1, n_max + 2), n_max + 1)
    bound = np.ones_like(n)
    tail, below = np.zeros(n_max), np.ones(n_max)  # Pr(treated >= bound), Pr(treated = bound - 1)
    for total in range(2 * n_max):
        going = total < 2 * n
        n, bound, tail, below = n[going], bound[going], tail[going], below[going]
        control = total - bound + 1  # beside one treated success fewer than the bound
        left = 2 * n - total
        tail = tail + below * (n - bound + 1) / left
        at_bound = below * (total + 1) * (n - bound + 1) / (left * bound)
        below = below * (total + 1) * (n - control) / (left * (control + 1))
        wins = 2 * tail <= alpha * (1 + TIE)
        least[n[wins], control[wins]] = bound[wins]
        tail = np.where(wins, tail, np.maximum(tail - at_bound, 0))
        below = np.where(wins, below, at_bound)
        bound = np.where(wins, bound, bound + 1)
    return least


def _power(n: int, least: NDArray[np.int64], p_control: float, p_treated: float) -> float:
    """Return the power of two arms of equal size, from the fewest treated successes that win."""
    treated = np.append(_binomial(n, np.array(p_treated))[::-1].cumsum()[::-1], 0.0)  # or more of them
    return float(_binomial(n, np.array(p_control)) @ treated[np.minimum(least, n + 1)])
