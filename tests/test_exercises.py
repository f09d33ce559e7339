"""The exercises: answers are computed, the chapters' solutions pass, and each slip is told from all else."""

import dataclasses
import itertools
import math
import re
from fractions import Fraction
from functools import cache

import nbformat
import pytest
from cases import each_case

import notebooks
from onearm.ledger import Choice, Exercise, Judgement, Option, Several, Slip
from onearm.ledger.exercises import CUT_OFF, OPEN, PERCENTAGE, PROPORTION, REVERSED, RIGHT, SLIP, WRONG
from seven_patients.exercises import EXERCISES, try_it

LABEL = re.compile(r"```\{exercise\}\n:label: (\S+)")
STUB = re.compile(r'try_it\("([^"]+)", \.\.\.\)')
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

CHAPTERS = {
    text: labels
    for text in notebooks.sources()
    if (labels := LABEL.findall(text.read_text(encoding="utf-8")))
}
HOME = {label: text for text, labels in CHAPTERS.items() for label in labels}


def computed_once(exercise):
    """Return an exercise whose answer and slips are computed when they are first asked for, and kept."""
    if isinstance(exercise, Choice):
        return exercise
    slips = tuple(dataclasses.replace(slip, value=cache(slip.value)) for slip in exercise.slips)
    return dataclasses.replace(exercise, answer=cache(exercise.answer), slips=slips)


ONCE = {name: computed_once(exercise) for name, exercise in EXERCISES.items()}


def each(kind):
    chosen = {name: exercise for name, exercise in ONCE.items() if isinstance(exercise, kind)}
    return each_case("exercise", chosen.values(), ids=chosen)


EACH, NUMBERS, SETS, CHOICES = map(each, (object, Exercise, Several, Choice))


@NUMBERS
def test_the_answer_passes_rounded_as_asked_and_not(exercise):
    answer = float(exercise.answer())
    assert exercise.judge(answer).mark == exercise.judge(round(answer, exercise.decimals)).mark == RIGHT


@NUMBERS
def test_the_answer_is_right_so_far_with_fewer_decimals(exercise):
    answer = float(exercise.answer())
    for decimals in range(exercise.decimals):
        short = round(answer, decimals)
        if abs(answer) >= 10**-decimals and len(f"{short!r}".partition(".")[2]) == decimals > 0:
            says = exercise.judge(short).says
            assert says.startswith("Right") or says in {slip.says for slip in exercise.slips}


@NUMBERS
def test_each_slip_has_its_own_number_and_words(exercise):
    assert exercise.slips
    values = [float(exercise.answer()), *(float(slip.value()) for slip in exercise.slips)]
    assert all(map(math.isfinite, values))
    for one, other in itertools.combinations(values, 2):
        assert abs(one - other) > 10**-exercise.decimals * 0.999
    for slip, value in zip(exercise.slips, values[1:], strict=True):
        judgement = exercise.judge(round(value, exercise.decimals))
        assert (judgement.mark, judgement.says) == (SLIP, slip.says)


@SETS
def test_each_set_passes_and_each_slip_has_a_set_of_its_own(exercise):
    assert exercise.judge(sorted(exercise.answer())).mark == RIGHT
    sets = [set(exercise.answer()), *(set(slip.value()) for slip in exercise.slips)]
    assert len(set(map(frozenset, sets))) == len(sets)
    for slip, numbers in zip(exercise.slips, sets[1:], strict=True):
        assert exercise.judge(numbers).says == slip.says


@CHOICES
def test_each_statement_of_a_choice_is_judged(exercise):
    for letter, option in zip(exercise.letters, exercise.options, strict=True):
        judgement = exercise.judge(letter)
        assert judgement.mark == (RIGHT if option.right else SLIP)
        assert option.says in judgement.says
    assert len({option.text for option in exercise.options}) == len(exercise.options)


@EACH
def test_who_is_wrong_thrice_is_helped(exercise):
    assert exercise.step
    assert isinstance(exercise, Choice) or exercise.hint.endswith(".")
    step = re.compile(rf"^## {re.escape(exercise.step)}\b", re.MULTILINE)
    assert step.search(HOME[exercise.name].read_text(encoding="utf-8"))


@cache
def cells_of(text):
    return nbformat.read(text.with_suffix(".ipynb"), as_version=4).cells


