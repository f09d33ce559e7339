"""Checks of what a caller hands in: two lines, what must be and what came."""

import math
import re
from collections.abc import Collection
from numbers import Integral, Real
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

NO_NUMBERS = (bool, np.bool_, np.timedelta64)
"""What Python or NumPy count among the numbers and nobody means as one."""


def refuse(must: str, came: object) -> NoReturn:
    """Raise the package's one kind of complaint."""
    shown = re.sub(r"\s*\n\s*", " ", _shown(came))
    raise ValueError(f"{must}.\nWhat came: {shown if len(shown) <= 200 else shown[:200] + ' ...'}.")


def _shown(came: object) -> str:
    """Return how Python writes a value; it refuses to write whole numbers of thousands of digits."""
    try:
        return repr(came)
    except ValueError:
        return f"{type(came).__name__} with too many digits to show"


def keep(frozen: object, **checked: object) -> None:
    """Store what was checked in an object that is otherwise frozen, in the form that the check gave it."""
    for name, value in checked.items():
        object.__setattr__(frozen, name, value)


def count(name: str, value: Any, low: int = 0, high: int | None = None) -> int:
    """Return `value` as an int, or refuse it: a whole number from `low` to `high`."""
    allowed = (
        f"{name} must be a whole number of at least {low}"
        if high is None
        else (f"{name} must be a whole number from {low} to {high}")
    )
    whole = isinstance(value, Integral) and not isinstance(value, NO_NUMBERS)
    if not whole or value < low or (high is not None and value > high):
        refuse(allowed, value)
    return int(value)


def at_most(what: str, size: int, most: int) -> None:
    """Refuse work that would take more than some two seconds, or some 200 MB."""
    if size > most:
        refuse(f"{what} must be at most {most:,}", size)


def number(
    name: str,
    value: Any,
    low: float = -math.inf,
    high: float = math.inf,
    *,
    open_low: bool = False,
    open_high: bool = False,
) -> float:
    """Return `value` as a float, or refuse it: a finite number that as a float is in the interval named."""
    found = _as_float(value)
    above = low < found or (low == found and not open_low)
    below = found < high or (high == found and not open_high)
    if not (math.isfinite(found) and above and below):
        ends = [
            "" if low == -math.inf else f"{'above' if open_low else 'at least'} {float(low):g}",
            "" if high == math.inf else f"{'below' if open_high else 'at most'} {float(high):g}",
        ]
        refuse(f"{name} must be a finite number {' and '.join(filter(None, ends))}".rstrip(), value)
    return found


def _as_float(value: object) -> float:
    """Return a number as a float, and nan for what is none or more than a float can hold."""
    if not isinstance(value, Real) or isinstance(value, NO_NUMBERS):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan


def positive(name: str, value: object) -> float:
    """Return `value` as a float above 0, or refuse it."""
    return number(name, value, 0, open_low=True)


def inside_unit(name: str, value: object) -> float:
    """Return `value` as a float strictly between 0 and 1, or refuse it."""
    return number(name, value, 0, 1, open_low=True, open_high=True)


def one_of(name: str, value: object, allowed: Collection[str]) -> str:
    """Return `value`, or refuse it: one of the strings allowed."""
    if not isinstance(value, str) or value not in allowed:
        refuse(f"{name} must be one of {', '.join(allowed)}", value)
    return value


def text(name: str, value: object) -> str:
    """Return `value`, or refuse it: a string."""
    if not isinstance(value, str):
        refuse(f"{name} must be a string", value)
    return value


def probabilities(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """Return `value` as a float array of any non-empty shape, every entry from 0 to 1, or refuse it."""
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        array = np.array([])
    numeric = array.size > 0 and array.dtype.kind in "iuf" and not _holds_truth_values(value)
    if not numeric or not np.all((array >= 0) & (array <= 1)):
        refuse(f"{name} must be one or more numbers from 0 to 1", value)
    return array.astype(float)


def _holds_truth_values(value: ArrayLike) -> bool:
    """Say whether a truth value stands among the entries, where NumPy would silently make it 0 or 1."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind == "b"
    return any(isinstance(entry, (bool, np.bool_)) for entry in np.asarray(value, dtype=object).flat)
