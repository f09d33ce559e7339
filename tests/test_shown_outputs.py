"""What the cells of chapters show is for a reader: words and numbers, not Python's way to write a value.

The cell at the end of a chapter that computes the numbers of its sentences is folded, and left out: nobody
reads its list.
"""

import json
import re
from html import unescape

import pytest

import notebooks
import plain
from onearm.charts import VEGA_LITE

KINDS = {
    "a list": r"\[[^\]\n]*\]",
    "a tuple": r"(?<!\w)\((?:\)|(?:'|\d+, ?)[^)\n]*\))",
    "a dict or a set": r"\{[^}\n]*\}",
    "an empty value": r"\bNone\b(?! of\b)|\b(?:nan|NaN|NaT|inf)\b|<NA>",
    "a truth value": r"\b(?:True|False)\b",
    "a name of a variable": r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b",
    "a type": r"dtype: |^Name: |\b[A-Z]\w+\(\w+=",
}
TAUGHT = {
    "the-roads-not-taken": r"\w+_\w+",  # functions of other packages, which a reader may want to call
    "": r"as in \[6, 8\]",  # how to answer in the cell of an exercise
}
"""By chapter, or for all, what is shown as code on purpose."""

COUNTED = re.compile(r"^(?!.*(?:mean|expected|average)).*\b(?:patients|events|cases|days?|times?|sizes?)\b")
"""The heading of a column of counts, which have no decimals; a mean of counts has."""


def faults(name, texts):
    """Return what of some texts that a chapter shows is Python's way to write, each with its kind."""
    found = []
    for text in texts:
        for taught in (TAUGHT.get(name), TAUGHT[""]):
            text = re.sub(taught, "", text) if taught else text
        found += [f"{kind}: {text}" for kind, pattern in KINDS.items() if re.search(pattern, text, re.M)]
    return found


def rows(html):
    """Return the cells of each row of the tables in a piece of HTML, from left to right."""
    return [
        [unescape(re.sub("<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall("<tr.*?</tr>", html, re.S)
    ]


def unmeant(html):
    """Return the headings of counts of which each is written with a point and zeros, as in 35.0 days."""
    columns = {}
    for row in rows(html):
        for place, cell in enumerate(reversed(row)):  # a cell that spans rows is on the left
            columns.setdefault(place, []).append(cell.strip())
    found = []
    for cells in columns.values():
        numbers = [cell for cell in cells if re.fullmatch(r"-?\d[\d.]*", cell)]
        heading = " ".join(cells[: cells.index(numbers[0])]) if numbers else ""
        if COUNTED.search(heading) and all(re.fullmatch(r"-?\d+\.0+", cell) for cell in numbers):
            found.append(heading)
    return found


def shown(path):
    """Yield the text or the HTML of each output of a notebook, and which of the two it is."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and plain.NUMBERS not in "".join(cell["source"]):
            for output in cell["outputs"]:
                data = output.get("data", {})
                if VEGA_LITE not in data:
                    kind = "text/html" if "text/html" in data else "text/plain"
                    yield kind, "".join(data.get(kind, output.get("text", "")))


@pytest.mark.parametrize("text", notebooks.sources(), ids=lambda text: text.stem)
def test_no_output_is_written_as_python_writes(text):
    found = []
    for kind, output in shown(text.with_suffix(".ipynb")):
        table = kind == "text/html"
        found += faults(text.stem, [cell for row in rows(output) for cell in row] if table else [output])
        found += unmeant(output) if table else []
    assert found == []


@pytest.mark.parametrize(
    "output",
    [
        "ways: [1, 2]",
        "none: []",
        "(4, 4, 8)",
        "found: ()",
        "('a',)",
        "{'a': 1}",
        "high=nan",
        "<NA>",
        "same: True",
        "age_years",
        "dtype: int64",
        "Quantile(time=204, low=35)",
    ],
)
def test_each_kind_is_found(output):
    assert faults("a-chapter", [output])


@pytest.mark.parametrize(
    "output",
    [
        "Beta(30.87, 95.13), mean 0.245",
        "5 of 7 (71.4 %)",
        "(Results, Response)",
        "printed 5, not 4",
        "None of the seven",
    ],
)
def test_words_and_numbers_are_let_pass(output):
    assert faults("a-chapter", [output]) == []


@pytest.mark.parametrize(
    ("heading", "cells", "found"),
    [
        ("days", ["35.0", "7.0"], ["days"]),
        ("days", ["35", "7"], []),
        ("days", ["35.0", "7.5"], []),
        ("mean days", ["35.0", "7.0"], []),
        ("power, %", ["80.0", "90.0"], []),
    ],
)
def test_counts_written_with_a_point_are_found(heading, cells, found):
    lines = [("th", heading), *[("td", cell) for cell in cells]]
    html = "".join(f"<tr><{tag}>{cell}</{tag}></tr>" for tag, cell in lines)
    assert unmeant(f"<table>{html}</table>") == found
