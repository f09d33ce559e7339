"""The figure of what a printed summary may be: described, drawn from its table, and stored the same."""

import pandas as pd
import vl_convert
from cases import each_case
from refusals import refused

from onearm import charts

TABLE = pd.DataFrame(
    [
        {"quantity": "age", "low": 28.9, "high": 48.3, "printed": 33.7, "label": "14.5 years"},
        {"quantity": "SP-D", "low": 33.8, "high": 35.8, "printed": 34.1, "label": "247.91 ng/mL"},
    ]
)


def allowed(table=TABLE, title="Message", axis="SD, % of the range"):
    return charts.allowed(table, title, axis=axis)


def test_it_is_stored_with_its_description_and_can_be_drawn():
    stored = charts.render(allowed().to_dict())
    spec = stored[charts.VEGA_LITE]
    assert (
        stored["text/plain"]
        == spec["description"]
        == ("Message. SD, % of the range: age 33.7, allowed 28.9 to 48.3; SP-D 34.1, allowed 33.8 to 35.8.")
    )
    assert spec["title"] == "Message"
    assert isinstance(spec["width"], int)
    assert "<svg" in vl_convert.vegalite_to_svg(spec)
    assert charts.render(allowed().to_dict()) == stored


def test_it_holds_the_table_and_writes_each_printed_value():
    spec = allowed().to_dict()
    (rows,) = spec["datasets"].values()
    assert rows == TABLE.to_dict("records")
    assert spec["layer"][-1]["encoding"]["text"]["field"] == "label"


def test_an_interval_of_one_point_and_negative_values_are_drawn():
    table = TABLE.assign(low=-1, high=-1, printed=-2)
    assert "age -2.0, allowed -1.0 to -1.0" in allowed(table).description
    squares = [layer for layer in allowed(table).to_dict()["layer"] if layer["mark"]["type"] == "square"]
    assert [layer["encoding"]["x"]["field"] for layer in squares] == ["low"]


WRONG = [
    *[{"table": wrong} for wrong in (None, {}, TABLE.head(0), TABLE.drop(columns="printed"))],
    *[{"table": TABLE.assign(**{name: float("nan")})} for name in ("low", "high", "printed")],
    {"table": TABLE.assign(low=TABLE["high"], high=TABLE["low"])},
    {"table": TABLE.assign(quantity="")},
    {"table": TABLE.assign(label=None)},
    *[{name: wrong} for name in ("title", "axis") for wrong in (None, " ", 3)],
]


@each_case("wrong", WRONG)
def test_bad_input_says_what_must_be_and_what_came(wrong):
    refused(allowed, **wrong)
