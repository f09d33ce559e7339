"""A paper's folder: what may be left out of its claims, and what `onearm new`, `report` and `verify` do."""

import json
import re
import shutil

import nbformat
import pytest
from bs4 import BeautifulSoup
from refusals import refused

from onearm.__main__ import main
from onearm.ledger import Claims, Ledger, claims, papers, read_table, report, verify
from onearm.ledger.descriptors import SHIPPED, described, table
from seven_patients import datasets

HEADER = "claim_id,section,quantity,printed,kind,basis"
ROWS = f"""{HEADER}
rate,Abstract,response rate,41.7%,percentage,computable
low,Abstract,"response rate, lower limit",15.2%,confidence limit,constrained
old,Abstract,rate before,20 %,percentage,cited
"""


@pytest.fixture
def paper(tmp_path):
    """The claims of a folder that says no more than it must, and describes nothing."""
    (tmp_path / "claims.csv").write_text(ROWS, encoding="utf-8")
    return Claims(tmp_path)


def checked(path, paper, *verdicts, count=1):
    """Write a notebook whose one cell stored verdicts of a paper."""
    bundle = claims.Checks(verdicts, paper)._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data=bundle)
    cell = nbformat.v4.new_code_cell("check(...)", outputs=[output], execution_count=count)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)


def verdicts(paper):
    return paper.judge("rate", 100 * 5 / 12), paper.judge("low", 15.17, assumption="Clopper-Pearson limits")


# -- what may be left out ---------------------------------------------------------------------------


def test_the_kinds_are_as_wide_as_the_book_s():
    def limits(resources):
        return {column.name: column.limits for column in table("claims", resources).columns}

    ours, book = limits(described(SHIPPED)), limits(described(datasets.DATA))
    assert {*ours["kind"]["enum"]} > {*book["kind"]["enum"]}
    assert ours["basis"]["enum"] == book["basis"]["enum"]


@pytest.mark.parametrize(
    ("printed", "number", "unit"),
    [
        ("41.7%", "41.7", "%"),
        ("41.7 %", "41.7", "%"),
        ("8.2 months", "8.2", "months"),
        ("five patients", "five", "patients"),
        ("1,064 mg per day", "1,064", "mg per day"),
        ("0.03", "0.03", ""),
        ("once daily", "once daily", ""),
        ("4 of 12 patients", "4 of 12 patients", ""),
        ("25 February 2025", "25 February 2025", ""),
    ],
)
def test_the_unit_may_stand_in_the_print(tmp_path, printed, number, unit):
    text = f'{HEADER}\na,Abstract,a number,"{printed}",measurement,reported_only\n'
    (tmp_path / "claims.csv").write_text(text, encoding="utf-8")
    (claim,) = Claims(tmp_path).table.to_dict("records")
    assert (claim["printed"], claim["unit"]) == (number, unit)


def test_a_number_without_a_unit_is_shown_without_one(paper):
    path = paper.folder / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("41.7%", "41.7"), encoding="utf-8")
    (verdict, _) = verdicts(Claims(paper.folder))
    assert str(verdict) == ("✓ Reproduced: response rate: computed 41.6667; printed 41.7 (Abstract)")


def test_columns_stand_in_any_order_and_no_other_stands_there(tmp_path):
    path = tmp_path / "claims.csv"
    columns = "printed,claim_id,kind,basis,section,quantity"
    path.write_text(f"{columns}\n7,a,count,cited,Text,x\n", encoding="utf-8")
    assert Claims(tmp_path).printed_value("a") == 7
    path.write_text(f"{HEADER},unti\n", encoding="utf-8")
    assert "line 1: each column must be another of claim_id" in refused(read_table, "claims", tmp_path)
    path.write_text("claim_id,section,quantity,printed,kind\n", encoding="utf-8")
    assert "none for ['basis']" in refused(read_table, "claims", tmp_path)


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_gets_a_hint(paper, separator, name):
    path = paper.folder / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", separator), encoding="utf-8")
    assert f"must be separated by commas, not by {name}; choose the comma" in refused(paper.quote, "rate")


def test_a_file_as_excel_writes_it_is_read(paper):
    path = paper.folder / "claims.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")
    assert paper.quote("rate") == "41.7 %"


def test_the_chapter_is_where_the_check_stands(paper):
    (paper.folder / "deep").mkdir()
    checked(paper.folder / "deep" / "one.ipynb", paper, verdicts(paper)[0])
    found = Ledger.read(paper.folder, paper).table.set_index("claim_id")
    assert found["chapter"].to_dict() == {"rate": "deep/one", "low": "", "old": ""}
    assert found["verdict"].to_dict() == {"rate": "reproduced", "low": "chapter to come", "old": "cited"}


