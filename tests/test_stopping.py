"""Stopping rules: exact against other software, exact fractions and every sequence of outcomes."""

import itertools
from dataclasses import FrozenInstanceError, fields
from fractions import Fraction
from math import comb, sqrt

import numpy as np
import pytest
from any_rule import rules
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tables import rows, stopping_rules
from refusals import refused
from scipy.stats import binom
from sequences import by_sequences

from onearm.designs import StoppingRule, operating_characteristics
from onearm.designs.stopping import LARGEST_LOOK, TOGETHER
from onearm.printed import Printed

DECISIONS = {"eff": "promising", "fut": "futile", "none": "neither"}
TABLE_1 = StoppingRule(range(6, 21), (5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10))

# The recursion adds and multiplies up to 40 times, each time to within 1.1e-16, and every term is positive.
RECURSION = 1e-13
# The exact files have 17 significant digits; 1 - p is exact here.
PRINT_17 = 1e-16
# The columns SDN and the Simon tables have 15 significant digits.
PRINT_15 = 1e-14
# Sums and differences of probabilities in [0, 1].
ROUNDING = 1e-12

RULES = stopping_rules()
SUMMARIES = rows("oc_summary.csv")
SIMON = rows("simon_clinfun.csv")


def design_and_p(row):
    return f"{row['id']}-{row['p']}"


def weighted(rule, p):
    """The probability of each terminal point by its path count, exact when p is a Fraction."""
    return {(n, x): paths * p**x * (1 - p) ** (n - x) for (n, x), paths in rule.path_counts().items()}


def ending(rule, points):
    """The probability of each decision, and the expected number of patients."""
    totals = {"promising": 0, "futile": 0, "neither": 0}
    for (n, x), probability in points.items():
        totals[rule.decide(x, n)] += probability
    return totals, sum(n * probability for (n, _), probability in points.items())


# -- other software ---------------------------------------------------------------------------------


@each_case("design", RULES)
def test_path_counts_against_reference(design):
    listed = [row for row in rows("oc_pathcounts.csv") if row["id"] == design]
    expected = {(int(row["n"]), int(row["s"])): int(row["paths"]) for row in listed}
    rule = RULES[design]
    counts = rule.path_counts()
    assert counts == expected
    assert list(counts) == sorted(counts)
    assert {type(number) for point, paths in counts.items() for number in (*point, paths)} == {int}
    for row in listed:
        assert rule.decide(int(row["s"]), int(row["n"])) == DECISIONS[row["decision"]]


@each_case("row", SUMMARIES, ids=design_and_p)
def test_operating_characteristics_against_reference(row):
    rule = RULES[row["id"]]
    result = rule.operating_characteristics(float(row["p"]))
    expected = {
        "p_promising": row["P_eff"],
        "p_futile": row["P_fut"],
        "p_neither": row["P_none"],
        "expected_n": row["EN"],
    }
    for field, value in expected.items():
        assert getattr(result, field) == pytest.approx(float(value), rel=RECURSION, abs=0), field


@each_case("row", SUMMARIES, ids=design_and_p)
def test_number_of_patients_against_reference(row):
    stopped = RULES[row["id"]].operating_characteristics(float(row["p"])).stop_distribution
    patients = np.arange(len(stopped))
    sd = sqrt(stopped @ (patients - patients @ stopped) ** 2)
    assert sd == pytest.approx(float(row["SDN"]), rel=RECURSION + PRINT_15)
    assert np.searchsorted(stopped.cumsum(), 0.5 - ROUNDING) == int(row["medianN"])
    assert stopped[:-1].sum() == pytest.approx(float(row["P_stop_before_nmax"]), rel=RECURSION)


@each_case("row", SUMMARIES, ids=design_and_p)
def test_path_counts_in_exact_fractions_against_reference(row):
    rule = RULES[row["id"]]
    points = weighted(rule, Fraction(row["p"]))
    totals, expected_n = ending(rule, points)
    assert sum(totals.values()) == 1
    for value, column in zip((*totals.values(), expected_n), ("P_eff", "P_fut", "P_none", "EN"), strict=True):
        assert abs(value - Fraction(row[column])) <= PRINT_17 * value
    mle = sum(Fraction(x, n) * probability for (n, x), probability in points.items())
    # Some cells of this column have 12 digits only.
    assert float(mle) == pytest.approx(float(row["E_MLE"]), rel=1e-11)


