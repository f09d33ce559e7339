"""The illustrative daily records give every printed endpoint of ventilation, oxygen and corticosteroids."""

from fractions import Fraction

import pandas as pd
import pytest

import daily_records as script
from onearm.estimates import (
    daily,
    days_with,
    secondary_endpoints,
    status_at,
    steroid_course,
    subject_level,
    time_to_event,
)
from onearm.printed import Printed, grim
from seven_patients.datasets import baseline, daily_records, disposition, patients, proportions, summaries

RECORDS = daily_records()
SUBJECTS = subject_level(RECORDS).set_index("patient")
STEROIDS = steroid_course(RECORDS, 100)
SEVEN = patients().set_index("patient")
SHARES = {
    "no mechanical ventilation": "unventilated",
    "no increase in oxygen dose": "not_increased",
    "no oxygen administration": "oxygen_free",
    "oxygen dose reduced by at least 50%": "halved",
}
DAYS = {
    "days without mechanical ventilation": "unventilated",
    "days without an increase in oxygen dose": "not_increased",
    "days without oxygen administration": "oxygen_free",
    "days with an oxygen dose reduced by at least 50%": "halved",
}
DOSES = {
    "corticosteroid dose": STEROIDS.mean_mg_per_kg,
    "total corticosteroid dose": STEROIDS.total_mg,
    "reduction in corticosteroid dose": STEROIDS.reduction_mg_per_kg[STEROIDS.last_below.notna()],
}


def test_the_script_makes_the_records():
    assert script.text() == script.FILE.read_text(encoding="utf-8")
    assert script.FILE.name == "daily_records.csv"


def prints_so(row, values):
    """Whether everything that a row of the summaries prints is that of the values."""
    derived = values.astype(float).agg(["mean", "std", "median", "min", "max"]).tolist()
    columns = ("mean", "sd", "median", "minimum", "maximum")
    printed = [getattr(row, f"{name}_printed") for name in columns]
    assert all(printed[:2])
    return all(Printed(text).contains(value) for text, value in zip(printed, derived, strict=True) if text)


def test_every_printed_mean_of_days_and_doses():
    seen = set()
    for row in summaries().itertuples():
        if row.quantity in DAYS:
            values = days_with(RECORDS, DAYS[row.quantity], row.day)
            assert pd.isna(row.of_patients) or row.of_patients == len(values)
        elif row.quantity in DOSES:
            values = DOSES[row.quantity]
        else:
            continue
        assert prints_so(row, values), row
        seen.add(row.quantity)
    assert seen == {*DAYS, *DOSES}
    left_out = set(summaries().quantity) - seen
    assert left_out == {"HLC-001 doses", "HLC-001 total dose"}


def test_every_printed_share_of_patients():
    checked = 0
    for row in proportions().itertuples():
        if row.endpoint in SHARES:
            having = status_at(RECORDS, SHARES[row.endpoint], row.day)
        elif row.endpoint == "corticosteroid dose reduced below 1 mg/kg/day":
            having = status_at(RECORDS, "below_1_mg_per_kg", 100)
        elif row.endpoint == "overall survival":
            having = ~(SUBJECTS.death_day <= row.day).fillna(False)
        else:
            continue
        assert (having.sum(), len(having)) == (row.patients, row.of_patients), row
        assert Printed(row.percent_printed).contains(Fraction(100 * int(having.sum()), len(having))), row
        checked += 1
    assert checked == 15
    # A year and the deaths after day 100 lie beyond the records.
    assert set(proportions().endpoint) - {*SHARES} == {
        "overall survival",
        "one-year survival",
        "death after day 100",
        "corticosteroid dose reduced below 1 mg/kg/day",
    }


def test_the_table_of_endpoints_says_the_same():
    table = secondary_endpoints(RECORDS, [28, 56, 100]).set_index(["status", "day"])
    by_print = summaries().set_index(["quantity", "day"])
    for quantity, status in DAYS.items():
        for day in (28, 56, 100):
            ours, printed = table.loc[(status, day)], by_print.loc[(quantity, day)]
            assert Printed(printed.mean_printed).contains(ours.mean_days)
            assert Printed(printed.sd_printed).contains(ours.sd_days)


def test_the_records_hold_table_3():
    assert SUBJECTS.ventilated.tolist() == SEVEN.mechanical_ventilation.tolist()
    flow = SEVEN.initial_oxygen_l_per_min.where(SEVEN.oxygen_therapy, 0)
    assert SUBJECTS.oxygen_l_per_min.fillna(-1).tolist() == flow.fillna(-1).tolist()
    early = SEVEN.outcome_day[SEVEN.outcome_day <= 100]
    assert SUBJECTS.death_day.dropna().to_dict() == early.to_dict()
    # Nobody is ventilated but the one who was at the start.
    assert set(RECORDS.patient[RECORDS.ventilated.fillna(False)]) == {1}
    # Where Table 3 prints the highest dose before treatment, the starting dose is not above it.
    highest = SEVEN.corticosteroid_maximum_mg_per_kg_day.dropna()
    assert (STEROIDS.start_mg_per_kg[highest.index] <= highest).all()


def test_starting_doses_and_weights_hold_table_2():
    rows = baseline().set_index("characteristic")
    assert prints_so(rows.loc["corticosteroid dose"], STEROIDS.start_mg_per_kg)
    weight = STEROIDS.start_mg_per_kg.index.map(script.WEIGHT).to_series()
    assert prints_so(rows.loc["weight"], weight)
    on_study = RECORDS[RECORDS.on_study]
    in_mg = on_study.steroid_mg_per_kg * on_study.patient.map(script.WEIGHT)
    assert (in_mg - on_study.steroid_mg).abs().max() <= 0.05 + 1e-9


def test_four_withdrew_and_three_completed():
    stage = disposition().set_index("stage").patients
    ended = SUBJECTS.end_of_study.value_counts()
    assert ended["completed"] == stage["completed the trial"]
    assert ended["died"] + ended["discontinued"] == stage["withdrew after treatment"]


def test_the_dead_are_counted_among_those_not_ventilated_on_day_100():
    carried = status_at(RECORDS, "unventilated", 100)
    assert (carried.sum(), len(carried)) == (6, 7)
    assert carried[2] and SUBJECTS.death_day[2] <= 100
    failing = status_at(RECORDS, "unventilated", 100, after_death="fail")
    observed = status_at(RECORDS, "unventilated", 100, after_death="exclude", after_leaving="exclude")
    assert (failing.sum(), len(failing)) == (5, 7)
    assert (observed.sum(), len(observed)) == (3, 3)


@pytest.mark.parametrize(
    ("rules", "total"),
    [
        ({}, 461),
        ({"after_leaving": "carry"}, 461 + 45 + 29),
        ({"after_death": "zero"}, 461 - 35),
        ({"after_death": "carry"}, 461 + 65),
    ],
    ids=str,
)
def test_other_rules_give_other_means(rules, total):
    assert grim("65.9", 7) == (461,)
    assert days_with(RECORDS, "unventilated", 100, **rules).sum() == total


def test_survival_of_the_records_is_that_of_the_trial_to_day_100():
    times = time_to_event(RECORDS).query("parameter == 'survival within the records'").set_index("patient")
    assert times.days.tolist() == SEVEN.outcome_day.clip(upper=100).tolist()
    assert (times.ended_with == "event").tolist() == (SEVEN.outcome_day <= 100).tolist()


def test_every_row_says_that_it_is_illustrative():
    assert set(RECORDS.tier) == {"illustrative"}
    assert len(daily(RECORDS)) == RECORDS.on_study.sum()
