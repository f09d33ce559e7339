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
        "function walk(bounds, truths) { return truths.map((p) => operatingCharacteristics(bounds, p)); } 0"
    )
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def dials(engine):
    return engine.eval("DIALS")


BOOK = design_lab.book()


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
    shown = engine.call("shown", BOOK["start"], BOOK, 600)
    assert "5 of 7 is enough" in shown["verdict"]
    assert "This is Table 1, at every look." in shown["verdict"]


@pytest.mark.parametrize("preset", BOOK["presets"])
def test_the_python_lines_say_what_the_lab_says(engine, preset):
    design = BOOK["start"] | BOOK["presets"][preset]
    shown = engine.call("shown", design, BOOK, 600)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(shown["lines"], names := {})
    bounds = engine.call("boundary", design)
    told = [engine.call("operatingCharacteristics", bounds, p) for p in (design["rate"] / 100, 0.5)]
    assert names["rule"] == StoppingRule(*zip(*((b["n"], b["x"]) for b in bounds), strict=True))
    assert names["result"].p_promising == pytest.approx([each["declared"] for each in told], abs=EXACT)
    prob = re.search(r"Pr\(better\) is ([\d.]+)", shown["verdict"])[1]
    assert f"Pr(better | 5 of 7): {prob}" in printed.getvalue()


def test_the_page_runs_the_lines_of_the_start(engine):
    lines = engine.call("shown", BOOK["start"], BOOK, 600)["lines"]
    text = (ROOT / "chapters" / "design" / "design-lab.md").read_text(encoding="utf-8")
    assert f"```{{code-cell}}\n{lines}\n```" in text
