"""The library knows single-arm trials, and not this book's: a published one, a template, and a bare copy."""

import ast
import json
import random
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from cases import each_case
from conftest import ROOT
from frictionless import Package
from refusals import refused
from test_checks import given, literals, misprinted

import notebooks
import plain
from onearm.ledger import Claims, Ledger, claims, read_table
from onearm.ledger.claims import CHECKED
from onearm.ledger.descriptors import SHIPPED
from seven_patients import CLAIMS, check

LIBRARY = ROOT / "lib" / "onearm"
CHAPTERS = ROOT / "chapters" / "verdict"
TEMPLATE = notebooks.TEMPLATE
OTHER = Claims(ROOT / "data" / "clear-cell-sarcoma", "clear-cell-sarcoma")
PAPERS = {"published": (OTHER, CHAPTERS), "template": (Claims(TEMPLATE / "data"), TEMPLATE)}


# -- claims of any folder ---------------------------------------------------------------------------


@pytest.fixture
def two_claims(tmp_path):
    """The claims of a folder with one computable and one cited number."""
    (tmp_path / "claims.csv").write_text(
        "claim_id,section,quantity,printed,unit,kind,basis,verdict,chapter,note\n"
        "rate,Abstract,response rate,41.7,%,percentage,computable,reproduced,one,\n"
        "old,Abstract,rate before,20,%,percentage,cited,cited,,from elsewhere\n",
        encoding="utf-8",
    )
    return Claims(tmp_path)


def stored(path, paper, *verdicts):
    """Write a notebook whose one cell stored verdicts of a paper."""
    bundle = claims.Checks(verdicts, paper)._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data={paper.media_type: bundle[paper.media_type]})
    cell = nbformat.v4.new_code_cell("check(...)", outputs=[output], execution_count=1)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)


def test_any_folder_has_claims(two_claims, capsys):
    assert two_claims.quote("rate") == "41.7 %"
    assert two_claims.printed_value("old") == 20
    two_claims.check("rate", 100 * 5 / 12)
    assert capsys.readouterr().out.startswith("✓ Reproduced: response rate")


def test_claims_are_those_of_their_folder_alone(two_claims):
    with pytest.raises(ValueError, match="claim_id must be one of"):
        two_claims.judge("res-d56-survival", 1)
    with pytest.raises(ValueError, match="claim_id must be one of"):
        check("rate", 41.7)


def test_a_verdict_links_to_the_ledger_where_there_is_one(two_claims):
    verdict = two_claims.judge("rate", 41.7)
    assert "<a " not in claims.Checks((verdict,), two_claims)._repr_mimebundle_()["text/html"]
    linked = Claims(two_claims.folder, page="ledger.ipynb")
    assert (
        '<a href="ledger.ipynb#rate">Abstract</a>'
        in claims.Checks((verdict,) * 2, linked)._repr_mimebundle_()["text/html"]
    )


def test_ledgers_of_two_papers_are_kept_apart(two_claims, tmp_path):
    named = Claims(two_claims.folder, "another")
    stored(tmp_path / "one.ipynb", named, named.judge("rate", 41.7))
    assert Ledger.read(tmp_path, named).table["verdict"].tolist() == ["reproduced", "cited"]
    with pytest.raises(ValueError, match="must be checked in its chapter"):
        Ledger.read(tmp_path, two_claims)
    assert "column 'chapter': the cell must name a notebook" in refused(Ledger.read, tmp_path, CLAIMS)


def test_the_claims_are_read_when_first_asked_for(tmp_path):
    paper = Claims(tmp_path / "nowhere")
    assert "claims.csv must stand in the folder" in refused(paper.quote, "rate")


