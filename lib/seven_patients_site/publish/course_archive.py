"""Offer the library and the notebooks as files, to readers who run them on a machine of their own.

The site carries the library as a wheel, which the first cell of a downloaded notebook installs, and
`course.zip`: every notebook, the wheel, the lock of what runs them, and the tool that installs it all.
"""

import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from seven_patients_site import ROOT

FOLDER = "seven-patients"
ARCHIVE = "course.zip"
LOCK = ROOT / "requirements-chapters.txt"
INSTALL = ROOT / "tools" / "install.py"
MOMENT = (1980, 1, 1, 0, 0, 0)  # the same bytes at every build
README = """\
# Seven Patients: the course

Every chapter as a notebook, and the library behind them. You need Python 3.11 to 3.14, and a network for the
first of these lines alone. In a terminal, in this folder:

    python3 install.py
    .venv/bin/jupyter lab chapters/index.ipynb

On Windows:

    py -3.13 install.py
    .venv\\Scripts\\jupyter lab chapters\\index.ipynb

## A class without a network

On a machine that has one, with the same system and the same Python as the class, fill a folder with what the
lock names:

    python3 -m pip download --no-deps --only-binary :all: -r requirements-chapters.txt -d wheels

Carry this folder, with `wheels` in it, to each machine, and let the first line be

    python3 install.py --wheels wheels

On Windows write `py -3.13` for `python3` in both.
"""


def write_wheel(site):
    """Put the library's wheel on a finished site, in place of any other, and return its path."""
    for old in site.glob("onearm-*.whl"):
        old.unlink()
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(site), versions=["standard"])
    return Path(path)


def contents(site, wheel):
    """Return what the archive holds, as bytes by path, in order."""
    sources = site / "_sources"
    files = {path.relative_to(sources).as_posix(): path for path in sources.rglob("*") if path.is_file()}
    files |= {path.name: path for path in (wheel, LOCK, INSTALL)}
    held = {name: path.read_bytes() for name, path in files.items()}
    return dict(sorted({**held, "README.md": README.encode()}.items()))


def write_course(site):
    """Put the wheel and the archive on a finished site, after the notebooks have their first cell."""
    pack(site / ARCHIVE, contents(site, write_wheel(site)).items())


def pack(path, held):
    """Write what an archive holds, names and bytes in order, into one folder of it, alike at every build."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in held:
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", MOMENT)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
