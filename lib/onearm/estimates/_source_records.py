"""Source records in the shape of SDTM's domains, and analysis data sets, or the refusal of what is amiss."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from onearm._frames import frame, is_empty
from onearm._require import as_float, refuse
from onearm.estimates._daily_records import LATEST_DAY

DISPOSITIONS = ("COMPLETED", "DEATH", "DISCONTINUED", "LAST KNOWN ALIVE")
"""What an entry of the disposition can say; the first three end the study for a subject."""

MEASUREMENTS = {
    "VENT": "Mechanical ventilation (1 yes, 0 no)",
    "O2FLOW": "Flow of oxygen (L/min)",
    "CSDOSE": "Corticosteroid dose (mg/kg/day)",
    "CSMG": "Corticosteroid dose (mg/day)",
}
"""The measurements of a day; the codes are those of this library."""

LARGEST = 1e15
"""The largest number that a record may hold, so that sums of them stay finite."""

_DATES = {"DM": "DTHDTC", "EX": "EXSTDTC", "DS": "DSSTDTC", "VS": "VSDTC", "AE": "AESTDTC"}
_COLUMNS = {
    "DM": ["AGE", "SEX"],
    "EX": ["EXSEQ", "EXDOSE"],
    "DS": ["DSSEQ", "DSDECOD"],
    "VS": ["VSSEQ", "VSTESTCD", "VSSTRESN"],
    "AE": ["AESEQ", "AEDECOD", "AEBODSYS", "AETOXGR", "AESER", "AEREL"],
}
_NUMBERS = {"AGE", "EXDOSE", "VSSTRESN", "AVAL"}
_WHOLE = {"EXSEQ", "DSSEQ", "VSSEQ", "AESEQ", "AETOXGR"}
_CODES = {
    "SEX": ("M", "F", "U"),
    "DSDECOD": DISPOSITIONS,
    "VSTESTCD": tuple(MEASUREMENTS),
    **dict.fromkeys(("AESER", "AEREL", "DTHFL", "O2RSKFL", "O2BLFL", "CSBLFL"), ("Y", "N")),
    "EOSSTT": ("COMPLETED", "DISCONTINUED"),
    "DCSREAS": ("", "DEATH", "OTHER"),
    "ANL02FL": ("", "Y"),
}
_MAY_BE_EMPTY = {"DTHDTC", "AETOXGR", "DCSREAS", "ANL02FL", "DTHDT", "LSTALVDT"}


def sources(**domains: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the columns of domains that are used, their dates as dates, or refuse them."""
    found = {domain: _used(domain, value) for domain, value in domains.items()}
    return [_typed(domain, value) for domain, value in found.items()]


