"""Exercises that judge a reader's answer, and name the slip behind a wrong one where they know it.

An exercise is data: what it asks for, the computation that gives the answer, and the slips that readers make,
each the computation that gives the wrong answer, and what to say of it. No number is typed. `Exercise` asks
for one number, `Several` for a set of whole numbers, `Choice` for one of a few statements.

Who is wrong twice gets the exercise's hint, and after a third time is told which step to read again.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import EllipsisType
from typing import Any, ClassVar, Self

from onearm import _require

OPEN, RIGHT, SLIP, WRONG = "…", "✓", "△", "✗"
"""The mark before each judgement: nothing given yet, right, a slip that is known, any other answer."""

MOST_CHARACTERS = 40
"""The most characters of a number that a reader writes as a text."""

MOST_DECIMALS = 12
"""To how many decimals an answer can be asked for: a float has no more that all machines agree on."""

ROUNDING = 1e-9
"""How far a number may be from the end of an interval and still lie in it: what floats lose is less."""

DECIMALS: dict[float, str] = {1: "one more decimal", 2: "two more decimals", 3: "three more decimals"}
WRITTEN = re.compile(r"(?P<number>[-+]?\d*\.?\d+)(?:/(?P<parts>\d+))?(?P<percent>%)?", re.ASCII)
PERCENTAGE = "You gave a percentage; a proportion is asked for. Divide by 100."
PROPORTION = "You gave a proportion; a percentage is asked for. Multiply by 100."
CUT_OFF = "You cut the number off. Round it: the next decimal is 5 or more."
REVERSED = "The size is right, the sign is not."


@dataclass(frozen=True)
class Slip:
    """A mistake that gives an answer of its own.

    Parameters
    ----------
    says : str
        What was done, in a sentence to the reader.
    value : callable
        Without arguments, returns the number, or the set of numbers, to which the mistake leads.

    Raises
    ------
    ValueError
        When `says` is no string, or `value` cannot be called.

    Examples
    --------
    >>> Slip("You divided by all seven.", lambda: 2 / 7).says
    'You divided by all seven.'
    """

    says: str
    value: Callable[[], float | Iterable[int]]

    def __post_init__(self) -> None:
        _texts(self, "says")
        _callable("value", self.value)


@dataclass(frozen=True)
class Option:
    """One of the statements that a choice offers.

    Parameters
    ----------
    text : str
        The statement.
    says : str
        Why it is right or wrong, in a sentence to the reader.
    right : bool
        Whether it is the right one.

    Raises
    ------
    ValueError
        When `text` or `says` is no string, or `right` neither True nor False.

    Examples
    --------
    >>> Option("It doubles.", "It halves: the sample is four times as large.").right
    False
    """

    text: str
    says: str
    right: bool = False

    def __post_init__(self) -> None:
        _texts(self, "text", "says")
        _require.keep(self, right=_require.flag("right", self.right))


@dataclass(frozen=True, repr=False)
class Judgement:
    """What an exercise says of an answer. It shows itself as that sentence.

    Attributes
    ----------
    mark : str
        `OPEN`, `RIGHT`, `SLIP` or `WRONG`.
    says : str
        The same in words.
    """

    mark: str
    says: str

    def __repr__(self) -> str:
        return f"{self.mark} {self.says}"

    def helped(self, tries: int, hint: str, step: str) -> "Judgement":
        """Return the judgement of a wrong answer, with the help that is due.

        Parameters
        ----------
        tries : int
            How many wrong answers there were, this one included.
        hint : str
            A sentence that helps who was wrong twice.
        step : str
            What to read again after a third wrong answer, such as ``"Step 3"``.

        Returns
        -------
        Judgement
            The same mark, and more words where help is due.

        Raises
        ------
        ValueError
            When `tries` is no whole number of at least 0, or `hint` or `step` no string.

        Notes
        -----
        The time does not grow with the arguments.

        Examples
        --------
        >>> Judgement("✗", "Not yet.").helped(2, "Count the deaths.", "Step 1")
        ✗ Not yet. Hint: Count the deaths.
        """
        tries = _tries(tries)
        hint, step = _require.text("hint", hint), _require.text("step", step)
        hinted = f" Hint: {hint}" if hint and tries >= 2 else ""
        again = f" Read again: {step}." if step and tries >= 3 else ""
        return Judgement(self.mark, f"{self.says}{hinted}{again}")


@dataclass(frozen=True)
class _Answer:
    """A reader's number as it was written: its value, to how many decimals, and whether as a percentage."""

    value: float
    decimals: float
    percent: bool = False

    @classmethod
    def read(cls, name: str, given: object) -> Self:
        """Return a number, fraction, or text that writes one, or refuse it."""
        if isinstance(given, str):
            written = WRITTEN.fullmatch(given.replace(" ", "")) if len(given) <= MOST_CHARACTERS else None
            if not written or set(written["parts"] or "1") == {"0"}:
                _require.refuse(
                    f"{name} must be a number, or a text such as '0.57', '57.1 %' or '4/7'", given
                )
            number, parts = Decimal(written["number"]), written["parts"]
            value = float(Fraction(number) / int(parts or 1))
            return cls(
                value, math.inf if parts else -int(number.as_tuple().exponent), bool(written["percent"])
            )
        value = _require.number(name, given)
        if isinstance(given, Fraction):
            return cls(value, math.inf)
        return cls(value, max(0, -int(Decimal(repr(value)).normalize().as_tuple().exponent)))


