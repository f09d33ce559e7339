"""A printed number is a claim about an interval: the values that print so."""

import math
import re
import unicodedata
from dataclasses import KW_ONLY, dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from numbers import Rational

from onearm._require import NO_NUMBERS, count, flag, keep, number, one_of, refuse

ROUNDINGS = ("half-up", "half-even", "either")

MOST_LISTED = 200_000
"""The most whole numbers that are listed behind one printed number."""

MOST_DIGITS = 100
"""The most characters of a number, far more than any print has: arithmetic that is exact keeps them all."""

_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_WORDS = {word: Decimal(size) for size, word in enumerate(_COUNTED.split())} | dict.fromkeys(
    ("none", "no"), Decimal(0)
)
_NUMERAL = re.compile(r"([+-]?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(?:\s?%)?")
_MEAN_SD = re.compile(r"([+-]?[0-9][0-9,.]*)\s?±\s?([0-9][0-9,.]*)")

# A float this close to an end, in units of the last printed digit, stands at that end; see `contains`.
_FLOAT_SLACK = Fraction(1, 10**9)


@dataclass(frozen=True)
class Printed:
    """A number as printed, and with it every value that prints so.

    The text is kept as it stands, for only a text keeps its trailing zeros: "24.0" was rounded to one
    decimal, "24" was rounded to none. A value agrees with the text when it lies in the rounding interval,
    `low` to `high`, half a unit of the last digit to either side; it need not equal the number printed.

    Parameters
    ----------
    text : str
        Digits with an optional sign, thousands separated by commas, a decimal point and a percent sign
        ("24.0", "-0.5", "+3", "1,064", "71.4%", "71.4 %"), or a count in words in any case ("none", "no",
        "zero", "one", ... "twenty"). The percent sign is left aside: "71.4%" is the number 71.4.
    rounding : {"either", "half-up", "half-even"}
        How a value halfway between two printable numbers was rounded; see Notes.
    exact : bool
        Whether the text states the value itself, as counts and design constants do, so that no other value
        agrees with it. Always true of a count in words.

    Attributes
    ----------
    value : decimal.Decimal
        The number printed, trailing zeros kept.

    Raises
    ------
    ValueError
        If `text` is anything else, such as an empty text, "NaN", "≥ 1.0" or "24.0 ± 10.6", or if `rounding`
        or `exact` is none of the above.

    Notes
    -----
    The roundings differ at the ends of the interval only. Take a printed 0.2 and 0.3, and 0.25 between:

    - "half-up": away from zero, as `decimal.ROUND_HALF_UP`. 0.25 prints 0.3. A positive number's interval
      includes its low end, a negative one's its high end, and that of zero neither end.
    - "half-even": to an even last digit, as `decimal.ROUND_HALF_EVEN`. 0.25 prints 0.2. The interval includes
      both ends when the last printed digit is even, and neither when it is odd.
    - "either": nobody says which; 0.25 may print 0.2 or 0.3. The interval includes both ends.

    Under each of the first two every value lies in exactly one interval of the same number of decimals.

    Examples
    --------
    Is 71.4 what five of seven prints as?

    >>> Printed("71.4").contains(100 * 5 / 7)
    True
    >>> Printed("71.40").contains(100 * 5 / 7)
    False
    >>> Printed("71.4").low, Printed("71.4").high
    (Fraction(1427, 20), Fraction(1429, 20))
    >>> Printed("Seven").contains(7.2), Printed("7").contains(7.2), Printed("7", exact=True).contains(7.2)
    (False, True, False)
    """

    text: str
    _: KW_ONLY
    rounding: str = "either"
    exact: bool = False
    value: Decimal = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        one_of("rounding", self.rounding, ROUNDINGS)
        exact = flag("exact", self.exact)
        value, in_words = _read(self.text)
        keep(self, value=value, exact=exact or in_words)

    @property
    def decimals(self) -> int:
        """Digits printed after the decimal point."""
        return -int(self.value.as_tuple().exponent)

    @cached_property
    def unit(self) -> Fraction:
        """One unit of the last printed digit: 1/10 of "24.0"."""
        return Fraction(1, 10**self.decimals)

    @cached_property
    def low(self) -> Fraction:
        """The lower end of the rounding interval; the value itself when exact."""
        return Fraction(self.value) - (0 if self.exact else self.unit / 2)

    @cached_property
    def high(self) -> Fraction:
        """The upper end of the rounding interval; the value itself when exact."""
        return Fraction(self.value) + (0 if self.exact else self.unit / 2)

    @property
    def low_included(self) -> bool:
        """Whether a value at the lower end prints so."""
        return self._end_included(self.value > 0)

    @property
    def high_included(self) -> bool:
        """Whether a value at the upper end prints so."""
        return self._end_included(self.value < 0)

    def contains(self, value: float | Fraction | Decimal) -> bool:
        """Whether `value` prints so.

        Parameters
        ----------
        value : int, float, fractions.Fraction, decimal.Decimal or NumPy scalar
            One finite number, a percentage as such (71.4, not 0.714) where the text is one.

        Returns
        -------
        bool
            True when `value` lies between `low` and `high`, or at an end that is included.

        Raises
        ------
        ValueError
            If `value` is not a finite number.

        Notes
        -----
        Whole numbers, fractions and decimals are compared exactly. A float is the trace of a calculation
        and can miss an end it stands for: `100 * 0.285` is 28.499999999999996. Within a billionth of the
        last printed digit's unit from an end, or within the distance to the next float where that is more, a
        float counts as being at that end, and the rounding then decides. An exact text grants it the same.

        Examples
        --------
        >>> Printed("29", rounding="half-up").contains(100 * 0.285)
        True
        >>> Printed("28", rounding="half-up").contains(100 * 0.285)
        False
        """
        point, slack = _locate(value, self.unit)
        if abs(point - self.low) <= slack:
            return self.low_included
        if abs(point - self.high) <= slack:
            return self.high_included
        return self.low < point < self.high

    def _end_included(self, nearer_zero: bool) -> bool:
        if self.exact or self.rounding == "either":
            return True
        if self.rounding == "half-even":
            return self.value.as_tuple().digits[-1] % 2 == 0
        return nearer_zero


