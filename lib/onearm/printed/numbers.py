"""A printed number is a claim about an interval: the values that agree with the print."""

import math
import re
import unicodedata
from dataclasses import KW_ONLY, dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from numbers import Rational

from onearm._interval import Interval
from onearm._require import NO_NUMBERS, count, flag, keep, number, of_kind, one_of, refuse

ROUNDINGS = ("half-up", "half-even", "either", "truncated")

MOST_LISTED = 200_000
"""The most whole numbers that are listed behind one printed number."""

MOST_DIGITS = 100
"""The most characters of a number, far more than any print has: arithmetic that is exact keeps them all."""

_COUNTED = (
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: size for size, word in enumerate(_COUNTED)} | dict.fromkeys(("none", "no"), 0)
_WORDS |= {
    f"{tens}-{ones}" if ones else tens: 10 * place + size
    for place, tens in enumerate(_TENS, 2)
    for size, ones in enumerate(["", *_COUNTED[1:10]])
}

MINUS = "-\N{MINUS SIGN}"
SPACES = " \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}"
HYPHENS = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
"""The characters that print a minus, the space between thousands, and the hyphen of a word."""

_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_PLAIN = str.maketrans({**dict.fromkeys(f",{SPACES}"), "\N{MINUS SIGN}": "-", "\N{MIDDLE DOT}": "."})

NUMERAL = rf"""
    (?P<digits>[{MINUS}+]?
        (?:[1-9][0-9]{{0,2}}(?:(?P<mark>[,{SPACES}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*)|[0-9]+|(?=[.·]))
        (?:[.·][0-9]+)?)
    (?:\s?[×x]\s?10(?:\^(?P<power>[{MINUS}+]?[0-9]{{1,2}})|(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,2}})))?
    (?P<percent>\s?%|\sper\s?cent)?
"""
_NUMERAL = re.compile(NUMERAL, re.VERBOSE)

_FAULTS = {
    r"[.·](?![0-9])": "with a digit behind the point",
    r"[.·][0-9]*[.·]": "with one decimal point",
    r",(?![0-9]{3}(?![0-9]))|(?<![0-9]),|^[^0-9]*0,|[0-9]{4},": "with a comma between thousands only",
    r"%.*%": "with one percent sign",
    rf"[{MINUS}+].*[{MINUS}+]|[{MINUS}+]\s": "with one sign, right before the digits",
    r"^%": "with the percent sign behind the digits",
    r"\s\s": "with one space at most between its parts",
    r"[0-9]\s[0-9]": "with a space between thousands only",
}
"""What is wrong with characters that a number may have, in an order that no number has."""

# A float this close to an end, in units of the last printed digit, stands at that end; see `contains`.
_FLOAT_SLACK = Fraction(1, 10**9)


