"""What the site's search reads: the text of every page, in the order of the book, and its numbers."""

import json
import re

import pytest
from conftest import PAGES

from seven_patients.datasets import claims
from seven_patients_site.search.book_text import FILE


@pytest.fixture(scope="module")
def book(site):
    text = (site / "_static" / FILE).read_text(encoding="utf-8")
    return json.loads(text.removeprefix("const BOOK = ").removesuffix(";\n"))


def test_every_page_and_every_claim_is_in_it(book):
    assert {page for page, *_ in book["pages"]} == {f"{page.removesuffix('.ipynb')}.html" for page in PAGES}
    assert {claim_id for claim_id, *_ in book["claims"]} == set(claims()["claim_id"])


def test_a_place_is_told_by_its_anchor(book, site):
    page = next(page for page in book["pages"] if page[0] == "chapters/design/thall-simon.html")
    html = (site / page[0]).read_text(encoding="utf-8")
    assert len(page[3]) > 10
    assert all(f'id="{anchor}"' in html for anchor, _, _ in page[3])


def test_no_html_and_no_code_is_in_it(book):
    texts = [text for *_, places in book["pages"] for *_, found in places for text in found]
    assert not [text for text in texts if "<span" in text or "import pandas" in text or not text]
    assert not [text for text in texts if re.match(r"\d+ minutes .*You need|By the end you will", text)]


def test_sphinx_writes_no_index_of_its_own(site):
    assert not list(site.glob("searchindex*"))
    assert "searchtools" not in (site / "search.html").read_text(encoding="utf-8")
