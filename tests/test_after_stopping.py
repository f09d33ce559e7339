"""Inference after stopping: exact fractions, every sequence of outcomes, other software, any rule."""

import itertools
from dataclasses import FrozenInstanceError, fields
from fractions import Fraction
from functools import lru_cache

import numpy as np
import pytest
from any_rule import rules
from cases import each_case
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.polynomial import Polynomial
from reference_tables import rows, stopping_rules
from refusals import refused
from scipy.stats import binom

from onearm.designs import (
    Inference,
    StoppingRule,
    bias,
    coverage,
    infer,
    noncoverage,
    root_mean_square_error,
    stage_wise_order,
    umvue,
)
from onearm.designs.after_stopping import DECISIONS, LARGEST_TRIAL, ORDERINGS
from onearm.estimates import Interval, clopper_pearson
from onearm.printed import Printed

TABLE_1 = StoppingRule(range(6, 21), (5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10))
SIMON = StoppingRule((15, 46), (None, 19), (5, 18))

# Sums of at most a thousand probabilities, each good to some 1e-14, and roots found to the last digit.
ROUNDING = 1e-11

SEQUENTIAL = rows("seq_inference.csv")
USED = {row["id"] for row in SEQUENTIAL}
RULES = {name: rule for name, rule in stopping_rules().items() if name in USED}


# -- other software ---------------------------------------------------------------------------------


@each_case("row", SEQUENTIAL, ids=lambda row: f"{row['id']}-{row['n']}-{row['s']}")
def test_inference_against_exact_reference(row):
    rule, n, x = RULES[row["id"]], int(row["n"]), int(row["s"])
    result = infer(rule, x, n, p0=0.245)
    assert result.umvue == Fraction(row["umvue_fraction"])
    assert result.mle == pytest.approx(float(row["mle"]), rel=1e-14)
    assert result.p_value == pytest.approx(float(row["p_ge_at_0p245"]), rel=1e-12)
    # The limits have 12 significant digits.
    limits = float(row["ci95_lower"]), float(row["ci95_upper"])
    assert tuple(result.interval) == pytest.approx(limits, abs=1e-12)
    assert result.median_unbiased == pytest.approx(float(row["median_unbiased_mid"]), abs=1e-12)


@each_case("name", RULES)
def test_stage_wise_order_against_reference(name):
    listed = [row for row in SEQUENTIAL if row["id"] == name]
    ranked = sorted(listed, key=lambda row: int(row["rank_low_to_high"]))
    assert stage_wise_order(RULES[name]) == [(int(row["n"]), int(row["s"])) for row in ranked]


def two_stage(row):
    """The rule of a row, the end, and the null hypothesis."""
    r1, n1, r, n, x = (int(row[column]) for column in ("r1", "n1", "r", "n", "x"))
    rule = StoppingRule((n1, n), (None, r + 1), (r1, r))
    return rule, x, n1 if x <= r1 else n, float(row["p0"])


def two_sided(row):
    return 1 - 2 * float(row["alpha"])


def two_stage_id(row):
    return "-".join(list(row.values())[:7])


@each_case("row", rows("twostage_inference_exact.csv"), ids=two_stage_id)
def test_two_stage_inference_against_exact_reference(row):
    result = infer(*two_stage(row), two_sided(row))
    assert result.umvue == Fraction(row["umvue_fraction"])
    assert result.p_value == pytest.approx(float(row["p_value"]), rel=1e-12)
    # The limits have 13 decimals.
    limits = float(row["LCL"]), float(row["UCL_ClopperPearsonType_P_le_x_eq_alpha"])
    assert tuple(result.interval) == pytest.approx(limits, abs=1e-12)
    roots = float(row["median_root_P_ge"]), float(row["median_root_P_gt"])
    assert result.median_unbiased == pytest.approx(sum(roots) / 2, abs=1e-12)
    theirs = infer(*two_stage(row), median="Koyama-Chen").median_unbiased
    assert theirs == pytest.approx(roots[0], abs=1e-12)


