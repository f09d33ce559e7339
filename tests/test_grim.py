from decimal import ROUND_HALF_DOWN, Decimal
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, product
from math import sqrt
from statistics import median, stdev

import numpy as np
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tables import rows
from refusals import refused
from scipy.optimize import LinearConstraint, minimize

from onearm.printed import Printed, counts_printing, grim, grimmer, mean_sd, sd_interval
from seven_patients.datasets import patients

ROUNDING = {"either": "either", "half_up": "half-up", "half_even": "half-even", "half_down": "either"}
SEARCHED = "integer_data_exist"

modest = settings(max_examples=60, deadline=None, derandomize=True)

GRIM_ROWS = rows("grim_exact.csv")
GRIMMER_ROWS = rows("grimmer_exact.csv")


# Other software. `Printed` has no half-down, so there the totals of "either" are rounded here.


def totals(row):
    printed = Printed(row["x"], rounding=ROUNDING[row["mode"]])
    n = int(row["n"]) * int(row["items"])
    if row["percent"] == "TRUE":
        return counts_printing(printed, n)
    found = grim(printed, n)
    if row["mode"] != "half_down":
        return found
    return tuple(
        total
        for total in found
        if (Decimal(total) / n).quantize(Decimal(row["x"]), ROUND_HALF_DOWN) == printed.value
    )


def test_totals_against_exact_rationals():
    for row in GRIM_ROWS:
        found = totals(row)
        assert list(found) == [int(total) for total in row["sums"].split()], row
        assert bool(found) == (row["consistent"] == "1"), row


def test_where_scrutiny_differs_the_mean_is_a_tie():
    # 93 / 40 is 2.325, halfway between 2.32 and 2.33: to even it prints 2.32. scrutiny 0.6.1 works in
    # floating point, where 2.325 is no tie, and lets it print as 2.33. All seven rows are such ties.
    differing = [row for row in GRIM_ROWS if row["scrutiny"] != row["consistent"]]
    assert len(differing) == 7
    for row in differing:
        either = Printed(row["x"])
        n = int(row["n"]) * int(row["items"])
        assert (row["mode"], row["consistent"]) == ("half_even", "0")
        assert {Fraction(total, n) for total in grim(either, n)} <= {either.low, either.high}


def test_items_are_a_finer_grid():
    for row in GRIM_ROWS:
        if row["percent"] == "FALSE":
            items = int(row["items"])
            printed = Printed(row["x"], rounding=ROUNDING[row["mode"]])
            by_step = grim(printed, int(row["n"]), step=Fraction(1, items))
            assert [total * items for total in by_step] == list(grim(printed, int(row["n"]) * items)), row


@each_case("row", GRIMMER_ROWS, ids=lambda row: "-".join(list(row.values())[:3]))
def test_existence_against_a_complete_search_and_scrutiny(row):
    mean, sd, n = row["mean"], row["sd"], int(row["n"])
    assert bool(grim(mean, n)) == (row["grim"] == "1")
    assert bool(grimmer(mean, sd, n)) == (row[SEARCHED] == "1")
    # scrutiny's test is necessary only, but in these rows it never lets through what does not exist.
    assert row["scrutiny_grimmer"] == row[SEARCHED]


def test_three_values_of_the_right_parity_need_not_exist():
    # Sum 0 and squares 4: the parity is right and 4 > 0, but x^2 + xy + y^2 = 2 has no whole solution.
    mean, sd = mean_sd("0.000 ± 1.414")
    assert grim(mean, 3) == (0,)
    assert grimmer(mean, sd, 3) == ()
    # Sum 0 and squares 28: 4 * 28 = 4^2 * 7 is no sum of three squares, so no four values exist.
    assert grimmer("0.000", f"{sqrt(28 / 3):.3f}", 4) == ()
    assert grimmer("0.000", f"{sqrt(28 / 4):.3f}", 5) == (0,)


# Brute force.


def variances(samples, n):
    """The variances of the samples with each total."""
    sums = {(sum(sample), sum(x * x for x in sample)) for sample in samples}
    found = {}
    for total, squares in sums:
        found.setdefault(total, set()).add((squares - Fraction(total**2, n)) / (n - 1))
    return found


def assert_exact(found, n, means, sds, **limits):
    """Compare with the totals whose mean agrees with the print, with a variance between the squared ends."""
    for mean in map(Printed, means):
        totals = [total for total in sorted(found) if mean.contains(Fraction(total, n))]
        for sd in map(Printed, sds):
            least, most = max(sd.low, 0) ** 2, sd.high**2
            expected = [total for total in totals if any(least <= x <= most for x in found[total])]
            assert list(grimmer(mean, sd, n, **limits)) == expected


