"""Every page of the built site: opened on a phone, unfolded, made as wide as a desktop, read in the dark.

A page is opened once, and the tests that share it run in the order in which they stand here: first what a
reader gets, then what moves, then everything unfolded, at both widths. By day the colours are judged at the
width of a desktop, and by night all that can bar a reader of a phone. What shows without scripts is looked at
apart.
"""

from pathlib import Path

import pytest
from browsing import (
    CHARTS,
    COLOURS,
    DRAWN,
    LIGHT,
    OPEN_EVERYTHING,
    OVERFLOW,
    SHIFTS,
    SIZES,
    WEIGHTS,
    WITH_CHART,
    address,
    assert_slider_obeys_keys,
    barriers,
    browser,
    opened,
    window,
    window_without_scripts,
)
from conftest import PAGES

__all__ = ["address", "browser", "window", "window_without_scripts"]  # fixtures

SIZE = "phone"

FORMULAS_NOT_SHOWN = """() => [...document.querySelectorAll("article .math")].filter(math => {
  const box = math.querySelector("svg")?.getBoundingClientRect();
  return !(box?.width * box?.height > 0 && math.querySelector("math"));
}).map(math => math.outerHTML)"""
# the formulas wider than the box in which they would have to be scrolled
FORMULAS_TOO_WIDE = """() => [...document.querySelectorAll("article .math .formula")]
  .filter(box => box.scrollWidth > box.clientWidth).map(box => box.textContent.trim().slice(0, 200))"""
# a live chart takes the new width of its place a moment after the page has
CHARTS_HAVE_SETTLED = """() => new Promise(resolve => {
  const widths = () => [...document.querySelectorAll("figure.chart svg")].map(svg => svg.clientWidth).join();
  (function look(before) {
    setTimeout(() => widths() === before ? resolve() : look(widths()), 100);
  })();
})"""
# by the page's own button: a page hears of its reader's system with the next frame, and after a change of
# size Chromium has been seen to draw no more of them (on one page in about a thousand; its scripts still
# ran). The button of the locked theme goes from look to look, and newer themes have one for each.
TURN_DARK = """() => {
  const { dataset } = document.documentElement;
  const dark = document.querySelector(".theme-change-button[data-mode=dark]");
  const button = dark ?? document.querySelector(".theme-switch-button");
  for (let turn = 0; turn < 3 && dataset.theme !== "dark"; turn++) button.click();
  return dataset.theme;
}"""


@pytest.fixture(scope="module", params=PAGES)
def tab(window, address, request):
    """Every page in turn, left open for the tests that follow each other."""
    with opened(window, f"{address}/{Path(request.param).with_suffix('.html')}") as tab:
        yield tab
        tab.evaluate("localStorage.clear()")
        tab.set_viewport_size(SIZES[SIZE])


def assert_it_fits(tab):
    assert tab.evaluate(CHARTS, {"live": True}) == []
    assert tab.evaluate(FORMULAS_NOT_SHOWN) == []
    assert tab.evaluate(FORMULAS_TOO_WIDE) == []
    assert tab.evaluate(OVERFLOW) == 0


def test_a_page_is_light(tab):
    weights = tab.evaluate(WEIGHTS)
    charts = tab.locator("figure.chart").count()
    before = sum(size for name, size in weights.items() if not name.endswith("/vega.js"))
    assert before <= (WITH_CHART if charts else LIGHT)


def test_charts_come_and_nothing_moves(tab):
    assert tab.evaluate(CHARTS, {"visible": True, "live": True}) == []
    tab.keyboard.press("End")
    assert tab.evaluate(SHIFTS) == []
    assert sum(tab.evaluate(WEIGHTS).values()) <= DRAWN


def test_a_page_fits_whatever_unfolds(tab):
    tab.evaluate(OPEN_EVERYTHING)
    assert_it_fits(tab)


def test_sliders_obey_keys(tab):
    for slider in tab.locator("figure.chart input[type=range]").all():
        assert_slider_obeys_keys(slider)


def test_it_fits_when_it_is_made_as_wide_as_a_desktop(tab):
    tab.set_viewport_size(SIZES["desktop"])
    tab.evaluate(CHARTS_HAVE_SETTLED)
    assert_it_fits(tab)


def test_its_colours_can_be_read_by_day(tab):
    assert barriers(tab, *COLOURS) == []


def test_no_barrier_by_night_with_everything_unfolded(tab):
    tab.set_viewport_size(SIZES[SIZE])
    assert tab.evaluate(TURN_DARK) == "dark"
    assert tab.evaluate(CHARTS, {"live": True}) == []
    assert barriers(tab) == []


def test_charts_and_formulas_show_without_scripts(window_without_scripts, address, page):
    with opened(window_without_scripts, f"{address}/{page.with_suffix('.html')}") as tab:
        assert tab.evaluate(CHARTS, {"visible": True, "live": False}) == []
        tab.evaluate(OPEN_EVERYTHING)
        assert tab.evaluate(FORMULAS_NOT_SHOWN) == []
        assert tab.evaluate(OVERFLOW) == 0
