"""The counts behind printed shares that add up to the whole."""

from collections.abc import Iterable, Iterator
from itertools import islice

from onearm._require import count, flag, listed, refuse
from onearm.printed.numbers import Printed, _as_printed, counts_printing

MOST_WHOLE = 10_000
MOST_SHARES = 50
MOST_PARTITIONS = 1_000
"""The most partitions that are listed; a question with more answers is refused."""


def partitions(
    shares: Iterable[str | Printed], n: int, *, percent: bool = True
) -> tuple[tuple[int, ...], ...]:
    """List the counts that have the printed shares and add up to the whole.

    Parameters
    ----------
    shares : iterable of str or Printed
        The shares of parts that exclude each other and leave nobody out, as printed; 1 to 50.
    n : int
        Patients in all, 1 to 10,000.
    percent : bool
        Whether the shares are percentages (71.4) or proportions (0.714).

    Returns
    -------
    tuple of tuple of int
        Every way to divide `n` patients so that each part prints as its share, in lexicographic order; empty
        when there is none.

    Raises
    ------
    ValueError
        If a share is no printed number, `n` is no whole number in its range, `percent` is neither True nor
        False, or there are more than 1,000 ways.

    Notes
    -----
    The time grows as the number of partitions found, which is at most 1,000, times the number of shares.

    Examples
    --------
    Nine children, of whom some responded, some improved and some died:

    >>> partitions(["33.3%", "55.6%", "11.1%"], 9)
    ((3, 5, 1),)
    >>> partitions(["33.3%", "66.7%", "11.1%"], 9)
    ()
    """
    n, percent = count("n", n, 1, MOST_WHOLE), flag("percent", percent)
    given = [_as_printed("each of shares", share) for share in listed("shares", shares, most=MOST_SHARES)]
    choices = [counts_printing(share, n, percent=percent) for share in given]
    if not all(choices):
        return ()
    found = tuple(islice(_summing(choices, n), MOST_PARTITIONS + 1))
    if len(found) > MOST_PARTITIONS:
        refuse(f"shares must leave at most {MOST_PARTITIONS} ways", [share.text for share in given])
    return found


def _summing(choices: list[tuple[int, ...]], total: int) -> Iterator[tuple[int, ...]]:
    """Yield every choice of one number from each tuple that adds up to the total."""
    if not choices:
        if total == 0:
            yield ()
        return
    first, rest = choices[0], choices[1:]
    least, most = sum(some[0] for some in rest), sum(some[-1] for some in rest)
    for value in first:
        if least <= total - value <= most:
            for others in _summing(rest, total - value):
                yield value, *others
