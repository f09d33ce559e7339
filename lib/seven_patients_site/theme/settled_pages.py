"""Settle what would move on a page before it is drawn, and leave for afterwards what would hold it up.

Until its script runs, at the end, the theme calls a page neither light nor dark: without colours, and without
the borders that take room, so that everything then moves. Here the page asks the reader's system at once, in
its head; without JavaScript it is light.

A browser may also draw a page of which it has read one half: a header that lacks its last buttons has the
others elsewhere, and a table that lacks its last rows has other columns. So a page waits for its own foot.

To lay out a long chapter takes a phone most of a second, and its reader sees the first screen alone. So a
page that is opened at its top is called *arriving*: the style sheet has the browser pass over sections out of
sight, and on a phone over the groups of a ledger, and the script has it go through them, one after each frame
that is drawn, or all at once when the reader does something: nothing that is read moves afterwards. A page
that is opened at a place on it, gone back to or read again is laid out whole, since the place must be where
it was.
"""

from operator import methodcaller
from pathlib import Path

SCRIPT = Path(__file__).with_suffix(".js")
REPAIRS = {
    "a browser draws a page of which it has read one half": methodcaller(
        "replace", "</head>", '  <link rel="expect" href="#foot" blocking="render">\n  </head>'
    ),
    "the foot of a page has no name to wait for": methodcaller(
        "replace", '<footer class="bd-footer">', '<footer id="foot" class="bd-footer">'
    ),
    "without JavaScript a page is neither light nor dark": methodcaller(
        "replace", ' data-theme="auto"', ' data-theme="light"'
    ),
    "a page is neither light nor dark until the script at its end runs": methodcaller(
        "replace",
        'dataset.theme = localStorage.getItem("theme") || "auto";',
        "dataset.theme = { light: 'light', dark: 'dark' }[document.documentElement.dataset.mode]"
        " ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');\n"
        "    document.documentElement.classList.toggle('arriving',"
        " !location.hash && performance.getEntriesByType('navigation')[0]?.type === 'navigate');",
    ),
}
