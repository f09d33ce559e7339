"""Values that no caller should hand in, of every type, and valid values spoiled in one place."""

import datetime
import itertools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd

READ = 3_000_000
"""Whoever reads so many entries of an iterator that has no end would read on."""


class Endless(BaseException):
    """An iterator without end was read further than any argument can be long."""


def endless(entry):
    """Yield an entry again and again, and raise where nobody should read any more."""
    yield from itertools.repeat(entry, READ)
    raise Endless


def masked():
    return np.ma.array([0.1, 0.2], mask=[True, False])


NUMBERS = {
    **{"inf": np.inf, "-inf": -np.inf, "nan": np.nan, "-0.0": -0.0, "zero": 0, "minus one": -1},
    **{"half": 0.5, "huge": 10**400, "-huge": -(10**400), "1e308": 1e308, "5e-324": 5e-324},
    **{"third": Fraction(1, 3), "three": Fraction(3), "tiny": Fraction(1, 10**400)},
    **{"int8": np.int8(3), "uint64": np.uint64(2**64 - 1), "float16": np.float16(0.5)},
    **{"float32": np.float32(0.1), "longdouble": np.longdouble("0.1"), "np nan": np.float64("nan")},
}
"""Real numbers: some may pass."""

NO_NUMBERS = {
    **{"none": None, "true": True, "np true": np.True_, "ellipsis": ..., "object": object()},
    **{"decimal": Decimal("0.1"), "decimal nan": Decimal("nan"), "decimal snan": Decimal("snan")},
    **{"complex": 1 + 0j, "np complex": np.complex128(1), "timedelta64": np.timedelta64(3, "D")},
    **{"datetime64": np.datetime64("2025-01-01"), "nat": np.datetime64("nat"), "pd na": pd.NA},
    **{"pd nat": pd.NaT, "timestamp": pd.Timestamp("2025-01-01"), "date": datetime.date(2025, 1, 1)},
    **{"timedelta": datetime.timedelta(3), "type": int, "masked": np.ma.masked},
    **{"bytes": b"25", "bytearray": bytearray(b"25"), "lambda": lambda *_: None},
}
"""Neither a number nor a string nor anything with entries of a kind that is asked for anywhere."""

STRINGS = {
    **{"empty": "", "blank": " ", "letter": "a", "two lines": "a\nmust b", "nan text": "nan", "3 text": "3"},
    **{"np str": np.str_("a"), "long": "9" * 10_000, "arabic": "٣", "zero byte": "\0"},
}

COLLECTIONS = {
    **{"no list": list, "list of none": lambda: [None], "ragged": lambda: [1, [2]]},
    **{"list of lists": lambda: [[]], "list of text": lambda: ["a"], "list of nan": lambda: [np.nan]},
    **{"list of true": lambda: [True, True], "list of huge": lambda: [10**400, 0.5]},
    **{"list of masked": lambda: [np.ma.masked, 0.5], "list of complex": lambda: [1j, 1j]},
    **{"no tuple": tuple, "no dict": dict, "dict": lambda: {"a": 1}, "dict of none": lambda: {1: None}},
    **{"no set": set, "set": lambda: {1, 2}, "frozen set": lambda: frozenset([0.1, 0.2])},
    **{"generator": lambda: (n for n in (1, 2)), "endless": lambda: endless(1)},
    **{"endless halves": lambda: endless(0.5), "endless text": lambda: endless("a")},
    **{"endless none": lambda: endless(None), "endless pairs": lambda: endless((1, 1))},
    **{"list of endless": lambda: [endless(1), endless(1)], "dict of endless": lambda: {"a": endless(1)}},
    **{
        "no array": lambda: np.array([]),
        "array 0-d": lambda: np.array(3),
        "array 2-d": lambda: np.ones((2, 2)),
    },
    **{"masked array": masked, "list of masked arrays": lambda: [masked(), masked()]},
    **{"array of text": lambda: np.array(["a", "b"]), "array of objects": lambda: np.array([object(), None])},
    **{"array of times": lambda: np.array(["2025-01-01"] * 2, "M8[D]")},
    **{"array of stays": lambda: np.array([1, 2], "m8[D]"), "records": lambda: np.ones(2, [("a", "f8")])},
    **{"no frame": pd.DataFrame, "frame": lambda: pd.DataFrame({"a": [1, 2]})},
    **{"doubled": lambda: pd.DataFrame([[1, 2]], columns=["a", "a"]), "no series": pd.Series},
    **{"series": lambda: pd.Series([1, 2]), "series na": lambda: pd.Series([1, None], dtype="Int64")},
    **{"categories": lambda: pd.Series(["a", "b"], dtype="category"), "range": lambda: range(3)},
    **{"buffer": lambda: memoryview(b"25"), "deep": lambda: _deep(), "itself": lambda: _itself()},
}
"""By name what makes a collection, afresh for each call: some can be read but once."""


