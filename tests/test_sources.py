"""The bibliography: each work cited, each with what was taken from it, what was read and where it is used."""

import posixpath
import re
from functools import cache

import pytest
from bs4 import BeautifulSoup
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


@pytest.mark.parametrize("key", list(ENTRIES))
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
    link = works.link("brown2001", "chapters/design/thall-simon")
    title = "Interval estimation for a binomial proportion"
    assert link == f'[Brown *et al.*, 2001](../reference/bibliography.ipynb#brown2001 "{title}")'
    assert works.address("doki2025", "chapters/index") == "https://doi.org/10.1007/s12185-025-04024-x"
