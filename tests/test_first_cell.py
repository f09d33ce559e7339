"""A notebook downloaded from the site begins with a cell that fetches the book where it is not installed."""

import json
from types import SimpleNamespace

import nbformat
import pytest
from conftest import ROOT
from IPython.core.inputtransformer2 import TransformerManager

import first_cell
import publishing

ADDRESS = "https://github.test/somebody/seven-patients"
CHAPTER = ROOT / "chapters" / "design" / "operating-characteristics.ipynb"


@pytest.fixture
def environment(monkeypatch):
    """An environment that names no place."""
    for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "BOOK_HUB_URL"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture
def offered():
    stored = CHAPTER.read_text(encoding="utf-8")
    return nbformat.reads(first_cell.with_first_cell(stored, ADDRESS, "chapters/design"), as_version=4)


def test_everything_after_the_first_cell_is_as_stored(offered):
    nbformat.validate(offered)
    assert offered.cells[1:] == nbformat.read(CHAPTER, as_version=4).cells


def test_the_first_cell_does_nothing_where_the_book_is_installed(offered):
    code = TransformerManager().transform_cell(offered.cells[0].source)
    exec(compile(code, "first cell", "exec"), {"get_ipython": lambda: pytest.fail("it did something")})


def test_the_first_cell_names_repository_and_folder(offered):
    assert f"git clone --quiet --depth 1 {ADDRESS} " in offered.cells[0].source
    assert "seven-patients/chapters/design\n" in offered.cells[0].source


def test_the_repository_comes_from_the_environment(environment):
    assert first_cell.repository() == ""
    environment.setenv("GITHUB_SERVER_URL", "https://github.test")
    assert first_cell.repository() == ""
    environment.setenv("GITHUB_REPOSITORY", "somebody/seven-patients")
    assert first_cell.repository() == ADDRESS


def test_without_a_repository_the_notebooks_are_left_alone(environment, tmp_path):
    notebook = tmp_path / "_sources" / "chapters" / "a.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_text('{"cells": []}', encoding="utf-8")
    first_cell.add_first_cells(tmp_path)
    assert json.loads(notebook.read_text(encoding="utf-8")) == {"cells": []}
    environment.setenv("GITHUB_SERVER_URL", "https://github.test")
    environment.setenv("GITHUB_REPOSITORY", "somebody/seven-patients")
    first_cell.add_first_cells(tmp_path)
    (cell,) = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    assert "%cd -q seven-patients/chapters\n" in cell["source"]


@pytest.mark.parametrize(
    ("server", "hub", "leads"),
    [
        (None, None, None),
        ("https://github.test", None, set()),
        ("https://github.com", None, {"binderhub_url"}),
        ("https://github.test", "https://hub.test", {"jupyterhub_url"}),
    ],
)
def test_launch_buttons_stand_only_where_they_lead_somewhere(environment, server, hub, leads):
    for name, value in [("GITHUB_SERVER_URL", server), ("GITHUB_REPOSITORY", "a/b"), ("BOOK_HUB_URL", hub)]:
        if value:
            environment.setenv(name, value)
    config = SimpleNamespace(html_theme_options={})
    publishing.set_repository(None, config)
    buttons = config.html_theme_options.get("launch_buttons")
    assert leads == (buttons and {name for name, url in buttons.items() if name.endswith("url") and url})
