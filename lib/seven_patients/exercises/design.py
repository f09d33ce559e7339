"""The exercises of the second part: Beta distributions, the design, and what it does."""

from functools import cache
from math import comb

import numpy as np
import scipy

from onearm.designs import (
    BetaPrior,
    DelayedCharacteristics,
    DelayedTrial,
    IdentifiedRegion,
    StoppingRule,
    ThallSimon,
    bias,
    identified_set,
    infer,
    noncoverage,
    p_upper_interval,
    single_stage,
    stage_wise_order,
)
from onearm.estimates import clopper_pearson
from onearm.ledger import Choice, Exercise, Option, Several, Slip
from onearm.printed import counts_printing
from seven_patients.datasets import boundary, findings, patients
from seven_patients.ledger import printed_value, quote


def _rate() -> float:
    return printed_value("dis-standard-survival") / 100


def _history() -> BetaPrior:
    return BetaPrior.from_mean(_rate(), printed_value("dis-standard-cases"))


def _weak() -> BetaPrior:
    return BetaPrior.from_mean(_rate(), 5)


def _table_1() -> StoppingRule:
    table = boundary()
    return StoppingRule(table["enrolled_patients"], table["minimum_survivors"])


def _declared(rule: StoppingRule, p: float) -> float:
    """Return how often a rule declares success, in %."""
    return 100 * float(rule.operating_characteristics(p).p_promising)


def _bound_of_seven(experimental: BetaPrior, cutoff: float = 0.95) -> int:
    rule = ThallSimon(_history(), experimental, 6, 20, cutoff).rule()
    return rule.promising[1]  # type: ignore[return-value]  # each of these priors has one


@cache
def _power_that_tips() -> float:
    """Return the power of history at which five of seven just reach the cut-off."""

    def short(a0: float) -> float:
        past = BetaPrior(a0 * _history().a, a0 * _history().b)
        return ThallSimon(past, _weak(), 6, 20, 0.95).prob_better(5, 7) - 0.95

    return scipy.optimize.brentq(short, 0.01, 1)


@cache
def _sizes_at_thirty(cutoff: float | None = None) -> int:
    """Return how many sizes of a prior with mean 30 % have a cut-off, or this one."""
    found = identified_set(_table_1(), [0.3], range(1, 31), _history())
    return int((found.identified if cutoff is None else found.contains(cutoff)).sum())


@cache
def _sizes_for_target(delta: float, share: float = 0.5) -> int:
    """Return how many sizes up to 30 of a prior so far on the way to a target have a cut-off."""
    found = identified_set(_table_1(), [_rate() + share * delta], range(1, 31), _history())
    return int(found.identified.sum())


@cache
def _highest_mean() -> float:
    """Return the highest prior mean, in %, with which some cut-off gives Table 1."""
    return 100 * float(IdentifiedRegion(_table_1(), _history()).edge()[2].max())


def _worth(patients: float) -> BetaPrior:
    """Return the prior with the historical mean that is worth so many patients."""
    return BetaPrior.from_mean(_rate(), patients)


def _at_least_five(prior: BetaPrior, x: int = 5, n: int = 7) -> float:
    """Return how probable five or more of the next seven are after x of n, in %."""
    after = prior.updated(x, n)
    return 100 * scipy.stats.betabinom.sf(4, 7, after.a, after.b)


def _entries(standard: BetaPrior, experimental: BetaPrior, changed: bool = True) -> set[int]:
    """Return the sizes at which a design with cut-off 0.95 differs from Table 1, or those at which not."""
    table, bounds = _table_1(), ThallSimon(standard, experimental, 6, 20, 0.95).rule().promising
    looks = zip(table.n, table.promising, bounds, strict=True)
    return {n for n, printed, bound in looks if (bound != printed) == changed}


def _cutoff_that_fits(experimental: BetaPrior) -> int:
    """Return the cut-off that gives Table 1, in whole percent."""
    low, high = p_upper_interval(_table_1(), _history(), experimental)  # type: ignore[misc]  # there is one
    return next(percent for percent in range(50, 100) if low < percent / 100 <= high)


def _others_printing(printed: str) -> set[int]:
    """Return the sizes up to 30, but for the trial's own, that have a count which agrees after rounding."""
    return {n for n in range(1, 31) if counts_printing(printed, n)} - {len(patients())}


