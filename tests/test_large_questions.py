"""Large questions: answered by an algorithm that agrees with brute force where that is small, or refused."""

import tracemalloc
from fractions import Fraction
from importlib import import_module
from itertools import combinations, islice
from statistics import mean, stdev

import numpy as np
import pytest
from any_rule import rules
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused
from scipy.stats import fisher_exact

from onearm.designs import (
    BetaPrior,
    JointRule,
    StoppingRule,
    ThallSimon,
    TwoArmTrial,
    bop2,
    cells,
    operating_characteristics,
    simon_two_stage,
    toxicity_rule,
    trial_size,
)
from onearm.designs.thall_simon import TIE, _new_grid
from onearm.designs.two_arm import _least_wins
from onearm.estimates import kaplan_meier, sharing_patterns
from onearm.printed import (
    Endpoint,
    Printed,
    Summary,
    counts_printing,
    enumerate_jointly,
    enumerate_samples,
    grim,
    grimmer,
    sd_interval,
    witness,
)
from onearm.printed import _spread as spread
from onearm.printed._search import Search, histories

modest = settings(max_examples=20, deadline=None, derandomize=True)
TABLE_1 = ThallSimon(BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775), 1, 10_000, 0.95)


# Against brute force.


@modest
@given(
    text=st.sampled_from(["50", "33.3", "0.4", "6.25", "7.5", "0"]),
    rounding=st.sampled_from(["either", "half-up", "half-even"]),
    exact=st.booleans(),
    n=st.integers(1, 40),
)
def test_counts_against_every_count(text, rounding, exact, n):
    share = Printed(text, rounding=rounding, exact=exact)
    assert counts_printing(share, n) == tuple(k for k in range(n + 1) if share.contains(Fraction(100 * k, n)))
    assert grim(share, n) == tuple(total for total in range(-n, 52 * n) if share.contains(Fraction(total, n)))


def every_corner(n):
    """Every number of values at the minimum, at two levels between and at the maximum."""
    for at_low, at_high in ((i, j) for i in range(1, n) for j in range(1, n - i + 1)):
        rest = n - at_low - at_high
        yield from ((at_low, first, rest - first, at_high) for first in range(min(rest, 1), rest + 1))


