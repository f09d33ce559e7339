"""The exercises of the third part: survival, ventilation, oxygen, steroids."""

from functools import cache
from itertools import product
from statistics import pstdev, stdev
from typing import TYPE_CHECKING

from onearm.designs import BetaPrior
from onearm.estimates import (
    adae,
    adsl,
    clopper_pearson,
    days_elapsed,
    days_with,
    highest_density,
    kaplan_meier,
    study_day,
    subject_level,
)
from onearm.ledger import Choice, Exercise, Option, Several, Slip
from onearm.printed import Endpoint, Printed, Summary, enumerate_jointly, enumerate_samples
from seven_patients.datasets import (
    analysis_datasets,
    baseline,
    boundary,
    daily_records,
    patients,
    sdtm_ae,
    sdtm_dm,
    sdtm_ds,
    sdtm_ex,
    sdtm_vs,
    summaries,
)
from seven_patients.ledger import printed_value
from seven_patients.review import failed, faulty_datasets

if TYPE_CHECKING:
    import pandas as pd


def _fewest_above_history(n: int, level: float = 0.95) -> int:
    """Return the fewest survivors of n whose exact interval lies above the historical survival."""
    rate = printed_value("dis-standard-survival") / 100
    return next(x for x in range(n + 1) if clopper_pearson(x, n, level).low > rate)


def _densest(change: int = 0, a: float = 1) -> tuple[float, float]:
    """Return the 95 % highest density interval of the survival at day 56, in %, from a prior Beta(a, a).

    `change` is how many more survivors there are than the trial had.
    """
    table = patients()
    posterior = BetaPrior(a, a).updated(int((table["outcome_day"] > 56).sum()) + change, len(table))
    interval = highest_density(posterior.a, posterior.b)
    return 100 * interval.low, 100 * interval.high


def _survival_at(day: int) -> float:
    table = patients()
    return kaplan_meier(table["outcome_day"], table["outcome"] == "died").at(day).survival


def _free_28(shared: int = 0) -> list[int]:
    """Return the days without ventilation to day 28, with some of the one patient's missing days shared."""
    ((fewest, *others, most),) = enumerate_samples(7, 0, 28, mean="24.0", sd="10.6")
    return [fewest + shared, *others, most - shared]


def _oxygen_endpoints(three: "pd.Index") -> list[Endpoint]:
    """Return the endpoints of ventilation and oxygen, each within those whose days contain its own."""
    unventilated = "days without mechanical ventilation"
    not_increased = "days without an increase in oxygen dose"
    halved = "days with an oxygen dose reduced by at least 50%"
    within = {
        unventilated: (),
        not_increased: unventilated,
        halved: not_increased,
        "days without oxygen administration": (not_increased, halved),
    }
    lines = {
        name: {int(row.day): Summary(row.mean_printed, row.sd_printed) for row in table.itertuples()}
        for name, table in summaries().groupby("quantity")
        if name in within
    }
    return [
        Endpoint(name, lines[name], three if name == halved else None, outer)
        for name, outer in within.items()
    ]


@cache
def _joint_histories(known_deaths: tuple[int, ...] = (), told_apart: tuple[int, ...] = ()) -> int:
    """Count the joint histories of ventilation and oxygen in which patient 1 was always ventilated.

    Patient 1 then has no day of any endpoint, whatever the last day. To set that day to 1 changes no count
    and spares the search of the others.
    """
    table = patients().set_index("patient")
    three = table.index[table["oxygen_therapy"] & ~table["mechanical_ventilation"]]
    last_days = dict.fromkeys(table.index) | {1: 1}
    last_days |= {patient: int(table["outcome_day"][patient]) for patient in known_deaths}
    living = table.index[table["outcome_day"] > 100].difference(told_apart)
    alike = [living.intersection(three), living.difference(three)]
    found = enumerate_jointly(_oxygen_endpoints(three), last_days, [few for few in alike if len(few)])
    return sum(not any(one["days without mechanical ventilation"][1]) for one in found)


def _halved_28() -> list[tuple[int, ...]]:
    """Return the samples of three that print the days with half the oxygen, to day 28."""
    line = summaries().set_index(["quantity", "day"])
    line = line.loc[("days with an oxygen dose reduced by at least 50%", 28)]
    return enumerate_samples(3, 0, 28, line.mean_printed, line.sd_printed)


