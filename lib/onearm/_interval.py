"""An interval, and the levels of confidence at which one can be had."""

from collections.abc import Iterator
from dataclasses import dataclass

from onearm._require import keep, number

LOWEST_LEVEL, HIGHEST_LEVEL = 1e-6, 1 - 1e-6
"""Within these, double precision gives every limit to 1e-12; beyond, it need not."""


@dataclass(frozen=True)
class Interval:
    """A closed interval: both ends belong to it.

    Parameters
    ----------
    low, high : float
        The ends, finite, `low <= high`.

    Raises
    ------
    ValueError
        If an end is not a finite number, or `high` is below `low`.

    Examples
    --------
    >>> interval = Interval(0.25, 0.75)
    >>> 0.75 in interval
    True
    >>> low, high = interval
    >>> interval.width
    0.5
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        low = number("low", self.low)
        keep(self, low=low, high=number("high", self.high, low))

    def __contains__(self, value: float) -> bool:
        return self.low <= number("value", value) <= self.high

    def __iter__(self) -> Iterator[float]:
        yield from (self.low, self.high)

    @property
    def width(self) -> float:
        """`high - low`, in the unit of the ends."""
        return self.high - self.low
