from itertools import pairwise
from math import isnan, nan

import numpy as np
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tables import rows
from scipy.stats import CensoredData, ecdf

from onearm.estimates import Quantile, follow_up, kaplan_meier
from onearm.estimates.survival import INTERVALS
from seven_patients.datasets import patients

# R's output has 15 significant digits; ours adds up at most 21 terms.
PRINT_15 = 1e-13

modest = settings(max_examples=80, deadline=None, derandomize=True)


DATA = rows("km_data.csv")
OURS = [row for row in rows("km_survfit.csv") if row["conf.type"] in INTERVALS]
QUANTILES = [row for row in rows("km_quantiles.csv") if row["conf.type"] in INTERVALS]


def curve_of(row):
    data = [(float(x["time"]), x["event"] == "1") for x in DATA if x["set"] == row["set"]]
    times, events = zip(*data, strict=True)
    return kaplan_meier(times, events, float(row["level"]), row["conf.type"])


def value(text):
    return nan if text == "NA" else float(text)


@each_case("row", OURS, ids=lambda row: "-".join(list(row.values())[:4]))
def test_survival_and_limits_against_r(row):
    curve, t = curve_of(row), float(row["time"])
    day = curve.at(t)
    assert (day.survival, day.low, day.high) == pytest.approx(
        tuple(value(row[name]) for name in ("surv", "lower", "upper")), abs=PRINT_15, nan_ok=True
    )
    step = np.searchsorted(curve.times, t, side="right") - 1
    assert curve.standard_error[step] == pytest.approx(float(row["se"]), abs=PRINT_15)
    assert curve.number_at_risk(t) == int(row["n.risk"])


@each_case("row", QUANTILES, ids=lambda row: "-".join(list(row.values())[:4]))
def test_quantiles_and_limits_against_r(row):
    found = curve_of(row).quantile(float(row["prob"]))
    expected = [value(row[name]) for name in ("quantile", "lower", "upper")]
    assert [found.time, found.low, found.high] == pytest.approx(expected, nan_ok=True)


@each_case("row", rows("km_rmean.csv"), ids=lambda row: f"{row['set']}-{row['tau']}")
def test_restricted_mean_against_r(row):
    found = curve_of(row | {"level": "0.95", "conf.type": "log"}).restricted_mean(float(row["tau"]))
    assert found.mean == pytest.approx(float(row["rmean"]), rel=PRINT_15)
    assert found.standard_error == pytest.approx(float(row["se_rmean"]), rel=PRINT_15)


@each_case(("interval", "method"), [("plain", "linear"), ("log-log", "log-log")])
def test_limits_against_scipy(interval, method):
    times, events = [6, 6, 6, 7, 9, 10, 10, 13, 22], [1, 0, 1, 1, 0, 1, 0, 1, 0]
    curve = kaplan_meier(times, events, 0.9, interval)
    data = CensoredData.right_censored(times, [not event for event in events])
    theirs = ecdf(data).sf.confidence_interval(0.9, method=method)
    for ours, other in ((curve.low, theirs.low), (curve.high, theirs.high)):
        assert ours[1:] == pytest.approx(other.probabilities, abs=1e-14)


observed = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=12)


@modest
@given(patients=observed)
def test_the_curve_is_the_product_of_what_is_left_at_each_time(patients):
    times, events = zip(*patients, strict=True)
    curve = kaplan_meier(times, events)
    left = 1.0
    for t in range(13):
        at_risk = sum(time >= t for time in times)
        died = sum(event for time, event in patients if time == t)
        left *= 1 - died / at_risk if at_risk else 1
        assert curve.number_at_risk(t) == at_risk
        if t <= max(times) or left == 0:
            assert curve.at(t).survival == pytest.approx(left, abs=1e-12)
        else:
            assert isnan(curve.at(t).survival)


