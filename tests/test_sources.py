"""The bibliography: each work with what was taken and read of it, and the paper paragraph by paragraph."""

import posixpath
import re
from functools import cache

from bs4 import BeautifulSoup
from cases import each_case
from conftest import ROOT
from pybtex.database import parse_file

import works
from seven_patients import datasets

BIBLIOGRAPHY = ROOT / "references.bib"
PAGE = "chapters/reference/bibliography.html"
CITATION = re.compile(r"\{cite\}`([^`]+)`")
ENTRIES = parse_file(BIBLIOGRAPHY).entries
CITED = {
    path.relative_to(ROOT).with_suffix("").as_posix(): {
        key.strip() for keys in CITATION.findall(path.read_text(encoding="utf-8")) for key in keys.split(",")
    }
    for path in sorted((ROOT / "chapters").rglob("*.md"))
    if path.stem != "bibliography"
}


@cache
def page(site):
    return BeautifulSoup((site / PAGE).read_text(encoding="utf-8"), "html.parser")


def test_every_entry_is_closed_and_none_is_there_twice():
    keys = re.findall(r"^@\w+\{(.+),$", BIBLIOGRAPHY.read_text(encoding="utf-8"), re.MULTILINE)
    assert keys == list(ENTRIES)
    assert len({key.lower() for key in keys}) == len(keys)


def test_what_is_cited_stands_in_the_bibliography_and_nothing_else_does():
    assert set().union(*CITED.values()) == set(ENTRIES)


@each_case("key", list(ENTRIES))
def test_an_entry_says_what_was_taken_from_it_and_what_was_read(key):
    fields = ENTRIES[key].fields
    assert set(fields) >= {"title", "note", "read"}
    assert ENTRIES[key].persons
    for field in ("note", "read"):
        assert fields[field] == fields[field].strip(" .")
        assert "{" not in works.plain(fields[field])
    assert "year" in fields or "howpublished" in fields


def test_findings_are_from_what_was_read():
    for row in datasets.findings().itertuples():
        read = ENTRIES[row.source].fields["read"]
        assert row.place.replace("press ", "") in read, (row.source, row.place, read)


def test_the_papers_references_are_listed_in_order_with_what_it_takes_from_them():
    lines = works.paper_references().splitlines()
    table = datasets.sources().dropna(subset="reference")
    assert [line.split(". ")[0] for line in lines] == [str(number) for number in range(1, 19)]
    for line, row in zip(lines, table.sort_values("reference").itertuples(), strict=True):
        assert row.title in line
        assert all(statement in line for statement in works.taken(row.source))
        assert (f"{{cite}}`{row.source}`" in line) == (row.source in ENTRIES)
        assert ("Not read" in line) == (row.source not in ENTRIES)


def test_the_page_lists_them(site):
    assert len(page(site).select_one("article ol").find_all("li", recursive=False)) == 18


def test_each_entry_leads_to_the_pages_that_use_it(site):
    entries = page(site).select("#the-works-cited-here > p")
    assert [entry.span["id"] for entry in entries] == list(ENTRIES)
    for key, entry in zip(ENTRIES, entries, strict=True):
        told, _, used = entry.decode_contents().partition("Used in: ")
        assert f"Read: {works.plain(ENTRIES[key].fields['read'])}" in BeautifulSoup(
            told, "html.parser"
        ).text.replace("’", "'")
        links = BeautifulSoup(used, "html.parser").find_all("a")
        users = {posixpath.normpath(posixpath.join(posixpath.dirname(PAGE), link["href"])) for link in links}
        assert users == {f"{name}.html" for name, keys in CITED.items() if key in keys}


def test_a_sentence_names_a_work_and_leads_to_it():
    link = works.link("sakaida2003", "chapters/design/thall-simon")
    assert link.startswith("[Sakaida *et al.*, 2003](../reference/bibliography.ipynb#sakaida2003 ")
    assert works.address("doki2025", "chapters/index") == "https://doi.org/10.1007/s12185-025-04024-x"


# -- the paper, paragraph by paragraph --------------------------------------------------------------

PARAGRAPHS = {
    "Abstract": 1,
    "Introduction": 5,
    "Methods, Study design and treatment": 3,
    "Methods, Study endpoints": 1,
    "Methods, Statistical methods": 1,
    "Results, Patients and HLC-001 treatment": 4,
    "Results, Overall survival": 2,
    "Results, Mechanical ventilation and oxygen treatment": 4,
    "Results, Corticosteroid dose": 1,
    "Results, Oxygen saturation": 1,
    "Results, Imaging results and ECOG-PS scores": 3,
    "Results, Serum biomarkers": 1,
    "Results, Safety": 1,
    "Results, Exploratory endpoints": 1,
    "Discussion": 8,
    "Supplementary Information": 1,
    "Acknowledgements": 1,
    "Author contributions": 1,
    "Funding": 1,
    "Data availability": 1,
    "Conflict of interest": 1,
    "Open Access": 1,
    "References": 1,
}
"""How many paragraphs each section of the paper has, counted in its main text."""


def test_each_paragraph_of_the_paper_has_its_place_in_the_order_of_the_paper():
    rows = datasets.paragraphs()
    assert list(zip(rows["section"], rows["paragraph"], strict=True)) == [
        (section, number) for section, last in PARAGRAPHS.items() for number in range(1, last + 1)
    ]
    for row in rows.itertuples():
        for chapter in row.chapters.split("; "):
            assert "doki2025" in (ROOT / f"chapters/{chapter}.md").read_text(encoding="utf-8"), row


def test_each_claim_made_in_a_paragraph_lies_in_one_that_has_its_place():
    sections = "|".join(map(re.escape, PARAGRAPHS))
    elsewhere = r"Title page|Table [1-5]|Fig\. [1-4]"
    claims = datasets.claims()
    assert claims["section"].str.match(rf"(?:{sections}|{elsewhere})(?:,|;| caption|$)").all()


def test_the_page_shows_every_paragraph(site):
    assert len(page(site).select_one("article table tbody").find_all("tr")) == sum(PARAGRAPHS.values())
