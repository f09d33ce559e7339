"""Which designs give a boundary: stored probabilities, closed forms, a scan of cut-offs."""

import itertools
from dataclasses import FrozenInstanceError, replace
from fractions import Fraction
from math import inf, nan

import numpy as np
import pytest
from cases import each_case
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.polynomial import polynomial
from reference_tables import rows
from refusals import refused

from onearm.designs import (
    BetaPrior,
    IdentifiedRegion,
    IdentifiedSet,
    StoppingRule,
    ThallSimon,
    identified_set,
    p_upper_interval,
)
from onearm.designs.stopping import LARGEST_LOOK
from onearm.designs.thall_simon import TIE
from seven_patients.datasets import boundary

UNIFORM = BetaPrior(1, 1)
STANDARD, WEAK = BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775)
TABLE_1 = StoppingRule(boundary().enrolled_patients, boundary().minimum_survivors)
MEANS, SIZES = np.linspace(0.095, 0.595, 11), np.arange(1, 27, 2)
FOUND = identified_set(TABLE_1, MEANS, SIZES, STANDARD)

# What prob_better promises, for any prior.
PROMISED = 1e-10


# -- one pair of priors -----------------------------------------------------------------------------

DESIGNS = {row["id"]: row for row in rows("ts_params.csv")}
BOUNDARIES = rows("ts_boundaries.csv")


@each_case("name", DESIGNS)
def test_interval_against_stored_probabilities(name):
    design = DESIGNS[name]
    a_s, b_s, a_e, b_e, p_upper = (float(design[column]) for column in ("aS", "bS", "aE", "bE", "pU"))
    listed = [row for row in BOUNDARIES if row["id"] == name]
    rule = StoppingRule(range(1, 41), [int(row["U"]) if row["U"] else None for row in listed])
    low, high = p_upper_interval(rule, BetaPrior(a_s, b_s), BetaPrior(a_e, b_e))
    missed = [float(row["lambda0_at_U_minus_1"]) for row in listed if row["lambda0_at_U_minus_1"]]
    reached = [float(row["lambda0_at_U"]) for row in listed if row["lambda0_at_U"]]
    assert low == pytest.approx(max(missed, default=0), abs=2 * TIE, rel=0)
    assert high == pytest.approx(min(reached, default=1), abs=2 * TIE, rel=0)
    assert low < p_upper <= high


def test_exactly_the_cut_offs_inside_give_table_1():
    low, high = p_upper_interval(TABLE_1, STANDARD, WEAK)
    assert low < 0.95 <= high
    for cutoff in np.arange(0.9401, 0.96, 0.0002):
        rule = ThallSimon(STANDARD, WEAK, 6, 20, cutoff).rule()
        assert (rule == TABLE_1) == (low < cutoff <= high), cutoff


def test_the_ends_are_excluded_below_and_included_above():
    low, high = p_upper_interval(TABLE_1, STANDARD, WEAK)
    design = ThallSimon(STANDARD, WEAK, 6, 20, 0.5)
    beside = 1e-15  # some steps of a float
    for cutoff, gives_table_1 in (
        (low - beside, False),
        (low + beside, True),
        (high - beside, True),
        (high + beside, False),
    ):
        assert (replace(design, p_upper=cutoff).rule() == TABLE_1) == gives_table_1


@each_case(("x", "n"), [(1, 1), (1, 2), (4, 7), (17, 20), (40, 40)])
def test_a_single_look_under_uniform_priors(x, n):
    rule = StoppingRule((n,), (x,))
    low, high = p_upper_interval(rule, UNIFORM, UNIFORM)
    assert low == pytest.approx(x / (n + 2), abs=2 * TIE, rel=0)
    assert high == pytest.approx((x + 1) / (n + 2), abs=2 * TIE, rel=0)
    assert low > x / (n + 2)
    assert high >= (x + 1) / (n + 2)


def test_without_a_bound_all_successes_must_miss_and_with_bound_0_nothing_can():
    never, always = StoppingRule((6, 8), (None, None)), StoppingRule((6, 8), (0, 0))
    low, high = p_upper_interval(never, UNIFORM, UNIFORM)
    assert (low, high) == (pytest.approx(9 / 10, abs=2 * TIE), 1)
    low, high = p_upper_interval(always, UNIFORM, UNIFORM)
    assert (low, high) == pytest.approx((0, 1 / 10), abs=2 * TIE)