def _shared_evenly() -> float:
    """Return what each of the other two would have, if they shared evenly what the smallest leaves."""
    ((_, *others),) = _halved_28()
    return sum(others) / 2


def _least_maximum(row: "pd.Series", n: int) -> float:
    """Return the least that the largest of n values of at least 0 can be, from a printed mean and SD."""
    mean, sd = Printed(row.mean_printed), Printed(row.sd_printed)
    corners = product((float(mean.low), float(mean.high)), (float(sd.low), float(sd.high)))
    return min(m + (n - 1) / n * s**2 / m for m, s in corners)


def _most_maximum(mean: float, sd: float, n: int) -> float:
    """Return the most that the largest of n values of at least 0 can be, from their mean and SD."""
    return mean + (n - 1) / n**0.5 * sd


def _dose() -> "pd.Series":
    return summaries().set_index("quantity").loc["corticosteroid dose"]


def _at_baseline(characteristic: str) -> "pd.Series":
    return baseline().set_index("characteristic").loc[characteristic]


def _spd() -> tuple[float, float]:
    """Return mean and standard deviation of SP-D at baseline, as printed, in ng/mL."""
    row = _at_baseline("SP-D")
    return float(row.mean_printed), float(row.sd_printed)


@cache
def _days_to(day: int) -> "pd.Series":
    return days_with(daily_records(), "unventilated", day)


def _breathing_at_the_start() -> "pd.Series":
    return ~_subjects()["ventilated"]


@cache
def _events(ungraded: int | None = None) -> "pd.DataFrame":
    """Return ADAE, with a grade for the events that have none where one is given."""
    ae = sdtm_ae()
    if ungraded is not None:
        ae = ae.assign(AETOXGR=ae["AETOXGR"].fillna(ungraded))
    return adae(adsl(sdtm_dm(), sdtm_ex(), sdtm_ds(), sdtm_vs()), ae)


def _worst_grades(ungraded: int) -> "pd.Series":
    return _events(ungraded).query("AOCCIFL == 'Y'")["AETOXGR"]


@cache
def _subjects() -> "pd.DataFrame":
    return subject_level(daily_records()).set_index("patient")


