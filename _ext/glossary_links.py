"""Let plain Markdown links reach the terms of the glossary.

A chapter writes `[IPS](../reference/glossary.md#term-IPS)`, which is a link everywhere: on the site, in
JupyterLab and in the repository. MyST knows the headings of a page and would call any other anchor dead; here
it learns the terms too, so that a strict build still refuses a link to a term that does not exist.
"""

from docutils import nodes


def learn_terms(app, doctree):
    """Add the anchor of every term on a page to those that MyST knows."""
    anchors = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for term in doctree.findall(nodes.term):
        anchors.update({anchor: (term.line, anchor, term.astext()) for anchor in term["ids"]})


def setup(app):
    """Register with Sphinx."""
    app.connect("doctree-read", learn_terms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
