"""Mixtures of Betas: exact fractions, quadrature, and what must hold of any mixture."""

from dataclasses import FrozenInstanceError
from fractions import Fraction
from math import comb, factorial, inf, nan, prod

import numpy as np
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused
from scipy import integrate

from onearm.designs import BetaMixture, BetaPrior, ThallSimon

UNIFORM = BetaPrior(1, 1)
HISTORY = BetaPrior(30.87, 95.13)
ROBUST = BetaMixture((0.8, 0.2), (HISTORY, UNIFORM))

modest = settings(max_examples=60, deadline=None, derandomize=True)
betas = st.builds(BetaPrior, st.floats(0.1, 200), st.floats(0.1, 200))
mixtures = st.lists(st.tuples(st.floats(0.01, 1), betas), min_size=1, max_size=4).map(
    lambda pairs: BetaMixture(*map(tuple, zip(*pairs, strict=True)))
)


@st.composite
def trials(draw):
    n = draw(st.integers(0, 60))
    return draw(st.integers(0, n)), n


# -- exact fractions and quadrature -------------------------------------------------------------------


def marginal(a, b, x, n):
    """Return the beta-binomial probability of `x` in `n` for whole-numbered shapes, as a fraction."""

    def beta_function(first, second):
        return Fraction(factorial(first - 1) * factorial(second - 1), factorial(first + second - 1))

    return comb(n, x) * beta_function(a + x, b + n - x) / beta_function(a, b)


@each_case(
    ("shapes", "weights"),
    [
        ([(1, 1), (31, 95)], (1, 4)),
        ([(31, 95), (1, 1), (9, 9)], (6, 3, 1)),
        ([(2, 5), (2, 5)], (1, 2)),
        ([(1, 60), (60, 1)], (1, 1)),
    ],
)
@each_case(("x", "n"), [(0, 0), (5, 7), (0, 7), (7, 7), (9, 18), (40, 60)])
def test_posterior_weights_against_exact_fractions(shapes, weights, x, n):
    mixture = BetaMixture(weights, [BetaPrior(*shape) for shape in shapes]).updated(x, n)
    joint = [w * marginal(*shape, x, n) for w, shape in zip(weights, shapes, strict=True)]
    exact = [float(part / sum(joint)) for part in joint]
    assert mixture.weights == pytest.approx(exact, rel=1e-11)
    assert [(prior.a, prior.b) for prior in mixture.components] == [(a + x, b + n - x) for a, b in shapes]


@pytest.mark.parametrize(("x", "n"), [(9, 18), (10, 18), (0, 7), (5, 7)])
def test_posterior_density_against_bayes_theorem_by_quadrature(x, n):
    def joint(p):
        return ROBUST.density(p) * p**x * (1 - p) ** (n - x)

    total = integrate.tanhsinh(joint, 0, 1, rtol=1e-12).integral
    p = np.linspace(0.01, 0.99, 25)
    assert ROBUST.updated(x, n).density(p) == pytest.approx(joint(p) / total, rel=1e-9)


@pytest.mark.parametrize("mixture", [ROBUST, ROBUST.updated(9, 18), BetaMixture((1, 1), (UNIFORM, HISTORY))])
def test_moments_against_quadrature(mixture):
    moments = [
        integrate.tanhsinh(lambda p, k=k: p**k * mixture.density(p), 0, 1, rtol=1e-12).integral
        for k in (0, 1, 2)
    ]
    assert moments == pytest.approx([1, mixture.mean, mixture.sd**2 + mixture.mean**2], rel=1e-9)


def test_probability_that_a_treatment_is_better_is_an_average():
    def better(standard):
        return ThallSimon(standard, UNIFORM, 1, 1, 0.95).prob_better(5, 7)

    by_quadrature = integrate.tanhsinh(
        lambda p: ROBUST.density(p) * (1 - sum(comb(8, k) * p**k * (1 - p) ** (8 - k) for k in range(6, 9))),
        0,
        1,
        rtol=1e-12,
    ).integral  # Pr(Beta(6, 3) > p) = Pr(fewer than 6 of 8 at p)
    assert ROBUST.average(better) == pytest.approx(by_quadrature, abs=1e-9)


# -- any mixture --------------------------------------------------------------------------------------


