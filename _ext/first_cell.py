"""Let a downloaded notebook run where the book is not installed, such as on Colab.

The notebook that a page offers begins with a cell that fetches the book from its repository and installs it
where `onearm` is absent; elsewhere the cell does nothing. The repository's address comes from the environment
that GitHub Actions sets; without one the notebooks are as they are stored.
"""

import json
import os
from pathlib import PurePosixPath

from finishing import connect

CELL = """\
# Where the book is not installed, fetch it; elsewhere this cell does nothing.
import sys
from importlib.util import find_spec
from pathlib import Path

if not find_spec("onearm"):
    !git clone --quiet --depth 1 {address} seven-patients
    %pip install --quiet myst-nb --editable seven-patients
    sys.path.insert(0, str(Path("seven-patients/lib").resolve()))
    %cd -q seven-patients/{folder}
"""


def repository():
    """Return the address of the repository, empty where the environment names none."""
    server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    return f"{server}/{name}" if server and name else ""


def with_first_cell(notebook, address, folder):
    """Return a notebook, as JSON, that begins with the cell that fetches the book."""
    content = json.loads(notebook)
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "first-cell",
        "metadata": {},
        "outputs": [],
        "source": CELL.format(address=address, folder=folder),
    }
    content["cells"].insert(0, cell)
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def add_first_cells(site):
    """Put the cell into every notebook that a finished site offers."""
    if not (address := repository()):
        return
    offered = site / "_sources"
    for path in offered.rglob("*.ipynb"):
        folder = PurePosixPath(path.relative_to(offered).parent.as_posix())
        text = with_first_cell(path.read_text(encoding="utf-8"), address, folder)
        path.write_text(text, encoding="utf-8", newline="\n")


def setup(app):
    """Register with Sphinx."""
    connect(app, add_first_cells)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
