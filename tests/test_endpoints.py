import numpy as np
import pandas as pd
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from onearm.estimates import (
    daily,
    days_with,
    secondary_endpoints,
    status_at,
    steroid_course,
    subject_level,
    time_to_event,
)
from onearm.estimates.endpoints import STATUSES

# Frames are slow to make.
modest = settings(max_examples=12, deadline=None, derandomize=True)


# A day in a few characters: V on a ventilator, a number for litres of oxygen a minute; then + for the day of
# death. After the last day on study, a for alive and d for the day of death.


def records(steroid=None, **patients):
    """Records of patients, written as "4 4 2 0 a a d": day 0 first."""
    rows = []
    for patient, written in patients.items():
        for day, word in enumerate(written.split()):
            on_study = word not in ("a", "d")
            status = word.removesuffix("+")
            ventilated = status == "V"
            rows.append(
                {
                    "patient": patient,
                    "day": day,
                    "alive": word != "d" and not word.endswith("+"),
                    "on_study": on_study,
                    "ventilated": ventilated if on_study else None,
                    "oxygen_l_per_min": float(status) if on_study and not ventilated else np.nan,
                    "steroid_mg_per_kg": (steroid or {}).get((patient, day), 1.0) if on_study else np.nan,
                }
            )
    return pd.DataFrame(rows)


FOUR = records(
    weaned="V V 4 2 0",  # ventilated at the start, off from day 2
    died="6 3 3 7 7+",  # halved at once, then more than at the start, died on day 4
    left="4 2 2 a a",  # halved, left after day 2, alive
    well="0 0 0 0 0",
)


def table(call, **options):
    """What a function says for each status at day 4, a word or number a patient."""
    return {status: call(FOUR, status, 4, **options).to_dict() for status in STATUSES[:4]}


def test_days_with_each_status():
    assert table(days_with) == {
        "unventilated": {"died": 4, "left": 2, "weaned": 3, "well": 4},
        # The flow of one ventilated at the start has nothing to be compared with.
        "not_increased": {"died": 2, "left": 2, "weaned": 0, "well": 4},
        "oxygen_free": {"died": 0, "left": 0, "weaned": 1, "well": 4},
        "halved": {"died": 2, "left": 2},
    }


def test_patients_with_each_status_on_a_day():
    assert table(status_at) == {
        "unventilated": {"died": True, "left": True, "weaned": True, "well": True},
        "not_increased": {"died": False, "left": True, "weaned": False, "well": True},
        "oxygen_free": {"died": False, "left": False, "weaned": True, "well": True},
        "halved": {"died": False, "left": True},
    }


def test_a_longer_period_adds_nothing_to_those_who_stopped():
    assert days_with(FOUR, "unventilated", 100).to_dict() == {"died": 4, "left": 2, "weaned": 3, "well": 4}


@pytest.mark.parametrize(
    ("rules", "days"),
    [
        ({}, {"died": 4, "left": 2, "both": 1}),
        ({"after_leaving": "carry"}, {"died": 4, "left": 10, "both": 3}),
        ({"after_death": "carry"}, {"died": 10, "left": 2, "both": 8}),
        ({"after_death": "carry", "after_leaving": "carry"}, {"died": 10, "left": 10, "both": 10}),
        ({"after_death": "zero"}, {"died": 0, "left": 2, "both": 0}),
        ({"after_death": "zero", "after_leaving": "carry"}, {"died": 0, "left": 10, "both": 0}),
    ],
    ids=str,
)
def test_rules_for_days_after_death_and_leaving(rules, days):
    frame = records(died="6 3 3 7 7+", left="4 2 2 a a", both="0 0 a d")
    assert days_with(frame, "unventilated", 10, **rules).to_dict() == days


def test_carrying_forward_adds_days_only_to_a_last_status_that_holds():
    frame = records(on="0 0 V a a", off="V V 0 a a")
    carried = days_with(frame, "unventilated", 10, after_leaving="carry")
    assert carried.to_dict() == {"on": 1, "off": 9}


@each_case(
    ("rules", "having", "of"),
    [
        ({}, 4, 4),
        ({"after_death": "fail"}, 2, 4),
        ({"after_death": "exclude"}, 2, 2),
        ({"after_leaving": "fail"}, 3, 4),
        ({"after_leaving": "exclude"}, 3, 3),
        ({"after_death": "fail", "after_leaving": "fail"}, 1, 4),
        ({"after_death": "fail", "after_leaving": "exclude"}, 1, 3),
        ({"after_death": "exclude", "after_leaving": "exclude"}, 1, 1),
    ],
    ids=str,
)
def test_rules_for_patients_after_death_and_leaving(rules, having, of):
    # One died, one left, one left and then died, one is there.
    frame = records(a="0 0 0+", b="0 0 a a a a", c="0 0 a d", d="0 0 0 0 0 0")
    found = status_at(frame, "unventilated", 5, **rules)
    assert (found.sum(), len(found)) == (having, of)


