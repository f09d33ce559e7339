"""Every public name of the library is explained: each argument, what comes back, and an example that runs."""

import doctest
import importlib
import inspect
import pkgutil
import re

from cases import each_case
from conftest import ROOT

import onearm
from seven_patients import datasets

MODULES = [
    importlib.import_module(f"onearm.{module.name}")
    for module in pkgutil.iter_modules(onearm.__path__)
    if not module.name.startswith("_")
]


def public(owner, predicate):
    """Return the public things of a class, a module or a package, none that it imports or inherits."""
    home = getattr(owner, "__module__", owner.__name__)
    return [
        thing
        for name, thing in inspect.getmembers(owner, predicate)
        if not name.startswith("_") and f"{thing.__module__}.".startswith(f"{home}.")
    ]


FUNCTIONS = [function for module in MODULES for function in public(module, inspect.isfunction)]
CLASSES = [cls for module in MODULES for cls in public(module, inspect.isclass)]
METHODS = [method for cls in CLASSES for method in public(cls, inspect.isroutine)]
CALLED = [*FUNCTIONS, *METHODS]


def name_of(thing):
    return f"{thing.__module__}.{thing.__qualname__}"


def section(thing, title):
    """Return the text of one section of a docstring, empty when there is none."""
    body = rf"^{title}\n-+\n(.*?)(?=^\S[^\n]*\n-+$|\Z)"
    found = re.search(body, inspect.getdoc(thing), re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


def explained(thing, title):
    """Return the names that a section explains: those before the colon of each line that is not indented."""
    lines = re.findall(r"^(\S.*?) :", section(thing, title), re.MULTILINE)
    return [name for line in lines for name in line.split(", ")]


def arguments(thing):
    return [name for name in inspect.signature(thing).parameters if name != "self"]


def gives_something(function):
    return re.search(r"^\s+(return|yield) ", inspect.getsource(function), re.MULTILINE)


@each_case("thing", [*CALLED, *CLASSES])
def test_every_public_name_begins_with_a_summary(thing):
    assert len(inspect.getdoc(thing).splitlines()[0]) > 20


LOADERS = [
    function for function in public(datasets, inspect.isfunction) if function is not datasets.dictionary
]
"""Alike in all but their table, so that the module explains their argument and what comes back, once."""


@each_case("function", [thing for thing in CALLED if thing not in LOADERS])
def test_every_argument_is_explained(function):
    assert explained(function, "Parameters") == arguments(function)


@each_case("loader", LOADERS)
def test_a_loader_is_as_its_module_says(loader):
    assert arguments(loader) == ["folder"]
    assert all(
        word in datasets.__doc__
        for word in ("`folder`", "returns a fresh `pandas.DataFrame`", "`ValueError`")
    )


@each_case("cls", CLASSES)
def test_every_field_is_explained(cls):
    fields = explained(cls, "Parameters") or explained(cls, "Attributes")
    assert fields == arguments(cls)


@each_case("function", [thing for thing in filter(gives_something, CALLED) if thing not in LOADERS])
def test_what_comes_back_is_explained(function):
    assert section(function, "Returns").strip()


@each_case("function", FUNCTIONS)
def test_every_function_has_an_example(function):
    assert ">>> " in section(function, "Examples")


PAGES = [*(f"onearm.{room}" for room in onearm._ROOMS), "onearm.charts", "seven_patients"]
BEGINNING = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@each_case("room", PAGES)
def test_each_example_of_a_page_runs_after_the_lines_at_its_top(room):
    page = room.removeprefix("onearm.").replace("seven_patients", "book")
    text = (ROOT / "chapters" / "reference" / f"library-{page}.md").read_text(encoding="utf-8")
    begun, told = {}, []
    exec(BEGINNING.search(text)[1], begun)
    runner, finder = doctest.DocTestRunner(verbose=False), doctest.DocTestFinder()
    for name in importlib.import_module(room).__all__:
        for example in finder.find(begun[name], name, module=False, globs=begun):
            runner.run(example, out=told.append)
    assert "".join(told) == ""
    assert runner.tries > 5


GROWS = re.compile(r"\b(time|work)\b[^.]*\b(grows?|in proportion|same)\b")


@each_case("function", CALLED)
def test_every_function_says_how_its_cost_grows(function):
    assert GROWS.search(" ".join(inspect.getdoc(function).split()))
