"""Courses, sheets, the file for Moodle, opening questions: complete, in order, and from the chapters."""

import posixpath
import re
from functools import cache
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, SoupStrainer
from cases import each_case
from conftest import ROOT

from onearm.ledger import Choice
from onearm.ledger.exercises import RIGHT
from seven_patients.exercises import EXERCISES
from seven_patients_site.course import chapter_facts, chapter_times, class_plans
from seven_patients_site.teaching import (
    class_test,
    moodle_file,
    opening_questions,
    question_bank,
    question_sheets,
)

COURSE = [chapter.page for chapter in chapter_facts.chapters(ROOT)]
BOOK = question_bank.of_book()
QUESTIONS = {question.name: question for asked in BOOK.values() for question in asked}
PARTS = {chapter.part for chapter, asked in BOOK.items() if asked}
SHEETS = [*map(question_sheets.slug, sorted(PARTS)), class_test.SHEET]
OPENING = opening_questions.of_book()
OPENED = [page for page in COURSE[1:] if question_bank.of_page(page)]
COURSES = {
    f"{length}, {audience}": (length, lessons)
    for length, courses in class_plans.plans().items()
    for audience, lessons in courses.items()
}
SELF_TEST = re.compile(r"^```\{self-test\} ", re.MULTILINE)
ARTICLE = SoupStrainer("article")


def text(page):
    return (ROOT / f"{page}.md").read_text(encoding="utf-8")


@cache
def questions_of(site, name):
    """Return the questions of a sheet: by name the words of each, and those of its answer, or none."""
    html = (site / "chapters" / "reference" / f"{name}.html").read_text(encoding="utf-8")
    found = {}
    for section in BeautifulSoup(html, "html.parser", parse_only=ARTICLE).select("section.asked"):
        answer = section.select_one(".answer")
        told = answer.extract().get_text().split() if answer else []
        found[section["id"]] = section.get_text().split(), told
    return found


def with_answers(site, name):
    return questions_of(site, question_sheets.with_answers(name))


def test_every_exercise_and_every_question_is_in_the_bank_once():
    names = [each.name for asked in BOOK.values() for each in asked]
    assert len(set(names)) == len(names)
    assert set(EXERCISES) < set(names)
    assert len(names) - len(EXERCISES) == sum(len(SELF_TEST.findall(text(page))) for page in COURSE)


@each_case("page", [chapter.page for chapter, asked in BOOK.items() if asked])
def test_a_question_has_its_answers_and_nothing_that_only_a_notebook_reads(page):
    for asked in question_bank.of_page(page):
        assert asked.text
        assert "<" not in asked.text + asked.solution
        assert [answer.right for answer in asked.answers].count(True) == bool(asked.answers)
        if isinstance(asked.exercise, Choice):
            assert [answer.text for answer in asked.answers] == [each.text for each in asked.exercise.options]


@pytest.mark.parametrize("exercises", [False, True])
def test_the_right_answer_stands_in_each_place_about_as_often(exercises):
    asked = [each.answers for each in QUESTIONS.values() if each.answers and bool(each.exercise) == exercises]
    (size,) = {len(answers) for answers in asked}
    places = [[answer.right for answer in answers].index(True) for answers in asked]
    assert max(places.count(place) for place in range(size)) <= 1.35 / size * len(places)


def test_the_test_has_ten_questions_of_three_answers_from_each_part():
    asked = [question_bank.named(name) for name in class_test.ASKED]
    assert len(set(asked)) == 10
    assert {len(each.answers) for each in asked} == {3}
    assert {class_plans.parts()[each.page] for each in asked} == PARTS


@each_case("page", OPENED)
def test_a_chapter_opens_with_a_question_on_an_earlier_one(page):
    earlier = [other for other in COURSE[: COURSE.index(page)] if question_bank.of_page(other)]
    back = (3, 1)[COURSE.index(page) % 2]
    assert OPENING[page].page == earlier[-min(back, len(earlier))]
    assert not OPENING[page].exercise


def test_neither_the_first_chapter_nor_a_page_to_look_things_up_in_opens_with_one():
    assert set(OPENING) == set(OPENED)


@each_case(("length", "lessons"), COURSES.values(), ids=COURSES)
def test_the_minutes_of_a_course_add_up_and_fit(length, lessons):
    rows = [row.split("|")[1:-1] for row in class_plans.table(lessons, COURSE[0]).splitlines()[2:]]
    *each, sums = [[int(cell.strip(" *")) for cell in row[1:3]] for row in rows]
    assert [sum(column) for column in zip(*each, strict=True)] == sums
    assert int(rows[-1][0].strip(" *").split()[0]) == sum(sums) <= class_plans.LENGTHS[length]
    assert len({lesson.page for lesson in lessons}) == len(lessons) >= 3


@each_case("page", COURSE)
def test_a_chapter_takes_as_long_as_its_sections(page):
    cells = chapter_times.stored_cells(page)
    parts = chapter_times.sections(cells)
    whole = sum(part.minutes for part in parts)
    assert whole <= chapter_times.reading(page) < whole + 1
    assert not {part.heading for part in parts} & set(chapter_times.TO_DO)
    times = chapter_times.times(cells)
    assert times.text + times.code == chapter_times.reading(page)
    assert times.tasks == class_plans.lesson(page, "all", []).doing
    assert f"\n\n*{times}" in "".join(cells[0]["source"])


