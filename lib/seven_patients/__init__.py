"""The book's exercises: `try_it` judges a reader's number.

The machinery is `onearm.exercises`; here stand the questions, a module for each part of the book. The name of
an exercise is its label in the chapter.
"""

import difflib

from onearm import _require
from seven_patients import background, design, endpoints, safety, verdict

EXERCISES = {
    exercise.name: exercise
    for part in (background, design, endpoints, safety, verdict)
    for exercise in part.EXERCISES
}


def try_it(name, given=...):
    """Judge your number for one of the book's exercises.

    Parameters
    ----------
    name : str
        The label of the exercise, as it stands in the cell below it.
    given : float
        Your number; ``...`` as long as you have none.

    Returns
    -------
    onearm.exercises.Judgement
        Whether it is right; where it is not, the slip behind it, if it is a known one.

    Raises
    ------
    ValueError
        When there is no such exercise, or `given` is neither a finite number nor ``...``.

    Examples
    --------
    >>> try_it("ex-primary-other-n", 6)
    ✓ Right: 6 survivors.
    """
    if not isinstance(name, str) or name not in EXERCISES:
        near = difflib.get_close_matches(str(name), EXERCISES)
        _require.refuse(f"name must be that of an exercise, such as {', '.join(near or EXERCISES)}", name)
    return EXERCISES[name].judge(given)
