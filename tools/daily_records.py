"""Make the illustrative daily records: such as might lie behind the printed summaries, not the trial's data.

    python tools/daily_records.py             # writes data/daily_records.csv

1. The counts of days come from what the paper prints, as `onearm.printed.reconstruct` finds them: one history
   fits ventilation and oxygen together. It leaves open which of patients 4 and 5 left the trial, and which of
   3, 6 and 7; here the lowest numbers did.
2. Within a period the days stand in the order of the need of oxygen: falling, or rising where the patient
   died. The flows are drawn between the limits that the counts set.
3. Corticosteroids are invented. Starting doses and weights agree with Tables 2 and 3. A dose is held, falls
   in a straight line to a last dose and stays there; when it falls is drawn until the printed mean, total and
   reduction are met, as `onearm.estimates.steroid_course` derives them up to day 100: mean and total of all
   seven, the reduction of the six who began at 1 mg/kg/day or more. Patient 2 has pulses of a dose that makes
   up the total.

The same data and the same seed give the same bytes.
"""

from itertools import groupby, pairwise
from math import fsum, sqrt
from random import Random
from statistics import fmean

from onearm.printed import Endpoint, Printed, Summary, enumerate_jointly
from seven_patients.datasets import DATA, patients, summaries

FILE = DATA / "daily_records.csv"
SEED = 56
LAST_DAY = 100
COLUMNS = (
    "patient",
    "day",
    "alive",
    "on_study",
    "ventilated",
    "oxygen_l_per_min",
    "steroid_mg_per_kg",
    "steroid_mg",
    "tier",
)
WORDS = {True: "yes", False: "no"}
HIGHEST_FLOW = 60  # L/min

WEIGHT = {1: 46.1, 2: 51.5, 3: 49.3, 4: 49.9, 5: 53.4, 6: 56.7, 7: 66.9}  # kg
STEROID_START = {1: 2.0, 2: 3.0, 3: 1.28, 4: 0.4, 5: 1.1, 6: 1.3, 7: 1.0}  # mg/kg/day
STEROID_END = {1: 0.64, 2: 2.85, 3: 0.13, 4: 0.4, 5: 0.1, 6: 0.15, 7: 0.05}
HELD_DAYS = {1: (18, 30), 3: (0, 10), 4: (0, 0), 5: (3, 10), 6: (0, 7), 7: (0, 4)}  # fewest, most
TAPER_DAYS = {1: (10, 20), 3: (10, 28), 4: (1, 1), 5: (10, 21), 6: (3, 14), 7: (3, 10)}
PULSED = 2
PULSE_DAYS = (1, 2, 3, 15, 16, 17, 30, 31, 32)


def history():
    """Return the one joint history.

    The days summarized; by patient the day of death up to the last of them, else None; and by endpoint and
    patient the days counted up to each.
    """
    table = summaries().query("unit == 'days'")
    printed = {
        quantity: {int(row.day): Summary(row.mean_printed, row.sd_printed) for row in lines.itertuples()}
        for quantity, lines in table.groupby("quantity")
    }
    unventilated = printed["days without mechanical ventilation"]
    seven = patients().set_index("patient")
    with_flow = seven.index[seven.initial_oxygen_l_per_min.notna()]
    died = {patient: day if day <= LAST_DAY else None for patient, day in seven.outcome_day.items()}
    lasting = {patient for patient, day in died.items() if day is None}
    endpoints = [
        Endpoint("unventilated", unventilated),
        Endpoint("not increased", printed["days without an increase in oxygen dose"], within="unventilated"),
        Endpoint(
            "halved",
            printed["days with an oxygen dose reduced by at least 50%"],
            patients=with_flow,
            within="not increased",
        ),
        Endpoint("free", printed["days without oxygen administration"], within=("not increased", "halved")),
    ]
    (only,) = enumerate_jointly(endpoints, died, alike=[lasting & {*with_flow}, lasting - {*with_flow}])
    return tuple(unventilated), died, only


def levels(patient, days, died, counts):
    """Return for each day on study the need of oxygen: 3 none, 2 halved, 1 no more than at first, 0 more."""
    result = []
    for start, end, *added in zip((0, *days), days, *map(steps, paths_of(patient, counts)), strict=False):
        unventilated, not_increased, halved, free = added
        seen = unventilated if died is None else max(0, min(end, died) - start)
        period = (
            [0] * (seen - not_increased) + [1] * (not_increased - halved) + [2] * (halved - free) + [3] * free
        )
        result += period[::-1] if died is not None and start < died <= end else period
    return result


def paths_of(patient, counts):
    """Return the patient's trajectories; without a flow to be halved, only freedom from oxygen halves it."""
    own = {name: paths[patient] for name, paths in counts.items() if patient in paths}
    return own["unventilated"], own["not increased"], own.get("halved", own["free"]), own["free"]


def steps(path):
    """Return the days that a trajectory adds in each period."""
    return [end - start for start, end in pairwise((0, *path))]


