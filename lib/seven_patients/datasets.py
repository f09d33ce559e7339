"""The only reader of ``data/``: what the paper prints, and the ledger, as typed and validated frames.

Some frames are not from the paper but illustrative: `adverse_event_listing`, `daily_records`, and those whose
names begin with ``sdtm_``.

Each file's columns, types, constraints and keys stand in ``data/datapackage.json`` as a Table Schema, and a
file that breaks its schema is refused. ``python -m seven_patients.datasets`` prints the dictionary of
columns.

A whole number is an ``int64`` where its column must be filled and an ``Int64`` where a cell may be empty; a
number is a ``float64``, empty as ``nan``; yes and no are ``bool``, or ``boolean`` where a cell may be empty;
text is ``str``, empty as ``""``. A column that ends in ``_printed`` is text, for `onearm.printed.Printed`.

The loaders are alike. Each takes one keyword, `folder`, a path: where ``datapackage.json`` and the files
stand, the book's own ``data/`` if it is not given. Each returns a fresh `pandas.DataFrame`. Each raises a
`ValueError` when its file breaks the schema, and the message names file, line and column.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from onearm.ledger import schemas

if TYPE_CHECKING:
    import pandas as pd

    from onearm.estimates import Specification

_PACKED = Path(__file__).with_name("book")
BOOK = _PACKED if _PACKED.is_dir() else Path(__file__).resolve().parents[2]
"""What the chapters read beside the library: packed with it in the wheel, the repository elsewhere."""

DATA = BOOK / "data"

DAYS_OF_EVALUATION = (28, 56, 100)
"""The days of the secondary endpoints, in days since the first dose."""


def protocol(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the Methods: one row a rule or constant of the trial.

    Examples
    --------
    >>> protocol().set_index("item").value_printed["most HLC-001 doses"]
    'eight'
    """
    return schemas.load("protocol", folder)


