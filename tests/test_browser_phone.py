"""The built site on a phone, page by page: the tests of `test_browser.py`, and what shows without scripts."""

import test_browser
from browsing import (
    CHARTS,
    FORMULAS_NOT_SHOWN,
    OPEN_EVERYTHING,
    OVERFLOW,
    address,
    browser,
    opened,
    tab,
    window,
    window_of,
    window_without_scripts,
)
from playwright.sync_api import Locator

__all__ = ["address", "browser", "tab", "window", "window_without_scripts"]  # fixtures

SIZE = "phone"

CODE = "div.cell:visible > details.hide.above-input pre"  # an exercise's cell gives way to an input
ON_A_DESKTOP = {
    "test_what_a_window_shows_beside_a_page_bars_nobody",  # on the phone every page is judged by every rule
    "test_one_faint_text_among_many_is_found",
    "test_who_reads_in_the_dark_prints_in_the_light",
    "test_the_front_address_works",
    "test_the_search_leads_to_the_ledger_and_back",  # here by touch
    "test_a_result_leads_to_its_sentence_and_leaves_no_banner",
    "test_a_page_runs_and_fetches_nothing_that_is_not_its_own",
}
"""What a phone repeats to no purpose: the size of the window has no part in it."""

TESTS = {name: test for name, test in vars(test_browser).items() if name.startswith("test_")}
assert set(TESTS) > ON_A_DESKTOP
globals().update({name: test for name, test in TESTS.items() if name not in ON_A_DESKTOP})


def test_a_number_leads_to_its_proof_by_touch(browser, address):
    url = f"{address}/search.html?q=24.0 ± 10.6"
    with window_of(browser, SIZE, has_touch=True) as window, opened(window, url) as tab:
        test_browser.assert_a_number_leads_to_its_proof_and_back(tab, Locator.tap, Locator.tap)


def test_charts_and_formulas_show_without_scripts(window_without_scripts, address, page):
    with opened(window_without_scripts, f"{address}/{page.with_suffix('.html')}") as tab:
        assert tab.evaluate(CHARTS, {"visible": True, "live": False}) == []
        tab.evaluate(OPEN_EVERYTHING)
        assert tab.evaluate(FORMULAS_NOT_SHOWN) == []
        assert tab.evaluate(OVERFLOW) == 0


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
