"""The built site on a desktop, as a reader uses it; `test_browser_phone.py` runs the same tests on a phone.

What must hold of every page stands in `test_every_page.py`. There a page is opened on a phone; here one of
each kind is opened on a desktop, with all that stands beside it.
"""

import re

import pytest
from browsing import (
    CHARTS,
    COLOURS,
    DRAWN,
    LIGHT,
    OPEN_EVERYTHING,
    OVERFLOW,
    SHIFTS,
    WEIGHTS,
    address,
    barriers,
    browser,
    opened,
    show,
    window,
)

from seven_patients.datasets import claims
from seven_patients_site.theme import folded_code

__all__ = ["address", "browser", "window"]  # fixtures

SIZE = "desktop"

FOUND = 300_000  # bytes, gzipped: a page of results with the text of the book, 189 000 of them

ONE_OF_EACH_KIND = [
    "index",
    "search",
    "chapters/background/dosing",
    "chapters/design/thall-simon",
    "chapters/design/design-lab",
    "chapters/verdict/ledger",
    "chapters/verdict/the-paper-lit-up",
    "chapters/reference/library-book",
]
FOREIGN_SCRIPT = """() => {
  const script = document.createElement("script");
  script.textContent = "window.foreign = true;";
  document.head.append(script);
}"""
TEXT_AS_CODE = """() => new Promise(resolve => setTimeout(() => {
  try { resolve(new Function("return 'run'")()); } catch (error) { resolve(error.name); }
}))"""  # later, since the debugger that calls this may run text as code
SCROLLS_AND_INDEX = """boxes => boxes.map(box =>
  [box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight, box.tabIndex])"""
TOP = "element => element.getBoundingClientRect().top"
FETCH = "url => fetch(url).then(() => 'fetched', error => error.name)"


@pytest.mark.parametrize("page", ONE_OF_EACH_KIND)
def test_a_page_opened_wide_stands_still_and_bars_nobody(window, address, page):
    with opened(window, f"{address}/{page}.html") as tab:
        assert tab.evaluate(CHARTS, {"visible": True, "live": True}) == []
        tab.keyboard.press("End")
        assert tab.evaluate(SHIFTS) == []
        assert sum(tab.evaluate(WEIGHTS).values()) <= DRAWN
        assert barriers(tab) == []


def test_one_faint_text_among_many_is_found(window, address):
    with opened(window, f"{address}/chapters/design/thall-simon.html") as tab:
        assert barriers(tab, *COLOURS) == []
        tab.locator("article p:visible").nth(9).evaluate("text => { text.style.color = '#969696'; }")
        found = barriers(tab, *COLOURS)
        assert found
        assert all(fault.startswith("color-contrast") and "#969696" in fault for fault in found)


def test_what_stands_beside_every_page_can_be_read_in_the_dark(window, address):
    with opened(window, f"{address}/chapters/design/thall-simon.html") as tab:
        show(tab, "dark")
        assert barriers(tab) == []


@pytest.mark.parametrize(("query", "sentence"), [("Frechet", "Boole-Fréchet"), ("24.5", "24.5 %")])
def test_the_search_shows_sentences_and_fetches_one_file(window, address, query, sentence):
    with opened(window, f"{address}/search.html?q={query}") as tab:
        marks = tab.locator("#search-results mark")
        marks.first.wait_for()
        assert sentence in tab.locator("#search-results li:has(mark)").first.inner_text()
        pages = [name for name in tab.evaluate(WEIGHTS) if not re.search(r"\.(css|js|svg)\b|^data:", name)]
        assert len(pages) == 1
        weights = tab.evaluate(WEIGHTS)
        assert sum(weights.values()) <= FOUND
        assert sum(size for name, size in weights.items() if not name.endswith("/book_text.js")) <= LIGHT
        assert barriers(tab) == []


def assert_a_number_leads_to_its_proof_and_back(tab, follow, to_proof):
    """Follow a number that was searched for, by two ways of going along a link, and come back."""
    follow(tab.get_by_role("link", name="6 printed numbers in the ledger"))
    rows = tab.locator("table.ledger tbody tr:visible")
    rows.first.wait_for()
    assert {cell.split()[0] for cell in rows.locator("td:nth-child(2)").all_inner_texts()} == {"24.0", "10.6"}
    assert 0 < rows.first.evaluate(TOP) < tab.viewport_size["height"] - 50
    to_proof(rows.first.locator("td:nth-child(3) a"))
    tab.wait_for_url("**/days-without-ventilation.html#claim-*")
    row = tab.locator(".claim:target")
    assert row.evaluate("row => row.closest('.cell').getBoundingClientRect().top") <= row.evaluate(TOP)
    assert 0 < row.evaluate(TOP) < tab.viewport_size["height"] - 50
    assert row.evaluate("row => getComputedStyle(row).outlineStyle") == "solid"
    tab.go_back()
    assert tab.locator(".ledger-filter").get_by_label("Search").input_value() == "24.0 ± 10.6"
    assert rows.count() == 6


def test_the_search_leads_to_the_ledger_and_back(window, address):
    with opened(window, f"{address}/search.html") as tab:
        tab.keyboard.press("Control+k")
        tab.keyboard.type("24.0 ± 10.6")
        tab.keyboard.press("Enter")
        assert_a_number_leads_to_its_proof_and_back(
            tab, follow=lambda link: link.press("Enter"), to_proof=lambda link: link.click()
        )


