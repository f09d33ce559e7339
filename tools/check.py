"""Check in about a minute what a change touches; `make check` runs it.

    python tools/check.py          # what changed since the last commit
    python tools/check.py main~3   # what changed since that one

It runs what `make lint` runs and, of the tests and chapters, those that a changed file reaches through
imports, the nearest first: as many as fit into a minute by the times of the last whole run of the tests. What
is left is named; what reads the built site is left to `make test` without a word for each.
"""

import ast
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import notebooks
import plain

ROOT = Path(__file__).resolve().parents[1]
TEST_RUN = ROOT / "_build" / "last-test-run.json"
PACKAGES = ("lib", "tools", "tests")
SECONDS = 80
"""What may be chosen, as seconds of one worker."""

UNKNOWN = 5
"""The seconds of a file that no run has timed."""

SITE = {"site", "address"}
"""What a test asks for that needs the built site."""


def changed(since):
    """Return the paths of the files that changed since a commit, new ones among them."""
    commands = (["diff", "--name-only", since], ["ls-files", "--others", "--exclude-standard"])
    lists = [subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True) for words in commands]
    if lists[0].returncode:
        raise SystemExit(f"The commit to compare with must be one that git knows.\nWhat came: {since!r}")
    return {ROOT / line for listed in lists for line in listed.stdout.splitlines()}


def name(path):
    """Return the name by which a file of Python is imported.

    >>> name(ROOT / "lib" / "onearm" / "charts" / "__init__.py"), name(ROOT / "tools" / "page.py")
    ('onearm.charts', 'page')
    """
    parts = path.relative_to(ROOT).with_suffix("").parts[1:]
    return ".".join(part for part in parts if part != "__init__")


def imported(code):
    r"""Return the names that code imports, as modules or out of them.

    >>> sorted(imported("import ast\nfrom onearm import ledger"))
    ['ast', 'onearm', 'onearm.ledger']
    """
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def code(path):
    """Return the code of a file: of a chapter's text, that of its cells."""
    if path.suffix == ".py":
        return path.read_text(encoding="utf-8")
    return "\n".join(cell.source for cell in plain.compiled(path).cells if cell.cell_type == "code")


def doors(modules):
    """Return the packages that offer names of their modules, each name with the module behind it."""
    offered = {}
    for package, path in modules.items():
        if path.name == "__init__.py" and "__all__ =" in (text := code(path)):
            offered[path] = {
                f"{package}.{alias.name}": modules.get(f"{node.module}.{alias.name}", modules[node.module])
                for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.ImportFrom) and node.module in modules
                for alias in node.names
            }
    return offered


def graph():
    """Return for each file of code and each chapter the files that it imports, and those that it reads.

    Who imports a name through a door needs the module behind that name, and no other.
    """
    modules = {name(path): path for folder in PACKAGES for path in (ROOT / folder).rglob("*.py")}
    offered = doors(modules)
    known = modules | {word: path for names in offered.values() for word, path in names.items()}
    files = [*modules.values(), *notebooks.sources()]
    needs = {path: {known[word] for word in imported(code(path)) if word in known} for path in files}
    needs |= {path: set() for path in offered}
    reads = modules["seven_patients.datasets"]
    needs[reads] |= set((ROOT / "data").rglob("*.*"))
    for path in (ROOT / "tests").glob("*.py"):
        if re.search(r"\bchapters\b", path.read_text(encoding="utf-8"), re.IGNORECASE):
            needs[path] |= set(notebooks.sources())
    return needs


def steps(needs, start):
    """Return how many imports each file is away from the nearest that changed.

    >>> steps({"b": {"a"}, "c": {"b"}, "d": set()}, {"a"})
    {'a': 0, 'b': 1, 'c': 2}
    """
    away = dict.fromkeys(start, 0)
    edge = set(start)
    while edge:
        edge = {path for path, needed in needs.items() if needed & edge and path not in away}
        away |= dict.fromkeys(edge, max(away.values()) + 1)
    return away


def needs_the_site(path):
    """Say whether a file of tests asks for the built site."""
    functions = (node for node in ast.walk(ast.parse(code(path))) if isinstance(node, ast.FunctionDef))
    return any({argument.arg for argument in function.args.args} & SITE for function in functions)


def runnable(path):
    """Return what pytest runs of a file: a chapter's notebook, tests, examples, or nothing."""
    if path.suffix == ".md":
        return path.with_suffix(".ipynb") if path in notebooks.sources() else None
    if path.suffix != ".py":
        return None
    if path.parent.name == "tests" and (not path.name.startswith("test_") or needs_the_site(path)):
        return None
    return path


def place(path):
    """Return where a file stands in the tree, as pytest names it."""
    return path.relative_to(ROOT).as_posix()


def chosen(away, seconds):
    """Return which files to run, nearest first, within the time that there is, and which are left."""
    files = {target: steps for path, steps in away.items() if (target := runnable(path))}
    cost = {path: seconds.get(place(path), UNKNOWN) for path in files}
    run, left, spent = [], [], 0
    for path in sorted(files, key=lambda path: (files[path], cost[path], path)):
        spent += cost[path]
        (run if spent <= SECONDS else left).append(path)
    return run, left


def main(since="HEAD"):
    """Run the checks; fail when one does."""
    start = time.monotonic()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    lint = subprocess.Popen(["make", "-s", "lint"], cwd=ROOT, env={**os.environ, "PATH": path})
    seconds = json.loads(TEST_RUN.read_text(encoding="utf-8"))["seconds"] if TEST_RUN.exists() else {}
    needs, edited = graph(), changed(since)
    run, left = chosen(steps(needs, edited), seconds)
    failed = False
    if run:
        tests = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", *map(str, run)]
        failed = subprocess.run(tests, cwd=ROOT).returncode != 0
    failed |= lint.wait() != 0
    print(f"{len(run)} files that the change reaches were run, in {time.monotonic() - start:.0f} s.")
    if left:
        print("Left for `make test`:", *map(place, left), sep="\n  ")
    if unseen := sorted(map(place, edited.difference(needs, *needs.values()))):
        print("Nothing is known to read these; `make test` runs what does:", *unseen, sep="\n  ")
    return failed


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
