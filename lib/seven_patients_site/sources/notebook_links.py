"""Point the links in a notebook's HTML outputs at the site's pages.

A cell writes `href="../endpoints/primary-endpoint.ipynb#claim-x"`, which works in JupyterLab; on the site the
same page ends in `.html`. Sphinx resolves links in the text, but leaves HTML outputs alone.
"""

import re

from docutils import nodes

LINK = re.compile(r'(<a\b[^>]*\bhref="(?![a-z]+:|/)[^"#?]*)\.ipynb(?=["#?])', re.IGNORECASE)


def to_page(html):
    """Return the HTML with every relative link to a notebook turned into a link to its page.

    >>> to_page('<a href="../a/b.ipynb#claim-x">proof</a>')
    '<a href="../a/b.html#claim-x">proof</a>'
    >>> to_page('<a href="https://example.org/b.ipynb">elsewhere</a>')
    '<a href="https://example.org/b.ipynb">elsewhere</a>'
    """
    return LINK.sub(r"\1.html", html)


def rewrite(app, doctree, docname):
    """Rewrite the links of one page's HTML outputs."""
    for node in doctree.findall(nodes.raw):
        if "html" in node["format"].split():
            node[:] = [nodes.Text(to_page(node.astext()))]
