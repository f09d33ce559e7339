"""Figures of what was measured: how a time grows with a size, and how named things compare."""

import altair as alt
import pandas as pd

from onearm._frames import frame
from onearm._require import number, positive, refuse
from onearm.charts._parts import decades, typed
from onearm.charts._theme import COLOURS, titled, words

BAR = 20
"""How high a bar and its gap are, in pixels."""


def growth(
    times: pd.DataFrame, title: str, *, size: str = "patients", unit: str = "times the reference"
) -> alt.LayerChart:
    """Draw how the time that some questions take grows with their size, both on a logarithmic scale.

    Parameters
    ----------
    times : DataFrame
        One row a question and size, with the columns ``question``, ``n`` and ``time``, the last two above 0.
    title : str
        The figure's message.
    size, unit : str, optional
        What `n` counts, and what the time is measured in.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `times` is not a DataFrame with a row and these columns, a number in it is not above 0, or a text
        is blank.

    Examples
    --------
    >>> times = pd.DataFrame({"question": "boundary", "n": [10, 20], "time": [0.5, 1.25]})
    >>> growth(times, "It takes longer").description
    'It takes longer. boundary: from 0.5 times the reference at 10 patients to 1.25 at 20.'
    """
    words("title", title)
    words("size, what n counts,", size)
    words("unit, what the time is measured in,", unit)
    columns = ["question", "n", "time"]
    for row in frame("times", times, columns).itertuples():
        words("each question in times", row.question)
        positive("each n in times", row.n)
        positive("each time in times", row.time)
    rows = typed(times[columns], float, "n", "time").sort_values(["question", "n"])
    base = alt.Chart(rows).encode(
        x=alt.X("n:Q", title=size, scale=alt.Scale(type="log"), axis=alt.Axis(values=_marks(rows["n"]))),
        y=alt.Y("time:Q", title=unit, scale=alt.Scale(type="log"), axis=alt.Axis(tickCount=6, format="~g")),
        detail=alt.Detail("question:N"),
    )
    shape = alt.Shape("question:N", title=None, legend=alt.Legend(symbolFillColor=COLOURS["success"]))
    facts = "; ".join(
        f"{question}: from {part.time.iloc[0]:g} {unit} at {part.n.iloc[0]:g} {size} "
        f"to {part.time.iloc[-1]:g} at {part.n.iloc[-1]:g}"
        for question, part in rows.groupby("question")
    )
    return titled(
        alt.layer(
            base.mark_line(color=COLOURS["success"]),
            base.mark_point(color=COLOURS["success"], filled=True, size=60, opacity=1).encode(shape=shape),
        ),
        title,
        f"{title}. {facts}.",
        height=320,
    )


def bars(values: pd.Series, title: str, *, unit: str) -> alt.LayerChart:
    """Draw named values as bars, in the order in which they come.

    Parameters
    ----------
    values : Series
        By name a value of at least 0; at least one.
    title : str
        The figure's message.
    unit : str
        What the values are measured in.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `values` is not a Series with a value, a value is below 0, or a text is blank.

    Notes
    -----
    The time grows with the number of values.

    Examples
    --------
    >>> bars(pd.Series({"build": 40.0, "tests": 300.0}), "Tests take longest", unit="seconds").description
    'Tests take longest. build: 40 seconds; tests: 300.'
    """
    words("title", title)
    words("unit, what the values are measured in,", unit)
    if not isinstance(values, pd.Series) or values.empty:
        refuse("values must be a Series with a value", values)
    for name, value in values.items():
        words("each name in values", name)
        number("each value", value, 0)
    rows = typed(pd.DataFrame({"name": values.index, "value": values.to_numpy()}), float, "value")
    below = alt.Axis(tickCount=5, titleAnchor="end")  # on a phone the unit is longer than the axis
    base = alt.Chart(rows).encode(
        x=alt.X("value:Q", title=unit, axis=below, scale=alt.Scale(domainMin=0)),
        y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=260, ticks=False, domain=False)),
    )
    first, *rest = (f"{row.name}: {row.value:g}" for row in rows.itertuples(index=False))
    return titled(
        alt.layer(
            base.mark_bar(color=COLOURS["success"], height={"band": 0.7}),
            base.mark_text(align="left", dx=4).encode(text=alt.Text("value:Q", format="~g")),
        ),
        title,
        f"{title}. {'; '.join([f'{first} {unit}', *rest])}.",
        height=BAR * len(rows),
    )


def _marks(sizes: pd.Series) -> list[float]:
    """Return the marks 1, 10, 100, ... and 3, 30, ... among the sizes, or the ends where there is none."""
    low, high = float(sizes.min()), float(sizes.max())
    return decades(low, high, (1, 3)) or [low, high]
