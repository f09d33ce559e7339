"""Write what the search reads: the text of the book, place by place, and its printed numbers.

Sphinx's index knows which page holds a word, so that its search fetches every page it found to show a line
of each, and no number with a point is in it. Here the text itself is one file, smaller than ten of those
pages, and the page of the search finds sentences in it. A row of a table counts as one. Code, formulas that
stand alone, what the cells gave and the line of facts under a chapter's heading are not in it; of a function
of the library there is its first sentence.
"""

import json
import re
from itertools import chain
from pathlib import Path

import pandas as pd
from docutils import nodes
from sphinx import addnodes

from seven_patients_site import ROOT
from seven_patients_site.course.chapter_facts import contents, name
from seven_patients_site.ledger.ledger_tables import FINDER, in_groups, whole
from seven_patients_site.sources.glossary_links import ANCHOR, TERM
from seven_patients_site.teaching.question_sheets import Sheet

SCRIPT = Path(__file__).with_name("search_page.js")
FILE = "book_text.js"
SILENT = (nodes.literal_block, nodes.doctest_block, nodes.math_block, nodes.comment, nodes.raw, Sheet)
USES = " Used in: "
"""What begins the end of a work's entry in the bibliography, a list of most chapters."""

FURNITURE = re.compile(
    r"\d+ minutes.*\. You need: |By the end you will be able to$|Before you begin, a question on "
)
"""What begins each chapter, and is no sentence that a reader looks for."""

TEX = re.compile(r"[{}\\]")
FORMULA = "\u2063"
"""What stands on both sides of a formula: a sign without width, since the page shows other letters there."""


def search_alone(app):
    """Have Sphinx write neither an index of its own nor a page that reads it."""
    app.builder.search = False


def keep(app, doctree):
    """Keep the text of a page that was read, with what Sphinx knows of it."""
    places = [["", "", []]]
    for kind, *said in told(doctree):
        if kind == "place":
            places.append([*said, []])
        else:
            places[-1][2] += [text for text in said if text and not FURNITURE.match(text)]
    app.env.metadata[app.env.docname]["text"] = [place for place in places if place[0] or place[2]]


def told(node):
    r"""Yield what stands in a node, in order: places, by anchor and heading, and texts.

    >>> from docutils.core import publish_doctree
    >>> list(told(publish_doctree("Two a week.\n\n::\n\n  code")))
    [('text', 'Two a week.')]
    """
    if isinstance(node, nodes.raw):
        yield from (("place", anchor, term) for anchor, term in TERM.findall(node.astext()))
    elif isinstance(node, SILENT):
        return
    elif isinstance(node, addnodes.desc):
        yield from told_of_function(node)
    elif isinstance(node, nodes.section):
        yield "place", node["ids"][0], words(node[0])
        for child in node.children[1:]:
            yield from told(child)
    elif isinstance(node, nodes.row):
        yield "text", "; ".join(filter(None, map(words, node.children)))
    elif isinstance(node, nodes.TextElement):
        for raw in node.findall(nodes.raw):
            yield from (("place", anchor, "") for anchor in ANCHOR.findall(raw.astext()))
        yield "text", words(node).partition(USES)[0]
    else:
        for child in node.children:
            yield from told(child)


def told_of_function(node):
    """Yield the name of a function or class, its first sentence, and what stands in it by itself."""
    for signature in node.findall(addnodes.desc_signature):
        if signature.parent is node:
            yield "place", signature["ids"][0], signature["fullname"]
    for content in node.children[1:]:
        for summary in [child for child in content.children if isinstance(child, nodes.paragraph)][:1]:
            yield "text", words(summary)
        for child in content.children:
            if isinstance(child, addnodes.desc):
                yield from told_of_function(child)


def words(node):
    r"""Return the text of a node in one line, formulas as the words that their signs are called.

    >>> formula = nodes.math("", r"\theta_0")
    >>> words(nodes.paragraph("", "", nodes.Text("At "), formula)).replace(FORMULA, "|")
    'At |theta_0|'
    """
    return " ".join("".join(map(shown, node.findall(nodes.Text))).split())


def shown(leaf):
    """Return a piece of a text as it is searched: of a formula its letters, of HTML nothing."""
    if isinstance(leaf.parent, nodes.math):
        return FORMULA + TEX.sub("", leaf) + FORMULA
    return "" if isinstance(leaf.parent, nodes.raw) else leaf


def pages(app):
    """Write the text of the book, and have Sphinx write the page that searches it."""
    env = app.env
    first, parts = contents(ROOT)
    book = [
        [app.builder.get_target_uri(page), env.titles[page].astext(), name(page), env.metadata[page]["text"]]
        for page in [first, *chain(*parts.values())]
        if "text" in env.metadata[page]
    ]
    ledger = pd.concat(in_groups(whole(env)).values())
    claims = ledger[["claim_id", "printed", "unit", "value", "quantity", "section"]].to_numpy().tolist()
    text = json.dumps({"pages": book, "claims": claims}, ensure_ascii=False, separators=(",", ":"))
    path = Path(app.outdir) / "_static" / FILE
    path.write_text(f"const BOOK = {text};\n", encoding="utf-8", newline="\n")
    return [("search", {}, "search.html")]


def serve(app, pagename, templatename, context, doctree):
    """Give the page of the search its scripts."""
    if pagename == "search":
        for script in (FINDER.name, SCRIPT.name):
            app.add_js_file(script, loading_method="defer")
