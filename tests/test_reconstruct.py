import random
from collections import Counter, defaultdict
from fractions import Fraction
from functools import cache
from itertools import accumulate, combinations_with_replacement, pairwise, product
from math import factorial, prod
from statistics import fmean, median, stdev

import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tables import rows

from onearm.printed import (
    Endpoint,
    Printed,
    Summary,
    enumerate_jointly,
    enumerate_samples,
    enumerate_trajectories,
    forced,
    reconstruct,
)
from seven_patients.datasets import patients, summaries

DAYS = (28, 56, 100)

modest = settings(max_examples=60, deadline=None, derandomize=True)

COUNTS = rows("recon_counts.csv")
SOLUTIONS = rows("recon_solutions.csv")


def whole(text):
    return tuple(int(value) for value in text.split())


def samples(n, low, high, **shown):
    """The samples, none where the library says that there are none."""
    try:
        return enumerate_samples(n, low, high, **shown)
    except ValueError as error:
        assert str(error).startswith("no sample agrees with the print: ")
        return []


def printed_by(row, rounding):
    """The printed numbers of a row; median and range stand there unrounded."""
    rounded = {name: Printed(row[name], rounding=rounding) for name in ("mean", "sd")}
    exact = {"median": "median", "minimum": "obs_min", "maximum": "obs_max"}
    return rounded | {name: Printed(row[key], exact=True) for name, key in exact.items() if row[key]}


# Other software: complete enumerations.


@each_case("row", COUNTS, ids=lambda row: row["case"])
def test_samples_against_a_complete_enumeration(row):
    asked = int(row["n"]), int(row["scale_min"]), int(row["scale_max"])
    found = samples(*asked, **printed_by(row, "either"))
    expected = [whole(solution["values"]) for solution in SOLUTIONS if solution["case"] == row["case"]]
    assert found == sorted(expected)
    assert len(found) == int(row["n_multisets_either"])
    half_up = [
        whole(solution["values"])
        for solution in SOLUTIONS
        if (solution["case"], solution["half_up"]) == (row["case"], "1")
    ]
    assert samples(*asked, **printed_by(row, "half-up")) == sorted(half_up)
    assert len(half_up) == int(row["n_multisets_half_up"])


@each_case("row", [row for row in COUNTS if row["n_ordered"] != "0"], ids=lambda row: row["case"])
def test_what_is_forced_against_a_complete_enumeration(row):
    scale = range(int(row["scale_min"]), int(row["scale_max"]) + 1)
    found = samples(int(row["n"]), scale[0], scale[-1], **printed_by(row, "either"))
    assert sorted(set(forced(found))) == list(whole(row["forced_values"]))
    assert sorted(set(scale).difference(*found)) == list(whole(row["impossible_values"]))
    orders = sum(
        factorial(len(sample)) // prod(factorial(times) for times in Counter(sample).values())
        for sample in found
    )
    assert orders == int(row["n_ordered"])


# Brute force.


read = cache(Printed)


def prints_so(values, mean, sd, **shown):
    """Whether the summary agrees with the print, by squares instead of roots."""
    n, total = len(values), sum(values)
    variance = Fraction(n * sum(value**2 for value in values) - total**2, n * (n - 1))
    mean, sd = read(mean), read(sd)
    of = {"median": median, "minimum": min, "maximum": max}
    return (
        mean.contains(Fraction(total, n))
        and max(sd.low, 0) ** 2 <= variance <= sd.high**2
        and all(read(text).contains(of[name](values)) for name, text in shown.items())
    )