@each_case("row", rows("twostage_inference_exact.csv"), ids=two_stage_id)
def test_koyama_and_chen_s_upper_limit_against_exact_reference(row):
    column = "UCL_KoyamaChen_P_ge_x_eq_1_minus_alpha"
    if row[column] == "nan":
        refused(infer, *two_stage(row), two_sided(row), upper="Koyama-Chen")
    else:
        interval = infer(*two_stage(row), two_sided(row), upper="Koyama-Chen").interval
        assert tuple(interval) == pytest.approx((float(row["LCL"]), float(row[column])), abs=1e-12)


@each_case("row", rows("twostage_inference_peers.csv"), ids=two_stage_id)
def test_two_stage_inference_against_clinfun_and_onearmphasetwostudy(row):
    arguments = *two_stage(row), two_sided(row)
    result = infer(*arguments)
    # Each package steps its limits along a grid.
    for package, grid in (("clinfun", 1e-4), ("oneArm", 2e-5)):
        assert float(result.umvue) == pytest.approx(float(row[f"{package}_umvue"]), rel=1e-13)
        assert result.p_value == pytest.approx(float(row[f"{package}_p"]), abs=1e-13)
        if row[f"{package}_UCL"] != "NA":
            limits = float(row[f"{package}_LCL"]), float(row[f"{package}_UCL"])
            interval = infer(*arguments, upper="Koyama-Chen").interval
            assert tuple(interval) == pytest.approx(limits, abs=grid)


# -- the trial --------------------------------------------------------------------------------------


def test_five_of_seven_under_table_1():
    result = infer(TABLE_1, 5, 7, p0=0.245)
    assert result.umvue == Fraction(2, 3)
    assert Printed("29.04").contains(100 * result.interval.low)
    assert Printed("95.67").contains(100 * result.interval.high)
    assert Printed("96.33").contains(100 * clopper_pearson(5, 7).high)
    assert result.interval.low == pytest.approx(clopper_pearson(5, 7).low, rel=ROUNDING)


def test_what_is_higher_than_five_of_seven_by_hand():
    # Five or six of the first six, or four of them and then one: what ends as high as 5 of 7.
    p = 0.245
    by_hand = binom.sf(4, 6, p) + binom.pmf(4, 6, p) * p
    assert infer(TABLE_1, 5, 7, p0=p).p_value == pytest.approx(by_hand, rel=1e-13)


@each_case("ordering", ORDERINGS)
def test_later_looks_do_not_matter_to_the_stage_wise_order_alone(ordering):
    until_16 = StoppingRule(TABLE_1.n[:11], TABLE_1.promising[:11])
    one, other = (infer(rule, 8, 16, 0.245, ordering=ordering) for rule in (TABLE_1, until_16))
    assert (one.p_value == pytest.approx(other.p_value, rel=1e-12)) == (ordering == "stage-wise")
    if ordering == "stage-wise":
        assert tuple(one.interval) == pytest.approx(tuple(other.interval), abs=ROUNDING)


def test_the_naive_interval_covers_too_little_and_the_stage_wise_one_does_not():
    p = np.linspace(0, 1, 1001)
    assert coverage(TABLE_1, clopper_pearson, p).min() < 0.95
    assert coverage(TABLE_1, lambda x, n: infer(TABLE_1, x, n, 0.245).interval, p).min() >= 0.95


# -- every sequence of outcomes ---------------------------------------------------------------------


@lru_cache
def walked(rule):
    """End and first outcome of every sequence of outcomes, each with its number of sequences."""
    last = rule.n[-1]
    sequences = np.arange(2**last, dtype=np.uint32)  # bit i is the outcome of patient i
    ends = {}
    for n in rule.n:
        successes = np.bitwise_count(sequences & np.uint32(2**n - 1)).astype(int)
        decided = np.array([rule.decide(x, n) != "continue" for x in range(n + 1)])[successes]
        for x in np.unique(successes[decided]).tolist():
            begun = sequences[decided & (successes == x)] & 1
            ends[n, x] = (begun.sum().item(), begun.size)
        sequences = sequences[~decided]
    return ends


