"""Make a release: one archive that holds the book, and all that it takes to make it again and compare.

    python tools/release.py describe               # says the version and its day wherever they stand
    python tools/release.py make                   # writes _build/release/seven-patients-VERSION.zip
    python tools/release.py verify ARCHIVE WHEELS  # from the archive alone, offline, in its own environment

The archive holds the tree of the last commit; the site built from it under `site/`, with the wheel,
`course.zip`, the site as a zip to open without a network, and the bill of materials; the book and the
handouts as PDFs, where `make pdf` has printed them; what is known of the release in `release.json`; and the
checksums of all these in `SHA256SUMS`.
Two runs on one commit give the same bytes: files are sorted, and every time is the commit's.

Verifying checks the checksums, installs the locked versions from a folder of wheels without a network, runs
every notebook and builds the site again, and compares each file. Only `EXCEPTIONS` may differ. PDFs are not
made again: their checksums are all that is compared.
"""

import hashlib
import io
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import install

ROOT = Path(__file__).resolve().parents[1]
PRINTED = ROOT / "_build" / "pdf"
SUMS = "SHA256SUMS"
FACTS = "release.json"
SITE = "site"

DESCRIBING = (
    *("CITATION.cff", "codemeta.json", ".zenodo.json", "README.md"),
    *(f"data/{folder}datapackage.json" for folder in ("", "clear-cell-sarcoma/", "other-papers/")),
    "lib/onearm/ledger/schema/datapackage.json",
)
"""The files that say the version or its day, which `pyproject.toml` and the change log alone decide.

The data are released with the book and have its version. Only the template of another paper's ledger has one
of its own, 0.1.0, with which the data of whoever copies it begin.
"""

VERSION = re.compile(r'(?<=^version: ).+|(?<="version": ")[^"]+|(?<=onearm-)[^-]+(?=-py3)', re.MULTILINE)
DAY = re.compile(
    r'(?<=^date-released: ).+|(?<="dateModified": ")[^"]+|(?<="publication_date": ")[^"]+', re.MULTILINE
)
RELEASED = re.compile(r"^## (\S+) - (\d{4}-\d\d-\d\d)$", re.MULTILINE)

EXCEPTIONS = {"site/chapters/verdict/trust.html", "site/seven-patients-offline.zip"}
"""A page that tells the version of Python it was built with, and what holds it, compared only under that."""


def git(*arguments):
    """Return what git says of the tree, as bytes."""
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout


def version():
    """Return the book's version."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def released():
    """Return the day of each version that the change log names, the newest version first."""
    return dict(RELEASED.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")))


def described():
    """Return the texts of the files that describe the release, by name, with its version and its day."""
    if version() not in released():
        raise SystemExit(f"CHANGELOG.md must have a part `## {version()} - YYYY-MM-DD`")
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in DESCRIBING}
    day = released()[version()]
    return {name: DAY.sub(day, VERSION.sub(version(), text)) for name, text in texts.items()}


def describe():
    """Write the files that describe the release."""
    for name, text in described().items():
        (ROOT / name).write_text(text, encoding="utf-8", newline="\n")


def lay(folder):
    """Put the last commit's tree into a folder, and what is known of it beside."""
    with tarfile.open(fileobj=io.BytesIO(git("archive", "HEAD"))) as tree:
        tree.extractall(folder, filter="data")
    commit, date, seconds = git("log", "-1", "--format=%H%n%cI%n%ct").decode().split()
    facts = {
        "version": version(),
        "commit": commit,
        "committed": date,
        "epoch": int(seconds),
        "python": platform.python_version(),
    }
    (folder / FACTS).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8", newline="\n")
    return facts


def run(python, folder, epoch, *command):
    """Run Python in a tree, on that tree's library, with no address, at a fixed time, leaving no traces."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BOOK_", "GITHUB_", "PIP_", "PYTHON"))
    }
    fixed = {
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(folder / "lib"),
        "SOURCE_DATE_EPOCH": str(epoch),
    }
    ran = subprocess.run(
        [python, *map(str, command)],
        cwd=folder,
        env=kept | fixed,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    if ran.returncode:
        raise SystemExit(ran.stdout)


def build(python, folder, epoch):
    """Put the site of a tree into that tree, less Sphinx's note for its next build, which tells of paths."""
    options = (".", "-W", "-n", "--keep-going")
    run(python, folder, epoch, "-c", "from jupyter_book.cli.main import main; main()", "build", *options)
    shutil.rmtree(folder / SITE, ignore_errors=True)
    (folder / "_build" / "html").rename(folder / SITE)
    (folder / SITE / ".buildinfo").unlink()
    shutil.rmtree(folder / "_build")


