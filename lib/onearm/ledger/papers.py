"""A paper's folder: made from a template, and opened with its one ledger and the notebooks that check it."""

import re
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from onearm._require import refuse
from onearm.ledger._notebooks import below, cells
from onearm.ledger.claims import Claims, Ledger

TEMPLATE = Path(__file__).with_name("template")
"""The folder that a new one is a copy of: a made-up trial of twelve patients, checked."""

_MEDIA_TYPE = re.compile(r"application/vnd\.onearm\.(.+)\+json")


@dataclass(frozen=True)
class Paper:
    """A folder with a ledger, and what its notebooks store of it.

    Attributes
    ----------
    folder : Path
        Where all of it stands.
    claims : Claims
        What the paper prints.
    notebooks : list of Path
        Every notebook of the folder.
    """

    folder: Path
    claims: Claims
    notebooks: list[Path]

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.folder.resolve().name

    @cached_property
    def ledger(self) -> Ledger:
        """Every claim with its verdict."""
        return Ledger.read(self.folder, self.claims)

    def told(self) -> str:
        """Return the counts of the verdicts as a sentence."""
        counts = self.ledger.summary()["claims"]
        listed = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
        return f"{counts.sum()} claims: {listed}."


def make(folder: Path) -> None:
    """Make the folder of a paper, a copy of the template.

    Parameters
    ----------
    folder : Path
        One that is not there yet, or is empty.

    Raises
    ------
    ValueError
        When there is something in the folder, or a file in its place.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        refuse("folder must be a new one, or empty", str(folder))
    needless = shutil.ignore_patterns("trial.md", ".*")  # the text that the notebook is made from
    shutil.copytree(TEMPLATE, folder, ignore=needless, copy_function=shutil.copyfile, dirs_exist_ok=True)


def opened(folder: Path) -> Paper:
    """Open the folder of a paper whose notebooks have run.

    Parameters
    ----------
    folder : Path
        The folder that holds the notebooks and, in it or below it, ``claims.csv``.

    Returns
    -------
    Paper

    Raises
    ------
    ValueError
        When there is not one ``claims.csv`` and at least one notebook, a cell of a notebook has not run or
        ended in an error, which is named, or the notebooks check claims under several names.
    """
    if not folder.is_dir():
        refuse("folder must be there", str(folder))
    lists, notebooks = below(folder, "claims.csv"), below(folder, "*.ipynb")
    if len(lists) != 1:
        refuse("the folder must hold one ledger, as one claims.csv", [path.as_posix() for path in lists])
    if not notebooks:
        refuse("the folder must hold a notebook", str(folder))
    names = {name: path.as_posix() for path in notebooks for name in _ledgers(path)}
    if len(names) > 1:
        refuse("the notebooks of a folder must check the claims of one ledger, under one name", names)
    return Paper(folder, Claims(lists[0].parent, *names), notebooks)


def _ledgers(path: Path) -> set[str]:
    """Return the names of the ledgers that a notebook stores verdicts of, or refuse one that did not run."""
    names = set()
    for cell in cells(path):
        if not cell.ran or any(output["output_type"] == "error" for output in cell.outputs):
            must = f"{path.as_posix()}: cell {cell.place} must have run to its end"
            came = "an error" if cell.ran else "a cell that has not run"
            refuse(f"{must}; run the notebook from the first cell to the last, and save it", came)
        kinds = [kind for output in cell.outputs for kind in output.get("data", ())]
        names |= {found[1] for kind in kinds if (found := _MEDIA_TYPE.fullmatch(kind))}
    return names
