"""The exercises of the last part: what can be believed, and the next trial."""

from functools import cache

import numpy as np
from scipy import special
from scipy.stats import boschloo_exact, fisher_exact

from onearm.claims import printed_value
from onearm.datasets import DATA, boundary
from onearm.exercises import Exercise, Slip
from onearm.identify import identified_set
from onearm.intervals import clopper_pearson, wilson
from onearm.stopping import StoppingRule
from onearm.tables import read_table
from onearm.thall_simon import BetaPrior, ThallSimon

ALIVE_AND_DEAD = [[12, 5], [8, 15]]
"""Treated and control, an arm a column, as SciPy reads a table."""


@cache
def _tipping(p):
    """Return where the designs that 0.95 fits have reached a probability p of being better, in %."""
    table = boundary()
    rule = StoppingRule(table["enrolled_patients"], table["minimum_survivors"])
    rate = printed_value("dis-standard-survival") / 100
    history = BetaPrior.from_mean(rate, printed_value("dis-standard-cases"))
    found = identified_set(rule, np.arange(0.04, 0.5, 0.02), np.geomspace(0.5, 100, 60), history)
    a = np.outer(found.means, found.sizes)[found.contains(0.95)]
    size = np.broadcast_to(found.sizes, found.low.shape)[found.contains(0.95)]
    return 100 * special.betaincinv(a + 5, size - a + 2, 1 - p)


def _responders():
    """Return the patients with a response, and all with MET-positive disease, of the other paper."""
    outcomes = read_table("outcomes", DATA / "clear-cell-sarcoma").set_index("outcome")["patients"]
    return int(outcomes["confirmed partial response"]), int(outcomes["MET-positive"])


def _false_success(every):
    """Return how often the made-up trial calls a useless treatment promising, looking so often, in %."""
    standard, weak = BetaPrior(20, 80), BetaPrior.from_mean(0.2, size=2)
    design = ThallSimon(standard, weak, 10, 30, 0.95, p_lower=0.05, delta=0.2, cohort=every)
    return 100 * float(design.rule().operating_characteristics(0.2).p_promising)


EXERCISES = (
    Exercise(
        "ex-believed-cutoff",
        "where the first of them tips",
        lambda: _tipping(0.95).min(),
        (
            Slip("That is the last of them.", lambda: _tipping(0.95).max()),
            Slip(
                "You took both sides, 2.5 % each. The criterion asks for one.", lambda: _tipping(0.975).min()
            ),
            Slip(
                "That is where the exact interval begins, without any design.",
                lambda: 100 * clopper_pearson(5, 7).low,
            ),
        ),
        unit="%",
        decimals=1,
    ),
    Exercise(
        "ex-next-boschloo",
        "Boschloo's p-value",
        lambda: boschloo_exact(ALIVE_AND_DEAD, n=64).pvalue,
        (
            Slip("That is Fisher's.", lambda: fisher_exact(ALIVE_AND_DEAD).pvalue),
            Slip(
                "You tested one side.",
                lambda: boschloo_exact(ALIVE_AND_DEAD, alternative="greater", n=64).pvalue,
            ),
        ),
        decimals=3,
    ),
    Exercise(
        "ex-another-paper-wilson",
        "Wilson's upper limit for the response rate",
        lambda: 100 * wilson(*_responders()).high,
        (
            Slip("That is the exact limit.", lambda: 100 * clopper_pearson(*_responders()).high),
            Slip("That is the lower limit.", lambda: 100 * wilson(*_responders()).low),
        ),
        unit="%",
        decimals=1,
    ),
    Exercise(
        "ex-your-own-trial-looks",
        "how often a treatment that is no better is called promising",
        lambda: _false_success(5),
        (
            Slip("That is with a look after each patient.", lambda: _false_success(1)),
            Slip("That is with a look after every tenth.", lambda: _false_success(10)),
        ),
        unit="%",
        decimals=1,
    ),
)