def test_a_death_after_the_day_changes_nothing_on_it():
    frame = records(a="0 0 0 0 0+")
    for rule in ("carry", "fail", "exclude"):
        assert status_at(frame, "unventilated", 3, after_death=rule).tolist() == [True]
    assert days_with(frame, "unventilated", 3, after_death="zero").tolist() == [3]


def test_the_day_of_death_is_a_day_on_study():
    frame = records(a="0 0 0+")
    assert status_at(frame, "unventilated", 2, after_death="fail").tolist() == [True]
    assert days_with(frame, "unventilated", 2).tolist() == [2]
    assert days_with(frame, "unventilated", 2, after_death="zero").tolist() == [0]


def test_day_0_is_never_counted():
    assert days_with(records(a="0 V"), "unventilated", 1).tolist() == [0]
    assert days_with(records(a="V 0"), "unventilated", 1).tolist() == [1]
    assert days_with(records(a="0"), "unventilated", 1).tolist() == [0]


def test_half_is_at_most_half_and_more_is_above_the_start():
    frame = daily(records(a="4 4 4.1 2 2.1 0"))
    assert frame.halved.tolist() == [False, False, False, True, False, True]
    assert frame.not_increased.tolist() == [True, True, False, True, True, True]


def test_a_sum_of_doses_or_flows_is_compared_as_on_paper():
    dose, flow = 0.7 + 0.2 + 0.1, 0.1 + 0.2 - 0.3  # 1 and 0 on paper, not as floats
    assert dose < 1 and flow > 0
    frame = daily(records({("a", 0): dose, ("a", 1): dose, ("a", 2): 0.9}, a=f"2 {0.3 / 3 * 10} {flow}"))
    assert frame.below_1_mg_per_kg.tolist() == [False, False, True]
    assert frame.halved.tolist() == [False, True, True]
    assert frame.oxygen_free.tolist() == [False, False, True]


def test_halving_is_defined_for_those_with_oxygen_and_no_ventilator_at_the_start():
    frame = daily(FOUR)
    assert set(frame.patient[frame.halved.notna()]) == {"died", "left"}


def test_steroids():
    doses = {"a": [2.0, 2.0, 1.0, 0.8], "b": [1.0, 3.0, 5.0], "c": [0.9, 0.9, 0.9, 0.9]}
    by_day = {(patient, day): dose for patient, own in doses.items() for day, dose in enumerate(own)}
    frame = records(by_day, a="0 0 0 0", b="0 0 0+", c="0 0 0 0")
    course = steroid_course(frame, 3)
    assert course.start_mg_per_kg.to_dict() == {"a": 2.0, "b": 1.0, "c": 0.9}
    assert course.last_mg_per_kg.to_dict() == {"a": 0.8, "b": 5.0, "c": 0.9}
    assert course.reduction_mg_per_kg.round(9).to_dict() == {"a": 1.2, "b": -4.0, "c": 0.0}
    assert course.last_below.tolist() == [True, False, pd.NA]
    assert course.ever_below.tolist() == [True, False, pd.NA]
    assert course.mean_mg_per_kg.round(9).to_dict() == {"a": round(3.8 / 3, 9), "b": 4.0, "c": 0.9}
    assert status_at(frame, "below_1_mg_per_kg", 3).to_dict() == {"a": True, "b": False}
    assert steroid_course(frame, 2).last_below.tolist() == [False, False, pd.NA]
    rebound = records({("a", 0): 2.0, ("a", 1): 0.5, ("a", 2): 1.5}, a="0 0 0")
    assert steroid_course(rebound, 2)[["last_below", "ever_below"]].loc["a"].tolist() == [False, True]
    assert "total_mg" not in course
    with_mg = frame.assign(steroid_mg=frame.steroid_mg_per_kg * 50)
    assert steroid_course(with_mg, 3).total_mg.round(6).to_dict() == {"a": 190, "b": 400, "c": 135}


def test_secondary_endpoints_are_those_of_the_parts():
    found = secondary_endpoints(FOUR, [2, 4]).set_index(["status", "day"])
    assert len(found) == 8
    for (status, day), row in found.iterrows():
        days, having = days_with(FOUR, status, day), status_at(FOUR, status, day)
        assert (row.patients, row.of_patients) == (having.sum(), len(days))
        assert row.mean_days == days.mean()
        assert row.sd_days == days.std()
        assert [row.median_days, row.minimum_days, row.maximum_days] == [
            days.median(),
            days.min(),
            days.max(),
        ]


