"""What `make bench` keeps: complete and of one shape. How long things take is never asserted."""

import json
import re

import pytest
from conftest import ROOT

import benchmarks

RESULTS = json.loads(benchmarks.RESULTS.read_text(encoding="utf-8"))
WRITTEN = re.findall(
    r"^def test_(\w+)", (ROOT / "benchmarks" / "test_speed.py").read_text("utf-8"), re.MULTILINE
)


def positive(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0


def test_the_machine_is_named():
    assert set(RESULTS) == {"machine", "speed", "processes", "pages"}
    assert set(RESULTS["machine"]) == {"processor", "cores", "system", "Python", "numpy", "scipy"}
    assert all(RESULTS["machine"].values())


def test_every_benchmark_has_its_time_and_ratio():
    for row in RESULTS["speed"]:
        assert set(row) == {"benchmark", "group", "n", "milliseconds", "ratio"}
        assert positive(row["milliseconds"]) and positive(row["ratio"])
        assert (row["group"] is None) == (row["n"] is None)
    assert {row["benchmark"].partition("[")[0] for row in RESULTS["speed"]} == set(WRITTEN)


def test_the_ratios_are_to_the_reference_of_the_same_run():
    (reference,) = (row for row in RESULTS["speed"] if f"test_{row['benchmark']}" == benchmarks.REFERENCE)
    assert reference["ratio"] == 1
    for row in RESULTS["speed"]:
        assert row["ratio"] == pytest.approx(row["milliseconds"] / reference["milliseconds"], rel=0.02)


def test_a_question_at_several_sizes_has_several():
    sizes = {}
    for row in RESULTS["speed"]:
        sizes.setdefault(row["group"], []).append(row["n"])
    del sizes[None]
    assert len(sizes) == 4
    assert all(len(set(found)) == len(found) >= 4 for found in sizes.values())


def test_every_process_has_its_time_and_ratio():
    assert [row["what"] for row in RESULTS["processes"]] == list(benchmarks.PROCESSES)
    assert all(positive(row["seconds"]) and positive(row["ratio"]) for row in RESULTS["processes"])


def test_pages_have_their_weights():
    pages = [row["page"] for row in RESULTS["pages"]]
    assert len(set(pages)) == len(pages) > 30 and "chapters/index" in pages
    assert all(positive(row["own"]) and positive(row["loaded"]) for row in RESULTS["pages"])


def test_a_page_weighs_what_it_and_its_files_do(tmp_path):
    site = tmp_path / "html"
    (site / "_static").mkdir(parents=True)
    (site / "_static" / "a.css").write_text("p {}" * 100, encoding="utf-8")
    page = site / "page.html"
    page.write_text('<link rel="stylesheet" href="_static/a.css?v=1"><p>Text</p>', encoding="utf-8")
    assert benchmarks.weight(page) == {
        "page": "page",
        "own": benchmarks.gzipped(page),
        "loaded": benchmarks.gzipped(site / "_static" / "a.css"),
    }


def test_the_ratios_to_the_peers_are_told_with_their_calls():
    kept = json.loads((ROOT / "benchmarks" / "peers.json").read_text(encoding="utf-8"))
    written = (ROOT / "benchmarks" / "peers.py").read_text(encoding="utf-8")
    assert set(kept["machine"]) == {"processor", "Python", "R", "clinfun", "ph2bayes"}
    assert len(kept["ratios"]) == len({row["ours"] for row in kept["ratios"]}) >= 6
    for row in kept["ratios"]:
        assert row["ours"].partition("(")[0] in written and row["peer"].partition("(")[0] in written
        assert all(
            positive(row[name]) for name in ("milliseconds", "ratio", "cold_milliseconds", "cold_ratio")
        )
