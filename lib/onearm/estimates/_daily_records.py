"""Daily records as `onearm.estimates.endpoints` describes them, or the refusal of what breaks its rules."""

from typing import Any

import numpy as np
import pandas as pd

from onearm._frames import frame, names
from onearm._require import count, flag, number, refuse

MEASURED = ("ventilated", "oxygen_l_per_min", "steroid_mg_per_kg")
COLUMNS = ("patient", "day", "alive", "on_study", *MEASURED)

LATEST_DAY = 100_000


def checked(records: pd.DataFrame) -> pd.DataFrame:
    """Return the records in order and typed, or refuse them by patient and day."""
    given = frame("records", records, COLUMNS)
    columns = [*COLUMNS, *(["steroid_mg"] if "steroid_mg" in given else [])]
    records = frame("records", given, columns)[columns]
    if records.patient.isna().any():
        refuse("each record must name its patient", records[records.patient.isna()].iloc[0].to_dict())
    names("each patient of the records", records.patient)
    rows = []
    for patient, own in records.groupby("patient"):
        rows += _patient(patient, own.to_dict("records"))
    return pd.DataFrame(rows, columns=columns)


def _patient(patient: object, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one patient's records by ascending day, or refuse them."""
    for record in records:
        record["day"] = count(f"patient {patient}: day", _plain(record["day"]), 0, LATEST_DAY)
    records.sort(key=lambda record: record["day"])
    for expected, record in enumerate(records):
        day = record["day"]
        if day > expected:
            if not expected:
                refuse(f"patient {patient}: the first record must be that of day 0, the baseline", day)
            refuse(f"patient {patient}, day {day}: the day before must have a record too", day)
        if day < expected:
            refuse(f"patient {patient}, day {day}: there must be no second record of the day", day)
    death = left = None
    for record in records:
        place = f"patient {patient}, day {record['day']}"
        if death is not None:
            refuse(f"{place}: there must be no record after death on day {death}", record["day"])
        for column in ("alive", "on_study"):
            record[column] = flag(f"{place}: {column}", record[column])
        if left is not None and record["on_study"]:
            refuse(f"{place}: a patient who left after day {left} must not return", record["day"])
        _measurements(place, record)
        death = None if record["alive"] else record["day"]
        left = record["day"] - 1 if left is None and not record["on_study"] else left
    if not (records[0]["alive"] and records[0]["on_study"]):
        refuse(f"patient {patient}, day 0: the patient must be alive and on study", records[0])
    return records


def _measurements(place: str, record: dict[str, Any]) -> None:
    """Type the measurements of one record, or refuse them."""
    measured = [name for name in record if name in (*MEASURED, "steroid_mg")]
    if not record["on_study"]:
        for name in measured:
            if not pd.isna(record[name]):
                refuse(f"{place}: {name} must be empty after the last day on study", record[name])
            record[name] = False if name == "ventilated" else np.nan
        return
    record["ventilated"] = flag(f"{place}: ventilated", record["ventilated"])
    for name in measured[1:]:
        if name == "oxygen_l_per_min" and record["ventilated"]:
            if not pd.isna(record[name]):
                refuse(f"{place}: {name} must be empty on a ventilator", record[name])
            record[name] = np.nan
        else:
            record[name] = number(f"{place}: {name}", _plain(record[name]), 0)


def _plain(value: object) -> object:
    """Return a float that is whole as an int; pandas makes floats of whole numbers beside empty cells."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