@modest
@given(mixture=mixtures, trial=trials())
def test_weights_sum_to_one(mixture, trial):
    assert sum(mixture.weights) == pytest.approx(1, abs=1e-12)
    assert sum(mixture.updated(*trial).weights) == pytest.approx(1, abs=1e-12)


@modest
@given(mixture=mixtures, first=trials(), second=trials())
def test_updating_twice_is_updating_once(mixture, first, second):
    (x, n), (y, m) = first, second
    twice, once = mixture.updated(x, n).updated(y, m), mixture.updated(x + y, n + m)
    assert twice.weights == pytest.approx(once.weights, abs=1e-9)


@modest
@given(prior=betas, trial=trials())
def test_a_mixture_of_one_is_that_one(prior, trial):
    alone = BetaMixture((0.3,), (prior,))
    assert (alone.mean, alone.sd, alone.size) == pytest.approx((prior.mean, prior.sd, prior.size), rel=1e-9)
    assert alone.updated(*trial) == BetaMixture((1,), (prior.updated(*trial),))


@modest
@given(prior=betas, weight=st.floats(0.01, 0.99), trial=trials())
def test_equal_components_keep_their_weights(prior, weight, trial):
    mixture = BetaMixture((weight, 1 - weight), (prior, prior))
    assert mixture.updated(*trial).weights == pytest.approx(mixture.weights, abs=1e-12)


@modest
@given(mixture=mixtures)
def test_a_mixture_lies_between_its_components_and_spreads_at_least_as_wide(mixture):
    means = [prior.mean for prior in mixture.components]
    assert min(means) - 1e-12 <= mixture.mean <= max(means) + 1e-12
    assert mixture.sd >= min(prior.sd for prior in mixture.components) - 1e-12


@modest
@given(mixture=mixtures, n=st.integers(0, 12))
def test_before_the_trial_the_expected_posterior_mean_is_the_prior_mean(mixture, n):
    def predicted(x):
        def of_component(prior):
            ups = prod((prior.a + k) / (prior.size + k) for k in range(x))
            downs = prod((prior.b + k) / (prior.size + x + k) for k in range(n - x))
            return comb(n, x) * ups * downs

        return mixture.average(of_component)

    expected = sum(predicted(x) * mixture.updated(x, n).mean for x in range(n + 1))
    assert expected == pytest.approx(mixture.mean, abs=1e-9)


def test_data_move_the_weight_to_the_component_that_foretold_them():
    weights = [ROBUST.updated(x, 18).weights[0] for x in range(5, 19)]
    assert weights == sorted(weights, reverse=True)
    assert ROBUST.updated(4, 18).weights[0] > 0.8 > ROBUST.updated(9, 18).weights[0]


def test_a_component_without_weight_stays_without():
    mixture = BetaMixture((1, 0), (UNIFORM, BetaPrior(0.5, 0.5)))
    assert mixture.updated(5, 7).weights == (1, 0)
    assert mixture.density([0, 1]).tolist() == [1, 1]


def test_a_mixture_cannot_be_changed_and_equal_ones_are_one():
    with pytest.raises(FrozenInstanceError):
        ROBUST.weights = (1, 1)
    assert {ROBUST, BetaMixture([4, 1], [HISTORY, UNIFORM])} == {ROBUST}


# -- bad input ----------------------------------------------------------------------------------------


@each_case(
    "weights",
    [
        *[(), 0.8, None, "ab", {0.8, 0.2}, (0.8,), (0.8, 0.1, 0.1), (0, 0), (-0.1, 1.1)],
        *[(0.5, nan), (0.5, inf), (True, 0.5), (0.5, "0.5"), np.eye(2)],
    ],
)
def test_impossible_weights_are_refused(weights):
    refused(BetaMixture, weights, (HISTORY, UNIFORM))


@pytest.mark.parametrize("components", [(), None, UNIFORM, (UNIFORM, None), ((1, 1), (2, 2))], ids=repr)
def test_what_are_no_components_is_refused(components):
    refused(BetaMixture, (0.5, 0.5), components)


@pytest.mark.parametrize("trial", [(8, 7), (-1, 7), (2.0, 7), (True, 7), (1, None)], ids=repr)
def test_results_that_are_no_counts_are_refused(trial):
    refused(ROBUST.updated, *trial)


def test_what_cannot_be_averaged_is_refused():
    refused(ROBUST.average, 0.5)
    refused(ROBUST.density, 1.5)
