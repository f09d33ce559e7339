"""Predictive probability: other software, beta-binomial sums, exact fractions, all sequences of outcomes."""

from dataclasses import FrozenInstanceError, fields, replace
from fractions import Fraction
from math import inf, nan

import numpy as np
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tables import rows
from refusals import refused
from scipy.stats import beta, betabinom
from sequences import by_sequences

from onearm.designs import (
    BetaPrior,
    PredictiveProbability,
    StoppingRule,
    ThallSimon,
    prob_conclusive,
    stop_inconclusive,
)
from onearm.designs.stopping import LARGEST_LOOK
from onearm.designs.thall_simon import TIE

UNIFORM = BetaPrior(1, 1)
DESIGN = PredictiveProbability(BetaPrior(0.6, 0.4), 0.6, 10, 40, 0.9, 0.05, 0.95)
TABLE_1 = StoppingRule(range(6, 21), (5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10))

# The recursion adds and multiplies positive terms, at most 40 times.
RECURSION = 1e-13
# The reference file has 15 digits.
PRINT_15 = 1e-13


# -- other software ---------------------------------------------------------------------------------


def design_of(row, n_min=1):
    a, b, p0, final, lower, upper = (
        float(row[column]) for column in ("aE", "bE", "p0", "thetaT", "thetaL", "thetaU")
    )
    return PredictiveProbability(BetaPrior(a, b), p0, n_min, int(row["nmax"]), final, lower, upper)


DESIGNS = {row["id"]: design_of(row) for row in rows("pp_designs.csv")}


def bound(cell):
    return int(cell) if cell else None


@each_case("name", DESIGNS)
def test_boundaries_against_reference(name):
    listed = [row for row in rows("pp_boundaries_exact.csv") if row["id"] == name]
    rule = DESIGNS[name].rule()
    assert rule.n == tuple(int(row["n"]) for row in listed)
    assert rule.promising == tuple(bound(row["U"]) for row in listed)
    assert rule.futile == tuple(bound(row["L"]) for row in listed)
    assert {rule.promising[-1]} == {int(row["min_final"]) for row in listed}


@each_case("row", rows("pp_oc.csv"), ids=lambda row: "-".join(list(row.values())[:4]))
def test_operating_characteristics_against_reference(row):
    design = replace(DESIGNS[row["id"]], n_min=int(row["nmin"]))
    if row["stop_for_efficacy"] == "0":
        design = replace(design, p_upper=None)
    rule = design.rule()
    result = rule.operating_characteristics(float(row["p"]))
    early = StoppingRule(rule.n, [*rule.promising[:-1], None], [*rule.futile[:-1], None])
    early = early.operating_characteristics(float(row["p"]))
    for value, column in (
        (result.p_promising, "P_reject"),
        (early.p_futile, "P_early_futility"),
        (early.p_promising, "P_early_efficacy"),
        (result.expected_n, "EN"),
    ):
        assert value == pytest.approx(float(row[column]), rel=PRINT_15, abs=0), column


def test_the_example_of_lee_and_liu():
    assert f"{DESIGN.prob_success(16, 23):.4f}" == "0.5656"


# Quoted to us from Lee and Liu's table for p0 = 0.2 and p1 = 0.4; the table itself was not at hand.
QUOTED = {10: 0, 17: 1, 21: 2, 24: 3, 27: 4, 29: 5, 31: 6, 33: 7, 34: 8, 35: 9, 36: 10}


@each_case("p_final", [0.86, 0.9, 0.92])
def test_the_design_for_36_patients_with_no_early_success(p_final):
    rule = PredictiveProbability(BetaPrior(0.2, 0.8), 0.2, 10, 36, p_final, 0.001).rule()
    assert set(rule.promising[:-1]) == {None}
    first = {}
    for n, bound in zip(rule.n, rule.futile, strict=True):
        first.setdefault(bound, n)
    assert {n: bound for bound, n in first.items()} == QUOTED
    result = rule.operating_characteristics([0.2, 0.4])
    assert [f"{value:.3f}" for value in result.p_promising] == ["0.088", "0.906"]
    assert f"{result.expected_n[0]:.2f}" == "27.67"
    early = result.stop_distribution[0, :-1].sum()
    assert f"{early:.2f}" == "0.86"
    ends = rule.path_counts().items()  # a second leg: every end, weighed by its paths
    by_paths = sum(ways * n * 0.2**x * 0.8 ** (n - x) for (n, x), ways in ends)
    assert by_paths == pytest.approx(result.expected_n[0], rel=RECURSION)


