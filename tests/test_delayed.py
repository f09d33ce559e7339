"""Outcomes that arrive late: closed forms, every course of small trials in fractions, and simulation."""

import itertools
from dataclasses import FrozenInstanceError
from fractions import Fraction
from math import ceil, inf, nan

import numpy as np
import pytest
from any_rule import rules
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused

from onearm.designs import DelayedTrial, StoppingRule

TABLE_1 = StoppingRule(range(6, 21), (5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10))
EVEN = np.full(56, 1 / 56)
LAST = np.eye(56)[-1]
RATES = np.array([0.1, 0.245, 0.5, 0.9])

# The walk adds positive terms and multiplies at most some hundred of them.
WALK = 1e-11
modest = settings(max_examples=20, deadline=None, derandomize=True)


# -- closed forms -----------------------------------------------------------------------------------


@pytest.mark.parametrize("interval", [56, 57, 100])
def test_who_enters_when_all_is_known_follows_the_rule_itself(interval):
    delayed = DelayedTrial(TABLE_1, interval, EVEN).operating_characteristics(RATES)
    plain = TABLE_1.operating_characteristics(RATES)
    for field in ("p_promising", "p_futile", "p_neither", "expected_n"):
        assert getattr(delayed, field) == pytest.approx(getattr(plain, field), abs=WALK)
    assert delayed.n_distribution == pytest.approx(plain.stop_distribution, abs=WALK)
    assert delayed.expected_waiting == pytest.approx(0, abs=WALK)


@pytest.mark.parametrize("interval", [5, 10, 20, 40])
def test_where_all_outcomes_take_equally_long_only_the_size_changes(interval):
    delayed = DelayedTrial(TABLE_1, interval, LAST).operating_characteristics(RATES)
    plain = TABLE_1.operating_characteristics(RATES)
    assert delayed.p_promising == pytest.approx(plain.p_promising, abs=WALK)
    overrun = ceil(56 / interval) - 1  # who have entered since the one whose outcome is known
    sizes = np.minimum(np.arange(21) + overrun, 20)
    assert delayed.expected_n == pytest.approx(plain.stop_distribution @ sizes, rel=WALK)
    days = (np.arange(21) - 1) * interval + 56
    assert delayed.expected_days == pytest.approx(plain.stop_distribution @ days, rel=WALK)


def test_a_single_look_is_binomial_and_waits_for_the_last():
    once = StoppingRule([12], [6])
    delayed = DelayedTrial(once, 6, EVEN).operating_characteristics(RATES)
    assert delayed.p_promising == pytest.approx(once.operating_characteristics(RATES).p_promising, abs=WALK)
    assert delayed.expected_n == pytest.approx(12, rel=WALK)
    assert delayed.expected_waiting == pytest.approx(0, abs=WALK)


# -- every course of a small trial ------------------------------------------------------------------


def followed(trial, fates):
    """Follow one trial, given the day on which each patient fails, or None."""
    rule, interval, window = trial.rule, trial.entry_interval, len(trial.failure_days)
    entered, known, x, day = 0, 0, 0, 0
    while True:
        for success in (False, True):
            for i in range(entered):
                due = window if fates[i] is None else fates[i]
                if i * interval + due == day and (fates[i] is None) == success:
                    known, x = known + 1, x + success
                    if (decision := rule.decide(x, known)) != "continue":
                        final = sum(fate is None for fate in fates[:entered])
                        return decision, entered, entered - known, day, final
        if day % interval == 0 and entered < rule.n[-1]:
            entered += 1
        day += 1


def enumerated(trial, p):
    """Add up every course, in fractions."""
    days = enumerate(trial.failure_days, 1)
    chances = {None: p} | {day: (1 - p) * Fraction(chance) for day, chance in days if chance}
    totals = dict.fromkeys(("promising", "futile", "neither", "n", "waiting", "days"), Fraction(0))
    counts = {}
    for fates in itertools.product(chances, repeat=trial.rule.n[-1]):
        weight = np.prod([chances[fate] for fate in fates])
        decision, n, waiting, day, x = followed(trial, fates)
        totals[decision] += weight
        for name, value in (("n", n), ("waiting", waiting), ("days", day)):
            totals[name] += weight * value
        if decision == "promising":
            counts[n, x] = counts.get((n, x), 0) + weight
    return totals, counts


SMALL = {
    "both sides": StoppingRule((2, 3, 4), (2, 2, 3), (0, None, 1)),
    "each look": StoppingRule(range(1, 5), (None, 2, 3, 3), (None, 0, 0, 1)),
    "gives up": StoppingRule((2, 3, 5), (2, 3, 4), (None, 0, 1), ((1, 1), None, None)),
}


