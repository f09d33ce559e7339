"""BOP2: a published boundary, another program's, every pair on a grid, and sums over paths."""

from dataclasses import FrozenInstanceError
from functools import cache
from math import comb, inf, nan

import numpy as np
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused
from scipy.stats import beta

from onearm.designs import StoppingRule, bop2, operating_characteristics

FINE = 1e-12
modest = settings(max_examples=12, deadline=None, derandomize=True)


@cache
def posterior(looks, p0):
    """Pr(p > p0 | x, n) at each look, from Beta(p0, 1 - p0), by SciPy's distribution."""
    counts = ((n, np.arange(n + 1)) for n in looks)
    return [beta.sf(p0, p0 + x, 1 - p0 + n - x) for n, x in counts]


def bounds(lam, gamma, looks, p0):
    """The largest count below the cut-off at each look, -1 where there is none."""
    looks = tuple(looks)
    above = zip(looks, posterior(looks, p0), strict=True)
    return tuple(int((prob < lam * (n / looks[-1]) ** gamma).sum()) - 1 for n, prob in above)


def rule_of(looks, found):
    """The rule with these futile bounds."""
    last = found[-1] + 1 if found[-1] < looks[-1] else None
    return StoppingRule(
        looks, [*[None] * (len(looks) - 1), last], [bound if bound >= 0 else None for bound in found]
    )


def futile(design):
    return tuple(-1 if bound is None else bound for bound in design.rule.futile)


# -- other sources ----------------------------------------------------------------------------------


def test_the_published_boundary_without_pending_patients():
    """Lin, Coleman and Yuan, arXiv:1810.00709, page 15, Table 2, where all outcomes are known (TESS = n)."""
    design = bop2(0.2, 0.4, 0.1, (10, 20, 30, 40))
    assert design.rule == StoppingRule((10, 20, 30, 40), (None, None, None, 12), (1, 3, 7, 11))


def test_the_boundary_of_another_program():
    """README of the R package BOP2FE: its futility boundary at lambda 0.909 and gamma 1, with p0 = 0.2."""
    looks = (10, 15, 20, 25, 30, 35, 40)
    assert bounds(0.909, 1, looks, 0.2) == (1, 2, 3, 5, 7, 9, 11)


# -- the search -------------------------------------------------------------------------------------

QUESTIONS = [
    (0.2, 0.4, 0.1, (10, 20, 30)),
    (0.245, 0.5, 0.05, tuple(range(6, 21))),
    (0.245, 0.6, 0.1, (5, 9, 16)),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_no_pair_on_a_grid_does_better(question):
    p0, p1, alpha, looks = question
    design = bop2(*question)
    grid = {
        bounds(lam, gamma, looks, p0) for lam in np.linspace(0.6, 0.995, 40) for gamma in np.linspace(0, 1, 6)
    }
    rules = [rule_of(looks, found) for found in grid]
    errors, powers = operating_characteristics(rules, [p0, p1]).p_promising.T
    assert powers[errors <= alpha].max() <= design.power + FINE


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_the_pair_gives_the_boundary_and_the_paths_its_properties(question):
    p0, p1, alpha, looks = question
    design = bop2(*question)
    assert bounds(design.lam, design.gamma, looks, p0) == futile(design)
    ends = design.rule.path_counts().items()
    by_paths = {
        p: sum(
            ways * p**x * (1 - p) ** (n - x)
            for (n, x), ways in ends
            if design.rule.decide(x, n) == "promising"
        )
        for p in (p0, p1)
    }
    assert (design.alpha, design.power) == pytest.approx(tuple(by_paths.values()), rel=FINE)
    size = sum(n * ways * p0**x * (1 - p0) ** (n - x) for (n, x), ways in ends)
    assert design.expected_n0 == pytest.approx(size, rel=FINE)
    assert design.alpha <= alpha


def test_a_single_look_is_the_binomial_test():
    design = bop2(0.3, 0.5, 0.05, [24])
    tail = [sum(comb(24, x) * 0.3**x * 0.7 ** (24 - x) for x in range(r + 1, 25)) for r in range(24)]
    r = next(r for r in range(24) if tail[r] <= 0.05)
    assert design.rule.promising == (r + 1,)
    assert design.alpha == pytest.approx(tail[r], rel=FINE)


@modest
@given(
    p0=st.floats(0.05, 0.5),
    gap=st.floats(0.1, 0.4),
    alpha=st.floats(0.03, 0.3),
    looks=st.sets(st.integers(3, 18), min_size=1, max_size=5).map(sorted),
    lam=st.floats(0.3, 0.99),
    gamma=st.floats(0, 1),
)
def test_any_pair_that_keeps_the_error_has_no_more_power(p0, gap, alpha, looks, lam, gamma):
    found = bounds(lam, gamma, looks, p0)
    error, power = rule_of(looks, found).operating_characteristics([p0, p0 + gap]).p_promising
    if error <= alpha:
        assert power <= bop2(p0, p0 + gap, alpha, looks).power + FINE


def test_a_larger_gamma_leaves_more_power():
    powers = [bop2(0.2, 0.4, 0.1, (5, 10, 20), gamma_max=top).power for top in (0.2, 1, 10)]
    assert powers == sorted(powers) and powers[0] < powers[-1]


# -- bad input --------------------------------------------------------------------------------------

ASK = {"p0": 0.2, "p1": 0.4, "alpha": 0.1, "looks": (10, 20)}
NOT_NUMBERS = [None, True, "0.5", nan, inf, [0.5]]


@each_case("bad", [0, 1, -0.1, 1.1, *NOT_NUMBERS])
def test_impossible_probabilities_are_refused(bad):
    for name in ("p0", "p1", "alpha"):
        refused(bop2, **ASK | {name: bad})


def test_a_target_that_is_no_improvement_is_refused():
    refused(bop2, **ASK | {"p1": 0.2})
    refused(bop2, **ASK | {"p1": 0.1})


@each_case("bad", [(), [0, 5], [5, 5], [10, 5], {5, 10}, 10, None, "10", [101], [2.5]])
def test_impossible_looks_are_refused(bad):
    refused(bop2, **ASK | {"looks": bad})


@each_case("bad", [0, -1, 11, *NOT_NUMBERS])
def test_an_impossible_gamma_is_refused(bad):
    if bad is not None:
        refused(bop2, **ASK, gamma_max=bad)
        refused(bop2, **ASK, prior=bad)


def test_an_error_that_no_boundary_keeps_is_refused():
    refused(bop2, **ASK | {"alpha": 1e-9, "looks": [3]})


def test_designs_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        bop2(**ASK).lam = 1
