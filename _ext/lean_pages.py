"""Take from each page what nothing on it uses, scripts and elements, and let no script hold it up."""

import re
from pathlib import Path

from finishing import change_pages

# what a script serves: on a page without it the script is left out
SERVES = {
    "clipboard.min.js": "highlight",
    "copybutton.js": "highlight",
    "design-tabs.js": "sd-tab-set",
    "togglebutton.js": "dropdown",
}
# what may wait until the page is read; each keeps its turn
LATER = re.compile(
    r'<script (src="[^"]*/'
    r"(?:documentation_options|doctools|sphinx_highlight|clipboard\.min|copybutton|togglebutton|sphinx-book-theme)\.js)"
)
# the theme fetches early what runs last
EARLY = re.compile(r'\s*<link rel="preload" as="script"[^>]*>')
# a script in the head waits for the styles before it, and the page for the script: so it goes before them
SETTINGS = re.compile(r"\s*<script>(?:let|var) toggle[^<]*</script>")
STYLES = "<!-- Loaded before other Sphinx assets -->"
# what the theme sets for lists of versions and results while typing, neither of which there is
UNUSED = re.compile(r"\s*<script>DOCUMENTATION_OPTIONS\.[^<]*</script>")
# the theme's search dialog leads to the page of search, which loads these itself
SEARCH = re.compile(r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js"></script>')
RESULTS = '<div id="search-results">'
# words of code in the colour that all code has: names, punctuation, spaces
PLAIN = ("n", "nn", "p", "pm", "w")
WORD = re.compile(rf'<span class="(?:{"|".join(PLAIN)})">([^<]*)</span>')


def used(scripts, body):
    """Return the scripts that the body of a page needs."""

    def needed(script):
        served = SERVES.get(Path(str(script.filename)).name)
        return served is None or re.search(rf'class="(?:[^"]* )?{served}', body)

    return [script for script in scripts if needed(script)]


def leave_out(app, pagename, templatename, context, doctree):
    """Leave out of one page what it does not use."""
    context["script_files"] = used(context["script_files"], context.get("body", ""))


def load_sooner(html):
    """Return a page with no element for what looks like its surroundings, and that waits for no script.

    The search's scripts are left to the page of its results.

    >>> load_sooner('<span class="n">rule</span> <span class="o">=</span><span class="w"> </span>')
    'rule <span class="o">=</span> '
    """
    html = WORD.sub(r"\1", EARLY.sub("", html))
    if RESULTS in html:
        return html
    settings = "".join(dict.fromkeys(SETTINGS.findall(html)))
    html = SETTINGS.sub("", UNUSED.sub("", SEARCH.sub("", html))).replace(STYLES, settings + STYLES)
    return LATER.sub(r"<script defer \1", html)


def setup(app):
    """Register with Sphinx, last of what changes a page's list of assets."""
    app.connect("html-page-context", leave_out, priority=900)
    change_pages(app, load_sooner)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
