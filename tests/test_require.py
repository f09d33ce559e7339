"""Checks of arguments: what passes is a plain number, and what came is shown as it came."""

from fractions import Fraction
from itertools import count as counting
from itertools import repeat

import numpy as np
import pandas as pd
from cases import each_case
from refusals import refused

from onearm._frames import frame, names
from onearm._require import count, flag, listed, number, numbers, pair, probabilities, refuse, truths
from onearm.charts import allowed, growth, intervals, zero_limits
from onearm.designs import (
    BetaMixture,
    BetaPrior,
    StoppingRule,
    ThallSimon,
    identified_set,
    operating_characteristics,
)
from onearm.estimates import garwood, kaplan_meier, secondary_endpoints
from onearm.ledger import Choice, Exercise, Option, Several, Slip
from onearm.printed import Endpoint, Printed, Summary, enumerate_trajectories, forced, grim, mean_sd


@each_case("value", [3, 3.0, Fraction(3), np.int64(3), np.float32(3)])
def test_a_number_becomes_a_float(value):
    assert type(number("x", value)) is float


@each_case("value", [True, np.True_, np.timedelta64(3, "D"), "3", None, 3 + 0j, np.nan, np.inf, 10**400])
def test_what_is_no_number_is_refused(value):
    assert refused(number, "x", value).startswith("x must be a finite number")


@each_case("value", [True, np.True_, np.timedelta64(3, "D"), 3.0, "3", None])
def test_what_is_no_count_is_refused(value):
    assert refused(count, "x", value).startswith("x must be a whole number")


def test_a_number_is_judged_by_the_float_that_it_becomes():
    tiny = Fraction(1, 10**400)
    assert tiny > 0
    assert "must be a finite number above 0" in refused(BetaPrior, tiny, 1)


def test_a_bound_may_be_any_number():
    assert "at least 0.5 and below 1" in refused(number, "x", 1, Fraction(1, 2), Fraction(1), open_high=True)


def test_a_fraction_leaves_later_floats_as_they_are():
    priors = BetaPrior(3, 9), BetaPrior(1, 3)
    fraction, plain = (ThallSimon(*priors, 2, 6, 0.9, 0.1, delta) for delta in (Fraction(1, 2), 0.5))
    assert fraction == plain
    assert type(fraction.delta) is float
    assert fraction.rule() == plain.rule()


def test_what_came_is_shown_as_it_came():
    assert "What came: '24.0  -  10.6'" in refused(mean_sd, "24.0  -  10.6")
    frame = np.zeros((2, 2))
    assert "\n" not in refused(number, "x", frame).partition("What came: ")[2]


def test_weights_whose_sum_no_float_holds_are_refused():
    assert "each weight" in refused(BetaMixture, (1e308, 1e308), [BetaPrior(1, 1)] * 2)


# -- lists, arrays and tables ----------------------------------------------------------------------


@each_case("values", [[1, 2], (1, 2), np.array([1, 2]), range(1, 3), pd.Series([1, 2]), iter([1, 2])])
def test_what_has_an_order_becomes_a_tuple(values):
    assert listed("x", values) == (1, 2)


@each_case(
    "values",
    [None, 1, True, "12", b"12", bytearray(b"12"), {1, 2}, {1: 2}, np.array(1), pd.DataFrame([[1, 2]]), []],
)
def test_what_has_no_order_or_no_entry_is_refused(values):
    assert refused(listed, "x", values).startswith("x must be a sequence with at least one entry")


def test_no_more_is_read_than_one_entry_beyond_the_most():
    numbers = counting(1)
    assert refused(listed, "x", numbers, most=5).startswith("x must have at most 5 entries")
    assert next(numbers) == 7


def test_a_pair_has_two_entries():
    assert pair("x", iter("ab")) == ("a", "b")
    for bad in (None, 1, "ab", {1, 2}, [1], [1, 2, 3], counting()):
        assert refused(pair, "x", bad).startswith("x must be a pair")


@each_case(
    "value",
    [0.5, Fraction(1, 2), [0.5, 1], [[0, 1]], (Fraction(1, 3), np.float32(1)), pd.Series([0, 1])],
)
def test_numbers_become_floats_in_their_shape(value):
    found = probabilities("x", value)
    assert found.dtype == float
    assert found.shape == np.shape(value)


@each_case(
    "value",
    [
        True,
        [True, 0.5],
        [0.5, None],
        "0.5",
        b"25",
        [],
        [[1], [0, 1]],
        {0.5},
        [0.5, np.nan],
        1j,
        [np.True_],
        repeat(1),
    ],
)
def test_what_is_no_array_of_numbers_is_refused(value):
    assert "x must be one or more numbers from 0 to 1" in refused(probabilities, "x", value)


def test_truth_values_may_be_ones_and_zeros():
    assert truths("x", [True, 0, 1.0, np.False_]).tolist() == [True, False, True, False]
    for bad in ([True, None], [2], ["yes"], [np.nan]):
        assert refused(truths, "x", bad).startswith("x must be truth values")
    assert flag("x", np.True_) is True
    assert refused(flag, "x", 1).startswith("x must be True or False")


def masked(value, other):
    return np.ma.array([value, other], mask=[True, False])


@each_case("hidden", [masked(0.2, 0.4), [masked(0.2, 0.4)], [np.ma.masked, 0.4]])
def test_a_masked_entry_does_not_vanish(hidden):
    for check in (listed, probabilities, truths):
        if check is not listed or len(hidden) == 2:
            assert refused(check, "x", hidden).startswith("x must have no masked entry")


