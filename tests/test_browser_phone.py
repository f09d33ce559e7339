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
    window_without_scripts,
)

__all__ = ["address", "browser", "tab", "window", "window_without_scripts"]  # fixtures

SIZE = "phone"

globals().update({name: test for name, test in vars(test_browser).items() if name.startswith("test_")})


def test_charts_and_formulas_show_without_scripts(window_without_scripts, address, page):
    with opened(window_without_scripts, f"{address}/{page.with_suffix('.html')}") as tab:
        assert tab.evaluate(CHARTS, {"visible": True, "live": False}) == []
        tab.evaluate(OPEN_EVERYTHING)
        assert tab.evaluate(FORMULAS_NOT_SHOWN) == []
        assert tab.evaluate(OVERFLOW) == 0
