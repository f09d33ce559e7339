"""Every public name of the library is explained, with an example that runs and the errors it raises."""

import importlib
import inspect
import pkgutil

import pytest

import onearm

MODULES = [
    importlib.import_module(f"onearm.{module.name}") for module in pkgutil.iter_modules(onearm.__path__)
]
PUBLIC = [
    thing
    for module in MODULES
    if not module.__name__.rpartition(".")[2].startswith("_")
    for name, thing in inspect.getmembers(
        module, lambda thing: inspect.isfunction(thing) or inspect.isclass(thing)
    )
    if thing.__module__ == module.__name__ and not name.startswith("_")
]
FUNCTIONS = [thing for thing in PUBLIC if inspect.isfunction(thing)]


@pytest.mark.parametrize("thing", PUBLIC, ids=lambda thing: f"{thing.__module__}.{thing.__name__}")
def test_public_name_is_documented(thing):
    assert len(inspect.getdoc(thing).splitlines()[0]) > 20


@pytest.mark.parametrize(
    "function", FUNCTIONS, ids=lambda function: f"{function.__module__}.{function.__name__}"
)
def test_public_function_has_an_example(function):
    assert ">>> " in inspect.getdoc(function)
