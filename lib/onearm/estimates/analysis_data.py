"""From dated source records to analysis data sets, in the terms of CDISC's SDTM and ADaM.

**The source records** are frames in the shape of SDTM's domains, dates as text (``2023-01-16``):

- `dm`, a row a subject: `USUBJID`, `AGE` in years, `SEX`, `DTHDTC` (empty without a death).
- `ex`, a row an infusion: `USUBJID`, `EXSEQ`, `EXDOSE`, `EXSTDTC`.
- `ds`, a row an entry of the disposition: `USUBJID`, `DSSEQ`, `DSDECOD` (one of `DISPOSITIONS`), `DSSTDTC`.
- `vs`, a row a subject, day and measurement: `USUBJID`, `VSSEQ`, `VSTESTCD` (one of `MEASUREMENTS`),
  `VSSTRESN`, `VSDTC`.
- `ae`, a row an event: `USUBJID`, `AESEQ`, `AEDECOD`, `AEBODSYS`, `AESTDTC`, `AETOXGR` (1 to 5, or empty),
  `AESER` and `AEREL` (Y or N).

Whatever contradicts itself is refused by domain, subject and variable.

**Days.** `ADY` and its like are study days, of which the first dose has day 1; `AVAL` of a time is days
elapsed since the first dose. See `onearm.estimates.study_days`.

References
----------
Names and derivations follow the templates of admiral for ADSL and ADAE and its articles on BDS and
time-to-event data sets, read at commit 6eb5125; https://github.com/pharmaverse/admiral.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from onearm._require import count, listed, of_kind, one_of, refuse
from onearm.estimates._daily_records import LATEST_DAY
from onearm.estimates._source_records import (
    MEASUREMENTS,
    data_set,
    each,
    known,
    listed_subjects,
    not_after_death,
    not_before,
    once,
    sources,
)
from onearm.estimates.endpoints import daily

STATUS = {
    "UNVENT": ("unventilated", "Not mechanically ventilated"),
    "NOINCR": ("not_increased", "No more oxygen than at baseline"),
    "O2FREE": ("oxygen_free", "Without oxygen"),
    "O2HALF": ("halved", "Oxygen reduced by at least 50%"),
    "CSLT1": ("below_1_mg_per_kg", "Corticosteroid dose below 1 mg/kg/day"),
}
"""The yes-or-no parameters of a day: by `PARAMCD` the status of `onearm.estimates.daily`, and `PARAM`."""

POPULATION = {"O2HALF": "O2BLFL", "CSLT1": "CSBLFL"}
"""The flag of ADSL that says to whom a parameter applies, where it does not apply to all."""

CENSORING = {
    0: "the event",
    1: "still observed at the end",
    2: "left the study",
    3: "death as a competing event",
}
"""What the values of `CNSR` mean here: ADaM leaves the meaning of those above 0 to the trial."""

MOST_VISITS = 1000
"""The most days of evaluation."""


def adsl(dm: pd.DataFrame, ex: pd.DataFrame, ds: pd.DataFrame, vs: pd.DataFrame) -> pd.DataFrame:
    """Return ADSL, the subject-level data set: one row a subject.

    Parameters
    ----------
    dm, ex, ds, vs : pandas.DataFrame
        Source records, as the module describes them.

    Returns
    -------
    pandas.DataFrame
        By ascending `USUBJID`:

        1. `AGE`, `SEX`.
        2. `TRTSDT` and `TRTEDT`, the dates of the first and the last infusion; `NDOSE` and `CUMDOSE`, how
           many there were and the sum of their doses, in the unit of `EXDOSE`.
        3. `SAFFL`, Y for every subject with an infusion, and `FASFL` and `PPROTFL`, the same subjects.
        4. `EOSDT`, `EOSSTT` ("COMPLETED" or "DISCONTINUED") and `DCSREAS`, why if the latter.
        5. `DTHFL`, `DTHDT` and `DTHADY`, the study day of death; `LSTALVDT`, the last date known alive: the
           latest date of any record, before death if there was one.
        6. `O2RSKFL`, Y for oxygen or ventilation at baseline; `O2BLFL`, Y for oxygen without ventilation;
           `CSBLFL`, Y for a corticosteroid dose of at least 1 mg/kg/day. They decide to whom an endpoint
           applies, so that a missing record is never taken for a subject to whom it does not apply.

    Raises
    ------
    ValueError
        If a source breaks its form, a subject has no or two first infusions, or not one end of study, or a
        record is dated after the subject's death; the message names domain, subject and variable.

    Notes
    -----
    The time grows with the number of records in the tables.

    Examples
    --------
    >>> table = adsl(*example_sources()[:4])
    >>> print(table[["USUBJID", "TRTSDT", "NDOSE", "EOSSTT", "DTHADY"]].to_string(index=False))
    USUBJID     TRTSDT  NDOSE       EOSSTT  DTHADY
          A 2023-01-01      2 DISCONTINUED       3
          B 2023-02-01      2    COMPLETED    <NA>
    """
    dm, ex, ds, vs = sources(DM=dm, EX=ex, DS=ds, VS=vs)
    once("DM", dm, ["USUBJID"])
    subjects = dm.set_index("USUBJID").sort_index()
    for domain, frame, date in (("EX", ex, "EXSTDTC"), ("DS", ds, "DSSTDTC"), ("VS", vs, "VSDTC")):
        known(domain, frame, subjects.index)
        not_after_death(domain, frame, date, subjects["DTHDTC"])
    treated = _treatment(ex, subjects.index)
    dates = [ex.set_index("USUBJID")["EXSTDTC"], ds.set_index("USUBJID")["DSSTDTC"]]
    dates.append(vs.set_index("USUBJID")["VSDTC"])
    parts = [
        subjects[["AGE", "SEX"]],
        treated.assign(SAFFL="Y", FASFL="Y", PPROTFL="Y"),
        _end_of_study(ds, subjects["DTHDTC"]),
        _death(subjects["DTHDTC"], treated["TRTSDT"], pd.concat(dates)),
        _baseline_flags(vs, treated["TRTSDT"]),
    ]
    return pd.concat(parts, axis=1).reset_index()


def _treatment(ex: pd.DataFrame, subjects: pd.Index) -> pd.DataFrame:
    """Return the first and the last infusion of each subject, their number and the sum of their doses."""
    of_subject = ex.groupby("USUBJID")
    start = of_subject["EXSTDTC"].min().reindex(subjects)
    each("EX", "EXSTDTC", "a first infusion", start)
    once("EX", ex, ["USUBJID", "EXSTDTC"])
    return pd.DataFrame(
        {
            "TRTSDT": start,
            "TRTEDT": of_subject["EXSTDTC"].max(),
            "NDOSE": of_subject.size(),
            "CUMDOSE": of_subject["EXDOSE"].sum(),
        }
    )


def _end_of_study(ds: pd.DataFrame, death: pd.Series) -> pd.DataFrame:
    """Return when each subject ended the study, whether it was completed, and why if not."""
    ended = ds[ds["DSDECOD"] != "LAST KNOWN ALIVE"]
    once("DS", ended, ["USUBJID"], "DSDECOD")
    ended = ended.set_index("USUBJID").reindex(death.index)
    each("DS", "DSDECOD", "an end of study", ended["DSSTDTC"])
    reason, date = ended["DSDECOD"], ended["DSSTDTC"]
    if (wrong := (reason == "DEATH") & (date != death)).any():
        subject = wrong.idxmax()
        refuse(f"DS, subject {subject}, DSSTDTC: a death must have the date of DTHDTC", str(death[subject]))
    return pd.DataFrame(
        {
            "EOSDT": date,
            "EOSSTT": np.where(reason == "COMPLETED", "COMPLETED", "DISCONTINUED"),
            "DCSREAS": reason.map({"DEATH": "DEATH", "DISCONTINUED": "OTHER"}).fillna(""),
        }
    )


def _death(death: pd.Series, start: pd.Series, dates: pd.Series) -> pd.DataFrame:
    """Return each subject's death, and the last of the dates that is before it."""
    alive = dates[~(dates >= dates.index.map(death))]
    return pd.DataFrame(
        {
            "DTHFL": _yes(death.notna()),
            "DTHDT": death,
            "DTHADY": _study_days(death, start),
            "LSTALVDT": alive.groupby(level="USUBJID").max().reindex(death.index),
        }
    )


