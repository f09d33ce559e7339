"""The report on a paper: one page of HTML with its ledger, the picture of it, a dossier and the proofs."""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from onearm.ledger import _pages
from onearm.ledger._notebooks import Cell, cells, text
from onearm.ledger.papers import Paper

STYLE = Path(__file__).with_name("report.css")

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{claims} numbers that the paper prints, each with what came of deriving it from others that it prints.
A verdict says whether the two agree, and not whether the number is true.</p>
<h2>How much can be derived</h2>
{counts}
<h2>The paper as its numbers</h2>
{picture}
<h2>The ledger</h2>
{ledger}
{assumptions}<h2>The dossier</h2>
{dossier}
<h2>The derivations</h2>
{derivations}
</main>
</body>
</html>
"""

MEANINGS = {
    "reproduced": "it follows from other printed numbers",
    "consistent": "others allow it, and do not force it",
    "assumption needed": "it follows once something is assumed that is not printed",
    "discrepant": "what was derived does not print so",
    "chapter to come": "it can be checked, and no notebook does so yet",
    "cited": "it comes from elsewhere",
    "not checkable": "no other printed numbers give it",
}
"""What each verdict says of a number."""

QUESTIONS = ("Tested", "What would settle it", "A conclusion changes")
"""What an entry of the dossier leaves to its author."""

ABOUT = """\
An entry says that numbers do not agree, and accuses nobody: a paper has a limit of pages, and a derivation
can be wrong. What you write into a box stays when you print or save this page; a new report begins anew."""


def page(paper: Paper, title: str) -> str:
    """Return the report on a paper as a page that needs no other file.

    Parameters
    ----------
    paper : Paper
        The folder.
    title : str
        The title of the page.

    Returns
    -------
    str
        The same HTML for the same folder: it names neither time nor machine.
    """
    table = paper.ledger.table
    linked = table.assign(proof=[f"#claim-{name}" if proof else "" for name, proof in _proofs(table)])
    return PAGE.format(
        title=escape(title),
        style=STYLE.read_text(encoding="utf-8"),
        claims=len(table),
        counts=_counts(table),
        picture=_picture(table),
        ledger=_pages.ledger(linked),
        assumptions=_assumptions(table),
        dossier=_dossier(table),
        derivations="\n".join(_derivation(path, paper) for path in paper.notebooks),
    )


def _proofs(table: pd.DataFrame) -> Iterable[tuple[str, str]]:
    """Return the id of each claim with the link to its proof."""
    return zip(table["claim_id"], table["proof"], strict=True)


def _counts(table: pd.DataFrame) -> str:
    """Return how many claims have each verdict, as a table with a bar each."""
    counts = table["verdict"].value_counts()
    rows = (
        f'<tr class="{_pages.slug(verdict)}"><td>{_pages.named(verdict)}</td><td>{counts[verdict]}</td>'
        f'<td><span class="bar" style="width: {100 * counts[verdict] / len(table):.1f}%"></span></td>'
        f"<td>{MEANINGS[verdict]}</td></tr>"
        for verdict in _pages.ICONS
        if verdict in counts
    )
    return _pages.html_table("counts", ("Verdict", "Claims", "Share", "What it says"), rows)


def _picture(table: pd.DataFrame) -> str:
    """Return each part of the paper as a row of its numbers, each a tile in the look of its verdict."""
    parts = table["section"].str.partition(",")[0]
    rows = (
        f'<tr><th scope="row">{escape(str(part))}</th>'
        f'<td class="tiles">{" ".join(map(_tile, claims.to_dict("records")))}</td></tr>'
        for part, claims in table.groupby(parts, sort=False)
    )
    return _pages.html_table("picture", ("Part", "Numbers, each a link to its line in the ledger"), rows)


def _tile(claim: dict[str, Any]) -> str:
    """Return a claim as a tile."""
    icon = _pages.ICONS[claim["verdict"]]
    told = escape(f"{claim['quantity']}: {claim['verdict']}")
    return (
        f'<a class="{_pages.slug(claim["verdict"])}" href="#{escape(claim["claim_id"])}" title="{told}">'
        f'<span aria-hidden="true">{icon}</span> {escape(claim["printed"])}'
        f'<span class="unseen">, {told}</span></a>'
    )


def _assumptions(table: pd.DataFrame) -> str:
    """Return what was assumed for which claims; nothing where nothing was."""
    if not (assumed := table[table["assumption"] != ""]).size:
        return ""
    lines = (
        f"<li>{escape(str(assumption))}: "
        f"{escape('; '.join(claims['quantity'] + ' (' + claims['section'] + ')'))}</li>"
        for assumption, claims in assumed.groupby("assumption", sort=False)
    )
    return f"<h2>What was assumed</h2>\n<ul>{''.join(lines)}</ul>\n"


def _dossier(table: pd.DataFrame) -> str:
    """Return an entry for each discrepant claim, and one for a question of another kind."""
    discrepant = table[table["verdict"] == "discrepant"].to_dict("records")
    entries = [_entry(f"{claim['quantity']} ({claim['section']})", _facts(claim)) for claim in discrepant]
    further = _entry("A further question", "".join(map(_blank, ("Printed", "We get"))))
    none = "" if discrepant else "<p>No claim is discrepant.</p>"
    return f"<p>{ABOUT}</p>{none}{''.join(entries)}{further}"


def _facts(claim: dict[str, Any]) -> str:
    """Return what is printed, and what we get."""
    given = f", given {escape(claim['assumption'])}" if claim["assumption"] else ""
    note = f"<p><strong>Note.</strong> {escape(claim['note'])}</p>" if claim["note"] else ""
    return (
        f"<p><strong>Printed.</strong> {_pages.with_unit(claim['printed'], claim['unit'])}</p>"
        f"<p><strong>We get.</strong> "
        f'<a href="#claim-{escape(claim["claim_id"])}">{_pages.with_unit(claim["value"], claim["unit"])}</a>'
        f"{given}</p>{note}"
    )


def _entry(title: str, facts: str) -> str:
    """Return an entry of the dossier, with boxes to write into."""
    return f"<section><h3>{escape(title)}</h3>{facts}{''.join(map(_blank, QUESTIONS))}</section>"


def _blank(name: str) -> str:
    """Return a box to write into, on the screen or on paper."""
    box = f'contenteditable="true" role="textbox" aria-multiline="true" aria-label="{name}"'
    return f'<p><strong>{name}.</strong></p><div class="blank" {box}></div>'


def _derivation(path: Path, paper: Paper) -> str:
    """Return the cells of a notebook with what they showed, each the place of the claims that it checks."""
    name = escape(path.relative_to(paper.folder).as_posix())
    return f"<h3>{name}</h3>\n" + "\n".join(_cell(cell, paper.claims.media_type) for cell in cells(path))


def _cell(cell: Cell, media_type: str) -> str:
    """Return a cell and what it showed, as text."""
    data = [output.get("data", {}) for output in cell.outputs]
    places = "".join(
        f'<span id="claim-{escape(verdict["claim_id"])}"></span>'
        for shown in data
        for verdict in shown.get(media_type, ())
    )
    texts = [text(output.get("text", "")) for output in cell.outputs]
    texts += [text(shown.get("text/plain", "")) for shown in data]
    told = "".join(f"<pre>{escape(part.rstrip())}</pre>" for part in texts if part.strip())
    code = f"<pre><code>{escape(cell.source)}</code></pre>"
    return f'<div class="cell">{places}<p>Cell {cell.place}</p>{code}{told}</div>'
