"""The trial that a reader runs: what runs agrees with what `onearm` computes, and every reader can use it."""

import math
import re

import pytest
from browsing import OVERFLOW, address, barriers, browser, opened, window_of, window_without_scripts
from conftest import ROOT

from seven_patients_site.teaching import run_the_trial

__all__ = ["address", "browser", "window_without_scripts"]  # fixtures

CHAPTER = "chapters/design/operating-characteristics.html"
SEED = 7
RULE = run_the_trial.rule()
BOOK = run_the_trial.book(averages=True)
PLACES = [place * run_the_trial.STEP for place in range(len(BOOK["exact"]["success"]))]
AT = RULE.operating_characteristics([survival / 100 for survival in PLACES])

ALONE = """() => document.querySelector("article").replaceChildren(
  ...document.querySelectorAll("article :is(h1, .trial)"))"""

MANY_TRIALS = """
function many(seed, survival, trials, rule) {
  const random = mulberry32(seed);
  let counts = NONE;
  for (let i = 0; i < trials; i += 1) {
    const numbers = Array.from({ length: rule.last }, random);
    counts = tally(counts, finish([], survival, inTurn(numbers), rule), rule);
  }
  return counts;
}
function firstNumbers(seed, count) {
  const random = mulberry32(seed);
  return Array.from({ length: count }, random);
}
0"""


@pytest.fixture(scope="module")
def engine():
    engine = run_the_trial.SCRIPTS.engine()
    engine.eval(MANY_TRIALS)
    yield engine
    engine.close()


def mulberry32(seed, count):
    """Return the numbers of the generator, by arithmetic on whole numbers that are cut to 32 bits."""
    cut, numbers = 2**32 - 1, []
    for _ in range(count):
        seed = (seed + 0x6D2B79F5) & cut
        mixed = (seed ^ seed >> 15) * (seed | 1) & cut
        mixed ^= (mixed + ((mixed ^ mixed >> 7) * (mixed | 61) & cut)) & cut
        numbers.append((mixed ^ mixed >> 14) / 2**32)
    return numbers


@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1])
def test_the_generator_is_mulberry32(engine, seed):
    assert engine.call("firstNumbers", seed, 50) == mulberry32(seed, 50)


def test_what_is_exact_is_what_the_library_computes():
    assert (PLACES[0], PLACES[49], PLACES[-1]) == (0, 24.5, 100)
    assert BOOK["exact"]["success"] == pytest.approx(AT.p_promising, abs=5.1e-7)
    assert BOOK["exact"]["patients"] == pytest.approx(AT.expected_n, abs=5.1e-5)


def test_it_is_shown_as_the_chapter_prints_it(engine):
    for survival, share in zip(PLACES, AT.p_promising, strict=True):
        exact = engine.call("exactly", BOOK, survival)
        shown = engine.call("counted", {"trials": 0}, exact, BOOK)
        assert f"<td>{100 * share:.1f}\N{NO-BREAK SPACE}%</td>" in shown


@pytest.mark.parametrize("survival", [0, 10, 24.5, 50, 70, 100])
def test_what_runs_settles_at_what_is_exact(engine, survival):
    trials = 10_000
    counts = engine.call("many", SEED, survival, trials, BOOK["rule"])
    at = RULE.operating_characteristics(survival / 100)
    share, expected = float(at.p_promising), float(at.expected_n)
    spread = sum(weight * (n - expected) ** 2 for n, weight in enumerate(at.stop_distribution))
    # four standard errors: of this seed's runs each is well within, and a faulty walk is not
    assert counts["trials"] == trials
    assert abs(counts["successes"] / trials - share) <= 4 * math.sqrt(share * (1 - share) / trials)
    assert abs(counts["patients"] / trials - expected) <= 4 * math.sqrt(spread / trials) + 1e-9


def test_the_still_shows_every_way_to_where_a_trial_can_stop(engine):
    for (n, x), paths in RULE.path_counts().items():
        if n <= 13:
            assert len(engine.call("waysTo", {"n": n, "x": x}, BOOK["rule"])) == paths
    assert RULE.path_counts()[7, 5] == 15
    pile = engine.call("picture", BOOK).partition('data-part="pile">')[2].partition("</g>")[0]
    assert pile.count("<path") == 15


def test_the_still_shows_each_entry_of_table_1(engine):
    picture = engine.call("picture", BOOK)
    [squares] = re.findall(r'd="([^"]+)"[^>]*class="table-1"', picture)
    at = [(float(x) + 4, float(y) + 4) for x, y in re.findall(r"M([\d.]+) ([\d.]+)h8v8h-8z", squares)]
    left, foot, unit = at[0][0] - 6 * 16, at[0][1] + 5 * 16, 16
    points = [(round((x - left) / unit), round((foot - y) / unit)) for x, y in at]
    assert points == list(zip(RULE.n, RULE.promising, strict=True))


def seeded(window):
    """Let the next page of a window draw its seed from no chance."""
    window.add_init_script(f"crypto.getRandomValues = numbers => numbers.fill({SEED})")


@pytest.fixture(scope="module")
def desk(browser):
    with window_of(browser, "desktop") as window:
        seeded(window)
        yield window


@pytest.fixture(scope="module")
def finger(browser):
    with window_of(browser, "phone", has_touch=True) as window:
        seeded(window)
        yield window


