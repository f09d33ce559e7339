"""Anybody can install the book: the locks are closed, and what stands in the way is said in a sentence."""

import ast
import hashlib
import itertools
import os
import shutil
import sys
import sysconfig
import zipfile
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, distributions
from pathlib import Path

import pytest
from conftest import ROOT
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import install
from seven_patients_site.publish import bill_of_materials

WHOLE, CHAPTERS = (ROOT / lock for lock in install.SETS.values())
PYTHONS = [(3, minor, 1) for minor in range(install.OLDEST[1], install.NEWEST[1] + 1)] + [(3, 11, 7)]
"""The lock has packages for the first releases of a Python that later ones do not need."""

SYSTEMS = {
    "Linux": {"os_name": "posix", "sys_platform": "linux", "platform_machine": "x86_64"},
    "Darwin": {"os_name": "posix", "sys_platform": "darwin", "platform_machine": "arm64"},
    "Windows": {"os_name": "nt", "sys_platform": "win32", "platform_machine": "AMD64"},
}

ELSEWHERE = {
    "appnope 1.0.0": [],
    "colorama 0.4.6": [],
    "overrides 7.7.0": [],
    "pexpect 4.9.0": [Requirement("ptyprocess>=0.5")],
    "ptyprocess 0.7.0": [],
    "pywinpty 3.1.2": [],
    "soupsieve 2.10": [],
    "soupsieve 4.1.2": [],
}
"""What packages need that not every system or Python installs, read in their metadata."""


@cache
def needs(name, version):
    """Return what a locked package requires, as its metadata says."""
    with suppress(PackageNotFoundError):
        if (found := distribution(name)).version == version:
            return [Requirement(line) for line in found.requires or ()]
    return ELSEWHERE[f"{name} {version}"]


def environment(python, system):
    """Return what markers ask for, on a Python and a system."""
    version = {"python_version": "{}.{}".format(*python), "python_full_version": "{}.{}.{}".format(*python)}
    return {**default_environment(), **SYSTEMS[system], "platform_system": system, **version}


def missing(lock, python, system):
    """Return each requirement of a locked package that no pin of the lock satisfies, extras included."""
    here = environment(python, system)
    pins = {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin, _ in bill_of_materials.locked(lock)
        if pin.marker is None or pin.marker.evaluate(here)
    }
    asked, seen, unmet = [(name, "") for name in pins], set(), []
    while asked:
        name, extra = package = asked.pop()
        if package in seen:
            continue
        seen.add(package)
        for need in needs(name, pins[name]):
            if need.marker and not need.marker.evaluate({**here, "extra": extra}):
                continue
            other = canonicalize_name(need.name)
            if other not in pins or not need.specifier.contains(pins[other], prereleases=True):
                unmet.append(f"{name} needs {need}")
            else:
                asked += [(other, part) for part in need.extras]
    return unmet


@pytest.mark.skipif("BOOK_LOCK" in os.environ, reason="another lock is installed than the ones judged here")
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS, ids=str)
@pytest.mark.parametrize("lock", [WHOLE, CHAPTERS], ids=lambda lock: lock.stem)
def test_the_lock_names_all_that_its_packages_need(lock, python, system):
    assert missing(lock, python, system) == []


@pytest.mark.skipif("BOOK_LOCK" in os.environ, reason="another lock is installed than the ones judged here")
def test_of_what_a_system_does_not_install_needs_and_licence_are_known():
    for python, system in itertools.product(PYTHONS, SYSTEMS):
        here = environment(python, system)
        for pin, _ in bill_of_materials.locked(WHOLE):
            if pin.marker and not pin.marker.evaluate(here):
                assert f"{pin.name} {next(iter(pin.specifier)).version}" in ELSEWHERE
                assert pin.name in bill_of_materials.ELSEWHERE or bill_of_materials.licence(pin.name)


