"""Watching safety: boundaries against other software, joint rules against every sequence of outcomes."""

from dataclasses import FrozenInstanceError
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tables import rows
from refusals import refused
from scipy.stats import beta

from onearm.designs import BetaPrior, JointRule, StoppingRule, cells, toxicity_rule
from onearm.designs.monitoring import LARGEST_JOINT_LOOK

# Up to 20 sums of products of probabilities, each to within 1.1e-16.
ROUNDING = 1e-13
STANDARD, WEAK = BetaPrior(10, 40), BetaPrior(0.4, 1.6)
TOXICITY = toxicity_rule(STANDARD, WEAK, 2, 6, 0.9)
EFFICACY = StoppingRule((3, 4, 5, 6), (3, 3, 4, 4), (0, 0, 1, 1))
NEVER_TOXIC = StoppingRule([6], [None])


# -- the boundary -----------------------------------------------------------------------------------

DESIGNS = {row["id"]: row for row in rows("ts_params.csv")}
BOUNDARIES = rows("ts_boundaries.csv")


@each_case("name", DESIGNS)
def test_boundaries_against_reference(name):
    # U = min{t : Pr(E > S) >= pU}, from mpmath and ph2bayes; the rule counts those free of toxicity
    design = {column: float(DESIGNS[name][column]) for column in ("aS", "bS", "aE", "bE", "pU")}
    priors = BetaPrior(design["aS"], design["bS"]), BetaPrior(design["aE"], design["bE"])
    rule = toxicity_rule(*priors, 1, 40, design["pU"])
    listed = [row for row in BOUNDARIES if row["id"] == name]
    assert rule.futile == tuple(int(row["n"]) - int(row["U"]) if row["U"] else None for row in listed)
    assert set(rule.promising) == {None}


@each_case("limit", [0.1, 0.2, 0.33])
@each_case("p_upper", [0.8, 0.9, 0.95])
def test_a_standard_known_well_is_a_fixed_limit(limit, p_upper):
    rule = toxicity_rule(BetaPrior.from_mean(limit, 1e6), WEAK, 1, 30, p_upper)
    for n, free in zip(rule.n, rule.futile, strict=True):
        above = [beta.sf(limit, WEAK.a + t, WEAK.b + n - t) for t in range(n + 1)]
        most = next((t for t, prob in enumerate(above) if prob >= p_upper), None)
        assert free == (None if most is None else n - most)


def test_more_toxicity_stops_and_a_stricter_cut_off_stops_later():
    lenient, strict = (toxicity_rule(STANDARD, WEAK, 1, 20, p_upper) for p_upper in (0.8, 0.95))
    for low, high in zip(strict.futile, lenient.futile, strict=True):
        assert low is None or low <= high
    p = np.linspace(0, 1, 21)
    stopped = lenient.operating_characteristics(1 - p).p_futile
    assert (np.diff(stopped) >= -ROUNDING).all()


# -- every sequence of outcomes ---------------------------------------------------------------------

CELLS = ("both", "success", "toxicity", "neither")


def by_hand(rule, p, last):
    """Every way in which a trial can go, one cell a patient: the ending and its exact probability."""
    endings = {}
    for sequence in product(CELLS, repeat=last):
        x = t = 0
        for n, cell in enumerate(sequence, 1):
            x += cell in ("both", "success")
            t += cell in ("both", "toxicity")
            ending = "toxic" if rule.toxicity.decide(n - t, n) == "futile" else rule.efficacy.decide(x, n)
            if ending != "continue":
                break
        probability = 1
        for cell in sequence:
            probability *= p[CELLS.index(cell)]
        endings[ending, n] = endings.get((ending, n), 0) + probability
    return endings


