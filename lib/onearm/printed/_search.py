"""The search behind `onearm.printed.reconstruct`: the values, and the histories, that fit the print.

A block is (size, low, high): so many values between the same limits, in ascending order.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from math import isqrt
from statistics import median
from typing import TYPE_CHECKING, Any

from onearm.printed._integer_samples import Steps, least_squares
from onearm.printed.grim import _squares, _totals, _within
from onearm.printed.numbers import Printed

if TYPE_CHECKING:
    from onearm.printed.reconstruct import Endpoint, Summary


_SLOW = 10
"""To try a value that others follow takes as long as to try so many pairs."""

_SHORT, _MOST_KEPT = 100, 10_000
"""How long a list of choices is that a search keeps, and how many lists."""


class Search(Steps):
    """A search: the steps that it may still take, and the short lists of choices that it found before."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.found: dict[tuple[Any, ...], list[tuple[int, ...]]] = {}

    def fits(self, summary: "Summary", blocks: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, ...]]:
        """Yield what `fits` does, which histories that differ elsewhere ask for again and again."""
        asked = (summary, *blocks)
        if asked in self.found:
            yield from self.found[asked]
            return
        first: list[tuple[int, ...]] = []
        for values in fits(summary, blocks, self):
            yield values
            if len(first) <= _SHORT:
                first.append(values)
        if len(first) <= _SHORT and len(self.found) < _MOST_KEPT:
            self.found[asked] = first


