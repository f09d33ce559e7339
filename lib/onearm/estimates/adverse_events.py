"""Adverse events: from a listing to a table of events and patients, and what such a table forces.

An adverse event happens to a patient and is coded to a Preferred Term, which belongs to one System Organ
Class. A safety table counts each line twice: the events, and the patients with at least one of them. Events
add up, patients do not, for one patient may have several. So a class's patients are only bounded by those of
its terms, and the gap says how many patients the terms share. Bounds are `range` objects: every count that
is possible, and a single one where the count is forced.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from onearm import _require
from onearm._frames import frame, names

CLASS, TERM = "system_organ_class", "preferred_term"
"""The columns that code an event."""

MOST_TREATED = 1_000_000_000
"""The most patients, or events, that are counted."""

LEVELS = ANY, OF_CLASS, OF_TERM = "any", "system organ class", "preferred term"
"""What a line of a safety table can count."""

MOST_SHARING = 200
"""The most patients of a class whose terms are shared out: the search goes one call deeper for each."""

GRADES = range(1, 6)
"""The grades of the Common Terminology Criteria for Adverse Events, from mild to death."""


UNGRADED = "refuse", "leave out", "count"
"""What can become of events without a grade."""


def tabulate(
    events: pd.DataFrame,
    treated: int,
    *,
    least_grade: int | None = None,
    serious: bool | None = None,
    related: bool | None = None,
    ungraded: str = "refuse",
) -> pd.DataFrame:
    """Count events and patients over all, by System Organ Class, and by Preferred Term.

    Parameters
    ----------
    events : DataFrame
        One row an event, with the columns ``patient``, ``system_organ_class`` and ``preferred_term``; also
        ``grade`` (1 to 5), ``serious`` and ``related`` (true or false) where asked for, each empty where
        unknown.
    treated : int
        Patients at risk, those without an event included, from 1 to 1e9.
    least_grade : int, optional
        Count only events known to have this grade or a higher one.
    serious, related : bool, optional
        Count only events known to be, or not to be, serious, or related to the treatment.
    ungraded : {"refuse", "leave out", "count"}
        What becomes of events without a grade where `least_grade` is given: the table is refused, they are
        left out, as if each were below `least_grade`, or they are counted, as if each had reached it.

    Returns
    -------
    DataFrame
        One row a line of the table: ``level`` ("any", "system organ class", "preferred term"),
        ``system_organ_class`` and ``preferred_term`` (empty above their level), ``events``, ``patients`` with
        at least one, and ``percent`` of those treated. The first row counts everything; each class is
        followed by its terms; most patients come first, then most events, then the alphabet.

    Raises
    ------
    ValueError
        When a column is missing or a cell is not of its kind, a term stands under two classes, a grade is
        not one of 1 to 5, there are more patients than were treated, or an argument is not of its kind; or
        when `least_grade` is given, some events have no grade, and `ungraded` does not say what they count.

    Notes
    -----
    The time grows with the number of events.

    Examples
    --------
    >>> listing = pd.DataFrame(
    ...     [("A", "Cardiac disorders", "Palpitations")] * 3 + [("B", "Cardiac disorders", "Bradycardia")],
    ...     columns=["patient", "system_organ_class", "preferred_term"],
    ... )
    >>> tabulate(listing, 4)[["preferred_term", "events", "patients", "percent"]]
      preferred_term  events  patients  percent
    0                      4         2     50.0
    1                      4         2     50.0
    2   Palpitations       3         1     25.0
    3    Bradycardia       1         1     25.0
    """
    rows = _listing(events)
    treated = _require.count("treated, the patients at risk,", treated, 1, MOST_TREATED)
    if (patients := rows["patient"].nunique()) > treated:
        _require.refuse("events must be of no more patients than were treated", (patients, treated))
    ungraded = _require.one_of("ungraded", ungraded, UNGRADED)
    rows = rows[_asked_for(rows, least_grade, serious, related, ungraded)]
    levels = [
        rows.assign(level=ANY, **{CLASS: "", TERM: ""}),
        rows.assign(level=OF_CLASS, **{TERM: ""}),
        rows.assign(level=OF_TERM),
    ]
    counted = pd.concat(levels).groupby(["level", CLASS, TERM])["patient"]
    table = counted.agg(events="size", patients="nunique").reset_index()
    if table.empty:
        table.loc[0] = ANY, "", "", 0, 0
    of_class = table.groupby(CLASS)
    table["class_patients"] = of_class["patients"].transform("max")
    table["class_events"] = of_class["events"].transform("max")
    order = {"class_patients": False, "class_events": False, CLASS: True}
    order |= {"patients": False, "events": False, TERM: True}
    table = table.sort_values(list(order), ascending=list(order.values()), ignore_index=True)
    return table.drop(columns=["class_patients", "class_events"]).assign(
        percent=100 * table["patients"] / treated
    )


def patients_with_any(counts: Iterable[int], treated: int) -> range:
    """Bound the patients with at least one of several kinds of event, from the patients with each.

    Parameters
    ----------
    counts : sequence of int
        Patients with each kind of event, each from 0 to `treated`; at least one kind.
    treated : int
        Patients at risk, from 1 to 1e9.

    Returns
    -------
    range
        Every possible number: from the largest count, when each smaller group lies within it, to the sum of
        all, when no patient is shared, or to `treated`.

    Raises
    ------
    ValueError
        When there is no count, or a count is not a whole number in its range.

    Notes
    -----
    The time grows as the number of counts.

    References
    ----------
    The Boole-Fréchet inequality for a union, in counts: Constructive proofs of generalized Boole-Fréchet
    bounds: a dynamic programming approach. arXiv:2512.09161; section 1.

    Examples
    --------
    Two patients with fever, one with pain at a catheter, one with oedema, of seven:

    >>> patients_with_any([2, 1, 1], 7)
    range(2, 5)
    """
    treated, counts = _counts(counts, treated)
    return range(max(counts), min(sum(counts), treated) + 1)


def patients_with_both(one: int, other: int, treated: int) -> range:
    """Bound the patients with two kinds of event, from the patients with each.

    Parameters
    ----------
    one, other : int
        Patients with each kind of event, each from 0 to `treated`.
    treated : int
        Patients at risk, from 1 to 1e9.

    Returns
    -------
    range
        Every possible number: from what `one` and `other` exceed `treated` by, to the smaller of them.

    Raises
    ------
    ValueError
        When a count is not a whole number in its range.

    Notes
    -----
    The time does not grow with the arguments.

    References
    ----------
    The Boole-Fréchet inequality for an intersection, in counts; see `patients_with_any`.

    Examples
    --------
    Five of seven had one thing, four another: at least two had both.

    >>> patients_with_both(5, 4, 7)
    range(2, 5)
    """
    treated, (one, other) = _counts((one, other), treated)
    return range(max(0, one + other - treated), min(one, other) + 1)


def patients_with_marked(marked: int, events: int, patients: int) -> range:
    """Bound the patients with at least one marked event, such as a serious one, among events of one kind.

    Parameters
    ----------
    marked : int
        How many of the events are marked, from 0 to `events`.
    events : int
        Events of this kind, from `patients` to 1e9.
    patients : int
        Patients with at least one of them, from 1.

    Returns
    -------
    range
        Every possible number. Of `m` patients at most ``events - (patients - m)`` events can be marked, for
        each of the others keeps an unmarked one: that is the lower end. The upper end is one patient for
        each marked event, or all `patients`.

    Raises
    ------
    ValueError
        When a number is not whole or outside its range, above all when there are fewer events than patients.

    Notes
    -----
    The time does not grow with the arguments.

    Examples
    --------
    Four events in two patients, and all four are serious; or three are:

    >>> patients_with_marked(4, 4, 2), patients_with_marked(3, 4, 2)
    (range(2, 3), range(1, 3))
    """
    patients = _require.count("patients, those with such an event,", patients, 1, MOST_TREATED)
    events = _require.count("events, no fewer than patients,", events, patients, MOST_TREATED)
    marked = _require.count("marked, the marked events,", marked, 0, events)
    low = max(patients - (events - marked), min(marked, 1))
    return range(low, min(marked, patients) + 1)


def patient_bounds(table: pd.DataFrame, treated: int) -> pd.DataFrame:
    """Bound every count of patients in a safety table by the other numbers of the table.

    Parameters
    ----------
    table : DataFrame
        One row a line, with the columns ``level`` ("any", "system organ class", "preferred term"),
        ``system_organ_class``, ``preferred_term``, ``events`` and ``patients``, as from `tabulate`.
    treated : int
        Patients at risk, from 1 to 1e9.

    Returns
    -------
    DataFrame
        The table with the columns ``low`` and ``high``. The patients of all events are bounded by those of
        the classes; the patients of a class by those of its terms; the patients of a term by its events and,
        where the class has other terms, by the patients of the class and what the other terms leave of them.
        Where a class has one term, its patients are the term's, and the term is bounded by its events alone:
        so nothing is derived from what was derived from it.

    Raises
    ------
    ValueError
        When a column is missing or a cell is not of its kind, a line or a term stands twice, a class has no
        term or a term no class, a line has more patients than were treated, or fewer events than patients.

    Notes
    -----
    The time grows with the number of rows.

    Examples
    --------
    >>> lines = [("system organ class", "", 5, 1), ("preferred term", "Low oxygen", 4, 1)]
    >>> lines += [("preferred term", "Low platelets", 1, 1)]
    >>> table = pd.DataFrame(lines, columns=["level", "preferred_term", "events", "patients"])
    >>> patient_bounds(table.assign(system_organ_class="Investigations"), 7)[["low", "high"]].values.tolist()
    [[1, 2], [1, 1], [1, 1]]
    """
    treated = _require.count("treated, the patients at risk,", treated, 1, MOST_TREATED)
    table = _lines(table, treated)
    bounds = [_bounds_of(line, table, treated) for line in table.itertuples()]
    return table.assign(low=[bound.start for bound in bounds], high=[bound.stop - 1 for bound in bounds])


def sharing_patterns(
    term_patients: Mapping[str, int], class_patients: int
) -> Iterator[tuple[tuple[str, ...], ...]]:
    """List every way in which a class's patients can share its terms.

    Parameters
    ----------
    term_patients : dict of str to int
        By term the patients with it, each from 1 to `class_patients`.
    class_patients : int
        Patients with at least one of the terms, at most the sum of theirs, and at most 200.

    Returns
    -------
    iterator of tuple of tuple of str
        One tuple a way: for each patient of the class the terms that this patient had. Patients are not told
        apart, so two ways differ in what is shared, not in who shares it. The ways come one at a time, for a
        class of many terms has very many.

    Raises
    ------
    ValueError
        When there is no term, or a number is not whole or outside its range.

    Notes
    -----
    A patient's terms are a non-empty subset of the terms. The search takes the subsets in a fixed order, the
    smaller first, gives one to each patient in turn, never goes back to an earlier subset, and turns round
    where the terms that are left cannot be spread over the patients that are left. A term that as many
    patients have as are left is in each subset. No list of the subsets is made, so that the memory is that of
    one way. The time grows with the ways taken, and how many there are grows faster than any power of the
    terms.

    Examples
    --------
    >>> for way in sharing_patterns({"fever": 2, "pain": 1, "oedema": 1}, 3):
    ...     print(way)
    (('fever',), ('fever',), ('pain', 'oedema'))
    (('fever',), ('pain',), ('fever', 'oedema'))
    (('fever',), ('oedema',), ('fever', 'pain'))
    """
    if not isinstance(term_patients, Mapping) or not term_patients:
        _require.refuse(
            "term_patients must hold at least one term with its patients, in a dict", term_patients
        )
    name = "class_patients, the patients of the class,"
    class_patients = _require.count(name, class_patients, 1, MOST_SHARING)
    left = {
        _require.text("each term", term): _require.count(
            f"the patients with {term}", patients, 1, class_patients
        )
        for term, patients in term_patients.items()
    }
    _require.count(name, class_patients, 1, sum(left.values()))
    terms, counts = tuple(left), tuple(left.values())
    ways = _shared((0,), counts, class_patients)
    return (tuple(tuple(terms[place] for place in subset) for subset in way) for way in ways)


def _shared(
    first: tuple[int, ...], left: tuple[int, ...], patients: int
) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Yield the ways to give each patient a subset, none earlier than the one before, until none is left.

    `left` has for each term, by its place, the patients with it to come; no subset is earlier than `first`.
    """
    total = sum(left)
    if not max(left) <= patients <= total:
        return
    if patients == 0:
        yield ()
        return
    always = [place for place, count in enumerate(left) if count == patients]
    sometimes = [place for place, count in enumerate(left) if 0 < count < patients]
    most = len(always) + len(sometimes)
    smallest = max(len(first), len(always), total - (patients - 1) * most)
    for size in range(smallest, min(most, total // patients) + 1):
        for others in combinations(sometimes, size - len(always)):
            subset = tuple(sorted((*always, *others)))
            if (size, subset) >= (len(first), first):
                fewer = tuple(count - (place in subset) for place, count in enumerate(left))
                for rest in _shared(subset, fewer, patients - 1):
                    yield subset, *rest


def _bounds_of(line: Any, table: pd.DataFrame, treated: int) -> range:
    """Return the possible numbers of patients of one line, from the other lines."""
    if line.level == ANY:
        return patients_with_any(table.loc[table["level"] == OF_CLASS, "patients"], treated)
    of_class = table[table[CLASS] == line.system_organ_class]
    whole = of_class["level"] == OF_CLASS
    terms = of_class.loc[~whole, "patients"]
    if line.level == OF_CLASS:
        return patients_with_any(terms, treated)
    if len(terms) == 1:
        return range(min(line.events, 1), min(line.events, treated) + 1)
    class_patients = of_class.loc[whole, "patients"].item()
    others = terms.sum() - line.patients
    return range(max(min(line.events, 1), class_patients - others), min(line.events, class_patients) + 1)


def _counts(counts: Iterable[int], treated: int) -> tuple[int, list[int]]:
    """Return the patients at risk, and counts of some of them as a list, or refuse them."""
    treated = _require.count("treated, the patients at risk,", treated, 1, MOST_TREATED)
    given = _require.listed("counts, those of patients,", counts)
    return treated, [_require.count("each count of patients", count, 0, treated) for count in given]


def _listing(events: pd.DataFrame) -> pd.DataFrame:
    """Return a listing whose terms, classes and patients are there and fit together, or refuse it."""
    frame("events", events, ["patient", CLASS, TERM], empty=True)
    for column in ("patient", CLASS, TERM):
        if (missing := events[column].isna() | (events[column] == "")).any():
            _require.refuse(f"each event must have a {column}", events.loc[missing].iloc[0].to_dict())
    names("each patient of the events", events["patient"])
    _one_class(events)
    return events


def _one_class(rows: pd.DataFrame) -> None:
    """Refuse rows with a term under two classes, and a term or a class that is no string."""
    for column in (CLASS, TERM):
        for cell in rows[column]:
            _require.text(f"each {column}", cell)
    classes = rows.groupby(TERM)[CLASS].unique()
    for term, found in classes[classes.map(len) > 1].items():
        _require.refuse(f"the term {term!r} must stand under one class", list(found))


def _asked_for(
    rows: pd.DataFrame,
    least_grade: int | None,
    serious: bool | None,
    related: bool | None,
    ungraded: str,
) -> NDArray[np.bool_]:
    """Return which rows of a listing have the grade, the seriousness and the relatedness asked for."""
    chosen = np.full(len(rows), True)
    if least_grade is not None:
        least_grade = _require.count("least_grade", least_grade, GRADES.start, GRADES.stop - 1)
        frame("events", rows, ["grade"], empty=True)
        for grade in rows["grade"].dropna():
            if _require.as_float(grade) not in GRADES:
                _require.refuse("each grade must be a whole number from 1 to 5, or empty", grade)
        missing = rows["grade"].isna().to_numpy()
        if missing.any() and ungraded == "refuse":
            _require.refuse(
                "each event must have a grade where least_grade is given, or ungraded must say what those "
                'without one count: "leave out" or "count"',
                f"{missing.sum()} of {len(rows)} events without a grade",
            )
        reached = (rows["grade"] >= least_grade).fillna(False).to_numpy(dtype=bool)
        chosen &= reached | (missing & (ungraded == "count"))
    for name, wanted in (("serious", serious), ("related", related)):
        if wanted is not None:
            wanted = _require.flag(name, wanted)
            frame("events", rows, [name], empty=True)
            for cell in rows[name].dropna():
                if not isinstance(cell, (bool, np.bool_)):
                    _require.refuse(f"each cell of {name} must be true, false or empty", cell)
            chosen &= np.array([not pd.isna(cell) and cell == wanted for cell in rows[name]], dtype=bool)
    return chosen


def _lines(table: pd.DataFrame, treated: int) -> pd.DataFrame:
    """Return the lines of a safety table that can be of the patients treated, or refuse it."""
    columns = ["level", CLASS, TERM, "events", "patients"]
    frame("table", table, columns)
    for level in table["level"]:
        _require.one_of("each level", level, LEVELS)
    for line in table[columns].to_dict("records"):
        for column in (CLASS, TERM):
            _require.text(f"each {column}", line[column])
        name = line[TERM] or line[CLASS] or "any"
        patients = _require.count(f"the patients with {name}", line["patients"], 0, treated)
        most = MOST_TREATED if patients else 0
        _require.count(f"the events of {name}, no fewer than patients,", line["events"], patients, most)
    terms = table[table["level"] == OF_TERM]
    _one_class(terms)
    if (twice := table.duplicated(["level", CLASS, TERM])).any():
        _require.refuse("each line must stand once", table.loc[twice, [CLASS, TERM]].values.tolist())
    classes = set(table.loc[table["level"] == OF_CLASS, CLASS])
    if classes != set(terms[CLASS]):
        _require.refuse(
            "each class must have a term, and each term a class", sorted(classes ^ set(terms[CLASS]))
        )
    return table
