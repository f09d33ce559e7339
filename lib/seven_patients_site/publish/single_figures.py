"""Show each figure of a chapter alone, large enough for a slide, with its caption, licence and address.

A page for each chapter that has charts, `figures/CHAPTER.html`; printed, each figure takes a sheet that lies
on its side. The chart is the one of the chapter, as a still drawing.
"""

import re
from html import escape
from pathlib import PurePosixPath

from docutils import nodes

from seven_patients_site.course.chapter_facts import name
from seven_patients_site.publish.site_address import base_url
from seven_patients_site.publish.social_cards import charts, drawing

LICENCE = '<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>'
TIERS = ("Printed", "Derived", "Reconstructed", "Illustrative")
"""What each line on where numbers come from begins with; where a figure has two kinds, `TWO_KINDS`."""

TWO_KINDS = "Solid: printed"
CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)


def address(page):
    """Return the name of the page of figures of a chapter.

    >>> address("chapters/design/thall-simon")
    'figures/thall-simon'
    """
    return f"figures/{PurePosixPath(page).name}"


def tier_of(chart):
    """Return what a chapter says first, behind a chart, of where its numbers come from, or nothing."""
    cell = chart
    while not isinstance(cell.parent, nodes.section):
        cell = cell.parent
    behind = cell.parent.children[cell.parent.index(cell) :]
    told = (word.astext() for node in behind for word in node.findall(nodes.emphasis))
    return next((text for text in told if text.startswith((*TIERS, TWO_KINDS))), "")


def slide(chart, tier, number, source):
    """Return a chart as a slide, from its HTML in the chapter and the line on where its numbers come from.

    >>> html = '<figure class="chart"><figcaption>Up</figcaption><div><svg id="a"></svg></div></figure>'
    >>> "<h2>Up</h2>" in slide(html, "Printed.", 1, "Seven Patients")
    True
    """
    caption = CAPTION.search(chart)
    title = caption[1] if caption else f"Figure {number}"
    told = f"<p><em>{escape(tier)}</em></p>" if tier else ""
    return (
        f'<section class="slide" id="figure-{number}"><h2>{title}</h2>'
        f'<figure class="chart">{drawing(chart)}</figure>'
        f'{told}<p class="source">{source}</p></section>'
    )


def lead_to(shown, app, pagename, templatename, context, doctree):
    """Keep the charts of a chapter that is written, and say under it where they stand alone."""
    if doctree and (found := charts(doctree)):
        shown[pagename] = [(chart.astext(), tier_of(chart)) for chart in found]
        link = app.builder.get_relative_uri(pagename, address(pagename))
        context["body"] += (
            f'<p class="to-slides"><a href="{link}">Its figures, each alone, for a slide</a></p>'
        )


def pages(shown, app):
    """Yield a page of figures for each chapter that was written with charts."""
    for page, found in shown.items():
        link = app.builder.get_relative_uri(address(page), page)
        title = escape(app.env.titles[page].astext())
        at = f"{base_url()}/{app.builder.get_target_uri(page)}" if base_url() else name(page)
        source = f'<cite>Seven Patients</cite>, {LICENCE}. <a href="{link}">{escape(at)}</a>'
        slides = [slide(*chart, number, source) for number, chart in enumerate(found, 1)]
        body = f'<h1>Figures: <a href="{link}">{title}</a></h1>{"".join(slides)}'
        yield address(page), {"title": f"Figures: {name(page)}", "body": body}, "page.html"
