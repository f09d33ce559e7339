"""Adverse events: literal listings, Table 5 from the illustrative one, bounds against every possible case."""

from itertools import combinations, combinations_with_replacement, product
from pathlib import Path

import pandas as pd
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused

import adverse_event_listing as script
from onearm.estimates import (
    patient_bounds,
    patients_with_any,
    patients_with_both,
    patients_with_marked,
    sharing_patterns,
    tabulate,
)
from onearm.printed import Printed
from seven_patients.datasets import adverse_event_listing, adverse_events, notable_events, patients

KEY = ["level", "system_organ_class", "preferred_term"]
CODED = ["patient", "system_organ_class", "preferred_term"]
FLAGGED = [*CODED, "grade", "serious", "related"]
LISTING = pd.DataFrame(
    [
        ("A", "Heart", "Palpitations", 1, False, True),
        ("A", "Heart", "Palpitations", 3, True, True),
        ("A", "Heart", "Bradycardia", None, False, False),
        ("B", "Heart", "Bradycardia", 2, False, False),
        ("B", "Skin", "Rash", 3, False, True),
    ],
    columns=FLAGGED,
)
TREATED = len(patients())
GRADE_3 = {"least_grade": 3, "ungraded": "leave out"}


def counts(table):
    """Events and patients by line."""
    return {
        (row.system_organ_class, row.preferred_term): (row.events, row.patients) for row in table.itertuples()
    }


# -- from a listing to a table ----------------------------------------------------------------------


def test_a_listing_becomes_a_table():
    table = tabulate(LISTING, 4)
    assert table.to_dict("split", index=False)["data"] == [
        ["any", "", "", 5, 2, 50.0],
        ["system organ class", "Heart", "", 4, 2, 50.0],
        ["preferred term", "Heart", "Bradycardia", 2, 2, 50.0],
        ["preferred term", "Heart", "Palpitations", 2, 1, 25.0],
        ["system organ class", "Skin", "", 1, 1, 25.0],
        ["preferred term", "Skin", "Rash", 1, 1, 25.0],
    ]


@each_case(
    ("asked", "expected"),
    [
        (GRADE_3, {("", ""): (2, 2), ("Heart", "Palpitations"): (1, 1), ("Skin", "Rash"): (1, 1)}),
        (
            GRADE_3 | {"ungraded": "count", "related": False},
            {("", ""): (1, 1), ("Heart", "Bradycardia"): (1, 1)},
        ),
        ({"serious": True}, {("", ""): (1, 1), ("Heart", "Palpitations"): (1, 1)}),
        ({"related": False}, {("", ""): (2, 2), ("Heart", "Bradycardia"): (2, 2)}),
        (
            GRADE_3 | {"least_grade": 2, "related": False},
            {("", ""): (1, 1), ("Heart", "Bradycardia"): (1, 1)},
        ),
        (GRADE_3 | {"least_grade": 4}, {("", ""): (0, 0)}),
    ],
    ids=str,
)
def test_only_the_events_asked_for_count(asked, expected):
    found = counts(tabulate(LISTING, 4, **asked))
    assert {line: pair for line, pair in found.items() if line[1] or not line[0]} == expected


def test_a_listing_without_events_gives_a_line_of_none():
    table = tabulate(LISTING.head(0), 7)
    assert table.to_dict("records") == [
        dict(zip(KEY, ("any", "", ""), strict=True)) | {"events": 0, "patients": 0, "percent": 0.0}
    ]


def test_a_listing_is_left_as_it_was():
    before = LISTING.copy()
    tabulate(LISTING, 4, **GRADE_3, serious=True)
    pd.testing.assert_frame_equal(LISTING, before)


# -- Table 5 ----------------------------------------------------------------------------------------


def test_table_5_from_the_listing_cell_by_cell():
    derived = tabulate(adverse_event_listing(), TREATED).set_index(KEY)
    printed = adverse_events().set_index(KEY)
    assert len(derived) == len(printed) == 46
    for line, row in printed.iterrows():
        assert (derived.events[line], derived.patients[line]) == (row.events, row.patients), line
        assert Printed(row.percent_printed).contains(derived.percent[line]), line


