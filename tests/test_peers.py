"""Random data: other software, live or as stored, says the same as each module.

By hand, with other seeds, thousands of cases were compared: see `tests/reference/make_peers.py`.
"""

import itertools
import statistics
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from reference_tables import rows
from scipy import integrate, stats

from onearm import estimates
from onearm.designs import BetaPrior, StoppingRule, ThallSimon, TwoArmTrial, prob_conclusive, single_stage
from onearm.printed import Printed, counts_printing, enumerate_samples, grim, grimmer

ROUNDED = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN}
# A few units in the last place of numbers below 1, or sums of up to 40 terms.
CLOSE = 1e-13
# What adaptive quadrature promises here.
QUADRATURE = 1e-9


def rng():
    return np.random.default_rng(7)


# -- estimates --------------------------------------------------------------------------------------


def test_binomial_intervals_as_in_statsmodels():
    for row in rows("peers_binomial.csv"):
        x, n, level = int(row["x"]), int(row["n"]), float(row["level"])
        for name in ("clopper_pearson", "wilson", "jeffreys"):
            low, high = getattr(estimates, name)(x, n, level)
            at_edge = name == "jeffreys"  # there ours sets the end to 0 or 1
            assert (at_edge and x == 0) or low == pytest.approx(float(row[f"{name}_low"]), abs=CLOSE)
            assert (at_edge and x == n) or high == pytest.approx(float(row[f"{name}_high"]), abs=CLOSE)


def test_poisson_intervals_as_in_statsmodels():
    for row in rows("peers_poisson.csv"):
        found = estimates.garwood(int(row["events"]), float(row["exposure"]), float(row["level"]))
        assert tuple(found) == pytest.approx((float(row["low"]), float(row["high"])), rel=CLOSE, abs=0)


def test_survival_as_in_lifelines_and_the_median_as_in_statsmodels():
    for row in rows("peers_survival.csv"):
        times = [float(time) for time in row["times"].split()]
        curve = estimates.kaplan_meier(
            times, [had == "1" for had in row["events"].split()], float(row["level"])
        )
        found, time = curve.at(float(row["time"])), float(row["time"])
        expected = [float(row[name]) for name in ("survival", "low", "high")]
        assert [found.survival, found.low, found.high] == pytest.approx(expected, abs=CLOSE)
        assert curve.number_at_risk(time) == int(row["at_risk"])
        if not np.isclose(curve.survival, 0.5).any():  # else conventions differ, and ours is that of R
            assert curve.median.time == pytest.approx(float(row["median"]), nan_ok=True)


# -- designs ----------------------------------------------------------------------------------------


def test_the_posterior_probability_as_by_quadrature_of_scipy():
    random = rng()
    for a, b, c, d in random.uniform(0.5, 60, (12, 4)):
        delta = random.choice([0, 0.1, 0.3])
        standard, experimental = stats.beta(c, d), stats.beta(a, b)
        expected, _ = integrate.quad(
            lambda s, above=experimental, below=standard, by=delta: below.pdf(s) * above.sf(s + by),
            *(0, 1 - delta),
            epsabs=1e-12,
            limit=200,
        )
        design = ThallSimon(BetaPrior(c, d), BetaPrior(a, b), 1, 1, p_upper=0.5)
        assert design.prob_better(0, 0, delta) == pytest.approx(expected, abs=QUADRATURE)


def test_one_look_as_the_binomial_distribution_of_scipy():
    random = rng()
    for n in random.integers(1, 200, 40).tolist():
        bound, p = int(random.integers(n + 1)), random.random(3)
        found = StoppingRule([n], [bound]).operating_characteristics(p)
        # each of up to 200 patients rounds once
        assert found.p_promising == pytest.approx(stats.binom.sf(bound - 1, n, p), abs=10 * CLOSE)


