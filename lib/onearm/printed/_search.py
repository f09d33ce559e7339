"""The search behind `onearm.printed.reconstruct`: the values, and the histories, that fit the print.

A block is (size, low, high): so many values between the same limits, in ascending order.
"""

from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from math import isqrt
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from onearm.printed._integer_samples import Steps
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


class _Tail(NamedTuple):
    """What the blocks from one of them on have together: values, totals and squares at their lower limits.

    Between its limits a square lies below the chord, low^2 + (low + high) (value - low). Of each chord come
    the slope, negative so that the steepest is first, and the room of its block.
    """

    size: int
    least: int
    most: int
    squares: int
    chords: list[tuple[int, int]]

    @classmethod
    def of(cls, blocks: Sequence[tuple[int, int, int]]) -> Self:
        """Return the tail that consists of some blocks."""
        return cls(
            sum(size for size, _, _ in blocks),
            sum(size * low for size, low, _ in blocks),
            sum(size * high for size, _, high in blocks),
            sum(size * low**2 for size, low, _ in blocks),
            sorted((-low - high, size * (high - low)) for size, low, high in blocks),
        )


def _choices(
    blocks: Sequence[tuple[int, int, int]], total: int, least: int, most: int, search: Search
) -> Iterator[tuple[int, ...]]:
    """Yield every choice of two or more values with this total and from `least` to `most` squares."""
    tails = [_Tail.of(blocks[place:]) for place in range(1, len(blocks) + 1)]

    def from_here(
        place: int, size: int, low: int, total: int, least: int, most: int
    ) -> Iterator[tuple[int, ...]]:
        """Yield the choices of `size` values from `low` on in one block, and of those in the later ones."""
        high, tail, others = blocks[place][2], tails[place], size - 1
        rest = others + tail.size
        # No value is further from the mean than this: ((rest + 1) value - total)^2 <= reach^2. Within it the
        # others can have few enough squares, so that no root of a negative number is asked for.
        reach = isqrt(rest * ((rest + 1) * most - total**2))
        first = max(low, -((reach - total) // (rest + 1)), total - others * high - tail.most)
        last = min(high, (reach + total) // (rest + 1), (total - tail.least) // size)
        if rest == 1:
            values = [*_first_of_pairs(first, last, total, least)]
            search.take(1 + len(values))
            yield from ((value, total - value) for value in values)
            return
        search.take(_SLOW * (1 + max(0, last - first + 1)))
        chords = tail.chords
        for value in range(first, last + 1):
            left, square = total - value, value**2
            if others:
                chords = tail.chords.copy()
                insort(chords, (-value - high, others * (high - value)))
            spare = left - others * value - tail.least
            if least - square > _squares_bound(tail.squares + others * square, spare, chords):
                continue
            block = (place, others, value) if others else (place + 1, *blocks[place + 1][:2])
            for later in from_here(*block, left, least - square, most - square):
                yield (value, *later)

    size, low, _ = blocks[0]
    return from_here(0, size, low, total, least, most)


def _first_of_pairs(first: int, last: int, total: int, least: int) -> Iterator[int]:
    """Yield each value that with the rest of the total has squares enough: their difference is that large."""
    apart = isqrt(squared - 1) + 1 if (squared := 2 * least - total**2) > 0 else 0
    below, above = (total - apart) // 2, -((-total - apart) // 2)
    yield from range(first, min(last, below) + 1)
    yield from range(max(first, above, below + 1), last + 1)


def _squares_bound(squares: int, spare: int, chords: list[tuple[int, int]]) -> int:
    """Return a bound on the squares of values that have `spare` together above their lower limits."""
    for slope, room in chords:
        if spare <= room:
            return squares - slope * spare
        squares -= slope * room
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