def test_the_events_of_note_from_the_listing():
    listing, notable = adverse_event_listing(), notable_events()
    asked = {"grade 3": GRADE_3, "serious": {"serious": True}, "grade 4 or 5": GRADE_3 | {"least_grade": 4}}
    asked |= {"adverse drug reaction": {"related": True}}
    for category, part in notable.groupby("category"):
        derived = tabulate(listing, TREATED, **asked[category]).set_index("preferred_term")
        lines = derived[derived.level != "system organ class"]
        for row in part.itertuples():
            pair = lines.events[row.preferred_term], lines.patients[row.preferred_term]
            assert pair == (row.events, row.patients), row
    grade_3 = tabulate(listing, TREATED, **GRADE_3)
    assert grade_3.events[0] == 17
    assert set(grade_3.preferred_term[grade_3.level == "preferred term"]) == set(
        notable.preferred_term[notable.category == "grade 3"]
    )


def test_drug_reactions_are_those_that_the_text_names_and_none_that_it_excludes():
    listing = adverse_event_listing()
    assert tabulate(listing, TREATED, serious=True, related=True).events[0] == 0
    named = notable_events().query("category == 'grade 3'").set_index("preferred_term").adverse_drug_reaction
    of_grade_3 = listing[listing.grade.eq(3).fillna(False)]
    assert (of_grade_3.related == of_grade_3.preferred_term.map(named)).all()


def test_everybody_has_an_event():
    assert adverse_event_listing().patient.nunique() == TREATED


def test_the_script_makes_the_listing():
    assert script.text() == script.LISTING.read_text(encoding="utf-8")
    assert Path(script.LISTING).name == "adverse_event_listing.csv"


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("General disorders and administration site conditions", "patients", 5),
        ("General disorders and administration site conditions", "events", 5),
        ("Psychiatric disorders", "patients", 1),
        ("Pyrexia", "events", 1),
        ("Hypokalemia", "patients", 1),
        ("", "patients", 6),
        ("", "events", 56),
    ],
)
def test_counts_that_contradict_each_other_have_no_listing(monkeypatch, line, column, value):
    table = adverse_events()
    name = table.preferred_term.where(table.level == "preferred term", table.system_organ_class)
    table.loc[(name == line) & ~((table.level == "any") & (line != "")), column] = value
    monkeypatch.setattr(script, "adverse_events", lambda: table)
    try:
        derived = tabulate(script.listing().astype({"serious": bool}), TREATED).set_index(KEY)
    except ValueError:
        return
    spoiled = table.set_index(KEY)[["events", "patients"]]
    assert not derived[["events", "patients"]].loc[spoiled.index].equals(spoiled)


def test_table_5_lies_within_its_bounds():
    table = patient_bounds(adverse_events(), TREATED)
    assert table.patients.between(table.low, table.high).all()


def test_what_table_5_leaves_open():
    table = patient_bounds(adverse_events(), TREATED).set_index("preferred_term")
    terms = table[table.level == "preferred term"]
    open_terms = terms.index[terms.low < terms.high].tolist()
    assert open_terms == [
        "Pneumothorax",
        "Hypotension",
        "Pyrexia",
        "Infusion-related reaction",
        "Procedural pain",
        "Headache",
        "Head discomfort",
        "Insomnia",
    ]


def test_how_the_classes_of_table_5_share_patients():
    table = adverse_events()
    terms, classes = (table[table.level == level] for level in ("preferred term", "system organ class"))
    ways = {
        name: list(
            sharing_patterns(
                terms[terms.system_organ_class == name].set_index("preferred_term").patients.to_dict(), whole
            )
        )
        for name, whole in zip(classes.system_organ_class, classes.patients, strict=True)
    }
    shared = {name: {sum(len(terms) - 1 for terms in way) for way in found} for name, found in ways.items()}
    assert {name: extra for name, extra in shared.items() if extra != {0}} == {
        "General disorders and administration site conditions": {1},
        "Investigations": {1},
    }
    assert {name: len(found) for name, found in ways.items() if len(found) > 1} == {
        "General disorders and administration site conditions": 3
    }


