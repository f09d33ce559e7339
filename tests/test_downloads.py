"""What a reader takes away works by itself: the wheel, the course, a notebook, far from the repository."""

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from conftest import ROOT

import check
import install
from seven_patients_site.publish import bill_of_materials, course_archive, first_cell

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LIBRARY = [ROOT / "lib" / "onearm", ROOT / "lib" / "seven_patients"]
CHAPTER = "chapters/endpoints/primary-endpoint.ipynb"
READS_FILES = [
    "endpoints/every-endpoint-again",
    "verdict/ledger",
    "verdict/your-own-trial",
    "reference/benchmarks",
]
NBVAL = ["-m", "pytest", "-q", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider"]
NO_OTHER_PLUGIN = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "nbval.plugin"}


def environment(folder):
    """Make an environment that has what the book depends on, and not the book; return its Python."""
    place = folder / "venv"
    venv.create(place)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(place)}))
    # what stands there is found; what another environment was told to look for elsewhere is not
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return install.python_of(place)


def run(program, folder, *arguments):
    """Run a program in a folder, told of no other Python; return what it said, and whether it failed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    done = subprocess.run(
        [program, *arguments],
        cwd=folder,
        env=kept | NO_OTHER_PLUGIN | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    return done.stdout, done.returncode


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder far from the repository, with a space and a letter beyond English in its name."""
    return tmp_path_factory.mktemp("Kurs für Eilige")


@pytest.fixture(scope="module")
def wheel(folder):
    return course_archive.write_wheel(folder)


@pytest.fixture(scope="module")
def alone(folder, wheel):
    """An environment in which the wheel is installed, and the repository is not to be seen."""
    python = environment(folder)
    install.pip(
        sys.executable, "--python", python, "install", *install.QUIET, "--no-index", "--no-deps", wheel
    )
    return python


@pytest.fixture(scope="module")
def unpacked(folder, site):
    """The course as the site offers it, unpacked."""
    with zipfile.ZipFile(site / course_archive.ARCHIVE) as archive:
        archive.extractall(folder)
    return folder / course_archive.FOLDER


def test_the_library_is_that_of_the_wheel(alone, folder):
    said, failed = run(alone, folder, "-c", "import onearm; print(onearm.__file__)")
    assert not failed
    assert Path(said.strip()).is_relative_to(folder)


def test_the_example_of_the_readme_runs(alone, folder):
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    said, failed = run(alone, folder, "-c", example)
    assert not failed, said
    assert said.startswith("Interval(low=0.29")
    assert "✓ Reproduced: survival at day 56" in said


