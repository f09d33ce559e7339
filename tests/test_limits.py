"""Limits from printed summaries, and what printed limits imply: other programs and closed forms."""

import math

from after_rounding import correlated, holds, within
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tables import rows
from refusals import refused
from scipy import stats

from onearm.printed import agrees, correlation_limits, implied, mean_limits, rate_limits

modest = settings(max_examples=20, deadline=None, derandomize=True)

LIMITS = [row for row in rows("peers_printed.csv") if row["kind"] not in ("student", "welch")]
"""What statsmodels computed from the values before rounding."""


@each_case("row", LIMITS, ids=lambda row: row["kind"])
def test_what_statsmodels_computes_before_rounding_is_possible_after_it(row):
    printed, found = row["printed"].split(), [float(value) for value in row["found"].split()]
    if row["kind"] == "mean":
        assert all(map(holds, mean_limits(printed[0], printed[1], int(printed[2])), found))
    elif row["kind"] == "rate":
        assert all(map(holds, rate_limits(int(printed[0]), printed[1]), found))
    else:
        p = implied(*printed, scale="log").p_value
        assert holds(p, found[0])
        assert p.width < 0.1


@modest
@given(st.integers(-300, 300), st.integers(1, 200), st.sampled_from(["linear", "log"]), st.data())
def test_a_triple_as_it_is_printed_is_always_possible(middle, half, scale, data):
    middle, half = middle / 100, half / 100
    back = math.exp if scale == "log" else float
    triple = [back(middle), back(middle - half), back(middle + half)]
    digits = 5 if scale == "log" else data.draw(st.integers(1, 3))
    printed = [f"{value:.{digits}f}" for value in triple]
    if len({*printed}) == 3:
        found = implied(*printed, scale=scale)
        assert holds(found.estimate, triple[0])
        assert holds(found.standard_error, half / stats.norm.ppf(0.975))
        assert holds(found.p_value, 2 * stats.norm.sf(abs(middle) / half * stats.norm.ppf(0.975)))


@modest
@given(st.floats(0, 1), st.floats(0, 1))
def test_every_pair_of_limits_within_the_strip_has_its_p_value_inside(one, other):
    found = implied("0.60", "0.40", "0.89", scale="log")
    low, high = math.log(within("0.40", one)), math.log(within("0.89", other))
    middle = math.exp((low + high) / 2)
    if 0.595 <= middle <= 0.605:
        assert middle in found.estimate
        z = stats.norm.ppf(0.975) * (low + high) / (high - low)
        assert holds(found.p_value, 2 * stats.norm.sf(abs(z)))
    alone = implied(None, "0.40", "0.89", scale="log")
    assert holds(alone.estimate, middle)


def test_few_degrees_of_freedom_widen_the_limits_for_the_same_standard_error():
    normal, student = implied("1.4", "-18.7", "21.4"), implied("1.4", "-18.7", "21.4", df=6)
    assert student.standard_error.high < normal.standard_error.low
    assert agrees(student.p_value, "0.87")
    assert not agrees(normal.p_value, "0.87")


def test_limits_that_may_be_one_leave_every_small_p_value():
    touching = implied(None, "0.9", "1.0", scale="log")
    assert touching.p_value.low == 0
    assert touching.standard_error.low == 0
    assert implied("0.1", "0.0", "0.1").p_value.low == 0


def test_limits_that_are_not_symmetric_have_no_estimate():
    assert implied("0.5", "0.0", "0.6") is None
    assert implied("71.4", "29.0", "96.3") is None  # exact limits of 5 of 7
    assert implied("0.50", "0.20", "0.71", scale="arctanh") is not None


@modest
@given(st.integers(-990, 990), st.integers(4, 60), st.floats(0.5, 0.99))
def test_the_limits_that_scipy_gives_a_correlation_are_possible(r, n, level):
    r /= 1000
    lower, upper = correlation_limits(f"{r:.2f}", n, level)
    expected = stats.pearsonr(*correlated(r, n)).confidence_interval(level)
    assert holds(lower, expected.low)
    assert holds(upper, expected.high)


@each_case(
    ("call", "says"),
    [
        (lambda: implied("0.5", "0.0", "1.2", scale="log"), "low must be above 0 for a ratio"),
        (lambda: implied("0.5", "0.2", "1.00", scale="arctanh"), "high must be between -1 and 1"),
        (lambda: implied("0.5", "0.9", "0.2"), "low must be below high"),
        (lambda: mean_limits("1", "-2", 4), "sd must be at least 0"),
        (lambda: rate_limits(3, "0"), "person_time must be above 0"),
        (lambda: correlation_limits("1.00", 9), "r must be between -1 and 1"),
    ],
)
def test_bad_input_says_what_must_be(call, says):
    assert says in refused(call)
