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
