"""Draw the paper as its printed numbers: a tile for each, where it is printed, dressed by its verdict.

    ```{lit-paper}
    ```

A tile leads to the cell that checks it, or to its row of the ledger where no cell does. Tables keep their
form, and running text its sections. `{lit-paper-small}` draws the same as a picture, one mark a number.
"""

import os
import re
from html import escape
from itertools import groupby
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from onearm.ledger._pages import ICONS, named, slug, with_unit
from seven_patients_site.ledger.ledger_tables import book_ledger

SCRIPT = Path(__file__).with_name("lit_paper.js")
PAPER = '<div class="lit-paper">'

HEADS = {
    "Table 1": {f"{enrolled:02}": "" for enrolled in range(6, 21)},
    "Table 3": {f"Patient {patient}": f"Patient {patient}" for patient in range(1, 8)},
    "Table 4": {
        **{"from": "From day", "to": "to day", "mean": "Mean", "sd": "SD"},
        **{"median": "Median", "min": "Lowest", "max": "Highest"},
    },
    "Table 5": {"events": "Events", "n": "Patients", "pct": "Share"},
}
"""The columns of the tables whose rows all have the same: what tells a claim's own, and the head if any."""

PLACE, ENDING = re.compile(r"Patient \d$"), re.compile(r"(?<=-)[a-z]+$|\d\d$")
"""What tells the column: in a claim's place, or at the end of its id."""

SIDE, ROW = 8, 48
"""The distance of two marks of the picture, and how many stand in a row."""

MARKS = {
    "reproduced": "h5v5h-5z",
    "consistent": "m0 2.5a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0",
    "assumption needed": "m2.5 0l2.7 5h-5.4z",
    "discrepant": "l5 5m0-5l-5 5",
    "cited": "m0 1.5h5m-5 2.5h5",
    "not checkable": "m2 2h1v1h-1z",
}
"""The mark of each verdict in the picture, from its upper left corner."""


class LitPaper(SphinxDirective):
    """Draw every printed number as a tile."""

    def run(self):
        """Return the tiles, as HTML."""
        here = Path(self.env.doc2path(self.env.docname)).parent
        return [nodes.raw("", drawn(book_ledger(self.env, here).to_dict("records")), format="html")]


class SmallPaper(SphinxDirective):
    """Draw every printed number as a mark of one picture."""

    def run(self):
        """Return the picture, as HTML."""
        here = Path(self.env.doc2path(self.env.docname)).parent
        link = os.path.relpath(self.env.doc2path("chapters/verdict/the-paper-lit-up"), here)
        return [nodes.raw("", picture(book_ledger(self.env, here)["verdict"], link), format="html")]


def drawn(claims):
    """Return the paper as HTML: what chooses the verdicts to light, then its parts in the order of print."""
    parts = "".join(
        f"<section><h3>{escape(part)}</h3>"
        f"{table(part, [*rows]) if part.startswith('Table') else text(rows)}</section>"
        for part, rows in groupby(claims, lambda claim: claim["section"].partition(", ")[0])
    )
    return f"{PAPER}{choices([claim['verdict'] for claim in claims])}{parts}</div>"


def choices(verdicts):
    """Return the switches: which verdicts are lit, and whether each tile says in words what it is."""
    counts = {verdict: verdicts.count(verdict) for verdict in ICONS if verdict in verdicts}
    rest = "".join(
        f'<label class="{slug(verdict)}"><input type="radio" name="lit" value="{slug(verdict)}">'
        f"{named(verdict)} {count}</label>"
        for verdict, count in counts.items()
    )
    return (
        "<fieldset><legend>Which numbers are lit</legend>"
        f'<label><input type="radio" name="lit" value="" checked> All {len(verdicts)}</label>{rest}'
        '</fieldset><label><input type="checkbox" name="words"> Say below each number what it is</label>'
    )


def text(claims):
    """Return a part of the running text: the place of print, then its tiles, place by place."""
    places = groupby(claims, lambda claim: claim["section"].partition(", ")[2])
    return "".join(
        f'{f"<h4>{headed(place)}</h4>" if place else ""}<p class="tiles">{" ".join(map(tile, here))}</p>'
        for place, here in places
    )


