"""The design lab: what the browser computes is what the library computes, and its Python lines say so."""

import contextlib
import io
import re

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from onearm.designs import BetaPrior, StoppingRule, ThallSimon
from seven_patients_site.teaching import design_lab

CLOSE = 1e-10
"""How near two probabilities must be: the library's own quadrature errs by less."""

EXACT = 1e-12
"""How near two walks along one lattice must be: both sum the same terms."""

TRUTHS = np.linspace(0, 1, 21)


@pytest.fixture(scope="module")
def engine():
    engine = design_lab.SCRIPTS.engine()
    engine.eval(
        "function walk(bounds, truths) { return truths.map((p) => operatingCharacteristics(bounds, p)); }"
        "function shown(...choice) {"
        "  const all = Object.entries(parts(...choice));"
        "  return Object.fromEntries(all.map(([name, write]) => [name, write()]));"
        "} 0"
    )
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def dials(engine):
    return engine.eval("DIALS")


BOOK = design_lab.book()
WIDTHS = {"wide": 600, "narrow": 300}


def library(design):
    priors = [
        BetaPrior.from_mean(design[mean] / 100, design[size])
        for mean, size in (("rate", "cases"), ("mean", "size"))
    ]
    return ThallSimon(*priors, design["first"], design["last"], design["cutoff"])


def positions(dial, count=None):
    """Return the values at which a dial can stand, or some of them evenly spread."""
    steps = round((dial["max"] - dial["min"]) / dial["step"])
    chosen = range(steps + 1) if count is None else np.linspace(0, steps, count).round().astype(int)
    return [round(dial["min"] + int(step) * dial["step"], 3) for step in chosen]


def random_designs(dials, count):
    """Return designs at which the dials can stand, all dials turned at random."""
    random = np.random.default_rng(56)
    values = {dial["key"]: positions(dial) for dial in dials}
    for _ in range(count):
        design = {key: values[key][random.integers(len(values[key]))] for key in values}
        design["first"], design["last"] = sorted(int(design[key]) for key in ("first", "last"))
        yield design


def assert_agrees(engine, design):
    ts = library(design)
    rule = ts.rule()
    bounds = engine.call("boundary", design)
    assert [(bound["n"], bound["x"]) for bound in bounds] == list(zip(rule.n, rule.promising, strict=True))
    at = rule.operating_characteristics(TRUTHS)
    walked = engine.call("walk", bounds, TRUTHS.tolist())
    assert [each["declared"] for each in walked] == pytest.approx(at.p_promising, abs=EXACT)
    assert [each["expected"] for each in walked] == pytest.approx(at.expected_n, rel=EXACT, abs=0)


def test_the_lab_is_the_library_at_every_preset(engine):
    for changes in BOOK["presets"].values():
        assert_agrees(engine, BOOK["start"] | changes)


def test_the_lab_is_the_library_at_designs_all_over_the_dials(engine, dials):
    for design in random_designs(dials, 200):
        assert_agrees(engine, design)


def test_the_lab_is_the_library_at_each_position_of_each_dial(engine, dials):
    for dial in dials:
        for value in positions(dial, 20):
            design = BOOK["start"] | {dial["key"]: int(value) if dial.get("whole") else value}
            design["last"] = max(design["first"], design["last"])
            assert_agrees(engine, design)


def test_probabilities_agree_on_a_dense_grid(engine, dials):
    by_key = {dial["key"]: dial for dial in dials}
    points = [(0, 0), (5, 7), (0, 40), (20, 40), (40, 40)]
    for rate in positions(by_key["rate"], 7):
        for cases in positions(by_key["cases"], 4):
            for mean in positions(by_key["mean"], 7):
                for size in positions(by_key["size"], 4):
                    design = BOOK["start"] | {"rate": rate, "cases": cases, "mean": mean, "size": size}
                    ts = library(design)
                    for x, n in points:
                        assert engine.call("certainty", design, x, n) == pytest.approx(
                            ts.prob_better(x, n), abs=CLOSE
                        )


@given(shape=st.tuples(*[st.floats(0.05, 300)] * 4))
@settings(max_examples=100, deadline=None)
def test_of_two_treatments_one_is_better(engine, shape):
    a, b, c, d = shape
    one, other = engine.call("probBetter", a, b, c, d), engine.call("probBetter", c, d, a, b)
    assert one + other == pytest.approx(1, abs=CLOSE)


