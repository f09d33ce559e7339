"""Draw README's picture from the chart stored in the front page's notebook.

python tools/picture.py
"""

import json
from pathlib import Path

import vl_convert

from onearm.charts import VEGA_LITE

ROOT = Path(__file__).resolve().parents[1]
FRONT_PAGE = ROOT / "chapters" / "index.ipynb"
PICTURE = ROOT / "_static" / "lattice.svg"


def picture():
    """Return the first chart of the front page as SVG on a white ground."""
    cells = json.loads(FRONT_PAGE.read_text(encoding="utf-8"))["cells"]
    outputs = (output.get("data", {}) for cell in cells for output in cell.get("outputs", ()))
    spec = next(data[VEGA_LITE] for data in outputs if VEGA_LITE in data)
    return vl_convert.vegalite_to_svg({**spec, "background": "white"})


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8", newline="\n")