def test_two_looks_as_sums_of_binomial_distributions_of_scipy():
    random = rng()
    for first, more in random.integers(1, 30, (40, 2)).tolist():
        futile, bound, p = (
            int(random.integers(first)),
            int(random.integers(1, first + more + 1)),
            random.random(),
        )
        rule = StoppingRule([first, first + more], [None, max(bound, 1)], [futile, None])
        x = np.arange(futile + 1, first + 1)
        won = stats.binom.pmf(x, first, p) @ stats.binom.sf(bound - 1 - x, more, p)
        assert rule.operating_characteristics(p).p_promising == pytest.approx(won, abs=CLOSE)


def test_a_conclusion_to_come_as_the_beta_binomial_distribution_of_scipy():
    random = rng()
    for n, more in random.integers(1, 40, (40, 2)).tolist():
        x, bound = int(random.integers(n + 1)), int(random.integers(n + more + 1))
        prior = BetaPrior(*random.uniform(0.5, 5, 2))
        found = prob_conclusive(StoppingRule([n + more], [bound]), prior, x, n)
        after = stats.betabinom(more, prior.a + x, prior.b + n - x)
        assert found == pytest.approx(after.sf(bound - x - 1), abs=CLOSE)


def test_fisher_s_test_as_in_scipy():
    for n_control, n_treated in rng().integers(1, 9, (6, 2)).tolist():
        trial = TwoArmTrial(n_control, n_treated, alpha=0.3)
        for control, treated in itertools.product(range(n_control + 1), range(n_treated + 1)):
            table = [[treated, n_treated - treated], [control, n_control - control]]
            p_value = stats.fisher_exact(table).pvalue
            ahead = treated * n_control > control * n_treated
            assert trial.wins[control, treated] == (ahead and p_value <= 0.3 * (1 + 1e-9))


def test_a_single_stage_is_the_first_that_the_binomial_distribution_of_scipy_allows():
    for p0 in (0.1, 0.2, 0.35, 0.5):
        design = single_stage(p0, p0 + 0.25, 0.05, 0.2)
        for n in range(1, design.n + 1):
            r = np.arange(n + 1)
            good = (stats.binom.sf(r, n, p0) < 0.05) & (stats.binom.cdf(r, n, p0 + 0.25) < 0.2)
            assert good.any() == (n == design.n)
        assert good[design.r]


# -- printed ----------------------------------------------------------------------------------------


def test_what_prints_so_is_what_decimal_rounds_so():
    random = rng()
    for digits, places in random.integers((-(10**6), 0), (10**6, 4), (700, 2)).tolist():
        value = Decimal(digits).scaleb(-places - 1)
        for rounding, mode in ROUNDED.items():
            text = str(value.quantize(Decimal(1).scaleb(-places), mode))
            shown = Printed(text, rounding=rounding)
            beside = Printed(str(shown.value + Decimal(1).scaleb(-places)), rounding=rounding)
            if shown.value:  # zero has a sign in decimal alone
                assert shown.contains(value) and not (beside.value and beside.contains(value))


def test_counts_and_totals_as_decimal_rounds_them():
    for n in rng().integers(2, 60, 4).tolist():
        for k in range(n + 1):
            exact = Decimal(100 * k) / Decimal(n)
            text = str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))
            assert k in counts_printing(text, n)
            mean = str((Decimal(k) / Decimal(n)).quantize(Decimal("0.01"), ROUND_HALF_UP))
            assert k in grim(mean, n)


def test_samples_as_statistics_finds_them():
    n, high = 4, 6
    samples = [*itertools.combinations_with_replacement(range(high + 1), n)]
    by_print = {}
    for sample in samples:
        mean, sd = statistics.mean(map(Fraction, sample)), statistics.stdev(sample)
        by_print.setdefault((f"{float(mean):.2f}", f"{sd:.2f}"), []).append(sample)
    for (mean, sd), expected in list(by_print.items())[::5]:
        assert set(expected) <= set(enumerate_samples(n, 0, high, mean, sd))
        assert {sum(sample) for sample in expected} <= set(grimmer(mean, sd, n, low=0, high=high))
    found = sum(len(enumerate_samples(n, 0, high, mean, sd)) for mean, sd in by_print)
    assert found == len(samples)  # none of them is a tie
