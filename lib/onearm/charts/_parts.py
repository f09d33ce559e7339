"""What the figures ask of their arguments."""

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
