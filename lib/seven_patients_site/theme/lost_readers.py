"""Lead on a reader who finds nothing: from a wrong address, and from the search to where the numbers are."""

HEADING = "<h1>Search</h1>"
BARE = "the page for a wrong address leads nowhere"
LEDGER = "chapters/verdict/ledger"


def hint(html):
    """Return the page of the search with a description and a word on numbers; other pages as they are."""
    words = f'Type words. A printed number is found in <a href="{LEDGER}.html">the ledger</a>.'
    if HEADING not in html:
        return html
    described = '<meta name="description" content="Search the book by its words." />'
    html = html.replace("</title>", f"</title>\n    {described}", 1)
    return html.replace(HEADING, f"{HEADING}\n<p>{words}</p>", 1)


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
