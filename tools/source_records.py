"""Make the illustrative source records: daily records and adverse events with dates, in the shape of SDTM.

    python tools/source_records.py             # writes data/sdtm_dm.csv and its like

No trial recorded them. Every row says so in `STUDYID`. They hold what is printed, and add what is not:

1. The dates of first doses are invented, within the months of enrolment and before the paper was received.
   Days of death and of the last report are those of Table 3; the days of `daily_records.csv` become dates.
2. The numbers of infusions are those that the printed counts leave, and the totals of cells have the printed
   median and range. Who had how many is invented, with a total near twice the weight for each infusion.
   Infusions come 3 and 4 days apart in turn, within the 2 to 7 days of the protocol.
3. The letters of `adverse_event_listing.csv` are given to subjects: the patient with relapsed leukemia is one
   who died of it, the one with hypertension one who died of the syndrome on study, and the infusion reactions
   are of one who had eight infusions, one on each day of infusion. Hypertension begins 14 days after the
   first dose. The dates of other events are dealt out in turn. Two events before the first dose are invented
   besides, for an analysis data set has to tell them from the others.
4. Ages are those of Table 3. The disposition "DISCONTINUED" has no reason, for the text gives none.
"""

import csv
import io
from datetime import date, timedelta
from itertools import count

import pandas as pd

import daily_records as script
from seven_patients.datasets import DATA, adverse_event_listing, daily_records, patients

STUDY = "ILLUSTRATIVE"
STARTS = {
    1: date(2022, 10, 24),
    2: date(2022, 11, 28),
    3: date(2023, 1, 16),
    4: date(2023, 2, 6),
    5: date(2023, 3, 20),
    6: date(2023, 5, 15),
    7: date(2022, 12, 12),
}
INFUSIONS = {1: 4, 2: 4, 3: 4, 4: 8, 5: 6, 6: 7, 7: 8}
CELLS = {1: 368, 2: 412, 3: 392, 4: 792, 5: 640, 6: 791, 7: 1064}  # 10^6
INFUSION_DAYS = (0, 3, 7, 10, 14, 17, 21, 24)
SUBJECT_OF = {"A": 1, "B": 2, "C": 4, "D": 3, "E": 5, "F": 6, "G": 7}
EVENT_DAYS = (1, 2, 4, 6, 9, 13, 18, 27)
BEFORE = (("A", "Hypokalemia", -3), ("E", "Pyrexia", -1))
HYPERTENSION_DAY = 14
MEASURED = {
    "VENT": ("ventilated", "yes=1 no=0"),
    "O2FLOW": ("oxygen_l_per_min", "L/min"),
    "CSDOSE": ("steroid_mg_per_kg", "mg/kg/day"),
    "CSMG": ("steroid_mg", "mg/day"),
}


def subject(patient):
    """Return the identifier of a subject."""
    return f"{STUDY}-{patient}"


def on(patient, day):
    """Return the date of a patient's day, counted from the first dose, as text."""
    return (STARTS[patient] + timedelta(days=int(day))).isoformat()


def rows_of(domain, patient, **cells):
    """Return a row that says whose it is."""
    return {"STUDYID": STUDY, "DOMAIN": domain, "USUBJID": subject(patient)} | cells


def dm():
    """Return the demographics."""
    return [
        rows_of(
            "DM",
            row.patient,
            RFSTDTC=on(row.patient, 0),
            DTHDTC=on(row.patient, row.outcome_day) if row.outcome == "died" else "",
            DTHFL="Y" if row.outcome == "died" else "",
            AGE=row.age_years,
            AGEU="YEARS",
            SEX="M",
        )
        for row in patients().itertuples()
    ]


def ex():
    """Return the infusions; a total is shared out in whole millions of cells."""
    return [
        rows_of(
            "EX",
            patient,
            EXSEQ=k + 1,
            EXTRT="HLC-001",
            EXDOSE=CELLS[patient] * (k + 1) // infusions - CELLS[patient] * k // infusions,
            EXDOSU="10^6 cells",
            EXSTDTC=on(patient, INFUSION_DAYS[k]),
        )
        for patient, infusions in INFUSIONS.items()
        for k in range(infusions)
    ]


def ds():
    """Return the disposition, and the last report of who was alive."""
    rows = []
    last = daily_records().query("on_study").groupby("patient")["day"].max()
    for row in patients().itertuples():
        end = "COMPLETED" if last[row.patient] == script.LAST_DAY else "DISCONTINUED"
        entries = [("DEATH" if row.outcome_day == last[row.patient] else end, last[row.patient])]
        if row.outcome == "alive":
            entries.append(("LAST KNOWN ALIVE", row.outcome_day))
        rows += [
            rows_of("DS", row.patient, DSSEQ=k, DSDECOD=decision, DSSTDTC=on(row.patient, day))
            for k, (decision, day) in enumerate(entries, 1)
        ]
    return rows


def vs():
    """Return the measurements of each day on study."""
    rows = []
    for patient, own in daily_records().query("on_study").groupby("patient"):
        number = count(1)
        for code, (column, unit) in MEASURED.items():
            for day, value in own.set_index("day")[column].dropna().items():
                known = {
                    "VSSEQ": next(number),
                    "VSTESTCD": code,
                    "VSSTRESN": f"{float(value):g}",
                    "VSSTRESU": unit,
                    "VSDTC": on(patient, day),
                }
                rows.append(rows_of("VS", patient, **known))
    return rows


def ae():
    """Return the adverse events: the listing with dates, and two before the first dose."""
    listing, turn = adverse_event_listing(), 0
    class_of = dict(zip(listing["preferred_term"], listing["system_organ_class"], strict=True))
    events = [(letter, term, day, "", "N", "N") for letter, term, day in BEFORE]
    yes = {True: "Y", False: "N"}
    infusion = iter(INFUSION_DAYS)
    for row in listing.itertuples():
        if row.preferred_term == "Infusion-related reaction":
            day = next(infusion)
        elif row.preferred_term == "Hypertension":
            day = HYPERTENSION_DAY
        else:
            day, turn = EVENT_DAYS[turn % len(EVENT_DAYS)], turn + 1
        grade = "" if pd.isna(row.grade) else str(int(row.grade))
        events.append((row.patient, row.preferred_term, day, grade, yes[row.serious], yes[row.related]))
    rows, number = [], dict.fromkeys(SUBJECT_OF.values(), 0)
    for letter, term, day, grade, serious, related in events:
        patient = SUBJECT_OF[letter]
        number[patient] += 1
        rows.append(
            rows_of(
                "AE",
                patient,
                AESEQ=number[patient],
                AEDECOD=term,
                AEBODSYS=class_of[term],
                AESTDTC=on(patient, day),
                AETOXGR=grade,
                AESER=serious,
                AEREL=related,
            )
        )
    return sorted(rows, key=lambda row: (row["USUBJID"], row["AESEQ"]))


DOMAINS = {"dm": dm, "ex": ex, "ds": ds, "vs": vs, "ae": ae}


def text(domain):
    """Return the text of a domain's file."""
    rows, out = DOMAINS[domain](), io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def file(domain):
    """Return where a domain's file stands."""
    return DATA / f"sdtm_{domain}.csv"


if __name__ == "__main__":
    for domain in DOMAINS:
        file(domain).write_text(text(domain), encoding="utf-8", newline="\n")
