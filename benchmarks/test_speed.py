"""How long the work of a chapter takes; `pytest benchmarks --benchmark-only`, no limits are asserted."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from onearm import thall_simon
from onearm.stopping import StoppingRule
from onearm.thall_simon import BetaPrior, ThallSimon

UNIFORM = BetaPrior(1, 1)
EDGE = BetaPrior(0.1, 0.1)
TRIAL = ThallSimon(BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775), 1, 40, 0.95)
DESIGNS = {
    "trial": TRIAL,
    "trial, futility": replace(TRIAL, p_lower=0.05, delta=0.2),
    "uniform": ThallSimon(UNIFORM, UNIFORM, 1, 40, 0.95),
    "edge": ThallSimon(EDGE, EDGE, 1, 40, 0.95),
}


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
def test_boundary_of_40_looks_with_cached_grids(benchmark, design):
    benchmark(design.rule)


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
def test_boundary_of_40_looks_from_scratch(benchmark, design):
    benchmark.pedantic(design.rule, setup=thall_simon._grid.cache_clear, rounds=200)


def test_operating_characteristics_of_table_1_at_101_probabilities(benchmark):
    rule = StoppingRule(range(6, 21), (5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10))
    benchmark(rule.operating_characteristics, np.linspace(0, 1, 101))


@pytest.mark.parametrize("module", ["onearm", "onearm.thall_simon", "onearm.claims", "onearm.charts"])
def test_import_in_a_fresh_interpreter(benchmark, module):
    command = [sys.executable, "-c", f"import {module}"]
    benchmark.pedantic(subprocess.run, args=(command,), kwargs={"check": True}, rounds=7, warmup_rounds=1)
