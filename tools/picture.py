"""Draw README's pictures from what the book holds, for who reads it, who runs it and who teaches with it.

    python tools/picture.py

The walk of the front page in its start; each printed number as a mark of its verdict; and a figure of a
chapter, as its notebook stores it. Each stands on a white ground.
"""

import re
from pathlib import Path

import nbformat

from onearm.ledger._pages import slug
from seven_patients_site.charts.vega_charts import VEGA_LITE, static_svg
from seven_patients_site.ledger import ledger_tables, lit_paper
from seven_patients_site.teaching import run_the_trial

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "_static"
CHAPTER = ROOT / "chapters" / "endpoints" / "survival.ipynb"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" style="background: white" '
FONT = 'font-family="system-ui, sans-serif"'
KEY, LETTER = 12, 3.8
"""How high the line below the marks is, and about how wide one of its letters."""

VIEW_BOX = re.compile(r'viewBox="([^"]*)"')
RULE = re.compile(r"((?:\.[\w-]+,?\s*)+)\{\s*--verdict: (#\w+);")
"""What the style sheet says of a verdict: its classes, and its colour."""


def walk():
    """Return the walk of the front page in its start."""
    v8 = run_the_trial.SCRIPTS.engine()
    drawn = v8.call("picture", run_the_trial.book())
    v8.close()
    return drawn.replace("<svg ", f'{SVG}font-size="9" ', 1)


def verdicts():
    """Return each printed number as a mark, in the order of print, and the key below."""
    found = ledger_tables.read(ROOT / "chapters")["verdict"]
    drawn = re.search(r"<svg .*?</svg>", lit_paper.picture(found, ""), re.DOTALL)[0]
    left, top, width, height = map(int, VIEW_BOX.search(drawn)[1].split())
    drawn = VIEW_BOX.sub(f'viewBox="{left} {top} {width} {height + KEY}"', drawn)
    drawn = drawn.replace("</svg>", f"{key(found.value_counts(), height)}</svg>")
    return painted(drawn).replace("<svg ", f"{SVG}{FONT} ", 1)


def painted(drawn):
    """Return a drawing whose marks have the colours that the style sheet gives their verdicts."""
    rules = RULE.findall((STATIC / "book.css").read_text(encoding="utf-8"))
    colours = {name: colour for classes, colour in rules for name in re.findall(r"[\w-]+", classes)}

    def paint(match):
        of_all, own = (colours.get(name) for name in match[1].split())
        return f'fill="{own or of_all}" stroke="{own or of_all}"'

    return re.sub('class="([^"]*)"', paint, drawn)


def key(counts, top):
    """Return what each mark means, and how many there are, in a line."""
    line, left = "", 0
    for verdict, mark in lit_paper.MARKS.items():
        if verdict in counts:
            words = f"{counts[verdict]} {verdict}"
            line += f'<path class="{slug(verdict)}" d="M{left} {top + 4}{mark}"/>'
            line += f'<text x="{left + 8}" y="{top + 9}" fill="currentColor" font-size="7">{words}</text>'
            left += 20 + LETTER * len(words)
    return line


def figure():
    """Return the first figure of a chapter, with its title."""
    cells = nbformat.read(CHAPTER, as_version=4).cells
    outputs = (output.get("data", {}) for cell in cells for output in cell.get("outputs", ()))
    spec = next(data[VEGA_LITE] for data in outputs if VEGA_LITE in data)
    return static_svg(spec).replace("<svg ", '<svg style="background: white" ', 1)


PICTURES = {"lattice.svg": walk, "verdicts.svg": verdicts, "figure.svg": figure}
"""The files, and what draws each."""

if __name__ == "__main__":
    for name, draw in PICTURES.items():
        (STATIC / name).write_text(f"{draw()}\n", encoding="utf-8", newline="\n")
