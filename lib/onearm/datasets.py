"""The only reader of ``data/``: the paper's tables and the ledger, as typed and validated frames.

Each file's columns, types and constraints stand in ``data/datapackage.json`` as a Table Schema, and a
file that breaks its schema is refused. ``python -m onearm.datasets`` prints the dictionary of columns.

A whole number is an ``int64`` where its column must be filled and an ``Int64`` where a cell may be empty; a
number is a ``float64``, empty as ``nan``; yes and no are ``bool``; text is ``str``, empty as ``""``.
"""

import csv
import io
import json
import re
from pathlib import Path

import pandas as pd

from onearm._require import refuse

DATA = Path(__file__).resolve().parents[2] / "data"
_NUMERALS = {
    "integer": (r"[+-]?[0-9]{1,18}", int, "a whole number"),
    "number": (r"[+-]?[0-9]{1,18}(\.[0-9]+)?", float, "a number, as digits with or without a decimal point"),
}


def patients(*, folder=DATA):
    """Return Table 3: one row a patient, backgrounds and outcomes.

    Parameters
    ----------
    folder : path, optional
        Where ``datapackage.json`` and the files stand.

    Returns
    -------
    pandas.DataFrame
        A fresh frame; its columns are described in ``data/README.md``.

    Raises
    ------
    ValueError
        When the file breaks its schema; the message names file, line and column.

    Examples
    --------
    >>> table = patients()
    >>> print(table.loc[table.outcome == "alive", ["patient", "outcome_day"]].to_string(index=False))
     patient  outcome_day
           6          485
           7          729
    """
    return _load("patients", folder)


def boundary(*, folder=DATA):
    """Return Table 1: the fewest survivors that show efficacy, at 6 to 20 enrolled patients.

    Parameters
    ----------
    folder : path, optional
        Where ``datapackage.json`` and the files stand.

    Returns
    -------
    pandas.DataFrame
        A fresh frame with the columns `enrolled_patients` and `minimum_survivors`.

    Raises
    ------
    ValueError
        When the file breaks its schema; the message names file, line and column.

    Examples
    --------
    >>> boundary().set_index("enrolled_patients").minimum_survivors[7]
    np.int64(5)
    """
    return _load("boundary", folder)


def claims(*, folder=DATA):
    """Return the ledger: one row a number the paper prints, repeats included.

    Parameters
    ----------
    folder : path, optional
        Where ``datapackage.json`` and the files stand.

    Returns
    -------
    pandas.DataFrame
        A fresh frame; `printed` is the printed string, trailing zeros kept.

    Raises
    ------
    ValueError
        When the file breaks its schema; the message names file, line and column.

    Examples
    --------
    >>> claims().set_index("claim_id").printed["abs-d56-ci-low"]
    '29.0'
    """
    return _load("claims", folder)


def dictionary(*, folder=DATA):
    """Return the dictionary of columns, in Markdown, from the schemas.

    Parameters
    ----------
    folder : path, optional
        Where ``datapackage.json`` stands.

    Returns
    -------
    str
        For each file a heading, what a row is, and a table with a line a column.

    Examples
    --------
    >>> print(dictionary().splitlines()[4])
    | column | type | empty | description | allowed |
    """
    return "\n".join(_section(resource) for resource in _package(folder)["resources"])


def _package(folder):
    return json.loads(Path(folder, "datapackage.json").read_text(encoding="utf-8"))


def _load(name, folder):
    """Return the frame of one resource, its every cell held against the schema."""
    resource = next(entry for entry in _package(folder)["resources"] if entry["name"] == name)
    fields = resource["schema"]["fields"]
    rows = _rows(Path(folder, resource["path"]), [field["name"] for field in fields])
    columns = zip(*(cells for _, cells in rows), strict=True) if rows else [()] * len(fields)
    lines = [line for line, _ in rows]
    return pd.DataFrame(
        {
            field["name"]: _column(resource["path"], field, lines, cells)
            for field, cells in zip(fields, columns, strict=True)
        }
    )


