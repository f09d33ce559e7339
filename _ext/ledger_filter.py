"""Add the script that searches and filters the ledger to the page that holds it."""

from pathlib import Path

from docutils import nodes

from finishing import put_script

SCRIPT = Path(__file__).with_suffix(".js")
LEDGER = '<table class="ledger">'


def add_script(app, pagename, templatename, context, doctree):
    """Add the script to a page with a ledger."""
    if doctree and any(LEDGER in node.astext() for node in doctree.findall(nodes.raw)):
        app.add_js_file(SCRIPT.name, loading_method="defer")


def setup(app):
    """Register with Sphinx."""
    put_script(app, SCRIPT)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
