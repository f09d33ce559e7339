"""Mend what the theme and its parts get wrong for a screen reader and for the keyboard.

The pages are checked with axe-core; each repair names the rule that it answers. None changes what is seen.
"""

import re
from pathlib import Path

from finishing import change_pages, put_script

SCRIPT = Path(__file__).with_suffix(".js")  # scrollable-region-focusable
REPAIRS = [
    # label-content-name-mismatch: the visible words are the better name
    (r'(<button class="btn search-button-field[^>]*?) aria-label="[^"]*"', r"\1"),
    (r'<summary aria-label="[^"]*">', "<summary>"),
    (r'(<i class="theme-switch[^>]*?)\s+title="[^"]*"', r"\1"),
    # region: everything on a page belongs to a landmark
    (r'<div id="pst-primary-sidebar"', '<div role="region" aria-label="Book" id="pst-primary-sidebar"'),
    # aria-deprecated-role, aria-required-children: a list of references holds list items
    (r'role="doc-biblioentry"', 'role="listitem"'),
    # duplicate-id: every exercise repeats it
    (r' id="(exercise|solution)-content"', ""),
    # an icon beside words has nothing to add to them
    (r'<(i|span)( class="[^"]*\bfa-[^"]*"(?:(?!aria-hidden)[^>])*)></\1>', r'<\1\2 aria-hidden="true"></\1>'),
    # empty-table-header, and headers that say what they head (pandas)
    (r"<th></th>", "<td></td>"),
    (r"(<tr[^>]*>\s*)<th>", r'\1<th scope="row">'),
    (r"<th>", '<th scope="col">'),
]


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


def mend(html):
    """Return a page's HTML with every repair made.

    >>> mend('<tr><th></th><th>age</th></tr> <tr><th>1</th><td>71</td></tr>')
    '<tr><td></td><th scope="col">age</th></tr> <tr><th scope="row">1</th><td>71</td></tr>'
    >>> mend("<thead><tr><th></th><th>age</th></tr><tr><th>patient</th><th></th></tr></thead>")
    '<thead><tr><th scope="col">patient</th><th scope="col">age</th></tr></thead>'
    """
    html = HEADS.sub(one_head, html)
    for pattern, replacement in REPAIRS:
        html = re.sub(pattern, replacement, html)
    return html


def setup(app):
    """Register with Sphinx."""
    app.add_js_file(SCRIPT.name, loading_method="defer")
    put_script(app, SCRIPT)
    change_pages(app, mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
