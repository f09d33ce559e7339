"""The built site on a phone: the tests of `test_browser.py`, and what a finger does."""

import pytest
import test_browser
from browsing import ARRIVED, OVERFLOW, address, browser, opened, window, window_of, window_without_scripts
from playwright.sync_api import Locator

__all__ = ["address", "browser", "window", "window_without_scripts"]  # fixtures

SIZE = "phone"

LIBRARY, LEDGER = "chapters/reference/library-designs.html", "chapters/verdict/ledger.html"
HEIGHTS = """() => [...document.querySelectorAll("article :is(section, dl)")]
  .map(piece => piece.getBoundingClientRect().height)"""
CODE = "div.cell:visible > details.hide.above-input pre"  # an exercise's cell gives way to an input
ON_A_DESKTOP = {
    "test_a_page_opened_wide_stands_still_and_bars_nobody",  # on a phone every page is: test_every_page.py
    "test_what_stands_beside_every_page_can_be_read_in_the_dark",  # as there
    "test_one_faint_text_among_many_is_found",
    "test_who_reads_in_the_dark_prints_in_the_light",
    "test_the_front_address_works",
    "test_the_search_leads_to_the_ledger_and_back",  # here by touch
    "test_a_result_leads_to_its_sentence_and_leaves_no_banner",
    "test_a_page_runs_and_fetches_nothing_that_is_not_its_own",
    "test_long_code_is_folded_on_a_screen_and_stands_on_paper",
}
"""What a phone repeats to no purpose: the size of the window has no part in it."""

TESTS = {name: test for name, test in vars(test_browser).items() if name.startswith("test_")}
assert set(TESTS) > ON_A_DESKTOP
globals().update({name: test for name, test in TESTS.items() if name not in ON_A_DESKTOP})


def test_a_page_laid_out_piece_by_piece_ends_as_one_laid_out_at_once(window, address):
    url = f"{address}/{LIBRARY}"
    with opened(window, url) as tab:
        assert tab.locator(".settled").count() > 40
        heights = tab.evaluate(HEIGHTS)
    with opened(window, f"{url}#onearm.designs.trial_size") as tab:
        assert tab.locator(".settled").count() == 0
        assert tab.evaluate(HEIGHTS) == heights
        tab.reload()
        assert tab.locator(".settled").count() == 0


@pytest.mark.parametrize("page", [LIBRARY, LEDGER])
def test_a_page_is_laid_out_whole_for_a_reader_who_moves(window, address, page):
    tab = window.new_page()
    tab.add_init_script("window.requestAnimationFrame = () => {}")  # a browser that draws no frame
    tab.goto(f"{address}/{page}")
    assert tab.evaluate(OVERFLOW) == 0
    assert tab.locator(ARRIVED).count() == 0
    tab.keyboard.press("Shift")
    assert tab.locator(ARRIVED).count() == 1
    tab.close()


@pytest.mark.parametrize("slower", [1, 6])
def test_the_ledger_stands_still_at_any_speed(window, address, slower):
    test_browser.assert_it_stands_still(window, f"{address}/{LEDGER}", slower)


def test_a_number_leads_to_its_proof_by_touch(browser, address):
    url = f"{address}/search.html?q=24.0 ± 10.6"
    with window_of(browser, SIZE, has_touch=True) as window, opened(window, url) as tab:
        test_browser.assert_a_number_leads_to_its_proof_and_back(tab, Locator.tap, Locator.tap)


def test_without_scripts_the_search_leads_elsewhere_and_shows_no_field(window_without_scripts, address):
    with opened(window_without_scripts, f"{address}/search.html") as tab:
        assert tab.locator("main input[type=search]:visible").count() == 0
        assert tab.locator("main p:visible a").count() == 2
        tab.get_by_role("link", name="the glossary").click()
        tab.wait_for_url("**/glossary.html")


def test_all_code_is_folded_and_one_switch_opens_it_and_is_remembered(browser, address):
    url = f"{address}/chapters/design/thall-simon.html"
    with window_of(browser, SIZE) as window:
        with opened(window, url) as tab:
            code = tab.locator(CODE)
            folded = code.count()
            assert folded > 3 and not any(map(Locator.is_visible, code.all()))
            tab.get_by_role("button", name="Code", exact=True).click()
            assert all(map(Locator.is_visible, code.all()))
        with opened(window, url) as tab:
            switch = tab.get_by_role("button", name="Code", exact=True, pressed=True)
            assert all(map(Locator.is_visible, tab.locator(CODE).all()))
            switch.click()
            assert not any(map(Locator.is_visible, tab.locator(CODE).all()))


def test_a_tap_near_a_mark_tells_what_a_pointer_over_it_is_told(browser, address):
    url = f"{address}/chapters/design/the-hidden-prior.html"
    with window_of(browser, SIZE, has_touch=True) as window, opened(window, url) as tab:
        tab.mouse.wheel(0, 10)
        chart = tab.locator("figure.chart").first
        chart.scroll_into_view_if_needed()
        mark = chart.locator(".vega-embed .mark-symbol path").nth(100)
        mark.wait_for()
        place = mark.bounding_box()
        tab.touchscreen.tap(place["x"] + place["width"] / 2 + 2, place["y"] + place["height"] / 2 + 2)
        tab.locator("#vg-tooltip-element.visible").get_by_text("prior mean, %").wait_for()