@dataclass(frozen=True)
class Region:
    """An interval of numbers, and what is said of a reader's number that lies in it.

    Attributes
    ----------
    judgement : Judgement
        What is said.
    centre, half : float
        The middle of the interval and half its width; its ends belong to it.
    least, most : float
        To how many decimals, at least and at most, a number is written that can lie in it.
    scale : float
        What the reader's number is multiplied by before.
    known : bool
        Whether it is a slip that is known, for which help is due, and not the right number in another form.
    """

    judgement: Judgement
    centre: float
    half: float
    least: float = 0
    most: float = math.inf
    scale: float = 1
    known: bool = False

    def holds(self, said: _Answer) -> bool:
        """Say whether a number lies in the region."""
        near = abs(said.value * self.scale - self.centre) <= self.half
        return near and self.least <= said.decimals <= self.most


def _rounded(
    judgement: Judgement,
    value: float,
    decimals: int,
    *,
    written: int | None = None,
    scale: float = 1,
    known: bool = False,
) -> Region:
    """Return where a number, written to any decimals or to so many, is a value or that value rounded."""
    least, most = (0, math.inf) if written is None else (written, written)
    return Region(judgement, value, 0.5 * 10.0**-decimals + ROUNDING, least, most, scale, known)


def _shorter(value: float, decimals: int, fewest: int = 0) -> list[int]:
    """Return to which decimals, fewer than asked for, a value can be rounded and keep some digit."""
    return [fewer for fewer in range(fewest, decimals) if 10.0**-fewer <= abs(value)]


def regions(exercise: "Exercise") -> Iterator[Region]:
    """Yield what an exercise says of which numbers, in order: the first region that holds a number judges it.

    A number that no region holds is wrong. The site takes the same regions to judge an answer in its page.

    Parameters
    ----------
    exercise : Exercise
        The exercise.

    Yields
    ------
    Region
        Where the answer is right; each slip; the answer with fewer decimals; the answer in another form; and
        each slip with fewer decimals.

    Raises
    ------
    ValueError
        When the answer or the value of a slip is no finite number.

    Examples
    --------
    >>> half = Exercise("ex-half", "half of five", lambda: 2.5, decimals=1)
    >>> for region in regions(half):
    ...     print(region.judgement, region.centre)
    ✓ Right: 2.5. 2.5
    △ Right so far: one more decimal. 2.5
    △ You cut the number off. Round it: the next decimal is 5 or more. 2.0
    △ You cut the number off. Round it: the next decimal is 5 or more. 2.5
    △ The size is right, the sign is not. 2.5
    △ The size is right, the sign is not. 2.5
    """
    answer, decimals = _require.number("the answer", exercise.answer()), exercise.decimals
    unit = f" {exercise.unit}" if exercise.unit else ""
    yield _rounded(Judgement(RIGHT, f"Right: {answer:.{decimals}f}{unit}."), answer, decimals)

    slips = []
    for slip in exercise.slips:
        slips.append((Judgement(SLIP, slip.says), _number(slip)))
        yield _rounded(*slips[-1], decimals, known=True)

    for fewer in _shorter(answer, decimals):
        missing = decimals - fewer
        so_far = f"Right so far: {DECIMALS.get(missing, f'{missing} more decimals')}."
        yield _rounded(Judgement(SLIP, so_far), answer, fewer, written=fewer)

    yield from _in_other_forms(exercise, answer)

    for judgement, value in slips:
        for fewer in _shorter(value, decimals):
            yield _rounded(judgement, value, fewer, written=fewer)