def test_an_array_that_masks_nothing_is_an_array():
    assert numbers("x", np.ma.array([1, 2], mask=False), 0).tolist() == [1, 2]


def test_a_table_has_each_column_once():
    table = pd.DataFrame([[1, 2]], columns=["a", "b"])
    assert frame("x", table, ["a"]) is table
    twice = pd.DataFrame([[1, 2]], columns=["a", "a"])
    for bad in (twice, table[["b"]], table.head(0), table.set_axis([("a", "b"), ("b", "c")], axis=1)):
        assert refused(frame, "x", bad, ["a"]).startswith("x must have a row and the columns a, each once")
    assert refused(frame, "x", pd.DataFrame({"a": [[1]]}), ["a"]).startswith("each a in x must be a text")
    assert refused(names, "each patient", ["A", 1, None]).startswith(
        "each patient must be a string or a number"
    )


def test_a_refusal_has_two_lines_whatever_it_is_of():
    nested = []
    for _ in range(5000):
        nested = [nested]
    assert "list with more than can be shown" in refused(refuse, "a name\nof two lines must be none", nested)


# -- where the library asks for them ---------------------------------------------------------------

RULE, PRIOR = StoppingRule((6, 7), (5, 5)), BetaPrior(3, 9)
PLAN = {10: Summary("8.0", "3.5")}
RECORDS = pd.DataFrame(
    {
        **{"patient": "A", "day": [0, 1], "alive": True, "on_study": True, "ventilated": False},
        **{"oxygen_l_per_min": 2.0, "steroid_mg_per_kg": 1.5},
    }
)
REFUSED = {
    "endless means": lambda: identified_set(RULE, repeat(0.3), [2], PRIOR),
    "sizes in bytes": lambda: identified_set(RULE, [0.3], b"25", PRIOR),
    "endless rules": lambda: operating_characteristics(repeat(RULE), 0.5),
    "an endless range": lambda: StoppingRule([6, 7], [5, 5], None, [counting(), None]),
    "endless patients": lambda: Endpoint("off", PLAN, patients=counting()),
    "endless last days": lambda: enumerate_trajectories(PLAN, repeat(None)),
    "endless solutions": lambda: forced(repeat((1, 2))),
    "an endless solution": lambda: forced([counting()]),
    "endless probabilities": lambda: zero_limits(7, "None", excluded=repeat(0.1)),
    "an endless answer": lambda: Several("ex", "some", lambda: {1}).judge(counting()),
    "one probability": lambda: zero_limits(7, "None", excluded=0.1),
    "within nothing": lambda: Endpoint("off", PLAN, within=None),
    "no solutions": lambda: forced(None),
    "solutions without order": lambda: forced([[1, "a"]]),
    "one day": lambda: secondary_endpoints(RECORDS, 28),
    "true as a time": lambda: kaplan_meier([True, 2.0], [True, False]),
    "masked times": lambda: kaplan_meier(masked(1.0, 2.0), [True, False]),
    "a column twice": lambda: secondary_endpoints(pd.concat([RECORDS, RECORDS[["day"]]], axis=1), [1]),
    "an exposure next to none": lambda: garwood(1, 5e-324),
    "a stay as a number": lambda: Printed("3").contains(np.timedelta64(3, "D")),
    "a grid too fine": lambda: grim("4.0", 5, step=Fraction(1, 10**400)),
    "a print too long": lambda: Printed("9" * 1000),
    "a slip without words": lambda: Slip(None, lambda: 1),
    "a slip without a value": lambda: Slip("Twice.", 2),
    "an option without words": lambda: Option("It halves.", None),
    "half an option": lambda: Option("It halves.", "Yes.", right="no"),
    "an exercise without an answer": lambda: Exercise("ex", "half", 2.5),
    "an exercise without words": lambda: Exercise("ex", None, lambda: 1),
    "an exercise to half a decimal": lambda: Exercise("ex", "half", lambda: 2.5, decimals=0.5),
    "slips that are none": lambda: Exercise("ex", "half", lambda: 2.5, slips=("You doubled.",)),
    "an answer that is none": lambda: Exercise("ex", "half", lambda: None).judge(2),
    "answers that are none": lambda: Several("ex", "some", lambda: 1).judge([1]),
    "options that are none": lambda: Choice("ex", "what", ("a", "b")),
    "tries that are none": lambda: Exercise("ex", "half", lambda: 2.5).judge(2.5, tries=None),
}


@each_case("call", REFUSED.values(), ids=REFUSED)
def test_what_slipped_through_is_refused(call):
    refused(call)


def test_a_figure_takes_fractions():
    half = Fraction(1, 2)
    row = {"quantity": "age", "low": half, "high": 1, "printed": Fraction(3, 4), "label": "some"}
    assert "age 0.8, allowed 0.5 to 1.0" in allowed(pd.DataFrame([row]), "It fits", axis="share").description
    row = {"outcome": "one", "kind": "exact", "estimate": half, "low": half, "high": 1}
    assert "0.5 to 1.0 %" in intervals(pd.DataFrame([row]), "Wide", axis="share, %").description
    times = pd.DataFrame({"question": "one", "n": [half, 2], "time": [half, 1]})
    assert "from 0.5 seconds at 0.5 n" in growth(times, "Slow", size="n", unit="seconds").description
