"""Set a data frame as a book sets a table: words from the left, figures to the right, long names in lines.

pandas writes a frame for any page there may be: with lines around each cell, a style sheet of its own, and
all flush right. On the site the book's style sheet says how a table looks, and a name such as `outcome_day`
may break after its underscore.

>>> from seven_patients_site.theme.finishing import mended
>>> head = "<thead><tr><td></td><th>outcome_day</th><th>cause</th></tr></thead>"
>>> row = "<tr><th>1</th><td>50</td><td>died</td></tr>"
>>> frame = f'<table border="1" class="dataframe">{head}{row}</table>'
>>> head, row = mended(frame, REPAIRS).split("</thead>")
>>> head
'<table class="dataframe"><thead><tr><td></td><th>outcome_<wbr>day</th><th class="words">cause</th></tr>'
>>> row
'<tr><th>1</th><td>50</td><td class="words">died</td></tr></table>'
"""

import re

from seven_patients_site.theme.finishing import substitute

FRAME = re.compile(r'<table[^>]*class="dataframe".*?</table>', re.DOTALL)
BY_PANDAS = re.compile(r' (?:border="1"|style="text-align: \w+;")')
STYLE = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL)
ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)
CELL = re.compile(r"<td>(.*?)</td>", re.DOTALL)
OPENING = re.compile(r"<t[dh]\b")
FIGURE = re.compile(r"[-+−≤≥~(\[]?\s*\.?\d|&[lg]t;|NaN|None|-?inf|[–—-]?\Z")
IN_NAME = re.compile(r"(?<=[A-Za-z0-9])_(?=[A-Za-z0-9][^<>]*<)")


def of_words(rows):
    """Return for each column, the last one first, if fewer than half of its cells are figures.

    >>> of_words([["5 of 7", "died"], ["", "alive"], ["unknown", "died"]])
    [True, False]
    """
    columns = zip(*map(reversed, rows), strict=False)  # rows differ where names of rows are cells too
    return [2 * sum(bool(FIGURE.match(cell)) for cell in column) < len(column) for column in columns]


def marked(row, chosen):
    """Return a row of which the chosen cells, told from the last one, are of class `words`."""
    for cell, words in zip(reversed(list(OPENING.finditer(row))), chosen, strict=False):
        if words:
            row = f'{row[: cell.end()]} class="words"{row[cell.end() :]}'
    return row


def set_frame(found):
    """Return one frame as the site has it."""
    head, body = found[0].split("</thead>")
    chosen = of_words([CELL.findall(row) for row in ROW.findall(body)])
    above, start, last = head.rpartition("<tr")
    rows = ROW.sub(lambda row: marked(row[0], chosen), body)
    return IN_NAME.sub("_<wbr>", f"{above}{marked(start + last, chosen)}</thead>{rows}")


REPAIRS = {
    "pandas brings a style sheet with a frame": substitute(STYLE, ""),
    "pandas draws lines around cells, and sets all flush right": substitute(
        FRAME, lambda found: BY_PANDAS.sub("", found[0])
    ),
    "pandas sets words as it sets figures, and lets no name break": substitute(FRAME, set_frame),
}