def test_the_lab_starts_at_table_1(engine):
    assert engine.call("boundary", BOOK["start"]) == BOOK["published"]
    shown = engine.call("shown", BOOK["start"], BOOK, WIDTHS)
    assert "5 of 7 is enough" in shown["verdict"]
    assert "Table 1 holds at every look." in shown["boundary"]


def test_a_design_that_does_not_look_at_seven_says_so_and_not_that_five_are_enough(engine):
    for changes, end in (
        ({"first": 8}, "first look is at 8"),
        ({"first": 3, "last": 5}, "last look is at 5"),
    ):
        shown = engine.call("shown", BOOK["start"] | changes, BOOK, WIDTHS)
        assert f"No look at 7: the {end}." in shown["verdict"]
        assert "enough" not in shown["verdict"]
        assert "trial-unseen" in shown["boundary"]
        assert "trial-unseen" in shown["small"]


def test_the_verdict_is_the_librarys(engine, dials):
    for design in random_designs(dials, 100):
        bounds = dict(
            zip(*(getattr(library(design).rule(), name) for name in ("n", "promising")), strict=True)
        )
        enough = 7 in bounds and bounds[7] is not None and bounds[7] <= 5
        kind = "enough" if enough else "short" if 7 in bounds else "unseen"
        assert engine.call("standing", design, engine.call("boundary", design), BOOK) == kind


def test_what_is_said_of_table_1_is_what_the_library_finds(engine, dials):
    printed = {look["n"]: look["x"] for look in BOOK["published"]}
    for design in random_designs(dials, 100):
        rule = library(design).rule()
        bounds = dict(zip(rule.n, rule.promising, strict=True))
        said = engine.call("comparison", engine.call("boundary", design), BOOK).replace("\xa0", " ")
        both = set(printed) & set(bounds)
        for words, numbers in (
            ("Table 1 fails at", [n for n in printed if n in both and bounds[n] != printed[n]]),
            ("[Ii]ts looks at", [n for n in printed if n not in both and both]),
            ("New looks at", [n for n in bounds if n not in both]),
        ):
            told = re.search(rf"{words} n = ((?:\d+, )*\d+)(?: and (\d+) more)?", said)
            assert bool(told) == bool(numbers)
            if told:
                assert told[1] == ", ".join(map(str, numbers[:3]))
                assert int(told[2] or 0) == max(0, len(numbers) - 3)


def test_a_move_is_told_in_a_sentence(engine):
    start = BOOK["start"]
    for changes, words in (
        ({"cutoff": 0.955}, "Table 1 fails at n = 11. 5 of 7 is still enough."),
        ({"rate": 40}, "Table 1 fails at n = 6, 7, 8 and 12 more. 5 of 7 is no longer enough."),
        ({"first": 8}, "Table 1 holds without its looks at n = 6, 7. The design no longer looks at 7."),
    ):
        said = engine.call("moved", "A dial", start, start | changes, BOOK).replace("\xa0", " ")
        assert said == f"A dial: {words}"
    said = engine.call("moved", "A dial", start | {"rate": 40}, start, BOOK)
    assert said == "A dial: Table 1 holds at every look. 5 of 7 is now enough."


@pytest.mark.parametrize("preset", BOOK["presets"])
def test_the_python_lines_say_what_the_lab_says(engine, preset):
    design = BOOK["start"] | BOOK["presets"][preset]
    shown = engine.call("shown", design, BOOK, WIDTHS)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(shown["lines"], names := {})
    bounds = engine.call("boundary", design)
    told = [engine.call("operatingCharacteristics", bounds, p) for p in (design["rate"] / 100, 0.5)]
    assert names["rule"] == StoppingRule(*zip(*((b["n"], b["x"]) for b in bounds), strict=True))
    assert names["result"].p_promising == pytest.approx([each["declared"] for each in told], abs=EXACT)
    prob = re.search(r"Pr\(better\) is ([\d.]+)", shown["verdict"])[1]
    assert f"Pr(better | 5 of 7): {prob}" in printed.getvalue()


def test_the_page_runs_the_lines_of_the_start(engine):
    lines = engine.call("shown", BOOK["start"], BOOK, WIDTHS)["lines"]
    text = (ROOT / "chapters" / "design" / "design-lab.md").read_text(encoding="utf-8")
    assert f"```{{code-cell}}\n{lines}\n```" in text