def checksums(folder):
    """Return the SHA-256 of each file in a folder, by its path there, but for the list itself."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != SUMS
    }


def write_sums(folder):
    """Write the checksums of a folder as `sha256sum --check` reads them."""
    lines = (f"{checksum}  {name}\n" for name, checksum in checksums(folder).items())
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def read_sums(folder):
    """Return the checksums that a folder came with."""
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    return {name: checksum for checksum, name in (line.split("  ", 1) for line in lines)}


def differences(wanted, found):
    """Return the names that are missing, unexpected or changed, each with which it is.

    >>> differences({"a": "1", "b": "2"}, {"b": "3", "c": "4"})
    ['a: missing', 'b: changed', 'c: unexpected']
    """
    return [
        f"{name}: {'missing' if name not in found else 'unexpected' if name not in wanted else 'changed'}"
        for name in sorted(wanted.keys() | found.keys())
        if wanted.get(name) != found.get(name)
    ]


def pack(folder, archive, epoch):
    """Write a folder as a zip whose bytes depend on nothing but the files' names, bytes and this time."""
    moment = time.gmtime(epoch)[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name in sorted([*checksums(folder), SUMS]):
            entry = zipfile.ZipInfo(f"{archive.stem}/{name}", moment)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            file.writestr(entry, (folder / name).read_bytes(), zipfile.ZIP_DEFLATED, 9)


def current(path, epoch):
    """Return the path of a file, or refuse one that is older than the last commit."""
    if path.stat().st_mtime < epoch:
        raise SystemExit(f"{path.name} was printed before the last commit: run `make pdf`, then this again")
    return path


def make():
    """Write the archive of the last commit."""
    name = f"seven-patients-{version()}"
    archive = ROOT / "_build" / "release" / f"{name}.zip"
    archive.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / name
        facts = lay(folder)
        build(sys.executable, folder, facts["epoch"])
        for path in PRINTED.rglob("*.pdf"):
            copy = folder / path.relative_to(PRINTED)
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(current(path, facts["epoch"]), copy)
        write_sums(folder)
        pack(folder, archive, facts["epoch"])
    print(f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.relative_to(ROOT)}")


def unpack(archive, folder):
    """Unpack an archive, refuse it where a checksum is wrong, and return its one folder."""
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder)
    (unpacked,) = Path(folder).iterdir()
    if wrong := differences(read_sums(unpacked), checksums(unpacked)):
        raise SystemExit("\n".join(["The archive is not what was released.", *wrong]))
    return unpacked


def environment(place, folder, wheels):
    """Make an environment of the locked versions from a folder of wheels alone, and return its Python."""
    run(sys.executable, folder, 0, "tools/install.py", "--into", place, "--wheels", wheels)
    return install.python_of(place)


def verify(archive, wheels):
    """Make a release again from the archive alone, and tell whether any byte differs."""
    with TemporaryDirectory() as temporary:
        folder = unpack(archive, Path(temporary) / "archive")
        wanted = read_sums(folder)
        print(f"{len(wanted)} checksums hold")
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        python = environment(Path(temporary) / "venv", folder, Path(wheels).resolve())
        print("installed from the wheels, each with a checksum of the lock")
        run(python, folder, facts["epoch"], "tools/notebooks.py")
        build(python, folder, facts["epoch"])
        found = checksums(folder)
    spared = EXCEPTIONS if facts["python"] != platform.python_version() else set()
    wrong = [line for line in differences(wanted, found) if line.partition(": ")[0] not in spared]
    if wrong:
        raise SystemExit("\n".join(["Made again, the release differs.", *wrong]))
    notebooks = sum(name.startswith("chapters/") and name.endswith(".ipynb") for name in wanted)
    pages = sum(name.startswith(f"{SITE}/") for name in wanted)
    print(f"{notebooks} notebooks run and {pages} files of the site built again: the same bytes")
    for name in sorted(spared):
        print(f"not compared, for it names the version of Python ({facts['python']} in the release): {name}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["describe"]:
            describe()
        case ["make"]:
            make()
        case ["verify", archive, wheels]:
            verify(archive, wheels)
        case _:
            raise SystemExit(__doc__)