@pytest.mark.parametrize(
    ("n", "low", "high"), [(2, 0, 30), (3, -9, 9), (4, 0, 12), (5, 1, 7), (6, 0, 6), (7, 1, 5), (9, 0, 3)]
)
def test_samples_against_every_sample(n, low, high):
    every = list(combinations_with_replacement(range(low, high + 1), n))
    kinds = {(f"{fmean(sample):.1f}", f"{stdev(sample):.1f}") for sample in every[:: len(every) // 9]}
    for mean, sd in kinds:
        found = enumerate_samples(n, low, high, mean, sd)
        assert found == [sample for sample in every if prints_so(sample, mean, sd)]
        some = found[len(found) // 2]
        order = {"median": str(median(some)), "minimum": str(some[0]), "maximum": str(some[-1])}
        narrowed = enumerate_samples(n, low, high, mean, sd, **order)
        assert narrowed == [sample for sample in found if prints_so(sample, mean, sd, **order)]


@pytest.mark.parametrize("last_days", [(None, None, None), (None, 4, 2), (5, 5, 3)], ids=str)
def test_trajectories_against_every_trajectory(last_days):
    days = (2, 4, 6)
    each = []
    for last in (9 if day is None else day for day in last_days):
        most = [max(0, min(end, last) - start) for start, end in pairwise((0, *days))]
        steps = product(*(range(step + 1) for step in most))
        each.append([tuple(accumulate(step)) for step in steps])
    by_print = defaultdict(set)
    for solution in product(*each):
        by_print[printed_columns(solution)].add(as_listed(solution, last_days))
    for shown in list(by_print)[:: len(by_print) // 30]:
        asked = {day: Summary(*line) for day, line in zip(days, shown, strict=True)}
        found = enumerate_trajectories(asked, last_days)
        assert found == sorted(set(found))
        # To one decimal neither the mean nor the SD of three whole numbers is ever a tie.
        assert set(found) == by_print[shown]


def printed_columns(solution):
    return tuple((f"{fmean(column):.1f}", f"{stdev(column):.1f}") for column in zip(*solution, strict=True))


def as_listed(solution, last_days):
    """The solution with the trajectories of patients with the same last day in ascending order."""
    waiting = {
        day: sorted(path for path, of in zip(solution, last_days, strict=True) if of == day)
        for day in last_days
    }
    return tuple(waiting[day].pop(0) for day in last_days)


@pytest.mark.parametrize("within", [(), ("outer",)], ids=str)
def test_joint_histories_against_every_history(within):
    outer = {4: Summary("2.3", "1.5"), 6: Summary("3.3", "2.1")}
    inner = {4: Summary("1.0", "1.0"), 6: Summary("1.7", "1.5")}
    paths = [path for path in product(range(5), range(7)) if 0 <= path[1] - path[0] <= 2]

    def fitting(asked):
        shown = [(line.mean.text, line.sd.text) for line in asked.values()]
        return [
            solution
            for solution in product(paths, repeat=3)
            if all(
                prints_so(column, *line)
                for column, line in zip(zip(*solution, strict=True), shown, strict=True)
            )
        ]

    def inside(small, large):
        return all(s[0] <= b[0] and s[1] - s[0] <= b[1] - b[0] for s, b in zip(small, large, strict=True))

    expected = {
        tuple(sorted(zip(large, small, strict=True)))
        for large in fitting(outer)
        for small in fitting(inner)
        if not within or inside(small, large)
    }
    endpoints = [Endpoint("outer", outer), Endpoint("inner", inner, within=within)]
    found = [
        tuple(sorted(zip(solution["outer"].values(), solution["inner"].values(), strict=True)))
        for solution in enumerate_jointly(endpoints, dict.fromkeys("abc"), alike=[("a", "b", "c")])
    ]
    assert len(found) == len(set(found))
    assert set(found) == expected


# Real samples.


@modest
@given(sample=st.lists(st.integers(-20, 20), min_size=2, max_size=6), places=st.integers(1, 2))
def test_a_sample_is_among_those_that_print_like_it(sample, places):
    sample.sort()
    mean, sd = f"{fmean(sample):.{places}f}", f"{stdev(sample):.{places}f}"
    found = enumerate_samples(len(sample), -20, 20, mean, sd)
    assert tuple(sample) in found
    assert found == sorted(set(found))
    assert all(list(one) == sorted(one) and prints_so(one, mean, sd) for one in found)
    assert not Counter(forced(found)) - Counter(sample)


@modest
@given(days=st.lists(st.tuples(*[st.integers(0, 6)] * 3), min_size=2, max_size=5))
def test_a_history_is_among_those_that_print_like_it(days):
    history = [(first, first + second, first + second + third) for first, second, third in days]
    asked = {
        day: Summary(f"{fmean(column):.1f}", f"{stdev(column):.1f}")
        for day, column in zip((6, 12, 18), zip(*history, strict=True), strict=True)
    }
    assert tuple(sorted(history)) in enumerate_trajectories(asked, [None] * len(history))


# The trial.


def printed(quantity, *, ordered=False):
    """The printed summaries of one quantity by day; with median and range where printed and wanted."""
    return {
        int(row.day): Summary(
            row.mean_printed,
            row.sd_printed,
            *([row.median_printed, row.minimum_printed, row.maximum_printed] if ordered else []),
        )
        for row in summaries().query("quantity == @quantity").itertuples()
    }


VENTILATOR_FREE = printed("days without mechanical ventilation")
NOT_INCREASED = printed("days without an increase in oxygen dose")
OXYGEN_FREE = printed("days without oxygen administration")
HALVED = printed("days with an oxygen dose reduced by at least 50%")
TABLE_4 = (
    ((0, 0, 0), (28, 35, 35), (28, 55, 55), (28, 56, 71), (28, 56, 100), (28, 56, 100), (28, 56, 100)),
)


def alone(table, day, n=7):
    line = table[day]
    return enumerate_samples(n, 0, day, line.mean, line.sd, line.median, line.minimum, line.maximum)


def test_each_line_of_table_4_alone():
    assert [len(alone(VENTILATOR_FREE, day)) for day in DAYS] == [1, 2, 46088]
    ordered = printed("days without mechanical ventilation", ordered=True)
    assert alone(ordered, 28) == [(0, 28, 28, 28, 28, 28, 28)]
    assert alone(ordered, 56) == [(0, 35, 55, 56, 56, 56, 56)]
    assert len(alone(ordered, 100)) == 12


def test_three_means_and_deviations_force_table_4():
    assert enumerate_trajectories(VENTILATOR_FREE, [None] * 7) == list(TABLE_4)
    half_up = {
        day: Summary(*(Printed(x.text, rounding="half-up") for x in (line.mean, line.sd)))
        for day, line in VENTILATOR_FREE.items()
    }
    assert enumerate_trajectories(half_up, [None] * 7) == list(TABLE_4)
    # The medians and ranges were not used; they agree.
    columns = zip(*TABLE_4[0], strict=True)
    for line, column in zip(
        printed("days without mechanical ventilation", ordered=True).values(), columns, strict=True
    ):
        assert line.median.contains(median(column))
        assert (line.minimum.contains(min(column)), line.maximum.contains(max(column))) == (True, True)


def test_who_died_when_leaves_two_the_choice_of_being_ventilated():
    last_day = patients().set_index("patient").outcome_day
    by_death = [last_day[patient] if last_day[patient] <= 100 else None for patient in range(1, 8)]
    solutions = enumerate_trajectories(VENTILATOR_FREE, by_death)
    assert [solution[:2] for solution in solutions] == [((0, 0, 0), (28, 35, 35)), ((28, 35, 35), (0, 0, 0))]


@each_case("day", range(30, 41))
def test_only_35_days_fit_one_who_was_never_ventilated_and_died_between_28_and_56(day):
    whole_time = tuple(min(day, end) for end in DAYS)
    fits = [
        solution for solution in enumerate_trajectories(VENTILATOR_FREE, [None] * 7) if whole_time in solution
    ]
    assert bool(fits) == (day == 35)


def test_the_oxygen_endpoints_alone_and_over_time():
    tables = {7: (NOT_INCREASED, OXYGEN_FREE), 3: (HALVED,)}
    counts = [[len(alone(table, day, n)) for day in DAYS] for n, of in tables.items() for table in of]
    assert counts == [[1, 2, 44023], [3, 5, 8], [1, 4, 8]]
    over_time = [len(enumerate_trajectories(table, [None] * n)) for n, of in tables.items() for table in of]
    assert over_time == [5, 26, 2]
    assert alone(HALVED, 28, 3) == [(8, 24, 26)]


LAST_DAYS = {1: 50, 2: 35} | dict.fromkeys(range(3, 8))
ALIKE = [{4, 5}, {3, 6, 7}]  # with oxygen at the start, and without


def oxygen(**dropped):
    """The four endpoints, each within those that contain its days but for those dropped."""
    within = {"increase": ["ventilation"], "halved": ["increase"], "free": ["increase", "halved"]}
    kept = {name: [of for of in outer if of not in dropped.get(name, ())] for name, outer in within.items()}
    return [
        Endpoint("ventilation", VENTILATOR_FREE),
        Endpoint("increase", NOT_INCREASED, within=kept["increase"]),
        Endpoint("halved", HALVED, patients=(2, 4, 5), within=kept["halved"]),
        Endpoint("free", OXYGEN_FREE, within=kept["free"]),
    ]


def test_one_joint_history_fits_ventilation_and_oxygen():
    (only,) = enumerate_jointly(oxygen(), LAST_DAYS, ALIKE)
    observed = ((28, 56, 71), (28, 55, 55), (28, 56, 100), (28, 56, 100), (28, 56, 100))
    assert tuple(only["ventilation"].values()) == ((0, 0, 0), (28, 35, 35), *observed)
    assert only["increase"] == only["ventilation"] | {2: (28, 31, 31)}
    assert only["free"] == only["ventilation"] | {2: (0, 0, 0), 4: (0, 0, 0), 5: (24, 52, 96)}
    assert only["halved"] == {2: (26, 27, 27), 4: (8, 23, 23), 5: (24, 52, 96)}


def test_an_endpoint_of_some_patients_tells_them_apart():
    one_set = enumerate_jointly(oxygen(), LAST_DAYS, [{3, 4, 5, 6, 7}])
    assert one_set == enumerate_jointly(oxygen(), LAST_DAYS, ALIKE)


@pytest.mark.parametrize("seed", range(60))
def test_a_set_that_an_endpoint_splits_loses_no_solution_and_repeats_none(seed):
    rng = random.Random(seed)
    everybody = (1, 2, 3, 4)
    last_days = {patient: rng.choice([None, None, 2]) for patient in everybody}
    some = rng.sample(everybody, rng.randint(2, 4))
    days = {patient: sorted(rng.randint(0, last_days[patient] or 3) for _ in "ab") for patient in everybody}
    few, many = ({patient: days[patient][place] for patient in everybody} for place in (0, 1))
    endpoints = [
        Endpoint("many", {3: printed_like(many.values())}),
        Endpoint("few", {3: printed_like(few[patient] for patient in some)}, some, within="many"),
    ]
    group = rng.sample(everybody, rng.randint(2, 4))

    def exchanged(solution):
        """A solution but for who is who among those whom nothing tells apart."""
        known = {
            patient: (patient if patient not in group else 0, patient in some, last_days[patient] or 3)
            for patient in everybody
        }
        paths = [
            (known[patient], solution["many"][patient], solution["few"].get(patient, ()))
            for patient in everybody
        ]
        return tuple(sorted(paths))

    apart = [exchanged(solution) for solution in enumerate_jointly(endpoints, last_days)]
    together = [exchanged(solution) for solution in enumerate_jointly(endpoints, last_days, [group])]
    assert len(set(together)) == len(together)
    assert set(together) == set(apart)


def printed_like(values):
    """The summary of some whole numbers, to one decimal."""
    values = list(values)
    return Summary(f"{fmean(values):.1f}", f"{stdev(values):.1f}")


def test_without_sets_of_alike_every_order_is_a_solution():
    # Which of 4 and 5 left and which of 3, 6 and 7: two times three.
    assert len(enumerate_jointly(oxygen(), LAST_DAYS)) == 6


@pytest.mark.parametrize(
    ("dropped", "left"),
    [({"halved": ["increase"]}, 2), ({"free": ["halved"]}, 52), ({"free": ["increase"]}, 40)],
    ids=str,
)
def test_what_each_assumption_about_oxygen_is_worth(dropped, left):
    assert len(enumerate_jointly(oxygen(**dropped), LAST_DAYS, ALIKE)) == left


# What is refused.


def refused(call, *arguments, says=r"\bmust\b", **options):
    with pytest.raises(ValueError, match=rf"(?s)^.*{says}.*\nWhat came: .*\.$"):
        call(*arguments, **options)


def test_no_sample_is_said_and_not_returned():
    says = "no sample agrees with the print"
    refused(
        enumerate_samples, 7, 0, 28, "24.2", "10.6", says=f"{says}: the mean must be that of 7 whole numbers"
    )
    refused(enumerate_samples, 7, 0, 28, "29.0", "1.0", says=f"{says}: the mean must be .* from 0 to 28")
    refused(enumerate_samples, 7, 0, 28, "24.0", "11.0", says=f"{says}: the sd of 7 .* must be at most 10.58")
    refused(
        enumerate_samples, 7, 0, 28, "24.0", "0.3", says=f"{says}: whole numbers with all of these must exist"
    )
    refused(enumerate_samples, 7, 0, 28, "24.0", "10.6", "27", says=says)
    refused(
        enumerate_trajectories, {28: Summary("28.1", "0.1")}, [None] * 7, says=f"{says}: the mean must be"
    )
    falling = {28: Summary("28.0", "0.0"), 56: Summary("20.0", "0.0")}
    refused(
        enumerate_trajectories, falling, [None] * 7, says=f"{says}: histories with all of these must exist"
    )
    refused(enumerate_trajectories, VENTILATOR_FREE, [27] * 7, says=says)


@each_case("n", [0, 1, -3, 201, 7.0, "7", True, None])
def test_other_numbers_of_values_are_refused(n):
    refused(enumerate_samples, n, 0, 28, "24.0", "10.6", says="n must be a whole number from 2 to 200")


@pytest.mark.parametrize("limits", [(0, 0), (28, 0), (0.0, 28), ("0", 28), (0, None), (0, 10**7)], ids=repr)
def test_other_limits_are_refused(limits):
    refused(enumerate_samples, 7, *limits, "24.0", "10.6")


@pytest.mark.parametrize("text", [24.0, None, "", "24.0 ± 10.6", ["24.0"]], ids=repr)
def test_other_than_printed_numbers_are_refused(text):
    refused(enumerate_samples, 7, 0, 28, text, "10.6")
    refused(enumerate_samples, 7, 0, 28, "24.0", text)
    refused(Summary, "24.0", "10.6", median=text if text is not None else 28)


def test_a_negative_deviation_is_refused():
    refused(Summary, "24.0", "-0.1", says="sd must be at least 0")


LINE = Summary("1", "1")


@each_case(
    "asked",
    [
        {},
        None,
        [LINE],
        {0: LINE},
        {-1: LINE},
        {"28": LINE},
        {56: LINE, 28: LINE},
        {28: "24.0 ± 10.6"},
    ],
)
def test_other_days_and_summaries_are_refused(asked):
    refused(enumerate_trajectories, asked, [None] * 7)
    refused(Endpoint, "days", asked)


@each_case("last_days", [[], [50], [-1, 35], [3.5, 35], "50", None, 7, {1: 50, 2: 35}])
def test_other_last_days_are_refused(last_days):
    refused(enumerate_trajectories, VENTILATOR_FREE, last_days)


def test_other_joint_questions_are_refused():
    days = Endpoint("days", VENTILATOR_FREE)
    refused(enumerate_jointly, [], LAST_DAYS, says="at least one Endpoint")
    refused(enumerate_jointly, days, LAST_DAYS, says="at least one Endpoint")
    refused(enumerate_jointly, [VENTILATOR_FREE], LAST_DAYS, says="at least one Endpoint")
    refused(enumerate_jointly, [days], [50, 35], says="last_days must map each patient")
    refused(enumerate_jointly, [days, days], LAST_DAYS, says="a name of its own")
    refused(enumerate_jointly, [days], LAST_DAYS, [{3, 4}, {4, 5}], says="in one set of alike at most")
    refused(enumerate_jointly, [days], LAST_DAYS, [{1, 9}], says="each patient must be one of 1, 2,")
    refused(
        enumerate_jointly, [Endpoint("x", HALVED, patients=(2, 9))], LAST_DAYS, says="each patient must be"
    )
    refused(enumerate_jointly, [Endpoint("x", HALVED, patients=(2,))], LAST_DAYS, says="number of patients")
    refused(enumerate_jointly, [Endpoint("x", HALVED, within="days")], LAST_DAYS, says="endpoints before 'x'")
    later = Endpoint("later", {100: HALVED[100]}, within="days")
    refused(
        enumerate_jointly, [days, later], LAST_DAYS, says="'later' must be summarized at the days of 'days'"
    )
    refused(Endpoint, 3, HALVED, says="must be a string")
    refused(Endpoint, "x", HALVED, within=[3], says="must be a string")
    refused(forced, [], says="at least one")


def test_too_many_solutions_are_refused(monkeypatch):
    monkeypatch.setattr(reconstruct, "MOST_SOLUTIONS", 5)
    assert len(enumerate_samples(7, 1, 7, "3.14", "2.19")) == 3
    refused(enumerate_samples, 7, 1, 7, "3.14", "1.86", says="at most 5 solutions must agree with the print")


def test_days_ascend_in_every_solution():
    for solution in enumerate_trajectories(OXYGEN_FREE, [None] * 7):
        for path in solution:
            assert all(0 <= later - earlier <= 44 for earlier, later in pairwise(path))
