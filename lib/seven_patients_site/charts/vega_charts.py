"""Show Vega-Lite charts: a static SVG for everyone, and the live chart where there is JavaScript.

A notebook stores a chart as its Vega-Lite specification. On the page stands a `<figure class="chart">`: the
title as a caption, which wraps on a phone as a title inside the chart does not; the SVG, with the chart's
description as its text alternative; room for its controls, and for what is announced when they are moved;
the specification as JSON; and its numbers, which unfold. On pages with charts `vega_charts.js` replaces the
SVG by the live chart when a reader at work comes near it; Vega itself is one file of this site, fetched
only then. A live chart is as high as the SVG at full width, and its place is so from the start: nothing
moves when it comes. Black is drawn in the page's text colour: see `_static/book.css`.
"""

import json
import re
from hashlib import sha256
from html import escape
from pathlib import Path

import vl_convert
from docutils import nodes
from myst_nb.core.render import load_mime_renders
from sphinx.errors import ExtensionError

from seven_patients_site.charts.chart_numbers import numbers

VEGA_LITE = "application/vnd.vegalite.v5+json"
SCRIPT = Path(__file__).with_suffix(".js")


def for_page(spec):
    """Return the specification as the page draws it: without title, and silent beside its description."""
    config = spec.get("config", {})
    page = {key: value for key, value in spec.items() if key != "title"}
    page["config"] = {**config, "aria": False, "mark": {**config.get("mark", {}), "aria": False}}
    page["autosize"] = {"type": "fit-x", "contains": "padding"}
    return page


def static_svg(spec):
    """Return the chart as an SVG element that may share a page with others."""
    svg = vl_convert.vegalite_to_svg(spec)
    prefix = "c" + sha256(svg.encode()).hexdigest()[:8]
    svg = re.sub(r'\bid="|url\(#', lambda match: match[0] + prefix, svg)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(spec["description"])}" ', 1)


def figure(spec):
    """Return the chart as HTML: its title, the static SVG, and what draws it live, as wide as its place."""
    page = for_page(spec)
    svg = static_svg(page)
    height = re.search(r'height="([\d.]+)"', svg)[1]
    controls = sum("bind" in parameter for parameter in spec.get("params", ()))
    caption = f"<figcaption>{escape(spec['title'])}</figcaption>" if "title" in spec else ""
    status = '<p class="visually-hidden" role="status"></p>' if controls else ""
    data = json.dumps({**page, "width": "container"}).replace("</", r"<\/")
    script = f'<script type="application/json">{data}</script>'
    return (
        f'<figure class="chart" style="--height: {height}px; --controls: {controls}">{caption}'
        f'<div class="plot">{svg}</div><div class="controls"></div>{status}{script}{numbers(spec)}</figure>'
    )


class VegaRenderer:
    """Tell myst-nb how to render a chart."""

    mime_priority_overrides = (("html", VEGA_LITE, 1),)

    @staticmethod
    def handle_mime(renderer, data, inline):
        """Return the chart's nodes, or `None` for any other kind of output."""
        if data.mime_type == VEGA_LITE:
            return [nodes.raw(text=figure(data.content), format="html", classes=["chart"])]
        return None


def register():
    """Have myst-nb ask our renderer.

    Others name theirs in an entry point; ours stands beside the book, and a wheel that names it would stop
    each other book on a machine where the wheel is installed.
    """
    load_mime_renders().append(VegaRenderer)
    if VegaRenderer not in load_mime_renders():
        raise ExtensionError("vega_charts: myst-nb keeps its list of renderers elsewhere now")


def write_bundle(app):
    """Put Vega on the site, unless the same is there from an earlier build."""
    path = Path(app.outdir) / "_static" / "vega.js"
    made_by = f"// vl-convert {vl_convert.__version__}\n"
    if path.exists() and path.read_text(encoding="utf-8").startswith(made_by):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    path.write_text(f"{made_by}(() => {{{bundle}}})();", encoding="utf-8", newline="\n")


def add_script(app, pagename, templatename, context, doctree):
    """Add our script to a page that has a chart."""
    if doctree and any("chart" in node["classes"] for node in doctree.findall(nodes.raw)):
        app.add_js_file(SCRIPT.name, loading_method="defer")