def test_two_hundred_trials_by_keyboard_agree_with_the_model(desk, address, engine):
    with opened(desk, f"{address}/{CHAPTER}") as tab:
        slider = tab.get_by_role("slider", name="True survival")
        assert slider.input_value() == "24.5"
        tab.get_by_role("button", name="200 trials").press("Enter")
        counts = engine.call("many", SEED, 24.5, 200, BOOK["rule"])
        said = f"{counts['successes']} of 200 trials declared success: {counts['successes'] / 2:.1f}\xa0%"
        assert f"{said}. Exactly: 5.8\xa0%." == tab.locator(".trial").get_by_role("status").inner_text()
        assert tab.locator("[data-part=pile] path").count() == 200
        assert f"{counts['patients'] / 200:.1f}" in tab.locator(".trial table").inner_text()
        slider.press("ArrowRight")
        counts = engine.call("many", SEED, 25, 200, BOOK["rule"])  # the same numbers at another survival
        said = tab.locator(".trial").get_by_role("status").inner_text()
        assert said.startswith("At 25\xa0%, exactly")
        assert said.endswith(f"; of these 200, {counts['successes']}.")
        tab.get_by_role("group", name="True survival").get_by_role("button", name="50 %").press("Space")
        assert slider.get_attribute("aria-valuetext") == "50\xa0%"
        assert "73.9\xa0%" in tab.locator(".trial table").inner_text()
        counts = engine.call("many", SEED, 50, 200, BOOK["rule"])
        assert f"({counts['successes']})" in tab.locator(".trial table").inner_text()
        assert tab.locator("[data-part=pile] path").count() == 200
        tab.evaluate(ALONE)
        assert barriers(tab) == []


def test_a_finger_walks_a_trial_to_its_end_and_nothing_jumps(finger, address):
    with opened(finger, f"{address}/index.html") as tab:
        tab.emulate_media(reduced_motion="no-preference")
        trial = tab.locator(".trial")
        height = trial.evaluate("trial => trial.scrollHeight")
        button, told = trial.locator("[name=patient]"), trial.get_by_role("status")
        assert tab.locator("[data-part=pile] path").count() == 15
        name, choices = (part.bounding_box() for part in trial.locator(".dial :is(label, .presets)").all())
        assert choices["y"] < name["y"] + name["height"]
        alive = 0
        for patient in range(1, 21):
            button.tap()
            said = told.inner_text()
            alive += "is alive" in said
            assert said.startswith(f"Patient {patient} ")
            assert f"{alive} of {patient} alive" in said
            if RULE.decide(alive, patient) != "continue":
                break
        assert {"promising": "Enough", "neither": "Never enough"}[RULE.decide(alive, patient)] in said
        assert button.inner_text() == "New trial"
        assert tab.locator("[data-part=walk] .step").count() == patient
        trial.get_by_role("button", name="200 trials").tap()
        button.tap()  # what still runs is done at once
        assert "201 trials" in trial.locator("table").inner_text()
        assert "Patient 1 " in told.inner_text()
        assert trial.evaluate("trial => trial.scrollHeight") == height
        assert tab.evaluate(OVERFLOW) == 0


def test_the_same_numbers_lose_nobody_at_a_higher_survival(engine):
    before = 0
    for survival in PLACES[::10]:
        successes = engine.call("many", SEED, survival, 200, BOOK["rule"])["successes"]
        assert successes >= before
        before = successes
    assert before == 200


def test_a_dial_that_moves_before_any_trial_leaves_the_still(desk, address):
    with opened(desk, f"{address}/{CHAPTER}") as tab:
        tab.get_by_role("link", name="a trial that you run").press("Enter")
        tab.get_by_role("slider", name="True survival").press("ArrowRight")
        assert tab.locator("[data-part=pile] path").count() == 15
        said = tab.locator(".trial").get_by_role("status").inner_text()
        assert said.endswith("of trials declare success.")
        assert tab.locator(".trial").evaluate("trial => trial.getBoundingClientRect().top") < 200


def test_a_mouse_sets_the_two_survivals_of_the_front_page(desk, address, engine):
    with opened(desk, f"{address}/index.html") as tab:
        trial = tab.locator(".trial")
        choices = trial.get_by_role("group", name="True survival").get_by_role("button")
        assert choices.all_inner_texts() == ["24.5\xa0%", "50\xa0%"]
        trial.get_by_role("button", name="200 trials").click()
        for survival, choice in zip(run_the_trial.FIRST_PRESETS, choices.all(), strict=True):
            choice.click()
            counts = engine.call("many", SEED, survival, 200, BOOK["rule"])
            assert f"({counts['successes']})" in trial.locator("table").inner_text()


def test_on_paper_no_count_stands_empty(desk, address):
    with opened(desk, f"{address}/index.html") as tab:
        tab.emulate_media(media="print")
        said = tab.locator(".trial table").inner_text()
        tab.emulate_media(media="screen")
        assert said.split() == ["exactly", "Success", "declared", "5.8", "%"]


def test_without_scripts_the_still_stands_alone(window_without_scripts, address):
    with opened(window_without_scripts, f"{address}/index.html") as tab:
        assert tab.locator(".trial :is(button, input):visible").count() == 0
        assert tab.locator(".trial svg:visible").count() == 1
        assert "the 15 ways to 5 of 7" in tab.locator(".trial").inner_text()


def test_ways_in_lead_where_they_say():
    text = (ROOT / "chapters" / "index.md").read_text(encoding="utf-8")
    first = re.search(r"file: (chapters/background\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))[1]
    assert f"**Start** with [the first chapter]({first.removeprefix('chapters/')})" in text
