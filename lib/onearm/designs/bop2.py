"""BOP2: a Bayesian futility boundary, chosen for the most power that a bound on the type I error leaves.

At each look the trial stops unless the posterior probability of beating a fixed rate reaches a cut-off, and
the cut-off rises with the number of patients. Two numbers shape it. Since they give finitely many boundaries
on the lattice, the best of these can be found exactly.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy import special

from onearm import _require
from onearm.designs.stopping import StoppingRule, _looks, operating_characteristics
from onearm.designs.thall_simon import TIE, BetaPrior

MOST_PATIENTS = 100
"""The last look that a search may have."""

MOST_POINTS = 25_000
"""The most points at the looks times looks that a search may have."""

APART = 1e-9
"""How wide a cell must be to be found, in gamma and in log lambda."""


@dataclass(frozen=True)
class BOP2Design:
    """A BOP2 design with its properties.

    Attributes
    ----------
    lam, gamma : float
        Lambda and gamma, in the midst of the pairs that give the boundary.
    rule : StoppingRule
        The boundary.
    alpha, power : float
        Probability to end promising under `p0` and under `p1`.
    expected_n0 : float
        Expected number of patients under `p0`.
    """

    lam: float
    gamma: float
    rule: StoppingRule
    alpha: float
    power: float
    expected_n0: float


def bop2(
    p0: float,
    p1: float,
    alpha: float,
    looks: Iterable[int],
    prior: BetaPrior | None = None,
    gamma_max: float = 1.0,
) -> BOP2Design:
    """Find the BOP2 design with the most power among those that keep the type I error.

    After `n` of `N` patients the trial stops as futile when Pr(p > p0 | x, n) **<** lambda (n / N)**gamma. At
    the last look, where the cut-off is lambda itself, it is promising otherwise; before, it goes on.

    Parameters
    ----------
    p0, p1 : float
        Success probability not worth pursuing, and one that is; ``0 < p0 < p1 < 1``.
    alpha : float
        The most that the type I error may be, inside (0, 1).
    looks : iterable of int
        Numbers of patients at the looks, increasing; the last, N, at most 100.
    prior : BetaPrior, optional
        Prior for p; without it Beta(p0, 1 - p0), which has mean `p0` and is worth one patient.
    gamma_max : float
        The largest gamma, above 0 and at most 10; the smallest is 0, the same cut-off at every look. The
        larger gamma, the less often do early looks stop.

    Returns
    -------
    BOP2Design
        The design; of several with the same power the one that expects the fewest patients under `p0`.

    Raises
    ------
    ValueError
        When an argument is not of its kind or outside its range, or no such design keeps `alpha`; also for
        more than 25,000 points at the looks times looks: a look after each of 36 patients is too much.

    Notes
    -----
    Where Pr(p > p0 | x, n) equals the cut-off, log lambda is a straight line in gamma. These lines, one for
    each point of the lattice at a look, divide the plane of gamma and log lambda into cells, and all pairs of
    one cell give one boundary. Between the values of gamma at which two lines cross, the cells are met in the
    same order; so one row of pairs there meets them all, but for cells narrower than 1e-9.

    The time grows about as the square of the points at the looks times the number of looks.

    References
    ----------
    Zhou H, Lee JJ, Yuan Y. BOP2: Bayesian optimal design for phase II clinical trials with simple and complex
    endpoints. Stat Med. 2017;36(21):3302-14.

    Lin R, Coleman RL, Yuan Y. TOP: time-to-event Bayesian optimal phase II trial design for cancer
    immunotherapy. arXiv:1810.00709, page 5: the criterion of BOP2, with C for lambda.

    Examples
    --------
    >>> design = bop2(0.2, 0.4, alpha=0.1, looks=(10, 20, 30, 40))
    >>> design.rule.futile, design.rule.promising
    ((1, 3, 7, 11), (None, None, None, 12))
    >>> round(design.alpha, 4), round(design.power, 4), round(design.expected_n0, 1)
    (0.0743, 0.8864, 23.2)
    """
    p1 = _require.inside_unit("p1, the success probability worth pursuing,", p1)
    p0 = _require.number(
        "p0, the success probability not worth pursuing,", p0, 0, p1, open_low=True, open_high=True
    )
    alpha = _require.inside_unit("alpha, the type I error,", alpha)
    gamma_max = _require.number("gamma_max, the largest gamma,", gamma_max, 0, 10, open_low=True)
    prior = BetaPrior(p0, 1 - p0) if prior is None else prior
    _require.of_kind("prior", prior, BetaPrior)
    n = _looks(looks)
    _require.count("the last of looks", n[-1], 1, MOST_PATIENTS)
    points = sum(look + 1 for look in n)
    _require.at_most("the points at the looks times the number of looks", points * len(n), MOST_POINTS)

    plane = _Plane(n, p0, prior, gamma_max)
    best = None
    for last in plane.last_bounds():
        corners = _judged(plane.corners(last), p0, p1)
        if corners[1].alpha > alpha + TIE or (best and corners[0].power < best.power - TIE):
            continue  # the strictest errs too often, or the gentlest has too little power
        gentlest = corners[:1]
        found = gentlest if gentlest[0].alpha <= alpha + TIE else _judged(plane.cells(last), p0, p1)
        for design in found:
            keeps = design.alpha <= alpha + TIE and design.power > 0  # some boundaries are never passed
            if keeps and (best is None or _preferred(design, best)):
                best = design
    if best is None:
        _require.refuse("alpha must leave room for a boundary at these looks", alpha)
    lam, gamma = plane.pair(best.rule)
    return replace(best, lam=lam, gamma=gamma)


def _judged(rules: list[StoppingRule], p0: float, p1: float) -> list[BOP2Design]:
    """Return designs with their properties, but for the pairs that give them."""
    result = operating_characteristics(rules, [p0, p1])
    errors, powers = result.p_promising.T.tolist()
    properties = zip(rules, errors, powers, result.expected_n[:, 0].tolist(), strict=True)
    return [BOP2Design(np.nan, np.nan, *known) for known in properties]


def _preferred(one: BOP2Design, other: BOP2Design) -> bool:
    """Say whether one design has more power than the other, or as much with fewer patients."""
    if abs(one.power - other.power) > TIE:
        return one.power > other.power
    return one.expected_n0 < other.expected_n0 - TIE


class _Plane:
    """The plane of gamma and log lambda, divided by lines of equal boundary."""

    def __init__(self, n: tuple[int, ...], p0: float, prior: BetaPrior, gamma_max: float) -> None:
        self.n = n
        self.gamma_max = gamma_max
        self.slopes = -np.log(np.array(n) / n[-1])
        counts = [np.arange(look + 1) for look in n]
        with np.errstate(divide="ignore"):  # where the probability is too small for a float
            self.levels = [
                np.log(special.betainc(prior.b + look - x, prior.a + x, 1 - p0))
                for look, x in zip(n, counts, strict=True)
            ]

    def last_bounds(self) -> Iterator[int]:
        """Yield each bound that the last look can have."""
        levels = self.levels[-1]
        return (x for x in range(self.n[-1]) if np.isfinite(levels[x]) and levels[x + 1] - levels[x] > APART)

    def corners(self, last: int) -> list[StoppingRule]:
        """Return the gentlest and the strictest boundary with `last` as its last futile bound."""
        low, high = self.levels[-1][last : last + 2]
        lowest = low - self.gamma_max * self.slopes
        gentlest = [np.searchsorted(*pair, "right") for pair in zip(self.levels, lowest, strict=True)]
        strictest = [np.searchsorted(levels, high) for levels in self.levels]
        return [self._rule(gentlest), self._rule(strictest)]

    def cells(self, last: int) -> list[StoppingRule]:
        """Return every boundary with `last` as its last futile bound."""
        low, high = self.levels[-1][last : last + 2]
        lines = [(low, 0.0), (high, 0.0)]
        for levels, slope in zip(self.levels[:-1], self.slopes, strict=False):
            near = levels[(levels < high) & (levels + self.gamma_max * slope > low)]
            lines += [(level, slope) for level in near]
        level, slope = np.array(lines).T
        one, other = np.triu_indices(len(lines), 1)
        steeper = slope[one] != slope[other]
        one, other = one[steeper], other[steeper]
        crossings = (level[other] - level[one]) / (slope[one] - slope[other])
        gamma = _between(np.sort(np.clip([0, *crossings, self.gamma_max], 0, self.gamma_max)))
        heights = np.sort(np.clip(level + gamma[:, None] * slope, low, high), -1)
        middle = (heights[:, 1:] + heights[:, :-1]) / 2
        wide = np.diff(heights) > APART
        gamma, log_lam = np.broadcast_to(gamma[:, None], middle.shape)[wide], middle[wide]
        bounds = [
            np.searchsorted(levels, log_lam - gamma * slope)
            for levels, slope in zip(self.levels, self.slopes, strict=True)
        ]
        return [self._rule(row) for row in np.unique(np.stack(bounds, -1), axis=0)]

    def pair(self, rule: StoppingRule) -> tuple[float, float]:
        """Return lambda and gamma as far as can be from the lines around the cell of a boundary."""
        rows, limits = [], []
        for levels, slope, bound in zip(self.levels, self.slopes, rule.futile, strict=True):
            first = -1 if bound is None else bound
            if first >= 0:
                rows.append([-1.0, slope, 1.0])
                limits.append(-levels[first])
            rows.append([1.0, -slope, 1.0])
            limits.append(min(levels[first + 1], 0.0))
        ends = [(None, 0), (0, self.gamma_max), (None, None)]
        log_lam, gamma, _ = scipy.optimize.linprog([0, 0, -1], rows, limits, bounds=ends).x
        return float(np.exp(log_lam)), float(gamma)

    def _rule(self, below: Iterable[int]) -> StoppingRule:
        """Return the boundary for which so many counts of successes are below the cut-off at each look."""
        futile = [int(count) - 1 if count else None for count in below]
        last = -1 if futile[-1] is None else futile[-1]
        return StoppingRule(self.n, [*(None,) * (len(self.n) - 1), last + 1], futile)


def _between(ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the middles of the gaps between sorted numbers, but of the narrowest."""
    wide = np.diff(ends) > APART
    return ((ends[1:] + ends[:-1]) / 2)[wide]
