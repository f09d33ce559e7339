"""Many small cases in one test: all are judged, and each that fails is told as a failed test is."""

import inspect
from functools import wraps
from textwrap import indent

import pytest


def each_case(names, cases, ids=repr):
    """Judge all cases in one test, written like `pytest.mark.parametrize`.

    A test takes some 8 ms of its own, more than most cases do. What takes long, or what a reader would run by
    its name, is better parametrized.

    Parameters
    ----------
    names : str or tuple of str
        The arguments of the test that a case gives, separated by commas in a string.
    cases : iterable
        For each case its value, or as many values as there are names; at least one case.
    ids : callable or iterable
        What names a value of a case that failed, or the names of all cases.
    """
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else names
    cases = [dict(zip(names, case if len(names) > 1 else [case], strict=True)) for case in cases]
    if not cases:
        raise ValueError("cases must be one or more.\nWhat came: none.")

    def decorate(test):
        @wraps(test)
        def judged(**fixtures):
            wrong = {}
            for place, case in enumerate(cases):
                try:
                    test(**case, **fixtures)
                except (Exception, pytest.fail.Exception, pytest.skip.Exception) as error:
                    wrong[place] = told(error)
            if wrong:
                found = [f"{name_of(place)}\n{indent(text, '    ')}" for place, text in wrong.items()]
                heading = f"{len(wrong)} of {len(cases)} cases failed:"
                pytest.fail("\n\n".join([heading, *found]), pytrace=False)

        def name_of(place):
            if not callable(ids):
                return str(list(ids)[place])
            return ", ".join(
                f"{name}: {getattr(value, '__name__', None) or ids(value)}"
                for name, value in cases[place].items()
            )

        given = inspect.signature(test)
        left = [argument for name, argument in given.parameters.items() if name not in names]
        judged.__signature__ = given.replace(parameters=left)
        return judged

    return decorate


def told(error):
    """Return what pytest would print of a failure, without the frame that called the test."""
    if isinstance(error, pytest.fail.Exception) and not error.pytrace:
        return error.msg  # of the cases of another argument
    trace = pytest.ExceptionInfo.from_exception(error)
    return str(trace.getrepr(style="short", tbfilter=lambda info: info.traceback[1:]))
