"""Offer what a teacher shows and hands out: for each part its slides, and its handout where it is printed.

    ```{handouts}
    ```

The handouts are PDFs that only `make pdf` prints, so the page is read again at every build.
"""

import posixpath
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from seven_patients_site import ROOT
from seven_patients_site.course.chapter_facts import chapters
from seven_patients_site.teaching.slides import deck_of, handout_of

DIRECTIVE = "handouts"
ROW = (
    '<tr><th scope="row">{part}</th><td><a href="{deck}">slides</a></td>'
    '<td><a href="{deck}#notes">with notes</a></td><td>{handout}</td></tr>'
)
TABLE = (
    '<table class="table"><thead><tr><th scope="col">part</th><th scope="col">to show</th>'
    '<th scope="col">to speak from</th><th scope="col">to hand out</th></tr></thead>'
    "<tbody>{rows}</tbody></table>"
)
NOT_PRINTED = "printed by <code>make pdf</code>"


def table(here, printed):
    """Return what there is for each part, as HTML of a page, and the handouts only where they are printed.

    >>> "../handouts/design.pdf" in table("reference/about", printed=True)
    True
    >>> "pdf" in table("reference/about", printed=False).replace(NOT_PRINTED, "")
    False
    """

    def address(path):
        return posixpath.relpath(path, posixpath.dirname(here))

    rows = []
    for part in dict.fromkeys(chapter.part for chapter in chapters(ROOT)):
        handout = f'<a href="{address(handout_of(part))}">handout (PDF)</a>' if printed else NOT_PRINTED
        rows.append(ROW.format(part=part, deck=address(deck_of(part)), handout=handout))
    return TABLE.format(rows="".join(rows))


class Handouts(SphinxDirective):
    """The table of what there is for each part."""

    def run(self):
        """Return it as HTML."""
        return [nodes.raw("", table(self.env.docname, self.config.book_pdf), format="html")]


def pages_with_handouts(app, env, added, changed, removed):
    """Name the pages to be read again, for the handouts may be printed now."""
    return [
        name for name in env.found_docs if f"{{{DIRECTIVE}}}" in Path(env.doc2path(name)).read_text("utf-8")
    ]
