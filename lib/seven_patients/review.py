"""A reviewer's checklist for analysis data sets, and a set of them with faults for readers to find.

The checks look at the data sets alone, as one who has only these would: `failed` applies them, and
`faulty_datasets` gives the illustrative data sets with a few faults.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from seven_patients.datasets import specifications

if TYPE_CHECKING:
    import pandas as pd

_Data = Mapping[str, "pd.DataFrame"]


def _elapsed(frame: "pd.DataFrame", data: _Data, date: str = "ADT") -> "pd.Series":
    """Return the days from each subject's first dose to a date."""
    first = data["ADSL"].set_index("USUBJID")["TRTSDT"]
    return (frame[date] - frame["USUBJID"].map(first)).dt.days


def _keys_are_unique(data: _Data) -> bool:
    return not any(data[name].duplicated(list(one.keys)).any() for name, one in specifications().items())


def _no_day_0(data: _Data) -> bool:
    return bool((data["ADDAILY"]["ADY"] != 0).all() and (data["ADAE"]["ASTDY"] != 0).all())


def _one_baseline(data: _Data) -> bool:
    frame = data["ADDAILY"]
    start = frame[frame["ABLFL"] == "Y"]
    of_pair = start.groupby(["USUBJID", "PARAMCD"]).size()
    every = frame.groupby(["USUBJID", "PARAMCD"]).size().index
    one_each = bool((of_pair.reindex(every, fill_value=0) == 1).all())
    return one_each and bool((_elapsed(start, data) == 0).all())


def _change_is_value_less_baseline(data: _Data) -> bool:
    frame = data["ADDAILY"].dropna(subset=["CHG"])
    return bool(((frame["AVAL"] - frame["BASE"] - frame["CHG"]).abs() < 1e-9).all())


def _carried_records_say_so(data: _Data) -> bool:
    frame = data["ADDAILY"]
    frame = frame[frame["AVISIT"] != ""]
    of_the_day = _elapsed(frame, data) == frame["AVISIT"].str.removeprefix("DAY ").astype(int)
    return bool(((frame["DTYPE"] == "") == of_the_day).all())


def _one_record_counts(data: _Data) -> bool:
    frame = data["ADDAILY"]
    flagged = frame[frame["ANL01FL"] == "Y"]
    return not flagged.duplicated(["USUBJID", "PARAMCD", "AVISIT"]).any()


def _survival_is_that_of_adsl(data: _Data) -> bool:
    times = data["ADTTE"].query("PARAMCD == 'OS'").set_index("USUBJID")
    subjects = data["ADSL"].set_index("USUBJID").loc[times.index]
    right_days = (times["ADT"] - times["STARTDT"]).dt.days == times["AVAL"]
    return bool(right_days.all() and ((times["CNSR"] == 0) == (subjects["DTHFL"] == "Y")).all())


def _those_at_risk(data: _Data) -> bool:
    times = data["ADTTE"].query("PARAMCD == 'TTO2FREE'")
    return set(times["USUBJID"]) == set(data["ADSL"].query("O2RSKFL == 'Y'")["USUBJID"])


def _emergent_events_began_later(data: _Data) -> bool:
    frame = data["ADAE"]
    return bool(((frame["TRTEMFL"] == "Y") == (_elapsed(frame, data, "ASTDT") >= 0)).all())


def _one_worst_grade(data: _Data) -> bool:
    frame = data["ADAE"].query("TRTEMFL == 'Y'")
    flagged = frame.query("AOCCIFL == 'Y'").set_index("USUBJID")["AETOXGR"]
    worst = frame.groupby("USUBJID")["AETOXGR"].max().dropna()
    return flagged.index.is_unique and flagged.to_dict() == worst.to_dict()


_CHECKS: tuple[tuple[str, str, Callable[[_Data], bool]], ...] = (
    ("all", "No two records agree in the keys of the specification.", _keys_are_unique),
    ("ADDAILY, ADAE", "There is no study day 0.", _no_day_0),
    ("ADDAILY", "Each subject and parameter has one baseline, of the date of the first dose.", _one_baseline),
    (
        "ADDAILY",
        "A change is the value less the baseline.",
        _change_is_value_less_baseline,
    ),
    ("ADDAILY", "A record that is not of the day of its visit says so in DTYPE.", _carried_records_say_so),
    ("ADDAILY", "One record a subject, parameter and visit has ANL01FL.", _one_record_counts),
    ("ADTTE", "OS ends with the event where ADSL has a death, and nowhere else.", _survival_is_that_of_adsl),
    ("ADTTE", "Those at risk, and nobody else, have the time to freedom from oxygen.", _those_at_risk),
    ("ADAE", "TRTEMFL is Y for events from the date of the first dose on.", _emergent_events_began_later),
    ("ADAE", "One event a subject, of the highest known grade, has AOCCIFL.", _one_worst_grade),
)


