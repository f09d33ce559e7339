"""The ledger: verdicts, how they are shown and stored, and what the chapters must prove."""

import copy
import csv
import json
import math
import re
import shutil
from dataclasses import asdict
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from cases import each_case
from refusals import refused

from onearm.ledger import EXAMPLE, Checks, Claims, Ledger, claims
from onearm.printed import propagate
from seven_patients import CLAIMS, check, check_all, datasets, judge, printed_value, quote

CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"


@each_case(
    ("claim_id", "value", "assumption", "verdict"),
    [
        ("res-d56-survival", 500 / 7, "", "reproduced"),
        ("res-d56-survival", 71.44, "", "reproduced"),
        ("res-d56-survival", 71.46, "", "discrepant"),
        ("res-d56-survivors", 5, "", "reproduced"),
        ("res-d56-survivors", 5.4, "", "discrepant"),
        ("t1-n07", 5, "", "consistent"),
        ("t1-n07", 5, "a stated prior", "assumption needed"),
        ("t1-n07", 4, "a stated prior", "discrepant"),
        ("dis-d56-survivors", 5, "", "reproduced"),
    ],
)
def test_verdict(claim_id, value, assumption, verdict):
    assert judge(claim_id, value, assumption=assumption).verdict == verdict


@each_case(
    "call",
    [
        lambda: judge("res-d56-survivl", 71),
        lambda: judge(None, 71),
        lambda: judge("res-d56-survival", float("nan")),
        lambda: judge("res-d56-survival", "71.4"),
        lambda: judge("res-d56-survival", (71.5, 71.3)),
        lambda: judge("res-d56-survival", (71.3, 71.4, 71.5)),
        lambda: judge("res-d56-survival", (71.3, float("nan"))),
        lambda: judge("res-d56-survival", 71.4, rounding="up"),
        lambda: check_all({"res-d56-survival": 71.4}, rounding=None),
        lambda: judge("res-d56-survival", None),
        lambda: judge("dis-standard-survival", 24.5),
        lambda: check("nothing", 1),
        lambda: check_all({}),
        lambda: check_all([("res-d56-survival", 71)]),
        lambda: quote("nothing"),
        lambda: printed_value("nothing"),
        lambda: judge([], 1),
        lambda: quote([]),
        lambda: quote(("res-d56-survival",)),
        lambda: printed_value({}),
        lambda: check({"res-d56-survival"}, 1),
        lambda: check_all({7: 1}),
        lambda: check_all({"t1-n07": 5}, assumption=None),
        lambda: Ledger.read("no/such/folder", CLAIMS),
        lambda: Ledger.read(None, CLAIMS),
        lambda: Ledger.read(7, CLAIMS),
        lambda: Ledger.read(["chapters"], CLAIMS),
    ],
)
def test_bad_input_says_what_must_be_and_what_came(call):
    refused(call)


@pytest.mark.parametrize(
    ("claim_id", "value", "shown", "verdict"),
    [
        ("res-d56-survival", (71.36, 71.44), "71.36 to 71.44", "reproduced"),
        ("res-d56-survival", (71.3, 71.37), "71.3 to 71.37", "consistent"),
        ("res-d56-survival", (70, 80), "70 to 80", "consistent"),
        ("res-d56-survival", (71.46, 80), "71.46 to 80", "discrepant"),
        ("res-d56-survival", (71.4, 71.4), "71.4", "reproduced"),
        ("t1-n07", (4.5, 5.5), "4.5 to 5.5", "consistent"),
        ("t1-n07", (5.1, 5.5), "5.1 to 5.5", "discrepant"),
    ],
)
def test_an_interval_is_discrepant_only_where_it_misses(claim_id, value, shown, verdict):
    found = judge(claim_id, value)
    assert (found.value, found.verdict) == (shown, verdict)
    expected = verdict if verdict == "discrepant" else "assumption needed"
    assert judge(claim_id, value, assumption="a guess").verdict == expected


