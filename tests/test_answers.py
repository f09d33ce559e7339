"""Answers in the page: it judges in the words of `try_it`, hides what is right, and keeps what is done."""

import json
import math
import re
from functools import cache

import pytest
from browsing import OVERFLOW, SIZES, address, barriers, browser, opened, window_of, window_without_scripts
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from onearm.ledger import Choice, Exercise, Several, Slip
from seven_patients import exercises
from seven_patients.exercises import EXERCISES, try_it
from seven_patients_site.course.chapter_facts import chapters
from seven_patients_site.course.chapter_tasks import tasks
from seven_patients_site.teaching import answer_in_the_page, class_test, question_bank
from seven_patients_site.teaching.answer_in_the_page import capital, facts

__all__ = ["address", "browser", "window_without_scripts"]  # fixtures

CHAPTER = "chapters/design/operating-characteristics.html"
PROGRESS = "chapters/reference/my-progress.html"
FRONT = "chapters/index.html"
TEST = "chapters/reference/class-test.html"
TESTED = [question_bank.named(name) for name in class_test.ASKED]
FORM = re.compile(r'<form class="answer".*?</form>', re.DOTALL)
NO_NUMBERS = ["", "half", "0,57", "1e5", "5/0", "5/7/9", "--1", "5 %%", "1" * 41, "٣", "[6]"]
NO_SETS = ["", "6; 8", "six", "[6, 8", "1.5", "-1", "a"]
ALL_TRIES = """
const hiddenIn = (exercise) => JSON.parse(JSON.stringify(sealed(exercise)));
const shown = ({ mark, says }) => `${mark} ${says}`.trim();

function firstTries(exercise, texts) {
  const hidden = hiddenIn(exercise);
  return texts.map((text) => shown(tryIt(hidden, text, [])));
}
function allTries(exercise, texts) {
  const hidden = hiddenIn(exercise);
  let said = { tried: [] };
  return texts.map((text) => shown((said = tryIt(hidden, text, said.tried))));
}
0"""


@pytest.fixture(scope="module")
def engine():
    engine = answer_in_the_page.SCRIPTS.engine()
    engine.eval(ALL_TRIES)
    yield engine
    engine.close()


def as_given(exercise, text):
    """Return what a reader puts into the cell who writes a text into the page."""
    return json.loads(f"[{text.strip('[]')}]") if isinstance(exercise, Several) else text