def checklist() -> "pd.DataFrame":
    """Return the checklist: the number of each check, the data set that it looks at, and what must hold.

    Returns
    -------
    pandas.DataFrame
        One row a check, by its number from 1.

    Examples
    --------
    >>> checklist().loc[2, "what must hold"]
    'There is no study day 0.'
    """
    import pandas as pd

    rows = [(where, must) for where, must, _ in _CHECKS]
    numbers = pd.RangeIndex(1, len(rows) + 1, name="check")
    return pd.DataFrame(rows, columns=["data set", "what must hold"], index=numbers)


def failed(data: _Data) -> set[int]:
    """Return the numbers of the checks that analysis data sets do not pass.

    Parameters
    ----------
    data : dict of str to pandas.DataFrame
        ADSL, ADDAILY, ADTTE and ADAE, by name.

    Returns
    -------
    set of int
        The numbers, as in `checklist`.

    Examples
    --------
    >>> from seven_patients.datasets import analysis_datasets
    >>> failed(analysis_datasets())
    set()
    """
    return {number for number, (_, _, holds) in enumerate(_CHECKS, 1) if not holds(data)}


def faulty_datasets(data: _Data) -> "dict[str, pd.DataFrame]":
    """Return the illustrative analysis data sets with faults, for a reader to review.

    Parameters
    ----------
    data : dict of str to pandas.DataFrame
        ADSL, ADDAILY, ADTTE and ADAE, by name, without the faults; they stay as they are.

    Returns
    -------
    dict of str to pandas.DataFrame
        The same, by name. ADSL has no fault.

    Examples
    --------
    >>> from seven_patients.datasets import analysis_datasets
    >>> list(faulty_datasets(analysis_datasets()))
    ['ADSL', 'ADDAILY', 'ADTTE', 'ADAE']
    """
    wrong = {name: frame.copy() for name, frame in data.items()}
    for fault in _faults():
        fault(wrong)
    return wrong


def _faults() -> "Iterator[Callable[[dict[str, pd.DataFrame]], None]]":
    """Yield the faults: each changes the data sets."""
    import pandas as pd

    def days_elapsed_for_study_days(data: "dict[str, pd.DataFrame]") -> None:
        data["ADDAILY"]["ADY"] = _elapsed(data["ADDAILY"], data)

    def change_the_other_way_round(data: "dict[str, pd.DataFrame]") -> None:
        data["ADDAILY"]["CHG"] = data["ADDAILY"]["CHG"].where(
            data["ADDAILY"]["PARAMCD"] != "CSDOSE", -data["ADDAILY"]["CHG"]
        )

    def carried_in_silence(data: "dict[str, pd.DataFrame]") -> None:
        data["ADDAILY"]["DTYPE"] = ""

    def never_on_oxygen_and_free_on_day_1(data: "dict[str, pd.DataFrame]") -> None:
        others = data["ADSL"].query("O2RSKFL == 'N'")
        first = data["ADTTE"].query("PARAMCD == 'TTO2FREE' and CNSR == 0").iloc[[0] * len(others)]
        added = first.assign(
            USUBJID=others["USUBJID"].to_numpy(),
            STARTDT=others["TRTSDT"].to_numpy(),
            ADT=(others["TRTSDT"] + pd.Timedelta(days=1)).to_numpy(),
            AVAL=1,
        )
        data["ADTTE"] = pd.concat([data["ADTTE"], added], ignore_index=True)

    def every_event_emergent(data: "dict[str, pd.DataFrame]") -> None:
        data["ADAE"]["TRTEMFL"] = "Y"

    yield from (
        days_elapsed_for_study_days,
        change_the_other_way_round,
        carried_in_silence,
        never_on_oxygen_and_free_on_day_1,
        every_event_emergent,
    )
