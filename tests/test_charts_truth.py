"""Lines against the truth: every curve is drawn, and its range told."""

import pytest
import vl_convert
from refusals import refused

from onearm import charts

P = [0, 0.5, 1]
TEXTS = {"axis": "true survival", "value": "error, points"}


def test_every_curve_is_drawn_and_told():
    curves = {"x / n": [0, 2, 0], "unbiased": [0, 0, 0]}
    chart = charts.by_truth(P, curves, "Message", **TEXTS, level=1)
    spec = charts.render(chart.to_dict())[charts.VEGA_LITE]
    drawn = {row["curve"] for rows in spec["datasets"].values() for row in rows if "curve" in row}
    assert drawn == set(curves)
    assert "<svg" in vl_convert.vegalite_to_svg(spec)
    assert chart.description.startswith("Message. x / n: from 0.0 to 2.0, highest at a true survival of 50 %")
    assert chart.description.endswith("the line across stands at 1.")


def test_an_error_of_rounding_is_drawn_as_zero():
    chart = charts.by_truth(P, {"unbiased": [4e-16, -3e-15, 2e-14]}, "Message", **TEXTS)
    lines = chart.to_dict()["datasets"].values()
    assert {str(row["height"]) for rows in lines for row in rows if "curve" in row} == {"0.0"}


@pytest.mark.parametrize(
    "call",
    [
        lambda: charts.by_truth(P, {}, "Message", **TEXTS),
        lambda: charts.by_truth(P, {str(k): P for k in range(5)}, "Message", **TEXTS),
        lambda: charts.by_truth(P, {"a": [1, 2]}, "Message", **TEXTS),
        lambda: charts.by_truth(P, {"a": [1, 2, float("nan")]}, "Message", **TEXTS),
        lambda: charts.by_truth([0.5], {"a": [1]}, "Message", **TEXTS),
        lambda: charts.by_truth([0, 2], {"a": [1, 2]}, "Message", **TEXTS),
        lambda: charts.by_truth(P, {"a": P}, "", **TEXTS),
        lambda: charts.by_truth(P, {"a": P}, "Message", **TEXTS, level="high"),
    ],
)
def test_bad_input_says_what_must_be_and_what_came(call):
    refused(call)
