"""Analysis data sets: every printed endpoint from them alone, specifications, and what is refused."""

import json
from fractions import Fraction

import pandas as pd
import pytest
from cases import each_case
from hypothesis import given
from hypothesis import strategies as st

import source_records as script
from onearm.estimates import (
    adae,
    addaily,
    adsl,
    adtte,
    clopper_pearson,
    days_elapsed,
    days_with,
    example_sources,
    from_dataset_json,
    kaplan_meier,
    status_at,
    steroid_course,
    study_day,
    tabulate,
    to_dataset_json,
)
from onearm.printed import Printed
from seven_patients import review
from seven_patients.datasets import (
    adverse_events,
    analysis_datasets,
    daily_records,
    dosing,
    notable_events,
    patients,
    peer_endpoints,
    proportions,
    specifications,
    summaries,
)

SETS = analysis_datasets()
ADSL, ADDAILY, ADTTE, ADAE = (SETS[name] for name in ("ADSL", "ADDAILY", "ADTTE", "ADAE"))
SPECIFIED = specifications()
DM, EX, DS, VS, AE = example_sources()
CREATED = "2025-01-31T12:00:00"
STATUS_OF = {
    "no mechanical ventilation": "UNVENT",
    "no increase in oxygen dose": "NOINCR",
    "no oxygen administration": "O2FREE",
    "oxygen dose reduced by at least 50%": "O2HALF",
}
DAYS_OF = {
    "days without mechanical ventilation": "UNVENT",
    "days without an increase in oxygen dose": "NOINCR",
    "days without oxygen administration": "O2FREE",
    "days with an oxygen dose reduced by at least 50%": "O2HALF",
}


def having(code, day):
    """Return the analysis values that a share is counted from."""
    rows = ADDAILY[(code == ADDAILY.PARAMCD) & (f"DAY {day}" == ADDAILY.AVISIT) & (ADDAILY.ANL01FL == "Y")]
    return rows.set_index("USUBJID").AVAL


def counted(code, day):
    """Return the days that are counted for each subject."""
    until = study_day(day) >= ADDAILY.ADY
    rows = ADDAILY[(code == ADDAILY.PARAMCD) & (ADDAILY.ANL02FL == "Y") & until]
    return rows.groupby("USUBJID").AVAL.sum()


def doses(code):
    """Return the daily values of a measurement after the first dose, by subject."""
    rows = ADDAILY[(code == ADDAILY.PARAMCD) & (ADDAILY.ANL02FL == "Y")]
    return rows.groupby("USUBJID")


def falls():
    """Return the fall of the corticosteroid dose to the last day, of those who began with 1 mg/kg or more."""
    began = ADSL.USUBJID[ADSL.CSBLFL == "Y"]
    return -doses("CSDOSE").CHG.last()[began]


def agree(row, values):
    """Whether all that a row of the summaries prints agrees with the values after rounding."""
    found = values.astype(float).agg(["mean", "std", "median", "min", "max"])
    names = ("mean", "sd", "median", "minimum", "maximum")
    printed = [getattr(row, f"{name}_printed") for name in names]
    assert any(printed)
    return all(Printed(text).contains(value) for text, value in zip(printed, found, strict=True) if text)


# -- every printed endpoint -------------------------------------------------------------------------


def test_every_printed_mean_and_median():
    of = {
        "HLC-001 doses": lambda day: ADSL.NDOSE,
        "HLC-001 total dose": lambda day: ADSL.CUMDOSE,
        "corticosteroid dose": lambda day: doses("CSDOSE").AVAL.mean(),
        "total corticosteroid dose": lambda day: doses("CSMG").AVAL.sum(),
        "reduction in corticosteroid dose": lambda day: falls(),
    } | {name: (lambda day, code=code: counted(code, day)) for name, code in DAYS_OF.items()}
    for row in summaries().itertuples():
        values = of[row.quantity](row.day)
        assert agree(row, values), row
        assert pd.isna(row.of_patients) or row.of_patients == len(values)


def test_every_printed_share():
    survival = ADTTE[ADTTE.PARAMCD == "OS"]
    died = survival[survival.CNSR == 0]
    for row in proportions().itertuples():
        if row.endpoint in STATUS_OF:
            values = having(STATUS_OF[row.endpoint], row.day) == 1
        elif row.endpoint == "corticosteroid dose reduced below 1 mg/kg/day":
            values = having("CSLT1", 100) == 1
        elif row.endpoint in ("overall survival", "one-year survival"):
            values = (365 if row.endpoint == "one-year survival" else row.day) < survival.AVAL
        elif row.endpoint == "death after day 100":
            at_risk = survival[survival.AVAL > 100]
            values = at_risk.USUBJID.isin(died.USUBJID)
        assert (values.sum(), len(values)) == (row.patients, row.of_patients), row
        if row.percent_printed:
            assert Printed(row.percent_printed).contains(Fraction(100 * int(values.sum()), len(values))), row