@each_case("interval", [1, 2, 3])
@each_case("rule", SMALL.values(), ids=SMALL)
def test_every_course_of_a_small_trial(rule, interval):
    trial = DelayedTrial(rule, interval, [0.5, 0.0, 0.25, 0.25])
    result = trial.operating_characteristics(0.375)
    expected, counts = enumerated(trial, Fraction(3, 8))
    fields = ("p_promising", "p_futile", "p_neither", "expected_n", "expected_waiting", "expected_days")
    for field, value in zip(fields, expected.values(), strict=True):
        assert getattr(result, field) == pytest.approx(float(value), abs=WALK), field
    for (n, x), weight in counts.items():
        assert result.promising_counts[n, x] == pytest.approx(float(weight), abs=WALK)
    assert result.promising_counts.sum() == pytest.approx(float(expected["promising"]), abs=WALK)


# -- simulation -------------------------------------------------------------------------------------


def simulated(interval, p, trials, seed):
    """Draw trials under Table 1 one outcome after the other, in their order in time."""
    rng = np.random.default_rng(seed)
    alive = rng.random((trials, 20)) < p
    entry = np.arange(20) * interval
    known = entry + np.where(alive, 56, rng.integers(1, 57, (trials, 20)))
    order = np.argsort(known + alive / 2, axis=1, kind="stable")  # on one day failures come first
    counts = np.take_along_axis(alive, order, 1).cumsum(1)
    bounds = np.r_[np.full(5, 21), TABLE_1.promising]
    met = counts >= bounds
    end = np.where(met.any(1), met.argmax(1), 19)
    day = np.take_along_axis(known, order, 1)[np.arange(trials), end]
    size = (entry < day[:, None]).sum(1)
    return {
        "p_promising": met.any(1),
        "expected_n": size,
        "expected_days": day,
        "expected_waiting": size - 1 - end,
    }


@pytest.mark.parametrize(("interval", "p"), [(40, 0.5), (20, 0.245), (10, 0.5)])
def test_simulated_trials_agree_within_their_error(interval, p):
    trials = 20_000
    result = DelayedTrial(TABLE_1, interval, EVEN).operating_characteristics(p)
    for field, drawn in simulated(interval, p, trials, seed=1994).items():
        error = drawn.std() / trials**0.5
        assert getattr(result, field) == pytest.approx(drawn.mean(), abs=4 * error), field


# -- any trial --------------------------------------------------------------------------------------


@st.composite
def trials(draw):
    shares = draw(st.lists(st.integers(0, 5), min_size=1, max_size=10).filter(any))
    return DelayedTrial(draw(rules(last=8)), draw(st.integers(1, 15)), np.array(shares) / sum(shares))


@modest
@given(trial=trials(), p=st.floats(0, 1))
def test_probabilities_are_complete_and_consistent(trial, p):
    result = trial.operating_characteristics(p)
    assert result.p_promising + result.p_futile + result.p_neither == pytest.approx(1, abs=WALK)
    assert result.n_distribution.sum() == pytest.approx(1, abs=WALK)
    assert result.promising_counts.sum() == pytest.approx(result.p_promising, abs=WALK)
    assert -WALK <= result.expected_waiting <= result.expected_n - 1 + WALK
    plain = trial.rule.operating_characteristics(p)
    if trial.entry_interval >= len(trial.failure_days):
        assert result.expected_n == pytest.approx(plain.expected_n, rel=WALK)


@modest
@given(trial=trials())
def test_any_shape_of_rates(trial):
    rates = np.array([[0.0, 0.3], [0.6, 1.0]])
    result = trial.operating_characteristics(rates)
    last = trial.rule.n[-1]
    assert result.expected_n.shape == rates.shape
    assert result.promising_counts.shape == (2, 2, last + 1, last + 1)
    one = trial.operating_characteristics(rates[1, 0])
    assert result.p_promising[1, 0] == one.p_promising
    assert result.expected_days[1, 0] == one.expected_days


# -- bad input --------------------------------------------------------------------------------------

NO_COUNTS = [0, -1, 1001, 2.5, 7.0, None, True, "5", nan, inf, [5]]


@each_case("bad", NO_COUNTS)
def test_impossible_intervals_are_refused(bad):
    refused(DelayedTrial, TABLE_1, bad, EVEN)


def test_too_many_at_once_are_refused():
    assert "14 patients" in refused(DelayedTrial, TABLE_1, 3, EVEN)
    assert "100" in refused(DelayedTrial, StoppingRule([101], [50]), 56, EVEN)
    DelayedTrial(StoppingRule([14], [5]), 1, EVEN)


@each_case("bad", [None, TABLE_1.n, "rule"])
def test_what_is_no_rule_is_refused(bad):
    refused(DelayedTrial, bad, 10, EVEN)


@each_case(
    "bad",
    [[], [0.5, 0.4], [1.5, -0.5], [[0.5, 0.5]], 1.0, None, "even", [nan, 1], [True], np.full(1001, 1 / 1001)],
)
def test_impossible_days_are_refused(bad):
    refused(DelayedTrial, TABLE_1, 56, bad)


@each_case("bad", [-0.1, 1.1, nan, None, [], "half"])
def test_impossible_rates_are_refused(bad):
    refused(DelayedTrial(TABLE_1, 56, EVEN).operating_characteristics, bad)


def test_trials_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        DelayedTrial(TABLE_1, 56, EVEN).entry_interval = 1
