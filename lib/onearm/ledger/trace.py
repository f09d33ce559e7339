"""A printed cell and the source records behind it: a figure whose every step is a link.

The figure is HTML, a list of steps in order, so that a screen reader and the keyboard meet them in the order
in which they are seen. The records of a step stand side by side where there is room, and one below the other
on a phone.
"""

from dataclasses import dataclass
from html import escape

from onearm._require import keep, listed, of_kind, refuse, text

MOST_STEPS = 20
"""The most steps of a trace, and the most lines of a step."""


@dataclass(frozen=True)
class Step:
    """One step on the way from a source record to a printed cell.

    Parameters
    ----------
    name : str
        What stands there, such as "Analysis records".
    place : str
        The page that shows it, a link as a notebook writes it.
    lines : tuple of str
        What it holds, a text for each record.

    Examples
    --------
    >>> Step("Printed cell", "../endpoints/oxygen.ipynb", ["2 of 3"]).lines
    ('2 of 3',)
    """

    name: str
    place: str
    lines: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse what a step cannot be made of."""
        for part in ("name", "place"):
            if not text(part, getattr(self, part)).strip():
                refuse(f"{part} must not be blank", getattr(self, part))
        lines = listed("lines", self.lines, 1, MOST_STEPS)
        keep(self, lines=tuple(text("each of lines", line) for line in lines))


@dataclass(frozen=True)
class Trace:
    """The steps from source records to a printed cell.

    Parameters
    ----------
    title : str
        What the figure says.
    steps : tuple of Step
        The steps in order, the source first.

    Examples
    --------
    >>> records, cell = Step("Records", "r.ipynb", ["1", "0", "1"]), Step("Print", "p.ipynb", ["2/3"])
    >>> print(Trace("Two of three", [records, cell]))
    Two of three
    1. Records: 1; 0; 1
    2. Print: 2/3
    """

    title: str
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        """Refuse what a trace cannot be made of."""
        if not text("title", self.title).strip():
            refuse("title must not be blank", self.title)
        steps = listed("steps", self.steps, 1, MOST_STEPS)
        keep(self, steps=tuple(of_kind("each of steps", step, Step) for step in steps))

    def __str__(self) -> str:
        lines = [f"{k}. {step.name}: {'; '.join(step.lines)}" for k, step in enumerate(self.steps, 1)]
        return "\n".join([self.title, *lines])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Return the figure as HTML, its title as caption."""
        steps = "".join(
            f'<li><a href="{escape(step.place)}">{escape(step.name)}</a>'
            f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in step.lines)}</ul></li>"
            for step in self.steps
        )
        title = escape(self.title)
        return f'<figure class="trace"><figcaption>{title}</figcaption><ol>{steps}</ol></figure>'
