"""CSV files under the Table Schemas of a ``datapackage.json``: reads and describes them."""

import csv
import io
import json
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from onearm._require import refuse

_NUMERALS = {
    "integer": (r"[+-]?(0|[1-9][0-9]{0,17})", int, "a whole number"),
    "number": (r"[+-]?(0|[1-9][0-9]{0,17})(\.[0-9]+)?", float, "a number, as digits with or without a point"),
}


def load(name: str, folder: str | Path) -> pd.DataFrame:
    """Return the frame of one resource, its every cell and key held against the schema."""
    resources = {resource["name"]: resource for resource in _package(folder)["resources"]}
    if name not in resources:
        refuse(f"datapackage.json must describe {name!r}", sorted(resources))
    file, schema = resources[name]["path"], resources[name]["schema"]
    lines, cells = _cells(resources[name], folder)
    frame = pd.DataFrame(
        {field["name"]: _column(file, field, lines, cells[field["name"]]) for field in schema["fields"]}
    )
    for key in _keys(schema):
        _no_repeat(file, lines, cells, key)
    for link in schema.get("foreignKeys", []):
        (column,), (known,) = link["fields"], link["reference"]["fields"]
        parent = resources[link["reference"]["resource"]]
        _all_known(file, lines, column, cells[column], parent["path"], _cells(parent, folder)[1][known])
    return frame


def dictionary(folder: str | Path) -> str:
    """Return the dictionary of columns of a folder's files, in Markdown."""
    return "\n".join(_section(resource) for resource in _package(folder)["resources"])


def _package(folder: str | Path) -> dict[str, Any]:
    """Return the description of a folder's files."""
    if not isinstance(folder, (str, Path)):
        refuse("folder must be a path", folder)
    text = Path(folder, "datapackage.json").read_text(encoding="utf-8")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        refuse(f"datapackage.json, line {error.lineno}: the text must be JSON", error.msg)


def _cells(resource: dict[str, Any], folder: str | Path) -> tuple[list[int], dict[str, tuple[str, ...]]]:
    """Return the line numbers of a file's rows, and its columns as text by name."""
    names = [field["name"] for field in resource["schema"]["fields"]]
    rows = _rows(Path(folder, resource["path"]), names)
    columns = zip(*(cells for _, cells in rows), strict=True) if rows else [()] * len(names)
    return [line for line, _ in rows], dict(zip(names, columns, strict=True))


def _keys(schema: dict[str, Any]) -> list[list[str]]:
    """Return the lists of columns in which no two rows may agree."""
    alone = [[field["name"]] for field in schema["fields"] if field.get("constraints", {}).get("unique")]
    return [*alone, schema["primaryKey"]] if "primaryKey" in schema else alone


def _no_repeat(file: str, lines: list[int], cells: dict[str, tuple[str, ...]], key: list[str]) -> None:
    """Refuse a row that agrees with an earlier one in every column of the key."""
    seen = set()
    for line, row in zip(lines, zip(*(cells[name] for name in key), strict=True), strict=True):
        if row in seen:
            what = f"the cells of {_listed(key)} together" if key[1:] else "the cell"
            came = row if key[1:] else row[0]
            refuse(f"{file}, line {line}, column {key[-1]!r}: {what} must differ from those above", came)
        seen.add(row)


def _all_known(
    file: str, lines: list[int], column: str, cells: Iterable[str], parent: str, known: Collection[str]
) -> None:
    """Refuse a filled cell that does not stand in the column of another file."""
    for line, cell in zip(lines, cells, strict=True):
        if cell and cell not in known:
            refuse(f"{file}, line {line}, column {column!r}: the cell must stand in {parent}", cell)


def _rows(path: Path, names: list[str]) -> list[tuple[int, list[str]]]:
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
    if not lines[1:]:
        refuse(f"{path.name} must have a row below its header", header)
    return lines[1:]


