"""The checks in the chapters can fail: none is given its answer."""

import ast
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest

from onearm.claims import CLAIMS, printed_value

CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"
PER_CENT = 100.0  # turns shares into percentages, so it may stand anywhere


def literals(expression):
    """Return the numbers that an expression types, as text too; an index is no value."""
    if isinstance(expression, ast.Subscript):
        return literals(expression.value)
    if isinstance(expression, ast.Constant):
        with suppress(ValueError, TypeError):
            return {float(expression.value)} - {PER_CENT}
        return set()
    return set().union(*map(literals, ast.iter_child_nodes(expression)))


def given(source):
    """Yield what each check of a cell is given: the claim's id, `None` if composed, and the value."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in ("check", "check_all"):
            continue
        if node.func.id == "check":
            yield getattr(node.args[0], "value", None), node.args[1]
        for part in ast.walk(node):
            if isinstance(part, ast.DictComp):
                yield None, part.value
            elif isinstance(part, ast.Dict):
                yield from (
                    (getattr(key, "value", None), value)
                    for key, value in zip(part.keys, part.values, strict=True)
                )


def typed_expectations(source, ids):
    """Return the claims of a cell whose printed number stands typed in what the check is given."""
    return [
        claim_id
        for name, value in given(source)
        for claim_id in ([name] if name in ids else ids)
        if printed_value(claim_id) in literals(value)
    ]


def cells_that_check(notebook):
    """Yield the source of each cell of a notebook that checks, and the claims that it checks."""
    for cell in nbformat.read(notebook, as_version=4).cells:
        stored = [output.get("data", {}).get(CLAIMS, ()) for output in cell.get("outputs", ())]
        if ids := [verdict["claim_id"] for verdicts in stored for verdict in verdicts]:
            yield cell.source, ids


@pytest.mark.parametrize("notebook", sorted(CHAPTERS.rglob("*.ipynb")), ids=lambda path: path.stem)
def test_no_check_is_given_its_own_expected_value(notebook):
    for source, ids in cells_that_check(notebook):
        assert typed_expectations(source, ids) == [], source


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('check("res-age-mean", 43.3)', ["res-age-mean"]),
        ('check("res-age-mean", float("43.3") + 0 * ages.mean())', ["res-age-mean"]),
        ('check_all({"res-age-mean": ages.mean(), "res-age-sd": 14.5})', ["res-age-sd"]),
        ('check_all({f"res-age-{name}": 14.5 for name in names})', ["res-age-sd"]),
        ('check_all({"res-age-mean": ages[43.3].mean() / 14.5})', []),
        ("ages.mean() == 43.3", []),
    ],
)
def test_a_typed_expectation_is_found(source, found):
    assert typed_expectations(source, ["res-age-mean", "res-age-sd"]) == found