@each_case("design", RULES)
def test_stops_by_number_of_patients_against_reference(design):
    rule = RULES[design]
    listed = [row for row in rows("oc_by_n.csv") if row["id"] == design]
    for p in sorted({row["p"] for row in listed}):
        points = weighted(rule, Fraction(p))
        stopped = rule.operating_characteristics(float(p)).stop_distribution
        going_on = Fraction(1)
        for row in (row for row in listed if row["p"] == p):
            n = int(row["n"])
            ends = {"promising": Fraction(0), "futile": Fraction(0), "neither": Fraction(0)}
            for x in range(n + 1):
                if (n, x) in points:
                    ends[rule.decide(x, n)] += points[n, x]
            going_on -= ends["promising"] + ends["futile"]
            expected = [Fraction(row[column]) for column in ("P_stop_eff", "P_stop_fut", "P_continue")]
            for value, printed in zip((ends["promising"], ends["futile"], going_on), expected, strict=True):
                assert abs(value - printed) <= PRINT_17 * value
            assert stopped[n] == pytest.approx(float(sum(ends.values())), rel=RECURSION, abs=0)


@each_case("row", SIMON, ids=lambda row: "-".join(list(row.values())[:5]))
def test_simon_two_stage_against_clinfun(row):
    r1, n1, r, n = (int(row[column]) for column in ("r1", "n1", "r", "n"))
    rule = StoppingRule(n=(n1, n), promising=(None, r + 1), futile=(r1, r))
    null, alternative = float(row["p0"]), float(row["p1"])
    result = rule.operating_characteristics([null, alternative])
    # clinfun prints 15 digits of its own float sums.
    close = {"rel": 1e-13, "abs": 0}
    assert result.p_promising[0] == pytest.approx(float(row["type1"]), **close)
    assert result.p_promising[1] == pytest.approx(float(row["power"]), **close)
    assert result.expected_n[0] == pytest.approx(float(row["EN0"]), **close)
    assert result.stop_distribution[0, n1] == pytest.approx(float(row["PET0"]), **close)
    assert result.p_neither.tolist() == [0, 0]


@each_case("p", [0, 0.245, 0.6, 1])
@each_case(("n", "futile", "promising"), [(1, 0, 1), (7, None, 5), (20, 4, 10), (100, 30, None)])
def test_single_look_against_scipy(n, futile, promising, p):
    result = StoppingRule((n,), (promising,), (futile,)).operating_characteristics(p)
    upper = 0 if promising is None else binom.sf(promising - 1, n, p)
    lower = 0 if futile is None else binom.cdf(futile, n, p)
    assert result.p_promising == pytest.approx(upper, abs=ROUNDING)
    assert result.p_futile == pytest.approx(lower, abs=ROUNDING)
    assert result.p_neither == pytest.approx(1 - lower - upper, abs=ROUNDING)
    assert result.expected_n == pytest.approx(n, rel=RECURSION)


# -- Table 1, three ways ----------------------------------------------------------------------------


@each_case(("p", "percent"), [(0.245, "5.76"), (0.4, "42.1"), (0.5, "73.9"), (0.6, "93.3")])
def test_table_1_ends_promising(p, percent):
    assert Printed(percent).contains(100 * float(TABLE_1.operating_characteristics(p).p_promising))


def test_table_1_expects_nearly_twenty_patients_without_effect():
    assert Printed("19.47").contains(float(TABLE_1.operating_characteristics(0.245).expected_n))


@each_case("p", ["0", "0.001", "0.245", "0.4", "0.5", "0.6", "0.999", "1"])
def test_table_1_recursion_equals_path_counts_in_exact_fractions(p):
    totals, expected_n = ending(TABLE_1, weighted(TABLE_1, Fraction(p)))
    result = TABLE_1.operating_characteristics(float(p))
    assert sum(totals.values()) == 1
    assert result.p_promising == pytest.approx(float(totals["promising"]), rel=RECURSION, abs=0)
    assert result.p_neither == pytest.approx(float(totals["neither"]), rel=RECURSION, abs=0)
    assert result.p_futile == totals["futile"] == 0
    assert result.expected_n == pytest.approx(float(expected_n), rel=RECURSION)


