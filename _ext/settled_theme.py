"""Settle whether a page is light or dark before it is drawn.

Until its script runs, at the end, the theme calls a page neither: without colours, and without the borders
that take room, so that everything then moves. Here the page asks the reader's system at once, in its head;
without JavaScript it is light.
"""

from pathlib import Path

REPAIRS = {
    ' data-theme="auto"': "",
    'dataset.theme = localStorage.getItem("theme") || "auto";': (
        "dataset.theme = { light: 'light', dark: 'dark' }[document.documentElement.dataset.mode]"
        " ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');"
    ),
}


def settle(app, exception):
    """Settle it on every page of a finished site."""
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        for old, new in REPAIRS.items():
            html = html.replace(old, new)
        page.write_text(html, encoding="utf-8", newline="\n")


def setup(app):
    """Register with Sphinx."""
    app.connect("build-finished", settle)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
