"""Specifications of data sets: what each variable is, whether a data set keeps to it, and Dataset-JSON.

A specification lists the variables of a data set in order, each with label, type, origin, derivation in words
and, where there is one, the list of its codes. One description serves three ends: a data set is checked
against it, written as CDISC's Dataset-JSON with it, and read back by it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from onearm._require import one_of, refuse, text

TYPES = {"string": "str", "integer": "Int64", "float": "float64", "date": "datetime64[us]"}
"""The types of variables, and the type of pandas for each."""

VERSION = "1.1.0"
"""The version of Dataset-JSON that is written."""


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
        """Refuse a type that is none."""
        one_of(f"the type of {self.name}", self.type, TYPES)


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
            If a variable has a type that is none.

        Examples
        --------
        >>> Specification.of({"name": "ADSL", "label": "", "structure": "", "keys": [], "variables": []}).name
        'ADSL'
        """
        variables = (
            Variable(**{**line, "codelist": tuple(line.get("codelist", ()))})
            for line in description["variables"]
        )
        parts = {name: description[name] for name in ("name", "label", "structure")}
        return cls(**parts, keys=tuple(description["keys"]), variables=tuple(variables))

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
        """
        names = [variable.name for variable in self.variables]
        if list(frame.columns) != names:
            refuse(f"{self.name} must have the variables {', '.join(names)}", list(frame.columns))
        for variable in self.variables:
            self._check_cells(frame, variable)
        frame = frame.astype({variable.name: TYPES[variable.type] for variable in self.variables})
        twice = frame.duplicated(list(self.keys))
        self._refuse(frame, twice, self.keys[-1], f"no two records may agree in {', '.join(self.keys)}")
        return frame

    def _check_cells(self, frame: pd.DataFrame, variable: Variable) -> None:
        """Refuse a cell that is not as its variable must be."""
        cells = frame[variable.name]
        missing = cells.isna() | (cells == "") if variable.type == "string" else cells.isna()
        if not variable.empty:
            self._refuse(frame, missing, variable.name, "the cell must be filled")
        if variable.codelist:
            allowed = f"the value must be one of {', '.join(map(str, variable.codelist))}"
            self._refuse(frame, ~missing & ~cells.isin(variable.codelist), variable.name, allowed)
        kinds: dict[str, Any] = {"string": str, "date": pd.Timestamp}
        if variable.type in kinds:
            wrong = ~missing & ~cells.map(lambda cell: isinstance(cell, kinds[variable.type])).astype(bool)
        else:
            number = pd.to_numeric(cells, errors="coerce")
            wrong = ~missing & (number.isna() | ((number % 1 != 0) & (variable.type == "integer")))
        self._refuse(frame, wrong, variable.name, f"the value must be of the type {variable.type}")

    def _refuse(self, frame: pd.DataFrame, wrong: pd.Series, variable: str, must: str) -> None:
        """Refuse the first record that is wrong, by data set, subject and variable."""
        wrong = wrong.fillna(False).astype(bool)
        if wrong.any():
            row = frame[wrong].iloc[0]
            refuse(f"{self.name}, subject {row['USUBJID']}, {variable}: {must}", row[variable])

    def table(self) -> pd.DataFrame:
        """Return the variables as a table: name, label, derivation, codes, origin and type.

        Returns
        -------
        pandas.DataFrame
            One row a variable, by name.

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
    frame = specification.check(frame)
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

    Examples
    --------
    >>> subject = Variable("USUBJID", "Unique Subject Identifier", "string", "Predecessor", "DM.USUBJID")
    >>> one = Specification("ADSL", "Subjects", "one record a subject", ("USUBJID",), (subject,))
    >>> from_dataset_json('{"datasetJSONVersion": "1.0.0"}', one)
    Traceback (most recent call last):
    ValueError: written must be Dataset-JSON of version 1.1.
    What came: "{'datasetJSONVersion': '1.0.0'}".
    """
    try:
        found = json.loads(text("written", written))
    except json.JSONDecodeError as error:
        refuse("written must be JSON", str(error))
    if not isinstance(found, dict) or not str(found.get("datasetJSONVersion", "")).startswith("1.1"):
        refuse("written must be Dataset-JSON of version 1.1", str(found)[:60])
    for name, must in (("name", specification.name), ("records", len(found.get("rows", [])))):
        if found.get(name) != must:
            refuse(f"{name} must be {must!r}", found.get(name))
    columns = [column["name"] for column in found["columns"]]
    frame = pd.DataFrame(found["rows"], columns=columns, dtype=object)
    for variable in specification.variables:
        if variable.name in frame and variable.type == "date":
            frame[variable.name] = pd.to_datetime(frame[variable.name], format="%Y-%m-%d")
        if variable.name in frame and variable.type == "string":
            frame[variable.name] = frame[variable.name].where(frame[variable.name].notna(), "")
    return specification.check(frame)