def _records(path: Path) -> list[tuple[int, list[str]]]:
    """Return (line number, cells) for every record of a CSV file in UTF-8, but for blank lines at its end."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")  # as Excel begins a file
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        refuse(f"{path.name}, line {line}: the text must be in UTF-8", raw[error.start : error.end])
    records, reader = [], csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            records.append((line, next(reader)))
        except StopIteration:
            break
        except csv.Error as error:
            refuse(f"{path.name}, line {line}: the quotes must be those of a CSV file", str(error))
    while records and not records[-1][1]:  # blank lines at the end
        records.pop()
    return records


def _column(file: str, field: dict[str, Any], lines: list[int], cells: Sequence[str]) -> Any:
    """Return one column as a typed array."""
    places = (f"{file}, line {line}, column {field['name']!r}" for line in lines)
    values = [_value(place, field, cell) for place, cell in zip(places, cells, strict=True)]
    return pd.array(values, dtype=_dtype(field))


def _dtype(field: dict[str, Any]) -> str:
    filled = field.get("constraints", {}).get("required", False)
    return {
        "integer": "int64" if filled else "Int64",
        "number": "float64",
        "boolean": "bool" if filled else "boolean",
        "string": "str",
    }[field["type"]]


def _value(place: str, field: dict[str, Any], cell: str) -> Any:
    """Return the value of one cell, or refuse the cell."""
    limits = field.get("constraints", {})
    if cell == "":
        if limits.get("required"):
            refuse(f"{place}: the cell must be filled", cell)
        return {"string": "", "number": float("nan")}.get(field["type"])
    value = _parsed(place, field, cell)
    if "enum" in limits and value not in limits["enum"]:
        refuse(f"{place}: the cell must be one of {', '.join(map(str, limits['enum']))}", cell)
    if "pattern" in limits and not re.fullmatch(limits["pattern"], cell):
        refuse(f"{place}: the cell must have the form {limits['pattern']}", cell)
    if len(cell) > limits.get("maxLength", len(cell)):
        refuse(f"{place}: the cell must have at most {limits['maxLength']} characters", cell)
    if "minimum" in limits and value < limits["minimum"]:
        refuse(f"{place}: the cell must be at least {limits['minimum']}", cell)
    if "maximum" in limits and value > limits["maximum"]:
        refuse(f"{place}: the cell must be at most {limits['maximum']}", cell)
    return value


def _parsed(place: str, field: dict[str, Any], cell: str) -> Any:
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


def _section(resource: dict[str, Any]) -> str:
    """Return one file's part of the dictionary."""
    schema = resource["schema"]
    lines = [
        f"### `{resource['path']}`",
        "",
        " ".join([f"{resource['title']}. {resource['description']}", *_promises(schema)]),
        "",
        "| column | type | empty | description | allowed |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_entry, schema["fields"]), ""])


def _promises(schema: dict[str, Any]) -> list[str]:
    """Return a sentence for each key of a schema that joins columns or files."""
    own = [f"No two rows have the same {_listed(schema['primaryKey'])}."] if "primaryKey" in schema else []
    links = [(link["fields"], link["reference"]["resource"]) for link in schema.get("foreignKeys", [])]
    return own + [f"Each {_listed(columns)} stands in `{parent}.csv`." for columns, parent in links]


def _listed(names: list[str]) -> str:
    """Return column names as a list in a sentence."""
    *first, last = [f"`{name}`" for name in names]
    return f"{', '.join(first)} and {last}" if first else last


def _entry(field: dict[str, Any]) -> str:
    """Return one column's line of the dictionary."""
    limits = field.get("constraints", {})
    kind = "yes or no" if field["type"] == "boolean" else field["type"]
    empty = "no" if limits.get("required") else "yes"
    return f"| `{field['name']}` | {kind} | {empty} | {field['description']} | {_allowed(limits)} |"


def _allowed(limits: dict[str, Any]) -> str:
    """Return a column's constraints in words."""
    words: dict[str, Callable[[Any], str]] = {
        "enum": lambda values: ", ".join(map(str, values)),
        "pattern": lambda pattern: "`{}`".format(pattern.replace("|", "\\|")),
        "minimum": lambda low: f"at least {low}",
        "maximum": lambda high: f"at most {high}",
        "maxLength": lambda most: f"at most {most} characters",
        "unique": lambda _: "no repeats",
    }
    return "; ".join(word(limits[name]) for name, word in words.items() if name in limits)
