"""Finish what a build writes: its scripts, each page as it is rendered, and the site once it is built.

Much of it mends faults of what the theme, Sphinx and pandas write. A repair whose fault is gone, or looks
otherwise now, mends nothing and says nothing of it. So each stands beside a line that names its fault, and a
build of the whole book warns of every fault that it never met; a strict build then fails.
"""

import gc
import os
from pathlib import Path

from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.util import logging
from sphinx.util.fileutil import copy_asset

from seven_patients_site.theme.page_tree import Element, parsed

logger = logging.getLogger(__name__)
# a build keeps what it makes: to look for what it dropped took a seventh of the time
gc.set_threshold(200_000)

DRAFT = bool(os.environ.get("BOOK_DRAFT"))
"""Whether the site is built for who writes it: then what takes time and is not seen is left out."""

RENDERED = "page-rendered"
"""The event of a page, as a tree, that is about to be written."""


def put_script(script, app):
    """Put a script of ours on the site."""
    copy_asset(script, Path(app.outdir) / "_static")


def where(name, test):
    """Return what finds the elements of a name on a page that pass a test."""
    return lambda page: list(filter(test, page.all(name)))


def each(find, mend):
    """Return the repair that mends each element that is found on a page, and says whether there was one."""

    def repair(page):
        found = find(page)
        for element in found:
            mend(element)
        return bool(found)

    return repair


def drop(find):
    """Return the repair that takes each element that is found out of its page."""
    return each(find, Element.remove)


def scripts(name):
    """Return what finds the scripts of a page that load a file of a name."""
    return where("script", lambda script: loads(script) == name)


def loads(script):
    """Return the name of the file that a script loads, empty where it stands inside the page."""
    return script.get("src").partition("?")[0].rpartition("/")[2]


def mend(page, repairs, met):
    """Make every repair on a page, in their order, and tell `met` of each fault that was there.

    Parameters
    ----------
    page : Page
        The page.
    repairs : dict
        From a fault, in words, to what mends it: a function that takes a page and says whether it was there.
    met : callable
        Takes a fault.
    """
    for fault, repair in repairs.items():
        if repair(page):
            met(fault)


def mended(html, repairs):
    """Return HTML with every repair made.

    >>> mended('<p>a</p> <hr class="b">', {"a rule": drop(lambda page: page.all("hr"))})
    '<p>a</p>'
    """
    page = parsed(html)
    mend(page, repairs, met=lambda fault: None)
    return str(page)


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


class RenderedPages(BuiltinTemplateLoader):
    """Sphinx's renderer, which has each page read once, mended by who waits for `RENDERED`, and written."""

    def init(self, builder, theme=None, dirs=None):
        """Remember whom to tell of a page."""
        super().init(builder, theme, dirs)
        self.emit = builder.events.emit

    def render(self, template, context):
        """Return a page, mended; parts of pages, which are rendered here too, as they are."""
        html = super().render(template, context)
        if "</html>" not in html:
            return html
        page = parsed(html)
        self.emit(RENDERED, page)
        return str(page)


def render_pages(app):
    """Have pages rendered so, and the event there to be waited for."""
    app.add_event(RENDERED)
    app.config.template_bridge = f"{RenderedPages.__module__}.{RenderedPages.__name__}"
