"""Numbers in the forms in which papers print them: alone, beyond a limit, or several in one text."""

import math
import re
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass, field
from decimal import Decimal
from fractions import Fraction

from onearm._require import flag, keep, one_of, refuse
from onearm.printed.numbers import MOST_DIGITS, ROUNDINGS, Printed, _locate, fault_of_one

NO_VALUE = ("NR", "NE", "NA")
"""What stands where there is no number: not reached or reported, not estimable, not available."""

_RELATIONS = {"<=": "≤", "⩽": "≤", ">=": "≥", "⩾": "≥"} | {sign: sign for sign in "<>≤≥"}
_BOUNDED = re.compile(rf"({'|'.join(_RELATIONS)}) ?(.*)")
_BRACKETED = re.compile(r"(.+?) ?(?:\( ?(.+?) ?\)|\[ ?(.+?) ?\])")
_SHARE = re.compile("([0-9][0-9, ]*)(?: ?/ ?| of )([0-9][0-9, ]*)")
_SPREAD = re.compile(r"(.+?) ?(?:±|\+/[-−]) ?(.+)")
_BETWEEN = re.compile(" ?[-–—] ?| to ")
_BETWEEN_IN_BRACKETS = re.compile(f"{_BETWEEN.pattern}|[,;] ")
_TIES = re.compile(r"\+/[-−]|[()\[\]/±–—;<>≤≥⩽⩾=]|, | [-−] | to | of ")


@dataclass(frozen=True)
class Inequality:
    """A limit as printed, and with it every value on one side of it.

    The limit is taken as it stands: 0.00099 is below a printed "<0.001", and 0.001 is not.

    Parameters
    ----------
    text : str
        A sign, "<", "≤", ">" or "≥", also as "<=" and ">=", and a number as `Printed` reads it.

    Attributes
    ----------
    relation : {"<", "≤", ">", "≥"}
        On which side the values lie, and whether the limit is one of them.
    limit : Printed
        The number behind the sign, exact.

    Raises
    ------
    ValueError
        If `text` is anything else.

    Examples
    --------
    >>> small = Inequality("<0.001")
    >>> small.contains(0.0004), small.contains(0.001), Inequality("≥ 1.0").contains(1)
    (True, False, True)
    """

    text: str
    relation: str = field(init=False, repr=False, compare=False)
    limit: Printed = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = _BOUNDED.fullmatch(self.text) if isinstance(self.text, str) else None
        if not parts:
            refuse('text must be a sign and a number, such as "<0.001" or "≥ 1.0"', self.text)
        keep(self, relation=_RELATIONS[parts[1]], limit=Printed(parts[2], exact=True))

    @property
    def decimals(self) -> int:
        """Digits that the limit has after its decimal point."""
        return self.limit.decimals

    @property
    def low(self) -> Fraction | float:
        """The lower end: the limit, or minus infinity."""
        return -math.inf if self.relation in "<≤" else self.limit.low

    @property
    def high(self) -> Fraction | float:
        """The upper end: the limit, or infinity."""
        return self.limit.high if self.relation in "<≤" else math.inf

    def contains(self, value: float | Fraction | Decimal) -> bool:
        """Whether `value` lies on the side that is printed; a float at the limit as in `Printed.contains`.

        Parameters
        ----------
        value : int, float, fractions.Fraction, decimal.Decimal or NumPy scalar
            One finite number.

        Returns
        -------
        bool
            True when `value` is beyond the limit, or is the limit where that belongs to it.

        Raises
        ------
        ValueError
            If `value` is not a finite number.

        Notes
        -----
        The time does not grow with the arguments.

        Examples
        --------
        >>> Inequality("> 99").contains(99), Inequality("> 99").contains(99.5)
        (False, True)
        """
        point, slack = _locate(value, self.limit.unit)
        if abs(point - self.limit.low) <= slack:
            return self.relation in "≤≥"
        return bool(self.low < point < self.high)


