"""The exercises of the last part: what can be believed, and the next trial."""

import re
from functools import cache

import numpy as np
import scipy
from numpy.typing import NDArray

from onearm.designs import (
    BetaPrior,
    IdentifiedSet,
    StoppingRule,
    ThallSimon,
    TwoArmTrial,
    identified_set,
    simon_two_stage,
    toxicity_rule,
)
from onearm.estimates import clopper_pearson, wilson
from onearm.ledger import Choice, Exercise, Option, Several, Slip, read_table
from seven_patients.datasets import DATA, boundary
from seven_patients.ledger import printed_value

ALIVE_AND_DEAD = [[12, 5], [8, 15]]
"""Treated and control, an arm a column, as SciPy reads a table."""

STANDARD, WEAK = BetaPrior(20, 80), BetaPrior.from_mean(0.2, size=2)
"""The priors of the made-up trial."""

PRINTS = ("6 of 20 (30 %)", "30 %")
"""What a paper prints in its results and in its abstract."""


@cache
def _designs() -> IdentifiedSet:
    """Return the designs that give Table 1."""
    table = boundary()
    rule = StoppingRule(table["enrolled_patients"], table["minimum_survivors"])
    rate = printed_value("dis-standard-survival") / 100
    history = BetaPrior.from_mean(rate, printed_value("dis-standard-cases"))
    return identified_set(rule, np.arange(0.04, 0.5, 0.02), np.geomspace(0.5, 100, 60), history)


def _tipping(survivors: int) -> NDArray[np.float64]:
    """Return where each design tips with so many survivors of seven, in %."""
    found = _designs()
    return 100 * found.tipping_points(survivors, 7)[1][found.identified]


@cache
def _tipping_at(p: float) -> NDArray[np.float64]:
    """Return where the designs that 0.95 fits have reached a probability p of being better, in %."""
    found = _designs()
    a = np.outer(found.means, found.sizes)[found.contains(0.95)]
    size = np.broadcast_to(found.sizes, found.low.shape)[found.contains(0.95)]
    return 100 * scipy.special.betaincinv(a + 5, size - a + 2, 1 - p)


def _power(control: int, total: int) -> float:
    """Return the power with so many controls among all patients, 40 % alive against 70 %, in %."""
    return 100 * float(TwoArmTrial(control, total - control).power(0.4, 0.7))


