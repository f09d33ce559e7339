"""Fold the code of a page out of a reader's way, and open all of it by one switch that is remembered.

A cell that draws is folded everywhere: `tools/plain.py` marks it. Any other cell is a fold too; on paper, and
on a wide page unless its code is long, the style sheet shows what is in it and takes its summary away. On a
phone it is closed. The switch stands among the page's buttons. What it was left at is asked for in the head,
before anything is drawn, so that nothing moves: see `settled_pages`. Without JavaScript, and where style
sheets cannot open a fold, each is opened alone.
"""

from pathlib import Path

from docutils import nodes

from seven_patients_site.theme.finishing import each, where

SCRIPT = Path(__file__).with_suffix(".js")
SHOWN = "code-shown"
"""The class of a cell whose code is seen where there is room."""

LONG, LINES = "code-long", 15
"""The class of a cell with more lines of code than these, which is folded on any screen."""

PROMPTS = {"prompt_show": "Show the code", "prompt_hide": "Hide the code"}
SWITCH = (
    '<button type="button" class="btn btn-sm code-switch" aria-pressed="false" '
    'title="Show all code of every page">Code</button>'
)


def cells(doctree):
    """Return the cells of a page that have code which may be seen, solutions left out."""
    found = doctree.findall(nodes.container) if doctree else ()
    return [
        node
        for node in found
        if node.get("nb_element") == "cell_code" and "tag_solution" not in node["classes"]
    ]


def fold(app, doctree):
    """Make a fold of the code of each cell."""
    for cell in cells(doctree):
        mode = cell.get("hide_mode")
        if not mode:
            lines = len(cell.children[0].astext().splitlines())
            cell["classes"] += [SHOWN, LONG] if lines > LINES else [SHOWN]
        if mode in (None, "", "input"):
            cell["hide_mode"] = "input"
            cell.attributes |= PROMPTS


def add_script(app, pagename, templatename, context, doctree):
    """Add our script to a page that has code."""
    if cells(doctree):
        app.add_js_file(SCRIPT.name, loading_method="defer")


def put_switch(buttons):
    """Put the switch first among a page's buttons."""
    buttons.children.insert(0, SWITCH)


def places(page):
    """Return where the switch goes on a page that has folded code."""
    if not any(part.has_class("hide") for part in page.all("details")):
        return []
    return where("div", lambda part: part.has_class("article-header-buttons"))(page)


REPAIRS = {"a page cannot open all of its code at once": each(places, put_switch)}