# -- bounds against every case ----------------------------------------------------------------------

few = settings(max_examples=60, deadline=None, derandomize=True)
SMALL = 4
"""Patients at risk where every case is listed."""
GROUPS = {size: [frozenset(group) for group in combinations(range(SMALL), size)] for size in range(SMALL + 1)}


@each_case(
    "sizes",
    [sizes for kinds in (1, 2, 3) for sizes in combinations_with_replacement(range(SMALL + 1), kinds)],
)
def test_unions_of_every_choice_of_groups(sizes):
    unions = {len(frozenset().union(*groups)) for groups in product(*(GROUPS[size] for size in sizes))}
    assert list(patients_with_any(sizes, SMALL)) == sorted(unions)


@each_case("sizes", list(product(range(SMALL + 1), repeat=2)))
def test_overlaps_of_every_choice_of_groups(sizes):
    overlaps = {len(one & other) for one, other in product(*(GROUPS[size] for size in sizes))}
    assert list(patients_with_both(*sizes, SMALL)) == sorted(overlaps)


@each_case(("events", "patients"), [(e, p) for e in range(1, 7) for p in range(1, min(e, 4) + 1)])
def test_marked_events_in_every_choice_of_owners(events, patients):
    owners = [owner for owner in product(range(patients), repeat=events) if len(set(owner)) == patients]
    for marked in range(events + 1):
        touched = {len(set(owner[:marked])) for owner in owners}
        assert list(patients_with_marked(marked, events, patients)) == sorted(touched)


def a_class(events, counts, whole):
    """A table of one class: its events and patients, and by term the same."""
    lines = [("system organ class", "", sum(events), whole)]
    lines += [
        ("preferred term", f"term {place}", *pair)
        for place, pair in enumerate(zip(events, counts, strict=True))
    ]
    table = pd.DataFrame(lines, columns=["level", "preferred_term", "events", "patients"])
    return table.assign(system_organ_class="Class")


def sizes_of_a_term(events, others, whole):
    """Every number of patients that a term can have, by trying every choice of groups."""
    return [
        size
        for size in range(1, min(events, whole) + 1)
        if any(
            len(frozenset().union(*groups)) == whole
            for groups in product(*(GROUPS[count] for count in (size, *others)))
        )
    ]


CLASSES = [
    (e, o, w) for e in (1, 2, 5) for o in ((1,), (2, 1)) for w in (2, 3, 4) if sizes_of_a_term(e, o, w)
]


@each_case(("events", "others", "whole"), CLASSES)
def test_a_term_is_bounded_by_its_events_and_its_class(events, others, whole):
    possible = sizes_of_a_term(events, others, whole)
    found = patient_bounds(a_class([events, *others], [possible[0], *others], whole), SMALL)
    assert list(range(found.low[1], found.high[1] + 1)) == possible


@each_case("sizes", [(1,), (2,), (2, 1), (2, 2), (3, 1), (2, 1, 1), (3, 2, 1), (2, 2, 2)])
@each_case("whole", [1, 2, 3, 4])
def test_sharing_patterns_against_every_assignment(sizes, whole):
    terms = {f"term {place}": size for place, size in enumerate(sizes)}
    if not max(sizes) <= whole <= sum(sizes):
        with pytest.raises(ValueError, match="must be a whole number from"):
            sharing_patterns(terms, whole)
        return
    subsets = [kind for size in range(1, len(terms) + 1) for kind in combinations(terms, size)]
    expected = {
        tuple(sorted(way))
        for way in product(subsets, repeat=whole)
        if all(sum(term in kind for kind in way) == size for term, size in terms.items())
    }
    found = [tuple(sorted(way)) for way in sharing_patterns(terms, whole)]
    assert len(found) == len(set(found)) and set(found) == expected


