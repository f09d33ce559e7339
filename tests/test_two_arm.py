"""Two arms by Fisher's exact test: SciPy's p-values, complete enumeration, other software, limits."""

from itertools import product

import numpy as np
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused
from scipy.integrate import quad
from scipy.stats import beta, binom, fisher_exact

from onearm.designs import BetaPrior, TrialSize, TwoArmTrial, trial_size
from onearm.designs.two_arm import LARGEST_ARM


@each_case(("n_control", "n_treated"), [(1, 1), (3, 3), (7, 7), (5, 9), (12, 8), (15, 15)])
@each_case("alpha", [0.05, 0.1, 0.3])
def test_wins_against_scipy(n_control, n_treated, alpha):
    wins = TwoArmTrial(n_control, n_treated, alpha).wins
    for x, y in product(range(n_control + 1), range(n_treated + 1)):
        p_value = fisher_exact([[x, n_control - x], [y, n_treated - y]]).pvalue
        reached = p_value <= alpha or p_value == pytest.approx(alpha, rel=1e-9)
        assert wins[x, y] == (reached and y / n_treated > x / n_control)


def test_an_exact_tie_with_alpha_wins():
    assert TwoArmTrial(3, 3, alpha=0.1).wins[0, 3]  # p = 2 of 20 tables
    assert not TwoArmTrial(3, 3, alpha=0.099).wins.any()


def test_power_by_complete_enumeration():
    trial = TwoArmTrial(6, 8, alpha=0.2)
    by_hand = sum(
        binom.pmf(x, 6, 0.3) * binom.pmf(y, 8, 0.8)
        for x, y in product(range(7), range(9))
        if y / 8 > x / 6 and fisher_exact([[x, 6 - x], [y, 8 - y]]).pvalue <= 0.2
    )
    assert trial.power(0.3, 0.8) == pytest.approx(by_hand, rel=1e-12)


def test_power_against_a_published_macro():
    """Minitab macro fisherspower (MM&B Inc.), its own example: 0.01 and 0.05, 80 a group, one-sided 5 %."""
    assert TwoArmTrial(80, 80, alpha=0.1).power(0.01, 0.05) == pytest.approx(0.211135, abs=5e-7)


def test_power_against_statmod():
    """R package statmod, power.fisher.test(0.5, 0.9, 20, 20), by simulation: "70% chance"."""
    assert TwoArmTrial(20, 20).power(0.5, 0.9) == pytest.approx(0.7, abs=0.05)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 30), st.integers(1, 30), st.floats(0.01, 0.5), st.floats(0, 1))
def test_a_false_success_keeps_the_level(n_control, n_treated, alpha, p):
    assert TwoArmTrial(n_control, n_treated, alpha).power(p, p) <= alpha * (1 + 1e-6)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 25), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_power_rises_with_the_treated_and_falls_with_the_control(n, control, treated, more):
    trial = TwoArmTrial(n, n)
    low, high = sorted((treated, more))
    assert trial.power(control, low) <= trial.power(control, high) + 1e-12
    assert trial.power(low, control) >= trial.power(high, control) - 1e-12


def test_power_over_a_grid():
    trial = TwoArmTrial(10, 12)
    grid = trial.power(np.array([[0.1], [0.4]]), [0.5, 0.7, 0.9])
    assert grid.shape == (2, 3)
    assert grid[1, 2] == pytest.approx(float(trial.power(0.4, 0.9)), rel=1e-12)


def test_assurance_is_the_mean_of_power():
    trial, treated = TwoArmTrial(15, 15), BetaPrior(6, 3)
    exact_control = BetaPrior(2.5e7, 7.5e7)
    mean = quad(lambda p: trial.power(0.25, p) * beta.pdf(p, 6, 3), 0, 1, epsabs=1e-10)[0]
    assert trial.assurance(exact_control, treated) == pytest.approx(mean, abs=1e-6)


def test_assurance_of_certain_arms_is_power():
    trial = TwoArmTrial(15, 15)
    found = trial.assurance(BetaPrior.from_mean(0.25, 1e8), BetaPrior.from_mean(0.7, 1e8))
    assert found == pytest.approx(float(trial.power(0.25, 0.7)), abs=1e-6)


@pytest.mark.parametrize(
    ("p_control", "p_treated", "power"), [(0.2, 0.8, 0.8), (0.1, 0.9, 0.9), (0.3, 0.8, 0.8)]
)
def test_size_by_its_neighbours(p_control, p_treated, power):
    size = trial_size(p_control, p_treated, power, n_max=40)
    reached = [TwoArmTrial(n, n).power(p_control, p_treated) >= power for n in range(1, 41)]
    assert reached[size.first - 1] and not any(reached[: size.first - 1])
    assert all(reached[size.lasting - 1 :]) and not reached[size.lasting - 2]


def test_size_on_the_teeth_of_the_saw():
    size = trial_size(0.4, 0.6, 0.8, n_max=120)
    power = {n: float(TwoArmTrial(n, n).power(0.4, 0.6)) for n in range(size.first, size.lasting + 1)}
    assert size.first < size.lasting
    assert power[size.first] >= 0.8 > power[size.lasting - 1]


def test_size_out_of_reach():
    assert trial_size(0.4, 0.5, 0.8, n_max=20) == TrialSize(None, None)


BAD = [
    lambda: TwoArmTrial(0, 5),
    lambda: TwoArmTrial(5, LARGEST_ARM + 1),
    lambda: TwoArmTrial(5.0, 5),
    lambda: TwoArmTrial(5, 5, alpha=0),
    lambda: TwoArmTrial(5, 5, alpha=5),
    lambda: TwoArmTrial(5, 5).power(-0.1, 0.5),
    lambda: TwoArmTrial(5, 5).power(0.1, "0.5"),
    lambda: TwoArmTrial(5, 5).power([0.1, 0.2], [0.3, 0.4, 0.5]),
    lambda: TwoArmTrial(5, 5).assurance(0.2, BetaPrior(1, 1)),
    lambda: TwoArmTrial(5, 5).assurance(BetaPrior(1, 1), None),
    lambda: trial_size(0.5, 0.5, 0.8),
    lambda: trial_size(0.5, 1.1, 0.8),
    lambda: trial_size(-0.1, 0.5, 0.8),
    lambda: trial_size(0.2, 0.5, 1),
    lambda: trial_size(0.2, 0.5, 0.8, alpha=0),
    lambda: trial_size(0.2, 0.5, 0.8, n_max=0),
]


@each_case("call", BAD)
def test_bad_input_says_what_must_be_and_what_came(call):
    refused(call)
