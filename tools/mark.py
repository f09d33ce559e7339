"""Draw the book's mark, seven dots of which five are filled, and the card that shared links show.

python tools/mark.py
"""

from math import cos, pi, sin
from pathlib import Path

import vl_convert

from onearm.charts import COLOURS

STATIC = Path(__file__).resolve().parents[1] / "_static"
SUCCESSES, PATIENTS = 5, 7


def dots():
    """Return the mark as SVG shapes, 32 wide and high: the successes filled, the others open, clockwise."""
    shapes = []
    for patient in range(PATIENTS):
        angle = 2 * pi * (patient - (SUCCESSES - 1) / 2) / PATIENTS
        x, y = 16 + 11.5 * sin(angle), 16 - 11.5 * cos(angle)
        success = patient < SUCCESSES
        radius, paint = (3.9, "fill") if success else (3.1, 'fill="none" stroke-width="1.6" stroke')
        colour = COLOURS["success" if success else "failure"]
        shapes.append(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius}" {paint}="{colour}"/>')
    return "".join(shapes)


def mark():
    """Return the mark as SVG."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{dots()}</svg>\n'


def card():
    """Return the card as SVG, in the proportions that sites show."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">'
        '<rect width="1200" height="630" fill="#ffffff"/>'
        f'<g transform="translate(90 165) scale(9.4)">{dots()}</g>'
        '<g font-family="DejaVu Sans, sans-serif" fill="#222832">'
        '<text x="450" y="310" font-size="74" font-weight="bold">Seven Patients</text>'
        '<text x="453" y="380" font-size="34">A published phase II trial,</text>'
        '<text x="453" y="428" font-size="34">derived again number by number</text></g></svg>'
    )


if __name__ == "__main__":
    (STATIC / "mark.svg").write_text(mark(), encoding="utf-8", newline="\n")
    (STATIC / "card.png").write_bytes(vl_convert.svg_to_png(card()))
