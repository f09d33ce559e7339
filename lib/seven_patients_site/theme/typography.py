"""Keep a number and its per cent sign on one line: the space between them does not break."""

import re

# what is no running text: each tag, and what stands as it is
APART = re.compile(r"(<(pre|code|script|style|svg|title)\b.*?</\2>|<[^>]*>)", re.DOTALL)
# a number that a cell computed stands in a tag of its own
SPACE = re.compile(r"(?:(?<=\d)|\A) (?=%)")


def bind(html):
    """Return a page whose per cent signs stay with their numbers.

    >>> bind("<p>At 24.5 % of <span>7</span> %</p><pre>7 % 2</pre>").replace(chr(160), "~")
    '<p>At 24.5~% of <span>7</span>~%</p><pre>7 % 2</pre>'
    """
    pieces = APART.split(html)  # text, what is apart, the name of its tag or nothing, text, ...
    pieces[2::3] = [""] * len(pieces[2::3])
    pieces[::3] = [SPACE.sub("\N{NO-BREAK SPACE}", text) for text in pieces[::3]]
    return "".join(pieces)


REPAIRS = {"a line may break between a number and its per cent sign": bind}
