"""Take from each page the scripts and styles that nothing on it uses."""

import re
from pathlib import Path

# what an asset serves: on a page without it the asset is left out
SERVES = {
    "clipboard.min.js": "highlight",
    "copybutton.css": "highlight",
    "copybutton.js": "highlight",
    "design-tabs.js": "sd-tab-set",
    "exercise.css": "exercise",
    "sphinx-design.min.css": "sd-",
    "togglebutton.css": "dropdown",
    "togglebutton.js": "dropdown",
}
# the theme fetches early what runs last
EARLY = re.compile(r'\s*<link rel="preload" as="script"[^>]*>')
# a style sheet that does nothing but fetch another
DETOUR = re.compile(r"styles/theme\.css\?digest=\w+")
# the theme's search dialog leads to the page of search, which loads these itself
SEARCH = re.compile(r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js"></script>')


def used(assets, body):
    """Return the scripts or styles that the body of a page needs."""

    def needed(asset):
        served = SERVES.get(Path(str(asset.filename)).name)
        return served is None or re.search(rf'class="(?:[^"]* )?{served}', body)

    return [asset for asset in assets if needed(asset)]


def leave_out(app, pagename, templatename, context, doctree):
    """Leave out of one page what it does not use."""
    body = context.get("body", "")
    for assets in ("css_files", "script_files"):
        context[assets] = used(context[assets], body)


def load_sooner(app, exception):
    """Leave the search's scripts to its page, and fetch nothing early or by a detour, in a finished site."""
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        html = EARLY.sub("", DETOUR.sub("basic.css", page.read_text(encoding="utf-8")))
        if page.name != "search.html":
            html = SEARCH.sub("", html)
        page.write_text(html, encoding="utf-8", newline="\n")


def setup(app):
    """Register with Sphinx, last of what changes a page's list of assets."""
    app.connect("html-page-context", leave_out, priority=900)
    app.connect("build-finished", load_sooner)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