@st.composite
def listings(draw):
    rows = draw(
        st.lists(
            st.tuples(st.integers(1, 6), st.sampled_from("pqrst")).map(
                lambda pair: (pair[0], "one" if pair[1] in "pqr" else "two", pair[1])
            ),
            min_size=1,
            max_size=15,
        )
    )
    return pd.DataFrame(rows, columns=CODED)


@few
@given(listing=listings(), treated=st.integers(6, 9))
def test_every_listing_adds_up_and_lies_within_its_bounds(listing, treated):
    table = patient_bounds(tabulate(listing, treated), treated)
    assert table.patients.between(table.low, table.high).all()
    by_level = table.groupby("level").events.sum()
    assert by_level.nunique() == 1 and by_level["any"] == len(listing)
    assert (table.patients <= table.events).all()
    assert table.patients[0] == listing.patient.nunique()


@few
@given(listing=listings())
def test_how_a_listing_shares_its_terms_is_among_the_patterns(listing):
    for _, part in listing.groupby("system_organ_class"):
        terms = part.groupby("preferred_term").patient.nunique().to_dict()
        actual = part.groupby("patient").preferred_term.agg(lambda had: tuple(sorted(set(had))))
        ways = {tuple(sorted(way)) for way in sharing_patterns(terms, len(actual))}
        assert tuple(sorted(actual)) in ways


@few
@given(listing=listings(), again=st.randoms(use_true_random=False))
def test_the_order_of_events_and_the_names_of_patients_do_not_matter(listing, again):
    names = {patient: f"P{place}" for place, patient in enumerate(sorted(set(listing.patient), key=str))}
    order = list(listing.index)
    again.shuffle(order)
    other = listing.loc[order].assign(patient=lambda rows: rows.patient.map(names))
    pd.testing.assert_frame_equal(tabulate(listing, 9), tabulate(other, 9))


# -- bad input --------------------------------------------------------------------------------------