def test_the_wheel_names_no_module_that_it_lacks(wheel):
    assert wheel.name == first_cell.wheel()
    with zipfile.ZipFile(wheel) as archive:
        (points,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        named = re.findall(r"= ([a-z_.]+):main", archive.read(points).decode())
        assert named == ["onearm.__main__"]
        assert {f"{name.replace('.', '/')}.py" for name in named} <= {*archive.namelist()}


def test_the_wheel_holds_all_that_is_to_travel_in_it(wheel):
    travels = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    files = {
        file.relative_to(ROOT).as_posix()
        for place in travels["only-include"]
        for file in ([ROOT / place] if (ROOT / place).is_file() else (ROOT / place).rglob("*.csv"))
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {*archive.namelist()}
    for file in files:
        folder, _, rest = file.partition("/")
        assert f"{travels['sources'][folder]}/{rest}".lstrip("/") in held
    assert {file.partition("/")[0] for file in files} == travels["sources"].keys()


def test_the_library_asks_for_all_that_it_imports():
    asked = {re.split("[^a-z-]", need)[0] for need in PROJECT["project"]["dependencies"]}
    texts = [path.read_text(encoding="utf-8") for room in LIBRARY for path in room.rglob("*.py")]
    named = {name.partition(".")[0] for text in texts for name in check.imported(text)}
    foreign = named - sys.stdlib_module_names - {room.name for room in LIBRARY}
    assert {name.lower() for name in foreign} <= asked
    assert asked <= {pin.name for pin, _ in bill_of_materials.locked(ROOT / install.SETS["chapters"])}


def test_the_wheel_tells_type_checkers_that_it_has_types(wheel):
    with zipfile.ZipFile(wheel) as archive:
        assert {"onearm/py.typed", "seven_patients/py.typed"} <= {*archive.namelist()}


def test_a_paper_s_folder_is_made_reported_and_verified_where_the_wheel_is_installed(alone, folder):
    command = alone.with_name("onearm.exe" if os.name == "nt" else "onearm")
    paper = folder / "my paper"
    said, failed = run(command, folder, "new", "my paper")
    assert not failed, said
    assert "1. Put the numbers" in said
    said, failed = run(command, paper, "report")
    assert not failed, said
    assert "11 claims" in said and (paper / "report.html").is_file()
    said, failed = run(command, paper, "verify")
    assert not failed, said
    assert said.startswith("1 notebook ran, and gave what is stored.")


def test_another_book_builds_beside_the_wheel(alone, folder):
    book = folder / "another book"
    book.mkdir()
    (book / "conf.py").write_text('extensions = ["myst_nb"]\n', encoding="utf-8")
    (book / "index.md").write_text("# One\n\n```{toctree}\nother\n```\n", encoding="utf-8")
    cell = "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n# Two\n\n```{code-cell}\n1 + 1\n```\n"
    (book / "other.md").write_text(cell, encoding="utf-8")
    said, failed = run(alone, book, "-m", "sphinx", "-q", "-W", ".", "out")
    assert not failed, said
    assert ">2\n" in (book / "out" / "other.html").read_text(encoding="utf-8")


def test_the_course_runs_where_the_wheel_is_installed(alone, unpacked):
    notebooks = [f"chapters/{name}.ipynb" for name in READS_FILES]
    said, failed = run(alone, unpacked, *NBVAL, "--rootdir", unpacked, *notebooks)
    assert not failed, said


def test_the_course_holds_every_notebook_and_what_installs_them(unpacked):
    def notebooks(folder):
        return {path.relative_to(folder).as_posix() for path in folder.glob("chapters/**/*.ipynb")}

    assert notebooks(unpacked) == {name for name in notebooks(ROOT) if "checkpoints" not in name}
    assert {path.name for path in unpacked.iterdir() if path.is_file()} == {
        "README.md",
        "install.py",
        "requirements-chapters.txt",
        first_cell.wheel(),
    }


def test_what_the_course_s_readme_names_is_there(unpacked):
    commands = re.findall(r"^    (.+)$", (unpacked / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    named = {
        word.replace("\\", "/") for line in commands for word in re.findall(r"\S+\.(?:py|txt|ipynb)", line)
    }
    assert {"install.py", "requirements-chapters.txt", "chapters/index.ipynb"} == named
    assert all((unpacked / name).is_file() for name in named)
    options = re.findall(r"install\.py (--\w+)", "\n".join(commands))
    said, failed = run(sys.executable, unpacked, "install.py", "--help")
    assert options and not failed and all(option in said for option in options)


def test_the_tool_in_the_course_installs_its_wheel(unpacked):
    code = "import install; print(install.ROOT, *install.library())"
    said, failed = run(sys.executable, unpacked, "-c", code)
    assert not failed, said
    assert said.strip() == f"{unpacked} {unpacked / first_cell.wheel()}"


def test_a_downloaded_notebook_installs_the_library_from_its_site(tmp_path, site):
    handler = partial(SimpleHTTPRequestHandler, directory=site)
    handler.log_message = lambda *arguments: None
    notebook = tmp_path / "downloaded.ipynb"
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever).start()
        stored = (ROOT / CHAPTER).read_text(encoding="utf-8")
        text = first_cell.with_first_cell(stored, f"http://127.0.0.1:{server.server_port}")
        notebook.write_text(text, encoding="utf-8")
        said, failed = run(environment(tmp_path), tmp_path, *NBVAL, "--rootdir", tmp_path, notebook)
        server.shutdown()
    assert not failed, said


def test_a_notebook_without_library_and_site_says_what_to_do(tmp_path):
    said, failed = run(environment(tmp_path), tmp_path, "-c", first_cell.first_cell(""))
    assert failed
    assert said.splitlines()[-1].startswith(
        "ModuleNotFoundError: The library behind this notebook is neither"
    )
    assert "unpack course.zip" in said
