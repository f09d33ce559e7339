"""Specifications of data sets: what each variable is, whether a data set keeps to it, and Dataset-JSON.

A specification lists the variables of a data set in order, each with label, type, origin, derivation in words
and, where there is one, the list of its codes. One description serves three ends: a data set is checked
against it, written as CDISC's Dataset-JSON with it, and read back by it.
"""

import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

import pandas as pd

from onearm._frames import is_empty
from onearm._require import as_float, flag, keep, listed, of_kind, one_of, refuse, text

TYPES = {"string": "str", "integer": "Int64", "float": "float64", "date": "datetime64[us]"}
"""The types of variables, and the type of pandas for each."""

VERSION = "1.1.0"
"""The version of Dataset-JSON that is written."""

MOST_EXACT = 2**53
"""The number up to which a float holds every whole number."""

_MOST = {"integer": MOST_EXACT, "float": sys.float_info.max}
"""By type of numbers the largest, whatever its sign."""

_KEEPS: dict[str, Callable[[object], bool]] = {
    "string": lambda cell: isinstance(cell, str),
    "integer": lambda cell: as_float(cell).is_integer() and abs(as_float(cell)) <= MOST_EXACT,
    "float": lambda cell: math.isfinite(as_float(cell)),
    "date": lambda cell: isinstance(cell, pd.Timestamp) and cell.tz is None,
}
"""By type whether a cell that is not empty is of it."""


@dataclass(frozen=True)
class Variable:
    """One variable of a data set.

    Attributes
    ----------
    name, label : str
        The name, in capitals, and what it means.
    type : {"string", "integer", "float", "date"}
        The type of its values.
    origin : str
        Where the values come from, such as "Derived", "Assigned" or "Predecessor".
    derivation : str
        How they come about, in words.
    codelist : tuple
        The values allowed; empty where every value is.
    empty : bool
        Whether a cell may be empty.

    Examples
    --------
    >>> Variable("SEX", "Sex", "string", "Predecessor", "DM.SEX", ("M", "F", "U")).codelist
    ('M', 'F', 'U')
    """

    name: str
    label: str
    type: str
    origin: str
    derivation: str
    codelist: tuple[str | int, ...] = ()
    empty: bool = False

    def __post_init__(self) -> None:
        """Refuse what a variable cannot be made of."""
        text("name", self.name)
        for part in ("label", "origin", "derivation"):
            text(f"the {part} of {self.name}", getattr(self, part))
        one_of(f"the type of {self.name}", self.type, TYPES)
        codes = listed(f"the codelist of {self.name}", self.codelist, 0)
        for code in codes:
            if not isinstance(code, str) and not _KEEPS["integer"](code):
                refuse(f"each code of {self.name} must be a string or a whole number", code)
        keep(self, codelist=codes, empty=flag(f"empty of {self.name}", self.empty))