def _cost(total: int) -> float:
    """Return the points of power lost with two of three on the treatment instead of one of two."""
    return _power(total // 2, total) - _power(total // 3, total)


def _responders() -> tuple[int, int]:
    """Return the patients with a response, and all with MET-positive disease, of the other paper."""
    outcomes = read_table("outcomes", DATA / "clear-cell-sarcoma").set_index("outcome")["patients"]
    return int(outcomes["confirmed partial response"]), int(outcomes["MET-positive"])


def _sizes(kind: str = "optimal") -> tuple[int, ...]:
    """Return the numbers of patients at which a group can end under the design of the other paper."""
    return simon_two_stage(0.1, 0.3, 0.1, 0.1, kind=kind).rule().n


def _false_success(every: int) -> float:
    """Return how often the made-up trial calls a useless treatment promising, looking so often, in %."""
    design = ThallSimon(STANDARD, WEAK, 10, 30, 0.95, p_lower=0.05, delta=0.2, cohort=every)
    return 100 * float(design.rule().operating_characteristics(0.2).p_promising)


def _toxicities(certainty: float) -> int:
    """Return the fewest toxicities among ten patients at which the new treatment is so probably worse."""
    rule = toxicity_rule(STANDARD, WEAK, 10, 30, p_upper=certainty)
    return rule.n[0] - rule.futile[0]  # type: ignore[operator]  # ten patients are enough to stop


def _numbers(prints: tuple[str, ...]) -> list[str]:
    """Return the numbers that stand in some prints."""
    return [number for text in prints for number in re.findall(r"\d+", text)]


BELIEVED = (
    Exercise(
        "ex-believed-six",
        "the comparator's survival at which the last design tips, had six of seven lived",
        lambda: _tipping(6).max(),
        (
            Slip("That is where the first design tips.", lambda: _tipping(6).min()),
            Slip("That is the last design with the five survivors of the trial.", lambda: _tipping(5).max()),
            Slip("That is the last design with seven survivors.", lambda: _tipping(7).max()),
        ),
        unit="%",
        decimals=1,
        hint="Give `found.tipping_points` the six survivors, and keep the designs that give Table 1.",
        step="Step 3",
    ),
    Exercise(
        "ex-believed-cutoff",
        "the comparator's survival at which the first of them tips",
        lambda: _tipping_at(0.95).min(),
        (
            Slip("That is the last of them.", lambda: _tipping_at(0.95).max()),
            Slip(
                "You took both sides, 2.5 % each. The criterion asks for one.",
                lambda: _tipping_at(0.975).min(),
            ),
            Slip(
                "That is where the exact interval begins, without any design.",
                lambda: 100 * clopper_pearson(5, 7).low,
            ),
        ),
        unit="%",
        decimals=1,
        hint="The survival that a posterior exceeds with a given probability is one of its quantiles.",
        step="Step 3",
    ),
    Choice(
        "ex-believed-argue",
        "the tipping point of that sentence",
        (
            Option(
                "The lower end of the interval.",
                "Against a comparator known to lie there the exact test, one-sided at 2.5 %, just fails.",
                right=True,
            ),
            Option(
                "It has none, because the interval assumes no comparator.",
                "The interval assumes none, but the word better compares, and so it can be overturned.",
            ),
            Option(
                "The historical rate, because the interval is compared with it.",
                "That is where the comparator is assumed to lie; the claim falls only when it lies higher.",
            ),
            Option(
                "The observed share of survivors.",
                "The claim falls long before that, when the comparator reaches the interval.",
            ),
        ),
        step="Step 3",
    ),
)

NEXT = (
    Exercise(
        "ex-next-two-to-one",
        "the loss of power with 96 patients",
        lambda: _cost(96),
        (
            Slip("That is the loss with 102 patients.", lambda: _cost(102)),
            Slip("That is what ninety patients give: there the power even rises.", lambda: _cost(90)),
            Slip(
                "You gave the larger arm to the control.",
                lambda: _power(96 // 2, 96) - _power(2 * 96 // 3, 96),
            ),
        ),
        unit="percentage points",
        decimals=1,
        hint="Compute the power with half of the patients as controls, and again with a third of them.",
        step="Step 2",
    ),
    Exercise(
        "ex-next-boschloo",
        "Boschloo's p-value",
        lambda: scipy.stats.boschloo_exact(ALIVE_AND_DEAD, n=64).pvalue,
        (
            Slip(
                "That is the p-value of Fisher's test.",
                lambda: scipy.stats.fisher_exact(ALIVE_AND_DEAD).pvalue,
            ),
            Slip(
                "You tested one side.",
                lambda: scipy.stats.boschloo_exact(ALIVE_AND_DEAD, alternative="greater", n=64).pvalue,
            ),
        ),
        decimals=3,
        hint="SciPy has `boschloo_exact`, which reads a table with an arm in each column.",
        step="Step 1",
    ),
    Choice(
        "ex-next-argue",
        "when no number of patients brings assurance to that level",
        (
            Option(
                "When the prior of HLC-001 is worth fewer patients than the trial has.",
                "The bound is the prior probability of an effect, not the patients that the prior is worth.",
            ),
            Option(
                "When the prior probability that HLC-001 is better lies below that level.",
                "That probability is the ceiling of assurance, however many patients there are.",
                right=True,
            ),
            Option(
                "When the power at the two estimates lies below that level.",
                "If the effect is as estimated, more patients lift the power to any level.",
            ),
            Option(
                "Never: with enough patients assurance reaches any level.",
                "Power does if the effect is there; assurance also counts the chance that it is not.",
            ),
        ),
        step="Step 5",
    ),
)

ANOTHER_PAPER = (
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
        hint="`wilson` in `onearm.estimates.intervals` takes the same two counts as `clopper_pearson`.",
        step="Step 3",
    ),
    Several(
        "ex-another-paper-one-more",
        "the numbers of patients at which a group can end",
        _sizes,
        (
            Slip(
                "You left out the first stage, after which a group ends with too few responses.",
                lambda: {max(_sizes())},
            ),
            Slip(
                "You took every number from the first stage on. The design looks at two of them alone.",
                lambda: range(min(_sizes()), max(_sizes()) + 1),
            ),
            Slip(
                "Those are the sizes of the minimax design with the same inputs.", lambda: _sizes("minimax")
            ),
        ),
        unit="patients",
        hint="A group can end only where the design looks at its results, which is after each stage.",
        step="Step 6",
    ),
    Choice(
        "ex-another-paper-argue",
        "whether the rule was broken",
        (
            Option(
                "It was, because no group under that rule ends at this number of patients.",
                "No group under that rule does, but the abstract does not say that this group was under it.",
            ),
            Option(
                "It was, because a single response was too few to go on after the first stage.",
                "The abstract prints neither a rule for this group nor what was known at the first stage.",
            ),
            Option(
                "It does not follow, because the abstract does not print the rule of this group.",
                "An abstract that is silent about a rule is no evidence about it.",
                right=True,
            ),
            Option(
                "It was not, because a few patients more or fewer do not matter to such a rule.",
                "The two errors of such a rule are computed for its own sizes, so others do matter.",
            ),
        ),
        step="Step 6",
    ),
)

YOUR_OWN = (
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
        hint="Keep the bounds at every fifth patient, and ask for the operating characteristics at 20 %.",
        step="Step 2",
    ),
    Exercise(
        "ex-your-own-trial-toxicity",
        "the fewest toxicities among ten patients",
        lambda: _toxicities(0.9),
        (
            Slip("At that number the probability is still below nine in ten.", lambda: _toxicities(0.9) - 1),
            Slip("There it is only more probable than not.", lambda: _toxicities(0.5)),
        ),
        unit="toxicities",
        hint="`toxicity_rule` in `onearm.designs` takes both priors and counts patients free of toxicity.",
        step="Step 1",
    ),
    Exercise(
        "ex-your-own-trial-basis",
        "the number of claims",
        lambda: len(_numbers(PRINTS)),
        (
            Slip(
                "You counted the percentage once. Each print of it is a claim.",
                lambda: len(set(_numbers(PRINTS))),
            ),
            Slip(
                "You counted a claim for each place. The count and the number counted from are claims too.",
                lambda: len(PRINTS),
            ),
        ),
        unit="claims",
        hint="The table of claims has a row for every number that is printed.",
        step="Step 5",
    ),
)

