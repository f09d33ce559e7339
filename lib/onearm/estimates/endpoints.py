"""From daily records to endpoints, with each rule for death, for leaving and for day 0 said aloud.

**The records.** A frame with one row a patient and day, and these columns:

- `patient`: who
- `day`: whole days since the start of treatment
- `alive`: whether alive at the end of the day
- `on_study`: whether observed by the trial on that day
- `ventilated`: whether on mechanical ventilation
- `oxygen_l_per_min`: flow of oxygen, 0 without; empty on a ventilator
- `steroid_mg_per_kg`: corticosteroid dose of the day
- `steroid_mg`: that dose in mg; the column may be left out

1. Day 0 is the baseline, before treatment. Every patient has it, and it is never counted: from day 0 to day t
   there are t days, 1 to t.
2. Days follow each other without a gap and without a repeat.
3. The day of death has a record, the last one, with `alive` false. It counts with the status it shows.
4. The last day on study counts too. After it a patient may have records of being alive or dead, with all else
   empty. Who leaves does not return.
5. A patient whose records end alive has left on that day, and is not known to be alive after it.

Whatever breaks these rules is refused, by patient and day.
"""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from onearm._require import count, listed, one_of
from onearm.estimates._daily_records import LATEST_DAY, MEASURED, checked

STATUSES = ("unventilated", "not_increased", "oxygen_free", "halved", "below_1_mg_per_kg")
"""What `daily` says of each day."""

_STEROID_THRESHOLD = 1.0  # mg/kg/day

_ROUNDING = 1e-9
"""Measurements that differ by less, in their unit, are the same: 0.7 + 0.2 + 0.1 mg/kg is 1 mg/kg."""

_Courses = dict[Any, tuple[list[bool], float]]


def daily(records: pd.DataFrame) -> pd.DataFrame:
    """Say of each day on study which of the statuses of the endpoints the patient had.

    Parameters
    ----------
    records : pandas.DataFrame
        Daily records, as the module describes them.

    Returns
    -------
    pandas.DataFrame
        One row a patient and day on study, day 0 included, ascending: `patient`, `day`, the measurements, and
        a truth value for each status, empty where the status is not defined for the patient:

        1. `unventilated`: not on mechanical ventilation.
        2. `not_increased`: not ventilated, and the flow of oxygen is at most that of day 0. A ventilated day
           is a day with more oxygen. Who was ventilated on day 0 has no flow to compare with, and never has
           this status.
        3. `oxygen_free`: not ventilated, and the flow of oxygen is 0.
        4. `halved`: not ventilated, and the flow of oxygen is at most half that of day 0. Defined for
           patients who had oxygen without ventilation on day 0.
        5. `below_1_mg_per_kg`: the corticosteroid dose is below 1 mg/kg. Defined for patients whose dose was
           not below that on day 0.

    Raises
    ------
    ValueError
        If the records break a rule of the module; the message names patient and day.

    Notes
    -----
    The time grows with the number of records.

    Examples
    --------
    >>> records = pd.DataFrame(
    ...     {"patient": 1, "day": [0, 1, 2], "alive": True, "on_study": True, "ventilated": False,
    ...      "oxygen_l_per_min": [4, 2, 0], "steroid_mg_per_kg": [1.2, 1.2, 0.9]}
    ... )
    >>> shown = ["day", "oxygen_free", "halved", "below_1_mg_per_kg"]
    >>> print(daily(records)[shown].to_string(index=False))
     day  oxygen_free  halved  below_1_mg_per_kg
       0        False   False              False
       1        False    True              False
       2         True    True               True
    """
    return _daily(checked(records))