def test_a_table_without_a_column_is_refused(tmp_path):
    package = json.loads((SHIPPED / "datapackage.json").read_text(encoding="utf-8"))
    schema = package["resources"][0]["schema"]
    schema["fields"] = fields = schema["fields"][:-1]
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    columns = ",".join(field["name"] for field in fields)
    (tmp_path / "claims.csv").write_text(f"{columns}\na,b,c,1,%,count,cited,cited,\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"claims.csv must have the columns (.|\n)*note"):
        Claims(tmp_path).quote("a")


@pytest.mark.parametrize(
    "call",
    [
        lambda: Claims(3),
        lambda: Claims("data", "Two Words"),
        lambda: Claims("data", None),
        lambda: Claims("data", page=1),
        lambda: Ledger.read(TEMPLATE, "data"),
        lambda: read_table(3, TEMPLATE / "data"),
        lambda: read_table("nothing", TEMPLATE / "data"),
    ],
)
def test_bad_input_says_what_must_be_and_what_came(call):
    refused(call)


# -- a published abstract, and the template ---------------------------------------------------------


@pytest.mark.parametrize("name", PAPERS)
def test_a_folder_is_as_its_package_describes_it(name):
    paper, _ = PAPERS[name]
    report = Package(str(paper.folder / "datapackage.json")).validate()
    assert report.flatten(["type", "message"]) == []


def test_every_verdict_is_the_recorded_one():
    found = Ledger.read(CHAPTERS, OTHER).table.set_index("claim_id")["verdict"]
    assert found.to_dict() == OTHER.table.set_index("claim_id")["verdict"].to_dict()


@pytest.mark.parametrize("name", PAPERS)
def test_a_digit_changed_in_a_checked_print_is_a_discrepancy(name):
    paper, notebooks_of = PAPERS[name]
    ledger = Ledger.read(notebooks_of, paper).table.set_index("claim_id")
    rng = random.Random(0)
    for claim in paper.table.query(f"basis in {list(CHECKED)}").to_dict("records"):
        found = ledger.loc[claim["claim_id"]]
        wide = " to " in found["value"]  # an interval, in which other prints lie too
        if re.search(r"\d", claim["printed"]) and found["verdict"] != "discrepant" and not wide:
            claim["printed"] = misprinted(claim["printed"], rng)
            assert not claims._number(claim).contains(float(found["value"])), claim


@pytest.mark.parametrize(
    "text", [CHAPTERS / "another-paper.md", TEMPLATE / "trial.md"], ids=lambda path: path.stem
)
def test_no_check_is_given_a_typed_number(text):
    for cell in plain.compiled(text).cells:
        if cell.cell_type == "code":
            assert [
                literals(value) - {2.0} for _, value in given(cell.source) if literals(value) - {2.0}
            ] == []


def test_the_made_up_trial_takes_thirty_lines_at_most():
    cells = plain.compiled(CHAPTERS / "your-own-trial.md").cells
    code = [cell.source for cell in cells if cell.cell_type == "code"][:3]
    assert "ThallSimon" in code[0] and "infer" in code[2]
    assert sum(len(source.splitlines()) for source in code) <= 30


def test_the_notebook_of_the_template_is_made_from_its_text():
    text = TEMPLATE / "trial.md"
    assert notebooks.flaws(text) == []
    made = nbformat.writes(notebooks.executed(text)) + "\n"
    assert made == text.with_suffix(".ipynb").read_text(encoding="utf-8")


# -- what the library does not know -----------------------------------------------------------------

SOURCES = [path for path in sorted(LIBRARY.rglob("*.py")) if path.name != "datasets.py"]
NAMES = r"HLC|\bIPS\b|pneumonia|Doki|stromal|\bMSCs?\b|umbilical|transplant|Japan|jRCT"
NUMBERS = {24.5, 0.245, 126, 30.87, 95.13, 71.4, 29.0, 96.3, 56}
"""The historical rate, its cases and the prior made of both; the primary endpoint; its day."""


def constants(tree):
    """Yield the numbers that code holds; an example in a docstring is a text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            yield node.value


@each_case("path", SOURCES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_nothing_in_the_library_knows_the_trial(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(NAMES, text, re.IGNORECASE) == []
    assert NUMBERS & set(constants(ast.parse(text))) == set()


def test_the_library_imports_nothing_of_the_trial():
    assert [path for path in SOURCES if "seven_patients" in path.read_text(encoding="utf-8")] == []


def test_the_template_runs_where_the_book_is_not(tmp_path):
    shutil.copytree(LIBRARY, tmp_path / "lib" / "onearm")
    shutil.copytree(TEMPLATE / "data", tmp_path / "trial" / "data")
    cells = plain.compiled(TEMPLATE / "trial.md").cells
    program = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    check_place = f"import onearm; assert onearm.__file__.startswith({str(tmp_path)!r})\n"
    path = f"import sys; sys.path.insert(0, {str(tmp_path / 'lib')!r})\n"
    done = subprocess.run(
        [sys.executable, "-c", path + check_place + program],
        cwd=tmp_path / "trial",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Reproduced") == 7 and "Discrepant" not in done.stdout
