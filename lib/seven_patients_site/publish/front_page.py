"""Show the first page at the site's own address too, where Jupyter Book would leave a bare redirect.

Sphinx writes `index.html` itself for a first page called `index` alone, at the top of the book's folder; ours
stands in `chapters/`. To give it another address than its name tells would mislead the search and the
sitemap, which make addresses of names.
"""

import posixpath
import re

from seven_patients_site import ROOT
from seven_patients_site.course.chapter_facts import contents

RELATIVE = re.compile(r'(?<=\b)((?:href|src|action|content_root)=")(?![a-z]+:|[/#"])([^"?#]*)', re.IGNORECASE)


def moved_up(html, folder):
    """Return a page of a folder as it must be to stand at the top of the site.

    >>> moved_up('<a href="a/b.html#c">b</a> <img src="../d.svg"> <a href="#e">e</a>', "chapters")
    '<a href="chapters/a/b.html#c">b</a> <img src="d.svg"> <a href="#e">e</a>'
    """

    def rebase(match):
        path = posixpath.normpath(posixpath.join(folder, match[2]))
        return f"{match[1]}{path}{'/' if match[2].endswith('/') else ''}"

    return RELATIVE.sub(rebase, html)


def write(site):
    """Write the copy of the first page, in a finished site."""
    first, _ = contents(ROOT)
    path = site / f"{first}.html"
    if path.exists():
        html = moved_up(path.read_text(encoding="utf-8"), posixpath.dirname(first))
        site.joinpath("index.html").write_text(html, encoding="utf-8", newline="\n")
