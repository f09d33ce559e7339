"""Samples of whole numbers: which totals and sums of squares they can have, and one that has them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from math import isqrt

from onearm._require import refuse

_Groups = list[tuple[int, int, int]]

_SLOW = 4
"""To halve the values that a largest one may have takes as long as so many steps of a search."""


class Steps:
    """The steps that a search may still take."""

    def __init__(self, most: int) -> None:
        self.most = self.left = most

    def take(self, steps: int) -> None:
        """Count steps as taken, or refuse a search that would take more."""
        self.left -= steps
        if self.left < 0:
            refuse(f"what agrees with the print must be found within {self.most:,} steps", "a longer search")


@lru_cache(maxsize=100_000)
def exist(
    n: int, total: int, squares: int, steps: Steps, low: int | None = None, high: int | None = None
) -> bool:
    """Say whether `n` whole numbers from `low` to `high` have this total and this sum of squares."""
    steps.take(1)
    if not _may_exist(n, total, squares):
        return False
    lowest, highest = _furthest(n, total, squares)
    if n != 3 and (low is None or low <= lowest) and (high is None or highest <= high):
        return True
    low, high = (lowest if low is None else low), (highest if high is None else high)
    if not n * low <= total <= n * high or squares > most_squares(n, total, low, high):
        return False
    if n > 5 and _some_at_the_ends(n, total, squares, steps, low, high):
        return True
    # The largest value must be large enough for the others to add enough squares, and leave enough of them.
    # Most samples have it midway between, so look there first.
    largest = range(-(-total // n), min(high, highest) + 1)
    first = bisect_left(largest, True, key=lambda d: squares <= most_squares(n, total, low, d))
    others = exist.__wrapped__ if n == 3 else exist  # pairs are too many to remember
    return any(others(n - 1, total - d, squares - d**2, steps, low, d) for d in _outwards(largest[first:]))


def _furthest(n: int, total: int, squares: int) -> tuple[int, int]:
    """Return bounds on all values: none is further from the mean, (n value - total)^2 <= reach^2."""
    reach = isqrt((n - 1) * (n * squares - total**2))
    return -((reach - total) // n), (reach + total) // n


def _some_at_the_ends(n: int, total: int, squares: int, steps: Steps, low: int, high: int) -> bool:
    """Say whether a sample is found with one value after another at an end, where it may be.

    The end nearer to the mean is tried first, so that the others stay around the middle. Five or more values
    exist when they may (see `grimmer`), and when so few squares are left to them that none can be beyond an
    end. When both ends would take too many, a value further in leaves as few as there can be.
    """
    while n > 5:
        steps.take(1)
        ends = (low, high) if total - n * low < n * high - total else (high, low)
        n -= 1
        for value in ends:
            others = total - value, squares - value**2
            enough = n * low <= others[0] <= n * high and others[1] <= most_squares(n, others[0], low, high)
            if enough and others[1] >= least_squares(n, others[0]):
                break
        else:
            inwards = range(-(-total // (n + 1)), high + 1)
            first = bisect_left(inwards, True, key=lambda v: squares - v**2 < least_squares(n, total - v))
            if not first:
                return False
            value = inwards[first - 1]
            others = total - value, squares - value**2
        total, squares = others
        lowest, highest = _furthest(n, total, squares)
        if low <= lowest and highest <= high:
            return True
    return exist(n, total, squares, steps, low, high)


def find(groups: _Groups, total: int, least: int, most: int, steps: Steps) -> tuple[int, ...] | None:
    """Return whole numbers with this total and a sum of squares from `least` to `most`, or None.

    Each group is (size, low, high): so many numbers, at least one, from `low` to `high`. No group begins
    below the end of the one before.
    """
    steps.take(1 if not groups else _SLOW * (groups[-1][2] - groups[-1][1] + 1).bit_length())
    if _miss(groups, total, least, most):
        return None
    if not groups:
        return ()
    *others, (size, low, high) = groups

    def without(largest: int) -> tuple[_Groups, int, int, int]:
        rest = others + [(size - 1, low, largest)] * (size > 1)
        return rest, total - largest, least - largest**2, most - largest**2

    # Too small a largest number falls short, too large a one overshoots.
    values = range(low, high + 1)
    first, end = (
        cut(values, 0, key=lambda value: _miss(*without(value))) for cut in (bisect_left, bisect_right)
    )
    for largest in _outwards(values[first:end]):
        found = find(*without(largest), steps)
        if found is not None:
            return *found, largest
    return None


def least_squares(n: int, total: int) -> int:
    """Return the smallest sum of squares of `n` whole numbers with this total: that of the most even."""
    share, larger = divmod(total, n)
    return (n - larger) * share**2 + larger * (share + 1) ** 2


def most_squares(n: int, total: int, low: int, high: int) -> int:
    """Return the largest sum of squares of `n` whole numbers from `low` to `high` with this total."""
    if low == high:
        return n * low**2
    at_high, rest = divmod(total - n * low, high - low)
    return at_high * high**2 + (n - at_high) * low**2 + (rest and (low + rest) ** 2 - low**2)


def _may_exist(n: int, total: int, squares: int) -> bool:
    """Say whether these sums meet what whole numbers must meet; but for n = 3, the numbers then exist."""
    if squares < least_squares(n, total) or (squares - total) % 2:
        return False
    if n == 4:
        return _is_three_squares(4 * squares - total**2)
    return n != 2 or isqrt(2 * squares - total**2) ** 2 == 2 * squares - total**2


def _is_three_squares(number: int) -> bool:
    """Say whether a whole number is a sum of three squares, by Legendre's theorem."""
    while number and number % 4 == 0:
        number //= 4
    return number % 8 != 7


def _miss(groups: _Groups, total: int, least: int, most: int) -> int:
    """Say whether groups of numbers fall short of a total or of all sums of squares, -1, overshoot, 1, or 0.

    The squares grow when a number rises and a smaller one falls as much. So they are smallest when the lower
    groups have all they can hold of the total, evenly; largest when the upper groups have, unevenly.
    """
    above = total - sum(size * low for size, low, _ in groups)
    room = sum(size * (high - low) for size, low, high in groups)
    if not 0 <= above <= room:
        return 1 if above < 0 else -1
    upper = _filled(groups[::-1], above)
    if sum(most_squares(size, held, low, high) for size, low, high, held in upper) < least:
        return -1
    lower = _filled(groups, above)
    return int(sum(least_squares(size, held) for size, _, _, held in lower) > most)


def _filled(groups: _Groups, above: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield each group with its total, when the first takes all it can hold above its lowest, and so on."""
    for size, low, high in groups:
        taken = min(above, size * (high - low))
        above -= taken
        yield size, low, high, size * low + taken


def _outwards(values: Sequence[int]) -> Iterator[int]:
    """Yield the values from the middle one to those at the ends."""
    middle = len(values) // 2
    for above, below in zip_longest(values[middle:], reversed(values[:middle])):
        yield from (value for value in (above, below) if value is not None)
