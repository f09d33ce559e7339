"""Draw for each page what a shared link shows: its title, and its first chart or a still of its own.

Its address must be absolute, so there is none where the site has no address: see `site_address`. The letters
are the machine's own; one without any font draws the picture without words.
"""

import re
import textwrap
from html import escape
from pathlib import Path, PurePosixPath

import vl_convert
from docutils import nodes

from seven_patients_site import ROOT
from seven_patients_site.publish.site_address import base_url
from seven_patients_site.theme.finishing import DRAFT

FOLDER = "_static/cards"
WIDTH, HEIGHT = 1200, 630
"""The size of a picture, in pixels, in the proportions that sites show."""

EDGE = 60
FONT = "sans-serif"
TITLE = 30
"""How many letters of a title stand in a line."""

STILLS = {
    "chapters/index": "lattice.svg",
    "chapters/design/design-lab": "lattice.svg",
    "chapters/verdict/the-paper-lit-up": "verdicts.svg",
}
"""The picture of `tools/picture.py` that stands for a page that draws in the reader's browser."""

VIEW_BOX = re.compile(r'viewBox="\S+ \S+ (\S+) (\S+)"')
DRAWING = re.compile(r"<svg .*</svg>", re.DOTALL)


def charts(doctree):
    """Return the charts of a page as HTML, in their order, without those that show a solution."""
    return [
        node
        for node in doctree.findall(nodes.raw)
        if "chart" in node["classes"] and not any("solution" in str(each) for each in above(node))
    ]


def above(node):
    """Yield the classes of what a node stands in."""
    while node := node.parent:
        yield node.get("classes", ()) if isinstance(node, nodes.Element) else ()


def drawing(html):
    """Return the still drawing of a chart, as SVG, from its HTML on a page.

    >>> drawing('<figure class="chart"><div><svg id="a"></svg></div></figure>')
    '<svg id="a"></svg>'
    """
    return DRAWING.search(html)[0]


def still(pagename):
    """Return the picture that stands for a page, as SVG that takes the colours of what it stands in."""
    svg = (ROOT / "_static" / STILLS[pagename]).read_text(encoding="utf-8")
    return svg.replace(' style="background: white"', "", 1)


def picture(pagename, doctree):
    """Return what a page is known by, as SVG: its still, or its first chart; nothing where it has neither."""
    if pagename in STILLS:
        return still(pagename)
    return next((drawing(chart.astext()) for chart in charts(doctree)), None)


def card(title, chart=None):
    """Return a picture as SVG.

    >>> card("Five of seven").count("<text")
    2
    """
    size = 56 if chart is None else 40
    lines = textwrap.wrap(title, TITLE if chart is None else round(1.5 * TITLE))
    words = "".join(
        f'<text x="{EDGE}" y="{EDGE + size + 1.2 * size * row:.0f}" font-size="{size}" font-weight="bold">'
        f"{escape(line)}</text>"
        for row, line in enumerate(lines)
    )
    below = EDGE + 1.2 * size * len(lines) + 30
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
        f'<g font-family="{FONT}" fill="#222832">{words}{mark()}'
        f'<text x="{EDGE + 56}" y="{HEIGHT - 32}" font-size="28">Seven Patients</text></g>'
        f"{placed(chart, below) if chart else ''}</svg>"
    )


def mark():
    """Return the book's mark, at the foot of a picture."""
    svg = (ROOT / "_static" / "mark.svg").read_text(encoding="utf-8")
    return svg.replace("<svg ", f'<svg x="{EDGE}" y="{HEIGHT - 64}" width="44" height="44" ', 1)


def placed(chart, top):
    """Return a chart as large as its place allows, in the middle.

    >>> placed('<svg viewBox="-1 -1 9 9"></svg>', 100)
    '<svg x="60" y="100" width="1080" height="446" viewBox="0 0 9 9"><svg viewBox="-1 -1 9 9"></svg></svg>'
    """
    width, height = VIEW_BOX.search(chart).groups()
    room = f'x="{EDGE}" y="{top:g}" width="{WIDTH - 2 * EDGE}" height="{HEIGHT - 84 - top:g}"'
    return f'<svg {room} viewBox="0 0 {width} {height}">{chart}</svg>'


def add(app, pagename, templatename, context, doctree):
    """Draw the picture of a page, and name it where a shared link looks for it."""
    if doctree is None or DRAFT or not base_url():
        return
    title = next(doctree.findall(nodes.title)).astext()
    own = picture(pagename, doctree)
    path = PurePosixPath(FOLDER, f"{PurePosixPath(pagename).name}.png")
    target = Path(app.outdir, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(vl_convert.svg_to_png(card(title, own)))
    context["meta"] = {
        **(context["meta"] or {}),
        "og:image": f"{base_url()}/{path}",
        "og:image:alt": f"{title}, with a picture from the book" if own else title,
    }
