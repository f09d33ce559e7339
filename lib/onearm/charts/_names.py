"""Names beside the lines that they name, in place of a legend, where a phone has room for all of them.

The words are black, which the site turns white in dark mode: no one colour has a contrast of 4.5 on both
grounds. A name tells by its place what it names: it stands nearer to its own line than to any other.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from onearm.charts._theme import COLOURS

NARROW = 240
"""The pixels that a phone has for the lines; a wider page only gives the names more room."""

LETTER, HIGH = 6.6, 12
"""The width of a letter and the height of a line of words, in pixels."""

GAP, APART = 4, 9
"""How far a name stands from its own line, and at least from any other, in pixels."""

FARTHEST = 4
"""How many pixels more a name may stand from its line on a wide page, where its words cover less of it."""

Line = tuple[Sequence[float] | NDArray[np.float64], Sequence[float] | NDArray[np.float64]]


class Axis(NamedTuple):
    """An axis: the field that it shows, and its ends."""

    field: str
    low: float
    high: float

    def part(self, values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far along the axis values lie, from 0 to 1."""
        return (np.asarray(values, dtype=float) - self.low) / (self.high - self.low)

    def value(self, part: float) -> float:
        """Return the value that lies so far along the axis."""
        return float(self.low + part * (self.high - self.low))


class Box(NamedTuple):
    """A place in the frame, in pixels from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Box", apart: float) -> bool:
        """Say whether another box comes nearer than so many pixels."""
        return (
            self.left - apart < other.right
            and other.left < self.right + apart
            and self.bottom - apart < other.top
            and other.bottom < self.top + apart
        )

    def far(self, line: NDArray[np.float64]) -> float:
        """Return how far a line, given by its height in each column of pixels, stays off, up to 40."""
        for apart in (40, 30, 20, 14, APART):
            over = line[max(0, round(self.left) - apart) : round(self.right) + apart + 1]
            over = over[~np.isnan(over)]
            if not over.size or over.min() > self.top + apart or over.max() < self.bottom - apart:
                return apart
        return 0


class _Place(NamedTuple):
    """Where a name may stand: its box, and the point from which its words are set."""

    box: Box
    x: float
    y: float
    align: str
    baseline: str
    lift: float
    """How much nearer its line comes to it elsewhere than at that point."""


def beside(
    lines: Mapping[str, Line], x: Axis, y: Axis, *, height: int = 260, taken: Sequence[Box] = ()
) -> alt.Chart | None:
    """Return the names of lines, each beside its own, or None where one of them has no room.

    Parameters
    ----------
    lines : dict of str to (sequence of float, sequence of float)
        By name where the points of each line lie on the two axes.
    x, y : Axis
        The axes, linear.
    height : int
        That of the frame, in pixels.
    taken : sequence of Box
        Where other words stand.

    Returns
    -------
    altair.Chart or None

    Notes
    -----
    The time grows as the square of the number of lines.
    """
    drawn = {name: _heights(line, x, y, height) for name, line in lines.items()}
    rows, boxes = [], list(taken)
    for name in sorted(lines, key=len, reverse=True):
        others = [line for other, line in drawn.items() if other != name]
        free = [
            (min((place.box.far(line) for line in others), default=40), place)
            for place in _places(name, drawn[name], height)
            if not any(place.box.meets(box, APART) for box in boxes)
        ]
        apart, place = max(free, key=lambda found: (found[0], -found[1].lift), default=(0, None))
        if place is None or apart < APART:
            return None
        boxes.append(place.box)
        at = {x.field: x.value(place.x / NARROW), y.field: y.value(place.y / height)}
        rows.append(at | {"name": name, "align": place.align, "baseline": place.baseline})
    return (
        alt.Chart(pd.DataFrame(rows))
        .mark_text(
            align=alt.ExprRef("datum.align"),
            baseline=alt.ExprRef("datum.baseline"),
            color=COLOURS["published"],
        )
        .encode(x=alt.X(f"{x.field}:Q"), y=alt.Y(f"{y.field}:Q"), text=alt.Text("name:N"))
    )


def _heights(line: Line, x: Axis, y: Axis, height: int) -> NDArray[np.float64]:
    """Return how high a line stands in each column of pixels, NaN beyond its ends."""
    across, up = NARROW * x.part(line[0]), height * y.part(line[1])
    order = np.argsort(across, kind="stable")
    columns = np.arange(NARROW + 1)
    return np.interp(columns, across[order], up[order], left=np.nan, right=np.nan)


def _places(name: str, line: NDArray[np.float64], height: int) -> Iterator[_Place]:
    """Yield where a name may stand above or below a line."""
    wide = round(LETTER * len(name))
    for align, start in (("center", wide // 2), ("left", 0), ("right", wide)):
        for left in range(4, NARROW - wide - 3, 2):
            over = line[left : left + wide + 1]
            if np.isnan(over).any():
                continue
            x = left + start
            for baseline, nearest, bottom in (
                ("bottom", over.max(), over.max() + GAP),
                ("top", over.min(), over.min() - GAP - HIGH),
            ):
                lift = float(abs(line[x] - nearest))
                if lift <= FARTHEST and 2 <= bottom <= height - HIGH:
                    y = bottom if baseline == "bottom" else bottom + HIGH
                    box = Box(left, bottom, left + wide, bottom + HIGH)
                    yield _Place(box, x, y, align, baseline, lift)