# -- closed forms -----------------------------------------------------------------------------------


@each_case("name", DESIGNS)
def test_probabilities_against_scipy_s_beta_binomial(name):
    design, prior = DESIGNS[name], DESIGNS[name].prior
    x = np.arange(design.n_max + 1)
    better = beta.sf(design.p0, prior.a + x, prior.b + design.n_max - x)
    needed = int(np.flatnonzero(better >= design.p_final)[0])
    for n in range(design.n_max):
        for x in range(n + 1):
            to_come = betabinom(design.n_max - n, prior.a + x, prior.b + n - x)
            expected = to_come.pmf(np.arange(max(needed - x, 0), design.n_max - n + 1)).sum()
            # SciPy's mass function goes through logarithms of Gamma functions.
            assert design.prob_success(x, n) == pytest.approx(expected, abs=1e-12, rel=0)


def exactly(rule, prior, x, n):
    """The predictive probability in fractions, by every sequence of outcomes."""
    if n in rule.n and rule.decide(x, n) != "continue":
        return Fraction(rule.decide(x, n) != "neither")
    success = (Fraction(prior.a) + x) / (Fraction(prior.size) + n)
    return success * exactly(rule, prior, x + 1, n + 1) + (1 - success) * exactly(rule, prior, x, n + 1)


RULES = {
    "Table 1, to 12": StoppingRule(range(6, 13), TABLE_1.promising[:7]),
    "both sides": StoppingRule((4, 7, 10), (3, 4, 6), (0, 1, 3)),
    "futile alone": StoppingRule(range(3, 11), [None] * 8, (0, 0, 0, 1, 1, 1, 2, 2)),
    "no bound": StoppingRule((5,), (None,)),
}


@each_case("prior", [UNIFORM, BetaPrior(0.5, 1.5), BetaPrior(3, 9)], ids=str)
@each_case("rule", RULES.values(), ids=RULES)
def test_probability_of_a_conclusion_against_exact_fractions(rule, prior):
    for n in range(rule.n[-1] + 1):
        for x in range(n + 1):
            expected = float(exactly(rule, prior, x, n))
            assert prob_conclusive(rule, prior, x, n) == pytest.approx(expected, rel=RECURSION, abs=0)


def test_before_the_first_patient_it_is_the_average_over_the_prior():
    rule, prior = RULES["both sides"], BetaPrior(2, 5)
    p, weight = np.polynomial.legendre.leggauss(20)  # exact for polynomials of degree 39
    p, weight = (p + 1) / 2, weight / 2
    result = rule.operating_characteristics(p)
    average = weight * prior.density(p) @ (result.p_promising + result.p_futile)
    assert prob_conclusive(rule, prior, 0, 0) == pytest.approx(average, rel=RECURSION)


# -- any design -------------------------------------------------------------------------------------

modest = settings(max_examples=60, deadline=None, derandomize=True)
shapes = st.floats(0.1, 20), st.floats(0.1, 20)
priors = st.builds(BetaPrior, *shapes)
cut_offs = st.floats(0.01, 0.99)


@st.composite
def designs(draw, last=16):
    n_max = draw(st.integers(1, last))
    n_min = draw(st.integers(1, n_max))
    p_lower, p_upper = draw(st.sampled_from([(None, None), (0.1, None), (None, 0.9), (0, 0.95), (0.05, 0.8)]))
    return PredictiveProbability(draw(priors), draw(cut_offs), n_min, n_max, draw(cut_offs), p_lower, p_upper)


def finite(bounds, missing):
    return [missing if bound is None else bound for bound in bounds]


@modest
@given(design=designs(), p=st.floats(0, 1))
def test_every_sequence_of_outcomes(design, p):
    rule = design.rule()
    result, expected = rule.operating_characteristics(p), by_sequences(rule, p)
    assert result.p_promising == pytest.approx(expected["promising"], abs=RECURSION)
    assert result.p_futile == pytest.approx(expected["futile"], abs=RECURSION)
    assert result.p_neither == pytest.approx(expected["neither"], abs=RECURSION)
    assert result.expected_n == pytest.approx(expected["n"], rel=RECURSION)


