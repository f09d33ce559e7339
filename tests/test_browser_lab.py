"""What a reader can do with the design lab, the charts' numbers and what unfolds, in a browser."""

import doctest

import pytest
from browsing import OVERFLOW, SIZES, address, barriers, browser, opened, window_of, window_without_scripts

from onearm.designs import admissible_two_stage

__all__ = ["address", "browser", "window_without_scripts"]  # fixtures

LAB = "chapters/design/design-lab.html"

UNCOVERED = """control => {
  const { x, y, width, height } = control.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2) === control;
}"""


@pytest.fixture(scope="module", params=SIZES)
def window(browser, request):
    with window_of(browser, request.param) as window:
        yield window


@pytest.fixture
def lab(window, address):
    with opened(window, f"{address}/{LAB}") as tab:
        yield tab


def test_the_lab_starts_with_its_story(lab):
    assert "5 of 7 is enough" in lab.get_by_role("status").inner_text()
    assert lab.locator(".lab svg[role=img]").count() == 3


def test_a_dial_moves_all_that_follows(lab):
    rate = lab.get_by_label("Survival in history, %", exact=True)
    rate.fill("40")
    assert "5 of 7 is not enough" in lab.get_by_role("status").inner_text()
    assert "from_mean(0.4, size=126)" in lab.locator(".lab pre").inner_text()
    assert lab.get_by_label("Survival in history, %, slider").input_value() == "40"
    lab.get_by_role("button", name="Table 1", exact=True).click()
    assert rate.input_value() == "24.5"
    assert "This is Table 1" in lab.get_by_role("status").inner_text()


def test_a_number_beyond_a_dial_is_brought_back(lab):
    first, last = (lab.get_by_label(f"{end} look, patients", exact=True) for end in ("First", "Last"))
    first.fill("99")
    first.blur()
    assert (first.input_value(), last.input_value()) == ("40", "40")


def test_the_lab_obeys_keys_and_bars_nobody(lab):
    for slider in lab.get_by_role("slider").all():
        before = slider.input_value()
        slider.press("ArrowLeft")
        assert slider.input_value() != before
    lab.locator(".lab summary").press("Enter")
    assert lab.locator(".lab table:visible").count() == 2
    assert lab.evaluate(OVERFLOW) == 0
    assert barriers(lab) == []


def test_nothing_covers_what_a_key_has_reached(lab):
    for control in lab.locator(".lab form :is(input, button)").all():
        control.focus()
        assert control.evaluate(UNCOVERED)


def test_the_lines_are_copied_as_they_are_shown(lab):
    lab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab.get_by_role("button", name="Cut-off 0.99").click()
    lab.locator(".lab .highlight").hover()
    lab.locator(".lab button.copybtn").click()
    copied = lab.evaluate("navigator.clipboard.readText()")
    assert "p_upper=0.99)" in copied
    assert copied.strip() == lab.locator(".lab pre").inner_text().strip()


def test_an_example_of_the_reference_is_copied_as_statements_alone(window, address):
    place = "onearm.designs.admissible_two_stage"
    with opened(window, f"{address}/chapters/reference/library-designs.html#{place}") as tab:
        tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
        example = tab.locator(f"[id='{place}'] + dd .highlight")
        example.hover()
        example.locator("button.copybtn").click()
        copied = tab.evaluate("navigator.clipboard.readText()")
        shown = example.locator("pre").inner_text()
    statements = doctest.DocTestParser().get_examples(shown)
    assert "    print(" in copied
    assert copied.strip() == "".join(statement.source for statement in statements).strip()
    exec(copied, {"admissible_two_stage": admissible_two_stage})


def test_the_lab_stands_still_without_scripts(window_without_scripts, address):
    with opened(window_without_scripts, f"{address}/{LAB}") as tab:
        assert tab.locator(".lab form").is_hidden()
        assert tab.locator(".lab svg:visible").count() == 3
        assert "5 of 7 is enough" in tab.locator(".lab .verdict").inner_text()
        assert tab.evaluate(OVERFLOW) == 0
