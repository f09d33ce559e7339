"""Typeset the formulas while the site is built: a page shows them without a script and without a font.

MathJax itself, taken from a Python package, runs in V8: a formula stands on the page as the SVG that MathJax
would draw there, in the colour of the text, with the same formula as MathML for a screen reader.
"""

from functools import cached_property, partial
from html import escape
from importlib.util import find_spec
from pathlib import Path

from docutils import nodes
from py_mini_racer import MiniRacer
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number, wrap_displaymath

PACKAGE = "sphinx-mathjax-offline"  # not an identifier, so it is found but never imported
PARTS = ["loader", "core", "adaptors/liteDOM", "input/tex", "output/svg", "output/svg/fonts/tex"]
SCRIPT = Path(__file__).with_suffix(".js")

logger = logging.getLogger(__name__)


class Typesetter:
    r"""MathJax in an engine that starts with the first formula and must be closed.

    >>> typesetter = Typesetter()
    >>> typesetter("p < 1", display=False).partition("<math")[2]
    ' xmlns="http://www.w3.org/1998/Math/MathML">\n  <mi>p</mi>\n  <mo>&lt;</mo>\n  <mn>1</mn>\n</math>'
    >>> typesetter(r"\nosuch", display=False)
    Traceback (most recent call last):
    ValueError: a formula must be TeX that MathJax knows: Undefined control sequence \nosuch
    What came: '\\nosuch'
    >>> typesetter.close()
    """

    @cached_property
    def engine(self):
        """The engine, with MathJax loaded."""
        engine = MiniRacer()
        engine.eval("globalThis.MathJax = {}; 0")
        package = Path(find_spec(PACKAGE).origin).parent / "static" / "mathjax"
        for script in (*(package / f"{part}.js" for part in PARTS), SCRIPT):
            engine.eval(script.read_text(encoding="utf-8"))
        return engine

    def __call__(self, tex, *, display):
        """Return a formula as HTML."""
        formula = self.engine.call("typeset", tex, display)
        if "error" in formula:
            raise ValueError(
                f"a formula must be TeX that MathJax knows: {formula['error']}\nWhat came: {tex!r}"
            )
        return formula["html"]

    def close(self):
        """End the engine, whose thread would keep the program alive."""
        if "engine" in self.__dict__:
            self.engine.close()


def html_of(typesetter, tex, node):
    """Return a formula as HTML; where it has an error, warn, and return its TeX."""
    try:
        return typesetter(tex, display=isinstance(node, nodes.math_block))
    except ValueError as error:
        logger.warning(str(error), location=node)
        return escape(tex)


def visit_inline(typesetter, translator, node):
    """Write a formula that stands in a line."""
    formula = html_of(typesetter, node.astext(), node)
    translator.body.append(f"{translator.starttag(node, 'span', '', CLASS='math')}{formula}</span>")
    raise nodes.SkipNode


def visit_block(typesetter, translator, node):
    """Write a formula that stands by itself, after its number where it has one."""
    tex = node.astext() if node["nowrap"] else wrap_displaymath(node.astext(), None, False)
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        translator.body.append("</span>")
    # the theme lets a key reach what has its class and scrolls
    box = '<div class="formula pst-scrollable-table-container">'
    translator.body.append(f"{box}{html_of(typesetter, tex, node)}</div></div>\n")
    raise nodes.SkipNode


def add_renderer(app):
    """Register the renderer that `html_math_renderer` names."""
    typesetter = Typesetter()
    app.add_html_math_renderer(
        "typeset", (partial(visit_inline, typesetter), None), (partial(visit_block, typesetter), None)
    )
    app.connect("build-finished", lambda app, exception: typesetter.close())
