"""The search for printed numbers: a number is found as the paper prints it, and as a reader may write it."""

import pandas as pd
import pytest
from conftest import ROOT
from py_mini_racer import MiniRacer

from onearm.ledger import Ledger
from seven_patients import CLAIMS
from seven_patients_site.ledger.ledger_tables import FINDER, FIRST, in_groups


@pytest.fixture(scope="module")
def groups():
    return in_groups(Ledger.read(ROOT / "chapters", CLAIMS).table)


@pytest.fixture(scope="module")
def claims(groups):
    return pd.concat(groups.values())


@pytest.fixture(scope="module")
def find(claims):
    texts = claims[["printed", "unit", "value", "quantity", "section", "claim_id"]]
    rows = claims[["printed", "value"]].assign(place=claims["section"], text=texts.agg("\u00a0".join, axis=1))
    engine = MiniRacer()
    engine.eval(f"{FINDER.read_text(encoding='utf-8')}; 0")
    engine.eval("let known; function know(rows) { known = rows.map(NUMBER_FINDER.row); return 0; } 0")
    engine.call("know", rows.to_dict("records"))
    engine.eval("function find(query) { return NUMBER_FINDER.answers(known, query); } 0")
    yield lambda query: claims[list(engine.call("find", query))]
    engine.close()


def test_a_number_is_found_with_its_sign(find, claims):
    printed = claims[claims["printed"] == "71.4"]
    for query in ("71.4", "71.4%", "71.4 %", "71.4\u00a0%", " (71.4), "):
        assert find(query)["claim_id"].tolist() == printed["claim_id"].tolist()


@pytest.mark.parametrize(
    ("query", "printed"),
    [
        ("5/7", {"5", "7", "five", "seven"}),
        ("24.0 ± 10.6", {"24.0", "10.6"}),
        ("24.0±10.6 days", {"24.0", "10.6"}),
        ("29.0%–96.3%", {"29.0", "96.3"}),
        ("[29.0, 96.3]", {"29.0", "96.3"}),
        ("29.0 % to 96.3 %", {"29.0", "96.3"}),
        ("5 of 7", {"5", "7", "five", "seven"}),
        ("five of seven", {"5", "7", "five", "seven"}),
        ("24.0 and 10.6", {"24.0", "10.6"}),
        ("71.4 per cent", {"71.4"}),
        ("p = 0.05", {"0.05"}),
        ("SD .05", {"0.05"}),
        ("83.3% (5/6) (95%: 35.9%-99.6%)", {"83.3", "5", "6", "95", "35.9", "99.6"}),
        ("minimum survivors among 7", {"5", "7"}),
        ("T1-N07", {"5"}),
    ],
)
def test_numbers_are_found_that_are_printed_together(find, query, printed):
    found = find(query)
    assert set(found["printed"]) <= printed
    assert not found.empty


def test_numbers_of_two_places_are_not_printed_together(find):
    assert "res-d56-at-least" not in set(find("5/7")["claim_id"])


def test_two_ways_of_writing_find_the_same(find):
    for one, other in (
        ("5/7", "five of seven"),
        ("24.0 ± 10.6", "24.0 and 10.6"),
        ("71.4%", "71.4 per cent"),
        ("71,4 %", "71.4"),
        ("24,0 ± 10,6", "24.0 and 10.6"),
        ("29,0–96,3", "29.0–96.3"),
        ("5,7", "5, 7"),
        ("1,064", "1064"),
    ):
        assert find(one)["claim_id"].tolist() == find(other)["claim_id"].tolist()


def test_words_and_numbers_are_looked_for_together(find):
    assert set(find("survival day 56 upper confidence limit")["printed"]) == {"96.3"}
    assert find("no such words").empty


def test_every_number_finds_itself(find, claims):
    numbers = claims[claims["printed"].str.fullmatch(r"[\d.]+")]
    for printed, rows in numbers.groupby("printed"):
        assert set(rows["claim_id"]) <= set(find(printed)["claim_id"])


def test_the_ledger_begins_with_the_primary_endpoint_and_holds_each_claim_once(groups, claims):
    assert next(iter(groups)) == FIRST
    assert {"71.4", "29.0", "96.3"} <= set(groups[FIRST]["printed"])
    assert claims["claim_id"].is_unique
    assert len(claims) == len(CLAIMS.table)
