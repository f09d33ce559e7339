"""Simon's two stages and the exact single stage: other software, exact fractions over every design."""

import itertools
from dataclasses import FrozenInstanceError, fields
from fractions import Fraction
from math import comb

import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tables import rows
from refusals import refused

from onearm.designs import (
    SingleStageDesign,
    StoppingRule,
    TwoStageDesign,
    admissible_two_stage,
    simon_two_stage,
    single_stage,
)
from onearm.designs.classical import LARGEST_TWO_STAGE, SMALLEST_ERROR
from onearm.designs.stopping import LARGEST_LOOK

# The tables have 15 significant digits of clinfun's own float sums; ours add at most 150 probabilities.
ROUNDING = 1e-13


def question(row):
    return tuple(float(row[column]) for column in ("p0", "p1", "alpha", "beta"))


def grouped(name):
    return {asked: list(listed) for asked, listed in itertools.groupby(rows(name), key=question)}


def bounds(row):
    return tuple(int(row[column]) for column in ("r1", "n1", "r", "n"))


def bounds_of(design):
    return design.r1, design.n1, design.r, design.n


SIMON = rows("simon_clinfun.csv")
ADMISSIBLE = grouped("simon_admissible_clinfun.csv")
SINGLE = grouped("ahern_ph2single.csv")


# -- other software ---------------------------------------------------------------------------------


@each_case("row", SIMON, ids=lambda row: "-".join(list(row.values())[:5]))
def test_two_stage_against_clinfun(row):
    design = simon_two_stage(*question(row), n_max=150, kind=row["type"])
    assert bounds_of(design) == bounds(row)
    columns = {"expected_n0": "EN0", "p_stop0": "PET0", "alpha": "type1", "power": "power"}
    for field, column in columns.items():
        assert getattr(design, field) == pytest.approx(float(row[column]), rel=ROUNDING, abs=ROUNDING)


# -- as printed -------------------------------------------------------------------------------------

# Simon 1989, Table 1, page 4: p1 = p0 + 0.2, alpha 0.05 and beta 0.2, by p0. The page itself was not at
# hand. The tests of two programs transcribe it and name the page: the optimal designs from p0 = 0.1 on in
# BinaryTwoStageDesigns (kkmann, test_BinaryTwoStageDesign.jl), the others in mdanderson-stats (dx-li,
# test_simon_two_stage.py). Where both have a design they agree.
PRINTED_BY_SIMON = {
    "optimal": {
        0.05: (0, 9, 2, 17),
        0.1: (1, 10, 5, 29),
        0.2: (3, 13, 12, 43),
        0.3: (5, 15, 18, 46),
        0.4: (7, 16, 23, 46),
        0.5: (8, 15, 26, 43),
        0.6: (7, 11, 30, 43),
        0.7: (4, 6, 22, 27),
    },
    "minimax": {
        0.05: (0, 12, 2, 16),
        0.1: (1, 15, 5, 25),
        0.2: (4, 18, 10, 33),
        0.3: (6, 19, 16, 39),
        0.4: (17, 34, 20, 39),
        0.6: (8, 13, 25, 35),
    },
}


@each_case(("kind", "p0"), [(kind, p0) for kind in PRINTED_BY_SIMON for p0 in PRINTED_BY_SIMON[kind]])
def test_designs_that_simon_prints(kind, p0):
    design = simon_two_stage(p0, round(p0 + 0.2, 2), 0.05, 0.2, kind=kind)
    assert bounds_of(design) == PRINTED_BY_SIMON[kind][p0]


@each_case("asked", ADMISSIBLE)
def test_admissible_designs_against_clinfun(asked):
    designs, listed = admissible_two_stage(*asked, n_max=150), ADMISSIBLE[asked]
    assert [bounds_of(design) for design in designs] == [bounds(row) for row in listed]
    for design, row in zip(designs, listed, strict=True):
        assert design.expected_n0 == pytest.approx(float(row["EN.p0."]), rel=ROUNDING)
        assert design.p_stop0 == pytest.approx(float(row["PET.p0."]), rel=ROUNDING)