def _in_other_forms(exercise: "Exercise", answer: float) -> Iterator[Region]:
    """Yield where a number is the answer as a proportion or percentage, cut off, or with the other sign."""
    decimals = exercise.decimals

    def agrees(says: str, scale: float, shift: int = 0) -> Iterator[Region]:
        yield _rounded(Judgement(SLIP, says), answer, decimals, scale=scale)
        for fewer in _shorter(answer, decimals, fewest=-shift):
            yield _rounded(Judgement(SLIP, says), answer, fewer, written=fewer + shift, scale=scale)

    if exercise.unit == "%":
        yield from agrees(PROPORTION, 100, 2)
    if not exercise.unit and 0 < answer < 1:
        yield from agrees(PERCENTAGE, 0.01, -2)
    for kept in range(decimals + 1):
        most = math.inf if kept == decimals else kept
        if cut := math.trunc(answer * 10**kept) / 10**kept:
            yield Region(Judgement(SLIP, CUT_OFF), cut, ROUNDING, kept, most)
    yield from agrees(REVERSED, -1)


@dataclass(frozen=True)
class Exercise:
    """A question whose answer is one number.

    Parameters
    ----------
    name : str
        The label of the exercise in its chapter.
    asks : str
        What to give, in words.
    answer : callable
        Without arguments, returns the number.
    slips : tuple of Slip
        The slips that are known.
    unit : str
        The unit of the number. Where it is ``"%"``, a share given as a proportion is a known slip too, and
        where it is empty a percentage given for a proportion.
    decimals : int
        To how many decimals the number must agree, from 0 to 12.
    hint : str
        A sentence that helps who was wrong twice.
    step : str
        What to read again, such as ``"Step 3"``.

    Raises
    ------
    ValueError
        When a text is no string, `answer` cannot be called, `slips` are not of Slip, or `decimals` is no
        whole number from 0 to 12.

    Examples
    --------
    >>> three = Exercise(
    ...     "ex-three", "the share of the three", lambda: 200 / 3, unit="%", decimals=1,
    ...     slips=(Slip("You used 7 as the denominator; this table uses 3.", lambda: 200 / 7),),
    ... )
    >>> three.judge(66.7), three.judge(67)
    (✓ Right: 66.7 %., △ Right so far: one more decimal.)
    >>> three.judge("2/3")
    △ You gave a proportion; a percentage is asked for. Multiply by 100.
    >>> three.judge(28.57)
    △ You used 7 as the denominator; this table uses 3.
    """

    name: str
    asks: str
    answer: Callable[[], float]
    slips: tuple[Slip, ...] = ()
    unit: str = ""
    decimals: int = 0
    hint: str = ""
    step: str = ""

    def __post_init__(self) -> None:
        _texts(self, "name", "asks", "unit", "hint", "step")
        _callable("answer", self.answer)
        decimals = _require.count("decimals", self.decimals, 0, MOST_DECIMALS)
        _require.keep(self, slips=_slips(self.slips), decimals=decimals)

    @property
    def wanted(self) -> str:
        """What to give, with its unit and precision."""
        plural = "" if self.decimals == 1 else "s"
        precision = f"to {self.decimals} decimal{plural}" if self.decimals else "a whole number"
        return f"{self.asks} ({', '.join(filter(None, (self.unit, precision)))})"

    def judge(self, given: float | Fraction | str | EllipsisType, tries: int = 1) -> Judgement:
        """Judge a reader's number.

        Parameters
        ----------
        given : float, Fraction or str
            The reader's number, rounded as asked for or not, or a text such as ``"4/7"`` or ``"57.1 %"``;
            ``...`` as long as there is none.
        tries : int
            How many wrong answers there were, counting this one if it is wrong. From the second the hint is
            told, from the third what to read again.

        Returns
        -------
        Judgement
            Whether it is right, right as far as it goes, a slip that is known, or neither.

        Raises
        ------
        ValueError
            When `given` is neither a finite number, nor a text that writes one, nor ``...``, `tries` is no
            whole number of at least 0, or the answer or a slip is no finite number.

        Notes
        -----
        The time grows as the number of slips, each of which is computed.

        Examples
        --------
        >>> half = Exercise("ex-half", "half of five", lambda: 2.5, decimals=1, hint="Divide by two.")
        >>> half.judge(...)
        … Put your number in place of the dots: half of five (to 1 decimal).
        >>> half.judge(7, tries=2)
        ✗ Not yet. Asked for: half of five (to 1 decimal). Hint: Divide by two.
        """
        _tries(tries)
        if given is ...:
            return Judgement(OPEN, f"Put your number in place of the dots: {self.wanted}.")
        said = _Answer.read(f"your answer, {self.asks},", given)
        if said.percent and self.unit != "%":
            said = _Answer(said.value / 100, said.decimals + 2)
        for region in regions(self):
            if region.holds(said):
                found = region.judgement
                return found.helped(tries, self.hint, self.step) if region.known else found
        return self.wrong.helped(tries, self.hint, self.step)

    @property
    def wrong(self) -> Judgement:
        """What is said of a number that is neither right nor a slip that is known."""
        return Judgement(WRONG, f"Not yet. Asked for: {self.wanted}.")


