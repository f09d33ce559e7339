"""The questions of the book, read from its stored notebooks: the exercises, and those that end a chapter.

Sheets, the test of a class, the file for Moodle and the question that opens a chapter are made of these. An
exercise has its label, under which `seven_patients.exercises` knows its answer and the usual slips; a
question that ends a chapter has the name of its page and a number.
"""

import json
import posixpath
import re
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from onearm.ledger import Choice, Exercise, Several
from seven_patients.exercises import EXERCISES
from seven_patients_site import ROOT
from seven_patients_site.course.chapter_facts import chapters
from seven_patients_site.teaching.exercise_boxes import FOLDED

EXERCISE = re.compile(r"### (Exercise \d+\. [^\n]+)\n\n(.*)", re.DOTALL)
STUB = re.compile(r'^try_it\("([^"]+)", \.\.\.\)', re.MULTILINE)
SOLUTION = re.compile(
    r'<details class="solution">\n<summary>Solution to exercise (\d+)[^<]*</summary>\n\n(.*?)\n\n</details>',
    re.DOTALL,
)
SELF_TEST = re.compile(r'<div class="self-test">\n\n\*\*(.+?)\*\*\n\n(.+?)\n\n</div>', re.DOTALL)
CHOICE = re.compile(
    r'<details class="choice">\n<summary>(.+?)</summary>\n\n(Right|No)\. (.+?)\n\n</details>', re.DOTALL
)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LINK = re.compile(r"(?<=\]\()(?!https?:|mailto:)(?P<page>[^)#\s]*)(?P<anchor>#[^)\s]*)?(?=[)\s])")

WITHIN = re.compile(r"\[([^\]]*)\]\((?!https?:)[^)]*\)")
"""A link that leads to another page of the book."""


@dataclass(frozen=True)
class Answer:
    """One of the answers that a question offers.

    Attributes
    ----------
    text : str
        The answer, in Markdown.
    right : bool
        Whether it is the right one.
    says : str
        Why it is or is not, in Markdown.
    """

    text: str
    right: bool
    says: str


@dataclass(frozen=True)
class Question:
    """A question of the book.

    Attributes
    ----------
    name : str
        The label of an exercise, or a name such as ``"thall-simon-1"``.
    page : str
        The chapter it stands in, as Sphinx names it; links in the texts are relative to it.
    title : str
        Its heading there, such as ``"Exercise 1. Do it again"``, or ``"Question 1"``.
    text : str
        What is asked, in Markdown.
    answers : tuple of Answer
        What it offers; none for a question whose answer is a number.
    solution : str
        The words of its solution, in Markdown; empty where there are none.
    """

    name: str
    page: str
    title: str
    text: str
    answers: tuple[Answer, ...] = ()
    solution: str = ""

    @property
    def exercise(self):
        """What judges an exercise; `None` for a question that ends a chapter."""
        return EXERCISES.get(self.name)

    @property
    def wanted(self):
        """What is asked for, with unit and precision, where the answer is a number or several."""
        return "" if self.answers else self.exercise.wanted

    @property
    def right(self):
        """The right answer, in words."""
        return right(self.name) if self.exercise else next(each.text for each in self.answers if each.right)


def right(name):
    """Return the answer of an exercise as a reader would write it.

    >>> right("ex-primary-other-n"), right("ex-ips-cases")
    ('6 survivors', '22, 23, 81 patients')
    """
    exercise = EXERCISES[name]
    if isinstance(exercise, Choice):
        return next(option.text for option in exercise.options if option.right)
    return written(exercise, value(name))


def value(name):
    """Return the answer of an exercise that asks for a number, or for several.

    >>> value("ex-primary-other-n")
    6
    """
    return EXERCISES[name].answer()


def written(exercise, value):
    """Return a number of an exercise, or several, with its precision and unit.

    >>> written(EXERCISES["ex-ips-cases"], {3, 1})
    '1, 3 patients'
    """
    if isinstance(exercise, Several):
        number = ", ".join(map(str, sorted(value)))
    else:
        number = f"{value:.{exercise.decimals}f}"
    return f"{number} {exercise.unit}".strip()


def slips(name):
    """Return the wrong answers that are expected of an exercise, each with what was done.

    Returns
    -------
    tuple of tuple
        The answer, a number or a set of them, and what is told to who gave it.

    Examples
    --------
    >>> slips("ex-dosing-mean")[0]
    (6.0, 'That is the printed median. The patients are not spread evenly about it.')
    """
    exercise = EXERCISES[name]
    known = () if isinstance(exercise, Choice) else exercise.slips
    return tuple((slip.value(), slip.says) for slip in known)


def moved(text, page, to):
    """Return a text of a page with its links as they lead from another.

    >>> moved("[a](b.ipynb#c), [d](#e)", "chapters/design/x", "chapters/reference/y")
    '[a](../design/b.ipynb#c), [d](../design/x.ipynb#e)'
    """

    def led(link):
        target = posixpath.join(posixpath.dirname(page), link["page"]) if link["page"] else f"{page}.ipynb"
        return posixpath.relpath(target, posixpath.dirname(to)) + (link["anchor"] or "")

    return LINK.sub(led, text)


def without_links(text):
    """Return a text without its links to other pages of the book, for a place that cannot follow them.

    >>> without_links("At [day 56](a.ipynb).")
    'At day 56.'
    """
    return WITHIN.sub(r"\1", text)


@cache
def of_page(page):
    """Return the questions of a page, the exercises first, as its stored notebook has them.

    >>> [question.name for question in of_page("chapters/design/thall-simon")][3:]
    ['ex-ts-argue', 'thall-simon-1', 'thall-simon-2']
    """
    cells = json.loads((ROOT / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
    texts = [COMMENT.sub("", "".join(cell["source"])) for cell in cells if cell["cell_type"] == "markdown"]
    codes = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    asked = [found.groups() for text in texts if (found := EXERCISE.fullmatch(text))]
    names = [name for code in codes for name in STUB.findall(code)]
    solved = [found for text in texts for found in SOLUTION.findall(text) if found[1] != FOLDED]
    stem = PurePosixPath(page).name
    return (
        *(
            Question(
                name,
                page,
                title,
                text,
                offered(EXERCISES[name]),
                "\n\n".join(words for of, words in solved if of == str(number)),
            )
            for number, (name, (title, text)) in enumerate(zip(names, asked, strict=True), start=1)
        ),
        *(
            Question(f"{stem}-{number}", page, f"Question {number}", text, answers_of(body))
            for number, (text, body) in enumerate(
                (found for text in texts for found in SELF_TEST.findall(text)), start=1
            )
        ),
    )


def offered(exercise):
    """Return the answers that an exercise offers, none where it asks for numbers."""
    if isinstance(exercise, Exercise | Several):
        return ()
    return tuple(Answer(option.text, option.right, option.says) for option in exercise.options)


def answers_of(body):
    """Return the answers of a question that ends a chapter, in the order of its text."""
    return tuple(Answer(text, verdict == "Right", says) for text, verdict, says in CHOICE.findall(body))


def of_book():
    """Return the questions of all chapters, in the order of the book, by chapter."""
    return {chapter: of_page(chapter.page) for chapter in chapters(ROOT)}


def named(name):
    """Return a question by its name.

    Raises
    ------
    ValueError
        If there is no such question.

    Examples
    --------
    >>> named("zero-argue")
    Traceback (most recent call last):
    ValueError: a question must be one of the book's
    What came: 'zero-argue'
    """
    for questions in of_book().values():
        for question in questions:
            if question.name == name:
                return question
    raise ValueError(f"a question must be one of the book's\nWhat came: {name!r}")