def solution_of(exercise):
    """Yield the cells of an exercise's solution, as the notebook has them."""
    text = HOME[exercise.name]
    title = f"<summary>Solution to exercise {CHAPTERS[text].index(exercise.name) + 1}"
    inside = False
    for cell in cells_of(text):
        if cell.cell_type == "markdown":
            inside = re.search(rf"{title}(?!\d)", cell.source) is not None
        if inside:
            yield cell


@NUMBERS
def test_the_solution_in_the_chapter_prints_the_answer(exercise):
    cells = list(solution_of(exercise))
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    text = "\n".join(
        output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in outputs
    )
    text += "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert RIGHT in {exercise.judge(float(number)).mark for number in NUMBER.findall(text)}


@each_case("text", CHAPTERS, ids=lambda text: text.stem)
def test_each_exercise_of_a_chapter_is_judged(text):
    stubs = STUB.findall(text.read_text(encoding="utf-8"))
    assert stubs == CHAPTERS[text]
    assert set(stubs) == {name for name in EXERCISES if HOME[name] == text}


@each_case("text", CHAPTERS, ids=lambda text: text.stem)
def test_each_chapter_has_two_to_four_exercises_each_with_its_solution(text):
    said = text.read_text(encoding="utf-8")
    assert 2 <= len(CHAPTERS[text]) <= 4
    assert re.findall(r"\{solution-start\} (\S+)\n:class: dropdown", said) == CHAPTERS[text]


def test_an_empty_place_asks_for_the_number():
    assert try_it("ex-oc-first-look", ...).mark == OPEN
    assert "(%, to 1 decimal)" in repr(try_it("ex-oc-first-look"))


TWO_OF_SEVEN = Slip("You counted the deaths.", lambda: 2 / 7)
SHARE = Exercise(
    "ex-share", "the share", lambda: 5 / 7, (TWO_OF_SEVEN,), decimals=4, hint="Count.", step="Step 1"
)
PERCENT = Exercise("ex-percent", "the share", lambda: 500 / 7, unit="%", decimals=1)
WHOLE = Exercise("ex-whole", "the patients", lambda: 42, unit="patients")
CHANGE = Exercise("ex-change", "the change", lambda: -1.25, unit="points", decimals=2)
ONE, TWO, THREE = (
    "Right so far: one more decimal.",
    "Right so far: two more decimals.",
    "Right so far: three more decimals.",
)


@each_case(
    ("exercise", "given", "mark", "says"),
    [
        (SHARE, 5 / 7, RIGHT, "Right: 0.7143."),
        (SHARE, 0.7143, RIGHT, "Right: 0.7143."),
        (SHARE, 0.71429, RIGHT, "Right: 0.7143."),
        (SHARE, Fraction(5, 7), RIGHT, "Right: 0.7143."),
        (SHARE, "5/7", RIGHT, "Right: 0.7143."),
        (SHARE, " 5 / 7 ", RIGHT, "Right: 0.7143."),
        (SHARE, ".7143", RIGHT, "Right: 0.7143."),
        (SHARE, "71.43 %", RIGHT, "Right: 0.7143."),
        (SHARE, "71.43%", RIGHT, "Right: 0.7143."),
        (SHARE, 0.714, SLIP, ONE),
        (SHARE, 0.71, SLIP, TWO),
        (SHARE, "0.71", SLIP, TWO),
        (SHARE, "71 %", SLIP, TWO),
        (SHARE, 0.7, SLIP, THREE),
        (SHARE, 71.43, SLIP, PERCENTAGE),
        (SHARE, 71.4, SLIP, PERCENTAGE),
        (SHARE, 71, SLIP, PERCENTAGE),
        (SHARE, 0.7142, SLIP, CUT_OFF),
        (SHARE, -0.7143, SLIP, REVERSED),
        (SHARE, 2 / 7, SLIP, "You counted the deaths."),
        (SHARE, 0.29, SLIP, "You counted the deaths."),
        (SHARE, "2/7", SLIP, "You counted the deaths."),
        (SHARE, 1, WRONG, "Not yet. Asked for: the share (to 4 decimals)."),
        (SHARE, 0.72, WRONG, "Not yet. Asked for: the share (to 4 decimals)."),
        (SHARE, 0, WRONG, "Not yet. Asked for: the share (to 4 decimals)."),
        (PERCENT, 71.4, RIGHT, "Right: 71.4 %."),
        (PERCENT, "71.4 %", RIGHT, "Right: 71.4 %."),
        (PERCENT, 71.43, RIGHT, "Right: 71.4 %."),
        (PERCENT, 71, SLIP, ONE),
        (PERCENT, 0.714, SLIP, PROPORTION),
        (PERCENT, 0.71, SLIP, PROPORTION),
        (PERCENT, "5/7", SLIP, PROPORTION),
        (PERCENT, 0.7, SLIP, PROPORTION),
        (PERCENT, 80, WRONG, "Not yet. Asked for: the share (%, to 1 decimal)."),
        (WHOLE, 42, RIGHT, "Right: 42 patients."),
        (WHOLE, "42", RIGHT, "Right: 42 patients."),
        (WHOLE, 4.2, WRONG, "Not yet. Asked for: the patients (patients, a whole number)."),
        (CHANGE, -1.25, RIGHT, "Right: -1.25 points."),
        (CHANGE, "-1.25", RIGHT, "Right: -1.25 points."),
        (CHANGE, 1.25, SLIP, REVERSED),
        (CHANGE, -1.2, SLIP, ONE),
    ],
    ids=lambda value: getattr(value, "name", repr(value)),
)
def test_each_way_to_write_an_answer_is_judged(exercise, given, mark, says):
    assert exercise.judge(given) == Judgement(mark, says)


