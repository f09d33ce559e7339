"""How long the work of a chapter takes; `pytest benchmarks --benchmark-only`, no limits are asserted.

`make bench` keeps the results in `results.json`. A benchmark in a group is one question at several sizes; its
parameter or information `n` says how large. Each time is also told as a ratio to the reference.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import betainc

from onearm.designs import (
    BetaPrior,
    DelayedTrial,
    IdentifiedRegion,
    PredictiveProbability,
    StoppingRule,
    ThallSimon,
    admissible_two_stage,
    after_stopping,
    bop2,
    coverage,
    identified_set,
    infer,
    operating_characteristics,
    simon_two_stage,
    single_stage,
    stop_inconclusive,
    thall_simon,
)
from onearm.estimates import kaplan_meier, secondary_endpoints
from onearm.printed import Endpoint, Summary, enumerate_jointly, enumerate_samples, enumerate_trajectories
from seven_patients.datasets import daily_records, patients, summaries

UNIFORM = BetaPrior(1, 1)
EDGE = BetaPrior(0.1, 0.1)
TRIAL = ThallSimon(BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775), 1, 40, 0.95)
DESIGNS = {
    "trial": TRIAL,
    "trial, futility": replace(TRIAL, p_lower=0.05, delta=0.2),
    "uniform": ThallSimon(UNIFORM, UNIFORM, 1, 40, 0.95),
    "edge": ThallSimon(EDGE, EDGE, 1, 40, 0.95),
}


def test_reference(benchmark):
    """SciPy's incomplete beta function at 100,000 points."""
    a = np.linspace(1, 100, 100_000)
    benchmark(betainc, a, a[::-1], np.linspace(0, 1, 100_000))


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
def test_boundary_of_40_looks_with_cached_grids(benchmark, design):
    benchmark(design.rule)


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
def test_boundary_of_40_looks_from_scratch(benchmark, design):
    benchmark.pedantic(design.rule, setup=thall_simon._kept_grid.cache_clear, rounds=200)


@pytest.mark.benchmark(group="Thall-Simon boundary")
@pytest.mark.parametrize("n", [10, 20, 40, 80, 160, 320, 640])
def test_boundary_by_number_of_looks(benchmark, n):
    design = replace(TRIAL, n_max=n)
    benchmark.pedantic(design.rule, setup=thall_simon._kept_grid.cache_clear, rounds=20)


TABLE_1 = StoppingRule(range(6, 21), (5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10))


@pytest.mark.parametrize("delta", [0.0, 0.1])
def test_identified_set_of_table_1_on_200_by_200_priors(benchmark, delta):
    axes = np.linspace(0.05, 0.6, 200), np.linspace(0.5, 40, 200)
    benchmark.pedantic(identified_set, (TABLE_1, *axes, TRIAL.standard, delta), rounds=3)


def test_the_region_of_table_1_and_all_its_extremes(benchmark):
    def extremes():
        region = IdentifiedRegion(TABLE_1, TRIAL.standard)
        return region.edge(), region.cutoffs(), region.prob_better(5, 7), region.tipping_points(5, 7)

    benchmark.pedantic(extremes, rounds=3)


def test_posterior_probability_on_200_by_200_priors(benchmark):
    found = identified_set(TABLE_1, np.linspace(0.05, 0.6, 200), np.linspace(0.5, 40, 200), TRIAL.standard)
    benchmark.pedantic(found.prob_better, (5, 7), rounds=3)


@pytest.mark.parametrize("n_max", [20, 40, 80, 160])
def test_predictive_boundary(benchmark, n_max):
    design = PredictiveProbability(BetaPrior(0.245, 0.755), 0.245, 1, n_max, 0.95, 0.05, 0.95)
    benchmark(design.rule)


@pytest.mark.parametrize("n_max", [20, 40, 80, 160])
def test_stopping_the_inconclusive(benchmark, n_max):
    design = replace(TRIAL, n_max=n_max, p_lower=0.05, delta=0.2)
    benchmark(stop_inconclusive, design.rule(), design.experimental, 0.1)


@pytest.mark.parametrize("n_max", [10, 20, 40])
def test_operating_characteristics_of_10_000_designs_at_5_probabilities(benchmark, n_max):
    rng = np.random.default_rng(1994)
    rules = [some_rule(rng, n_max) for _ in range(10_000)]
    probabilities = [0.1, 0.245, 0.4, 0.5, 0.6]
    benchmark.pedantic(operating_characteristics, (rules, probabilities), rounds=3)


def some_rule(rng, n_max):
    """A rule with a look after each patient, whose bounds run some way below and above a random rate."""
    n = np.arange(1, n_max + 1)
    rate, gap = rng.uniform(0.2, 0.5), rng.uniform(1, 3)
    promising, futile = (np.ceil(rate * n + gap), np.floor(rate * n - gap))
    return StoppingRule(
        n,
        [int(bound) if bound <= look else None for look, bound in zip(n, promising, strict=True)],
        [int(bound) if bound >= 0 else None for bound in futile],
    )


@pytest.mark.benchmark(group="operating characteristics at 5 rates")
@pytest.mark.parametrize("n", [10, 20, 40, 80, 160, 320, 640])
def test_operating_characteristics_by_number_of_patients(benchmark, n):
    rule = some_rule(np.random.default_rng(1994), n)
    benchmark(rule.operating_characteristics, [0.1, 0.245, 0.4, 0.5, 0.6])


