"""The tree can be checked out and used on every system, and has the same bytes on each."""

import re
import subprocess
from collections import Counter
from pathlib import PurePosixPath

import pytest
from conftest import ROOT

RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
FORBIDDEN = re.compile(r'[<>:"\\|?*\x00-\x1f]|[ .]$')
LONGEST = 120
"""Windows allows 260 characters in all, and a checkout stands somewhere."""


def tracked():
    """Return the kind and the path of every file that git keeps."""
    listed = subprocess.run(
        ["git", "ls-files", "--stage", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    if listed.returncode:
        pytest.skip("no repository here")
    return [
        (entry[:6], PurePosixPath(entry.partition("\t")[2])) for entry in listed.stdout.split("\0") if entry
    ]


def test_no_two_paths_differ_by_case_alone():
    paths = [path for _, file in tracked() for path in (file, *file.parents)]
    spellings = Counter(str(path).casefold() for path in set(paths))
    assert [path for path, count in spellings.items() if count > 1] == []


def test_every_name_is_allowed_on_windows():
    names = {name for _, path in tracked() for name in path.parts}
    assert [name for name in names if RESERVED.match(name) or FORBIDDEN.search(name)] == []


def test_no_path_is_too_long():
    assert [path for _, path in tracked() if len(str(path)) > LONGEST] == []


def test_there_is_no_symbolic_link_and_no_submodule():
    assert {kind for kind, _ in tracked()} <= {"100644", "100755"}


def test_texts_are_utf8_with_unix_line_ends():
    faults = []
    for _, path in tracked():
        content = (ROOT / path).read_bytes() if (ROOT / path).exists() else b""
        if path.suffix != ".png":
            content.decode("utf-8")
            faults += [path] * (b"\r" in content)
    assert faults == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("aux.csv", True),
        ("NUL", True),
        ("con.d", True),
        ("a:b", True),
        ("a ", True),
        ("auxiliary.csv", False),
    ],
)
def test_a_name_that_windows_refuses_is_seen(name, fault):
    assert bool(RESERVED.match(name) or FORBIDDEN.search(name)) is fault
