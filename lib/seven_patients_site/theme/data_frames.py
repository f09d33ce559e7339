"""Set a data frame as a book sets a table: words from the left, figures to the right, long names in lines.

pandas writes a frame for any page there may be: with lines around each cell, a style sheet of its own, and
all flush right. It writes what Python says: `True`, `<NA>`, and `outcome_day` above a column. On the site the
book's style sheet says how a table looks, a cell says *yes*, *no* or a dash, the name of a column has spaces,
and a name in a cell may break after its underscore.

>>> from seven_patients_site.theme.finishing import mended
>>> head = "<thead><tr><td></td><th>outcome_day</th><th>seen</th></tr></thead>"
>>> row = "<tr><th>1</th><td>50</td><td>True</td></tr>"
>>> frame = f'<table border="1" class="dataframe">{head}{row}</table>'
>>> head, row = mended(frame, REPAIRS).split("</thead>")
>>> head
'<table class="dataframe"><thead><tr><td></td><th>outcome day</th><th class="words">seen</th></tr>'
>>> row
'<tr><th>1</th><td>50</td><td class="words">yes</td></tr></table>'
"""

import re

from seven_patients_site.theme.finishing import drop, each, where

FIGURE = re.compile(r"[-+−≤≥~(\[]?\s*\.?\d|&[lg]t;|NaN|None|-?inf|[–—-]?\Z")
IN_NAME = re.compile(r"(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])")
SNAKE = re.compile(r"\s*[a-z][a-z0-9]*(_[a-z0-9]+)+\s*")
SAID = {"True": "yes", "False": "no", "&lt;NA&gt;": "–", "NaN": "–", "None": "–", "NaT": "–"}
"""What a cell says on the site in place of Python's word."""

ALIGNED = re.compile(r"text-align: \w+;")


frames = where("table", lambda table: table.get("class") == "dataframe")


def flush_rows(page):
    """Return the rows of frames whose cells are all flush to one side."""
    rows = [row for frame in frames(page) for row in frame.descendants("tr")]
    return [row for row in rows if ALIGNED.fullmatch(row.get("style"))]


def of_words(rows):
    """Return for each column, the last one first, if fewer than half of its cells are figures.

    >>> of_words([["5 of 7", "died"], ["", "alive"], ["unknown", "died"]])
    [True, False]
    """
    columns = zip(*map(reversed, rows), strict=False)  # rows differ where names of rows are cells too
    return [2 * sum(bool(FIGURE.match(cell)) for cell in column) < len(column) for column in columns]


def break_names(element):
    """Let the names in an element break after their underscores."""
    for at, child in enumerate(element.children):
        if isinstance(child, str):
            element.children[at] = IN_NAME.sub("_<wbr>", child)
        else:
            break_names(child)


def say_plainly(cells, heads):
    """Put words for Python's own into cells, and spaces into the names of columns."""
    for cell in cells:
        if (text := cell.inside.strip()) in SAID:
            cell.children = [SAID[text]]
    for cell in heads:
        if SNAKE.fullmatch(cell.inside):
            cell.children = [cell.inside.replace("_", " ")]


def set_frame(frame):
    """Set one frame as the site has it."""
    (head,) = frame.descendants("thead")
    in_head = list(head.descendants("tr"))
    say_plainly(frame.descendants("td"), head.descendants("th"))
    rows = [row for row in frame.descendants("tr") if row not in in_head]
    chosen = of_words([[cell.inside for cell in row.elements if cell.name == "td"] for row in rows])
    for row in (in_head[-1], *rows):
        for cell, words in zip(reversed(row.elements), chosen, strict=False):
            if words:
                cell.set("class", "words")
    break_names(frame)


REPAIRS = {
    "pandas brings a style sheet with a frame": drop(
        where("style", lambda style: "scoped" in style.attributes)
    ),
    "pandas draws lines around cells": each(
        where("table", lambda table: table.get("border")), lambda table: table.unset("border")
    ),
    "pandas sets all flush right": each(flush_rows, lambda row: row.unset("style")),
    "pandas sets words as it sets figures, and lets no name break": each(frames, set_frame),
}
