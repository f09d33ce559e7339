"""Build and test the book with the newest versions there are, in an environment of its own.

    python tools/newest.py [ARGUMENTS]  # what pytest is to be told; nothing: every test

The pins in the requirements fall. So do the bounds that Jupyter Book 1 sets for what it stands on, Sphinx 7
among them, and the theme's for the one beneath it. Jupyter Book alone stays: version 2 is another program.
What the book was built with is the first thing told, and the last.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
NEWEST = ROOT / "_build" / "newest"
LOCK = NEWEST / "requirements.txt"
UNBOUND = NEWEST / "unbound.txt"
VENV = NEWEST / "venv"
PYTHON = VENV / "bin" / "python"
UV = (sys.executable, "-m", "uv", "pip")
BESIDES = ("jupyter-book<2", "brotli")
"""What is asked for besides: the one bound that stays, and what reads the fonts of the newest theme."""

STACK = (
    "jupyter-book",
    "sphinx",
    "sphinx-book-theme",
    "pydata-sphinx-theme",
    "myst-parser",
    "myst-nb",
    "numpy",
    "scipy",
    "pandas",
    "altair",
)


def unpinned(requirements):
    r"""Return requirements without what pins them, or bounds them above.

    >>> unpinned("jupyter-book==1.0.4.post1   # version 2\nnumpy==2.4.*\n-r others.in\njsonschema<4.25\n")
    'jupyter-book   # version 2\nnumpy\n-r others.in\njsonschema\n'
    """
    return re.sub(r"(?<=\w)(?:==|<=?|~=)\S+", "", requirements)


def unbound():
    """Return the packages whose bounds fall: Sphinx, what Jupyter Book adds to it, and the theme's own theme.

    >>> [name for name in unbound() if name.endswith(("sphinx", "theme", "parser"))]
    ['myst-parser', 'pydata-sphinx-theme', 'sphinx', 'sphinx-book-theme']
    """
    asked = {Requirement(line).name for line in requires("jupyter-book")}
    return sorted({"pydata-sphinx-theme", *(name for name in asked if name.startswith(("sphinx", "myst")))})


def stack(lock):
    r"""Return in words what a lock names of the stack.

    >>> stack("numpy==2.5.1 \\\n    --hash=...\nsphinx==9.0.4 \\\n    --hash=...\n").partition(", ")[2]
    'sphinx 9.0.4, numpy 2.5.1'
    """
    found = dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE))
    versions = [f"{name} {found[name]}" for name in STACK if name in found]
    return ", ".join([f"Python {platform.python_version()}", *versions])


def run(*command, **more):
    """Say whether a command went well."""
    return subprocess.run(list(map(str, command)), cwd=ROOT, env=os.environ | more).returncode == 0


def lock():
    """Compile the requirements, without pins and bounds, into a lock of their own."""
    shutil.rmtree(NEWEST, ignore_errors=True)
    NEWEST.mkdir(parents=True)
    for source in ROOT.glob("requirements*.in"):
        text = unpinned(source.read_text(encoding="utf-8"))
        (NEWEST / source.name).write_text(text, encoding="utf-8")
    (NEWEST / "besides.in").write_text("\n".join(BESIDES), encoding="utf-8")
    UNBOUND.write_text("\n".join(unbound()), encoding="utf-8")
    return run(
        *(*UV, "compile", "--quiet", "--generate-hashes", "--no-header"),
        *("--python", sys.executable, "--override", UNBOUND, "--output-file", LOCK),
        *(NEWEST / "requirements.in", NEWEST / "besides.in"),
    )


def is_new(lock):
    r"""Say whether a lock names Sphinx 8 or later: what holds it back would hide what a new one breaks.

    >>> is_new("sphinx==9.0.4 \\\n"), is_new("sphinx==7.4.7 \\\n")
    (True, False)
    """
    return int(re.search(r"^sphinx==(\d+)", lock, re.MULTILINE)[1]) >= 8


def install():
    """Make the environment that the lock names, with the book's own packages in it.

    What does not fit together is told, for it is to be expected: the bounds of Jupyter Book fell.
    """
    here = (*UV, "install", "--quiet", "--python", PYTHON, "--no-deps")
    made = (
        run(sys.executable, "-m", "venv", VENV)
        and run(*here, "--require-hashes", "--requirement", LOCK)
        and run(*here, "--no-build-isolation", "--editable", ROOT)
    )
    if made:
        run(*UV, "check", "--python", PYTHON)
    return made


def check(arguments):
    """Build the site and run the tests; return what of it failed, in words."""
    if not run(PYTHON, "tools/tested_site.py", NEWEST, BOOK_LOCK=str(LOCK)):
        return "the strict build fails, as told above"
    site = NEWEST / "_build" / "html"
    if not run(PYTHON, "-m", "pytest", *arguments, BOOK_LOCK=str(LOCK), BOOK_SITE=str(site)):
        return "the site builds strictly, and the tests fail that are named above"
    return ""


def main(arguments):
    """Lock, install, build and test, and end with what came of it."""
    if not (lock() and install()):
        sys.exit("No environment could be made: the lines above say why.")
    named = LOCK.read_text(encoding="utf-8")
    built_with = stack(named)
    print(f"The newest versions: {built_with}", flush=True)
    if not is_new(named):
        sys.exit("This is no new Sphinx: something that the lock names holds it back.")
    fault = check(arguments or ["-n", "auto", "--dist", "loadfile"])
    print(f"With {built_with}: {fault or 'the site builds strictly, and every test that ran passes'}.")
    sys.exit(bool(fault))


if __name__ == "__main__":
    main(sys.argv[1:])
