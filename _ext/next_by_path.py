"""Lead on a reader of one path: under each chapter stands what comes next on each of its paths.

The theme's own *next* is the next page of the book. Who follows one path skips some of these.
"""

from html import escape
from itertools import groupby

from chapter_facts import ROOT, chapters


def following(course, page):
    """Return what comes next on each path of a page, as pairs of a path and a chapter.

    >>> from chapter_facts import Chapter
    >>> a, b, c = (Chapter("A", page, 5, (), paths) for page, paths in
    ...     [("a", ("course", "sceptic")), ("b", ("sceptic",)), ("c", ("course", "sceptic"))])
    >>> [(path, chapter.page) for path, chapter in following([a, b, c], "a")]
    [('course', 'c'), ('sceptic', 'b')]
    """
    pages = [chapter.page for chapter in course]
    if page not in pages:
        return []
    here = pages.index(page)
    after = {
        path: [chapter for chapter in course[here + 1 :] if path in chapter.paths]
        for path in course[here].paths
    }
    return [(path, chapters[0]) for path, chapters in after.items() if chapters]


def line(steps, link):
    """Return the steps as a line of HTML; paths that go on together are named together.

    Parameters
    ----------
    steps : list
        As `following` returns them.
    link : callable
        Takes a page's name and returns its address.
    """
    together = [
        (" and ".join(f"<em>{path}</em>" for path, _ in group), chapter)
        for chapter, group in groupby(steps, key=lambda step: step[1])
    ]
    ways = "; ".join(
        f'{paths}: <a href="{link(chapter.page)}">{escape(chapter.name)}</a>' for paths, chapter in together
    )
    return f'<nav class="next-by-path" aria-label="Next by path"><p>Next on the path {ways}.</p></nav>'


def setup(app):
    """Register with Sphinx."""
    course = chapters(ROOT)

    def lead_on(app, pagename, templatename, context, doctree):
        steps = following(course, pagename)
        if steps:
            context["body"] += line(steps, lambda page: app.builder.get_relative_uri(pagename, page))

    app.connect("html-page-context", lead_on)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