def _baseline_flags(vs: pd.DataFrame, start: pd.Series) -> pd.DataFrame:
    """Return the flags that say to whom an endpoint applies, from the day of the first infusion."""
    once("VS", vs, ["USUBJID", "VSTESTCD", "VSDTC"], "VSDTC")
    first = vs[vs["VSDTC"] == vs["USUBJID"].map(start)]
    baseline = first.pivot(index="USUBJID", columns="VSTESTCD", values="VSSTRESN")
    baseline = baseline.reindex(index=start.index, columns=list(MEASUREMENTS))
    ventilated, oxygen = baseline["VENT"] == 1, baseline["O2FLOW"] > 0
    needed = {"VENT": baseline["VENT"], "CSDOSE": baseline["CSDOSE"]}
    for code, found in (needed | {"O2FLOW": baseline["O2FLOW"].mask(ventilated, 0)}).items():
        each("VS", "VSSTRESN", f"{code} on the day of the first infusion", found)
    return pd.DataFrame(
        {
            "O2RSKFL": _yes(ventilated | oxygen),
            "O2BLFL": _yes(~ventilated & oxygen),
            "CSBLFL": _yes(baseline["CSDOSE"] >= 1 - 1e-9),
        }
    )


def addaily(adsl: pd.DataFrame, vs: pd.DataFrame, visits: Iterable[int]) -> pd.DataFrame:
    """Return ADDAILY, a basic data structure: one row a subject, parameter and day on study.

    Parameters
    ----------
    adsl : pandas.DataFrame
        As `adsl` gives it.
    vs : pandas.DataFrame
        Source records, as the module describes them.
    visits : iterable of int
        The days of evaluation, in days elapsed since the first dose, each at least 1.

    Returns
    -------
    pandas.DataFrame
        By `USUBJID`, `PARAMCD`, `ADY` and `AVISIT`:

        1. `PARAMCD` and `PARAM`: the codes of `MEASUREMENTS` and of `STATUS`. A status has rows for the
           subjects to whom it applies, as the flags of ADSL say, and for no others.
        2. `ADT` and `ADY`, the date and its study day.
        3. `AVAL`, the value; of a status 1 or 0. `BASE`, that of the baseline, `ABLFL` = "Y", which is the
           record of the day of the first dose. `CHG`, `AVAL` less `BASE`, for measurements after baseline.
        4. `AVISIT`, such as "DAY 28", for the record that counts at a day of evaluation: that of the day, or
           for a subject who died or left before, a copy of the last one, with `DTYPE` = "LOCF" and the date
           of the record that was carried forward. `ANL01FL` = "Y" for each: statuses are counted from these.
        5. `ANL02FL` = "Y" for each observed record after the day of the first dose: days are counted from
           these.
        6. `SRCDOM`, `SRCVAR`, `SRCSEQ`: domain, variable and sequence number of the source record.

    Raises
    ------
    ValueError
        If a source breaks its form, a subject lacks a measurement of a day between the first dose and the end
        of study, a flag contradicts the measurements of the baseline, or a day of evaluation comes twice; the
        message names domain, subject and variable.

    Notes
    -----
    The time grows with the number of records in the tables.

    Examples
    --------
    >>> dm, ex, ds, vs, ae = example_sources()
    >>> table = addaily(adsl(dm, ex, ds, vs), vs, [2, 7])
    >>> free = table.query("USUBJID == 'A' and PARAMCD == 'O2FREE'")
    >>> print(free[["DTYPE", "AVISIT", "ADY", "AVAL"]].to_string(index=False))
    DTYPE AVISIT  ADY  AVAL
                    1   0.0
                    2   0.0
           DAY 2    3   1.0
     LOCF  DAY 7    3   1.0
    """
    days = _visits(visits)
    of_kind("adsl", adsl, pd.DataFrame)
    (vs,) = sources(VS=vs)
    subjects = listed_subjects(adsl, POPULATION.values(), ["EOSDT", "DTHDT"])
    last = _elapsed(subjects["EOSDT"], subjects["TRTSDT"])
    value, sequence = _on_study(vs, subjects["TRTSDT"], last)
    table = pd.concat([_measured(value, sequence), _statuses(value, sequence, subjects)], ignore_index=True)
    table = _from_baseline(table)
    table = pd.concat(
        [
            table.assign(visit=table["day"].where(table["day"].isin(days), 0), DTYPE=""),
            _carried(table, last, days),
        ],
        ignore_index=True,
    )
    return _shown(table, subjects["TRTSDT"])


