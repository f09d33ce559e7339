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

_SLOW_TO_SORT, _SLOW_TO_COPY = 80, 10
"""To find how far the days of one patient may go in a period, and to add what was found, in pairs tried."""

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


def histories(
    endpoints: Sequence["Endpoint"],
    last_days: Mapping[Any, int],
    kinds: Mapping[Any, tuple[Any, ...]],
    search: Search,
) -> Iterator[dict[str, dict[Any, tuple[int, ...]]]]:
    """Yield every history of the endpoints that fits; patients whom nothing tells apart ascend.

    Period after period is searched, and in each the endpoints in their order: what binds them to each other
    within a period is used before the next begins.
    """
    periods = sorted(
        (day, place, start)
        for place, endpoint in enumerate(endpoints)
        for start, day in pairwise((0, *endpoint.summaries))
    )

    def extended(
        step: int, known: dict[str, dict[Any, tuple[int, ...]]]
    ) -> Iterator[dict[str, dict[Any, tuple[int, ...]]]]:
        """Yield the histories that go on from those known."""
        if step == len(periods):
            yield known
            return
        day, place, start = periods[step]
        endpoint = endpoints[place]
        own, outer = known[endpoint.name], [known[name] for name in endpoint.within]
        search.take(_SLOW_TO_SORT * len(own))

        def told_apart(patient: Any) -> tuple[Any, ...]:
            past = (paths.get(patient, ()) for paths in known.values())
            return kinds[patient], last_days[patient], *past

        patients, blocks = [], []
        for _, run in groupby(sorted(own, key=told_apart), told_apart):
            first, *others = run
            now = own[first][-1] if own[first] else 0
            most = max(0, min(day, last_days[first]) - start)
            for paths in outer:
                if first in paths:
                    *_, before, after = 0, *paths[first]
                    most = min(most, after - before)
            patients += [first, *others]
            blocks.append((1 + len(others), now, now + most))
        for values in search.fits(endpoint.summaries[day], blocks):
            search.take(_SLOW_TO_COPY * len(own))
            added = {patient: (*own[patient], value) for patient, value in zip(patients, values, strict=True)}
            yield from extended(step + 1, {**known, endpoint.name: {**own, **added}})

    begun: dict[str, dict[Any, tuple[int, ...]]] = {
        endpoint.name: dict.fromkeys(last_days if endpoint.patients is None else endpoint.patients, ())
        for endpoint in endpoints
    }
    return extended(0, begun)
