"""Eight abstracts: their table is as described, and the chapter reaches the verdicts set down beside it."""

from collections import Counter

import nbformat
import pytest
from conftest import ROOT
from frictionless import Package

from onearm.ledger import read_table

FOLDER = ROOT / "data" / "other-papers"
NUMBERS = read_table("numbers", FOLDER).set_index("number_id")


@pytest.fixture(scope="module")
def chapter():
    """What the chapter's cells leave, run but for those that wait for a reader."""
    notebook = nbformat.read(ROOT / "chapters" / "verdict" / "other-papers.ipynb", as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    left = {}
    exec("\n".join(cell for cell in cells if "try_it" not in cell), left)
    return left


def test_the_folder_is_as_its_package_describes_it():
    report = Package(str(FOLDER / "datapackage.json")).validate()
    assert report.flatten(["type", "message"]) == []


def test_each_number_has_its_verdict(chapter):
    found = chapter["numbers"]["found"]
    assert found.to_dict() == NUMBERS["verdict"].to_dict()
    assert {*chapter["judged"]} == {*NUMBERS.query("verdict != 'not checkable'").index}


def test_a_verdict_that_needs_words_has_them():
    told = NUMBERS.query("verdict in ['assumption needed', 'discrepant']")
    assert (told["note"] != "").all()


def test_the_counts():
    assert NUMBERS["paper"].nunique() == 8
    assert Counter(NUMBERS["verdict"]) == {
        "reproduced": 18,
        "consistent": 44,
        "assumption needed": 37,
        "discrepant": 3,
        "not checkable": 62,
    }


def test_a_changed_digit_is_found(chapter):
    agrees, judged = chapter["agrees"], chapter["judged"]
    for name, printed, changed in (
        ("nine-children-p", "0.048", "0.049"),
        ("antivirals-p", "0.1396", "0.1393"),
        ("leg-veins-ppv-low", "35", "32"),
        ("pancreas-alive-p", "0.19", "0.22"),
        ("vitamin-d-difference-p", "0.87", "0.89"),
    ):
        assert NUMBERS.printed[name] == printed
        assert agrees(judged[name][0], printed)
        assert not agrees(judged[name][0], changed)
