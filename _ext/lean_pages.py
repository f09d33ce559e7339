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


def leave_out_search(app, exception):
    """Leave the scripts of the search to its page, in a finished site."""
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        if page.name != "search.html":
            page.write_text(SEARCH.sub("", page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def setup(app):
    """Register with Sphinx, last of what changes a page's list of assets."""
    app.connect("html-page-context", leave_out, priority=900)
    app.connect("build-finished", leave_out_search)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