def test_a_second_try_gets_the_hint_and_a_third_the_step():
    assert SHARE.judge(0.5, tries=2).says.endswith("(to 4 decimals). Hint: Count.")
    assert SHARE.judge(0.5, tries=3).says.endswith("Hint: Count. Read again: Step 1.")
    assert SHARE.judge(2 / 7, tries=3).says == "You counted the deaths. Hint: Count. Read again: Step 1."
    assert SHARE.judge(0.71, tries=3).says == TWO


def test_a_wrong_answer_counts_once():
    name = "ex-oc-rate"
    first = try_it(name, 99).says
    assert try_it(name, 99).says == first
    second = try_it(name, 98).says
    assert second.startswith(f"{first} Hint: ")
    assert try_it(name, 97).says.startswith(f"{second} Read again: ")


def test_numbers_of_a_set_are_counted():
    odd = Several("ex-odd", "the odd ones", lambda: {1, 3, 5}, (Slip("Even.", lambda: {2, 4}),), hint="Two.")
    assert odd.judge((5, 3, 1)).mark == RIGHT
    assert odd.judge({2, 4}) == Judgement(SLIP, "Even.")
    assert odd.judge([1]).says == "Not yet. You have 1 of 3."
    assert (
        odd.judge([1, 2, 4], tries=2).says == "Not yet. You have 1 of 3; 2, 4 are not among them. Hint: Two."
    )


@pytest.mark.parametrize("given", ["1, 3", 3, None, [1.5], [-1], ["a"]], ids=repr)
def test_what_is_no_set_of_whole_numbers_is_refused(given):
    with pytest.raises(ValueError, match=r"your answer, the odd ones, must be .*\.\nWhat came: "):
        Several("ex-odd", "the odd ones", lambda: {1, 3, 5}).judge(given)


TRUE, FALSE = Option("yes", "It is.", right=True), Option("no", "It is not.")


def test_a_choice_tells_why():
    choice = Choice("ex-choice", "which", (TRUE, FALSE), step="Step 2")
    assert repr(choice.judge(...)).endswith('which.\n  "a": yes\n  "b": no')
    assert choice.judge(" A ") == Judgement(RIGHT, "Right: It is.")
    assert choice.judge("b", tries=3).says == "b is not it. It is not. Read again: Step 2."
    for other in ("c", "ab", ""):
        with pytest.raises(ValueError, match=rf"your answer must be one of a, b\.\nWhat came: '{other}'"):
            choice.judge(other)


@pytest.mark.parametrize(
    "options", [(), (TRUE,), (TRUE, TRUE), (FALSE, FALSE), (TRUE, *[FALSE] * 6)], ids=len
)
def test_a_choice_has_one_right_option_of_two_to_six(options):
    with pytest.raises(ValueError, match="options must be from two to six, one of them right"):
        Choice("ex-choice", "which", options)


@each_case("given", [None, True, float("nan"), math.inf, [1], "", "half", "5/0", "0,57", "1e5", "5/7/9"])
def test_a_number_must_be_a_number(given):
    with pytest.raises(ValueError, match=r"your answer, .* must be a .*number.*\.\nWhat came: "):
        SHARE.judge(given)


@pytest.mark.parametrize("name", ["ex-oc-first-lok", "", None, 7, []], ids=repr)
def test_an_unknown_exercise_names_others(name):
    with pytest.raises(ValueError, match=r"name must be that of an exercise, such as ex-.*\nWhat came: "):
        try_it(name, 1)
