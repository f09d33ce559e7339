"""The theme's menus: their script waits for a reader, and a menu asked for before it is there opens then."""

import pytest
from browsing import address, browser, opened, window_of

__all__ = ["address", "browser"]  # fixtures

PAGE = "chapters/endpoints/oxygen.html"
BUTTON = '.dropdown-toggle[data-bs-toggle="dropdown"]'


@pytest.mark.parametrize("act", ["tap", "press"])
def test_a_menu_opens_for_who_asks_for_it_first_of_all(browser, address, act):
    with window_of(browser, "phone", has_touch=True) as window, opened(window, f"{address}/{PAGE}") as tab:
        assert tab.evaluate("typeof bootstrap") == "undefined"
        button = tab.locator(BUTTON).first
        button.press("Enter") if act == "press" else button.tap()
        tab.locator(".dropdown-menu.show").wait_for()
        assert button.get_attribute("aria-expanded") == "true"
