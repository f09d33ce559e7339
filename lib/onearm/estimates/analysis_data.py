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

from onearm._require import count, refuse
from onearm.estimates._daily_records import LATEST_DAY
from onearm.estimates._source_records import (
    MEASUREMENTS,
    each,
    known,
    not_after_death,
    once,
    source,
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

    Examples
    --------
    >>> table = adsl(*example_sources()[:4])
    >>> print(table[["USUBJID", "TRTSDT", "NDOSE", "EOSSTT", "DTHADY"]].to_string(index=False))
    USUBJID     TRTSDT  NDOSE       EOSSTT  DTHADY
          A 2023-01-01      2 DISCONTINUED       3
          B 2023-02-01      2    COMPLETED    <NA>
    """
    sources = {"DM": dm, "EX": ex, "DS": ds, "VS": vs}
    dm, ex, ds, vs = (source(domain, frame) for domain, frame in sources.items())
    once("DM", dm, ["USUBJID"])
    subjects = dm.set_index("USUBJID").sort_index()
    for domain, frame in (("EX", ex), ("DS", ds), ("VS", vs)):
        known(domain, frame, subjects.index)
    start, end = ex.groupby("USUBJID")["EXSTDTC"].min(), ex.groupby("USUBJID")["EXSTDTC"].max()
    each("EX", "EXSTDTC", "a first infusion", start.reindex(subjects.index))
    once("EX", ex, ["USUBJID", "EXSTDTC"])
    ended = ds[ds["DSDECOD"] != "LAST KNOWN ALIVE"]
    once("DS", ended, ["USUBJID"], "DSDECOD")
    ended = ended.set_index("USUBJID").reindex(subjects.index)
    each("DS", "DSDECOD", "an end of study", ended["DSSTDTC"])
    death = subjects["DTHDTC"]
    for domain, frame, date in (("EX", ex, "EXSTDTC"), ("DS", ds, "DSSTDTC"), ("VS", vs, "VSDTC")):
        not_after_death(domain, frame, date, death)
    first = vs[vs["VSDTC"] == vs["USUBJID"].map(start)]
    baseline = first.pivot(index="USUBJID", columns="VSTESTCD", values="VSSTRESN")
    baseline = baseline.reindex(index=subjects.index, columns=list(MEASUREMENTS))
    for code in ("VENT", "CSDOSE"):
        each("VS", "VSSTRESN", f"{code} on the day of the first infusion", baseline[code])
    ventilated, oxygen = baseline["VENT"] == 1, baseline["O2FLOW"] > 0
    dates = pd.concat(
        frame.set_index("USUBJID")[date].rename("date")
        for frame, date in ((ex, "EXSTDTC"), (ds, "DSSTDTC"), (vs, "VSDTC"))
    ).reset_index()
    alive = dates[~(dates["date"] >= dates["USUBJID"].map(death))]
    died_at_end = ended["DSDECOD"] == "DEATH"
    if (wrong := died_at_end & (ended["DSSTDTC"] != death)).any():
        subject = wrong.idxmax()
        refuse(f"DS, subject {subject}, DSSTDTC: a death must have the date of DTHDTC", str(death[subject]))
    yes = {True: "Y", False: "N"}
    table = subjects[["AGE", "SEX"]].assign(
        TRTSDT=start,
        TRTEDT=end,
        NDOSE=ex.groupby("USUBJID").size(),
        CUMDOSE=ex.groupby("USUBJID")["EXDOSE"].sum(),
        SAFFL="Y",
        FASFL="Y",
        PPROTFL="Y",
        EOSDT=ended["DSSTDTC"],
        EOSSTT=np.where(ended["DSDECOD"] == "COMPLETED", "COMPLETED", "DISCONTINUED"),
        DCSREAS=ended["DSDECOD"].map({"DEATH": "DEATH", "DISCONTINUED": "OTHER"}).fillna(""),
        DTHFL=death.notna().map(yes),
        DTHDT=death,
        DTHADY=_study_days(death, start),
        LSTALVDT=alive.groupby("USUBJID")["date"].max(),
        O2RSKFL=(ventilated | oxygen).map(yes),
        O2BLFL=(~ventilated & oxygen).map(yes),
        CSBLFL=(baseline["CSDOSE"] >= 1 - 1e-9).map(yes),
    )
    return table.reset_index()


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
        If a source breaks its form, or a subject lacks a measurement of a day between the first dose and the
        end of study; the message names domain, subject and variable.

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
    visits = [count("each of visits", day, 1, LATEST_DAY) for day in visits]
    vs = source("VS", vs)
    known("VS", vs, pd.Index(adsl["USUBJID"]))
    once("VS", vs, ["USUBJID", "VSTESTCD", "VSDTC"], "VSDTC")
    by_subject = adsl.set_index("USUBJID")
    vs = vs.assign(day=_elapsed(vs["VSDTC"], vs["USUBJID"].map(by_subject["TRTSDT"])))
    last = _elapsed(by_subject["EOSDT"], by_subject["TRTSDT"])
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
    value, sequence = wide["VSSTRESN"], wide["VSSEQ"]
    _complete(value)
    records = _records(value, by_subject)
    status = daily(records).set_index(["patient", "day"]).rename_axis(["USUBJID", "day"])
    sources = {code: sequence[code] for code in value} | dict.fromkeys(
        STATUS, sequence["VENT"].where(value["VENT"] == 1, sequence["O2FLOW"])
    )
    sources |= {"UNVENT": sequence["VENT"], "CSLT1": sequence["CSDOSE"]}
    parts = []
    for code in sources:
        if code in STATUS:
            name, label = STATUS[code]
            found = status[name].astype(float)
            if code in POPULATION:
                applies = by_subject.index[by_subject[POPULATION[code]] == "Y"]
                found = found[found.index.get_level_values("USUBJID").isin(applies)]
        else:
            found, label = value[code].dropna(), MEASUREMENTS[code]
        part = pd.DataFrame({"AVAL": found, "SRCSEQ": sources[code].reindex(found.index)}).reset_index()
        parts.append(part.assign(PARAMCD=code, PARAM=label))
    table = pd.concat(parts, ignore_index=True)
    table["ABLFL"] = np.where(table["day"] == 0, "Y", "")
    start = table[table["day"] == 0].set_index(["USUBJID", "PARAMCD"])["AVAL"]
    table["BASE"] = start.reindex(pd.MultiIndex.from_frame(table[["USUBJID", "PARAMCD"]])).to_numpy()
    measured = table["PARAMCD"].isin(list(MEASUREMENTS)) & (table["day"] > 0)
    table["CHG"] = (table["AVAL"] - table["BASE"]).where(measured)
    table["AVISIT"] = table["day"].map({day: f"DAY {day}" for day in visits}).fillna("")
    table["DTYPE"] = ""
    table["ANL02FL"] = np.where(table["day"] > 0, "Y", "")
    of_status = table[table["PARAMCD"].isin(list(STATUS))]
    final = of_status[of_status["day"] == of_status["USUBJID"].map(last)]
    carried = [
        final[final["day"] < day].assign(AVISIT=f"DAY {day}", DTYPE="LOCF", ABLFL="", ANL02FL="")
        for day in visits
    ]
    table = pd.concat([table, *carried], ignore_index=True)
    table["ANL01FL"] = np.where((table["AVISIT"] != "") & table["PARAMCD"].isin(list(STATUS)), "Y", "")
    first = table["USUBJID"].map(by_subject["TRTSDT"])
    table["ADT"] = first + pd.to_timedelta(table["day"], unit="D")
    table["ADY"] = _study_days(table["ADT"], first)
    table = table.assign(SRCDOM="VS", SRCVAR="VSSTRESN", SRCSEQ=table["SRCSEQ"].astype("Int64"))
    columns = ["USUBJID", "PARAMCD", "PARAM", "ADT", "ADY", "AVISIT", "AVAL", "BASE", "CHG"]
    columns += ["ABLFL", "DTYPE", "ANL01FL", "ANL02FL", "SRCDOM", "SRCVAR", "SRCSEQ"]
    visit = table["AVISIT"].str.removeprefix("DAY ").replace("", "0").astype(int)
    table = table.assign(visit=visit, carried=table["DTYPE"] == "LOCF")
    table = table.sort_values(["USUBJID", "PARAMCD", "day", "carried", "visit"], ignore_index=True)
    return table[columns]


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
        If a death or an end of study is before the first dose; the message names data set, subject and
        variable.

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
    subjects = adsl.set_index("USUBJID")
    for date in ("DTHDT", "EOSDT", "LSTALVDT"):
        early = subjects[date] < subjects["TRTSDT"]
        if early.any():
            refuse(
                f"ADSL, subject {early.idxmax()}, {date}: the date must not be before the first infusion",
                str(subjects[date][early.idxmax()].date()),
            )
    died, completed = subjects["DTHFL"] == "Y", subjects["EOSSTT"] == "COMPLETED"
    at_risk = subjects[subjects["O2RSKFL"] == "Y"]
    free = addaily.query("PARAMCD == 'O2FREE' and ANL02FL == 'Y' and AVAL == 1")
    free = free.groupby("USUBJID")["ADT"].min().reindex(at_risk.index)
    death_on_study = at_risk["DCSREAS"] == "DEATH"
    parts = {
        ("OS", "Overall survival (days)"): pd.DataFrame(
            {
                "ADT": subjects["DTHDT"].fillna(subjects["LSTALVDT"]),
                "CNSR": np.where(died, 0, 1),
                "EVNTDESC": np.where(died, "DEATH", "ALIVE"),
                "CNSDTDSC": np.where(died, "", "LAST DATE KNOWN ALIVE"),
                "SRCVAR": np.where(died, "DTHDT", "LSTALVDT"),
            }
        ),
        ("TTEOS", "Time on study (days)"): pd.DataFrame(
            {
                "ADT": subjects["EOSDT"],
                "CNSR": np.where(completed, 1, 0),
                "EVNTDESC": np.select(
                    [completed, subjects["DCSREAS"] == "DEATH"], ["COMPLETED", "DEATH"], "LEFT THE STUDY"
                ),
                "CNSDTDSC": np.where(completed, "END OF STUDY", ""),
                "SRCVAR": "EOSDT",
            }
        ),
        ("TTO2FREE", "Time to the first day without oxygen (days)"): pd.DataFrame(
            {
                "ADT": free.fillna(at_risk["EOSDT"]),
                "CNSR": np.select(
                    [free.notna(), death_on_study, at_risk["EOSSTT"] == "COMPLETED"], [0, 3, 1], 2
                ),
                "EVNTDESC": np.select(
                    [free.notna(), death_on_study],
                    ["FIRST DAY WITHOUT OXYGEN", "DEATH WITHOUT A DAY FREE OF OXYGEN"],
                    "NO DAY WITHOUT OXYGEN",
                ),
                "CNSDTDSC": np.select([free.notna(), death_on_study], ["", "DATE OF DEATH"], "END OF STUDY"),
                "SRCVAR": np.where(free.notna(), "ADT", "EOSDT"),
            }
        ),
    }
    table = pd.concat(parts, names=["PARAMCD", "PARAM"]).reset_index()
    table["STARTDT"] = table["USUBJID"].map(subjects["TRTSDT"])
    table["AVAL"] = _elapsed(table["ADT"], table["STARTDT"])
    table["SRCDOM"] = np.where(table["SRCVAR"] == "ADT", "ADDAILY", "ADSL")
    columns = ["USUBJID", "PARAMCD", "PARAM", "STARTDT", "ADT", "AVAL", "CNSR", "EVNTDESC", "CNSDTDSC"]
    return table[[*columns, "SRCDOM", "SRCVAR"]]


def adae(adsl: pd.DataFrame, ae: pd.DataFrame) -> pd.DataFrame:
    """Return ADAE, the data set of adverse events: one row an event.

    Parameters
    ----------
    adsl : pandas.DataFrame
        As `adsl` gives it.
    ae : pandas.DataFrame
        Source records, as the module describes them.

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
        If the source breaks its form, a subject is not in ADSL, or an event begins after the subject's death;
        the message names domain, subject and variable.

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
    ae = source("AE", ae)
    subjects = adsl.set_index("USUBJID")
    known("AE", ae, subjects.index)
    once("AE", ae, ["USUBJID", "AESEQ"], "AESEQ")
    not_after_death("AE", ae, "AESTDTC", subjects["DTHDT"])
    first = ae["USUBJID"].map(subjects["TRTSDT"])
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


def _elapsed(date: pd.Series, first: pd.Series) -> pd.Series:
    """Return the whole days from one date to another, empty where there is none."""
    return (date - first).dt.days.astype("Int64")


def _study_days(date: pd.Series, first: pd.Series) -> pd.Series:
    """Return the study days of dates."""
    elapsed = _elapsed(date, first)
    return elapsed + (elapsed >= 0).astype("Int64")
