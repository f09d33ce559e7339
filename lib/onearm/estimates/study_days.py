"""Two ways to number the days of a trial: days elapsed since the first dose, and study days.

The day of the first dose is 0 days elapsed and study day 1; the day before is -1 in both. There is no study
day 0. A protocol that speaks of day 56 has to say which of the two it counts.
"""

from collections.abc import Iterable
from typing import overload

import numpy as np

from onearm._require import NO_ENTRIES, count, listed, refuse

FARTHEST = 100_000
"""The most days from the first dose, before or after it."""


@overload
def study_day(elapsed: int) -> int: ...


@overload
def study_day(elapsed: Iterable[int]) -> list[int]: ...


def study_day(elapsed: int | Iterable[int]) -> int | list[int]:
    """Return study days, of which the first dose has day 1, from days elapsed since the first dose.

    Parameters
    ----------
    elapsed : int or iterable of int
        Whole days since the first dose: 0 on its day, negative before.

    Returns
    -------
    int or list of int
        Study days: one more than `elapsed` from the first dose on, the same before it, and never 0.

    Raises
    ------
    ValueError
        If an entry is no whole number of days, or more than 100,000 days away.

    Notes
    -----
    The time grows as the number of days given.

    References
    ----------
    The rule for analysis relative days in the CDISC pilot's define.xml of its analysis data sets: ADT less
    TRTSDT, and 1 more where ADT is not before TRTSDT.

    Examples
    --------
    >>> study_day([-1, 0, 1, 56])
    [-1, 1, 2, 57]
    """
    if np.iterable(elapsed) and not isinstance(elapsed, NO_ENTRIES):
        return [_study_day(day) for day in listed("elapsed", elapsed, 0)]
    return _study_day(elapsed)


def _study_day(elapsed: object) -> int:
    """Return the study day of one number of days elapsed."""
    day = count("elapsed", elapsed, -FARTHEST, FARTHEST)
    return day + 1 if day >= 0 else day


@overload
def days_elapsed(study_day: int) -> int: ...


@overload
def days_elapsed(study_day: Iterable[int]) -> list[int]: ...


def days_elapsed(study_day: int | Iterable[int]) -> int | list[int]:
    """Return days elapsed since the first dose from study days: the inverse of `study_day`.

    Parameters
    ----------
    study_day : int or iterable of int
        Study days; 1 is the day of the first dose, -1 the day before.

    Returns
    -------
    int or list of int
        Whole days since the first dose.

    Raises
    ------
    ValueError
        If an entry is 0, which is no study day, no whole number, or more than 100,000 days away.

    Notes
    -----
    The time grows as the number of days given.

    Examples
    --------
    >>> days_elapsed([-1, 1, 2, 57])
    [-1, 0, 1, 56]
    """
    if np.iterable(study_day) and not isinstance(study_day, NO_ENTRIES):
        return [_days_elapsed(day) for day in listed("study_day", study_day, 0)]
    return _days_elapsed(study_day)


def _days_elapsed(study_day: object) -> int:
    """Return the days elapsed until one study day."""
    day = count("study_day", study_day, -FARTHEST, FARTHEST)
    if day == 0:
        refuse("study_day must not be 0: the day of the first dose is 1 and the day before it is -1", day)
    return day - 1 if day > 0 else day
