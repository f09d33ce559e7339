"""Classical designs: Simon's two stages and the exact single stage, found by complete search.

Both test the null hypothesis that the success probability is `p0`, that of a treatment not worth pursuing,
against `p1`, that of one that is. Both reject it when the number of successes is **above** a bound, x > r,
and not when it only reaches the bound. Both keep two errors **strictly** below what is asked for: to reject
when `p0` is true (alpha), and not to reject when `p1` is (beta). An error within 1e-12 of what is asked for
counts as equal to it, hence as too large.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import exp, log, log1p

import numpy as np
from numpy.typing import NDArray
from scipy import special

from onearm import _require
from onearm.designs.stopping import LARGEST_LOOK, StoppingRule

TIE = 1e-12
"""An error this close to the one asked for counts as equal to it."""

SMALLEST_ERROR = 1e-6
"""The smallest error that can be asked for."""

LARGEST_TWO_STAGE = 1000
"""The most patients of a two-stage design: the search holds some ten tables of the square of that size."""

BLOCK = 64
"""So many sizes of a single stage are tried at once, and then twice as many."""

ROWS = 64
"""So many sizes of the first stage are treated at once: their bounds worth trying lie close together."""

_LARGEST_LOG = 700.0
"""The logarithm of a number so large that, as a factor, it rules nothing out."""

KINDS = ("optimal", "minimax")


@dataclass(frozen=True)
class TwoStageDesign:
    """A two-stage design that can stop after its first stage, for futility alone.

    After `n1` patients the trial stops unless **more than** `r1` of them are successes. After `n` patients in
    all it rejects the null hypothesis when **more than** `r` of them are successes.

    Attributes
    ----------
    r1, n1 : int
        The trial stops after `n1` patients when at most `r1` are successes.
    r, n : int
        The null hypothesis is rejected when more than `r` of all `n` patients are successes.
    expected_n0 : float
        Expected number of patients when the success probability is `p0`.
    p_stop0 : float
        Probability to stop after the first stage when the success probability is `p0`.
    alpha, power : float
        Probability to reject the null hypothesis when the success probability is `p0`, and when it is `p1`.
    """

    r1: int
    n1: int
    r: int
    n: int
    expected_n0: float
    p_stop0: float
    alpha: float
    power: float

    def __str__(self) -> str:
        return (
            f"Stage 1: stop unless more than {self.r1} of {self.n1} patients are successes.\n"
            f"Stage 2: reject the null hypothesis when more than {self.r} of {self.n} are successes."
        )

    def rule(self) -> StoppingRule:
        """Return the design as a boundary on the lattice.

        Returns
        -------
        StoppingRule
            Two looks: futile at `r1` or fewer of `n1`, promising at `r` + 1 or more of `n`, futile at `r` or
            fewer.

        Notes
        -----
        The time does not grow with the arguments.

        Examples
        --------
        >>> print(simon_two_stage(0.2, 0.4, 0.05, 0.2).rule())
        Stop as promising at 13 or more successes in 43 patients.
        Stop as futile at 3 or fewer successes in 13 patients, 12 or fewer in 43.
        """
        return StoppingRule((self.n1, self.n), (None, self.r + 1), (self.r1, self.r))


@dataclass(frozen=True)
class SingleStageDesign:
    """A design with one look, after all patients.

    It rejects the null hypothesis when **more than** `r` of `n` patients are successes.

    Attributes
    ----------
    r, n : int
        The null hypothesis is rejected when more than `r` of `n` patients are successes.
    alpha, power : float
        Probability to reject the null hypothesis when the success probability is `p0`, and when it is `p1`.
    """

    r: int
    n: int
    alpha: float
    power: float

    def __str__(self) -> str:
        return f"Reject the null hypothesis when more than {self.r} of {self.n} patients are successes."

    def rule(self) -> StoppingRule:
        """Return the design as a boundary on the lattice.

        Returns
        -------
        StoppingRule
            One look: promising at `r` + 1 or more successes, futile at `r` or fewer.

        Notes
        -----
        The time does not grow with the arguments.

        Examples
        --------
        >>> print(single_stage(0.2, 0.4, 0.05, 0.2).rule())
        Stop as promising at 12 or more successes in 35 patients.
        Stop as futile at 11 or fewer successes in 35 patients.
        """
        return StoppingRule((self.n,), (self.r + 1,), (self.r,))


def simon_two_stage(
    p0: float, p1: float, alpha: float, beta: float, n_max: int = 100, kind: str = "optimal"
) -> TwoStageDesign:
    """Find Simon's optimal or minimax two-stage design.

    Of all two-stage designs with both errors strictly below `alpha` and `beta`, the *optimal* one expects the
    fewest patients under `p0`, and the *minimax* one has the fewest patients in all and, among those, expects
    the fewest under `p0`. Where several bounds `r` would do, the largest is taken, hence the smallest type I
    error.

    Parameters
    ----------
    p0, p1 : float
        Success probability not worth pursuing, and one that is; ``0 < p0 < p1 < 1``.
    alpha, beta : float
        Both errors must stay strictly below these, from 1e-6 up to but not including 1.
    n_max : int
        The most patients in all, from 2 to 1000. The optimal design is optimal among these: if its `n` lies
        near `n_max`, search further.
    kind : str
        ``"optimal"`` or ``"minimax"``.

    Returns
    -------
    TwoStageDesign
        The design with its errors; it rejects when **more than** `r` are successes.

    Raises
    ------
    ValueError
        When an argument is not of its kind or outside its range; also when no design with at most `n_max`
        patients keeps both errors: the message then names the nearest, the most powerful that keeps `alpha`.

    Notes
    -----
    The search is complete. It goes up in `n` and treats all first stages of one `n` at once: a cumulative
    sum over the successes in the first stage takes the paths that end there out of Pr(X > r). It leaves out
    what cannot win: an `n` at which not even the best randomised test of all `n` patients keeps both errors,
    a first stage that alone loses `beta`, one that alone makes the design expect more patients than the best
    so far, and one after which, by the lemma of Neyman and Pearson, no bound `r` reaches the power. Where
    nothing is found, several `n` at once are left out for what the largest of them cannot do. The time grows
    somewhat more slowly than the third power of the `n` found, and the tables as the square of `n_max`.

    References
    ----------
    Simon R (1989). Optimal two-stage designs for phase II clinical trials. Controlled Clinical Trials
    10(1):1-10.

    Examples
    --------
    >>> design = simon_two_stage(0.2, 0.4, alpha=0.05, beta=0.2)
    >>> print(design)
    Stage 1: stop unless more than 3 of 13 patients are successes.
    Stage 2: reject the null hypothesis when more than 12 of 43 are successes.
    >>> round(design.expected_n0, 2), round(design.alpha, 4), round(design.power, 4)
    (20.58, 0.0496, 0.8002)
    """
    _require.one_of("kind", kind, KINDS)
    frontier = _frontier(p0, p1, alpha, beta, n_max)
    return frontier[-1] if kind == "optimal" else frontier[0]


def admissible_two_stage(
    p0: float, p1: float, alpha: float, beta: float, n_max: int = 100
) -> list[TwoStageDesign]:
    """List the two-stage designs that are best for some weight between the minimax and the optimal one.

    A design is *admissible* when, for some weight q from 0 to 1, none has a smaller q n + (1 - q) E(N | p0).
    With q = 0 that is Simon's optimal design; as q nears 1 it is the minimax one.

    Parameters
    ----------
    p0, p1 : float
        Success probability not worth pursuing, and one that is; ``0 < p0 < p1 < 1``.
    alpha, beta : float
        Both errors must stay strictly below these, from 1e-6 up to but not including 1.
    n_max : int
        The most patients in all, from 2 to 1000.

    Returns
    -------
    list of TwoStageDesign
        From the minimax to the optimal design, by `n`. Two neighbours tie at the weight q for which
        q / (1 - q) is the number of patients fewer expected divided by the number more in all.

    Raises
    ------
    ValueError
        As in `simon_two_stage`.

    Notes
    -----
    The time grows as in `simon_two_stage`, somewhat more slowly than the third power of the `n` found.

    References
    ----------
    Jung SH, Lee T, Kim K, George SL (2004). Admissible two-stage designs for phase II cancer clinical trials.
    Statistics in Medicine 23(4):561-569.

    Examples
    --------
    >>> for design in admissible_two_stage(0.2, 0.4, alpha=0.05, beta=0.2):
    ...     print(f"{design.r1}/{design.n1} {design.r}/{design.n} {design.expected_n0:.2f}")
    4/18 10/33 22.25
    3/14 11/38 21.24
    3/13 12/43 20.58
    """
    hull: list[TwoStageDesign] = []
    for design in _frontier(p0, p1, alpha, beta, n_max):
        while len(hull) > 1 and _slope(hull[-2], hull[-1]) >= _slope(hull[-1], design):
            hull.pop()
        hull.append(design)
    return hull


def single_stage(
    p0: float, p1: float, alpha: float, beta: float, n_min: int = 1, n_max: int = 1000
) -> SingleStageDesign:
    """Find the smallest exact single-stage design.

    Of all designs with one look and both errors strictly below `alpha` and `beta` it has the fewest patients.
    Where several bounds `r` would do, the largest is taken, hence the smallest type I error.

    Parameters
    ----------
    p0, p1 : float
        Success probability not worth pursuing, and one that is; ``0 < p0 < p1 < 1``.
    alpha, beta : float
        Both errors must stay strictly below these, from 1e-6 up to but not including 1.
    n_min, n_max : int
        The fewest and the most patients, ``1 <= n_min <= n_max <= 10,000``. The binomial being discrete, some
        numbers above the smallest will not do: with `n_min` one above it the next that will is found.

    Returns
    -------
    SingleStageDesign
        The design with its errors; it rejects when **more than** `r` are successes.

    Raises
    ------
    ValueError
        When an argument is not of its kind or outside its range; also when no design with `n_min` to `n_max`
        patients keeps both errors: the message then names the nearest, the most powerful that keeps `alpha`.

    Notes
    -----
    The time grows as the number of sizes searched, from `n_min` to not more than twice as many as needed.

    References
    ----------
    A'Hern RP (2001). Sample size tables for exact single-stage phase II designs. Statistics in Medicine
    20(6):859-866.

    Examples
    --------
    >>> design = single_stage(0.2, 0.4, alpha=0.05, beta=0.2)
    >>> print(design)
    Reject the null hypothesis when more than 11 of 35 patients are successes.

    A trial of 17 to 20 patients cannot do what one of 16 can:

    >>> [single_stage(0.05, 0.25, alpha=0.05, beta=0.2, n_min=n).n for n in (1, 17)]
    [16, 21]
    """
    p0, p1, alpha, beta = _hypotheses(p0, p1, alpha, beta)
    n_max = _require.count("n_max, the most patients,", n_max, 1, LARGEST_LOOK)
    n_min = _require.count("n_min, the fewest patients,", n_min, 1, n_max)
    last, block = n_min - 1, BLOCK
    while last < n_max:  # the smallest is seldom far from the first, so ever larger blocks are searched
        n = np.arange(last + 1, min(last + block, n_max) + 1)
        r = _largest_below(beta, n, p1)
        keeps = _above(r, n, p0) < alpha - TIE
        if keeps.any():
            return _one_look(p0, p1, n, r, keeps.argmax())
        last, block = n[-1], 2 * block
    n = np.arange(n_min, n_max + 1)
    r = n - 1 - _largest_below(alpha, n, 1 - p0)  # the smallest that keeps alpha
    nearest = _one_look(p0, p1, n, r, _above(r, n, p1).argmax())
    _require.refuse(_no_design("single-stage", alpha, beta, nearest), n_max)


def _above(r: NDArray[np.int64], n: NDArray[np.int64], p: float) -> NDArray[np.float64]:
    """Return Pr(X > r) among `n` patients, for `r` from -1 to `n`."""
    inside = (r >= 0) & (r < n)
    tail = special.betainc(np.where(inside, r + 1, 1), np.where(inside, n - r, 1), p)
    return np.where(inside, tail, r < 0)


def _largest_below(share: float, n: NDArray[np.int64], p: float) -> NDArray[np.int64]:
    """Return the largest r for which Pr(X <= r) among `n` patients is below a share, by more than a tie."""
    r = np.floor(special.bdtrik(share, n, p)).astype(np.int64).clip(-1, n - 1)
    # What was rounded may be off by one.
    r += (1 - _above(r + 1, n, p) < share - TIE) & (r < n - 1)
    r -= 1 - _above(r, n, p) >= share - TIE
    return r


def _one_look(
    p0: float, p1: float, n: NDArray[np.int64], r: NDArray[np.int64], chosen: int | np.intp
) -> SingleStageDesign:
    """Return one of many single-stage designs with its properties."""
    n, r = n[chosen : chosen + 1], r[chosen : chosen + 1]
    return SingleStageDesign(int(r[0]), int(n[0]), *(float(_above(r, n, p)[0]) for p in (p0, p1)))


def _hypotheses(p0: float, p1: float, alpha: float, beta: float) -> tuple[float, float, float, float]:
    """Return the four numbers of a test as floats, or refuse them."""
    p1 = _require.inside_unit("p1, the success probability worth pursuing,", p1)
    p0 = _require.number(
        "p0, the success probability not worth pursuing,", p0, 0, p1, open_low=True, open_high=True
    )
    alpha = _require.number("alpha, the type I error,", alpha, SMALLEST_ERROR, 1, open_high=True)
    beta = _require.number("beta, the type II error,", beta, SMALLEST_ERROR, 1, open_high=True)
    return p0, p1, alpha, beta


def _frontier(p0: float, p1: float, alpha: float, beta: float, n_max: int) -> list[TwoStageDesign]:
    """Return, by `n`, each design that expects fewer patients under `p0` than all with a smaller `n`."""
    p0, p1, alpha, beta = _hypotheses(p0, p1, alpha, beta)
    n_max = _require.count("n_max, the most patients,", n_max, 2, LARGEST_TWO_STAGE)
    stages = _Stages(p0, p1, n_max)
    most_power = stages.most_power(alpha)
    firsts = np.array(np.nonzero(stages.at_most[1] < beta - TIE))  # no other can keep beta
    frontier, fewest = [], float(n_max)
    n, ahead, hopeful = 2, 1, firsts
    while n <= n_max:
        last = min(n + ahead - 1, n_max)
        hopeful = hopeful[:, stages.hopeful(hopeful, n, last, alpha, beta, fewest)]
        if ahead > 1 and hopeful.size:
            ahead //= 2
            continue
        if ahead == 1 and most_power[n] > 1 - beta and (design := stages.best(hopeful, n, alpha, beta)):
            frontier.append(design)
            fewest, ahead = design.expected_n0, 0
            firsts = firsts[:, stages.expected(firsts, n) < fewest - TIE]  # with more patients none is fewer
        n, ahead, hopeful = last + 1, max(2 * ahead, 1), firsts
    if not frontier:
        _require.refuse(_no_design("two-stage", alpha, beta, stages.nearest(alpha)), n_max)
    return frontier


class _Stages:
    """The stages of all designs with at most `n_max` patients, under `p0` (index 0) and `p1` (index 1)."""

    def __init__(self, p0: float, p1: float, n_max: int) -> None:
        p = np.array([[p0], [p1]])
        pmf = np.zeros((2, n_max + 1, n_max + 2))
        pmf[:, 0, 0] = 1
        for n in range(n_max):
            pmf[:, n + 1, 1:] = pmf[:, n, :-1] * p
            pmf[:, n + 1] += pmf[:, n] * (1 - p)
        self.n_max = n_max
        self.p = p0, p1
        self.pmf = pmf  # [:, n, x]: Pr(X = x) among n patients
        self.at_least = np.ones((2, n_max + 1, 2 * n_max + 2))  # [:, n, n_max + x]: Pr(X >= x)
        self.at_least[..., n_max:] = pmf[..., ::-1].cumsum(-1)[..., ::-1]
        self.at_most = 1 - self.at_least[..., n_max + 1 :]  # [:, n, x]: Pr(X <= x)

    def expected(self, firsts: NDArray[np.int64], n: int) -> NDArray[np.float64]:
        """Return how many patients are expected under `p0`: of `n` in all, or all of a larger first stage."""
        n1, r1 = firsts
        return np.maximum(n, n1) - self.at_most[0, n1, r1] * np.maximum(n - n1, 0)

    def rejects(self, firsts: NDArray[np.int64], n: int, r: int) -> NDArray[np.float64]:
        """Return Pr(X1 > r1, X > r), shape (2, k), for `k` first stages, their `n1` and `r1`, `n1` rising."""
        n1, r1 = firsts
        x = self.n_max + r + 1
        blocks = np.searchsorted(n1, np.arange(n1[0], n1[-1] + ROWS, ROWS))
        ended = [self._ended(n1[i:j], r1[i:j], n, x) for i, j in pairwise((*blocks, n1.size)) if i < j]
        return self.at_least[:, n, x, None] - np.concatenate(ended, axis=1)

    def _ended(self, n1: NDArray[np.int64], r1: NDArray[np.int64], n: int, x: int) -> NDArray[np.float64]:
        """Return Pr(X1 <= r1, X > r) of some first stages that lie close together."""
        (low, high), (left, right) = ((int(bound.min()), int(bound.max()) + 1) for bound in (n1, r1))
        first = self.pmf[:, low:high, :right]
        second = self.at_least[:, n - low : n - high : -1, x : x - right : -1]
        below = np.einsum("hij,hij->hi", first[..., :left], second[..., :left])
        ended = (first[..., left:] * second[..., left:]).cumsum(-1)
        return below[:, n1 - low] + ended[:, n1 - low, r1 - left]

    def most_power(self, alpha: float) -> NDArray[np.float64]:
        """Return, for each `n`, the power of the best randomised test of `n` patients with size `alpha`."""
        tail = self.at_least[..., self.n_max :]
        n = np.arange(self.n_max + 1)
        x = (tail[0] >= alpha).sum(-1) - 1  # rejected for sure above x, at random at x
        (below, power_below), (above, power) = tail[:, n, x], tail[:, n, x + 1]
        return power + (power_below - power) * (alpha - above) / (below - above)

    def within_reach(
        self, n: int, r: int, alpha: float, errors: NDArray[np.float64], powers: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return what power the tests can have that also reject at some X <= r, with size `alpha` in all.

        By the lemma of Neyman and Pearson none buys power at a better rate than the likelihood ratio at r.
        """
        null, alternative = (r * log(p) + (n - r) * log1p(-p) for p in self.p)
        return powers + (alpha - errors) * exp(min(alternative - null, _LARGEST_LOG))

    def hopeful(
        self, firsts: NDArray[np.int64], n: int, last: int, alpha: float, beta: float, fewest: float
    ) -> NDArray[np.bool_]:
        """Say which first stages designs with `n` to `last` patients that may keep both errors can have.

        They must expect fewer than `fewest` already with `n`; and more patients make the best randomised test
        no less powerful, so that its power is asked for with `last`.
        """
        found: NDArray[np.bool_] = (firsts[0] < last) & (self.expected(firsts, n) < fewest - TIE)
        if last > n and found.any():
            r = int((self.at_least[0, last, self.n_max :] >= alpha).sum()) - 1  # above it `alpha` is kept
            errors, powers = self.rejects(firsts[:, found], last, r)
            found[found] = self.within_reach(last, r, alpha, errors, powers) > 1 - beta
        return found

    def best(self, firsts: NDArray[np.int64], n: int, alpha: float, beta: float) -> TwoStageDesign | None:
        """Return the design with `n` patients and one of the first stages that expects the fewest."""
        expected = self.expected(firsts, n)
        found = None
        largest_r = int((self.at_most[1, n] < beta - TIE).sum()) - 1
        for r in range(largest_r, -1, -1):
            if not expected.size:
                break
            alphas, powers = self.rejects(firsts, n, r)
            hopeful = alphas < alpha - TIE  # as r falls, alphas and powers rise
            keeps = hopeful & (powers > 1 - beta + TIE)
            if keeps.any():
                found = self.design(n, r, *firsts[:, np.where(keeps, expected, np.inf).argmin()])
                hopeful &= expected < found.expected_n0 - TIE
            hopeful &= self.within_reach(n, r, alpha, alphas, powers) > 1 - beta
            firsts, expected = firsts[:, hopeful], expected[hopeful]
        return found

    def nearest(self, alpha: float) -> TwoStageDesign:
        """Return the most powerful of the designs that keep the type I error."""
        found, power, most_power = None, -1.0, self.most_power(alpha)
        every = np.array(np.tril_indices(self.n_max, -1))
        for n in range(self.n_max, 1, -1):
            if most_power[n] <= power + TIE:
                continue
            passes = 1 - self.at_most[1, *every]
            some = (every[0] < n) & (passes > power + TIE)
            firsts, passes = every[:, some], passes[some]
            null, alternative = self.at_least[:, n, self.n_max + 1 : self.n_max + n + 2]  # of X > r, by r
            keeps_alone = (null >= alpha - TIE).sum()  # no larger r has more power
            for r in range(min(keeps_alone, (alternative > power).sum() - 1), -1, -1):
                if not passes.size:
                    break
                alphas, powers = self.rejects(firsts, n, r)
                powers[alphas >= alpha - TIE] = -1
                if powers.max() > power + TIE:
                    found = self.design(n, r, *firsts[:, powers.argmax()])
                    power = found.power
                reach = self.within_reach(n, r, alpha, alphas, powers)
                passes = np.minimum(passes, reach)
                some = (alphas < alpha - TIE) & (passes > power + TIE)
                firsts, passes = firsts[:, some], passes[some]
        return found  # type: ignore[return-value]  # one that never rejects keeps every alpha

    def design(self, n: int, r: int, n1: int, r1: int) -> TwoStageDesign:
        """Return one design with its properties."""
        n1, r1 = int(n1), int(r1)
        alpha, power = self.rejects(np.array([[n1], [r1]]), n, r)[:, 0].tolist()
        p_stop0 = float(self.at_most[0, n1, r1])
        return TwoStageDesign(r1, n1, r, n, n - p_stop0 * (n - n1), p_stop0, alpha, power)


def _slope(one: TwoStageDesign, other: TwoStageDesign) -> float:
    """Return how fewer patients are expected from one design to the next, per patient more in all."""
    return (other.expected_n0 - one.expected_n0) / (other.n - one.n)


def _no_design(kind: str, alpha: float, beta: float, nearest: TwoStageDesign | SingleStageDesign) -> str:
    """Say that a search found nothing, and what comes nearest."""
    return (
        f"n_max must leave room for a {kind} design with errors below alpha = {alpha:g} and beta = {beta:g}; "
        f"of those that keep alpha the nearest reaches a power of {nearest.power:.3f}: "
        f"{' '.join(str(nearest).split())}"
    ).removesuffix(".")
