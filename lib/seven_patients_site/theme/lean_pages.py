"""Take from each page what nothing on it uses, scripts and elements, and let no script hold it up.

>>> from seven_patients_site.theme.finishing import mended
>>> mended('<span class="n">rule</span> <span class="o">=</span><span class="w"> </span>', REPAIRS)
'rule <span class="o">=</span> '
"""

import re
from pathlib import Path

from seven_patients_site.theme.finishing import substitute

# what a script serves: on a page without it the script is left out
SERVES = {
    "clipboard.min.js": "highlight",
    "copybutton.js": "highlight",
    "design-tabs.js": "sd-tab-set",
    "togglebutton.js": "dropdown",
}
# what may wait until the page is read; each keeps its turn
LATER = (
    "documentation_options.js",
    "doctools.js",
    "sphinx_highlight.js",
    "clipboard.min.js",
    "copybutton.js",
    "sphinx-book-theme.js",
)
# the theme's search dialog leads to the page of search, which loads these itself
SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")
RESULTS = '<div id="search-results">'
SETTINGS = re.compile(r"\s*<script>(?:let|var) toggle[^<]*</script>")
STYLES = "<!-- Loaded before other Sphinx assets -->"
# words of code in the colour that all code has: names, punctuation, spaces
PLAIN = ("n", "nn", "p", "pm", "w")


def settings_first(html):
    """Return a page whose scripts with settings stand before the style sheets."""
    if STYLES not in html:
        return html
    settings = "".join(dict.fromkeys(SETTINGS.findall(html)))
    return SETTINGS.sub("", html).replace(STYLES, settings + STYLES)


def outside_search(repair):
    """Return a repair that leaves the page of search as it is."""
    return lambda html: html if RESULTS in html else repair(html)


REPAIRS = {
    "a word of code has an element, though it looks like its surroundings": substitute(
        rf'<span class="(?:{"|".join(PLAIN)})">([^<]*)</span>', r"\1"
    ),
    "the theme fetches early what runs last": substitute(r'\s*<link rel="preload" as="script"[^>]*>', ""),
    **{
        f"a page that shows no results loads {script}": outside_search(
            substitute(rf'\s*<script src="[^"]*{re.escape(script)}"></script>', "")
        )
        for script in SEARCH
    },
    "the theme sets up lists of versions and results while typing, neither of which there is": outside_search(
        substitute(r"\s*<script>DOCUMENTATION_OPTIONS\.[^<]*</script>", "")
    ),
    "a script in the head waits for the styles before it, and the page for the script": outside_search(
        settings_first
    ),
    **{
        f"a page waits for {script}": outside_search(
            substitute(rf'<script (src="[^"]*/{re.escape(script)})', r"<script defer \1")
        )
        for script in LATER
    },
}


def idle(script):
    """Return the fault of a page that loads a script for nothing."""
    return f"a page loads {script}, which serves nothing on it"


FAULTS = [idle(script) for script in SERVES]


def needed(script, body):
    """Say whether the body of a page has what a script serves."""
    return script not in SERVES or re.search(rf'class="(?:[^"]* )?{SERVES[script]}', body)


def leave_out(met, app, pagename, templatename, context, doctree):
    """Leave out of one page the scripts that it does not use."""
    kept = []
    for script in context["script_files"]:
        name = Path(str(script.filename)).name
        if needed(name, context.get("body", "")):
            kept.append(script)
        else:
            met(idle(name))
    context["script_files"] = kept
