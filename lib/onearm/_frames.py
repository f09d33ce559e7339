"""Tables that a caller hands in: the columns that are asked for, and cells that name something."""

from collections.abc import Iterable
from math import isnan
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from onearm._require import as_float, refuse

_CELLS = (str, Real, bool, np.bool_, type(pd.NaT))
"""What can stand in a cell, beside what is empty; other kinds need not even compare with themselves."""


def frame(name: str, value: Any, columns: Iterable[str], *, empty: bool = False) -> pd.DataFrame:
    """Return `value`, or refuse it: a DataFrame with these columns, each once, and rows unless `empty`."""
    if not isinstance(value, pd.DataFrame):
        refuse(f"{name} must be a DataFrame", value)
    columns = list(columns)
    if not (empty or len(value)) or not all(_once(column, value) for column in columns):
        row = "" if empty else "a row and "
        refuse(f"{name} must have {row}the columns {', '.join(columns)}, each once", list(value.columns))
    for column in columns:
        if value[column].dtype == object:
            for cell in value[column]:
                if not (isinstance(cell, _CELLS) or cell is None or cell is pd.NA):
                    refuse(f"each {column} in {name} must be a text, a number, a truth value or empty", cell)
    return value


def is_empty(cell: object) -> bool:
    """Say whether a cell is empty in one of the ways of pandas."""
    none = cell is None or cell is pd.NA or cell is pd.NaT
    return none or (isinstance(cell, (float, np.floating)) and isnan(cell))


def names(name: str, values: Iterable[Any]) -> None:
    """Refuse values of which one is neither a string nor a number."""
    for value in values:
        if not isinstance(value, str) and isnan(as_float(value)):
            refuse(f"{name} must be a string or a number", value)


def _once(column: str, value: pd.DataFrame) -> bool:
    """Say whether a name is that of one column."""
    return column in value and isinstance(value[column], pd.Series)