def test_a_lock_with_a_hole_is_seen(tmp_path, monkeypatch):
    lock = tmp_path / "requirements.txt"
    lines = WHOLE.read_text(encoding="utf-8").replace("\nscipy==1.17.", "\nscipy==1.0.")
    lock.write_text(lines.replace("\npygments==", "\nnobody=="), encoding="utf-8")
    asked = [Requirement("pygments"), Requirement("scipy>=1.1")]
    monkeypatch.setitem(globals(), "needs", lambda name, version: asked)
    told = missing(lock, (3, 12, 1), "Linux")
    assert {"altair needs pygments", "altair needs scipy>=1.1"} <= set(told)


def test_what_runs_the_chapters_is_a_part_of_the_whole():
    def pins(lock):
        return {str(pin): checksums for pin, checksums in bill_of_materials.locked(lock)}

    whole, part = pins(WHOLE), pins(CHAPTERS)
    assert part.items() <= whole.items()
    assert len(part) < 0.6 * len(whole)


def wheel(folder, name, version, needs="", program=None):
    """Write a wheel of its metadata and perhaps a program, and return the line of a lock that names it."""
    info = f"{name}-{version}.dist-info"
    texts = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        f"Provides-Extra: more\n" + (f"Requires-Dist: {needs}\n" if needs else ""),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if program:
        texts[f"{name}/__main__.py"] = program
    texts[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*texts, f"{info}/RECORD"])
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as file:
        for place, text in texts.items():
            file.writestr(place, text)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def packages(place):
    """Return the folder in which an environment has its packages."""
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(place)}))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An empty environment, in a folder whose name has a space and letters beyond English; what is in it."""
    place = tmp_path_factory.mktemp("Bücher für Eilige") / ".venv"
    install.empty(place)
    return place, {*packages(place).iterdir()}


@pytest.fixture
def place(made):
    """The environment, emptied again after each test, as pip would, and in less time."""
    place, kept = made
    yield place
    for path in {*packages(place).iterdir()} - kept:
        shutil.rmtree(path)


@pytest.fixture
def index(tmp_path):
    folder = tmp_path / "index"
    folder.mkdir()
    return folder


def installed(place):
    """Return the made-up packages in an environment."""
    found = {(each.name, each.version) for each in distributions(path=[str(packages(place))])}
    return {f"{name}=={version}" for name, version in found if name not in ("pip", "setuptools")}


def test_newer_releases_change_nothing(place, index, tmp_path):
    lock = tmp_path / "lock.txt"
    named = wheel(index, "a", "1.0", "b[more]>=1") + wheel(index, "b", "1.0")
    lock.write_text(named, encoding="utf-8")
    wheel(index, "a", "2.0")
    wheel(index, "b", "2.0")
    install.install(place, lock, [], index)
    assert installed(place) == {"a==1.0", "b==1.0"}


@pytest.mark.parametrize("uv", ["does it", "cannot"])
def test_where_uv_fails_pip_installs(place, index, tmp_path, uv):
    program = f"import pathlib, sys; pathlib.Path({str(tmp_path / uv)!r}).touch(); sys.exit({uv == 'cannot'})"
    lock = tmp_path / "lock.txt"
    lock.write_text(wheel(index, "uv", "1.0", program=program) + wheel(index, "g", "1.0"), encoding="utf-8")
    install.install(place, lock, [], index)
    assert (tmp_path / uv).exists()
    assert ("g==1.0" in installed(place)) == (uv == "cannot")


def test_what_the_lock_forgets_is_told(place, index, tmp_path):
    lock = tmp_path / "lock.txt"
    lock.write_text(wheel(index, "c", "1.0", "d>=1"), encoding="utf-8")
    with pytest.raises(SystemExit, match=r"c 1\.0 requires d, which is not installed"):
        install.install(place, lock, [], index)


def test_a_wrong_checksum_is_told(place, index, tmp_path):
    lock = tmp_path / "lock.txt"
    lock.write_text(f"e==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    wheel(index, "e", "1.0")
    with pytest.raises(SystemExit, match="its checksum differs"):
        install.install(place, lock, [], index)
    assert "e==1.0" not in installed(place)


def test_an_index_of_one_s_own_is_pip_s_alone(place, tmp_path, monkeypatch):
    lock = tmp_path / "lock.txt"
    lock.write_text("uv==1.0 \\\n    --hash=sha256:0\na==1.0\n", encoding="utf-8")
    monkeypatch.setattr(install, "pip", lambda *arguments: pytest.fail("uv was to be installed"))
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    assert not install.quickly(install.python_of(place), lock, source=())


def test_the_whole_lock_names_uv_and_each_of_its_checksums():
    (named,) = install.UV.findall(WHOLE.read_text(encoding="utf-8"))
    (pin,) = [checksums for pin, checksums in bill_of_materials.locked(WHOLE) if pin.name == "uv"]
    assert named.count("--hash=sha256:") == len(pin)


def test_no_network_is_told(place, tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    lock = tmp_path / "lock.txt"
    lock.write_text(f"f==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="Is there a network"):
        install.install(place, lock, [])


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 10, 13), (3, 15, 0)], ids=str)
def test_a_python_too_old_or_too_new_is_told(monkeypatch, version):
    monkeypatch.setattr(install.sys, "version_info", version)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 to 3\.14, and this is Python \d\.\d+\.\d+"):
        install.main([])


@pytest.mark.parametrize("version", PYTHONS, ids=str)
def test_the_pythons_of_the_lock_are_taken(version):
    install.refuse_python(version)


def test_an_old_python_can_read_the_tool():
    source = Path(install.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(SystemExit, match="No environment can be made in"):
        install.empty(blocked / ".venv")


def test_a_folder_without_wheels_is_told(tmp_path):
    with pytest.raises(SystemExit, match="must be a folder that holds wheels"):
        install.main(["--wheels", str(tmp_path)])


def test_words_in_another_encoding_are_told_too(monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    done, said = install.run(sys.executable, "ü")
    assert not done and "No module named" in said


def test_an_environment_that_cannot_be_changed_is_told(tmp_path, monkeypatch):
    (tmp_path / "ready" / "in the way").mkdir(parents=True)
    monkeypatch.setattr(install, "empty", lambda place: None)
    with pytest.raises(SystemExit, match="cannot be changed"):
        install.main(["--into", str(tmp_path)])


def test_what_failed_leaves_no_mark(tmp_path, monkeypatch):
    place = tmp_path / ".venv"
    place.mkdir()
    (place / "ready").touch()
    monkeypatch.setattr(install, "empty", lambda place: None)
    monkeypatch.setattr(install, "run", lambda *arguments: (False, ""))
    with pytest.raises(SystemExit, match="pip could not"):
        install.main(["--into", str(place)])
    assert not (place / "ready").exists()


def test_a_finished_environment_is_marked(tmp_path, monkeypatch):
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(install, "empty", lambda place: None)
    monkeypatch.setattr(install, "run", lambda *arguments: (True, ""))
    install.main(["--into", str(tmp_path / ".venv"), "--chapters"])
    assert [path.name for path in (tmp_path / ".venv").iterdir()] == ["chapters"]
    install.main(["--into", str(tmp_path / ".venv")])
    assert {path.name for path in (tmp_path / ".venv").iterdir()} == {"chapters", "ready"}


def test_every_place_that_installs_uses_the_tool():
    told = {}
    for path in (
        ROOT / name for name in ("Makefile", "CONTRIBUTING.md", "tools/release.py", ".binder/postBuild")
    ):
        told[path.name] = path.read_text(encoding="utf-8")
    assert all("install.py" in text for text in told.values())
    places = [*ROOT.glob(".github/workflows/*"), *ROOT.glob(".binder/*"), *ROOT.glob(".devcontainer/*")]
    told |= {path.name: path.read_text(encoding="utf-8") for path in places if path.is_file()}
    assert [name for name, text in told.items() if "-m pip install" in text] == []
