"""Make every notebook again from its text: run each `.md`, write the executed `.ipynb` beside it.

The text is the source; nobody edits a notebook. The same text and the same library give the same bytes:
cells are numbered instead of named at random, and no time, host or version is kept.

    python tools/notebooks.py             # all of them
    python tools/notebooks.py PATH.md ... # some of them
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = ROOT / "chapters"
READS_OTHERS = "Ledger.read"
"""The call by which a notebook reads the verdicts stored in others, and so must be made after them."""

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def sources():
    """Return the texts that are notebooks."""
    return [path for path in sorted(CHAPTERS.rglob("*.md")) if "kernelspec:" in path.read_text(encoding="utf-8")]


def unexecuted(text):
    """Return the notebook that a text stands for, its cells numbered, without outputs."""
    notebook = jupytext.read(text, fmt="md:myst")
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number:02d}"
    return notebook


def executed(text):
    """Return the notebook that a text stands for, run from a fresh kernel in its own folder."""
    notebook = unexecuted(text)
    # allow_errors stays off: a cell that fails stops the whole command
    client = NotebookClient(
        notebook, timeout=300, record_timing=False, resources={"metadata": {"path": str(text.parent)}}
    )
    client.execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    nbformat.validate(notebook)
    return notebook


def write(text):
    """Run one text and write its notebook, in the same bytes on every system."""
    content = nbformat.writes(executed(text)) + "\n"
    text.with_suffix(".ipynb").write_text(content, encoding="utf-8", newline="\n")
    return text


def main(names):
    """Make the named notebooks, or all, telling each as it is done."""
    texts = [Path(name).resolve() for name in names] or sources()
    last = [text for text in texts if READS_OTHERS in text.read_text(encoding="utf-8")]
    first = [text for text in texts if text not in last]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for step in (first, last):
            for text in pool.map(write, step):
                print(text.relative_to(ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])
