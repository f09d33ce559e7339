"""Draw the ledger, and let any ledger be searched, saved and laid out in pieces, on the page that holds it.

    ```{ledger}
    ```

The book's own is drawn when its page is built, from the verdicts that the executed chapters hold.

In a notebook the link that saves a ledger holds the whole of it, as a second copy. On the site it leads to a
file, `ledger.csv` beside `ledger.html`, so that a page carries its ledger once. Its rows come in groups,
which a phone lays out one after the other (see `settled_pages`): they are as much as five chapters.
"""

import os
import re
from functools import cache
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from onearm.ledger import Ledger
from seven_patients import CLAIMS

SCRIPT = Path(__file__).with_name("ledger_filter.js")
LEDGER = '<table class="ledger">'
ROWS = re.compile(rf"(?<={LEDGER}).*?(?=</table>)", re.DOTALL)
GROUP = re.compile(r"(?:<tr class.*?</tr>){16}(?=<tr)", re.DOTALL)
CARRIED = re.compile(r'href="data:text/csv;charset=utf-8,([^"]*)"')


class LedgerDirective(SphinxDirective):
    """Draw the ledger of the chapters that are built, its proofs linked from the page that it stands on."""

    def run(self):
        """Return the ledger, as HTML."""
        here = Path(self.env.doc2path(self.env.docname)).parent
        return [nodes.raw("", Ledger(book_ledger(self.env, here))._repr_html_(), format="html")]


@cache
def read(chapters):
    """Return the ledger of a folder of chapters, read once a build."""
    return Ledger.read(chapters, CLAIMS).table


def book_ledger(env, here):
    """Return the ledger's table, its proofs linked from a folder, and have its page follow them."""
    table = read(os.path.relpath(env.srcdir / "chapters"))
    linked = table["proof"].map(lambda proof: proof and os.path.relpath(proof, here))
    for proof in set(linked.str.partition("#")[0]) - {""}:
        env.note_dependency(str(here / proof))
    return table.assign(proof=linked)


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
    body = CARRIED.sub(f'href="{file.name}"', context["body"])
    context["body"] = ROWS.sub(lambda rows: GROUP.sub(r"\g<0></tbody><tbody>", rows.group()), body)
