"""Eight abstracts: their table is as described, and the chapter reaches the verdicts set down beside it."""

from collections import Counter

import nbformat
import pytest
from conftest import ROOT
from frictionless import Package

from onearm.estimates import clopper_pearson, jeffreys
from onearm.ledger import read_table
from onearm.printed import Printed, agrees, counts_printing, implied, tables_printing

FOLDER = ROOT / "data" / "other-papers"
NUMBERS = read_table("numbers", FOLDER).set_index("number_id")
PRINTED = NUMBERS["printed"]


def test_the_folder_is_as_its_package_describes_it():
    report = Package(str(FOLDER / "datapackage.json")).validate()
    assert report.flatten(["type", "message"]) == []


def test_each_number_has_its_verdict_in_the_chapter():
    notebook = nbformat.read(ROOT / "chapters" / "verdict" / "other-papers.ipynb", as_version=4)
    told = [
        output.get("text", "")
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    assert any("verdicts: as set down\n" in text for text in told)


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


@pytest.mark.parametrize(("p", "tables"), [("0.048", ((0, 3),)), ("0.049", ()), ("0.058", ())])
def test_another_digit_leaves_no_table_of_nine_children(p, tables):
    assert tables_printing(p, (5, 4), events=3) == tables
    assert (PRINTED["nine-children-p"] == p) == bool(tables)


def test_the_ratio_of_raised_uric_acid_is_that_of_risks():
    of = {arm: int(PRINTED[f"antivirals-{arm}-of"]) for arm in ("one", "two")}
    raised, ratio = int(PRINTED["antivirals-uric"]), Printed(PRINTED["antivirals-uric-or"])
    others = range(1, of["two"])
    risks = [x for x in others if ratio.contains(raised / of["one"] / (x / of["two"]))]
    odds = [x for x in others if ratio.contains(raised * (of["two"] - x) / (of["one"] - raised) / x)]
    assert (risks, odds) == ([3], [])
    tables = tables_printing(PRINTED["antivirals-uric-p"], of.values(), test="chi-square", events=raised + 3)
    assert (raised, 3) in tables


def test_the_limits_of_the_leg_veins_are_those_of_jeffreys_and_no_count_has_the_specificity():
    assert counts_printing(PRINTED["leg-veins-specificity"], 125 - 8) == ()
    for name, (x, n) in {"specificity": (112, 117), "ppv": (8, 13)}.items():
        prints = [Printed(PRINTED[f"leg-veins-{name}-{end}"]) for end in ("low", "high")]
        fits = [
            all(one.contains(100 * end) for one, end in zip(prints, interval(x, n), strict=True))
            for interval in (jeffreys, clopper_pearson)
        ]
        assert fits == [True, False]


def test_the_clinics_and_not_the_mothers_give_the_degrees_of_freedom():
    limits = [PRINTED[f"vitamin-d-difference{end}"] for end in ("", "-low", "-high")]
    clinics, mothers = implied(*limits, df=8 - 2), implied(*limits, df=44 - 2)
    assert agrees(clinics.p_value, PRINTED["vitamin-d-difference-p"])
    assert not agrees(mothers.p_value, PRINTED["vitamin-d-difference-p"])