def test_table_1_path_counts_equal_all_sequences_of_outcomes():
    last = TABLE_1.n[-1]
    sequences = np.arange(2**last, dtype=np.uint32)  # bit i is the outcome of patient i
    counts = {}
    for n, bound in zip(TABLE_1.n, TABLE_1.promising, strict=True):
        successes = np.bitwise_count(sequences & np.uint32(2**n - 1))
        ends = (successes >= bound) | (n == last)
        for x, paths in enumerate(np.bincount(successes[ends]).tolist()):
            if paths:
                counts[n, x] = paths // 2 ** (last - n)
        sequences = sequences[~ends]
    assert TABLE_1.path_counts() == counts


def test_path_counts_stay_exact_beyond_64_bits():
    assert StoppingRule((100,), (None,)).path_counts() == {(100, x): comb(100, x) for x in range(101)}


# -- any rule ---------------------------------------------------------------------------------------

modest = settings(max_examples=60, deadline=None, derandomize=True)
probabilities = st.floats(0, 1)


@st.composite
def rules_with_ranges(draw):
    """Any valid rule of up to 25 patients and 8 looks; bounds and ranges may be missing at any look."""
    rule = draw(rules(25))
    ranges = []
    for n in rule.n:
        between = [x for x in range(n + 1) if rule.decide(x, n) in ("continue", "neither")]
        ends = st.lists(st.sampled_from(between or [None]), min_size=2, max_size=2).map(sorted)
        ranges.append(draw(st.none() | ends) if between else None)
    return StoppingRule(rule.n, rule.promising, rule.futile, ranges)


@modest
@given(rule=rules_with_ranges(), p=probabilities)
def test_probabilities_sum_to_one(rule, p):
    result = rule.operating_characteristics(p)
    assert result.p_promising + result.p_futile + result.p_neither == pytest.approx(1, abs=ROUNDING)
    assert result.stop_distribution.sum() == pytest.approx(1, abs=ROUNDING)
    assert {int(n) for n in np.flatnonzero(result.stop_distribution)} <= set(rule.n)


@modest
@given(rule=rules_with_ranges(), p=probabilities)
def test_expected_number_of_patients_lies_between_first_and_last_look(rule, p):
    expected_n = rule.operating_characteristics(p).expected_n
    assert rule.n[0] - ROUNDING <= expected_n <= rule.n[-1] * (1 + ROUNDING)


@modest
@given(rule=rules(25), one=probabilities, other=probabilities)
def test_a_better_treatment_ends_promising_more_often_and_futile_less(rule, one, other):
    result = rule.operating_characteristics(sorted((one, other)))
    assert result.p_promising[0] <= result.p_promising[1] + ROUNDING
    assert result.p_futile[0] >= result.p_futile[1] - ROUNDING


@modest
@given(rule=rules_with_ranges(), p=probabilities)
def test_recursion_equals_weighted_path_counts(rule, p):
    totals, expected_n = ending(rule, weighted(rule, p))
    result = rule.operating_characteristics(p)
    for decision, probability in totals.items():
        assert getattr(result, f"p_{decision}") == pytest.approx(probability, abs=ROUNDING)
    assert result.expected_n == pytest.approx(expected_n, rel=ROUNDING)


@modest
@given(rule=rules_with_ranges().filter(lambda rule: rule.n[-1] <= 12), p=probabilities)
def test_recursion_equals_all_sequences_of_outcomes(rule, p):
    expected, result = by_sequences(rule, p), rule.operating_characteristics(p)
    for decision in DECISIONS.values():
        assert getattr(result, f"p_{decision}") == pytest.approx(expected[decision], abs=ROUNDING)
    assert result.expected_n == pytest.approx(expected["n"], rel=ROUNDING)


@modest
@given(rule=rules_with_ranges())
def test_every_sequence_of_outcomes_ends_once(rule):
    last = rule.n[-1]
    assert sum(paths * 2 ** (last - n) for (n, _), paths in rule.path_counts().items()) == 2**last


