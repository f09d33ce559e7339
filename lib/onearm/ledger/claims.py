"""The ledger: every printed number is a claim, and a check proves it where the number is derived.

A `Claims` is the list of one paper's claims. Its checks compare a value with the interval of numbers that
print like the claim, show the verdict, and leave it as data in the notebook's outputs. `Ledger` reads those
outputs back.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import pandas as pd
from IPython.display import display

from onearm import _require
from onearm.ledger._notebooks import below, read
from onearm.ledger._pages import ICONS, UNSHOWN, block, ledger, table
from onearm.ledger._units import with_units
from onearm.ledger.tables import read_table
from onearm.printed.numbers import Printed, fault

EXAMPLE = Path(__file__).with_name("example")
"""A folder with a few claims of a made-up trial, for the examples."""

CHECKED = {"computable": "reproduced", "constrained": "consistent"}
"""The bases that call for a check, with the verdict that a contained value earns."""

UNCHECKED = {"cited": "cited", "reported_only": "not checkable"}
"""The bases that no computation here can reach, with their standing verdict."""

WHOLE = {"count", "boundary", "sample size", "day"}
"""The kinds of claim whose print is the number itself, not a rounded one."""

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
        claim has at least.
    verdict : str
        How the two compare: *reproduced*, *consistent*, *assumption needed* or *discrepant*.
    assumption : str
        What had to be assumed to compute the value; empty where nothing was.
    """

    claim_id: str
    section: str
    quantity: str
    printed: str
    unit: str
    value: str
    verdict: str
    assumption: str = ""

    def __str__(self) -> str:
        given = f", given {self.assumption}" if self.assumption else ""
        unit = "" if self.unit in UNSHOWN else f" {self.unit}"
        return (
            f"{ICONS[self.verdict]} {self.verdict.capitalize()}: {self.quantity}: computed {self.value}{unit}"
            f"{given}; printed {self.printed}{unit} ({self.section})"
        )


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
        """
        table = read_table("claims", self.folder)
        if missing := [column for column in COLUMNS if column not in table]:
            _require.refuse(f"claims.csv must have the columns {', '.join(COLUMNS)}", f"none for {missing}")
        return with_units(table)

    def judge(self, claim_id: str, value: float | Fraction, *, assumption: str = "") -> Verdict:
        """Compare a computed value with a printed claim.

        Parameters
        ----------
        claim_id : str
            A claim of ``claims.csv`` whose basis is computable or constrained.
        value : real number
            The computed value, in the claim's unit.
        assumption : str, optional
            What had to be assumed to compute it, where the paper does not print it.

        Returns
        -------
        Verdict
            *discrepant* where the value does not print like the claim; otherwise *assumption needed* where
            one was stated, *reproduced* for a computable claim and *consistent* for a constrained one.

        Raises
        ------
        ValueError
            When the claim does not exist, cannot be checked or prints no number, the value is not a finite
            number, or the assumption is not a string.

        Examples
        --------
        >>> Claims(EXAMPLE).judge("response", 100 * 5 / 12).verdict
        'reproduced'
        >>> Claims(EXAMPLE).judge("response", 100 * 4 / 12).verdict
        'discrepant'
        """
        claim = self._claim(claim_id)
        if claim["basis"] not in CHECKED:
            _require.refuse(
                f"claim {claim_id!r} must have one of the bases {', '.join(CHECKED)} to be checked",
                claim["basis"],
            )
        value = _require.number(f"the value for claim {claim_id!r}", value)
        assumption = _require.text("assumption", assumption)
        printed = _number(claim)
        if not printed.contains(value):
            verdict = "discrepant"
        else:
            verdict = "assumption needed" if assumption else CHECKED[claim["basis"]]
        facts = {name: claim[name] for name in ("claim_id", "section", "quantity", "printed", "unit")}
        return Verdict(**facts, value=_shown(value, printed), verdict=verdict, assumption=assumption)

    def check(self, claim_id: str, value: float | Fraction, *, assumption: str = "") -> None:
        """Judge one claim and show the verdict; see `judge`.

        Parameters
        ----------
        claim_id : str
            A claim of ``claims.csv`` whose basis is computable or constrained.
        value : real number
            The computed value, in the claim's unit.
        assumption : str, optional
            What had to be assumed to compute it, where the paper does not print it.

        Raises
        ------
        ValueError
            As in `judge`.

        Examples
        --------
        >>> Claims(EXAMPLE).check("response", 100 * 5 / 12)
        ✓ Reproduced: response rate: computed 41.6667 %; printed 41.7 % (Results, Response)
        """
        _show([self.judge(claim_id, value, assumption=assumption)], self)

    def check_all(self, values: Mapping[str, float | Fraction], *, assumption: str = "") -> None:
        """Judge several claims, given as ``{claim_id: value}``, and show the verdicts as one table.

        Parameters
        ----------
        values : dict of str to real number
            By claim the value computed for it, in the claim's unit; at least one.
        assumption : str, optional
            What had to be assumed to compute any of them, where the paper does not print it.

        Raises
        ------
        ValueError
            When `values` is not a dict or is empty, and as in `judge`; nothing is then shown.

        Examples
        --------
        >>> Claims(EXAMPLE).check_all({"response-low": 15.17}, assumption="Clopper-Pearson")
        △ Assumption needed: response rate, lower limit: computed 15.17 %, given Clopper-Pearson; \