def test_operating_characteristics_of_table_1_at_101_probabilities(benchmark):
    benchmark(TABLE_1.operating_characteristics, np.linspace(0, 1, 101))


@pytest.mark.parametrize("interval", [5, 10, 20, 40])
def test_delayed_characteristics_of_table_1_at_101_probabilities(benchmark, interval):
    def compute():
        trial = DelayedTrial(TABLE_1, interval, np.full(56, 1 / 56))
        return trial.operating_characteristics(np.linspace(0, 1, 101))

    benchmark.pedantic(compute, rounds=5)


@pytest.mark.parametrize("n_max", [20, 27])
def test_bop2_with_a_look_after_each_patient(benchmark, n_max):
    benchmark.pedantic(bop2, (0.245, 0.5, 0.05, range(6, n_max + 1)), rounds=3)


# clinfun's compiled search to 100 patients takes 11 to 17 ms, and finds what admissible_two_stage does.
QUESTIONS = [
    (0.05, 0.25, 0.05, 0.2),
    (0.2, 0.4, 0.05, 0.2),
    (0.245, 0.445, 0.05, 0.2),
    (0.3, 0.5, 0.05, 0.2),
    (0.6, 0.8, 0.05, 0.1),
    (0.2, 0.35, 0.05, 0.2),
]


@pytest.mark.parametrize("search", [simon_two_stage, admissible_two_stage, single_stage])
@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_search_to_100_patients(benchmark, search, question):
    benchmark(search, *question, n_max=100)


@pytest.mark.benchmark(group="Simon's two-stage search")
@pytest.mark.parametrize(("p1", "n_max"), [(0.6, 30), (0.5, 50), (0.4, 100), (0.35, 200), (0.3, 400)])
def test_two_stage_search_as_hypotheses_come_closer(benchmark, p1, n_max):
    benchmark.extra_info["n"] = benchmark(simon_two_stage, 0.2, p1, 0.05, 0.2, n_max).n


def test_two_stage_search_that_finds_nothing(benchmark):
    def search():
        with pytest.raises(ValueError, match="nearest"):
            simon_two_stage(0.2, 0.25, 0.05, 0.2)

    benchmark(search)


@pytest.mark.parametrize("ordering", after_stopping.ORDERINGS)
def test_inference_after_five_of_seven(benchmark, ordering):
    benchmark(infer, TABLE_1, 5, 7, 0.245, ordering=ordering)


def test_coverage_after_table_1_at_1001_probabilities(benchmark):
    p = np.linspace(0, 1, 1001)
    benchmark(coverage, TABLE_1, lambda x, n: infer(TABLE_1, x, n, 0.245).interval, p)


def printed_days():
    """The four endpoints in days, with the printed mean and SD at each day."""
    table = summaries().query("unit == 'days'")
    return {
        quantity: {int(row.day): Summary(row.mean_printed, row.sd_printed) for row in lines.itertuples()}
        for quantity, lines in table.groupby("quantity", sort=False)
    }


def test_table_4_jointly(benchmark):
    table_4 = printed_days()["days without mechanical ventilation"]
    assert len(benchmark(enumerate_trajectories, table_4, [None] * 7)) == 1


WITHIN = {"all assumptions": ["not increased", "halved"], "fewer": ["not increased"]}


@pytest.mark.parametrize("free_within", WITHIN.values(), ids=WITHIN)
def test_ventilation_and_oxygen_jointly(benchmark, free_within):
    unventilated, not_increased, free, halved = printed_days().values()
    endpoints = [
        Endpoint("unventilated", unventilated),
        Endpoint("not increased", not_increased, within="unventilated"),
        Endpoint("halved", halved, patients=(2, 4, 5), within="not increased"),
        Endpoint("free", free, within=free_within),
    ]
    last_days = {1: 50, 2: 35} | dict.fromkeys(range(3, 8))
    benchmark.pedantic(enumerate_jointly, args=(endpoints, last_days, [{4, 5}, {3, 6, 7}]), rounds=3)


@pytest.mark.parametrize("n", [4, 5, 6, 7])
@pytest.mark.parametrize("high", [10, 40])
def test_samples_by_number_and_range(benchmark, n, high):
    benchmark(samples_like_some, n, high)


@pytest.mark.benchmark(group="samples behind a mean and SD")
@pytest.mark.parametrize("n", range(3, 11))
def test_samples_by_number(benchmark, n):
    benchmark(samples_like_some, n, 20)


def samples_like_some(n, high):
    """List the samples from 0 to `high` that print like one spread over that range."""
    some = np.linspace(high / 8, high, n).round()
    return enumerate_samples(n, 0, high, f"{some.mean():.1f}", f"{some.std(ddof=1):.1f}")


def test_the_last_line_of_table_4_alone(benchmark):
    found = benchmark.pedantic(enumerate_samples, args=(7, 0, 100, "65.9", "38.6"), rounds=3)
    assert len(found) == 46088


def test_survival_with_limits(benchmark):
    table = patients()
    benchmark(kaplan_meier, table.outcome_day, table.outcome == "died")


def test_endpoints_from_daily_records(benchmark):
    benchmark(secondary_endpoints, daily_records(), [28, 56, 100])
