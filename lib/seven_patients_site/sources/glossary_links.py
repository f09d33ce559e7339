"""Let links between pages reach what has an anchor in HTML: a term of the glossary, a name of the library.

A chapter links `../reference/glossary.ipynb#term-IPS`, which works in every reader of notebooks. MyST knows
the headings of a page and would call any other anchor dead; here it learns those of HTML and of the reference
too, so that a strict build still refuses a link to what does not exist. The search finds a term by its name.
"""

import re

from docutils import nodes
from sphinx import addnodes

ANCHOR = re.compile(r'\bid="([^"]+)"')
TERM = re.compile(r'<dt id="([^"]+)"><b>(.*?)</b></dt>')


def learn_anchors(app, doctree):
    """Add a page's anchors to those that MyST knows, and its terms to what can be found."""
    page = app.env.docname
    written = "".join(node.astext() for node in doctree.findall(nodes.raw) if node["format"] == "html")
    known = app.env.metadata[page].setdefault("myst_slugs", {})
    names = [name for node in doctree.findall(addnodes.desc_signature) for name in node["ids"]]
    known.update({anchor: (0, anchor, anchor) for anchor in [*ANCHOR.findall(written), *names]})
    for anchor, term in TERM.findall(written):
        app.env.get_domain("std").note_object("term", term, anchor, location=page)
