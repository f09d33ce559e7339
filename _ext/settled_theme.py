"""Settle what would move on a page before it is drawn.

Until its script runs, at the end, the theme calls a page neither light nor dark: without colours, and without
the borders that take room, so that everything then moves. Here the page asks the reader's system at once, in
its head; without JavaScript it is light.

A browser may also draw a page of which it has read one half, and a header that lacks its last buttons has the
others elsewhere. So the page waits for the empty element after its header.
"""

from finishing import change_pages

AFTER_HEADER = "searchbox"
WAIT = f'<link rel="expect" href="#{AFTER_HEADER}" blocking="render">'
REPAIRS = {
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
    return html.replace("</head>", f"  {WAIT}\n  </head>", 1) if f'id="{AFTER_HEADER}"' in html else html


def setup(app):
    """Register with Sphinx."""
    change_pages(app, settle)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