@dataclass(frozen=True)
class Several:
    """A question whose answer is a set of whole numbers, such as the sizes at which two boundaries differ.

    Parameters
    ----------
    name, asks : str
        As for `Exercise`.
    answer : callable
        Without arguments, returns the numbers.
    slips : tuple of Slip
        The slips that are known, each with the numbers to which it leads.
    unit, hint, step : str
        As for `Exercise`.

    Raises
    ------
    ValueError
        When a text is no string, `answer` cannot be called, or `slips` are not of Slip.

    Examples
    --------
    >>> odd = Several("ex-odd", "the odd numbers below six", lambda: {1, 3, 5})
    >>> odd.judge([5, 3, 1]), odd.judge([1, 2, 3])
    (✓ Right: 1, 3, 5., ✗ Not yet. You have 2 of 3; 2 is not among them.)
    """

    name: str
    asks: str
    answer: Callable[[], Iterable[int]]
    slips: tuple[Slip, ...] = ()
    unit: str = ""
    hint: str = ""
    step: str = ""

    def __post_init__(self) -> None:
        _texts(self, "name", "asks", "unit", "hint", "step")
        _callable("answer", self.answer)
        _require.keep(self, slips=_slips(self.slips))

    @property
    def wanted(self) -> str:
        """What to give, with its unit."""
        return f"{self.asks}{f' ({self.unit})' if self.unit else ''}"

    def judge(self, given: Iterable[int] | EllipsisType, tries: int = 1) -> Judgement:
        """Judge a reader's numbers.

        Parameters
        ----------
        given : iterable of int
            The numbers, in any order; ``...`` as long as there are none.
        tries : int
            As for `Exercise.judge`.

        Returns
        -------
        Judgement
            Whether they are right, a slip that is known, or what is missing and what is too much.

        Raises
        ------
        ValueError
            When `given` is neither whole numbers nor ``...``, `tries` is no whole number of at least 0, or
            the answer or a slip is not of whole numbers.

        Notes
        -----
        The time grows as the number of slips, each of which is computed.

        Examples
        --------
        >>> Several("ex-odd", "the odd numbers below six", lambda: {1, 3, 5}).judge(...)
        … Put your numbers in place of the dots, as in [6, 8]: the odd numbers below six.
        """
        _tries(tries)
        if given is ...:
            return Judgement(OPEN, f"Put your numbers in place of the dots, as in [6, 8]: {self.wanted}.")
        if isinstance(given, str) or not isinstance(given, Iterable):
            _require.refuse(
                f"your answer, {self.asks}, must be whole numbers in brackets, as in [6, 8]", given
            )
        said = _numbers(f"your answer, {self.asks},", given)
        answer = _numbers("the answer", self.answer())
        if said == answer:
            return Judgement(RIGHT, f"Right: {_listed(answer)}{f' {self.unit}' if self.unit else ''}.")
        for slip in self.slips:
            if said == _numbers("the value of each slip", slip.value()):
                return Judgement(SLIP, slip.says).helped(tries, self.hint, self.step)
        extra = said - answer
        wrong = f"; {_listed(extra)} {'is' if len(extra) == 1 else 'are'} not among them" if extra else ""
        found = f"Not yet. You have {len(said & answer)} of {len(answer)}{wrong}."
        return Judgement(WRONG, found).helped(tries, self.hint, self.step)