def test_subjects():
    frame = subject_level(records(a="4 4 4+", b="2 2 a a", c="V V V V", d="0 a d"))
    assert frame.oxygen_l_per_min.fillna(-1).tolist() == [4, 2, -1, 0]
    assert frame.ventilated.tolist() == [False, False, True, False]
    assert frame.last_day_on_study.tolist() == [2, 1, 3, 0]
    assert frame.end_of_study.tolist() == ["died", "discontinued", "completed", "discontinued"]
    assert frame.died.tolist() == [True, False, False, True]
    assert frame.death_day.tolist() == [2, pd.NA, pd.NA, 2]
    assert frame.last_day_known.tolist() == [2, 3, 3, 2]


def test_times_to_events():
    frame = time_to_event(records(a="4 4 4+", b="2 0 a a", c="V V V 0", d="0 1 a d"))
    rows = [tuple(row) for row in frame.itertuples(index=False)]
    assert rows == [
        ("survival within the records", "a", 2, "event", "died"),
        ("survival within the records", "b", 3, "censoring", "alive in the last record"),
        ("survival within the records", "c", 3, "censoring", "alive in the last record"),
        ("survival within the records", "d", 3, "event", "died"),
        ("time on study", "a", 2, "event", "died"),
        ("time on study", "b", 1, "event", "discontinued"),
        ("time on study", "c", 3, "censoring", "on study to the last day of the records"),
        ("time on study", "d", 1, "event", "discontinued"),
        ("oxygen free", "a", 2, "competing event", "died"),
        ("oxygen free", "b", 1, "event", "first day without oxygen"),
        ("oxygen free", "c", 3, "event", "first day without oxygen"),
    ]


# Any records.


words = st.sampled_from(["V", "0", "1", "2.5", "4"])
written = st.tuples(st.lists(words, min_size=1, max_size=8), st.sampled_from(["", "+", " a a", " a d"])).map(
    lambda parts: " ".join(parts[0]) + (parts[1] if len(parts[0]) > 1 or parts[1] != "+" else "")
)


@modest
@given(patients=st.lists(written, min_size=1, max_size=4), day=st.integers(1, 12))
def test_days_keep_their_order(patients, day):
    frame = records(**{f"p{i}": text for i, text in enumerate(patients)})
    days = {status: days_with(frame, status, day) for status in STATUSES}
    start = subject_level(frame).set_index("patient")
    assert (days["oxygen_free"] <= days["not_increased"])[~start.ventilated].all()
    for status in ("not_increased", "oxygen_free"):
        assert (days[status] <= days["unventilated"]).all()
    halved = days["halved"]
    assert (halved <= days["not_increased"][halved.index]).all()
    assert (days["oxygen_free"][halved.index] <= halved).all()
    for status in STATUSES:
        assert days[status].between(0, day).all()
        assert (days[status] <= days_with(frame, status, day + 1)).all()
        assert (days_with(frame, status, day, after_death="zero") <= days[status]).all()
        carried = days_with(frame, status, day, after_death="carry", after_leaving="carry")
        assert (carried >= days[status]).all()


@modest
@given(patients=st.lists(written, min_size=1, max_size=4), seed=st.integers(0, 99))
def test_the_order_of_the_records_makes_no_difference(patients, seed):
    frame = records(**{f"p{i}": text for i, text in enumerate(patients)})
    pd.testing.assert_frame_equal(daily(frame.sample(frac=1, random_state=seed)), daily(frame))


def test_the_records_handed_in_stay_as_they_were():
    frame = records(a="4 4 4+", b="2 2 a a")
    before = frame.copy(deep=True)
    daily(frame), subject_level(frame), secondary_endpoints(frame, [1])
    pd.testing.assert_frame_equal(frame, before)


# What is refused.


def refused(frame, says):
    for call in (
        daily,
        subject_level,
        time_to_event,
        lambda of: secondary_endpoints(of, [1]),
        lambda of: steroid_course(of, 1),
    ):
        with pytest.raises(ValueError, match=rf"(?s)^{says}.*\nWhat came: .*\.$"):
            call(frame)


def changed(column, value, row=2):
    frame = records(a="4 2 2 0+", b="V V 3 a a").astype(object)
    frame.loc[row, column] = value
    return frame