def _used(domain: str, value: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a domain that are used, or refuse what does not have them."""
    columns = ["USUBJID", *_COLUMNS[domain], _DATES[domain]]
    if not isinstance(value, pd.DataFrame) or not len(value):
        refuse(f"{domain} must be a frame with at least one row", type(value).__name__)
    for column in columns:
        if column not in value:
            refuse(f"{domain} must have the variable {column}", list(value))
    return frame(domain, value, columns)[columns].reset_index(drop=True)


def _typed(domain: str, value: pd.DataFrame) -> pd.DataFrame:
    """Return a domain with its dates as dates, or refuse the first cell that is not as it must be."""
    value = pd.DataFrame({column: _checked(domain, value, column) for column in value})
    if domain == "AE":
        wrong = value["AETOXGR"].notna() & ~value["AETOXGR"].isin(range(1, 6))
        must = "the grade must be a whole number from 1 to 5, or empty"
        _refuse_where(wrong, domain, value, "AETOXGR", must)
        value["AETOXGR"] = value["AETOXGR"].astype("Int64")
    if domain == "VS":
        wrong = (value["VSTESTCD"] == "VENT") & ~value["VSSTRESN"].isin([0, 1])
        _refuse_where(wrong, domain, value, "VSSTRESN", "the value of VENT must be 1 or 0")
    return _dated(domain, value, _DATES[domain])


def data_set(name: str, value: pd.DataFrame, texts: Iterable[str], dates: Iterable[str]) -> pd.DataFrame:
    """Return the columns of an analysis data set that are used, or refuse it: texts, numbers and dates."""
    columns = ["USUBJID", *texts, *dates]
    value = frame(name, value, columns)[columns].reset_index(drop=True)
    for date in dates:
        kind = value[date].dtype
        if not (isinstance(kind, np.dtype) and kind.kind == "M"):
            refuse(f"{name}, {date}: the cells must be dates of the dtype datetime64", str(kind))
        if date not in _MAY_BE_EMPTY:
            _refuse_where(value[date].isna(), name, value, date, "the cell must be filled")
    return value.assign(**{column: _checked(name, value, column) for column in ["USUBJID", *texts]})


def listed_subjects(adsl: pd.DataFrame, texts: Iterable[str], dates: Iterable[str]) -> pd.DataFrame:
    """Return the columns of ADSL that are used by subject, or refuse dates before the first infusion."""
    subjects = data_set("ADSL", adsl, texts, ["TRTSDT", *dates])
    once("ADSL", subjects, ["USUBJID"])
    for date in dates:
        early = subjects[date] < subjects["TRTSDT"]
        _refuse_where(early, "ADSL", subjects, date, "the date must not be before the first infusion")
        late = (subjects[date] - subjects["TRTSDT"]).dt.days > LATEST_DAY
        most = f"the date must be at most {LATEST_DAY:,} days after the first infusion"
        _refuse_where(late, "ADSL", subjects, date, most)
    return subjects.set_index("USUBJID")


def _checked(name: str, value: pd.DataFrame, column: str) -> pd.Series:
    """Return a column of numbers or of texts, or refuse the first cell that is not as it must be."""
    cells = value[column].tolist()
    empty = [is_empty(cell) or (isinstance(cell, str) and not cell) for cell in cells]
    if column not in _MAY_BE_EMPTY:
        _refuse_where(empty, name, value, column, "the cell must be filled")
    if column in _NUMBERS | _WHOLE:
        return _numbers(name, value, column, empty)
    wrong = [not none and not isinstance(cell, str) for none, cell in zip(empty, cells, strict=True)]
    _refuse_where(wrong, name, value, column, "the cell must be a text")
    texts = ["" if none else cell for none, cell in zip(empty, cells, strict=True)]
    if column in _CODES:
        allowed = f"the code must be one of {', '.join(filter(None, _CODES[column]))}"
        _refuse_where([text not in _CODES[column] for text in texts], name, value, column, allowed)
    return pd.Series(texts, dtype="str")


def _numbers(name: str, value: pd.DataFrame, column: str, empty: list[bool]) -> pd.Series:
    """Return a column of numbers, or refuse the first cell that is none in the range."""
    found = [as_float(cell) for cell in value[column]]
    whole = column in _WHOLE
    wrong = [
        not none and not (0 <= number <= LARGEST and (number.is_integer() or not whole))
        for none, number in zip(empty, found, strict=True)
    ]
    must = f"the cell must be a {'whole ' if whole else ''}number from 0 to {LARGEST:g}"
    _refuse_where(wrong, name, value, column, must)
    return value[column] if value[column].dtype.kind in "iuf" else pd.Series(found)


def _dated(domain: str, value: pd.DataFrame, date: str) -> pd.DataFrame:
    """Return a domain with its dates as dates, or refuse the first that is none."""
    parsed = pd.to_datetime(value[date], format="%Y-%m-%d", errors="coerce")
    wrong = parsed.isna() & (value[date] != "")
    _refuse_where(wrong, domain, value, date, "the date must be written as 2023-01-31")
    return value.assign(**{date: parsed})


def once(domain: str, records: pd.DataFrame, key: list[str], named: str = "") -> None:
    """Refuse a domain in which a key stands twice."""
    what = f"no two records may agree: each must have its own {' and '.join(key)}"
    _refuse_where(records.duplicated(key), domain, records, named or key[-1], what)


def known(domain: str, records: pd.DataFrame, subjects: pd.Index, names: str = "DM") -> None:
    """Refuse a record of a subject that is not in the list."""
    unknown = ~records["USUBJID"].isin(subjects)
    _refuse_where(unknown, domain, records, "USUBJID", f"the subject must be in {names}")


def each(domain: str, variable: str, what: str, found: pd.Series) -> None:
    """Refuse a subject for whom nothing was found."""
    if (missing := found.isna()).any():
        refuse(f"{domain}, subject {missing.idxmax()}, {variable}: each subject must have {what}", "none")


def not_after_death(domain: str, records: pd.DataFrame, date: str, death: pd.Series) -> None:
    """Refuse a record that is dated after the subject's death."""
    late = records[date] > records["USUBJID"].map(death)
    must = "no record may be after the subject's death: the date must not be later"
    _refuse_where(late, domain, records, date, must)


def not_before(domain: str, records: pd.DataFrame, date: str, first: pd.Series) -> None:
    """Refuse a record that is dated before the subject's first infusion."""
    must = "the date must not be before the first infusion"
    _refuse_where(records[date] < first, domain, records, date, must)


def _refuse_where(
    wrong: Sequence[bool] | pd.Series, domain: str, records: pd.DataFrame, variable: str, must: str
) -> None:
    """Refuse the first record that is wrong, by domain, subject and variable."""
    if any(wrong):
        row = records.iloc[[*wrong].index(True)]
        came = row[variable]
        came = str(came.date()) if isinstance(came, pd.Timestamp) and not pd.isna(came) else came
        refuse(f"{domain}, subject {row['USUBJID']}, {variable}: {must}", came)
