"""The built site, for the tests that read it and the tests that open it in a browser."""

import gc
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import forked_kernels
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

import tested_site
from pdf import installed
from seven_patients_site.course import chapter_facts

ROOT = Path(__file__).parents[1]
FRONT, PARTS = chapter_facts.contents(ROOT)
PAGES = [FRONT, *(page for pages in PARTS.values() for page in pages)]

pytest.register_assert_rewrite("browsing")
if sys.platform == "linux":  # elsewhere a fork of what has threads is not safe
    forked_kernels.install()

# they ask for the peers, which only who makes their tables has
collect_ignore = ["reference/make_peers.py", "reference/make_peers_printed.py"]

# a machine that is busy with something else is no fault of the library
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(params=PAGES)
def page(request):
    """Every page of the book in turn, as the path of its file without the suffix."""
    return Path(request.param)


def copied_texts(folder):
    """Copy the texts of the chapters into a folder, so that a test may spoil one; return where they stand."""
    book = folder / "chapters"
    for path in (ROOT / "chapters").rglob("*.md"):
        copy = book / path.relative_to(ROOT / "chapters")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return book


def browser_or_skip(programs):
    """Return the path of an installed browser; without one a test is skipped, and in CI it fails."""
    if path := installed(programs):
        return path
    stop = pytest.fail if os.environ.get("CI") else pytest.skip
    stop(f"no browser: none of {', '.join(programs)} is installed")


def shared_folder(config):
    """Return the folder for what the workers of a run share."""
    own = config._tmp_path_factory.getbasetemp()
    return own.parent if is_worker(config) else own


def is_worker(config):
    """Tell one of several processes that run tests from the one that has started them."""
    return hasattr(config, "workerinput")


def is_whole(config):
    """Tell a run of every test, or of every test with a mark, from one of some files."""
    return config.args == config.getini("testpaths") and not config.option.keyword


def build(output):
    """Build the site strictly, as for publication, unless that was done; return what it said if it failed."""
    output.mkdir(exist_ok=True)
    faults = output / "faults.txt"
    with FileLock(output / "lock"):
        if not faults.exists():
            command = [sys.executable, tested_site.__file__, str(output)]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            faults.write_text(done.stdout if done.returncode else "", encoding="utf-8")
    return faults.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def site(pytestconfig):
    """The folder of the site, built once for all workers; nothing may be written in it.

    `make newest` has built one already, and names it.
    """
    if built := os.environ.get("BOOK_SITE"):
        return Path(built)
    output = shared_folder(pytestconfig) / "site"
    if faults := build(output):
        pytest.fail(f"the strict build failed:\n{faults}", pytrace=False)
    return output / "_build" / "html"


@contextmanager
def library_alone():
    """Hide the trial, as where the library alone is installed."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ["seven_patients", *(name for name in sys.modules if name.startswith("seven_patients."))]:
            patch.setitem(sys.modules, name, None)
        yield


class ExamplesOfTheLibrary:
    """The examples in `lib/onearm`, a folder that the hooks of this file do not reach by themselves."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        """Run them without the trial."""
        if not isinstance(item, pytest.DoctestItem) or "onearm" not in item.path.parts:
            return (yield)
        with library_alone():
            return (yield)


def pytest_configure(config):
    """Let the library's examples be run without the trial."""
    config.pluginmanager.register(ExamplesOfTheLibrary())


def pytest_xdist_auto_num_workers():
    """Let `-n auto` start one worker more than there are cores: browsers and kernels are waited for."""
    return (os.cpu_count() or 1) + 1


def pytest_sessionstart(session):
    """Let Python not look for garbage while the tests are collected: they stay.

    A whole run needs the site, so who starts the workers has it built while they collect.
    """
    gc.disable()
    config = session.config
    starts_workers = not is_worker(config) and config.getoption("tx", None)
    if starts_workers and is_whole(config) and "BOOK_SITE" not in os.environ:
        Thread(target=build, args=[shared_folder(config) / "site"], daemon=True).start()


@pytest.hookimpl(wrapper=True)
def pytest_collection(session):
    """Let one worker collect before the others: in a new environment each would compile the same modules."""
    if not is_worker(session.config):
        return (yield)
    collected = shared_folder(session.config) / "collected"
    with FileLock(collected.with_suffix(".lock")):
        if not collected.exists():
            try:
                return (yield)
            finally:
                collected.touch()
    return (yield)


def pytest_collection_finish():
    """Let it look again, but not among what was collected, and not after every few objects."""
    gc.freeze()
    gc.set_threshold(50_000)
    gc.enable()


def pytest_collection_modifyitems(items):
    """Let the tests in a browser be chosen, or left out, by their mark."""
    for item in items:
        if {"browser", "firefox"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter, config):
    """Leave what a whole run found, and how long each file took, for the page that tells it and `make check`.

    A run with the newest versions tells nothing of the book that is published.
    """
    if not is_whole(config) or is_worker(config) or "BOOK_SITE" in os.environ:
        return
    stats = terminalreporter.stats
    seconds = Counter()
    for outcome in ("passed", "failed", ""):  # the last holds what prepared each test, and what cleared away
        for report in stats.get(outcome, ()):
            seconds[report.nodeid.partition("::")[0]] += getattr(report, "duration", 0)
    run = {
        "chosen": config.option.markexpr or "all",
        "outcomes": {
            name: len(stats[name]) for name in ("passed", "failed", "error", "skipped") if name in stats
        },
        "seconds": seconds,
    }
    path = ROOT / "_build" / "last-test-run.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