@dataclass(frozen=True)
class Choice:
    """A question whose answer is one of a few statements.

    Parameters
    ----------
    name, asks : str
        As for `Exercise`.
    options : tuple of Option
        The statements, from two to six, one of them right.
    step : str
        As for `Exercise`.

    Raises
    ------
    ValueError
        When a text is no string, `options` are not of Option, there are fewer than two of them or more than
        six, or not one of them is right.

    Examples
    --------
    >>> width = Choice(
    ...     "ex-width", "what four times as many patients do to the width of an interval",
    ...     (Option("It halves.", "The width goes by the square root.", right=True),
    ...      Option("It shrinks to a quarter.", "The width goes by the square root of the number.")),
    ... )
    >>> width.judge("b")
    △ b is not it. The width goes by the square root of the number.
    """

    name: str
    asks: str
    options: tuple[Option, ...]
    step: str = ""

    hint: ClassVar[str] = ""  # each option says what is wrong with it

    def __post_init__(self) -> None:
        _texts(self, "name", "asks", "step")
        options = _require.listed("options", self.options, 0)
        for option in options:
            _require.of_kind("each of options", option, Option)
        right = sum(option.right for option in options)
        if not 2 <= len(options) <= 6 or right != 1:
            _require.refuse(
                "options must be from two to six, one of them right", f"{len(options)}, {right} right"
            )
        _require.keep(self, options=options)

    @property
    def letters(self) -> str:
        """The letter of each option, in order."""
        return "abcdef"[: len(self.options)]

    def judge(self, given: str | EllipsisType, tries: int = 1) -> Judgement:
        """Judge the letter of a reader's choice.

        Parameters
        ----------
        given : str
            The letter of an option; ``...`` as long as there is none.
        tries : int
            As for `Exercise.judge`.

        Returns
        -------
        Judgement
            Whether the option is right, and why.

        Raises
        ------
        ValueError
            When `given` is neither the letter of an option nor ``...``, or `tries` is no whole number of at
            least 0.

        Notes
        -----
        The time does not grow with the arguments.

        Examples
        --------
        >>> sizes = Choice("ex-more", "the larger", (Option("1", "2 is."), Option("2", "Yes.", right=True)))
        >>> print(sizes.judge(...))
        … Put the letter of your answer, in quotes, in place of the dots: the larger.
          "a": 1
          "b": 2
        """
        _tries(tries)
        if given is ...:
            offered = (
                f'\n  "{letter}": {option.text}'
                for letter, option in zip(self.letters, self.options, strict=True)
            )
            asked = f"Put the letter of your answer, in quotes, in place of the dots: {self.asks}."
            return Judgement(OPEN, f"{asked}{''.join(offered)}")
        letter = given.strip().lower() if isinstance(given, str) else given
        chosen = self.options[self.letters.index(_require.one_of("your answer", letter, tuple(self.letters)))]
        if chosen.right:
            return Judgement(RIGHT, f"Right: {chosen.says}")
        return Judgement(SLIP, f"{letter} is not it. {chosen.says}").helped(tries, "", self.step)


def _number(slip: Slip) -> float:
    """Return the wrong answer of an Exercise, which is one number."""
    return _require.number("the value of each slip", slip.value())


def _numbers(name: str, values: Any) -> set[int]:
    """Return the answer of a Several, whole numbers, or refuse it."""
    numbers: tuple[object, ...] = _require.listed(name, values, 0, ordered=False)
    return {_require.count(f"each number of {name}", number) for number in numbers}


def _texts(described: object, *fields: str) -> None:
    """Refuse a field that must be a string and is none."""
    for field in fields:
        _require.text(field, getattr(described, field))


def _tries(tries: object) -> int:
    """Return how many wrong answers there were, or refuse it."""
    return _require.count("tries, the number of wrong answers,", tries)


def _callable(name: str, value: object) -> None:
    """Refuse what cannot be called."""
    if not callable(value):
        _require.refuse(f"{name} must be a function without arguments", value)


def _slips(slips: Iterable[Slip]) -> tuple[Slip, ...]:
    """Return slips as a tuple, or refuse what is none."""
    found = _require.listed("slips", slips, 0)
    for slip in found:
        _require.of_kind("each of slips", slip, Slip)
    return found


def _listed(numbers: Iterable[int]) -> str:
    """Return numbers in order, as words list them."""
    return ", ".join(map(str, sorted(numbers)))