@each_case("asked", ADMISSIBLE)
def test_weights_of_admissible_designs_against_clinfun(asked):
    designs, listed = admissible_two_stage(*asked, n_max=150), ADMISSIBLE[asked]
    for (one, other), row in zip(itertools.pairwise(designs), listed, strict=False):
        saved = (one.expected_n0 - other.expected_n0) / (other.n - one.n)
        # clinfun prints 3 decimals.
        assert saved / (1 + saved) == pytest.approx(float(row["qLo"]), abs=5.1e-4)


@each_case("asked", SINGLE)
def test_single_stage_against_clinfun(asked):
    n = 0
    for row in SINGLE[asked]:
        design = single_stage(*asked, n_min=n + 1)
        assert (design.r, design.n) == (int(row["r"]), int(row["n"]))
        assert design.alpha == pytest.approx(float(row["type1"]), rel=ROUNDING, abs=ROUNDING)
        assert 1 - design.power == pytest.approx(float(row["type2"]), rel=ROUNDING, abs=ROUNDING)
        n = design.n


@each_case("asked", ADMISSIBLE)
def test_the_ends_of_the_admissible_designs_are_simon_s(asked):
    designs = admissible_two_stage(*asked)
    assert designs[0] == simon_two_stage(*asked, kind="minimax")
    assert designs[-1] == simon_two_stage(*asked)


@each_case("asked", ADMISSIBLE)
def test_properties_against_the_lattice(asked):
    for design in (*admissible_two_stage(*asked), single_stage(*asked)):
        at = design.rule().operating_characteristics(asked[:2])
        assert at.p_promising == pytest.approx([design.alpha, design.power], abs=ROUNDING)
        assert at.p_neither.tolist() == [0, 0]
        if isinstance(design, TwoStageDesign):
            assert at.expected_n[0] == pytest.approx(design.expected_n0, rel=ROUNDING)
            assert at.stop_distribution[0, design.n1] == pytest.approx(design.p_stop0, abs=ROUNDING)


# -- every design, in exact fractions ---------------------------------------------------------------


def pmf(x, n, p):
    return comb(n, x) * p**x * (1 - p) ** (n - x)


def above(r, n, p):
    return sum(pmf(x, n, p) for x in range(max(r, -1) + 1, n + 1))


def two_stage_exactly(r1, n1, r, n, p):
    """Probability to reject, and expected number of patients."""
    reject = sum(pmf(x, n1, p) * above(r - x, n - n1, p) for x in range(r1 + 1, n1 + 1))
    return reject, n1 + above(r1, n1, p) * (n - n1)


def every_two_stage(p0, p1, alpha, beta, n_max):
    """Expected patients and bounds of all designs that keep both errors."""
    found = []
    for n in range(2, n_max + 1):
        for n1, r1, r in itertools.product(range(1, n), range(n - 1), range(n)):
            if r1 < n1 and r1 <= r:
                type_1, expected = two_stage_exactly(r1, n1, r, n, p0)
                if type_1 < alpha and 1 - two_stage_exactly(r1, n1, r, n, p1)[0] < beta:
                    found.append((expected, (r1, n1, r, n)))
    return found


def hundredths(low, high):
    return st.integers(low, high).map(lambda numerator: Fraction(numerator, 100))


@st.composite
def questions(draw):
    """Hypotheses so far apart, and errors so large, that few patients may do."""
    p0 = draw(hundredths(1, 60))
    p1 = draw(st.sampled_from([p0 + Fraction(step, 100) for step in (10, 20, 30, 35, 39)]))
    return p0, p1, draw(hundredths(5, 50)), draw(hundredths(5, 50))


few = settings(max_examples=30, deadline=None, derandomize=True)


@few
@given(asked=questions(), n_max=st.integers(2, 9))
def test_two_stage_search_against_every_design(asked, n_max):
    found = every_two_stage(*asked, n_max)
    numbers = *map(float, asked), n_max
    if not found:
        refused(simon_two_stage, *numbers)
        return
    fewest_n = min(design[3] for _, design in found)
    least = {
        "optimal": min(expected for expected, _ in found),
        "minimax": min(expected for expected, (*_, n) in found if n == fewest_n),
    }
    for kind, expected in least.items():
        design = simon_two_stage(*numbers, kind=kind)
        exact = two_stage_exactly(*bounds_of(design), asked[0])
        assert (expected, bounds_of(design)) in found
        assert design.expected_n0 == pytest.approx(float(exact[1]), rel=ROUNDING)
        assert exact[1] == expected
        larger = [r for e, (r1, n1, r, n) in found if (r1, n1, n) == (design.r1, design.n1, design.n)]
        assert design.r == max(larger)
        if kind == "minimax":
            assert design.n == fewest_n


