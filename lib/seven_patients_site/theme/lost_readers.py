"""Lead on a reader who finds nothing: from a wrong address, and from the search to where the numbers are."""

import re

from seven_patients_site.publish.site_address import base_url
from seven_patients_site.theme.one_style_sheet import JOINED

HEADING = "Search"
BARE = "the page for a wrong address leads nowhere"
LEDGER, GLOSSARY = "chapters/verdict/ledger", "chapters/reference/glossary"
DESCRIBED = '\n    <meta name="description" content="Search the book by its words." />'
PAGE = "404.html"
ASKED = re.compile(rf'<link [^>]*href="[^"]*_static/{re.escape(JOINED)}[^>]*>')
HINT = (
    '\n<p class="pst-js-only">Type words, or a number as the paper prints it. '
    f'All its numbers are in <a href="{LEDGER}.html">the ledger</a>.</p>'
)
WITHOUT_SCRIPTS = (
    "\n<p>The search runs in your browser and needs JavaScript, which is switched off. Without it, all "
    f'numbers of the paper are in <a href="{LEDGER}.html">the ledger</a>, and all terms of the book in '
    f'<a href="{GLOSSARY}.html">the glossary</a>.</p>\n'
)


def hint(page):
    """Give the page of the search a description and a word on numbers."""
    headings = [heading for heading in page.all("h1") if heading.inside == HEADING]
    for title in page.all("title") if headings else ():
        title.put_behind(DESCRIBED)
    for heading in headings:
        heading.put_behind(HINT)
    return bool(headings)


def other_ways(page):
    """Say on the page of the search where to look when scripts do not run; `book.css` hides its field."""
    errors = [part for part in page.all("noscript") if "admonition error" in part.inside]
    for error in errors:
        error.children = [WITHOUT_SCRIPTS]
    return bool(errors)


REPAIRS = {
    "the page of search says nothing of itself, or of numbers": hint,
    "the page of search calls it an error that scripts do not run": other_ways,
}


def lead_on(met, app, pagename, templatename, context, doctree):
    """Write the page for a wrong address."""
    if pagename == app.config.notfound_pagename:
        met(BARE)
        address = context["pathto"]
        context["title"] = "Page not found"
        context["body"] = (
            "<h1>Page not found</h1><p>Nothing stands at this address. "
            f'Go to <a href="{address(app.config.root_doc)}">the first page</a>, '
            f'to <a href="{address(LEDGER)}">the ledger of all numbers</a>, '
            f'or <a href="{address("search")}">search</a>.</p>'
        )


def carry_styles(site):
    """Have the page for a wrong address carry its styles, in a site that is not told where it will stand.

    Under a sub-path no address would lead from there to the sheet: the page is shown at any depth.
    """
    path = site / PAGE
    if base_url() or not path.exists():
        return
    sheet = (site / "_static" / JOINED).read_text(encoding="utf-8")
    text, found = ASKED.subn(lambda _: f"<style>{sheet}</style>", path.read_text(encoding="utf-8"))
    if not found:
        raise ValueError(f"{PAGE} must ask for {JOINED}, so that it can carry it instead")
    path.write_text(text, encoding="utf-8", newline="\n")
