"""Finish what a build writes: its scripts, each page as it is rendered, and the site once it is built.

Much of it mends faults of what the theme, Sphinx and pandas write. A repair whose fault is gone, or looks
otherwise now, mends nothing and says nothing of it. So each stands beside a line that names its fault, and a
build of the whole book warns of every fault that it never met; a strict build then fails.
"""

import gc
import os
import re
from functools import partial
from pathlib import Path

from sphinx.util import logging
from sphinx.util.fileutil import copy_asset

logger = logging.getLogger(__name__)
# a build keeps what it makes: to look for what it dropped took a seventh of the time
gc.set_threshold(200_000)

DRAFT = bool(os.environ.get("BOOK_DRAFT"))
"""Whether the site is built for who writes it: then what takes time and is not seen is left out."""


def put_script(script, app):
    """Put a script of ours on the site."""
    copy_asset(script, Path(app.outdir) / "_static")


def substitute(pattern, replacement):
    """Return the repair that puts a replacement for each match of a pattern.

    >>> substitute("colou?r", "hue")("a color, a colour")
    'a hue, a hue'
    """
    return partial(re.compile(pattern).sub, replacement)


def mended(html, repairs, met=lambda fault: None):
    """Return a page with every repair made, in their order, having told `met` of each fault that was there.

    Parameters
    ----------
    html : str
        The page.
    repairs : dict
        From a fault, in words, to the function that takes a page and returns it without the fault.
    met : callable, optional
        Takes a fault.

    Examples
    --------
    >>> repairs = {"a word in capitals": str.lower, "two spaces": substitute("  ", " ")}
    >>> mended("ONE word", repairs, met=print)
    a word in capitals
    'one word'
    """
    for fault, repair in repairs.items():
        before, html = html, repair(html)
        if html != before:
            met(fault)
    return html


class Faults:
    """The faults that a build of the whole book meets; those that it never met it is warned of.

    A build that writes some pages alone, or a draft, proves nothing, and is not judged.
    """

    def __init__(self, expected):
        self.unmet = dict.fromkeys(expected)
        self.written = set()

    def met(self, fault):
        """Take note of a fault that was there."""
        self.unmet.pop(fault, None)

    def note(self, app, pagename, templatename, context, doctree):
        """Take note of a page that is written."""
        self.written.add(pagename)

    def judge(self, app, exception):
        """Warn of each fault that was nowhere."""
        whole = app.builder.format == "html" and app.env.found_docs <= self.written
        if exception is None and whole and not DRAFT:
            for fault in self.unmet:
                logger.warning("nowhere in the book any more, so that its repair may go: %s", fault)


def change_pages(change, app):
    """Have every page changed as it is rendered: from the HTML that is given to the HTML that is returned."""
    if app.builder.format == "html":
        render = app.builder.templates.render

        def rendered(template, context):
            html = render(template, context)
            return change(html) if "</html>" in html else html  # parts of pages are rendered here too

        app.builder.templates.render = rendered
