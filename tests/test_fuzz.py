"""Hostile values to every public function: a refusal in the house's form or a sound result, and nothing else.

The ordinary run spoils one argument at a time, always in the same way, and a few together. A long run tries
every place in every way, and many more together by chance; it watches the memory too, and tells its counts:
``FUZZ=20000 python -m pytest tests/test_fuzz.py -n 0 -s``, for so many calls with several arguments spoiled.
"""

import contextlib
import inspect
import io
import itertools
import json
import os
import re
import signal
import tracemalloc
from collections import Counter

import altair as alt
import numpy as np
import pytest
from cases import each_case
from hostile import EVERY, SCALARS, STRINGS, Endless, never, spoiled
from hypothesis import given, settings
from hypothesis import strategies as st
from valid_calls import CALLS, name_of, public_callables

from onearm.estimates import daily

TRIES = int(os.environ.get("FUZZ", 0))
"""How many calls with several arguments spoiled a long run makes; without it the run is an ordinary one."""

SECONDS, BYTES = 2, 200_000_000
"""What a call may take of the processor and of the memory."""

HOUSE = re.compile(r"\A.*\bmust\b.*\nWhat came: .*\.\Z")
FEW = {name: SCALARS[name] for name in ("none", "true", "nan", "third", "huge")}
"""What spoils one place inside a list, a dict or a table in an ordinary run."""

DRAWN = {
    *("nan", "inf", "third", "huge", "none", "true", "masked", "blank", "timedelta64", "list of none"),
    *("dict", "set", "endless", "list of endless", "array 2-d", "masked array", "records", "doubled", "deep"),
}
"""What an ordinary run tries with figures, which take long to draw."""

TAKEN = {
    **dict.fromkeys(("step", "low", "high"), frozenset({"decimal"})),
    "given": {"ellipsis", "3 text", "arabic"},
    "value": {"huge", "-huge", "decimal"},
    "patients": {"list of endless", "dict of endless"},
}
"""By argument what looks hostile there and is none: an exact decimal, an answer not given yet, or a name."""

CALLERS = (
    ("onearm.designs.BetaMixture.average", "function"),
    ("onearm.designs.bias", "estimator"),
    ("onearm.designs.coverage", "interval"),
    ("onearm.designs.noncoverage", "interval"),
    ("onearm.designs.root_mean_square_error", "estimator"),
    ("onearm.printed.propagate", "function"),
)
"""Functions of the caller's own: what they raise is theirs."""

BEYOND = {
    ("onearm.printed.counts_printing", "n"): {"huge", "uint64"},
    ("onearm.printed.sd_interval", "n"): {"huge", "uint64"},
    **{(name, argument): {"type"} for name, argument in CALLERS},
}
"""What is not tried."""

counts = Counter()


class TooLong(BaseException):
    """A call took the processor for longer than it may."""


def stop(*_):
    raise TooLong


@contextlib.contextmanager
def limited():
    """Stop a call that takes too long, where the system has a clock for that."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def outcome(function, arguments):
    """Call a function and say "refused" or "sound", or else what went wrong."""
    try:
        with limited(), contextlib.redirect_stdout(io.StringIO()):
            result = function(**arguments)
            return fault(itertools.islice(result, 1000) if inspect.isgenerator(result) else result) or "sound"
    except ValueError as error:
        return "refused" if HOUSE.match(str(error)) else f"no refusal in the house's form: {error}"
    except (Exception, Endless, TooLong) as error:
        return f"{type(error).__name__}: {error}"


def fault(result):
    """Say what is wrong with a result, if anything is."""
    if isinstance(result, alt.TopLevelMixin):
        json.dumps(result.to_dict(validate=False), allow_nan=False)
        return "a description tells nan" if re.search(r"\b(nan|inf)\b", str(result.description)) else ""
    if isinstance(result, (float, np.ndarray)) and not np.all(np.isfinite(result)):
        return f"{result} is not finite"
    return ""


def choices(function, argument):
    """Return by name what makes each hostile value of an argument."""
    left = {*BEYOND.get((name_of(function), argument), ())}
    if argument == "folder":  # which folders there are is not for the library to say
        left |= {*STRINGS}
    figure = function.__module__.startswith("onearm.charts")
    drawn = figure and not TRIES
    if drawn:
        left |= EVERY.keys() - DRAWN
    if TRIES:
        places = spoiled(CALLS[function][argument])
    elif drawn or (argument == "records" and function is not daily):  # which checks them for all others
        places = ()
    else:
        places = spoiled(CALLS[function][argument], FEW)
    made = {name: make for name, make in [*EVERY.items(), *places] if name not in left}
    if figure:  # whose description repeats the caller's own words
        return {name: make for name, make in made.items() if "nan text" not in name}
    return made


def taken(function, argument):
    """Return the names of the hostile values that an argument may take after all."""
    parameter = inspect.signature(function).parameters[argument]
    none = {"none"} if parameter.default is None or "None" in str(parameter.annotation) else set()
    return none | TAKEN.get(argument, set())


@each_case("function", CALLS)
def test_a_valid_call_is_one(function):
    assert set(CALLS[function]) == set(inspect.signature(function).parameters)
    assert outcome(function, CALLS[function]) == "sound"


def test_no_public_function_is_left_out():
    assert {name_of(function) for function in CALLS} == public_callables()


def tried(function, arguments):
    """Call a function as `outcome` does, hold a long run to the memory that a call may take, and count."""
    if TRIES:
        tracemalloc.start()
    found = outcome(function, arguments)
    if TRIES:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        found = found if most < BYTES else f"{most} bytes"
    counts[name_of(function), found if found in ("sound", "refused") else "breach"] += 1
    return found


@pytest.mark.parametrize("function", CALLS, ids=name_of)
def test_one_spoiled_argument_is_refused_or_does_no_harm(function):
    breaches = {}
    for argument, valid in CALLS[function].items():
        never_taken = never(valid) - taken(function, argument)
        for name, make in choices(function, argument).items():
            found = tried(function, {**CALLS[function], argument: make()})
            if found not in ("sound", "refused") or (found == "sound" and name in never_taken):
                breaches[argument, name] = found
    assert not breaches


@settings(max_examples=TRIES or 50, derandomize=not TRIES, database=None)
@given(st.data())
def test_several_spoiled_arguments_are_refused_or_do_no_harm(data):
    function = data.draw(st.sampled_from([*CALLS]).filter(CALLS.get), label="function")
    arguments = dict(CALLS[function])
    for argument in data.draw(st.sets(st.sampled_from([*arguments]), min_size=1), label="spoiled"):
        made = choices(function, argument)
        arguments[argument] = made[data.draw(st.sampled_from([*made]), label=argument)]()
    assert tried(function, arguments) in ("sound", "refused")


@pytest.fixture(scope="module", autouse=True)
def told():
    """Tell after a long run what became of the calls of each function."""
    yield
    if TRIES:
        for function in CALLS:
            print(
                name_of(function),
                {kind: n for (name, kind), n in counts.items() if name == name_of(function)},
            )
