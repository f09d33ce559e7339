"""The paper as its numbers: a tile for each claim, in its place, dressed by the verdict of the chapters."""

import re

import pytest
from browsing import OVERFLOW, address, browser, opened, window_of
from conftest import ROOT

from onearm.ledger import Ledger
from seven_patients import CLAIMS
from seven_patients_site.ledger import lit_paper

__all__ = ["address", "browser"]  # fixtures

PAGE = "chapters/verdict/the-paper-lit-up.html"
TILE = re.compile(r'<a class="tile claim claim-([a-z-]+)" href="([^"]+)" aria-label="([^"]+)"')


@pytest.fixture(scope="module")
def claims():
    return Ledger.read(ROOT / "chapters", CLAIMS).table


@pytest.fixture(scope="module")
def html(claims):
    return lit_paper.drawn(claims.to_dict("records"))


@pytest.fixture(scope="module")
def finger(browser):
    with window_of(browser, "phone", has_touch=True) as window:
        yield window


def row(html, table, head):
    """Return the texts of the cells of one row of a table."""
    body = html.partition(f"<h3>{table}</h3>")[2].partition("</table>")[0]
    (found,) = re.findall(rf'<th scope="row">{head}</th>(.*?)</tr>', body)
    return [" ".join(re.sub("<[^>]+>|[✓≈△–]", "", cell).split()) for cell in found.split("</td>")[:-1]]


def test_there_is_one_tile_for_each_claim_in_the_order_of_print(html, claims):
    tiles = TILE.findall(html)
    assert [verdict.replace("-", " ") for verdict, _, _ in tiles] == claims["verdict"].tolist()
    shown = zip(tiles, claims["quantity"], claims["printed"], strict=True)
    assert all(label.startswith(f"{quantity}: {printed}") for (_, _, label), quantity, printed in shown)


def test_a_tile_leads_to_the_cell_that_checks_it_or_to_its_row(html, claims):
    wanted = claims["proof"].where(claims["proof"] != "", "ledger.ipynb#" + claims["claim_id"])
    assert [href for _, href, _ in TILE.findall(html)] == wanted.tolist()


@pytest.mark.parametrize(
    ("table", "head", "cells"),
    [
        ("Table 3", "Initial oxygen dose", ["", "30", "", "2", "4", "", ""]),
        ("Table 4", "Day 0 to day 56", ["0", "56", "44.9", "21.2", "56.0", "0", "56"]),
        ("Table 5", "Pyrexia", ["2", "2", "28.6 %"]),
        ("Table 1", "Minimum survivors", [*"55566677888999", "10"]),
        ("Table 4", "Footnote", ["7"]),
    ],
)
def test_a_table_keeps_its_form(html, table, head, cells):
    assert row(html, table, head) == cells


def test_the_picture_has_a_mark_for_each_number(claims):
    drawn = lit_paper.picture(claims["verdict"], "there.ipynb")
    starts = re.findall(r'd="(M[^"]+)"', drawn.partition("</svg>")[0])
    assert sum(path.count("M") for path in starts) == len(claims)


def test_a_key_lights_one_verdict_and_focus_tells_of_a_number(browser, address):
    with window_of(browser, "desktop") as window, opened(window, f"{address}/{PAGE}") as tab:
        dark, lit = (tab.locator(f".tile.claim-{name}").first for name in ("not-checkable", "reproduced"))
        before = dark.evaluate("tile => getComputedStyle(tile).backgroundColor")
        tab.locator("[name=lit]").first.focus()
        tab.keyboard.press("ArrowRight")
        assert dark.evaluate("tile => getComputedStyle(tile).backgroundColor") != before
        lit.focus()
        told = tab.get_by_role("complementary", name="The number chosen")
        assert lit.get_attribute("data-words") in told.inner_text()
        assert told.get_by_role("link").get_attribute("href") == lit.evaluate("tile => tile.href")
        tab.keyboard.press("Escape")
        assert not told.is_visible()


def test_a_finger_is_told_first_and_led_on_by_the_link(finger, address):
    with opened(finger, f"{address}/{PAGE}") as tab:
        tab.locator(".tile.claim-consistent").first.tap()
        told = tab.get_by_role("complementary", name="The number chosen")
        assert "Consistent" in told.inner_text()
        assert tab.evaluate(OVERFLOW) == 0
        told.get_by_role("link").tap()
        tab.wait_for_url("**/chapters/**#claim-*")
