"""The exercises of the first part: the disease, what had been tried, the trial and its patients."""

from functools import cache

import pandas as pd
from scipy.stats import fisher_exact

from onearm.datasets import baseline, dosing, findings, patients, protocol, summaries
from onearm.exercises import Exercise, Slip
from onearm.printed import counts_printing
from onearm.reconstruct import enumerate_samples


def _found(source):
    """Return what a source prints, by group and finding."""
    return findings().set_index(["source", "group", "finding"]).sort_index().loc[source, "value_printed"]


def _fukuda():
    """Return patients with IPS and all, in either group."""
    told, groups = _found("fukuda2003"), ("nonmyeloablative HSCT", "conventional HSCT")
    sizes = [int(told[group, "patients, December 1997 to December 2001"]) for group in groups]
    shares = [told[group, "cumulative incidence of IPS at 120 days"] for group in groups]
    return [counts_printing(share, size)[0] for share, size in zip(shares, sizes, strict=True)], sizes


def _pooled_incidence():
    ill, sizes = _fukuda()
    return 100 * sum(ill) / sum(sizes)


def _mean_incidence():
    ill, sizes = _fukuda()
    return 100 * sum(x / n for x, n in zip(ill, sizes, strict=True)) / len(sizes)


def _incidence_as_odds():
    ill, sizes = _fukuda()
    return 100 * sum(ill) / (sum(sizes) - sum(ill))


def _responses(arm):
    """Return patients with a response and without, in an arm of the randomised trial."""
    told = _found("yanik2014")[f"methylprednisolone and {arm}"]
    x = int(told["patients with a response at day 28, alive and off oxygen"])
    return x, int(told["patients"]) - x


def _off_support_on_steroids():
    """Return patients off support and not, among those on steroids alone before."""
    told = _found("tizon2012")["corticosteroids only, 1999 to 2003"]
    n = int(told["patients"])
    (x,) = counts_printing(told["off respiratory support and discharged"], n)
    return x, n - x


def _p_value(one, other, sides="two-sided"):
    return fisher_exact([one, other], alternative=sides).pvalue


def _days_between():
    """Return the days from one patient to the next, at the pace of the trial."""
    plan = protocol().set_index("item")["value_printed"]
    ends = [plan[f"{end} month of enrollment"] for end in ("first", "last")]
    return 365.25 / 12 * len(pd.period_range(*ends, freq="M")) / len(patients())


@cache
def _samples_of_ages(*known):
    """Return how many samples of whole ages have the figures of Table 2 that are named."""
    age = baseline().set_index("characteristic").loc["age"]
    youngest, oldest = int(age.minimum_printed), int(age.maximum_printed)
    figures = {figure: age[f"{figure}_printed"] for figure in known}
    return len(enumerate_samples(len(patients()), youngest, oldest, **figures))


def _infusions():
    return dosing().set_index("dose")["patients"].pipe(lambda step: 4 * step[4] + step.loc[5:].sum())


def _doses():
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
    ),
)
