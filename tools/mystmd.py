"""Build a copy of the book with mystmd, on which Jupyter Book 2 stands, and count what it calls errors.

    python tools/mystmd.py

The book stays on Jupyter Book 1; this tells how far the way to 2 is. `myst init` rewrites the copy's
`_config.yml` and `_toc.yml`. A link to elsewhere that cannot be reached is no error of the book's. What only
our site shows (the map, the lab, the reference, the facts of the build) is a sentence there, and anchors in
HTML, such as a term of the glossary, are unknown there: of those it warns. Needs Node.js and a network.
"""

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MYSTMD = ["npx", "--yes", "mystmd@1.8.3"]
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
ERROR = re.compile(r"^⛔\S* (.*)$", re.MULTILINE)
ELSEWHERE = re.compile(r"https?://|doi\.org")


def copy(folder):
    """Copy into a folder what the book consists of: its settings and its notebooks."""
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "_static", folder / "_static")
    shutil.copytree(ROOT / "chapters", folder / "chapters", ignore=shutil.ignore_patterns("*.md", ".*"))


def errors(said):
    r"""Return what mystmd calls errors of the book's own, and how often.

    >>> errors("⛔️ a/b.ipynb unknown directive\n⛔️ a/b.ipynb Link for \"https://c.test\" did not resolve.")
    Counter({'a/b.ipynb unknown directive': 1})
    """
    return Counter(error for error in ERROR.findall(COLOUR.sub("", said)) if not ELSEWHERE.search(error))


def run(folder, *words, answer=""):
    """Run mystmd in a folder, and return what it says."""
    done = subprocess.run([*MYSTMD, *words], cwd=folder, input=answer, capture_output=True, text=True)
    return done.stdout + done.stderr


def main():
    """Convert, build and count; fail where there are errors, or where nothing was built."""
    if not shutil.which("npx"):
        return "npx must be on the path: it comes with Node.js."
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy(folder)
        run(folder, "init", answer="y\n")
        if not (folder / "myst.yml").exists():
            return "mystmd did not convert the book: is there a network to fetch it from?"
        said = run(folder, "build", "--site", "--strict")
    found = errors(said)
    print(f"{len(re.findall('⚠', said))} warnings, {sum(found.values())} errors")
    print(*(f"{count} x {error}" for error, count in found.most_common()), sep="\n")
    return 1 if found else None


if __name__ == "__main__":
    raise SystemExit(main())