def _placebo_median(column: str) -> int:
    """Return the median survival of the placebo arm, or an end of its interval, in days."""
    found = findings().set_index(["source", "group", "finding"]).sort_index()
    return int(found.loc["yanik2014", "methylprednisolone and placebo", "survival, median"][column])


def _alive_at_56(column: str) -> float:
    """Return the survival at day 56 for such a median and a constant rate of death, in %."""
    return 100 * 0.5 ** (56 / _placebo_median(column))


def _declared_with(cutoff: float, n_min: int = 6) -> float:
    """Return how often success is declared at the historical rate, in %."""
    return _declared(ThallSimon(_history(), _weak(), n_min, 20, cutoff).rule(), _rate())


def _three_of_three() -> StoppingRule:
    """Return the rule with a first look at three, at which three survivors are taken to be enough."""
    rule = ThallSimon(_history(), _weak(), 3, 20, 0.95).rule()
    return StoppingRule(rule.n, (3, *rule.promising[1:]))


@cache
def _strict_step() -> int:
    """Return the lowest step of the lab's cut-off, of 200 to the whole, that declares 2 % at most."""
    return next(step for step in range(190, 200) if _declared_with(step / 200) <= 2)


def _two_looks() -> StoppingRule:
    """Return Table 1 with its looks at ten and twenty alone."""
    table = boundary().set_index("enrolled_patients")["minimum_survivors"].loc[[10, 20]]
    return StoppingRule(table.index, table)


def _lower_limit(level: float = 0.95, ordering: str = "stage-wise") -> float:
    """Return the lower limit after 5 of 7, in %."""
    return 100 * infer(_table_1(), 5, 7, _rate(), confidence_level=level, ordering=ordering).interval.low


def _delayed(interval: int, p: float, only_last_day: bool = False) -> DelayedCharacteristics:
    """Return what Table 1 does with late outcomes, deaths spread evenly or all known on the last day."""
    window = int(quote("meth-os-d56"))
    days = np.eye(window)[-1] if only_last_day else np.full(window, 1 / window)
    return DelayedTrial(_table_1(), interval, days).operating_characteristics(p)


def _overstated(truth: float = 1 / 3, given: str | None = None) -> float:
    """Return by how many points x/n is too high on average."""
    return 100 * float(bias(_table_1(), lambda x, n: x / n, truth, given=given))


def _too_high_at_worst(rule: StoppingRule) -> float:
    """Return the largest share of trials in which the lower limit for a fixed n is too high, in %."""
    limits = [clopper_pearson(x, n).low for n, x in stage_wise_order(rule)]
    below = [limit - 1e-9 for limit in limits if limit > 0]
    return 100 * float(noncoverage(rule, clopper_pearson, below).above.max())