def _deep():
    nested = []
    for _ in range(2000):
        nested = [nested]
    return nested


def _itself():
    nested = [1]
    nested.append(nested)
    return nested


def _fixed(value):
    return lambda: value


SCALARS = {name: _fixed(value) for name, value in (NUMBERS | NO_NUMBERS | STRINGS).items()}
EVERY = SCALARS | COLLECTIONS


def never(valid):
    """Return the names of values that no argument takes whose valid value is this one."""
    collections = set(COLLECTIONS) - {"array 0-d"}
    if isinstance(valid, bool):
        return set(EVERY) - {"true", "np true"}
    if isinstance(valid, (int, float)):
        return set(NO_NUMBERS) | set(STRINGS) | collections | {"nan", "np nan", "inf", "-inf", "-huge"}
    if isinstance(valid, str):
        return set(NO_NUMBERS) | collections
    if isinstance(valid, (list, tuple, dict, pd.DataFrame)):
        endings = {name for name in COLLECTIONS if "endless" in name or "masked" in name}
        return set(NO_NUMBERS) | endings | {"doubled"}
    return set(NO_NUMBERS) - {"lambda", "type", "masked"} if callable(valid) else set(EVERY)


def spoiled(valid, scalars=SCALARS):
    """Yield a name, and a maker of the valid value spoiled in one place, for each way to spoil it."""
    if isinstance(valid, pd.DataFrame):
        yield "no rows", lambda: valid.iloc[:0]
        yield "index twice", lambda: valid.set_axis(["same"] * len(valid))
        for column in valid:
            yield f"without {column}", lambda column=column: valid.drop(columns=column)
            yield f"twice {column}", lambda column=column: pd.concat([valid, valid[[column]]], axis=1)
            yield (
                f"tupled {column}",
                lambda column=column: valid.set_axis(
                    pd.MultiIndex.from_tuples([(name, "a") for name in valid]), axis=1
                ),
            )
            for name, make in scalars.items():
                yield (
                    f"{name} in {column}",
                    lambda column=column, make=make: _with_cell(valid, column, make()),
                )
            yield f"list in {column}", lambda column=column: _with_cell(valid, column, [1])
    elif isinstance(valid, pd.Series):
        for name, make in scalars.items():
            yield (
                f"{name} inside",
                lambda make=make: pd.Series([make(), *valid[1:]], valid.index, dtype=object),
            )
    elif isinstance(valid, dict):
        (key, value), *others = valid.items()
        for name, make in scalars.items():
            if _is_hashable(make()):
                yield f"{name} as a key", lambda make=make: {make(): value, **dict(others)}
            yield f"{name} inside", lambda make=make: {key: make(), **dict(others)}
        for name, make in spoiled(value, scalars):
            yield f"{name} inside", lambda make=make: {key: make(), **dict(others)}
        yield "list inside", lambda: {key: [], **dict(others)}
    elif isinstance(valid, (list, tuple)) and valid:
        for name, make in scalars.items():
            yield f"{name} inside", lambda make=make: [make(), *valid[1:]]
        for name, make in spoiled(valid[0], scalars):
            yield f"{name} inside", lambda make=make: [make(), *valid[1:]]
        yield "list inside", lambda: [[], *valid[1:]]
        yield "once more", lambda: [*valid, valid[-1]]
        yield "set inside", lambda: [{1}, *valid[1:]]


def _is_hashable(value):
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _with_cell(frame, column, value):
    cells = frame[column].astype(object).copy()
    cells.iat[0] = value
    return frame.assign(**{column: cells})
