"""Wilcoxon's test and the log-rank test from printed numbers, against SciPy's and against complete counts."""

from itertools import combinations, permutations

import numpy as np
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused
from scipy import stats

from onearm.printed import Printed, agrees, p_from_log_rank, p_from_ranks

modest = settings(max_examples=20, deadline=None, derandomize=True)
few = st.lists(st.integers(0, 3), min_size=1, max_size=5)
measured = st.lists(st.integers(0, 30), min_size=1, max_size=7)


def shown(values, decimals=0):
    return [f"{value:.{decimals}f}" for value in values]


# Wilcoxon's test


@modest
@given(few, few)
def test_the_exact_p_value_is_a_count_of_divisions(first, second):
    ranks = stats.rankdata([*first, *second])
    middle = len(first) * ranks.mean()
    far = abs(ranks[: len(first)].sum() - middle) - 1e-9
    sums = [sum(some) for some in combinations(ranks, len(first))]
    expected = np.mean([abs(one - middle) >= far for one in sums])
    assert p_from_ranks(shown(first), shown(second)).low == pytest.approx(expected)


@each_case(("m", "n"), [(3, 4), (12, 9), (50, 50)])
@each_case("test", ["exact", "normal", "normal corrected"])
def test_without_ties_the_p_value_is_scipy_s(m, n, test):
    values = np.random.default_rng(m).permutation(m + n)
    expected = stats.mannwhitneyu(
        values[:m],
        values[m:] - 0.5,
        method="exact" if test == "exact" else "asymptotic",
        use_continuity=test.endswith("corrected"),
    )
    ours = p_from_ranks(shown(values[:m]), shown(values[m:] - 0.5, 1), test=test)
    assert list(ours) == pytest.approx([expected.pvalue] * 2, rel=1e-9)


@pytest.mark.parametrize("test", ["exact", "normal", "normal corrected"])
def test_broken_ties_leave_what_some_order_of_them_gives(test):
    # Two of the first group print like two of the second: six orders, of which five differ in their pairs.
    first, second = ["1.0", "2.0", "2.0"], ["2.0", "2.0", "3.0", "3.1"]
    p_values = set()
    for order in permutations((1.96, 1.98, 2.01, 2.03)):
        one, other = [1.0, *order[:2]], [*order[2:], 3.0, 3.1]
        method = {"method": "exact"} if test == "exact" else {"method": "asymptotic"}
        corrected = test.endswith("corrected")
        p_values.add(stats.mannwhitneyu(one, other, use_continuity=corrected, **method).pvalue)
    found = p_from_ranks(first, second, test=test, ties="broken")
    assert list(found) == pytest.approx([min(p_values), max(p_values)])


@modest
@given(measured, measured, st.randoms(use_true_random=False))
def test_no_values_that_print_so_have_a_p_value_outside(first, second, random):
    texts = [shown([value / 10 for value in group], 1) for group in (first, second)]
    one, other = ([float(text) + random.uniform(-0.05, 0.05) for text in group] for group in texts)
    p = stats.mannwhitneyu(one, other, method="exact").pvalue
    found = p_from_ranks(*texts, ties="broken")
    assert found.low - 1e-9 <= p <= found.high + 1e-9


def test_values_that_are_all_alike_have_a_p_value_of_1():
    assert list(p_from_ranks(["2"] * 3, ["2"] * 4)) == [1, 1]
    assert p_from_ranks(["2"] * 3, ["2"] * 3, ties="broken").low == pytest.approx(0.1)


# The log-rank test


def counted(times, events, group):
    """Return the events seen and expected of both groups, and the variance, of censored times."""
    seen, expected, variance = [0, 0], 0.0, 0.0
    for time in sorted({*times[events]}):
        at_risk, dying = times >= time, events & (times == time)
        n, d, share = at_risk.sum(), dying.sum(), (at_risk & group).sum() / at_risk.sum()
        seen[0] += int((dying & group).sum())
        seen[1] += int((dying & ~group).sum())
        expected += d * share
        if n > 1:
            variance += d * share * (1 - share) * (n - d) / (n - 1)
    return seen, [expected, sum(seen) - expected], variance


@each_case("seed", range(8))
def test_the_p_value_of_scipy_s_log_rank_test_is_possible(seed):
    rng = np.random.default_rng(seed)
    times, events = rng.integers(1, 15, 30), rng.random(30) < 0.7
    group = rng.random(30) < 0.5
    first, second = (stats.CensoredData.right_censored(times[one], ~events[one]) for one in (group, ~group))
    p = stats.logrank(first, second).pvalue
    seen, expected, variance = counted(times, events, group)
    fine = [f"{number:.9f}" for number in (*expected, variance)]
    assert p_from_log_rank(seen, fine[:2], fine[2]).low == pytest.approx(p, abs=1e-6)
    coarse = [f"{number:.1f}" for number in (*expected, variance)]
    found = p_from_log_rank(seen, coarse[:2], coarse[2])
    assert found.low <= p <= found.high
    larger = stats.chi2.sf(sum((o - e) ** 2 / e for o, e in zip(seen, expected, strict=True)), 1)
    found = p_from_log_rank(seen, coarse[:2])
    assert found.low <= larger <= found.high
    assert larger >= p


def test_a_log_rank_test_against_r():
    # survdiff(Surv(time, status) ~ sex) of survival's data on lung cancer, as the Machine Learning with R
    # Cookbook prints it: 112 and 53 observed, 10.3267 as (O - E)^2 / V, p = 0.00131116.
    variance = f"{(112 - 91.5817) ** 2 / 10.3267:.2f}"
    p = p_from_log_rank((112, 53), ("91.5817", "73.4183"), variance)
    assert p.low <= 0.00131116 <= p.high < 0.00132
    p = p_from_log_rank((112, 53), ("91.5817", "73.4183"))
    assert p.low <= stats.chi2.sf(4.55228 + 5.67850, 1) <= p.high


def test_expected_events_that_may_be_those_seen_have_a_p_value_of_1():
    assert p_from_log_rank((7, 5), ("7.0", "5.0")).high == 1
    assert p_from_log_rank((7, 5), ("7.0", "5.0"), "2.9").high == 1


def test_expected_events_must_add_up():
    assert p_from_log_rank((7, 5), ("5.2", "6.9")) is not None  # 5.15 and 6.85
    assert p_from_log_rank((7, 5), ("5.2", "7.0")) is None


def test_a_statistic_that_is_printed_agrees():
    p = p_from_log_rank((7, 5), ("5.23", "6.77"))
    assert agrees(p, "0.30")
    assert not agrees(p, "0.29")


# What is refused


@each_case(
    ("call", "says"),
    [
        (lambda: p_from_ranks([], ["1"]), "first must be a sequence with at least one entry"),
        (lambda: p_from_ranks(["1"], ["a"]), "text must be one printed number"),
        (lambda: p_from_ranks(["1"] * 60, ["2"] * 60), "for an exact test, must be at most 100"),
        (lambda: p_from_ranks(["1"], ["2"], test="sign"), "test must be one of exact, normal"),
        (
            lambda: p_from_ranks([Printed("1", exact=True)], ["2"], ties="broken"),
            "each value must be a rounded one",
        ),
        (lambda: p_from_log_rank((0, 0), ("1", "1")), "the events together must be"),
        (lambda: p_from_log_rank((1, 2), ("0.0", "3")), "each of expected must be above 0"),
        (lambda: p_from_log_rank((1, 2), ("1.0", "2.0"), "0"), "variance must be above 0"),
    ],
)
def test_bad_input_says_what_must_be(call, says):
    assert says in refused(call)