def test_the_printed_doses():
    assert [(row.dose <= ADSL.NDOSE).sum() for row in dosing().itertuples()] == dosing().patients.tolist()


def test_every_line_of_table_5_and_every_event_of_note():
    emergent = ADAE[ADAE.TRTEMFL == "Y"].rename(
        columns={"USUBJID": "patient", "AEBODSYS": "system_organ_class", "AEDECOD": "preferred_term"}
    )
    emergent = emergent.assign(
        grade=emergent.AETOXGR, serious=emergent.AESER == "Y", related=emergent.AEREL == "Y"
    )
    key = ["level", "system_organ_class", "preferred_term"]
    derived, printed = tabulate(emergent, 7).set_index(key), adverse_events().set_index(key)
    assert sorted(derived.index) == sorted(printed.index)
    assert (derived.loc[printed.index, ["events", "patients"]] == printed[["events", "patients"]]).all(
        axis=None
    )
    asked = {
        "grade 3": {"least_grade": 3, "ungraded": "leave out"},
        "grade 4 or 5": {"least_grade": 4, "ungraded": "leave out"},
        "serious": {"serious": True},
        "adverse drug reaction": {"related": True},
    }
    for row in notable_events().itertuples():
        lines = tabulate(emergent, 7, **asked[row.category])
        line = lines[(lines.preferred_term == row.preferred_term) & (lines.level != "system organ class")]
        assert (line.events.item(), line.patients.item()) == (row.events, row.patients), row


def test_survival_is_that_of_table_3_to_the_last_report():
    times = ADTTE[ADTTE.PARAMCD == "OS"]
    assert times.AVAL.tolist() == patients().outcome_day.tolist()
    assert (times.CNSR == 0).tolist() == (patients().outcome == "died").tolist()
    assert kaplan_meier(times.AVAL, times.CNSR == 0).at(56).survival == pytest.approx(5 / 7)
    assert ADSL.DTHADY.dropna().tolist() == [51, 36, 205, 247, 156]


def programmed_here():
    """Return by endpoint, day and statistic what the peer's script writes, from the analysis data sets."""
    found = {}

    def summarize(endpoint, day, values):
        statistics = {"n": len(values), "mean": values.mean(), "sd": values.std(), "median": values.median()}
        statistics |= {"minimum": values.min(), "maximum": values.max()}
        found.update({(endpoint, day, name): value for name, value in statistics.items()})

    names = {"UNVENT": "unventilated", "NOINCR": "not_increased", "O2FREE": "oxygen_free", "O2HALF": "halved"}
    for code, name in (names | {"CSLT1": "below_1"}).items():
        for day in (28, 56, 100):
            values = having(code, day)
            low, high = clopper_pearson(int(values.sum()), len(values))
            parts = {"patients": values.sum(), "of_patients": len(values), "low": low, "high": high}
            found.update({(f"share {name}", day, part): value for part, value in parts.items()})
            summarize(f"days {name}", day, counted(code, day))
    summarize("corticosteroid dose", 100, doses("CSDOSE").AVAL.mean())
    summarize("total corticosteroid dose", 100, doses("CSMG").AVAL.sum())
    summarize("reduction in corticosteroid dose", 100, falls())
    below = ADDAILY[(ADDAILY.PARAMCD == "CSLT1") & (ADDAILY.ANL02FL == "Y")].groupby("USUBJID").AVAL.max()
    found["ever below 1 mg/kg/day", 100, "patients"] = below.sum()
    found["ever below 1 mg/kg/day", 100, "of_patients"] = len(below)
    summarize("infusions", "", ADSL.NDOSE)
    summarize("cells", "", ADSL.CUMDOSE)
    times = ADTTE[ADTTE.PARAMCD == "OS"]
    curve = kaplan_meier(times.AVAL, times.CNSR == 0)
    for day in (56, 100, 365):
        at = curve.at(day)
        parts = {"survival": at.survival, "low": at.low, "high": at.high}
        found.update({("overall survival", day, part): value for part, value in parts.items()})
    return found


