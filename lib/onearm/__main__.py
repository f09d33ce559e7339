"""The command `onearm`: begin a paper's folder, report on it, and run its notebooks again."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

NEXT = """\
{folder} holds a made-up trial of twelve patients. The next three steps:

1. Put the numbers that your paper prints into {folder}/data/claims.csv, one a row.
   {folder}/README.md says what each column is for.
2. Derive in {folder}/trial.ipynb what can be derived, and check it there, once.
   Run the notebook from the first cell to the last, and save it.
3. In {folder}, `onearm report` shows the ledger as one page, report.html,
   and `onearm verify` runs the notebooks again and compares.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Carry out a command line; what is refused ends it with a sentence that says why.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words behind `onearm`; those of the command line where there are none.

    Raises
    ------
    SystemExit
        With status 0 after ``--help``, 1 where a folder is refused or `verify` finds something, 2 where the
        words are none of the command's.
    """
    asked = _parser().parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):  # a console that lacks a sign shows another in its place
        sys.stdout.reconfigure(errors="replace")
    try:
        asked.does(asked)
    except (ValueError, OSError) as refusal:
        raise SystemExit(str(refusal)) from None


def _parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    parser = argparse.ArgumentParser(
        "onearm", description="A ledger for any paper: which of its printed numbers can be derived."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    new = commands.add_parser("new", help="make a folder for a paper, with a made-up trial in it")
    new.add_argument("folder", type=Path, help="the folder to make")
    new.set_defaults(does=_new)
    report = commands.add_parser("report", help="write the ledger as one page of HTML")
    report.add_argument("--title", help="the title of the page; the folder's name where there is none")
    report.set_defaults(does=_report)
    verify = commands.add_parser("verify", help="run the notebooks again and compare")
    verify.set_defaults(does=_verify)
    where = "the paper's folder; this one if none is named"
    for command in (report, verify):
        command.add_argument("folder", nargs="?", type=Path, default=Path(), help=where)
    return parser


def _new(asked: argparse.Namespace) -> None:
    """Make a folder, and say the next steps."""
    from onearm.ledger.papers import make

    make(asked.folder)
    print(NEXT.format(folder=asked.folder.as_posix()), end="")


def _report(asked: argparse.Namespace) -> None:
    """Write the report of a folder into it, and say where it stands."""
    from onearm.ledger.papers import opened
    from onearm.ledger.report import page

    path = asked.folder / "report.html"
    paper = opened(asked.folder)
    path.write_text(page(paper, asked.title or paper.name), encoding="utf-8", newline="\n")
    print(f"{path.as_posix()}: {paper.told()}")


def _verify(asked: argparse.Namespace) -> None:
    """Run the notebooks of a folder, and tell what differs."""
    from onearm.ledger.papers import opened
    from onearm.ledger.verify import faults

    paper = opened(asked.folder)
    if found := faults(paper):
        raise SystemExit("\n".join(found))
    notebooks = f"{len(paper.notebooks)} notebook{'s' if paper.notebooks[1:] else ''}"
    print(f"{notebooks} ran, and gave what is stored. {paper.told()}")


if __name__ == "__main__":
    main()
