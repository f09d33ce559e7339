"""Keep a number and its per cent sign on one line: the space between them does not break."""

import re

APART = {"pre", "code", "script", "style", "svg", "title"}
"""What is no running text."""

SPACE = re.compile(r"(?:(?<=\d)|\A) (?=%)")
"""What may break; a number that a cell computed stands in an element of its own."""


def bind(element):
    """Let no line break between a number and its per cent sign, and say whether one might have.

    >>> from seven_patients_site.theme.page_tree import parsed
    >>> page = parsed("<p>At 24.5 % of <span>7</span> %</p><pre>7 % 2</pre>")
    >>> bind(page), str(page).replace(chr(160), "~")
    (True, '<p>At 24.5~% of <span>7</span>~%</p><pre>7 % 2</pre>')
    """
    bound = False
    for at, child in enumerate(element.children):
        if not isinstance(child, str):
            bound |= child.name not in APART and bind(child)
        elif " %" in child and SPACE.search(child):
            element.children[at] = SPACE.sub("\N{NO-BREAK SPACE}", child)
            bound = True
    return bound


REPAIRS = {"a line may break between a number and its per cent sign": bind}