RULES = {
    "both rules": JointRule(EFFICACY, TOXICITY),
    "efficacy without futility": JointRule(StoppingRule((3, 6), (3, 4)), TOXICITY),
    "looks that differ": JointRule(EFFICACY, toxicity_rule(STANDARD, WEAK, 6, 6, 0.8)),
    "efficacy given up undecided": JointRule(StoppingRule((4, 6), (4, 5), (0, 1), ((2, 3), None)), TOXICITY),
    "toxicity alone": JointRule(StoppingRule([6], [None]), TOXICITY),
    "one patient": JointRule(StoppingRule([1], [1]), StoppingRule([1], [None], [0])),
}
TRUTHS = [
    tuple(map(Fraction, truth))
    for truth in (("1/10", "4/10", "1/10", "4/10"), ("0", "1/2", "1/3", "1/6"), ("1/4", "1/4", "0", "1/2"))
]


@each_case("rule", RULES.values(), ids=RULES)
@each_case("p", TRUTHS, ids=str)
def test_joint_rules_against_every_sequence(rule, p):
    last = rule.efficacy.n[-1]
    endings = by_hand(rule, p, last)
    result = rule.operating_characteristics([float(share) for share in p])
    for name in ("toxic", "promising", "futile", "neither"):
        exact = sum(share for (ending, _), share in endings.items() if ending == name)
        assert getattr(result, f"p_{name}") == pytest.approx(float(exact), abs=ROUNDING), name
    for n in range(last + 1):
        exact = sum(share for (_, end), share in endings.items() if end == n)
        assert result.stop_distribution[n] == pytest.approx(float(exact), abs=ROUNDING), n
    expected = sum(n * share for (_, n), share in endings.items())
    assert result.expected_n == pytest.approx(float(expected), abs=20 * ROUNDING)


# -- what must always hold --------------------------------------------------------------------------

modest = settings(max_examples=40, deadline=None, derandomize=True)
shares = st.lists(st.floats(0.01, 1), min_size=4, max_size=4).map(lambda raw: np.array(raw) / sum(raw))


@modest
@given(p=shares)
def test_endings_sum_to_one(p):
    result = JointRule(EFFICACY, TOXICITY).operating_characteristics(p)
    endings = (result.p_toxic, result.p_promising, result.p_futile, result.p_neither)
    assert sum(endings) == pytest.approx(1, abs=ROUNDING)
    assert result.stop_distribution.sum() == pytest.approx(1, abs=ROUNDING)


@modest
@given(p=shares)
def test_a_toxicity_rule_that_never_stops_leaves_the_efficacy_rule(p):
    joint = JointRule(EFFICACY, NEVER_TOXIC).operating_characteristics(p)
    alone = EFFICACY.operating_characteristics(min(p[0] + p[1], 1.0))
    assert joint.p_toxic == 0
    for name in ("p_promising", "p_futile", "p_neither", "expected_n", "stop_distribution"):
        assert getattr(joint, name) == pytest.approx(getattr(alone, name), abs=20 * ROUNDING)


@modest
@given(p=shares)
def test_an_efficacy_rule_that_never_stops_leaves_the_toxicity_rule(p):
    joint = JointRule(StoppingRule([6], [None]), TOXICITY).operating_characteristics(p)
    alone = TOXICITY.operating_characteristics(min(p[1] + p[3], 1.0))
    assert joint.p_toxic == pytest.approx(alone.p_futile, abs=ROUNDING)
    assert joint.stop_distribution == pytest.approx(alone.stop_distribution, abs=ROUNDING)


@modest
@given(p=shares)
def test_watching_toxicity_can_only_lose_successes(p):
    watched = JointRule(EFFICACY, TOXICITY).operating_characteristics(p)
    alone = EFFICACY.operating_characteristics(min(p[0] + p[1], 1.0))
    assert watched.p_promising <= alone.p_promising + ROUNDING
    assert watched.expected_n <= alone.expected_n + 20 * ROUNDING


@modest
@given(success=st.floats(0, 1), toxicity=st.floats(0, 1), share=st.floats(0, 1))
def test_cells_have_the_margins_asked_for(success, toxicity, share):
    low, high = max(0, success + toxicity - 1), min(success, toxicity)
    found = cells(success, toxicity, low + share * (high - low))
    assert found.sum() == pytest.approx(1, abs=ROUNDING)
    assert found[0] + found[1] == pytest.approx(success, abs=ROUNDING)
    assert found[0] + found[2] == pytest.approx(toxicity, abs=ROUNDING)
    assert (found >= 0).all()


