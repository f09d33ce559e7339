"""What the figures ask of their arguments, and how they mark and write numbers of any size."""

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from onearm._require import probabilities, refuse

MOST = 1_000_000_000
"""The largest count that a figure tells."""


def typed(table: pd.DataFrame, kind: type, *columns: str) -> pd.DataFrame:
    """Return a table with values of one kind, which were checked, where a column could hold any objects."""
    mixed = [column for column in columns if table[column].dtype == object]
    return table.assign(**{column: table[column].astype(kind) for column in mixed})


def probability_list(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """Return `value` as an array in one dimension, every entry from 0 to 1, or refuse it."""
    listed = probabilities(name, value)
    if listed.ndim != 1:
        refuse(f"{name} must be a list of numbers from 0 to 1", value)
    return listed


def decades(low: float, high: float, steps: Iterable[int]) -> list[float]:
    """Return the marks, steps times a power of ten, that lie between two sizes above 0; ints where whole."""
    powers = range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 1)
    marks = [float(f"{step}e{power}") for power in powers for step in steps]
    return [int(mark) if mark.is_integer() and mark < 1e15 else mark for mark in marks if low <= mark <= high]


def shown(value: float) -> str:
    """Return a number with one decimal, or with three digits where that would hide it or fill a line."""
    return f"{value:.1f}" if value == 0 or 0.05 <= abs(value) < 1e9 else f"{value:.3g}"


def tidy_ends(values: Iterable[float]) -> tuple[float, float]:
    """Return the ends of an axis that holds some numbers: multiples of 1, 2 or 5 times a power of ten."""
    listed = list(values)
    low, high = min(listed), max(listed)
    if low == high:
        return low - max(1.0, abs(low) / 10), high + max(1.0, abs(high) / 10)
    step = decades((high - low) / 10, high - low, (1, 2, 5))[0]
    return step * math.floor(low / step), step * math.ceil(high / step)
