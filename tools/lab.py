"""Open the course in JupyterLab, in a copy that is the reader's own; `make lab` runs it.

The notebooks are copied to `_build/course`, with the data beside them, so that no command of
the book overwrites what a reader wrote. At the next start a notebook whose cells are as they were copied is
refreshed; one that the reader changed stays, and is named if the book has a newer one. Outputs do not count:
to run a notebook is not to change it.
"""

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COURSE = ROOT / "_build" / "course"
COPIED = "copied.json"
"""Where the course keeps what each notebook held when it was copied."""

FOLDERS = ("chapters", "data")
QUIET = ["--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
"""Nothing is asked for elsewhere."""

OF_A_HOME = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "IPYTHONDIR": "ipython",
}
"""Where Jupyter writes of its own, elsewhere than in the reader's home."""


def held(path):
    """Return a mark of what a person wrote in a file: in a notebook its cells without their outputs."""
    content = path.read_bytes()
    if path.suffix == ".ipynb":
        try:
            cells = json.loads(content)["cells"]
            content = json.dumps([(cell["cell_type"], "".join(cell["source"])) for cell in cells]).encode()
        except (ValueError, KeyError):
            pass  # no notebook any more: the reader's doing, and left alone
    return hashlib.sha256(content).hexdigest()


def files(root):
    """Return the files of the course, as paths below the root."""
    return [
        path.relative_to(root)
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
        if not (folder == "chapters" and path.suffix == ".md")
    ]


def refresh(root=ROOT, course=COURSE):
    """Bring the copy up to date, but for what the reader changed.

    Parameters
    ----------
    root, course : Path
        The book, and where its copy stands.

    Returns
    -------
    list of str
        The files that the reader changed and that the book has changed since, and so stayed as they are.
    """
    record = course / COPIED
    before = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    now, kept = {}, []
    for path in files(root):
        name, copy = path.as_posix(), course / path
        new = held(root / path)
        if copy.exists() and held(copy) != before.get(name):
            now[name] = before.get(name, "")
            if new not in (before.get(name), held(copy)):
                kept.append(name)
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / path, copy)
        now[name] = new
    course.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    return kept


def command():
    """Return what starts JupyterLab at the course's index, from the root of the book."""
    start = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={ROOT}", *QUIET]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        print("You are root, as in a container: JupyterLab is started with --allow-root.")
        start.append("--allow-root")
    return [*start, (COURSE / "chapters" / "index.ipynb").relative_to(ROOT).as_posix()]


def without_home(home, folder):
    """Return what to add to the environment where a home cannot be written: folders for what goes there."""
    if os.access(home, os.W_OK):
        return {}
    print(f"{home} cannot be written to: what Jupyter keeps there is kept in {folder}.")
    return {name: str(folder / part) for name, part in OF_A_HOME.items() if name not in os.environ}


def main():
    """Refresh the copy, say what stayed, and become JupyterLab."""
    os.environ.update(without_home(Path.home(), ROOT / "_build" / "jupyter"))
    if kept := refresh():
        print(
            "You changed these, and the book has newer ones; they stay as you left them:", *kept, sep="\n  "
        )
        print(f"To have a new one, rename or delete yours in {COURSE.relative_to(ROOT)}, and start again.")
    print(f"The course is a copy of your own, in {COURSE.relative_to(ROOT)}.", flush=True)
    os.chdir(ROOT)
    os.execv(sys.executable, command())


if __name__ == "__main__":
    main()
