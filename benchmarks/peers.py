"""Measure the design functions beside their peers in R, and keep the ratios in `peers.json`.

Run by hand where R has clinfun and ph2bayes, `python benchmarks/peers.py`; it takes a minute. Times are of
the processor. A ratio is the time of the peer by ours, for a first question, without what was kept of an
earlier one; a cold one is of whole processes, which start, load what they need and answer once.
"""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

from onearm.designs import after_stopping, thall_simon

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "peers.json"
PRIORS = "BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775)"
POSTERIOR = "1.225, 3.775, 30.87, 95.13, 0"

CALLS = {
    "simon_two_stage(0.2, 0.4, 0.05, 0.2)": "ph2simon(0.2, 0.4, 0.05, 0.2)",
    "single_stage(0.2, 0.4, 0.05, 0.2)": "ph2single(0.2, 0.4, 0.05, 0.2)",
    "infer(StoppingRule((13, 43), (None, 13), (3, 12)), 14, 43, 0.2)": (
        "twostage.inference(14, 3, 13, 43, 0.2)"
    ),
    f"ThallSimon({PRIORS}, 1, 40, 0.95).prob_better(5, 7)": f"postprob(5, 7, {POSTERIOR})",
    f"ThallSimon({PRIORS}, 1, 40, 0.95).rule()": f"stopbound_post(0.95, 'superiority', 40, {POSTERIOR})",
    "PredictiveProbability(BetaPrior(0.245, 0.755), 0.245, 1, 40, 0.95, 0.05).rule()": (
        "stopbound_pred(0.05, 'futility', 40, 0.245, 0.755, 0.245, 0.95)"
    ),
}
"""By a call of ours that of the peer."""

KEPT = thall_simon._kept_grid, after_stopping._ends_of, after_stopping._begun_with_success
LOADED = "suppressMessages({library(clinfun); library(ph2bayes)})"
RUNS = 5


def main():
    """Measure each pair and write the results."""
    told = subprocess.run(
        ["Rscript", FOLDER / "peers.R", *CALLS.values()], check=True, capture_output=True, text=True
    )
    peers = map(float, told.stdout.split())
    rows = [row(ours, peer, taken) for (ours, peer), taken in zip(CALLS.items(), peers, strict=True)]
    processor = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    versions = subprocess.run(
        [
            "Rscript",
            "-e",
            "for (p in c('base', 'clinfun', 'ph2bayes')) cat(as.character(packageVersion(p)), '')",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    machine = {
        "processor": processor,
        "Python": platform.python_version(),
        **dict(zip(("R", "clinfun", "ph2bayes"), versions, strict=True)),
    }
    RESULTS.write_text(json.dumps({"machine": machine, "ratios": rows}, indent=1) + "\n", encoding="utf-8")


def row(ours, peer, taken):
    """Return what is kept of one pair."""
    mine, cold, peer_cold = warm(ours), *map(whole, (python(ours), ["Rscript", "-e", f"{LOADED}; {peer}"]))
    return {
        "ours": ours,
        "peer": peer,
        "milliseconds": rounded(mine),
        "ratio": rounded(taken / mine),
        "cold_milliseconds": rounded(cold),
        "cold_ratio": rounded(peer_cold / cold),
    }


def python(call):
    """Return the command that answers one call in a new process."""
    return [sys.executable, "-c", f"from onearm.designs import *; {call}"]


def warm(call):
    """Return the milliseconds of one call, what earlier ones kept cleared."""
    names = {}
    exec("from onearm.designs import *", names)
    compiled = compile(call, "call", "eval")
    eval(compiled, names)
    taken, calls = 0.0, 0
    while taken < 0.5:
        for kept in KEPT:
            kept.cache_clear()
        start = time.process_time()
        eval(compiled, names)
        taken, calls = taken + time.process_time() - start, calls + 1
    return 1000 * taken / calls


def whole(command):
    """Return the milliseconds of the processor that a command takes, the least of several runs."""
    found = []
    for _ in range(RUNS):
        before = os.times()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        found.append(1000 * (sum(after[2:4]) - sum(before[2:4])))
    return min(found)


def rounded(value):
    """Return a measured value with the three digits that mean something."""
    return float(f"{value:.3g}")


if __name__ == "__main__":
    main()
