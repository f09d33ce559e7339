"""How long a chapter takes, counted from what stands in its notebook.

A chapter states three times: for its text, for its code, and for its exercises with the questions at the end.
A class may also skip sections. Counted are the words and lines of code that a section shows, the exercises,
and the questions; a look at a figure or at what a cell prints is not. How fast they go is assumed, in the
four rates below and nowhere else; a teacher who knows the class changes them.

Most adults read English non-fiction silently at 175 to 300 words a minute, and readers with English as a
second language more slowly than others (Brysbaert, 2019): the lower end is taken. For the other three no
source was found.
"""

import json
import math
import re
from dataclasses import dataclass
from functools import cache

from seven_patients_site import ROOT

WORDS_A_MINUTE = 175
CODE_LINES_A_MINUTE = 12
MINUTES_AN_EXERCISE = 6
MINUTES_A_QUESTION = 1.5

HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
WORD = re.compile(r"\S*\w\S*")
UNREAD = re.compile(
    r"<!--.*?-->|<[^>]+>|(?<=\])\([^)]*\)|^\*[^\n]*\. You need: [^\n]*\*$", re.DOTALL | re.MULTILINE
)
"""Comments, tags, the addresses of links, and the line that states the times."""

TO_DO = ("Exercises", "Check yourself")
"""The sections that are done, and whose time is that of their exercises and questions."""

EXERCISE = re.compile(r"^### Exercise \d+\. ", re.MULTILINE)
QUESTION = '<div class="self-test">'


@dataclass(frozen=True)
class Section:
    """One section of a chapter.

    Attributes
    ----------
    heading : str
        Its heading; empty for what stands before the first.
    words, code_lines : int
        How many it shows unfolded.
    """

    heading: str
    words: int
    code_lines: int

    @property
    def minutes(self):
        """The time to read it, exactly."""
        return self.words / WORDS_A_MINUTE + self.code_lines / CODE_LINES_A_MINUTE


@dataclass(frozen=True)
class Times:
    """The times that a chapter states, in whole minutes.

    Attributes
    ----------
    text, code, tasks : int
        To read its text, to read its code as well, and to do its exercises and the questions at its end.

    Examples
    --------
    >>> str(Times(12, 8, 21)), str(Times(3, 0, 0))
    ('12 minutes for the text, 8 for the code, 21 for the exercises', '3 minutes for the text')
    """

    text: int
    code: int
    tasks: int

    def __str__(self):
        more = [f"{self.code} for the code"] * bool(self.code)
        more += [f"{self.tasks} for the exercises"] * bool(self.tasks)
        return ", ".join([f"{self.text} minutes for the text", *more])


@cache
def stored_cells(page):
    """Return the cells of a page's stored notebook."""
    return json.loads((ROOT / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]


def stated(page):
    """Return the times that a page states.

    >>> stated("chapters/endpoints/primary-endpoint").tasks == doing(exercises=3, questions=2)
    True
    """
    return times(stored_cells(page))


def times(cells):
    """Return the times of a chapter from the cells of its notebook."""
    read = sections(cells)
    text = math.ceil(sum(section.words for section in read) / WORDS_A_MINUTE)
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    exercises = sum(len(EXERCISE.findall(written)) for written in texts)
    questions = sum(written.count(QUESTION) for written in texts)
    return Times(text, minutes(read) - text, doing(exercises, questions))


def sections(cells):
    """Return the sections that are read, in order, from the cells of a notebook.

    >>> [section.heading for section in sections(stored_cells("chapters/endpoints/primary-endpoint"))][:2]
    ['', 'The question']
    """
    found = [("", [], [])]
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            if not cell["metadata"].get("jupyter", {}).get("source_hidden"):
                found[-1][2].extend(line for line in source.splitlines() if line.strip())
            continue
        before, *rest = HEADING.split(source)
        found[-1][1].extend(words(before))
        for heading, text in zip(rest[::2], rest[1::2], strict=True):
            found.append((heading, words(text), []))
    return tuple(
        Section(heading, len(read), len(lines)) for heading, read, lines in found if heading not in TO_DO
    )


def words(text):
    """Return the words of a text that a page shows.

    >>> words("*Five* of [seven](a.ipynb) | lived |")
    ['*Five*', 'of', '[seven]', 'lived']
    """
    return WORD.findall(UNREAD.sub(" ", text))


def reading(page, skipped=()):
    """Return the minutes that a page takes to read, without some of its sections.

    Raises
    ------
    ValueError
        If a section is to be skipped that the page does not have.

    Examples
    --------
    >>> whole = reading("chapters/design/thall-simon")
    >>> whole > reading("chapters/design/thall-simon", ("What would change it",))
    True
    """
    read = sections(stored_cells(page))
    headings = [section.heading for section in read]
    if unknown := [heading for heading in skipped if heading not in headings]:
        raise ValueError(
            f"{page}: what is skipped must be one of its sections, {'; '.join(headings[1:])}\n"
            f"What came: {'; '.join(unknown)}"
        )
    return minutes([section for section in read if section.heading not in skipped])


def minutes(read):
    """Return the minutes that sections take to read, with their code."""
    return math.ceil(sum(section.minutes for section in read))


def doing(exercises, questions):
    """Return the minutes that so many exercises and questions take.

    >>> doing(2, 1)
    14
    """
    return math.ceil(exercises * MINUTES_AN_EXERCISE + questions * MINUTES_A_QUESTION)
