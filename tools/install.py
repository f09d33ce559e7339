"""Make an environment from the lock, or say in a sentence what stands in the way.

    python tools/install.py                    # all that builds and tests the book, into .venv
    python tools/install.py --chapters         # only what runs the chapters: half as much
    python tools/install.py --wheels FOLDER    # from a folder of wheels, without a network

The lock names every package that is needed, each with its version and checksums. So pip is told to look for
nothing else: left to itself, a pip older than 24 asks the index for the newest release of some packages, and
then refuses it, since the lock does not name it. `pip check` says afterwards whether anything is missing.

Where the lock names uv, pip installs it first, and uv the rest, in a tenth of the time. It does not read
pip's settings, so where they name another index, and wherever uv fails, pip does it all.

This file stands alone, and an old Python can read it, so that it can say which one the book needs. In the
folder of `course.zip` it installs the library from the wheel beside it, elsewhere from the repository.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)
HERE = Path(__file__).resolve().parent
SETS = {"ready": "requirements.txt", "chapters": "requirements-chapters.txt"}
"""By the mark that a finished environment bears: the lock that it was made from, the whole one first."""

ROOT = HERE if (HERE / SETS["chapters"]).exists() else HERE.parent

LOCKED = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement")
QUIET = ("--quiet", "--disable-pip-version-check")
UV = re.compile(r"^uv==[^\\\n]*(?:\\\n[^\\\n]*)*\n", re.MULTILINE)
"""The lines of a lock that name uv."""

REASONS = [
    (
        r"DO NOT MATCH THE HASHES",
        "A package is not the one that the lock names: its checksum differs.\nNothing of it was installed. "
        "Try again; if it happens again, ask who runs the index or the folder that it came from.",
    ),
    (
        r"No space left on device",
        "The disk is full: the environment needs 1.2 GB, and 0.7 GB with --chapters.",
    ),
    (
        r"Permission denied|Read-only file system",
        "A folder cannot be written to; the line below names it.",
    ),
    (
        r"NewConnectionError|ConnectTimeout|NameResolutionError|ProxyError|SSLError|ReadTimeout",
        "The packages cannot be fetched: the index does not answer.\nIs there a network, and a proxy to be "
        "set? Without one, take a folder of wheels: --wheels FOLDER.",
    ),
    (
        r"No matching distribution found for",
        "A package that the lock names is not to be had, for this machine and this Python, from the index or "
        "folder that was asked.",
    ),
]
"""What pip says when it fails, and what that means; the first that fits is told."""


def stop(sentence, detail=""):
    """End with a sentence, and under it the words that tell where."""
    raise SystemExit(f"{sentence}\n{detail}".strip())


def refuse_python(version):
    """End where a version of Python is one that the lock does not serve."""
    if not OLDEST <= tuple(version[:2]) <= NEWEST:
        oldest, newest, this = (".".join(map(str, number[:3])) for number in (OLDEST, NEWEST, version))
        stop(
            f"The book needs Python {oldest} to {newest}, and this is Python {this}: {sys.executable}\n"
            "Run this with another, such as `make book PYTHON=python3.12` or `py -3.12 tools/install.py`."
        )


def reason(said):
    """Return what pip's words mean, with its own last words under it.

    >>> print(reason("ERROR: Could not install packages due to an OSError: Permission denied: 'share'"))
    A folder cannot be written to; the line below names it.
    ERROR: Could not install packages due to an OSError: Permission denied: 'share'
    """
    meaning = next((told for pattern, told in REASONS if re.search(pattern, said)), "pip could not install.")
    errors = [line for line in said.splitlines() if line.startswith("ERROR")] or said.splitlines()[-3:]
    return "\n".join([meaning, *errors[-3:]])


def run(python, *arguments):
    """Run a module in an environment; return whether it could, and what it said."""
    command = [str(python), "-m", *map(str, arguments)]
    done = subprocess.run(
        command,
        env=dict(os.environ, PYTHONUTF8="1", PYTHONIOENCODING="utf-8"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return done.returncode == 0, done.stdout


def pip(python, *arguments):
    """Have pip do something in an environment, or end with the reason why it could not."""
    done, said = run(python, "pip", *arguments)
    if not done:
        stop(reason(said))


def quickly(python, lock, source):
    """Have uv install what a lock names, where the lock names uv too; return whether it could."""
    named = UV.search(lock.read_text(encoding="utf-8"))
    if not named or (not source and ".index-url=" in run(python, "pip", "config", "list")[1]):
        return False
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder, "uv.txt")
        alone.write_text(named.group(), encoding="utf-8")
        pip(python, "install", *QUIET, *source, *LOCKED, alone)
    return run(python, "uv", "--quiet", "pip", "install", "--python", python, *source, *LOCKED, lock)[0]


def python_of(place):
    """Return the Python of an environment.

    >>> python_of(Path("here")).parts[:2]
    ('here', 'bin')
    """
    return place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def empty(place):
    """Make an environment with nothing in it but pip, unless a finished one of this Python is there."""
    try:
        import ensurepip  # noqa: F401 - Debian packs it apart
        import venv
    except ImportError:
        stop("This Python cannot make environments. On Debian and Ubuntu: apt install python3-venv")
    written = place / "pyvenv.cfg"
    same = written.exists() and f"version = {sys.version.split()[0]}\n" in written.read_text(encoding="utf-8")
    if same and any((place / mark).exists() for mark in SETS):
        return
    try:
        venv.create(place, clear=True, with_pip=True)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        stop(f"No environment can be made in {place}:", str(error))


def install(place, lock, package, wheels=None):
    """Put into an environment what a lock names, then the library, and check that nothing is missing.

    Parameters
    ----------
    place : Path
        The folder of the environment.
    lock : Path
        Every package that is needed, with versions and checksums.
    package : sequence
        What pip is told of the library, such as ``["book.whl"]``; empty for none.
    wheels : Path, optional
        Where to take everything from, in place of an index.
    """
    python = python_of(place)
    source = ("--no-index", "--find-links", wheels) if wheels else ()
    if not quickly(python, lock, source):
        pip(python, "install", *QUIET, *source, *LOCKED, lock)
    if package:
        pip(python, "install", *QUIET, "--no-index", "--no-deps", "--no-build-isolation", *package)
    pip(python, "check", QUIET[1])


def library():
    """Return what pip is told of the book's library: the wheel beside this file, or the repository."""
    wheel = sorted(HERE.glob("onearm-*.whl"))
    return wheel[-1:] or ["--editable", ROOT]


