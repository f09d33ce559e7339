"""How long a chapter takes a class, measured by what stands in its notebook.

The minutes that a chapter states are for reading. A class also does the exercises, and may skip sections.
Counted are the words and lines of code that a section shows, the exercises, and the questions at the end. How
fast they go is assumed, in the four rates below and nowhere else; a teacher who knows the class changes them.

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
UNREAD = re.compile(r"<!--.*?-->|<[^>]+>|(?<=\])\([^)]*\)", re.DOTALL)
"""Comments, tags, and the addresses of links."""

TO_DO = ("Exercises", "Check yourself")
"""The sections that are done, and whose time is that of their exercises and questions."""


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


@cache
def sections(page):
    """Return the sections of a page that are read, in order, as its stored notebook has them.

    >>> [section.heading for section in sections("chapters/endpoints/primary-endpoint")][:2]
    ['', 'The question']
    """
    notebook = json.loads((ROOT / f"{page}.ipynb").read_text(encoding="utf-8"))
    found = [("", [], [])]
    for cell in notebook["cells"]:
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
    headings = [section.heading for section in sections(page)]
    if unknown := [heading for heading in skipped if heading not in headings]:
        raise ValueError(
            f"{page}: what is skipped must be one of its sections, {'; '.join(headings[1:])}\n"
            f"What came: {'; '.join(unknown)}"
        )
    return math.ceil(sum(part.minutes for part in sections(page) if part.heading not in skipped))


def doing(exercises, questions):
    """Return the minutes that so many exercises and questions take.

    >>> doing(2, 1)
    14
    """
    return math.ceil(exercises * MINUTES_AN_EXERCISE + questions * MINUTES_A_QUESTION)