SMALL = {
    "B06": RULES["B06"],
    "16 looks": StoppingRule(range(1, 17), [None] * 3 + [4] * 4 + [6] * 4 + [8] * 5, [None] * 7 + [2] * 9),
    "one look": StoppingRule((16,), (9,), (4,)),
    "Table 1 to 16": StoppingRule(TABLE_1.n[:11], TABLE_1.promising[:11]),
    "from the first patient": StoppingRule((1, 2, 9), (None, 2, 5), (0, 0, 3)),
    "the first success": StoppingRule(range(1, 9), [1] * 8),
}
GIVEN_UP = {
    "in the middle": StoppingRule((4, 8, 12), (4, 6, 7), (0, 2, 6), ((2, 2), (4, 5), None)),
    "from the first patient": StoppingRule(
        range(1, 7), [None] * 6, None, [(0, 0), None, (2, 3), *[None] * 3]
    ),
    "all but the best": StoppingRule((3, 9), (None, 8), (None, 5), ((0, 2), None)),
}


@each_case("rule", (SMALL | GIVEN_UP).values(), ids=SMALL | GIVEN_UP)
def test_umvue_is_the_part_of_all_sequences_that_begin_with_a_success(rule):
    ends = walked(rule)
    assert set(rule.path_counts()) == set(ends)
    for (n, x), (begun, all_of_them) in ends.items():
        assert umvue(rule, x, n) == Fraction(begun, all_of_them)


def height(rule, n, x, ordering, p):
    """The place of an end in an order, by its definition, exactly when `p` is a fraction."""
    if ordering == "stage-wise":
        decision = rule.decide(x, n)
        return {"futile": (-1, n, x), "neither": (0, 0, x), "promising": (1, -n, x)}[decision]
    excess = x - n * p
    squared = excess * abs(excess)  # in the order of the excess itself
    return squared / {"MLE": n**2, "z": n, "score": 1}[ordering]


def exact_tails(rule, x, n, ordering, p):
    """Probability of an end at least as high, and at most as high, over every sequence of outcomes."""
    last, observed = rule.n[-1], height(rule, n, x, ordering, p)
    at_least = at_most = 0
    for (m, y), (_, sequences) in walked(rule).items():
        probability = Fraction(sequences, 2 ** (last - m)) * p**y * (1 - p) ** (m - y)
        place = height(rule, m, y, ordering, p)
        at_least += probability * (place >= observed)
        at_most += probability * (place <= observed)
    return at_least, at_most


@each_case("ordering", ORDERINGS)
@each_case("rule", SMALL.values(), ids=SMALL)
def test_p_value_against_every_sequence_in_exact_fractions(rule, ordering):
    p0 = Fraction(1, 5)  # for which scores tie
    for n, x in stage_wise_order(rule):
        exact, _ = exact_tails(rule, x, n, ordering, p0)
        assert infer(rule, x, n, 0.2, ordering=ordering).p_value == pytest.approx(float(exact), rel=1e-12)


@each_case("ordering", ORDERINGS)
def test_limits_against_every_sequence_in_exact_fractions(ordering):
    rule, tail, beside = StoppingRule((2, 3, 5, 8), (2, 3, 4, 5), (None, 0, 1, 2)), 0.05, Fraction(1, 10**8)
    for n, x in stage_wise_order(rule):
        low, high = infer(rule, x, n, 0.2, confidence_level=0.9, ordering=ordering).interval
        for p in (Fraction(numerator, 100) for numerator in range(101)):
            at_least, at_most = exact_tails(rule, x, n, ordering, p)
            assert at_least <= tail or low <= p + ROUNDING
            assert at_most <= tail or p - ROUNDING <= high
        # A little inside each limit the tail exceeds its size, up to what it can change so close by.
        assert exact_tails(rule, x, n, ordering, Fraction(low) + beside)[0] > tail - 1e-6
        assert exact_tails(rule, x, n, ordering, Fraction(high) - beside)[1] > tail - 1e-6


# -- any rule ---------------------------------------------------------------------------------------

modest = settings(max_examples=60, deadline=None, derandomize=True)
few = settings(max_examples=25, deadline=None, derandomize=True)
every_order = pytest.mark.parametrize("ordering", ORDERINGS)
GRID = np.linspace(0, 1, 501)


@st.composite
def ended(draw):
    """A rule, and one of its ends as x and n."""
    rule = draw(rules())
    n, x = draw(st.sampled_from(stage_wise_order(rule)))
    return rule, x, n