def test_a_print_that_was_cut_is_an_assumption():
    assert judge("res-d56-survival", 71.46).verdict == "discrepant"
    cut = judge("res-d56-survival", 71.46, rounding="truncated")
    assert (cut.verdict, cut.assumption) == ("assumption needed", "digits cut, not rounded")
    assert judge("res-d56-survival", 71.36, rounding="truncated").verdict == "discrepant"


@pytest.mark.parametrize("claim_id", ["res-d56-survival", "t1-n07"])
def test_a_claim_does_not_prove_itself(claim_id):
    own = printed_value(claim_id)
    for value in (own, copy.deepcopy(own), (own, 100), [0, own]):
        assert "must be computed, and not be what the claim prints" in refused(judge, claim_id, value)
    assert judge(claim_id, 1 * own).verdict != "discrepant"
    assert judge("dis-d56-survival", printed_value("res-d56-survival")).verdict == "reproduced"


@pytest.fixture
def paper(tmp_path):
    """Write a copy of the example's claims in which some text stands for another, and return its claims."""

    def changed(old, new):
        folder = shutil.copytree(EXAMPLE, tmp_path / "data", dirs_exist_ok=True)
        text = (EXAMPLE / "claims.csv").read_text(encoding="utf-8")
        assert old in text
        (folder / "claims.csv").write_text(text.replace(old, new), encoding="utf-8")
        return Claims(folder)

    return changed


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "rate,41.7",
            "rate,41\N{BULLET}7",
            "line 3, column 'printed': the cell must hold one number, without",
        ),
        (
            "rate,41.7",
            "rate,41.7 (15.2)",
            "'printed': the cell must hold one number, and each of 41.7, 15.2 be",
        ),
        ("rate,41.7", "rate,NR", "line 3, column 'printed': the cell must hold one number"),
        ("percentage,computable", "percent,computable", "line 3, column 'kind': the cell must be one of"),
        ("percentage,computable", "percentage,computed", "line 3, column 'basis': the cell must be one of"),
        ("limit,constrained,assumption needed", "limit,constrained,assumed", "line 4, column 'verdict': the"),
    ],
)
def test_a_wrong_cell_is_found_when_the_claims_are_read(paper, old, new, says):
    assert says in refused(lambda: paper(old, new).table)


def test_a_print_that_nobody_checks_need_not_be_a_number(paper):
    assert paper("follow-up,8.2", "follow-up,NR").quote("follow-up") == "NR"


def test_a_chordoma_trial_has_no_false_discrepancy(paper):
    def lower(rate, upper):
        return 100 * math.exp(-(math.log(rate / 100) ** 2) / -math.log(upper / 100))

    limit = paper("15.2", "55.8")
    assert limit.judge("response-low", lower(86.5, 96.5)).verdict == "discrepant"
    found = limit.judge("response-low", propagate(lower, ["86.5", "96.5"]), assumption="log-log limits")
    assert found.verdict == "assumption needed"
    assert found.value == "54.6705 to 56.1437"


@pytest.mark.parametrize(
    ("printed", "value", "verdict"),
    [
        ("<0.001", 0.0004, "reproduced"),
        ("<0.001", 0.002, "discrepant"),
        ("0\N{MIDDLE DOT}04", 0.041, "reproduced"),
    ],
)
def test_a_limit_is_checked_as_one(paper, printed, value, verdict):
    ledger = paper("41.7", printed)
    assert ledger.judge("response", value).verdict == verdict
    if printed[0] == "<":
        assert "must print a number, not a limit" in refused(ledger.printed_value, "response")


@pytest.mark.parametrize("printed", ["41.7%", "41.7 %", "41.7 per cent", "41.7"])
def test_a_unit_is_shown_once(paper, printed):
    ledger = paper("rate,41.7,", f"rate,{printed},")
    assert ledger.quote("response") == (printed if printed != "41.7" else "41.7 %")
    said = str(ledger.judge("response", 41.7))
    assert f"printed {ledger.quote('response')} (" in said and "computed 41.7 %;" in said


