"""Write peers_binomial.csv, peers_poisson.csv and peers_survival.csv: what Python's peers say of random data.

Run by hand where statsmodels and lifelines are installed, `python tests/reference/make_peers.py`; it takes
seconds. The data are drawn with a fixed seed, at the edges more often than between them.
"""

import csv
import itertools
from pathlib import Path

import numpy as np
from lifelines import KaplanMeierFitter
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

FOLDER = Path(__file__).parent
SEED = 20250715
LEVELS = 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.999999
METHODS = {"clopper_pearson": "beta", "wilson": "wilson", "jeffreys": "jeffreys"}


def binomial(rng):
    """Yield random counts with the intervals of statsmodels for them."""
    while True:
        n = int(10 ** rng.uniform(0, 6))
        x = int(rng.choice([0, n, rng.integers(n + 1), min(n, rng.integers(9)), max(0, n - rng.integers(9))]))
        level = float(rng.choice(LEVELS))
        row = {"x": x, "n": n, "level": level}
        for name, method in METHODS.items():
            low, high = proportion_confint(x, n, 1 - level, method)
            row |= {f"{name}_low": float(low), f"{name}_high": float(high)}
        yield row


def poisson(rng):
    """Yield random counts of events with the exact interval of statsmodels for their rate."""
    while True:
        events, exposure = int(10 ** rng.uniform(0, 5)) - 1, float(10 ** rng.uniform(-3, 4))
        level = float(rng.choice(LEVELS))
        low, high = confint_poisson(events, exposure, "exact-c", 1 - level)
        yield {
            **{"events": events, "exposure": exposure, "level": level},
            **{"low": float(low), "high": float(high)},
        }


def survival(rng):
    """Yield random times, many of them tied, with the curve of lifelines and the median of statsmodels.

    Each curve is asked for at one time of the data, once a patient is left and one has had the event.
    """
    while True:
        n = int(rng.integers(2, 40))
        times = rng.integers(1, 2 + int(10 ** rng.uniform(0.5, 2.5)), n).tolist()
        had = (rng.random(n) < rng.uniform(0.2, 1)).astype(int).tolist()
        level, time = float(rng.choice(LEVELS[:-1])), float(rng.choice(times))
        curve = KaplanMeierFitter(alpha=1 - level).fit(times, had)
        alive = float(curve.predict(time))
        if not 0 < alive < 1:
            continue
        low, high = curve.confidence_interval_survival_function_.loc[time]
        median = SurvfuncRight(times, had).quantile(0.5)
        yield {
            "times": " ".join(map(str, times)),
            "events": " ".join(map(str, had)),
            **{"level": level, "time": time, "at_risk": int(curve.event_table.loc[time, "at_risk"])},
            **{"survival": alive, "low": float(low), "high": float(high), "median": float(median)},
        }


def write(kind, rows):
    """Write so many random cases of one kind."""
    listed = list(itertools.islice(kind(np.random.default_rng(SEED)), rows))
    with (FOLDER / f"peers_{kind.__name__}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, listed[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)


if __name__ == "__main__":
    write(binomial, 100)
    write(poisson, 50)
    write(survival, 60)
