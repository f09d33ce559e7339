"""The glossary: in order, complete for the paper's abbreviations, and what the chapters link to."""

import re

import pytest
from conftest import ROOT

CHAPTERS = ROOT / "chapters"
GLOSSARY = CHAPTERS / "reference" / "glossary.md"
LINK = re.compile(r"glossary\.md#term-([\w-]+)")

OF_THE_PAPER = (
    "ADR, AE, AML, BAL, CI, CRP, CT, ECOG-PS, FiO2, GVHD, HLA, HSCT, IPS, jRCT, KL-6, MSC, NK cells, PaO2, "
    "P/F ratio, SD, SP-D, SpO2, TBI, TNF, TS design"
)
"""What the paper abbreviates, in its text and in the notes of its tables."""


def entries():
    """Return the entries of the glossary: for each its names and its definition."""
    body = GLOSSARY.read_text(encoding="utf-8").split("```{glossary}\n")[1].split("\n```")[0]
    for entry in body.split("\n\n"):
        *names, definition = entry.splitlines()
        yield names, definition


NAMES = [name for names, _ in entries() for name in names]


def anchor(name):
    """Return the anchor of a term as the site makes it."""
    return re.sub(r"[^\w]+", "-", name.replace("'", "")).strip("-")


def test_the_entries_are_in_order_and_none_is_there_twice():
    first = [names[0].lower() for names, _ in entries()]
    assert first == sorted(first)
    assert len({name.lower() for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("names, definition", list(entries()), ids=lambda value: str(value)[:20])
def test_an_entry_has_a_definition_that_is_a_sentence(names, definition):
    assert names and all(name == name.strip() for name in names)
    assert re.fullmatch(r"  \S.*[.)`}]", definition)


@pytest.mark.parametrize("abbreviation", OF_THE_PAPER.split(", "))
def test_the_papers_abbreviations_are_explained(abbreviation):
    assert abbreviation in NAMES


def test_a_link_to_the_glossary_names_a_term():
    known = {anchor(name) for name in NAMES}
    linked = {
        (text.stem, term)
        for text in CHAPTERS.rglob("*.md")
        for term in LINK.findall(text.read_text(encoding="utf-8"))
    }
    assert linked
    assert {(page, term) for page, term in linked if term not in known} == set()