@modest
@given(rule=rules_with_ranges(), p=st.sampled_from([0, 1]))
def test_certain_outcomes_give_exact_answers(rule, p):
    decisions = {n: rule.decide(p * n, n) for n in rule.n}
    end = next(n for n, decision in decisions.items() if decision != "continue")
    result = rule.operating_characteristics(p)
    for decision in DECISIONS.values():
        assert getattr(result, f"p_{decision}") == (decisions[end] == decision)
    assert result.expected_n == end
    assert result.stop_distribution[end] == 1


@modest
@given(rule=rules_with_ranges())
def test_decide_reads_the_bounds(rule):
    sides = zip(rule.promising, rule.futile, rule.inconclusive, strict=True)
    bounds = dict(zip(rule.n, sides, strict=True))
    for n in range(rule.n[-1] + 1):
        promising, futile, inconclusive = bounds.get(n, (None, None, None))
        for x in range(n + 1):
            if promising is not None and x >= promising:
                expected = "promising"
            elif futile is not None and x <= futile:
                expected = "futile"
            elif inconclusive is not None and inconclusive[0] <= x <= inconclusive[1]:
                expected = "neither"
            else:
                expected = "neither" if n == rule.n[-1] else "continue"
            assert rule.decide(x, n) == expected


@each_case("looks", [(1,), (20,), (3, 9, 15), range(1, 31)], ids=str)
def test_without_bounds_every_trial_runs_to_the_last_look(looks):
    result = StoppingRule(looks, [None] * len(looks)).operating_characteristics(np.linspace(0, 1, 11))
    assert result.expected_n == pytest.approx(max(looks), rel=RECURSION)
    assert result.p_neither == pytest.approx(1, rel=RECURSION)
    assert not result.p_promising.any()
    assert not result.p_futile.any()


@each_case("shape", [(), (1,), (5,), (2, 3), (1, 2, 3)], ids=str)
def test_the_shape_of_p_comes_back(shape):
    p = np.linspace(0.1, 0.9, np.prod(shape, dtype=int)).reshape(shape)
    rule = StoppingRule((3, 4), (3, 3), (0, 0))
    result = rule.operating_characteristics(p)
    for field in fields(result):
        trailing = (5,) if field.name == "stop_distribution" else ()
        values = getattr(result, field.name)
        assert np.shape(values) == shape + trailing
        alone = [getattr(rule.operating_characteristics(float(one)), field.name) for one in p.flat]
        assert np.ravel(values).tolist() == np.ravel(alone).tolist()


# -- many rules at once -----------------------------------------------------------------------------


@modest
@given(
    many=st.lists(rules_with_ranges(), min_size=1, max_size=6),
    shape=st.sampled_from([(), (1,), (3,), (2, 2)]),
)
def test_many_rules_at_once_give_what_each_gives_alone(many, shape):
    p = np.linspace(0, 1, np.prod(shape, dtype=int) + 2)[1:-1].reshape(shape)
    together = operating_characteristics(many, p)
    last = max(rule.n[-1] for rule in many)
    for index, rule in enumerate(many):
        alone = rule.operating_characteristics(p)
        for name in ("p_promising", "p_futile", "p_neither", "expected_n"):
            assert getattr(together, name).shape == (len(many), *shape)
            assert getattr(together, name)[index] == pytest.approx(getattr(alone, name), abs=ROUNDING)
        padded = np.zeros((*shape, last + 1))
        padded[..., : rule.n[-1] + 1] = alone.stop_distribution
        assert together.stop_distribution[index] == pytest.approx(padded, abs=ROUNDING)
    assert together.p.tolist() == p.tolist()


def test_more_rules_than_fit_into_one_walk():
    looks = range(1, 201)
    some = [StoppingRule(looks, np.minimum(looks, 5 + index)) for index in range(30)]
    many, p = 20 * some, [0.01, 0.02, 0.05, 0.1]
    assert len(many) * len(p) * len(looks) > 3 * TOGETHER
    together = operating_characteristics(iter(many), p)
    alone = [rule.operating_characteristics(p).expected_n for rule in some]
    assert together.expected_n == pytest.approx(np.tile(alone, (20, 1)), rel=RECURSION)


@each_case("bad", [(), None, TABLE_1, [TABLE_1, None], {TABLE_1}, "rule", 3], ids=lambda bad: repr(bad)[:9])
def test_what_are_no_rules_is_refused(bad):
    refused(operating_characteristics, bad, 0.5)


