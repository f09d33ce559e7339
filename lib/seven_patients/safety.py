"""The exercises of the fourth part: adverse events."""

from onearm.adverse_events import sharing_patterns
from onearm.datasets import adverse_events, patients
from onearm.exercises import Exercise, Slip
from onearm.intervals import clopper_pearson, rule_of_three, upper_limit
from onearm.monitoring import toxicity_rule
from onearm.thall_simon import BetaPrior

VASCULAR = {"Hypotension": 1, "Hypertension": 1, "Phlebitis": 1}


def _rate(watched):
    """Return all adverse events per 100 patient-days."""
    events = adverse_events().query("level == 'preferred term'")["events"].sum()
    return 100 * events / watched


def _days(upto=None):
    return patients()["outcome_day"].clip(upper=upto).sum()


def _stopped(size, free):
    """Return how often the toxicity rule stops, in %, for a prior worth some patients."""
    rule = toxicity_rule(BetaPrior(10, 40), BetaPrior.from_mean(0.2, size), 3, 20, 0.9)
    return 100 * float(rule.operating_characteristics(free).p_futile)


def _dead_by(day):
    table = patients()
    return ((table["outcome"] == "died") & (table["outcome_day"] <= day)).sum()


EXERCISES = (
    Exercise(
        "ex-table5-vascular",
        "the number of ways",
        lambda: len(list(sharing_patterns(VASCULAR, 2))),
        (
            Slip(
                "That is the class as printed, with three patients. Give it two.",
                lambda: len(list(sharing_patterns(VASCULAR, 3))),
            ),
        ),
        unit="ways",
    ),
    Exercise(
        "ex-events-window",
        "the rate per 100 patient-days",
        lambda: _rate(_days(56)),
        (
            Slip("You gave each of the seven 56 days. Two had died before.", lambda: _rate(7 * 56)),
            Slip("You divided by the whole follow-up.", lambda: _rate(_days())),
            Slip("That is the rate per patient-day.", lambda: _rate(_days(56)) / 100),
        ),
        decimals=1,
    ),
    Exercise(
        "ex-zero-twenty",
        "the largest risk that none of twenty leaves open",
        lambda: 100 * upper_limit(0, 20),
        (
            Slip("That is the rule of three: near, but an approximation.", lambda: 100 * rule_of_three(20)),
            Slip(
                "You took the two-sided limit. With no events all doubt lies on one side.",
                lambda: 100 * clopper_pearson(0, 20).high,
            ),
            Slip("You used 7 as the denominator; the exercise has 20.", lambda: 100 * upper_limit(0, 7)),
        ),
        unit="%",
        decimals=1,
    ),
    Exercise(
        "ex-watching-prior",
        "how often it stops at a true risk of 40 %",
        lambda: _stopped(10, 0.6),
        (
            Slip("That is the rule with the prior worth two.", lambda: _stopped(2, 0.6)),
            Slip(
                "The rule counts patients free of harm: a risk of 40 % is a success rate of 60 %.",
                lambda: _stopped(10, 0.4),
            ),
        ),
        unit="%",
        decimals=1,
    ),
    Exercise(
        "ex-reading-window",
        "the number of deaths in the window",
        lambda: _dead_by(28 + 30),
        (
            Slip(
                "You counted every death. The window ends 30 days after the last dose.",
                lambda: _dead_by(10_000),
            ),
            Slip("You counted 30 days from the first dose. They begin with the last.", lambda: _dead_by(30)),
        ),
        unit="deaths",
    ),
)