def flows(level_by_day, start, rng):
    """Return a flow of oxygen for each day, in whole L/min; while the level stays it moves one way."""
    limits = {3: (0, 0), 2: (1, start // 2), 1: (start // 2 + 1, start), 0: (start + 1, HIGHEST_FLOW)}
    result, before = [], 0
    for level, stay in groupby(level_by_day):
        result += sorted((rng.randint(*limits[level]) for _ in stay), reverse=level > before)
        before = level
    return result


def tapered(patient, last_day, held, taper):
    """Return the dose of each day, in mg/kg: held at the start, then down in a straight line, then held."""
    start, end = STEROID_START[patient], STEROID_END[patient]
    return [
        round(start + (end - start) * min(max(day - held, 0) / taper, 1), 2) for day in range(last_day + 1)
    ]


def in_mg(patient, dose):
    """Return a dose in mg/kg as mg."""
    return round(dose * WEIGHT[patient], 1)


def total_mg(patient, doses):
    """Return the total of a patient's doses after day 0, in mg."""
    return fsum(in_mg(patient, dose) for dose in doses[1:])


def pulsed(last_day, total):
    """Return the pulsed patient's doses, in mg/kg, which add up to the total in mg to within half a step."""
    start, end = STEROID_START[PULSED], STEROID_END[PULSED]
    doses = [start] + [end] * last_day
    others = total_mg(PULSED, doses) - len(PULSE_DAYS) * in_mg(PULSED, end)
    for left, day in zip(range(len(PULSE_DAYS), 0, -1), PULSE_DAYS, strict=True):
        doses[day] = round((total - others) / left / WEIGHT[PULSED], 2)
        others += in_mg(PULSED, doses[day])
    return doses


def steroids(last_days, rng):
    """Return the doses by patient, drawn until their mean, total and reduction print as reported."""
    table = summaries().set_index("quantity")
    mean_dose, total, reduction = (
        [
            (float(end.low), float(end.high))
            for end in map(Printed, table.loc[name, ["mean_printed", "sd_printed"]])
        ]
        for name in ("corticosteroid dose", "total corticosteroid dose", "reduction in corticosteroid dose")
    )
    whole = sum(total[0]) / 2 * len(last_days)
    choices = {
        patient: [
            tapered(patient, last_days[patient], held, taper)
            for held in range(HELD_DAYS[patient][0], HELD_DAYS[patient][1] + 1)
            for taper in range(TAPER_DAYS[patient][0], TAPER_DAYS[patient][1] + 1)
        ]
        for patient in TAPER_DAYS
    }
    totals = {patient: [total_mg(patient, own) for own in choices[patient]] for patient in choices}
    while True:
        drawn = {patient: rng.randrange(len(own)) for patient, own in choices.items()}
        others = [totals[patient][choice] for patient, choice in drawn.items()]
        if not prints_so(total, [*others, whole - fsum(others)]):
            continue
        doses = {patient: choices[patient][choice] for patient, choice in drawn.items()}
        doses[PULSED] = pulsed(last_days[PULSED], whole - fsum(others))
        if (
            prints_so(total, [total_mg(patient, own) for patient, own in doses.items()])
            and prints_so(mean_dose, [fmean(own[1:]) for own in doses.values()])
            and prints_so(reduction, [own[0] - own[-1] for own in doses.values() if own[0] >= 1])
        ):
            return doses


def prints_so(ends, values):
    """Say whether the mean and the standard deviation of the values lie between the ends of those printed."""
    (mean_low, mean_high), (sd_low, sd_high) = ends
    mean = fmean(values)
    sd = sqrt(fsum((value - mean) ** 2 for value in values) / (len(values) - 1))
    return mean_low < mean < mean_high and sd_low < sd < sd_high


def records():
    """Return the records, a row a patient and day."""
    rng = Random(SEED)
    seven = patients().set_index("patient")
    days, died, counts = history()
    by_day = {patient: levels(patient, days, died[patient], counts) for patient in seven.index}
    doses = steroids({patient: len(own) for patient, own in by_day.items()}, rng)
    rows = []
    for patient, own in by_day.items():
        ventilated = seven.mechanical_ventilation[patient]
        start = int(seven.initial_oxygen_l_per_min.fillna(0)[patient])
        oxygen = [""] * (len(own) + 1) if ventilated else [start, *flows(own, start, rng)]
        for day in range((died[patient] or LAST_DAY) + 1):
            on_study = day <= len(own)
            row = [patient, day, WORDS[day != died[patient]], WORDS[on_study]]
            if on_study:
                dose = doses[patient][day]
                row += [WORDS[ventilated], oxygen[day], f"{dose:.2f}", f"{in_mg(patient, dose):.1f}"]
            rows.append([*row, *[""] * (8 - len(row)), "illustrative"])
    return rows


def text():
    """Return the file's text."""
    return "".join(",".join(map(str, row)) + "\n" for row in [COLUMNS, *records()])


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8", newline="\n")
