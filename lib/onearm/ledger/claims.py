"""The ledger: every printed number is a claim, and a check proves it where the number is derived.

A `Claims` is the list of one paper's claims. Its checks compare a value with the interval of numbers that
print like the claim, show the verdict, and leave it as data in the notebook's outputs. `Ledger` reads those
outputs back.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn, Self

import pandas as pd
from IPython.display import display

from onearm import _require
from onearm._interval import Interval
from onearm.ledger import schemas
from onearm.ledger._notebooks import below, read
from onearm.ledger._pages import ICONS, block, ledger, table, unit_once
from onearm.ledger._units import with_units
from onearm.ledger.tables import read_table
from onearm.printed.notation import Inequality, Parts, fault, read_printed
from onearm.printed.numbers import ROUNDINGS, Printed

EXAMPLE = Path(__file__).with_name("example")
"""A folder with a few claims of a made-up trial, for the examples."""

CHECKED = {"computable": "reproduced", "constrained": "consistent"}
"""The bases that call for a check, with the verdict that a contained value earns."""

UNCHECKED = {"cited": "cited", "reported_only": "not checkable"}
"""The bases that no computation here can reach, with their standing verdict."""

WHOLE = {"count", "boundary", "sample size", "day"}
"""The kinds of claim whose print is the number itself, not a rounded one."""

CUT = "digits cut, not rounded"
"""What is assumed of a print that is taken as truncated."""

MOST_SHOWN = 20
"""The most characters of a value that is written out; a longer one is written with its power of ten."""

STORED = ("claim_id", "printed", "verdict", "value", "assumption")
"""What the ledger takes of a verdict that a notebook stores."""

COLUMNS = (
    *("claim_id", "section", "quantity", "printed", "unit"),
    *("kind", "basis", "verdict", "chapter", "note"),
)
"""What a table of claims must tell of each."""


@dataclass(frozen=True)
class Verdict:
    """What a check found: the claim, the value computed for it, and the word for how they compare.

    Attributes
    ----------
    claim_id, section, quantity, printed, unit : str
        The claim's own cells in ``claims.csv``.
    value : str
        The computed value, in the claim's unit: to six significant digits, and to one decimal more than the
        claim has at least; of an interval both ends, with "to" between them.
    verdict : str
        How the two compare: *reproduced*, *consistent*, *assumption needed* or *discrepant*.
    assumption : str
        What had to be assumed to compute the value; empty where nothing was.
    note : str
        A sentence where a discrepant value is a hundred times too large or too small, as a percentage
        compared with a share is; otherwise empty.
    """

    claim_id: str
    section: str
    quantity: str
    printed: str
    unit: str
    value: str
    verdict: str
    assumption: str = ""
    note: str = ""

    def __str__(self) -> str:
        given = f", given {self.assumption}" if self.assumption else ""
        note = f". {self.note}" if self.note else ""
        return (
            f"{ICONS[self.verdict]} {self.verdict.capitalize()}: {self.quantity}: "
            f"computed {unit_once(self.value, self.unit)}{given}; "
            f"printed {unit_once(self.printed, self.unit)} ({self.section}){note}"
        )


class OwnPrint(float):
    """A number that a claim prints: no check of the claim takes it for a computed one."""

    claims: "Claims"
    claim_id: str


Value = float | Fraction | Interval | tuple[float | Fraction, float | Fraction]
"""What a check compares with a claim: a number, or the interval of what was computed from rounded ones."""


@dataclass(frozen=True)
class Claims:
    """The claims of one paper, which its notebooks check.

    Parameters
    ----------
    folder : str or Path
        Where ``claims.csv`` stands. A ``datapackage.json`` beside it may describe its columns; where none
        does, the library's own description holds, and ``unit``, ``verdict``, ``chapter`` and ``note`` may be
        left out. The file is read when a claim is first asked for.
    name : str, optional
        The name under which a notebook stores the verdicts, in small letters, digits and hyphens. Only
        notebooks that check claims of several papers need more than one.
    page : str, optional
        The page that shows the ledger, seen from a notebook that checks. Without it a verdict links nowhere.

    Raises
    ------
    ValueError
        When `folder` is no str or Path, `name` is none, or `page` is no string.

    Examples
    --------
    >>> paper = Claims(EXAMPLE)
    >>> paper.check("response", 100 * 5 / 12)
    ✓ Reproduced: response rate: computed 41.6667 %; printed 41.7 % (Results, Response)
    """

    folder: str | Path = field(repr=False)  # a path of one machine
    name: str = "claims"
    page: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.folder, (str, Path)):
            _require.refuse("folder must be a str or a Path", self.folder)
        if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", _require.text("name", self.name)):
            _require.refuse("name must be of small letters, digits and hyphens", self.name)
        _require.text("page", self.page)

    @property
    def media_type(self) -> str:
        """The type under which a check leaves its verdicts in a notebook."""
        return f"application/vnd.onearm.{self.name}+json"

    @property
    def table(self) -> pd.DataFrame:
        """The claims as a fresh DataFrame, one row each, every cell held against the schema.

        Where ``unit`` is left out, it is what stands behind the number in the print: of "41.7%" the number is
        "41.7" and the unit "%".

        A basis or a verdict that is none is refused by its line, and so is a print that is to be checked and
        is not one number.
        """
        table = read_table("claims", self.folder)
        if missing := [column for column in COLUMNS if column not in table]:
            _require.refuse(f"claims.csv must have the columns {', '.join(COLUMNS)}", f"none for {missing}")
        table = with_units(table)
        for row, claim in enumerate(table.to_dict("records")):
            for column, must in _wrong(claim):
                self._refuse_cell(row, column, must, claim[column])
        return table

    def judge(
        self, claim_id: str, value: Value, *, assumption: str = "", rounding: str = "either"
    ) -> Verdict:
        """Compare a computed value with a printed claim.

        Parameters
        ----------
        claim_id : str
            A claim of ``claims.csv`` whose basis is computable or constrained.
        value : real number, Interval or pair of real numbers
            The computed value, in the claim's unit; an interval of values, with its ends, where it was
            computed from numbers that were rounded, as `onearm.printed.propagate` finds it.
        assumption : str, optional
            What had to be assumed to compute it, where the paper does not print it.
        rounding : {"either", "half-up", "half-even", "truncated"}
            How the paper rounded the claim; see `onearm.printed.Printed`. That its digits were cut, not
            rounded, is an assumption, and is stated as one.

        Returns
        -------
        Verdict
            *discrepant* where no value prints like the claim; otherwise *assumption needed* where one was
            stated, *reproduced* for a computable claim and *consistent* for a constrained one. Where some
            values of an interval print like the claim and some do not, a computable claim is *consistent*
            too.

        Raises
        ------
        ValueError
            When the claim does not exist, cannot be checked or prints no number, the value is neither a
            finite number nor two in order, it is what `printed_value` gave for the same claim, the assumption
            is not a string, or the rounding is none of the above.

        Notes
        -----
        The first call reads the claims; after it the time does not grow with their number.

        Examples
        --------
        >>> Claims(EXAMPLE).judge("response", 100 * 5 / 12).verdict
        'reproduced'
        >>> Claims(EXAMPLE).judge("response", 100 * 4 / 12).verdict
        'discrepant'
        >>> str(Claims(EXAMPLE).judge("response", (41.2, 41.9)))
        '≈ Consistent: response rate: computed 41.2 to 41.9 %; printed 41.7 % (Results, Response)'
        """
        claim = self._claim(claim_id)
        if claim["basis"] not in CHECKED:
            _require.refuse(
                f"claim {claim_id!r} must have one of the bases {', '.join(CHECKED)} to be checked",
                claim["basis"],
            )
        low, high = self._ends(claim_id, value)
        assumption = _require.text("assumption", assumption)
        printed = _number(claim, _require.one_of("rounding", rounding, ROUNDINGS))
        if rounding == "truncated":
            assumption = f"{assumption}; {CUT}" if assumption else CUT
        if not _meets(printed, low, high):
            verdict = "discrepant"
        elif assumption:
            verdict = "assumption needed"
        else:
            inside = printed.contains(low) and printed.contains(high)
            verdict = CHECKED[claim["basis"]] if inside else CHECKED["constrained"]
        shown = " to ".join(dict.fromkeys(_shown(end, printed) for end in (low, high)))
        facts = {name: claim[name] for name in ("claim_id", "section", "quantity", "printed", "unit")}
        note = _hundredfold(printed, claim["unit"], low, high) if verdict == "discrepant" else ""
        return Verdict(**facts, value=shown, verdict=verdict, assumption=assumption, note=note)

    def check(self, claim_id: str, value: Value, *, assumption: str = "", rounding: str = "either") -> None:
        """Judge one claim and show the verdict; see `judge`.

        Parameters
        ----------
        claim_id : str
            A claim of ``claims.csv`` whose basis is computable or constrained.
        value : real number, Interval or pair of real numbers
            The computed value, in the claim's unit, or the interval of values.
        assumption : str, optional
            What had to be assumed to compute it, where the paper does not print it.
        rounding : {"either", "half-up", "half-even", "truncated"}
            How the paper rounded the claim.

        Raises
        ------
        ValueError
            As in `judge`.

        Notes
        -----
        The first call reads the claims; after it the time does not grow with their number.

        Examples
        --------
        >>> Claims(EXAMPLE).check("response", 100 * 5 / 12)
        ✓ Reproduced: response rate: computed 41.6667 %; printed 41.7 % (Results, Response)
        """
        _show([self.judge(claim_id, value, assumption=assumption, rounding=rounding)], self)

    def check_all(
        self, values: Mapping[str, Value], *, assumption: str = "", rounding: str = "either"
    ) -> None:
        """Judge several claims, given as ``{claim_id: value}``, and show the verdicts as one table.

        Parameters
        ----------
        values : dict of str to real number, Interval or pair of real numbers
            By claim the value computed for it, in the claim's unit, or the interval of values; at least one.
        assumption : str, optional
            What had to be assumed to compute any of them, where the paper does not print it.
        rounding : {"either", "half-up", "half-even", "truncated"}
            How the paper rounded them.

        Raises
        ------
        ValueError
            When `values` is not a dict or is empty, and as in `judge`; nothing is then shown.

        Notes
        -----
        The time grows as the number of values.

        Examples
        --------
        >>> Claims(EXAMPLE).check_all({"response-low": 15.17}, assumption="Clopper-Pearson")
        △ Assumption needed: response rate, lower limit: computed 15.17 %, given Clopper-Pearson; \