@pytest.mark.parametrize(
    ("printed", "value", "said"),
    [
        ("one", 1, "computed 1 patient; printed one patient ("),
        ("1", 1, "computed 1 patient; printed 1 patient ("),
        ("two", 2, "computed 2 patients; printed two patients ("),
        ("1", 0, "computed 0 patients; printed 1 patient ("),
    ],
)
def test_a_unit_is_in_the_singular_after_one(paper, printed, value, said):
    ledger = paper("rate,41.7,%,percentage", f"rate,{printed},patients,count")
    assert said in str(ledger.judge("response", value))


@pytest.mark.parametrize(
    "assumption", [True, False, 3, None, float("nan"), b"a prior", ["a prior"]], ids=repr
)
def test_an_assumption_must_be_a_string(assumption):
    with pytest.raises(ValueError, match=r"\Aassumption must be a string\.\nWhat came: "):
        judge("t1-n07", 5, assumption=assumption)


@pytest.mark.parametrize(
    ("claim_id", "printed"),
    [
        ("front-received", "25 February 2025"),
        ("meth-enrolment-start", "October 2022"),
        ("meth-dose-frequency", "once"),
        ("meth-r-version", "4.3.0"),
        ("res-dose5-step", "fifth"),
    ],
)
def test_a_claim_that_prints_no_number_has_no_value(claim_id, printed):
    with pytest.raises(ValueError, match=rf"\Aclaim '{claim_id}' must .*\nWhat came: '{re.escape(printed)}'"):
        printed_value(claim_id)
    assert quote(claim_id) == printed


def test_every_claim_to_be_checked_prints_a_number():
    table = datasets.claims()
    for claim_id in table.loc[table["basis"].isin(claims.CHECKED), "claim_id"]:
        assert isinstance(printed_value(claim_id), float)


def test_unknown_claim_names_its_neighbours():
    with pytest.raises(ValueError, match="res-d56-survival"):
        judge("res-d56-survivl", 71)


def test_check_tells_in_words_and_icon(capsys):
    check("res-d56-survival", 500 / 7)
    assert capsys.readouterr().out == (
        "✓ Reproduced: survival at day 56: computed 71.4286 %; "
        "printed 71.4 % (Results, Overall survival, day 56)\n"
    )


def test_check_all_shows_one_line_a_claim(capsys):
    check_all({"t1-n06": 5, "t1-n07": 9}, assumption="a guess")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("△ Assumption needed") and "given a guess" in first
    assert second.startswith("✗ Discrepant")


def test_stored_form_can_be_linked_and_read_back():
    one = Checks((judge("res-d56-survival", 500 / 7),), CLAIMS)._repr_mimebundle_()
    assert (
        'id="claim-res-d56-survival"' in one["text/html"]
        and "<strong>Reproduced</strong>" in one["text/html"]
    )
    several = Checks((judge("t1-n06", 5), judge("t1-n07", 5)), CLAIMS)._repr_mimebundle_()
    assert [verdict["claim_id"] for verdict in several[CLAIMS.media_type]] == ["t1-n06", "t1-n07"]
    assert several["text/html"].count("<tr class=") == 2
    assert json.loads(json.dumps(several[CLAIMS.media_type])) == several[CLAIMS.media_type]


def test_many_verdicts_fold_under_their_totals_unless_one_surprises():
    values = {f"t1-n{n:02}": bound for n, bound in datasets.boundary().itertuples(index=False)}
    agreed = [judge(*item) for item in values.items()]
    page = Checks(tuple(agreed), CLAIMS)._repr_mimebundle_()["text/html"]
    assert page.startswith("<details") and "<strong>Consistent</strong>: 15" in page
    assert page.count("<tr class=") == 15
    page = Checks((*agreed, judge("res-d56-survivors", 4)), CLAIMS)._repr_mimebundle_()["text/html"]
    assert page.startswith("<table")


