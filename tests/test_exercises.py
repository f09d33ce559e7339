"""The exercises: answers are computed, the chapters' solutions pass, and each slip is told from all else."""

import itertools
import math
import re

import nbformat
import pytest

import notebooks
from onearm.exercises import OPEN, RIGHT, SLIP, WRONG, Exercise, Slip
from seven_patients import EXERCISES, try_it

LABEL = re.compile(r"```\{exercise\}\n:label: (\S+)")
STUB = re.compile(r'try_it\("([^"]+)", \.\.\.\)')
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

CHAPTERS = {
    text: labels
    for text in notebooks.sources()
    if (labels := LABEL.findall(text.read_text(encoding="utf-8")))
}
HOME = {label: text for text, labels in CHAPTERS.items() for label in labels}

EACH = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


@EACH
def test_the_answer_passes_rounded_as_asked_and_not(exercise):
    answer = float(exercise.answer())
    assert exercise.judge(answer).mark == exercise.judge(round(answer, exercise.decimals)).mark == RIGHT


@EACH
def test_each_slip_has_its_own_number_and_words(exercise):
    assert exercise.slips
    values = [float(exercise.answer()), *(float(slip.value()) for slip in exercise.slips)]
    assert all(map(math.isfinite, values))
    for one, other in itertools.combinations(values, 2):
        assert abs(one - other) > 10**-exercise.decimals * 0.999
    for slip, value in zip(exercise.slips, values[1:], strict=True):
        judgement = exercise.judge(round(value, exercise.decimals))
        assert (judgement.mark, judgement.says) == (SLIP, slip.says)


@EACH
def test_the_solution_in_the_chapter_prints_the_answer(exercise):
    cells = nbformat.read(HOME[exercise.name].with_suffix(".ipynb"), as_version=4).cells
    sources = [cell.source for cell in cells]
    start = next(i for i, source in enumerate(sources) if f"{{solution-start}} {exercise.name}\n" in source)
    end = next(i for i, source in enumerate(sources) if i > start and "{solution-end}" in source)
    outputs = [output for cell in cells[start : end + 1] for output in cell.get("outputs", ())]
    text = "\n".join(
        output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in outputs
    )
    text += "\n".join(cell.source for cell in cells[start : end + 1] if cell.cell_type == "markdown")
    assert RIGHT in {exercise.judge(float(number)).mark for number in NUMBER.findall(text)}


@pytest.mark.parametrize("text", CHAPTERS, ids=lambda text: text.stem)
def test_each_chapter_has_an_exercise_to_try(text):
    stubs = STUB.findall(text.read_text(encoding="utf-8"))
    assert stubs
    assert set(stubs) <= set(CHAPTERS[text])
    assert set(stubs) == {name for name in EXERCISES if HOME[name] == text}


@pytest.mark.parametrize("text", CHAPTERS, ids=lambda text: text.stem)
def test_each_chapter_has_two_to_four_exercises_each_with_its_solution(text):
    said = text.read_text(encoding="utf-8")
    assert 2 <= len(CHAPTERS[text]) <= 4
    assert re.findall(r"\{solution-start\} (\S+)\n:class: dropdown", said) == CHAPTERS[text]


def test_an_empty_place_asks_for_the_number():
    assert try_it("ex-oc-first-look", ...).mark == OPEN
    assert "(%, to 1 decimal)" in repr(try_it("ex-oc-first-look"))


def test_a_proportion_for_a_percentage_is_a_slip():
    exercise = Exercise("ex-share", "the share", lambda: 50.0, unit="%", decimals=1)
    assert exercise.judge(0.5).says == "You gave a proportion; a percentage is asked for."
    assert exercise.judge(0.7).mark == WRONG


def test_the_first_slip_that_fits_is_named():
    exercise = Exercise(
        "ex-third", "a third", lambda: 1 / 3, (Slip("You took two.", lambda: 2 / 3),), decimals=2
    )
    assert repr(exercise.judge(0.67)) == "△ You took two."
    assert repr(exercise.judge(0.9)) == "✗ Not yet. Asked for: a third (to 2 decimals)."


@pytest.mark.parametrize("given", ["0.5", None, True, float("nan"), math.inf, [1]], ids=repr)
def test_a_number_must_be_a_number(given):
    with pytest.raises(ValueError, match=r"your answer, .* must be a finite number\.\nWhat came: "):
        try_it("ex-oc-first-look", given)


@pytest.mark.parametrize("name", ["ex-oc-first-lok", "", None, 7, []], ids=repr)
def test_an_unknown_exercise_names_others(name):
    with pytest.raises(ValueError, match=r"name must be that of an exercise, such as ex-.*\nWhat came: "):
        try_it(name, 1)
