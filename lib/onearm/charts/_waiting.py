"""A figure of one trial whose outcomes arrive late: patients enter, are observed, and count."""

import json
from collections.abc import Iterable

import altair as alt
import pandas as pd

from onearm._require import count, listed, of_kind, refuse
from onearm.charts._theme import COLOURS, colour, titled, words
from onearm.designs.stopping import StoppingRule

MOST_PATIENTS = 40
"""The last look that the rule may have: a row for each patient."""

LONGEST = 1000
"""The most days of a window, and between two entries."""


def waiting(
    rule: StoppingRule,
    failure_days: Iterable[int | None],
    title: str,
    *,
    intervals: Iterable[int],
    window: int,
    day: int,
    success: str = "successes",
    failure: str = "failures",
) -> alt.LayerChart:
    """Draw one trial from day to day, with a slider for the day and a menu for how often patients enter.

    The trial is followed as `onearm.designs.DelayedTrial` describes it, with the same patients whatever the
    interval.

    Parameters
    ----------
    rule : StoppingRule
        The rule, with at most 40 patients.
    failure_days : iterable of int or None
        For each patient whom the rule may need, in the order of entry, the day of failure, 1 to `window`,
        counted from entry, or None for a success.
    title : str
        The figure's message.
    intervals : iterable of int
        Days from one entry to the next, 1 to 1000 each; the first is shown at the start.
    window : int
        The day, counted from entry, on which a success is known, 1 to 1000.
    day : int
        Where the slider starts: a day of the trial, counted from the first entry.
    success, failure : str
        What successes and failures are called.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `rule` is no StoppingRule or has more than 40 patients, an argument is not of its kind or outside
        its range, there are fewer `failure_days` than patients, or a text is blank.

    Notes
    -----
    The time grows as the number of patients times the number of intervals.

    Examples
    --------
    >>> rule = StoppingRule(n=(2, 3), promising=(2, 2))
    >>> fates = [None, None, 3]
    >>> waiting(rule, fates, "Two will do", intervals=[5, 20], window=10, day=0).description
    'Two will do. With an entry every 5 days the trial ends on day 15 at 2 of 3 successes; 3 have entered, 0 \
of them not yet known. With an entry every 20 days the trial ends on day 30 at 2 of 2 successes; 2 have \
entered, 0 of them not yet known.'
    """
    words("title", title)
    words("success, what successes are called,", success)
    words("failure, what failures are called,", failure)
    last = count("the last look of rule", of_kind("rule", rule, StoppingRule).n[-1], 1, MOST_PATIENTS)
    window = count("window, in days,", window, 1, LONGEST)
    fates = _fates(failure_days, last, window)
    intervals = [
        count("each of intervals, in days,", each, 1, LONGEST) for each in listed("intervals", intervals)
    ]
    courses = {f"every {interval} days": _follow(rule, fates, interval, window) for interval in intervals}
    rows = pd.concat([course.assign(pace=pace) for pace, course in courses.items()], ignore_index=True)
    longest = int(rows["until"].max())
    start = count("day, where the slider starts,", day, 0, longest)
    menu = alt.binding_select(options=list(courses), name="Entry")
    slider = alt.binding_range(min=0, max=longest, step=1, name="Day of the trial")
    pace = alt.param(name="pace", value=next(iter(courses)), bind=menu)
    now = alt.param(name="day", value=start, bind=slider)
    here = alt.Chart(rows).transform_filter("datum.pace == pace && datum.entered <= day")
    layers = [*_patients(here, rows, success, failure), *_told(here, rule, success)]
    said = " ".join(_in_words(pace, course, success) for pace, course in courses.items())
    chart = alt.layer(*layers).add_params(pace, now)
    return titled(chart, title, f"{title}. {said}", height=60 + 14 * int(rows["patient"].max()))


def _fates(failure_days: Iterable[int | None], patients: int, window: int) -> list[int | None]:
    """Return the day of each patient's failure, or refuse them."""
    fates = listed("failure_days", failure_days, 0)
    if len(fates) < patients:
        refuse(f"failure_days must have a day or None for each of {patients} patients", failure_days)
    return [None if day is None else count("each of failure_days", day, 1, window) for day in fates]


