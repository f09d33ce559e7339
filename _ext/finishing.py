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
gc.set_threshold(
    200_000
)  # a build keeps what it makes: to look for what it dropped took a seventh of the time

DRAFT = bool(os.environ.get("BOOK_DRAFT"))
"""Whether the site is built for who writes it: then what takes time and is not seen is left out."""


def put_script(app, script):
    """Have a script of ours put on the site."""
    app.connect("builder-inited", lambda app: copy_asset(script, Path(app.outdir) / "_static"))


def change_pages(app, change, priority=500):
    """Have every page changed as it is rendered: from the HTML that is given to the HTML that is returned."""

    def wrap(app):
        if app.builder.format == "html":
            render = app.builder.templates.render

            def rendered(template, context):
                html = render(template, context)
                return change(html) if "</html>" in html else html  # parts of pages are rendered here too

            app.builder.templates.render = rendered

    app.connect("builder-inited", wrap, priority=priority)


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


def expect(app, module, faults):
    """Return what takes note of a fault that was met; after a build of the whole book, warn of the others.

    A build that writes some pages alone, or a draft, proves nothing, and is not judged.
    """
    unmet, written = dict.fromkeys(faults), set()

    def judge(app, exception):
        whole = app.builder.format == "html" and app.env.found_docs <= written
        if exception is None and whole and not DRAFT:
            for fault in unmet:
                logger.warning("%s mends what is nowhere in the book any more: %s", module, fault)

    app.connect("html-page-context", lambda app, pagename, *others: written.add(pagename))
    app.connect("build-finished", judge, priority=990)  # after all work on the site
    return lambda fault: unmet.pop(fault, None)


def mend_pages(app, module, repairs, priority=500):
    """Have every page mended as it is rendered, and each fault of the repairs expected."""
    met = expect(app, module, repairs)
    change_pages(app, lambda html: mended(html, repairs, met), priority=priority)


def connect(app, work, priority=500, *, seen=True):
    """Have work done on the folder of a site, once Sphinx has built one without fail.

    What is not seen on a page, by who reads it on the machine that built it, is left out of a draft.
    """

    def run(app, exception):
        if exception is None and app.builder.format == "html" and (seen or not DRAFT):
            work(Path(app.outdir))

    app.connect("build-finished", run, priority=priority)