@modest
@given(rule=rules())
def test_umvue_is_unbiased_whatever_the_probability(rule):
    # Two polynomials of degree n in p that agree at n + 1 points are one.
    last = rule.n[-1]
    counts = rule.path_counts()
    for numerator in range(last + 1):
        p = Fraction(numerator + 1, last + 2)
        mean = sum(paths * p**x * (1 - p) ** (n - x) * umvue(rule, x, n) for (n, x), paths in counts.items())
        assert mean == p


@few
@given(rule=rules(last=10))
def test_the_ends_of_a_rule_leave_room_for_one_unbiased_estimate_alone(rule):
    # The probabilities of the ends are polynomials in p; independent ones give each mean in one way.
    counts, last = rule.path_counts(), rule.n[-1]
    matrix = [Polynomial([0, 1]) ** x * Polynomial([1, -1]) ** (n - x) for n, x in counts]
    coefficients = np.array([np.pad(row.coef, (0, last + 1 - len(row.coef))) for row in matrix])
    assert np.linalg.matrix_rank(coefficients) == len(counts)


@modest
@given(end=ended())
def test_umvue_is_a_probability(end):
    estimate = umvue(*end)
    assert type(estimate) is Fraction
    assert 0 <= estimate <= 1


@every_order
@few
@given(rule=rules(), level=st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_the_interval_covers_whatever_the_probability(ordering, rule, level):
    covers = coverage(rule, lambda x, n: infer(rule, x, n, 0.3, level, ordering).interval, GRID)
    assert covers.min() >= level - ROUNDING


@each_case("rule", GIVEN_UP.values(), ids=GIVEN_UP)
def test_a_rule_that_gives_up_undecided_has_all_but_the_stage_wise_order(rule):
    refused(stage_wise_order, rule)
    for n, x in rule.path_counts():
        refused(infer, rule, x, n, 0.2)
    for ordering in ORDERINGS[1:]:
        exact = {(n, x): exact_tails(rule, x, n, ordering, Fraction(1, 5))[0] for n, x in rule.path_counts()}
        for (n, x), p_value in exact.items():
            assert infer(rule, x, n, 0.2, ordering=ordering).p_value == pytest.approx(float(p_value))
        covers = coverage(rule, lambda x, n, o=ordering: infer(rule, x, n, 0.2, 0.9, o).interval, GRID)
        assert covers.min() >= 0.9 - ROUNDING
    assert bias(rule, lambda x, n: umvue(rule, x, n), GRID) == pytest.approx(0, abs=ROUNDING)


@modest
@given(end=ended(), p0=st.floats(0.001, 0.999), other=st.floats(0.001, 0.999))
def test_the_stage_wise_p_value_rises_with_p0(end, p0, other):
    low, high = (infer(*end, p0=p).p_value for p in sorted((p0, other)))
    assert low <= high + ROUNDING


@modest
@given(end=ended(), level=st.floats(0.01, 0.99))
def test_stage_wise_limits_solve_their_equations(end, level):
    rule, x, n = end
    low, high = infer(*end, p0=0.5, confidence_level=level).interval
    order = stage_wise_order(rule)
    place, tail = order.index((n, x)), (1 - level) / 2
    if place > 0:
        assert infer(*end, p0=low).p_value == pytest.approx(tail, rel=1e-8)
    else:
        assert low == 0
    if place + 1 < len(order):
        next_n, next_x = order[place + 1]
        assert infer(rule, next_x, next_n, p0=high).p_value == pytest.approx(1 - tail, rel=1e-8)
    else:
        assert high == 1


@every_order
@modest
@given(end=ended(), p0=st.floats(0.001, 0.999), one=st.floats(0.01, 0.99), other=st.floats(0.01, 0.99))
def test_intervals_nest_around_the_median_unbiased_estimate(ordering, end, p0, one, other):
    inner, outer = (infer(*end, p0, level, ordering) for level in sorted((one, other)))
    middle = inner.median_unbiased
    assert 0 <= outer.interval.low <= inner.interval.low + ROUNDING <= middle + 2 * ROUNDING
    assert middle - 2 * ROUNDING <= inner.interval.high - ROUNDING <= outer.interval.high <= 1
    assert 0 <= inner.p_value <= 1 + ROUNDING


@few
@given(rule=rules())
def test_koyama_and_chen_s_limit_is_that_of_the_next_lower_end(rule):
    for (lower_n, lower_x), (n, x) in itertools.pairwise(stage_wise_order(rule)):
        limit = infer(rule, x, n, 0.5, upper="Koyama-Chen").interval.high
        assert limit == pytest.approx(infer(rule, lower_x, lower_n, 0.5).interval.high, abs=ROUNDING)


@modest
@given(end=ended())
def test_counting_failures_mirrors_everything(end):
    rule, x, n = end
    turned = [
        [None if bound is None else look - bound for look, bound in zip(rule.n, bounds, strict=True)]
        for bounds in (rule.futile, rule.promising)
    ]
    for bounds in turned:
        held = [bound for bound in bounds if bound is not None]
        assume(held == sorted(held))
    failures = StoppingRule(rule.n, *turned)
    one, other = infer(rule, x, n, 0.5), infer(failures, n - x, n, 0.5)
    assert other.umvue == 1 - one.umvue
    assert other.median_unbiased == pytest.approx(1 - one.median_unbiased, abs=ROUNDING)
    mirrored = 1 - one.interval.high, 1 - one.interval.low
    assert tuple(other.interval) == pytest.approx(mirrored, abs=ROUNDING)


@every_order
@each_case("rule", [StoppingRule((9,), (5,), (2,)), StoppingRule((3, 9), (None, 5))])
def test_without_early_stops_all_is_as_for_one_binomial(rule, ordering):
    for x in range(10):
        result = infer(rule, x, 9, 0.3, ordering=ordering)
        assert result.umvue == Fraction(x, 9)
        assert result.p_value == pytest.approx(binom.sf(x - 1, 9, 0.3), rel=1e-12)
        assert tuple(result.interval) == pytest.approx(tuple(clopper_pearson(x, 9)), abs=1e-12)


def test_koyama_and_chen_s_limit_leaves_out_too_much():
    low, high = 0.01, 0.99
    p = np.linspace(low, high, 491)

    def interval(upper):
        def of(x, n):
            lowest = (n, x) == stage_wise_order(SIMON)[0]
            return Interval(0, 0) if lowest else infer(SIMON, x, n, 0.3, 0.9, upper=upper).interval

        return of

    assert coverage(SIMON, interval("Koyama-Chen"), p[p > 0.2]).min() < 0.9
    assert coverage(SIMON, interval("Clopper-Pearson"), p[p > 0.2]).min() >= 0.9


def test_koyama_and_chen_s_median_by_the_sum_of_both_stages():
    # The example of Koyama and Chen 2008, section 3.4, as the end of their own R program, TwoStageInf, names
    # it: give up at 1 success or fewer in 10, promising at 6 or more in 29; 2 successes, then 4. The p-value
    # of that program is this sum; its limits and median are where the sum is 0.05, 0.95 and 0.5. The digits
    # were quoted to us.
    def p_value(p):
        first = np.arange(2, 11)
        return binom.pmf(first, 10, p) @ binom.sf(5 - first, 19, p)

    two_stage = StoppingRule((10, 29), (None, 6), (1, 5))
    both = infer(two_stage, 6, 29, 0.1, 0.9, upper="Koyama-Chen", median="Koyama-Chen")
    assert both.p_value == pytest.approx(p_value(0.1), rel=1e-13)
    assert p_value(both.median_unbiased) == pytest.approx(0.5, rel=1e-12)
    printed = {"0.04709": both.p_value, "0.1015": both.interval.low, "0.4007": both.interval.high}
    printed |= {"0.2147": both.median_unbiased, "0.2279": infer(two_stage, 6, 29, 0.1).median_unbiased}
    assert all(Printed(digits).contains(value) for digits, value in printed.items())


@few
@given(end=ended())
def test_koyama_and_chen_s_median_is_where_the_p_value_is_one_half(end):
    middle = infer(*end, p0=0.5, median="Koyama-Chen").median_unbiased
    if middle == 0:  # the lowest end: every other is at least as high
        assert stage_wise_order(end[0])[0] == (end[2], end[1])
    else:
        assert infer(*end, p0=middle).p_value == pytest.approx(0.5, rel=1e-9)
    assert middle <= infer(*end, p0=0.5).median_unbiased + ROUNDING


# -- given a declared success -----------------------------------------------------------------------


def mean_by_hand(rule, estimator, p, decision):
    """The mean of an estimate over the sequences of outcomes that end with a decision, exactly."""
    total = weights = 0
    for (n, x), (_, sequences) in walked(rule).items():
        if rule.decide(x, n) == decision:
            weight = sequences * Fraction(1, 2 ** (rule.n[-1] - n)) * p**x * (1 - p) ** (n - x)
            total += weight * estimator(x, n)
            weights += weight
    return total / weights if weights else None


@each_case("decision", DECISIONS)
@each_case("rule", (SMALL | GIVEN_UP).values(), ids=SMALL | GIVEN_UP)
def test_bias_given_a_decision_against_every_sequence_in_exact_fractions(rule, decision):
    for p in (Fraction(1, 5), Fraction(1, 2)):
        exact = mean_by_hand(rule, Fraction, p, decision)
        if exact is None:
            refused(bias, rule, Fraction, float(p), decision)
        else:
            mean = bias(rule, lambda x, n: x / n, float(p), given=decision) + float(p)
            assert mean == pytest.approx(float(exact), abs=ROUNDING)


@each_case("p", [0.05, 0.245, 0.7])
def test_bias_given_success_at_one_look_is_that_of_a_truncated_binomial(p):
    # x Pr(x of n) is n p times the probability of x - 1 of n - 1.
    mean = p * binom.sf(7, 19, p) / binom.sf(8, 20, p)
    found = bias(StoppingRule((20,), (9,)), lambda x, n: x / n, p, given="promising")
    assert found == pytest.approx(mean - p, abs=1e-13)


def test_successes_under_table_1_average_about_sixty_percent_whatever_the_truth_up_to_forty():
    p = [0.245, 0.3, 0.4, 0.5, 0.6]
    given = {
        name: 100 * (p + bias(TABLE_1, estimator, p, given="promising"))
        for name, estimator in {"x/n": Fraction, "umvue": lambda x, n: umvue(TABLE_1, x, n)}.items()
    }
    assert given["x/n"].round(1).tolist() == [60.1, 59.7, 60.3, 62.8, 67.4]
    assert Printed("52.7").contains(given["umvue"][0])


@few
@given(rule=rules(), p=st.floats(0.001, 0.999))
def test_decisions_share_the_bias(rule, p):
    at = rule.operating_characteristics(p)
    parts = {
        decision: share * bias(rule, Fraction, p, given=decision)
        for decision in DECISIONS
        if (share := float(getattr(at, f"p_{decision}"))) > 0
    }
    assert sum(parts.values()) == pytest.approx(float(bias(rule, Fraction, p)), abs=ROUNDING)


def test_bias_given_success_reaches_the_smallest_probabilities():
    # Of the successes that need the fewest, five, each of the seven looks' orders is alike when p is tiny.
    rule = StoppingRule((6, 7), (5, 5))
    expected = (6 * 5 / 6 + 15 * 5 / 7) / (6 + 15)
    assert bias(rule, Fraction, 1e-30, given="promising") == pytest.approx(expected, rel=1e-12)
    refused(bias, rule, Fraction, [0, 0.5], "promising")
    refused(bias, rule, Fraction, 0.5, "futile")
    refused(bias, rule, Fraction, 0.5, "success")


# -- error, bias and coverage -----------------------------------------------------------------------


@few
@given(rule=rules(), p=st.fractions(0, 1, max_denominator=50))
def test_error_and_noncoverage_against_exact_fractions(rule, p):
    def within_a_third(x, n):
        return Interval(x / n - 1 / 3 - 1e-9, x / n + 1 / 3 + 1e-9)

    squared, above, below = Fraction(0), Fraction(0), Fraction(0)
    for (n, x), paths in rule.path_counts().items():
        probability = paths * p**x * (1 - p) ** (n - x)
        error = Fraction(x, n) - p
        squared += probability * error**2
        above += probability * (error > Fraction(1, 3))
        below += probability * (error < -Fraction(1, 3))
    found = root_mean_square_error(rule, Fraction, float(p))
    assert found == pytest.approx(float(squared) ** 0.5, abs=1e-8)  # where a root magnifies rounding
    missed = noncoverage(rule, within_a_third, float(p))
    assert missed.above == pytest.approx(float(above), abs=ROUNDING)
    assert missed.below == pytest.approx(float(below), abs=ROUNDING)


def test_errors_of_estimates_after_table_1():
    found = {
        "x/n": root_mean_square_error(TABLE_1, Fraction, 0.6),
        "umvue": root_mean_square_error(TABLE_1, lambda x, n: umvue(TABLE_1, x, n), 0.6),
    }
    assert Printed("0.157").contains(found["x/n"])
    assert Printed("0.178").contains(found["umvue"])


@each_case("p", [0.1, 0.245, 0.8])
def test_noncoverage_of_one_look_is_that_of_a_binomial(p):
    missed = noncoverage(StoppingRule((20,), (9,)), clopper_pearson, p)
    limits = [clopper_pearson(x, 20) for x in range(21)]
    assert missed.above == pytest.approx(sum(binom.pmf(x, 20, p) for x in range(21) if limits[x].low > p))
    assert missed.below == pytest.approx(sum(binom.pmf(x, 20, p) for x in range(21) if limits[x].high < p))


def test_the_naive_lower_limit_errs_nearly_twice_as_often_as_promised_after_table_1():
    limit = clopper_pearson(9, 20).low
    missed = noncoverage(TABLE_1, clopper_pearson, limit - 1e-12)
    assert Printed("4.83").contains(100 * missed.above)
    # By hand: just below it, the limit is too high after every success and after 9 of 20.
    declared = TABLE_1.operating_characteristics(limit).p_promising
    nine = TABLE_1.path_counts()[20, 9] * limit**9 * (1 - limit) ** 11
    assert missed.above == pytest.approx(float(declared) + nine, rel=1e-9)


@few
@given(rule=rules(), level=st.sampled_from([0.5, 0.95]))
def test_each_stage_wise_limit_errs_no_more_than_its_half(rule, level):
    def stage_wise(x, n):
        return infer(rule, x, n, 0.3, level).interval

    limits = {(x, n): stage_wise(x, n) for n, x in stage_wise_order(rule)}
    missed = noncoverage(rule, lambda x, n: limits[x, n], GRID)
    assert max(missed.above.max(), missed.below.max()) <= (1 - level) / 2 + ROUNDING
    covers = coverage(rule, lambda x, n: limits[x, n], GRID)
    assert missed.above + missed.below + covers == pytest.approx(1, abs=ROUNDING)


@modest
@given(rule=rules(), p=st.fractions(0, 1, max_denominator=50))
def test_bias_and_coverage_against_exact_fractions(rule, p):
    probabilities = {
        (n, x): paths * p**x * (1 - p) ** (n - x) for (n, x), paths in rule.path_counts().items()
    }
    mean = sum(probability * Fraction(x, n) for (n, x), probability in probabilities.items())
    assert bias(rule, lambda x, n: x / n, float(p)) == pytest.approx(float(mean - p), abs=ROUNDING)

    def within_a_third(x, n):
        return Interval(x / n - 1 / 3 - 1e-9, x / n + 1 / 3 + 1e-9)

    held = sum(
        probability
        for (n, x), probability in probabilities.items()
        if abs(Fraction(x, n) - p) <= Fraction(1, 3)
    )
    assert coverage(rule, within_a_third, float(p)) == pytest.approx(float(held), abs=ROUNDING)


def test_bias_of_the_proportion_is_upward_under_table_1_and_that_of_the_umvue_is_none():
    p = np.linspace(0.05, 0.95, 19)
    assert (bias(TABLE_1, lambda x, n: x / n, p) > 0).all()
    assert bias(TABLE_1, lambda x, n: umvue(TABLE_1, x, n), p) == pytest.approx(0, abs=ROUNDING)


@each_case("shape", [(), (1,), (5,), (2, 3)], ids=str)
def test_the_shape_of_p_comes_back(shape):
    p = np.linspace(0.1, 0.9, np.prod(shape, dtype=int)).reshape(shape)
    missed = noncoverage(TABLE_1, clopper_pearson, p)
    for of_p in (
        bias(TABLE_1, Fraction, p),
        bias(TABLE_1, Fraction, p, given="promising"),
        root_mean_square_error(TABLE_1, Fraction, p),
        coverage(TABLE_1, clopper_pearson, p),
        missed.above,
        missed.below,
    ):
        assert np.shape(of_p) == shape


# -- what comes back --------------------------------------------------------------------------------


def test_inference_holds_plain_numbers_and_cannot_be_changed():
    result = infer(TABLE_1, np.int64(5), np.int64(7), np.float64(0.245))
    kinds = {
        "mle": float,
        "umvue": Fraction,
        "p_value": float,
        "interval": Interval,
        "median_unbiased": float,
    }
    assert {field.name: type(getattr(result, field.name)) for field in fields(Inference)} == kinds
    for field in fields(Inference):
        with pytest.raises(FrozenInstanceError):
            setattr(result, field.name, 1)
    assert result == infer(TABLE_1, 5, 7, 0.245)


@every_order
def test_the_largest_trial(ordering):
    last = LARGEST_TRIAL
    rule = StoppingRule((last // 2, last), (None, 520), (240, 519))
    result = infer(rule, 520, last, 0.5, ordering=ordering)
    assert result.interval.low < result.umvue < result.interval.high
    assert bias(rule, lambda x, n: umvue(rule, x, n), [0.4, 0.5]) == pytest.approx(0, abs=ROUNDING)


# -- bad input --------------------------------------------------------------------------------------

NOT_NUMBERS = [float("nan"), float("inf"), True, "0.5", None, [0.5], 0.5j, 10**400]


@each_case("bad", [None, (6, 7), "Table 1", StoppingRule, StoppingRule((LARGEST_TRIAL + 1,), (5,))])
def test_what_is_no_rule_is_refused(bad):
    refused(infer, bad, 5, 7, 0.245)
    refused(umvue, bad, 5, 7)
    refused(stage_wise_order, bad)
    refused(bias, bad, lambda x, n: x / n, 0.5)
    refused(root_mean_square_error, bad, Fraction, 0.5)
    refused(coverage, bad, clopper_pearson, 0.5)
    refused(noncoverage, bad, clopper_pearson, 0.5)


@each_case(
    ("x", "n"), [(4, 7), (10, 20), (8, 7), (5, 5), (0, 0), (5, 21), (-1, 7), (5.0, 7), (5, True), (None, 7)]
)
def test_points_that_are_no_ends_are_refused(x, n):
    refused(infer, TABLE_1, x, n, 0.245)
    refused(umvue, TABLE_1, x, n)


@each_case("bad", [0, 1, -0.1, 1.5, *NOT_NUMBERS])
def test_impossible_null_hypotheses_and_levels_are_refused(bad):
    refused(infer, TABLE_1, 5, 7, bad)
    refused(infer, TABLE_1, 5, 7, 0.245, bad)


@each_case("bad", ["stagewise", "mle", "", None, 0, ["MLE"]])
def test_other_orders_and_limits_are_refused(bad):
    refused(infer, TABLE_1, 5, 7, 0.245, ordering=bad)
    refused(infer, TABLE_1, 5, 7, 0.245, upper=bad)
    refused(infer, TABLE_1, 5, 7, 0.245, median=bad)


@each_case("bad", [-0.1, 1.5, [], [0.5, 2], *NOT_NUMBERS[:-3]])
def test_impossible_probabilities_are_refused(bad):
    refused(bias, TABLE_1, lambda x, n: x / n, bad)
    refused(root_mean_square_error, TABLE_1, lambda x, n: x / n, bad)
    refused(coverage, TABLE_1, clopper_pearson, bad)
    refused(noncoverage, TABLE_1, clopper_pearson, bad)


@each_case("bad", [None, 0.5, "x / n"])
def test_what_cannot_be_called_is_refused(bad):
    refused(bias, TABLE_1, bad, 0.5)
    refused(root_mean_square_error, TABLE_1, bad, 0.5)
    refused(coverage, TABLE_1, bad, 0.5)
    refused(noncoverage, TABLE_1, bad, 0.5)


@each_case("bad", NOT_NUMBERS)
def test_what_is_no_estimate_and_no_interval_is_refused(bad):
    refused(bias, TABLE_1, lambda x, n: bad, 0.5)
    refused(root_mean_square_error, TABLE_1, lambda x, n: bad, 0.5)
    refused(coverage, TABLE_1, lambda x, n: bad, 0.5)
    refused(noncoverage, TABLE_1, lambda x, n: bad, 0.5)