@modest
@given(patients=observed, interval=st.sampled_from(INTERVALS))
def test_limits_hold_the_curve_and_widen_with_the_level(patients, interval):
    times, events = zip(*patients, strict=True)
    narrow, wide = (kaplan_meier(times, events, level, interval) for level in (0.8, 0.95))
    alive = narrow.survival > 0
    assert np.isnan(narrow.low[~alive]).all() and np.isnan(narrow.high[~alive]).all()
    steps = [wide.low, narrow.low, narrow.survival, narrow.high, wide.high]
    for below, above in pairwise(steps):
        assert (below[alive] <= above[alive] + 1e-12).all()
    assert ((wide.low[alive] >= 0) & (wide.high[alive] <= 1)).all()


@modest
@given(times=st.lists(st.integers(1, 40), min_size=1, max_size=11))
def test_without_censoring_the_curve_is_the_plain_proportion_and_its_median_that_of_the_times(times):
    curve = kaplan_meier(times, [True] * len(times))
    for t in range(41):
        assert curve.at(t).survival == pytest.approx(sum(time > t for time in times) / len(times), abs=1e-12)
    assert curve.median.time == np.median(times)
    assert curve.restricted_mean(max(times)).mean == pytest.approx(np.mean(times))


# The trial.


def trial(**options):
    table = patients()
    return kaplan_meier(table.outcome_day, table.outcome == "died", **options)


def test_the_trial_is_the_reference_set():
    table = patients()
    pairs = {(int(x["time"]), x["event"] == "1") for x in DATA if x["set"] == "K1"}
    assert pairs == set(zip(table.outcome_day, table.outcome == "died", strict=True))


def test_survival_of_the_trial():
    curve = trial()
    for day, alive in ((28, 7), (56, 5), (100, 5), (365, 2)):
        assert curve.at(day).survival == pytest.approx(alive / 7)
    # To the first patient lost alive the standard error is that of a proportion.
    assert curve.standard_error[3] == pytest.approx(np.sqrt(4 / 7 * 3 / 7 / 7))
    year = {name: trial(interval=name).at(365) for name in INTERVALS}
    shown = {name: f"{100 * day.low:.1f}-{100 * day.high:.1f}" for name, day in year.items()}
    assert shown == {"log-log": "4.1-61.2", "log": "8.9-92.2", "plain": "0.0-62.0"}


def test_the_median_has_no_upper_limit():
    assert [trial(interval=name).median.low for name in INTERVALS] == [35, 50, 50]
    assert all(isnan(trial(interval=name).median.high) for name in INTERVALS)
    assert trial().median.time == 204


def test_follow_up_of_the_trial():
    table = patients()
    curve = follow_up(table.outcome_day, table.outcome == "died")
    assert curve.times[curve.events > 0].tolist() == [485, 729]
    # One of two still followed from 485 to 729: the middle of that stretch.
    assert curve.median.time == (485 + 729) / 2


# Edges.


def test_what_does_not_exist_is_nan():
    nobody_died = kaplan_meier([3, 4, 5], [False] * 3)
    assert (nobody_died.low == 1).all() and (nobody_died.high == 1).all()
    assert all(map(isnan, vars(nobody_died.median).values()))
    assert all(map(isnan, vars(nobody_died.at(5.5)).values()))
    all_died = kaplan_meier([3, 4, 5], [True] * 3)
    assert all_died.at(100).survival == 0
    assert isnan(all_died.at(100).low)
    assert all_died.restricted_mean(50).mean == pytest.approx(4)
    one = kaplan_meier([7], [1])
    assert (one.at(6.9).survival, one.at(7).survival) == (1, 0)


def test_a_curve_that_stays_at_one_half_to_the_end_has_its_median_in_the_middle_as_in_R():
    assert kaplan_meier([1, 2, 3, 4], [1, 1, 0, 0]).median.time == 3
    assert kaplan_meier([2, 5, 9, 9], [True, True, False, False]).quantile(0.5).time == 7
    assert kaplan_meier([2, 5, 9, 9], [True, True, False, True]).quantile(0.5).time == 7


def test_an_event_at_time_0_counts():
    curve = kaplan_meier([0, 3], [True, False])
    assert curve.times.tolist() == [0, 3]
    assert curve.at(0).survival == 0.5


