"""The book's exercises: `try_it` judges a reader's answer.

The machinery is `onearm.ledger.exercises`; here stand the questions, a module for each part of the book. The
name of an exercise is its label in the chapter.
"""

import dataclasses
import difflib
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from types import EllipsisType
from typing import Any

from onearm import _require
from onearm.ledger.exercises import SLIP, WRONG, Choice, Judgement, Slip
from seven_patients.exercises import background, design, endpoints, safety, verdict


def _computed_once(exercise: Any) -> Any:
    """Return an exercise whose answer and slips are computed once, however often they are asked for."""
    if isinstance(exercise, Choice):
        return exercise
    slips = tuple(Slip(slip.says, cache(slip.value)) for slip in exercise.slips)
    return dataclasses.replace(exercise, answer=cache(exercise.answer), slips=slips)


EXERCISES = {
    exercise.name: _computed_once(exercise)
    for part in (background, design, endpoints, safety, verdict)
    for exercise in part.EXERCISES
}

_tried: defaultdict[str, list[str]] = defaultdict(list)
"""What a reader gave to each exercise since the notebook was started, the right apart."""


def try_it(name: str, given: float | Fraction | str | Iterable[int] | EllipsisType = ...) -> Judgement:
    """Judge your answer to one of the book's exercises.

    Who is wrong twice gets a hint, and after a third wrong answer is told what to read again.

    Parameters
    ----------
    name : str
        The label of the exercise, as it stands in the cell below it.
    given : float, str or list of int
        Your answer: a number, also as a text such as ``"4/7"`` or ``"57.1 %"``, a list of whole numbers, or
        the letter of a statement, as the exercise asks; ``...`` as long as you have none.

    Returns
    -------
    onearm.ledger.Judgement
        Whether it is right; where it is not, the slip behind it, if it is a known one.

    Raises
    ------
    ValueError
        When there is no such exercise, or `given` is no answer to it.

    Examples
    --------
    >>> try_it("ex-primary-other-n", 6)
    ✓ Right: 6 survivors.
    """
    if not isinstance(name, str) or name not in EXERCISES:
        near = difflib.get_close_matches(name, EXERCISES) if isinstance(name, str) else []
        _require.refuse(f"name must be that of an exercise, such as {', '.join(near or EXERCISES)}", name)
    exercise, tried = EXERCISES[name], _tried[name]
    judgement = exercise.judge(given)
    if judgement.mark not in (SLIP, WRONG):
        return judgement
    if repr(given) not in tried:
        tried.append(repr(given))
    return judgement.helped(len(tried), exercise.hint, exercise.step)
