"""The tables of tests/reference, as their files hold them."""

import csv
from pathlib import Path

from onearm.designs import StoppingRule

FOLDER = Path(__file__).parent / "reference"


def rows(name):
    """Return the rows of one file, every cell as text."""
    with (FOLDER / name).open(newline="") as file:
        return list(csv.DictReader(file))


def stopping_rules():
    """Return by their ids the rules of oc_designs.csv; promising has precedence where the bounds overlap."""
    return {design["id"]: _rule(design) for design in rows("oc_designs.csv")}


def _rule(design):
    looks, promising, futile = (
        [None if bound == "NA" else int(bound) for bound in design[column].split()]
        for column in ("looks", "U", "L")
    )
    kept = [
        low if None in (low, high) else min(low, high - 1)
        for low, high in zip(futile, promising, strict=True)
    ]
    return StoppingRule(looks, promising, kept)
