"""Exercises that judge a reader's number, and name the slip behind a wrong one where they know it.

An exercise is data: what it asks for, the computation that gives the answer, and the slips that readers make,
each the computation that gives the wrong number, and what to say of it. No answer is typed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from onearm import _require

OPEN, RIGHT, SLIP, WRONG = "…", "✓", "△", "✗"
"""The mark before each judgement: nothing given yet, right, a slip that is known, any other number."""


@dataclass(frozen=True)
class Slip:
    """A mistake that gives a number of its own.

    Parameters
    ----------
    says : str
        What was done, in a sentence to the reader.
    value : callable
        Without arguments, returns the number to which the mistake leads.

    Examples
    --------
    >>> Slip("You divided by all seven.", lambda: 2 / 7).says
    'You divided by all seven.'
    """

    says: str
    value: Callable[[], float]


@dataclass(frozen=True, repr=False)
class Judgement:
    """What an exercise says of a number. It shows itself as that sentence.

    Attributes
    ----------
    mark : str
        `OPEN`, `RIGHT`, `SLIP` or `WRONG`.
    says : str
        The same in words.
    """

    mark: str
    says: str

    def __repr__(self):
        return f"{self.mark} {self.says}"


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
        The unit of the number; where it is ``"%"``, a share given as a proportion is a known slip too.
    decimals : int
        To how many decimals the number must agree, at least 0.

    Examples
    --------
    >>> three = Exercise(
    ...     "ex-three", "the share of the three", lambda: 200 / 3, unit="%", decimals=1,
    ...     slips=(Slip("You used 7 as the denominator; this table uses 3.", lambda: 200 / 7),),
    ... )
    >>> three.judge(66.7)
    ✓ Right: 66.7 %.
    >>> three.judge(28.57)
    △ You used 7 as the denominator; this table uses 3.
    """

    name: str
    asks: str
    answer: Callable[[], float]
    slips: tuple[Slip, ...] = ()
    unit: str = ""
    decimals: int = 0

    @property
    def wanted(self):
        """What to give, with its unit and precision."""
        plural = "" if self.decimals == 1 else "s"
        precision = f"to {self.decimals} decimal{plural}" if self.decimals else "a whole number"
        return f"{self.asks} ({', '.join(filter(None, (self.unit, precision)))})"

    def judge(self, given):
        """Judge a reader's number.

        Parameters
        ----------
        given : float
            The reader's number, rounded as asked for or not; ``...`` as long as there is none.

        Returns
        -------
        Judgement
            Whether it is right, a slip that is known, or neither.

        Raises
        ------
        ValueError
            When `given` is neither a finite number nor ``...``.

        Examples
        --------
        >>> Exercise("ex-half", "half of five", lambda: 2.5, decimals=1).judge(...)
        … Put your number in place of the dots: half of five (to 1 decimal).
        """
        if given is ...:
            return Judgement(OPEN, f"Put your number in place of the dots: {self.wanted}.")
        given = _require.number(f"your answer, {self.asks},", given)
        answer = self.answer()
        if self._agrees(given, answer):
            return Judgement(
                RIGHT, f"Right: {answer:.{self.decimals}f}{f' {self.unit}' if self.unit else ''}."
            )
        for slip in self.slips:
            if self._agrees(given, slip.value()):
                return Judgement(SLIP, slip.says)
        if self.unit == "%" and self._agrees(100 * given, answer):
            return Judgement(SLIP, "You gave a proportion; a percentage is asked for.")
        return Judgement(WRONG, f"Not yet. Asked for: {self.wanted}.")

    def _agrees(self, given, value):
        """Say whether a number is a value, or the value rounded as asked."""
        return abs(given - value) <= 0.5 * 10**-self.decimals + 1e-9
