"""Mend what the theme and its parts get wrong for a screen reader and for the keyboard.

The pages are checked with axe-core. No repair changes what is seen.

>>> from seven_patients_site.theme.finishing import mended
>>> mended("<tr><th></th><th>age</th></tr> <tr><th>1</th><td>71</td></tr>", REPAIRS)
'<tr><td></td><th scope="col">age</th></tr> <tr><th scope="row">1</th><td>71</td></tr>'
>>> mended("<thead><tr><th></th><th>age</th></tr><tr><th>patient</th><th></th></tr></thead>", REPAIRS)
'<thead><tr><th scope="col">patient</th><th scope="col">age</th></tr></thead>'
"""

import re
from pathlib import Path

from seven_patients_site.theme.finishing import substitute

SCRIPT = Path(__file__).with_suffix(".js")  # scrollable-region-focusable

HEADS = re.compile(
    r"(?P<start><tr[^>]*>)(?P<corner>(?:\s*<th></th>)+)(?P<columns>(?:\s*<th[^>]*>[^<]+</th>)+)\s*</tr>"
    r"\s*<tr[^>]*>(?P<names>(?:\s*<th>[^<]+</th>)+)(?:\s*<th></th>)+\s*</tr>\s*</thead>"
)
"""The last two rows of a head by pandas: the columns after an empty corner, and the index's names alone."""


def one_head(match):
    """Return the two rows as one, the names in the corner, so that no row of a table is nearly empty."""
    if match["corner"].count("<th>") != match["names"].count("<th>"):
        return match[0]
    cells = (match["names"] + match["columns"]).replace("<th>", '<th scope="col">')
    return f"{match['start']}{cells}</tr></thead>"


REPAIRS = {
    "pandas writes the names of rows in a line of their own, which is nearly empty": substitute(
        HEADS, one_head
    ),
    "label-content-name-mismatch: the search button is not called by its words": substitute(
        r'(<button [^>]*\bclass="btn search-button-field[^>]*?) aria-label="[^"]*"', r"\1"
    ),
    "label-content-name-mismatch: what unfolds a cell is not called by its words": substitute(
        r'<summary aria-label="[^"]*">', "<summary>"
    ),
    "label-content-name-mismatch: the theme's switch has a name on its icon too": substitute(
        r'(<i class="theme-switch[^>]*?)\s+title="[^"]*"', r"\1"
    ),
    "region: the sidebar belongs to no landmark": substitute(
        r'<div id="pst-primary-sidebar"', '<div role="region" aria-label="Book" id="pst-primary-sidebar"'
    ),
    "an icon beside words is read out": substitute(
        r'<(i|span)( class="[^"]*\bfa-[^"]*"(?:(?!aria-hidden)[^>])*)></\1>',
        r'<\1\2 aria-hidden="true"></\1>',
    ),
    "empty-table-header: the corner of a table by pandas heads nothing": substitute(
        r"<th></th>", "<td></td>"
    ),
    "pandas does not say that the name of a row heads it": substitute(
        r"(<tr[^>]*>\s*)<th>", r'\1<th scope="row">'
    ),
    "pandas does not say that the name of a column heads it": substitute(r"<th>", '<th scope="col">'),
}
"""What mends each fault. Those that axe-core finds begin with its rule."""