printed 15.2 % (Results, Response)
        """
        if not isinstance(values, dict) or not values:
            _require.refuse("values must be a dict {claim_id: value} with at least one claim", values)
        given = {"assumption": assumption, "rounding": rounding}
        _show([self.judge(claim_id, value, **given) for claim_id, value in values.items()], self)

    def quote(self, claim_id: str) -> str:
        """Return a claim as the paper prints it, for use in a sentence.

        Parameters
        ----------
        claim_id : str
            A claim of ``claims.csv``.

        Returns
        -------
        str
            The printed text, followed by the unit where that is a percent sign.

        Raises
        ------
        ValueError
            When the claim does not exist.

        Notes
        -----
        The first call reads the claims; after it the time does not grow with their number.

        Examples
        --------
        >>> Claims(EXAMPLE).quote("response")
        '41.7 %'
        """
        claim = self._claim(claim_id)
        return unit_once(claim["printed"], claim["unit"]) if claim["unit"] == "%" else claim["printed"]

    def printed_value(self, claim_id: str) -> float:
        """Return the number that a claim prints, for use in a computation.

        Parameters
        ----------
        claim_id : str
            A claim of ``claims.csv`` that prints one number, in digits or as a count in words.

        Returns
        -------
        float
            The number, in the claim's unit. A check of the same claim refuses it, unless it was computed
            with.

        Raises
        ------
        ValueError
            When the claim does not exist or prints no number: a date, a version such as "4.3.0", "fifth", or
            a limit such as "<0.001".

        Notes
        -----
        The first call reads the claims; after it the time does not grow with their number.

        Examples
        --------
        >>> Claims(EXAMPLE).printed_value("response")
        41.7
        """
        claim = self._claim(claim_id)
        printed = _number(claim)
        if isinstance(printed, Inequality):
            _require.refuse(f"claim {claim_id!r} must print a number, not a limit", claim["printed"])
        value = OwnPrint(printed.value)
        value.claims, value.claim_id = self, claim_id
        return value

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        """Return the claims by their ids, read once."""
        return {claim["claim_id"]: claim for claim in self.table.to_dict("records")}

    def _ends(self, claim_id: str, value: Value) -> tuple[float, float]:
        """Return the least and the greatest value to be compared with a claim, or refuse what is none."""
        name = f"the value for claim {claim_id!r}"
        ends: tuple[Any, ...] = (value,)
        if isinstance(value, (Interval, tuple, list)):
            ends = _require.pair(name, value)
        for end in ends:
            if isinstance(end, OwnPrint) and (end.claims.folder, end.claim_id) == (self.folder, claim_id):
                _require.refuse(f"{name} must be computed, and not be what the claim prints", end)
        low = _require.number(name, ends[0])
        return low, low if len(ends) == 1 else _require.number(f"the upper end of {name}", ends[1], low)

    def _refuse_cell(self, row: int, column: str, must: str, cell: str) -> NoReturn:
        """Refuse a cell of the claims by its line and column."""
        line = schemas.line_of("claims", self.folder, row)
        _require.refuse(f"claims.csv, line {line}, column {column!r}: the cell must {must}", cell)

    def _claim(self, claim_id: str) -> dict[str, Any]:
        """Return one claim, or refuse the id and name those that look like it."""
        _require.text("claim_id", claim_id)
        if claim_id not in self._by_id:
            near = difflib.get_close_matches(claim_id, self._by_id, n=3)
            hint = f", such as {', '.join(near)}" if near else ""
            _require.refuse(f"claim_id must be one of claims.csv{hint}", claim_id)
        return self._by_id[claim_id]


@dataclass(frozen=True)
class Checks:
    """One or more verdicts as a notebook shows and stores them.

    Attributes
    ----------
    verdicts : tuple of Verdict
        What the check found: one verdict is shown as a block, several as a table.
    claims : Claims
        The claims that were checked.
    """

    verdicts: tuple[Verdict, ...]
    claims: Claims

    def __str__(self) -> str:
        return "\n".join(map(str, self.verdicts))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        page = self.claims.page
        shown = block(self.verdicts[0], page) if len(self.verdicts) == 1 else table(self.verdicts, page)
        return {
            "text/plain": str(self),
            "text/html": shown,
            self.claims.media_type: [_facts(verdict) for verdict in self.verdicts],
        }


@dataclass(frozen=True)
class Ledger:
    """Every claim with its verdict, as the executed notebooks left it.

    Attributes
    ----------
    table : DataFrame
        One row a claim: ``claim_id, section, quantity, printed, unit, chapter, verdict, value, assumption,
        proof, note``; `chapter` is the notebook in which the check stands, where ``claims.csv`` leaves it
        out; `proof` is the link to the cell that holds the check, empty where there is none.

    Examples
    --------
    ``Ledger.read("chapters", claims).summary()`` counts the verdicts that the executed chapters hold.
    """

    table: pd.DataFrame = field(repr=False)

    @classmethod
    def read(cls, folder: str | Path, claims: Claims) -> Self:
        """Read the verdicts out of every notebook below a folder.

        Parameters
        ----------
        folder : str or Path
            The folder of the chapters, as the links of the table shall begin.
        claims : Claims
            The claims that they check.

        Returns
        -------
        Ledger
            Every claim, in the order of ``claims.csv``.

        Raises
        ------
        ValueError
            When `folder` is no str or Path, `claims` are none, there is no notebook, one cannot be read,
            which is then named, a claim is checked twice, is unknown or was checked against another print
            than that of ``claims.csv`` (as by a ledger of the same name), the chapter of a computable or
            constrained claim exists and does not check it, or it is not the one that does. A chapter that
            does not exist is refused too, by the claim's line, unless its verdict is left open or is
            *chapter to come*.

        Notes
        -----
        The time grows with the size of the notebooks, which are all read.

        Examples
        --------
        ``Ledger.read("chapters", claims)`` reads the executed chapters, from the folder that holds them.
        """
        if not isinstance(folder, (str, Path)):
            _require.refuse("folder must be a str or a Path", folder)
        if not isinstance(claims, Claims):
            _require.refuse("claims must be Claims", claims)
        folder, claimed = Path(folder), claims.table
        proofs = _proofs(folder, claims.media_type)
        if unknown := sorted(proofs.keys() - set(claimed["claim_id"])):
            _require.refuse("every check must name a claim of claims.csv", unknown)
        for claim in claimed.to_dict("records"):
            _same_print(claim, *proofs.get(claim["claim_id"], (claim, "")))
        written = claimed["chapter"].map(lambda chapter: (folder / f"{chapter}.ipynb").exists())
        due = claimed.loc[claimed["basis"].isin(CHECKED) & written, "claim_id"]
        if missing := [claim_id for claim_id in due if claim_id not in proofs]:
            _require.refuse("every claim must be checked in its chapter", missing)
        chapters = [path.relative_to(folder).with_suffix("").as_posix() for path in below(folder, "*.ipynb")]
        for row, claim in enumerate(claimed.to_dict("records")):
            if must := _misplaced(claim, proofs.get(claim["claim_id"], ({}, ""))[0], chapters):
                claims._refuse_cell(row, "chapter", must, claim["chapter"])
        rows = [_entry(claim, proofs.get(claim["claim_id"])) for claim in claimed.to_dict("records")]
        return cls(pd.DataFrame(rows))

    def summary(self) -> pd.DataFrame:
        """Count the claims by verdict.

        Returns
        -------
        pandas.DataFrame
            One row for each verdict that occurs, under its icon and word, with the column `claims`.

        Notes
        -----
        The time grows as the number of claims.

        Examples
        --------
        >>> table = pd.DataFrame({"verdict": ["reproduced", "reproduced", "discrepant"]})
        >>> Ledger(table).summary()["claims"].to_dict()
        {'✓ reproduced': 2, '✗ discrepant': 1}
        """
        counts = Counter(self.table["verdict"])
        rows = [
            {"verdict": f"{ICONS[verdict]} {verdict}", "claims": counts[verdict]}
            for verdict in ICONS
            if counts[verdict]
        ]
        return pd.DataFrame(rows).set_index("verdict")

    def _repr_html_(self) -> str:
        return ledger(self.table)


def _number(claim: dict[str, Any], rounding: str = "either") -> Printed | Inequality:
    """Return what a claim prints as a number, exact where its kind is, or refuse the claim by its id."""
    if must := _no_number(claim):
        _require.refuse(f"claim {claim['claim_id']!r} must print {must}", claim["printed"])
    read = read_printed(claim["printed"], rounding=rounding, exact=claim["kind"] in WHOLE)
    assert not isinstance(read, Parts)
    return read


def _no_number(claim: dict[str, Any]) -> str:
    """Return what a claim must print where it prints something else than one number."""
    try:
        read = read_printed(claim["printed"])
    except ValueError:
        return f"one number{fault(claim['printed'])}"
    if isinstance(read, Parts):
        return (
            f"one number, and each of {', '.join(part.text for part in read.named.values())} be its own claim"
        )
    return ""


def _wrong(claim: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the columns of a claim that hold what cannot be, each with what its cell must do."""
    if claim["basis"] not in CHECKED | UNCHECKED:
        yield "basis", f"be one of {', '.join(CHECKED | UNCHECKED)}"
    if claim["verdict"] and claim["verdict"] not in ICONS:
        yield "verdict", f"be one of {', '.join(ICONS)}"
    if claim["basis"] in CHECKED and (must := _no_number(claim)):
        yield "printed", f"hold {must}"


