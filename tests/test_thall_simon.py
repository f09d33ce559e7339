"""The Thall-Simon design: exact fractions, two quadratures, other software, Table 1."""

import tracemalloc
from dataclasses import FrozenInstanceError, fields, replace
from fractions import Fraction
from math import comb, factorial, inf, nan, sqrt

import numpy as np
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tables import rows
from refusals import refused
from scipy import integrate
from scipy.stats import beta
from sequences import by_sequences

from onearm.designs import BetaPrior, ThallSimon
from onearm.designs.stopping import LARGEST_LOOK
from seven_patients.datasets import boundary

UNIFORM = BetaPrior(1, 1)
STANDARD, WEAK = BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775)
TRIAL = ThallSimon(STANDARD, WEAK, 6, 20, 0.95)

# What prob_better promises, for any prior.
PROMISED = 1e-12
# What it keeps for priors worth some hundred patients, and what rule() needs to settle exact ties.
TIE = 1e-12


def numbers(row, *columns):
    return [float(row[column]) for column in columns]


def compare(experimental, standard):
    """A design that only serves to compare two treatments."""
    return ThallSimon(standard, experimental, 1, 1, 0.95)


def mirrored(prior):
    return BetaPrior(prior.b, prior.a)


# -- other software ---------------------------------------------------------------------------------


def design_of(row):
    a_s, b_s, a_e, b_e, delta, p_upper, p_lower = numbers(row, "aS", "bS", "aE", "bE", "delta0", "pU", "pL")
    priors = BetaPrior(a_s, b_s), BetaPrior(a_e, b_e)
    return ThallSimon(*priors, 1, int(row["nmax"]), p_upper, p_lower, delta)


DESIGNS = {row["id"]: design_of(row) for row in rows("ts_params.csv")}
BOUNDARIES = rows("ts_boundaries.csv")


def bound(cell):
    return int(cell) if cell else None


@each_case("name", DESIGNS)
def test_boundaries_against_reference(name):
    listed = [row for row in BOUNDARIES if row["id"] == name]
    rule = DESIGNS[name].rule()
    promising = tuple(bound(row["U"]) for row in listed)
    futile = tuple(
        low if None in (low, high) else min(low, high - 1)  # promising has precedence
        for low, high in zip((bound(row["L"]) for row in listed), promising, strict=True)
    )
    assert rule.n == tuple(range(1, 41))
    assert rule.promising == promising
    assert rule.futile == futile


@each_case("name", DESIGNS)
def test_futility_alone_against_reference(name):
    rule = replace(DESIGNS[name], p_upper=None).rule()
    assert rule.futile == tuple(bound(row["L"]) for row in BOUNDARIES if row["id"] == name)
    assert set(rule.promising) == {None}


def test_cohorts_against_reference():
    (listed,) = (row for row in rows("oc_designs.csv") if row["id"] == "B12")
    rule = replace(DESIGNS[listed["ts_set"]], n_min=5, n_max=20, cohort=5).rule()
    expected = [tuple(map(int, listed[column].split())) for column in ("looks", "U", "L")]
    assert [rule.n, rule.promising, rule.futile] == expected


@each_case("name", DESIGNS)
def test_probabilities_at_the_boundaries_against_reference(name):
    design = DESIGNS[name]
    points = [("U", 0, 0.0, "lambda0_at_U"), ("U", -1, 0.0, "lambda0_at_U_minus_1")]
    points += [("L", 0, design.delta, "lambda_d0_at_L"), ("L", 1, design.delta, "lambda_d0_at_L_plus_1")]
    for row in BOUNDARIES:
        for side, beside, delta, column in points:
            if row["id"] == name and row[side] and row[column]:
                prob = design.prob_better(int(row[side]) + beside, int(row["n"]), delta)
                assert prob == pytest.approx(float(row[column]), abs=TIE, rel=0)


@each_case("row", rows("ts_lambda_spot.csv"), ids=lambda row: "-".join(list(row.values())[:4]))
def test_probabilities_of_small_trials_against_mpmath(row):
    prob = DESIGNS[row["id"]].prob_better(int(row["x"]), int(row["n"]), float(row["delta"]))
    assert prob == pytest.approx(float(row["lam"]), abs=TIE, rel=0)


