"""Notebooks as files: which there are below a folder, and what one holds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onearm._require import refuse


@dataclass(frozen=True)
class Cell:
    """A cell of code as a notebook stores it: its place among them, its code, its outputs, its number."""

    place: int
    source: str
    outputs: list[dict[str, Any]]
    ran: bool


def below(folder: Path, pattern: str) -> list[Path]:
    """Return the files below a folder whose names fit, none of a hidden folder or an environment."""
    return sorted(
        path
        for path in folder.rglob(pattern)
        if not any(part.startswith(".") or part == "site-packages" for part in path.relative_to(folder).parts)
    )


def read(path: Path) -> dict[str, Any]:
    """Return what a notebook holds, or refuse it by its name."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        refuse(f"{path.as_posix()}, line {error.lineno}: the notebook must be JSON", error.msg)
    except UnicodeDecodeError as error:
        bad = error.object[error.start : error.end]
        refuse(f"{path.as_posix()}: the notebook must be in UTF-8", bad)
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        refuse(f"{path.as_posix()}: the notebook must hold cells", type(notebook).__name__)
    return notebook


def cells(path: Path) -> Iterator[Cell]:
    """Yield the cells of code of a notebook that are not blank."""
    try:
        code = [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]
        filled = [cell for cell in code if text(cell["source"]).strip()]
        for place, cell in enumerate(filled, 1):
            ran = cell.get("execution_count") is not None
            yield Cell(place, text(cell["source"]), [*cell["outputs"]], ran)
    except (KeyError, TypeError) as error:
        came = f"{type(error).__name__}: {error}"
        refuse(f"{path.as_posix()}: each cell must be as Jupyter stores it", came)


def text(lines: str | list[str]) -> str:
    """Return a text that a notebook stores, whole or in lines."""
    return lines if isinstance(lines, str) else "".join(lines)
