"""Show on a page what a site was built from: commit, versions, licences, checksums, verdicts, last test run.

    ```{build-facts} versions
    ```

Each kind of fact is a table. All of them are read when the page is built, so the page is read again at every
build. The times are those that the last test run left in `_build/last-test-run.json`. An unpacked release is
no repository: there `release.json` names the commit.
"""

import hashlib
import json
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from sphinx.util.docutils import SphinxDirective

from onearm.ledger import Ledger
from seven_patients_site import ROOT
from seven_patients_site.ledger import ledger_tables
from seven_patients_site.publish import bill_of_materials
from seven_patients_site.theme.finishing import DRAFT

TEST_RUN = ROOT / "_build" / "last-test-run.json"
RELEASE = ROOT / "release.json"
DIRECTIVE = "build-facts"


def git(*arguments):
    """Return what git says of the tree, empty where it knows nothing."""
    try:
        return subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def commit():
    """Return the last commit, and whether files were changed after it."""
    if RELEASE.exists():
        facts = json.loads(RELEASE.read_text(encoding="utf-8"))
        return ["fact", "value"], [[name, facts[name]] for name in ("version", "commit", "committed")]
    if not (last := git("log", "-1", "--format=%H%n%cI")):
        return ["fact", "value"], [["last commit", "not known: the book was built outside its repository"]]
    name, date = last.splitlines()
    changed = git("status", "--porcelain").splitlines()
    return ["fact", "value"], [
        ["last commit", f"`{name}`"],
        ["committed", date],
        ["files changed since", str(len(changed))],
    ]


def versions():
    """Return the version of Python and of everything that the book asks for by name."""
    return ["software", "version"], [
        ["Python", platform.python_version()],
        *([name, version(name)] for name in sorted(bill_of_materials.asked_for())),
    ]


def licences():
    """Return, for each licence, how many packages of the lock are under it, and which."""
    return ["licence", "packages"], [
        [told, f"{len(names)}: {', '.join(names)}"] for told, names in bill_of_materials.licences().items()
    ]


def checksums():
    """Return the SHA-256 of every file of data, and of the lock."""
    files = [
        *sorted((ROOT / "data").rglob("*.csv")),
        *sorted((ROOT / "data").rglob("datapackage.json")),
        ROOT / "requirements.txt",
    ]
    return ["file", "SHA-256"], [
        [f"`{path.relative_to(ROOT).as_posix()}`", f"`{hashlib.sha256(path.read_bytes()).hexdigest()}`"]
        for path in files
    ]


def claims():
    """Return how many claims have which verdict."""
    counts = Ledger(ledger_tables.read(os.path.relpath(ROOT / "chapters"))).summary()["claims"]
    return ["verdict", "claims"], [
        *([verdict, str(count)] for verdict, count in counts.items()),
        ["all", str(counts.sum())],
    ]


def tests():
    """Return what the last test run found, and how long each notebook took in it."""
    if not TEST_RUN.exists():
        return ["last test run", "value"], [
            ["result", "not known: no test ran in this tree before the build"]
        ]
    run = json.loads(TEST_RUN.read_text(encoding="utf-8"))
    notebooks = {name: seconds for name, seconds in run["seconds"].items() if name.endswith(".ipynb")}
    return ["last test run", "value"], [
        ["tests chosen", run["chosen"]],
        *([f"tests {outcome}", str(count)] for outcome, count in sorted(run["outcomes"].items())),
        *([f"`{notebook}`", f"{seconds:.1f} s"] for notebook, seconds in sorted(notebooks.items())),
    ]


FACTS = {table.__name__: table for table in (commit, versions, licences, checksums, claims, tests)}


class BuildFacts(SphinxDirective):
    """One table of facts about the build."""

    required_arguments = 1

    def run(self):
        """Return the table, or refuse the kind of fact."""
        kind = self.arguments[0]
        if kind not in FACTS:
            raise self.error(f"{DIRECTIVE} must be one of {', '.join(FACTS)}\nWhat came: {kind!r}")
        head, rows = FACTS[kind]()
        lines = [head, ["---"] * len(head), *rows]
        return self.parse_text_to_nodes("\n".join(f"| {' | '.join(cells)} |" for cells in lines))


def pages_with_facts(app, env, added, changed, removed):
    """Name the pages to be read again, though their text is the same; a draft may tell old facts."""
    if DRAFT:
        return []
    return [
        name for name in env.found_docs if f"{{{DIRECTIVE}}}" in Path(env.doc2path(name)).read_text("utf-8")
    ]


def pages_of_their_own(app, env, names):
    """Have a draft read the pages whose own text changed, and not those that tell of other pages."""
    if DRAFT:
        names[:] = [name for name in names if is_newer(Path(env.doc2path(name)), env.all_docs.get(name, 0))]


def is_newer(path, microseconds):
    """Tell whether a file was written after a time."""
    return path.stat().st_mtime_ns // 1000 > microseconds
