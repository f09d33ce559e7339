"""Take from each page what nothing on it uses, scripts and elements, and let no script hold it up.

>>> from seven_patients_site.theme.finishing import mended
>>> mended('<span class="n">rule</span> <span class="o">=</span><span class="w"> </span>', REPAIRS)
'rule <span class="o">=</span> '
"""

import re
from itertools import chain
from pathlib import Path

from seven_patients_site.theme.finishing import drop, each, loads, scripts, where

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
    "clipboard.min.js",
    "copybutton.js",
    "sphinx-book-theme.js",
)
# the book's own search, which finds sentences and numbers, serves instead
SEARCH = ("searchtools.js", "language_data.js", "searchindex.js", "sphinx_highlight.js")
SETTINGS = ("let toggle", "var toggle")
STYLES = "<!-- Loaded before other Sphinx assets -->"
# words of code in the colour that all code has: names, punctuation, spaces
PLAIN = ("n", "nn", "p", "pm", "w")
PLAIN_STARTS = {f'<span class="{kind}">' for kind in PLAIN}


def is_plain(child):
    """Say whether a child is an element that does nothing but name such a word."""
    return not isinstance(child, str) and child.start in PLAIN_STARTS and not child.elements


def unwrap(page):
    """Put each such word into the place of its element."""
    words = list(filter(is_plain, page.all("span")))
    for parent in {id(word.parent): word.parent for word in words}.values():
        pieces = [child.children if is_plain(child) else [child] for child in parent.children]
        parent.children = list(chain(*pieces))
    for word in words:
        word.parent = None
    return bool(words)


def settings_first(page):
    """Put the scripts with settings, each once, before the style sheets."""
    settings = [script for script in page.all("script") if script.inside.startswith(SETTINGS)]
    once = {script.inside: script for script in reversed(settings)}
    for script in settings:
        script.remove()
    for head in page.all("head") if settings else ():
        at = next(i for i, child in enumerate(head.children) if STYLES in str(child))
        before, after = head.children[at].split(STYLES)
        head.children[at : at + 1] = [before, *reversed(once.values()), STYLES + after]
    for script in once.values():
        script.parent = page.all("head")[0]
    return bool(settings)


def waited_for(name):
    """Return what finds the scripts of a file that hold a page up."""
    return where("script", lambda script: loads(script) == name and "defer" not in script.attributes)


def defer(script):
    """Have a script wait until the page is read."""
    script.set("defer", "defer")


REPAIRS = {
    "a word of code has an element, though it looks like its surroundings": unwrap,
    "the theme fetches early what runs last": drop(
        where("link", lambda link: (link.get("rel"), link.get("as")) == ("preload", "script"))
    ),
    **{f"a page loads {script} of a search that is not used": drop(scripts(script)) for script in SEARCH},
    "the theme sets up lists of versions and results while typing, neither of which there is": drop(
        where("script", lambda script: script.inside.lstrip().startswith("DOCUMENTATION_OPTIONS."))
    ),
    "a script in the head waits for the styles before it, and the page for the script": settings_first,
    **{f"a page waits for {script}": each(waited_for(script), defer) for script in LATER},
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
