"""Lead on a reader who finds nothing: from a wrong address, and from the search to where the numbers are."""

HEADING = "Search"
BARE = "the page for a wrong address leads nowhere"
LEDGER = "chapters/verdict/ledger"
DESCRIBED = '\n    <meta name="description" content="Search the book by its words." />'
HINT = f'\n<p>Type words. A printed number is found in <a href="{LEDGER}.html">the ledger</a>.</p>'


def hint(page):
    """Give the page of the search a description and a word on numbers."""
    headings = [heading for heading in page.all("h1") if heading.inside == HEADING]
    for title in page.all("title") if headings else ():
        title.put_behind(DESCRIBED)
    for heading in headings:
        heading.put_behind(HINT)
    return bool(headings)


REPAIRS = {"the page of search says nothing of itself, or of numbers": hint}


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