@each_case("page", [chapter.page for chapter, asked in BOOK.items() if asked])
def test_the_text_of_a_chapter_is_read_in_a_quarter_of_an_hour(page):
    assert chapter_times.stated(page).text <= 15


def test_what_a_chapter_lacks_is_neither_asked_nor_skipped():
    page = "chapters/endpoints/survival"
    with pytest.raises(ValueError, match="what is asked must be one of ex-survival-hand"):
        class_plans.lesson(page, ["ts-size"], [])
    with pytest.raises(ValueError, match="what is skipped must be one of its sections"):
        class_plans.lesson(page, [], ["Step 12"])
    with pytest.raises(ValueError, match="what is skipped must be one of its sections, The question"):
        chapter_times.reading(page, ("Step 12",))


@pytest.mark.parametrize("name", ["ex-primary-other-n", "ex-dosing-mean", "ex-zero-twenty"])
def test_what_is_told_as_right_or_as_a_slip_is_judged_so(name):
    exercise = EXERCISES[name]
    assert exercise.judge(question_bank.right(name).removesuffix(exercise.unit)).mark == RIGHT
    for value, says in question_bank.slips(name):
        wrong = question_bank.written(exercise, value).removesuffix(exercise.unit)
        assert exercise.judge(wrong).says == says


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_to_hand_out_is_the_teacher_s_without_its_answers(site, name):
    handed, kept = questions_of(site, name), with_answers(site, name)
    assert handed == {asked: (words, []) for asked, (words, _) in kept.items()}
    assert all(answer[0].startswith("Answer:") for _, answer in kept.values())
    of_part = [
        question.name
        for chapter, asked in BOOK.items()
        if question_sheets.slug(chapter.part) == name
        for question in asked
    ]
    assert list(kept) == (of_part or list(class_test.ASKED))


def test_the_file_for_moodle_holds_each_question_with_the_answer_of_the_sheets(site):
    quiz = ElementTree.parse(site / "chapters" / "reference" / moodle_file.FILE).getroot()
    found = {each.findtext("idnumber"): each for each in quiz if each.get("type") != "category"}
    assert list(found) == list(QUESTIONS)
    told = {name: answer for sheet in SHEETS for name, (_, answer) in with_answers(site, sheet).items()}
    for name, element in found.items():
        answers = [(each.get("fraction"), each.findtext("text")) for each in element.iter("answer")]
        right = [text for fraction, text in answers if fraction == "100"]
        assert len(set(answers)) == len(answers) >= len(right) > 0
        assert element.findtext("questiontext/text").startswith("<p>")
        if element.get("type") == "numerical":
            assert right == [told[name][1]]
            assert len(answers) == 1 + len(EXERCISES[name].slips)
        elif element.get("type") == "multichoice":
            assert answers.index(("100", *right)) == "abcdef".index(told[name][1].strip("."))


def test_the_file_for_moodle_holds_what_moodle_reads_and_nothing_else(site):
    """What Moodle reads of each type of question: question/format/xml/format.php of its source."""
    quiz = ElementTree.parse(site / "chapters" / "reference" / moodle_file.FILE).getroot()
    common = {"name", "questiontext", "generalfeedback", "idnumber", "answer"}
    read = {
        "category": {"category"},
        "multichoice": {*common, "single", "shuffleanswers", "answernumbering"},
        "numerical": common,
        "shortanswer": {*common, "usecase"},
    }
    assert {each.tag for each in quiz} == {"question"}
    for each in quiz:
        assert {child.tag for child in each} == read[each.get("type")]
        assert {given.get("fraction") for given in each.iter("answer")} <= {"0", "100"}
        tags = {"text", "feedback", *(["tolerance"] if each.get("type") == "numerical" else [])}
        assert all({child.tag for child in given} == tags for given in each.iter("answer"))
        assert len(each.findtext("name/text", "")) <= 255 and len(each.findtext("idnumber", "")) <= 100
    paths = [
        path.text.removeprefix("$course$/").split("/") for path in quiz.iterfind("question/category/text")
    ]
    assert {(len(path), *path[:2]) for path in paths} == {(4, "top", "Seven Patients")}


def test_the_page_leads_to_each_sheet_and_to_the_file(site):
    page = (site / f"{question_sheets.PAGE}.html").read_text(encoding="utf-8")
    both = {f"{each}.html" for name in SHEETS for each in (name, question_sheets.with_answers(name))}
    assert both | {moodle_file.FILE} <= set(re.findall(r'<a [^>]*href="([^"#]+)"', page))
    assert 'class="asked' not in page


@each_case("page", COURSE)
def test_the_site_shows_the_question_that_opens_a_chapter_with_its_answers_folded(site, page):
    html = (site / f"{page}.html").read_text(encoding="utf-8")
    _, box, rest = html.partition('<div class="self-test opening-question">')
    asked = OPENING.get(page)
    assert bool(box) == bool(asked)
    if asked:
        shown = rest.partition("</div>")[0]
        assert shown.count('<details class="choice">') == len(asked.answers)
        assert f'href="{posixpath.relpath(asked.page, posixpath.dirname(page))}.html"' in shown
