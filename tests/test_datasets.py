"""The data folder, its loaders, and what a broken copy of it says."""

import json
import re
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from onearm.datasets import DATA, boundary, claims, dictionary, patients
from onearm.printed import Printed

LOADERS = {"boundary": boundary, "patients": patients, "claims": claims}
TABLE_1 = [5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10]
VERDICTS = {
    "computable": {"reproduced", "discrepant", "chapter to come"},
    "constrained": {"consistent", "assumption needed", "discrepant", "chapter to come"},
    "cited": {"cited"},
    "reported_only": {"not checkable"},
}
COUNTED = "no one two three four five six seven eight nine"
WORDS = {word: size for size, word in enumerate(COUNTED.split())} | {"none": 0, "twenty": 20}
ORDINALS = ("fifth", "sixth", "seventh", "eighth")


def schemas():
    resources = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    return {resource["name"]: resource["schema"]["fields"] for resource in resources}


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


def test_readme_holds_the_current_dictionary():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert text.split("<!-- dictionary -->\n")[1] == dictionary()


def test_the_module_prints_the_dictionary():
    command = [sys.executable, "-X", "utf8", "-m", "onearm.datasets"]
    shown = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert shown.stdout == dictionary()


def test_a_dictionary_row_has_as_many_cells_as_its_head():
    rows = [line for line in dictionary().splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


# -- the frames -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "rows"), [("boundary", 15), ("patients", 7), ("claims", 745)])
def test_a_frame_has_its_rows_and_columns(name, rows):
    frame = LOADERS[name]()
    assert len(frame) == rows
    assert list(frame.columns) == [field["name"] for field in schemas()[name]]


@pytest.mark.parametrize("name", LOADERS)
def test_a_frame_is_typed_by_its_schema(name):
    types = {"integer": "int64", "number": "float64", "boolean": "bool", "string": "str"}
    expected = {field["name"]: types[field["type"]] for field in schemas()[name]}
    assert LOADERS[name]().dtypes.astype(str).to_dict() == expected


@pytest.mark.parametrize("name", LOADERS)
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


def test_a_table_without_rows_keeps_its_types(tmp_path):
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    head = (DATA / "patients.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "patients.csv").write_text(head + "\n", encoding="utf-8")
    assert patients(folder=tmp_path).dtypes.equals(patients().dtypes)


def test_windows_line_ends_make_no_difference(broken):
    folder = broken("patients.csv", b"\n", b"\r\n", -1)
    pd.testing.assert_frame_equal(patients(folder=folder), patients())


def test_reading_does_not_load_frictionless():
    code = "import sys, onearm.datasets as d; d.claims(); sys.exit('frictionless' in sys.modules)"
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
    assert table.corticosteroid_dose_printed.tolist() == ["25.1", "27.3", "1.3", "≥ 1.0", "1.1", "1.3", "1.0"]
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
    value = table.corticosteroid_dose_mg_per_kg_day
    bound = table.corticosteroid_dose_at_least_mg_per_kg_day
    assert (value.isna() != bound.isna()).all()
    shown = [f"{v:.1f}" if np.isnan(b) else f"≥ {b:.1f}" for v, b in zip(value, bound, strict=True)]
    assert shown == table.corticosteroid_dose_printed.tolist()


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
