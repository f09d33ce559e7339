"""One valid call of each public function and method, every argument named: what `test_fuzz.py` spoils."""

import inspect
from fractions import Fraction

import altair as alt
import pandas as pd

import onearm
import seven_patients
from onearm import charts, designs, estimates, ledger, printed
from onearm.designs import BetaMixture, BetaPrior, JointRule, PredictiveProbability, StoppingRule, ThallSimon
from onearm.ledger import EXAMPLE, Choice, Claims, Exercise, Judgement, Ledger, Option, Several, Slip
from onearm.printed import Endpoint, Inequality, Parts, Printed, Summary
from seven_patients.datasets import BOOK

ROOMS = (designs, estimates, printed, ledger, charts, seven_patients, onearm)

STANDARD, WEAK = BetaPrior(10, 30), BetaPrior(1, 3)
RULE = StoppingRule((6, 7), (5, 5), (0, 1))
DESIGN = ThallSimon(STANDARD, WEAK, 6, 8, 0.95)
MIXTURE = BetaMixture((1, 1), (STANDARD, WEAK))
PREDICTIVE = PredictiveProbability(WEAK, 0.25, 3, 8, 0.9, 0.05, 0.99)
JOINT = JointRule(StoppingRule([3], [2]), StoppingRule([2, 3], [None, None], [0, 1]))
FOUND = designs.identified_set(StoppingRule((6, 7), (5, 5)), [0.245, 0.3], [2, 5], STANDARD)
REGION = designs.IdentifiedRegion(StoppingRule((6, 7), (5, 5)), STANDARD, 10)
DELAYED = designs.DelayedTrial(RULE, 10, [0.25] * 4)
CURVE = estimates.kaplan_meier([2, 5, 9], [True, False, True])
RECORDS = pd.DataFrame(
    {
        "patient": ["A", "A", "A", "B", "B", "B"],
        "day": [0, 1, 2] * 2,
        "alive": [True] * 5 + [False],
        "on_study": True,
        "ventilated": [True] + [False] * 5,
        "oxygen_l_per_min": [None, 3.0, 0.0, 2.0, 3.0, 1.0],
        "steroid_mg_per_kg": 1.5,
        "steroid_mg": 90.0,
    }
)
EVENTS = pd.DataFrame(
    {
        "patient": ["A", "A", "B"],
        "system_organ_class": "Cardiac disorders",
        "preferred_term": ["Palpitations", "Palpitations", "Bradycardia"],
        "grade": [1, 3, 2],
        "serious": [True, False, False],
        "related": [False, True, True],
    }
)
LINES = pd.DataFrame(
    [
        ("system organ class", "", 5, 2),
        ("preferred term", "Low oxygen", 4, 2),
        ("preferred term", "Fever", 1, 1),
    ],
    columns=["level", "preferred_term", "events", "patients"],
).assign(system_organ_class="Investigations")
DM, EX, DS, VS, AE = estimates.example_sources()
SUBJECTS = estimates.adsl(DM, EX, DS, VS)
DAYS = estimates.addaily(SUBJECTS, VS, [2])
FLAGS = ["DTHFL", "EOSSTT", "DCSREAS", "O2RSKFL"]
SUBJECT = {
    "name": "USUBJID",
    "label": "Subject",
    "type": "string",
    "origin": "Predecessor",
    "derivation": "DM",
}
DESCRIPTION = {"name": "A", "label": "", "structure": "", "keys": ["USUBJID"], "variables": [SUBJECT]}
SPECIFICATION = estimates.Specification.of(DESCRIPTION)
IDS = pd.DataFrame({"USUBJID": ["A", "B"]})
WRITTEN = estimates.to_dataset_json(IDS, SPECIFICATION, created="2026-01-01T00:00:00", study="A")
HOW = {
    "dataset": "ADAE",
    "variable": "USUBJID",
    "population": "ADSL.SAFFL EQ Y",
    "subset": "ADAE.AESER EQ N",
    "method": "percentage",
}
ADAM = {"ADSL": SUBJECTS, "ADAE": estimates.adae(SUBJECTS, AE)}
TOLD = ("claim_id", "section", "quantity", "printed", "value", "chapter")
RESULTS = pd.DataFrame([dict.fromkeys(TOLD, "a") | HOW], dtype="str")
EVENT = ledger.to_analysis_results(RESULTS, name="A", program="Python 3")
STEP = ledger.Step("Records", "a.ipynb", ["1", "2"])
OFF = Endpoint("off", {10: Summary("8.0", "3.5")})
CLAIMS = Claims(EXAMPLE)
SLIP = Slip("You divided by all seven.", lambda: 2 / 7)
OPTIONS = (Option("It halves.", "It goes by the root.", True), Option("It doubles.", "No."))
EXERCISE = Exercise("ex", "the share", lambda: 200 / 3, (SLIP,), "%", 1, "Divide.", "Step 1")
SEVERAL = Several("ex", "the odd ones", lambda: {1, 3}, (Slip("Evens.", lambda: {2}),), "n", "Odd.", "Step 2")
CHOICE = Choice("ex", "what it does", OPTIONS, "Step 3")