def _visits(visits: Iterable[int]) -> list[int]:
    """Return the days of evaluation, or refuse them."""
    days = listed("visits", visits, 0, MOST_VISITS)
    found = [count("each of visits", day, 1, LATEST_DAY) for day in days]
    if len({*found}) < len(found):
        refuse("visits must be different days", found)
    return found


def _on_study(vs: pd.DataFrame, start: pd.Series, last: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return by subject and day on study the measurements and their sequence numbers, a column a code."""
    known("VS", vs, start.index)
    once("VS", vs, ["USUBJID", "VSTESTCD", "VSDTC"], "VSDTC")
    vs = vs.assign(day=_elapsed(vs["VSDTC"], vs["USUBJID"].map(start)))
    for outside, must in (
        (vs["day"] < 0, "must not be before the first infusion"),
        (vs["day"] > vs["USUBJID"].map(last), "must not be after the end of study"),
    ):
        if outside.any():
            row = vs[outside].iloc[0]
            refuse(f"VS, subject {row['USUBJID']}, VSDTC: the date {must}", str(row["VSDTC"].date()))
    wide = vs.pivot(index=["USUBJID", "day"], columns="VSTESTCD", values=["VSSTRESN", "VSSEQ"])
    every = pd.MultiIndex.from_tuples(
        [(subject, day) for subject, end in last.items() for day in range(int(end) + 1)],
        names=["USUBJID", "day"],
    )
    wide = wide.reindex(every)
    codes = [code for code in MEASUREMENTS if code != "CSMG" or code in wide["VSSTRESN"]]
    value, sequence = (wide[column].reindex(columns=codes) for column in ("VSSTRESN", "VSSEQ"))
    _complete(value)
    return value, sequence


def _measured(value: pd.DataFrame, sequence: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each measurement that there is."""
    return pd.concat(
        _parameter(code, MEASUREMENTS[code], value[code].dropna(), sequence[code]) for code in value
    )


def _statuses(value: pd.DataFrame, sequence: pd.DataFrame, subjects: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each status, of the subjects to whom it applies, with the record that decided it."""
    status = daily(_records(value, subjects)).set_index(["patient", "day"]).rename_axis(["USUBJID", "day"])
    decided = sequence["VENT"].where(value["VENT"] == 1, sequence["O2FLOW"])
    sources = {"UNVENT": sequence["VENT"], "CSLT1": sequence["CSDOSE"]}
    parts = []
    for code, (name, label) in STATUS.items():
        found = status[name].astype(float)
        if code in POPULATION:
            found = _applicable(found, POPULATION[code], subjects)
        parts.append(_parameter(code, label, found, sources.get(code, decided)))
    return pd.concat(parts)


def _applicable(found: pd.Series, flag: str, subjects: pd.DataFrame) -> pd.Series:
    """Return a status of the subjects to whom it applies, or refuse a flag that the baseline contradicts."""
    applies = found.xs(0, level="day").notna()
    if (wrong := applies != (subjects[flag] == "Y").reindex(applies.index)).any():
        subject = wrong.idxmax()
        must = "the flag must say what the measurements of the baseline say"
        refuse(f"ADSL, subject {subject}, {flag}: {must}", subjects[flag][subject])
    return found.dropna()


def _parameter(code: str, label: str, found: pd.Series, sequence: pd.Series) -> pd.DataFrame:
    """Return the rows of one parameter, with the sequence numbers of their source records."""
    part = pd.DataFrame({"AVAL": found, "SRCSEQ": sequence.reindex(found.index)}).reset_index()
    return part.assign(PARAMCD=code, PARAM=label)


def _from_baseline(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with their baseline, and of measurements after it the change from it."""
    start = table[table["day"] == 0].set_index(["USUBJID", "PARAMCD"])["AVAL"]
    base = start.reindex(pd.MultiIndex.from_frame(table[["USUBJID", "PARAMCD"]])).to_numpy()
    after = table["day"] > 0
    return table.assign(
        BASE=base,
        CHG=(table["AVAL"] - base).where(table["PARAMCD"].isin([*MEASUREMENTS]) & after),
        ABLFL=np.where(after, "", "Y"),
        ANL02FL=np.where(after, "Y", ""),
    )


def _carried(table: pd.DataFrame, last: pd.Series, days: list[int]) -> pd.DataFrame:
    """Return for each day of evaluation after the end of study a copy of a status's last row."""
    final = table[table["PARAMCD"].isin([*STATUS]) & (table["day"] == table["USUBJID"].map(last))]
    carried = final.merge(pd.DataFrame({"visit": days}, dtype=int), how="cross")
    carried = carried[carried["day"] < carried["visit"]]
    return carried.assign(DTYPE="LOCF", ABLFL="", ANL02FL="")


def _shown(table: pd.DataFrame, start: pd.Series) -> pd.DataFrame:
    """Return the rows of ADDAILY in order, with their dates, visits and sources."""
    table = table.assign(carried=table["DTYPE"] == "LOCF")
    table = table.sort_values(["USUBJID", "PARAMCD", "day", "carried", "visit"], ignore_index=True)
    first = table["USUBJID"].map(start)
    date = first + pd.to_timedelta(table["day"], unit="D")
    counts = (table["visit"] > 0) & table["PARAMCD"].isin([*STATUS])
    table = table.assign(
        ADT=date,
        ADY=_study_days(date, first),
        AVISIT=("DAY " + table["visit"].astype(str)).where(table["visit"] > 0, ""),
        ANL01FL=np.where(counts, "Y", ""),
        SRCDOM="VS",
        SRCVAR="VSSTRESN",
        SRCSEQ=table["SRCSEQ"].astype("Int64"),
    )
    columns = ["USUBJID", "PARAMCD", "PARAM", "ADT", "ADY", "AVISIT", "AVAL", "BASE", "CHG"]
    return table[[*columns, "ABLFL", "DTYPE", "ANL01FL", "ANL02FL", "SRCDOM", "SRCVAR", "SRCSEQ"]]


def adtte(adsl: pd.DataFrame, addaily: pd.DataFrame) -> pd.DataFrame:
    """Return ADTTE, the time-to-event data set: one row a subject and parameter.

    Parameters
    ----------
    adsl, addaily : pandas.DataFrame
        As the functions of these names give them.

    Returns
    -------
    pandas.DataFrame
        `USUBJID`, `PARAMCD`, `PARAM`, `STARTDT` (the first dose), `ADT`, `AVAL` (days elapsed from the one to
        the other), `CNSR` (one of `CENSORING`), `EVNTDESC`, `CNSDTDSC` (what the date of a censoring is) and
        `SRCDOM`, `SRCVAR`. An event on the date of a censoring is an event.

        1. "OS", overall survival: the event is death, whenever it came. Without one, the time is censored on
           the last date known alive.
        2. "TTEOS", time on study: the event is leaving it, by death or otherwise.
        3. "TTO2FREE", time to the first day without oxygen and ventilation, for subjects with either at
           baseline, who alone are at risk. Death on study before it is a competing event, with `CNSR` 3.

    Raises
    ------
    ValueError
        If a death or an end of study is before the first dose, or a death has a flag without a date or a date
        without a flag; the message names data set, subject and variable.

    Notes
    -----
    The time grows with the number of records in the tables.

    Examples
    --------
    >>> dm, ex, ds, vs, ae = example_sources()
    >>> subjects = adsl(dm, ex, ds, vs)
    >>> times = adtte(subjects, addaily(subjects, vs, [2]))
    >>> print(times[["PARAMCD", "AVAL", "CNSR", "EVNTDESC"]].iloc[::2].to_string(index=False))
     PARAMCD  AVAL  CNSR                 EVNTDESC
          OS     2     0                    DEATH
       TTEOS     2     0                    DEATH
    TTO2FREE     2     0 FIRST DAY WITHOUT OXYGEN
    """
    of_kind("addaily", addaily, pd.DataFrame)
    flags = ["DTHFL", "EOSSTT", "DCSREAS", "O2RSKFL"]
    subjects = listed_subjects(adsl, flags, ["DTHDT", "EOSDT", "LSTALVDT"])
    if (wrong := (subjects["DTHFL"] == "Y") != subjects["DTHDT"].notna()).any():
        subject = wrong.idxmax()
        must = "the flag must be Y where there is a date of death, and N elsewhere"
        refuse(f"ADSL, subject {subject}, DTHFL: {must}", subjects["DTHFL"][subject])
    days = data_set("ADDAILY", addaily, ["PARAMCD", "ANL02FL", "AVAL"], ["ADT"])
    known("ADDAILY", days, subjects.index, "ADSL")
    parts = {
        ("OS", "Overall survival (days)"): _survival(subjects),
        ("TTEOS", "Time on study (days)"): _time_on_study(subjects),
        ("TTO2FREE", "Time to the first day without oxygen (days)"): _time_to_freedom(subjects, days),
    }
    table = pd.concat(parts, names=["PARAMCD", "PARAM"]).reset_index()
    table["STARTDT"] = table["USUBJID"].map(subjects["TRTSDT"])
    table["AVAL"] = _elapsed(table["ADT"], table["STARTDT"])
    table["SRCDOM"] = np.where(table["SRCVAR"] == "ADT", "ADDAILY", "ADSL")
    columns = ["USUBJID", "PARAMCD", "PARAM", "STARTDT", "ADT", "AVAL", "CNSR", "EVNTDESC", "CNSDTDSC"]
    return table[[*columns, "SRCDOM", "SRCVAR"]]


def _survival(subjects: pd.DataFrame) -> pd.DataFrame:
    """Return each subject's time to death, censored on the last date known alive."""
    died = subjects["DTHFL"] == "Y"
    date = subjects["DTHDT"].fillna(subjects["LSTALVDT"])
    each("ADSL", "LSTALVDT", "a date of death or a last date known alive", date)
    return pd.DataFrame(
        {
            "ADT": date,
            "CNSR": np.where(died, 0, 1),
            "EVNTDESC": np.where(died, "DEATH", "ALIVE"),
            "CNSDTDSC": np.where(died, "", "LAST DATE KNOWN ALIVE"),
            "SRCVAR": np.where(died, "DTHDT", "LSTALVDT"),
        }
    )


def _time_on_study(subjects: pd.DataFrame) -> pd.DataFrame:
    """Return each subject's time to leaving the study, censored where it was completed."""
    completed = subjects["EOSSTT"] == "COMPLETED"
    died = subjects["DCSREAS"] == "DEATH"
    return pd.DataFrame(
        {
            "ADT": subjects["EOSDT"],
            "CNSR": np.where(completed, 1, 0),
            "EVNTDESC": np.select([completed, died], ["COMPLETED", "DEATH"], "LEFT THE STUDY"),
            "CNSDTDSC": np.where(completed, "END OF STUDY", ""),
            "SRCVAR": "EOSDT",
        }
    )


def _time_to_freedom(subjects: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """Return the time to the first day without oxygen of those at risk, with death as a competing event."""
    at_risk = subjects[subjects["O2RSKFL"] == "Y"]
    free = days[(days["PARAMCD"] == "O2FREE") & (days["ANL02FL"] == "Y") & (days["AVAL"] == 1)]
    start = free["USUBJID"].map(subjects["TRTSDT"])
    if (early := free["ADT"] < start).any():
        row = free[early].iloc[0]
        must = "the date must not be before the first infusion"
        refuse(f"ADDAILY, subject {row['USUBJID']}, ADT: {must}", str(row["ADT"].date()))
    first = free.groupby("USUBJID")["ADT"].min().reindex(at_risk.index)
    became, died = first.notna(), at_risk["DCSREAS"] == "DEATH"
    completed = at_risk["EOSSTT"] == "COMPLETED"
    events = ["FIRST DAY WITHOUT OXYGEN", "DEATH WITHOUT A DAY FREE OF OXYGEN"]
    return pd.DataFrame(
        {
            "ADT": first.fillna(at_risk["EOSDT"]),
            "CNSR": np.select([became, died, completed], [0, 3, 1], 2),
            "EVNTDESC": np.select([became, died], events, "NO DAY WITHOUT OXYGEN"),
            "CNSDTDSC": np.select([became, died], ["", "DATE OF DEATH"], "END OF STUDY"),
            "SRCVAR": np.where(became, "ADT", "EOSDT"),
        }
    )


def adae(adsl: pd.DataFrame, ae: pd.DataFrame, *, before_treatment: str = "flag") -> pd.DataFrame:
    """Return ADAE, the data set of adverse events: one row an event.

    Parameters
    ----------
    adsl : pandas.DataFrame
        As `adsl` gives it.
    ae : pandas.DataFrame
        Source records, as the module describes them.
    before_treatment : {"flag", "refuse"}
        What becomes of an event that began before the first dose. Trials collect such events, and the data
        set keeps them without `TRTEMFL` ("flag"). Where the source is specified to hold events under
        treatment only, an earlier one contradicts that ("refuse").

    Returns
    -------
    pandas.DataFrame
        By `USUBJID` and `AESEQ`: `AEDECOD`, `AEBODSYS`, `AETOXGR`, `AESER`, `AEREL` as in the source, and

        1. `ASTDT`, `ASTDY`: the date on which the event began, and its study day.
        2. `TRTEMFL`: Y for treatment-emergent, which is an event that began on the date of the first dose or
           later. No window ends it.
        3. `AOCCIFL` and `AOCCPIFL`: Y for the first of the events with the highest grade of the subject, and
           of the subject and preferred term, among treatment-emergent events with a grade. A subject whose
           events have none has no known worst grade, and no flag.

    Raises
    ------
    ValueError
        If the source breaks its form, a subject is not in ADSL, an event begins after the subject's death, or
        before the first dose where that is refused; the message names domain, subject and variable.

    Notes
    -----
    The time grows with the number of records in the tables.

    Examples
    --------
    >>> dm, ex, ds, vs, ae = example_sources()
    >>> table = adae(adsl(dm, ex, ds, vs), ae)
    >>> print(table[["TRTEMFL", "AOCCIFL", "AEDECOD", "ASTDY", "AETOXGR"]].to_string(index=False))
    TRTEMFL AOCCIFL  AEDECOD  ASTDY  AETOXGR
                     Pyrexia     -1        2
          Y          Pyrexia      1        1
          Y       Y Headache      2        3
    """
    of_kind("adsl", adsl, pd.DataFrame)
    (ae,) = sources(AE=ae)
    subjects = listed_subjects(adsl, [], ["DTHDT"])
    known("AE", ae, subjects.index)
    once("AE", ae, ["USUBJID", "AESEQ"], "AESEQ")
    not_after_death("AE", ae, "AESTDTC", subjects["DTHDT"])
    first = ae["USUBJID"].map(subjects["TRTSDT"])
    if one_of("before_treatment", before_treatment, ("flag", "refuse")) == "refuse":
        not_before("AE", ae, "AESTDTC", first)
    table = ae.rename(columns={"AESTDTC": "ASTDT"}).assign(
        ASTDY=_study_days(ae["AESTDTC"], first).to_numpy(),
        TRTEMFL=np.where(ae["AESTDTC"] >= first, "Y", ""),
    )
    table = table.sort_values(["USUBJID", "AESEQ"], ignore_index=True)
    graded = table[(table["TRTEMFL"] == "Y") & table["AETOXGR"].notna()]
    worst_first = graded.sort_values(["AETOXGR", "ASTDT", "AESEQ"], ascending=[False, True, True])
    for flag, by in (("AOCCIFL", ["USUBJID"]), ("AOCCPIFL", ["USUBJID", "AEDECOD"])):
        table[flag] = np.where(table.index.isin(worst_first.drop_duplicates(by).index), "Y", "")
    columns = ["USUBJID", "AESEQ", "AEBODSYS", "AEDECOD", "ASTDT", "ASTDY", "AETOXGR", "AESER", "AEREL"]
    return table[[*columns, "TRTEMFL", "AOCCIFL", "AOCCPIFL"]]


def example_sources() -> tuple[pd.DataFrame, ...]:
    """Return invented source records of two subjects, a few days long: `dm`, `ex`, `ds`, `vs` and `ae`.

    Returns
    -------
    tuple of pandas.DataFrame
        Subject A died on study on the third day, B completed four days.

    Notes
    -----
    The time is always the same.

    Examples
    --------
    >>> [len(frame) for frame in example_sources()]
    [2, 4, 2, 21, 3]
    """
    dm = pd.DataFrame({"USUBJID": ["A", "B"], "AGE": [50, 60], "SEX": "M", "DTHDTC": ["2023-01-03", ""]})
    ex = pd.DataFrame(
        [("A", 1, "2023-01-01"), ("A", 2, "2023-01-03"), ("B", 1, "2023-02-01"), ("B", 2, "2023-02-04")],
        columns=["USUBJID", "EXSEQ", "EXSTDTC"],
    ).assign(EXDOSE=100)
    ds = pd.DataFrame(
        [("A", 1, "DEATH", "2023-01-03"), ("B", 1, "COMPLETED", "2023-02-04")],
        columns=["USUBJID", "DSSEQ", "DSDECOD", "DSSTDTC"],
    )
    flows = {"A": [4, 2, 0], "B": [2, 2, 1, 0]}
    first = {"A": pd.Timestamp("2023-01-01"), "B": pd.Timestamp("2023-02-01")}
    rows = [
        (subject, code, value, str((first[subject] + pd.Timedelta(days=day)).date()))
        for subject, own in flows.items()
        for day, flow in enumerate(own)
        for code, value in (("VENT", 0), ("O2FLOW", flow), ("CSDOSE", 1.2))
    ]
    vs = pd.DataFrame(rows, columns=["USUBJID", "VSTESTCD", "VSSTRESN", "VSDTC"])
    vs["VSSEQ"] = vs.groupby("USUBJID").cumcount() + 1
    ae = pd.DataFrame(
        [
            ("A", 1, "Pyrexia", "2022-12-31", 2),
            ("A", 2, "Pyrexia", "2023-01-01", 1),
            ("A", 3, "Headache", "2023-01-02", 3),
        ],
        columns=["USUBJID", "AESEQ", "AEDECOD", "AESTDTC", "AETOXGR"],
    ).assign(AEBODSYS="A class", AESER="N", AEREL="N")
    return dm, ex, ds, vs, ae


def _complete(value: pd.DataFrame) -> None:
    """Refuse a day on study without the measurements that every day has."""
    ventilated = value["VENT"] == 1
    for code in [code for code in MEASUREMENTS if code in value]:
        missing = value[code].isna() & ~(ventilated & (code == "O2FLOW"))
        if missing.any():
            subject, day = missing.idxmax()
            refuse(
                f"VS, subject {subject}, VSSTRESN: there must be a record of {code} on each day on study",
                f"none {day} days after the first infusion",
            )


def _records(value: pd.DataFrame, subjects: pd.DataFrame) -> pd.DataFrame:
    """Return the days on study as the daily records that `daily` takes."""
    frame = value.reset_index().rename(
        columns={"USUBJID": "patient", "O2FLOW": "oxygen_l_per_min", "CSDOSE": "steroid_mg_per_kg"}
    )
    date = frame["patient"].map(subjects["TRTSDT"]) + pd.to_timedelta(frame["day"], unit="D")
    alive = ~(date >= frame["patient"].map(subjects["DTHDT"]))
    frame = frame.assign(alive=alive, on_study=True, ventilated=frame["VENT"] == 1)
    return frame.assign(oxygen_l_per_min=frame["oxygen_l_per_min"].mask(frame["ventilated"]))


def _yes(flag: pd.Series) -> pd.Series:
    """Return Y for what is true, and N for what is not."""
    return flag.map({True: "Y", False: "N"})


def _elapsed(date: pd.Series, first: pd.Series) -> pd.Series:
    """Return the whole days from one date to another, empty where there is none."""
    return (date - first).dt.days.astype("Int64")


def _study_days(date: pd.Series, first: pd.Series) -> pd.Series:
    """Return the study days of dates."""
    elapsed = _elapsed(date, first)
    return elapsed + (elapsed >= 0).astype("Int64")
