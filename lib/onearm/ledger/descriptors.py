"""What a ``datapackage.json`` says of a folder's files, held against what can be read here.

Of the forms that Frictionless allows for one thing each is read: a key as one name or a list of names, a path
as a text or a list of one, a column without a type as text. What is not read is refused, never passed over.
"""

import datetime
import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from onearm._require import refuse

DESCRIPTOR = "datapackage.json"

SHIPPED = Path(__file__).with_name("schema")
"""A folder whose descriptor describes ``claims.csv``, for the folders whose own does not."""

TYPES = {
    "string": "a text",
    "any": "a text",
    "integer": "a whole number",
    "number": "a number, as digits with or without a point",
    "boolean": "yes or no",
    "date": "a date, as in 2025-07-15",
}
"""The types that are read, and what a cell of each must be."""

_FORMS = {
    "integer": re.compile(r"[+-]?(0|[1-9][0-9]{0,17})", re.ASCII),
    "number": re.compile(r"[+-]?(0|[1-9][0-9]{0,17})(\.[0-9]+)?", re.ASCII),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII),
}
_CONVERT: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "number": float,
    "date": datetime.date.fromisoformat,
}

_LIMITS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "required": (bool, "true or false"),
    "unique": (bool, "true or false"),
    "enum": (list, "a list"),
    "pattern": (str, "a text"),
    "minLength": (int, "a whole number"),
    "maxLength": (int, "a whole number"),
    "minimum": ((int, float, str), "a number or a date"),
    "maximum": ((int, float, str), "a number or a date"),
}
_OF_TEXT, _OF_SIZE = {"pattern", "minLength", "maxLength"}, {"minimum", "maximum"}