def test_the_peer_in_r_finds_the_same_and_nothing_more():
    here = {tuple(map(str, key)): float(value) for key, value in programmed_here().items()}
    rows = peer_endpoints().astype({"day": object}).fillna({"day": ""})
    there = {(row.endpoint, str(row.day), row.statistic): row.value for row in rows.itertuples()}
    assert here.keys() == there.keys()
    # The stored numbers have 12 digits.
    assert here == pytest.approx(there, rel=1e-11, abs=1e-11)


# -- the data sets ----------------------------------------------------------------------------------


@pytest.mark.parametrize("domain", script.DOMAINS)
def test_the_script_makes_the_source_records(domain):
    assert script.text(domain) == script.file(domain).read_text(encoding="utf-8")


def test_only_those_at_risk_have_the_time_to_freedom_from_oxygen():
    times = ADTTE[ADTTE.PARAMCD == "TTO2FREE"].set_index("USUBJID")
    assert [name[-1] for name in times.index] == ["1", "2", "4", "5"]
    assert times.CNSR.tolist() == [3, 3, 2, 0]
    assert times.AVAL.tolist()[:2] == [50, 35]


def test_the_analysis_data_say_what_the_daily_records_say():
    records = daily_records()
    names = {"UNVENT": "unventilated", "NOINCR": "not_increased", "O2FREE": "oxygen_free", "O2HALF": "halved"}
    for code, name in (names | {"CSLT1": "below_1_mg_per_kg"}).items():
        for day in (28, 56, 100):
            assert counted(code, day).tolist() == days_with(records, name, day).tolist()
            assert having(code, day).tolist() == status_at(records, name, day).tolist()
    assert doses("CSMG").AVAL.sum().tolist() == pytest.approx(steroid_course(records, 100).total_mg.tolist())


def test_a_record_carried_forward_says_so_and_stands_for_no_counted_day():
    carried = ADDAILY[ADDAILY.DTYPE == "LOCF"]
    assert set(carried.ANL02FL) == {""} and set(carried.ANL01FL) == {"Y"}
    ended = ADSL.set_index("USUBJID").EOSDT
    assert (carried.USUBJID.map(ended) == carried.ADT).all()
    one_each = ADDAILY[ADDAILY.ANL01FL == "Y"].groupby(["PARAMCD", "AVISIT"]).USUBJID
    assert (one_each.size() == one_each.nunique()).all()


def test_a_status_has_records_for_those_to_whom_it_applies():
    for code, flag in {"O2HALF": "O2BLFL", "CSLT1": "CSBLFL"}.items():
        applies = set(ADSL.USUBJID[ADSL[flag] == "Y"])
        assert set(ADDAILY.USUBJID[code == ADDAILY.PARAMCD]) == applies


def test_each_value_is_found_again_in_its_source():
    source = pd.read_csv(script.file("vs")).set_index(["USUBJID", "VSSEQ"])
    measured = ADDAILY[ADDAILY.PARAMCD.isin(["VENT", "O2FLOW", "CSDOSE", "CSMG"])]
    rows = source.loc[list(zip(measured.USUBJID, measured.SRCSEQ, strict=True))]
    assert rows.VSSTRESN.tolist() == measured.AVAL.tolist()
    assert rows.VSTESTCD.tolist() == measured.PARAMCD.tolist()
    assert rows.VSDTC.tolist() == measured.ADT.dt.strftime("%Y-%m-%d").tolist()


def test_worst_grades_are_flagged_among_graded_and_emergent_events():
    table = adae(adsl(DM, EX, DS, VS), AE)
    assert table.TRTEMFL.tolist() == ["", "Y", "Y"]
    assert table.AOCCIFL.tolist() == ["", "", "Y"]
    assert table.AOCCPIFL.tolist() == ["", "Y", "Y"]
    tied = adae(adsl(DM, EX, DS, VS), AE.assign(AETOXGR=[3, 2, 2]))
    assert tied.AOCCIFL.tolist() == ["", "Y", ""]
    unknown = adae(adsl(DM, EX, DS, VS), AE.assign(AETOXGR=None))
    assert set(unknown.AOCCIFL) == {""}


# -- study days -------------------------------------------------------------------------------------


@given(st.integers(-2000, 2000))
def test_there_is_no_study_day_0_and_the_way_back_leads_home(elapsed):
    assert study_day(elapsed) != 0
    assert days_elapsed(study_day(elapsed)) == elapsed
    assert study_day([elapsed, elapsed + 1])[0] < study_day(elapsed + 1)


@pytest.mark.parametrize("value", [0, 1.0, "1", True, None, 10**6])
def test_what_is_no_study_day_is_refused(value):
    with pytest.raises(ValueError, match=r"study_day must (not be 0|be a whole number)"):
        days_elapsed(value)


