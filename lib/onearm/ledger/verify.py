"""Runs the notebooks of a paper again, and tells what is not as it is stored or expected."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, DeadKernelError

from onearm.ledger._notebooks import Cell, cells, text
from onearm.ledger.claims import CHECKED, UNCHECKED
from onearm.ledger.papers import Paper

SECONDS = 600
"""How long a cell may take."""

_BY_CHANCE = re.compile(r"\b0x[0-9a-f]{6,}|altair-viz-[0-9a-f]+")
"""What no two runs write alike: where a thing stands in memory, and Altair's name for a chart."""

_NOT_COMPARED = re.compile(r"image/.*|application/vnd\.jupyter\.widget-view\+json")
"""The media types that differ from system to system, or from run to run."""


def faults(paper: Paper) -> list[str]:
    """Run every notebook of a paper, and tell what differs.

    Parameters
    ----------
    paper : Paper
        The folder; nothing in it is written.

    Returns
    -------
    list of str
        A line or more for each cell whose outputs are not the stored ones; where there is none, one for each
        claim whose verdict is not the expected one. What a cell writes to stderr and pictures do not count.
    """
    differ = [fault for path in paper.notebooks for fault in _differences(path)]
    return differ or [*_surprises(paper)]


def _differences(path: Path) -> Iterator[str]:
    """Run a notebook, and yield where its outputs are not the stored ones."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",  # the Python that runs this
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    stored = [*cells(path)]
    try:
        client.execute()
    except (CellControlSignal, DeadKernelError) as error:
        yield f"{path.as_posix()}: {_failed(notebook.cells, error)}"
        return
    ran = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    for before, after in zip(stored, ran, strict=True):
        yield from _difference(path, before, after.outputs)


def _failed(ran: Sequence[Any], error: Exception) -> str:
    """Say which cell failed, and how."""
    code = [cell for cell in ran if cell.cell_type == "code" and cell.source.strip()]
    for place, cell in enumerate(code, 1):
        for output in cell.outputs:
            if output.output_type == "error":
                return f"cell {place} fails.\n  {output.ename}: {output.evalue}"
    return f"a cell fails.\n  {error}"


def _difference(path: Path, before: Cell, after: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield where the outputs of a cell first differ, if they do."""
    for stored, given in zip_longest(_lines(before.outputs), _lines(after), fillvalue="nothing"):
        if stored != given:
            yield (
                f"{path.as_posix()}: cell {before.place} gives something else than is stored.\n"
                f"  stored: {stored[:200].strip()}\n  given:  {given[:200].strip()}"
            )
            return


def _lines(outputs: Sequence[dict[str, Any]]) -> list[str]:
    """Return what outputs tell, line by line: what was printed, then every text of each thing shown."""
    printed = "".join(text(output["text"]) for output in outputs if output.get("name") == "stdout")
    shown = [
        data if isinstance(data, str) else json.dumps(data, sort_keys=True)
        for output in outputs
        for data in _data(output)
    ]
    return [_BY_CHANCE.sub("...", line) for part in (printed, *shown) for line in part.splitlines()]


def _data(output: dict[str, Any]) -> list[Any]:
    """Return what an output shows under each media type that is compared, the plain text first."""
    kinds = [kind for kind in output.get("data", ()) if not _NOT_COMPARED.fullmatch(kind)]
    data = [output["data"][kind] for kind in sorted(kinds, key=lambda kind: (kind != "text/plain", kind))]
    texts = [isinstance(part, list) and all(isinstance(line, str) for line in part) for part in data]
    return [text(part) if whole else part for part, whole in zip(data, texts, strict=True)]


def _surprises(paper: Paper) -> Iterator[str]:
    """Yield the claims whose verdicts are not the expected ones."""
    found = paper.ledger.table.set_index("claim_id")
    for claim in paper.claims.table.to_dict("records"):
        claim_id, basis = claim["claim_id"], claim["basis"]
        verdict = found.loc[claim_id, "verdict"]
        if verdict == "chapter to come":
            yield f"claim {claim_id!r} is {basis}, and no notebook checks it."
        elif verdict not in _expected(claim):
            value, assumption = found.loc[claim_id, ["value", "assumption"]]
            computed = f", computed {value}" if value else ""
            look = f"given {assumption}. Would another choice agree?" if assumption else "look at both again."
            yield (
                f"claim {claim_id!r} is {verdict}, where claims.csv expects {_expected(claim)[0]}: "
                f"printed {claim['printed']}{computed}; {look} If it stays so, write {verdict} into the "
                f"column verdict."
            )


def _expected(claim: dict[str, str]) -> list[str]:
    """Return the verdicts that a claim may have: the one set down, or else those of its basis."""
    if claim["verdict"]:
        return [claim["verdict"]]
    basis = claim["basis"]
    return [CHECKED[basis], "assumption needed"] if basis in CHECKED else [UNCHECKED[basis]]