@dataclass(frozen=True)
class Printed:
    """A number as printed, and with it every value that agrees with the print.

    The text is kept as it stands, for only a text keeps its trailing zeros: "24.0" was rounded to one
    decimal, "24" was rounded to none. A value agrees with the text when it lies in the rounding interval,
    `low` to `high`, half a unit of the last digit to either side; it need not equal the number printed.

    Parameters
    ----------
    text : str
        A number as papers print it: digits with a sign, which may be a hyphen or a minus ("-0.5", "−0.69",
        "+3"); a decimal point or raised dot, without a zero before it where the paper has none ("24.0",
        ".04", "0·04"); thousands parted by commas or spaces ("1,064", "1 064"); a power of ten ("1.2 × 10^6",
        "1.2 × 10⁶"); per cent by sign or word ("71.4%", "71.4 %", "71.4 per cent"), which is left aside, so
        that "71.4%" is the number 71.4. Or a count in words in any case ("none", "no", "zero", "one", ...
        "ninety-nine"). A comma is never a decimal mark: "1,064" is a thousand and sixty-four.
    rounding : {"either", "half-up", "half-even", "truncated"}
        How the number was rounded, or that its further digits were cut off; see Notes.
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
        If `text` is anything else, such as an empty text, "NaN", "≥ 1.0" or "24.0 ± 10.6" (see
        `read_printed` for the last two), or if `rounding` or `exact` is none of the above.

    Notes
    -----
    The first three differ at the ends of the interval only. Take a printed 0.2 and 0.3, and 0.25 between:

    - "half-up": away from zero, as `decimal.ROUND_HALF_UP`. 0.25 prints 0.3. A positive number's interval
      includes its low end, a negative one's its high end, and that of zero neither end.
    - "half-even": to an even last digit, as `decimal.ROUND_HALF_EVEN`. 0.25 prints 0.2. The interval includes
      both ends when the last printed digit is even, and neither when it is odd.
    - "either": nobody says which; 0.25 may print 0.2 or 0.3. The interval includes both ends.

    - "truncated": cut, not rounded, as `decimal.ROUND_DOWN`. 0.25 and 0.29 print 0.2. The interval goes from
      the number printed to the next one away from zero, which it does not include; that of zero goes to both.

    Under each but "either" every value lies in exactly one interval of the same number of decimals.

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
    >>> Printed("34.6").contains(34.67), Printed("34.6", rounding="truncated").contains(34.67)
    (False, True)
    >>> Printed("1.2 × 10^6").value, Printed("1 064").value, Printed("Twenty-six").value
    (Decimal('1.2E+6'), Decimal('1064'), Decimal('26'))
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
        """Digits printed after the decimal point; negative where a power of ten leaves the last before it."""
        return -int(self.value.as_tuple().exponent)

    @property
    def percent(self) -> bool:
        """Whether the text itself says that it is a percentage."""
        return bool(re.search(r"%|per\s?cent$", self.text, re.IGNORECASE))

    @cached_property
    def unit(self) -> Fraction:
        """One unit of the last printed digit: 1/10 of "24.0"."""
        return Fraction(10) ** -self.decimals

    @cached_property
    def low(self) -> Fraction:
        """The lower end of the rounding interval; the value itself when exact."""
        return Fraction(self.value) - self._reach(self.value <= 0)

    @cached_property
    def high(self) -> Fraction:
        """The upper end of the rounding interval; the value itself when exact."""
        return Fraction(self.value) + self._reach(self.value >= 0)

    @property
    def low_included(self) -> bool:
        """Whether a value at the lower end agrees with the print."""
        return self._end_included(self.value > 0)

    @property
    def high_included(self) -> bool:
        """Whether a value at the upper end agrees with the print."""
        return self._end_included(self.value < 0)

    def contains(self, value: float | Fraction | Decimal) -> bool:
        """Whether `value` agrees with the print.

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

        The time does not grow with the arguments.

        Examples
        --------
        >>> Printed("29", rounding="half-up").contains(100 * 0.285)
        True
        >>> Printed("28", rounding="half-up").contains(100 * 0.285)
        False
        """
        point, slack = _locate(value, self.unit)
        if slack:
            point = next((end for end in (self.low, self.high) if abs(point - end) <= slack), point)
        if point == self.low:
            return self.low_included
        if point == self.high:
            return self.high_included
        return self.low < point < self.high

    def _reach(self, from_zero: bool) -> Fraction:
        """Return how far the interval goes to one side, which is that away from zero or not."""
        if self.exact or (self.rounding == "truncated" and not from_zero):
            return Fraction()
        return self.unit if self.rounding == "truncated" else self.unit / 2

    def _end_included(self, nearer_zero: bool) -> bool:
        if self.exact or self.rounding == "either":
            return True
        if self.rounding == "half-even":
            return self.value.as_tuple().digits[-1] % 2 == 0
        return nearer_zero


def counts_printing(printed: str | Printed, n: int, *, percent: bool = True) -> tuple[int, ...]:
    """Say which counts out of `n` have a share that agrees with the print.

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
        False, or a proportion has a percent sign; also if more than 200,000 counts agree with the print.

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
    if share.percent and not percent:
        refuse("printed must be a proportion, without a percent sign", share.text)
    counts = _multiples(share, Fraction(100 if percent else 1, n))
    return tuple(_few(range(max(counts.start, 0), min(counts.stop, n + 1))))


