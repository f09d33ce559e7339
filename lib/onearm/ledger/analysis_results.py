"""Claims as analysis results: which records a printed number was derived from, how, and CDISC's form for it.

An analysis of a claim says five things, each as text:

- ``dataset`` and ``variable``: the analysis data set, and the variable that is summarized.
- ``population``: the subjects to whom the analysis applies, such as ``ADSL.FASFL EQ Y``.
- ``subset``: the records that it takes, such as ``ADAE.TRTEMFL EQ Y AND ADAE.AETOXGR GE 3``.
- ``method``: one of `METHODS`.

A criterion is ``dataset.variable comparator value``, the comparator one of `COMPARATORS`, and several are
joined by ``AND``. `analysis_result` computes what an analysis says; `to_analysis_results` writes claims with
their analyses as a reporting event of CDISC's Analysis Results Standard, and `from_analysis_results` reads
them back. A claim without an analysis is written too, so that what a ledger lacks can be seen in the file.

References
----------
CDISC, Analysis Results Standard, the logical model (``model/ars_ldm.json``), read at commit cf0aedf;
https://github.com/cdisc-org/analysis-results-standard. Its comparators with several values, and criteria
joined by OR or NOT, are not written here.
"""

import json
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from onearm._frames import frame, is_empty
from onearm._require import one_of, refuse, text
from onearm.estimates import clopper_pearson

COMPARATORS: dict[str, Callable[[Any, Any], Any]] = {
    "EQ": operator.eq,
    "NE": operator.ne,
    "GT": operator.gt,
    "GE": operator.ge,
    "LT": operator.lt,
    "LE": operator.le,
}
"""How a variable can be compared with a value."""

PER_SUBJECT: dict[str, Callable[[Any], pd.Series]] = {
    "sums": lambda groups: groups.sum(),
    "means": lambda groups: groups.mean(),
    "falls": lambda groups: -groups.last(),
}
"""What the values of a subject are summarized to; the fall is the last of them with its sign changed."""

STATISTICS: dict[str, Callable[[pd.Series], float]] = {
    "mean": lambda values: values.mean(),
    "standard deviation": lambda values: values.std(),
    "median": lambda values: values.median(),
    "minimum": lambda values: values.min(),
    "maximum": lambda values: values.max(),
}
"""What the numbers of the subjects are summarized to."""

COUNTS: dict[str, Callable[[int, int, int], float]] = {
    "records": lambda records, k, n: records,
    "subjects": lambda records, k, n: k,
    "subjects of the population": lambda records, k, n: n,
    "percentage": lambda records, k, n: 100 * k / n,
    "lower Clopper-Pearson limit": lambda records, k, n: 100 * clopper_pearson(k, n).low,
    "upper Clopper-Pearson limit": lambda records, k, n: 100 * clopper_pearson(k, n).high,
}
"""What is counted: from the records taken, the subjects who have one, and the subjects of the population."""

METHODS = (*COUNTS, *(f"{outer} of the {inner}" for outer in STATISTICS for inner in PER_SUBJECT))
"""The methods: a count, its percentage of the population and limits at 95 %, in %, or a summary."""

ANALYSIS = ("dataset", "variable", "population", "subset", "method")
"""The columns that say how a number was derived; all five are filled, or none is."""

COLUMNS = ("claim_id", "section", "quantity", "printed", "value", "chapter", *ANALYSIS)
"""What is told of each claim."""

_CRITERION = re.compile(rf"(\w+)\.(\w+) ({'|'.join(COMPARATORS)}) (.+)")
_AND = " AND "
_REASON = {
    "id": "RE.1",
    "submissionValue": "DERIVED AGAIN FROM WHAT A PAPER PRINTS",
    "description": "The ledger does not say why and when an analysis was planned.",
}
_PURPOSE = {
    "id": "PU.1",
    "submissionValue": "NOT STATED",
    "description": "The ledger does not say which outcome is primary.",
}
_NO_METHOD = "not stated"


@dataclass(frozen=True)
class _Criterion:
    """A simple criterion, with the names of the model."""

    dataset: str
    variable: str
    comparator: str
    value: str

    def holds(self, rows: pd.DataFrame) -> NDArray[np.bool_]:
        """Say of each record whether the criterion holds, or refuse what cannot be compared."""
        cells = frame(self.dataset, rows, [self.variable], empty=True)[self.variable]
        compare = COMPARATORS[self.comparator]
        name = f"{self.dataset}.{self.variable}"
        if pd.api.types.is_numeric_dtype(cells):
            value = float(pd.to_numeric(self.value, errors="coerce"))
            if isnan(value):
                refuse(f"{name} must be compared with a number", self.value)
            return np.asarray(compare(cells.astype("float64"), value))
        if self.comparator not in ("EQ", "NE"):
            refuse(f"{name} must hold numbers to be compared by {self.comparator}", str(cells.dtype))
        texts = cells if cells.dtype == "str" else cells.astype("str")
        return np.asarray(compare(texts, self.value))