@each_case("row", rows("prob_better_edges.csv"), ids=lambda row: "-".join(list(row.values())[:7]))
def test_extreme_priors_and_margins_against_mpmath(row):
    a_e, b_e, a_s, b_s, delta = numbers(row, "aE", "bE", "aS", "bS", "delta")
    design = compare(BetaPrior(a_e, b_e), BetaPrior(a_s, b_s))
    prob = design.prob_better(int(row["x"]), int(row["n"]), delta)
    assert prob == pytest.approx(float(row["prob"]), abs=PROMISED, rel=0)


# -- Table 1 ----------------------------------------------------------------------------------------


def test_the_trial_s_design_gives_table_1():
    rule, table = TRIAL.rule(), boundary()
    assert rule.n == tuple(table.enrolled_patients)
    assert rule.promising == tuple(table.minimum_survivors)
    assert set(rule.futile) == {None}


# -- closed forms and quadrature --------------------------------------------------------------------


def exact(experimental, standard, delta):
    """Pr(E > S + delta) for whole-numbered parameters, as a fraction.

    With d = 1 - delta, s = d u and w = 1 - u, both Pr(E > e) and (1 - s)^(b - 1) are polynomials in u and w.
    """
    (a, b), (c, e) = experimental, standard
    m, d = a + b - 1, 1 - delta

    def beta_function(first, second):
        return Fraction(factorial(first - 1) * factorial(second - 1), factorial(first + second - 1))

    total = sum(
        comb(m, j)
        * comb(j, k)
        * delta ** (j - k)
        * comb(e - 1, i)
        * delta ** (e - 1 - i)
        * d ** (c + k + i + m - j)
        * beta_function(c + k, i + m - j + 1)
        for j in range(a)
        for k in range(j + 1)
        for i in range(e)
    )
    return total / beta_function(c, e)


@each_case("delta", ["0", "1/8", "1/5", "3/4"])
@each_case(
    ("experimental", "standard"),
    [
        ((1, 1), (1, 1)),
        ((6, 3), (1, 1)),
        ((1, 1), (3, 7)),
        ((6, 3), (3, 7)),
        ((2, 9), (8, 8)),
        ((12, 4), (6, 13)),
    ],
)
def test_whole_numbered_priors_against_exact_fractions(experimental, standard, delta):
    prob = compare(BetaPrior(*experimental), BetaPrior(*standard)).prob_better(0, 0, float(Fraction(delta)))
    assert prob == pytest.approx(float(exact(experimental, standard, Fraction(delta))), abs=TIE, rel=0)


@each_case("delta", [0.0, 0.05, 0.2, 0.6])
@each_case(("x", "n"), [(0, 0), (0, 7), (5, 7), (7, 7), (10, 20), (14, 40)])
def test_the_trial_s_priors_against_scipy_quadrature(x, n, delta):
    posterior = WEAK.updated(x, n)

    def integrand(e):
        log_density = beta.logpdf(e, posterior.a, posterior.b)  # beta.pdf overflows next to 0
        return np.exp(log_density) * beta.cdf(e - delta, STANDARD.a, STANDARD.b)

    quadrature = integrate.tanhsinh(integrand, delta, 1, rtol=1e-13)
    assert quadrature.success
    assert TRIAL.prob_better(x, n, delta) == pytest.approx(float(quadrature.integral), abs=TIE, rel=0)


@each_case(
    ("a", "b"),
    [
        (0.02, 0.02),
        (0.02, 0.06),
        (0.1, 9999.9),
        (5e3, 5e3),
        (1e4, 3e4),
        (1e5, 1e5),
        (250e3, 750e3),
    ],
)
def test_equal_treatments_are_even(a, b):
    prior = BetaPrior(a, b)
    assert compare(prior, prior).prob_better(0, 0) == pytest.approx(0.5, abs=PROMISED, rel=0)


@each_case("size", [8, 8e2, 8e4, 8e5])
def test_an_exact_tie_reaches_the_cut_off_with_as_many_patients_as_a_prior_may_hold(size):
    standard, experimental = BetaPrior(0.61 * size, 0.61 * size), BetaPrior(size / 2, size / 2)
    assert ThallSimon(standard, experimental, 2, 2, p_upper=0.5).rule().promising == (1,)
    evenly = ThallSimon(experimental, experimental, 2, 2, p_upper=None, p_lower=0.5).rule()
    assert evenly.futile == (1,)


