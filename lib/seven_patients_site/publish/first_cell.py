"""Let a downloaded notebook run where the book is not installed, such as on Colab.

The notebook that a page offers begins with a cell that looks for the library and, where it is absent,
installs it from the site that the notebook came from; where neither is to be had, it says what to do.
Elsewhere it does nothing. The site's address comes from the environment (see `site_address`); a site that was
built without one offers notebooks whose cell cannot fetch anything.
"""

import json
import tomllib

from seven_patients_site import ROOT
from seven_patients_site.publish.site_address import base_url

ID = "first-cell"
BEGINNING = """\
# Where the book's library is not installed, install it; elsewhere this cell does nothing.
from importlib.util import find_spec

"""
FETCH = """\
if not find_spec("onearm"):
    %pip install --quiet --disable-pip-version-check {wheel}
"""
END = """\
if not find_spec("onearm"):
    raise ModuleNotFoundError(
        "The library behind this notebook is neither installed nor to be had from "
        "its site: unpack course.zip, which the site's first page offers, and "
        "start as the README in it says."
    )
"""


def wheel():
    """Return the name of the library's wheel."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['name']}-{project['version']}-py3-none-any.whl"


def first_cell(address):
    """Return the code of the cell, for a site at an address, or at one that nobody told.

    >>> print(first_cell("https://book.test").splitlines()[4].strip())  # doctest: +ELLIPSIS
    %pip install --quiet --disable-pip-version-check https://book.test/onearm-...-py3-none-any.whl
    """
    fetch = FETCH.format(wheel=f"{address}/{wheel()}") if address else ""
    return BEGINNING + fetch + END


def with_first_cell(notebook, address):
    """Return a notebook, as JSON, that begins with the cell."""
    content = json.loads(notebook)
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": ID,
        "metadata": {},
        "outputs": [],
        "source": first_cell(address),
    }
    content["cells"] = [cell, *(other for other in content["cells"] if other["id"] != ID)]
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def add_first_cells(site):
    """Put the cell into every notebook that a finished site offers."""
    for path in (site / "_sources").rglob("*.ipynb"):
        text = with_first_cell(path.read_text(encoding="utf-8"), base_url())
        path.write_text(text, encoding="utf-8", newline="\n")