@modest
@given(design=designs(40))
def test_one_more_success_raises_the_probability_and_one_more_failure_lowers_it(design):
    for n in range(design.n_max):
        x = n // 2
        prob = design.prob_success(x, n)
        assert 0 <= prob <= 1 + RECURSION
        assert (
            design.prob_success(x, n + 1) - RECURSION <= prob <= design.prob_success(x + 1, n + 1) + RECURSION
        )


@modest
@given(design=designs(40))
def test_each_bound_is_where_the_probability_reaches_its_cut_off(design):
    rule = design.rule()
    for n, high, low in zip(rule.n, rule.promising, rule.futile, strict=True):
        probs = [design.prob_success(x, n) for x in range(n + 1)]
        p_upper = 1 if n == design.n_max else inf if design.p_upper is None else design.p_upper
        p_lower = -1 if design.p_lower is None else design.p_lower
        assert high == next((x for x, prob in enumerate(probs) if prob >= p_upper - TIE), None)
        assert low == max((x for x, prob in enumerate(probs) if prob <= p_lower + TIE), default=None)


@modest
@given(design=designs(40), one=cut_offs, other=cut_offs)
def test_higher_cut_offs_ask_for_more_successes(design, one, other):
    low, high = sorted((one, other))
    design = replace(design, p_lower=None, p_upper=None)
    lenient, strict = (
        finite(replace(design, p_upper=p_upper).rule().promising, inf) for p_upper in (low, high)
    )
    assert all(np.less_equal(lenient, strict))
    lenient, strict = (finite(replace(design, p_lower=p_lower).rule().futile, -1) for p_lower in (low, high))
    assert all(np.less_equal(lenient, strict))


@modest
@given(design=designs(40), one=st.floats(0, 1), other=st.floats(0, 1))
def test_a_better_treatment_succeeds_more_often(design, one, other):
    worse, better = design.rule().operating_characteristics(sorted((one, other))).p_promising
    assert worse <= better + RECURSION


def by_definition(rule, prior, cutoff, n, x):
    """What stop_inconclusive should decide, one point at a time."""
    decision = rule.decide(x, n)
    unlikely = n in rule.n and prob_conclusive(rule, prior, x, n) <= cutoff + TIE
    return "neither" if decision == "continue" and unlikely else decision


@st.composite
def thall_simon_rules(draw):
    priors = BetaPrior(draw(st.floats(5, 60)), draw(st.floats(5, 120))), draw(st.builds(BetaPrior, *shapes))
    n_min = draw(st.integers(1, 8))
    p_upper, p_lower, share = draw(
        st.sampled_from([(0.95, None, 0), (0.9, 0.1, 0), (0.95, 0.05, 0.2), (None, 0.05, 0.2)])
    )
    delta = share * (1 - priors[0].mean)
    cohort = draw(st.integers(1, 4))
    return ThallSimon(
        *priors, n_min, n_min + draw(st.integers(0, 12)), p_upper, p_lower, delta, cohort
    ).rule()


@modest
@given(rule=thall_simon_rules(), prior=priors, cutoff=st.one_of(st.just(0.0), st.floats(0.01, 0.9)))
def test_an_inconclusive_trial_stops_where_a_conclusion_is_unlikely(rule, prior, cutoff):
    stopping = stop_inconclusive(rule, prior, cutoff)
    assert (stopping.n, stopping.promising, stopping.futile) == (rule.n, rule.promising, rule.futile)
    for n in range(rule.n[-1] + 1):
        for x in range(n + 1):
            assert stopping.decide(x, n) == by_definition(rule, prior, cutoff, n, x)


@modest
@given(rule=thall_simon_rules(), prior=priors, cutoff=cut_offs, p=st.floats(0, 1))
def test_giving_up_saves_patients_and_concludes_less_often(rule, prior, cutoff, p):
    whole, stopping = (
        each.operating_characteristics(p) for each in (rule, stop_inconclusive(rule, prior, cutoff))
    )
    assert stopping.p_promising <= whole.p_promising + RECURSION
    assert stopping.p_futile <= whole.p_futile + RECURSION
    assert stopping.expected_n <= whole.expected_n * (1 + RECURSION)


@modest
@given(rule=thall_simon_rules(), prior=priors, p=st.floats(0, 1))
def test_giving_up_what_cannot_be_concluded_costs_nothing(rule, prior, p):
    whole, stopping = (
        each.operating_characteristics(p) for each in (rule, stop_inconclusive(rule, prior, 0))
    )
    for field in ("p_promising", "p_futile", "p_neither"):
        assert getattr(stopping, field) == pytest.approx(getattr(whole, field), abs=RECURSION)


