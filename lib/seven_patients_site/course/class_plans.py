"""Courses for a class: which chapters, how long each takes, what to ask, and what to skip.

    ```{class-plans} half a day
    ```

A directive shows the courses of one length, a table for each class. `class_plans.yaml` chooses chapters,
exercises and sections; the minutes are counted by `chapter_times`, and the names come from the chapters.
"""

from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from seven_patients_site import ROOT
from seven_patients_site.course import chapter_times
from seven_patients_site.course.chapter_facts import chapters, name
from seven_patients_site.teaching import question_bank, question_sheets

DIRECTIVE = "class-plans"
PLANS = Path(__file__).with_suffix(".yaml")
LENGTHS = {"an hour and a half": 90, "half a day": 210, "two days": 720}
"""The minutes of work that a course has at most: half a day with 30 minutes of breaks, days of six hours."""

RATES = "rates"
"""What the directive is asked for to tell how the minutes are counted."""

PROVING = ("The checks", "The other places where the paper prints these numbers")
"""Sections that check further prints in the way that a section before them has shown."""


@dataclass(frozen=True)
class Lesson:
    """A chapter in a course.

    Attributes
    ----------
    page : str
        The chapter.
    asked : tuple of Question
        The exercises and questions that are done.
    skipped : tuple of str
        The headings of the sections that are not read.
    """

    page: str
    asked: tuple
    skipped: tuple

    @property
    def reading(self):
        """The minutes to read it."""
        return chapter_times.reading(self.page, self.skipped)

    @property
    def doing(self):
        """The minutes to do what is asked."""
        exercises = sum(question.exercise is not None for question in self.asked)
        return chapter_times.doing(exercises, len(self.asked) - exercises)


@cache
def plans():
    """Return the courses: by length, then by class, the lessons in order."""
    chosen = yaml.safe_load(PLANS.read_text(encoding="utf-8"))
    return {
        length: {
            audience: tuple(lesson(f"chapters/{page}", **told) for page, told in course.items())
            for audience, course in courses.items()
        }
        for length, courses in chosen.items()
    }


def lesson(page, ask, skip):
    """Return a lesson as the file of courses describes it.

    Raises
    ------
    ValueError
        If the chapter lacks an exercise that is to be asked, or a section that is to be skipped.

    Examples
    --------
    >>> found = lesson("chapters/endpoints/survival", ["survival-hand"], ["Step 3"])
    >>> found.skipped, found.doing
    (('Step 3. Three intervals with one name', 'The checks'), 9)
    """
    questions = question_bank.of_page(page)
    labels = [question.name for question in questions if question.exercise]
    wanted = labels if ask == "all" else [f"ex-{label}" for label in ask]
    if unknown := set(wanted) - set(labels):
        raise ValueError(f"{page}: what is asked must be one of {', '.join(labels)}\nWhat came: {unknown}")
    headings = [section.heading for section in chapter_times.sections(chapter_times.stored_cells(page))]
    skipped = tuple(
        heading
        for heading in headings
        if heading in PROVING or any(heading.startswith(start) for start in skip)
    )
    if lost := [start for start in skip if not any(heading.startswith(start) for heading in headings)]:
        raise ValueError(f"{page}: what is skipped must be one of its sections\nWhat came: {lost}")
    return Lesson(
        page, tuple(each for each in questions if not each.exercise or each.name in wanted), skipped
    )


def table(lessons, here):
    """Return the lessons of a course as rows of Markdown, and their sums.

    Parameters
    ----------
    lessons : tuple of Lesson
        In order.
    here : str
        The page with the table.
    """
    rows = [
        f"| {question_bank.moved(f'[{name(each.page)}]()', each.page, here)} | {each.reading} | {each.doing} "
        f"| {asked(each)} | {', '.join(map(shortened, each.skipped)) or 'nothing'} |"
        for each in lessons
    ]
    reading, doing = sum(each.reading for each in lessons), sum(each.doing for each in lessons)
    head = ["| chapter | min to read | min to do | ask | skip |", "|---|---:|---:|---|---|"]
    return "\n".join([*head, *rows, f"| **{reading + doing} minutes** | **{reading}** | **{doing}** | | |"])


def asked(lesson):
    """Return the exercises of a lesson by number and kind, linked to the teacher's sheet."""
    return ", ".join(
        f'<a href="{teachers_sheet(each.page)}.html#{each.name}">{each.title.removeprefix("Exercise ")}</a>'
        for each in lesson.asked
        if each.exercise
    )


def teachers_sheet(page):
    """Return the sheet that has a chapter's questions with their answers.

    >>> teachers_sheet("chapters/design/thall-simon")
    'questions-design-with-answers'
    """
    return question_sheets.with_answers(question_sheets.slug(parts()[page]))


@cache
def parts():
    """Return the part of each chapter, by page."""
    return {chapter.page: chapter.part for chapter in chapters(ROOT)}


def shortened(heading):
    """Return the number of a step, or a whole heading.

    >>> shortened("Step 3. Three intervals with one name"), shortened("The checks")
    ('Step 3', 'The checks')
    """
    return heading.partition(".")[0] if heading.startswith("Step ") else heading


def rates():
    """Return how the minutes are counted, and what all chapters take by that, in Markdown."""
    taught = [(chapter, questions) for chapter, questions in question_bank.of_book().items() if questions]
    times = [chapter_times.stated(chapter.page) for chapter, _ in taught]
    text, code, tasks = (sum(each) for each in zip(*map(astuple, times), strict=True))
    read = sum(lesson(chapter.page, "all", []).reading for chapter, _ in taught)
    return f"""\
The minutes are counted, at rates that stand in one place (`chapter_times.py`):
{chapter_times.WORDS_A_MINUTE} words and {chapter_times.CODE_LINES_A_MINUTE} lines of code a minute,
{chapter_times.MINUTES_AN_EXERCISE} minutes for an exercise with its solution, and
{chapter_times.MINUTES_A_QUESTION:g} for a question at a chapter's end.

By these rates the text of the {len(taught)} chapters that have exercises takes {text} minutes to read, and
every line of their code {code} more. Without the sections that only check further prints text and code take
{read} minutes. All exercises and questions take another {tasks}. Each chapter states its own three times
under its title. A look at a figure or at what a cell prints is not counted."""


class ClassPlans(SphinxDirective):
    """The courses of one length."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        """Return a table for each class, or refuse the length."""
        (length,) = self.arguments
        if length == RATES:
            return self.parse_text_to_nodes(rates())
        if length not in LENGTHS:
            raise self.error(
                f"{DIRECTIVE} must be one of {RATES}, {', '.join(LENGTHS)}\nWhat came: {length!r}"
            )
        for path in (__file__, chapter_times.__file__, PLANS):
            self.env.note_dependency(str(path))
        found = []
        for audience, lessons in plans()[length].items():
            for each in lessons:
                self.env.note_dependency(str(ROOT / f"{each.page}.ipynb"))

            text = f"**{audience.capitalize()}**\n\n{table(lessons, self.env.docname)}"
            found.append(nodes.container("", *self.parse_text_to_nodes(text), classes=[DIRECTIVE]))
        return found
