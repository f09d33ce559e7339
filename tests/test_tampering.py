"""A stored output changed by hand makes the project's own comparison fail; an untouched copy passes."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHAPTER = ROOT / "chapters" / "design" / "operating-characteristics.ipynb"
CHART = "application/vnd.vegalite.v5+json"


def first_output(notebook, kind):
    """Return the first output of a kind."""
    outputs = (output for cell in notebook["cells"] for output in cell.get("outputs", ()))
    return next(output for output in outputs if kind in output.get("data", ()))


def leave_alone(notebook):
    pass


def change_digit_in_table(notebook):
    table = first_output(notebook, "text/html")["data"]["text/html"]
    row = next(number for number, line in enumerate(table) if "<td>5.76</td>" in line)
    table[row] = table[row].replace("5.76", "5.77")


def change_value_in_chart(notebook):
    datasets = first_output(notebook, CHART)["data"][CHART]["datasets"]
    max(datasets.values(), key=len)[50]["declared"] += 1e-5


def strip_output(notebook):
    next(cell for cell in notebook["cells"] if cell.get("outputs"))["outputs"] = []


SPOILERS = (leave_alone, change_digit_in_table, change_value_in_chart, strip_output)


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """The names of the spoiled copies that the comparison refuses, all compared in one run."""
    folder = tmp_path_factory.mktemp("spoiled")
    for spoil in SPOILERS:
        notebook = json.loads(CHAPTER.read_text(encoding="utf-8"))
        spoil(notebook)
        (folder / f"{spoil.__name__}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        ROOT / "pyproject.toml",
        "--rootdir",
        folder,
        folder,
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return set(re.findall(r"^FAILED (\w+)\.ipynb", done.stdout, flags=re.MULTILINE))


def test_untouched_copy_passes(failed):
    assert "leave_alone" not in failed


@pytest.mark.parametrize("spoil", SPOILERS[1:])
def test_changed_copy_fails(failed, spoil):
    assert spoil.__name__ in failed
