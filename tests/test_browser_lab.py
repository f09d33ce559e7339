"""What a reader can do with the design lab, the charts' numbers and what unfolds, in a browser."""

import doctest

import pytest
from browsing import (
    OVERFLOW,
    SHIFTS,
    SIZES,
    address,
    barriers,
    browser,
    opened,
    show,
    window_of,
    window_without_scripts,
)

from onearm.designs import admissible_two_stage

__all__ = ["address", "browser", "window_without_scripts"]  # fixtures

LAB = "chapters/design/design-lab.html"

# whether the boundary, the verdict and the sentence lie in the window beside what has the focus
IN_SIGHT = """() => {
  const seen = element => {
    const { top, bottom, height } = element.getBoundingClientRect();
    return height > 0 && top >= 0 && bottom <= innerHeight + 1;
  };
  const find = name => document.querySelector(`.lab ${name}`);
  const [large, small] = ["boundary", "small"].map(name => find(`[data-part=${name}] svg`));
  const rest = [".verdict", ".told"].map(find);
  return seen(document.activeElement) && rest.every(seen) && (seen(large) || seen(small));
}"""
# the bold words of the lab's pictures that lie on one of its lines or marks
COVERING = """() => [...document.querySelectorAll(".lab svg[role=img]")].flatMap(svg => {
  const points = [...svg.querySelectorAll("path.curve, path[stroke-dasharray]")].flatMap(path =>
    Array.from({ length: 101 }, (_, at) => path.getPointAtLength((at / 100) * path.getTotalLength())));
  for (const mark of svg.querySelectorAll(".look, .ring")) {
    const { x, y, width, height } = mark.getBBox();
    for (const across of [0, width / 2, width])
      for (const down of [0, height / 2, height]) points.push({ x: x + across, y: y + down });
  }
  return [...svg.querySelectorAll("text.over")].filter(words => {
    const { x, y, width, height } = words.getBBox();
    return points.some(at => at.x > x && at.x < x + width && at.y > y + 2 && at.y < y + height - 2);
  }).map(words => words.textContent);
})"""
# the contrast of each of the lab's colours with the page
LAB_CONTRASTS = """() => {
  const channel = value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const probe = document.body.appendChild(document.createElement("i"));
  const light = colour => {
    probe.style.color = colour;
    const parts = getComputedStyle(probe).color.match(/[\\d.]+/g);
    const [red, green, blue] = parts.map(value => channel(value / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const ground = light("var(--pst-color-background)");
  const found = ["enough", "short", "unseen"].map(name => light(`var(--lab-${name})`));
  probe.remove();
  return found.map(colour => Math.max(colour, ground) / Math.min(colour, ground));
}"""

# the controls that something lies on when they have the focus, each asked once the page has been drawn
COVERED = """async () => {
  const covered = [], controls = [...document.querySelectorAll(".lab form :is(input, button)")];
  for (const control of controls) {
    control.focus();
    await new Promise(requestAnimationFrame);
    const { x, y, width, height } = control.getBoundingClientRect();
    if (document.elementFromPoint(x + width / 2, y + height / 2) !== control) covered.push(control.outerHTML);
  }
  return { asked: controls.length > 0, covered };
}"""


@pytest.fixture(scope="module", params=SIZES)
def window(browser, request):
    with window_of(browser, request.param) as window:
        yield window


ON_A_DESKTOP = pytest.mark.parametrize("window", ["desktop"], indirect=True)
"""For what the size of the window has no part in."""


@pytest.fixture
def lab(window, address):
    with opened(window, f"{address}/{LAB}") as tab:
        yield tab


def test_the_lab_starts_with_its_story(lab):
    assert "5 of 7 is enough" in lab.locator(".lab .verdict").inner_text()
    assert lab.locator(".lab svg[role=img]").count() == 3


def test_a_dial_moves_all_that_follows(lab):
    rate = lab.get_by_label("Survival in history, %", exact=True)
    rate.fill("40")
    assert "5 of 7 is not enough" in lab.locator(".lab .verdict").inner_text()
    sentence = "Table 1 fails at n = 6, 7, 8 and 12 more. 5 of 7 is no longer enough."
    assert sentence in lab.locator(".lab .told").inner_text().replace("\xa0", " ")
    lab.locator(".lab [role=status]:not(:empty)").wait_for(state="attached")
    assert sentence in lab.locator(".lab [role=status]").text_content().replace("\xa0", " ")
    assert "from_mean(0.4, size=126)" in lab.locator(".lab pre").inner_text()
    assert lab.get_by_label("Survival in history, %, slider").input_value() == "40"
    lab.get_by_role("button", name="Table 1", exact=True).click()
    assert rate.input_value() == "24.5"
    assert "Table 1 holds at every look" in lab.locator(".lab .told").inner_text()


def test_what_a_dial_drives_is_in_sight_and_stands_still_while_it_moves(lab):
    for slider in lab.get_by_role("slider").all():
        slider.focus()
        for key in ("ArrowRight", "End"):
            slider.press(key)
            assert lab.evaluate(IN_SIGHT), slider.get_attribute("name")
    assert lab.evaluate(SHIFTS) == []


def test_a_slider_is_moved_by_mouse_and_by_touch(browser, address):
    for size, touch in (("desktop", False), ("phone", True)):
        with window_of(browser, size, has_touch=touch) as window, opened(window, f"{address}/{LAB}") as lab:
            slider = lab.get_by_label("Survival in history, %, slider")
            slider.scroll_into_view_if_needed()
            place = slider.bounding_box()
            at = {"x": place["width"] * 0.8, "y": place["height"] / 2}
            (slider.tap if touch else slider.click)(position=at)
            assert "5 of 7 is not enough" in lab.locator(".lab .verdict").inner_text()


def test_no_label_lies_on_a_line_or_a_mark(lab):
    for key, value in ((None, None), ("rate", 40), ("rate", 70), ("first", 8), ("last", 6), ("cutoff", 0.5)):
        if key:
            lab.get_by_role("button", name="Table 1", exact=True).click()
            lab.locator(f"#lab-{key}").fill(str(value))
        assert lab.evaluate(COVERING) == [], (key, value)


@ON_A_DESKTOP
def test_the_labs_colours_are_seen_by_day_and_by_night(lab):
    for scheme in ("light", "dark"):
        show(lab, scheme)
        assert min(lab.evaluate(LAB_CONTRASTS)) >= 3


def test_a_design_that_does_not_look_at_seven_is_marked(lab):
    lab.get_by_label("First look, patients", exact=True).fill("8")
    assert lab.locator(".lab .verdict-unseen").inner_text() == "– No look at 7: the first look is at 8."
    assert lab.locator(".lab .trial-unseen").count() == 2


@ON_A_DESKTOP
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
    assert lab.evaluate(COVERED) == {"asked": True, "covered": []}


@ON_A_DESKTOP
def test_the_lines_are_copied_as_they_are_shown(lab):
    lab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab.get_by_role("button", name="Cut-off 0.99").click()
    lab.locator(".lab .highlight").hover()
    lab.locator(".lab button.copybtn").click()
    copied = lab.evaluate("navigator.clipboard.readText()")
    assert "p_upper=0.99)" in copied
    assert copied.strip() == lab.locator(".lab pre").inner_text().strip()


@ON_A_DESKTOP
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