TABLE = a_class([4, 1], [1, 1], 1)
TWICE = pd.concat([LISTING, LISTING.head(1).assign(system_organ_class="Skin")], ignore_index=True)
BAD = {
    "a term under two classes": (lambda: tabulate(TWICE, 4), "'Palpitations' must stand under one class"),
    "more patients than treated": (lambda: tabulate(LISTING, 1), "no more patients than were treated"),
    "an unknown grade": (
        lambda: tabulate(LISTING.assign(grade=6), 4, least_grade=3),
        "each grade must be a whole number from 1 to 5, or empty",
    ),
    "half a grade": (
        lambda: tabulate(LISTING.assign(grade=2.5), 4, least_grade=3),
        "each grade must be a whole number from 1 to 5, or empty",
    ),
    "no grade, and no word of what that counts": (
        lambda: tabulate(LISTING, 4, least_grade=3),
        "each event must have a grade where least_grade is given",
    ),
    "an unknown count of those without a grade": (
        lambda: tabulate(LISTING, 4, ungraded="drop"),
        "ungraded must be one of refuse, leave out, count",
    ),
    "an unknown least grade": (lambda: tabulate(LISTING, 4, least_grade=6), "least_grade must be a whole"),
    "no grades": (
        lambda: tabulate(LISTING[CODED], 4, least_grade=3),
        "events must have the columns grade, each once",
    ),
    "no seriousness": (
        lambda: tabulate(LISTING[CODED], 4, serious=True),
        "events must have the columns serious, each once",
    ),
    "seriousness in words": (
        lambda: tabulate(LISTING.assign(serious="yes"), 4, serious=True),
        "each cell of serious must be true, false or empty",
    ),
    "relatedness by a number": (lambda: tabulate(LISTING, 4, related=1), "related must be True or False"),
    "no patient": (lambda: tabulate(LISTING.assign(patient=None), 4), "each event must have a patient"),
    "no term": (lambda: tabulate(LISTING.assign(preferred_term=""), 4), "each event must have a preferred"),
    "no class": (
        lambda: tabulate(LISTING.drop(columns="system_organ_class"), 4),
        "events must have the columns patient,",
    ),
    "no listing": (lambda: tabulate([("A", "Heart", "Rash")], 4), "events must be a DataFrame"),
    "nobody treated": (lambda: tabulate(LISTING, 0), "treated, the patients at risk, must be"),
    "events fewer than patients": (
        lambda: patient_bounds(TABLE.assign(events=0), 7),
        "the events of Class, no fewer than patients, must be",
    ),
    "events in nobody": (
        lambda: patient_bounds(TABLE.assign(patients=0), 7),
        "the events of Class, no fewer than patients, must be a whole number from 0 to 0",
    ),
    "marked events in nobody": (lambda: patients_with_marked(1, 2, 0), "patients, those with such an event,"),
    "a line with more patients than treated": (
        lambda: patient_bounds(TABLE.assign(patients=8, events=9), 7),
        "the patients with Class must be a whole number from 0 to 7",
    ),
    "a term in a table under two classes": (
        lambda: patient_bounds(pd.concat([TABLE, TABLE.assign(system_organ_class="Other")]), 7),
        "'term 0' must stand under one class",
    ),
    "a line twice": (
        lambda: patient_bounds(pd.concat([TABLE, TABLE.head(1)]), 7),
        "each line must stand once",
    ),
    "a class without terms": (lambda: patient_bounds(TABLE.head(1), 7), "each class must have a term"),
    "terms without a class": (lambda: patient_bounds(TABLE.tail(2), 7), "each class must have a term"),
    "an unknown level": (lambda: patient_bounds(TABLE.assign(level="group"), 7), "each level must be one of"),
    "no table": (lambda: patient_bounds(None, 7), "table must be a DataFrame"),
    "a table without events": (
        lambda: patient_bounds(TABLE.drop(columns="events"), 7),
        "must have a row and the columns",
    ),
    "more with any than treated": (lambda: patients_with_any([8], 7), "each count of patients must be"),
    "no counts": (lambda: patients_with_any(3, 7), "counts, those of patients, must be a sequence"),
    "nobody with any": (
        lambda: patients_with_any([], 7),
        "counts, those of patients, must be a sequence with at least one",
    ),
    "more with both than treated": (lambda: patients_with_both(8, 1, 7), "each count of patients must be"),
    "half with both": (lambda: patients_with_both(0.5, 1, 7), "each count of patients must be"),
    "fewer events than patients": (lambda: patients_with_marked(1, 1, 2), "events, no fewer than patients"),
    "more marked than events": (lambda: patients_with_marked(3, 2, 1), "marked, the marked events, must be"),
    "no terms to share": (lambda: sharing_patterns({}, 1), "must hold at least one term"),
    "terms without counts": (lambda: sharing_patterns(["fever"], 1), "must hold at least one term"),
    "a term that is none": (lambda: sharing_patterns({1: 1}, 1), "each term must be a string"),
    "a term of nobody": (lambda: sharing_patterns({"fever": 0}, 1), "the patients with fever must be"),
    "a class of too many": (lambda: sharing_patterns({"fever": 1}, 2), "the patients of the class, must be"),
}


@each_case(("call", "says"), BAD.values(), ids=BAD)
def test_bad_input_says_what_must_be_and_what_came(call, says):
    assert says in refused(call)


@each_case("kind", ["boolean", object])
@each_case(("wanted", "events"), [(True, 1), (False, 2)])
def test_an_event_whose_relatedness_is_unknown_is_neither_related_nor_not(kind, wanted, events):
    cells = pd.Series([True, False, False, None], dtype=kind)
    listing = pd.DataFrame(
        {"patient": range(4), "system_organ_class": "Heart", "preferred_term": "Palpitations"}
    )
    assert tabulate(listing.assign(related=cells), 4, related=wanted).events[0] == events


def test_a_cell_that_is_no_truth_value_is_named():
    listing = pd.DataFrame(
        {"patient": [1, 2], "system_organ_class": "Heart", "preferred_term": "Palpitations"}
    )
    with pytest.raises(ValueError, match=r"related must be true, false or empty\.\nWhat came: 'maybe'"):
        tabulate(listing.assign(related=[True, "maybe"]), 2, related=True)
