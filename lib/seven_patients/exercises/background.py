"""The exercises of the first part: the disease, what had been tried, the trial and its patients."""

from functools import cache
from itertools import combinations_with_replacement
from statistics import median
from typing import Any

import pandas as pd
import scipy

from onearm.estimates import clopper_pearson, kaplan_meier
from onearm.ledger import Choice, Exercise, Option, Several, Slip
from onearm.printed import counts_printing, enumerate_samples, grim
from seven_patients.datasets import baseline, dosing, findings, patients, protocol, summaries
from seven_patients.ledger import quote


def _found(source: str) -> Any:
    """Return what a source prints, by group and finding."""
    return findings().set_index(["source", "group", "finding"]).sort_index().loc[source, "value_printed"]


def _fukuda() -> tuple[list[int], list[int]]:
    """Return patients with IPS and all, in either group."""
    told, groups = _found("fukuda2003"), ("nonmyeloablative HSCT", "conventional HSCT")
    sizes = [int(told[group, "patients, December 1997 to December 2001"]) for group in groups]
    shares = [told[group, "cumulative incidence of IPS at 120 days"] for group in groups]
    return [counts_printing(share, size)[0] for share, size in zip(shares, sizes, strict=True)], sizes


def _pooled_incidence() -> float:
    ill, sizes = _fukuda()
    return 100 * sum(ill) / sum(sizes)


def _mean_incidence() -> float:
    ill, sizes = _fukuda()
    return 100 * sum(x / n for x, n in zip(ill, sizes, strict=True)) / len(sizes)


def _incidence_as_odds() -> float:
    ill, sizes = _fukuda()
    return 100 * sum(ill) / (sum(sizes) - sum(ill))


def _early_cases() -> int:
    return int(_found("zhu2008")["patients with early-onset IPS", "patients"])


def _treated_before() -> list[int]:
    """Return the patients on steroids alone, and those on steroids and etanercept, at one centre."""
    told = _found("tizon2012")
    groups = ("corticosteroids only, 1999 to 2003", "corticosteroids and etanercept, 2004 to 2007")
    return [int(told[group, "patients"]) for group in groups]


def _cases_of_history() -> set[int]:
    """Return the cases of each reference that add up to those of history."""
    return {sum(_fukuda()[0]), _early_cases(), _treated_before()[0]}


def _responses(arm: str) -> tuple[int, int]:
    """Return patients with a response and without, in an arm of the randomised trial."""
    told = _found("yanik2014")[f"methylprednisolone and {arm}"]
    x = int(told["patients with a response at day 28, alive and off oxygen"])
    return x, int(told["patients"]) - x


def _on_steroids_alone(outcome: str) -> tuple[int, int]:
    """Return patients with an outcome, and all, among those on steroids alone before."""
    told, n = _found("tizon2012")["corticosteroids only, 1999 to 2003"], _treated_before()[0]
    (x,) = counts_printing(told[outcome], n)
    return x, n


def _off_support_on_steroids() -> tuple[int, int]:
    """Return patients off support and not, among those on steroids alone before."""
    x, n = _on_steroids_alone("off respiratory support and discharged")
    return x, n - x


def _upper_end(lost: int, interval: str = "log-log") -> float:
    """Return the upper end of survival at 28 days on steroids alone, in %, with so many patients lost."""
    x, n = _on_steroids_alone("survival at 28 days")
    n -= lost
    if interval == "exact":
        return 100 * clopper_pearson(x, n).high
    days, died = [1] * (n - x) + [3] * x, [True] * (n - x) + [False] * x
    return 100 * kaplan_meier(days, died, interval=interval).at(2).high


def _p_value(one: tuple[int, int], other: tuple[int, int], sides: str = "two-sided") -> float:
    return scipy.stats.fisher_exact([one, other], alternative=sides).pvalue


def _months_of_enrollment() -> pd.PeriodIndex:
    plan = protocol().set_index("item")["value_printed"]
    return pd.period_range(*(plan[f"{end} month of enrollment"] for end in ("first", "last")), freq="M")


def _days_between() -> float:
    """Return the days from one patient to the next, at the pace of the trial."""
    return 365.25 / 12 * len(_months_of_enrollment()) / len(patients())


