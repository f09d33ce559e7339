"""A repair whose fault is nowhere in the book is told, and a build of some pages alone judges none."""

import io
from unittest.mock import MagicMock

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from seven_patients_site import order
from seven_patients_site.theme.finishing import Faults
from seven_patients_site.theme.page_tree import parsed

CONF = """\
from seven_patients_site.theme.finishing import RENDERED, Faults, drop, mend, render_pages

REPAIRS = {
    "a word in bold": drop(lambda page: page.all("strong")),
    "a word that blinks": drop(lambda page: page.all("blink")),
}

def setup(app):
    faults = Faults(REPAIRS)
    render_pages(app)
    app.connect(RENDERED, lambda app, page: mend(page, REPAIRS, faults.met))
    app.connect("html-page-context", faults.note)
    app.connect("build-finished", faults.judge)
"""


@pytest.fixture
def book(tmp_path):
    """A book of two pages, the second of which has a word in bold."""
    tmp_path.joinpath("conf.py").write_text(CONF, encoding="utf-8")
    tmp_path.joinpath("index.rst").write_text("One\n===\n\n.. toctree::\n\n   two\n", encoding="utf-8")
    tmp_path.joinpath("two.rst").write_text("Two\n===\n\nA **bold** word.\n", encoding="utf-8")
    return tmp_path


def build(book):
    """Build a book, and return what Sphinx warns of."""
    warnings = io.StringIO()
    with docutils_namespace():
        app = Sphinx(book, book, book / "html", book / "doctrees", "html", status=None, warning=warnings)
        app.build()
    return warnings.getvalue()


def test_a_repair_that_mends_nothing_is_told_and_one_that_mends_is_not(book):
    told = build(book)
    assert "nowhere in the book any more, so that its repair may go: a word that blinks" in told
    assert "a word in bold" not in told
    assert "<p>A word.</p>" in (book / "html" / "two.html").read_text(encoding="utf-8")


def test_the_book_notes_what_was_met_and_judges_it_last():
    app = MagicMock()
    order.register(app)
    connected = [(*call.args, call.kwargs.get("priority")) for call in app.connect.call_args_list]
    faults = [
        (event, work.__name__, priority)
        for event, work, priority in connected
        if isinstance(getattr(work, "__self__", None), Faults)
    ]
    assert faults == [
        ("html-page-context", "note", order.LAST),
        ("build-finished", "judge", order.LAST),
    ]


def test_a_build_of_some_pages_judges_no_repair(book):
    build(book)
    assert build(book) == ""
    index = book / "index.rst"
    index.write_text(index.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    assert build(book) == ""
    assert "More." in (book / "html" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "html",
    [
        '<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8" /><body>&lt;&nbsp;&#8201;&amp</body></html>',
        "<p>One<p>two</i> three</p></p> < 4 &c",
        '<svg viewBox="0 0 1 1"><linearGradient id="a"/><foreignObject><p>x</p></foreignObject></svg>',
        "<math><mi>p</mi><mo>&lt;</mo></math>",
        '<script>if (a</b/.x && "</p>") c;</script><style>a > b {}</style>',
        "<!-- a > b <p> --><a title='x > y' hidden>\r\n\ttext</A ><br><BR/>",
    ],
)
def test_what_nothing_mends_keeps_its_bytes(html):
    assert str(parsed(html)) == html
