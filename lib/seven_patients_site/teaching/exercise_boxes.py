"""Show a notebook's exercises, solutions and what only the site can show.

A notebook is plain (see `tools/plain.py`). What the site adds to it stands here: an exercise is a box, a
solution one fold, however many cells it has, and a comment that begins with `site` holds what the page shows
in place of the sentence that a notebook has.
"""

import json
import re
from pathlib import Path

from docutils import nodes

SITE_ONLY = re.compile(r"<!-- site\s(.*?)\s?-->.*?<!-- /site -->", re.DOTALL)
EXERCISE = re.compile(r"Exercise \d+\. ")
OPENING = re.compile(
    r'<details class="solution">\s*<summary>(Solution to exercise \d+)(, in words)?</summary>\s*'
)
BOX = '<details class="solution admonition"><summary class="admonition-title">{}</summary>'
CLOSING = "</details>"
FOLDED = "Open the folded cell below."
"""What a solution says in a notebook where it begins with code; here it is open already."""


def show_what_only_the_site_can(app, docname, source):
    """Put into the text of a page, before it is read, what its comments hold for the site."""
    if Path(app.env.doc2path(docname)).suffix != ".ipynb":
        return
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = SITE_ONLY.sub(r"\1", "".join(cell["source"]))
    source[0] = json.dumps(notebook)


def html(node):
    """Return the HTML that a node stands for, empty for any other node."""
    return node.astext().strip() if isinstance(node, nodes.raw) and node["format"] == "html" else ""


def box_exercises(doctree):
    """Give the sections of exercises the look of a box."""
    for section in doctree.findall(nodes.section):
        if EXERCISE.match(section[0].astext()):
            section["classes"] += ["exercise", "admonition"]
            section[0]["classes"].append("admonition-title")


def join_solutions(section):
    """Make one fold of each solution among the children of a section: its texts and its cells."""
    joined, title, in_text = [], "", False
    for node in section.children:
        opening = OPENING.fullmatch(html(node))
        in_cell = isinstance(node, nodes.container) and "tag_solution" in node["classes"]
        if title and not in_text and not in_cell and (opening is None or opening[1] != title):
            joined.append(nodes.raw("", CLOSING, format="html"))
            title = ""
        if opening is not None:
            in_text = True
            if not title:
                title = opening[1]
                joined.append(nodes.raw("", BOX.format(title), format="html"))
        elif title and html(node) == CLOSING:
            in_text = False
        elif node.astext() != FOLDED:
            if in_cell:
                node["hide_mode"] = None  # the fold around it is enough
            joined.append(node)
    if title:
        joined.append(nodes.raw("", CLOSING, format="html"))
    section.children = joined


def teach(app, doctree):
    """Show the exercises and solutions of a page as boxes."""
    box_exercises(doctree)
    for section in list(doctree.findall(nodes.section)):
        if any(OPENING.fullmatch(html(node)) for node in section.children):
            join_solutions(section)