EXERCISES = (
    Exercise(
        "ex-primary-other-n",
        "the smallest number of eight",
        lambda: _fewest_above_history(8),
        (
            Slip(
                "That is Table 1's number for eight. Its interval begins just below the historical survival.",
                lambda: boundary().set_index("enrolled_patients")["minimum_survivors"][8],
            ),
        ),
        unit="survivors",
        hint="Work out the interval for each number of survivors, and look at its lower end.",
        step="Step 5",
    ),
    Exercise(
        "ex-primary-prior",
        "by how much the lower end moves up",
        lambda: _densest(a=0.5)[0] - _densest()[0],
        (
            Slip("That is how far the upper end moves.", lambda: _densest(a=0.5)[1] - _densest()[1]),
            Slip(
                "That is what one more survivor does to the lower end, under the uniform prior.",
                lambda: _densest(1)[0] - _densest()[0],
            ),
            Slip(
                "That is what one survivor fewer does to the lower end, under the uniform prior.",
                lambda: _densest()[0] - _densest(-1)[0],
            ),
        ),
        unit="points",
        decimals=1,
        hint="After 5 of 7 this prior gives Beta(1/2 + 5, 1/2 + 2).",
        step="Step 4",
    ),
    Choice(
        "ex-primary-argue",
        "an assumption of that sentence that the interval cannot check",
        (
            Option(
                "That seven patients are enough for such an interval.",
                "An exact interval can be had from any number of patients; that there are few makes it wide.",
            ),
            Option(
                "That the survival has a normal distribution.",
                "The exact interval needs no such assumption; it comes from binomial probabilities.",
            ),
            Option(
                "That these patients would have survived at the historical rate without the drug.",
                "The interval compares the seven with nobody. Nor can it check that this rate is known.",
                right=True,
            ),
            Option(
                "That the interval contains the true survival.",
                "It need not: intervals of this kind are allowed to miss the truth in up to 5 % of trials.",
            ),
        ),
        step="Step 5",
    ),
    Exercise(
        "ex-survival-hand",
        "the survival at day 180",
        lambda: _survival_at(180),
        (
            Slip("That is the survival at day 100. One more had died by day 180.", lambda: _survival_at(100)),
            Slip("That is the end of the curve.", lambda: _survival_at(365)),
            Slip(
                "You divided by those alive at day 100. The curve counts from the start.",
                lambda: _survival_at(180) / _survival_at(100),
            ),
        ),
        decimals=3,
        hint="Multiply the shares that live on at each death up to that day.",
        step="Step 2",
    ),
    Choice(
        "ex-survival-level",
        "whether the median has an upper limit at that level",
        (
            Option(
                "Yes: at a lower level every interval has two ends.",
                "A lower level narrows the band, but not by enough: its upper end stays above one half.",
            ),
            Option(
                "No: the upper end of the band still does not fall to one half.",
                "The median's upper limit would be where that end falls to one half.",
                right=True,
            ),
            Option(
                "No: while a patient lives, the median cannot have an upper limit.",
                "It can, with more patients: only the upper end of the band has to fall to one half.",
            ),
            Option(
                "Yes: it is the day of the last death.",
                "After that day the curve is below one half, but the upper end of the band is not.",
            ),
        ),
        step="Step 4",
    ),
    Choice(
        "ex-survival-argue",
        "what the curve says about the time after day 100",
        (
            Option(
                "Survival was sustained for the rest of the year as well.",
                "The curve falls three times between day 100 and the end of the year.",
            ),
            Option(
                "The sentence of the abstract is wrong.",
                "Nobody died between day 56 and day 100, so for these days the sentence is right.",
            ),
            Option(
                "The treatment no longer worked after day 100.",
                "There is no control group, and only one of the later deaths is known to be of the syndrome.",
            ),
            Option(
                "Of the five alive on day 100, three died within a year of the first infusion.",
                "Nobody died between day 56 and day 100, and the abstract says no more than that.",
                right=True,
            ),
        ),
        step="Step 1",
    ),
    Exercise(
        "ex-ventilation-hand",
        "the largest standard deviation of any other seven with this total",
        lambda: stdev(_free_28(shared=1)),
        (
            Slip(
                "You divided by seven. The standard deviation of a sample divides by one fewer.",
                lambda: pstdev(_free_28(shared=1)),
            ),
            Slip("That is the deviation of the sample found in Step 2.", lambda: stdev(_free_28())),
            Slip(
                "You shared two of the missing days. Sharing one gives a larger deviation.",
                lambda: stdev(_free_28(shared=2)),
            ),
        ),
        unit="days",
        decimals=1,
        hint="Start from the sample of Step 2, and change it by as little as the total allows.",
        step="Step 2",
    ),
    Exercise(
        "ex-ventilation-coarse",
        "the number of samples",
        lambda: len(enumerate_samples(7, 0, 28, mean="24", sd="11")),
        (
            Slip(
                "That is the line as it is printed, with a decimal.",
                lambda: len(enumerate_samples(7, 0, 28, mean="24.0", sd="10.6")),
            ),
        ),
        unit="samples",
        hint="Give both numbers to enumerate_samples as texts, in quotes, without a decimal.",
        step="Step 2",
    ),
    Choice(
        "ex-ventilation-argue",
        "what you can show the colleague",
        (
            Option(
                "Nothing, for the table prints no patient's own days.",
                "It prints none, but with so few patients they follow from what it does print.",
            ),
            Option(
                "With two facts from elsewhere, it gives the days on which two living patients left.",
                "Where patients are few and values bounded, a mean with its deviation is nearly a list.",
                right=True,
            ),
            Option(
                "The last line alone gives the days of all seven.",
                "Many sets of seven numbers share that line; it takes the three lines together.",
            ),
            Option(
                "The table tells which of the living patients left the study.",
                "It gives the days on which two of them left, but not which two they were.",
            ),
        ),
        step="Step 4",
    ),
    Exercise(
        "ex-oxygen-halved",
        "the largest of the three numbers",
        lambda: max(_halved_28()[0]),
        (
            Slip(
                "You shared evenly what 8 leaves. The deviation would be a little too small.", _shared_evenly
            ),
            Slip("That is the middle one.", lambda: sorted(_halved_28()[0])[1]),
        ),
        unit="days",
        hint="Two numbers share what 8 leaves; the further apart they are, the larger is the deviation.",
        step="Step 1",
    ),
    Exercise(
        "ex-oxygen-death",
        "the number of joint histories",
        _joint_histories,
        (
            Slip("Patient 2's death is still among the last days.", lambda: _joint_histories((2,))),
            Slip(
                "You told patients 4 and 5 apart. Histories that only exchange the two count as one.",
                lambda: _joint_histories(told_apart=(4, 5)),
            ),
        ),
        unit="histories",
        hint="The function together takes the last days; give it None for every patient.",
        step="Step 2",
    ),
    Choice(
        "ex-oxygen-argue",
        "what you would want to know first",
        (
            Option(
                "How many of the four had oxygen when they entered.",
                "Three of them never had any, as Step 4 finds, so one came off it.",
                right=True,
            ),
            Option(
                "How wide the interval around four of seven is.",
                "It says how far chance may reach, but three of the four had no oxygen to come off.",
            ),
            Option(
                "How many days without oxygen the four had.",
                "The mean number of days has the same fault: it counts those who never had oxygen.",
            ),
            Option(
                "Whether the same four are meant on each of the three days.",
                "Even the same four on each day owe nothing to the treatment if they had no oxygen before.",
            ),
        ),
        step="Step 4",
    ),
    Exercise(
        "ex-steroids-bound",
        "what the largest value of SP-D must be at least",
        lambda: _least_maximum(_at_baseline("SP-D"), 7),
        (
            Slip(
                "That is what it can be at most, the right end of the bound.",
                lambda: _most_maximum(*_spd(), 7),
            ),
            Slip(
                "You left out the factor (n − 1)/n, which is 6/7 here.",
                lambda: _spd()[0] + _spd()[1] ** 2 / _spd()[0],
            ),
            Slip(
                "You left out the mean itself, to which the rest is added.",
                lambda: _least_maximum(_at_baseline("SP-D"), 7) - _spd()[0],
            ),
            Slip("That is the printed maximum.", lambda: float(_at_baseline("SP-D").maximum_printed)),
        ),
        unit="ng/mL",
        hint="Take the left end of the second bound, with seven patients.",
        step="Step 1",
    ),
    Exercise(
        "ex-steroids-six",
        "what the largest dose must be at least",
        lambda: _least_maximum(_dose(), 6),
        (
            Slip("You used seven patients; the exercise supposes six.", lambda: _least_maximum(_dose(), 7)),
            Slip(
                "That is the highest starting dose itself.",
                lambda: float(_at_baseline("corticosteroid dose").maximum_printed),
            ),
        ),
        unit="mg/kg/day",
        decimals=2,
        hint="Try both ends of each printed number, as in the function largest, with n = 6.",
        step="Step 1",
    ),
    Choice(
        "ex-steroids-argue",
        "what the three percentages tell about the lungs",
        (
            Option(
                "They got worse up to day 56, and better after it.",
                "A share can fall and rise because other patients are imaged.",
            ),
            Option(
                "They were as good on day 100 as on day 28, for the two shares are equal.",
                "One share is of six patients and the other of three, so they are not of the same group.",
            ),
            Option(
                "Neither that they got better nor that they got worse.",
                "The shares are of three groups, of six, five and three patients.",
                right=True,
            ),
            Option(
                "They got worse, for the number improved fell from four to two.",
                "The number of patients with an image fell as well, from six to three.",
            ),
        ),
        step="Step 4",
    ),
    Several(
        "ex-workshop-study-day",
        "the days after the first dose of study day 100, and the study day of the paper's day 100",
        lambda: {days_elapsed(100), study_day(100)},
        (
            Slip("You took the two ways to count for one.", lambda: {100}),
            Slip("You went one day in the wrong direction for one of the two.", lambda: {99, 100}),
            Slip("You went one day in the wrong direction for one of the two.", lambda: {100, 101}),
        ),
        unit="days",
        hint="The first dose is on study day 1, and no day has elapsed then.",
        step="Step 2",
    ),
    Exercise(
        "ex-workshop-emergent",
        "the events of pyrexia without the flag",
        lambda: (_events()["AEDECOD"] == "Pyrexia").sum(),
        (
            Slip(
                "That is the number with the flag, as Table 5 prints it.",
                lambda: (_events().query("TRTEMFL == 'Y'")["AEDECOD"] == "Pyrexia").sum(),
            ),
            Slip(
                "That is the number of its events that began before the first dose.",
                lambda: (_events().query("TRTEMFL == ''")["AEDECOD"] == "Pyrexia").sum(),
            ),
        ),
        unit="events",
        hint="Count the rows of ADAE with this term.",
        step="Step 6",
    ),
    Exercise(
        "ex-workshop-worst",
        "the patients with a worst grade of 2",
        lambda: (_worst_grades(2) == 2).sum(),
        (
            Slip("That is the number with a worst grade of 3.", lambda: (_worst_grades(2) == 3).sum()),
            Slip(
                "Each has an event of Grade 2, but a higher one besides counts as the worst.",
                lambda: _events(2).query("TRTEMFL == 'Y' and AETOXGR == 2")["USUBJID"].nunique(),
            ),
        ),
        unit="patients",
        hint="Fill the empty grades of AE before you call adae, and count the flagged events.",
        step="Step 6",
    ),
    Exercise(
        "ex-workshop-day-42",
        "the mean days without ventilation",
        lambda: _days_to(42).mean(),
        (
            Slip(
                "You counted day 0. It is the baseline, before treatment.",
                lambda: (_days_to(42) + _breathing_at_the_start()).mean(),
            ),
            Slip(
                "You left out who was ventilated from the start. The mean is of all seven.",
                lambda: _days_to(42)[_breathing_at_the_start()].mean(),
            ),
        ),
        unit="days",
        decimals=1,
        hint="The chapter's function by_patient takes the parameter and the day.",
        step="Step 3",
    ),
    Exercise(
        "ex-workshop-conventions",
        "the mean with day 0 counted",
        lambda: (_days_to(100) + _breathing_at_the_start()).mean(),
        (
            Slip(
                "You added a day for all seven. Who was ventilated on day 0 does not gain it.",
                lambda: (_days_to(100) + 1).mean(),
            ),
            Slip("That is the mean without day 0.", lambda: _days_to(100).mean()),
            Slip(
                "That is the mean without the day of death, the other convention.",
                lambda: (_days_to(100) - (_breathing_at_the_start() & _subjects()["died"])).mean(),
            ),
        ),
        unit="days",
        decimals=1,
        hint="Who was not ventilated on day 0 has one day more, and nobody else has.",
        step="Step 3",
    ),
    Choice(
        "ex-workshop-gap",
        "which of the two to have in a trial, and why",
        (
            Option(
                "The count by hand, for it uses all the data that there are.",
                "It treats the missing day as one with oxygen, and does not say so.",
            ),
            Option(
                "The count by hand, for one day in a hundred hardly matters.",
                "Nobody knows how many days are missing where a count passes over a gap in silence.",
            ),
            Option(
                "The refusal, for a patient with a missing day must be left out.",
                "The refusal leaves nobody out; what becomes of the gap is still to be decided.",
            ),
            Option(
                "The refusal, for it names the place, and the gap can be looked into.",
                "The count by hand is one day short and says nothing.",
                right=True,
            ),
        ),
        step="Step 4",
    ),
    Choice(
        "ex-workshop-argue",
        "which missing sentence matters most for the mean",
        (
            Option(
                "What a death before day 100 counts, and what leaving does.",
                "The rules for these two move the mean by many days.",
                right=True,
            ),
            Option(
                "Whether day 0 is among the days.",
                "It has to be said too, but it moves the mean by one day at most.",
            ),
            Option(
                "With which test the mean is compared.",
                "That belongs to the analysis; the definition has to say what each patient's number is.",
            ),
            Option(
                "How long patients are followed after day 100.",
                "The count ends on day 100, and what comes later adds nothing to it.",
            ),
        ),
        step="What would change it",
    ),
    Several(
        "ex-review-faults",
        "the numbers of the checks that the faulty data sets do not pass",
        lambda: failed(faulty_datasets(analysis_datasets())),
        hint="Write a line of pandas for each check. ADSL has no fault, so the dates there can be relied on.",
        step="Step 8",
    ),
    Choice(
        "ex-review-cell",
        "what to look at first in that cell",
        (
            Option(
                "Whether the percentage has the right number of decimals.",
                "The denominator decides, and any number of decimals can go with a wrong one.",
            ),
            Option(
                "Which subjects are in the denominator, and by which flag.",
                "Only those with oxygen and no ventilator at baseline have a flow that can be halved.",
                right=True,
            ),
            Option(
                "Whether a second program gives the same cell.",
                "It would, if it followed the same specification with the same denominator.",
            ),
            Option(
                "Whether the difference to the print is significant.",
                "A cell is derived or it is not; there is nothing to test.",
            ),
        ),
        step="Step 5",
    ),
)