def _months_left(claim: str) -> int:
    """Return how many months of enrolment remain, if the longest follow-up had ended on a date."""
    latest = pd.Timestamp(quote(claim)) - pd.Timedelta(days=int(patients()["outcome_day"].max()))
    return int((_months_of_enrollment() <= latest.to_period("M")).sum())


def _last_digits() -> set[int]:
    """Return the last digits that the mean of whole ages can have, to one decimal."""
    whole = baseline().set_index("characteristic").loc["age", "mean_printed"].split(".")[0]
    return {digit for digit in range(10) if grim(f"{whole}.{digit}", len(patients()))}


def _last_digits_cut_off() -> set[int]:
    n = len(patients())
    return {10 * rest // n for rest in range(n)}


@cache
def _samples_of_ages(*known: str) -> int:
    """Return how many samples of whole ages have the figures of Table 2 that are named."""
    age = baseline().set_index("characteristic").loc["age"]
    youngest, oldest = int(age.minimum_printed), int(age.maximum_printed)
    figures = {figure: age[f"{figure}_printed"] for figure in known}
    return len(enumerate_samples(len(patients()), youngest, oldest, **figures))


def _infusions() -> int:
    return dosing().set_index("dose")["patients"].pipe(lambda step: 4 * step[4] + step.loc[5:].sum())


@cache
def _ways_to_dose(*kept: int, centred: bool = True) -> int:
    """Return in how many ways the doses have the printed range and the printed counts at some doses."""
    counts, printed = dosing().set_index("dose")["patients"], _doses()
    least, most = int(printed.minimum_printed), int(printed.maximum_printed)
    every = combinations_with_replacement(range(least, most + 1), len(patients()))
    return sum(
        (min(way), max(way)) == (least, most)
        and (not centred or median(way) == int(printed.median_printed))
        and all(sum(dose >= k for dose in way) == counts[k] for k in kept)
        for way in every
    )


def _doses() -> pd.Series:
    return summaries().set_index("quantity").loc["HLC-001 doses"]


EXERCISES = (
    Exercise(
        "ex-ips-pool",
        "the incidence in both groups together",
        _pooled_incidence,
        (
            Slip(
                "You averaged two percentages. The groups differ in size: add the patients.", _mean_incidence
            ),
            Slip("You divided by those without IPS: that is the odds.", _incidence_as_odds),
        ),
        unit="%",
        decimals=1,
        hint="Add the patients with IPS of both groups, and the transplants of both, and divide once.",
        step="Step 2",
    ),
    Several(
        "ex-ips-cases",
        "the numbers of patients, one from each of the three references, that add up to the printed cases",
        _cases_of_history,
        (
            Slip(
                "You counted the two groups of one reference apart. Add them, as the exercise before does.",
                lambda: {*_fukuda()[0], _early_cases(), _treated_before()[0]},
            ),
            Slip(
                "You left out the group with gentler conditioning. Its cases of IPS are cases too.",
                lambda: {_fukuda()[0][1], _early_cases(), _treated_before()[0]},
            ),
            Slip(
                "You counted those who got etanercept as well. Only the patients on steroids alone fit.",
                lambda: {sum(_fukuda()[0]), _early_cases(), sum(_treated_before())},
            ),
        ),
        unit="patients",
        hint="Count patients with IPS, not transplants, and take both of Fukuda's groups.",
        step="Step 2",
    ),
    Choice(
        "ex-ips-argue",
        "what the table shows",
        (
            Option(
                "The two intervals do not overlap, so IPS became rarer.",
                "That leaves chance as a poor explanation; definition, patients and counting still differ.",
            ),
            Option(
                "The registry is by far the larger, so the true incidence is the one that it found.",
                "Its size makes the interval narrow. It does not make the count one of the same thing.",
            ),
            Option(
                "Two studies found different incidences, for which a true fall is one reason among others.",
                "The years differ, and so may the definition, the patients and the way of counting.",
                right=True,
            ),
            Option(
                "The earlier study is small, so chance explains the difference.",
                "Even its interval lies wholly above that of the registry.",
            ),
        ),
        step="Step 2",
    ),
    Exercise(
        "ex-tried-history",
        "the p-value of etanercept in 2014 against steroids alone in 2012",
        lambda: _p_value(_responses("etanercept"), _off_support_on_steroids()),
        (
            Slip(
                "You compared with the trial's own placebo arm.",
                lambda: _p_value(_responses("etanercept"), _responses("placebo")),
            ),
            Slip(
                "You tested one side. Whether the treated would do better was not known beforehand.",
                lambda: _p_value(_responses("etanercept"), _off_support_on_steroids(), "greater"),
            ),
        ),
        decimals=4,
        hint="In each group count those who came off and those who did not, and test the four numbers.",
        step="Step 4",
    ),
    Exercise(
        "ex-tried-interval",
        "the upper end of the 95 % log-log interval for 8 of 21",
        lambda: _upper_end(1),
        (
            Slip("That is the upper end without a loss.", lambda: _upper_end(0)),
            Slip(
                "That is the exact interval of a share. The printed ones are those of a survival curve.",
                lambda: _upper_end(1, "exact"),
            ),
            Slip("That is the end on the log scale, not on the log-log scale.", lambda: _upper_end(1, "log")),
            Slip("That is the end on the plain scale, without a logarithm.", lambda: _upper_end(1, "plain")),
        ),
        unit="%",
        decimals=1,
        hint="The function log_log of this chapter takes the survivors and the patients.",
        step="Step 2",
    ),
    Choice(
        "ex-tried-argue",
        "what this page tells you to look at first",
        (
            Option(
                "The seven: so high a survival will not be seen again in a randomised trial.",
                "It may well be. From study to study the treated arms agreed; the others did not.",
            ),
            Option(
                "History: who those patients were, how ill, and from which day they were counted.",
                "Where a control was added for etanercept, it was the half without the drug that moved.",
                right=True,
            ),
            Option(
                "History: whether its patients were numerous enough for a narrow interval.",
                "A narrow interval would not help if those patients differ from the seven.",
            ),
            Option(
                "Neither: a drug that is tried after etanercept failed will fail as well.",
                "This is another drug, and the small trial did not even show that etanercept is useless.",
            ),
        ),
        step="Step 4",
    ),
    Exercise(
        "ex-glance-pace",
        "the day, counted from the first patient's treatment",
        lambda: 19 * _days_between() + 56,
        (
            Slip(
                "You counted twenty gaps. Twenty patients have nineteen between them.",
                lambda: 20 * _days_between() + 56,
            ),
            Slip(
                "That is the day on which the twentieth is treated. The outcome takes 56 more.",
                lambda: 19 * _days_between(),
            ),
        ),
        hint="The patients come evenly; count the gaps from the first to the twentieth.",
        step="Step 5",
    ),
    Exercise(
        "ex-glance-date",
        "the number of months of enrolment in which patient 7 can have been treated, by the date of receipt",
        lambda: _months_left("front-received"),
        (
            Slip("You took the date of the revision.", lambda: _months_left("front-revised")),
            Slip(
                "You subtracted one month from the other. The first and the last both count.",
                lambda: _months_left("front-received") - 1,
            ),
        ),
        unit="months",
        hint="Go back from the date by the days of follow-up, and count the months up to that day.",
        step="Step 5",
    ),
    Choice(
        "ex-glance-argue",
        "which statement holds",
        (
            Option(
                "More than half are lost, so survival at day 56 rests on the three who completed.",
                "Table 3 has an outcome for each of the seven, whether they completed the trial or not.",
            ),
            Option(
                "Nothing is lost, since Table 3 has an outcome for each of the seven.",
                "That is so for survival. Images, oxygen and steroids need a patient still in the trial.",
            ),
            Option(
                "Visits are lost, but those still in the trial at day 100 stand for all seven.",
                "Those who died or left are not a random part of the seven, nor are those who stayed.",
            ),
            Option(
                "Survival is known for all; what needs a visit is known only for those who stayed.",
                "Nobody is lost for the primary endpoint, and those who stayed are not a random part.",
                right=True,
            ),
        ),
        step="Step 4",
    ),
    Several(
        "ex-seven-grim",
        "the last digits that the printed mean of seven whole ages can have",
        _last_digits,
        (
            Slip(
                "You cut the means off. They are printed rounded: two sevenths are 0.29, printed 0.3.",
                _last_digits_cut_off,
            ),
            Slip("Those are the digits that cannot occur.", lambda: set(range(10)) - _last_digits()),
        ),
        hint="The mean is a whole number of sevenths; write the seven possible remainders to one decimal.",
        step="Step 3",
    ),
    Choice(
        "ex-seven-decimals",
        "whether the two ratios were rounded to whole numbers",
        (
            Option(
                "No: both ended in .0, and only the zero was dropped.",
                "The total leaves their sum as printed, and Table 2 prints the smaller with its zero.",
                right=True,
            ),
            Option(
                "Yes: the other five have a decimal, so these two must have lost theirs.",
                "The total of Table 2, in tenths, leaves for the two together exactly what they print.",
            ),
            Option(
                "It cannot be told: one may be rounded up and the other down, and the total stays.",
                "In a total that can be. But the smaller stands in Table 2 with its decimal, as the minimum.",
            ),
            Option(
                "Only the larger was: Table 2 prints the smaller with its decimal, and not the larger.",
                "The total and the smaller fix the larger: it too ended in .0.",
            ),
        ),
        step="Step 4",
    ),
    Exercise(
        "ex-seven-median",
        "the number of samples without the median",
        lambda: _samples_of_ages("mean", "sd", "minimum", "maximum"),
        (
            Slip(
                "You kept the median: those are the samples of the whole row.",
                lambda: _samples_of_ages("mean", "sd", "median", "minimum", "maximum"),
            ),
        ),
        unit="samples",
        hint="List the samples as the chapter does for the whole row, with one figure fewer.",
        step="Step 6",
    ),
    Choice(
        "ex-seven-argue",
        "which statement about the KL-6 row holds",
        (
            Option(
                "The sample has all five figures, so it shows the patients' levels.",
                "It is one sample of many that print the same, and need not be the patients'.",
            ),
            Option(
                "A wrong figure would have left no sample, so the figures at least are right.",
                "A wrong figure can leave a sample: about half of the misprints did.",
            ),
            Option(
                "The five figures can belong to seven values; single values would be needed to say more.",
                "A sample shows that they go together. A second source for the row would help as well.",
                right=True,
            ),
            Option(
                "Table 3 prints no KL-6, so nothing about the row could have been tested.",
                "The five figures bind each other. Had no sample existed, one of them would be wrong.",
            ),
        ),
        step="Step 6",
    ),
    Exercise(
        "ex-dosing-mean",
        "the mean number of doses",
        lambda: _infusions() / len(patients()),
        (
            Slip(
                "That is the printed median. The patients are not spread evenly about it.",
                lambda: float(_doses().median_printed),
            ),
            Slip(
                "You divided the counts at doses 5 to 8 alone. Each patient had four doses before.",
                lambda: dosing().set_index("dose")["patients"].loc[5:].sum() / len(patients()),
            ),
        ),
        decimals=2,
        hint="Add the infusions of all seven, and divide by the patients.",
        step="Step 2",
    ),
    Exercise(
        "ex-dosing-range",
        "the number of ways that remain",
        lambda: _ways_to_dose(5, 8),
        (
            Slip("You kept the counts at all four doses.", lambda: _ways_to_dose(5, 6, 7, 8)),
            Slip("You kept the counts that were to be dropped.", lambda: _ways_to_dose(6, 7)),
            Slip("You dropped the median too. It still holds.", lambda: _ways_to_dose(5, 8, centred=False)),
        ),
        unit="ways",
        hint="The two counts fix those with four doses and those with eight; see what the median leaves.",
        step="Step 3",
    ),
    Choice(
        "ex-dosing-argue",
        "what follows from the smallest total",
        (
            Option(
                "The lightest patient stopped after two cycles: the total fits no other number of doses.",
                "It fits no other. Yet that patient was the lightest only if each was weighed once, exactly.",
            ),
            Option(
                "A light patient had four doses; it was the lightest if each was weighed once, exactly.",
                "If weights were taken again for each cycle, another light patient would do.",
                right=True,
            ),
            Option(
                "Nothing: a lighter patient with five doses could have had the same total.",
                "Nobody was so light: five doses would ask for less than the printed least weight.",
            ),
            Option(
                "The lightest patient had four doses, for fewer cells were needed to treat a light patient.",
                "Cells go by weight, so a light patient needs fewer for each dose, not fewer doses.",
            ),
        ),
        step="Step 5",
    ),
)
