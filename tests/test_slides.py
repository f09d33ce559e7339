"""The slides of each part: every figure of its chapters, what they say of it, and nothing of their own."""

import json
import re
from functools import cache
from html import unescape

import pytest
from browsing import address, browser, opened, window
from conftest import ROOT
from playwright.sync_api import expect

from seven_patients_site.charts.vega_charts import VEGA_LITE
from seven_patients_site.course.chapter_facts import chapters
from seven_patients_site.teaching.slides import deck_of
from seven_patients_site.theme.page_tree import parsed

__all__ = ["address", "browser", "window"]  # fixtures

SIZE = "desktop"
COURSE = chapters(ROOT)
PARTS = [*dict.fromkeys(chapter.part for chapter in COURSE)]


def words(html):
    """Return what HTML says, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


@cache
def slides(site, part):
    deck = parsed((site / deck_of(part)).read_text(encoding="utf-8"))
    assert not deck.all("link", "img") and not any(script.get("src") for script in deck.all("script"))
    return [section for section in deck.all("section") if section.has_class("slide")]


def pages(part):
    return [chapter.page for chapter in COURSE if chapter.part == part]


def titles(page):
    """Return the titles of the charts that a notebook shows."""
    cells = json.loads((ROOT / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = (output.get("data", {}) for cell in cells for output in cell.get("outputs", ()))
    return [data[VEGA_LITE]["title"] for data in outputs if VEGA_LITE in data]


@pytest.mark.parametrize("part", PARTS)
def test_a_deck_shows_every_figure_under_its_finding(site, part):
    figures = [slide for slide in slides(site, part) if slide.has_class("figure")]
    headings = [words(next(slide.descendants("h2")).inside) for slide in figures]
    assert headings == [title for page in pages(part) for title in titles(page)]
    drawings = [next(slide.descendants("svg")) for slide in figures]
    assert all(drawing.get("role") == "img" and drawing.get("aria-label") for drawing in drawings)


@pytest.mark.parametrize("part", PARTS)
def test_notes_are_what_the_chapters_say(site, part):
    said = words(" ".join((site / f"{page}.html").read_text(encoding="utf-8") for page in pages(part)))
    for slide in slides(site, part):
        for notes in slide.descendants("aside"):
            paragraphs = [words(paragraph.inside) for paragraph in notes.descendants("p")]
            assert [text for text in paragraphs if text not in said] == []
            assert paragraphs or not slide.has_class("figure")
            assert not [*notes.descendants("a")]


def test_a_figure_says_where_its_numbers_come_from(site):
    figures = [slide for part in PARTS for slide in slides(site, part) if slide.has_class("figure")]
    lines = (line for slide in figures for line in slide.descendants("p") if line.has_class("tier"))
    told = [words(line.inside) for line in lines]
    assert len(told) > 0.9 * len(figures)
    assert all(re.match("Printed|Derived|Reconstructed|Illustrative", line) for line in told)


def test_a_figure_alone_says_it_too(site):
    untold = set()
    for path in sorted(site.glob("figures/*.html")):
        for slide in parsed(path.read_text(encoding="utf-8")).all("section"):
            told = [words(line.inside) for line in slide.descendants("em")]
            assert all(
                re.match("Printed|Derived|Reconstructed|Illustrative|Solid: printed", line) for line in told
            )
            if not told:
                untold.add(path.stem)
    assert untold == {"benchmarks", "dossier", "ledger"}  # they count the book's own


def assert_shown(tab, number):
    expect(tab.locator(".slide").nth(number)).to_be_in_viewport(ratio=0.6)


def test_arrow_keys_turn_the_slides_and_the_notes_in_their_own_window_with_them(window, address):
    with opened(window, f"{address}/{deck_of('Safety')}") as tab:
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
            tab.keyboard.press(key)
        assert_shown(tab, 1)
        with window.expect_page() as opening:
            tab.keyboard.press("n")
        notes = opening.value
        assert_shown(notes, 1)
        assert notes.locator("aside:visible").count() > tab.locator("aside:visible").count() == 0
        notes.keyboard.press("ArrowRight")
        assert_shown(tab, 2)
        tab.keyboard.press("PageDown")
        assert_shown(notes, 3)
        notes.close()