@dataclass(frozen=True)
class Parts:
    """Several numbers printed as one text, each by its name.

    Parameters
    ----------
    text : str
        One of the forms below, with any space around its signs.
    rounding : {"either", "half-up", "half-even", "truncated"}
        How they were rounded; see `Printed`.

    Attributes
    ----------
    named : dict of str to Printed or Inequality
        The numbers by their names; ``parts["low"]`` is short for ``parts.named["low"]``.

    Raises
    ------
    ValueError
        If `text` has none of the forms, ends of a range are in the wrong order, a count is larger than what
        it is counted from, a spread is below 0, or `rounding` is none of the above.

    Notes
    -----
    ======================  ==========================
    form                    names
    ======================  ==========================
    ``15.2–72.3``           low, high
    ``64 (30–86)``          value, low, high
    ``24.0 (10.6)``         value, bracketed
    ``24.0 ± 10.6``         value, spread
    ``5/7``                 count, of
    ``5/7 (71.4%)``         count, of, bracketed
    ``71.4% (5/7)``         value, count, of
    ======================  ==========================

    The ends of a range may be parted by a dash, a hyphen or "to", and in brackets by a comma or semicolon
    with a space; brackets may be square; "+/-" stands for "±" and "5 of 7" for "5/7". A count and what it is
    counted from are exact. A number printed as NR, NE or NA has no name: a median's "17.1 (8.1–NR)" has a
    value and a low end. What a spread or a number in brackets is, a standard deviation or a percentage, the
    form does not tell.

    Examples
    --------
    >>> rate = Parts("64 (30–86)")
    >>> {name: str(part.value) for name, part in rate.named.items()}
    {'value': '64', 'low': '30', 'high': '86'}
    >>> list(Parts("17.1 (8.1–NR)").named)
    ['value', 'low']
    """

    text: str
    _: KW_ONLY
    rounding: str = "either"
    named: dict[str, Printed | Inequality] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        one_of("rounding", self.rounding, ROUNDINGS)
        must = 'text must hold several printed numbers, such as "24.0 ± 10.6", "64 (30–86)" or "5/7 (71.4%)"'
        found = _several(_plain(must, self.text), self.rounding)
        if not found:
            refuse(f"{must}{fault(self.text)}", self.text)
        if "high" in found and "low" in found and found["low"].high > found["high"].high:
            refuse("the first end of a range must be at most the second", self.text)
        if "count" in found and found["count"].high > found["of"].high:
            refuse("a count must be at most what it is counted from", self.text)
        if "spread" in found and found["spread"].high <= 0 < found["spread"].high - found["spread"].low:
            refuse('the number behind "±" must be at least 0', self.text)
        keep(self, named=found)

    def __getitem__(self, name: str) -> Printed | Inequality:
        return self.named[name]


def read_printed(text: str, *, rounding: str = "either", exact: bool = False) -> Printed | Inequality | Parts:
    """Read a number, or several, in the form in which a paper prints it.

    Parameters
    ----------
    text : str
        One number as `Printed` reads it, a limit as `Inequality` does, or several numbers as `Parts` does,
        with any space before, behind and between.
    rounding : {"either", "half-up", "half-even", "truncated"}
        How the numbers were rounded; see `Printed`.
    exact : bool
        Whether one number alone states the value itself.

    Returns
    -------
    Printed, Inequality or Parts
        What the text states: a number with the interval of values that fit the print, a limit, or several by
        name.

    Raises
    ------
    ValueError
        If `text` has none of these forms, and the message names the character that no number has; if it is
        NR, NE or NA, which states no number; or if `rounding` or `exact` is none of the above.

    Notes
    -----
    The time grows with the length of the text.

    Examples
    --------
    >>> read_printed("0·04")
    Printed(text='0·04', rounding='either', exact=False)
    >>> read_printed("<0.001").contains(0.0004)
    True
    >>> {name: str(part.value) for name, part in read_printed("5/7  (71.4 %)").named.items()}
    {'count': '5', 'of': '7', 'bracketed': '71.4'}
    """
    one_of("rounding", rounding, ROUNDINGS)
    exact = flag("exact", exact)
    must = 'text must be a number as papers print it, such as "24.0", "<0.001", "64 (30–86)" or "5/7 (71.4%)"'
    plain = _plain(must, text)
    if plain in NO_VALUE:
        refuse(
            "text must state a number, which NR, NE and NA (not reached, estimable, available) do not", plain
        )
    if _BOUNDED.match(plain):
        return Inequality(plain)
    with suppress(ValueError):
        return Printed(plain, rounding=rounding, exact=exact)
    if _several(plain, rounding):
        return Parts(text, rounding=rounding)
    refuse(f"{must}{fault(plain)}", text)


