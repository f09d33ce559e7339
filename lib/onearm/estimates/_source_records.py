"""Source records in the shape of SDTM's domains, or the refusal of what contradicts itself."""

import pandas as pd

from onearm._require import refuse

DISPOSITIONS = ("COMPLETED", "DEATH", "DISCONTINUED", "LAST KNOWN ALIVE")
"""What an entry of the disposition can say; the first three end the study for a subject."""

MEASUREMENTS = {
    "VENT": "Mechanical ventilation (1 yes, 0 no)",
    "O2FLOW": "Flow of oxygen (L/min)",
    "CSDOSE": "Corticosteroid dose (mg/kg/day)",
    "CSMG": "Corticosteroid dose (mg/day)",
}
"""The measurements of a day; the codes are those of this library."""

_DATES = {"DM": "DTHDTC", "EX": "EXSTDTC", "DS": "DSSTDTC", "VS": "VSDTC", "AE": "AESTDTC"}
_COLUMNS = {
    "DM": ["AGE", "SEX"],
    "EX": ["EXSEQ", "EXDOSE"],
    "DS": ["DSSEQ", "DSDECOD"],
    "VS": ["VSSEQ", "VSTESTCD", "VSSTRESN"],
    "AE": ["AESEQ", "AEDECOD", "AEBODSYS", "AETOXGR", "AESER", "AEREL"],
}
_CODES = {
    "SEX": ("M", "F", "U"),
    "DSDECOD": DISPOSITIONS,
    "VSTESTCD": tuple(MEASUREMENTS),
    "AESER": ("Y", "N"),
    "AEREL": ("Y", "N"),
}
_MAY_BE_EMPTY = {"DTHDTC", "AETOXGR"}


def source(domain: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a domain that are used, its dates as dates, or refuse it."""
    columns = ["USUBJID", *_COLUMNS[domain], _DATES[domain]]
    if not isinstance(frame, pd.DataFrame) or not len(frame):
        refuse(f"{domain} must be a frame with at least one row", type(frame).__name__)
    for column in columns:
        if column not in frame:
            refuse(f"{domain} must have the variable {column}", list(frame))
    frame = frame[columns].copy()
    for column in columns:
        empty = frame[column].isna() | (frame[column] == "")
        if column not in _MAY_BE_EMPTY:
            _refuse_where(empty, domain, frame, column, "the cell must be filled")
        if column in _CODES:
            allowed = f"the code must be one of {', '.join(_CODES[column])}"
            _refuse_where(~frame[column].isin(_CODES[column]), domain, frame, column, allowed)
    if domain == "AE":
        graded = frame["AETOXGR"].notna()
        wrong = graded & ~frame["AETOXGR"].isin(range(1, 6))
        _refuse_where(
            wrong, domain, frame, "AETOXGR", "the grade must be a whole number from 1 to 5, or empty"
        )
        frame["AETOXGR"] = frame["AETOXGR"].astype("Int64")
    date = _DATES[domain]
    parsed = pd.to_datetime(frame[date].replace("", None), format="%Y-%m-%d", errors="coerce")
    wrong = parsed.isna() & frame[date].notna() & (frame[date] != "")
    _refuse_where(wrong, domain, frame, date, "the date must be written as 2023-01-31")
    return frame.assign(**{date: parsed})


def once(domain: str, frame: pd.DataFrame, key: list[str], named: str = "") -> None:
    """Refuse a domain in which a key stands twice."""
    what = f"no two records may have the same {' and '.join(key)}"
    _refuse_where(frame.duplicated(key), domain, frame, named or key[-1], what)


def known(domain: str, frame: pd.DataFrame, subjects: pd.Index) -> None:
    """Refuse a record of a subject that is not in the list."""
    unknown = ~frame["USUBJID"].isin(subjects)
    _refuse_where(unknown, domain, frame, "USUBJID", "the subject must be in DM")


def each(domain: str, variable: str, what: str, found: pd.Series) -> None:
    """Refuse a subject for whom nothing was found."""
    if (missing := found.isna()).any():
        refuse(f"{domain}, subject {missing.idxmax()}, {variable}: each subject must have {what}", "none")


def not_after_death(domain: str, frame: pd.DataFrame, date: str, death: pd.Series) -> None:
    """Refuse a record that is dated after the subject's death."""
    late = frame[date] > frame["USUBJID"].map(death)
    _refuse_where(late, domain, frame, date, "no record may be after the death of the subject")


def _refuse_where(wrong: pd.Series, domain: str, frame: pd.DataFrame, variable: str, must: str) -> None:
    """Refuse the first record that is wrong, by domain, subject and variable."""
    if wrong.any():
        row = frame[wrong].iloc[0]
        came = row[variable]
        came = str(came.date()) if isinstance(came, pd.Timestamp) and not pd.isna(came) else came
        refuse(f"{domain}, subject {row['USUBJID']}, {variable}: {must}", came)
