"""Checks of what a caller hands in: two lines, what must be and what came."""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Set
from itertools import islice
from numbers import Integral, Real
from typing import Any, NoReturn, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

NO_NUMBERS = (bool, np.bool_, np.timedelta64)
"""What Python or NumPy count among the numbers and nobody means as one."""

NO_ENTRIES = (str, bytes, bytearray, memoryview)
"""What Python counts among the iterables and nobody means as several values."""

MOST_ENTRIES = 100_000
"""The most entries of a list, unless another number is said: an iterator need not have an end."""

MOST_AXES = 16
"""The most axes of an array: NumPy does not walk over twice as many."""

_Entry = TypeVar("_Entry")


def refuse(must: str, came: object) -> NoReturn:
    """Raise the package's one kind of complaint."""
    must, shown = (re.sub(r"\s*\n\s*", " ", text) for text in (must, _shown(came)))
    raise ValueError(f"{must}.\nWhat came: {shown if len(shown) <= 200 else shown[:200] + ' ...'}.")


def _shown(came: object) -> str:
    """Return how Python writes a value, which it does not for thousands of digits or of lists in lists.

    Of a long list or tuple the first hundred entries are written: they are more than a refusal shows.
    """
    try:
        return repr(came[:100] if isinstance(came, (list, tuple)) and len(came) > 100 else came)
    except (ValueError, RecursionError):
        return f"{type(came).__name__} with more than can be shown"


def keep(frozen: object, **checked: object) -> None:
    """Store what was checked in an object that is otherwise frozen, in the form that the check gave it."""
    for name, value in checked.items():
        object.__setattr__(frozen, name, value)


def count(name: str, value: Any, low: int = 0, high: int | None = None) -> int:
    """Return `value` as an int, or refuse it: a whole number from `low` to `high`."""
    whole = type(value) is int or (isinstance(value, Integral) and not isinstance(value, NO_NUMBERS))
    if not whole or value < low or (high is not None and value > high):
        limits = f"of at least {low}" if high is None else f"from {low} to {high}"
        refuse(f"{name} must be a whole number {limits}", value)
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
    found = as_float(value)
    above = low < found or (low == found and not open_low)
    below = found < high or (high == found and not open_high)
    if not (math.isfinite(found) and above and below):
        ends = [
            "" if low == -math.inf else f"{'above' if open_low else 'at least'} {float(low):g}",
            "" if high == math.inf else f"{'below' if open_high else 'at most'} {float(high):g}",
        ]
        refuse(f"{name} must be a finite number {' and '.join(filter(None, ends))}".rstrip(), value)
    return found


def as_float(value: object) -> float:
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


def flag(name: str, value: object) -> bool:
    """Return `value` as a bool, or refuse it: True or False."""
    if not isinstance(value, (bool, np.bool_)):
        refuse(f"{name} must be True or False", value)
    return bool(value)


def listed(
    name: str,
    values: Iterable[_Entry],
    least: int = 1,
    most: int = MOST_ENTRIES,
    *,
    ordered: bool = True,
) -> tuple[_Entry, ...]:
    """Return the entries of an iterable, or refuse it: from `least` to `most` of them, and none masked.

    One entry beyond the most is read, and no more. A set and a mapping are refused where the order counts.
    """
    entries = _read(values, most, ordered)
    if entries is None or len(entries) < least:
        refuse(f"{name} must be a sequence{' with at least one entry' if least else ''}", values)
    if len(entries) > most:
        refuse(f"{name} must have at most {most} entries", values)
    _all_shown(name, values, 1)
    return entries


def of_kind(name: str, value: object, kind: type[_Entry]) -> _Entry:
    """Return `value`, or refuse it: an instance of the class."""
    if not isinstance(value, kind):
        refuse(f"{name} must be {'an' if kind.__name__[0] in 'AEIO' else 'a'} {kind.__name__}", value)
    return value


def pair(name: str, values: Iterable[Any]) -> tuple[Any, Any]:
    """Return the two entries of an iterable with an order, or refuse it."""
    entries = _read(values, 2)
    if entries is None or len(entries) != 2:
        refuse(f"{name} must be a pair", values)
    _all_shown(name, values, 1)
    return entries[0], entries[1]


def _read(values: Iterable[_Entry], most: int, ordered: bool = True) -> tuple[_Entry, ...] | None:
    """Return the entries of an iterable, up to one beyond the most; None for what is none or has no order."""
    unordered = ordered and isinstance(values, (Set, Mapping))
    frame = getattr(values, "ndim", 1) != 1 and not isinstance(values, np.ndarray)
    if isinstance(values, NO_ENTRIES) or unordered or frame or not np.iterable(values):
        return None
    return tuple(islice(values, most + 1))


def numbers(name: str, value: ArrayLike, low: float, high: float = math.inf) -> NDArray[np.float64]:
    """Return `value` as a float array of any non-empty shape, or refuse it: finite numbers in an interval."""
    found = _as_floats(name, value)
    if not found.size or not np.all(np.isfinite(found) & (found >= low) & (found <= high)):
        within = (
            f"numbers from {low:g} to {high:g}" if high < math.inf else f"finite numbers of at least {low:g}"
        )
        refuse(f"{name} must be one or more {within}", value)
    return found


def probabilities(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """Return `value` as a float array of any non-empty shape, every entry from 0 to 1, or refuse it."""
    return numbers(name, value, 0, 1)


def truths(name: str, value: ArrayLike) -> NDArray[np.bool_]:
    """Return `value` as an array of truth values of any shape, or refuse it: True and False, or 1 and 0."""
    entries = _entries(name, value)
    floats = [
        float(entry) if isinstance(entry, (bool, np.bool_)) else as_float(entry) for entry in entries.flat
    ]
    if not {*floats} <= {0, 1}:
        refuse(f"{name} must be truth values", value)
    return np.array(floats, dtype=bool).reshape(entries.shape)


def _as_floats(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """Return numbers as floats in their shape, nan for each entry that is no number."""
    entries = _entries(name, value)
    if entries.dtype.kind in "iuf":
        with np.errstate(over="ignore"):  # what becomes infinite is refused
            return entries.astype(float)
    return np.array([as_float(entry) for entry in entries.ravel()], dtype=float).reshape(entries.shape)


def _entries(name: str, value: ArrayLike) -> NDArray[Any]:
    """Return an array as it is, and lists of lists as an array of their entries; bytes and text have none."""
    if isinstance(value, NO_ENTRIES):
        return np.empty(0)
    try:
        entries = np.asarray(value, dtype=None if hasattr(value, "__array__") else object)
    except ValueError:  # rows of different lengths
        return np.empty(0)
    if entries.ndim > MOST_AXES:
        return np.empty(0)
    _all_shown(name, value, entries.ndim)
    return entries


def _all_shown(name: str, value: object, depth: int) -> None:
    """Refuse an array that hides entries behind a mask, alone or in lists of lists."""
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        refuse(f"{name} must have no masked entry", value)
    if depth and isinstance(value, (list, tuple)):
        for entry in value:
            _all_shown(name, entry, depth - 1)
