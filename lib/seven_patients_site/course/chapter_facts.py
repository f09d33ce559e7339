"""What the chapters say of themselves: part, name, what they need, and on which paths they lie.

The parts stand in `_toc.yml`, the rest in a line under a chapter's heading:

    *{minutes}. You need: [the Thall-Simon design](thall-simon.ipynb). Path: course, sceptic.*

In its notebook the chapter says there how long it takes, as `chapter_times` counts it. A need that is a link
leads to a chapter, and the map of the course draws it. Its short name is the `short_name` of its front
matter, where the name of its file does not spell it.
"""

import posixpath
import re
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

import yaml

from seven_patients_site import ROOT

PATHS = ("course", "sceptic", "programmer")
FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
MINUTES = "{minutes}"
FACTS = re.compile(
    rf"^\*{re.escape(MINUTES)}(?:, .+?)?\. You need: (.+)\. Path: ([a-z, ]+)\.\*$", re.MULTILINE
)
LINK = re.compile(r"\[[^\]]+\]\(([^)#]+?)(?:\.ipynb|\.md)?(?:#[^)]*)?\)")


@dataclass(frozen=True)
class Chapter:
    """One chapter.

    Attributes
    ----------
    part : str
        Caption of its part in `_toc.yml`.
    page : str
        Path of its file without the suffix, as Sphinx names it.
    needs : tuple of str
        Pages that a reader should know first.
    paths : tuple of str
        Which of `PATHS` it lies on.
    """

    part: str
    page: str
    needs: tuple
    paths: tuple

    @property
    def name(self):
        """The short name, for a label."""
        return name(self.page)


@cache
def name(page):
    """Return the short name of a page: that of its front matter, or what its file's name spells.

    >>> name("chapters/design/the-hidden-prior"), name("chapters/design/thall-simon")
    ('The hidden prior', 'The Thall-Simon design')
    """
    text = ROOT / f"{page}.md"
    front = FRONT_MATTER.match(text.read_text(encoding="utf-8")) if text.exists() else None
    given = yaml.safe_load(front[1]) if front else {}
    return given.get("short_name", spelled(page))


def spelled(page):
    """Return the name that a page's file spells.

    >>> spelled("chapters/design/the-hidden-prior")
    'The hidden prior'
    """
    return PurePosixPath(page).name.replace("-", " ").capitalize()


def read(part, page, text):
    """Return a chapter from its text, or `None` for a page that is no chapter and says nothing of itself.

    Raises
    ------
    ValueError
        If a chapter lies on a path that does not exist.

    Examples
    --------
    >>> text = "*{minutes}. You need: [b](../a/b.ipynb), and counting. Path: course, sceptic.*"
    >>> chapter = read("Design", "chapters/design/d", text)
    >>> chapter.needs, chapter.paths
    (('chapters/a/b',), ('course', 'sceptic'))
    """
    facts = FACTS.search(text)
    if facts is None:
        return None
    needs, paths = facts.groups()
    paths = tuple(paths.split(", "))
    if unknown := set(paths) - set(PATHS):
        raise ValueError(f"{page}: a path must be one of {', '.join(PATHS)}\nWhat came: {', '.join(unknown)}")
    folder = posixpath.dirname(page)
    needed = tuple(posixpath.normpath(posixpath.join(folder, link)) for link in LINK.findall(needs))
    return Chapter(part, page, needed, paths)


@cache
def contents(root):
    """Return what `_toc.yml` says, by Sphinx's names: the first page, and the pages by part."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))

    def page(file):
        return str(PurePosixPath(file).with_suffix(""))

    parts = {part["caption"]: [page(entry["file"]) for entry in part["chapters"]] for part in toc["parts"]}
    return page(toc["root"]), parts


def pages(root):
    """Return the pages of the book after the first, in order, each after the caption of its part."""
    return [(caption, page) for caption, pages in contents(root)[1].items() for page in pages]


def numbers(course):
    """Return what each chapter of a course is numbered, by its page, and each part, by its caption.

    >>> found = numbers(chapters(ROOT))
    >>> found["Design"], found["chapters/design/thall-simon"]
    ('2', '2.3')
    >>> "Reference" in found
    False
    """
    found, within = {}, {}
    for chapter in course:
        part = found.setdefault(chapter.part, str(len(within) + 1))
        within[chapter.part] = within.get(chapter.part, 0) + 1
        found[chapter.page] = f"{part}.{within[chapter.part]}"
    return found


@cache
def chapters(root):
    """Return the chapters of the book that stands in a folder, in its order."""
    found = [
        read(part, page, (root / f"{page}.md").read_text(encoding="utf-8")) for part, page in pages(root)
    ]
    return tuple(chapter for chapter in found if chapter)
