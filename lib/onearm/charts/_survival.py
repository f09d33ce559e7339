"""Figures of time: survival curves, and one lane for each patient."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from onearm._frames import frame, names
from onearm._require import listed, number, of_kind, one_of, refuse, text
from onearm.charts._parts import decades, typed
from onearm.charts._theme import COLOURS, colour, titled, words
from onearm.estimates.survival import KaplanMeier


def survival_curve(
    curve: KaplanMeier, title: str, *, marked: Sequence[float] = (), axis: str = "days since the start"
) -> alt.LayerChart:
    """Draw a Kaplan-Meier curve with its limits; under the axis stand the patients at risk.

    Parameters
    ----------
    curve : KaplanMeier
        The curve.
    title : str
        The figure's message.
    marked : sequence of float
        Times at which the survival is written.
    axis : str
        What the times are.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `curve` is not a KaplanMeier, a time is below 0 or after the curve's last, or a text is blank.

    Notes
    -----
    The time grows with the number of distinct times and of those marked.

    Examples
    --------
    >>> from onearm.estimates import kaplan_meier
    >>> survival_curve(kaplan_meier([2, 5, 9], [True, False, True]), "Three", marked=[4]).description
    'Three. Alive at 4: 66.7 % (95 % limits 5.4 to 94.5 %, log-log). Of 3 patients 2 died.'
    """
    words("title", title)
    words("axis, what the times are,", axis)
    of_kind("curve", curve, KaplanMeier)
    last = float(curve.times[-1])
    marked = [number("each time of marked", time, 0, last) for time in listed("marked", marked, 0)]
    steps = pd.DataFrame(
        {
            "time": curve.times,
            "alive": 100 * curve.survival,
            "low": 100 * curve.low,
            "high": 100 * curve.high,
            "censored": curve.censored,
        }
    )
    at = {time: curve.at(time) for time in marked}
    points = pd.DataFrame(
        [{"time": t, "alive": 100 * s.survival, "label": f"{100 * s.survival:.1f} %"} for t, s in at.items()]
    )
    base = alt.Chart(steps).encode(x=_at_risk(curve, axis))
    survival = alt.Y("alive:Q", title="alive, %", scale=alt.Scale(domain=[0, 100]))
    band = base.transform_filter("isValid(datum.low)")
    edge = band.mark_line(interpolate="step-after", strokeWidth=1, color=COLOURS["success"])
    layers = [
        band.mark_area(interpolate="step-after", opacity=0.18, color=COLOURS["success"]).encode(
            y=alt.Y("low:Q"), y2=alt.Y2("high:Q")
        ),
        *(edge.encode(y=alt.Y(f"{end}:Q")) for end in ("low", "high")),
        base.mark_line(interpolate="step-after", color=COLOURS["success"]).encode(y=survival),
        base.mark_tick(thickness=2, size=14, orient="vertical", color=COLOURS["published"])
        .encode(y=survival)
        .transform_filter("datum.censored > 0"),
    ]
    if marked:
        here = alt.Chart(points).encode(x=alt.X("time:Q"), y=alt.Y("alive:Q"))
        layers += [
            here.mark_point(filled=True, size=60, color=COLOURS["published"], opacity=1),
            here.mark_text(align="left", dx=6, dy=-8, fontWeight="bold").encode(text=alt.Text("label:N")),
        ]
    limits = f"{100 * curve.confidence_level:g} % limits"
    within = {
        t: "no limits"
        if np.isnan(s.low)
        else f"{limits} {100 * s.low:.1f} to {100 * s.high:.1f} %, {curve.interval}"
        for t, s in at.items()
    }
    facts = "".join(f" Alive at {t:g}: {100 * s.survival:.1f} % ({within[t]})." for t, s in at.items())
    described = f"{title}.{facts} Of {curve.at_risk[0]} patients {curve.events.sum()} died."
    return titled(alt.layer(*layers), title, described)


def _at_risk(curve: KaplanMeier, axis: str) -> alt.X:
    """Return a horizontal axis of time, each of its labels with the patients at risk below it."""
    last = max(float(curve.times[-1]), 1e-300) if curve.times[-1] else 1.0
    step = next(step for step in decades(last / 10, last, (1, 2, 5)) if 8 * step >= last)
    # As many digits as are stored of a number, so that a label finds its tick.
    ticks = {f"{tick * step:.6g}": tick * step for tick in range(int(last / step + 1e-9) + 1)}
    labels = " : ".join(
        f"datum.value == {tick} ? ['{tick}', '{curve.number_at_risk(time)}']" for tick, time in ticks.items()
    )
    return alt.X(
        "time:Q",
        title=[axis, "below: patients at risk"],
        scale=alt.Scale(domain=[0, last], nice=False),
        axis=alt.Axis(values=[*ticks.values()], labelExpr=f"{labels} : ''"),
    )


def swimmers(
    ends: pd.DataFrame,
    title: str,
    *,
    periods: pd.DataFrame | None = None,
    looks: Sequence[float] = (),
    axis: str = "days since the start",
) -> alt.LayerChart:
    """Draw one lane for each patient, from the start to the last day known.

    Parameters
    ----------
    ends : DataFrame
        One row a patient, in the order of the lanes: ``patient`` (its name), ``day`` (the last day known),
        ``end`` (what was known on it: "died" or "alive") and ``note`` (what is written there, if anything).
    title : str
        The figure's message.
    periods : DataFrame, optional
        Illustrative periods, drawn dashed on the lanes: ``patient``, ``kind`` (what was so), ``start`` and
        ``end`` (days). The kinds are shaded in the order in which they appear, the last one not at all.
    looks : sequence of float
        Days of assessment, marked on each lane that reaches them.
    axis : str
        What the days are.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `ends` or `periods` is not a DataFrame with a row and these columns, an end is neither "died" nor
        "alive", a day is no number of at least 0, a period has no lane, runs backwards or beyond its lane, or
        a text is blank.

    Notes
    -----
    The time grows with the number of rows.

    Examples
    --------
    >>> ends = pd.DataFrame([{"patient": "1", "day": 50, "end": "died", "note": "relapse"}])
    >>> swimmers(ends, "One lane", looks=[28]).description
    'One lane. Patient 1: died on day 50 (relapse).'
    >>> periods = pd.DataFrame([{"patient": "1", "kind": "oxygen", "start": 0, "end": 20}])
    >>> swimmers(ends, "One lane", periods=periods).description
    'One lane. Patient 1: died on day 50 (relapse), illustrative: oxygen 0 to 20.'
    """
    words("title", title)
    words("axis, what the days are,", axis)
    columns = ["patient", "day", "end", "note"]
    rows = frame("ends", ends, columns)[columns].assign(start=0)
    rows["note"] = rows["note"].astype(object).where(rows["note"].notna(), "")
    names("each patient in ends", rows["patient"])
    for row in rows.itertuples():
        number("each day", row.day, 0)
        one_of("each end", row.end, ("died", "alive"))
        text("each note in ends", row.note)
    rows = typed(rows, float, "day")
    looks = listed("looks", looks, 0)
    for look in looks:
        number("each day in looks", look, 0)
    shown = [name for name in ("died", "alive") if name in {*rows["end"]}]
    looks_like = {"died": (COLOURS["failure"], "cross"), "alive": (COLOURS["success"], "triangle-right")}
    hues, shapes = zip(*(looks_like[name] for name in shown), strict=True)
    lane = alt.Y("patient:N", title="patient", sort=None, axis=alt.Axis(labelAngle=0))
    base = alt.Chart(rows).encode(y=lane)
    reach = float(max((rows["day"] * np.where(rows["note"] == "", 1.2, 1.5)).max(), *looks, 0)) or 1.0
    end = alt.X("day:Q", title=axis, scale=alt.Scale(domain=[0, reach], nice=False))
    layers = [
        base.mark_rule(strokeWidth=4, color=COLOURS["prior"]).encode(x=alt.X("start:Q"), x2=alt.X2("day:Q")),
        base.mark_point(filled=True, size=130, opacity=1).encode(
            x=end,
            color=colour("end", shown, hues),
            shape=alt.Shape("end:N", scale=alt.Scale(domain=shown, range=shapes), title=None),
            tooltip=[
                alt.Tooltip("patient:N"),
                alt.Tooltip("day:Q"),
                alt.Tooltip("end:N"),
                alt.Tooltip("note:N"),
            ],
        ),
        base.mark_text(align="left", dx=10).encode(x=alt.X("day:Q"), text=alt.Text("note:N")),
    ]
    if looks:
        lived = rows.drop(columns="day").merge(
            typed(pd.DataFrame({"look": looks}), float, "look"), how="cross"
        )
        lived = lived[lived["look"] <= lived["patient"].map(rows.set_index("patient")["day"])]
        ticks = alt.Chart(lived[["patient", "look"]]).mark_tick(
            size=22, thickness=1.5, color=COLOURS["published"], opacity=1
        )
        layers.insert(1, ticks.encode(x=alt.X("look:Q"), y=lane))
    spans = dict.fromkeys(rows["patient"], "")
    if periods is not None:
        layers.insert(-2, _periods(periods, rows, lane))
        for patient, own in typed(periods, float, "start", "end").groupby("patient"):
            told = ", ".join(f"{row.kind} {row.start:g} to {row.end:g}" for row in own.itertuples())
            spans[patient] = f", illustrative: {told}"
    facts = "; ".join(
        f"Patient {row.patient}: {row.end} on day {row.day:g}"
        + (f" ({row.note})" if row.note else "")
        + spans[row.patient]
        for row in rows.itertuples()
    )
    return titled(alt.layer(*layers), title, f"{title}. {facts}.", height=30 * len(rows))


def _periods(periods: pd.DataFrame, rows: pd.DataFrame, lane: alt.Y) -> alt.Chart:
    """Return the layer of illustrative periods, or refuse them."""
    columns = ["patient", "kind", "start", "end"]
    names("each patient in periods", frame("periods", periods, columns)["patient"])
    last = dict(zip(rows["patient"], rows["day"], strict=True))
    for row in periods.itertuples():
        words("each kind in periods", row.kind)
        if row.patient not in last:
            refuse("each patient in periods must have a lane", row.patient)
        start = number(f"patient {row.patient}: each start in periods", row.start, 0)
        number(f"patient {row.patient}: each end in periods", row.end, start, last[row.patient])
    kinds = list(dict.fromkeys(periods["kind"]))
    hue = COLOURS["illustrative"]
    # Shades of one colour, by transparency; 255 is opaque.
    shades = [f"{hue}{round(230 * (1 - place / max(1, len(kinds) - 1))):02X}" for place in range(len(kinds))]
    legend = alt.Legend(symbolType="square", symbolStrokeColor=hue, symbolDash=[3, 2], symbolSize=150)
    return (
        alt.Chart(typed(periods[columns], float, "start", "end"))
        .mark_bar(height=14, stroke=hue, strokeWidth=1.5, strokeDash=[3, 2], opacity=1)
        .encode(
            y=lane,
            x=alt.X("start:Q"),
            x2=alt.X2("end:Q"),
            fill=alt.Fill("kind:N", scale=alt.Scale(domain=kinds, range=shades), title=None, legend=legend),
            tooltip=[
                alt.Tooltip("patient:N"),
                alt.Tooltip("kind:N"),
                alt.Tooltip("start:Q"),
                alt.Tooltip("end:Q"),
            ],
        )
    )
