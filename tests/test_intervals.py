from dataclasses import FrozenInstanceError
from math import comb

import numpy as np
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tables import rows
from refusals import refused
from scipy.stats import beta, binom, norm, poisson

from onearm.estimates import (
    Interval,
    clopper_pearson,
    garwood,
    highest_density,
    jeffreys,
    lower_limit,
    patients_to_exclude,
    rule_of_three,
    upper_limit,
    wilson,
)
from onearm.estimates.intervals import HIGHEST_N
from onearm.printed import Printed

BINOMIAL = (clopper_pearson, wilson, jeffreys)
LIMITS = (lower_limit, upper_limit)
COLUMNS = {clopper_pearson: "cp", wilson: "wilson", jeffreys: "jeffreys"}


def limits(row, column):
    return float(row[f"{column}_lower"]), float(row[f"{column}_upper"])


def data_of(row):
    return int(row["x"]), int(row["n"]), float(row["conf.level"])


def row_id(row):
    return "-".join(list(row.values())[:5])


BINOM_ROWS = rows("binom_exact.csv")
HPD_ROWS = rows("hpd_beta.csv")

# R prints 15 significant digits, so its limits are good to 5e-16; the rest is for the Beta quantiles.
R_PRINT = 1e-14
# The file has 14 significant digits: 5e-15 of a limit below 1, and as much again for ours.
HPD_PRINT = 1e-14
# Float sums of up to 40 probabilities, and Beta functions at parameters up to 1e6.
ROUNDING_ERROR = 1e-11


@each_case("row", BINOM_ROWS, ids=row_id)
@each_case("method", BINOMIAL)
def test_binomial_intervals_against_R(method, row):
    assert tuple(method(*data_of(row))) == pytest.approx(limits(row, COLUMNS[method]), abs=R_PRINT)


@each_case("row", BINOM_ROWS, ids=row_id)
def test_one_sided_limits_against_R(row):
    x, n, level = data_of(row)
    two_sided = clopper_pearson(x, n, 2 * level - 1)
    assert two_sided.low == pytest.approx(float(row["onesided_lower"]), abs=R_PRINT)
    assert two_sided.high == pytest.approx(float(row["onesided_upper"]), abs=R_PRINT)
    assert lower_limit(x, n, level) == pytest.approx(float(row["onesided_lower"]), abs=R_PRINT)
    assert upper_limit(x, n, level) == pytest.approx(float(row["onesided_upper"]), abs=R_PRINT)
    assert upper_limit(0, n) == pytest.approx(float(row["exact_zero_upper95"]), abs=R_PRINT)


@each_case("row", BINOM_ROWS, ids=row_id)
def test_jeffreys_differs_from_equal_tails_only_at_the_edges(row):
    x, n, level = data_of(row)
    low, high = limits(row, "jeffreys_unmod")
    expected = (0 if x == 0 else low, 1 if x == n else high)
    assert tuple(jeffreys(x, n, level)) == pytest.approx(expected, abs=R_PRINT)


@each_case("row", BINOM_ROWS, ids=row_id)
def test_rule_of_three_against_R(row):
    upper = rule_of_three(int(row["n"]))
    # R's column is the bare 3 / n; ours is capped, being a probability.
    assert upper == pytest.approx(min(1, float(row["rule_of_three"])), abs=R_PRINT)
    assert upper >= float(row["exact_zero_upper95"])


@each_case("row", HPD_ROWS, ids=row_id)
def test_highest_density_against_reference(row):
    a, b, level = (float(row[name]) for name in ("a", "b", "level"))
    assert tuple(highest_density(a, b, level)) == pytest.approx(limits(row, "hpd"), abs=HPD_PRINT)