OTHER_PAPERS = (
    Exercise(
        "ex-other-papers-odds",
        "the odds ratio",
        lambda: 16 * 116 / (100 * 4),
        (
            Slip("That is the risk ratio.", lambda: (16 / 116) / (4 / 120)),
            Slip("You divided the second arm by the first.", lambda: 100 * 4 / (16 * 116)),
            Slip("That is the odds ratio with three patients.", lambda: 16 * 117 / (100 * 3)),
        ),
        unit="",
        decimals=2,
        hint="Odds are those with the event to those without it.",
        step="Step 3",
    ),
    Exercise(
        "ex-other-papers-table",
        "the two-sided P value",
        lambda: float(scipy.stats.fisher_exact([[1, 4], [2, 2]]).pvalue),
        (
            Slip(
                "That is the P value on one side.",
                lambda: float(scipy.stats.fisher_exact([[1, 4], [2, 2]], alternative="less").pvalue),
            ),
            Slip(
                "That is the printed table's.",
                lambda: float(scipy.stats.fisher_exact([[0, 5], [3, 1]]).pvalue),
            ),
        ),
        unit="",
        decimals=3,
        hint="The table has a row for each group: those who responded, and those who did not.",
        step="Step 3",
    ),
    Choice(
        "ex-other-papers-argue",
        "what may be said of the tenth",
        (
            Option(
                "The two numbers do not agree; the others give one tenth less, and no conclusion changes.",
                "What differs, by how much, and what follows: the cause is the authors' to tell.",
                right=True,
            ),
            Option(
                "The authors made a slip of the pen.",
                "It may be one. Another count of limbs, or another way to round, gives such a tenth too.",
            ),
            Option(
                "The other numbers must be wrong, since the specificity is the main result.",
                "Nothing tells which of numbers that do not fit is the odd one, and the others fit together.",
            ),
            Option(
                "Nothing, since a tenth is within rounding.",
                "Rounding moves a print by half a tenth at most, and the counts here are whole.",
            ),
        ),
        step="Step 4",
    ),
)

EXERCISES = (*BELIEVED, *NEXT, *ANOTHER_PAPER, *OTHER_PAPERS, *YOUR_OWN)