def test_impossible_probabilities_for_many_rules_are_refused():
    refused(operating_characteristics, [TABLE_1], [0.5, 1.5])


def test_p_may_be_a_list_or_whole_numbers():
    assert TABLE_1.operating_characteristics([0, 1]).expected_n.tolist() == [20, 6]


# -- what a rule is ---------------------------------------------------------------------------------


@each_case(
    ("rule", "sentences"),
    [
        (
            TABLE_1,
            "Stop as promising at 5 or more successes in 6 to 8 patients, 6 or more in 9 to 11, "
            "7 or more in 12 to 13, 8 or more in 14 to 16, 9 or more in 17 to 19, 10 or more in 20.",
        ),
        (
            StoppingRule((13, 43), (None, 13), (3, 12)),
            "Stop as promising at 13 or more successes in 43 patients.\n"
            "Stop as futile at 3 or fewer successes in 13 patients, 12 or fewer in 43.",
        ),
        (
            StoppingRule((5, 10, 11, 20), (4, 4, 4, None)),
            "Stop as promising at 4 or more successes in 5 patients, 4 or more in 10 to 11.",
        ),
        (
            StoppingRule((5, 6, 7), (4, None, 4)),
            "Stop as promising at 4 or more successes in 5 patients, 4 or more in 7.",
        ),
        (
            StoppingRule((5, 6), (None, None), (0, 0)),
            "Stop as futile at 0 or fewer successes in 5 to 6 patients.",
        ),
        (
            StoppingRule((5, 6, 7, 8), (5, 5, 5, 5), (1, 1, 1, 2), [(2, 3), (2, 3), (3, 3), None]),
            "Stop as promising at 5 or more successes in 5 to 8 patients.\n"
            "Stop as futile at 1 or fewer successes in 5 to 7 patients, 2 or fewer in 8.\n"
            "Stop as inconclusive at 2 to 3 successes in 5 to 6 patients, 3 in 7.",
        ),
        (StoppingRule((5, 6), (None, None)), "Never stop early, never decide."),
    ],
)
def test_a_rule_reads_as_sentences(rule, sentences):
    assert str(rule) == sentences


def test_a_rule_cannot_be_changed():
    for field in fields(StoppingRule):
        with pytest.raises(FrozenInstanceError):
            setattr(TABLE_1, field.name, (1,))
    result = TABLE_1.operating_characteristics(0.5)
    with pytest.raises(FrozenInstanceError):
        result.p_promising = 1


def test_equal_rules_are_one_rule():
    rule = StoppingRule((6, 7), (5, 5), (None, None))
    same = [
        StoppingRule([6, 7], [5, 5]),
        StoppingRule(range(6, 8), iter((5, 5))),
        StoppingRule(np.array([6, 7]), np.array([5, 5], dtype=np.int8), [None] * 2),
    ]
    assert {rule, *same} == {rule}
    assert all(type(number) is int for other in same for number in other.n + other.promising)
    different = [
        StoppingRule((6, 7), (5, 5), inconclusive=((3, 4), None)),
        StoppingRule((6, 8), (5, 5)),
        StoppingRule((6, 7), (5, 6)),
        StoppingRule((6, 7), (5, 5), (None, 0)),
    ]
    assert len({rule, *different}) == 5


def test_a_rule_keeps_no_link_to_what_it_was_made_of():
    looks, bounds = [6, 7], [5, 5]
    rule = StoppingRule(looks, bounds)
    looks.append(8)
    bounds[0] = 1
    assert rule == StoppingRule((6, 7), (5, 5))


# -- bad input --------------------------------------------------------------------------------------

NOT_COUNTS = [-1, 5.0, 2.5, np.float64(5), float("nan"), float("inf"), True, np.True_, "5", [5], 1j]


@each_case(
    "p",
    [
        float("nan"),
        [0.2, float("nan")],
        -1e-9,
        1.0000001,
        [0.5, 2],
        float("inf"),
        10**400,
        [],
        np.zeros((2, 0)),
        "0.5",
        ["0.5"],
        True,
        [True, False],
        [True, 0.5],
        (0.5, np.False_),
        [[0.2, 0.5], [False, 0.1]],
        [np.array([True]), np.array([0.5])],
        None,
        [0.5, None],
        0.5j,
        [[0.1], [0.2, 0.3]],
        np.linspace(0, 2, 101),
    ],
    ids=lambda p: repr(p)[:20],
)
def test_impossible_probabilities_are_refused(p):
    refused(TABLE_1.operating_characteristics, p)


