"""Draw README's pictures from what the book holds, for who reads it, who runs it and who teaches with it.

    python tools/picture.py

The walk of the front page in its start; each printed number as a mark of its verdict; and a figure of a
chapter, as its notebook stores it. Each stands on a white ground.
"""

import re
from pathlib import Path

import nbformat

from seven_patients_site.charts.vega_charts import VEGA_LITE, static_svg
from seven_patients_site.ledger import ledger_tables, lit_paper
from seven_patients_site.teaching import run_the_trial

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "_static"
CHAPTER = ROOT / "chapters" / "endpoints" / "survival.ipynb"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" style="background: white" '
RULE = re.compile(r"((?:\.[\w-]+,?\s*)+)\{\s*--verdict: (#\w+);")
"""What the style sheet says of a verdict: its classes, and its colour."""


def walk():
    """Return the walk of the front page in its start."""
    v8 = run_the_trial.SCRIPTS.engine()
    drawn = v8.call("picture", run_the_trial.book())
    v8.close()
    return drawn.replace("<svg ", f'{SVG}font-size="9" ', 1)


def verdicts():
    """Return each printed number as a mark, in the order of print, in the colour of its verdict."""
    table = ledger_tables.read(ROOT / "chapters")
    drawn = re.search(r"<svg .*?</svg>", lit_paper.picture(table["verdict"], ""), re.DOTALL)[0]
    rules = RULE.findall((STATIC / "book.css").read_text(encoding="utf-8"))
    styles = "".join(f"{classes.strip()}{{fill:{colour};stroke:{colour}}}" for classes, colour in rules)
    return drawn.replace("<svg ", SVG, 1).replace(">", f"><style>{styles}</style>", 1)


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
