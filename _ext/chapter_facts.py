"""What the chapters say of themselves: part, name, reading time, what they need, and on which paths they lie.

The parts stand in `_toc.yml`, the rest in a line under a chapter's heading:

    *15 minutes. You need: [the Thall-Simon design](thall-simon.ipynb). Path: course, sceptic.*

A need that is a link leads to a chapter, and the map of the course draws it.
"""

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml

ROOT = Path(__file__).resolve().parents[1]
PATHS = ("course", "sceptic", "programmer")
FACTS = re.compile(r"^\*(\d+) minutes.*?\. You need: (.+)\. Path: ([a-z, ]+)\.\*$", re.MULTILINE)
LINK = re.compile(r"\[[^\]]+\]\(([^)#]+?)(?:\.ipynb|\.md)?(?:#[^)]*)?\)")
NAMES = {
    "index": "The front page",
    "thall-simon": "The Thall-Simon design",
    "dosing": "How many infusions",
    "steroids-imaging-performance": "Steroids, imaging, performance",
    "a-programmers-workshop": "A programmer's workshop",
    "rebuilding-table-5": "Rebuilding Table 5",
    "ledger": "The ledger",
    "dossier": "The dossier",
    "trust": "What the site was built from",
    "library-book": "The library: this trial",
    "library-charts": "The library: charts",
    "library-designs": "The library: designs",
    "library-estimates": "The library: estimates",
    "library-ledger": "The library: claims and exercises",
    "library-printed": "The library: printed numbers",
}
"""Short names of pages whose file does not spell them."""


@dataclass(frozen=True)
class Chapter:
    """One chapter.

    Attributes
    ----------
    part : str
        Caption of its part in `_toc.yml`.
    page : str
        Path of its file without the suffix, as Sphinx names it.
    minutes : int
        Reading time.
    needs : tuple of str
        Pages that a reader should know first.
    paths : tuple of str
        Which of `PATHS` it lies on.
    """

    part: str
    page: str
    minutes: int
    needs: tuple
    paths: tuple

    @property
    def name(self):
        """The short name, for a label."""
        return name(self.page)


def name(page):
    """Return the short name of a page.

    >>> name("chapters/design/the-hidden-prior"), name("chapters/design/thall-simon")
    ('The hidden prior', 'The Thall-Simon design')
    """
    slug = PurePosixPath(page).name
    return NAMES.get(slug, slug.replace("-", " ").capitalize())


def read(part, page, text):
    """Return a chapter from its text, or `None` for a page that is no chapter and says nothing of itself.

    Raises
    ------
    ValueError
        If a chapter lies on a path that does not exist.

    Examples
    --------
    >>> text = "*15 minutes. You need: [b](../a/b.ipynb), and counting. Path: course, sceptic.*"
    >>> chapter = read("Design", "chapters/design/d", text)
    >>> chapter.minutes, chapter.needs, chapter.paths
    (15, ('chapters/a/b',), ('course', 'sceptic'))
    """
    facts = FACTS.search(text)
    if facts is None:
        return None
    minutes, needs, paths = facts.groups()
    paths = tuple(paths.split(", "))
    if unknown := set(paths) - set(PATHS):
        raise ValueError(f"{page}: a path must be one of {', '.join(PATHS)}\nWhat came: {', '.join(unknown)}")
    folder = posixpath.dirname(page)
    needed = tuple(posixpath.normpath(posixpath.join(folder, link)) for link in LINK.findall(needs))
    return Chapter(part, page, int(minutes), needed, paths)


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


def chapters(root):
    """Return the chapters of the book that stands in a folder, in its order."""
    found = [
        read(part, page, (root / f"{page}.md").read_text(encoding="utf-8")) for part, page in pages(root)
    ]
    return [chapter for chapter in found if chapter]
