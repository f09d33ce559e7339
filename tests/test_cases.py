"""Cases that share a test: none is left out, and of each that fails it is told how."""

import inspect

import pytest
from cases import each_case


def failure(test, **fixtures):
    with pytest.raises(pytest.fail.Exception) as caught:
        test(**fixtures)
    return str(caught.value)


def test_every_case_is_judged_and_each_that_fails_is_told():
    judged = []

    @each_case("given, wanted", [(1, 2), (2, 4), (3, 7), (4, 9)])
    def doubled(given, wanted, by):
        judged.append(given)
        assert given * by == wanted

    message = failure(doubled, by=2)
    assert judged == [1, 2, 3, 4]
    assert message.startswith("2 of 4 cases failed:\n\ngiven: 3, wanted: 7\n")
    assert "assert (3 * 2) == 7" in message and "assert (4 * 2) == 9" in message
    assert "wanted: 2" not in message and "wanted: 4" not in message
    assert [*inspect.signature(doubled).parameters] == ["by"]


def test_cases_of_several_arguments_are_all_combined():
    @each_case("one", [1, 2], ids=["first", "second"])
    @each_case("other", [10, 20, 30])
    def apart(one, other):
        assert (one, other) not in {(2, 10), (2, 30)}

    message = failure(apart)
    assert message.startswith("1 of 2 cases failed:\n\nsecond\n    2 of 3 cases failed:\n")
    assert "other: 10\n" in message and "other: 30\n" in message and "other: 20\n" not in message


def test_whatever_ends_a_case_fails_it_and_the_next_is_judged():
    @each_case("end", [pytest.skip, pytest.fail, int, str], ids=["skip", "fail", "int", "str"])
    def ended(end):
        end("no number")

    message = failure(ended)
    assert message.startswith("3 of 4 cases failed:")
    assert all(f"\n\n{name}\n" in message for name in ("skip", "fail", "int"))


def test_no_case_is_no_test():
    with pytest.raises(ValueError, match=r"cases must be one or more\.\nWhat came: none\."):
        each_case("value", [])