def _rows(path, names):
    """Return (line number, cells) for every row below the header, each as wide as the header must be."""
    lines = _records(path) or [(1, [])]
    _, header = lines[0]
    for name, came in zip(names, header, strict=False):
        if name != came:
            refuse(f"{path.name}, line 1: column {name!r} must stand here", came)
    for line, cells in lines:
        if len(cells) < len(names):
            refuse(f"{path.name}, line {line}: column {names[len(cells)]!r} must have a cell", cells)
        if len(cells) > len(names):
            refuse(f"{path.name}, line {line}: column {names[-1]!r} must be the last", cells[len(names) :])
    return lines[1:]


def _records(path):
    """Return (line number, cells) for every record of a CSV file in UTF-8."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        refuse(f"{path.name}, line {line}: the text must be in UTF-8", raw[error.start : error.end])
    records, reader = [], csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            records.append((line, next(reader)))
        except StopIteration:
            return records
        except csv.Error as error:
            refuse(f"{path.name}, line {line}: the quotes must be those of a CSV file", str(error))


def _column(file, field, lines, cells):
    """Return one column as a typed array."""
    values, seen = [], set()
    for line, cell in zip(lines, cells, strict=True):
        place = f"{file}, line {line}, column {field['name']!r}"
        values.append(_value(place, field, cell))
        if field.get("constraints", {}).get("unique") and cell in seen:
            refuse(f"{place}: the cell must differ from those above", cell)
        seen.add(cell)
    return pd.array(values, dtype=_dtype(field))


def _dtype(field):
    filled = field.get("constraints", {}).get("required", False)
    return {
        "integer": "int64" if filled else "Int64",
        "number": "float64",
        "boolean": "bool" if filled else "boolean",
        "string": "str",
    }[field["type"]]


def _value(place, field, cell):
    """Return the value of one cell, or refuse the cell."""
    limits = field.get("constraints", {})
    if cell == "":
        if limits.get("required"):
            refuse(f"{place}: the cell must be filled", cell)
        return {"string": "", "number": float("nan")}.get(field["type"])
    value = _parsed(place, field, cell)
    if "enum" in limits and value not in limits["enum"]:
        refuse(f"{place}: the cell must be one of {', '.join(limits['enum'])}", cell)
    if "pattern" in limits and not re.fullmatch(limits["pattern"], cell):
        refuse(f"{place}: the cell must have the form {limits['pattern']}", cell)
    if len(cell) > limits.get("maxLength", len(cell)):
        refuse(f"{place}: the cell must have at most {limits['maxLength']} characters", cell)
    if "minimum" in limits and value < limits["minimum"]:
        refuse(f"{place}: the cell must be at least {limits['minimum']}", cell)
    if "maximum" in limits and value > limits["maximum"]:
        refuse(f"{place}: the cell must be at most {limits['maximum']}", cell)
    return value


def _parsed(place, field, cell):
    """Return the cell as its field's type."""
    if field["type"] == "string":
        return cell
    if field["type"] == "boolean":
        words = dict.fromkeys(field["trueValues"], True) | dict.fromkeys(field["falseValues"], False)
        if cell not in words:
            refuse(f"{place}: the cell must be one of {', '.join(words)}", cell)
        return words[cell]
    form, convert, name = _NUMERALS[field["type"]]
    if not re.fullmatch(form, cell):
        refuse(f"{place}: the cell must be {name}", cell)
    return convert(cell)


def _section(resource):
    """Return one file's part of the dictionary."""
    lines = [
        f"### `{resource['path']}`",
        "",
        f"{resource['title']}. {resource['description']}",
        "",
        "| column | type | empty | description | allowed |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_entry, resource["schema"]["fields"]), ""])


def _entry(field):
    """Return one column's line of the dictionary."""
    limits = field.get("constraints", {})
    kind = "yes or no" if field["type"] == "boolean" else field["type"]
    empty = "no" if limits.get("required") else "yes"
    return f"| `{field['name']}` | {kind} | {empty} | {field['description']} | {_allowed(limits)} |"


def _allowed(limits):
    """Return a column's constraints in words."""
    words = {
        "enum": lambda values: ", ".join(values),
        "pattern": lambda pattern: "`{}`".format(pattern.replace("|", "\\|")),
        "minimum": lambda low: f"at least {low}",
        "maximum": lambda high: f"at most {high}",
        "maxLength": lambda most: f"at most {most} characters",
        "unique": lambda _: "no repeats",
    }
    return "; ".join(word(limits[name]) for name, word in words.items() if name in limits)


if __name__ == "__main__":
    print(dictionary(), end="")
