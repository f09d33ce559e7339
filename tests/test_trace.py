"""The way from source records to a printed cell: what the figure says, and that its links lead somewhere."""

import json
import re
from pathlib import Path

import pytest

from onearm.ledger import Step, Trace
from seven_patients.datasets import BOOK

CHAPTER = BOOK / "chapters" / "endpoints" / "tables-for-review.ipynb"


def test_the_figure_is_a_list_in_order_whose_steps_are_links():
    shown = Trace(
        "Two & three", [Step("A <b>", "a.ipynb", ["x"]), Step("B", "b.ipynb", ["y", "z"])]
    )._repr_html_()
    assert re.findall(r'href="([^"]*)">([^<]*)<', shown) == [("a.ipynb", "A &lt;b&gt;"), ("b.ipynb", "B")]
    assert re.sub("<[^>]*>", " ", shown).split() == ["Two", "&amp;", "three", "A", "&lt;b&gt;", *"xByz"]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Step(" ", "a", ["x"]), "name must not be blank"),
        (lambda: Step("A", "a", []), "lines must be a sequence with at least one entry"),
        (lambda: Step("A", "a", [1]), "each of lines must be a string"),
        (lambda: Trace("", [Step("A", "a", ["x"])]), "title must not be blank"),
        (lambda: Trace("A", ["step"]), "each of steps must be a Step"),
        (lambda: Trace("A", []), "steps must be a sequence with at least one entry"),
    ],
)
def test_what_makes_no_trace_is_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def test_the_steps_of_the_chapter_lead_to_pages_that_are_there():
    cells = json.loads(Path(CHAPTER).read_text(encoding="utf-8"))["cells"]
    outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", ())]
    (shown,) = [html for data in outputs if 'class="trace"' in (html := "".join(data.get("text/html", "")))]
    links = re.findall(r'href="([^"#]*)#([^"]*)"', shown)
    assert len(links) == 5
    for page, _ in links:
        assert (CHAPTER.parent / page).with_suffix(".md").is_file()
    claim = links[-1][1]
    assert claim in (CHAPTER.parent / links[-1][0]).read_text(encoding="utf-8")
