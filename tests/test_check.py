"""`make check` finds what a change reaches, nearest first, and `make page` the page that is meant."""

import socket
from functools import cache

import pytest
from conftest import ROOT

import check
import notebooks
import page

CHAPTER = ROOT / "chapters" / "endpoints" / "days-without-ventilation"


needs = cache(check.graph)


def reached(*paths):
    return check.steps(needs(), {ROOT / path for path in paths})


def test_a_change_in_the_library_reaches_its_tests_and_the_chapters_that_use_it():
    away = reached("lib/onearm/printed/reconstruct.py")
    assert away[ROOT / "tests" / "test_reconstruct.py"] == away[CHAPTER.with_suffix(".md")] == 1
    assert ROOT / "tests" / "test_stopping.py" not in away


def test_a_change_beneath_others_reaches_what_uses_them():
    away = reached("lib/onearm/printed/_integer_samples.py")
    assert 1 < away[ROOT / "tests" / "test_reconstruct.py"] < 4


def test_a_table_reaches_all_that_reads_the_data():
    assert ROOT / "tests" / "test_datasets.py" in reached("data/patients.csv")


def test_a_chapter_reaches_its_notebook_and_what_is_asked_of_all_chapters():
    run, _ = check.chosen(reached("chapters/endpoints/days-without-ventilation.md"), {})
    assert CHAPTER.with_suffix(".ipynb") in run
    assert {ROOT / "tests" / f"test_{name}.py" for name in ("exercises", "notation", "glossary")} <= set(run)


def test_the_nearest_comes_first_and_what_takes_too_long_is_left():
    away = reached("lib/onearm/printed/grim.py")
    run, left = check.chosen(away, {"tests/test_grim.py": 2 * check.SECONDS})
    assert run[0] == ROOT / "lib" / "onearm" / "printed" / "grim.py"
    assert ROOT / "tests" / "test_grim.py" in left
    everything, nothing = check.chosen(away, dict.fromkeys(map(check.place, [*run, *left]), 0))
    assert set(everything) == {*run, *left}
    assert nothing == []


def test_what_needs_the_site_is_not_chosen():
    tests = ["test_book.py", "test_browser.py", "test_downloads.py", "browsing.py", "conftest.py"]
    assert [name for name in tests if check.runnable(ROOT / "tests" / name)] == []


def test_a_commit_that_git_does_not_know_is_told():
    with pytest.raises(SystemExit, match="must be one that git knows"):
        check.changed("no-such-commit")


@pytest.mark.parametrize("name", ["", ".md", "nobody", "chapters/design"])
def test_a_page_that_does_not_exist_is_told(name):
    with pytest.raises(SystemExit, match="PAGE must be the path of one page"):
        page.main(name)


@pytest.mark.parametrize("name", ["oxygen", "endpoints/oxygen.ipynb", "chapters/endpoints/oxygen.md"])
def test_a_page_may_be_named_in_short(name):
    assert page.text_of(name) == notebooks.CHAPTERS / "endpoints" / "oxygen.md"


def test_a_page_is_shown_by_the_server_that_runs():
    html = page.SITE / "chapters" / "index.html"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert page.address(html, port) == f"http://localhost:{port}/chapters/index.html"
    assert page.address(html, port) == html.as_uri()
