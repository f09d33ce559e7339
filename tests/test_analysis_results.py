"""Claims as analysis results: derived from the analysis data sets, written in CDISC's form, and read back."""

import json
from pathlib import Path

import jsonschema
import pandas as pd
import pytest

from onearm.ledger import analysis_result, from_analysis_results, to_analysis_results
from onearm.ledger.analysis_results import ANALYSIS, COLUMNS
from onearm.printed.notation import read_printed
from seven_patients.datasets import analyses, analysis_datasets, claims

MODEL = Path(__file__).parent / "reference" / "ars_ldm.json"
DATA = {
    "ADSL": pd.DataFrame({"USUBJID": ["1", "2", "3"], "SAFFL": ["Y", "Y", "N"], "AGE": [40, 50, 60]}),
    "ADAE": pd.DataFrame(
        {
            "USUBJID": ["1", "1", "2", "3"],
            "AETOXGR": [3, 1, None, 4],
            "AEDECOD": ["Rash", "Rash", "Pain", "Pain"],
        }
    ),
}
OF_ADAE = {"dataset": "ADAE", "variable": "USUBJID", "population": "ADSL.SAFFL EQ Y"}
GRADE_3 = OF_ADAE | {"subset": "ADAE.AETOXGR GE 3", "method": "subjects"}
WORDS = {"none": 0, "no": 0, "No": 0}


@pytest.fixture(scope="module")
def ledger():
    """The claims with their analyses, and what each analysis gives."""
    data, how = analysis_datasets(), analyses()
    values = [repr(analysis_result(data, **row)) for row in how[list(ANALYSIS)].to_dict("records")]
    whole = claims().merge(how.assign(value=values), on="claim_id", how="left").fillna("")
    return whole[list(COLUMNS)].astype("str")


def test_every_analysis_gives_what_its_claim_prints(ledger):
    derived = ledger[ledger.method != ""]
    assert len(derived) == len(analyses())
    for row in derived.itertuples():
        value = float(row.value)
        assert (
            WORDS[row.printed] == value if row.printed in WORDS else read_printed(row.printed).contains(value)
        )


def test_no_result_of_table_4_or_5_and_no_secondary_endpoint_is_left_out(ledger):
    ours = (
        "t5-",
        "t4-",
        "res-d",
        "res-sae-",
        "res-g3-",
        "res-steroid-re",
        "res-no-",
        "res-mv-",
        "res-o2-half",
    )
    left = ledger.claim_id[ledger.claim_id.str.startswith(ours) & (ledger.method == "")]
    settings = "ci-level|time|tp-d[0-9]+|from|to|threshold|version|step|cycle|observed|at-least|days-n"
    assert left[~left.str.contains(f"-(?:{settings})$")].tolist() == ["t4-n"]


def test_the_reporting_event_keeps_to_the_model_and_comes_back_equal(ledger):
    written = to_analysis_results(ledger, name="HLC-001", program="Python 3")
    pd.testing.assert_frame_equal(from_analysis_results(written), ledger)
    event = json.loads(written)
    few = event | {
        "analyses": event["analyses"][::20],
        "mainListOfContents": {"name": "", "contentsList": {}},
    }
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator({"$ref": "#/$defs/ReportingEvent", "$defs": model["$defs"]})
    assert list(validator.iter_errors(few)) == []
    # The model knows no other names: the validation would have found a wrong one.
    assert list(validator.iter_errors(few | {"result": []}))
    where = {one["id"]: one for kind in ("analysisSets", "dataSubsets", "methods") for one in event[kind]}
    for one in event["analyses"]:
        named = {one[part] for part in ("analysisSetId", "dataSubsetId", "methodId") if part in one}
        assert named <= where.keys()


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("records", 1),
        ("subjects", 1),
        ("subjects of the population", 2),
        ("percentage", 50),
        ("lower Clopper-Pearson limit", 100 * (1 - 0.975**0.5)),
        ("upper Clopper-Pearson limit", 100 * 0.975**0.5),
    ],
)
def test_counts_are_of_the_population(method, value):
    assert analysis_result(DATA, **GRADE_3 | {"method": method}) == pytest.approx(value)


@pytest.mark.parametrize(
    ("subset", "records"),
    [
        ("ADAE.AEDECOD NE Rash", 1),
        ("ADAE.AETOXGR LT 2", 1),
        ("ADAE.AETOXGR NE 3 AND ADAE.AEDECOD EQ Rash", 1),
    ],
)
def test_criteria_select_the_records_for_which_all_hold(subset, records):
    assert analysis_result(DATA, **OF_ADAE, subset=subset, method="records") == records


def test_numbers_are_summarized_by_subject_first():
    of = OF_ADAE | {"variable": "AETOXGR", "subset": "ADAE.AEDECOD EQ Rash"}
    assert analysis_result(DATA, **of, method="mean of the sums") == 4
    assert analysis_result(DATA, **of, method="mean of the means") == 2
    assert analysis_result(DATA, **of, method="mean of the falls") == -1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"dataset": "ADXX"}, "data must hold the data set ADXX"),
        ({"variable": "AGE"}, "ADAE must have the columns AGE, each once"),
        ({"subset": "ADAE.AETOXGR ABOVE 3"}, "subset must be criteria such as"),
        ({"subset": "ADAE.AETOXGR GE three"}, "ADAE.AETOXGR must be compared with a number"),
        ({"subset": "ADAE.AEDECOD GT Pain"}, "ADAE.AEDECOD must hold numbers to be compared by GT"),
        ({"subset": "ADSL.SAFFL EQ Y"}, "subset must select from ADAE"),
        ({"population": "ADSL.SAFFL EQ X"}, "population must hold at least one subject"),
        ({"method": "mode"}, "method must be one of records, subjects"),
        ({"method": "mean of the sums"}, "ADAE.USUBJID must hold numbers"),
    ],
)
def test_what_cannot_be_computed_is_refused(change, says):
    with pytest.raises(ValueError, match=says):
        analysis_result(DATA, **GRADE_3 | change)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"claim_id": "any-aml"}, "each claim of the analyses must have its own claim_id"),
        ({"dataset": ""}, "claim second: dataset, variable, population, subset, method must all be filled"),
        ({"method": "mode"}, "claim second: method must be one of"),
        ({"subset": "all"}, "claim second: subset must be criteria"),
        ({"printed": 5}, "each printed of the analyses must be a string"),
    ],
)
def test_an_incomplete_analysis_is_refused_by_its_claim(change, says):
    first = dict.fromkeys(COLUMNS, "") | {"claim_id": "any-aml"}
    second = first | GRADE_3 | {"claim_id": "second"} | change
    with pytest.raises(ValueError, match=says):
        to_analysis_results(pd.DataFrame([first, second], dtype=object), name="", program="")


@pytest.mark.parametrize("old", ['"analyses"', '"methodId"', '"MT.2"', '"operationId"', '"analysisSetId"'])
def test_what_is_no_such_event_is_refused(ledger, old):
    few = ledger[ledger.claim_id.isin(["res-consent-n", "t5-any-n"])]
    written = to_analysis_results(few, name="", program="")
    assert old in written
    broken = written.replace(old, '"other"', 1)
    if old == '"operationId"':
        broken = broken.replace('"formattedValue"', '"other"')
    with pytest.raises(ValueError, match="written must be a reporting event"):
        from_analysis_results(broken)