@each_case(("a", "b"), [(0.01, 0.03), (0.001, 1), (1, 0.019), (1e6, 3e6), (1e6, 1)])
def test_a_prior_beyond_the_kept_accuracy_is_refused(a, b):
    for standard, experimental in ((BetaPrior(a, b), BetaPrior(1, 1)), (BetaPrior(1, 1), BetaPrior(a, b))):
        with pytest.raises(ValueError, match=r"must have shape parameters(.|\n)*\nWhat came: "):
            compare(standard, experimental)


# -- exact ties -------------------------------------------------------------------------------------


@each_case("n", [1, 2, 3, 5, 8, 13, 21, 40])
def test_a_probability_equal_to_its_cut_off_has_reached_it(n):
    for x in range(n + 1):
        cut_off = (x + 1) / (n + 2)  # Pr(E > S | x, n) when both priors are uniform
        rule = ThallSimon(UNIFORM, UNIFORM, n, n, cut_off).rule()
        assert rule.promising == (x,)
        rule = ThallSimon(UNIFORM, UNIFORM, n, n, 1 - 1e-9, p_lower=cut_off).rule()
        assert rule.futile == (x,)


def test_a_cut_off_beside_a_tie_is_kept_apart():
    assert ThallSimon(UNIFORM, UNIFORM, 8, 8, 0.5 + 1e-9).rule().promising == (5,)
    assert ThallSimon(UNIFORM, UNIFORM, 8, 8, 0.9, p_lower=0.5 - 1e-9).rule().futile == (3,)


def test_promising_takes_precedence_where_both_hold():
    rule = ThallSimon(UNIFORM, UNIFORM, 8, 8, 0.5, p_lower=0.49, delta=0.4).rule()
    alone = ThallSimon(UNIFORM, UNIFORM, 8, 8, 0.999, p_lower=0.49, delta=0.4).rule()
    assert alone.futile[0] > rule.promising[0]
    assert rule.futile[0] == rule.promising[0] - 1


def test_futility_uses_the_margin_and_superiority_does_not():
    plain = ThallSimon(STANDARD, WEAK, 6, 20, 0.95, 0.05)
    shifted = replace(plain, delta=0.2)
    assert plain.rule().promising == shifted.rule().promising == TRIAL.rule().promising
    assert plain.rule().futile != shifted.rule().futile
    assert shifted.prob_better(5, 7) == plain.prob_better(5, 7) == plain.prob_better(5, 7, 0.0)


# -- any design -------------------------------------------------------------------------------------

modest = settings(max_examples=60, deadline=None, derandomize=True)
few = settings(max_examples=25, deadline=None, derandomize=True)
priors = st.builds(BetaPrior, st.floats(0.1, 200), st.floats(0.1, 200))
deltas = st.one_of(st.just(0.0), st.floats(1e-6, 0.99))
cut_offs = st.floats(0.01, 0.99)


@st.composite
def trials(draw):
    n = draw(st.integers(0, 60))
    return draw(st.integers(0, n)), n


@st.composite
def designs(draw):
    n_min = draw(st.integers(1, 20))
    p_lower, p_upper = draw(
        st.sampled_from([(None, 0.95), (0.05, 0.95), (0.2, 0.8), (0.4, 0.5), (0.05, None)])
    )
    n_max = n_min + draw(st.integers(0, 20))
    standard = draw(priors)
    delta = 0.0 if p_lower is None else draw(deltas) * (1 - standard.mean)
    cohort = draw(st.integers(1, 7))
    return ThallSimon(standard, draw(priors), n_min, n_max, p_upper, p_lower, delta, cohort)


@modest
@given(design=st.builds(compare, priors, priors), trial=trials(), delta=deltas)
def test_one_more_success_raises_the_probability_and_one_more_failure_lowers_it(design, trial, delta):
    x, n = trial
    prob = design.prob_better(x, n, delta)
    assert 0 <= prob <= 1
    assert prob <= design.prob_better(x + 1, n + 1, delta) + TIE
    assert prob >= design.prob_better(x, n + 1, delta) - TIE


@modest
@given(design=st.builds(compare, priors, priors), trial=trials(), one=deltas, other=deltas)
def test_a_wider_margin_lowers_the_probability(design, trial, one, other):
    narrow, wide = sorted((one, other))
    assert design.prob_better(*trial, narrow) >= design.prob_better(*trial, wide) - TIE


@modest
@given(one=priors, other=priors)
def test_one_of_two_treatments_is_better(one, other):
    probs = compare(one, other).prob_better(0, 0), compare(other, one).prob_better(0, 0)
    assert sum(probs) == pytest.approx(1, abs=TIE)