IMPOSSIBLE = {
    "two more per patient": StoppingRule((6, 7), (2, 4)),
    "no bound after one": StoppingRule((6, 7), (5, None)),
    "a bound too soon after none": StoppingRule((3, 4), (None, 3)),
    "rises where the probability does not": StoppingRule(range(6, 12), (5, 6, 7, 8, 9, 10)),
    "a tie": StoppingRule((2, 6), (1, 5)),  # 2/4 must reach the cut-off that 4/8 misses, or the reverse
}


@each_case("rule", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_a_boundary_that_no_cut_off_gives(rule):
    assert p_upper_interval(rule, UNIFORM, UNIFORM) is None
    found = identified_set(rule, [0.5], [2], UNIFORM)
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()
    assert not found.identified.any()


def test_only_looks_and_promising_bounds_count():
    futile = StoppingRule(TABLE_1.n, TABLE_1.promising, [0] * len(TABLE_1.n))
    assert p_upper_interval(futile, STANDARD, WEAK) == p_upper_interval(TABLE_1, STANDARD, WEAK)


modest = settings(max_examples=60, deadline=None, derandomize=True)
shapes = st.floats(0.1, 200)
priors = st.builds(BetaPrior, shapes, shapes)
margins = st.one_of(st.just(0.0), st.floats(0.001, 0.9))


@st.composite
def designs(draw):
    n_min = draw(st.integers(1, 15))
    n_max = n_min + draw(st.integers(0, 15))
    return ThallSimon(draw(priors), draw(priors), n_min, n_max, draw(st.floats(0.01, 0.99)))


@modest
@given(design=designs(), share=st.floats(1e-6, 1 - 1e-6))
def test_any_cut_off_inside_gives_the_rule(design, share):
    rule = design.rule()
    interval = p_upper_interval(rule, design.standard, design.experimental)
    assert interval.low < design.p_upper <= interval.high
    cutoff = interval.low + share * interval.width
    assume(interval.low + 1e-15 < cutoff < 1)
    assert replace(design, p_upper=cutoff).rule() == rule


@modest
@given(design=designs(), beyond=st.floats(1e-9, 0.5))
def test_no_cut_off_outside_gives_the_rule(design, beyond):
    rule = design.rule()
    low, high = p_upper_interval(rule, design.standard, design.experimental)
    for cutoff in (low - beyond, high + beyond):
        if 0 < cutoff < 1:
            assert replace(design, p_upper=cutoff).rule() != rule


@modest
@given(design=designs(), delta=margins)
def test_a_margin_moves_the_cut_offs_down(design, delta):
    rule = design.rule()
    plain = p_upper_interval(rule, design.standard, design.experimental)
    shifted = p_upper_interval(rule, design.standard, design.experimental, delta)
    if shifted:
        assert shifted.low <= plain.low + TIE
        assert shifted.high <= plain.high + TIE


# -- a grid of priors -------------------------------------------------------------------------------


def agrees(found, rule, delta=0.0):
    """Compare each prior of the grid with `p_upper_interval`."""
    for i, mean in enumerate(found.means):
        for j, size in enumerate(found.sizes):
            prior = BetaPrior.from_mean(mean, size)
            interval = p_upper_interval(rule, found.standard, prior, delta)
            ends = (nan, nan) if interval is None else tuple(interval)
            grid = found.low[i, j], found.high[i, j]
            assert grid == pytest.approx(ends, abs=PROMISED, rel=0, nan_ok=True), (mean, size)


@each_case("delta", [0.0, 0.05, 0.2])
def test_every_prior_of_a_grid_against_one_at_a_time(delta):
    found = identified_set(TABLE_1, MEANS, SIZES, STANDARD, delta)
    assert found.low.shape == found.high.shape == (11, 13)
    assert found.identified.any()
    assert not found.identified.all()
    agrees(found, TABLE_1, delta)


@each_case("standard", [BetaPrior(0.1, 0.1), UNIFORM, BetaPrior(2, 300), BetaPrior(3e3, 9e3)], ids=str)
def test_other_standards_and_sizes_far_apart(standard):
    rule = ThallSimon(standard, BetaPrior(1, 2), 3, 30, 0.9).rule()
    agrees(identified_set(rule, [0.05, 1 / 3, 0.9], [2.5, 3, 60, 1e4], standard), rule)


@modest
@given(design=designs(), delta=margins, mean=st.floats(0.3, 0.7), size=st.floats(0.2, 300))
def test_any_rule_on_a_small_grid(design, delta, mean, size):
    rule, own = design.rule(), design.experimental
    agrees(identified_set(rule, [own.mean], [own.size], design.standard, delta), rule, delta)
    agrees(identified_set(rule, [mean, 0.5], [size, 5], design.standard, delta), rule, delta)


def test_looks_far_apart_and_bounds_that_come_late():
    for rule in (
        StoppingRule((5, 10, 20, 40), (4, 6, 9, 15)),
        StoppingRule((1, 2, 3, 4, 5), (None, None, 3, 3, 4)),
        StoppingRule((2, 5, 9), (0, 0, 1)),
    ):
        found = identified_set(rule, MEANS, [0.5, 2, 9], STANDARD)
        agrees(found, rule)
    assert identified_set(rule, MEANS, [9], STANDARD).identified.any()


def test_identified_and_contains():
    assert FOUND.identified.tolist() == (FOUND.low < FOUND.high).tolist()
    inside = FOUND.contains(0.95)
    assert inside.tolist() == ((FOUND.low < 0.95) & (FOUND.high >= 0.95)).tolist()
    assert 0 < inside.sum() < FOUND.identified.sum()
    for i, j in zip(*np.nonzero(inside), strict=True):
        prior = BetaPrior.from_mean(MEANS[i], SIZES[j])
        assert ThallSimon(STANDARD, prior, 6, 20, 0.95).rule() == TABLE_1
    i, j = (int(index[0]) for index in np.nonzero(FOUND.identified))
    assert FOUND.contains(FOUND.high[i, j])[i, j]
    assert not FOUND.contains(FOUND.low[i, j])[i, j]


@each_case(("x", "n", "delta"), [(5, 7, 0.0), (0, 0, 0.0), (0, 9, 0.1), (20, 20, 0.0), (5, 7, 0.3)])
def test_posterior_probabilities_over_the_grid(x, n, delta):
    expected = [
        [
            ThallSimon(STANDARD, BetaPrior.from_mean(mean, size), 1, 1, 0.5).prob_better(x, n, delta)
            for size in SIZES
        ]
        for mean in MEANS
    ]
    prob, inside = FOUND.prob_better(x, n, delta), FOUND.identified
    assert prob[inside] == pytest.approx(np.array(expected)[inside], abs=PROMISED, rel=0)
    assert np.isnan(prob[~inside]).all()
    assert 0 < inside.sum() < inside.size


def test_a_design_in_the_set_cannot_put_5_of_7_below_its_cut_off():
    assert (FOUND.prob_better(5, 7) >= FOUND.high - 2 * TIE)[FOUND.identified].all()


@each_case(("x", "n"), [(5, 7), (7, 7), (2, 7), (12, 20)])
def test_tipping_points_against_a_comparator_worth_very_many_cases(x, n):
    strict, lenient = FOUND.tipping_points(x, n)
    assert (np.isnan(strict) == ~FOUND.identified).all() and (np.isnan(lenient) == ~FOUND.identified).all()
    assert (strict[FOUND.identified] <= lenient[FOUND.identified]).all()
    for i, j in np.argwhere(FOUND.identified)[::7]:
        weak = BetaPrior.from_mean(MEANS[i], SIZES[j])
        for tip, cutoff in ((strict, FOUND.high), (lenient, FOUND.low)):
            nearly_known = BetaPrior.from_mean(tip[i, j], 1e6)
            found = ThallSimon(nearly_known, weak, 1, 1, 0.5).prob_better(x, n)
            assert found == pytest.approx(cutoff[i, j], abs=1e-5)  # half its variance times the slope


def test_axes_of_any_sequence():
    listed = identified_set(TABLE_1, [0.245], (5, 6), STANDARD)
    other = identified_set(TABLE_1, iter([0.245]), np.array([5, 6]), STANDARD)
    assert isinstance(listed, IdentifiedSet)
    assert (listed.means.tolist(), listed.sizes.tolist()) == ([0.245], [5, 6])
    assert listed.low.tolist() == other.low.tolist()
    with pytest.raises(FrozenInstanceError):
        listed.low = 0


# -- the set with its edge ----------------------------------------------------------------------------

REGION = IdentifiedRegion(TABLE_1, STANDARD)


@each_case(
    ("mean", "size"),
    [(0.45, 9.7), (0.455, 12), (0.455, 23), (0.01, 2.98), (0.4, 395), (0.36, 5000), (0.245, 5), (0.35, 30)],
)
def test_priors_inside_have_a_cut_off(mean, size):
    low, high = REGION.means([size])
    assert low[0] < mean < high[0]
    assert p_upper_interval(TABLE_1, STANDARD, BetaPrior.from_mean(mean, size))


@each_case("size", [1.0, 1.7, 2.9, 3.2, 5, 9.7, 15, 40, 126, 400, 3e3])
def test_beyond_the_edge_there_is_no_cut_off(size):
    """By quadrature, which knows no edge; the two ends of a cut-off's interval meet on it."""
    (low,), (high,) = REGION.means([size])
    for edge, inwards in ((low, 1), (high, -1)):
        if edge * size < 0.02:  # less than `ThallSimon` allows
            continue
        inside = p_upper_interval(TABLE_1, STANDARD, BetaPrior.from_mean(edge + 1e-4 * inwards, size))
        assert inside.width < 1e-4
        assert p_upper_interval(TABLE_1, STANDARD, BetaPrior.from_mean(edge - 1e-4 * inwards, size)) is None


def test_too_light_a_prior_has_none():
    low, high = REGION.means([0.04, 0.5, 0.86])
    assert np.isnan(low).all() and np.isnan(high).all()
    sizes, low, high = REGION.edge()
    assert 0.86 < sizes[0] < 0.87 and high[0] < 0.001
    assert (low < high).all() and (np.diff(np.log(sizes)) < np.log(1.08)).all()


def exact(x, f, k, j, size):
    """The polynomial in t with the sign of P(x + k, f + j) - P(x, f), where the mean is t / (1 + t)."""
    c, d = Fraction(STANDARD.a), Fraction(STANDARD.b)
    gain, change = np.array([Fraction(1)]), np.array([Fraction(0)])
    for step in range(k + j):
        a, b = x + min(step, k), f + max(step - k, 0)
        shape, more, sign = ((a, a + size), c, 1) if step < k else ((b + size, b), d, -1)  # times 1 + t
        total = a + b + size
        ahead = polynomial.polymul(gain, (sign, sign))
        change = polynomial.polyadd(polynomial.polymul(change, np.array(shape)), ahead) * (total + c + d)
        gain = polynomial.polymul(gain, np.array([shape[0] + more, shape[1] + more])) * total
    return change


def turns(coefficients):
    signs = [entry > 0 for entry in coefficients if entry]
    return sum(one != other for one, other in itertools.pairwise(signs))


@each_case("size", [Fraction(1, 2), Fraction(5), Fraction(1000)], ids=str)
def test_each_pair_turns_once_at_most_and_where_it_is_said(size):
    """Descartes' rule in exact fractions: as many positive roots as changes of sign, here none or one."""
    reach = [(bound, n - bound) for n, bound in zip(TABLE_1.n, TABLE_1.promising, strict=True)]
    miss = [(x - 1, f + 1) for x, f in reach]
    floors, ceilings = [0.0], [1.0]
    for one, other in itertools.product(reach[::3], miss[::2]):
        (x, f), (more, worse) = sorted([one, other])
        if (k := more - x) > 0 and (j := worse - f) > 0:
            coefficients = exact(x, f, k, j, size)
            assert turns(coefficients) <= 1
            starts, ends = coefficients[0] > 0, coefficients[-1] > 0
            assert starts or not ends  # more successes never begin to speak for the treatment
            (ceilings if (more, worse) == one else floors).append(turn(coefficients, starts, ends))
    low, high = REGION.means([float(size)])
    assert np.isnan(low[0]) or (low[0] > max(floors) - 1e-12 and high[0] < min(ceilings) + 1e-12)


def turn(coefficients, starts, ends):
    """The mean at which the sign turns, by halving in exact fractions; 0 or 1 when there is none."""
    if starts == ends:
        return float(starts)
    low, high = Fraction(0), Fraction(1)
    for _ in range(42):
        mean = (low + high) / 2
        low, high = (mean, high) if polynomial.polyval(mean / (1 - mean), coefficients) > 0 else (low, mean)
    return float(low)


@each_case("name", [name for name in DESIGNS][:6])
def test_a_design_of_other_software_is_in_the_region_of_its_stored_boundary(name):
    design = DESIGNS[name]
    a_s, b_s, a_e, b_e = (float(design[column]) for column in ("aS", "bS", "aE", "bE"))
    bounds = [int(row["U"]) if row["U"] else None for row in BOUNDARIES if row["id"] == name][:15]
    region = IdentifiedRegion(StoppingRule(range(1, 16), bounds), BetaPrior(a_s, b_s))
    low, high = region.means([a_e + b_e])
    assert low[0] < a_e / (a_e + b_e) < high[0]


@settings(max_examples=15, deadline=None, derandomize=True)
@given(design=designs(), share=st.floats(0.001, 0.999))
def test_any_design_is_in_its_region_and_what_lies_outside_is_none(design, share):
    design = replace(design, n_min=min(design.n_min, 6), n_max=min(design.n_max, 9))
    rule, own = design.rule(), design.experimental
    (low,), (high,) = IdentifiedRegion(rule, design.standard).means([own.size])
    assert low - 1e-9 <= own.mean <= high + 1e-9
    within = BetaPrior.from_mean(low + share * (high - low), own.size)
    if high - low > 1e-6 and min(within.a, within.b) > 0.02:
        start = ThallSimon(design.standard, within, 1, 1, 0.5).prob_better(0, 0)
        assume(1e-3 < start < 1 - 1e-3)  # far out all probabilities tie at 0 or 1
        assert p_upper_interval(rule, design.standard, within)
    for outside in (low - 0.01 * share, high + 0.01 * share):
        if 0.02 < outside * own.size < own.size - 0.02 and not low <= outside <= high:
            assert p_upper_interval(rule, design.standard, BetaPrior.from_mean(outside, own.size)) is None


def test_the_extremes_enclose_a_grid_and_its_ends_come_near():
    region = IdentifiedRegion(TABLE_1, STANDARD, 100)
    cut, better, tip = region.cutoffs(), region.prob_better(5, 7), region.tipping_points(5, 7)
    found = identified_set(TABLE_1, np.arange(0.025, 0.46, 0.005), np.geomspace(0.9, 100, 40), STANDARD)
    inside = found.identified
    strict, lenient = found.tipping_points(5, 7)
    prob = found.prob_better(5, 7)[inside]
    for range_, lowest, highest in (
        (cut, found.low[inside].min(), found.high[inside].max()),
        (better, prob.min(), prob.max()),
        (tip, np.nanmin(strict), np.nanmax(lenient)),
    ):
        assert range_.low <= lowest < range_.low + 4e-3
        assert range_.high - 4e-3 < highest <= range_.high
    near = BetaPrior.from_mean(0.01, 2.98)
    assert p_upper_interval(TABLE_1, STANDARD, near).low == pytest.approx(cut.low, abs=4e-4)
    assert ThallSimon(STANDARD, near, 1, 1, 0.5).prob_better(5, 7) == pytest.approx(better.low, abs=2e-4)


def test_what_heavy_priors_come_to():
    """Beside a prior worth a million patients seven count for nothing: it tips at its own mean."""
    low, high = REGION.means([1e6])
    assert (low[0], high[0]) == pytest.approx((1 / 3, 5 / 13), abs=1e-5)  # what the pairs that decide add
    assert REGION.tipping_points(5, 7).high == pytest.approx(high[0], abs=2e-3)


def test_a_rule_of_one_look_leaves_every_mean():
    region = IdentifiedRegion(StoppingRule((7,), (5,)), STANDARD, 10)
    low, high = region.means([1, 10])
    assert low == pytest.approx(0, abs=1e-11) and high == pytest.approx(1, abs=1e-11)
    assert region.cutoffs().high == pytest.approx(1)


@each_case("rule", [IMPOSSIBLE["two more per patient"], IMPOSSIBLE["a tie"]])
def test_a_region_without_priors_says_so(rule):
    region = IdentifiedRegion(rule, UNIFORM)
    assert np.isnan(region.means([2.0])).all()
    if rule is IMPOSSIBLE["two more per patient"]:
        assert region.edge()[0].size == 0
        refused(region.cutoffs)
        refused(region.prob_better, 5, 7)
        refused(region.tipping_points, 5, 7)


# -- bad input --------------------------------------------------------------------------------------

NOT_NUMBERS = [nan, inf, True, "0.5", None, 0.5j]


@each_case("bad", [None, (5, 5), TABLE_1.promising, ThallSimon], ids=lambda bad: repr(bad)[:20])
def test_what_is_no_rule_is_refused(bad):
    refused(p_upper_interval, bad, STANDARD, WEAK)
    refused(identified_set, bad, [0.245], [5], STANDARD)
    refused(IdentifiedRegion, bad, STANDARD)


@each_case("bad", [None, 0.245, (1, 3), BetaPrior(0.01, 1), BetaPrior(1e6, 1)])
def test_what_is_no_prior_in_range_is_refused(bad):
    refused(p_upper_interval, TABLE_1, bad, WEAK)
    refused(p_upper_interval, TABLE_1, STANDARD, bad)
    refused(identified_set, TABLE_1, [0.245], [5], bad)
    refused(IdentifiedRegion, TABLE_1, bad)


@each_case("bad", [-0.1, 1, *NOT_NUMBERS])
def test_an_impossible_margin_is_refused(bad):
    refused(p_upper_interval, TABLE_1, STANDARD, WEAK, bad)
    refused(identified_set, TABLE_1, [0.245], [5], STANDARD, bad)
    refused(FOUND.prob_better, 5, 7, bad)


NO_AXIS = [
    (),
    [],
    0.245,
    "0.2",
    {0.2, 0.3},
    {0.2: 0.3},
    [[0.2, 0.3]],
    [0.2, [0.3]],
    np.zeros((2, 2)),
    [0.2, 0],
]


@each_case("bad", [*NO_AXIS, *([value] for value in NOT_NUMBERS)])
def test_what_is_no_axis_is_refused(bad):
    refused(identified_set, TABLE_1, bad, [5], STANDARD)
    refused(identified_set, TABLE_1, [0.245], bad, STANDARD)


@each_case(("mean", "size"), [(1, 5), (1.5, 5), (0.245, -1), (0.01, 1), (0.99, 1), (0.5, 2e6)])
def test_priors_out_of_range_are_refused(mean, size):
    refused(identified_set, TABLE_1, [0.245, mean], [5, size], STANDARD)


@each_case("bad", [0, 0.04, -5, 2e6, *NOT_NUMBERS])
def test_an_impossible_largest_size_is_refused(bad):
    refused(IdentifiedRegion, TABLE_1, STANDARD, bad)


@each_case("bad", [*NO_AXIS, [0.03], [200], [nan], [True]])
def test_sizes_outside_the_region_are_refused(bad):
    refused(IdentifiedRegion(TABLE_1, STANDARD, 100).means, bad)


@each_case("bad", [0, 1, -0.1, 95, *NOT_NUMBERS])
def test_an_impossible_cut_off_is_refused(bad):
    refused(FOUND.contains, bad)


@each_case(("x", "n"), [(8, 7), (-1, 7), (5.0, 7), (0, LARGEST_LOOK + 1), (True, 7), (None, 7)])
def test_results_that_are_no_counts_are_refused(x, n):
    refused(FOUND.prob_better, x, n)
    refused(FOUND.tipping_points, x, n)
    refused(REGION.prob_better, x, n)
    refused(REGION.tipping_points, x, n)