# -- specifications and Dataset-JSON ----------------------------------------------------------------


@pytest.mark.parametrize("name", SPECIFIED)
def test_dataset_json_comes_back_equal(name):
    written = to_dataset_json(SETS[name], SPECIFIED[name], created=CREATED, study="S")
    pd.testing.assert_frame_equal(from_dataset_json(written, SPECIFIED[name]), SETS[name])
    found = json.loads(written)
    first = ["datasetJSONCreationDateTime", "datasetJSONVersion", "studyOID", "itemGroupOID", "records"]
    assert list(found) == [*first, "name", "label", "columns", "rows"]
    assert {len(row) for row in found["rows"]} == {len(found["columns"])}
    assert {column["dataType"] for column in found["columns"]} <= {"string", "integer", "float", "date"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"1.1.0"', '"2.0"', "written must be Dataset-JSON of version 1.1"),
        ('"records": 7', '"records": 8', "records must be 7"),
        ('"name": "ADSL"', '"name": "ADAE"', "name must be 'ADSL'"),
        ("2022-12-13", "2022-13-13", "time data|doesn't match|unconverted"),
        ('"M"', '"X"', "subject ILLUSTRATIVE-1, SEX: the value must be one of M, F, U"),
        ("{", "[", "written must be JSON"),
    ],
)
def test_a_broken_dataset_json_is_refused(old, new, says):
    written = to_dataset_json(ADSL, SPECIFIED["ADSL"], created=CREATED, study="S")
    assert old in written
    with pytest.raises(ValueError, match=says):
        from_dataset_json(written.replace(old, new, 1), SPECIFIED["ADSL"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.drop(columns="AGE"), "ADSL must have the variables USUBJID, AGE"),
        (lambda t: t.assign(SAFFL=""), "subject ILLUSTRATIVE-1, SAFFL: the cell must be filled"),
        (
            lambda t: t.assign(DTHFL="yes"),
            "subject ILLUSTRATIVE-1, DTHFL: the value must be one of Y, N",
        ),
        (
            lambda t: t.assign(AGE=43.5),
            "subject ILLUSTRATIVE-1, AGE: the value must be of the type i",
        ),
        (
            lambda t: t.assign(EOSDT="x"),
            "subject ILLUSTRATIVE-1, EOSDT: the value must be of the type date",
        ),
        (lambda t: pd.concat([t, t]), "subject ILLUSTRATIVE-1, USUBJID: no two records may agree"),
    ],
)
def test_what_does_not_keep_to_its_specification_is_refused(change, says):
    with pytest.raises(ValueError, match=says):
        SPECIFIED["ADSL"].check(change(ADSL))


# -- what is refused --------------------------------------------------------------------------------


def changed(frame, row, **cells):
    frame = frame.astype(object).copy()
    for column, value in cells.items():
        frame.loc[row, column] = value
    return frame


@each_case(
    ("sources", "says"),
    [
        (
            {"ex": changed(EX, 1, EXSTDTC="2023-01-01")},
            "EX, subject A, EXSTDTC: no two records",
        ),
        ({"ex": EX.iloc[:2]}, "EX, subject B, EXSTDTC: each subject must have a first infusion"),
        ({"ex": changed(EX, 0, EXSTDTC="")}, "EX, subject A, EXSTDTC: the cell must be filled"),
        ({"ex": changed(EX, 0, EXSTDTC="1 Jan")}, "EX, subject A, EXSTDTC: the date must be written as"),
        ({"ex": changed(EX, 0, USUBJID="C")}, "EX, subject C, USUBJID: the subject must be in DM"),
        (
            {"dm": changed(DM, 0, DTHDTC="2023-01-02")},
            "EX, subject A, EXSTDTC: no record may be after",
        ),
        ({"dm": changed(DM, 0, SEX="man")}, "DM, subject A, SEX: the code must be one of M, F, U"),
        ({"ds": changed(DS, 1, DSDECOD="LEFT")}, "DS, subject B, DSDECOD: the code must be one of COMPLETED"),
        ({"ds": DS.iloc[:1]}, "DS, subject B, DSDECOD: each subject must have an end of study"),
        ({"ds": pd.concat([DS, DS])}, "DS, subject A, DSDECOD: no two records"),
        (
            {"ds": changed(DS, 0, DSSTDTC="2023-01-02")},
            "DS, subject A, DSSTDTC: a death must have the",
        ),
        ({"vs": changed(VS, 0, VSTESTCD="PULSE")}, "VS, subject A, VSTESTCD: the code must be one of VENT"),
        ({"vs": changed(VS, 0, VSSTRESN=None)}, "VS, subject A, VSSTRESN: the cell must be filled"),
        (
            {"vs": VS.drop(index=0)},
            "VS, subject A, VSSTRESN: each subject must have VENT",
        ),
        ({"dm": DM.drop(columns="AGE")}, "DM must have the variable AGE"),
        ({"dm": DM.iloc[:0]}, "DM must be a frame with at least one row"),
    ],
)
def test_contradictory_sources_are_refused_by_domain_subject_and_variable(sources, says):
    with pytest.raises(ValueError, match=says):
        adsl(**{"dm": DM, "ex": EX, "ds": DS, "vs": VS} | sources)