def agrees(interval: Interval, printed: str | Printed) -> bool:
    """Whether any value of an interval agrees with the print.

    Parameters
    ----------
    interval : Interval
        The values that are possible.
    printed : str or Printed
        The number as printed; both ends of its rounding interval count as printing so.

    Returns
    -------
    bool
        False only where the two intervals have no value in common. A miss by less than a billionth of the
        last printed digit's unit counts as none.

    Raises
    ------
    ValueError
        If `interval` is no Interval, or `printed` is no printed number.

    Notes
    -----
    The time does not grow with the arguments.

    Examples
    --------
    >>> from onearm.estimates import Interval
    >>> agrees(Interval(0.0914, 0.0969), "0.09"), agrees(Interval(0.0914, 0.0969), "0.084")
    (True, False)
    """
    interval, printed = of_kind("interval", interval, Interval), _as_printed("printed", printed)
    slack = float(_FLOAT_SLACK * printed.unit)
    low, high = _float_ends(printed)
    return bool(interval.low <= high + slack and interval.high >= low - slack)


def _float_ends(printed: Printed) -> tuple[float, float]:
    """Return both ends of the interval that a number was rounded from, as floats."""
    return float(printed.low), float(printed.high)


def _multiples(printed: Printed, unit: Fraction) -> range:
    """Return the whole numbers whose multiple of a unit agrees with the print."""
    first, last = math.ceil(printed.low / unit), math.floor(printed.high / unit)
    first += first * unit == printed.low and not printed.low_included
    last -= last * unit == printed.high and not printed.high_included
    return range(first, last + 1)


def _few(numbers: range) -> range:
    """Return whole numbers that are few enough to be listed, or refuse them."""
    count(
        "the number of whole numbers that fit the print", max(0, numbers.stop - numbers.start), 0, MOST_LISTED
    )
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
        word = re.sub(rf"(?<=\w)[{HYPHENS} ](?=\w)", "-", text.lower())
        if word in _WORDS:
            return Decimal(_WORDS[word]), True
        if numeral := _NUMERAL.fullmatch(text):
            power = numeral["power"] or (numeral["raised"] or "0").translate(_RAISED)
            return Decimal(f"{numeral['digits']}e{power}".translate(_PLAIN)), False
    must = 'text must be one printed number, such as "24.0", "1,064", "71.4%" or "seven"'
    refuse(f"{must}{fault_of_one(text)}", text)


def fault_of_one(text: object) -> str:
    """Name what in a text no number has, as the end of a sentence on what must be; nothing if unsure."""
    if not isinstance(text, str):
        return ""
    if text != text.strip():
        return ", without space before or behind it"
    plain = re.sub(r"(?<=[0-9])\sper\s?cent$|(?<=[0-9])\s?x(?=\s?10)", "", text)
    if letters := re.search(r"[^\W\d_⁰-⁹²³¹]+", plain):
        return f", without the letters {letters[0]!r}"
    for character in plain:
        if character not in f"0123456789+.·,%×^⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹{MINUS}{SPACES}":
            name = unicodedata.name(character, "which has no name").lower()
            return f", without {character!r} (U+{ord(character):04X}, {name})"
    return next((f", {must}" for wrong, must in _FAULTS.items() if re.search(wrong, text)), "")


def _locate(value: object, unit: Fraction) -> tuple[Fraction, Fraction | int]:
    """Return `value` as a fraction and how far a float may stray from where it stands."""
    if (exact := exactly(value)) is not None:
        return exact, 0
    value = number("value", value)
    return Fraction(value), max(unit * _FLOAT_SLACK, Fraction(math.ulp(value)))
