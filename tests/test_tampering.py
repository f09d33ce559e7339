"""A stored output changed by hand makes the project's own comparison fail, and an untouched one passes."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHAPTER = ROOT / "chapters" / "design" / "operating-characteristics.ipynb"
CHART = "application/vnd.vegalite.v5+json"


def first_output(cells, kind):
    """Return the place of the first cell with an output of a kind, and that output."""
    return next(
        (place, output)
        for place, cell in enumerate(cells)
        for output in cell["outputs"]
        if kind in output.get("data", ())
    )


def change_digit_in_table(cells):
    place, output = first_output(cells, "text/html")
    table = output["data"]["text/html"]
    row = next(number for number, line in enumerate(table) if "<td>5.76</td>" in line)
    table[row] = table[row].replace("5.76", "5.77")
    return place


def change_value_in_chart(cells):
    place, output = first_output(cells, CHART)
    max(output["data"][CHART]["datasets"].values(), key=len)[50]["declared"] += 1e-5
    return place


def strip_output(cells):
    cells[0]["outputs"] = []
    return 0


SPOILERS = (change_digit_in_table, change_value_in_chart, strip_output)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """By the place of each cell of a copy whether the comparison takes it, and which were spoiled by what."""
    folder = tmp_path_factory.mktemp("spoiled")
    notebook = json.loads(CHAPTER.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    spoiled = {spoil: spoil(cells) for spoil in SPOILERS}
    (folder / "copy.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    options = ["-v", "-c", ROOT / "pyproject.toml", "--rootdir", folder, folder]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    found = re.findall(r"^copy::ipynb::Cell (\d+) (PASSED|FAILED)", done.stdout, flags=re.MULTILINE)
    assert len(found) == len(cells)
    return {int(place): outcome == "PASSED" for place, outcome in found}, spoiled


def test_untouched_cells_pass(results):
    passed, spoiled = results
    assert all(taken for place, taken in passed.items() if place not in spoiled.values())


@pytest.mark.parametrize("spoil", SPOILERS)
def test_a_changed_cell_fails(results, spoil):
    passed, spoiled = results
    assert not passed[spoiled[spoil]]
