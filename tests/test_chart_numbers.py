"""The numbers behind each chart: those that draw it, in a table that unfolds and that a machine can read."""

import json

import pytest
from bs4 import BeautifulSoup
from cases import each_case

import notebooks
from seven_patients_site.charts.chart_numbers import MOST, frames, numbers

VEGA_LITE = "application/vnd.vegalite.v5+json"
WITHOUT = {
    "Nine consented, seven were treated, three completed the trial",  # boxes, whose numbers it says
}


def charts():
    for text in notebooks.sources():
        cells = json.loads(text.with_suffix(".ipynb").read_text(encoding="utf-8"))["cells"]
        for output in (output for cell in cells for output in cell.get("outputs", ())):
            if spec := output.get("data", {}).get(VEGA_LITE):
                yield spec


SPECS = {spec["title"]: spec for spec in charts()}
SHOWN = [title for title in SPECS if title not in WITHOUT]


@each_case("title", SHOWN)
def test_a_chart_has_tables_with_caption_and_heads(title):
    page = BeautifulSoup(numbers(SPECS[title]), "html.parser")
    assert page.details.summary.get_text() == "Show the numbers"
    for table in page.find_all("table"):
        assert table.caption.get_text().startswith(title)
        assert {head["scope"] for head in table.thead.find_all("th")} == {"col"}
        rows = table.tbody.find_all("tr")
        assert 2 <= len(rows) <= MOST
        assert {len(row.find_all("td")) for row in rows} == {len(table.thead.find_all("th")) - 1}
        assert {row.th["scope"] for row in rows} == {"row"}


@each_case("title", SHOWN)
def test_the_numbers_are_those_that_draw_the_chart(title):
    spec = SPECS[title]
    stored = [row.values() for rows in spec.get("datasets", {}).values() for row in rows]
    stored += spec.get("usermeta", {}).get("numbers", {}).values()
    drawn = {value for values in stored for value in values}
    told = {"", *(str(value) for value in drawn if not isinstance(value, float))}
    measured = [value for value in drawn if isinstance(value, float | int)]
    cells = {cell.get_text() for cell in BeautifulSoup(numbers(spec), "html.parser").select("tbody th, td")}
    for cell in cells - told:
        places = len(cell.partition(".")[2])
        assert cell in {f"{value:.{places}f}" for value in measured}


@pytest.mark.parametrize("title", sorted(WITHOUT))
def test_what_is_not_stored_or_stands_in_boxes_has_none(title):
    assert numbers(SPECS[title]) == ""


def test_curves_stand_side_by_side_and_a_long_one_is_thinned_out():
    title = "At worst a limit for a fixed n errs nearly twice as often as it may"
    ((frame, says, curve),) = frames(SPECS[title])
    assert curve
    assert says == "trials whose lower limit is above the truth, %"
    assert [*frame] == ["true survival, %", "knows the rule", "as if n were fixed"]
    assert f"of {len(frame)} rows; the notebook has all." in numbers(SPECS[title])


def test_the_page_shows_them(site):
    html = (site / "chapters" / "design" / "operating-characteristics.html").read_text(encoding="utf-8")
    assert html.count("Show the numbers") == html.count('<figure class="chart"')


def test_a_title_of_an_axis_in_two_lines_heads_its_column_by_the_first():
    rows = [{"patients": 6, "share": 1.5}, {"patients": 7, "share": 2.5}]
    code = {"x": {"field": "patients", "title": ["patients", "below: a note"]}, "y": {"field": "share"}}
    chart = {"mark": "bar", "encoding": code, "data": {"name": "d"}, "datasets": {"d": rows}}
    ((frame, *_),) = frames(chart)
    assert list(frame) == ["patients", "share"]