def test_a_result_leads_to_its_sentence_and_leaves_no_banner(window, address):
    with opened(window, f"{address}/search.html?q=5/7") as tab:
        first = tab.locator("#search-results section").last.get_by_role("link").first
        first.click()
        tab.wait_for_url("**/chapters/**")
        assert re.search("5(/| of )7|five of seven", tab.locator("article").inner_text(), re.IGNORECASE)
        assert tab.locator(".highlighted, .highlight-link").count() == 0


def test_who_reads_in_the_dark_prints_in_the_light(window, address):
    with opened(window, f"{address}/chapters/design/thall-simon.html") as tab:
        show(tab, "dark")
        tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert tab.locator("html").get_attribute("data-theme") == "light"
        tab.evaluate("dispatchEvent(new Event('afterprint'))")
        assert tab.locator("html").get_attribute("data-theme") == "dark"


def test_long_code_is_folded_on_a_screen_and_stands_on_paper(window, address):
    with opened(window, f"{address}/chapters/endpoints/oxygen.html") as tab:
        code = tab.locator(".code-shown:visible .cell_input pre")  # an exercise's cell gives way to an input
        lines = [len(text.splitlines()) for text in code.all_text_contents()]
        seen = [piece.is_visible() for piece in code.all()]
        assert seen == [number <= folded_code.LINES for number in lines]
        assert 0 < sum(seen) < len(seen)
        tab.emulate_media(media="print")
        assert all(piece.is_visible() for piece in code.all())
        tab.emulate_media(media="screen")


def test_a_key_reaches_what_scrolls_and_nothing_else(window, address):
    with opened(window, f"{address}/chapters/endpoints/primary-endpoint.html") as tab:
        tab.evaluate(OPEN_EVERYTHING)
        boxes = tab.locator("article :is(pre, .pst-scrollable-table-container)").evaluate_all(
            SCROLLS_AND_INDEX
        )
        assert len(boxes) > 20
        assert {(scrolls, index == 0) for scrolls, index in boxes} <= {(True, True), (False, False)}


def test_what_is_too_wide_fades_until_its_end_is_reached(window, address):
    with opened(window, f"{address}/chapters/background/who-the-seven-were.html") as tab:
        tab.evaluate(OPEN_EVERYTHING)
        box = tab.locator(".output.more:has(table.dataframe)").first.element_handle()
        assert "gradient" in box.evaluate("box => getComputedStyle(box).maskImage")
        box.evaluate("box => { box.scrollLeft = box.scrollWidth; }")
        tab.wait_for_function("box => !box.classList.contains('more')", arg=box)


def test_the_front_address_works(window, address):
    with opened(window, f"{address}/") as tab:
        assert tab.evaluate(CHARTS, {"visible": True, "live": True}) == []
        tab.get_by_role("link", name="the ledger").first.click()
        tab.wait_for_url("**/chapters/verdict/ledger.html")


def test_a_page_runs_and_fetches_nothing_that_is_not_its_own(window, address):
    tab = window.new_page()
    tab.goto(f"{address}/")
    tab.evaluate(FOREIGN_SCRIPT)
    assert tab.evaluate("window.foreign") is None
    assert tab.evaluate(TEXT_AS_CODE) == "EvalError"
    assert tab.evaluate(FETCH, "https://example.org/") == "TypeError"
    assert tab.evaluate(FETCH, f"{address}/") == "fetched"
    tab.close()


def assert_it_stands_still(window, url, slower):
    """Open a page on a slower machine and move at once; fail when a piece of it moves by itself."""
    tab = window.new_page()
    speed = window.new_cdp_session(tab)
    speed.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    tab.goto(url)
    tab.mouse.wheel(0, 3000)  # as soon as the page is there, whatever is laid out of it by then
    for key in ("PageDown", "End", "PageUp", "Home", "End"):
        tab.keyboard.press(key)
    assert tab.evaluate(SHIFTS) == []
    tab.close()


def test_the_lab_stands_still_at_any_speed(window, address):
    assert_it_stands_still(window, f"{address}/chapters/design/design-lab.html", slower=6)


def test_the_ledger_can_be_searched(window, address):
    with opened(window, f"{address}/chapters/verdict/ledger.html") as tab:
        rows = tab.locator("table.ledger tbody tr:visible")
        everything = len(claims())
        assert tab.get_by_role("status").inner_text() == f"{everything} of {everything} claims shown"
        assert rows.count() < 30
        tab.locator(".ledger-filter").get_by_label("Search").press_sequentially("minimum survivors among")
        assert rows.count() == 15
        tab.locator(".ledger-filter").get_by_label("Verdict").focus()
        tab.keyboard.press("r")  # chooses "reproduced", as a keyboard does
        assert rows.count() == 0
        assert tab.url.endswith("?find=minimum+survivors+among&verdict=reproduced#every-claim")
        tab.evaluate("location.hash = 't1-n07'")
        tab.wait_for_function("!document.getElementById('t1-n07').hidden")
        assert tab.evaluate(OVERFLOW) == 0


def test_a_link_to_a_folded_claim_unfolds_it(window, address):
    with opened(window, f"{address}/chapters/background/dosing.html#claim-res-dose5-pct") as tab:
        tab.locator("#claim-res-dose5-pct").wait_for(state="visible")


def test_a_wrong_address_gets_a_page_with_its_styles(window, address):
    with opened(window, f"{address}/no/such/page.html", status=404) as tab:
        assert "not found" in tab.title()
        assert tab.evaluate(OVERFLOW) == 0
