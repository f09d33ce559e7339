"""The exercises of the second part: Beta distributions, the design, and what it does."""

from functools import cache
from math import comb

from scipy.optimize import brentq
from scipy.stats import binom

from onearm.claims import printed_value
from onearm.classical import single_stage
from onearm.datasets import boundary, patients
from onearm.exercises import Exercise, Slip
from onearm.identify import identified_set
from onearm.stopping import StoppingRule
from onearm.thall_simon import BetaPrior, ThallSimon


def _rate():
    return printed_value("dis-standard-survival") / 100


def _history():
    return BetaPrior.from_mean(_rate(), printed_value("dis-standard-cases"))


def _weak():
    return BetaPrior.from_mean(_rate(), 5)


def _table_1():
    table = boundary()
    return StoppingRule(table["enrolled_patients"], table["minimum_survivors"])


def _declared(rule, p):
    """Return how often a rule declares success, in %."""
    return 100 * float(rule.operating_characteristics(p).p_promising)


def _bound_of_seven(experimental, cutoff=0.95):
    return ThallSimon(_history(), experimental, 6, 20, cutoff).rule().promising[1]


@cache
def _power_that_tips():
    """Return the power of history at which five of seven just reach the cut-off."""

    def short(a0):
        past = BetaPrior(a0 * _history().a, a0 * _history().b)
        return ThallSimon(past, _weak(), 6, 20, 0.95).prob_better(5, 7) - 0.95

    return brentq(short, 0.01, 1)


@cache
def _sizes_at_thirty(cutoff=None):
    """Return how many sizes of a prior with mean 30 % have a cut-off, or this one."""
    found = identified_set(_table_1(), [0.3], range(1, 31), _history())
    return int((found.identified if cutoff is None else found.contains(cutoff)).sum())


EXERCISES = (
    Exercise(
        "ex-beta-half",
        "what the prior is worth",
        lambda: (5 - len(patients()) / 2) / (0.5 - _rate()),
        (
            Slip(
                "The denominator lacks the seven patients: it is their number and the prior's worth.",
                lambda: 5 / (0.5 - _rate()),
            ),
            Slip("You left out the prior's own survivors, m s.", lambda: 5 / 0.5 - 7),
        ),
        unit="patients",
        decimals=2,
    ),
    Exercise(
        "ex-history-power",
        "what history is worth at that power",
        lambda: _power_that_tips() * _history().size,
        (
            Slip("That is the power itself. Multiply it by the patients behind history.", _power_that_tips),
            Slip("That is what the power throws away.", lambda: (1 - _power_that_tips()) * _history().size),
        ),
        unit="patients",
        decimals=1,
    ),
    Exercise(
        "ex-ts-uniform",
        "the fewest survivors of seven",
        lambda: _bound_of_seven(BetaPrior(1, 1)),
        (
            Slip(
                "That is Table 1's, from a prior with the mean of history.", lambda: _bound_of_seven(_weak())
            ),
            Slip(
                "At that number Pr(better) is still below the cut-off of 0.95.",
                lambda: _bound_of_seven(BetaPrior(1, 1)) - 1,
            ),
        ),
        unit="survivors",
    ),
    Exercise(
        "ex-hidden-size",
        "how many of the sizes from 1 to 30 have a cut-off",
        _sizes_at_thirty,
        (Slip("Those are the sizes for which a cut-off of 96 % serves.", lambda: _sizes_at_thirty(0.96)),),
        unit="sizes",
    ),
    Exercise(
        "ex-oc-first-look",
        "the chance to stop with success at the first look",
        lambda: 100 * binom.sf(4, 6, 0.7),
        (
            Slip(
                "You counted five of six alone. Six of six meets the boundary too.",
                lambda: 100 * binom.pmf(5, 6, 0.7),
            ),
            Slip(
                "That is more than five of six; at least five are enough.", lambda: 100 * binom.sf(5, 6, 0.7)
            ),
            Slip("That is the chance not to stop.", lambda: 100 * binom.cdf(4, 6, 0.7)),
        ),
        unit="%",
        decimals=1,
    ),
    Exercise(
        "ex-oc-rate",
        "the true survival under existing treatments",
        lambda: 100 * brentq(lambda p: _declared(_table_1(), p) - 20, 0.1, 0.9),
        (
            Slip(
                "You used the chance at the first look. There are fourteen more.",
                lambda: 100 * brentq(lambda p: binom.sf(4, 6, p) - 0.2, 0.1, 0.9),
            ),
            Slip(
                "You used a single look at ten of twenty.",
                lambda: 100 * brentq(lambda p: binom.sf(9, 20, p) - 0.2, 0.1, 0.9),
            ),
        ),
        unit="%",
        decimals=1,
    ),
    Exercise(
        "ex-lab-argue",
        "how often success is declared",
        lambda: _declared(ThallSimon(BetaPrior.from_mean(0.3, 126), _weak(), 6, 20, 0.95).rule(), 0.3),
        (
            Slip(
                "One minus the cut-off is no error rate: it is a probability about this drug, given data.",
                lambda: 100 * (1 - 0.95),
            ),
            Slip(
                "You left the design as it was for the printed history. Set that to 30 % too.",
                lambda: _declared(_table_1(), 0.3),
            ),
        ),
        unit="%",
        decimals=1,
    ),
    Exercise(
        "ex-after-eight",
        "the number of paths to 5 of 8",
        lambda: _table_1().path_counts()[8, 5],
        (
            Slip(
                "Those are all orders of five survivors among eight. Some had stopped at six or seven.",
                lambda: comb(8, 5),
            ),
            Slip("Five among the first seven had stopped there. The eighth must live.", lambda: comb(7, 5)),
        ),
        unit="paths",
    ),
    Exercise(
        "ex-roads-forty",
        "the patients of the single stage",
        lambda: single_stage(_rate(), 0.4, 0.05, 0.2).n,
        (
            Slip("You tested two sides, at 2.5 % each.", lambda: single_stage(_rate(), 0.4, 0.025, 0.2).n),
            Slip("That is the plan for one half.", lambda: single_stage(_rate(), 0.5, 0.05, 0.2).n),
            Slip(
                "That is the plan that finds it in nine trials of ten.",
                lambda: single_stage(_rate(), 0.4, 0.05, 0.1).n,
            ),
        ),
        unit="patients",
    ),
)
