"""Draw the ledger, and let any ledger be searched, saved and laid out in pieces, on the page that holds it.

    ```{ledger}
    ```

The book's own is drawn when its page is built, from the verdicts that the executed chapters hold: the primary
endpoint first, then part by part in the order of print. All parts but the first are folded, and open for what
is searched, so that a reader sees at once what there is.

In a notebook the link that saves a ledger holds the whole of it, as a second copy. On the site it leads to a
file, `ledger.csv` beside `ledger.html`, so that a page carries its ledger once.
"""

import os
import re
from functools import cache
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from onearm.ledger import Ledger
from onearm.ledger._pages import ICONS, ledger_file, ledger_table, named
from seven_patients import CLAIMS

SCRIPT, FINDER, SHOWN = (
    Path(__file__).with_name(f"{name}.js") for name in ("ledger_filter", "number_finder", "shown_proof")
)
LEDGER = '<table class="ledger">'
PROOF = ' id="claim-'
CARRIED = re.compile(r'href="data:text/csv;charset=utf-8,([^"]*)"')
PRIMARY = re.compile("survival at day 56|survivors at day 56|primary endpoint")
FIRST = "The primary endpoint: survival at day 56"


class LedgerDirective(SphinxDirective):
    """Draw the ledger of the chapters that are built, its proofs linked from the page that it stands on."""

    def run(self):
        """Return the ledger, as HTML."""
        here = Path(self.env.doc2path(self.env.docname)).parent
        return [nodes.raw("", drawn(book_ledger(self.env, here)), format="html")]


def drawn(table):
    """Return the ledger as HTML, group by group, with a link that saves all of it."""
    return "".join(fold(name, rows) for name, rows in in_groups(table).items()) + ledger_file(table)


def in_groups(table):
    """Return the claims of a ledger by the name of their group, the primary endpoint first."""
    groups = table.groupby(table.apply(group, axis=1), sort=False)
    found = {name: groups.get_group(name) for name in sorted(groups.groups, key=lambda name: name != FIRST)}
    found[FIRST] = found[FIRST].sort_values("quantity", key=planned, kind="stable")
    return found


def planned(quantities):
    """Say of each quantity of the primary endpoint whether it was planned; the others are what came of it."""
    return ~quantities.str.startswith("surviv")


def group(claim):
    """Return the name of the group in which a claim stands.

    >>> group({"quantity": "patients enrolled", "section": "Results, Safety, paragraph 1"})
    'Results: Safety'
    >>> group({"quantity": "Rash: events", "section": "Table 5, Rash"})
    'Table 5'
    """
    if PRIMARY.search(claim["quantity"]):
        return FIRST
    part, *within = claim["section"].split(", ")
    return f"{part}: {within[0]}" if part == "Results" else part


def fold(name, rows):
    """Return a group of the ledger, folded under its name and verdicts where it is not the first."""
    counts = rows["verdict"].value_counts()
    verdicts = [f"{named(verdict)} {counts[verdict]}" for verdict in ICONS if verdict in counts]
    told = ", ".join(f'<span class="count">{verdict}</span>' for verdict in verdicts)
    numbers = f"{len(rows)} number{'s' if len(rows) > 1 else ''}"
    return (
        f'<details class="ledger-part"{" open" if name == FIRST else ""}>'
        f"<summary><b>{escape(name)}</b> {numbers}: {told}</summary>{ledger_table(rows)}</details>"
    )


@cache
def read(chapters):
    """Return the ledger of a folder of chapters, read once a build."""
    return Ledger.read(chapters, CLAIMS).table


def whole(env):
    """Return the book's ledger, its proofs linked from the folder of the book."""
    return read(os.path.relpath(env.srcdir / "chapters"))


def book_ledger(env, here):
    """Return the ledger's table, its proofs linked from a folder, and have its page follow them."""
    table = whole(env)
    linked = table["proof"].map(lambda proof: proof and os.path.relpath(proof, here))
    for proof in set(linked.str.partition("#")[0]) - {""}:
        env.note_dependency(str(here / proof))
    return table.assign(proof=linked)


def serve(app, pagename, templatename, context, doctree):
    """Give a page with verdicts the script that leads to one, and one with a ledger its filter and file."""
    html = [node.astext() for node in doctree.findall(nodes.raw)] if doctree else []
    if any(PROOF in text for text in html):
        app.add_js_file(SHOWN.name, loading_method="defer")
    if not any(LEDGER in text for text in html):
        return
    for script in (FINDER, SCRIPT):
        app.add_js_file(script.name, loading_method="defer")
    file = PurePosixPath(pagename).with_suffix(".csv")
    (table,) = CARRIED.findall(context["body"])
    path = Path(app.outdir) / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(unquote(table), encoding="utf-8", newline="\n")
    context["body"] = CARRIED.sub(f'href="{file.name}"', context["body"])