@each_case(
    ("column", "value", "row", "says"),
    [
        ("day", -1, 1, "patient a: day must be a whole number from 0"),
        ("day", 1.5, 1, "patient a: day must be a whole number from 0"),
        ("day", "1", 1, "patient a: day must be a whole number from 0"),
        ("day", None, 1, "patient a: day must be a whole number from 0"),
        ("day", 1, 2, "patient a, day 1: there must be no second record of the day"),
        ("day", 4, 2, "patient a, day 3: the day before must have a record too"),
        ("day", 9, 0, "patient a: the first record must be that of day 0, the baseline"),
        ("patient", None, 2, "each record must name its patient"),
        ("alive", False, 1, "patient a, day 2: there must be no record after death on day 1"),
        ("alive", False, 0, "patient a, day 1: there must be no record after death on day 0"),
        ("alive", "yes", 1, "patient a, day 1: alive must be True or False"),
        ("alive", None, 1, "patient a, day 1: alive must be True or False"),
        ("on_study", 1, 1, "patient a, day 1: on_study must be True or False"),
        ("ventilated", None, 1, "patient a, day 1: ventilated must be True or False"),
        ("ventilated", "no", 1, "patient a, day 1: ventilated must be True or False"),
        ("ventilated", True, 1, "patient a, day 1: oxygen_l_per_min must be empty on a ventilator"),
        ("oxygen_l_per_min", -2, 1, "patient a, day 1: oxygen_l_per_min must be a finite number at least 0"),
        (
            "oxygen_l_per_min",
            "2 L",
            1,
            "patient a, day 1: oxygen_l_per_min must be a finite number at least 0",
        ),
        (
            "oxygen_l_per_min",
            np.nan,
            1,
            "patient a, day 1: oxygen_l_per_min must be a finite number at least 0",
        ),
        (
            "steroid_mg_per_kg",
            -0.1,
            1,
            "patient a, day 1: steroid_mg_per_kg must be a finite number at least 0",
        ),
        (
            "steroid_mg_per_kg",
            None,
            1,
            "patient a, day 1: steroid_mg_per_kg must be a finite number at least 0",
        ),
        (
            "steroid_mg_per_kg",
            0.5,
            7,
            "patient b, day 3: steroid_mg_per_kg must be empty after the last day on",
        ),
        ("ventilated", False, 8, "patient b, day 4: ventilated must be empty after the last day on study"),
    ],
    ids=str,
)
def test_each_broken_record_has_its_own_message(column, value, row, says):
    refused(changed(column, value, row), says)


def test_a_patient_who_left_does_not_return():
    frame = records(a="4 2 2 2 2")
    frame.loc[2, ["on_study"]] = False
    frame = frame.astype({"ventilated": object})
    frame.loc[2, ["ventilated", "oxygen_l_per_min", "steroid_mg_per_kg"]] = [None, np.nan, np.nan]
    refused(frame, "patient a, day 3: a patient who left after day 1 must not return")


def test_a_patient_is_alive_and_on_study_on_day_0():
    refused(records(a="4+"), "patient a, day 0: the patient must be alive and on study")
    refused(records(a="a a"), "patient a, day 0: the patient must be alive and on study")


def test_other_than_records_are_refused():
    refused([{"patient": 1}], "records must be a DataFrame")
    refused(FOUR.iloc[:0], "records must have a row and the columns patient, day,")
    refused(FOUR.drop(columns="alive"), "records must have a row and the columns patient, day, alive,")


@pytest.mark.parametrize("day", [0, -1, 1.0, "28", None, True])
def test_other_days_are_refused(day):
    for call in (days_with, status_at):
        with pytest.raises(ValueError, match="day must be a whole number"):
            call(FOUR, "halved", day)
    with pytest.raises(ValueError, match="day must be a whole number"):
        secondary_endpoints(FOUR, [day])
    with pytest.raises(ValueError, match="day must be a whole number"):
        steroid_course(FOUR, day)


def test_other_rules_and_statuses_are_refused():
    with pytest.raises(ValueError, match="status must be one of unventilated, "):
        days_with(FOUR, "alive", 28)
    with pytest.raises(ValueError, match="after_death must be one of stop, carry, zero"):
        days_with(FOUR, "halved", 28, after_death="fail")
    with pytest.raises(ValueError, match="after_leaving must be one of stop, carry"):
        days_with(FOUR, "halved", 28, after_leaving="zero")
    with pytest.raises(ValueError, match="after_death must be one of carry, fail, exclude"):
        status_at(FOUR, "halved", 28, after_death="zero")
    with pytest.raises(ValueError, match="after_leaving must be one of carry, fail, exclude"):
        status_at(FOUR, "halved", 28, after_leaving="stop")