def _follow(rule: StoppingRule, fates: list[int | None], interval: int, window: int) -> pd.DataFrame:
    """Return a row for each patient who enters, and with it how the trial ends."""
    due = [i * interval + (window if day is None else day) for i, day in enumerate(fates[: rule.n[-1]])]
    order = sorted(range(len(due)), key=lambda i: (due[i], fates[i] is None, i))
    x = 0
    for known, i in enumerate(order, 1):
        x += fates[i] is None
        if rule.decide(x, known) != "continue":
            break
    entered = [(j, j * interval) for j in range(len(due)) if j * interval < due[i]]
    return pd.DataFrame(
        [
            {"patient": j + 1, "entered": start, "until": due[j], "failed": int(fates[j] is not None)}
            for j, start in entered
        ]
    ).assign(end=due[i], known=known, alive=x, verdict=rule.decide(x, known))


def _patients(here: alt.Chart, rows: pd.DataFrame, success: str, failure: str) -> list[alt.Chart]:
    """Return a line for each patient from entry to the day shown or the outcome, and what is known then."""
    shown = {
        "not yet known": ("prior", "circle"),
        success: ("success", "square"),
        failure: ("failure", "cross"),
    }
    colours, shapes = zip(*shown.values(), strict=True)
    failed, succeeded = json.dumps(failure), json.dumps(success)
    here = here.transform_calculate(
        now="min(day, datum.until)",
        status=f"day < datum.until ? 'not yet known' : datum.failed ? {failed} : {succeeded}",
    )
    legend = alt.Legend(offset=60)
    x = alt.X(
        "now:Q",
        title="days since the first entry",
        scale=alt.Scale(domain=[0, int(rows["until"].max())], nice=False, padding=8),
    )
    y = alt.Y(
        "patient:Q",
        title="patients, in the order of entry",
        scale=alt.Scale(domain=[1, int(rows["patient"].max())], reverse=True, nice=False, padding=8),
        axis=alt.Axis(tickMinStep=1),
    )
    marks = here.mark_point(filled=True, size=70, opacity=1).encode(
        x=x,
        y=y,
        color=colour("status", shown, [COLOURS[name] for name in colours], legend=legend),
        shape=alt.Shape(
            "status:N", scale=alt.Scale(domain=list(shown), range=shapes), title=None, legend=legend
        ),
        tooltip=[
            alt.Tooltip("patient:Q"),
            alt.Tooltip("entered:Q", title="entered on day"),
            alt.Tooltip("until:Q", title="outcome on day"),
            alt.Tooltip("status:N"),
        ],
    )
    lines = here.mark_rule(color=COLOURS["prior"], strokeWidth=2).encode(x=x, x2=alt.X2("entered:Q"), y=y)
    return [lines, marks]


def _told(here: alt.Chart, rule: StoppingRule, success: str) -> list[alt.Chart]:
    """Return the day on which the trial ends, from then on, and the count in three short lines."""
    needs = ["'no bound here'"] * (rule.n[-1] + 1)
    for n, bound in zip(rule.n, rule.promising, strict=True):
        if bound is not None:
            needs[n] = f"'{bound} would do'"
    ended = here.transform_filter("day >= datum.end")
    line = ended.transform_aggregate(end="min(end)").mark_rule(strokeDash=[4, 4], color=COLOURS["published"])
    text = (
        here.transform_calculate(
            known_now="day >= datum.until ? 1 : 0",
            alive_now="day >= datum.until && !datum.failed ? 1 : 0",
        )
        .transform_aggregate(
            entered="count()",
            known_now="sum(known_now)",
            alive_now="sum(alive_now)",
            end="min(end)",
            known="min(known)",
            alive="min(alive)",
            verdict="min(verdict)",
        )
        .transform_calculate(
            text="['day ' + day + ': ' + datum.entered + ' entered', "
            "(datum.entered - datum.known_now) + ' not yet known, ' + datum.alive_now + ' of ' + "
            f"datum.known_now + {json.dumps(f' {success}')}, day < datum.end ? "
            f"[{', '.join(needs)}][datum.known_now] : "
            "'ended at ' + datum.alive + ' of ' + datum.known + ': ' + datum.verdict]"
        )
        .mark_text(align="left", baseline="top", fontWeight="bold", fontSize=14)
        .encode(x=alt.XValue(8), y=alt.YValue(-54), text=alt.Text("text:N"))
    )
    return [line.encode(x=alt.X("end:Q")), text]


def _in_words(pace: str, course: pd.DataFrame, success: str) -> str:
    """Say how a trial ends."""
    end, known, alive = (int(course[column].iloc[0]) for column in ("end", "known", "alive"))
    late = int((course["until"] > end).sum())
    return (
        f"With an entry {pace} the trial ends on day {end} at {alive} of {known} {success}; "
        f"{len(course)} have entered, {late} of them not yet known."
    )