def _meets(printed: Printed | Inequality, low: float | Fraction, high: float | Fraction) -> bool:
    """Return whether some value from `low` to `high` prints like a claim."""
    spans = isinstance(printed, Printed) and low < printed.value < high
    return spans or printed.contains(low) or printed.contains(high)


def _shown(value: float, printed: Printed | Inequality) -> str:
    """Return a value with six digits, or as many more as tell whether it prints like the claim."""
    decimals = max(printed.decimals, 0)
    six, finer = f"{value:.6g}", f"{value:.{decimals + 1}f}"
    enough = -int(Decimal(six).as_tuple().exponent) > decimals or Decimal(six) == Decimal(finer)
    shown = six if enough else finer
    short = len(shown) <= MOST_SHOWN
    return shown if short and printed.contains(Decimal(shown)) == printed.contains(value) else repr(value)


def _hundredfold(printed: Printed | Inequality, unit: str, low: float, high: float) -> str:
    """Return a sentence where a share was compared with a percentage, or the reverse."""
    low, high = Fraction(low), Fraction(high)
    if unit == "%":
        if _meets(printed, 100 * low, 100 * high):
            return "A hundred times the value prints so: is it a share, to be given as a percentage?"
    elif isinstance(printed, Printed) and 0 < printed.value <= 1 and _meets(printed, low / 100, high / 100):
        return "A hundredth of the value prints so: is it a percentage, to be given as a share?"
    return ""