def test_shapes_broadcast():
    found = cells(0.5, [[0.1], [0.2]], [0.0, 0.05, 0.1])
    assert found.shape == (4, 2, 3)
    result = JointRule(EFFICACY, TOXICITY).operating_characteristics(found)
    assert result.p_toxic.shape == (2, 3)
    assert result.stop_distribution.shape == (2, 3, 7)
    one = JointRule(EFFICACY, TOXICITY).operating_characteristics(found[:, 1, 2])
    assert result.p_promising[1, 2] == pytest.approx(one.p_promising, abs=ROUNDING)


def test_a_joint_rule_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        RULES["both rules"].toxicity = NEVER_TOXIC


# -- bad input --------------------------------------------------------------------------------------

LONG = StoppingRule([LARGEST_JOINT_LOOK + 1], [1])
BAD = {
    "no efficacy rule": (lambda: JointRule(None, TOXICITY), "efficacy must be a StoppingRule"),
    "no toxicity rule": (lambda: JointRule(EFFICACY, [2, 2]), "toxicity must be a StoppingRule"),
    "a promising toxicity": (lambda: JointRule(EFFICACY, EFFICACY), "no bound but a futile one"),
    "an undecided toxicity": (
        lambda: JointRule(EFFICACY, StoppingRule((3, 6), (None, None), (0, 1), ((1, 1), None))),
        "no bound but a futile one",
    ),
    "last looks that differ": (
        lambda: JointRule(StoppingRule([5], [5]), TOXICITY),
        "the last look must be the same",
    ),
    "too many patients": (
        lambda: JointRule(LONG, StoppingRule(LONG.n, [None])),
        "the last look must be a whole number from 1 to 200",
    ),
    "three cells": (
        lambda: RULES["both rules"].operating_characteristics([0.2, 0.3, 0.5]),
        "must be those of four cells",
    ),
    "cells beyond one": (
        lambda: RULES["both rules"].operating_characteristics([0.5, 0.5, 0.5, 0.5]),
        "must be those of four cells",
    ),
    "cells that are none": (lambda: RULES["both rules"].operating_characteristics("half"), "numbers from 0"),
    "success above one": (lambda: cells(1.1, 0.5), "p_success, the probability of success, must be"),
    "toxicity in words": (lambda: cells(0.5, "half"), "p_toxicity, the probability of toxicity, must be"),
    "too often both": (lambda: cells(0.5, 0.2, 0.3), "p_both must lie between"),
    "too seldom both": (lambda: cells(0.9, 0.9, 0.1), "p_both must lie between"),
    "shapes that do not fit": (lambda: cells([0.1, 0.2], [0.1, 0.2, 0.3]), "must have shapes that broadcast"),
    "no prior": (lambda: toxicity_rule(0.2, WEAK, 1, 20, 0.95), "standard must be a BetaPrior"),
    "no cut-off": (lambda: toxicity_rule(STANDARD, WEAK, 1, 20, 1), "p_upper, the cut-off"),
}


@each_case(("call", "says"), BAD.values(), ids=BAD)
def test_bad_input_says_what_must_be_and_what_came(call, says):
    assert says in refused(call)


@pytest.mark.parametrize("last", [21, 22, 60])
def test_patients_before_the_first_ending_are_as_stepped_on_one_by_one(last, monkeypatch):
    rule = JointRule(StoppingRule([last], [last // 3]), StoppingRule([last], [None], [last // 2]))
    p = cells([0.0, 0.2, 0.7, 1.0], [1.0, 0.3, 0.6, 0.5], [0.0, 0.05, 0.5, 0.5])
    found = rule.operating_characteristics(p)
    monkeypatch.setattr("onearm.designs.monitoring.FEW", last)
    one_by_one = rule.operating_characteristics(p)
    for name in ("p_toxic", "p_promising", "p_neither"):
        assert getattr(found, name) == pytest.approx(getattr(one_by_one, name), abs=ROUNDING)
