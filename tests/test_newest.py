"""What is held back on purpose is not proposed each week, and falls when the newest versions are tried."""

import re

import yaml
from conftest import ROOT

import newest

REQUIREMENTS = "".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("requirements*.in")))


def ignored():
    """Return the packages of which Dependabot leaves some versions alone."""
    settings = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8"))
    [packages] = [part for part in settings["updates"] if part["package-ecosystem"] == "uv"]
    return {entry["dependency-name"]: entry.get("versions") for entry in packages["ignore"]}


def test_what_the_requirements_hold_is_not_proposed():
    assert (
        ignored().keys()
        >= set(re.findall(r"^([\w-]+)(?:==|<)", REQUIREMENTS, re.MULTILINE))
        > {"jupyter-book"}
    )
    assert ignored()["jupyter-book"] == [">=2"]


def test_what_jupyter_book_holds_is_not_proposed():
    assert ignored().keys() >= {"sphinx", "sphinx-book-theme", "pydata-sphinx-theme", "myst-parser"}


def test_with_the_newest_versions_jupyter_book_alone_is_held():
    assert not re.search(r"[<=~]=?\s*\d", re.sub("#.*", "", newest.unpinned(REQUIREMENTS)))
    assert [name for name in newest.BESIDES if "<" in name] == ["jupyter-book<2"]
