"""The exercises of the fourth part: adverse events."""

from math import ceil, factorial, log

from onearm.designs import BetaPrior, StoppingRule, toxicity_rule
from onearm.estimates import (
    clopper_pearson,
    patients_to_exclude,
    rule_of_three,
    sharing_patterns,
    upper_limit,
)
from onearm.ledger import Choice, Exercise, Option, Several, Slip
from seven_patients.datasets import adverse_events, notable_events, patients

VASCULAR = {"Hypotension": 1, "Hypertension": 1, "Phlebitis": 1}


def _classes_beyond(excess: int) -> int:
    """Return how many classes exceed the trial by so many, with the patients who had a drug reaction."""
    reaction = notable_events().set_index("category").loc["adverse drug reaction", "patients"]
    classes = adverse_events().query("level == 'system organ class'")["patients"]
    return (classes + reaction - len(patients()) >= excess).sum()


def _pneumothorax() -> tuple[int, int]:
    """Return the patients with a pneumothorax, and its events."""
    row = adverse_events().set_index("preferred_term").loc["Pneumothorax"]
    return row["patients"], row["events"]


def _limits(end: str) -> list[float]:
    """Return one end of the interval for the patients, and for the events taken as patients, in %."""
    return [100 * getattr(clopper_pearson(count, len(patients())), end) for count in _pneumothorax()]


def _moved(end: str) -> float:
    of_patients, of_events = _limits(end)
    return of_events - of_patients


def _shares_apart() -> float:
    of_patients, of_events = _pneumothorax()
    return 100 * (of_events - of_patients) / len(patients())


def _rate(watched: float) -> float:
    """Return all adverse events per 100 patient-days."""
    events = adverse_events().query("level == 'preferred term'")["events"].sum()
    return 100 * events / watched


def _days(upto: int | None = None) -> int:
    return patients()["outcome_day"].clip(upper=upto).sum()


def _rule(allowed: BetaPrior, size: float) -> StoppingRule:
    """Return the toxicity rule for what is allowed, and a prior of the same mean worth some patients."""
    return toxicity_rule(allowed, BetaPrior.from_mean(allowed.mean, size), 3, 20, 0.9)


def _severe(size: float) -> StoppingRule:
    return _rule(BetaPrior(10, 40), size)


def _any_reaction() -> StoppingRule:
    return _rule(BetaPrior.from_mean(0.3, 50), 2)


def _stopped(size: float, free: float) -> float:
    """Return how often the rule for severe reactions stops, in %, where so many are free of one."""
    return 100 * float(_severe(size).operating_characteristics(free).p_futile)


def _stopped_by(reactions: int, rule: StoppingRule) -> set[int]:
    """Return the numbers of patients at which so many with a reaction stop a rule."""
    return {n for n in rule.n if n >= reactions and rule.decide(n - reactions, n) == "futile"}


def _dead_by(day: int) -> set[int]:
    """Return the patients who had died by a day."""
    table = patients()
    return set(table.loc[(table["outcome"] == "died") & (table["outcome_day"] <= day), "patient"])


def _dead_of_ips() -> set[int]:
    return set(patients().query("cause_of_death == 'idiopathic pneumonia syndrome'")["patient"])


