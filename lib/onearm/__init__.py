"""Exact design and analysis of small single-arm trials.

A single-arm trial with a yes-or-no outcome is a walk on a lattice: after `n` patients it stands at
`(n, x)`, and each patient moves it one step right, and up when the patient is a success. A design is
only a boundary on that lattice.

Five rooms hold the library: `onearm.designs`, `onearm.estimates`, `onearm.printed`, `onearm.ledger` and
`onearm.charts`. What is used most can be had here as well, and is loaded when it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onearm.designs import (
        BetaPrior,
        StoppingRule,
        ThallSimon,
        identified_set,
        infer,
        simon_two_stage,
        single_stage,
    )
    from onearm.estimates import Interval, clopper_pearson, kaplan_meier, rule_of_three
    from onearm.ledger import Claims, Ledger
    from onearm.printed import Printed, enumerate_samples

_ROOMS = {
    "designs": (
        "BetaPrior",
        "StoppingRule",
        "ThallSimon",
        "identified_set",
        "infer",
        "simon_two_stage",
        "single_stage",
    ),
    "estimates": ("Interval", "clopper_pearson", "kaplan_meier", "rule_of_three"),
    "printed": ("Printed", "enumerate_samples"),
    "ledger": ("Claims", "Ledger"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "BetaPrior",
    "Claims",
    "Interval",
    "Ledger",
    "Printed",
    "StoppingRule",
    "ThallSimon",
    "clopper_pearson",
    "enumerate_samples",
    "identified_set",
    "infer",
    "kaplan_meier",
    "rule_of_three",
    "simon_two_stage",
    "single_stage",
]


def __getattr__(name: str) -> object:
    """Return one of the names of the door, from its room, or the version that is installed."""
    if name == "__version__":
        from importlib.metadata import version

        return version("onearm")
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'onearm' has no attribute {name!r}")
    return getattr(import_module(f"onearm.{_ROOM_OF[name]}"), name)


def __dir__() -> list[str]:
    """Return the names of the door."""
    return sorted(__all__)