def boundary(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return Table 1: the fewest survivors that show efficacy, at 6 to 20 enrolled patients.

    Examples
    --------
    >>> boundary().set_index("enrolled_patients").minimum_survivors[7]
    np.int64(5)
    """
    return schemas.load("boundary", folder)


def disposition(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the patient disposition: one row a stage, from consent to the end of the trial.

    Examples
    --------
    >>> disposition().set_index("stage").patients["provided informed consent"]
    np.int64(9)
    """
    return schemas.load("disposition", folder)


def baseline(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the measurements of Table 2: one row a measurement, its statistics as printed.

    Examples
    --------
    >>> age = baseline().set_index("characteristic").loc["age"]
    >>> age.mean_printed, age.sd_printed, age.median_printed
    ('43.3', '14.5', '43.0')
    """
    return schemas.load("baseline", folder)


def characteristics(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the counts of Table 2: one row a characteristic and the patients who have it.

    Examples
    --------
    >>> characteristics().query("group == 'conditioning'").patients.tolist()
    [6, 1]
    """
    return schemas.load("characteristics", folder)


def patients(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return Table 3: one row a patient, backgrounds and outcomes.

    Examples
    --------
    >>> table = patients()
    >>> print(table.loc[table.outcome == "alive", ["patient", "outcome_day"]].to_string(index=False))
     patient  outcome_day
           6          485
           7          729
    """
    return schemas.load("patients", folder)


def dosing(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return how many patients were treated up to the fourth dose, and to each later one.

    Examples
    --------
    >>> dosing().set_index("dose").patients.to_dict()
    {4: 7, 5: 4, 6: 4, 7: 3, 8: 2}
    """
    return schemas.load("dosing", folder)


def proportions(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the printed proportions and intervals: survival, ventilation, oxygen, corticosteroids.

    Examples
    --------
    >>> row = proportions().set_index(["endpoint", "day"]).loc[("overall survival", 56)]
    >>> row.percent_printed, row.low_percent_printed, row.high_percent_printed
    ('71.4', '29.0', '96.3')
    """
    return schemas.load("proportions", folder)


def summaries(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the printed means and medians of doses, days and corticosteroids, Table 4 among them.

    Examples
    --------
    >>> row = summaries().set_index(["quantity", "day"]).loc[("days without mechanical ventilation", 28)]
    >>> row.mean_printed, row.sd_printed, row.median_printed
    ('24.0', '10.6', '28.0')
    """
    return schemas.load("summaries", folder)


def imaging(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the imaging results: one row a modality, day and finding, with its denominator.

    Examples
    --------
    >>> imaging().of_patients.tolist()
    [6, 5, 3, 3, 6, 5, 3, 3]
    """
    return schemas.load("imaging", folder)


def courses(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the course of each patient as the text words it, where Figures 2 to 4 show curves.

    Examples
    --------
    >>> table = courses()
    >>> table[table.measure == "ECOG performance status"].course.value_counts().to_dict()
    {'improved': 3, 'unchanged': 2, 'worsened': 2}
    """
    return schemas.load("courses", folder)


def adverse_events(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return Table 5: events and patients, over all, by System Organ Class and by Preferred Term.

    Examples
    --------
    >>> adverse_events().groupby("level").events.sum().to_dict()
    {'any': 57, 'preferred term': 57, 'system organ class': 57}
    """
    return schemas.load("adverse_events", folder)


def notable_events(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the drug reactions, the events of grade 3 and above, and the serious events.

    Examples
    --------
    >>> table = notable_events()
    >>> table[table.category == "serious"].preferred_term.tolist()
    ['', 'Pneumothorax', 'COVID-19', 'Recurrent acute myeloid leukemia']
    """
    return schemas.load("notable_events", folder)


def adverse_event_listing(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the illustrative listing: one row an event, made up to give every printed count.

    Examples
    --------
    >>> table = adverse_event_listing()
    >>> table.groupby("serious").patient.nunique().to_dict()
    {False: 7, True: 4}
    """
    return schemas.load("adverse_event_listing", folder)


def sources(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the literature: one row a publication, with its number in the paper's reference list.

    Examples
    --------
    >>> sources().set_index("source").reference["tizon2012"]
    np.int64(5)
    """
    return schemas.load("sources", folder)


def literature(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return what the paper takes from the literature: one row a statement and a source it cites.

    Examples
    --------
    >>> table = literature()
    >>> table[table.value_printed == "24.5"].source.tolist()
    ['fukuda2003', 'zhu2008', 'tizon2012']
    """
    return schemas.load("literature", folder)


def findings(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return what the literature itself says: one row a fact, read at the source.

    Examples
    --------
    >>> table = findings()
    >>> table[(table.source == "tizon2012") & (table.finding == "survival at 28 days")].value_printed.tolist()
    ['36.4', '88.2']
    """
    return schemas.load("findings", folder)


def paragraphs(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the paper paragraph by paragraph: one row each, with what it is about and who treats it.

    Examples
    --------
    >>> paragraphs().query("section == 'Funding'").chapters.item()
    'background/the-trial-at-a-glance'
    """
    return schemas.load("paragraphs", folder)


def daily_records(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the illustrative daily records: one row a patient and day, made up to give printed summaries.

    Examples
    --------
    >>> set(daily_records().tier)
    {'illustrative'}
    """
    return schemas.load("daily_records", folder)


def sdtm_dm(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return illustrative source records in the shape of SDTM's DM: demographics, one row a subject.

    Examples
    --------
    >>> sdtm_dm().AGE.tolist()
    [64, 21, 43, 49, 56, 36, 34]
    """
    return schemas.load("sdtm_dm", folder)


def sdtm_ex(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return illustrative source records in the shape of SDTM's EX: exposure, one row an infusion.

    Examples
    --------
    >>> int(sdtm_ex().groupby("USUBJID").EXDOSE.sum().median())
    640
    """
    return schemas.load("sdtm_ex", folder)


def sdtm_ds(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return illustrative source records in the shape of SDTM's DS: disposition, one row an entry.

    Examples
    --------
    >>> sdtm_ds().DSDECOD.value_counts().to_dict()
    {'COMPLETED': 3, 'DEATH': 2, 'DISCONTINUED': 2, 'LAST KNOWN ALIVE': 2}
    """
    return schemas.load("sdtm_ds", folder)


def sdtm_vs(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return illustrative source records in the shape of SDTM's VS: daily measurements.

    Examples
    --------
    >>> sorted(set(sdtm_vs().VSTESTCD))
    ['CSDOSE', 'CSMG', 'O2FLOW', 'VENT']
    """
    return schemas.load("sdtm_vs", folder)


def sdtm_ae(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return illustrative source records in the shape of SDTM's AE: adverse events, two of them early.

    Examples
    --------
    >>> len(sdtm_ae())
    59
    """
    return schemas.load("sdtm_ae", folder)


def claims(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return the ledger: one row a number the paper prints, repeats included.

    Examples
    --------
    >>> claims().set_index("claim_id").printed["abs-d56-ci-low"]
    '29.0'
    """
    return schemas.load("claims", folder)


def analyses(*, folder: str | Path = DATA) -> "pd.DataFrame":
    """Return how claims are derived from the illustrative analysis data sets: one row a claim.

    Examples
    --------
    >>> one = analyses().set_index("claim_id").loc["res-d56-o2-half-n"]
    >>> one.dataset, one.population, one.method
    ('ADDAILY', 'ADSL.O2BLFL EQ Y', 'subjects of the population')
    """
    return schemas.load("analyses", folder)


def specifications(*, folder: str | Path = DATA) -> "dict[str, Specification]":
    """Return the specifications of the analysis data sets, by name.

    Examples
    --------
    >>> list(specifications())
    ['ADSL', 'ADDAILY', 'ADTTE', 'ADAE']
    """
    from onearm.estimates import Specification

    text = Path(folder, "analysis_datasets.json").read_text(encoding="utf-8")
    return {one["name"]: Specification.of(one) for one in json.loads(text)["datasets"]}


def analysis_datasets(*, folder: str | Path = DATA) -> "dict[str, pd.DataFrame]":
    """Return the illustrative analysis data sets, by name, made from the source records and checked.

    Examples
    --------
    >>> {name: len(frame) for name, frame in analysis_datasets().items()}
    {'ADSL': 7, 'ADDAILY': 4260, 'ADTTE': 18, 'ADAE': 59}
    """
    from onearm.estimates import adae, addaily, adsl, adtte

    dm, ex, ds, vs, ae = (load(folder=folder) for load in (sdtm_dm, sdtm_ex, sdtm_ds, sdtm_vs, sdtm_ae))
    subjects = adsl(dm, ex, ds, vs)
    days = addaily(subjects, vs, DAYS_OF_EVALUATION)
    made = {"ADSL": subjects, "ADDAILY": days, "ADTTE": adtte(subjects, days), "ADAE": adae(subjects, ae)}
    return {name: one.check(made[name]) for name, one in specifications(folder=folder).items()}


def peer_endpoints(*, folder: str | Path = BOOK / "tests" / "reference") -> "pd.DataFrame":
    """Return the endpoints of the source records as the second program, in R, found them.

    Examples
    --------
    >>> peer = peer_endpoints().set_index(["endpoint", "day", "statistic"])["value"]
    >>> float(peer["days unventilated", 28, "mean"])
    24.0
    """
    import pandas as pd

    return pd.read_csv(Path(folder, "secondary_endpoints_r.csv")).astype({"day": "Int64"})


def dictionary(*, folder: str | Path = DATA) -> str:
    """Return the dictionary of columns, in Markdown, from the schemas.

    Parameters
    ----------
    folder : path, optional
        Where ``datapackage.json`` stands.

    Returns
    -------
    str
        For each file a heading, what a row is, and a table with a line a column.

    Examples
    --------
    >>> print(dictionary().splitlines()[4])
    | column | type | empty | description | allowed |
    """
    return schemas.dictionary(folder)


if __name__ == "__main__":
    print(dictionary(), end="")
