"""CSV files under the Table Schemas of a ``datapackage.json``: reads and describes them."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from onearm._require import refuse
from onearm.ledger.descriptors import TYPES, Column, Link, Table, described, describing, table

MOST_LINES = 10
"""How many lines with a cell that breaks its schema are named."""

_Cells = dict[str, tuple[str, ...]]


def load(name: str, folder: str | Path) -> pd.DataFrame:
    """Return the frame of one resource, its every cell and key held against the schema."""
    resources = describing(name, folder)
    read = table(name, resources)
    lines, cells = _cells(read, folder)
    frame = pd.DataFrame(
        {column.name: _column(read.file, column, lines, cells[column.name]) for column in read.columns}
    )
    for key in read.keys:
        _no_repeat(read.file, lines, cells, key)
    for link in read.links:
        parent = table(link.table, resources) if link.table else read
        _all_known(read.file, lines, cells, link, parent, _cells(parent, folder)[1])
    return frame


def line_of(name: str, folder: str | Path, row: int) -> int:
    """Return the line of a file on which a row of its frame begins, the first row being 0."""
    return _cells(table(name, describing(name, folder)), folder)[0][row]


def dictionary(folder: str | Path) -> str:
    """Return the dictionary of columns of a folder's files, in Markdown."""
    resources = described(folder)
    tables = {name: table(name, resources) for name in resources}
    return "\n".join(_section(read, tables) for read in tables.values())


def _cells(read: Table, folder: str | Path) -> tuple[list[int], _Cells]:
    """Return the line numbers of a file's rows, and its columns as text by name, missing cells empty."""
    names, lines, rows = _rows(read, Path(folder, read.file))
    columns = zip(*rows, strict=True)
    if read.missing != {""}:
        columns = (tuple("" if cell in read.missing else cell for cell in column) for column in columns)
    left_out = {column.name: ("",) * len(rows) for column in read.columns}
    return lines, left_out | dict(zip(names, columns, strict=True))


def _no_repeat(file: str, lines: list[int], cells: _Cells, key: list[str]) -> None:
    """Refuse a row that agrees with an earlier one in every column of the key."""
    seen = set()
    for line, row in zip(lines, zip(*(cells[name] for name in key), strict=True), strict=True):
        if row in seen:
            what = f"the cells of {_listed(key)} together" if key[1:] else "the cell"
            came = row if key[1:] else row[0]
            refuse(f"{file}, line {line}, column {key[-1]!r}: {what} must differ from those above", came)
        seen.add(row)


def _all_known(file: str, lines: list[int], cells: _Cells, link: Link, parent: Table, others: _Cells) -> None:
    """Refuse filled cells that do not stand in the columns of another file."""
    if missing := [name for name in link.known if name not in others]:
        refuse(f"{parent.file} must have the columns that a foreign key of {file} names", missing)
    known = {*zip(*(others[name] for name in link.known), strict=True)}
    for line, row in zip(lines, zip(*(cells[name] for name in link.columns), strict=True), strict=True):
        if any(row) and row not in known:
            what = f"the cells of {_listed(link.columns)} together" if row[1:] else "the cell"
            column = link.columns[-1]
            came = row if row[1:] else row[0]
            refuse(f"{file}, line {line}, column {column!r}: {what} must stand in {parent.file}", came)


def _rows(read: Table, path: Path) -> tuple[list[str], list[int], list[list[str]]]:
    """Return a file's columns, and the lines and cells of its rows, each as wide as it must be."""
    lines, records = _records(path)
    header = records[0]
    for separator in ";\t":
        if len(header) == 1 and separator in header[0]:
            name = "semicolons" if separator == ";" else "tabs"
            must = f"{path.name}, line 1: the cells must be separated by commas, not by {name}"
            refuse(f"{must}; choose the comma where the spreadsheet saves the file", header[0])
    names = _present(read, path, header) if read.loose else [column.name for column in read.columns]
    for name, came in zip(names, header, strict=False):
        if name != came:
            refuse(f"{path.name}, line 1: column {name!r} must stand here", came)
    for line, cells in zip(lines, records, strict=True):
        if len(cells) < len(names):
            refuse(f"{path.name}, line {line}: column {names[len(cells)]!r} must have a cell", cells)
        if len(cells) > len(names):
            refuse(f"{path.name}, line {line}: column {names[-1]!r} must be the last", cells[len(names) :])
    if not records[1:]:
        refuse(f"{path.name} must have a row below its header", header)
    return names, lines[1:], records[1:]


def _present(read: Table, path: Path, header: list[str]) -> list[str]:
    """Return the columns that a header names in an order of its own, or refuse it."""
    known = [column.name for column in read.columns]
    if not {*header} <= {*known} or len({*header}) < len(header):
        refuse(f"{path.name}, line 1: each column must be another of {', '.join(known)}", header)
    needed = [column.name for column in read.columns if column.limits.get("required")]
    if missing := [name for name in needed if name not in header]:
        refuse(f"{path.name}, line 1: there must be the columns {', '.join(needed)}", f"none for {missing}")
    return header