TABLE_5 = (
    Exercise(
        "ex-table5-reaction",
        "the number of classes that must share a patient with the drug reactions",
        lambda: _classes_beyond(1),
        (
            Slip(
                "You took in the classes that just fill the trial with the reactions. They may share no one.",
                lambda: _classes_beyond(0),
            ),
            Slip(
                "You counted the classes that share at least two patients. One is enough.",
                lambda: _classes_beyond(2),
            ),
        ),
        unit="classes",
        hint="Two groups must share a patient when together they are larger than the trial.",
        step="Step 4",
    ),
    Exercise(
        "ex-table5-vascular",
        "the number of ways to share the three terms",
        lambda: len(list(sharing_patterns(VASCULAR, 2))),
        (
            Slip(
                "That is the class as printed, with three patients. Give it two.",
                lambda: len(list(sharing_patterns(VASCULAR, 3))),
            ),
            Slip(
                "You told the two patients apart. Only what is shared counts, not who shares it.",
                lambda: factorial(2) * len(list(sharing_patterns(VASCULAR, 2))),
            ),
            Slip(
                "You told the two patients apart, and let one of them have all three terms.",
                lambda: 2 ** len(VASCULAR),
            ),
        ),
        unit="ways",
        hint="When two patients share three terms, one of them has two terms, so ask which two these can be.",
        step="Step 3",
    ),
    Choice(
        "ex-table5-argue",
        "what is wrong with quoting that count",
        (
            Option(
                "The listing was never compared with Table 5, cell by cell.",
                "It was compared, and no cell differs: agreement is not what it lacks.",
            ),
            Option(
                "Other listings give the same table and another number of patients.",
                "Only a number that all such listings share follows from the paper.",
                right=True,
            ),
            Option(
                "The events of Grade 3 should be counted, and not the patients who had one.",
                "A reader needs the patients; the trouble is that this listing is one of very many.",
            ),
            Option(
                "The listing has other events of Grade 3 than the text names.",
                "It has the events that the text names; which patient had them is made up.",
            ),
        ),
        step="Step 5",
    ),
)

DENOMINATORS = (
    Exercise(
        "ex-events-pneumothorax",
        "by how many percentage points the lower end moves",
        lambda: _moved("low"),
        (
            Slip("That is how far the upper end moves.", lambda: _moved("high")),
            Slip(
                "You compared the two shares. The question is about their intervals.",
                _shares_apart,
            ),
            Slip(
                "That is where the second interval begins. Subtract where the first begins.",
                lambda: _limits("low")[1],
            ),
        ),
        unit="points",
        decimals=1,
        hint="Compute both intervals with `clopper_pearson`, and compare where they begin.",
        step="Step 2",
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
        hint="Add up the days of each patient to day 56, or to death if that came first, and divide by them.",
        step="Step 4",
    ),
    Choice(
        "ex-events-argue",
        "what to print",
        (
            Option(
                "The share of infusions with a reaction, with the exact interval for so many infusions.",
                "The infusions of one patient are not independent, so this interval is too narrow.",
            ),
            Option(
                "The share of patients with a reaction, without an interval, because the count is exact.",
                "The count is exact for these seven; the interval says how little it tells of others.",
            ),
            Option(
                "The number of reactions divided by the number of patients.",
                "That average describes none of the seven: all of the reactions fell to one of them.",
            ),
            Option(
                "The share of patients with a reaction, with the exact interval for seven patients, "
                "and the remark that one patient had all the reactions.",
                "Patients are what was sampled, and the remark tells what the share cannot.",
                right=True,
            ),
        ),
        step="Step 3",
    ),
)

ZERO = (
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
        hint="Set the probability that none of twenty has the event to 5 %, and solve for the risk.",
        step="Step 1",
    ),
    Exercise(
        "ex-zero-level",
        "the number of patients that exclude a risk of 10 %",
        lambda: patients_to_exclude(0.1, 0.99),
        (
            Slip("That is the number for 95 %.", lambda: patients_to_exclude(0.1)),
            Slip(
                "You divided the number that takes the place of the three by the risk: an approximation.",
                lambda: ceil(-log(1 - 0.99) / 0.1),
            ),
            Slip(
                "You left half of the 1 % for the other side. With no events there is only one side.",
                lambda: patients_to_exclude(0.1, (1 + 0.99) / 2),
            ),
            Slip(
                "With that number the limit is still above 10 %: the next whole number is asked for.",
                lambda: patients_to_exclude(0.1, 0.99) - 1,
            ),
        ),
        unit="patients",
        hint="At a risk of 10 %, the probability that none of them has the event must fall to 1 % or less.",
        step="Step 4",
    ),
    Choice(
        "ex-zero-argue",
        "the sentence that gives the reader what is left out",
        (
            Option(
                "No serious drug reaction was seen in seven patients, "
                "which leaves a risk of one in three open.",
                "It gives the number of patients, and what so few cannot exclude.",
                right=True,
            ),
            Option(
                "No serious drug reaction was seen in seven patients, so the risk is below one in seven.",
                "At a risk of one in seven it would be nothing unusual to see none in seven patients.",
            ),
            Option(
                "No serious drug reaction was seen in any infusion, and for so many the limit is low.",
                "The infusions of one patient are not independent, so that limit is too low.",
            ),
            Option(
                "No serious drug reaction was seen, so the drug causes none, with a confidence of 95 %.",
                "The upper 95 % limit for none of seven is far above zero.",
            ),
        ),
        step="Step 1",
    ),
)

