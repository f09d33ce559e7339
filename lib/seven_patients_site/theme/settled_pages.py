"""Settle what would move on a page before it is drawn, and leave for afterwards what would hold it up.

Until its script runs, at the end, the theme calls a page neither light nor dark: without colours, and without
the borders that take room, so that everything then moves. Here the page asks the reader's system at once, in
its head; without JavaScript it is light.

A browser may also draw a page of which it has read one half: a header that lacks its last buttons has the
others elsewhere, and a table that lacks its last rows has other columns. So a page waits for its own foot.

To lay out a long chapter takes a phone most of a second, and its reader sees the first screen alone. So a
page that is opened at its top is called *arriving*: the style sheet has the browser pass over sections out of
sight, and the script has it go through them, one after each frame that is drawn, or all at once when the
reader does something: nothing that is read moves afterwards. A page that is opened at a place on it, gone
back to or read again is laid out whole, since the place must be where it was.
"""

from pathlib import Path

from seven_patients_site.theme.finishing import each, where

SCRIPT = Path(__file__).with_suffix(".js")
EXPECT = '  <link rel="expect" href="#foot" blocking="render">\n  '
AUTO = 'dataset.theme = localStorage.getItem("theme") || "auto";'
AT_ONCE = """\
dataset.theme = { light: 'light', dark: 'dark' }[document.documentElement.dataset.mode] \
?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    document.documentElement.dataset.code = localStorage.getItem('code') ?? '';
    document.documentElement.classList.toggle('arriving', \
!location.hash && performance.getEntriesByType('navigation')[0]?.type === 'navigate');"""


def ask_at_once(script):
    """Have a script ask for the reader's colours and for open code, and say that the page is arriving."""
    script.children = [script.inside.replace(AUTO, AT_ONCE)]


REPAIRS = {
    "a browser draws a page of which it has read one half": each(
        lambda page: page.all("head"), lambda head: head.children.append(EXPECT)
    ),
    "the foot of a page has no name to wait for": each(
        where("footer", lambda foot: foot.has_class("bd-footer")),
        lambda foot: foot.set("id", "foot"),
    ),
    "without JavaScript a page is neither light nor dark": each(
        where("html", lambda whole: whole.get("data-theme") == "auto"),
        lambda whole: whole.set("data-theme", "light"),
    ),
    "a page is neither light nor dark until the script at its end runs": each(
        where("script", lambda script: AUTO in script.inside), ask_at_once
    ),
}
