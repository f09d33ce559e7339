"""Build the site that the tests read: strictly, and at an address that no site has.

    python tools/tested_site.py FOLDER  # puts it into FOLDER/_build/html

Jupyter Book 1 runs Sphinx up to 7. For a later one it still writes the book's settings as Sphinx reads them,
and Sphinx then builds by itself. It looks beside the settings for some of the files that they name, so they
go into a folder of their own, with copies of these, and the tree stays as it is.
"""

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BASE_URL = "https://book.test/seven-patients/"
"""Where the site takes itself to stand: a name that is reserved for tests, and a sub-path."""

JUPYTER_BOOK = ("-c", "from jupyter_book.cli.main import main; main()")
STRICTLY = ("-W", "-n", "--keep-going")
BESIDE = ("_config.yml", "references.bib")


def by_jupyter_book(folder):
    """Return the command, as arguments of Python, by which Jupyter Book builds."""
    return [(*JUPYTER_BOOK, "build", ROOT, "--path-output", folder, *STRICTLY)]


def by_sphinx(folder):
    """Put copies of what Sphinx needs into the folder, and return the commands by which it builds."""
    settings, built = folder / "settings", folder / "_build"
    shutil.copytree(ROOT / "_static", settings / "_static", dirs_exist_ok=True)
    for name in BESIDE:
        shutil.copy(ROOT / name, settings)
    return [
        (*JUPYTER_BOOK, "config", "sphinx", ROOT, "--config", settings / "_config.yml"),
        ("-m", "sphinx", "-c", settings, "-d", built / "doctrees", *STRICTLY, ROOT, built / "html"),
    ]


def main(folder):
    """Build the site into a folder, and end as the build did."""
    way = by_jupyter_book if int(version("sphinx").split(".")[0]) < 8 else by_sphinx
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    for command in way(folder):
        done = subprocess.run([sys.executable, *map(str, command)], env=kept | {"BOOK_BASE_URL": BASE_URL})
        if done.returncode:
            sys.exit(done.returncode)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