def main(arguments):
    """Make the environment that the arguments ask for; mark it as finished when it is."""
    refuse_python(sys.version_info)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapters", action="store_true", help="only what runs the chapters")
    parser.add_argument("--wheels", type=Path, metavar="FOLDER", help="take the packages from a folder")
    parser.add_argument("--into", type=Path, metavar="FOLDER", default=ROOT / ".venv")
    chosen = parser.parse_args(arguments)
    if chosen.wheels and not any(chosen.wheels.glob("*.whl")):
        stop(f"--wheels must be a folder that holds wheels.\nWhat came: {chosen.wheels}")
    mark = "chapters" if chosen.chapters or not (ROOT / SETS["ready"]).exists() else "ready"
    lock = ROOT / SETS[mark]

    empty(chosen.into)
    try:
        (chosen.into / mark).unlink(missing_ok=True)
    except OSError as error:
        stop(f"The environment in {chosen.into} cannot be changed:", str(error))
    packages = len(re.findall(r"^\S+==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    print(f"Installing what {lock.name} names, up to {packages} packages; this takes a minute or two.")
    install(chosen.into, lock, library(), chosen.wheels and chosen.wheels.resolve())
    for finished in SETS if mark == "ready" else [mark]:
        (chosen.into / finished).touch()


if __name__ == "__main__":
    main(sys.argv[1:])