# mpmath 1.4.1 at 50 digits: Newton's method on F(high) - F(low) = level, f(low) = f(high), F by mpmath.quad
@each_case(
    ("a", "b", "level", "low", "high"),
    [
        (1.1, 1.2, 0.95, 0.004766391096873979, 0.9287012602412205),
        (1.0000001, 1.0000002, 0.5, 0.1162040774924852, 0.6162040306427356),
        (1e4, 1e4, 0.95, 0.4930707270025499, 0.5069292729974501),
        (1e4, 2e4, 0.99, 0.3263366325676341, 0.3403569586884218),
        (1e4, 3, 0.5, 0.9996835838789114, 0.9998836477074056),
        (1e6, 1e6, 0.95, 0.4993070483339495, 0.5006929516660505),
        (1e6, 1e6, 0.999999, 0.498270549587998, 0.501729450412002),
        (1e6, 3e5, 0.95, 0.7685063950822967, 0.7699549110237585),
        (1e6, 3e5, 1e-6, 0.7692311829694573, 0.7692311838957225),
        (1e6, 1.5, 0.95, 0.9999960915913593, 0.9999999984203233),
        (1.5, 1e6, 0.95, 1.579676663651716e-9, 3.9084086406639e-6),
        (1.05, 2.5, 0.999999, 3.381269926346507e-40, 0.9961478265445707),
        (1.001, 1.3, 1e-6, 0.003321872403456281, 0.003322645898882664),
        (1e9, 1e9, 1e-6, 0.4999999999859875, 0.5000000000140125),
        (1e9, 1e9, 0.95, 0.4999780869364934, 0.5000219130635066),
    ],
)
def test_highest_density_of_sharp_and_flat_peaks_against_mpmath(a, b, level, low, high):
    # 1e-12 is what the docstring promises.
    assert tuple(highest_density(a, b, level)) == pytest.approx((low, high), abs=1e-12, rel=0)


# mpmath 1.4.1 at 40 digits: one step of Newton's method from the limit on F(limit) = tail, F by mpmath.quad
@each_case(
    ("method", "x", "low", "high"),
    [
        (clopper_pearson, 10, 4.795388706213806e-9, 1.839035596486696e-8),
        (jeffreys, 10, 5.141448902466065e-9, 1.773943787978213e-8),
        (clopper_pearson, 333333333, 0.3333041155644163, 0.3333625514003742),
        (jeffreys, 333333333, 0.3333041160644054, 0.3333625509003632),
        (clopper_pearson, 999999990, 0.999999981609644, 0.9999999952046113),
        (jeffreys, 999999990, 0.9999999822605621, 0.9999999948585511),
    ],
)
def test_binomial_intervals_of_the_most_patients_against_mpmath(method, x, low, high):
    # 1e-12 is what the module promises.
    assert tuple(method(x, HIGHEST_N)) == pytest.approx((low, high), abs=1e-12, rel=0)