def _records(path: Path) -> tuple[list[int], list[list[str]]]:
    """Return the first line and the cells of every record of a CSV file in UTF-8.

    Blank lines at the end are left out; an empty file has one record without cells.
    """
    if not path.is_file():
        refuse(f"{path.name} must stand in the folder", str(path.parent))
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")  # as Excel begins a file
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        refuse(f"{path.name}, line {line}: the text must be in UTF-8", raw[error.start : error.end])
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # no cell is too long to be read
    lines: list[int] = []
    records: list[list[str]] = []
    reader, line = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for cells in reader:
            lines.append(line)
            records.append(cells)
            line = reader.line_num + 1
    except csv.Error as error:
        refuse(f"{path.name}, line {line}: the quotes must be those of a CSV file", str(error))
    while records and not records[-1]:  # blank lines at the end
        records.pop()
    return lines[: len(records)] or [1], records or [[]]


def _column(file: str, column: Column, lines: list[int], cells: Sequence[str]) -> Any:
    """Return one column as a typed array; cells that are alike are read once."""
    values, broken = {}, {}
    for cell in dict.fromkeys(cells):  # in the order in which they first stand
        values[cell] = column.value(cell) if cell else None
        if must := _broken(column, cell, values[cell]):
            broken[cell] = must
    if broken:
        _refuse_cells(file, column.name, lines, cells, broken)
    values |= {"": {"string": "", "number": float("nan")}.get(column.type)}
    return pd.array([values[cell] for cell in cells], dtype=_dtype(column))


def _refuse_cells(
    file: str, column: str, lines: list[int], cells: Sequence[str], broken: dict[str, str]
) -> NoReturn:
    """Refuse the cells of a column that break its schema as the first of them does, each with its line."""
    must = next(iter(broken.values()))
    wrong = [(line, cell) for line, cell in zip(lines, cells, strict=True) if broken.get(cell) == must]
    (line, cell), *others = wrong
    if not others:
        refuse(f"{file}, line {line}, column {column!r}: the cell must {must}", cell)
    told = ", ".join(str(line) for line, _ in wrong[:MOST_LINES])
    more = f" and {len(wrong) - MOST_LINES} more" if len(wrong) > MOST_LINES else ""
    came = [*dict.fromkeys(cell for _, cell in wrong)]
    refuse(f"{file}, lines {told}{more}, column {column!r}: the cells must {must}", came)


def _dtype(column: Column) -> str:
    filled = column.limits.get("required", False)
    return {
        "integer": "int64" if filled else "Int64",
        "number": "float64",
        "boolean": "bool" if filled else "boolean",
        "string": "str",
        "date": "datetime64[s]",
    }[column.type]


def _broken(column: Column, cell: str, value: Any) -> str:
    """Return what a cell of this value must do and does not; nothing where the cell is as it must be."""
    limits = column.limits
    if cell == "":
        return "be filled" if limits.get("required") else ""
    if value is None:
        words = f"one of {', '.join(column.words)}"
        return f"be {words if column.type == 'boolean' else TYPES[column.type]}"
    if "enum" in limits and value not in limits["enum"]:
        return f"be one of {', '.join(map(str, limits['enum']))}"
    if "pattern" in limits and not limits["pattern"].fullmatch(cell):
        return f"have the form {limits['pattern'].pattern}"
    if len(cell) > limits.get("maxLength", len(cell)):
        return f"have at most {limits['maxLength']} characters"
    if len(cell) < limits.get("minLength", len(cell)):
        return f"have at least {limits['minLength']} characters"
    if "minimum" in limits and value < limits["minimum"]:
        return f"be at least {limits['minimum']}"
    if "maximum" in limits and value > limits["maximum"]:
        return f"be at most {limits['maximum']}"
    return ""


def _section(read: Table, tables: dict[str, Table]) -> str:
    """Return one file's part of the dictionary."""
    title = f"{read.title}." if read.title else ""
    lines = [
        f"### `{read.file}`",
        "",
        " ".join(filter(None, [title, read.description, *_promises(read, tables)])),
        "",
        "| column | type | empty | description | allowed |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_entry, read.columns), ""])


def _promises(read: Table, tables: dict[str, Table]) -> Iterable[str]:
    """Yield a sentence for each key of a schema that joins columns or files."""
    if read.primary:
        yield f"No two rows have the same {_listed(read.primary)}."
    for link in read.links:
        parent = tables.get(link.table, read)
        yield f"Each {_listed(link.columns)} stands in `{parent.file}`."


def _listed(names: list[str]) -> str:
    """Return column names as a list in a sentence."""
    *first, last = [f"`{name}`" for name in names]
    return f"{', '.join(first)} and {last}" if first else last


def _entry(column: Column) -> str:
    """Return one column's line of the dictionary."""
    kind = "yes or no" if column.type == "boolean" else column.type
    empty = "no" if column.limits.get("required") else "yes"
    return f"| `{column.name}` | {kind} | {empty} | {column.description} | {_allowed(column.limits)} |"


def _allowed(limits: dict[str, Any]) -> str:
    """Return a column's constraints in words."""
    words: dict[str, Callable[[Any], str]] = {
        "enum": lambda values: ", ".join(map(str, values)),
        "pattern": lambda pattern: "`{}`".format(pattern.pattern.replace("|", "\\|")),
        "minimum": lambda low: f"at least {low}",
        "maximum": lambda high: f"at most {high}",
        "minLength": lambda least: f"at least {least} characters",
        "maxLength": lambda most: f"at most {most} characters",
        "unique": lambda unique: "no repeats" if unique else "",
    }
    return "; ".join(filter(None, (word(limits[name]) for name, word in words.items() if name in limits)))
