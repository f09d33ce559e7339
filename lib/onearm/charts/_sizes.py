"""Figures of the size of a comparison: how power goes with it, and how many patients each truth needs."""

from collections.abc import Iterable

import altair as alt
import pandas as pd

from onearm._frames import frame
from onearm._require import count, inside_unit, listed, number, refuse
from onearm.charts._names import APART, GAP, HIGH, LETTER, NARROW, Axis, Box
from onearm.charts._parts import MOST, tidy_ends, typed
from onearm.charts._theme import COLOURS, colour, legend_unless, titled, words

CELL = 48
"""How high a cell of a map is, in pixels."""

HEIGHT = 260
"""That of a saw, in pixels."""

FEW, MANY = "#DCEBF7", "#0B4F8A"
"""The grounds of the fewest and the most patients: their numbers are written in `INK` and `LIGHT`."""

INK, LIGHT = "#111111", "#FFFFFF"
DARK = f"contrast('{LIGHT}', scale('fill', datum.size)) > contrast('{INK}', scale('fill', datum.size))"


def saw(
    sizes: Iterable[int],
    power: Iterable[float],
    title: str,
    *,
    target: float,
    axis: str = "patients in each arm",
) -> alt.LayerChart:
    """Draw the power of each size of a trial beside the power asked for.

    Parameters
    ----------
    sizes : sequence of int
        The sizes, rising.
    power : sequence of float
        The power of each, from 0 to 1.
    title : str
        The figure's message.
    target : float
        The power asked for, inside (0, 1).
    axis : str
        What a size counts.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `sizes` are not rising whole numbers above 0, `power` does not hold one number from 0 to 1 for
        each, `target` is not inside (0, 1), or a text is blank.

    Notes
    -----
    The time grows as the number of sizes.

    Examples
    --------
    >>> saw([7, 8, 9], [0.81, 0.79, 0.84], "A saw", target=0.8).description
    'A saw. 80 % is reached first at 7, missed again at 8, and reached at the last size, 9.'
    """
    words("title", title)
    words("axis, what a size counts,", axis)
    target = inside_unit("target, the power asked for,", target)
    sizes = [count("each of sizes", size, 1, MOST) for size in listed("sizes", sizes)]
    if sizes != sorted(set(sizes)):
        refuse("sizes must rise", sizes)
    powers = [number("each power", each, 0, 1) for each in listed("power", power)]
    if len(powers) != len(sizes):
        refuse(f"power must have {len(sizes)} values, one for each size", powers)
    enough = f"reaches {100 * target:g} %"
    kinds = {enough: ("success", "circle"), "falls short": ("failure", "triangle-down")}
    reached = [each >= target for each in powers]
    rows = pd.DataFrame(
        {
            "size": sizes,
            "power": [100 * each for each in powers],
            "kind": [enough if each else "falls short" for each in reached],
        }
    )
    hues, shapes = zip(*kinds.values(), strict=True)
    ends = tidy_ends([*rows["power"], 100 * target])
    sides = _sides(rows, Axis("power", *ends), 100 * target, *kinds)
    legend = legend_unless(sides)
    base = alt.Chart(rows).encode(
        x=alt.X("size:Q", title=axis, scale=alt.Scale(zero=False, nice=False, padding=10)),
        y=alt.Y("power:Q", title="power, %", scale=alt.Scale(domain=ends, nice=False, zero=False)),
    )
    across = (
        alt.Chart(pd.DataFrame([{"power": 100 * target}]))
        .mark_rule(strokeDash=[6, 4])
        .encode(y=alt.Y("power:Q"))
    )
    layers = [
        across,
        base.mark_line(color=COLOURS["prior"], strokeWidth=1.5),
        base.mark_point(filled=True, size=70, opacity=1).encode(
            color=colour("kind", kinds, [COLOURS[hue] for hue in hues], **legend),
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=[*kinds], range=shapes), title=None, **legend),
            tooltip=[
                alt.Tooltip("size:Q", title=axis),
                alt.Tooltip("power:Q", format=".2f", title="power, %"),
            ],
        ),
        *sides,
    ]
    return titled(alt.layer(*layers), title, f"{title}. {_missed(sizes, reached, target)}", height=HEIGHT)


