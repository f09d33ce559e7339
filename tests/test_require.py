"""Checks of arguments: what passes is a plain number, and what came is shown as it came."""

from fractions import Fraction

import numpy as np
import pytest
from refusals import refused, short

from onearm._require import count, number
from onearm.designs import BetaMixture, BetaPrior, ThallSimon
from onearm.printed import mean_sd


@pytest.mark.parametrize("value", [3, 3.0, Fraction(3), np.int64(3), np.float32(3)])
def test_a_number_becomes_a_float(value):
    assert type(number("x", value)) is float


@pytest.mark.parametrize(
    "value", [True, np.True_, np.timedelta64(3, "D"), "3", None, 3 + 0j, np.nan, np.inf, 10**400], ids=short
)
def test_what_is_no_number_is_refused(value):
    assert refused(number, "x", value).startswith("x must be a finite number")


@pytest.mark.parametrize("value", [True, np.True_, np.timedelta64(3, "D"), 3.0, "3", None], ids=short)
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
