"""What a reader can do in a chapter: its exercises, and the questions at its end.

A browser keeps which of them are done, by their names: see `teaching/my_progress.py`.
"""

import re
from dataclasses import dataclass
from functools import cache

from docutils import nodes

from seven_patients_site import ROOT

KIND = "tasks"
"""The class of what shows that something is done: an exercise, the list of all, the map of the course."""

EXERCISE = re.compile(r"^```\{exercise\}\n:label: (\S+)\n\n\*\*([^*]+)\.\*\*", re.MULTILINE)
QUESTION = re.compile(r"^```\{self-test\}", re.MULTILINE)


@dataclass(frozen=True)
class Task:
    """An exercise, or a question at a chapter's end.

    Attributes
    ----------
    name : str
        By which it is kept as done.
    title : str
        What a reader calls it.
    place : str
        Where it stands on its page.
    """

    name: str
    title: str
    place: str


@cache
def tasks(page):
    """Return what can be done on a page, in order.

    >>> tasks("chapters/design/thall-simon")[0]
    Task(name='ex-ts-size', title='Exercise 1. Change an assumption', place='exercise-1-change-an-assumption')
    """
    text = (ROOT / f"{page}.md").read_text(encoding="utf-8")
    found = []
    for number, (name, kind) in enumerate(EXERCISE.findall(text), start=1):
        title = f"Exercise {number}. {kind}"
        found.append(Task(name, title, nodes.make_id(title)))
    for number, _ in enumerate(QUESTION.findall(text), start=1):
        name = question(page, number)
        found.append(Task(name, f"Question {number}", f"question-{number}"))
    return found


def named(page):
    """Return the names of what can be done on a page, as an attribute holds them."""
    return " ".join(task.name for task in tasks(page))


def question(page, number):
    """Return the name of a question at a chapter's end, by the chapter's page and the question's number.

    >>> question("chapters/design/thall-simon", 2)
    'thall-simon-2'
    """
    return f"{page.rpartition('/')[2]}-{number}"
