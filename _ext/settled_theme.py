"""Settle what would move on a page before it is drawn.

Until its script runs, at the end, the theme calls a page neither light nor dark: without colours, and without
the borders that take room, so that everything then moves. Here the page asks the reader's system at once, in
its head; without JavaScript it is light.

A browser may also draw a page of which it has read one half: a header that lacks its last buttons has the
others elsewhere, and a table that lacks its last rows has other columns. So a page waits for its own foot.
"""

from finishing import change_pages

REPAIRS = {
    "</head>": '  <link rel="expect" href="#foot" blocking="render">\n  </head>',
    '<footer class="bd-footer">': '<footer id="foot" class="bd-footer">',
    ' data-theme="auto"': "",
    'dataset.theme = localStorage.getItem("theme") || "auto";': (
        "dataset.theme = { light: 'light', dark: 'dark' }[document.documentElement.dataset.mode]"
        " ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');"
    ),
}


def settle(html):
    """Return a page on which all is settled."""
    for old, new in REPAIRS.items():
        html = html.replace(old, new)
    return html


def setup(app):
    """Register with Sphinx."""
    change_pages(app, settle)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
