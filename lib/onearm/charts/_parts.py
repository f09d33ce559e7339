"""What the figures ask of their arguments."""

import pandas as pd

from onearm._require import probabilities, refuse


def of_kind(name, value, kind):
    """Return `value`, or refuse it: an instance of the class."""
    if not isinstance(value, kind):
        refuse(f"{name} must be a {kind.__name__}", value)
    return value


def frame(name, value, columns):
    """Return `value`, or refuse it: a DataFrame with a row and these columns."""
    if of_kind(name, value, pd.DataFrame).empty or not {*columns} <= {*value}:
        refuse(f"{name} must have a row and the columns {', '.join(columns)}", value)
    return value


def pair(name, value):
    """Return the two members of `value`, or refuse it."""
    try:
        first, second = value
    except (TypeError, ValueError):
        refuse(f"{name} must be a pair", value)
    return first, second


def probability_list(name, value):
    """Return `value` as an array in one dimension, every entry from 0 to 1, or refuse it."""
    listed = probabilities(name, value)
    if listed.ndim != 1:
        refuse(f"{name} must be a list of numbers from 0 to 1", value)
    return listed