@modest
@given(experimental=priors, standard=priors, trial=trials())
def test_counting_failures_gives_the_complement(experimental, standard, trial):
    x, n = trial
    survival = compare(experimental, standard).prob_better(x, n)
    death = compare(mirrored(experimental), mirrored(standard)).prob_better(n - x, n)
    assert survival + death == pytest.approx(1, abs=TIE)


@modest
@given(experimental=priors, standard=priors, delta=deltas)
def test_counting_failures_and_swapping_treatments_changes_nothing(experimental, standard, delta):
    prob = compare(experimental, standard).prob_better(0, 0, delta)
    assert compare(mirrored(standard), mirrored(experimental)).prob_better(0, 0, delta) == pytest.approx(
        prob, abs=TIE
    )


@modest
@given(prior=priors, first=trials(), second=trials())
def test_updating_twice_is_updating_once(prior, first, second):
    (x, n), (y, m) = first, second
    twice, once = prior.updated(x, n).updated(y, m), prior.updated(x + y, n + m)
    assert (twice.a, twice.b) == pytest.approx((once.a, once.b), rel=1e-14)


def finite(bounds, missing):
    return [missing if bound is None else bound for bound in bounds]


@few
@given(design=designs())
def test_a_boundary_rises_by_at_most_one_per_patient(design):
    rule = replace(design, cohort=1).rule()
    # A missing bound stands one step outside the lattice.
    promising = [n + 1 if high is None else high for n, high in zip(rule.n, rule.promising, strict=True)]
    for bounds in (promising, finite(rule.futile, -1)):
        assert set(np.diff(bounds)) <= {0, 1}


@few
@given(design=designs())
def test_each_bound_is_where_the_probability_reaches_its_cut_off(design):
    rule = design.rule()
    for n, high, low in zip(rule.n, rule.promising, rule.futile, strict=True):
        probs = [design.prob_better(x, n) for x in range(n + 1)]
        p_upper = inf if design.p_upper is None else design.p_upper
        reached = [x for x, prob in enumerate(probs) if prob >= p_upper - TIE]
        assert high == min(reached, default=None)
        if design.p_lower is None:
            assert low is None
        else:
            probs = [design.prob_better(x, n, design.delta) for x in range(n + 1)]
            missed = [x for x, prob in enumerate(probs) if prob <= design.p_lower + TIE]
            assert low == max((x for x in missed if x not in reached), default=None)


@few
@given(design=designs(), one=cut_offs, other=cut_offs)
def test_a_higher_cut_off_asks_for_more_successes(design, one, other):
    lenient, strict = (
        finite(replace(design, p_upper=p_upper, p_lower=None, delta=0.0).rule().promising, inf)
        for p_upper in sorted((one, other))
    )
    assert all(np.less_equal(lenient, strict))


@few
@given(design=designs())
def test_a_later_first_look_only_drops_looks(design):
    whole, late = design.rule(), replace(design, n_min=design.n_max).rule()
    assert (late.promising, late.futile) == (whole.promising[-1:], whole.futile[-1:])


@few
@given(design=designs())
def test_cohorts_only_drop_looks(design):
    rule, whole = design.rule(), replace(design, cohort=1).rule()
    assert rule.n == (*range(design.n_min, design.n_max, design.cohort), design.n_max)
    kept = [n - design.n_min for n in rule.n]
    assert rule.promising == tuple(whole.promising[look] for look in kept)
    assert rule.futile == tuple(whole.futile[look] for look in kept)


@few
@given(design=designs())
def test_monitoring_futility_alone_changes_no_futile_bound_but_where_promising_had_precedence(design):
    both = replace(design, p_upper=0.9, p_lower=0.1).rule()
    alone = replace(design, p_upper=None, p_lower=0.1).rule()
    assert set(alone.promising) == {None}
    for low, high, expected in zip(alone.futile, both.promising, both.futile, strict=True):
        low = low if None in (low, high) else min(low, high - 1)
        assert expected == (None if low == -1 else low)


# -- what the design does ---------------------------------------------------------------------------

ROUNDING = 1e-12


@few
@given(design=designs().filter(lambda design: design.n_max <= 16), p=st.floats(0, 1))
def test_operating_characteristics_against_all_sequences_of_outcomes(design, p):
    rule = design.rule()
    expected, result = by_sequences(rule, p), rule.operating_characteristics(p)
    for decision in ("promising", "futile", "neither"):
        assert getattr(result, f"p_{decision}") == pytest.approx(expected[decision], abs=ROUNDING)
    assert result.expected_n == pytest.approx(expected["n"], rel=ROUNDING)


