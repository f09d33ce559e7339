"""Show the first page at the site's own address too, where Jupyter Book would leave a bare redirect."""

import posixpath
import re
from pathlib import Path

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


def write(app, exception):
    """Write the copy, once the site is built."""
    first = Path(app.outdir, f"{app.config.root_doc}.html")
    if exception or app.builder.format != "html" or not first.exists():
        return
    html = moved_up(first.read_text(encoding="utf-8"), posixpath.dirname(app.config.root_doc))
    Path(app.outdir, "index.html").write_text(html, encoding="utf-8", newline="\n")


def setup(app):
    """Register with Sphinx, after the extension that writes the redirect."""
    app.connect("build-finished", write, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
