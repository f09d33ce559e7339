"""What the figures ask of their arguments, and how they mark and write numbers of any size."""

import math
from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from onearm._require import probabilities, refuse

_Kind = TypeVar("_Kind")


def of_kind(name: str, value: object, kind: type[_Kind]) -> _Kind:
    """Return `value`, or refuse it: an instance of the class."""
    if not isinstance(value, kind):
        refuse(f"{name} must be a {kind.__name__}", value)
    return value


def frame(name: str, value: Any, columns: Iterable[str]) -> pd.DataFrame:
    """Return `value`, or refuse it: a DataFrame with a row and these columns."""
    if of_kind(name, value, pd.DataFrame).empty or not {*columns} <= {*value}:
        refuse(f"{name} must have a row and the columns {', '.join(columns)}", value)
    return value


def pair(name: str, value: Any) -> tuple[Any, Any]:
    """Return the two members of `value`, or refuse it."""
    try:
        first, second = value
    except (TypeError, ValueError):
        refuse(f"{name} must be a pair", value)
    return first, second


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