@pytest.mark.parametrize(
    ("vs", "says"),
    [
        (VS.drop(index=4), "VS, subject A, VSSTRESN: there must be a record of O2FLOW"),
        (
            changed(VS, 0, VSDTC="2022-12-30"),
            "VS, subject A, VSDTC: the date must not be before",
        ),
        (
            changed(VS, 20, VSDTC="2023-02-09"),
            "VS, subject B, VSDTC: the date must not be after",
        ),
        (pd.concat([VS, VS.tail(1)]), "VS, subject B, VSDTC: no two records"),
    ],
)
def test_gaps_and_days_outside_the_study_are_refused(vs, says):
    with pytest.raises(ValueError, match=says):
        addaily(adsl(DM, EX, DS, VS), vs, [2])


@pytest.mark.parametrize("date", ["DTHDT", "EOSDT"])
def test_an_event_before_the_first_dose_is_refused(date):
    subjects = adsl(DM, EX, DS, VS)
    days = addaily(subjects, VS, [2])
    subjects.loc[0, date] = pd.Timestamp("2022-12-31")
    with pytest.raises(ValueError, match=f"ADSL, subject A, {date}: the date must not be before the first"):
        adtte(subjects, days)


@pytest.mark.parametrize(
    ("ae", "says"),
    [
        (changed(AE, 2, AESTDTC="2023-01-04"), "AE, subject A, AESTDTC: no record may be after"),
        (changed(AE, 0, AESTDTC=""), "AE, subject A, AESTDTC: the cell must be filled"),
        (changed(AE, 0, AETOXGR=6), "AE, subject A, AETOXGR: the grade must be a whole number from 1 to 5"),
        (changed(AE, 0, AESER="yes"), "AE, subject A, AESER: the code must be one of Y, N"),
        (changed(AE, 0, AESEQ=2), "AE, subject A, AESEQ: no two records"),
        (changed(AE, 0, USUBJID="C"), "AE, subject C, USUBJID: the subject must be in DM"),
    ],
)
def test_contradictory_events_are_refused(ae, says):
    with pytest.raises(ValueError, match=says):
        adae(adsl(DM, EX, DS, VS), ae)


def test_an_adverse_event_before_the_first_dose_is_flagged_or_refused():
    subjects = adsl(DM, EX, DS, VS)
    assert adae(subjects, AE).TRTEMFL.tolist() == ["", "Y", "Y"]
    says = "AE, subject A, AESTDTC: the date must not be before the first infusion"
    with pytest.raises(ValueError, match=says):
        adae(subjects, AE, before_treatment="refuse")
    assert len(adae(subjects, AE.iloc[1:], before_treatment="refuse")) == 2


# -- the review -------------------------------------------------------------------------------------


def test_the_right_data_sets_pass_the_review_and_each_fault_fails_one_check():
    assert review.failed(SETS) == set()
    found = []
    for fault in review._faults():
        data = {name: frame.copy() for name, frame in SETS.items()}
        fault(data)
        found.append(review.failed(data))
    assert found == [{2}, {4}, {5}, {8}, {9}]
    assert review.failed(review.faulty_datasets(SETS)) == set.union(*found)
    assert len(review.checklist()) == 10


@pytest.mark.parametrize(
    ("number", "name", "change"),
    [
        (1, "ADAE", lambda t: pd.concat([t, t.tail(1)], ignore_index=True)),
        (3, "ADDAILY", lambda t: t.assign(ABLFL="")),
        (6, "ADDAILY", lambda t: pd.concat([t, t[t.ANL01FL == "Y"].tail(1)], ignore_index=True)),
        (7, "ADTTE", lambda t: t.assign(CNSR=1)),
        (10, "ADAE", lambda t: t.assign(AOCCIFL="")),
    ],
)
def test_the_other_checks_find_their_fault_too(number, name, change):
    assert number in review.failed(SETS | {name: change(SETS[name])})
