"""The tree of what is possible: described, drawn from its table, and stored the same."""

import pandas as pd
import vl_convert
from cases import each_case
from refusals import refused

from onearm import charts

TABLE = pd.DataFrame(
    [
        ("day 28", "0, 28", "", True),
        ("day 56", "0, 56", "0, 28", True),
        ("day 56", "1, 55", "0, 28", False),
    ],
    columns=["level", "name", "parent", "goes_on"],
)


def narrowing(table=TABLE, title="Message", **options):
    return charts.narrowing(table, title, **options)


def test_it_is_stored_with_its_description_and_can_be_drawn():
    stored = charts.render(narrowing().to_dict())
    spec = stored[charts.VEGA_LITE]
    assert stored["text/plain"] == "Message. day 28: 0, 28. day 56: 0, 56; 1, 55 (dead end)."
    assert isinstance(spec["width"], int)
    assert "<svg" in vl_convert.vegalite_to_svg(spec)
    assert charts.render(narrowing().to_dict()) == stored


def test_each_branch_joins_a_possibility_with_the_one_it_continues():
    spec = narrowing().to_dict()
    branches = spec["datasets"][spec["layer"][0]["data"]["name"]]
    ends = [(row["x_before"], row["y_before"], row["x"], row["y"], row["kind"]) for row in branches]
    assert ends == [(0, 0, 1, 0, "goes on"), (0, 0, 1, 1, "dead end")]


def test_the_slider_starts_with_every_level():
    (slider,) = narrowing().to_dict()["params"]
    assert (slider["bind"]["min"], slider["bind"]["max"], slider["value"]) == (1, 2, 2)


def test_the_kinds_can_have_other_names():
    assert "1, 55 (refuted)" in narrowing(kinds=("possible", "refuted")).description


WRONG = [
    *[{"table": wrong} for wrong in (None, {}, TABLE.head(0), TABLE.drop(columns="parent"))],
    {"table": TABLE.assign(name="0, 28")},
    {"table": TABLE.assign(name=["a", "b", " "])},
    {"table": TABLE.assign(level=["a", None, None])},
    {"table": TABLE.assign(parent="0, 28")},
    {"table": TABLE.assign(parent=["", "0, 28", "0, 27"])},
    {"table": TABLE.assign(goes_on=[1, 0, 1])},
    {"title": " "},
    {"kinds": ("goes on", "")},
]


@each_case("wrong", WRONG)
def test_bad_input_says_what_must_be_and_what_came(wrong):
    refused(narrowing, **wrong)