def _daily(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what `daily` does of records that were checked."""
    frame = frame[frame.on_study].reset_index(drop=True)
    start = frame[frame.day == 0].set_index("patient")
    first = {name: frame.patient.map(start[name]) for name in MEASURED}
    unventilated = ~frame.ventilated
    flow, flow_at_start = frame.oxygen_l_per_min, first["oxygen_l_per_min"]
    below = frame.steroid_mg_per_kg < _STEROID_THRESHOLD - _ROUNDING
    statuses = {
        "unventilated": unventilated,
        "not_increased": unventilated & (flow <= flow_at_start + _ROUNDING),
        "oxygen_free": unventilated & (flow <= _ROUNDING),
        "halved": (unventilated & (flow <= flow_at_start / 2 + _ROUNDING)).where(flow_at_start > _ROUNDING),
        "below_1_mg_per_kg": below.where(first["steroid_mg_per_kg"] >= _STEROID_THRESHOLD - _ROUNDING),
    }
    shown = frame.drop(columns=["alive", "on_study"])
    return shown.assign(**{name: status.astype("boolean") for name, status in statuses.items()})


def days_with(
    records: pd.DataFrame, status: str, day: int, *, after_death: str = "stop", after_leaving: str = "stop"
) -> pd.Series:
    """Count each patient's days with a status, from the start of treatment to a day.

    Parameters
    ----------
    records : pandas.DataFrame
        Daily records, as the module describes them.
    status : str
        One of `STATUSES`; see `daily`.
    day : int
        The last day of the period, at least 1.
    after_death : {"stop", "carry", "zero"}
        What the days after death count; see Notes.
    after_leaving : {"stop", "carry"}
        What the days after leaving the study alive count.

    Returns
    -------
    pandas.Series of int
        Days, 0 to `day`, by patient, for the patients for whom the status is defined.

    Raises
    ------
    ValueError
        If the records break a rule of the module, or another argument is none of the above.

    Notes
    -----
    1. Take the days 1 to `day`. Day 0 does not count; a whole period counts `day` days.
    2. Count the days on study with the status. The day of death and the last day on study are among them.
    3. Add nothing for the days after it ("stop"), or count them when the last day on study had the status
       ("carry"). A patient who left before death is treated as one who left up to the day of death.
    4. With `after_death="zero"`, a patient who died on or before `day` has 0 days, whatever came before: days
       free of support with death as the worst result, as for ventilator-free days.

    The time grows with the number of records.

    References
    ----------
    Yehya N, Harhay MO, Curley MAQ, Schoenfeld DA, Reeder RW (2019). Reappraisal of ventilator-free days in
    critical care research. American Journal of Respiratory and Critical Care Medicine 200(7):828-836.

    Examples
    --------
    A patient who died on day 3, never ventilated:

    >>> records = pd.DataFrame(
    ...     {"patient": 1, "day": [0, 1, 2, 3], "alive": [True, True, True, False], "on_study": True,
    ...      "ventilated": False, "oxygen_l_per_min": 2, "steroid_mg_per_kg": 1.2}
    ... )
    >>> for rule in ("stop", "carry", "zero"):
    ...     print(rule, days_with(records, "unventilated", 28, after_death=rule)[1])
    stop 3
    carry 28
    zero 0
    """
    one_of("status", status, STATUSES)
    day = count("day", day, 1, LATEST_DAY)
    one_of("after_death", after_death, ("stop", "carry", "zero"))
    one_of("after_leaving", after_leaving, ("stop", "carry"))
    rules = {"after_death": after_death, "after_leaving": after_leaving}
    return _days_with(_courses(checked(records), status), day, **rules)


def status_at(
    records: pd.DataFrame, status: str, day: int, *, after_death: str = "carry", after_leaving: str = "carry"
) -> pd.Series:
    """Say which patients had a status on a day.

    Parameters
    ----------
    records : pandas.DataFrame
        Daily records, as the module describes them.
    status : str
        One of `STATUSES`; see `daily`.
    day : int
        The day, at least 1.
    after_death, after_leaving : {"carry", "fail", "exclude"}
        What counts for a patient who died, or left the study alive, before that day; see Notes.

    Returns
    -------
    pandas.Series of bool
        Whether the patient had the status, by patient, for those for whom it is defined and not left out.

    Raises
    ------
    ValueError
        If the records break a rule of the module, or another argument is none of the above.

    Notes
    -----
    1. A patient on study on the day has the status of the day. The day of death is a day on study.
    2. For one who died before it: the status of the last day on study ("carry"), none ("fail"), or the
       patient is left out ("exclude"). Carrying forward can count a dead patient as free of support.
    3. The same for one who left the study before it and had not died by that day.

    The time grows with the number of records.

    Examples
    --------
    A patient who died on day 3, never ventilated, counts as not ventilated on day 28 when the last status is
    carried forward:

    >>> records = pd.DataFrame(
    ...     {"patient": 1, "day": [0, 1, 2, 3], "alive": [True, True, True, False], "on_study": True,
    ...      "ventilated": False, "oxygen_l_per_min": 2, "steroid_mg_per_kg": 1.2}
    ... )
    >>> for rule in ("carry", "fail", "exclude"):
    ...     print(rule, status_at(records, "unventilated", 28, after_death=rule).tolist())
    carry [True]
    fail [False]
    exclude []
    """
    one_of("status", status, STATUSES)
    day = count("day", day, 1, LATEST_DAY)
    rules = {"after_death": after_death, "after_leaving": after_leaving}
    for name, rule in rules.items():
        one_of(name, rule, ("carry", "fail", "exclude"))
    return _status_at(_courses(checked(records), status), day, **rules)


def steroid_course(records: pd.DataFrame, day: int) -> pd.DataFrame:
    """Summarize each patient's corticosteroid doses from the start of treatment to a day.

    Parameters
    ----------
    records : pandas.DataFrame
        Daily records, as the module describes them.
    day : int
        The last day of the period, at least 1.

    Returns
    -------
    pandas.DataFrame
        By patient:

        1. `start_mg_per_kg`: the dose of day 0.
        2. `last_mg_per_kg`: the dose of the last day on study, `day` or before.
        3. `reduction_mg_per_kg`: start less last; negative after a rise.
        4. `last_below`: whether the last dose is below 1 mg/kg; empty where the first one was too.
        5. `ever_below`: whether any dose after day 0 is; empty where the first one was.
        6. `mean_mg_per_kg`: the mean dose of days 1 to the last on study.
        7. `total_mg`: the sum of the doses of those days; only where the records have `steroid_mg`.

    Raises
    ------
    ValueError
        If the records break a rule of the module, or `day` is no whole number of at least 1.

    Notes
    -----
    The time grows with the number of records.

    Examples
    --------
    >>> records = pd.DataFrame(
    ...     {"patient": 1, "day": [0, 1, 2], "alive": True, "on_study": True, "ventilated": False,
    ...      "oxygen_l_per_min": 0, "steroid_mg_per_kg": [1.5, 1.0, 0.5]}
    ... )
    >>> steroid_course(records, 2).loc[1, ["reduction_mg_per_kg", "mean_mg_per_kg"]].tolist()
    [1.0, 0.75]
    """
    day = count("day", day, 1, LATEST_DAY)
    frame = daily(records)
    frame = frame[frame.day <= day]
    by_patient = frame.groupby("patient")
    treated = frame[frame.day > 0].groupby("patient")
    start, last = by_patient.steroid_mg_per_kg.first(), by_patient.steroid_mg_per_kg.last()
    threshold = _STEROID_THRESHOLD - _ROUNDING
    course = {
        "start_mg_per_kg": start,
        "last_mg_per_kg": last,
        "reduction_mg_per_kg": start - last,
        "last_below": by_patient.below_1_mg_per_kg.nth(-1).set_axis(last.index),
        "ever_below": by_patient.below_1_mg_per_kg.agg("any").where(start >= threshold),
        "mean_mg_per_kg": treated.steroid_mg_per_kg.mean(),
    }
    if "steroid_mg" in frame:
        course["total_mg"] = treated.steroid_mg.sum()
    return pd.DataFrame(course)


def secondary_endpoints(records: pd.DataFrame, days: Iterable[int]) -> pd.DataFrame:
    """Derive every endpoint of ventilation and oxygen at several days.

    Parameters
    ----------
    records : pandas.DataFrame
        Daily records, as the module describes them.
    days : iterable of int
        The days, each at least 1.

    Returns
    -------
    pandas.DataFrame
        One row a status of ventilation or oxygen and a day: `status`, `day`, `patients` with the status on
        the day, `of_patients`, and of the number of days with it `mean_days`, `sd_days` (denominator n - 1),
        `median_days`, `minimum_days` and `maximum_days`.

    Raises
    ------
    ValueError
        If the records break a rule of the module, or a day is no whole number of at least 1.

    Notes
    -----
    The rules are those that `status_at` and `days_with` have when none is named: patients are counted with
    their last status carried forward past death and leaving, days up to death or leaving.

    The time grows with the number of records, and with the number of days asked for.

    Examples
    --------
    >>> records = pd.DataFrame(
    ...     {"patient": [1, 1, 1, 2, 2, 2], "day": [0, 1, 2] * 2, "alive": True, "on_study": True,
    ...      "ventilated": False, "oxygen_l_per_min": [4, 3, 0, 2, 3, 1], "steroid_mg_per_kg": 1}
    ... )
    >>> table = secondary_endpoints(records, [2])
    >>> print(table[["status", "patients", "of_patients", "mean_days"]].to_string(index=False))
           status  patients  of_patients  mean_days
     unventilated         2            2        2.0
    not_increased         2            2        1.5
      oxygen_free         1            2        0.5
           halved         2            2        1.0
    """
    days = [count("each day", day, 1, LATEST_DAY) for day in listed("days", days)]
    frame = checked(records)
    rows = []
    for status in STATUSES[:4]:
        courses = _courses(frame, status)
        for day in days:
            having, counted = _status_at(courses, day), _days_with(courses, day)
            rows.append(
                {
                    "status": status,
                    "day": day,
                    "patients": int(having.sum()),
                    "of_patients": len(having),
                    "mean_days": counted.mean(),
                    "sd_days": counted.std(),
                    "median_days": counted.median(),
                    "minimum_days": counted.min(),
                    "maximum_days": counted.max(),
                }
            )
    return pd.DataFrame(rows)


def subject_level(records: pd.DataFrame) -> pd.DataFrame:
    """Return one row a patient, as ADaM's ADSL does: the start, and how and when the observation ended.

    Parameters
    ----------
    records : pandas.DataFrame
        Daily records, as the module describes them.

    Returns
    -------
    pandas.DataFrame
        1. `patient`.
        2. `ventilated`, `oxygen_l_per_min`, `steroid_mg_per_kg`: those of day 0.
        3. `last_day_on_study`.
        4. `end_of_study`: "died" where that was the day of death, "completed" where it was the last day of
           anybody's records, "discontinued" otherwise.
        5. `died`, and `death_day`, empty without a death.
        6. `last_day_known`: that of the last record.

    Raises
    ------
    ValueError
        If the records break a rule of the module.

    Notes
    -----
    The time grows with the number of records.

    Examples
    --------
    >>> records = pd.DataFrame(
    ...     {"patient": [1, 1, 2, 2, 2], "day": [0, 1, 0, 1, 2], "alive": [True, False, True, True, True],
    ...      "on_study": True, "ventilated": False, "oxygen_l_per_min": 0, "steroid_mg_per_kg": 1}
    ... )
    >>> shown = ["patient", "last_day_on_study", "end_of_study", "death_day"]
    >>> print(subject_level(records)[shown].to_string(index=False))
     patient  last_day_on_study end_of_study  death_day
           1                  1         died          1
           2                  2    completed       <NA>
    """
    frame = checked(records)
    start = frame[frame.day == 0].set_index("patient")
    last_day = frame[frame.on_study].groupby("patient").day.max()
    known = frame.groupby("patient").day.max()
    death = frame[~frame.alive].set_index("patient").day.reindex(start.index).astype("Int64")
    ends = [(death == last_day).fillna(False).astype(bool), last_day == frame.day.max()]
    end = np.select(ends, ["died", "completed"], default="discontinued")
    table = start[list(MEASURED)].assign(
        last_day_on_study=last_day,
        end_of_study=end,
        died=death.notna(),
        death_day=death,
        last_day_known=known,
    )
    return table.reset_index()


def time_to_event(records: pd.DataFrame) -> pd.DataFrame:
    """Return one row a patient and kind of time, as ADaM's ADTTE does: how long to the event, or without it.

    Parameters
    ----------
    records : pandas.DataFrame
        Daily records, as the module describes them.

    Returns
    -------
    pandas.DataFrame
        `parameter`, `patient`, `days`, `ended_with` ("event", "competing event" or "censoring"), and
        `description`, which says what ended the time:

        1. "survival within the records": the event is death. Without one, the time is censored on the day of
           the patient's last record, and what came later is not known here.
        2. "time on study": the event is death on study or discontinuation, on the last day on study. Without
           one, the time is censored on the last day of the records.
        3. "oxygen free", for patients with oxygen or ventilation on day 0, who alone are at risk: the event
           is the first day after it without either. Death on study before that day is a competing event:
           the dead will not come off oxygen later. Otherwise the time is censored on the last day on study.

        An event on the day on which the time would end without one is an event.

    Raises
    ------
    ValueError
        If the records break a rule of the module.

    Notes
    -----
    The time grows with the number of records.

    Examples
    --------
    >>> records = pd.DataFrame(
    ...     {"patient": [1, 1, 2, 2], "day": [0, 1] * 2, "alive": [True, False, True, True], "on_study": True,
    ...      "ventilated": False, "oxygen_l_per_min": 2, "steroid_mg_per_kg": 1}
    ... )
    >>> table = time_to_event(records)
    >>> print(table.tail(2).drop(columns="parameter").to_string(index=False))
     patient  days      ended_with       description
           1     1 competing event              died
           2     1       censoring last day on study
    """
    subjects = subject_level(records).set_index("patient")
    days = daily(records)
    at_risk = subjects[subjects.ventilated | (subjects.oxygen_l_per_min > _ROUNDING)]
    free = days[(days.day > 0) & days.oxygen_free].groupby("patient").day.min().reindex(at_risk.index)
    died_on_study = at_risk.end_of_study == "died"
    completed = subjects.end_of_study == "completed"
    parts = {
        "survival within the records": pd.DataFrame(
            {
                "days": subjects.last_day_known,
                "ended_with": np.where(subjects.died, "event", "censoring"),
                "description": np.where(subjects.died, "died", "alive in the last record"),
            }
        ),
        "time on study": pd.DataFrame(
            {
                "days": subjects.last_day_on_study,
                "ended_with": np.where(completed, "censoring", "event"),
                "description": subjects.end_of_study.mask(
                    completed, "on study to the last day of the records"
                ),
            }
        ),
        "oxygen free": pd.DataFrame(
            {
                "days": free.fillna(at_risk.last_day_on_study).astype(int),
                "ended_with": np.select(
                    [free.notna(), died_on_study], ["event", "competing event"], "censoring"
                ),
                "description": np.select(
                    [free.notna(), died_on_study], ["first day without oxygen", "died"], "last day on study"
                ),
            }
        ),
    }
    return pd.concat(parts, names=["parameter"]).reset_index()


# The rules, a patient at a time.


def _courses(frame: pd.DataFrame, status: str) -> _Courses:
    """Return by patient whether the status held on each day on study, and the day of death or infinity."""
    days = _daily(frame)
    deaths = frame[~frame.alive].set_index("patient").day.to_dict()
    return {
        patient: (own[status].tolist(), deaths.get(patient, math.inf))
        for patient, own in days[days[status].notna()].groupby("patient")
    }


def _days_with(
    courses: _Courses, day: int, after_death: str = "stop", after_leaving: str = "stop"
) -> pd.Series:
    counts: dict[Any, float] = {}
    for patient, (held, died) in courses.items():
        left, seen_until = len(held) - 1, min(died, day)
        counts[patient] = sum(held[1 : day + 1])
        if held[-1] and after_leaving == "carry":
            counts[patient] += max(0, seen_until - left)
        if held[-1] and after_death == "carry":
            counts[patient] += day - seen_until
        if died <= day and after_death == "zero":
            counts[patient] = 0
    return _by_patient(counts, "days", int)


def _status_at(
    courses: _Courses, day: int, after_death: str = "carry", after_leaving: str = "carry"
) -> pd.Series:
    having = {}
    for patient, (held, died) in courses.items():
        left = len(held) - 1
        rule = "carry" if day <= left else after_death if died <= day else after_leaving
        if rule != "exclude":
            having[patient] = held[min(day, left)] and rule != "fail"
    return _by_patient(having, "having", bool)


def _by_patient(values: dict[Any, Any], name: str, kind: type) -> pd.Series:
    return pd.Series(values, name=name, dtype=kind).rename_axis("patient")
