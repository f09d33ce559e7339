"""Have a page ask for one style sheet: a browser draws nothing before it has read them all.

Each of the theme's sheets and of the extensions' comes as a file of its own, and a phone that fetches ten
files waits twice as long as for one. Once the site is built they are joined, in the order of the pages.
"""

import re
from fnmatch import fnmatch
from hashlib import sha256

SHEETS = (
    "basic.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "togglebutton.css",
    "copybutton.css",
    "mystnb.*.css",
    "sphinx-design.min.css",
    "book.css",
)
"""What is joined, in this order: later rules prevail."""

JOINED = "site.css"
SHEET = re.compile(r"(.*_static/)([^?]*\.css)(\?.*)?")
DETOUR = "styles/theme.css"  # does nothing but fetch the first


def ask_once(page):
    """Have a page ask for the joined sheet in place of each.

    Raises
    ------
    ValueError
        If the page asks for a sheet that is not joined.

    Examples
    --------
    >>> from seven_patients_site.theme.page_tree import parsed
    >>> page = parsed('<head><link rel="stylesheet" href="a/_static/book.css?v=1" /></head>')
    >>> ask_once(page), str(page)
    (True, '<head><link rel="stylesheet" href="a/_static/site.css?v=8894e8b5"/></head>')
    """
    found = [(link, SHEET.fullmatch(link.get("href"))) for link in page.all("link")]
    links = [(link, *asked.groups("")) for link, asked in found if asked]
    for _, _, name, _ in links:
        if name != DETOUR and not any(fnmatch(name, sheet) for sheet in SHEETS):
            raise ValueError(f"a style sheet must be one of {', '.join(SHEETS)}\nWhat came: {name}")
    if not links:
        return False
    version = sha256("".join(name + query for _, _, name, query in links).encode()).hexdigest()[:8]
    (first, static, *_), *others = links
    first.set("href", f"{static}{JOINED}?v={version}")
    for link, *_ in others:
        link.remove()
    return True


REPAIRS = {"a page asks for one style sheet after another": ask_once}


def the_one(static, sheet):
    """Return the path of a sheet, which must be there once."""
    found = list(static.glob(sheet))
    if len(found) != 1:
        names = ", ".join(path.name for path in found)
        raise ValueError(f"a site must have one style sheet {sheet}\nWhat came: {names or 'none'}")
    return found[0]


def join(site):
    """Join the sheets of a finished site, each there once, and drop them."""
    static = site / "_static"
    the_one(static, DETOUR)
    texts = [the_one(static, sheet).read_text(encoding="utf-8") for sheet in SHEETS]
    for path in static.rglob("*.css"):
        path.unlink()
    (static / JOINED).write_text("\n".join(texts), encoding="utf-8", newline="\n")