def _criteria(name: str, written: object) -> list[_Criterion]:
    """Return the criteria that a text joins, or refuse it."""
    found = [_CRITERION.fullmatch(part) for part in text(name, written).split(_AND)]
    criteria = [_Criterion(*part.groups()) for part in found if part]
    if len(criteria) < len(found):
        must = "must be criteria such as ADSL.FASFL EQ Y, joined by AND"
        refuse(f"{name} {must}; a comparator is one of {', '.join(COMPARATORS)}", written)
    return criteria


def _named(data: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """Return a data set by its name, or refuse what it is not among."""
    if not isinstance(data, Mapping) or not isinstance(rows := data.get(name), pd.DataFrame):
        refuse(f"data must hold the data set {name}, a DataFrame", type(data).__name__)
    return frame(name, rows, ["USUBJID"], empty=True)


def _taken(name: str, rows: pd.DataFrame, dataset: str, written: str) -> NDArray[np.bool_]:
    """Say of each record of a data set whether all criteria hold, or refuse those of another data set."""
    criteria = _criteria(name, written)
    for one in criteria:
        if one.dataset != dataset:
            refuse(f"{name} must select from {dataset}", one.dataset)
    return np.logical_and.reduce([one.holds(rows) for one in criteria])


def analysis_result(
    data: Mapping[str, pd.DataFrame],
    *,
    dataset: str,
    variable: str,
    population: str,
    subset: str,
    method: str,
) -> float:
    """Compute what an analysis says.

    Parameters
    ----------
    data : dict of str to pandas.DataFrame
        Analysis data sets by name, each with ``USUBJID``.
    dataset, variable : str
        The data set, and the variable that is summarized; a count looks at ``USUBJID``.
    population, subset : str
        Criteria, as the module describes them: those of the subjects, of one data set, and those of the
        records of `dataset`.
    method : str
        One of `METHODS`. A percentage and its limits are of the subjects of the population.

    Returns
    -------
    float
        The result; not a number where there is nothing to summarize.

    Raises
    ------
    ValueError
        If a data set or variable is not there, a criterion cannot be read, the method is none of the above,
        or the population is empty.

    Notes
    -----
    The time grows with the number of records in the data sets.

    Examples
    --------
    >>> data = {
    ...     "ADSL": pd.DataFrame({"USUBJID": ["1", "2", "3"], "SAFFL": ["Y", "Y", "N"]}),
    ...     "ADAE": pd.DataFrame({"USUBJID": ["1", "1"], "AETOXGR": [3, 1]}),
    ... }
    >>> serious = {"dataset": "ADAE", "variable": "USUBJID", "subset": "ADAE.AETOXGR GE 3"}
    >>> analysis_result(data, **serious, population="ADSL.SAFFL EQ Y", method="percentage")
    50.0
    """
    one_of("method", method, METHODS)
    rows = frame(dataset, _named(data, text("dataset", dataset)), [text("variable", variable)], empty=True)
    within = _criteria("population", population)[0].dataset
    everyone = _named(data, within)
    subjects = set(everyone["USUBJID"][_taken("population", everyone, within, population)])
    if not subjects:
        refuse("population must hold at least one subject", population)
    taken = _taken("subset", rows, dataset, subset) & rows["USUBJID"].isin(subjects).to_numpy()
    whose, values = rows["USUBJID"][taken], rows[variable][taken]
    if method in COUNTS:
        return float(COUNTS[method](len(whose), whose.nunique(), len(subjects)))
    outer, inner = method.split(" of the ")
    if not pd.api.types.is_numeric_dtype(values):
        refuse(f"{dataset}.{variable} must hold numbers for the method {method!r}", str(values.dtype))
    numbers = values.astype("float64").groupby(whose)
    return float(STATISTICS[outer](PER_SUBJECT[inner](numbers)))


def to_analysis_results(analyses: pd.DataFrame, *, name: str, program: str) -> str:
    """Write claims and their analyses as a reporting event of the Analysis Results Standard.

    Each claim becomes an ``Analysis`` with one ``OperationResult``: ``value`` is its raw, ``printed`` its
    formatted value. Populations become ``AnalysisSet``, subsets ``DataSubset``, methods ``AnalysisMethod``
    and chapters ``ReferenceDocument``, each written once. The model asks for the reason and the purpose of an
    analysis, which a ledger does not know; both are written as terms of the sponsor that say so.

    Parameters
    ----------
    analyses : pandas.DataFrame
        One row a claim, all columns text: ``claim_id``, each once, ``section``, ``quantity`` and ``printed``;
        ``value``, what was computed, and ``chapter``, where, each of them empty where there is none; and the
        five columns that the module describes, all of them filled or all empty.
    name : str
        What the event reports, such as the name of the trial.
    program : str
        The language of the chapters' code, with its version.

    Returns
    -------
    str
        The text of the file: JSON.

    Raises
    ------
    ValueError
        If a column is missing, a cell is no text, a claim comes twice or has no name, or an analysis is
        incomplete, has a criterion that cannot be read or a method that is none.

    Notes
    -----
    The time grows as the number of analyses.

    Examples
    --------
    >>> claim = {"claim_id": "resp", "section": "Results", "quantity": "response rate", "printed": "41.7"}
    >>> found = {"value": "41.6667", "chapter": "response", "dataset": "ADSL", "variable": "USUBJID"}
    >>> how = {"population": "ADSL.FASFL EQ Y", "subset": "ADSL.RESPFL EQ Y", "method": "percentage"}
    >>> one = pd.DataFrame([claim | found | how], dtype="str")
    >>> written = to_analysis_results(one, name="A trial", program="Python 3")
    >>> from_analysis_results(written).equals(one)
    True
    """
    rows = _checked(analyses)
    places = {
        column: {cell: f"{prefix}.{k}" for k, cell in enumerate(_filled(rows, column), 1)}
        for column, prefix in (("population", "AS"), ("subset", "DS"), ("chapter", "RD"))
    }
    named = dict.fromkeys(row["method"] or _NO_METHOD for row in rows)
    methods = {method: f"MT.{k}" for k, method in enumerate(named, 1)}
    event = {
        "id": "RE",
        "name": text("name", name),
        "mainListOfContents": {
            "name": "Claims",
            "contentsList": {
                "listItems": [
                    {"name": row["quantity"], "level": 1, "order": k, "analysisId": row["claim_id"]}
                    for k, row in enumerate(rows, 1)
                ]
            },
        },
        "referenceDocuments": [
            {"id": place, "name": chapter, "location": f"{chapter}.ipynb"}
            for chapter, place in places["chapter"].items()
        ],
        "terminologyExtensions": [
            {"id": "TX.1", "enumeration": "AnalysisReasonEnum", "sponsorTerms": [_REASON]},
            {"id": "TX.2", "enumeration": "AnalysisPurposeEnum", "sponsorTerms": [_PURPOSE]},
        ],
        "analysisSets": _selections("population", places["population"]),
        "dataSubsets": _selections("subset", places["subset"]),
        "methods": [
            {"id": place, "name": method, "operations": [{"id": f"{place}.1", "name": method, "order": 1}]}
            for method, place in methods.items()
        ],
        "analyses": [
            _analysis(row, places, methods[row["method"] or _NO_METHOD], text("program", program))
            for row in rows
        ],
    }
    return json.dumps(event, ensure_ascii=False, indent=1) + "\n"


def _checked(analyses: pd.DataFrame) -> list[dict[str, str]]:
    """Return the rows as texts, or refuse them by claim."""
    rows = [
        {column: "" if is_empty(cell) else cell for column, cell in row.items()}
        for row in frame("analyses", analyses, COLUMNS)[list(COLUMNS)].to_dict("records")
    ]
    seen: set[str] = set()
    for row in rows:
        for column, cell in row.items():
            text(f"each {column} of the analyses", cell)
        claim_id = row["claim_id"]
        if not claim_id or claim_id in seen:
            refuse("each claim of the analyses must have its own claim_id", claim_id)
        seen.add(claim_id)
        filled = [column for column in ANALYSIS if row[column]]
        if filled:
            if len(filled) < len(ANALYSIS):
                refuse(f"claim {claim_id}: {', '.join(ANALYSIS)} must all be filled, or none", filled)
            one_of(f"claim {claim_id}: method", row["method"], METHODS)
            for column in ("population", "subset"):
                _criteria(f"claim {claim_id}: {column}", row[column])
    return rows


def _filled(rows: Iterable[Mapping[str, str]], column: str) -> dict[str, None]:
    """Return the different cells of a column that are not empty, in order."""
    return dict.fromkeys(row[column] for row in rows if row[column])


def _selections(name: str, places: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return sets of subjects or subsets of records: a condition each, or several joined by AND."""
    found = []
    for order, (written, place) in enumerate(places.items(), 1):
        conditions = [asdict(one) | {"value": [one.value]} for one in _criteria(name, written)]
        selection: dict[str, Any] = {"condition": conditions[0]}
        if len(conditions) > 1:
            clauses = [{"level": 2, "order": k, "condition": one} for k, one in enumerate(conditions, 1)]
            selection = {"compoundExpression": {"logicalOperator": "AND", "whereClauses": clauses}}
        found.append({"id": place, "name": written, "level": 1, "order": order} | selection)
    return found


def _analysis(
    row: Mapping[str, str], places: Mapping[str, Mapping[str, str]], method: str, program: str
) -> dict[str, Any]:
    """Return one analysis: what the ledger says of a claim, and what is said of its derivation."""
    found: dict[str, Any] = {
        "id": row["claim_id"],
        "name": row["quantity"],
        "description": row["section"],
        "reason": {"sponsorTermId": _REASON["id"]},
        "purpose": {"sponsorTermId": _PURPOSE["id"]},
        "methodId": method,
    }
    if row["method"]:
        found |= {"dataset": row["dataset"], "variable": row["variable"]}
        found |= {"analysisSetId": places["population"][row["population"]]}
        found |= {"dataSubsetId": places["subset"][row["subset"]]}
    if row["chapter"]:
        document = {"referenceDocumentId": places["chapter"][row["chapter"]]}
        found["programmingCode"] = {"context": program, "documentRef": document}
    raw = {"rawValue": row["value"]} if row["value"] else {}
    found["results"] = [{"operationId": f"{method}.1", **raw, "formattedValue": row["printed"]}]
    return found


def from_analysis_results(written: str) -> pd.DataFrame:
    """Read claims and their analyses from a reporting event, as `to_analysis_results` writes it.

    Parameters
    ----------
    written : str
        The text of the file.

    Returns
    -------
    pandas.DataFrame
        One row a claim, in the columns that `to_analysis_results` takes, all text.

    Raises
    ------
    ValueError
        If the text is no JSON, or no reporting event of that form.

    Notes
    -----
    The time grows as the number of analyses.

    Examples
    --------
    >>> from_analysis_results("{}")
    Traceback (most recent call last):
    ValueError: written must be a reporting event as to_analysis_results writes it.
    What came: "KeyError: 'analyses'".
    """
    try:
        event = json.loads(text("written", written))
    except (ValueError, RecursionError) as error:
        refuse("written must be JSON", str(error))
    try:
        rows = [_row(event, one) for one in event["analyses"]]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        must = "written must be a reporting event as to_analysis_results writes it"
        refuse(must, f"{type(error).__name__}: {error}")
    return pd.DataFrame(_checked(pd.DataFrame(rows, columns=COLUMNS)), columns=COLUMNS, dtype="str")


def _row(event: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, str]:
    """Return the row of one analysis."""

    def by_id(kind: str, place: str) -> Mapping[str, Any]:
        (found,) = [item for item in event[kind] if item["id"] == place]
        return found

    def written(kind: str, place: str) -> str:
        found = by_id(kind, place)
        if "condition" in found:
            conditions = [found["condition"]]
        else:
            conditions = [clause["condition"] for clause in found["compoundExpression"]["whereClauses"]]
        return _AND.join(
            f"{part['dataset']}.{part['variable']} {part['comparator']} {part['value'][0]}"
            for part in conditions
        )

    (result,) = one["results"]
    row = {
        "claim_id": one["id"],
        "section": one["description"],
        "quantity": one["name"],
        "printed": result["formattedValue"],
        "value": result.get("rawValue", ""),
        "chapter": "",
    }
    if "programmingCode" in one:
        place = one["programmingCode"]["documentRef"]["referenceDocumentId"]
        row["chapter"] = by_id("referenceDocuments", place)["name"]
    method = by_id("methods", one["methodId"])["name"]
    if method == _NO_METHOD:
        return row | dict.fromkeys(ANALYSIS, "")
    return row | {
        "dataset": one["dataset"],
        "variable": one["variable"],
        "population": written("analysisSets", one["analysisSetId"]),
        "subset": written("dataSubsets", one["dataSubsetId"]),
        "method": method,
    }