def mean_sd(text: str, *, rounding: str = "either") -> tuple[Printed, Printed]:
    """Read a printed mean and standard deviation, trailing zeros kept.

    Parameters
    ----------
    text : str
        Two numerals with "±" between them, a space on either side of it or none: "24.0 ± 10.6".
    rounding : {"either", "half-up", "half-even"}
        How both were rounded; see `Printed`.

    Returns
    -------
    tuple of Printed
        The mean and the standard deviation.

    Raises
    ------
    ValueError
        If `text` is anything else, the standard deviation is negative, or `rounding` is none of the above.

    Examples
    --------
    >>> mean, sd = mean_sd("374.81 ± 133.20")
    >>> sd.value, sd.decimals
    (Decimal('133.20'), 2)
    """
    parts = _MEAN_SD.fullmatch(text) if isinstance(text, str) else None
    if not parts:
        must = 'text must be a mean and a standard deviation, such as "24.0 ± 10.6"'
        refuse(f"{must}{fault(text, '± ')}", text)
    return Printed(parts[1], rounding=rounding), Printed(parts[2], rounding=rounding)


def counts_printing(printed: str | Printed, n: int, *, percent: bool = True) -> tuple[int, ...]:
    """Say which counts out of `n` have a share that prints so.

    Of `n` patients only `n + 1` shares exist, 0/n to n/n, so most printed percentages are impossible.

    Parameters
    ----------
    printed : str or Printed
        The share as printed; a string is read with rounding "either".
    n : int
        Patients, at least 1.
    percent : bool
        Whether the share is a percentage (71.4), with a percent sign or without, or a proportion (0.714).

    Returns
    -------
    tuple of int
        Every `k` from 0 to `n` whose `100 k / n` (`k / n` for a proportion) agrees with the text, ascending;
        empty when there is none. The shares are compared as fractions, so the answer is exact.

    Raises
    ------
    ValueError
        If `printed` is no printed number, `n` is no whole number of at least 1, `percent` is neither True nor
        False, or a proportion has a percent sign; also if more than 200,000 counts print so.

    Notes
    -----
    The counts follow from the ends of the printed interval: the time is in proportion to how many there are.

    Examples
    --------
    >>> counts_printing("71.4", 7)
    (5,)
    >>> counts_printing("0.43", 7, percent=False)
    (3,)

    No count of seven prints as 70 %. Of 200, 101 are 50.5 %, a tie that prints as 50 or as 51:

    >>> counts_printing("70", 7)
    ()
    >>> counts_printing("50", 200), counts_printing(Printed("50", rounding="half-up"), 200)
    ((99, 100, 101), (99, 100))
    """
    share, n = _as_printed("printed", printed), count("n", n, 1)
    percent = flag("percent", percent)
    if "%" in share.text and not percent:
        refuse("printed must be a proportion, without a percent sign", share.text)
    counts = _multiples(share, Fraction(100 if percent else 1, n))
    return tuple(_few(range(max(counts.start, 0), min(counts.stop, n + 1))))