def fits(
    summary: "Summary", blocks: Sequence[tuple[int, int, int]], search: Search
) -> Iterator[tuple[int, ...]]:
    """Yield every choice of values for the blocks whose summary agrees with the print."""
    n = sum(size for size, _, _ in blocks)
    least, most = (sum(block[0] * block[end] for block in blocks) for end in (1, 2))
    limits = min(low for _, low, _ in blocks), max(high for _, _, high in blocks)
    for total, fewest_squares, greatest_squares in _sums(summary.mean, summary.sd, n, *limits):
        if least <= total <= most:
            for values in _choices(blocks, total, fewest_squares, greatest_squares, search):
                search.take(n + n**2 // 20)  # each was handed on by one call for each value
                if _ordered(summary, values):
                    yield values


def _ordered(summary: "Summary", values: tuple[int, ...]) -> bool:
    """Say whether median, minimum and maximum of the values agree with the print."""
    shown = ((summary.median, median), (summary.minimum, min), (summary.maximum, max))
    return all(printed is None or printed.contains(of(values)) for printed, of in shown)


@lru_cache(maxsize=10_000)
def _sums(mean: Printed, sd: Printed, n: int, low: int, high: int) -> list[tuple[int, int, int]]:
    """List each total whose mean fits the print, and the fewest and most squares whose deviation does."""
    squares_of = _squares(sd, n)
    return [
        (total, squares[0], squares[-1])
        for total in _totals(mean, n)
        if (squares := _within(squares_of(total), n, total, low, high))
    ]


def _choices(
    blocks: Sequence[tuple[int, int, int]], total: int, least: int, most: int, search: Search
) -> Iterator[tuple[int, ...]]:
    """Yield every choice of two or more values with this total and from `least` to `most` squares."""
    (size, low, high), *later = blocks
    rest = size - 1 + sum(block[0] for block in later)
    # No value is further from the mean than this: ((rest + 1) value - total)^2 <= reach^2. Within it the
    # others can have few enough squares, so that no root of a negative number is asked for.
    reach = isqrt(rest * ((rest + 1) * most - total**2))
    others_most = (size - 1) * high + sum(block[0] * block[2] for block in later)
    others_least = sum(block[0] * block[1] for block in later)
    first = max(low, -((reach - total) // (rest + 1)), total - others_most)
    last = min(high, (reach + total) // (rest + 1), (total - others_least) // size)
    tried = max(0, last - first + 1)
    search.take(tried if rest == 1 else _SLOW * (1 + tried))
    if rest == 1:
        pairs = ((value, total - value) for value in range(first, last + 1))
        yield from (pair for pair in pairs if least <= pair[0] ** 2 + pair[1] ** 2 <= most)
        return
    left, chords = later, _chords(later)
    for value in range(first, last + 1):
        if value**2 + least_squares(rest, total - value) > most:
            continue
        if size > 1:
            left = [(size - 1, value, high), *later]
            chords = _chords(left)
        if least - value**2 <= _squares_bound(chords, total - value):
            for others in _choices(left, total - value, least - value**2, most - value**2, search):
                yield (value, *others)


def _chords(blocks: Sequence[tuple[int, int, int]]) -> tuple[int, int, list[tuple[int, int]]]:
    """Return the squares and the total of the lower limits, and how the squares may grow from there.

    Between its limits a square lies below the chord, low^2 + (low + high) (value - low). Of each chord come
    the slope and the room of its block, the steepest first.
    """
    squares = sum(size * low * low for size, low, _ in blocks)
    least = sum(size * low for size, low, _ in blocks)
    slopes = sorted(((low + high, size * (high - low)) for size, low, high in blocks), reverse=True)
    return squares, least, slopes


def _squares_bound(chords: tuple[int, int, list[tuple[int, int]]], total: int) -> int:
    """Return a bound on the sum of squares of values with this total in the blocks that have these chords."""
    squares, least, slopes = chords
    spare = total - least
    for slope, room in slopes:
        if spare <= room:
            return squares + slope * spare
        squares += slope * room
        spare -= room
    return squares


def _trajectories(
    summaries: Sequence["Summary"],
    limits: Sequence[tuple[int, ...]],
    kinds: Sequence[tuple[Any, ...]],
    search: Search,
) -> Iterator[list[tuple[int, ...]]]:
    """Yield every list of trajectories that fits; patients of one kind, whose limits are alike, ascend.

    `limits` has for each patient the most days to add in each period.
    """
    n = len(limits)
    by_kind = sorted(range(n), key=lambda patient: (kinds[patient], limits[patient]))
    rank = {patient: (kinds[patient], limits[patient]) for patient in by_kind}

    def extended(period: int, grown: list[tuple[int, ...]]) -> Iterator[list[tuple[int, ...]]]:
        """Yield the trajectories of `by_kind` that go on from `grown`."""
        if period == len(summaries):
            yield grown
            return
        blocks = []
        for _, run in groupby(zip(by_kind, grown, strict=True), lambda pair: (rank[pair[0]], pair[1])):
            (patient, past), *others = run
            now = past[-1] if past else 0
            blocks.append((1 + len(others), now, now + limits[patient][period]))
        for values in search.fits(summaries[period], blocks):
            pairs = zip(grown, values, strict=True)
            yield from extended(period + 1, [(*past, value) for past, value in pairs])

    for grown in extended(0, [()] * n):
        found = dict(zip(by_kind, grown, strict=True))
        yield [found[patient] for patient in range(n)]


def histories(
    endpoints: Sequence["Endpoint"],
    last_days: Mapping[Any, int],
    kinds: Mapping[Any, tuple[Any, ...]],
    known: dict[str, dict[Any, tuple[int, ...]]],
    search: Search,
) -> Iterator[dict[str, dict[Any, tuple[int, ...]]]]:
    """Yield every history of the endpoints to come that fits those already known."""
    if not endpoints:
        yield known
        return
    endpoint, *later = endpoints
    patients = tuple(last_days) if endpoint.patients is None else endpoint.patients
    days = (0, *endpoint.summaries)
    limits = []
    for patient in patients:
        most = [max(0, min(end, last_days[patient]) - start) for start, end in pairwise(days)]
        outer = (known[name][patient] for name in endpoint.within if patient in known[name])
        added = ([end - start for start, end in pairwise((0, *path))] for path in outer)
        limits.append(tuple(map(min, zip(most, *added, strict=True))))
    told_apart = [
        (kinds[patient], last_days[patient], *(days.get(patient, ()) for days in known.values()))
        for patient in patients
    ]
    for trajectories in _trajectories(list(endpoint.summaries.values()), limits, told_apart, search):
        found = dict(zip(patients, trajectories, strict=True))
        yield from histories(later, last_days, kinds, {**known, endpoint.name: found}, search)
