"""Mend what the theme and its parts get wrong for a screen reader and for the keyboard.

The pages are checked with axe-core. No repair changes what is seen.

>>> from seven_patients_site.theme.finishing import mended
>>> mended("<tr><th></th><th>age</th></tr> <tr><th>1</th><td>71</td></tr>", REPAIRS)
'<tr><td></td><th scope="col">age</th></tr> <tr><th scope="row">1</th><td>71</td></tr>'
>>> mended("<thead><tr><th></th><th>age</th></tr><tr><th>patient</th><th></th></tr></thead>", REPAIRS)
'<thead><tr><th scope="col">patient</th><th scope="col">age</th></tr></thead>'
"""

from pathlib import Path

from seven_patients_site.theme.finishing import each, where

SCRIPT = Path(__file__).with_suffix(".js")  # scrollable-region-focusable


def join_heads(page):
    """Make one row of the last two of a head by pandas: the index's names go into the empty corner above."""
    joined = False
    for head in page.all("thead"):
        above, below = (None, None, *head.descendants("tr"))[-2:]
        if above and below:
            joined |= join_rows(above, below)
    return joined


def join_rows(above, below):
    """Join two rows where one has what the other lacks, and say whether they did."""
    names = [cell for cell in below.elements if cell.inside]
    columns = [cell for cell in above.elements if cell.inside]
    if below.elements[: len(names)] != names or above.elements[len(names) :] != columns or not names:
        return False
    for cell in names + columns:
        cell.parent = above
        if cell.is_bare:
            cell.set("scope", "col")
    above.children = names + columns
    below.remove()
    return True


def icons(page):
    """Return the icons without a word that are not hidden from who listens."""
    return [
        icon
        for icon in page.all("i", "span")
        if not icon.children and " fa-" in f" {icon.get('class')}" and not icon.get("aria-hidden")
    ]


def first_names(page):
    """Return what stands first in a row, where pandas does not say that it heads it."""
    cells = [row.elements[0] for row in page.all("tr") if row.elements]
    return [cell for cell in cells if cell.name == "th" and cell.is_bare]


REPAIRS = {
    "pandas writes the names of rows in a line of their own, which is nearly empty": join_heads,
    "label-content-name-mismatch: the search button is not called by its words": each(
        where("button", lambda button: button.has_class("search-button-field") and button.get("aria-label")),
        lambda button: button.unset("aria-label"),
    ),
    "label-content-name-mismatch: what unfolds a cell is not called by its words": each(
        where("summary", lambda summary: summary.get("aria-label")),
        lambda summary: summary.unset("aria-label"),
    ),
    "label-content-name-mismatch: the theme's switch has a name on its icon too": each(
        where("i", lambda icon: icon.has_class("theme-switch") and icon.get("title")),
        lambda icon: icon.unset("title"),
    ),
    "region: the sidebar belongs to no landmark": each(
        where("div", lambda part: part.get("id") == "pst-primary-sidebar"),
        lambda part: [part.set("role", "region"), part.set("aria-label", "Book")],
    ),
    "an icon beside words is read out": each(icons, lambda icon: icon.set("aria-hidden", "true")),
    "empty-table-header: the corner of a table by pandas heads nothing": each(
        where("th", lambda cell: cell.is_bare and not cell.children), lambda cell: cell.rename("td")
    ),
    "pandas does not say that the name of a row heads it": each(
        first_names, lambda cell: cell.set("scope", "row")
    ),
    "pandas does not say that the name of a column heads it": each(
        where("th", lambda cell: cell.is_bare), lambda cell: cell.set("scope", "col")
    ),
}
"""What mends each fault. Those that axe-core finds begin with its rule."""
