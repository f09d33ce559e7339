"""Let a ledger be searched, and saved: a script for the page that holds it, and a file beside that page.

In a notebook the link that saves a ledger holds the whole of it, as a second copy. On the site it leads to a
file, `ledger.csv` beside `ledger.html`, so that a page carries its ledger once.
"""

import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from docutils import nodes

from finishing import put_script

SCRIPT = Path(__file__).with_name("ledger_filter.js")
LEDGER = '<table class="ledger">'
CARRIED = re.compile(r'href="data:text/csv;charset=utf-8,([^"]*)"')


def serve(app, pagename, templatename, context, doctree):
    """Give a page with a ledger the script, and the file that its link then leads to."""
    if not doctree or not any(LEDGER in node.astext() for node in doctree.findall(nodes.raw)):
        return
    app.add_js_file(SCRIPT.name, loading_method="defer")
    file = PurePosixPath(pagename).with_suffix(".csv")
    (table,) = CARRIED.findall(context["body"])
    path = Path(app.outdir) / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(unquote(table), encoding="utf-8", newline="\n")
    context["body"] = CARRIED.sub(f'href="{file.name}"', context["body"])


def setup(app):
    """Register with Sphinx."""
    put_script(app, SCRIPT)
    app.connect("html-page-context", serve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
