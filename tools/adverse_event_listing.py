"""Make the illustrative listing of adverse events: one of the many that give the printed counts.

The paper counts events and patients, and tells almost nowhere who had what. A listing needs an answer for
each event, so a rule deals them out: class by class as in Table 5, to seven patients in turn. They carry
letters, because they are not the trial's patients. Every number comes from Table 5 and from the text; only
who had what is made up. The same data give the same bytes.

    python tools/adverse_event_listing.py             # writes data/adverse_event_listing.csv
"""

from itertools import cycle, islice
from pathlib import Path

import pandas as pd

from onearm.estimates import sharing_patterns
from seven_patients.datasets import adverse_events, notable_events, patients

LISTING = Path(__file__).resolve().parents[1] / "data" / "adverse_event_listing.csv"
LETTERS = "ABCDEFG"


def listing():
    """Return the listing, one row an event, in the order of Table 5."""
    table = adverse_events()
    terms = table[table["level"] == "preferred term"].set_index("preferred_term")
    who = _dealt(table, terms)
    events = pd.DataFrame(
        [
            {"patient": patient, "system_organ_class": terms.system_organ_class[term], "preferred_term": term}
            for term, count in terms["events"].items()
            for patient in sorted(islice(cycle(who[term]), count))
        ]
    )
    events.insert(0, "event", range(1, len(events) + 1))
    events["grade"] = _first(events, "grade 3").map({True: "3", False: ""})
    events["serious"] = _first(events, "serious")
    events["related"] = _related(events)
    return events


def _dealt(table, terms):
    """Return by term the patients with it: a class's patients come next in turn, and share as they must."""
    turn = cycle(LETTERS[: len(patients())])
    who = {term: [] for term in terms.index}
    classes = table[table["level"] == "system organ class"].set_index("system_organ_class")["patients"]
    for name, class_patients in classes.items():
        counts = terms.loc[terms["system_organ_class"] == name, "patients"].to_dict()
        for shared in next(sharing_patterns(counts, class_patients)):
            patient = next(turn)
            for term in shared:
                who[term].append(patient)
    return who


def _first(events, category):
    """Return which events are of a category of the text: of each term the first, as many as it counts."""
    notable = notable_events().query("category == @category and preferred_term != ''")
    counts = notable.set_index("preferred_term")["events"]
    place = events.groupby("preferred_term").cumcount()
    return place < events["preferred_term"].map(counts).fillna(0)


def _related(events):
    """Return which events are drug reactions: those that the text names, then others of the first patients.

    No event of grade 3 is related but those that the text names, and no serious one is.
    """
    notable = notable_events().set_index(["category", "preferred_term"])
    total = notable.loc[("adverse drug reaction", "")]
    by_term = notable.loc["grade 3", "adverse_drug_reaction"]
    of_grade_3 = events["grade"] == "3"
    named = of_grade_3 & events["preferred_term"].map(by_term).eq(True)
    patients_named = events.loc[named, "patient"].unique()
    others = [letter for letter in LETTERS if letter not in patients_named]
    chosen = [*patients_named, *others][: total["patients"]]
    free = ~of_grade_3 & ~events["serious"] & events["patient"].isin(chosen)
    return named | (free & (free.cumsum() <= total["events"] - named.sum()))


def text():
    """Return the listing as the CSV file holds it."""
    words = {True: "yes", False: "no"}
    events = listing()
    return events.assign(**{name: events[name].map(words) for name in ("serious", "related")}).to_csv(
        index=False, lineterminator="\n"
    )


if __name__ == "__main__":
    LISTING.write_text(text(), encoding="utf-8", newline="\n")