@few
@given(asked=questions(), n_max=st.integers(2, 8), weight=hundredths(0, 99))
def test_some_admissible_design_is_best_for_each_weight(asked, n_max, weight):
    found = every_two_stage(*asked, n_max)
    if found:
        designs = admissible_two_stage(*map(float, asked), n_max)
        best = min(weight * n + (1 - weight) * expected for expected, (*_, n) in found)
        reached = min(weight * design.n + (1 - weight) * design.expected_n0 for design in designs)
        assert reached == pytest.approx(float(best), rel=ROUNDING)


@few
@given(asked=questions(), n_max=st.integers(1, 25))
def test_single_stage_search_against_every_design(asked, n_max):
    p0, p1, alpha, beta = asked
    found = [
        (n, r)
        for n in range(1, n_max + 1)
        for r in range(n)
        if above(r, n, p0) < alpha and 1 - above(r, n, p1) < beta
    ]
    if found:
        design = single_stage(*map(float, asked), n_max=n_max)
        assert design.n == min(n for n, _ in found)
        assert design.r == max(r for n, r in found if n == design.n)
    else:
        refused(lambda: single_stage(*map(float, asked), n_max=n_max))


@few
@given(asked=questions(), n_max=st.integers(2, 6))
def test_the_nearest_two_stage_design_is_the_most_powerful_that_keeps_alpha(asked, n_max):
    p0, p1, alpha, _ = asked
    if every_two_stage(*asked, n_max):
        return
    most = max(
        two_stage_exactly(r1, n1, r, n, p1)[0]
        for n in range(2, n_max + 1)
        for n1, r1, r in itertools.product(range(1, n), range(n - 1), range(n + 1))
        if r1 < n1 and two_stage_exactly(r1, n1, r, n, p0)[0] < alpha
    )
    with pytest.raises(ValueError, match=f"the nearest reaches a power of {float(most):.3f}: "):
        simon_two_stage(*map(float, asked), n_max)


# -- errors strictly below --------------------------------------------------------------------------


def test_an_error_equal_to_the_limit_is_too_large():
    # More than 2 of 3 heads of a fair coin: 1/8. More than 3 of 4: 1/16.
    assert single_stage(0.5, 0.999, 1 / 8 + 1e-9, 0.2).n == 3
    assert single_stage(0.5, 0.999, 1 / 8, 0.2).n == 4
    # At least one of 2 heads: 3/4, hence beta 1/4.
    assert single_stage(0.001, 0.5, 0.2, 1 / 4 + 1e-9).n == 2
    assert single_stage(0.001, 0.5, 0.2, 1 / 4).n == 3
    # All of 2 + 2: 1/16, and all of 1 + 2: 1/8
    assert simon_two_stage(0.5, 0.999, 1 / 8 + 1e-9, 0.2, kind="minimax").n == 3
    assert simon_two_stage(0.5, 0.999, 1 / 8, 0.2, kind="minimax").n == 4


# -- what a design is -------------------------------------------------------------------------------

OPTIMAL = simon_two_stage(0.2, 0.4, 0.05, 0.2)
ONE_LOOK = single_stage(0.2, 0.4, 0.05, 0.2)


def test_a_design_says_that_it_rejects_above_its_bound():
    assert str(OPTIMAL) == (
        "Stage 1: stop unless more than 3 of 13 patients are successes.\n"
        "Stage 2: reject the null hypothesis when more than 12 of 43 are successes."
    )
    assert str(ONE_LOOK) == "Reject the null hypothesis when more than 11 of 35 patients are successes."


def test_the_rule_promises_one_success_above_the_bound():
    assert OPTIMAL.rule() == StoppingRule((13, 43), (None, 13), (3, 12))
    assert OPTIMAL.rule().decide(12, 43) == "futile"
    assert OPTIMAL.rule().decide(13, 43) == "promising"
    assert ONE_LOOK.rule() == StoppingRule((35,), (12,), (11,))