def test_ranges_of_a_rule_are_replaced():
    once = stop_inconclusive(TABLE_1, UNIFORM, 0.2)
    assert once.inconclusive != TABLE_1.inconclusive
    assert stop_inconclusive(once, UNIFORM, 0.2) == once
    assert stop_inconclusive(once, UNIFORM, 0) == stop_inconclusive(TABLE_1, UNIFORM, 0)


def test_a_range_of_a_rule_is_no_conclusion():
    rule = StoppingRule((2, 4), (2, 3), (None, 0), ((1, 1), None))
    assert prob_conclusive(rule, UNIFORM, 1, 2) == 0
    assert prob_conclusive(rule, UNIFORM, 0, 2) == pytest.approx(3 / 4 * 4 / 5, rel=RECURSION)


def test_a_cut_off_of_0_stops_when_success_has_become_impossible():
    rule = PredictiveProbability(UNIFORM, 0.5, 1, 10, 0.9, 0).rule()
    needed = rule.promising[-1]
    assert rule.promising == (None,) * 9 + (needed,)
    assert rule.futile == tuple(n - 11 + needed if n - 11 + needed >= 0 else None for n in rule.n)


def test_a_success_out_of_reach():
    rule = PredictiveProbability(UNIFORM, 0.9, 2, 4, 0.99, 0.05).rule()
    assert rule.promising == (None, None, None)
    assert rule.futile == (2, 3, 4)


def test_designs_cannot_be_changed():
    for field in fields(DESIGN):
        with pytest.raises(FrozenInstanceError):
            setattr(DESIGN, field.name, 1)


# -- bad input --------------------------------------------------------------------------------------

NOT_NUMBERS = [nan, inf, -inf, True, "0.5", [0.5], 0.5j]


@each_case("bad", [0, 1, -0.1, 1.5, None, *NOT_NUMBERS])
def test_impossible_probabilities_are_refused(bad):
    refused(replace, DESIGN, p0=bad)
    refused(replace, DESIGN, p_final=bad)


@each_case("bad", [-0.1, 1.5, *NOT_NUMBERS])
def test_impossible_cut_offs_are_refused(bad):
    refused(replace, DESIGN, p_lower=bad)
    refused(replace, DESIGN, p_upper=bad)


@each_case("one", [1, 1.0, np.float64(1), Fraction(1)])
def test_an_upper_cut_off_of_1_is_refused_and_none_is_named(one):
    assert "None" in refused(replace, DESIGN, p_upper=one)


def test_cut_offs_in_the_wrong_order_are_refused():
    refused(replace, DESIGN, p_lower=0.95)
    refused(replace, DESIGN, p_lower=1, p_upper=None)
    refused(replace, DESIGN, p_lower=None, p_upper=0)


@each_case("bad", [-0.1, 1, 1.5, None, *NOT_NUMBERS])
def test_an_impossible_cut_off_for_giving_up_is_refused(bad):
    refused(stop_inconclusive, TABLE_1, UNIFORM, bad)


@each_case("bad", [0, 2.5, 7.0, -1, None, *NOT_NUMBERS])
def test_looks_that_are_no_numbers_of_patients_are_refused(bad):
    refused(replace, DESIGN, n_min=bad)
    refused(replace, DESIGN, n_max=bad)


def test_looks_out_of_range_are_refused():
    refused(replace, DESIGN, n_min=41)
    refused(replace, DESIGN, n_max=LARGEST_LOOK + 1)


@each_case("bad", [None, 0.245, (1, 3), "Beta(1, 1)", beta(1, 1)])
def test_what_is_no_prior_is_refused(bad):
    refused(replace, DESIGN, prior=bad)
    refused(prob_conclusive, TABLE_1, bad, 5, 7)
    refused(stop_inconclusive, TABLE_1, bad, 0.1)


@each_case("bad", [None, (5, 5), DESIGN])
def test_what_is_no_rule_is_refused(bad):
    refused(prob_conclusive, bad, UNIFORM, 5, 7)
    refused(stop_inconclusive, bad, UNIFORM, 0.1)


@each_case(("x", "n"), [(8, 7), (-1, 7), (5.0, 7), (0, 41), (True, 7), (None, 7), (5, None)])
def test_results_that_are_no_counts_are_refused(x, n):
    refused(DESIGN.prob_success, x, n)
    refused(prob_conclusive, TABLE_1, UNIFORM, x, n)