def _facts(verdict: Verdict) -> dict[str, str]:
    """Return what is stored of a verdict: all but the note, which follows from the rest."""
    return {name: text for name, text in asdict(verdict).items() if name != "note"}


def _show(verdicts: Iterable[Verdict], claims: Claims) -> None:
    display(Checks(tuple(verdicts), claims))


def _misplaced(claim: dict[str, Any], proof: dict[str, str], chapters: list[str]) -> str:
    """Return what the chapter of a claim must be where it is wrong, given its verdict where there is one."""
    chapter = claim["chapter"]
    if not chapter or claim["basis"] not in CHECKED or chapter == proof.get("chapter"):
        return ""
    if proof:
        return f"be {proof['chapter']!r}, the notebook that checks the claim"
    if chapter in chapters or claim["verdict"] in ("", "chapter to come"):
        return ""
    near = "".join(f", such as {name!r}" for name in difflib.get_close_matches(chapter, chapters, n=1))
    return f"name a notebook, without suffix{near}"


def _proofs(folder: Path, media_type: str) -> dict[str, tuple[dict[str, str], str]]:
    """Return ``{claim_id: (verdict, link)}`` for every check stored in the notebooks below the folder."""
    notebooks = below(folder, "*.ipynb")
    if not notebooks:
        _require.refuse("the folder must hold executed notebooks", str(folder))
    proofs: dict[str, tuple[dict[str, str], str]] = {}
    for path in notebooks:
        for verdict in _stored(path, media_type):
            claim_id = verdict["claim_id"]
            link = f"{path.as_posix()}#claim-{claim_id}"
            if claim_id in proofs:
                _require.refuse(f"claim {claim_id!r} must be checked once", [proofs[claim_id][1], link])
            chapter = path.relative_to(folder).with_suffix("").as_posix()
            proofs[claim_id] = verdict | {"chapter": chapter}, link
    return proofs