WATCHING = (
    Several(
        "ex-watching-any",
        "the numbers of treated patients at which five with a reaction stop the rule",
        lambda: _stopped_by(5, _any_reaction()),
        (
            Slip(
                "That is the rule for severe reactions, of which 20 % are allowed. Here it is 30 %.",
                lambda: _stopped_by(5, _severe(2)),
            ),
            Slip(
                "At those numbers five are the fewest that stop it. Five also stop it where fewer would do.",
                lambda: _stopped_by(5, _any_reaction()) - _stopped_by(4, _any_reaction()),
            ),
        ),
        unit="patients",
        hint="Five stop the rule wherever its boundary asks for five patients with a reaction or for fewer.",
        step="Step 1",
    ),
    Exercise(
        "ex-watching-prior",
        "how often the rule stops at a true risk of 40 %",
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
        hint="Build the rule again with `size=10`, and ask it for its operating characteristics.",
        step="Step 3",
    ),
    Choice(
        "ex-watching-argue",
        "the reason against that sentence that holds",
        (
            Option(
                "A boundary would have stopped this trial.",
                "Whether it would have depends on the event that is watched and on the limit that is set.",
            ),
            Option(
                "A trial that looks all the time without a boundary stops too many safe drugs.",
                "Without a rule nobody can say whether it stops too many of them or too few.",
            ),
            Option(
                "Without a boundary nobody can say how often watching stops a toxic drug, or a safe one.",
                "Operating characteristics belong to a rule that was fixed before the data were seen.",
                right=True,
            ),
            Option(
                "A committee should act on counts, and never on a single case.",
                "No rule foresees every harm, and one alarming case may be reason enough to act.",
            ),
        ),
        step="Step 3",
    ),
)

READING = (
    Several(
        "ex-reading-window",
        "the patients whose deaths lie in the window",
        lambda: _dead_by(28 + 30),
        (
            Slip(
                "You took every death. The window ends 30 days after the last dose.", lambda: _dead_by(10_000)
            ),
            Slip(
                "Those are all who died of IPS. One of them died after the window had closed.", _dead_of_ips
            ),
            Slip("You counted 30 days from the first dose. They begin with the last.", lambda: _dead_by(30)),
        ),
        hint="Add 30 days to day 28, and compare the sum with the days of death.",
        step="Step 2",
    ),
    Choice(
        "ex-reading-sentence",
        "the clause that the main text supports",
        (
            Option(
                "None of the seven had a serious event.",
                "The text reports serious events; what none of the seven had is a serious drug reaction.",
            ),
            Option(
                "Only the patients with pneumothorax or COVID-19 had an event of Grade 3.",
                "Those are the fewest that the counts by term allow; there may have been further patients.",
            ),
            Option(
                "None of the five deaths was an adverse event.",
                "The main text does not say which deaths the adverse events could have included.",
            ),
            Option(
                "None of the seven had a serious drug reaction, which leaves a risk of one in three open.",
                "It gives a count, its denominator and a limit, and all three follow from what is printed.",
                right=True,
            ),
        ),
        step="Step 5",
    ),
    Choice(
        "ex-reading-argue",
        "what a trial without a control arm lacks",
        (
            Option(
                "A grade for each serious event.",
                "A grade says how bad an event was, and nothing about its cause.",
            ),
            Option(
                "The rate of such events in the same patients without the drug.",
                "Each event by itself can be explained otherwise; a raised rate shows only against that one.",
                right=True,
            ),
            Option(
                "A larger number of patients who receive the drug.",
                "They would make the rate more precise, and leave it with nothing to be compared with.",
            ),
            Option(
                "A second, independent judgement of whether each event is related to the drug.",
                "That would judge case by case again, and a raised rate would still not show.",
            ),
        ),
        step="Step 1",
    ),
)

EXERCISES = (*TABLE_5, *DENOMINATORS, *ZERO, *WATCHING, *READING)
