"""The course in JupyterLab, as a trainee has it: run as a whole, questions in view, solutions closed."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from browsing import browser
from conftest import ROOT

import lab
from onearm.charts import VEGA_LITE

__all__ = ["browser"]  # a fixture

CHAPTERS = ["chapters/design/thall-simon", "chapters/safety/what-zero-of-seven-means", "chapters/index"]
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false"},
    "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings": {"autosave": False},
}
"""Every cell is laid out, as if a trainee had scrolled through all of them; no news are fetched; and the
ledger finds each chapter as it is stored, not half run."""

BY_FILES = ["--KernelManager.transport=ipc"] if sys.platform == "linux" else []
"""How the server speaks to kernels, as in `forked_kernels`."""

LAUNCHER = ".jp-Launcher >> visible=true"
OPEN = "path => jupyterapp.commands.execute('docmanager:open', { path }).then(() => null)"
CLOSE = "() => { jupyterapp.commands.execute('application:close'); }"
READY = ".jp-Notebook .jp-MarkdownOutput h1"
WAITING = "| Idle"
"""What the status bar says of a kernel that has started; JupyterLab drops what it is told to run before."""

MARK_OUTPUTS = """() => {
  for (const output of document.querySelectorAll(".jp-OutputArea-output")) output.dataset.stored = "";
}"""
DONE = """() => !document.querySelector("[data-stored]")
  && [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")]
    .every(prompt => /^(\\[\\d+\\]:)?$/.test(prompt.textContent.trim()))"""
"""No output is the stored one, and each cell has its number again: `[*]` and `[ ]` have not run."""

DRAWN = """stored => {
  const charts = [...document.querySelectorAll(".vega-embed")];
  return charts.length === stored && charts.every(chart => chart.querySelector("svg, canvas"));
}"""
SHOWN = "element => element.checkVisibility() && element.getBoundingClientRect().height > 0"


def free_port():
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


# -- the copy ---------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path):
    """A book of one chapter, and where its copy is to stand."""
    root = tmp_path / "book"
    for folder in lab.FOLDERS:
        (root / folder).mkdir(parents=True)
    write(root / "chapters" / "one.ipynb", "1 + 1")
    (root / "chapters" / "one.md").write_text("a text", encoding="utf-8")
    return root, tmp_path / "course"


def write(path, source, outputs=()):
    cell = {"cell_type": "code", "source": [source], "outputs": list(outputs)}
    path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")


def source(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]


def test_the_copy_holds_the_notebooks_and_not_their_texts(book):
    root, course = book
    assert lab.refresh(root, course) == []
    assert source(course / "chapters" / "one.ipynb") == ["1 + 1"]
    assert not (course / "chapters" / "one.md").exists()


def test_a_notebook_that_was_only_run_is_refreshed(book):
    root, course = book
    lab.refresh(root, course)
    write(
        course / "chapters" / "one.ipynb", "1 + 1", [{"output_type": "stream", "name": "stdout", "text": "2"}]
    )
    write(root / "chapters" / "one.ipynb", "1 + 2")
    assert lab.refresh(root, course) == []
    assert source(course / "chapters" / "one.ipynb") == ["1 + 2"]


def test_what_a_reader_wrote_stays_and_is_told_once_the_book_is_newer(book):
    root, course = book
    lab.refresh(root, course)
    write(course / "chapters" / "one.ipynb", "my answer")
    assert lab.refresh(root, course) == []
    write(root / "chapters" / "one.ipynb", "1 + 2")
    for _ in range(2):
        assert lab.refresh(root, course) == ["chapters/one.ipynb"]
        assert source(course / "chapters" / "one.ipynb") == ["my answer"]


def test_a_notebook_that_was_deleted_comes_again(book):
    root, course = book
    lab.refresh(root, course)
    (course / "chapters" / "one.ipynb").unlink()
    lab.refresh(root, course)
    assert source(course / "chapters" / "one.ipynb") == ["1 + 1"]


def test_a_torn_notebook_of_the_reader_stays(book):
    root, course = book
    lab.refresh(root, course)
    (course / "chapters" / "one.ipynb").write_text("{", encoding="utf-8")
    lab.refresh(root, course)
    assert (course / "chapters" / "one.ipynb").read_text(encoding="utf-8") == "{"


@pytest.mark.parametrize("user", [0, 1000])
def test_root_is_told_and_let_in(monkeypatch, capsys, user):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    assert ("--allow-root" in lab.command()) == (user == 0)
    assert ("You are root" in capsys.readouterr().out) == (user == 0)


@pytest.mark.parametrize("writable", [True, False])
def test_a_home_that_cannot_be_written_is_told_and_left_alone(tmp_path, monkeypatch, capsys, writable):
    monkeypatch.setattr(os, "access", lambda path, mode: writable)
    monkeypatch.delenv("JUPYTER_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("IPYTHONDIR", "chosen")
    told = lab.without_home(Path("home"), tmp_path)
    assert (told.get("JUPYTER_RUNTIME_DIR") == str(tmp_path / "runtime")) == (not writable)
    assert "IPYTHONDIR" not in told
    assert ("home cannot be written to" in capsys.readouterr().out) == (not writable)


# -- in the browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a JupyterLab that `make lab` would start, at a copy of the course."""
    folder = tmp_path_factory.mktemp("lab")
    lab.refresh(ROOT, folder / "course")
    for name, setting in SETTINGS.items():
        path = folder / "settings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(setting), encoding="utf-8")
    port = free_port()
    options = [f"--ServerApp.port={port}", "--IdentityProvider.token=", "--no-browser", "--allow-root"]
    options += ["--expose-app-in-browser", *BY_FILES]
    environment = {
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
    }
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyterlab",
                f"--ServerApp.root_dir={folder / 'course'}",
                *lab.QUIET,
                *options,
            ],
            env={**os.environ, **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}/api").close()
            break
        except OSError:
            time.sleep(0.2)
    yield address
    process.terminate()
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:  # it waits for ever for a thread of its own that was at work when asked
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def tab(server, browser):
    """One tab for all chapters, so that JupyterLab is fetched and compiled once."""
    tab = browser.new_page(viewport={"width": 1280, "height": 1000})
    tab.set_default_timeout(300_000)
    tab.goto(f"{server}/lab?reset")
    tab.locator(LAUNCHER).wait_for()
    yield tab
    tab.close()