@pytest.mark.parametrize(
    ("printed", "value", "note"),
    [
        ("41.7%", 5 / 12, "A hundred times the value prints so: is it a share"),
        ("41.7%", (0.4, 0.42), "A hundred times the value prints so: is it a share"),
        ("0.42", 100 * 5 / 12, "A hundredth of the value prints so: is it a percentage"),
        ("41.7%", 4.17, ""),
        ("41.7%", 41.7, ""),
        ("0.42", 1e308, ""),
        ("417", 41_700, ""),
        ("0", 30, ""),
    ],
)
def test_a_share_in_the_place_of_a_percentage_is_noted(tmp_path, printed, value, note):
    (tmp_path / "claims.csv").write_text(f"{HEADER}\na,Abstract,rate,{printed},percentage,computable\n")
    found = Claims(tmp_path).judge("a", value)
    assert found.note.startswith(note) and bool(found.note) == bool(note)
    for verdicts in ((found,), (found, found)):
        shown = claims.Checks(verdicts, Claims(tmp_path))._repr_mimebundle_()
        assert (note in shown["text/plain"]) and (note in shown["text/html"])
        assert all("note" not in stored for stored in shown[Claims(tmp_path).media_type])


# -- what is refused by name ------------------------------------------------------------------------


def test_all_kinds_that_are_none_are_named_at_once(paper):
    path = paper.folder / "claims.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("percentage", "Percentage").replace("confidence", "some"), encoding="utf-8")
    said = refused(paper.quote, "rate")
    assert said.startswith("claims.csv, lines 2, 3, 4, column 'kind': the cells must be one of boundary,")
    assert said.endswith("What came: ['Percentage', 'some limit'].")
    path.write_text(text + "".join(f"a{k},Text,x,7,Count,cited\n" for k in range(20)), encoding="utf-8")
    assert "lines 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 and 10 more, column" in refused(paper.quote, "rate")


def test_a_claim_proved_twice_is_named_with_both_places(paper):
    for name in ("one", "two"):
        checked(paper.folder / f"{name}.ipynb", paper, verdicts(paper)[0])
    said = refused(Ledger.read, paper.folder, paper)
    assert "claim 'rate' must be checked once" in said
    assert "one.ipynb#claim-rate" in said and "two.ipynb#claim-rate" in said


def test_a_verdict_on_another_print_is_named(paper):
    checked(paper.folder / "one.ipynb", paper, *verdicts(paper))
    path = paper.folder / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("41.7", "47.1"), encoding="utf-8")
    said = refused(Ledger.read, paper.folder, paper)
    assert "one.ipynb#claim-rate must have been checked as claims.csv prints it, '47.1'" in said
    assert said.endswith("What came: '41.7'.")


def test_two_ledgers_under_one_name_are_named(paper):
    checked(paper.folder / "one.ipynb", paper, *verdicts(paper))
    (paper.folder / "other").mkdir()
    shutil.copy(paper.folder / "claims.csv", paper.folder / "other")
    said = refused(papers.opened, paper.folder)
    assert "must hold one ledger" in said and "other/claims.csv" in said


def test_two_names_of_ledgers_are_told(paper):
    checked(paper.folder / "one.ipynb", paper, verdicts(paper)[0])
    checked(paper.folder / "two.ipynb", Claims(paper.folder, "second"), verdicts(paper)[1])
    said = refused(papers.opened, paper.folder)
    assert "under one name" in said and "two.ipynb" in said


def test_a_notebook_that_did_not_run_is_named(paper):
    path = paper.folder / "one.ipynb"
    checked(path, paper, *verdicts(paper), count=None)
    assert "one.ipynb: cell 1 must have run to its end" in refused(papers.opened, paper.folder)
    checked(path, paper, *verdicts(paper))
    notebook = json.loads(path.read_text(encoding="utf-8"))
    error = {"output_type": "error", "ename": "KeyError", "evalue": "'a'", "traceback": []}
    notebook["cells"][0]["outputs"] = [error]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert refused(papers.opened, paper.folder).endswith("What came: 'an error'.")
    path.write_text('{"cells": [{"cell_type": "code"}]}', encoding="utf-8")
    assert "one.ipynb: each cell must be as Jupyter stores it" in refused(papers.opened, paper.folder)


def test_what_an_environment_or_a_checkpoint_holds_is_no_part_of_a_paper(paper):
    checked(paper.folder / "one.ipynb", paper, *verdicts(paper))
    for folder in (".ipynb_checkpoints", ".venv/lib", "env/lib/site-packages/onearm"):
        copy = paper.folder / folder
        copy.mkdir(parents=True)
        for name in ("one.ipynb", "claims.csv"):
            shutil.copy(paper.folder / name, copy)
    assert [path.name for path in papers.opened(paper.folder).notebooks] == ["one.ipynb"]


@pytest.mark.parametrize("spoil", ["nothing", "no claims", "no notebook"])
def test_a_folder_that_is_no_paper_s_is_refused(tmp_path, spoil):
    folder = tmp_path / "paper"
    if spoil != "nothing":
        papers.make(folder)
        (folder / ("data/claims.csv" if spoil == "no claims" else "trial.ipynb")).unlink()
    refused(papers.opened, folder)


