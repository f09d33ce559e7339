"""The book's exercises, whose answers and slips are computed once however many tests ask for them."""

import dataclasses
from functools import cache

from onearm.ledger import Choice, Slip
from seven_patients.exercises import EXERCISES


def computed_once(exercise):
    if isinstance(exercise, Choice):
        return exercise
    slips = tuple(Slip(slip.says, cache(slip.value)) for slip in exercise.slips)
    return dataclasses.replace(exercise, answer=cache(exercise.answer), slips=slips)


ONCE = {name: computed_once(exercise) for name, exercise in EXERCISES.items()}
