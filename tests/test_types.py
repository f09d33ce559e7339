"""Every public name of the library tells of which types its arguments are, and what comes back."""

import importlib
import inspect

from cases import each_case

ROOMS = ("onearm.designs", "onearm.estimates", "onearm.printed", "onearm.ledger", "onearm.charts")
TRIAL = ("seven_patients", "seven_patients.exercises")


def offered(module):
    """Return what a room offers, by its name."""
    room = importlib.import_module(module)
    return {f"{module}.{name}": getattr(room, name) for name in getattr(room, "__all__", ["try_it"])}


def called(name, thing):
    """Return what can be called of a public name: itself, or the methods and properties of a class."""
    if inspect.ismodule(thing):
        functions = inspect.getmembers(thing, inspect.isfunction)
        return {f"{name}.{own}": one for own, one in functions if not own.startswith("_")}
    if not inspect.isclass(thing):
        return {name: thing} if callable(thing) else {}
    return {
        f"{name}.{own}": one.fget if isinstance(one, property) else getattr(thing, own)
        for own, one in vars(thing).items()
        if not own.startswith("_") and (callable(one) or isinstance(one, (classmethod, property)))
    }


CALLED = {
    own: function
    for module in (*ROOMS, *TRIAL)
    for name, thing in offered(module).items()
    for own, function in called(name, thing).items()
}


def test_what_is_called_is_found():
    some = {
        "onearm.designs.StoppingRule.decide",
        "onearm.designs.BetaPrior.from_mean",
        "onearm.designs.TwoArmTrial.wins",
        "onearm.charts.lattice",
        "seven_patients.check",
        "seven_patients.datasets.claims",
        "seven_patients.exercises.try_it",
    }
    assert some <= {*CALLED}
    assert len(CALLED) > 150


@each_case("name", CALLED)
def test_every_argument_and_what_comes_back_have_a_type(name):
    signature = inspect.signature(CALLED[name])
    kinds = {own: argument.annotation for own, argument in signature.parameters.items() if own != "self"}
    kinds["what comes back"] = signature.return_annotation
    assert not [own for own, kind in kinds.items() if kind is signature.empty]


@each_case("cls", [cls for module in ROOMS for cls in offered(module).values() if inspect.isclass(cls)])
def test_every_field_has_a_type(cls):
    assert {*inspect.signature(cls).parameters} <= {*inspect.get_annotations(cls)}
