"""Draw which room of the library imports which, into CONTRIBUTING.md; `make notebooks` runs it.

A room is a folder of `lib/`. The drawing is read off the code; a test fails when it is not the current one,
or when an arrow leads up.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIB = ROOT / "lib"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
BEGIN, END = "<!-- rooms -->\n", "<!-- /rooms -->"
ORDER = ("onearm", "onearm.estimates", "onearm.printed", "onearm.designs", "onearm.ledger", "onearm.charts")
"""The rooms of the general library from the ground up; whatever stands on it comes above, by name."""


def room(module):
    """Return the room of a module, by its dotted name.

    >>> room("onearm.designs.stopping"), room("onearm._require"), room("seven_patients.exercises.design")
    ('onearm.designs', 'onearm', 'seven_patients')
    """
    inner = ".".join(module.split(".")[:2])
    return inner if inner in ORDER else module.split(".")[0]


def modules():
    """Return the dotted names of the library's modules, with their files."""
    paths = sorted(LIB.rglob("*.py"))
    names = [".".join(path.relative_to(LIB).with_suffix("").parts) for path in paths]
    return {name.removesuffix(".__init__"): path for name, path in zip(names, paths, strict=True)}


def arrows():
    """Return the pairs of rooms of which the first imports from the second, in order.

    The door of `onearm` loads a room when it is asked for a name, and its command likewise: neither counts.
    """
    known, found = modules(), set()
    for module, path in known.items():
        if module in ("onearm", "onearm.__main__"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
                found |= {(room(module), room(name if name in known else node.module)) for name in names}
    packages = {room(module) for module in known}
    return sorted((one, other) for one, other in found if one != other and other in packages)


def height(name):
    """Return how high a room stands."""
    return (ORDER.index(name), "") if name in ORDER else (len(ORDER), name)


def drawing():
    """Return the arrows that no others imply as a Mermaid flowchart, in Markdown."""
    pairs = set(arrows())
    implied = {(one, last) for one, other in pairs for start, last in pairs if other == start}
    lines = [f"    {one} --> {other}" for one, other in sorted(pairs - implied)]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```\n"])


def described(text):
    """Return a text with the current drawing between its marks."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + drawing() + END + rest.partition(END)[2]


if __name__ == "__main__":
    CONTRIBUTING.write_text(
        described(CONTRIBUTING.read_text(encoding="utf-8")), encoding="utf-8", newline="\n"
    )
