"""The release: checksums catch every change, its bytes depend on the commit alone, its descriptions agree."""

import os
import re
import shutil
import subprocess
import tomllib
import zipfile

import pytest
import yaml
from conftest import ROOT

import onearm
import release
from seven_patients_site.publish import first_cell


@pytest.fixture
def folder(tmp_path):
    """A small tree with its checksums."""
    folder = tmp_path / "seven-patients-0"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "a.csv").write_bytes(b"x\n1\n")
    (folder / "README.md").write_bytes(b"# A book\n")
    release.write_sums(folder)
    return folder


def change_a_byte(folder):
    (folder / "data" / "a.csv").write_bytes(b"x\n2\n")


def remove_a_file(folder):
    (folder / "README.md").unlink()


def add_a_file(folder):
    (folder / "data" / "b.csv").write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (change_a_byte, "data/a.csv: changed"),
        (remove_a_file, "README.md: missing"),
        (add_a_file, "data/b.csv: unexpected"),
    ],
)
def test_a_spoiled_archive_is_refused(folder, tmp_path, spoil, told):
    spoil(folder)
    archive = tmp_path / "spoiled.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            file.write(path, path.relative_to(tmp_path))
    with pytest.raises(SystemExit, match=told):
        release.unpack(archive, tmp_path / "unpacked")


def test_an_untouched_archive_is_unpacked(folder, tmp_path):
    archive = tmp_path / "seven-patients-0.zip"
    release.pack(folder, archive, 0x6A000000)
    unpacked = release.unpack(archive, tmp_path / "unpacked")
    assert unpacked.name == folder.name
    assert release.checksums(unpacked) == release.read_sums(folder)


def test_packing_twice_gives_the_same_bytes(folder, tmp_path):
    first, second = (tmp_path / run / "seven-patients-0.zip" for run in "ab")
    for archive in (first, second):
        archive.parent.mkdir()
        release.pack(folder, archive, 0x6A000000)
        for path in folder.rglob("*"):
            path.touch()
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum here")
def test_checksums_are_those_that_other_tools_read(folder):
    check = subprocess.run(["sha256sum", "--check", release.SUMS], cwd=folder, capture_output=True, text=True)
    assert check.stdout.splitlines() == ["README.md: OK", "data/a.csv: OK"]


def test_the_release_describes_itself_in_one_voice():
    def described(name):
        return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))  # JSON is YAML

    citation, codemeta, zenodo = map(described, ("CITATION.cff", "codemeta.json", ".zenodo.json"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["version"] == codemeta["version"] == zenodo["version"] == project["version"]
    assert citation["title"] == codemeta["name"] == zenodo["title"]
    assert str(citation["date-released"]) == codemeta["dateModified"] == zenodo["publication_date"]
    authors = [author["name"] for author in citation["authors"]]
    assert authors == [author["name"] for author in codemeta["author"]]
    assert authors == [creator["name"] for creator in zenodo["creators"]]
    assert citation["license"] == [address.rpartition("/")[2] for address in codemeta["license"]]
    paper = citation["references"][0]["doi"]
    assert codemeta["isBasedOn"].endswith(paper)
    assert [related["identifier"] for related in zenodo["related_identifiers"]] == [paper]
    assert codemeta["description"] == zenodo["description"]


def test_every_file_says_the_version_of_the_project_and_the_day_of_the_change_log():
    stored = {name: (ROOT / name).read_text(encoding="utf-8") for name in release.DESCRIBING}
    assert release.described() == stored
    assert next(iter(release.released())) == release.version() == onearm.__version__
    assert first_cell.wheel() in stored["README.md"]


def test_a_new_version_reaches_every_file(monkeypatch):
    monkeypatch.setattr(release, "version", lambda: "9.8.7")
    with pytest.raises(SystemExit, match=re.escape("CHANGELOG.md must have a part `## 9.8.7 - YYYY-MM-DD`")):
        release.described()
    monkeypatch.setattr(release, "released", lambda: {"9.8.7": "2099-12-31"})
    texts = release.described()
    assert [name for name, text in texts.items() if text.count("9.8.7") != 1] == []
    dated = {name for name, text in texts.items() if text.count("2099-12-31") == 1}
    assert dated == {"CITATION.cff", "codemeta.json", ".zenodo.json"}


def test_all_data_but_the_template_have_the_version_of_the_book():
    described = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("data/**/datapackage.json")}
    described |= {path.relative_to(ROOT).as_posix() for path in ROOT.glob("lib/**/datapackage.json")}
    assert described - {*release.DESCRIBING} == {"lib/onearm/ledger/template/data/datapackage.json"}


def test_the_change_log_keeps_its_form():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert parts[0] == "Unreleased"
    assert parts[1:] == [f"{version} - {day}" for version, day in release.released().items()]
    assert list(release.released().values()) == sorted(release.released().values(), reverse=True)
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= {
        "Added",
        "Changed",
        "Deprecated",
        "Removed",
        "Fixed",
        "Security",
    }


def test_a_file_older_than_the_commit_is_refused(folder):
    path = folder / "README.md"
    os.utime(path, (1000, 1000))
    assert release.current(path, epoch=1000) == path
    with pytest.raises(SystemExit, match=r"README\.md was printed before the last commit"):
        release.current(path, epoch=1001)
