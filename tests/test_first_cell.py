"""A downloaded notebook begins with a cell that fetches the library where it is not installed."""

import json
from types import SimpleNamespace

import nbformat
import pytest
from conftest import ROOT
from IPython.core.inputtransformer2 import TransformerManager

from seven_patients_site.publish import first_cell, site_address
from tested_site import BASE_URL

CHAPTER = ROOT / "chapters" / "design" / "operating-characteristics.ipynb"


@pytest.fixture
def environment(monkeypatch):
    """An environment that names no place."""
    for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "BOOK_BASE_URL", "BOOK_HUB_URL"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def offered(text, address="https://book.test"):
    return nbformat.reads(first_cell.with_first_cell(text, address), as_version=4)


def test_everything_after_the_first_cell_is_as_stored():
    notebook = offered(CHAPTER.read_text(encoding="utf-8"))
    nbformat.validate(notebook)
    assert notebook.cells[1:] == nbformat.read(CHAPTER, as_version=4).cells


def test_the_first_cell_does_nothing_where_the_library_is_installed():
    cell = offered(CHAPTER.read_text(encoding="utf-8")).cells[0]
    code = TransformerManager().transform_cell(cell.source)
    exec(compile(code, "first cell", "exec"), {"get_ipython": lambda: pytest.fail("it did something")})


def test_a_site_built_again_gives_one_first_cell_with_its_new_address():
    once = first_cell.with_first_cell(CHAPTER.read_text(encoding="utf-8"), "https://old.test")
    assert offered(once) == offered(CHAPTER.read_text(encoding="utf-8"))


def test_every_notebook_of_the_site_begins_with_it(site, page):
    path = site / "_sources" / page.with_suffix(".ipynb")
    if (ROOT / page.with_suffix(".ipynb")).exists():
        cell = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
        assert f"    %pip install --quiet --disable-pip-version-check {BASE_URL}onearm-" in cell["source"]


def test_addresses_come_from_the_environment(environment):
    assert site_address.repository() == site_address.base_url() == ""
    environment.setenv("GITHUB_SERVER_URL", "https://github.test")
    assert site_address.repository() == ""
    environment.setenv("GITHUB_REPOSITORY", "somebody/seven-patients")
    assert site_address.repository() == "https://github.test/somebody/seven-patients"
    environment.setenv("BOOK_BASE_URL", "https://book.test/")
    assert site_address.base_url() == "https://book.test"


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
    site_address.set_repository(None, config)
    buttons = config.html_theme_options.get("launch_buttons")
    assert leads == (buttons and {name for name, url in buttons.items() if name.endswith("url") and url})
