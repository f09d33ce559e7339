"""Serve MathJax from this site: its one program and its fonts, taken from a Python package."""

from importlib.util import find_spec
from pathlib import Path

from sphinx.util.fileutil import copy_asset

PACKAGE = "sphinx-mathjax-offline"  # not an identifier, so it is found but never imported
PROGRAM = "tex-chtml.js"
FONTS = "output/chtml/fonts/woff-v2"


def copy_mathjax(app):
    """Put the program and the fonts where the pages with maths look for them."""
    source = Path(find_spec(PACKAGE).origin).parent / "static" / "mathjax"
    target = Path(app.outdir) / "_static" / "mathjax"
    copy_asset(source / PROGRAM, target)
    copy_asset(source / FONTS, target / FONTS)


def setup(app):
    """Register with Sphinx, which adds the program only to pages that have maths."""
    app.config.mathjax_path = f"mathjax/{PROGRAM}"
    app.connect("builder-inited", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