@few
@given(design=designs(), one=st.floats(0, 1), other=st.floats(0, 1))
def test_a_better_treatment_ends_promising_more_often(design, one, other):
    result = design.rule().operating_characteristics(sorted((one, other)))
    assert result.p_promising + result.p_futile + result.p_neither == pytest.approx([1, 1], abs=ROUNDING)
    assert result.p_promising[0] <= result.p_promising[1] + ROUNDING
    assert result.p_futile[0] >= result.p_futile[1] - ROUNDING


@few
@given(design=designs(), p=st.floats(0, 1))
def test_looking_less_often_concludes_less_often_as_promising(design, p):
    rarely, often = (
        replace(design, p_upper=0.9, p_lower=None, delta=0, cohort=cohort).rule()
        for cohort in (design.cohort, 1)
    )
    rarely, often = (rule.operating_characteristics(p).p_promising for rule in (rarely, often))
    assert rarely <= often + ROUNDING


# -- the prior --------------------------------------------------------------------------------------

PRIORS = [(0.5, 0.5), (1, 1), (1, 3), (2, 1), (1.225, 3.775), (30.87, 95.13)]


@each_case(("a", "b"), PRIORS)
def test_moments_against_scipy(a, b):
    prior = BetaPrior(a, b)
    assert prior.mean == pytest.approx(beta.mean(a, b), rel=1e-14)
    assert prior.sd == pytest.approx(sqrt(beta.var(a, b)), rel=1e-13)
    assert prior.size == pytest.approx(a + b, rel=1e-15)


@each_case(("a", "b"), PRIORS)
def test_density_against_scipy(a, b):
    p = np.linspace(0, 1, 21).reshape(3, 7)
    prior = BetaPrior(a, b)
    assert prior.density(p) == pytest.approx(beta.pdf(p, a, b), rel=1e-12)
    assert prior.density(0.3) == pytest.approx(beta.pdf(0.3, a, b), rel=1e-12)
    assert np.shape(prior.density(0.3)) == ()


@each_case(("a", "b"), PRIORS)
def test_density_integrates_to_one(a, b):
    total = integrate.tanhsinh(BetaPrior(a, b).density, 0, 1).integral
    # A pole at 1 loses half the digits: no float lies closer to it than 1e-16.
    assert total == pytest.approx(1, abs=1e-7 if min(a, b) < 1 else TIE)


@modest
@given(mean=st.floats(0.001, 0.999), size=st.floats(0.1, 1e6))
def test_from_mean_gives_that_mean_and_size(mean, size):
    prior = BetaPrior.from_mean(mean, size)
    assert (prior.mean, prior.size) == pytest.approx((mean, size), rel=1e-14)


def test_from_mean_of_the_historical_rate():
    assert BetaPrior.from_mean(0.245, 126) == STANDARD
    assert BetaPrior.from_mean(0.245, 5) == WEAK


def test_a_prior_reads_as_a_distribution():
    assert str(STANDARD) == "Beta(30.87, 95.13)"


def test_priors_and_designs_cannot_be_changed():
    for instance in (WEAK, TRIAL):
        for field in fields(instance):
            with pytest.raises(FrozenInstanceError):
                setattr(instance, field.name, 1)
    assert WEAK.updated(5, 7) == BetaPrior(6.225, 5.775)
    assert BetaPrior(1.225, 3.775) == WEAK


def test_equal_designs_are_one_design():
    same = ThallSimon(BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775), 6, 20, 0.95, None, 0)
    assert {TRIAL, same} == {TRIAL}
    assert BetaPrior(np.int64(1), 1.0) == UNIFORM
    assert replace(TRIAL, p_upper=0.9) != TRIAL


# -- bad input --------------------------------------------------------------------------------------

NOT_NUMBERS = [float("nan"), inf, -inf, True, np.True_, "0.5", None, [0.5], 0.5j, 10**400]
NOT_COUNTS = [-1, 2.5, 7.0, np.float64(7), *NOT_NUMBERS]
NOT_INSIDE_UNIT = [0, 1, -0.1, 1.5, *NOT_NUMBERS]


