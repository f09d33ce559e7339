"""The data folder, its loaders, and what a broken copy of it says."""

import json
import re
import shutil
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from cases import each_case

from onearm.estimates import clopper_pearson
from onearm.printed import Printed
from seven_patients import datasets
from seven_patients.datasets import (
    DATA,
    adverse_events,
    baseline,
    boundary,
    characteristics,
    claims,
    courses,
    dictionary,
    disposition,
    dosing,
    findings,
    imaging,
    literature,
    notable_events,
    patients,
    proportions,
    protocol,
    sources,
    summaries,
)

ROWS = {
    "protocol": 28,
    "boundary": 15,
    "disposition": 8,
    "baseline": 9,
    "characteristics": 25,
    "patients": 7,
    "dosing": 5,
    "proportions": 17,
    "summaries": 17,
    "imaging": 8,
    "courses": 29,
    "adverse_events": 46,
    "notable_events": 13,
    "adverse_event_listing": 57,
    "sources": 33,
    "literature": 48,
    "findings": 126,
    "paragraphs": 45,
    "daily_records": 592,
    "sdtm_dm": 7,
    "sdtm_ex": 41,
    "sdtm_ds": 9,
    "sdtm_vs": 2021,
    "sdtm_ae": 59,
    "claims": None,
    "analyses": None,
}
LOADERS = {name: getattr(datasets, name) for name in ROWS}
COUNTED = ("characteristics", "dosing", "proportions", "imaging", "adverse_events", "notable_events")
TABLE_1 = [5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10]
VERDICTS = {
    "computable": {"reproduced", "discrepant", "chapter to come"},
    "constrained": {"consistent", "assumption needed", "discrepant", "chapter to come"},
    "cited": {"cited"},
    "reported_only": {"not checkable"},
}
NUMBER_WORDS = "no one two three four five six seven eight nine"
WORDS = {word: size for size, word in enumerate(NUMBER_WORDS.split())} | {"none": 0, "twenty": 20}
ORDINALS = ("fifth", "sixth", "seventh", "eighth")


def resources():
    return json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]


def schemas():
    return {resource["name"]: resource["schema"]["fields"] for resource in resources()}


def printed_numbers():
    """Every claim that prints a number, as that number: no dates, versions, ordinals or "once"."""
    ledger = claims().set_index("claim_id")
    ledger = ledger[~ledger.kind.isin(["date", "version"]) & ~ledger.printed.isin([*ORDINALS, "once"])]
    return ledger.printed.map(
        lambda text: WORDS[text.lower()] if text.isalpha() else float(text.replace(",", ""))
    )


@pytest.fixture
def broken(tmp_path):
    """Copy the data folder with one file's text changed, and return the copy."""

    def change(file, old, new, count=1):
        shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
        raw = (tmp_path / file).read_bytes()
        assert old in raw
        (tmp_path / file).write_bytes(raw.replace(old, new, count))
        return tmp_path

    return change


# -- the package ------------------------------------------------------------------------------------


def test_frictionless_finds_no_error():
    from frictionless import Package

    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.flatten(["type", "message"]) == []
    assert {task.name for task in report.tasks} == set(LOADERS)


def test_every_csv_file_is_in_the_package():
    assert {path.stem for path in DATA.glob("*.csv")} == set(schemas())


def test_the_loader_knows_every_constraint_of_the_schemas():
    known = {"required", "unique", "enum", "pattern", "maxLength", "minimum", "maximum"}
    fields = [field for schema in schemas().values() for field in schema]
    assert {rule for field in fields for rule in field.get("constraints", {})} <= known
    assert {field["type"] for field in fields} <= {"integer", "number", "boolean", "string"}
    assert all(field["description"] for field in fields)
    parts = {"fields", "missingValues", "primaryKey", "foreignKeys"}
    assert {part for resource in resources() for part in resource["schema"]} <= parts


def test_readme_holds_the_current_dictionary():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert text.split("<!-- dictionary -->\n")[1] == dictionary()