def sum_of(*values):
    """Return the sum of some numbers."""
    return sum(values)


TITLE, AXIS = {"title": "A message"}, {"axis": "an axis"}
XN, LEVEL = {"x": 5, "n": 7}, {"confidence_level": 0.9}
TEST = {"p0": 0.2, "p1": 0.6, "alpha": 0.1, "beta": 0.2}
FIVE = {"mean": "4.0", "sd": "2.2", "median": "4", "minimum": "1", "maximum": "7"}

CALLS = {
    BetaMixture: {"weights": [0.8, 0.2], "components": [STANDARD, WEAK]},
    MIXTURE.average: {"function": lambda component: component.mean},
    MIXTURE.density: {"p": [0.2, 0.5]},
    MIXTURE.updated: XN,
    BetaPrior: {"a": 1.2, "b": 3.8},
    BetaPrior.from_mean: {"mean": 0.25, "size": 8},
    WEAK.updated: XN,
    WEAK.density: {"p": [0.2, 0.5]},
    FOUND.contains: {"cutoff": 0.95},
    FOUND.prob_better: {**XN, "delta": 0.1},
    FOUND.tipping_points: XN,
    JointRule: {"efficacy": JOINT.efficacy, "toxicity": JOINT.toxicity},
    JOINT.operating_characteristics: {"probabilities": [0.1, 0.4, 0.1, 0.4]},
    PredictiveProbability: {
        **{"prior": WEAK, "p0": 0.25, "n_min": 3, "n_max": 8},
        **{"p_final": 0.9, "p_lower": 0.05, "p_upper": 0.99},
    },
    PREDICTIVE.prob_success: {"x": 2, "n": 4},
    PREDICTIVE.rule: {},
    StoppingRule: {
        **{"n": [6, 7], "promising": [5, None], "futile": [0, 1]},
        "inconclusive": [(2, 3), None],
    },
    RULE.decide: XN,
    RULE.path_counts: {},
    RULE.operating_characteristics: {"p": [0.2, 0.5]},
    ThallSimon: {
        **{"standard": STANDARD, "experimental": WEAK, "n_min": 6, "n_max": 8},
        **{"p_upper": 0.95, "p_lower": 0.1, "delta": 0.1, "cohort": 2},
    },
    DESIGN.prob_better: {**XN, "delta": 0.1},
    DESIGN.rule: {},
    designs.TwoArmTrial: {"n_control": 5, "n_treated": 6, "alpha": 0.05},
    designs.TwoArmTrial(5, 6).power: {"p_control": [0.2], "p_treated": [0.5, 0.9]},
    designs.TwoArmTrial(5, 6).assurance: {"control": STANDARD, "treated": WEAK},
    designs.SingleStageDesign(1, 3, 0.1, 0.9).rule: {},
    designs.TwoStageDesign(0, 3, 2, 6, 4.0, 0.5, 0.1, 0.9).rule: {},
    designs.admissible_two_stage: {**TEST, "n_max": 20},
    designs.bias: {
        **{"rule": RULE, "estimator": lambda x, n: Fraction(x, n), "p": [0.2, 0.5]},
        "given": "promising",
    },
    designs.bop2: {
        **{"p0": 0.2, "p1": 0.5, "alpha": 0.1, "looks": [4, 8]},
        **{"prior": WEAK, "gamma_max": 1.0},
    },
    designs.DelayedTrial: {"rule": RULE, "entry_interval": 10, "failure_days": [0.25] * 4},
    DELAYED.operating_characteristics: {"p": [0.2, 0.5]},
    designs.IdentifiedRegion: {"rule": RULE, "standard": STANDARD, "largest_size": 10},
    REGION.cutoffs: {},
    REGION.edge: {},
    REGION.means: {"sizes": [2, 5]},
    REGION.prob_better: XN,
    REGION.tipping_points: XN,
    designs.cells: {"p_success": 0.5, "p_toxicity": [0.2, 0.3], "p_both": 0.1},
    designs.noncoverage: {"rule": RULE, "interval": estimates.clopper_pearson, "p": [0.2, 0.5]},
    designs.root_mean_square_error: {"rule": RULE, "estimator": lambda x, n: x / n, "p": [0.2, 0.5]},
    designs.coverage: {"rule": RULE, "interval": estimates.clopper_pearson, "p": [0.2, 0.5]},
    designs.identified_set: {
        **{"rule": StoppingRule((6, 7), (5, 5)), "means": [0.245, 0.3], "sizes": [2, 5]},
        **{"standard": STANDARD, "delta": 0.1},
    },
    designs.infer: {
        **{"rule": RULE, **XN, "p0": 0.245, **LEVEL},
        **{"ordering": "stage-wise", "upper": "Clopper-Pearson", "median": "midpoint"},
    },
    designs.operating_characteristics: {"rules": [RULE, JOINT.efficacy], "p": [0.2, 0.5]},
    designs.p_upper_interval: {
        **{"rule": StoppingRule((6, 7), (5, 5)), "standard": STANDARD, "experimental": WEAK, "delta": 0.1}
    },
    designs.prob_conclusive: {"rule": RULE, "prior": WEAK, "x": 2, "n": 4},
    designs.simon_two_stage: {**TEST, "n_max": 20, "kind": "optimal"},
    designs.single_stage: {**TEST, "n_min": 3, "n_max": 30},
    designs.stage_wise_order: {"rule": RULE},
    designs.stop_inconclusive: {"rule": RULE, "prior": WEAK, "cutoff": 0.1},
    designs.toxicity_rule: {
        **{"standard": STANDARD, "experimental": WEAK, "n_min": 3, "n_max": 6, "p_upper": 0.9}
    },
    designs.trial_size: {"p_control": 0.2, "p_treated": 0.9, "power": 0.8, "alpha": 0.05, "n_max": 12},
    designs.umvue: {"rule": RULE, **XN},
    onearm.Interval: {"low": 0.25, "high": 0.75},
    CURVE.at: {"t": 4},
    CURVE.number_at_risk: {"t": 5},
    CURVE.quantile: {"share": 0.25},
    CURVE.restricted_mean: {"horizon": 5},
    CURVE.table: {},
    estimates.clopper_pearson: {**XN, **LEVEL},
    estimates.daily: {"records": RECORDS},
    estimates.days_with: {
        **{"records": RECORDS, "status": "oxygen_free", "day": 2},
        **{"after_death": "zero", "after_leaving": "carry"},
    },
    estimates.follow_up: {"times": [2, 5, 9], "events": [True, False, True], **LEVEL, "interval": "log"},
    estimates.garwood: {"events": 8, "exposure": 100.0, **LEVEL},
    estimates.highest_density: {"a": 6.0, "b": 3.0, **LEVEL},
    estimates.jeffreys: {**XN, **LEVEL},
    estimates.kaplan_meier: {"times": [2, 5, 9], "events": [True, False, True], **LEVEL, "interval": "plain"},
    estimates.lower_limit: {**XN, **LEVEL},
    estimates.patient_bounds: {"table": LINES, "treated": 7},
    estimates.patients_to_exclude: {"p": 0.1, **LEVEL},
    estimates.patients_with_any: {"counts": [2, 1, 1], "treated": 7},
    estimates.patients_with_both: {"one": 5, "other": 4, "treated": 7},
    estimates.patients_with_marked: {"marked": 3, "events": 4, "patients": 2},
    estimates.rule_of_three: {"n": 7},
    estimates.secondary_endpoints: {"records": RECORDS, "days": [1, 2]},
    estimates.sharing_patterns: {"term_patients": {"fever": 2, "pain": 1}, "class_patients": 2},
    estimates.status_at: {
        **{"records": RECORDS, "status": "unventilated", "day": 2},
        **{"after_death": "fail", "after_leaving": "exclude"},
    },
    estimates.steroid_course: {"records": RECORDS, "day": 2},
    estimates.subject_level: {"records": RECORDS},
    estimates.tabulate: {
        **{"events": EVENTS, "treated": 7, "least_grade": 2, "serious": False, "related": True},
        "ungraded": "refuse",
    },
    estimates.study_day: {"elapsed": [0, 3]},
    estimates.days_elapsed: {"study_day": [1, 4]},
    estimates.example_sources: {},
    estimates.adsl: {"dm": DM, "ex": EX, "ds": DS, "vs": VS},
    estimates.addaily: {
        "adsl": SUBJECTS[["USUBJID", "TRTSDT", "EOSDT", "DTHDT", "O2BLFL", "CSBLFL"]],
        **{"vs": VS, "visits": [2]},
    },
    estimates.adtte: {
        "adsl": SUBJECTS[["USUBJID", "TRTSDT", "DTHDT", "EOSDT", "LSTALVDT", *FLAGS]],
        "addaily": DAYS[["USUBJID", "PARAMCD", "ANL02FL", "AVAL", "ADT"]],
    },
    estimates.adae: {
        **{"adsl": SUBJECTS[["USUBJID", "TRTSDT", "DTHDT"]], "ae": AE},
        **{"before_treatment": "flag"},
    },
    estimates.Specification.of: {"description": DESCRIPTION},
    SPECIFICATION.check: {"frame": IDS},
    SPECIFICATION.table: {},
    estimates.to_dataset_json: {
        **{"frame": IDS, "specification": SPECIFICATION},
        **{"created": "2026-01-01T00:00:00", "study": "A"},
    },
    estimates.from_dataset_json: {"written": WRITTEN, "specification": SPECIFICATION},
    estimates.time_to_event: {"records": RECORDS},
    estimates.upper_limit: {**XN, **LEVEL},
    estimates.wilson: {**XN, **LEVEL},
    Endpoint: {
        **{"name": "free", "summaries": {10: Summary("6.3", "4.0")}},
        **{"patients": [1, 2, 3], "within": ["off"]},
    },
    Printed: {"text": "24.0", "rounding": "half-up", "exact": False},
    Printed("24.0").contains: {"value": 24.01},
    Inequality: {"text": "<0.001"},
    Inequality("<0.001").contains: {"value": 0.0004},
    Parts: {"text": "64 (30–86)", "rounding": "half-up"},
    printed.propagate: {"function": sum_of, "inputs": ["86.5", 7], "monotone": True},
    printed.read_printed: {"text": "5/7 (71.4%)", "rounding": "truncated", "exact": False},
    Summary: FIVE,
    printed.agrees: {"interval": onearm.Interval(0.02, 0.05), "printed": "0.048"},
    printed.correlation_limits: {"r": "0.50", "n": 23, **LEVEL},
    printed.counts_printing: {"printed": "71.4", "n": 7, "percent": True},
    printed.enumerate_jointly: {"endpoints": [OFF], "last_days": {1: None, 2: None, 3: 4}, "alike": [[1, 2]]},
    printed.enumerate_samples: {"n": 5, "low": 1, "high": 7, **FIVE},
    printed.enumerate_trajectories: {"summaries": {10: Summary("8.0", "3.5")}, "last_days": [None, None, 4]},
    printed.forced: {"solutions": [[1, 4, 4], [2, 4, 4]]},
    printed.grim: {"mean": "43.3", "n": 7, "step": "0.5"},
    printed.grimmer: {"mean": "4.0", "sd": "2.2", "n": 5, "step": "0.5", "low": "0", "high": "9.5"},
    printed.implied: {
        **{"estimate": "0.50", "low": "0.2", "high": "0.71", "scale": "arctanh"},
        **{"confidence_level": 0.9, "df": 12.5},
    },
    printed.mean_limits: {"mean": "24.0", "sd": "10.6", "n": 7, **LEVEL},
    printed.mean_sd: {"text": "24.0 ± 10.6", "rounding": "half-even"},
    printed.p_from_log_rank: {"observed": (7, 5), "expected": ("5.23", "6.77"), "variance": "2.97"},
    printed.p_from_means: {
        **{"means": ("5.2", "3.9"), "sds": ("1.8", "2.1"), "sizes": (20, 18)},
        "equal_var": False,
    },
    printed.p_from_ranks: {
        **{"first": ["1.1", "1.3", "1.4"], "second": ["1.3", "2.2"]},
        **{"test": "normal corrected", "ties": "broken"},
    },
    printed.p_from_statistic: {"statistic": "4.12", "test": "F", "df": 2, "df2": 27.5},
    printed.partitions: {"shares": ["0.33", "0.56", "0.11"], "n": 9, "percent": False},
    printed.quartile_witness: {
        **{"n": 7, "q1": "2", "median": "4", "q3": "6", "minimum": "1", "maximum": "9"},
        **{"mean": "4.4", "step": "0.5", "method": "weibull"},
    },
    printed.rate_limits: {"events": 8, "person_time": "412", "per": 100.0, **LEVEL},
    printed.sd_interval: {"n": 7, "low": "1", "high": "7.5", "mean": "4.0", "median": "4"},
    printed.tables_printing: {"p": "0.048", "sizes": (5, 4), "test": "fisher", "events": 3},
    printed.witness: {"n": 5, **FIVE, "step": "1"},
    Choice: {"name": "ex", "asks": "what it does", "options": OPTIONS, "step": "Step 1"},
    CHOICE.judge: {"given": "b", "tries": 2},
    Claims: {"folder": EXAMPLE, "name": "claims", "page": "ledger.html"},
    CLAIMS.judge: {
        "claim_id": "response",
        "value": (41.6, 41.9),
        "assumption": "none",
        "rounding": "half-up",
    },
    CLAIMS.check: {"claim_id": "response", "value": 41.7, "assumption": "none", "rounding": "half-up"},
    CLAIMS.check_all: {"values": {"response": 41.7}, "assumption": "none", "rounding": "half-up"},
    CLAIMS.quote: {"claim_id": "response"},
    CLAIMS.printed_value: {"claim_id": "response"},
    Exercise: {
        **{"name": "ex", "asks": "the share", "answer": lambda: 200 / 3, "slips": (SLIP,)},
        **{"unit": "%", "decimals": 1, "hint": "Divide.", "step": "Step 1"},
    },
    EXERCISE.judge: {"given": 28.6, "tries": 2},
    Judgement("✗", "Not yet.").helped: {"tries": 3, "hint": "Divide.", "step": "Step 1"},
    Ledger.read: {"folder": BOOK / "chapters", "claims": seven_patients.CLAIMS},
    Ledger(pd.DataFrame({"verdict": ["reproduced"]})).summary: {},
    Option: {"text": "It halves.", "says": "It goes by the root.", "right": True},
    Several: {
        **{"name": "ex", "asks": "the odd ones", "answer": lambda: {1, 3}, "slips": (SLIP,)},
        **{"unit": "n", "hint": "Odd.", "step": "Step 1"},
    },
    SEVERAL.judge: {"given": [1, 2], "tries": 2},
    Slip: {"says": "You divided by all seven.", "value": lambda: 2 / 7},
    ledger.analysis_result: {"data": ADAM} | HOW,
    ledger.to_analysis_results: {"analyses": RESULTS, "name": "A", "program": "Python 3"},
    ledger.from_analysis_results: {"written": EVENT},
    ledger.Step: {"name": "Records", "place": "a.ipynb", "lines": ["1", "2"]},
    ledger.Trace: {"title": "Two", "steps": [STEP]},
    ledger.read_table: {"name": "claims", "folder": EXAMPLE},
    charts.allowed: {
        "table": pd.DataFrame(
            [{"quantity": "age", "low": 29, "high": 48, "printed": 34, "label": "14.5 years"}]
        ),
        **TITLE,
        **AXIS,
    },
    charts.bars: {"values": pd.Series({"build": 40.0, "tests": 300.0}), **TITLE, "unit": "seconds"},
    charts.butterfly: {
        "table": pd.DataFrame([{"name": "Skin", "side": "related", "tier": "printed", "count": 2}]),
        **TITLE,
        "sides": ("related", "unrelated"),
        **AXIS,
    },
    charts.by_truth: {
        **{"p": [0.2, 0.5], "curves": {"mean": [1.0, 2.0]}, **TITLE, **AXIS},
        **{"value": "an error", "level": 1.5},
    },
    charts.comparison: {"design": DESIGN, **XN, **TITLE, **AXIS},
    charts.count_ranges: {
        "table": pd.DataFrame([{"name": "Skin", "low": 1, "high": 2, "printed": 2}]),
        **TITLE,
        **AXIS,
    },
    charts.cutoffs: {"design": DESIGN, **TITLE},
    charts.densities: {
        **{"curves": {"weak": (WEAK, "prior")}, **TITLE, **AXIS},
        "interval": (onearm.Interval(0.2, 0.6), "middle"),
    },
    charts.event_dots: {
        "table": pd.DataFrame([{"name": "Rash", "events": 8, "percent": 14.3, "low": 0.4, "high": 57.9}]),
        **TITLE,
        **AXIS,
    },
    charts.figure: {"chart": alt.Chart().mark_point().properties(description="Nothing yet.")},
    charts.flow: {"stages": {"consented": 9, "treated": 7}, "exits": ["not eligible"], **TITLE},
    charts.growth: {
        "times": pd.DataFrame({"question": "boundary", "n": [10, 20], "time": [0.5, 1.25]}),
        **{**TITLE, "size": "patients", "unit": "seconds"},
    },
    charts.identified: {"found": FOUND, **TITLE, "cutoff": 0.95, "region": REGION},
    charts.intervals: {
        "table": pd.DataFrame(
            [{"outcome": "5 of 7", "kind": "exact", "estimate": 71.4, "low": 29.0, "high": 96.3}]
        ),
        **{**TITLE, **AXIS, "reference": (50, "half")},
    },
    charts.joint_endings: {"rule": JOINT, "p_success": 0.5, **TITLE, "marked": [0.2], **AXIS},
    charts.lattice: {"rule": RULE, **TITLE, "reached": (5, 7), "success": "alive", "futile": "futile"},
    charts.narrowing: {
        "table": pd.DataFrame(
            [("total", "5", "", True), ("squares", "1, 4", "5", True), ("squares", "2, 3", "5", False)],
            columns=["level", "name", "parent", "goes_on"],
        ),
        **{**TITLE, "kinds": ["goes on", "dead end"]},
    },
    charts.paths: {"rules": {"one": RULE}, "p": 0.5, **TITLE, "success": "alive", **AXIS},
    charts.power_curves: {"rules": {"one": RULE}, **TITLE, "marked": [0.5], **AXIS},
    charts.render: {"spec": {"description": "Five of seven lived.", "height": 0.3}},
    charts.stop_distribution: {"rule": RULE, "p": [0.5], **TITLE, **AXIS},
    charts.survival_curve: {"curve": CURVE, **TITLE, "marked": [4], **AXIS},
    charts.swimmers: {
        "ends": pd.DataFrame([{"patient": "1", "day": 50, "end": "died", "note": "relapse"}]),
        **TITLE,
        "periods": pd.DataFrame([{"patient": "1", "kind": "oxygen", "start": 0, "end": 20}]),
        **{"looks": [28], **AXIS},
    },
    charts.saw: {"sizes": [5, 6], "power": [0.7, 0.8], **TITLE, "target": 0.75, **AXIS},
    charts.size_map: {
        "table": pd.DataFrame([{"down": 24.5, "across": 50, "size": 20}]),
        **{**TITLE, "down": "standard, %", "across": "new, %", "most": 100},
    },
    charts.tally: {"counts": pd.DataFrame({"settled": [3, 0], "open": [1, 2]}, index=["a", "b"]), **TITLE},
    charts.timeline: {
        "table": pd.DataFrame([{"row": "onset", "kind": "study", "low": 32, "mark": 76, "high": 120}]),
        **{**TITLE, "colours": {"study": "prior"}, **AXIS, "named": True},
    },
    charts.tipping: {"found": FOUND, **XN, **TITLE, "comparator": 31, "region": REGION},
    charts.updating: {"prior": STANDARD, **XN, **TITLE, "success": "alive", **AXIS},
    charts.waiting: {
        **{"rule": RULE, "failure_days": [5, *[None] * 6], **TITLE, "intervals": [5, 20]},
        **{"window": 10, "day": 0, "success": "alive", "failure": "dead"},
    },
    charts.verdicts: {
        "counts": pd.DataFrame({"claims": [3, 1]}, index=["✓ reproduced", "✗ discrepant"]),
        **TITLE,
    },
    charts.zero_limits: {"n": 7, **TITLE, "excluded": [0.1], **LEVEL},
    seven_patients.judge: {
        "claim_id": "abs-d56-ci-low",
        "value": 29.0,
        "assumption": "none",
        "rounding": "truncated",
    },
    seven_patients.check: {
        "claim_id": "abs-d56-ci-low",
        "value": 29.0,
        "assumption": "none",
        "rounding": "truncated",
    },
    seven_patients.check_all: {
        "values": {"abs-d56-ci-low": 29.0},
        "assumption": "none",
        "rounding": "truncated",
    },
    seven_patients.quote: {"claim_id": "abs-d56-ci-low"},
    seven_patients.printed_value: {"claim_id": "abs-d56-ci-low"},
    seven_patients.try_it: {"name": "ex-primary-other-n", "given": 6},
}
"""By function the arguments of a valid call."""


def name_of(function):
    """Return where a function stands: its room, and its name there."""
    return f"{'.'.join(function.__module__.split('.')[:2])}.{function.__qualname__}"


def public_callables():
    """Return the names of all that a room offers to be called, the makers of its results apart.

    A class whose description has no parameters is a result: a function of the library makes it, no caller.
    """
    found = set()
    for room in ROOMS:
        for offered in (getattr(room, name) for name in room.__all__):
            if inspect.isclass(offered):
                if "\nParameters\n" in inspect.getdoc(offered):
                    found.add(name_of(offered))
                methods = inspect.getmembers(offered, callable)
                found |= {name_of(method) for name, method in methods if not name.startswith("_")}
            elif inspect.isroutine(offered):
                found.add(name_of(offered))
    return found
