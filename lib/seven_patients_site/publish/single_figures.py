"""Show each figure of a chapter alone, large enough for a slide, with its caption, licence and address.

A page for each chapter that has charts, `figures/CHAPTER.html`; printed, each figure takes a sheet that lies
on its side. The chart is the one of the chapter, as a still drawing. What a page draws in the reader's own
browser is shown by the still that stands for it.
"""

import re
from html import escape
from pathlib import PurePosixPath

from docutils import nodes

from seven_patients_site.course.chapter_facts import name
from seven_patients_site.publish.site_address import base_url
from seven_patients_site.publish.social_cards import charts, drawing, still

LICENCE = '<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>'
TIERS = ("Printed", "Derived", "Reconstructed", "Illustrative")
"""What each line on where numbers come from begins with; where a figure has two kinds, `TWO_KINDS`."""

TWO_KINDS = "Solid: printed"
OF_STILLS = {
    "chapters/index": (
        "A trial is a walk, and Table 1 the stairs that stop it",
        "Printed: the stairs, and 5 of 7. Derived: the ways that lead there.",
    ),
    "chapters/verdict/the-paper-lit-up": (
        "Every number that the paper prints, by what can be proved of it",
        "Printed: the numbers, each a mark in the order of print. Derived: its verdict.",
    ),
}
"""What stands over the still of a page that shows it, and the line on where its numbers come from."""

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


def figures(pagename, doctree):
    """Return the figures of a page: of each its title if any, its drawing, and what its numbers are."""
    drawn = [(caption(chart.astext()), drawing(chart.astext()), tier_of(chart)) for chart in charts(doctree)]
    if pagename in OF_STILLS:
        title, tier = OF_STILLS[pagename]
        return [(title, still(pagename), tier), *drawn]
    return drawn


def caption(chart):
    """Return the caption of a chart from its HTML, or nothing.

    >>> caption("<figure><figcaption>Up</figcaption></figure>")
    'Up'
    """
    found = CAPTION.search(chart)
    return found[1] if found else ""


def slide(title, drawn, tier, number, source):
    """Return a figure as a slide.

    >>> "<h2>Up</h2>" in slide("Up", '<svg id="a"></svg>', "Printed.", 1, "Seven Patients")
    True
    """
    told = f"<p><em>{escape(tier)}</em></p>" if tier else ""
    return (
        f'<section class="slide" id="figure-{number}"><h2>{title or f"Figure {number}"}</h2>'
        f'<figure class="chart">{drawn}</figure>'
        f'{told}<p class="source">{source}</p></section>'
    )


def lead_to(shown, app, pagename, templatename, context, doctree):
    """Keep the figures of a chapter that is written, and say under it where they stand alone."""
    if doctree and (found := figures(pagename, doctree)):
        shown[pagename] = found
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
        slides = [slide(*figure, number, source) for number, figure in enumerate(found, 1)]
        body = f'<h1>Figures: <a href="{link}">{title}</a></h1>{"".join(slides)}'
        yield address(page), {"title": f"Figures: {name(page)}", "body": body}, "page.html"
