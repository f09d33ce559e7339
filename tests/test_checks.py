"""The checks in the chapters can fail: none is given its answer, and a changed digit turns a verdict."""

import ast
import random
import re
from contextlib import suppress
from functools import cache
from pathlib import Path

import nbformat
import pytest
from cases import each_case

import notebooks
import plain
from onearm.ledger import claims, schemas
from seven_patients import CLAIMS, datasets, printed_value

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
        if printed_value(claim_id) in literals(value) or claim_id in looked_up(value)
    ]


def looked_up(expression):
    """Return the claims whose print an expression asks the ledger for."""
    calls = [node for node in ast.walk(expression) if isinstance(node, ast.Call) and node.args]
    return {
        getattr(call.args[0], "value", None)
        for call in calls
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in ("printed_value", "quote")
    }


def cells_that_check(notebook):
    """Yield the source of each cell of a notebook that checks, and the claims that it checks."""
    for cell in nbformat.read(notebook, as_version=4).cells:
        stored = [output.get("data", {}).get(CLAIMS.media_type, ()) for output in cell.get("outputs", ())]
        if ids := [verdict["claim_id"] for verdicts in stored for verdict in verdicts]:
            yield cell.source, ids


@each_case("notebook", sorted(CHAPTERS.rglob("*.ipynb")), ids=lambda path: path.stem)
def test_no_check_is_given_its_own_expected_value(notebook):
    for source, ids in cells_that_check(notebook):
        assert typed_expectations(source, ids) == [], source


@each_case(
    ("source", "found"),
    [
        ('check("res-age-mean", 43.3)', ["res-age-mean"]),
        ('check("res-age-mean", float("43.3") + 0 * ages.mean())', ["res-age-mean"]),
        ('check_all({"res-age-mean": ages.mean(), "res-age-sd": 14.5})', ["res-age-sd"]),
        ('check_all({f"res-age-{name}": 14.5 for name in names})', ["res-age-sd"]),
        ('check_all({"res-age-mean": ages[43.3].mean() / 14.5})', []),
        ("ages.mean() == 43.3", []),
        ('check("res-age-mean", 1 * printed_value("res-age-mean"))', ["res-age-mean"]),
        ('check("res-age-mean", float(paper.quote("res-age-mean")))', ["res-age-mean"]),
        ('check("res-age-mean", printed_value("abs-age-mean"))', []),
    ],
)
def test_a_typed_expectation_is_found(source, found):
    assert typed_expectations(source, ["res-age-mean", "res-age-sd"]) == found


SOURCES = {
    "adverse_events": ["events", "patients"],
    "baseline": ["mean_printed", "sd_printed", "median_printed", "minimum_printed", "maximum_printed"],
    "dosing": ["patients"],
    "patients": ["age_years", "pf_ratio_mmhg"],
}
"""By table the columns from which chapters derive prints; the prints themselves stand in the claims."""

REBUILT = ["age", "PaO2/FiO2"]
"""Rows of Table 2 that a chapter derives from the patients of Table 3: their cells are claims only."""


@cache
def cells():
    """List every cell from which a chapter derives a print: table, row and column."""
    return [
        (table, row, column)
        for table, columns in SOURCES.items()
        for column in columns
        for row, line in enumerate(getattr(datasets, table)().to_dict("records"))
        if re.search(r"\d", str(line[column])) and line.get("characteristic") not in REBUILT
    ]


def misprinted(value, rng):
    """Return the value with one of its digits changed."""
    text = str(value)
    place = rng.choice([place for place, digit in enumerate(text) if digit.isdigit()])
    digit = rng.choice([digit for digit in "123456789" if digit != text[place]])
    return type(value)(text[:place] + digit + text[place + 1 :])


@cache
def programs(table):
    """Return the code of each chapter that reads a table and checks something."""
    return [
        [cell.source for cell in plain.compiled(text).cells if cell.cell_type == "code"]
        for text in notebooks.sources()
        if re.search(rf"\b{table}\(", text.read_text(encoding="utf-8"))
        and any(cells_that_check(text.with_suffix(".ipynb")))
    ]


def turns_a_verdict(program, monkeypatch):
    """Run the code of a chapter; say whether a check finds a discrepancy, or the chapter cannot go on."""
    found = []
    monkeypatch.setattr(claims, "_show", lambda verdicts, _: found.extend(verdicts))
    namespace = {}
    try:
        for source in program:
            exec(source, namespace)
            if any(verdict.verdict == "discrepant" for verdict in found):
                return True
    except Exception:
        return True  # a solution that should exist does not, so that no verdict is reached
    return False


@pytest.mark.parametrize("seed", range(20))
def test_a_digit_changed_in_the_data_turns_a_verdict(seed, monkeypatch):
    rng = random.Random(seed)
    table, row, column = rng.choice(cells())
    load = schemas.load

    def misprint(name, folder):
        frame = load(name, folder)
        if name == table:
            changed = misprinted(frame[column].iloc[row], rng)
            frame[column] = [changed if at == row else cell for at, cell in enumerate(frame[column])]
        return frame

    monkeypatch.setattr(schemas, "load", misprint)
    assert any(turns_a_verdict(program, monkeypatch) for program in programs(table)), (table, row, column)


def test_a_digit_changed_in_a_checked_print_is_a_discrepancy():
    stored = {
        verdict["claim_id"]: verdict
        for notebook in CHAPTERS.rglob("*.ipynb")
        for cell in nbformat.read(notebook, as_version=4).cells
        for output in cell.get("outputs", ())
        for verdict in output.get("data", {}).get(CLAIMS.media_type, ())
    }
    rng = random.Random(0)
    for claim in datasets.claims().to_dict("records"):
        if claim["claim_id"] in stored and re.search(r"\d", claim["printed"]):
            claim["printed"] = misprinted(claim["printed"], rng)
            value = float(stored[claim["claim_id"]]["value"])
            assert not claims._number(claim).contains(value), claim