@each_case("bad", [0, -1, *NOT_NUMBERS])
def test_impossible_shapes_are_refused(bad):
    refused(BetaPrior, bad, 1)
    refused(BetaPrior, 1, bad)
    refused(BetaPrior.from_mean, 0.5, bad)


@each_case("bad", NOT_INSIDE_UNIT)
def test_an_impossible_mean_is_refused(bad):
    refused(BetaPrior.from_mean, bad, 5)


@each_case("bad", [-0.1, 1.5, [], [0.5, 2], [[0.1], [0.2, 0.3]], *NOT_NUMBERS[:-3]])
def test_density_refuses_what_is_no_probability(bad):
    refused(WEAK.density, bad)


@each_case("method", [WEAK.updated, TRIAL.prob_better], ids=["updated", "prob_better"])
@each_case("bad", NOT_COUNTS)
def test_results_that_are_no_counts_are_refused(method, bad):
    refused(method, bad, 7)
    refused(method, 0, bad)


@each_case("method", [WEAK.updated, TRIAL.prob_better], ids=["updated", "prob_better"])
@each_case(("x", "n"), [(8, 7), (1, 0), (np.int64(8), np.int64(7))])
def test_more_successes_than_patients_are_refused(method, x, n):
    refused(method, x, n)


@each_case("bad", [-1e-9, 1, 1.5, *NOT_NUMBERS])
def test_an_impossible_margin_is_refused(bad):
    refused(TRIAL.prob_better, 5, 7, bad)
    refused(replace, TRIAL, p_lower=0.05, delta=bad)


@each_case("bad", [0.755, 0.8, 1 - STANDARD.mean])
def test_a_target_that_no_treatment_can_reach_is_refused(bad):
    assert "below 0.755" in refused(replace, TRIAL, p_lower=0.05, delta=bad)
    assert replace(TRIAL, p_lower=0.05, delta=0.7549).delta == 0.7549


def test_a_margin_without_futility_is_refused():
    refused(replace, TRIAL, delta=0.2)
    refused(replace, TRIAL, p_lower=None, delta=1e-9)
    assert replace(TRIAL, p_lower=0.05, delta=0.2).delta == 0.2


@each_case("bad", NOT_INSIDE_UNIT)
def test_impossible_cut_offs_are_refused(bad):
    refused(replace, TRIAL, p_upper=bad)
    if bad is not None:
        refused(replace, TRIAL, p_lower=bad)


@each_case("p_lower", [0.95, 0.96])
def test_cut_offs_in_the_wrong_order_are_refused(p_lower):
    refused(replace, TRIAL, p_lower=p_lower)


@each_case("bad", [0, *NOT_COUNTS])
def test_looks_that_are_no_numbers_of_patients_are_refused(bad):
    refused(replace, TRIAL, n_min=bad)
    refused(replace, TRIAL, n_max=bad)


@each_case("bad", [0, *NOT_COUNTS])
def test_impossible_cohorts_are_refused(bad):
    refused(replace, TRIAL, cohort=bad)


def test_a_design_needs_a_cut_off():
    refused(replace, TRIAL, p_upper=None)
    assert replace(TRIAL, p_upper=None, p_lower=0.05).p_upper is None


@each_case("bad", [0, 1, 1.5, nan, "0.05"])
def test_an_impossible_cut_off_for_futility_alone_is_refused(bad):
    refused(replace, TRIAL, p_upper=None, p_lower=bad)


def test_a_last_look_beyond_the_largest_of_a_rule_is_refused():
    assert replace(TRIAL, n_max=LARGEST_LOOK).n_max == LARGEST_LOOK
    refused(replace, TRIAL, n_max=LARGEST_LOOK + 1)


def test_a_first_look_after_the_last_is_refused():
    refused(replace, TRIAL, n_min=21)


@each_case("bad", [None, 0.245, (1.225, 3.775), "Beta(1, 1)", BetaPrior, beta(1, 1)])
def test_what_is_no_prior_is_refused(bad):
    refused(replace, TRIAL, standard=bad)
    refused(replace, TRIAL, experimental=bad)


def test_what_is_kept_of_large_grids_is_bounded():
    """Four of these hold 40 MB."""
    tracemalloc.start()
    try:
        for number in range(4):
            ThallSimon(BetaPrior(0.1, 3e5 + number), BetaPrior(1, 1), 1, 1, 0.5).prob_better(0, 1)
        assert tracemalloc.get_traced_memory()[0] < 5e6
    finally:
        tracemalloc.stop()