@each_case(("n", "low", "high"), [(2, 0, 9), (3, -2, 4), (4, 0, 6), (5, 1, 5), (6, 0, 3), (7, 1, 3)])
def test_existence_within_limits_against_every_sample(n, low, high):
    found = variances(combinations_with_replacement(range(low, high + 1), n), n)
    sds = [f"{step / 10:.1f}" for step in range(0, 10 * (high - low), 3)]
    assert_exact(found, n, [f"{total / n:.1f}" for total in found], sds, low=low, high=high)


@each_case(("n", "reach"), [(2, 12), (3, 10), (4, 8), (5, 7), (6, 5), (7, 4)])
def test_existence_without_limits_against_every_sample(n, reach):
    # A deviation from the mean is at most sd * (n - 1) / sqrt(n), so these samples are all there are.
    largest_sd = (reach - 1) * sqrt(n) / (n - 1)
    found = variances(combinations_with_replacement(range(-reach, reach + 1), n), n)
    sds = [f"{step / 100:.2f}" for step in range(0, int(100 * largest_sd) - 1, 7)]
    assert_exact(found, n, ("0.0", "0.3", "-0.5", "0.9"), sds)


def half_planes(n, low, high, mean, middle):
    """The sorted values with this minimum, maximum, mean and median: `matrix @ inner <= limit`."""
    order = np.eye(n)[:-1] - np.eye(n)[1:]
    places = np.zeros(n)
    places[[(n - 1) // 2, n // 2]] = 1 if n % 2 else 0.5
    functionals = np.array([np.full(n, 1 / n), places])
    matrix = np.vstack([order, functionals, -functionals])
    limit = np.array([0] * (n - 1) + [mean.high, middle.high, -mean.low, -middle.low], dtype=float)
    return matrix[:, 1:-1], limit - matrix[:, 0] * low - matrix[:, -1] * high


def corners(matrix, limit):
    """Every corner of a set of half-planes."""
    size = matrix.shape[1]
    for tight in map(list, combinations(range(len(limit)), size)):
        if abs(np.linalg.det(matrix[tight])) > 1e-9:
            corner = np.linalg.solve(matrix[tight], limit[tight])
            if np.all(matrix @ corner <= limit + 1e-9):
                yield corner


@each_case("n", [3, 4, 5, 6, 7])
def test_sd_interval_against_every_corner_and_a_general_optimiser(n):
    low, high = 1, 9
    empty = 0
    for mean, middle in product(["2.4", "3", "4.4", "5", "7.1"], ["1", "3.0", "4.5", "7", "9"]):
        mean, middle = Printed(mean), Printed(middle)
        interval = sd_interval(n, low, high, mean=mean, median=middle)
        matrix, limit = half_planes(n, low, high, mean, middle)
        found = list(corners(matrix, limit))
        assert bool(found) == (interval is not None)
        if not found:
            empty += 1
            continue
        # A convex function is largest at a corner.
        assert max(np.std([low, *inner, high], ddof=1) for inner in found) == pytest.approx(interval.high)
        least = minimize(
            lambda inner: np.var([low, *inner, high]),
            np.mean(found, axis=0),
            constraints=LinearConstraint(matrix, ub=limit),
            method="SLSQP",
            options={"ftol": 1e-12},
        )
        # The optimiser stops once the variance changes by less than 1e-12, so well within 1e-5 of the end.
        assert sqrt(least.fun * n / (n - 1)) == pytest.approx(interval.low, abs=1e-5)
    assert 0 < empty < 25


def test_sd_interval_known_bounds():
    # Without a mean the largest is that of half the values at either end, and the smallest that of all the
    # others in the middle: (high - low)^2 / 2 squared deviations.
    assert tuple(sd_interval(6, 0, 10)) == pytest.approx((sqrt(50 / 5), sqrt(6 * 25 / 5)))
    assert tuple(sd_interval(2, 0, 10)) == pytest.approx((sqrt(50), sqrt(50)))
    assert tuple(sd_interval(3, 0, 10, median=Printed("5", exact=True))) == pytest.approx((5, 5))
    assert tuple(sd_interval(4, "2.5", "2.5", mean="2.5", median="2.5")) == (0, 0)
    # With the mean alone: (high - mean)(mean - low) n / (n - 1) when the values at the ends give this mean.
    exact = Printed("4", exact=True)
    assert sd_interval(5, 0, 10, mean=exact).high == pytest.approx(sqrt(6 * 4 * 5 / 4))


@each_case(
    ("n", "options"),
    [
        (7, {"mean": "2.00", "median": "5"}),
        (7, {"median": "8"}),
        (7, {"mean": "0"}),
        (2, {"mean": "4.0", "median": "3.0"}),
        (2, {"mean": "3.0"}),
        (3, {"mean": "6", "median": "2"}),
    ],
)
def test_sd_interval_is_none_when_there_are_no_such_values(n, options):
    assert sd_interval(n, 1, 7, **options) is None


# Real samples.


@modest
@given(
    sample=st.lists(st.integers(-99, 99), min_size=2, max_size=9),
    decimals=st.integers(0, 2),
    more=st.integers(-1, 2),
)
def test_what_a_sample_prints_is_possible(sample, decimals, more):
    places = max(decimals + more, 0)
    step = Decimal(1).scaleb(-decimals)
    values = [value * step for value in sample]
    total, n = sum(values), len(values)
    # The float of an exact tie may round either way, and "either" allows for both.
    mean = Printed(f"{float(Fraction(total) / n):.{places}f}")
    sd = Printed(f"{stdev(map(Fraction, values)):.{places}f}")
    middle = Printed(f"{float(median(map(Fraction, values))):.{places}f}")
    low, high = min(values), max(values)
    assert total in grim(mean, n, step=step)
    assert total in grimmer(mean, sd, n, step=step)
    assert total in grimmer(mean, sd, n, step=step, low=low, high=high)
    interval = sd_interval(n, low, high, mean=mean, median=middle)
    assert interval.low - 1e-9 <= stdev(map(float, values)) <= interval.high + 1e-9


@modest
@given(
    sample=st.lists(st.integers(0, 9), min_size=2, max_size=12),
    rounding=st.sampled_from(["half-up", "half-even"]),
)
def test_a_narrower_question_has_no_more_answers(sample, rounding):
    n = len(sample)
    mean, sd = f"{sum(sample) / n:.1f}", f"{stdev(sample):.1f}"
    either = grimmer(mean, sd, n)
    assert set(grimmer(mean, sd, n, low=0, high=9)) <= set(either) <= set(grim(mean, n))
    one_rule = [Printed(text, rounding=rounding) for text in (mean, sd)]
    assert set(grimmer(*one_rule, n)) <= set(either)


def test_a_standard_deviation_at_an_end_prints_by_the_rounding():
    # (0, 0, 0, 1): variance 1/4, so the standard deviation is 0.5, halfway between 0 and 1.
    assert grimmer("0.25", Printed("0", rounding="half-up"), 4) == ()
    assert grimmer("0.25", Printed("1", rounding="half-up"), 4) == (1,)
    assert grimmer("0.25", Printed("0", rounding="half-even"), 4) == (1,)
    assert grimmer("0.25", Printed("0"), 4) == (1,)
    assert grimmer("3", Printed("0", rounding="half-up"), 4, low=3, high=3) == (12,)


@each_case(
    ("step", "total"),
    [
        (1, 14),
        (np.int64(1), 14),
        ("0.5", Decimal("14.0")),
        (Decimal("0.5"), Decimal("14")),
        (Fraction(1, 2), 14),
    ],
)
def test_totals_come_in_the_kind_of_the_step(step, total):
    (found,) = grim(Printed("2", exact=True), 7, step=step)
    assert found == total
    assert type(found) is {str: Decimal, np.int64: int}.get(type(step), type(step))


# The trial's Table 2: mean ± SD, median, minimum, maximum, the decimals of the record, and the total.

TABLE_2 = {
    "age": ("43.3 ± 14.5", "43.0", "21", "64", "1", "303"),
    "height": ("166.63 ± 5.02", "166.20", "158.0", "171.8", "0.1", "1166.4"),
    "weight": ("53.40 ± 6.82", "51.50", "46.1", "66.9", "0.1", "373.8"),
    "white blood cells": ("9.830 ± 5.726", "10.510", "4.20", "19.90", "0.01", "68.81"),
    "CRP": ("0.896 ± 0.879", "0.620", "0.05", "2.22", "0.01", "6.27"),
    "KL-6": ("472.1 ± 289.8", "307.0", "218", "971", "1", "3305"),
    "SP-D": ("224.10 ± 247.91", "208.00", "27.8", "754.0", "0.1", "1568.7"),
    "P/F ratio": ("374.81 ± 133.21", "404.80", "154.0", "566.7", "0.1", "2623.7"),
}


@each_case("row", TABLE_2.values(), ids=TABLE_2.keys())
def test_each_row_of_table_2_has_one_total(row):
    text, middle, low, high, step, total = row
    mean, sd = mean_sd(text)
    assert grim(mean, 7, step=step) == (Decimal(total),)
    assert grimmer(mean, sd, 7, step=step, low=low, high=high) == (Decimal(total),)
    assert len(grim(middle, 1, step=step)) == 1
    feasible = sd_interval(7, low, high, mean=mean, median=middle)
    assert feasible.low < sd.low
    assert sd.high < feasible.high


def test_the_totals_of_table_3():
    table = patients()
    assert grim("43.3", 7) == (table.age_years.sum(),)
    assert float(grim("374.81", 7, step="0.1")[0]) == pytest.approx(table.pf_ratio_mmhg.sum())


def test_white_blood_cells_were_not_recorded_to_a_tenth():
    # Neither the mean nor the median of seven such values fits the print: the median of seven is one of them.
    assert grim("9.830", 7, step="0.1") == ()
    assert grim("10.510", 1, step="0.1") == ()
    assert grim("10.510", 1, step="0.01") == (Decimal("10.51"),)


def test_a_corticosteroid_dose_was_not_recorded_to_a_tenth():
    # The mean allows tenths, as the range 0.4-3.0 suggests. The median, one of the seven doses, does not.
    mean, sd = mean_sd("1.44 ± 0.83")
    assert grimmer(mean, sd, 7, step="0.1", low="0.4", high="3.0") == (Decimal("10.1"),)
    assert grim("1.28", 1, step="0.1") == ()
    finer = grimmer(mean, sd, 7, step="0.01", low="0.4", high="3.0")
    assert finer == tuple(Decimal(k) / 100 for k in range(1005, 1012))
    feasible = sd_interval(7, "0.4", "3.0", mean=mean, median="1.28")
    assert feasible.low < sd.low < sd.high < feasible.high


# What is refused.


@each_case("printed", [24.0, 24, None, "", "24.0 ± 10.6", ["24.0"], Decimal("24.0")])
def test_other_than_printed_numbers_are_refused(printed):
    refused(grim, printed, 7)
    refused(grimmer, printed, "10.6", 7)
    refused(grimmer, "24.0", printed, 7)
    if printed is not None:
        refused(sd_interval, 7, 0, 28, mean=printed)
        refused(sd_interval, 7, 0, 28, median=printed)


@each_case("n", [0, -1, 7.0, "7", True, None, float("nan")])
def test_other_numbers_of_values_are_refused(n):
    refused(grim, "24.0", n)
    refused(grimmer, "24.0", "10.6", n)
    refused(sd_interval, n, 0, 28)


def test_one_value_has_no_standard_deviation():
    refused(grimmer, "24", "0", 1)
    refused(sd_interval, 1, 24, 24)


@each_case("step", [0, -1, "0", "-0.1", 0.1, True, None, "1/3", "0,1", "", Decimal("NaN")])
def test_other_steps_are_refused(step):
    refused(grim, "24.0", 7, step=step)
    refused(grimmer, "24.0", "10.6", 7, step=step)


@each_case("limit", [0.5, "none", True, Decimal("Infinity"), float("nan"), [0]])
def test_other_limits_are_refused(limit):
    refused(grimmer, "24.0", "10.6", 7, low=limit)
    refused(grimmer, "24.0", "10.6", 7, high=limit)
    refused(sd_interval, 7, limit, 28)
    refused(sd_interval, 7, 0, limit)


def test_limits_must_be_in_order_and_a_deviation_not_negative():
    refused(grimmer, "24.0", "10.6", 7, low=28, high=0)
    refused(sd_interval, 7, 28, 0)
    refused(grimmer, "24.0", "-0.1", 7)


def test_the_search_between_limits_has_a_largest_sample():
    assert grimmer("4.50", "1.50", 200, low=1, high=7)
    assert grimmer("4.50", "1.50", 201)
    refused(grimmer, "4.50", "1.50", 201, low=1)
    refused(grimmer, "4.50", "1.50", 201, high=7)


@each_case(("mean", "sd", "n"), [("0.36", "0.11", 20), ("0.35", "0.18", 20)])
def test_debit_is_grimmer_between_0_and_1(mean, sd, n):
    # Both are inconsistent in the examples of scrutiny's debit().
    assert grimmer(mean, sd, n, low=0, high=1) == ()
    x = round(n * float(mean))
    possible = sqrt(x * (n - x) / n / (n - 1))
    assert grimmer(f"{x / n:.2f}", f"{possible:.2f}", n, low=0, high=1) == (x,)
