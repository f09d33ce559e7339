"""The trial of HLC-001 in seven patients: what its paper prints, its ledger, and the book's exercises.

`datasets` reads what is printed, `check` proves a claim, `quote` and `printed_value` look one up, and
`try_it` judges an answer.
"""

from typing import TYPE_CHECKING

from seven_patients import datasets
from seven_patients.ledger import CLAIMS, check, check_all, judge, printed_value, quote

if TYPE_CHECKING:
    from seven_patients.exercises import try_it

__all__ = ["CLAIMS", "check", "check_all", "datasets", "judge", "printed_value", "quote", "try_it"]


def __getattr__(name: str) -> object:
    """Return `try_it`, which loads what all exercises compute with."""
    if name != "try_it":
        raise AttributeError(f"module 'seven_patients' has no attribute {name!r}")
    from seven_patients.exercises import try_it

    return try_it