def _same_print(claim: dict[str, Any], verdict: Mapping[str, str], link: str) -> None:
    """Refuse a verdict on another print than that of the claim: an old one, or one of another ledger."""
    if verdict["printed"] != claim["printed"]:
        must = f"{link} must have been checked as claims.csv prints it, {claim['printed']!r}"
        _require.refuse(f"{must}; run the notebook again, or name each ledger", verdict["printed"])


def _stored(path: Path, media_type: str) -> Iterator[dict[str, str]]:
    """Yield the verdicts stored under a type in the outputs of one notebook, or refuse the notebook."""
    notebook = read(path)
    try:
        outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
        verdicts = [verdict for output in outputs for verdict in output.get("data", {}).get(media_type, ())]
        kept = [{name: verdict[name] for name in STORED} for verdict in verdicts]
    except (AttributeError, KeyError, TypeError) as error:
        _require.refuse(
            f"{path.as_posix()}: the notebook must hold cells, and each verdict {', '.join(STORED)}",
            f"{type(error).__name__}: {error}",
        )
    for verdict in kept:
        if not all(isinstance(text, str) for text in verdict.values()) or verdict["verdict"] not in ICONS:
            _require.refuse(f"{path.as_posix()}: each verdict must be texts, as a check stores it", verdict)
    yield from kept


def _entry(claim: dict[str, Any], proof: tuple[dict[str, str], str] | None) -> dict[str, Any]:
    """Return the ledger's row for a claim and, where it was checked, its proof."""
    unproved = {"verdict": UNCHECKED.get(claim["basis"], "chapter to come"), "value": "", "assumption": ""}
    verdict, link = proof or (unproved | {"chapter": ""}, "")
    facts = {name: claim[name] for name in ("claim_id", "section", "quantity", "printed", "unit")}
    found = {"chapter": claim["chapter"] or verdict["chapter"]}
    found |= {name: verdict[name] for name in ("verdict", "value", "assumption")}
    return facts | found | {"proof": link, "note": claim["note"]}