def test_designs_cannot_be_changed_and_hold_plain_numbers():
    for design, whole in ((OPTIMAL, {"r1", "n1", "r", "n"}), (ONE_LOOK, {"r", "n"})):
        for field in fields(design):
            assert type(getattr(design, field.name)) is (int if field.name in whole else float)
            with pytest.raises(FrozenInstanceError):
                setattr(design, field.name, 1)
    assert SingleStageDesign(11, 35, ONE_LOOK.alpha, ONE_LOOK.power) == ONE_LOOK


def test_more_room_changes_nothing_once_the_best_is_found():
    assert simon_two_stage(0.2, 0.4, 0.05, 0.2, n_max=43) == OPTIMAL
    assert simon_two_stage(0.2, 0.4, 0.05, 0.2, n_max=42).n < 43
    assert single_stage(0.2, 0.4, 0.05, 0.2, n_max=35) == ONE_LOOK


def test_the_largest_search_allowed():
    design = simon_two_stage(0.2, 0.4, 0.05, 0.2, LARGEST_TWO_STAGE)
    assert bounds_of(design) == bounds_of(OPTIMAL)
    assert single_stage(0.2, 0.4, 0.05, 0.2, n_max=LARGEST_LOOK) == ONE_LOOK


# -- bad input --------------------------------------------------------------------------------------

SEARCHES = [simon_two_stage, admissible_two_stage, single_stage]
every_search = each_case("search", SEARCHES)

NOT_NUMBERS = [float("nan"), float("inf"), True, "0.5", None, [0.5], 0.5j, 10**400]


@every_search
@each_case("bad", [0, 1, -0.1, 1.5, *NOT_NUMBERS])
def test_impossible_hypotheses_are_refused(search, bad):
    refused(search, bad, 0.4, 0.05, 0.2)
    refused(search, 0.2, bad, 0.05, 0.2)


@every_search
def test_hypotheses_in_the_wrong_order_are_refused(search):
    refused(search, 0.4, 0.2, 0.05, 0.2)
    refused(search, 0.4, 0.4, 0.05, 0.2)


@every_search
@each_case("bad", [0, 1, -0.1, 1.5, SMALLEST_ERROR / 2, *NOT_NUMBERS])
def test_impossible_errors_are_refused(search, bad):
    refused(search, 0.2, 0.4, bad, 0.2)
    refused(search, 0.2, 0.4, 0.05, bad)


@every_search
@each_case("bad", [-1, 0, 2.5, 43.0, LARGEST_LOOK + 1, *NOT_NUMBERS])
def test_impossible_numbers_of_patients_are_refused(search, bad):
    refused(search, 0.2, 0.4, 0.05, 0.2, n_max=bad)


def test_other_impossible_numbers_of_patients_are_refused():
    refused(simon_two_stage, 0.2, 0.4, 0.05, 0.2, n_max=1)
    refused(simon_two_stage, 0.2, 0.4, 0.05, 0.2, n_max=LARGEST_TWO_STAGE + 1)
    refused(single_stage, 0.2, 0.4, 0.05, 0.2, n_min=0)
    refused(single_stage, 0.2, 0.4, 0.05, 0.2, n_min=36, n_max=35)


@each_case("bad", ["Optimal", "admissible", "", None, 0])
def test_other_kinds_are_refused(bad):
    refused(simon_two_stage, 0.2, 0.4, 0.05, 0.2, kind=bad)


@every_search
def test_a_search_that_finds_nothing_names_the_nearest(search):
    refused(search, 0.2, 0.4, 0.05, 0.2, n_max=32)
    with pytest.raises(ValueError, match=r"the nearest reaches a power of 0\.7\d\d: .*more than \d+ of \d+"):
        search(0.2, 0.4, 0.05, 0.2, n_max=32)


@every_search
def test_where_nothing_keeps_alpha_the_nearest_never_rejects(search):
    with pytest.raises(ValueError, match=r"a power of 0\.000"):
        search(0.5, 0.6, 0.01, 0.2, n_max=5)