EXERCISES = (
    Exercise(
        "ex-beta-again",
        "the mean of the posterior",
        lambda: 100 * BetaPrior(1, 1).updated(3, 7).mean,
        (
            Slip("That is the observed share. The prior counts too, as two patients.", lambda: 100 * 3 / 7),
            Slip(
                "You added the prior's survivor and left out its death.",
                lambda: 100 * (1 + 3) / (1 + 7),
            ),
            Slip("That is the mean share of deaths.", lambda: 100 * BetaPrior(1, 1).updated(4, 7).mean),
        ),
        unit="%",
        decimals=1,
        hint="Add the survivors to one number of the prior and the deaths to the other, then take the mean.",
        step="Step 3",
    ),
    Exercise(
        "ex-beta-half",
        "what the prior is worth",
        lambda: (5 - len(patients()) / 2) / (0.5 - _rate()),
        (
            Slip(
                "The denominator lacks the seven patients: it is their number and the prior's worth.",
                lambda: 5 / (0.5 - _rate()),
            ),
            Slip("You left out the prior's own survivors: its mean times its worth.", lambda: 5 / 0.5 - 7),
        ),
        unit="patients",
        decimals=2,
        hint="Write the mean after five of seven with the worth as the unknown, and set it to one half.",
        step="Step 4",
    ),
    Exercise(
        "ex-beta-next",
        "how probable it is from the uniform prior",
        lambda: _at_least_five(BetaPrior(1, 1)),
        (
            Slip(
                "You took the posterior mean for the true survival. Average over the whole posterior.",
                lambda: 100 * scipy.stats.binom.sf(4, 7, BetaPrior(1, 1).updated(5, 7).mean),
            ),
            Slip(
                "You took five of seven for the true survival.",
                lambda: 100 * scipy.stats.binom.sf(4, 7, 5 / 7),
            ),
            Slip(
                "That is the chance of more than five; five are enough.",
                lambda: 100 * scipy.stats.betabinom.sf(5, 7, 1 + 5, 1 + 2),
            ),
            Slip(
                "That is what the prior foretells. Update it by five of seven first.",
                lambda: _at_least_five(BetaPrior(1, 1), 0, 0),
            ),
        ),
        unit="%",
        decimals=1,
        hint="The posterior after five of seven is the prior of the next seven.",
        step="Step 5",
    ),
    Choice(
        "ex-beta-argue",
        "the question on which the uniform prior has a strong opinion",
        (
            Option("Is the survival above one half?", "The uniform prior answers 50 %."),
            Option(
                "Are the odds of survival above 1?",
                "Odds above 1 are a survival above one half, and the uniform prior answers 50 %.",
            ),
            Option(
                "Is the survival above nine tenths?",
                "The uniform prior answers 10 %, so it bets nine to one against it before the first patient.",
                right=True,
            ),
            Option(
                "Will four or more of the next seven patients live?",
                "All eight results are equally probable under the uniform prior, so it answers 50 %.",
            ),
        ),
        step="Step 4",
    ),
    Several(
        "ex-history-sizes",
        "the sizes up to 30, other than seven, with a count that agrees after rounding",
        lambda: _others_printing(quote("res-d56-survival")),
        (
            Slip(
                "You rounded to whole percents. The print has one decimal, and the count must agree with it.",
                lambda: _others_printing(f"{printed_value('res-d56-survival'):.0f}"),
            ),
            Slip(
                "Seven is the trial's own size; the exercise asks for the others.",
                lambda: _others_printing(quote("res-d56-survival")) | {len(patients())},
            ),
        ),
        unit="patients",
        hint="Try all sizes with `counts_printing`, as for the historical survival.",
        step="Step 2",
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
        hint="Look for the power at which Pr(better | 5 of 7) is 0.95, for instance with `brentq`.",
        step="Step 6",
    ),
    Exercise(
        "ex-history-median",
        "the survival at day 56 with the median at the upper end of its interval",
        lambda: _alive_at_56("high_printed"),
        (
            Slip("That is with the median at the lower end.", lambda: _alive_at_56("low_printed")),
            Slip("That is with the median as printed.", lambda: _alive_at_56("value_printed")),
            Slip("That is the share that has died by day 56.", lambda: 100 - _alive_at_56("high_printed")),
            Slip(
                "You drew a straight line to the median. At a constant rate the same share of those "
                "alive dies each day.",
                lambda: 100 * (1 - 0.5 * 56 / _placebo_median("high_printed")),
            ),
        ),
        unit="%",
        hint="At a constant rate survival is one half to the power of 56 days divided by the median.",
        step="What would change it",
    ),
    Choice(
        "ex-history-argue",
        "what the chance of 5 % is about",
        (
            Option(
                "That HLC-001 is no better, if the prior for history holds.",
                "It is computed with both priors as given. "
                "That history's prior stands in the wrong place is not among the possibilities it weighs.",
                right=True,
            ),
            Option(
                "That the historical survival is wrong.",
                "It is computed as if history's prior were right, wherever that stands.",
            ),
            Option(
                "That a treatment no better than history is declared better.",
                "That is an error rate. It depends on all looks and on a true survival taken as known.",
            ),
            Option(
                "That five or more of seven live by chance alone.",
                "That is a p-value, a probability of data for a given survival. "
                "The 5 % are a probability about a survival, given the data.",
            ),
        ),
        step="Step 5",
    ),
    Several(
        "ex-ts-size",
        "the sizes of Table 1 whose entry changes",
        lambda: _entries(_history(), _worth(2)),
        (
            Slip(
                "Those are the entries that stay as they are.",
                lambda: _entries(_history(), _worth(2), changed=False),
            ),
            Slip(
                "You made the standard's prior lighter. It is HLC-001's that is worth two patients now.",
                lambda: _entries(_worth(2), _weak()),
            ),
        ),
        unit="patients",
        hint="Compute the fifteen bounds with the lighter prior, and compare each with Table 1.",
        step="Step 4",
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
        hint="Compute Pr(better) for each number of survivors, and take the first that reaches the cut-off.",
        step="Step 4",
    ),
    Exercise(
        "ex-ts-other",
        "the cut-off that gives Table 1 with a prior worth 3 patients",
        lambda: _cutoff_that_fits(_worth(3)),
        (
            Slip(
                "That is the cut-off for the prior worth five. With the lighter one some bounds are lower.",
                lambda: _cutoff_that_fits(_weak()),
            ),
            Slip(
                "That is Pr(better) at 5 of 7. The cut-off must give the other fourteen bounds too.",
                lambda: 100 * ThallSimon(_history(), _worth(3), 6, 20, 0.95).prob_better(5, 7),
            ),
        ),
        unit="%",
        hint="Try cut-offs in steps of 1 %, and compare all fifteen bounds with Table 1 each time.",
        step="What would change it",
    ),
    Choice(
        "ex-ts-argue",
        "what the trial would need for the standard's curve to move",
        (
            Option(
                "more patients who receive HLC-001",
                "Their outcomes move the curve of HLC-001. None of them speaks about the standard.",
            ),
            Option(
                "patients who do not receive HLC-001",
                "Only a control arm has outcomes under the standard treatment. "
                "The design assumes instead that history holds for the patients of this trial.",
                right=True,
            ),
            Option(
                "a prior for the standard that is worth fewer patients",
                "Such a prior has a wider curve, but no outcome of this trial would move it either.",
            ),
            Option(
                "a longer follow-up",
                "What is seen after day 56 is still an outcome under HLC-001.",
            ),
        ),
        step="Step 2",
    ),
    Exercise(
        "ex-hidden-size",
        "how many of the sizes from 1 to 30 have a cut-off",
        _sizes_at_thirty,
        (Slip("Those are the sizes for which a cut-off of 96 % serves.", lambda: _sizes_at_thirty(0.96)),),
        unit="sizes",
        hint="Call `identified_set` with 0.3 as the only mean and look at `identified` for each size.",
        step="Step 2",
    ),
    Choice(
        "ex-hidden-jeffreys",
        "the statement that holds",
        (
            Option(
                "Jeffreys' prior fits the history of all cases, and the uniform one does not.",
                "Jeffreys' prior is worth only one patient, but its mean is one half as well. "
                "No prior with so high a mean is in the band.",
            ),
            Option(
                "Neither fits any of these histories.",
                "For none of them does one cut-off give all fifteen bounds.",
                right=True,
            ),
            Option(
                "Neither fits the history of all cases, but each fits one worth fewer.",
                "A lighter history moves the set of priors that fit, but not as far as either of the two.",
            ),
            Option(
                "Each fits every history, with a cut-off of its own.",
                "For each single bound there is such a cut-off, but one cut-off must give all fifteen.",
            ),
        ),
        step="Step 4",
    ),
    Choice(
        "ex-hidden-argue",
        "what speaks against the sentence",
        (
            Option(
                "A prior worth five patients claims a great deal.",
                "It claims little: seven patients already outweigh it. That speaks for the design.",
            ),
            Option(
                "The prior mean favours HLC-001 from the start.",
                "It equals the historical rate, which makes the two treatments equal before the trial. "
                "That speaks for the design.",
            ),
            Option(
                "A cut-off of 0.95 is unusual.",
                "The manual of a program for the design counts it among the typical ones. "
                "That speaks for the design.",
            ),
            Option(
                "Other designs of round numbers give Table 1 too.",
                "This design is one of several that are compatible with Table 1.",
                right=True,
            ),
        ),
        step="Step 3",
    ),
    Exercise(
        "ex-oc-first-look",
        "the chance to stop with success at the first look",
        lambda: 100 * scipy.stats.binom.sf(4, 6, 0.7),
        (
            Slip(
                "You counted five of six alone. Six of six meets the boundary too.",
                lambda: 100 * scipy.stats.binom.pmf(5, 6, 0.7),
            ),
            Slip(
                "That is more than five of six; at least five are enough.",
                lambda: 100 * scipy.stats.binom.sf(5, 6, 0.7),
            ),
            Slip("That is the chance not to stop.", lambda: 100 * scipy.stats.binom.cdf(4, 6, 0.7)),
        ),
        unit="%",
        decimals=1,
        hint="Table 1 names the fewest survivors that are enough of six, and more are enough as well.",
        step="Step 2",
    ),
    Exercise(
        "ex-oc-rate",
        "the true survival under existing treatments",
        lambda: 100 * scipy.optimize.brentq(lambda p: _declared(_table_1(), p) - 20, 0.1, 0.9),
        (
            Slip(
                "You used the chance at the first look. There are fourteen more.",
                lambda: 100 * scipy.optimize.brentq(lambda p: scipy.stats.binom.sf(4, 6, p) - 0.2, 0.1, 0.9),
            ),
            Slip(
                "You used a single look at ten of twenty.",
                lambda: 100 * scipy.optimize.brentq(lambda p: scipy.stats.binom.sf(9, 20, p) - 0.2, 0.1, 0.9),
            ),
        ),
        unit="%",
        decimals=1,
        hint="Compute how often success is declared for several true survivals, and close in on one in five.",
        step="Step 3",
    ),
    Exercise(
        "ex-oc-looks",
        "the error at the historical rate with the two looks",
        lambda: _declared(_two_looks(), _rate()),
        (
            Slip("That is the error with all fifteen looks.", lambda: _declared(_table_1(), _rate())),
            Slip(
                "That is the look at twenty alone. The trial can also succeed at ten.",
                lambda: 100 * scipy.stats.binom.sf(9, 20, _rate()),
            ),
            Slip(
                "That is the look at ten alone. Who fails there can still succeed at twenty.",
                lambda: 100 * scipy.stats.binom.sf(5, 10, _rate()),
            ),
            Slip(
                "You added the two looks. A trial that meets both bounds counts once.",
                lambda: 100 * (scipy.stats.binom.sf(5, 10, _rate()) + scipy.stats.binom.sf(9, 20, _rate())),
            ),
        ),
        unit="%",
        decimals=1,
        hint="Make a `StoppingRule` of these two looks and the bounds that Table 1 has there.",
        step="Step 4",
    ),
    Choice(
        "ex-oc-argue",
        "a reason against the sentence",
        (
            Option(
                "Whoever decides about many such trials needs to know how often the rule misleads.",
                "The posterior of a single trial does not tell that.",
                right=True,
            ),
            Option(
                "The posterior depends on data that might have been seen.",
                "It depends on the data seen and on nothing else, which is a reason for the sentence.",
            ),
            Option(
                "The error rate needs no assumption, and the posterior needs a prior.",
                "The error rate needs one as well: a historical survival that is taken as fixed.",
            ),
            Option(
                "A cut-off of 0.95 promises an error rate of 5 %, which the trial must keep.",
                "It promises no error rate. "
                "That depends on the looks, on the whole boundary and on the true survival.",
            ),
        ),
        step="Step 6",
    ),
    Exercise(
        "ex-target-ten",
        "how many of the sizes from 1 to 30 have a cut-off",
        lambda: _sizes_for_target(0.1),
        (
            Slip(
                "You went the whole way to the target. The recipe goes half way.",
                lambda: _sizes_for_target(0.1, 1),
            ),
            Slip("That is without a target.", lambda: _sizes_for_target(0)),
        ),
        unit="sizes",
        hint="Call `identified_set` with the historical rate plus half the target as the only mean.",
        step="Step 2",
    ),
    Exercise(
        "ex-target-largest",
        "the largest target",
        lambda: 2 * (_highest_mean() - 100 * _rate()),
        (
            Slip(
                "That is how far the mean may lie above history. The target lies twice as far.",
                lambda: _highest_mean() - 100 * _rate(),
            ),
            Slip("That is the highest mean itself.", _highest_mean),
        ),
        unit="percentage points",
        decimals=1,
        hint="The edge of an `IdentifiedRegion` has the highest mean of all priors that give Table 1.",
        step="Step 2",
    ),
    Choice(
        "ex-target-argue",
        "what Table 1 tells about that sentence",
        (
            Option(
                "A target was named, for without one there is no boundary.",
                "With the historical rate as the prior's mean the boundary follows without any target.",
            ),
            Option(
                "No target was named, for a neutral prior gives the boundary.",
                "Priors that start from a target give it as well, so it shows nothing of the kind.",
            ),
            Option(
                "A prior for HLC-001 was named, and which one it does not tell.",
                "Not every prior gives Table 1, so something was said. Many do, with a target and without.",
                right=True,
            ),
            Option(
                "Nothing was named, for the paper does not say it.",
                "Methods that stand in a supplement are named all the same, and it was not available here.",
            ),
        ),
        step="Step 5",
    ),
    Exercise(
        "ex-lab-earlier",
        "how often success is declared when nothing has changed",
        lambda: _declared_with(0.95, n_min=3),
        (
            Slip("That is with the first look at 6 patients, as at the start.", lambda: _declared_with(0.95)),
            Slip(
                "You took three of three to be enough. Under this design they are not.",
                lambda: _declared(_three_of_three(), _rate()),
            ),
            Slip(
                "One minus the cut-off is no error rate: it is a probability about this drug, given data.",
                lambda: 100 * (1 - 0.95),
            ),
        ),
        unit="%",
        decimals=1,
        hint="In the lines at the end of the lab, change the first look alone, and print the new rule.",
        step="The lab",
    ),
    Exercise(
        "ex-lab-strict",
        "how often success is declared with that cut-off",
        lambda: _declared_with(_strict_step() / 200),
        (
            Slip(
                "That is the most that the regulator allows. The share falls in jumps, and to below that.",
                lambda: 100 / 50,
            ),
            Slip(
                "Your cut-off is one step too low: that is more than one in fifty.",
                lambda: _declared_with((_strict_step() - 1) / 200),
            ),
            Slip(
                "Your cut-off is one step too high: a lower one does it too.",
                lambda: _declared_with((_strict_step() + 1) / 200),
            ),
        ),
        unit="%",
        decimals=1,
        hint="Raise the cut-off a step at a time, and stop as soon as the share is 2 % or less.",
        step="The lab",
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
        hint="Set both to 30 %: the history that makes the boundary and the true survival that meets it.",
        step="The lab",
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
        hint="Ask where the trial must stand after seven patients for the eighth to bring it to 5 of 8.",
        step="Step 4",
    ),
    Exercise(
        "ex-after-success",
        "by how much successes overstate a survival of one in three",
        lambda: _overstated(given="promising"),
        (
            Slip("That is the average over all trials, those that fail included.", _overstated),
            Slip(
                "That is what they report. From it subtract the truth.",
                lambda: 100 / 3 + _overstated(given="promising"),
            ),
            Slip(
                "That is the excess at the historical rate.",
                lambda: _overstated(_rate(), given="promising"),
            ),
        ),
        unit="points",
        decimals=1,
        hint="bias takes the decision that the trials must have ended with, as given.",
        step="Step 3",
    ),
    Choice(
        "ex-after-argue",
        "whether the sentence is at odds with this chapter",
        (
            Option(
                "Yes: the posterior depends on the rule by the number of paths to 5 of 7.",
                "The number of paths is the same for every survival, so it drops out of the posterior.",
            ),
            Option(
                "Yes: if the posterior needs no correction, x/n has no bias.",
                "The posterior is about one drug, given its data. Bias is an average over many trials. "
                "Both can hold.",
            ),
            Option(
                "No: the posterior is about this drug, bias and coverage are about a procedure.",
                "The printed interval is of the second kind, "
                "so it may be asked whether it keeps its promise under the rule.",
                right=True,
            ),
            Option(
                "No: the posterior mean is unbiased under every rule.",
                "It lies between the observed share and the prior mean, "
                "so on average over trials it is not the truth in general.",
            ),
        ),
        step="Step 2",
    ),
    Exercise(
        "ex-limits-lower",
        "the null survival with that p-value",
        _lower_limit,
        (
            Slip(
                "There the p-value is 5 %: it is the lower limit of the 90 % interval.",
                lambda: _lower_limit(level=0.9),
            ),
            Slip(
                "That is the lower limit by the plain excess. The exercise asks for the stage-wise ordering.",
                lambda: _lower_limit(ordering="score"),
            ),
            Slip(
                "That is the historical rate. The p-value there is smaller.",
                lambda: 100 * _rate(),
            ),
        ),
        unit="%",
        decimals=1,
        hint="A 95 % interval leaves 2.5 % to either side.",
        step="Step 2",
    ),
    Exercise(
        "ex-limits-few",
        "how often the lower limit is too high at worst",
        lambda: _too_high_at_worst(StoppingRule((7, 14, 20), (5, 8, 10))),
        (
            Slip(
                "That is the worst under the trial's own rule, with a look after each outcome.",
                lambda: _too_high_at_worst(_table_1()),
            ),
            Slip("That is what the interval promises for a number chosen beforehand.", lambda: 2.5),
        ),
        unit="%",
        decimals=1,
        hint="Just below a lower limit that limit is still too high, and so are all above it.",
        step="Step 3",
    ),
    Choice(
        "ex-limits-argue",
        "what the sentence leaves out",
        (
            Option(
                "The conclusion rests on the lower limit, which is too high up to nearly twice as often "
                "as it promises.",
                "The sum looks harmless because the upper limit is seldom wrong at the same survivals.",
                right=True,
            ),
            Option(
                "At 5 of 7 the lower limit should have been lower.",
                "At this end the stage-wise interval has the same lower limit.",
            ),
            Option(
                "A sum above 5 % makes every conclusion void.",
                "It is above by little. What counts is which of the two limits is wrong, and where.",
            ),
            Option(
                "The upper limit is wrong too often as well.",
                "It is wrong in no more than 2.5 % of trials.",
            ),
        ),
        step="Step 3",
    ),
    Exercise(
        "ex-late-thirty",
        "the mean number of patients who enter",
        lambda: float(_delayed(30, 0.6).expected_n),
        (
            Slip(
                "That is with instant outcomes.",
                lambda: float(_table_1().operating_characteristics(0.6).expected_n),
            ),
            Slip("That is at a true survival of 50 %.", lambda: float(_delayed(30, 0.5).expected_n)),
            Slip(
                "That is the number whose outcome is known at the end. Add those who overrun.",
                lambda: float(_delayed(30, 0.6).expected_n - _delayed(30, 0.6).expected_waiting),
            ),
        ),
        unit="patients",
        decimals=1,
        hint="Call `DelayedTrial` as in step 2, with 30 as the interval.",
        step="Step 2",
    ),
    Exercise(
        "ex-late-last",
        "the mean number of patients who overrun",
        lambda: float(_delayed(20, 0.5, only_last_day=True).expected_waiting),
        (
            Slip(
                "That is with deaths spread evenly and known on their days.",
                lambda: float(_delayed(20, 0.5).expected_waiting),
            ),
            Slip(
                "Two do so in most trials, but fewer where the twentieth patient has entered before.",
                lambda: 2,
            ),
        ),
        unit="patients",
        decimals=2,
        hint="In step 3 the third spread has all of its probability on the last day.",
        step="Step 3",
    ),
    Choice(
        "ex-late-argue",
        "the answer to the sentence",
        (
            Option(
                "It is wrong: late outcomes raise the chance of a false success.",
                "Under the assumptions of step 2 they lower it.",
            ),
            Option(
                "It is right: the patients lose nothing.",
                "More of them are treated, and a drug that works is found less often.",
            ),
            Option(
                "The chance falls, but so does the power, and more patients are treated.",
                "A stricter boundary lowers the error too, without the delay.",
                right=True,
            ),
            Option(
                "It is right as long as no patient overruns.",
                "The count is pessimistic while outcomes are awaited, whether or not anyone overruns.",
            ),
        ),
        step="Step 2",
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
        hint="Call `single_stage` as in step 1, with 0.4 as the survival aimed at.",
        step="Step 1",
    ),
    Choice(
        "ex-roads-down",
        "the column that changes most",
        (
            Option(
                "the error",
                "It hardly falls: few of the trials given up would still have come to success.",
            ),
            Option(
                "the mean number of patients when nothing is gained",
                "Without the way down nearly all of these trials go on to twenty patients.",
                right=True,
            ),
            Option(
                "the power at 50 %",
                "It hardly falls: where half the patients live, so few survivors are rare.",
            ),
            Option(
                "the mean number of patients at 50 %",
                "It falls a little: most of these trials end in success, and few meet the way down.",
            ),
        ),
        step="Step 6",
    ),
    Choice(
        "ex-roads-argue",
        "what is not right about the sentence",
        (
            Option(
                "A single look at twenty-four could have stopped at seven too.",
                "Its plan forbids that, and here the sentence is right: Table 1 can be met at seven.",
            ),
            Option(
                "Five of seven do not meet Table 1.",
                "They do, and here the sentence is right.",
            ),
            Option(
                "At the errors of Table 1 a single look needs even more than twenty-four.",
                "At those errors it needs fewer than twenty.",
            ),
            Option(
                "It compares seven that happened to be enough with twenty-four planned for more power.",
                "Table 1 may use up to twenty, and has less power at one half. "
                "An end as early as this is common only if the drug is good.",
                right=True,
            ),
        ),
        step="Step 2",
    ),
)