def mean_sd(text: str, *, rounding: str = "either") -> tuple[Printed, Printed]:
    """Read a printed mean and standard deviation, trailing zeros kept.

    Parameters
    ----------
    text : str
        Two numerals with "±" or "+/-" between them, and any space: "24.0 ± 10.6".
    rounding : {"either", "half-up", "half-even", "truncated"}
        How both were rounded; see `Printed`.

    Returns
    -------
    tuple of Printed
        The mean and the standard deviation.

    Raises
    ------
    ValueError
        If `text` is anything else, the standard deviation is negative, or `rounding` is none of the above.

    Notes
    -----
    The time grows with the length of the text.

    Examples
    --------
    >>> mean, sd = mean_sd("374.81 ± 133.20")
    >>> sd.value, sd.decimals
    (Decimal('133.20'), 2)
    """
    one_of("rounding", rounding, ROUNDINGS)
    must = 'text must be a mean and a standard deviation, such as "24.0 ± 10.6"'
    if not _SPREAD.fullmatch(plain := _plain(must, text)) or not _several(plain, rounding):
        refuse(f"{must}{fault(plain)}", text)
    both = Parts(text, rounding=rounding)
    numbers = [part for part in both.named.values() if isinstance(part, Printed) and not part.exact]
    if len(numbers) < 2 or any(part.percent for part in numbers):
        refuse(must, text)
    return numbers[0], numbers[1]


def _plain(must: str, text: object) -> str:
    """Return a text with one plain space for each run of spaces, or refuse what is no short text."""
    if not isinstance(text, str) or len(text) > MOST_DIGITS:
        refuse(must, text)
    return " ".join(text.split())


def _several(text: str, rounding: str) -> dict[str, Printed | Inequality]:
    """Return the numbers of a text by name, none where it has no form that holds several."""
    with suppress(ValueError):  # of the one number that is none
        if parts := _BRACKETED.fullmatch(text):
            inner = parts[2] or parts[3]
            outer = _share(parts[1]) or _entry("value", parts[1], rounding)
            inside = _share(inner) or _range(inner, _BETWEEN_IN_BRACKETS, rounding)
            return outer | (inside or _entry("bracketed", inner, rounding))
        if parts := _SPREAD.fullmatch(text):
            return _entry("value", parts[1], rounding) | _entry("spread", parts[2], rounding)
        return _share(text) or _range(text, _BETWEEN, rounding)
    return {}


def _entry(name: str, text: str, rounding: str) -> dict[str, Printed | Inequality]:
    """Return one number under its name, and nothing for what is printed where there is none."""
    if text in NO_VALUE:
        return {}
    return {name: Inequality(text) if _BOUNDED.match(text) else Printed(text, rounding=rounding)}


def _share(text: str) -> dict[str, Printed | Inequality]:
    """Return a count and what it is counted from."""
    parts = _SHARE.fullmatch(text)
    if not parts:
        return {}
    return {"count": Printed(parts[1], exact=True), "of": Printed(parts[2], exact=True)}


def _range(text: str, between: re.Pattern[str], rounding: str) -> dict[str, Printed | Inequality]:
    """Return the ends of a range, split at the first sign that leaves two numbers."""
    for sign in between.finditer(text):
        with suppress(ValueError):
            low = _entry("low", text[: sign.start()], rounding)
            return low | _entry("high", text[sign.end() :], rounding)
    return {}


def fault(text: str) -> str:
    """Name what no number of a text has, where one has it."""
    pieces = [piece for piece in map(str.strip, _TIES.split(text)) if piece and piece not in NO_VALUE]
    return next(filter(None, map(fault_of_one, pieces)), "")
