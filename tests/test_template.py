"""The template of a chapter runs, and passes the checks that every chapter passes."""

import re
import shutil

import nbformat
import pytest
import test_claims
import test_course_map
import test_exercises
import test_self_tests
from conftest import ROOT, copied_texts

import notebooks
import plain
from seven_patients_site.course import chapter_facts


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    """A copy of the template among the chapters' folders, made into a notebook."""
    copy = copied_texts(tmp_path_factory.mktemp("book")) / "design" / "chapter.md"
    shutil.copy(ROOT / "tools" / "chapter.md", copy)
    return notebooks.write(copy)


def test_the_notebook_is_sound_and_fits_the_page(chapter):
    assert notebooks.flaws(chapter) == []
    code = [cell.source for cell in plain.compiled(chapter).cells if cell.cell_type == "code"]
    assert all(len(line) <= 79 for source in code for line in source.splitlines())


def test_it_tells_its_needs_and_its_paths(chapter):
    assert chapter_facts.read("Design", "chapters/design/chapter", chapter.read_text(encoding="utf-8"))


def test_its_notebook_tells_its_times(chapter):
    first = nbformat.read(chapter.with_suffix(".ipynb"), as_version=4).cells[0].source
    assert re.search(
        r"^\*\d+ minutes for the text, \d+ for the code, \d+ for the exercises\. You", first, re.M
    )


def test_it_says_what_a_reader_will_be_able_to_do(chapter, monkeypatch):
    monkeypatch.setattr(test_course_map, "text", lambda page: chapter.read_text(encoding="utf-8"))
    test_course_map.test_a_chapter_says_first_what_a_reader_will_be_able_to_do.__wrapped__("chapter")


def test_its_exercises_and_questions_are_whole(chapter, monkeypatch):
    labels = test_exercises.LABEL.findall(chapter.read_text(encoding="utf-8"))
    monkeypatch.setitem(test_exercises.CHAPTERS, chapter, labels)
    test_exercises.test_each_chapter_has_two_to_four_exercises_each_with_its_solution.__wrapped__(chapter)
    test_self_tests.test_a_chapter_ends_with_two_or_three_questions.__wrapped__(chapter)
    test_self_tests.test_one_choice_is_right_and_each_is_explained.__wrapped__(chapter)


def test_it_leads_to_the_list_of_symbols(chapter):
    assert "../reference/notation.md" in chapter.read_text(encoding="utf-8")


def test_it_types_no_claimed_number(chapter):
    test_claims.test_no_claimed_number_is_typed_in_prose.__wrapped__(chapter)
