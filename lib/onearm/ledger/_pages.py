"""How verdicts look: the HTML that checks and the ledger show, with icon and word for every verdict."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    import pandas as pd

    from onearm.ledger.claims import Verdict

ICONS = {
    "reproduced": "✓",
    "consistent": "≈",
    "assumption needed": "△",
    "discrepant": "✗",
    "chapter to come": "…",
    "cited": "❝",
    "not checkable": "–",
}
"""Every verdict with its icon, in the order in which the ledger counts them."""

UNSHOWN = {"", "date", "version", "score"}
"""The units that a number is not followed by; the first stands for none."""

MOST_UNFOLDED = 8
"""How many verdicts a table shows at once; a longer one opens at a click, or when a link leads into it."""


FORMULA = re.compile("[=+\\-@\\t\\r\\n]")
"""How a cell begins that a spreadsheet may take for a formula."""

PER_CENT = re.compile("per ?cent$", re.IGNORECASE)
"""How a print ends that says its percent sign in words."""

PLURAL = re.compile(
    r"((?!per |hundred|thousand|million|billion)[a-z -]*?[a-z]{2})(?:(ies)|(?<=ss|sh|ch|.x)es|(?<![sui])s)\b",
    re.IGNORECASE,
)
"""A unit up to its first plural: the part that stays in the singular, and the ending that becomes a y."""

NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?(e[+-][0-9]+)?")
"""A number as papers print it, or as a computation shows it."""


def slug(verdict: str) -> str:
    """Return the class that dresses a verdict."""
    return f"claim claim-{verdict.replace(' ', '-')}"


def named(verdict: str) -> str:
    """Return a verdict as icon and word, the icon hidden from screen readers."""
    icon = f'<span class="claim-icon" aria-hidden="true">{ICONS[verdict]}</span>'
    return f"{icon} <strong>{verdict.capitalize()}</strong>"


def html_table(kind: str, names: Iterable[str], rows: Iterable[str], caption: str = "") -> str:
    """Return an HTML table of one kind from its column names and finished rows."""
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    head = f"<thead><tr>{head}</tr></thead>"
    return f'<table class="{kind}">{caption}{head}<tbody>{"".join(rows)}</tbody></table>'


def entry(verdict: "Verdict", page: str) -> str:
    """Return the place of a claim in the paper, linked to its entry on the page of the ledger."""
    place = escape(verdict.section)
    return f'<a href="{escape(page)}#{escape(verdict.claim_id)}">{place}</a>' if page else place


def unit_once(value: str, unit: str) -> str:
    """Return a number with its unit, where it has none of its own; dates, versions and scores show none.

    >>> unit_once("1", "patients"), unit_once("1.0", "patients"), unit_once("one patient", "patients")
    ('1 patient', '1.0 patients', 'one patient')
    """
    after_one = singular(unit)
    own = value.endswith((unit, after_one)) or (unit == "%" and PER_CENT.search(value))
    if own or unit in UNSHOWN:
        return value
    return f"{value} {after_one if value.lower() in ('1', 'one') else unit}"


def singular(unit: str) -> str:
    """Return a unit as it follows one: its first plural in the singular, but for rates and millions.

    >>> [singular(unit) for unit in ("doses/day", "serious adverse events", "biopsies")]
    ['dose/day', 'serious adverse event', 'biopsy']
    >>> [singular(unit) for unit in ("per 100 days", "million cells", "10^3 cells", "mmHg")]
    ['per 100 days', 'million cells', '10^3 cells', 'mmHg']
    """
    plural = PLURAL.match(unit)
    return f"{plural[1]}{'y' if plural[2] else ''}{unit[plural.end() :]}" if plural else unit


def with_unit(value: str, unit: str) -> str:
    """Return the same as HTML."""
    return escape(unit_once(value, unit))


def block(verdict: "Verdict", page: str) -> str:
    """Return one verdict as a line of HTML that links can reach."""
    given = f", given {escape(verdict.assumption)}" if verdict.assumption else ""
    return (
        f'<div class="{slug(verdict.verdict)}" id="claim-{escape(verdict.claim_id)}">'
        f"{named(verdict.verdict)}: {escape(verdict.quantity)}: "
        f"computed {with_unit(verdict.value, verdict.unit)}{given}; "
        f"printed {with_unit(verdict.printed, verdict.unit)} ({entry(verdict, page)}){_note(verdict)}</div>"
    )


def _note(verdict: "Verdict") -> str:
    """Return the note of a verdict as HTML that follows another sentence."""
    return f". {escape(verdict.note)}" if verdict.note else ""


def table(verdicts: Sequence["Verdict"], page: str) -> str:
    """Return several verdicts as an HTML table, folded under its totals where it is long and unsurprising."""
    rows = _table(verdicts, page)
    counts = Counter(verdict.verdict for verdict in verdicts)
    if len(verdicts) <= MOST_UNFOLDED or "discrepant" in counts:
        return rows
    totals = ", ".join(f"{named(verdict)}: {counts[verdict]}" for verdict in ICONS if counts[verdict])
    kind = slug(max(counts, key=counts.__getitem__))
    return f'<details class="claims {kind}"><summary>{totals}. Show each.</summary>{rows}</details>'


def _table(verdicts: Sequence["Verdict"], page: str) -> str:
    """Return several verdicts as an HTML table, one row each that links can reach."""
    assumptions = dict.fromkeys(verdict.assumption for verdict in verdicts if verdict.assumption)
    caption = "".join(f"<caption>Given {escape(text)}.</caption>" for text in assumptions)
    rows = (
        f'<tr class="{slug(v.verdict)}" id="claim-{escape(v.claim_id)}"><td>{named(v.verdict)}</td>'
        f"<td>{escape(v.quantity)}</td><td>{with_unit(v.value, v.unit)}{_note(v)}</td>"
        f"<td>{with_unit(v.printed, v.unit)}</td><td>{entry(v, page)}</td></tr>"
        for v in verdicts
    )
    return html_table("claims", ("Verdict", "Quantity", "Computed", "Printed", "Place"), rows, caption)


def ledger(rows: "pd.DataFrame") -> str:
    """Return the ledger as a table that a script can filter, with a link that saves it as CSV."""
    return ledger_table(rows) + ledger_file(rows)


def ledger_table(rows: "pd.DataFrame") -> str:
    """Return claims of the ledger as a table."""
    names = ("Verdict", "Printed", "Computed, or why not", "Quantity", "Place")
    return html_table("ledger", names, map(_ledger_row, rows.to_dict("records")))


def ledger_file(rows: "pd.DataFrame") -> str:
    """Return a link that saves claims of the ledger as CSV."""
    safe = rows.drop(columns="proof").astype(str).map(_without_formula)
    data = quote(safe.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_ALL))
    save = f'<a download="ledger.csv" href="data:text/csv;charset=utf-8,{data}">Save the ledger as CSV</a>'
    return f"<p>{save}</p>"


def _without_formula(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: such a one gets an apostrophe before it.

    As OWASP advises on CSV injection; all cells are in quotes besides, so that none is split in two. A number
    with its sign stays a number.
    """
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell


def _ledger_row(row: dict[str, Any]) -> str:
    """Return one claim of the ledger as an HTML row."""
    if row["proof"]:
        given = ", with an assumption" if row["assumption"] else ""
        found = f'<a href="{escape(row["proof"])}">{with_unit(row["value"], row["unit"])}</a>{given}'
    else:
        found = escape(row["note"])
    part, chapter, claim_id = (
        escape(text) for text in (row["section"].partition(",")[0], row["chapter"], row["claim_id"])
    )
    return (
        f'<tr class="{slug(row["verdict"])}" id="{claim_id}" data-verdict="{row["verdict"]}" '
        f'data-part="{part}" data-chapter="{chapter}"><td>{named(row["verdict"])}</td>'
        f"<td>{with_unit(row['printed'], row['unit'])}</td><td>{found}</td>"
        f"<td>{escape(row['quantity'])}</td><td>{escape(row['section'])} "
        f'<a href="#{claim_id}">{claim_id}</a></td></tr>'
    )