printed 15.2 % (Results, Response)
        """
        if not isinstance(values, dict) or not values:
            _require.refuse("values must be a dict {claim_id: value} with at least one claim", values)
        verdicts = [self.judge(claim_id, value, assumption=assumption) for claim_id, value in values.items()]
        _show(verdicts, self)

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

        Examples
        --------
        >>> Claims(EXAMPLE).quote("response")
        '41.7 %'
        """
        claim = self._claim(claim_id)
        unit = claim["unit"] if claim["unit"] == "%" else ""
        return f"{claim['printed']} {unit}".rstrip()

    def printed_value(self, claim_id: str) -> float:
        """Return the number that a claim prints, for use in a computation.

        Parameters
        ----------
        claim_id : str
            A claim of ``claims.csv`` that prints one number, in digits or as a count in words.

        Returns
        -------
        float
            The number, in the claim's unit.

        Raises
        ------
        ValueError
            When the claim does not exist or prints no number: a date, a version such as "4.3.0", "fifth".

        Examples
        --------
        >>> Claims(EXAMPLE).printed_value("response")
        41.7
        """
        return float(_number(self._claim(claim_id)).value)

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        """Return the claims by their ids, read once."""
        return {claim["claim_id"]: claim for claim in self.table.to_dict("records")}

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
            self.claims.media_type: [asdict(verdict) for verdict in self.verdicts],
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
            than that of ``claims.csv`` (as by a ledger of the same name), or the chapter of a computable or
            constrained claim exists and does not check it.

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
        rows = [_entry(claim, proofs.get(claim["claim_id"])) for claim in claimed.to_dict("records")]
        return cls(pd.DataFrame(rows))

    def summary(self) -> pd.DataFrame:
        """Count the claims by verdict.

        Returns
        -------
        pandas.DataFrame
            One row for each verdict that occurs, under its icon and word, with the column `claims`.

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


def _number(claim: dict[str, Any]) -> Printed:
    """Return what a claim prints as a number, exact where its kind is, or refuse the claim by its id."""
    with suppress(ValueError):
        return Printed(claim["printed"], exact=claim["kind"] in WHOLE)
    must = f"claim {claim['claim_id']!r} must print one number{fault(claim['printed'])}"
    _require.refuse(must, claim["printed"])


def _shown(value: float, printed: Printed) -> str:
    """Return a value with six digits, or as many more as tell whether it prints like the claim."""
    six, finer = f"{value:.6g}", f"{value:.{printed.decimals + 1}f}"
    enough = -int(Decimal(six).as_tuple().exponent) > printed.decimals or Decimal(six) == Decimal(finer)
    shown = six if enough else finer
    agrees = printed.contains(Decimal(shown)) == printed.contains(value)
    return shown if agrees and len(shown) <= MOST_SHOWN else repr(value)


def _show(verdicts: Iterable[Verdict], claims: Claims) -> None:
    display(Checks(tuple(verdicts), claims))


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