@pytest.mark.parametrize(
    ("claim_id", "value", "shown"),
    [
        ("res-d56-survival", 500 / 7, "71.4286"),
        ("res-d56-survival", 71.4500001, "71.4500001"),  # 71.45 would print like the claim
        ("res-d56-survival", 123456.789, "123456.79"),
        ("res-d56-survival", 1e300, "1e+300"),
        ("res-d56-survivors", 5, "5"),
        ("res-d56-survivors", 5.00000001, "5.00000001"),
        ("res-d56-survival", 12345.67, "12345.67"),
    ],
)
def test_a_value_is_shown_with_a_digit_more_than_its_print_and_so_that_it_agrees(claim_id, value, shown):
    assert judge(claim_id, value).value == shown


def test_an_assumption_is_escaped():
    page = Checks((judge("t1-n06", 5, assumption="a < b"),), CLAIMS)._repr_mimebundle_()["text/html"]
    assert "a &lt; b" in page


def notebook(path, verdicts):
    """Write a notebook whose one cell stored these verdicts."""
    output = nbformat.v4.new_output("display_data", data={CLAIMS.media_type: verdicts})
    cell = nbformat.v4.new_code_cell("check(...)", outputs=[output], execution_count=1)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)


def stored(claim_id, verdict="reproduced"):
    printed = {"res-d56-survival": "71.4"}.get(claim_id, "1")
    return {"claim_id": claim_id, "printed": printed, "verdict": verdict, "value": "1", "assumption": ""}


@pytest.mark.parametrize(
    ("verdicts", "what"),
    [
        ([stored("res-d56-survival")] * 2, "must be checked once"),
        ([stored("nothing")], "must name a claim"),
        ([stored("res-d56-survival")], "must be checked in its chapter"),
    ],
    ids=["twice", "unknown", "missing"],
)
def test_ledger_refuses(tmp_path, verdicts, what):
    (tmp_path / "endpoints").mkdir()
    notebook(tmp_path / "endpoints" / "primary-endpoint.ipynb", verdicts)
    with pytest.raises(ValueError, match=what):
        Ledger.read(tmp_path, CLAIMS)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{\n"cells": [\n<<<<<<< HEAD\n', "a.ipynb, line 3: the notebook must be JSON"),
        ("[]", "a.ipynb: the notebook must hold cells"),
        (
            '{"cells": [{"outputs": [{"data": {"MEDIA": [{"claim_id": "t1-n06"}]}}]}]}',
            "each verdict claim_id",
        ),
        ("\x80", "a.ipynb: the notebook must be in UTF-8"),
    ],
    ids=["conflict", "no notebook", "half a verdict", "other encoding"],
)
def test_a_notebook_that_cannot_be_read_is_named(tmp_path, text, says):
    broken = text.replace("MEDIA", CLAIMS.media_type).encode("latin-1")
    (tmp_path / "a.ipynb").write_bytes(broken)
    assert says in refused(Ledger.read, tmp_path, CLAIMS)


@pytest.mark.parametrize(
    ("chapter", "where", "says"),
    [
        (
            "trail",
            "",
            "line 2, column 'chapter': the cell must name a notebook, without suffix, such as 'trial'",
        ),
        (
            "trail",
            "treated",
            "line 2, column 'chapter': the cell must be 'trial', the notebook that checks the",
        ),
    ],
)
def test_a_wrong_chapter_is_named_by_its_line(tmp_path, chapter, where, says):
    table = Claims(EXAMPLE).table.assign(chapter="").replace("", None)
    table.loc[0, ["chapter", "verdict"]] = chapter, "reproduced"
    table.to_csv(tmp_path / "claims.csv", index=False)
    if (described := EXAMPLE / "datapackage.json").exists():
        shutil.copy(described, tmp_path)
    paper = Claims(tmp_path)
    verdicts = [asdict(paper.judge(where, 12))] if where else []
    notebook(tmp_path / "trial.ipynb", verdicts)
    assert says in refused(Ledger.read, tmp_path, paper)


