"""The notebooks are made from their texts, ran from first to last, and hide nothing from the comparison.

nbval runs every stored notebook and compares its outputs; the tests here close the gaps it leaves.
"""

import shutil
import subprocess
import sys

import nbformat
import pytest
from conftest import copied_texts

import notebooks

TEXTS = notebooks.sources()
NAMES = [str(text.relative_to(notebooks.CHAPTERS).with_suffix("")) for text in TEXTS]


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_stored_notebook_is_sound(text):
    assert notebooks.flaws(text) == []


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_code_fits_the_page(text):
    stored = nbformat.read(text.with_suffix(".ipynb"), as_version=4)  # as its text, or it is not sound
    code = [cell.source for cell in stored.cells if cell.cell_type == "code"]
    assert [line for source in code for line in source.splitlines() if len(line) > 79] == []


def test_every_notebook_has_its_text():
    stored = {
        path.with_suffix(".md")
        for path in notebooks.CHAPTERS.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    }
    assert stored == set(TEXTS)


@pytest.fixture
def chapter(tmp_path):
    """A copy of one chapter, text and notebook, that a test may spoil, among the others."""
    source = notebooks.CHAPTERS / "design" / "operating-characteristics.md"
    book = copied_texts(tmp_path)
    shutil.copy(source.with_suffix(".ipynb"), book / "design")
    return book / "design" / source.name


def test_untouched_copy_has_no_flaw(chapter):
    assert notebooks.flaws(chapter) == []


def test_making_it_again_changes_no_byte(chapter):
    made = nbformat.writes(notebooks.executed(chapter)) + "\n"
    assert made == chapter.with_suffix(".ipynb").read_text(encoding="utf-8")


def test_text_edited_without_making_the_notebook_again_fails(chapter):
    chapter.write_text(
        chapter.read_text(encoding="utf-8").replace("Count the ways", "Count all ways"), encoding="utf-8"
    )
    assert notebooks.flaws(chapter) == ["its cells are not those of the text"]


@pytest.mark.parametrize(
    ("spoil", "flaw"),
    [
        (
            lambda cell: cell.update(execution_count=None, outputs=[]),
            "its cells did not run once each, from first to last",
        ),
        (
            lambda cell: cell.metadata.update(tags=["nbval-ignore-output"]),
            "a cell is exempt from the comparison",
        ),
        (
            lambda cell: cell.outputs.append(nbformat.v4.new_output("stream", name="stderr", text="oh")),
            "an output is an error or a warning",
        ),
        (
            lambda cell: cell.outputs.append(nbformat.v4.new_output("display_data", data={"image/png": ""})),
            "an output is a picture, which is never compared",
        ),
    ],
    ids=["unexecuted", "exempt", "warning", "picture"],
)
def test_what_a_comparison_cannot_see_is_a_flaw(chapter, spoil, flaw):
    path = chapter.with_suffix(".ipynb")
    stored = nbformat.read(path, as_version=4)
    spoil(next(cell for cell in stored.cells if cell.cell_type == "code"))
    nbformat.write(stored, path)
    assert flaw in notebooks.flaws(chapter)


def test_a_changed_sentence_needs_no_kernel(chapter, monkeypatch):
    text = chapter.read_text(encoding="utf-8").replace("Count the ways", "Count all ways")
    chapter.write_text(text, encoding="utf-8")
    monkeypatch.setattr(notebooks, "executed", lambda text: pytest.fail("it was run"))
    notebooks.write(chapter, again=False)
    assert notebooks.flaws(chapter) == []
    assert "Count all ways" in chapter.with_suffix(".ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [("truths = [theta, 0.4,", "truths = [theta, 0.3,"), ("\n## ", "\n{value}`truths`\n\n## ")],
)
def test_changed_code_and_a_new_number_are_run(chapter, old, new):
    text = chapter.read_text(encoding="utf-8")
    assert old in text
    chapter.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert notebooks.unrun(chapter) is None


def test_number_changed_in_a_stored_sentence_is_a_flaw(chapter):
    path = chapter.with_suffix(".ipynb")
    stored = path.read_text(encoding="utf-8")
    sentence = "5.76\N{NO-BREAK SPACE}% of trials"
    assert sentence in stored
    path.write_text(stored.replace(sentence, sentence.replace("5.76", "5.67")), encoding="utf-8")
    assert notebooks.flaws(chapter) == ["its cells are not those of the text"]


def test_number_that_no_cell_computed_is_a_flaw(chapter):
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n{value}`truths`\n", encoding="utf-8")
    assert notebooks.flaws(chapter) == ["its cells are not those of the text"]


def test_what_cannot_be_compiled_is_told_with_its_line(chapter):
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n{term}`IPS`\n", encoding="utf-8")
    (flaw,) = notebooks.flaws(chapter)
    line = len(chapter.read_text(encoding="utf-8").splitlines())
    assert flaw.startswith(
        f"operating-characteristics.md, line {line}: a role must be one of cite, quote, value."
    )


def test_missing_notebook_is_a_flaw(chapter):
    chapter.with_suffix(".ipynb").unlink()
    assert notebooks.flaws(chapter) == ["it does not exist"]


def test_the_command_fails_for_a_flaw_alone(monkeypatch):
    command = [sys.executable, notebooks.__file__, "--check", notebooks.ROOT / "chapters/verdict/ledger.md"]
    assert subprocess.run(command).returncode == 0
    monkeypatch.setattr(notebooks, "flaws", lambda text: ["it is torn"] if text.stem == "ledger" else [])
    assert "chapters/verdict/ledger.md: it is torn" in notebooks.check()