@dataclass(frozen=True)
class Specification:
    """The description of one data set.

    Attributes
    ----------
    name, label, structure : str
        The name of the data set, what it is, and what one record of it is.
    keys : tuple of str
        The variables in which no two records agree.
    variables : tuple of Variable
        The variables in order.

    Examples
    --------
    >>> sex = Variable("SEX", "Sex", "string", "Predecessor", "DM.SEX", ("M", "F", "U"))
    >>> subject = Variable("USUBJID", "Unique Subject Identifier", "string", "Predecessor", "DM.USUBJID")
    >>> two = Specification("ADSL", "Subjects", "one record a subject", ("USUBJID",), (subject, sex))
    >>> two.check(pd.DataFrame({"USUBJID": ["1", "2"], "SEX": ["M", "X"]}))
    Traceback (most recent call last):
    ValueError: ADSL, subject 2, SEX: the value must be one of M, F, U.
    What came: 'X'.
    """

    name: str
    label: str
    structure: str
    keys: tuple[str, ...]
    variables: tuple[Variable, ...]

    def __post_init__(self) -> None:
        """Refuse what a specification cannot be made of."""
        for part in ("name", "label", "structure"):
            text(part, getattr(self, part))
        variables = listed("variables", self.variables, 0)
        for variable in variables:
            of_kind("each of variables", variable, Variable)
        keep(self, keys=listed("keys", self.keys, 0), variables=variables)
        for key in self.keys:
            one_of("each of keys", key, self._names)
        for what, names in (("variables", self._names), ("keys", self.keys)):
            if len({*names}) < len(names):
                refuse(f"the {what} of {self.name} must have different names", names)

    @property
    def _names(self) -> tuple[str, ...]:
        """Return the names of the variables in order."""
        return tuple(variable.name for variable in self.variables)

    @classmethod
    def of(cls, description: Mapping[str, Any]) -> "Specification":
        """Return the specification that a JSON object describes, whose names are those of the attributes.

        Parameters
        ----------
        description : dict
            As ``json.load`` gives it.

        Returns
        -------
        Specification
            The same, typed.

        Raises
        ------
        ValueError
            If a part is missing, unknown or of another kind, or a key is no variable.

        Notes
        -----
        The time grows as the number of variables.

        Examples
        --------
        >>> Specification.of({"name": "ADSL", "label": "", "structure": "", "keys": [], "variables": []}).name
        'ADSL'
        """
        parts = _parts("description", description, cls)
        variables = [
            Variable(**_parts("each of variables", line, Variable))
            for line in listed("variables", parts["variables"], 0)
        ]
        return cls(**{**parts, "variables": variables})

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a data set with the types of its specification, or refuse it.

        Parameters
        ----------
        frame : pandas.DataFrame
            The data set.

        Returns
        -------
        pandas.DataFrame
            The same values, typed.

        Raises
        ------
        ValueError
            If the variables are not those specified, in their order, or a value is empty, of another type
            or not in the list of codes, or two records agree in every key; the message names data set,
            subject and variable.

        Notes
        -----
        The time grows as the number of rows times the number of variables.
        """
        self._check_names(of_kind("frame", frame, pd.DataFrame).columns)
        typed = pd.DataFrame(
            {variable.name: self._typed(frame, variable) for variable in self.variables}, index=frame.index
        )
        if self.keys:
            twice = typed.duplicated(list(self.keys)).tolist()
            must = f"no two records may agree in their keys: each must have its own {', '.join(self.keys)}"
            self._refuse(typed, twice, self.keys[-1], must)
        return typed

    def _check_names(self, columns: Sequence[object]) -> None:
        """Refuse columns that are not the variables in their order."""
        found = [column for column in columns if isinstance(column, str)]
        if len(columns) > len(found) or tuple(found) != self._names:
            refuse(f"{self.name} must have the variables {', '.join(self._names)}", list(columns))

    def _typed(self, frame: pd.DataFrame, variable: Variable) -> pd.Series:
        """Return the cells of a variable with its type, or refuse the first that is not as it must be."""
        if self._is_kept(frame[variable.name], variable):
            return frame[variable.name]
        cells = frame[variable.name].tolist()
        missing = [is_empty(cell) or (variable.type == "string" and _is_blank(cell)) for cell in cells]
        filled = [not none for none in missing]
        if not variable.empty:
            self._refuse(frame, missing, variable.name, "the cell must be filled")
        keeps, codes = _KEEPS[variable.type], variable.codelist
        wrong = [full and not keeps(cell) for full, cell in zip(filled, cells, strict=True)]
        self._refuse(frame, wrong, variable.name, f"the value must be of the type {variable.type}")
        if codes:
            wrong = [full and cell not in codes for full, cell in zip(filled, cells, strict=True)]
            self._refuse(
                frame, wrong, variable.name, f"the value must be one of {', '.join(map(str, codes))}"
            )
        if variable.type in ("integer", "float"):
            number = int if variable.type == "integer" else float
            cells = [number(cell) if full else None for full, cell in zip(filled, cells, strict=True)]
        return pd.Series(cells, index=frame.index, dtype=TYPES[variable.type])

    @staticmethod
    def _is_kept(cells: pd.Series, variable: Variable) -> bool:
        """Say whether a column has its type already and keeps to its variable: no cell needs a look."""
        if cells.dtype != TYPES[variable.type]:
            return False
        missing = cells.isna() | (cells == "") if variable.type == "string" else cells.isna()
        found = cells[~missing]
        if not (variable.empty or len(found) == len(cells)):
            return False
        if variable.codelist:
            return bool(found.isin(variable.codelist).all())
        return variable.type in ("string", "date") or bool((found.abs() <= _MOST[variable.type]).all())

    def _refuse(self, frame: pd.DataFrame, wrong: list[bool], variable: str, must: str) -> None:
        """Refuse the first record that is wrong, by data set, subject and variable."""
        if any(wrong):
            row = frame.iloc[wrong.index(True)]
            subject = f", subject {row['USUBJID']}" if "USUBJID" in frame else ""
            refuse(f"{self.name}{subject}, {variable}: {must}", row[variable])

    def table(self) -> pd.DataFrame:
        """Return the variables as a table: name, label, derivation, codes, origin and type.

        Returns
        -------
        pandas.DataFrame
            One row a variable, by name.

        Notes
        -----
        The time grows as the number of variables.

        Examples
        --------
        >>> subject = Variable("USUBJID", "Unique Subject Identifier", "string", "Predecessor", "DM.USUBJID")
        >>> one = Specification("ADSL", "Subjects", "one record a subject", ("USUBJID",), (subject,))
        >>> one.table().derivation.tolist()
        ['DM.USUBJID']
        """
        rows = [
            (one.name, one.label, one.derivation, ", ".join(map(str, one.codelist)), one.origin, one.type)
            for one in self.variables
        ]
        columns = ["variable", "label", "derivation", "codes", "origin", "type"]
        return pd.DataFrame(rows, columns=columns).set_index("variable")


def _parts(name: str, value: object, kind: type) -> dict[str, Any]:
    """Return the parts of a JSON object, or refuse it: those of a class, of which some can be left out."""
    needed = [field.name for field in fields(kind) if field.default is MISSING]
    known = [field.name for field in fields(kind)]
    if not isinstance(value, Mapping) or not {*needed} <= {*value} <= {*known}:
        other = [part for part in known if part not in needed]
        may = f", and may have {' and '.join(other)}" if other else ""
        refuse(f"{name} must be a mapping with {', '.join(needed)}{may}", value)
    return dict(value)


def _is_blank(cell: object) -> bool:
    """Say whether a cell is a string without a character."""
    return isinstance(cell, str) and not cell


def to_dataset_json(frame: pd.DataFrame, specification: Specification, *, created: str, study: str) -> str:
    """Write a data set as Dataset-JSON, version 1.1.

    Parameters
    ----------
    frame : pandas.DataFrame
        The data set; it is checked against the specification first.
    specification : Specification
        Its description.
    created : str
        Date and time of writing, such as ``2025-01-31T12:00:00``.
    study : str
        Identifier of the study.

    Returns
    -------
    str
        The text of the file: JSON, a record a line. An empty cell is null, a date a string.

    Raises
    ------
    ValueError
        If the data set does not keep to the specification.

    Notes
    -----
    The time grows as the number of rows times the number of variables.

    References
    ----------
    CDISC Dataset-JSON Specification, version 1.1 (2024-12-05).

    Examples
    --------
    >>> subject = Variable("USUBJID", "Unique Subject Identifier", "string", "Predecessor", "DM.USUBJID")
    >>> one = Specification("ADSL", "Subjects", "one record a subject", ("USUBJID",), (subject,))
    >>> frame = pd.DataFrame({"USUBJID": ["1"]})
    >>> written = to_dataset_json(frame, one, created="2025-01-31T12:00:00", study="S")
    >>> from_dataset_json(written, one)
      USUBJID
    0       1
    """
    frame = of_kind("specification", specification, Specification).check(frame)
    keys = {name: place for place, name in enumerate(specification.keys, 1)}
    columns = [
        {
            "itemOID": f"IT.{specification.name}.{variable.name}",
            "name": variable.name,
            "label": variable.label,
            "dataType": variable.type,
        }
        | ({"keySequence": keys[variable.name]} if variable.name in keys else {})
        for variable in specification.variables
    ]
    head = {
        "datasetJSONCreationDateTime": text("created", created),
        "datasetJSONVersion": VERSION,
        "studyOID": text("study", study),
        "itemGroupOID": f"IG.{specification.name}",
        "records": len(frame),
        "name": specification.name,
        "label": specification.label,
        "columns": columns,
    }
    shown = frame.copy()
    for variable in specification.variables:
        if variable.type == "date":
            shown[variable.name] = frame[variable.name].dt.strftime("%Y-%m-%d")
    cells = shown.astype(object)
    cells = cells.mask(cells.isna() | (cells == ""), None)
    rows = ",\n".join(json.dumps(list(row), ensure_ascii=False) for row in cells.itertuples(index=False))
    opening = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{opening},\n "rows": [\n{rows}\n ]\n}}\n'


def from_dataset_json(written: str, specification: Specification) -> pd.DataFrame:
    """Read a data set from Dataset-JSON, and check it against its specification.

    Parameters
    ----------
    written : str
        The text of the file, as `to_dataset_json` writes it.
    specification : Specification
        Its description.

    Returns
    -------
    pandas.DataFrame
        The data set, typed.

    Raises
    ------
    ValueError
        If the text is no Dataset-JSON of version 1.1, is of another data set, holds another number of records
        than it says, or does not keep to the specification.

    Notes
    -----
    The time grows as the number of rows times the number of variables.

    Examples
    --------
    >>> subject = Variable("USUBJID", "Unique Subject Identifier", "string", "Predecessor", "DM.USUBJID")
    >>> one = Specification("ADSL", "Subjects", "one record a subject", ("USUBJID",), (subject,))
    >>> from_dataset_json('{"datasetJSONVersion": "1.0.0"}', one)
    Traceback (most recent call last):
    ValueError: written must be Dataset-JSON of version 1.1.
    What came: {'datasetJSONVersion': '1.0.0'}.
    """
    of_kind("specification", specification, Specification)
    try:
        found = json.loads(text("written", written))
    except (ValueError, RecursionError) as error:
        refuse("written must be JSON", str(error))
    if not isinstance(found, dict) or not str(found.get("datasetJSONVersion", "")).startswith("1.1"):
        refuse("written must be Dataset-JSON of version 1.1", found)
    columns, rows = _columns(found), found.get("rows")
    if not isinstance(rows, list) or any(not _is_row(row, len(columns)) for row in rows):
        refuse("rows must be a list of lists, each with an entry for each column", rows)
    for name, must in (("name", specification.name), ("records", len(rows))):
        if found.get(name) != must:
            refuse(f"{name} must be {must!r}", found.get(name))
    specification._check_names(columns)
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    for variable in specification.variables:
        if variable.type == "date":
            frame[variable.name] = _dates(variable.name, frame[variable.name])
        if variable.type == "string":
            frame[variable.name] = frame[variable.name].where(frame[variable.name].notna(), "")
    return specification.check(frame)


def _columns(found: dict[str, Any]) -> list[str]:
    """Return the names of the columns of Dataset-JSON, or refuse them."""
    columns = found.get("columns")
    if not isinstance(columns, list) or any(
        not isinstance(column, dict) or not isinstance(column.get("name"), str) for column in columns
    ):
        refuse("columns must be a list of objects, each with a name", columns)
    return [column["name"] for column in columns]


def _is_row(row: object, length: int) -> bool:
    """Say whether something is a list of a length."""
    return isinstance(row, list) and len(row) == length


def _dates(name: str, cells: pd.Series) -> pd.Series:
    """Return dates from texts, or refuse them."""
    for cell in cells:
        if cell is not None:
            text(f"each date of {name}", cell)
    try:
        return pd.to_datetime(cells, format="%Y-%m-%d")
    except ValueError as error:
        refuse(f"each date of {name} must be written as 2023-01-31", str(error))