# -- the commands -----------------------------------------------------------------------------------


@pytest.fixture
def made(tmp_path, capsys):
    """A folder that `onearm new` made, and what it said."""
    main(["new", str(tmp_path / "my paper")])
    return tmp_path / "my paper", capsys.readouterr().out


def test_new_makes_a_folder_and_says_three_steps(made):
    folder, said = made
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    data = {"data/claims.csv", "data/datapackage.json", "data/patients.csv"}
    assert files == {"README.md", "trial.ipynb", *data}
    assert re.findall(r"^\d\. \w+", said, re.MULTILINE) == ["1. Put", "2. Derive", "3. In"]
    assert all((folder / name).as_posix() in said for name in ("README.md", "data/claims.csv", "trial.ipynb"))


@pytest.mark.parametrize("there", ["files", "a file"])
def test_new_overwrites_nothing(made, there):
    folder, _ = made
    with pytest.raises(SystemExit, match="folder must be a new one, or empty"):
        main(["new", str(folder if there == "files" else folder / "README.md")])


def test_report_is_one_page_that_asks_for_nothing(made, capsys):
    folder, _ = made
    main(["report", str(folder), "--title", "A <trial>"])
    assert "11 claims: 7 ✓ reproduced, 2 △ assumption needed" in capsys.readouterr().out
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    assert page.h1.text == "A <trial>"
    assert not page.find_all(["script", "link", "img", "iframe"]) and "url(" not in text
    addresses = {link["href"] for link in page.find_all("a") if not link["href"].startswith("data:")}
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert {address.removeprefix("#") for address in addresses} <= {*ids}
    assert len({*ids}) == len(ids)
    assert len(page.select("table.ledger tbody tr")) == len(page.select(".tiles a")) == 11
    assert "No claim is discrepant." in text and "Clopper-Pearson limits: response rate, lower limit" in text
    main(["report", str(folder), "--title", "A <trial>"])
    assert (folder / "report.html").read_text(encoding="utf-8") == text


def test_a_discrepant_claim_has_an_entry_in_the_dossier(paper):
    checked(paper.folder / "one.ipynb", paper, paper.judge("rate", 47.1), verdicts(paper)[1])
    page = BeautifulSoup(report.page(papers.opened(paper.folder), "A trial"), "html.parser")
    entry, further = page.find_all("section")
    assert entry.h3.text == "response rate (Abstract)"
    assert "Printed. 41.7 %" in entry.text and "We get. 47.1 %" in entry.text
    assert [box["aria-label"] for box in entry.select(".blank")] == [*report.QUESTIONS]
    assert len(further.select(".blank")) == 5


def test_verify_tells_a_verdict_that_is_not_the_expected_one(paper):
    checked(paper.folder / "one.ipynb", paper, paper.judge("rate", 47.1))
    rate, low = verify._surprises(papers.opened(paper.folder))
    assert "'rate' is discrepant, where claims.csv expects reproduced: printed 41.7, computed 47.1" in rate
    assert low == "claim 'low' is constrained, and no notebook checks it."
    checked(paper.folder / "one.ipynb", paper, *verdicts(paper))
    assert [*verify._surprises(papers.opened(paper.folder))] == []
    path = paper.folder / "claims.csv"
    rows = path.read_text(encoding="utf-8").replace("limit,constrained", "limit,constrained,consistent")
    rows = (
        rows.replace("basis", "basis,verdict").replace("computable", "computable,").replace("cited", "cited,")
    )
    path.write_text(rows, encoding="utf-8")
    (low,) = verify._surprises(papers.opened(paper.folder))
    assert "'low' is assumption needed, where claims.csv expects consistent" in low


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("claims.csv", "41.7", "47.1", "cell 3 gives something else than is stored.\n  stored: ✓"),
        (
            "patients.csv",
            "\n4,71,yes",
            "\n4,seventy,yes",
            "cell 1 fails.\n  ValueError: patients.csv, line 5",
        ),
    ],
    ids=["a print", "a word"],
)
def test_verify_finds_what_was_changed(made, file, old, new, said):
    folder, _ = made
    changed = folder / "data" / file
    text = changed.read_text(encoding="utf-8")
    assert old in text
    changed.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SystemExit, match=re.escape(said)):
        main(["verify", str(folder)])


def test_pictures_and_what_goes_by_chance_are_not_compared():
    def shown(**data):
        return [{"output_type": "display_data", "data": data}]

    assert verify._lines(
        shown(**{"text/plain": "<object at 0x7f01a2b3>", "image/png": "a"})
    ) == verify._lines(shown(**{"text/plain": ["<object at 0x7f09ffff>"], "image/png": "b"}))
    assert verify._lines(shown(**{"text/plain": "1"})) != verify._lines(shown(**{"text/plain": "2"}))
    printed = [{"output_type": "stream", "name": "stdout", "text": text} for text in ("a\n", "b\n")]
    assert verify._lines(printed) == ["a", "b"]