def _sides(rows: pd.DataFrame, power: Axis, target: float, above: str, below: str) -> list[alt.Chart]:
    """Return what is so above and below the power asked for, or nothing where a point is in the way."""
    sizes = Axis("size", rows["size"].min(), rows["size"].max() + 1e-9)
    points = [
        Box(x, y, x, y)
        for x, y in zip(NARROW * sizes.part(rows["size"]), HEIGHT * power.part(rows["power"]), strict=True)
    ]
    level = HEIGHT * float(power.part([target])[0])
    boxes = [
        Box(0, level + GAP, LETTER * len(above), level + GAP + HIGH),
        Box(NARROW - LETTER * len(below), level - GAP - HIGH, NARROW, level - GAP),
    ]
    if any(box.meets(point, APART) for box in boxes for point in points):
        return []
    line = alt.Chart(pd.DataFrame([{"power": target}])).encode(y=alt.Y("power:Q"))
    return [
        line.mark_text(align="left", baseline="bottom", dx=4, dy=-GAP, text=above).encode(x=alt.XValue(0)),
        line.mark_text(align="right", baseline="top", dx=-4, dy=GAP, text=below).encode(
            x=alt.XValue("width")
        ),
    ]


def _missed(sizes: list[int], reached: list[bool], target: float) -> str:
    """Say where a power is reached first, and where it is missed after that."""
    if not any(reached):
        return f"{100 * target:g} % is not reached up to {sizes[-1]}."
    first = reached.index(True)
    again = [str(size) for size, enough in zip(sizes[first:], reached[first:], strict=True) if not enough]
    missed = f", missed again at {', '.join(again)}" if again else ""
    last = f", and {'reached' if reached[-1] else 'missed'} at the last size, {sizes[-1]}"
    return f"{100 * target:g} % is reached first at {sizes[first]}{missed}{last}."


def size_map(table: pd.DataFrame, title: str, *, down: str, across: str, most: int) -> alt.LayerChart:
    """Draw how many patients each pair of truths needs: a cell a pair, with its number, the darker the more.

    Parameters
    ----------
    table : DataFrame
        Columns ``down`` and ``across``, the two truths in %, and ``size``, the patients needed, or one more
        than `most` where it is more than that.
    title : str
        The figure's message.
    down, across : str
        What the two truths are.
    most : int
        The largest size that was tried.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `table` is not a DataFrame, is empty or lacks a column, when a truth is not from 0 to 100, a size
        is not a whole number from 1 to one more than `most`, or a text is blank.

    Notes
    -----
    The time grows with the number of rows.

    Examples
    --------
    >>> table = pd.DataFrame({"down": [25, 50], "across": [70, 60], "size": [21, 221]})
    >>> size_map(table, "It depends", down="control, %", across="treated, %", most=220).description
    'It depends. control, % 25: 21 at treated, % 70. control, % 50: over 220 at treated, % 60.'
    """
    for name, text in (("title", title), ("down", down), ("across", across)):
        words(name, text)
    most = count("most", most, 1, MOST)
    for row in frame("table", table, ("down", "across", "size")).itertuples():
        number("each down in table, in %,", row.down, 0, 100)
        number("each across in table, in %,", row.across, 0, 100)
        count("each size in table", row.size, 1, most + 1)
    rows = typed(table[["down", "across", "size"]], float, "down", "across", "size")
    rows = rows.assign(patients=[str(int(size)) if size <= most else f"over {most}" for size in rows["size"]])
    level = alt.Scale(type="log", domain=[max(1, rows["size"].min() / 1.5), most + 1], range=[FEW, MANY])
    base = alt.Chart(rows).encode(
        x=alt.X("across:O", title=across, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("down:O", title=down),
    )
    layers = [
        base.mark_rect(stroke="#808080").encode(
            fill=alt.Fill("size:Q", scale=level, legend=None),
            tooltip=[
                alt.Tooltip("down:O", title=down),
                alt.Tooltip("across:O", title=across),
                alt.Tooltip("patients:N"),
            ],
        ),
        base.mark_text(fontSize=13).encode(
            text=alt.Text("patients:N"),
            color=alt.condition(DARK, alt.value(LIGHT), alt.value(INK)),
        ),
    ]
    facts = " ".join(
        f"{down} {at:g}: "
        + ", ".join(f"{row.patients} at {across} {row.across:g}" for row in part.itertuples())
        + "."
        for at, part in rows.groupby("down", sort=False)
    )
    return titled(alt.layer(*layers), title, f"{title}. {facts}", height=CELL * rows["down"].nunique())