@modest
@given(
    middle=st.lists(st.integers(0, 10), max_size=7),
    ends=st.tuples(st.integers(-3, 0), st.integers(10, 13)),
    widths=st.tuples(st.sampled_from([0, 1, 5]), st.sampled_from([0, 1, 5])),
)
def test_the_largest_spread_against_every_corner(middle, ends, widths):
    values = sorted([*middle, *ends])
    n = len(values)
    mean, median = Fraction(sum(values), n), Fraction(values[(n - 1) // 2] + values[n // 2], 2)
    asked = n, *map(Fraction, ends), (mean - widths[0], mean + widths[0]), (median, median + widths[1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spread, "_block_sizes", every_corner)
        expected = spread.most_spread(*asked)
    assert spread.most_spread(*asked) == expected


@pytest.mark.parametrize("alpha", [0.05, 0.2, 0.5, 0.999, Fraction(4, 70)], ids=str)
def test_the_least_wins_against_fishers_test(alpha):
    least = _least_wins(8, float(alpha))
    for n in range(1, 9):
        for control in range(n + 1):
            for treated in range(n + 1):
                p_value = fisher_exact([[treated, n - treated], [control, n - control]]).pvalue
                wins = treated > control and p_value <= float(alpha) * (1 + 1e-9)
                assert (treated >= least[n, control]) == wins, (n, control, treated)


def test_the_size_of_a_trial_against_the_power_of_each():
    enough = [float(TwoArmTrial(n, n).power(0.2, 0.6)) >= 0.8 for n in range(1, 61)]
    size = trial_size(0.2, 0.6, 0.8, n_max=60)
    assert size.first == enough.index(True) + 1
    assert size.lasting == 61 - enough[::-1].index(False)


@modest
@given(
    shapes=st.tuples(*[st.sampled_from([0.02, 0.5, 1.0, 2.5, 30.87, 95.13])] * 4),
    cutoffs=st.tuples(st.sampled_from([0.5, 0.75, 0.9, 0.99]), st.sampled_from([0.05, 0.1, 0.3])),
    share=st.sampled_from([0.0, 0.2, 0.9]),
)
def test_a_boundary_against_the_probability_at_each_point(shapes, cutoffs, share):
    standard = BetaPrior(*shapes[:2])
    delta = share * (1 - standard.mean)
    design = ThallSimon(standard, BetaPrior(*shapes[2:]), 1, 6, *cutoffs, delta)
    rule = design.rule()
    for n, promising, futile in zip(rule.n, rule.promising, rule.futile, strict=True):
        reached = [design.prob_better(x, n) >= cutoffs[0] - TIE for x in range(n + 1)]
        given_up = [design.prob_better(x, n, delta) <= cutoffs[1] + TIE for x in range(n + 1)]
        assert promising == (reached.index(True) if any(reached) else None)
        low = [x for x in range(n + 1) if given_up[x] and not reached[x]]
        assert futile == (low[-1] if low else None)


@modest
@given(rule=rules(), p=st.fractions(0, 1, max_denominator=20))
def test_operating_characteristics_against_exact_path_counts(rule, p):
    exact = {}
    for (n, x), paths in rule.path_counts().items():
        key = rule.decide(x, n)
        exact[key] = exact.get(key, 0) + paths * p**x * (1 - p) ** (n - x)
    for result in (rule.operating_characteristics(float(p)), operating_characteristics([rule], float(p))):
        for decision in ("promising", "futile", "neither"):
            found = float(np.squeeze(getattr(result, f"p_{decision}")))
            assert found == pytest.approx(float(exact.get(decision, 0)), abs=1e-12)


@modest
@given(counts=st.lists(st.integers(1, 4), min_size=1, max_size=4), patients=st.integers(4, 5))
def test_ways_of_sharing_against_every_subset(counts, patients):
    left = dict(zip("abcd", counts, strict=False))
    if sum(counts) < patients:
        return

    def ways(subsets, left, patients):
        if patients == 0:
            yield from [()] * (not any(left.values()))
            return
        for place, subset in enumerate(subsets):
            if all(left[term] for term in subset):
                fewer = {term: count - (term in subset) for term, count in left.items()}
                yield from ((subset, *rest) for rest in ways(subsets[place:], fewer, patients - 1))

    subsets = [kind for size in range(1, len(left) + 1) for kind in combinations(left, size)]
    assert list(sharing_patterns(left, patients)) == list(ways(subsets, left, patients))


# Large sizes: values, and memory.


def test_counts_and_totals_of_a_million():
    assert counts_printing("50", 10**6) == tuple(range(495_000, 505_001))
    assert len(grim("24.0", 10**6)) == 100_001
    refused(counts_printing, "50", 10**9)
    refused(grim, "24.0", 10**9)


def test_a_spread_of_two_hundred_values():
    low, high = sd_interval(200, "158.0", "171.8", mean="166.63", median="166.20")
    assert (low, high) == pytest.approx((0.8384295169951503, 5.891012787143774), rel=1e-12)
    refused(sd_interval, 1001, 0, 1)


def test_arms_of_a_thousand():
    assert trial_size(0.25, 0.3, 0.9, n_max=1000).first is None
    assert trial_size(0.25, 0.35, 0.9, n_max=1000).first == 459
    refused(TwoArmTrial(1000, 1000).power, np.linspace(0, 1, 10_000), 0.5)


def test_the_nearest_plan_of_a_thousand_patients():
    told = refused(simon_two_stage, 0.3, 0.33, 0.05, 0.2, 1000)
    assert "a power of 0.656: Stage 1: stop unless more than 318 of 988" in told


def test_hypotheses_close_together():
    # as found before the search left out what cannot win
    design = simon_two_stage(0.5, 0.55, 0.05, 0.2, 1000)
    assert (design.r1, design.n1, design.r, design.n) == (137, 267, 374, 708)


def test_ten_thousand_looks():
    rule = TABLE_1.rule()
    for n in (100, 1000, 9_999):
        x = rule.promising[n - 1]
        assert TABLE_1.prob_better(x - 1, n) < 0.95 <= TABLE_1.prob_better(x, n)
    result = rule.operating_characteristics(np.linspace(0, 1, 101))
    together = operating_characteristics([StoppingRule(rule.n[:500], rule.promising[:500])], [0.2, 0.3])
    alone = StoppingRule(rule.n[:500], rule.promising[:500]).operating_characteristics([0.2, 0.3])
    assert together.p_promising[0] == pytest.approx(alone.p_promising, rel=1e-11)
    assert result.p_promising + result.p_neither == pytest.approx(1, abs=1e-10)


def test_a_joint_rule_of_two_hundred_patients_is_the_efficacy_rule_where_none_is_toxic():
    efficacy = StoppingRule(range(1, 201), [min(n, int(0.3 * n) + 6) for n in range(1, 201)])
    toxicity = toxicity_rule(BetaPrior(10, 40), BetaPrior(0.4, 1.6), 1, 200, 0.95)
    rates = np.linspace(0, 1, 5)
    joint = JointRule(efficacy, toxicity).operating_characteristics(cells(rates, 0.0))
    alone = efficacy.operating_characteristics(rates)
    assert joint.p_promising == pytest.approx(alone.p_promising, abs=1e-12)
    refused(JointRule(efficacy, toxicity).operating_characteristics, cells(np.linspace(0, 1, 1000), 0.2))


@pytest.mark.parametrize(("copies", "rates"), [(10_000, 101), (10_000_000 // 20, 2)])
def test_more_than_can_be_stored_is_refused(copies, rates):
    rule = StoppingRule(range(6, 21), (5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10))
    refused(operating_characteristics, [rule] * copies, np.linspace(0, 1, rates))
    refused(rule.operating_characteristics, np.linspace(0, 1, 600_000))


def test_a_survival_curve_needs_memory_in_proportion_to_its_times():
    times = np.arange(1, 50_001) / 7
    tracemalloc.start()
    curve = kaplan_meier(times, np.arange(50_000) % 2 == 0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1000 * len(times)
    assert curve.at_risk[[0, 1, -1]].tolist() == [50_000, 50_000, 1]
    assert (curve.events.sum(), curve.censored.sum()) == (25_000, 25_000)


def test_the_first_ways_of_sharing_of_many_terms_come_without_a_list_of_all_subsets():
    tracemalloc.start()
    some = list(islice(sharing_patterns({str(term): 3 for term in range(40)}, 7), 10))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(set(some)) == 10
    assert peak < 1_000_000
    refused(sharing_patterns, {"fever": 1}, 201)


def test_samples_too_many_to_list_are_refused(monkeypatch):
    monkeypatch.setattr("onearm.printed.reconstruct.MOST_SOLUTIONS", 1000)
    assert "1000 solutions" in refused(enumerate_samples, 15, 0, 28, "14.0", "6.0")
    monkeypatch.setattr("onearm.printed.reconstruct.MOST_STEPS", 100_000)
    assert "100,000 steps" in refused(enumerate_samples, 200, 0, 1_000_000, "500000", "1")
    monkeypatch.setattr("onearm.printed.reconstruct.MOST_STEPS_JOINTLY", 10_000)
    month = {28: Summary("14.0", "6.0")}
    endpoints = [Endpoint("a", month), Endpoint("b", month, within="a")]
    assert "10,000 steps" in refused(enumerate_jointly, endpoints, dict.fromkeys(range(7)))


def test_what_binds_endpoints_in_the_first_period_is_used_before_the_next():
    taken = Search(1_000_000)
    days = {29: Summary("14.0", "6.0"), 57: Summary("28.0", "9.0")}
    endpoints = [
        Endpoint("a", {1: Summary("0.5", "0.7"), **days}),
        Endpoint("b", {1: Summary("1.0", "0.0"), **days}, within="a"),
    ]
    assert not [*histories(endpoints, {0: 100, 1: 100}, {0: (0,), 1: (0,)}, taken)]
    assert taken.most - taken.left < 1000


def test_steps_are_counted_for_what_was_found_before():
    month = {28: Summary("14.0", "6.0")}
    endpoints = [Endpoint("a", month), Endpoint("b", month)]
    taken = Search(10_000_000)
    found = sum(
        1 for _ in histories(endpoints, dict.fromkeys(range(3), 28), dict.fromkeys(range(3), (0,)), taken)
    )
    assert taken.most - taken.left > 10 * 3 * found


def test_a_fine_grid_between_limits(monkeypatch):
    assert len(grimmer("3.14", "1.501", 40, step="0.0001", low=0, high=7)) == 4001
    assert len(grimmer("8.0", "4.0", 18, step="0.01", low=0, high=10)) == 75
    monkeypatch.setattr(import_module("onearm.printed.grim"), "MOST_STEPS", 20_000)
    assert "20,000 steps" in refused(grimmer, "6.1", "2.3", 200, step="0.001", low=0, high=7)


def test_a_sample_on_a_fine_grid():
    values = witness("3.14", "1.501", 40, median="3", minimum="0", maximum="7", step="0.0001")
    assert (f"{mean(values):.2f}", f"{stdev(values):.3f}") == ("3.14", "1.501")


@pytest.mark.parametrize("shape", [0.02, 0.05, 1])
def test_small_shapes_need_no_more_points_than_others(shape):
    prior = BetaPrior(shape, shape)
    assert sum(map(len, _new_grid(prior, 0.0, 10_000)[:2])) < 6000


def test_a_margin_of_almost_nothing_and_small_shapes():
    design = ThallSimon(BetaPrior(0.25, 0.6), BetaPrior(0.05, 0.9), 1, 10, 0.9)
    # mpmath, by quadrature over the logarithm of the difference
    assert design.prob_better(0, 3, 1e-9) == pytest.approx(0.09227641121704376, abs=1e-12)


def test_looks_too_many_for_a_search_of_bop2():
    assert "25,000" in refused(bop2, 0.2, 0.4, 0.1, range(1, 37))