@pytest.fixture(scope="module", params=CHAPTERS)
def notebook(tab, request):
    """A chapter that was opened and run from its first cell to its last; a failure leaves a picture."""
    tab.evaluate(OPEN, f"{request.param}.ipynb")
    tab.locator(READY).first.wait_for()
    tab.get_by_text(WAITING).wait_for()
    tab.evaluate(MARK_OUTPUTS)
    tab.get_by_role("menuitem", name="Run", exact=True).click()
    tab.locator("[data-command='runmenu:run-all']").click()
    evidence = ROOT / "_build" / f"lab-{request.param.rpartition('/')[2]}.png"
    try:
        tab.wait_for_function(DONE, polling=500)
    finally:
        tab.screenshot(path=evidence)
    yield tab
    tab.evaluate(CLOSE)
    tab.get_by_role("button", name="Discard").click()
    tab.locator(LAUNCHER).wait_for()


def test_it_runs_without_an_error(notebook):
    said = notebook.locator("[data-mime-type$='stderr'], [data-mime-type$='jupyter.error']")
    assert said.all_inner_texts() == []
    assert "Traceback" not in notebook.locator(".jp-Notebook").inner_text()


def test_charts_are_drawn(notebook):
    path = notebook.url.partition("/lab/tree/")[2].partition("?")[0]
    notebook.wait_for_function(DRAWN, arg=(ROOT / path).read_text(encoding="utf-8").count(f'"{VEGA_LITE}"'))


def test_questions_show_and_their_answers_are_closed(notebook):
    questions = notebook.locator(".self-test > p")
    choices = notebook.locator(".self-test > details")
    assert all(questions.evaluate_all(f"all => all.map({SHOWN})"))
    assert choices.evaluate_all("all => all.some(choice => choice.open)") is False
    assert choices.count() >= 3 * questions.count()


def test_solutions_are_closed_and_open_at_a_click(notebook):
    solutions = notebook.locator("details.solution")
    assert solutions.evaluate_all("all => all.some(solution => solution.open)") is False
    if solutions.count():
        code = notebook.get_by_text("# Solution to exercise").locator("visible=true")
        assert not any(solutions.evaluate_all(f"all => all.map({SHOWN})"))
        assert code.count() == 0
        notebook.locator(".jp-showHiddenCellsButton").click()
        solutions.locator("summary").first.click()
        assert solutions.first.evaluate("solution => solution.open")
        assert code.count() >= 1


def test_no_trace_of_another_language_shows(notebook):
    for text in notebook.locator(".jp-MarkdownOutput").all_inner_texts():
        for trace in ("{cite}", "{value}", "{quote}", "```", ":label:", "{exercise}", "<!--", "**"):
            assert trace not in text
