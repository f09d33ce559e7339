"""Every sample of whole numbers, and every history of patients, that a printed summary leaves possible.

A mean fixes a total, a standard deviation then fixes a sum of squares, and few whole numbers share both.
Where the same patients are summarized at several days, or several endpoints count their days, the samples
must also fit each other. The search is complete: what is listed can be, and what is not listed cannot.

Of related methods, GRIM and GRIMMER ask whether there is any sample at all, as `grim` and `grimmer` do;
SPRITE finds samples by shuffling values; CORVIDS and CLOSURE list all samples behind one mean and one
standard deviation, as `enumerate_samples` does. These functions name the sources.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice, pairwise
from math import sqrt
from operator import and_
from typing import TYPE_CHECKING, Any, TypeVar

from onearm._require import count, keep, listed, of_kind, refuse, text
from onearm.printed._integer_samples import most_squares
from onearm.printed._search import Search, fits, histories
from onearm.printed.grim import _totals
from onearm.printed.numbers import Printed, _as_printed

MOST_VALUES = 200
"""The most values a sample may have: the search goes one call deeper for each."""

LARGEST_VALUE = 1_000_000
"""The furthest from 0 that a value may lie."""

MOST_SOLUTIONS = 100_000
"""The most solutions that are listed; a question with more answers is refused."""

MOST_STEPS = 3_000_000
"""The most steps of a search for samples, each some half a microsecond; a longer search is refused."""

MOST_STEPS_JOINTLY = 10_000_000
"""The most steps of a search for histories, in which endpoints are sifted again and again for two seconds."""

_Solution = TypeVar("_Solution")


@dataclass(frozen=True)
class Summary:
    """The printed summary of a sample.

    Parameters
    ----------
    mean, sd : str or Printed
        Mean and standard deviation (denominator n - 1) as printed; strings are read with rounding "either".
    median, minimum, maximum : str or Printed, optional
        As printed; what is left out is not known.

    Raises
    ------
    ValueError
        If one of them is no printed number, or `sd` is negative.

    Examples
    --------
    >>> Summary("24.0", "10.6", median="28.0").sd.value
    Decimal('10.6')
    """

    mean: Printed
    sd: Printed
    median: Printed | None = None
    minimum: Printed | None = None
    maximum: Printed | None = None

    if TYPE_CHECKING:  # what can be given, where the fields tell what is kept

        def __init__(
            self,
            mean: str | Printed,
            sd: str | Printed,
            median: str | Printed | None = None,
            minimum: str | Printed | None = None,
            maximum: str | Printed | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value is not None or name in ("mean", "sd"):
                keep(self, **{name: _as_printed(name, value)})
        if self.sd.value < 0:
            refuse("sd must be at least 0", self.sd.text)


@dataclass(frozen=True)
class Endpoint:
    """Days that are counted for each patient and summarized at several days.

    Parameters
    ----------
    name : str
        What the days are, such as "without oxygen".
    summaries : mapping of int to Summary
        Per day, ascending, the summary of the days counted from the start of treatment to that day.
    patients : iterable, optional
        The patients summarized; without it, all.
    within : str or iterable of str, optional
        Earlier endpoints whose days contain these: in no period does a patient add more days than there. One
        that does not have the patient says nothing about it.

    Raises
    ------
    ValueError
        If a name is no string, or the days are not whole numbers above 0 in ascending order.

    Examples
    --------
    >>> free = Endpoint("without oxygen", {28: Summary("15.4", "14.5")}, within="without an increase")
    >>> free.within
    ('without an increase',)
    """

    name: str
    summaries: Mapping[int, Summary]
    patients: tuple[Any, ...] | None = None
    within: tuple[str, ...] = ()

    if TYPE_CHECKING:  # what can be given, where the fields tell what is kept

        def __init__(
            self,
            name: str,
            summaries: Mapping[int, Summary],
            patients: Iterable[Any] | None = None,
            within: str | Iterable[str] = (),
        ) -> None: ...

    def __post_init__(self) -> None:
        within = (self.within,) if isinstance(self.within, str) else listed("within", self.within, 0)
        for name in (self.name, *within):
            text("each name of an endpoint", name)
        keep(self, within=within, summaries=_by_day(self.summaries))
        if self.patients is not None:
            keep(self, patients=_known_by("patients", self.patients))


def enumerate_samples(
    n: int,
    low: int,
    high: int,
    mean: str | Printed,
    sd: str | Printed,
    median: str | Printed | None = None,
    minimum: str | Printed | None = None,
    maximum: str | Printed | None = None,
) -> list[tuple[int, ...]]:
    """List every sample of whole numbers whose summary agrees with the print.

    Parameters
    ----------
    n : int
        Values, 2 to 200.
    low, high : int
        The limits: no value is below `low` or above `high`, and none need be there.
    mean, sd : str or Printed
        Mean and standard deviation (denominator `n - 1`) as printed.
    median, minimum, maximum : str or Printed, optional
        As printed; what is left out is not known.

    Returns
    -------
    list of tuple of int
        The samples, each in ascending order, in lexicographic order. Never empty.

    Raises
    ------
    ValueError
        If no sample fits the print, which names the mean when no `n` such values have it, and `sd` when it is
        larger than the limits allow; if more than 100,000 samples fit the print, or the search is too long;
        if `n`, `low` or `high` is no whole number in its range, `low` is not below `high`, or a printed
        number is none.

    Notes
    -----
    A string is read with rounding "either", so ties count both ways, and a median printed as "4" may be 3.5;
    `Printed("4", exact=True)` is 4 alone.

    Each total whose mean fits the print is tried, with every sum of squares whose standard deviation then
    does. Values are chosen from the smallest up. With m values to come that have the total t and from q to Q
    squares, the next one, v, must satisfy

    1. v^2 + (t - v)^2 / (m - 1) <= Q: the others have no fewer squares than when they are equal;
    2. q <= v^2 + M: nor have they more than M, when all are at v or at `high` but for a remainder.

    Both are tested in whole numbers, and neither cuts off a sample. The number of samples, and with it the
    time, grows roughly like `(high - low)` to the power `n - 2`, unless the standard deviation is close to
    the smallest or the largest there can be: then few are left, whatever the range. A search of more than
    3,000,000 steps, some two seconds, is refused.

    References
    ----------
    Heathers JA, Anaya J, van der Zee T, Brown NJL (2018). Recovering data from summary statistics: sample
    parameter reconstruction via iterative techniques (SPRITE). PeerJ Preprints e26968v1.
    doi:10.7287/peerj.preprints.26968v1

    Wilner SA, Wood K, Simons DJ (2018). Complete recovery of values in Diophantine systems (CORVIDS).
    PsyArXiv. https://psyarxiv.com/7shr8

    The R package unsum (0.2.0) lists samples from mean and standard deviation too: its CLOSURE is a complete
    listing of original samples of underlying raw evidence.

    Examples
    --------
    Seven counts of days out of 28, printed as 24.0 ± 10.6, can only be these:

    >>> enumerate_samples(7, 0, 28, mean="24.0", sd="10.6")
    [(0, 28, 28, 28, 28, 28, 28)]

    Seven answers from 1 to 7 leave six possibilities, or none when the mean is that of no seven numbers:

    >>> len(enumerate_samples(7, 1, 7, mean="3.14", sd="1.86"))
    6
    >>> enumerate_samples(7, 1, 7, mean="3.15", sd="1.86")
    Traceback (most recent call last):
    ValueError: no sample agrees with the print: the mean must be that of 7 whole numbers from 1 to 7.
    What came: '3.15'.
    """
    n = count("n", n, 2, MOST_VALUES)
    low, high = _limit("low", low), _limit("high", high)
    if low >= high:
        refuse("low must be below high", (low, high))
    summary = Summary(mean, sd, median, minimum, maximum)
    _require_possible(summary, n, low, high)
    return _listed(
        sorted(_limited(fits(summary, [(n, low, high)], Search(MOST_STEPS)))),
        "no sample agrees with the print: whole numbers with all of these must exist",
        summary,
    )


def enumerate_trajectories(
    summaries: Mapping[int, Summary], last_days: Iterable[int | None]
) -> list[tuple[tuple[int, ...], ...]]:
    """List every set of patients' counts of days that fits the summaries at all of several days.

    Parameters
    ----------
    summaries : mapping of int to Summary
        Per day, ascending, the summary of the days counted from the start of treatment to that day.
    last_days : iterable of int or None
        Per patient, 2 to 200 of them, the last day that can count, such as the day of death; None where
        nothing is known.

    Returns
    -------
    list of tuple of tuple of int
        The solutions in ascending order. Each has a trajectory a patient, in the order of `last_days`: the
        days counted up to each day summarized. Patients with the same last day cannot be told apart, and
        theirs ascend, so that no solution comes twice. Never empty.

    Raises
    ------
    ValueError
        If no sample fits the print, which names a mean that no such counts have, and an `sd` larger than they
        allow; if more than 100,000 solutions fit, or the search is too long; if the days or the last days are
        not whole numbers, or the days do not ascend.

    Notes
    -----
    A trajectory starts at 0 and never falls. From one day to the next it rises by at most the days between
    them, and no day after the last one counts: a patient who leaves on day 35 stays at the count of day 35.
    Days are counted as 1, 2, ... up to the day summarized, the last day included.

    The time grows with the histories that are tried, faster than any power of the patients; a search of more
    than 10,000,000 steps, which take some two seconds, is refused.

    Examples
    --------
    The days without ventilation of seven patients, from three printed means and standard deviations:

    >>> table = {28: Summary("24.0", "10.6"), 56: Summary("44.9", "21.2"), 100: Summary("65.9", "38.6")}
    >>> for trajectory in enumerate_trajectories(table, [None] * 7)[0]:
    ...     print(*trajectory)
    0 0 0
    28 35 35
    28 55 55
    28 56 71
    28 56 100
    28 56 100
    28 56 100
    """
    patients = dict(enumerate(listed("last_days, a last day or None for each patient,", last_days)))
    solutions = enumerate_jointly([Endpoint("", summaries)], patients, alike=[patients])
    return sorted(tuple(solution[""].values()) for solution in solutions)


def enumerate_jointly(
    endpoints: Sequence[Endpoint], last_days: Mapping[Any, int | None], alike: Iterable[Iterable[Any]] = ()
) -> list[dict[str, dict[Any, tuple[int, ...]]]]:
    """List every set of patients' histories that fits the summaries of several endpoints at once.

    Each assumption is a piece of the data: leave it out to see what it was worth.

    Parameters
    ----------
    endpoints : sequence of Endpoint
        The endpoints, in the order in which each period is searched; one can be within others before it.
    last_days : mapping
        Per patient, 2 to 200 of them, the last day that can count, such as the day of death; None where
        nothing is known. The patients are known by the keys.
    alike : iterable of iterables
        Sets of patients that nothing printed tells apart, none in two of them. Solutions that differ only in
        who of them is who count as one. Patients of an endpoint are told apart from those who are not, and a
        patient in no set from everybody.

    Returns
    -------
    list of dict
        The solutions. Each has for each endpoint's name a dict of the trajectory of each patient summarized,
        as in `enumerate_trajectories`. Never empty.

    Raises
    ------
    ValueError
        As `enumerate_trajectories`; also if a name is given twice, an endpoint is within one that is not
        before it or has other days, a patient of an endpoint or of `alike` has no entry in `last_days`, or a
        patient stands in two sets of `alike`.

    Notes
    -----
    Days are compared by period, from one day summarized to the next: a patient has no more days of an
    endpoint in any period than of those that contain it. That is all that counts can tell, for then the days
    can be the first ones of each period, and those of one endpoint lie within those of the other.

    The time grows with the histories that are tried, faster than any power of the patients; a search of more
    than 10,000,000 steps, which take some two seconds, is refused.

    Examples
    --------
    Two patients were observed to day 10, a third left on day 4. All were off a ventilator for as long as they
    were observed; how many of those days did each have without oxygen?

    >>> off = Endpoint("off", {10: Summary("8.0", "3.5")})
    >>> free = Endpoint("free", {10: Summary("6.3", "4.0")}, within="off")
    >>> patients = {1: None, 2: None, 3: 4}
    >>> for solution in enumerate_jointly([off, free], patients, alike=[{1, 2}]):
    ...     print(solution["free"])
    {1: (7,), 2: (10,), 3: (2,)}
    """
    endpoints, last_days, kinds = _roll(endpoints, last_days, alike)
    for endpoint in endpoints:
        n = len(last_days if endpoint.patients is None else endpoint.patients)
        for day, summary in endpoint.summaries.items():
            _require_possible(summary, n, 0, day)
    return _listed(
        list(_limited(histories(endpoints, last_days, kinds, Search(MOST_STEPS_JOINTLY)))),
        "no sample agrees with the print: histories with all of these must exist",
        {endpoint.name: endpoint.summaries for endpoint in endpoints},
    )


def forced(solutions: Iterable[Iterable[Any]]) -> tuple[Any, ...]:
    """Return what all solutions have in common, each value as often as every one of them has it.

    Parameters
    ----------
    solutions : iterable of iterables
        Samples, or tuples of trajectories; at least one.

    Returns
    -------
    tuple
        The values, or trajectories, in ascending order; empty when nothing is forced.

    Raises
    ------
    ValueError
        If there is no solution, one of them is no iterable, or its values cannot be counted or put in order.

    Notes
    -----
    The time grows as the number of solutions times their length.

    Examples
    --------
    >>> forced([(1, 4, 4, 7), (2, 4, 4, 6), (3, 4, 4, 4)])
    (4, 4)
    """
    given = listed("solutions", solutions, most=MOST_SOLUTIONS)
    counted = [Counter(_known_by("each solution", solution)) for solution in given]
    common = list(reduce(and_, counted).elements())
    try:
        return tuple(sorted(common))
    except TypeError:
        refuse("what the solutions have in common must be values that have an order", common)


# What is asked.


def _limit(name: str, value: object) -> int:
    return count(name, value, -LARGEST_VALUE, LARGEST_VALUE)


def _by_day(summaries: Mapping[int, Summary]) -> dict[int, Summary]:
    """Return summaries by ascending day, or refuse them."""
    if not isinstance(summaries, Mapping) or not summaries:
        refuse("summaries must map at least one day to a Summary", summaries)
    days = [count("each day summarized", day, 1, LARGEST_VALUE) for day in summaries]
    if any(later <= earlier for earlier, later in pairwise(days)):
        refuse("the days summarized must ascend", days)
    for summary in summaries.values():
        if not isinstance(summary, Summary):
            refuse("summaries must map each day to a Summary", summary)
    return dict(zip(days, summaries.values(), strict=True))


def _roll(
    endpoints: Sequence[Endpoint], last_days: Mapping[Any, int | None], alike: Iterable[Iterable[Any]]
) -> tuple[tuple[Endpoint, ...], dict[Any, int], dict[Any, tuple[Any, ...]]]:
    """Return the endpoints, the last day of each patient and whom each cannot be told apart from."""
    endpoints = listed("endpoints, at least one Endpoint,", endpoints)
    for endpoint in endpoints:
        of_kind("each of endpoints, at least one Endpoint,", endpoint, Endpoint)
    if not isinstance(last_days, Mapping):
        refuse("last_days must map each patient to a last day or None", last_days)
    count("the number of patients", len(last_days), 2, MOST_VALUES)
    days = {
        patient: LARGEST_VALUE if day is None else count("each last day", day, 0, LARGEST_VALUE)
        for patient, day in last_days.items()
    }
    kinds = _kinds(alike, days)
    _require_nested(endpoints, days)
    asked = [endpoint.patients for endpoint in endpoints if endpoint.patients is not None]
    kinds = {patient: (kind, *(patient in of for of in asked)) for patient, kind in kinds.items()}
    return endpoints, days, kinds


def _known_by(name: str, values: Iterable[Any]) -> tuple[Any, ...]:
    """Return what patients or values are known by, in any order, or refuse it."""
    entries = listed(name, values, 0, ordered=False)
    for entry in entries:
        try:
            hash(entry)
        except TypeError:
            refuse(f"{name} must hold values that never change, such as numbers and strings", entry)
    return entries


def _kinds(alike: Iterable[Iterable[Any]], patients: Mapping[Any, int]) -> dict[Any, int]:
    """Return by patient a number, the same for those of one set of `alike`, or refuse the sets."""
    groups = [_known_by("each set of alike", group) for group in listed("alike", alike, 0)]
    grouped = [patient for group in groups for patient in group]
    _require_known(grouped, patients)
    if len(set(grouped)) < len(grouped):
        refuse("each patient must stand in one set of alike at most", groups)
    kinds = {patient: order for order, patient in enumerate(patients)}
    return kinds | {patient: kinds[group[0]] for group in groups for patient in group}


def _require_nested(endpoints: Sequence[Endpoint], patients: Mapping[Any, int]) -> None:
    """Refuse two endpoints of one name, one within what is not before it, and one of unknown patients."""
    days: dict[str, list[int]] = {}
    for endpoint in endpoints:
        own = [*endpoint.summaries]
        if endpoint.name in days:
            refuse("each endpoint must have a name of its own", endpoint.name)
        for outer in endpoint.within:
            if outer not in days:
                refuse(f"within must name endpoints before {endpoint.name!r}", outer)
            if days[outer] != own:
                refuse(f"{endpoint.name!r} must be summarized at the days of {outer!r}", own)
        if endpoint.patients is not None:
            count("the number of patients of an endpoint", len(endpoint.patients), 2, len(patients))
            _require_known(endpoint.patients, patients)
        days[endpoint.name] = own


def _require_known(patients: Iterable[Any], known: Mapping[Any, int]) -> None:
    for patient in patients:
        if patient not in known:
            refuse(f"each patient must be one of {', '.join(map(str, known))}", patient)


def _require_possible(summary: Summary, n: int, low: int, high: int) -> None:
    """Refuse a mean that no such values have, and a standard deviation beyond all that they have."""
    totals = [total for total in _totals(summary.mean, n) if n * low <= total <= n * high]
    if not totals:
        must = f"the mean must be that of {n} whole numbers from {low} to {high}"
        refuse(f"no sample agrees with the print: {must}", summary.mean.text)
    spread = max(most_squares(n, total, low, high) - total**2 / n for total in totals)
    if summary.sd.low > sqrt(spread / (n - 1)):
        must = f"the sd of {n} whole numbers from {low} to {high} with this mean must be at most"
        refuse(f"no sample agrees with the print: {must} {sqrt(spread / (n - 1)):.4g}", summary.sd.text)


def _limited(solutions: Iterator[_Solution]) -> Iterator[_Solution]:
    """Yield solutions, but refuse when there are too many to list."""
    yield from islice(solutions, MOST_SOLUTIONS)
    if next(solutions, None) is not None:
        refuse(f"at most {MOST_SOLUTIONS} solutions must agree with the print", "more of them")


def _listed(solutions: list[_Solution], must: str, asked: object) -> list[_Solution]:
    """Return solutions, or refuse what has none."""
    if not solutions:
        refuse(must, asked)
    return solutions
