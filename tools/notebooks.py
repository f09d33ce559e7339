"""Make every notebook again from its text: compile each `.md`, run it, write the `.ipynb` beside it.

The text is the source; nobody edits a notebook. What a text becomes is told in `plain`. The same text and the
same library give the same bytes: cells are numbered instead of named at random, and no time, host or version
is kept. A number that a sentence gives comes from the last cell, which computes all of them; so it shows on
the site and in JupyterLab alike, and cannot disagree with what a reader computes.

    python tools/notebooks.py             # all of them
    python tools/notebooks.py PATH.md ... # some of them
    python tools/notebooks.py --check     # run nothing; tell what is wrong with the stored ones, or with some
"""

import ast
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient

import plain
from plain import METADATA, NUMBER, is_notebook
from seven_patients_site.course import chapter_times
from seven_patients_site.course.chapter_facts import MINUTES

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = ROOT / "chapters"
TEMPLATE = ROOT / "lib" / "onearm" / "ledger" / "template"
"""What `onearm new` copies."""

OF_OTHERS = ("```{ledger}", "```{lit-paper}", "```{course-map}")
"""What shows the verdicts or the times of other notebooks: a text with one of these is made after them."""

PER_CENT = re.compile(r"(?<=\d) (?=%)")


def sources():
    """Return the texts that are notebooks."""
    return [path for path in sorted(CHAPTERS.rglob("*.md")) if is_notebook(path)]


def flaws(text):
    """Return what is wrong with the notebook stored beside a text, without running it.

    These are the faults that a comparison of outputs cannot see: a text edited without making the notebook
    again, cells that never ran or are exempt from the comparison, and outputs that are errors or pictures.
    """
    path = text.with_suffix(".ipynb")
    if not path.exists():
        return ["it does not exist"]
    stored = nbformat.read(path, as_version=4)
    found = []
    try:
        written = plain.compiled(text)
    except ValueError as error:
        return [str(error)]
    if not fill_in(written, stored) or _written(stored) != _written(written):
        found.append("its cells are not those of the text")
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    if [cell.execution_count for cell in code] != list(range(1, len(code) + 1)):
        found.append("its cells did not run once each, from first to last")
    if any(tag.startswith(("nbval", "raises")) for cell in code for tag in cell.metadata.get("tags", ())):
        found.append("a cell is exempt from the comparison")
    outputs = [output for cell in code for output in cell.outputs]
    if any(output.output_type == "error" or output.get("name") == "stderr" for output in outputs):
        found.append("an output is an error or a warning")
    if any(kind.startswith("image/") for output in outputs for kind in output.get("data", ())):
        found.append("an output is a picture, which is never compared")
    return found


def _written(notebook):
    """Return what a person wrote of a notebook."""
    return [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]


def executed(text):
    """Return the notebook that a text stands for, run from a fresh kernel in its own folder."""
    notebook = plain.compiled(text)
    # a cell that fails stops the whole command; the kernel's own warnings are no concern of the book
    client = NotebookClient(
        notebook,
        timeout=300,
        record_timing=False,
        coalesce_streams=True,  # however the kernel happens to flush
        resources={"metadata": {"path": str(text.parent)}},
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    client.execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    fill_in(notebook, notebook)
    nbformat.validate(notebook)
    return notebook


def unrun(text):
    """Return the notebook of a text with the outputs that are stored, or nothing where its code changed."""
    path = text.with_suffix(".ipynb")
    if not path.exists():
        return None
    stored, written = nbformat.read(path, as_version=4), plain.compiled(text)
    before, after = ([cell for cell in each.cells if cell.cell_type == "code"] for each in (stored, written))
    if [cell.source for cell in before] != [cell.source for cell in after]:
        return None
    for old, new in zip(before, after, strict=True):
        new.outputs, new.execution_count = old.outputs, old.execution_count
    fill_in(written, stored)
    return written


def numbers(executed):
    """Return the texts that the last cell of an executed notebook computed for the sentences, in order."""
    outputs = executed.cells[-1].get("outputs", ())
    return ast.literal_eval(outputs[-1].data["text/plain"]) if outputs else []


def fill_in(notebook, executed):
    """Put the numbers that an executed notebook computed in their places, each with its sign on one line.

    Last the chapter's times take their place, for the numbers belong to the words that are counted.

    Returns
    -------
    bool
        Whether there is a number for each place.
    """
    prose = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    places = dict.fromkeys(place for cell in prose for place in NUMBER.findall(cell.source))
    texts = numbers(executed) if places else []
    if len(texts) != len(places):
        return False
    known = dict(zip(places, texts, strict=True))
    for cell in prose:
        cell.source = NUMBER.sub(lambda place: known[place.groups()], cell.source)
        if places:
            cell.source = PER_CENT.sub("\N{NO-BREAK SPACE}", cell.source)
    times = str(chapter_times.times(notebook.cells))
    for cell in prose:
        cell.source = cell.source.replace(MINUTES, times)
    return True


def write(text, *, again=True):
    """Run one text, `again` or only where its code changed, and write its notebook, everywhere the same."""
    notebook = (not again and unrun(text)) or executed(text)
    content = nbformat.writes(notebook) + "\n"
    text.with_suffix(".ipynb").write_text(content, encoding="utf-8", newline="\n")
    return text


def main(names):
    """Make the named notebooks, or all, telling each as it is done."""
    texts = [Path(name).resolve() for name in names] or sources()
    last = [text for text in texts if any(shown in text.read_text(encoding="utf-8") for shown in OF_OTHERS)]
    first = [text for text in texts if text not in last]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for step in (first, last):
            for text in pool.map(write, step):
                print(text.relative_to(ROOT))


def check(names=()):
    """Return what is wrong with the named notebooks, or all, a line for each fault; `None` if nothing is."""
    texts = [Path(name).resolve() for name in names] or [*sources(), TEMPLATE / "trial.md"]
    found = ((text, flaw) for text in texts for flaw in flaws(text))
    return "\n".join(f"{text.relative_to(ROOT)}: {flaw}" for text, flaw in found) or None


if __name__ == "__main__":
    raise SystemExit(check(sys.argv[2:]) if sys.argv[1:2] == ["--check"] else main(sys.argv[1:]))