def test_wilson_of_the_most_patients_against_its_formula():
    n, z = HIGHEST_N, norm.isf(0.025)
    half = z * np.sqrt(n / 4 + z**2 / 4) / (n + z**2)
    assert tuple(wilson(n // 2, n)) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-12, rel=0)


# mpmath 1.4.1 at 40 digits: the roots of the quadratic equation, z by mpmath.erfinv
@each_case(
    ("x", "n", "level", "low", "high"),
    [
        (0, 24, 0.999999, 0, 0.49925019995925146),
        (24, 24, 0.999999, 0.50074980004074854, 1),
        (100, 101, 0.999999, 0.79283821756958325, 0.99961743189614512),
        (3, 7, 0.999999, 0.045058138034072831, 0.92260883382143084),
        (3, 7, 1e-6, 0.42857119414667302, 0.42857166299621618),
        (10, HIGHEST_N, 0.999999, 2.4084994519459905e-9, 4.1519626473815704e-8),
        (999999990, HIGHEST_N, 1e-6, 0.99999998999999604, 0.99999999000000396),
    ],
)
def test_wilson_at_the_ends_of_its_range_against_mpmath(x, n, level, low, high):
    # 1e-15 is some ten units in the last place of a limit near 1.
    assert tuple(wilson(x, n, level)) == pytest.approx((low, high), abs=1e-15, rel=0)


@each_case(
    ("interval", "low", "high"),
    [(clopper_pearson(5, 7), "29.0", "96.3"), (highest_density(6, 3), "37.9", "93.5")],
)
def test_primary_endpoint_as_printed(interval, low, high):
    assert Printed(low).contains(100 * interval.low)
    assert Printed(high).contains(100 * interval.high)


@each_case(
    ("a", "b", "low", "high"),
    [
        (1, 2, 0, 1 - 0.05 ** (1 / 2)),
        (0.5, 1, 0, 0.95**2),
        (2, 1, 0.05 ** (1 / 2), 1),
        (1, 0.5, 1 - 0.95**2, 1),
        (1, 1, 0.025, 0.975),
    ],
)
def test_highest_density_without_an_inner_peak_has_a_closed_form(a, b, low, high):
    assert tuple(highest_density(a, b)) == pytest.approx((low, high), abs=ROUNDING_ERROR)


@each_case(("n", "expected"), [(1, 1.0), (2, 1.0), (3, 1.0), (4, 0.75), (300, 0.01)])
def test_rule_of_three_is_capped_below_three_patients(n, expected):
    assert rule_of_three(n) == expected


# statpsych's manual: ci.poisson(.05, 23, 5.25), to 7 digits; epitools' manual: pois.exact of no event
@each_case(
    ("events", "exposure", "low", "high", "digits"),
    [(23, 5.25, 2.777148, 6.57358, 5e-6), (0, 1.0, 0, 3.689, 5e-4)],
)
def test_garwood_against_manuals_of_R_packages(events, exposure, low, high, digits):
    assert tuple(garwood(events, exposure)) == pytest.approx((low, high), abs=digits)


@each_case("n", [1, 2, 7, 29, 300])
@each_case("level", [0.5, 0.9, 0.95, 0.99])
def test_limits_at_the_edges_have_a_closed_form(n, level):
    tail = (1 - level) ** (1 / n)
    assert upper_limit(0, n, level) == pytest.approx(1 - tail, abs=ROUNDING_ERROR)
    assert lower_limit(n, n, level) == pytest.approx(tail, abs=ROUNDING_ERROR)
    assert (lower_limit(0, n, level), upper_limit(n, n, level)) == (0, 1)


@each_case("n", [1, 5, 20, 1000])
def test_a_probability_that_is_just_excluded_needs_no_further_patient(n):
    p = 1 - 0.05 ** (1 / n)  # upper_limit(0, n), up to rounding
    assert patients_to_exclude(p) == n
    assert patients_to_exclude(p * (1 - 1e-6)) == n + 1


def test_patients_to_exclude_is_at_least_one():
    assert patients_to_exclude(0.999999, 1e-6) == 1


modest = settings(max_examples=40, deadline=None, derandomize=True)
few = settings(max_examples=20, deadline=None, derandomize=True)
sizes = st.integers(1, 40)
levels = st.floats(0.01, 0.999)
probabilities = st.floats(0, 1)
shapes = st.floats(1 + 1e-6, 1e6)


@st.composite
def trials(draw):
    n = draw(sizes)
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize("method", BINOMIAL)
@modest
@given(trial=trials(), one=levels, other=levels)
def test_binomial_intervals_nest_with_the_level(method, trial, one, other):
    inner, outer = method(*trial, min(one, other)), method(*trial, max(one, other))
    assert outer.low <= inner.low + ROUNDING_ERROR
    assert inner.high <= outer.high + ROUNDING_ERROR


@pytest.mark.parametrize("method", BINOMIAL)
@modest
@given(trial=trials(), level=levels)
def test_binomial_intervals_mirror_when_failures_are_counted(method, trial, level):
    x, n = trial
    low, high = method(x, n, level)
    assert tuple(method(n - x, n, level)) == pytest.approx((1 - high, 1 - low), abs=ROUNDING_ERROR)


@pytest.mark.parametrize("method", BINOMIAL)
@modest
@given(trial=trials(), level=levels)
def test_binomial_intervals_hold_probabilities(method, trial, level):
    low, high = method(*trial, level)
    assert 0 <= low < high <= 1
    assert (low == 0) == (trial[0] == 0)
    assert (high == 1) == (trial[0] == trial[1])


@few
@given(n=sizes, p=probabilities, level=levels)
def test_clopper_pearson_covers_whatever_the_probability(n, p, level):
    # A p at a limit belongs to the closed interval; rounding of the limit must not push it out.
    coverage = 0
    for x in range(n + 1):
        low, high = clopper_pearson(x, n, level)
        if low - ROUNDING_ERROR <= p <= high + ROUNDING_ERROR:
            coverage += comb(n, x) * p**x * (1 - p) ** (n - x)
    assert coverage >= level - ROUNDING_ERROR


@modest
@given(trial=trials(), level=levels)
def test_one_sided_limits_leave_their_tail(trial, level):
    x, n = trial
    if x < n:
        assert binom.cdf(x, n, upper_limit(x, n, level)) == pytest.approx(1 - level, abs=ROUNDING_ERROR)
    if x > 0:
        assert binom.sf(x - 1, n, lower_limit(x, n, level)) == pytest.approx(1 - level, abs=ROUNDING_ERROR)


@modest
@given(p=st.floats(1e-4, 0.9), level=levels)
def test_one_patient_fewer_does_not_exclude(p, level):
    n = patients_to_exclude(p, level)
    assert upper_limit(0, n, level) <= p + ROUNDING_ERROR
    assert n == 1 or upper_limit(0, n - 1, level) > p - ROUNDING_ERROR


@modest
@given(events=st.integers(0, 200), exposure=st.floats(0.1, 1e4), level=levels)
def test_garwood_leaves_its_tails(events, exposure, level):
    low, high = garwood(events, exposure, level)
    tail = (1 - level) / 2
    assert poisson.cdf(events, high * exposure) == pytest.approx(tail, abs=ROUNDING_ERROR)
    assert (
        low == 0 if events == 0 else poisson.sf(events - 1, low * exposure) == pytest.approx(tail, abs=1e-9)
    )


@few
@given(a=shapes, b=shapes, level=levels)
def test_highest_density_with_an_inner_peak(a, b, level):
    interval, density = highest_density(a, b, level), beta(a, b)
    tail = (1 - level) / 2
    assert density.cdf(interval.high) - density.cdf(interval.low) == pytest.approx(level, abs=1e-9)
    assert interval.width <= density.isf(tail) - density.ppf(tail) + ROUNDING_ERROR
    # A peak that leans on 0 or 1 may have an end too close to it for a double to hold.
    if interval.low > 1e-6 and interval.high < 1 - 1e-6:
        assert density.pdf(interval.low) == pytest.approx(density.pdf(interval.high), rel=1e-6)


@few
@given(a=st.floats(1, 1.01, exclude_min=True), b=st.floats(1, 1.01, exclude_min=True), level=levels)
def test_highest_density_of_a_nearly_flat_density_holds_the_level(a, b, level):
    low, high = highest_density(a, b, level)
    assert beta.cdf(high, a, b) - beta.cdf(low, a, b) == pytest.approx(level, abs=ROUNDING_ERROR)


@few
@given(a=st.floats(0.01, 1), b=st.floats(1, 100, exclude_min=True), level=levels)
def test_highest_density_of_a_monotone_density_touches_its_peak(a, b, level):
    falling, rising = highest_density(a, b, level), highest_density(b, a, level)
    assert falling.low == 0
    assert rising.high == 1
    assert beta.cdf(falling.high, a, b) == pytest.approx(level, abs=ROUNDING_ERROR)
    assert rising.low == pytest.approx(1 - falling.high, abs=ROUNDING_ERROR)


@few
@given(a=shapes, b=shapes, one=levels, other=levels)
def test_highest_density_nests_with_the_level(a, b, one, other):
    inner, outer = (highest_density(a, b, level) for level in sorted((one, other)))
    assert outer.low <= inner.low + ROUNDING_ERROR
    assert inner.high <= outer.high + ROUNDING_ERROR


def test_interval_is_a_frozen_closed_pair():
    interval = Interval(np.float64(0.25), 1)
    low, high = interval
    assert (low, high, interval.width) == (0.25, 1, 0.75)
    assert type(interval.low) is type(interval.high) is float
    assert 0.25 in interval
    assert 1 in interval
    assert np.nextafter(0.25, 0) not in interval
    assert interval == Interval(0.25, 1.0)
    with pytest.raises(FrozenInstanceError):
        interval.low = 0


NOT_NUMBERS = [float("nan"), float("inf"), -float("inf"), True, np.True_, "0.5", None, [0.5], 1j]
NOT_COUNTS = [-1, 2.5, 7.0, np.float64(7), *NOT_NUMBERS]
NOT_LEVELS = [0, 1, -0.95, 95, 1e-7, 1 - 1e-7, *NOT_NUMBERS]


@each_case("method", [*BINOMIAL, *LIMITS])
@each_case("bad", NOT_COUNTS)
def test_binomial_intervals_refuse_what_is_no_count(method, bad):
    refused(method, bad, 7)
    refused(method, 5, bad)


@each_case("method", [*BINOMIAL, *LIMITS])
@each_case(("x", "n"), [(8, 7), (0, 0), (1, 0), (np.int64(8), np.int64(7))])
def test_binomial_intervals_refuse_impossible_counts(method, x, n):
    refused(method, x, n)


TOO_MANY = [HIGHEST_N + 1, 10**18, np.int64(10**18), 10**30, 10**400, 10**5000]


@each_case("n", TOO_MANY, ids=range(len(TOO_MANY)))
def test_more_patients_than_can_be_computed_are_refused(n):
    for method in (*BINOMIAL, *LIMITS):
        refused(method, 0, n)
        refused(method, n // 2, n)
    refused(rule_of_three, n)


def test_rule_of_three_of_the_most_patients():
    assert rule_of_three(HIGHEST_N) == 3 / HIGHEST_N


@each_case("bad", NOT_LEVELS)
def test_every_interval_refuses_an_impossible_level(bad):
    for method in (*BINOMIAL, *LIMITS):
        refused(method, 5, 7, bad)
    refused(patients_to_exclude, 0.1, bad)
    refused(patients_to_exclude, bad)
    refused(garwood, 5, 7, bad)
    refused(highest_density, 6, 3, bad)


@each_case("bad", [0, -1, 2e9, *NOT_NUMBERS])
def test_highest_density_refuses_impossible_parameters(bad):
    refused(highest_density, bad, 3)
    refused(highest_density, 6, bad)


@each_case("bad", NOT_COUNTS)
def test_garwood_refuses_what_is_no_count(bad):
    refused(garwood, bad)


@each_case("bad", [0, -1, 2e9, *NOT_NUMBERS])
def test_garwood_refuses_an_impossible_exposure(bad):
    refused(garwood, 1, bad)


@each_case(("a", "b"), [(0.5, 0.5), (0.999, 0.999), (0.1, 0.9)])
def test_highest_density_refuses_a_u_shape_by_name(a, b):
    refused(highest_density, a, b)
    with pytest.raises(ValueError, match="U-shaped"):
        highest_density(a, b)


@each_case("bad", [0, *NOT_COUNTS])
def test_rule_of_three_refuses_what_is_no_count(bad):
    refused(rule_of_three, bad)


@each_case("bad", NOT_NUMBERS)
def test_interval_refuses_what_is_no_number(bad):
    refused(Interval, bad, 1)
    refused(Interval, 0, bad)
    refused(Interval(0, 1).__contains__, bad)


def test_interval_refuses_ends_in_the_wrong_order():
    refused(Interval, 1, 0)


def test_numpy_integers_are_counts():
    assert clopper_pearson(np.int64(5), np.int32(7)) == clopper_pearson(5, 7)