def headed(place):
    """Return a place of the paper as a heading.

    >>> headed("day 56")
    'Day 56'
    """
    return escape(place[:1].upper() + place[1:])


def table(part, claims):
    """Return a table of the paper, each number in its row, and in its column where all rows have the same."""
    columns = HEADS.get(part, {})
    heads = "".join(f'<th scope="col">{head}</th>' for head in columns.values())
    head = f"<thead><tr><td></td>{heads}</tr></thead>" if any(columns.values()) else ""
    rows = groupby(claims, lambda claim: row_of(part, claim))
    body = "".join(
        f'<tr><th scope="row">{headed(row)}</th>{cells(columns, [*here])}</tr>' for row, here in rows
    )
    return f'<div class="pst-scrollable-table-container"><table>{head}<tbody>{body}</tbody></table></div>'


def row_of(part, claim):
    """Return the row of a table in which a claim stands."""
    if part == "Table 1":
        return claim["quantity"].partition(",")[0].partition(" among")[0]
    return re.sub(r", Patient \d$", "", claim["section"].removeprefix(f"{part}, "))


def cells(columns, claims):
    """Return the cells of a row: one a column, or one for all where columns are none or do not fit."""
    own = {column_of(claim): tile(claim) for claim in claims}
    if own.keys() <= columns.keys():
        return "".join(f"<td>{own.get(column, '')}</td>" for column in columns)
    span = f' colspan="{len(columns)}"' if columns else ""
    return f'<td{span}><p class="tiles">{" ".join(map(tile, claims))}</p></td>'


def column_of(claim):
    """Return what tells the column of a claim, or its id where nothing does."""
    found = PLACE.search(claim["section"]) or ENDING.search(claim["claim_id"])
    return found.group() if found else claim["claim_id"]


def tile(claim):
    """Return a printed number as a link that says what it is and how it was judged."""
    printed = with_unit(claim["printed"], claim["unit"])
    shown = printed if claim["unit"] == "%" else escape(claim["printed"])
    words, verdict = escape(claim["quantity"]), claim["verdict"]
    if claim["proof"]:
        given = f", given {escape(claim['assumption'])}" if claim["assumption"] else ""
        found = f"computed {with_unit(claim['value'], claim['unit'])}{given}"
    else:
        found = escape(claim["note"])
    href = escape(claim["proof"]) or f"ledger.ipynb#{claim['claim_id']}"
    return (
        f'<a class="tile {slug(verdict)}" href="{href}" aria-label="{words}: {printed}, {verdict}" '
        f'data-words="{words}" data-found="{found}">{shown} {ICONS[verdict]}</a>'
    )


def picture(verdicts, link):
    """Return the paper as one picture, a mark for each number in the order of print, with its key."""
    counts = verdicts.value_counts()
    places = {verdict: "" for verdict in ICONS if verdict in counts}
    for number, verdict in enumerate(verdicts):
        across, down = number % ROW, number // ROW
        places[verdict] += f"M{across * SIDE} {down * SIDE}{MARKS[verdict]}"
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in places)
    height = -(-len(verdicts) // ROW) * SIDE
    paths = "".join(f'<path class="{slug(verdict)}" d="{path}"/>' for verdict, path in places.items())
    key = "".join(
        f'<li class="{slug(verdict)}"><svg viewBox="-1 -1 7 7" aria-hidden="true">'
        f'<path d="M0 0{MARKS[verdict]}"/></svg> {counts[verdict]} {verdict}</li>'
        for verdict in places
    )
    return (
        f'<a class="lit-picture" href="{link}"><svg viewBox="-1 -1 {ROW * SIDE} {height}" role="img" '
        f'aria-label="Every number that the paper prints, in order: {told}">{paths}</svg></a>'
        f'<ul class="lit-key">{key}</ul>'
    )


def serve(app, pagename, templatename, context, doctree):
    """Give a page with the tiles the script that tells of each."""
    if doctree and any(PAPER in node.astext() for node in doctree.findall(nodes.raw)):
        app.add_js_file(SCRIPT.name, loading_method="defer")