def _multiples(printed: Printed, unit: Fraction) -> range:
    """Return the whole numbers whose multiple of a unit prints so."""
    first, last = math.ceil(printed.low / unit), math.floor(printed.high / unit)
    first += first * unit == printed.low and not printed.low_included
    last -= last * unit == printed.high and not printed.high_included
    return range(first, last + 1)


def _few(numbers: range) -> range:
    """Return whole numbers that are few enough to be listed, or refuse them."""
    count("the number of whole numbers that print so", max(0, numbers.stop - numbers.start), 0, MOST_LISTED)
    return numbers


def _as_printed(name: str, value: object) -> Printed:
    """Return a printed number, read from a string where it has to be."""
    if isinstance(value, str):
        return Printed(value)
    if not isinstance(value, Printed):
        refuse(f'{name} must be a printed number as a string, such as "24.0", or a Printed', value)
    return value


def exactly(value: object) -> Fraction | None:
    """Return a number that is exact as it stands as a fraction, and None for any other value."""
    if isinstance(value, Rational) and not isinstance(value, NO_NUMBERS):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= MOST_DIGITS:
        return Fraction(value)
    return None


def _read(text: object) -> tuple[Decimal, bool]:
    """Return the number that `text` states and whether it does so in words."""
    if isinstance(text, str):
        if len(text) > MOST_DIGITS:
            refuse(f"text must be a printed number of at most {MOST_DIGITS} characters", text)
        if text.lower() in _WORDS:
            return _WORDS[text.lower()], True
        if numeral := _NUMERAL.fullmatch(text):
            return Decimal(numeral[1].replace(",", "")), False
    must = 'text must be one printed number, such as "24.0", "1,064", "71.4%" or "seven"'
    refuse(f"{must}{fault(text)}", text)


def fault(text: object, besides: str = "") -> str:
    """Name what in a text no printed number has, as the end of a sentence on what must be; nothing if unsure.

    `besides` are characters that may stand there beside those of a number.
    """
    if not isinstance(text, str):
        return ""
    if text != text.strip():
        return ", without space before or behind it"
    if letters := re.search(r"[^\W\d_]+", text):
        return f", without the letters {letters[0]!r}"
    for character in text:
        if character not in f"0123456789+-.,%{besides}":
            name = unicodedata.name(character, "which has no name").lower()
            return f", without {character!r} (U+{ord(character):04X}, {name})"
    if re.search(r"(?<![0-9])\.", text):
        return ", with a digit before the point"
    return ", with one space at most on either side" if "  " in text else ""


def _locate(value: object, unit: Fraction) -> tuple[Fraction, Fraction | int]:
    """Return `value` as a fraction and how far a float may stray from where it stands."""
    if (exact := exactly(value)) is not None:
        return exact, 0
    value = number("value", value)
    return Fraction(value), max(unit * _FLOAT_SLACK, Fraction(math.ulp(value)))