@each_case("bad", [*NOT_COUNTS, None, 10**400], ids=lambda bad: repr(bad)[:20])
def test_decide_refuses_what_is_no_count(bad):
    refused(TABLE_1.decide, bad, 7)
    refused(TABLE_1.decide, 0, bad)


@each_case(("x", "n"), [(8, 7), (1, 0), (0, 21), (21, 20), (np.int64(8), np.int64(7))])
def test_decide_refuses_points_off_the_lattice(x, n):
    refused(TABLE_1.decide, x, n)


@each_case("bad", [0, None, *NOT_COUNTS])
def test_looks_that_are_no_numbers_of_patients_are_refused(bad):
    refused(StoppingRule, (bad, 30), (None, None))
    refused(StoppingRule, (6, bad), (None, None))


@each_case("looks", [(), None, 6, "67", (7, 6), (6, 6), (6, 9, 8)])
def test_impossible_looks_are_refused(looks):
    refused(StoppingRule, looks, (None, None))


def test_the_largest_look_is_the_last_allowed():
    rule = StoppingRule((LARGEST_LOOK,), (0,))
    assert rule.operating_characteristics(0.3).p_promising == pytest.approx(1, rel=1e-11)


@each_case(
    "looks",
    [(LARGEST_LOOK + 1,), (6, 10**9), (6, 10**400), (6, 10**5000), range(1, 10**9), itertools.count(1)],
    ids=["one more", "many", "huge", "unprintable", "a long range", "without end"],
)
def test_looks_beyond_the_largest_are_refused(looks):
    refused(StoppingRule, looks, (None, None))


WITHOUT_ORDER = [{3, 4}, frozenset({3, 4}), {3: 3, 4: 4}, {3: 3, 4: 4}.keys(), np.array(3), np.array(None)]


@each_case("bad", WITHOUT_ORDER)
def test_looks_and_bounds_without_an_order_are_refused(bad):
    refused(StoppingRule, bad, (3, 4))
    refused(StoppingRule, (3, 4), bad)
    refused(StoppingRule, (3, 4), (None, None), bad)


def test_bounds_without_end_are_refused():
    refused(StoppingRule, (3, 4), itertools.repeat(3))


@each_case("bad", [8, *NOT_COUNTS])
def test_bounds_that_are_no_counts_are_refused(bad):
    refused(StoppingRule, (6, 7), (0, bad))
    refused(StoppingRule, (6, 7), (None, None), (0, bad))


@each_case("bounds", [(), 5, "55", (5,), (5, 5, 5), (5, 4, 5, 5), (6, 5, 5, 5), (5, None, 4, None)])
def test_impossible_boundaries_are_refused(bounds):
    looks, unbounded = (6, 7, 8, 9), (None,) * 4
    refused(StoppingRule, looks, bounds)
    refused(StoppingRule, looks, unbounded, bounds)


def test_a_rule_needs_its_promising_boundary():
    refused(StoppingRule, (6, 7), None)


@each_case(("futile", "promising"), [((5, 5), (5, 6)), ((0, 6), (5, 5)), ((None, 0), (None, 0))])
def test_crossing_bounds_are_refused(futile, promising):
    refused(StoppingRule, (6, 7), promising, futile)


@each_case(
    "bad",
    [
        3,
        "34",
        (3,),
        (2, 3, 4),
        {2, 3},
        (4, 2),
        (1, 3),
        (2, 5),
        (-1, 3),
        (2.0, 3),
        (2, None),
        (True, 3),
    ],
)
def test_impossible_inconclusive_ranges_are_refused(bad):
    refused(StoppingRule, (6, 7), (5, 5), (1, 1), (bad, None))


@each_case("bad", [(), 5, ((2, 3),), ((2, 3), None, None), {(2, 3): None}])
def test_inconclusive_ranges_come_one_per_look(bad):
    refused(StoppingRule, (6, 7), (5, 5), (1, 1), bad)


def test_no_inconclusive_range_fits_between_bounds_that_touch():
    refused(StoppingRule, (6, 7), (2, 5), (1, 1), ((2, 2), None))
