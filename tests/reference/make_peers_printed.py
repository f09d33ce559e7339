"""Write peers_printed.csv: what statsmodels computes of random data, and how a paper would print them.

Run by hand where statsmodels is installed, `python tests/reference/make_peers_printed.py`; it takes
seconds. What is printed was rounded, what statsmodels found was computed before the rounding.
"""

import csv
from pathlib import Path

import numpy as np
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.rates import confint_poisson
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

SEED, EACH = 20250715, 12


def samples(rng):
    """Return two samples with their printed means, standard deviations and sizes."""
    drawn = [rng.normal(rng.uniform(0, 3), rng.uniform(0.5, 3), int(rng.integers(3, 40))) for _ in range(2)]
    both = [DescrStatsW(values) for values in drawn]
    means = [f"{one.mean:.1f}" for one in both]
    sds = [f"{values.std(ddof=1):.1f}" for values in drawn]
    return both, [*means, *sds, *(str(len(values)) for values in drawn)]


def rows(rng):
    """Yield the rows."""
    for _ in range(EACH):
        both, printed = samples(rng)
        for kind, usevar in (("student", "pooled"), ("welch", "unequal")):
            yield kind, printed, [CompareMeans(*both).ttest_ind(usevar=usevar)[1]]
        yield "mean", [printed[0], printed[2], printed[4]], both[0].tconfint_mean()
        events, time = int(rng.integers(1, 60)), float(rng.uniform(5, 500))
        yield "rate", [str(events), f"{time:.0f}"], [events / time, *confint_poisson(events, time, "exact-c")]
        table = Table2x2(rng.integers(3, 40, (2, 2)))
        for kind, ratio, limits, p in (
            ("risk ratio", table.riskratio, table.riskratio_confint(), table.riskratio_pvalue()),
            ("odds ratio", table.oddsratio, table.oddsratio_confint(), table.oddsratio_pvalue()),
        ):
            yield kind, [f"{value:.2f}" for value in (ratio, *limits)], [p]


if __name__ == "__main__":
    with Path(__file__).with_name("peers_printed.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("kind", "printed", "found"))
        for kind, printed, found in rows(np.random.default_rng(SEED)):
            writer.writerow((kind, " ".join(printed), " ".join(f"{float(value):.12g}" for value in found)))