def test_a_patient_lost_at_the_time_of_a_death_was_at_risk_of_it():
    assert kaplan_meier([4, 4], [True, False]).at(4).survival == 0.5


def test_the_table_has_a_row_for_each_time():
    table = trial().table()
    assert table.time.tolist() == [0, 35, 50, 155, 204, 246, 485, 729]
    assert table.at_risk.tolist() == [7, 7, 6, 5, 4, 3, 2, 1]
    assert table.censored.tolist() == [0] * 6 + [1, 1]


def test_quantile_shows_its_fields():
    assert repr(Quantile(204.0, 35.0, nan)) == "Quantile(time=204.0, low=35.0, high=nan)"


# What is refused.


def refused(call, *arguments, says, **options):
    with pytest.raises(ValueError, match=rf"(?s)^{says}.*\nWhat came: .*\.$"):
        call(*arguments, **options)


@each_case("times", [[], [[1, 2]], 5, "50", [None], [True, False], [[1], [2, 3]]])
def test_other_times_are_refused(times):
    for call in (kaplan_meier, follow_up):
        refused(call, times, [True], says="times must be one or more finite numbers")


@each_case("time", [-1, nan, float("inf")])
def test_negative_and_infinite_times_are_refused(time):
    refused(
        kaplan_meier, [35, time], [True, True], says="times must be one or more finite numbers of at least 0"
    )


@each_case("events", [[], [True], [True] * 3, [2, 1], ["died", "alive"], [None, True], [[True, False]]])
def test_other_events_are_refused(events):
    refused(kaplan_meier, [35, 50], events, says="events, one for each of the 2 times, must be truth values")


def test_other_levels_intervals_and_times_asked_are_refused():
    for level in (0, 1, 95, "0.95", True):
        refused(kaplan_meier, [35], [True], level, says="confidence_level must be")
    for interval in ("linear", None, "LOG"):
        refused(
            kaplan_meier, [35], [True], interval=interval, says="interval must be one of log-log, log, plain"
        )
    curve = kaplan_meier([35, 50], [True, False])
    for t in (-1, nan, "35", None):
        refused(curve.at, t, says="t must be a finite number")
        refused(curve.number_at_risk, t, says="t must be a finite number")
        refused(curve.restricted_mean, t, says="horizon must be a finite number")
    for share in (0, 1, -0.5, "half"):
        refused(curve.quantile, share, says="share must be")
    refused(curve.restricted_mean, 51, says="horizon must be at most 50, where the curve ends")


# 91 days each, in years: equal on paper, and three different floats
STAYS = [(start + 91) / 365.25 - start / 365.25 for start in (12000, 13001, 15777)]


@each_case("events", [(1, 0, 0), (0, 1, 0), (0, 0, 1)])
def test_times_that_differ_by_rounding_alone_are_one_time(events):
    assert len(set(STAYS)) > 1
    curve = kaplan_meier(STAYS, events)
    assert curve.survival[-1] == pytest.approx(2 / 3)
    assert curve.at_risk.tolist() == [3, 3]
    assert curve.at(91 / 365.25).survival == pytest.approx(2 / 3)


def test_a_time_that_differs_from_one_of_the_data_by_rounding_alone_is_that_time():
    curve = kaplan_meier([0.3, 0.5], [True, False])
    assert 0.1 * 3 != 0.3
    assert curve.number_at_risk(0.1 * 3) == 2
    assert curve.at(0.3 - 1e-17).survival == curve.at(0.1 * 3).survival == 0.5
    assert curve.restricted_mean(0.1 * 3).mean == pytest.approx(0.3)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12), st.floats(-1e-13, 1e-13))
def test_rounding_of_times_changes_no_count(days, noise):
    exact = kaplan_meier(days, [True] * len(days))
    rounded = kaplan_meier([day * (1 + noise * i) for i, day in enumerate(days)], [True] * len(days))
    assert rounded.at_risk.tolist() == exact.at_risk.tolist()
    assert rounded.survival.tolist() == exact.survival.tolist()