def test_a_saved_ledger_holds_no_formula_and_a_page_no_markup(ledger):
    texts = {"quantity": '=HYPERLINK("x";"y")', "note": "@SUM(1,2)", "value": "-1.5", "printed": "-cmd|x"}
    texts |= {"claim_id": '"><b>', "chapter": '"><b>', "section": "<b>", "assumption": "\t=1"}
    page = Ledger(ledger.table.iloc[:1].assign(**texts))._repr_html_()
    assert "<b>" not in page
    (carried,) = re.findall('charset=utf-8,([^"]*)', page)
    (row,) = csv.DictReader(unquote(carried).splitlines())
    assert {row[name] for name in ("quantity", "note", "value", "printed", "assumption")} == {
        *('\'=HYPERLINK("x";"y")', "'@SUM(1,2)", "-1.5", "'-cmd|x", "'\t=1"),
    }


@pytest.fixture(scope="module")
def ledger():
    return Ledger.read(CHAPTERS, CLAIMS)


def test_every_verdict_is_the_recorded_one(ledger):
    recorded = datasets.claims().set_index("claim_id")["verdict"]
    assert ledger.table.set_index("claim_id")["verdict"].to_dict() == recorded.to_dict()


def test_every_claim_is_proved_in_its_chapter(ledger):
    proofs = ledger.table.set_index("claim_id")["proof"]
    for claim in datasets.claims().itertuples():
        page = (CHAPTERS / claim.chapter).as_posix() + ".ipynb"
        assert proofs[claim.claim_id] == (f"{page}#claim-{claim.claim_id}" if claim.chapter else "")


def test_no_claim_waits_for_a_chapter_to_come(ledger):
    assert "chapter to come" not in set(ledger.table["verdict"])
    assert "chapter to come" not in set(datasets.claims()["verdict"])


def test_ledger_page_links_every_proof(ledger):
    page = ledger._repr_html_()
    assert page.count("<tr class=") == len(ledger.table)
    assert page.count('href=".') + page.count(f'href="{CHAPTERS}') == (ledger.table["proof"] != "").sum()
    assert ledger.summary()["claims"].sum() == len(ledger.table)


def prose(text):
    """Return what a chapter says outside its cells, roles, inline code, formulas and link targets."""
    body = text.read_text(encoding="utf-8").split("---\n", 2)[-1]
    body = re.sub(r"```\{(?:code-cell|numbers)\}.*?```", "", body, flags=re.DOTALL)
    return re.sub(r"`[^`\n]*`|\$[^$]+\$|\]\([^)]*\)", "", body)


COMMON = {"50", "56", "95", "100"}
"""Whole numbers that a sentence needs for its own ends: one half, the days of the looks, the usual level."""


def claimed_numbers():
    """The printed numbers that no sentence may type: those with a point, and whole ones above thirty."""
    printed = {text for text in datasets.claims()["printed"] if text.replace(".", "").isdigit()}
    return {text for text in printed if "." in text or int(text) > 30} - COMMON


@each_case("text", sorted(CHAPTERS.rglob("*.md")), ids=lambda path: path.stem)
def test_no_claimed_number_is_typed_in_prose(text):
    said = prose(text)
    if text.stem == "ledger":
        said = re.sub(r"A number agrees when.*", "", said)
    typed = [
        number
        for number in claimed_numbers()
        if re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.]*\d)", said)
    ]
    assert typed == []


def test_every_verdict_has_icon_and_style():
    assert set(datasets.claims()["verdict"]) <= set(claims.ICONS)