def test_the_module_prints_the_dictionary():
    command = [sys.executable, "-X", "utf8", "-m", "seven_patients.datasets"]
    shown = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert shown.stdout == dictionary()


def test_a_dictionary_row_has_as_many_cells_as_its_head():
    rows = [line for line in dictionary().splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


# -- the frames -------------------------------------------------------------------------------------


@each_case("name", LOADERS)
def test_a_frame_has_its_rows_and_columns(name):
    frame = LOADERS[name]()
    assert len(frame) == (ROWS[name] or len(frame))
    assert list(frame.columns) == [field["name"] for field in schemas()[name]]


@each_case("name", LOADERS)
def test_a_frame_is_typed_by_its_schema(name):
    filled = {"integer": "int64", "number": "float64", "boolean": "bool", "string": "str"}
    empty = filled | {"integer": "Int64", "boolean": "boolean"}
    expected = {
        field["name"]: (filled if field.get("constraints", {}).get("required") else empty)[field["type"]]
        for field in schemas()[name]
    }
    assert LOADERS[name]().dtypes.astype(str).to_dict() == expected


@each_case("name", LOADERS)
def test_a_frame_is_fresh_on_each_call(name):
    first, untouched = LOADERS[name](), LOADERS[name]()
    first.iloc[0] = first.iloc[1]
    assert not first.equals(untouched)
    assert LOADERS[name]().equals(untouched)


def test_optional_whole_numbers_and_truths_stay_so_when_a_cell_is_empty(tmp_path):
    fields = [
        {"name": "key", "type": "string"},
        {"name": "days", "type": "integer"},
        {"name": "seen", "type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
    ]
    package = {"resources": [{"name": "patients", "path": "patients.csv", "schema": {"fields": fields}}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (tmp_path / "patients.csv").write_text("key,days,seen\na,3,no\n,,\n", encoding="utf-8")
    frame = patients(folder=tmp_path)
    assert frame.dtypes.astype(str).to_dict() == {"key": "str", "days": "Int64", "seen": "boolean"}
    assert frame.key.tolist() == ["a", ""]
    assert frame.days.tolist() == [3, pd.NA]
    assert frame.seen.tolist() == [False, pd.NA]


def test_a_table_without_rows_is_refused(broken):
    text = (DATA / "boundary.csv").read_bytes()
    folder = broken("boundary.csv", text, text.partition(b"\n")[0] + b"\n")
    with pytest.raises(ValueError, match=r"boundary.csv must have a row(.|\n)*What came: "):
        boundary(folder=folder)


def test_a_number_has_one_spelling(broken):
    folder = broken("boundary.csv", b"\n7,5\n", b"\n07,5\n")
    says = "boundary.csv, line 3, column 'enrolled_patients': the cell must be a whole number"
    with pytest.raises(ValueError, match=re.escape(says)):
        boundary(folder=folder)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"resources": [', "datapackage.json, line 1: the text must be JSON"),
        ('{"resources": []}', "datapackage.json must describe 'boundary'"),
    ],
)
def test_a_broken_package_is_refused(tmp_path, text, says):
    (tmp_path / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(says)):
        boundary(folder=tmp_path)


@pytest.mark.parametrize("folder", [None, 3, b"data"])
def test_a_folder_is_a_path(folder):
    with pytest.raises(ValueError, match=r"folder must be a path.\nWhat came: "):
        boundary(folder=folder)


def test_windows_line_ends_make_no_difference(broken):
    folder = broken("patients.csv", b"\n", b"\r\n", -1)
    pd.testing.assert_frame_equal(patients(folder=folder), patients())


@pytest.mark.parametrize(("before", "behind"), [(b"\xef\xbb\xbf", b""), (b"", b"\n"), (b"", b"\r\n\r\n")])
def test_a_mark_of_byte_order_and_blank_lines_at_the_end_make_no_difference(tmp_path, before, behind):
    folder = shutil.copytree(DATA, tmp_path / "data")
    path = folder / "patients.csv"
    path.write_bytes(before + path.read_bytes() + behind)
    pd.testing.assert_frame_equal(patients(folder=folder), patients())


def test_reading_does_not_load_frictionless():
    code = "import sys, seven_patients.datasets as d; d.claims(); sys.exit('frictionless' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# -- what the paper prints --------------------------------------------------------------------------


def test_boundary_is_table_1():
    assert boundary().enrolled_patients.tolist() == list(range(6, 21))
    assert boundary().minimum_survivors.tolist() == TABLE_1


def test_patients_are_table_3():
    table = patients()
    assert table.age_years.tolist() == [64, 21, 43, 49, 56, 36, 34]
    assert table.tbi_gy.tolist() == [0, 12, 4, 4, 4, 4, 2]
    assert table.days_from_hsct_to_treatment.tolist() == [109, 158, 148, 239, 189, 128, 687]
    highest = table.corticosteroid_maximum_printed
    assert highest.tolist() == ["25.1", "27.3", "1.3", "≥ 1.0", "1.1", "1.3", "1.0"]
    assert table.pf_ratio_printed.tolist() == ["154", "413", "566.7", "382.1", "258.3", "404.8", "444.8"]
    assert table.outcome_day.tolist() == [50, 35, 204, 246, 155, 485, 729]
    assert table.outcome.tolist() == ["died"] * 5 + ["alive"] * 2


def test_table_3_agrees_with_the_counts_of_table_2():
    table = patients()
    assert sorted(table.malignancy.value_counts()) == [1, 2, 4]
    assert (table.conditioning == "myeloablative").sum() == 6
    assert (table.stem_cell_source == "peripheral blood").sum() == 5
    assert table.donor_hla.value_counts().to_dict() == {
        "matched unrelated donor": 4,
        "mismatched related donor": 2,
        "mismatched unrelated donor": 1,
    }
    assert [int(table[c].sum()) for c in ("acute_gvhd", "chronic_gvhd", "oxygen_therapy")] == [6, 3, 4]
    assert table.mechanical_ventilation.sum() == 1


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        ("age_years", ["43.3", "14.5", "43.0", "21", "64"]),
        ("pf_ratio_mmhg", ["374.81", "133.21", "404.80", "154.0", "566.7"]),
    ],
)
def test_table_3_agrees_with_the_summaries_of_table_2(column, shown):
    summary = patients()[column].agg(["mean", "std", "median", "min", "max"])
    for value, text in zip(summary, shown, strict=True):
        assert Printed(text).contains(float(value))


def test_survival_is_five_of_seven_at_both_days_and_two_at_one_year():
    days = patients().outcome_day
    assert [(days > day).sum() for day in (56, 100)] == [5, 5]
    assert (patients().outcome == "alive").sum() == (days > 365).sum() == 2


# -- facts across columns ---------------------------------------------------------------------------


def test_a_dose_is_a_value_or_a_bound_and_as_printed():
    table = patients()
    value = table.corticosteroid_maximum_mg_per_kg_day
    bound = table.corticosteroid_maximum_at_least_mg_per_kg_day
    assert (value.isna() != bound.isna()).all()
    shown = [f"{v:.1f}" if np.isnan(b) else f"≥ {b:.1f}" for v, b in zip(value, bound, strict=True)]
    assert shown == table.corticosteroid_maximum_printed.tolist()


def test_parsed_columns_agree_with_printed_ones():
    table = patients()
    assert table.pf_ratio_printed.map(float).equals(table.pf_ratio_mmhg)
    for row in table.itertuples():
        flow = row.initial_oxygen_printed.removesuffix(" L/min")
        assert row.oxygen_therapy == (flow != "–")
        assert row.mechanical_ventilation == (flow == "With mechanical ventilation")
        assert np.isnan(row.initial_oxygen_l_per_min) or row.initial_oxygen_l_per_min == float(flow)


def test_only_the_dead_have_a_cause_and_only_gvhd_is_at_treatment():
    table = patients()
    assert ((table.cause_of_death == "") == (table.outcome == "alive")).all()
    assert (table.acute_gvhd | ~table.acute_gvhd_at_treatment).all()
    assert (table.chronic_gvhd | ~table.chronic_gvhd_at_treatment).all()


def test_boundary_can_be_met_and_never_falls():
    table = boundary()
    assert (table.minimum_survivors <= table.enrolled_patients).all()
    assert table.minimum_survivors.is_monotonic_increasing


def number(printed):
    return float(Printed(printed).value)


@each_case("name", LOADERS)
def test_a_printed_cell_is_a_number_as_printed(name):
    frame = LOADERS[name]()
    if name == "protocol":
        frame = frame[~frame.unit.isin(["month", "version"])]
    words = {"corticosteroid_maximum_printed", "initial_oxygen_printed"}
    for column in frame.filter(like="_printed").columns.difference(words):
        for text in frame[column][frame[column] != ""]:
            assert Printed(text).text == text


@pytest.mark.parametrize("name", COUNTED)
def test_a_percentage_is_that_of_its_count(name):
    frame = LOADERS[name]()
    counted = frame[frame.patients.notna()]
    assert (counted.patients <= counted.of_patients).all()
    for row in counted[counted.percent_printed != ""].itertuples():
        assert Printed(row.percent_printed).contains(Fraction(100 * row.patients, row.of_patients)), row


def test_a_printed_interval_is_that_of_its_count():
    for row in proportions().itertuples():
        assert (row.low_percent_printed == "") == (row.high_percent_printed == "")
        if row.low_percent_printed:
            interval = clopper_pearson(row.patients, row.of_patients)
            assert Printed(row.low_percent_printed).contains(100 * float(interval.low)), row
            assert Printed(row.high_percent_printed).contains(100 * float(interval.high)), row


def test_the_protocol_agrees_with_the_design():
    values = protocol().query("unit not in ('month', 'version')").set_index("item").value_printed.map(number)
    assert values["most HLC-001 cycles"] * values["HLC-001 doses in a cycle"] == values["most HLC-001 doses"]
    assert values["smallest planned sample size"] == boundary().enrolled_patients.min()
    assert values["largest planned sample size"] == boundary().enrolled_patients.max()
    assert values["youngest age of a patient"] <= patients().age_years.min()


def test_the_disposition_adds_up():
    count = disposition().set_index("stage").patients
    enrolled = count["enrolled"]
    assert count["provided informed consent"] - count["withdrawn during screening"] == enrolled
    assert count["withdrew after treatment"] + count["completed the trial"] == enrolled
    assert count["received HLC-001"] == count["included in the analysis"] == enrolled == len(patients())


def test_no_row_of_table_2_is_both_measured_and_counted():
    assert not {*baseline().characteristic} & {*characteristics().characteristic}


@pytest.mark.parametrize("group", ["malignancy", "conditioning", "donor_hla", "stem_cell_source"])
def test_the_groups_of_table_2_are_those_of_table_3(group):
    part = characteristics().query("group == @group")
    assert dict(zip(part.characteristic, part.patients, strict=True)) == dict(
        patients()[group].value_counts()
    )


def test_the_exclusive_groups_of_table_2_hold_seven():
    totals = characteristics().groupby("group").patients.sum().drop(["", "chemotherapy"])
    assert (totals == 7).all()
    count = characteristics().set_index("characteristic").patients
    assert count["oxygen therapy"] == count.filter(like="mechanical ventilation").sum()


@pytest.mark.parametrize("name", ["baseline", "summaries"])
def test_a_median_and_a_mean_lie_in_the_range(name):
    frame = LOADERS[name]()
    for row in frame[frame.median_printed != ""].itertuples():
        assert number(row.minimum_printed) <= number(row.median_printed) <= number(row.maximum_printed), row
        if row.mean_printed:
            assert number(row.minimum_printed) <= number(row.mean_printed) <= number(row.maximum_printed), row
            assert row.sd_printed, row


def test_the_doses_of_each_patient_have_the_printed_median_and_range():
    reached = dosing().set_index("dose").patients
    assert reached.is_monotonic_decreasing
    assert ((dosing().dose + 1) // 2 == dosing().cycle).all()
    doses = reached.index.repeat(reached - reached.shift(-1, fill_value=0)).to_series()
    shown = summaries().set_index("quantity").loc["HLC-001 doses"]
    assert len(doses) == 7
    for value, text in zip(
        (doses.median(), doses.min(), doses.max()),
        (shown.median_printed, shown.minimum_printed, shown.maximum_printed),
        strict=True,
    ):
        assert Printed(text).contains(float(value))


def test_table_4_is_whole_and_the_days_fit_their_period():
    days = summaries().query("unit == 'days'")
    assert (days.groupby("quantity").day.agg(list).map(tuple) == (28, 56, 100)).all()
    table_4 = days[days.place.str.startswith("Table 4")]
    assert table_4[
        ["mean_printed", "sd_printed", "median_printed", "minimum_printed", "maximum_printed"]
    ].agg(list, axis=1).tolist() == [
        ["24.0", "10.6", "28.0", "0", "28"],
        ["44.9", "21.2", "56.0", "0", "56"],
        ["65.9", "38.6", "71.0", "0", "100"],
    ]
    assert (days.mean_printed.map(number) <= days.day).all()
    for _, part in days.groupby("quantity"):
        assert part.mean_printed.map(number).is_monotonic_increasing


def test_no_more_patients_are_imaged_than_live():
    table = imaging()
    shown = table.groupby(["modality", "day"])
    assert (shown.of_patients.nunique() == 1).all()
    assert (shown.patients.sum() <= shown.of_patients.first()).all()
    at_100 = table[table.day == 100].groupby("modality")
    assert (at_100.patients.sum() == at_100.of_patients.first()).all()
    for row in table.itertuples():
        assert row.of_patients <= (patients().outcome_day > row.day).sum()


def test_every_patient_has_a_course_in_each_figure():
    table = courses()
    assert (table[table.figure.notna()].groupby("measure").patient.agg(list).map(len) == 7).all()
    assert table[table.figure == 3].groupby("course").patient.agg(list).to_dict() == {
        "improved": [3, 6, 7],
        "unchanged": [1, 5],
        "worsened": [2, 4],
    }


def test_table_5_adds_up():
    table = adverse_events()
    total, classes, terms = (
        table[table.level == level] for level in ("any", "system organ class", "preferred term")
    )
    assert (len(total), len(classes), len(terms)) == (1, 16, 29)
    assert total.events.item() == classes.events.sum() == terms.events.sum() == 57
    by_class = classes.set_index("system_organ_class")
    of_terms = terms.groupby("system_organ_class", sort=False)
    assert of_terms.events.sum().to_dict() == by_class.events.to_dict()
    assert (of_terms.patients.max() <= by_class.patients).all()
    assert (of_terms.patients.sum() >= by_class.patients).all()
    assert (table.patients <= table.events).all()
    assert terms.preferred_term.is_unique


def test_events_of_note_are_among_those_of_table_5():
    table = notable_events()
    terms = adverse_events().set_index("preferred_term")
    for row in table[table.preferred_term != ""].itertuples():
        assert row.events <= terms.events[row.preferred_term], row
        assert row.patients <= terms.patients[row.preferred_term], row
    whole = table[table.preferred_term == ""].set_index("category")
    serious = table[(table.category == "serious") & (table.preferred_term != "")]
    assert serious.events.sum() == whole.events["serious"] == 6
    assert serious.patients.sum() == whole.patients["serious"] == 4
    assert not serious.adverse_drug_reaction.any()
    grade_3 = table[table.category == "grade 3"]
    assert grade_3.events.sum() == 17
    assert grade_3.preferred_term[grade_3.adverse_drug_reaction].tolist() == [
        "Infusion-related reaction",
        "Hypertension",
    ]


def test_proportions_repeat_the_ledger_and_table_3():
    numbers = printed_numbers()
    shown = proportions().set_index(["endpoint", "day"])
    for day in (56, 100):
        row = shown.loc[("overall survival", day)]
        assert row.patients == (patients().outcome_day > day).sum()
        for name, text in (
            ("survival", row.percent_printed),
            ("ci-low", row.low_percent_printed),
            ("ci-high", row.high_percent_printed),
        ):
            assert numbers[f"res-d{day}-{name}"] == number(text)


def test_every_reference_of_the_paper_is_a_source_and_is_cited():
    table = sources()
    cited = table[table.reference.notna()]
    assert cited.reference.tolist() == list(range(1, 19))
    assert set(literature().source) == set(cited.source)
    assert set(findings().source) >= set(table.source[table.reference.isna()])


def test_a_statement_has_one_number_and_one_place():
    frame = literature().groupby("statement")[["value_printed", "unit", "place"]].nunique()
    assert (frame == 1).all(axis=None)
    for table in (literature(), findings()):
        assert ((table.value_printed == "") == (table.unit == "")).all()


def test_sources_agree_with_the_bibliography():
    entries = re.split(r"^@\w+\{", (DATA.parent / "references.bib").read_text(encoding="utf-8"), flags=re.M)
    cited = {entry.split(",")[0]: entry for entry in entries}
    shared = sources()[sources().source.isin(list(cited))]
    assert len(shared) >= 5
    for row in shared.itertuples():
        entry = cited[row.source]
        assert f"year = {{{row.year}}}" in entry
        assert row.identifier.removeprefix("doi:") in entry
        assert re.findall(r"Reference ([0-9]+) of the trial paper", entry) in ([], [str(row.reference)])


@pytest.mark.parametrize(
    ("source", "percent", "part", "whole"),
    [
        ("zhu2008", "12.0", 23, 192),
        ("zhu2008", "87.0", 20, 23),
        ("yanik2014", "62.5", 10, 16),
        ("yanik2014", "66.7", 12, 18),
        ("seo2015", "56.5", 39, 69),
    ],
)
def test_a_finding_s_percentage_is_that_of_its_counts(source, percent, part, whole):
    values = findings().query("source == @source").value_printed.tolist()
    assert {percent, str(part), str(whole)} <= set(values)
    assert Printed(percent).contains(Fraction(100 * part, whole))


@pytest.mark.parametrize(
    ("arm", "n", "responders"),
    [("methylprednisolone and etanercept", 16, 10), ("methylprednisolone and placebo", 18, 12)],
)
def test_the_intervals_of_the_randomized_trial_are_exact(arm, n, responders):
    row = findings().set_index(["group", "finding"]).loc[(arm, "response at day 28")]
    low, high = clopper_pearson(responders, n)
    assert Printed(row.low_printed).contains(100 * low)
    assert Printed(row.high_printed).contains(100 * high)


def test_an_end_has_a_name_and_the_value_between():
    for row in findings().itertuples():
        assert (row.low_printed == "") == (row.high_printed == "") == (row.spread == "")
        if row.spread:
            assert number(row.low_printed) <= number(row.value_printed) <= number(row.high_printed)


def test_the_figures_are_listed_as_not_available():
    missing = (DATA / "README.md").read_text(encoding="utf-8").split("## What is not here")[1]
    assert [f"| Figure {figure}:" in missing for figure in (1, 2, 3, 4)] == [True] * 4


# -- the ledger -------------------------------------------------------------------------------------


def test_a_verdict_suits_its_basis_and_a_chapter_proves_what_can_be_proved():
    for row in claims().itertuples():
        assert row.verdict in VERDICTS[row.basis], row.claim_id
        assert (row.chapter != "") == (row.basis in {"computable", "constrained"}), row.claim_id


def test_claims_repeat_the_tables():
    numbers = printed_numbers()
    assert [numbers[f"t1-n{n:02d}"] for n in range(6, 21)] == boundary().minimum_survivors.tolist()
    for row in patients().itertuples():
        assert numbers[f"t3-p{row.patient}-day"] == row.outcome_day
        assert numbers.get(f"res-p{row.patient}-day", row.outcome_day) == row.outcome_day


def test_repeated_endpoint_claims_agree():
    numbers = printed_numbers()
    expected = {
        "survival": 71.4,
        "ci-level": 95,
        "ci-low": 29.0,
        "ci-high": 96.3,
        "survivors": 5,
        "patients": 7,
    }
    for place in ("abs-d56", "res-d56", "res-d100", "dis-d56"):
        assert {name: numbers[f"{place}-{name}"] for name in expected} == expected


def test_a_limit_keeps_its_trailing_zero():
    ledger = claims()
    of_five_in_seven = ledger.claim_id.str.match("(abs|res|dis)-d(56|100)-ci-low$")
    assert ledger.printed[of_five_in_seven].tolist() == ["29.0"] * 4


def test_text_has_no_stray_space_and_notes_name_real_claims():
    for name, load in LOADERS.items():
        frame = load()
        for column in frame.select_dtypes("str"):
            assert (frame[column] == frame[column].str.strip()).all(), (name, column)
    named = claims().note.str.findall(r"\b(?:t1|t3|res|dis)-[a-z0-9-]+\b").explode().dropna()
    assert set(named) <= set(claims().claim_id)


def test_every_printed_string_is_understood():
    numbers = printed_numbers()
    ledger = claims().set_index("claim_id")
    for claim_id, number in numbers.items():
        assert Printed(ledger.printed[claim_id]).contains(float(number)), claim_id
    assert set(ledger.basis[~ledger.index.isin(numbers.index)]) == {"reported_only"}


# -- broken copies ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("patients.csv", b"age_years,", b"", "patients.csv, line 1: column 'age_years' must stand here"),
        (
            "patients.csv",
            b",cause_of_death",
            b"",
            "patients.csv, line 1: column 'cause_of_death' must have a cell",
        ),
        ("claims.csv", b",note\n", b",note,more\n", "claims.csv, line 1: column 'note' must be the last"),
        ("claims.csv", b"unit,kind", b"kind,unit", "claims.csv, line 1: column 'unit' must stand here"),
        (
            "patients.csv",
            b"3,43,",
            b"3,43.5,",
            "line 4, column 'age_years': the cell must be a whole number",
        ),
        (
            "patients.csv",
            b"3,43,",
            b"3, 43,",
            "line 4, column 'age_years': the cell must be a whole number",
        ),
        (
            "patients.csv",
            b"3,43,",
            b"3," + b"9" * 19 + b",",
            "line 4, column 'age_years': the cell must be a whole number",
        ),
        (
            "patients.csv",
            b"3,43,",
            b"3,,",
            "patients.csv, line 4, column 'age_years': the cell must be filled",
        ),
        (
            "patients.csv",
            b"3,43,",
            b"3,15,",
            "patients.csv, line 4, column 'age_years': the cell must be at least 16",
        ),
        ("patients.csv", b"3,43,", b"1,43,", "patients.csv, line 4, column 'patient': the cell must differ"),
        (
            "patients.csv",
            b"3,43,",
            b"8,43,",
            "patients.csv, line 4, column 'patient': the cell must be at most 7",
        ),
        (
            "patients.csv",
            b",566.7,no",
            b",nan,no",
            "line 4, column 'pf_ratio_mmhg': the cell must be a number",
        ),
        (
            "patients.csv",
            b",566.7,no",
            b",566.7,No",
            "line 4, column 'oxygen_therapy': the cell must be one of yes, no",
        ),
        (
            "patients.csv",
            b",alive,485",
            b",lost,485",
            "line 7, column 'outcome': the cell must be one of died, alive",
        ),
        (
            "claims.csv",
            b"\nres-d56-survival,",
            b"\nabs-d56-survival,",
            "column 'claim_id': the cell must differ",
        ),
        (
            "claims.csv",
            b"\nabs-patients,",
            b"\nAbs patients,",
            "line 7, column 'claim_id': the cell must have the form",
        ),
        (
            "claims.csv",
            b",computable,",
            b",computed,",
            "claims.csv, line 7, column 'basis': the cell must be one of",
        ),
        ("claims.csv", b",Seven,", b",,", "claims.csv, line 7, column 'printed': the cell must be filled"),
        (
            "claims.csv",
            b",Seven,",
            b"," + b"7" * 21 + b",",
            "line 7, column 'printed': the cell must have at most 20",
        ),
        (
            "proportions.csv",
            b"overall survival,100,",
            b"overall survival,56,",
            "proportions.csv, line 3, column 'day': the cells of `endpoint` and `day` together must differ",
        ),
        (
            "proportions.csv",
            b"overall survival,100,",
            b"overall survival,99,",
            "proportions.csv, line 3, column 'day': the cell must be one of 28, 56, 100",
        ),
        (
            "courses.csv",
            b"ECOG performance status,7,",
            b"PaO2/FiO2,7,",
            "courses.csv, line 15, column 'patient': the cells of `measure` and `patient` together",
        ),
        (
            "notable_events.csv",
            b"grade 3,Pneumonia,",
            b"grade 3,Pneumonitis,",
            "line 6, column 'preferred_term': the cell must stand in adverse_events.csv",
        ),
        (
            "literature.csv",
            b"\nzhu2008,",
            b"\nzhu2009,",
            "column 'source': the cell must stand in sources.csv",
        ),
        (
            "baseline.csv",
            b",43.3,",
            b",43.3 years,",
            "baseline.csv, line 2, column 'mean_printed': the cell must have the form",
        ),
        (
            "boundary.csv",
            b"\n7,5\n",
            b"\n7\n",
            "boundary.csv, line 3: column 'minimum_survivors' must have a cell",
        ),
        (
            "boundary.csv",
            b"\n7,5\n",
            b"\n\n7,5\n",
            "boundary.csv, line 3: column 'enrolled_patients' must have a cell",
        ),
        (
            "boundary.csv",
            b"\n7,5\n",
            b"\n7,5,5\n",
            "line 3: column 'minimum_survivors' must be the last",
        ),
        ("boundary.csv", b"\n7,5\n", b"\n7,\xff\n", "boundary.csv, line 3: the text must be in UTF-8"),
        (
            "boundary.csv",
            b"\n7,5\n",
            b'\n7,"5\n',
            "boundary.csv, line 3: the quotes must be those of a CSV file",
        ),
    ],
)
def test_a_broken_copy_is_refused(broken, file, old, new, says):
    folder = broken(file, old, new)
    with pytest.raises(ValueError, match=re.escape(says)) as caught:
        LOADERS[file.removesuffix(".csv")](folder=folder)
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(file)
    assert lines[1].startswith("What came: ")


def test_a_line_number_counts_the_lines_inside_quotes(broken):
    folder = broken("claims.csv", b",the first column of Table 1\n", b',"the first\ncolumn"\n')
    text = (folder / "claims.csv").read_bytes().replace(b",constrained,", b",odd,", 1)
    (folder / "claims.csv").write_bytes(text)
    line = 1 + text[: text.index(b",odd,")].count(b"\n")
    with pytest.raises(ValueError, match=f"claims.csv, line {line}, column 'basis'"):
        claims(folder=folder)


def test_an_empty_file_is_refused(tmp_path):
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    (tmp_path / "boundary.csv").write_bytes(b"")
    with pytest.raises(ValueError, match="line 1: column 'enrolled_patients' must have a cell"):
        boundary(folder=tmp_path)


def test_a_broken_parent_is_named(broken):
    folder = broken("sources.csv", b"source,reference,", b"source,number,")
    with pytest.raises(ValueError, match=r"^sources.csv, line 1: column 'reference' must stand here"):
        literature(folder=folder)
