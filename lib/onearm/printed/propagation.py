"""What a function of printed numbers can be, when each of them was rounded."""

import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from fractions import Fraction
from itertools import product

import numpy as np

from onearm._interval import Interval
from onearm._require import as_float, flag, listed, number, refuse
from onearm.printed.numbers import Printed

MOST_INPUTS = 8
"""The most numbers that a function is followed over: each doubles the corners of the box."""

LATTICE = 1000
"""About how many points the search begins from."""


def propagate(
    function: Callable[..., float],
    inputs: Iterable[str | float | Fraction | Printed],
    *,
    monotone: bool = False,
) -> Interval:
    """Find the interval of values that a function takes while each input is anything that fits its print.

    A number derived from rounded numbers has a rounding of its own: a print agrees with it where it lies in
    this interval, and is discrepant only where it does not.

    Parameters
    ----------
    function : callable
        Takes one float for each input, in their order, and returns a number.
    inputs : iterable of str, Printed or real number
        One to eight. A string is read as `Printed` reads it, with rounding "either"; a number, or a `Printed`
        that is exact, is itself and nothing else.
    monotone : bool
        Whether the function only rises or only falls in each input, whatever the others are. Its ends are
        then at corners of the box, and nothing else is computed.

    Returns
    -------
    Interval
        The least and the greatest value found.

    Raises
    ------
    ValueError
        If `inputs` are not one to eight printed or finite numbers, `function` cannot be called, it gives no
        finite number for the numbers as printed, or `monotone` is neither True nor False. What the function
        itself raises there is passed on.

    Notes
    -----
    The box of the inputs is closed: an end that a rounding leaves out counts as reached. Where inside the box
    the function gives no finite number, or raises a `ValueError` or an `ArithmeticError`, there is no value.
    Without `monotone`, a lattice that holds all corners is computed, and the search goes on from its least
    and greatest values by the method of Nelder and Mead. For a function that is monotone all the same, the
    result is that of the corners; for another it is found from inside, so that a peak between the points of
    the lattice can be missed, and the interval is then too narrow.

    The time grows with that of `function`, which is called some thousand times; where it is monotone, once
    for each corner of the inputs.

    Examples
    --------
    A limit below a rate, on the log-log scale, from the rate and the limit above it, 86.5 % and 96.5 %:

    >>> from math import exp, log
    >>> def lower(rate, upper):
    ...     return 100 * exp(-(log(rate / 100) ** 2) / -log(upper / 100))
    >>> f"{lower(86.5, 96.5):.1f}"
    '55.4'
    >>> low, high = propagate(lower, ["86.5", "96.5"])
    >>> f"{low:.1f} to {high:.1f}"
    '54.7 to 56.1'

    The share that 5 of 7 are has no rounding, and a function need not be monotone:

    >>> propagate(lambda k, n: 100 * k / n, [5, 7]).width
    0.0
    >>> propagate(lambda x: x**2, ["0"])
    Interval(low=0.0, high=0.25)
    """
    if not callable(function):
        refuse("function must be one that takes the inputs and returns a number", function)
    sides = [_side(one) for one in listed("inputs", inputs, most=MOST_INPUTS)]
    monotone = flag("monotone", monotone)
    centre = [middle for _, middle, _ in sides]
    number("what the function returns", function(*centre))

    def at(point: Iterable[float]) -> float:
        with np.errstate(all="ignore"), suppress(ValueError, ArithmeticError):
            return as_float(function(*point))
        return math.nan

    free = [(low, high) for low, _, high in sides if low < high]
    each = 2 if monotone or not free else max(3, math.floor(LATTICE ** (1 / len(free))))
    axes = [[low] if low == high else [*np.linspace(low, high, each).tolist()] for low, _, high in sides]
    found = {point: value for point in [tuple(centre), *product(*axes)] if math.isfinite(value := at(point))}
    ends = [min(found, key=found.__getitem__), max(found, key=found.__getitem__)]
    if monotone or not free:
        return Interval(*(found[end] for end in ends))
    low, high = (_searched(at, end, sides, sign) for end, sign in zip(ends, (1, -1), strict=True))
    return Interval(min(low, found[ends[0]]), max(high, found[ends[1]]))


def _side(given: str | float | Fraction | Printed) -> tuple[float, float, float]:
    """Return from where to where an input can lie, and what it is as printed, between the two."""
    printed = Printed(given) if isinstance(given, str) else given
    if isinstance(printed, Printed):
        return float(printed.low), float(printed.value), float(printed.high)
    value = number("each of inputs that is not printed", given)
    return value, value, value


def _searched(
    at: Callable[[Iterable[float]], float],
    start: tuple[float, ...],
    sides: list[tuple[float, float, float]],
    sign: int,
) -> float:
    """Return the least value near a point of the box, or for the sign -1 the greatest."""
    from scipy.optimize import minimize

    lows = np.array([low for low, _, _ in sides])
    spans = np.array([high - low for low, _, high in sides])
    spread = spans > 0

    def cost(place: np.ndarray) -> float:
        point = lows.copy()
        point[spread] += spans[spread] * place
        value = at(point.tolist())
        return sign * value if math.isfinite(value) else math.inf

    place = (np.array(start) - lows)[spread] / spans[spread]
    found = minimize(cost, place, method="Nelder-Mead", bounds=[(0, 1)] * place.size, options={"xatol": 1e-9})
    return sign * float(found.fun)
