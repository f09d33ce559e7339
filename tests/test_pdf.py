"""The book on paper, printed by a browser from the built site."""

from browsing import browser
from bs4 import BeautifulSoup

from pdf import LEAVE_OUT, print_book

__all__ = ["browser"]  # a fixture


def test_the_book_is_printed_with_bookmarks_and_links(browser, site):
    addresses = ["chapters/index.html", "chapters/design/thall-simon.html", "chapters/reference/about.html"]
    writer, starts = print_book(browser, site, [("Some", addresses[:2]), ("Others", addresses[2:])])
    pages = [starts[(site / address).resolve()] for address in addresses]
    some, chapters, others, _ = writer.outline
    assert [some.title, others.title] == ["Some", "Others"]
    assert [writer.get_destination_page_number(chapter) for chapter in chapters] == pages[:2]
    assert chapters[1].title in " ".join(writer.pages[pages[1]].extract_text().split())

    links = [link.get_object() for page in writer.pages for link in page["/Annots"]]
    assert not [link for link in links if link.get("/A", {}).get("/URI", "").startswith("file:")]
    leads_to = [link["/Dest"][0] for link in links if "/Dest" in link and not isinstance(link["/Dest"], str)]
    assert writer.pages[pages[1]].indirect_reference in leads_to

    text = "".join(page.extract_text() for page in writer.pages)
    assert "Solution to exercise" in text
    assert "Show code cell source" not in text


def test_a_handout_holds_questions_and_no_solution(browser, site):
    part = ("Design", ["chapters/design/beta-and-binomial.html"])
    writer, _ = print_book(browser, site, [part], LEAVE_OUT)
    text = " ".join("".join(page.extract_text() for page in writer.pages).split())
    assert "Exercise 1" in text
    assert "Solution" not in text
    page = BeautifulSoup((site / part[1][0]).read_text(encoding="utf-8"), "html.parser")
    choices = page.select("details.choice")
    shown = [" ".join(choice.summary.get_text().split()) in text for choice in choices]
    assert shown and all(shown)
    reasons = [" ".join(choice.p.get_text().split())[:40] for choice in choices]
    assert [reason for reason in reasons if reason in text] == []