_USUAL_FIELD = {"format": "default", "decimalChar": ".", "groupChar": None, "bareNumber": True}
_USUAL_DIALECT = {
    **{"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "escapeChar": None, "nullSequence": None},
    **{"skipInitialSpace": False, "header": True, "commentChar": None},
}


@dataclass(frozen=True)
class Column:
    """A column: its name, its type, what it holds, the limits of a cell, and the words for yes and no."""

    name: str
    type: str
    description: str
    limits: dict[str, Any]
    words: dict[str, bool]

    def value(self, cell: str) -> Any:
        """Return what a filled cell holds, or None where it is not of the column's type."""
        if self.type == "string":
            return cell
        if self.type == "boolean":
            return self.words.get(cell)
        if not _FORMS[self.type].fullmatch(cell):
            return None
        try:
            return _CONVERT[self.type](cell)
        except ValueError:  # the 31st of a shorter month
            return None


@dataclass(frozen=True)
class Link:
    """Columns whose cells, taken together, stand in columns of another table or of the same."""

    columns: list[str]
    table: str
    known: list[str]


@dataclass(frozen=True)
class Table:
    """A file and its schema; no two rows agree in all columns of one of its keys.

    Where it is `loose`, its columns may stand in any order, and one whose cells may be empty may be left out.
    """

    name: str
    file: str
    title: str
    description: str
    columns: list[Column]
    loose: bool
    missing: frozenset[str]
    primary: list[str]
    keys: list[list[str]]
    links: list[Link]


def described(folder: str | Path) -> dict[str, Any]:
    """Return by name what a folder's descriptor says of each file, or refuse the folder."""
    if not isinstance(folder, (str, Path)):
        refuse("folder must be a path", folder)
    path = Path(folder, DESCRIPTOR)
    if not path.is_file():
        refuse(f"folder must hold {DESCRIPTOR}", str(folder))
    try:
        package = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        refuse(f"{DESCRIPTOR}, line {error.lineno}: the text must be JSON", error.msg)
    except UnicodeDecodeError as error:
        refuse(f"{DESCRIPTOR}: the text must be in UTF-8", error.object[error.start : error.end])
    resources = _of(DESCRIPTOR, _object(DESCRIPTOR, package), "resources", list, "a list")
    place = f"{DESCRIPTOR}, a resource"
    named = [_of(place, _object(place, resource), "name", str, "a text") for resource in resources]
    if len({*named}) < len(named):
        refuse(f"{DESCRIPTOR}: each resource must have a name of its own", named)
    return dict(zip(named, resources, strict=True))


def describing(name: str, folder: str | Path) -> dict[str, Any]:
    """Return what `described` does, with the library's description of claims where there is no other."""
    if name == "claims" and isinstance(folder, (str, Path)):
        own = described(folder) if Path(folder, DESCRIPTOR).exists() else {}
        return described(SHIPPED) | own
    return described(folder)


def table(name: str, resources: dict[str, Any]) -> Table:
    """Return what is said of one file, or refuse it."""
    if name not in resources:
        refuse(f"{DESCRIPTOR} must describe {name!r}", sorted(resources))
    place, resource = f"{DESCRIPTOR}, resource {name!r}", resources[name]
    encoding = _of(place, resource, "encoding", str, "a text", "utf-8")
    if encoding.lower() not in ("utf-8", "utf8"):
        refuse(f"{place}: encoding must be utf-8", encoding)
    _usual(f"{place}, dialect", _of(place, resource, "dialect", dict, "an object", {}), _USUAL_DIALECT)
    schema = _of(place, resource, "schema", dict, "an object")
    fields = _of(place, schema, "fields", list, "a list")
    columns = [_column(f"{place}, field {number}", field) for number, field in enumerate(fields, 1)]
    match = schema.get("fieldsMatch", "exact")
    match = match[0] if isinstance(match, list) and len(match) == 1 else match
    if match not in ("exact", "superset"):
        refuse(f"{place}: fieldsMatch must be exact or superset, for no other is read", match)
    names = [column.name for column in columns]
    if not names or len({*names}) < len(names):
        refuse(f"{place}: fields must hold at least one, and each a name of its own", names)
    missing = _of(place, schema, "missingValues", list, "a list of texts", [""])
    if "" not in missing or not all(isinstance(text, str) for text in missing):
        refuse(f"{place}: missingValues must be a list of texts, the empty one among them", missing)
    primary = _names(place, schema, "primaryKey", names) if "primaryKey" in schema else []
    alone = [[column.name] for column in columns if column.limits.get("unique")]
    others = _of(place, schema, "uniqueKeys", list, "a list", [])
    return Table(
        name,
        _path(place, resource.get("path")),
        _of(place, resource, "title", str, "a text", ""),
        _of(place, resource, "description", str, "a text", ""),
        columns,
        match == "superset",
        frozenset(missing),
        primary,
        [
            *alone,
            *([primary] if primary else []),
            *(_names(place, {"uniqueKeys": key}, "uniqueKeys", names) for key in others),
        ],
        [_link(place, link, names) for link in _of(place, schema, "foreignKeys", list, "a list", [])],
    )


def _path(place: str, path: Any) -> str:
    """Return the path of a file, or refuse what is none or leads out of the folder."""
    if isinstance(path, list) and len(path) == 1:
        (path,) = path
    inside = isinstance(path, str) and path and not PureWindowsPath(path).drive and ":" not in path
    if not inside or "\\" in path or path.startswith("/") or ".." in PurePosixPath(path).parts:
        refuse(f"{place}: path must be that of one file, with slashes, within the folder", path)
    return str(path)


def _column(place: str, field: Any) -> Column:
    """Return what is said of one column, or refuse it."""
    name = _of(place, _object(place, field), "name", str, "a text")
    place = f"{place}, {name!r}"
    kind = _of(place, field, "type", str, "a text", "string")
    if kind not in TYPES:
        refuse(f"{place}: type must be one of {', '.join(TYPES)}", kind)
    kind = "string" if kind == "any" else kind
    _usual(place, field, _USUAL_FIELD)
    words = {
        word: truth
        for key, truth, usual in (
            ("trueValues", True, ["true", "True", "TRUE", "1"]),
            ("falseValues", False, ["false", "False", "FALSE", "0"]),
        )
        for word in _of(place, field, key, list, "a list of texts", usual)
    }
    if not all(isinstance(word, str) for word in words):
        refuse(f"{place}: trueValues and falseValues must be lists of texts", [*words])
    column = Column(name, kind, _of(place, field, "description", str, "a text", ""), {}, words)
    limits = _of(place, field, "constraints", dict, "an object", {})
    for limit in limits:
        column.limits[limit] = _limit(place, column, limit, limits)
    return column


def _limit(place: str, column: Column, limit: str, limits: dict[str, Any]) -> Any:
    """Return one constraint of a column, its values of the column's type, or refuse it."""
    allowed = [
        name
        for name in _LIMITS
        if not (name in _OF_TEXT and column.type != "string")
        and not (name in _OF_SIZE and column.type in ("string", "boolean"))
    ]
    if limit not in allowed:
        refuse(f"{place}: each constraint must be one of {', '.join(allowed)}", limit)
    value = _of(place, limits, limit, *_LIMITS[limit])
    if limit == "pattern":
        try:
            return re.compile(value)
        except re.error as error:
            refuse(f"{place}: pattern must be a regular expression that Python reads", f"{value}: {error}")
    if limit in _OF_SIZE:
        return _typed(place, column, limit, value)
    return [_typed(place, column, limit, entry) for entry in value] if limit == "enum" else value


def _typed(place: str, column: Column, limit: str, value: Any) -> Any:
    """Return a value of a constraint in the type of its column: it may be written as a cell is."""
    if isinstance(value, str):
        typed = column.value(value)
    elif column.type in ("integer", "number") and isinstance(value, (int, float)):
        typed = None if isinstance(value, bool) else value
    else:
        typed = value if column.type == "boolean" and isinstance(value, bool) else None
    if typed is None:
        refuse(f"{place}: each value of {limit} must be {TYPES[column.type]}", value)
    return typed


def _link(place: str, link: Any, names: list[str]) -> Link:
    """Return what a foreign key says, or refuse it."""
    place = f"{place}, a foreign key"
    reference = _of(place, _object(place, link), "reference", dict, "an object")
    columns, known = _names(place, link, "fields", names), _names(place, reference, "fields")
    if len(columns) != len(known):
        refuse(f"{place}: reference must name as many fields as the key", known)
    return Link(columns, _of(place, reference, "resource", str, "a text", ""), known)


def _names(place: str, holder: dict[str, Any], key: str, allowed: Collection[str] | None = None) -> list[str]:
    """Return names of columns, written as one text or as a list, or refuse them."""
    value = holder.get(key)
    names: list[Any] = value if isinstance(value, list) else [value]
    texts = bool(names) and all(isinstance(name, str) for name in names)
    if not texts or not (allowed is None or set(names) <= set(allowed)):
        among = f" out of {', '.join(allowed)}" if allowed else ""
        refuse(f"{place}: {key} must be the name of a field or a list of names{among}", value)
    return names


def _usual(place: str, holder: dict[str, Any], usual: dict[str, Any]) -> None:
    """Refuse a setting that is not the usual one, for no other is read."""
    for key, value in usual.items():
        if holder.get(key, value) != value:
            refuse(f"{place}: {key} must be {json.dumps(value)}, for no other is read", holder[key])


def _object(place: str, value: Any) -> dict[str, Any]:
    """Return a JSON object, or refuse what is none."""
    if not isinstance(value, dict):
        refuse(f"{place} must be an object", value)
    return value


def _of(
    place: str,
    holder: dict[str, Any],
    key: str,
    kind: type | tuple[type, ...],
    name: str,
    default: Any = None,
) -> Any:
    """Return an entry of one kind, or refuse it; without a default it must be there."""
    value = holder.get(key, default)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        refuse(f"{place}: {key} must be {name}", value)
    return value
