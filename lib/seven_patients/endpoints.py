"""The exercises of the third part: survival, ventilation, oxygen, steroids."""

from itertools import product

from onearm.claims import printed_value
from onearm.datasets import baseline, boundary, daily_records, patients, summaries
from onearm.endpoints import days_with, subject_level
from onearm.exercises import Exercise, Slip
from onearm.intervals import clopper_pearson
from onearm.printed import Printed
from onearm.reconstruct import enumerate_samples
from onearm.survival import kaplan_meier


def _fewest_above_history(n, level=0.95):
    """Return the fewest survivors of n whose exact interval lies above the historical survival."""
    rate = printed_value("dis-standard-survival") / 100
    return next(x for x in range(n + 1) if clopper_pearson(x, n, level).low > rate)


def _survival_at(day):
    table = patients()
    return kaplan_meier(table["outcome_day"], table["outcome"] == "died").at(day).survival


def _halved_28():
    """Return the samples of three that print the days with half the oxygen, to day 28."""
    line = summaries().set_index(["quantity", "day"])
    line = line.loc[("days with an oxygen dose reduced by at least 50%", 28)]
    return enumerate_samples(3, 0, 28, line.mean_printed, line.sd_printed)


def _shared_evenly():
    """Return what each of the other two would have, if they shared evenly what the smallest leaves."""
    ((_, *others),) = _halved_28()
    return sum(others) / 2


def _least_maximum(row, n):
    """Return the least that the largest of n values of at least 0 can be, from a printed mean and SD."""
    mean, sd = Printed(row.mean_printed), Printed(row.sd_printed)
    corners = product((float(mean.low), float(mean.high)), (float(sd.low), float(sd.high)))
    return min(m + (n - 1) / n * s**2 / m for m, s in corners)


def _dose():
    return summaries().set_index("quantity").loc["corticosteroid dose"]


def _days_to_42():
    return days_with(daily_records(), "unventilated", 42)


def _breathing_at_the_start():
    return ~subject_level(daily_records()).set_index("patient")["ventilated"]


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
    ),
    Exercise(
        "ex-steroids-six",
        "what the largest dose must be at least",
        lambda: _least_maximum(_dose(), 6),
        (
            Slip("You used seven patients; the exercise supposes six.", lambda: _least_maximum(_dose(), 7)),
            Slip(
                "That is the highest starting dose itself.",
                lambda: float(
                    baseline().set_index("characteristic").loc["corticosteroid dose"].maximum_printed
                ),
            ),
        ),
        unit="mg/kg/day",
        decimals=2,
    ),
    Exercise(
        "ex-workshop-day-42",
        "the mean days without ventilation",
        lambda: _days_to_42().mean(),
        (
            Slip(
                "You counted day 0. It is the baseline, before treatment.",
                lambda: (_days_to_42() + _breathing_at_the_start()).mean(),
            ),
            Slip(
                "You left out who was ventilated from the start. The mean is of all seven.",
                lambda: _days_to_42()[_breathing_at_the_start()].mean(),
            ),
        ),
        unit="days",
        decimals=1,
    ),
)