def by_python(exercise, texts):
    """Return what `try_it` shows of one text after the other, and of a refusal its first line."""
    exercises._tried.pop(exercise.name, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(EXERCISES, exercise.name, exercise)
        return [shown(exercise, text) for text in texts]


def shown(exercise, text):
    try:
        return repr(try_it(exercise.name, as_given(exercise, text)))
    except ValueError as error:
        return capital(str(error).partition("\n")[0])


def ways_to_write(value, asked):
    """Yield texts for a number: rounded, cut off and next to it, as a share and with the other sign."""
    for scaled in (value, 100 * value, value / 100, -value):
        for decimals in {0, max(0, asked - 1), asked, asked + 2}:
            unit = 10.0**-decimals
            cut = math.trunc(scaled / unit) * unit
            for number in (scaled, cut, scaled + 0.501 * unit, scaled - 0.499 * unit):
                yield f"{number:.{decimals}f}"
    yield from (f"{value:.12f}", f"{value:.3f} %", f" {100 * value:.2f}%", f"{round(1000 * value)}/1000")


@cache
def texts_of(exercise):
    """Return what readers may write: right, nearly so, each slip, wrong, and no answer at all."""
    if isinstance(exercise, Choice):
        return [*"abcdefg", " A ", "", "ab", "1"]
    if isinstance(exercise, Several):
        sets = [
            sorted(map(int, numbers))
            for numbers in (exercise.answer(), *(slip.value() for slip in exercise.slips))
        ]
        more = [[*sets[0], 10**20], sets[0][1:], sets[0][::-1] + sets[0], [0], [], [99, 98]]
        return [json.dumps(numbers) for numbers in sets + more]
    values = [float(exercise.answer()), *(float(slip.value()) for slip in exercise.slips)]
    texts = {text for value in values for text in ways_to_write(value, exercise.decimals)}
    return [*sorted(texts | {"0", "1", "5/7", "-2.5", "99"}), *NO_NUMBERS]


def test_the_page_judges_each_exercise_as_the_notebook_does(engine):
    count = 0
    for exercise in EXERCISES.values():
        texts = texts_of(exercise)
        expected = [by_python(exercise, [text])[0] for text in texts]
        assert engine.call("firstTries", facts(exercise), texts) == expected, exercise.name
        count += len(texts)
    assert count > 6000


def test_the_page_helps_who_was_wrong_twice_as_the_notebook_does(engine):
    for exercise in EXERCISES.values():
        texts = {
            Exercise: ["91234", "91234", "half", "91235", "-3/7", "91236"],
            Several: ["[901]", "[902, 1]", "[903]"],
        }
        wrong = texts.get(type(exercise)) or [*exercise.letters, *exercise.letters]
        assert engine.call("allTries", facts(exercise), wrong) == by_python(exercise, wrong)
        assert by_python(exercise, wrong)[-1].endswith(f"Read again: {exercise.step}.") or isinstance(
            exercise, Choice
        )


@pytest.mark.parametrize("kind", [Exercise, Several, Choice])
def test_what_is_no_answer_is_refused_in_the_same_words(engine, kind):
    exercise = next(exercise for exercise in EXERCISES.values() if isinstance(exercise, kind))
    refused = {Exercise: NO_NUMBERS, Several: NO_SETS, Choice: ["", "ab", "1"]}[kind]
    with pytest.raises(ValueError) as told:
        exercise.judge("no answer")
    expected = capital(str(told.value).partition("\n")[0])
    assert engine.call("firstTries", facts(exercise), refused) == [expected] * len(refused)
    assert not any(expected.startswith(mark) for mark in "✓△✗")


def test_numbers_of_a_set_may_stand_without_brackets(engine):
    exercise = next(exercise for exercise in EXERCISES.values() if isinstance(exercise, Several))
    numbers = [str(number) for number in sorted(exercise.answer())]
    said = engine.call(
        "firstTries", facts(exercise), [", ".join(numbers), " ".join(numbers), f" {','.join(numbers)} "]
    )
    assert {text[0] for text in said} == {"✓"}


FINITE = st.floats(-1000, 1000, allow_nan=False).map(lambda value: round(value, 7))


@settings(max_examples=25)
@given(
    values=st.lists(FINITE, min_size=1, max_size=3),
    decimals=st.integers(0, 5),
    unit=st.sampled_from(["%", "", "days"]),
    others=st.lists(FINITE.map("{:.7f}".format), max_size=5),
)
def test_any_exercise_is_judged_alike(engine, values, decimals, unit, others):
    answer, *wrong = values
    slips = tuple(Slip(f"It is {value}.", lambda value=value: value) for value in wrong)
    exercise = Exercise("ex-any", "it", lambda: answer, slips, unit, decimals)
    texts = [*others, *(text for value in values for text in ways_to_write(value, decimals))]
    assert engine.call("firstTries", facts(exercise), texts) == [repr(exercise.judge(text)) for text in texts]


def hidden_texts(exercise):
    """Return what must not be read in a page: what is right, and what is said of each slip."""
    if isinstance(exercise, Choice):
        return [option.says for option in exercise.options]
    answer = exercise.answer()
    right = (
        json.dumps(sorted(map(int, answer)))
        if isinstance(exercise, Several)
        else f"{answer:.{exercise.decimals}f}"
    )
    return ["Right", right if len(right) > 3 else "Right", *(slip.says for slip in exercise.slips)]


def test_no_answer_can_be_read_in_a_page(site):
    found = []
    for chapter in chapters(ROOT):
        for form in FORM.findall(read(site, f"{chapter.page}.html")):
            kept = json.loads(re.search(r"<script[^>]*>(.*)</script>", form)[1])
            exercise = EXERCISES[kept["name"]]
            assert kept.pop("hint") == exercise.hint
            held = json.dumps(kept, ensure_ascii=False)
            assert [text for text in hidden_texts(exercise) if text in held] == []
            assert form.count("<label") == form.count("<input")
            found.append(exercise.name)
    assert sorted(found) == sorted(EXERCISES)


def test_no_answer_to_the_test_can_be_read_in_its_page(site):
    html = read(site, TEST)
    kept = [json.loads(text) for text in re.findall(r'<script type="application/json">(.*?)</script>', html)]
    assert [each["name"] for each in kept] == list(class_test.ASKED)
    for each in kept:
        answers = question_bank.named(each["name"]).answers
        assert [list(each["said"]), html.count(f'name="{each["name"]}"')] == [["a", "b", "c"], 3]
        assert [answer.says for answer in answers if answer.says in html] == []
        page, _, place = each["address"].removeprefix("..").partition("#")
        assert f'id="{place}"' in read(site, f"chapters{page}")


def test_what_can_be_done_is_what_the_pages_hold(site):
    listed = re.findall(r'<a data-task="(\S+)" href="([^"#]+)#([^"]+)"', read(site, PROGRESS))
    on_map = dict(re.findall(r'<a href="([^"]+)" data-tasks="([^"]*)">', read(site, FRONT)))
    expected = []
    for chapter in chapters(ROOT):
        page, html = f"{chapter.page}.html", read(site, f"{chapter.page}.html")
        names = [task.name for task in tasks(chapter.page)]
        assert re.findall(r'<(?:form|div) class="[^"]+"[^>]* data-task="(\S+)">', html) == names
        assert on_map[page.removeprefix("chapters/")].split() == names
        expected += [(task.name, page.replace("chapters", ".."), task.place) for task in tasks(chapter.page)]
        assert [task.place for task in tasks(chapter.page) if f'id="{task.place}"' not in html] == []
    assert listed == expected
    assert len(listed) > len(EXERCISES)


def read(site, page):
    return site.joinpath(page).read_text(encoding="utf-8")


def form_of(tab, name):
    return tab.locator(f'form[data-task="{name}"]')


@pytest.fixture
def reader(browser):
    with window_of(browser, "desktop") as window:
        yield window


def test_by_keyboard_a_number_is_judged_helped_and_kept(reader, address):
    with opened(reader, f"{address}/{CHAPTER}") as tab:
        assert tab.locator(".answered:visible").count() == 0
        form = form_of(tab, "ex-oc-rate")
        field, told = (
            form.get_by_label("The true survival under existing treatments"),
            form.get_by_role("status"),
        )
        texts = ["no", "57.8", "33", "99", "98", "32.5"]
        for text, expected in zip(texts, by_python(EXERCISES["ex-oc-rate"], texts), strict=True):
            field.fill(text)
            field.press("Enter")
            assert told.inner_text() == expected
        assert expected == "✓ Right: 32.5 %."
        assert tab.locator("form.answer.done").count() == 1
        tab.reload()
        assert form_of(tab, "ex-oc-rate").evaluate("form => form.classList.contains('done')")
        assert form_of(tab, "ex-oc-rate").get_by_role("status").inner_text() == ""
    with opened(reader, f"{address}/{FRONT}") as tab:
        here = tab.locator('.course-map a[href="design/operating-characteristics.html"]')
        assert here.get_attribute("aria-label") == "2.5 Operating characteristics, 1 of 6 done"
        assert tab.locator(".map-done").count() == 1


def test_with_a_mouse_a_choice_is_judged_and_a_question_answered(reader, address):
    with opened(reader, f"{address}/{CHAPTER}") as tab:
        form = form_of(tab, "ex-oc-argue")
        button, told = form.get_by_role("button", name="Check"), form.get_by_role("status")
        button.click()
        assert told.inner_text() == "Your answer must be one of a, b, c, d."
        form.get_by_label("b. ").click()
        button.click()
        assert told.inner_text().startswith("△ b is not it.")
        form.get_by_label("a. ").click()
        button.click()
        assert told.inner_text().startswith("✓ Right: ")
        question = tab.locator("#question-1")
        question.get_by_text("In 5 % of trials").click()
        assert tab.locator(".self-test.done").count() == 0
        question.get_by_text("As often as its whole boundary").click()
        tab.locator("#question-1.done").wait_for()
        tab.evaluate("for (const form of document.querySelectorAll('form.answer')) form.requestSubmit()")
        assert barriers(tab) == []


def test_a_finger_answers_on_a_phone_and_progress_is_erased(browser, address):
    with window_of(browser, "phone", has_touch=True, is_mobile=True) as finger:
        with opened(finger, f"{address}/chapters/design/thall-simon.html") as tab:
            form = form_of(tab, "ex-ts-size")
            form.get_by_role("textbox").fill("9, 6")
            form.get_by_role("button", name="Check").tap()
            assert (
                form.get_by_role("status").inner_text() == by_python(EXERCISES["ex-ts-size"], ["[9, 6]"])[0]
            )
            form.get_by_role("textbox").fill("6 9 14 17 20")
            form.get_by_role("button", name="Check").tap()
            assert form.get_by_role("status").inner_text().startswith("✓ Right: 6, 9, 14, 17, 20")
            assert tab.evaluate(OVERFLOW) == 0
        with opened(finger, f"{address}/{PROGRESS}") as tab:
            total = sum(len(tasks(chapter.page)) for chapter in chapters(ROOT))
            tally, done = tab.locator(".my-progress [role=status]"), tab.locator("a.done")
            assert tally.inner_text() == f"1 of {total} done."
            assert done.get_attribute("aria-label").endswith(", done")
            assert tab.evaluate(OVERFLOW) == 0
            erase = tab.get_by_role("button", name="Erase my progress")
            tab.once("dialog", lambda dialog: dialog.dismiss())
            erase.tap()
            assert done.count() == 1
            tab.once("dialog", lambda dialog: dialog.accept())
            erase.tap()
            assert tally.inner_text() == f"0 of {total} done."
            assert tab.evaluate("localStorage.length") == 0 or done.count() == 0
            tab.reload()
            assert tally.inner_text() == f"0 of {total} done."
            assert barriers(tab) == []


def take_by_keyboard(tab, letters):
    """Answer every question of the test from its first choice on, and hand it in."""
    tab.locator("form.class-test input").first.focus()
    for letter in letters:
        tab.keyboard.press("Space")
        for _ in range("abc".index(letter)):
            tab.keyboard.press("ArrowDown")
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")


def test_by_keyboard_the_test_is_taken_before_and_after_and_erased(reader, address):
    right = ["abc"[[each.right for each in asked.answers].index(True)] for asked in TESTED]
    with opened(reader, f"{address}/{TEST}") as tab:
        told, hand_in = tab.get_by_role("region", name="Results"), tab.get_by_role("button", name="Hand in")
        erase = tab.get_by_role("button", name="Erase both results")
        assert [told.count(), erase.count()] == [0, 0]
        take_by_keyboard(tab, "a" * 10)
        before = f"{right.count('a')} of 10"
        assert told.inner_text().startswith(f"Before the course: {before} right.")
        assert told.evaluate("told => told === document.activeElement")
        assert tab.locator(".asked [role=status]:not(:empty), table").count() == 0
        tab.reload()
        assert hand_in.inner_text() == "Hand in, after the course"
        hand_in.press("Enter")
        assert told.locator("table").count() == 0  # nothing is handed in without an answer to each
        take_by_keyboard(tab, right)
        rows = [row.split("\t") for row in told.locator("tr").all_inner_texts()]
        was = ["✓ right" if letter == "a" else "△ not right" for letter in right]
        assert [row[1:] for row in rows] == [
            ["before", "after"],
            *([mark, "✓ right"] for mark in was),
            [before, "10 of 10"],
        ]
        assert all(
            said.startswith("✓ Right: ") for said in tab.locator(".asked [role=status]").all_inner_texts()
        )
        assert hand_in.count() == 0
        tab.emulate_media(media="print")
        assert tab.locator("form.class-test button:visible").count() == 0
        assert tab.locator("form.class-test :is(table, .on-paper):visible").count() == 2
        tab.emulate_media(media="screen")
        tab.set_viewport_size(SIZES["phone"])
        assert tab.evaluate(OVERFLOW) == 0
        assert barriers(tab) == []
        tab.reload()
        tab.once("dialog", lambda dialog: dialog.accept())
        erase.press("Enter")
        assert [told.count(), tab.locator("input:checked").count()] == [0, 0]
        assert tab.evaluate("localStorage.getItem('seven-patients: test')") is None


def test_where_the_browser_keeps_nothing_it_works_all_the_same(reader, address):
    reader.add_init_script(
        "for (const does of ['getItem', 'setItem']) { const was = Storage.prototype[does];"
        "Storage.prototype[does] = function (key, ...rest) {"
        "if (key.startsWith('seven')) throw new Error('refused'); return was.call(this, key, ...rest); }; }"
    )
    with opened(reader, f"{address}/{CHAPTER}") as tab:
        form = form_of(tab, "ex-oc-first-look")
        form.get_by_role("textbox").fill("42.0")
        form.get_by_role("textbox").press("Enter")
        assert form.get_by_role("status").inner_text() == "✓ Right: 42.0 %."
        assert tab.locator("form.answer.done").count() == 1


def test_without_scripts_the_cell_stands_as_before(window_without_scripts, address):
    with opened(window_without_scripts, f"{address}/{CHAPTER}") as tab:
        assert tab.locator("form.answer:visible").count() == 0
        assert tab.locator(".answered:visible").count() == 4
        assert "Put your number in place of the dots" in tab.locator("article").inner_text()
    with opened(window_without_scripts, f"{address}/{TEST}") as tab:
        assert tab.locator(".in-the-page:visible, .results:visible").count() == 0
        assert "print this page, and answer on paper" in tab.locator("article").inner_text()
        assert tab.locator(".on-paper:visible").count() == 1


def test_on_paper_there_is_a_line_to_write_on(reader, address):
    with opened(reader, f"{address}/{CHAPTER}") as tab:
        tab.emulate_media(media="print")
        assert tab.locator("form.answer :is(button, [role=status]):visible").count() == 0
        line = tab.locator("form.answer > input").first
        assert line.evaluate("input => getComputedStyle(input).borderTopStyle") == "none"
        assert line.evaluate("input => getComputedStyle(input).borderBottomStyle") == "solid"
        tab.emulate_media(media="screen")
