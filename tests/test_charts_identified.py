"""The map of designs that give one boundary."""

import pytest
import vl_convert
from refusals import refused

from onearm import charts
from onearm.designs import BetaPrior, IdentifiedRegion, StoppingRule, identified_set

STANDARD = BetaPrior(30.87, 95.13)
RULE = StoppingRule(n=(6, 7, 8, 9), promising=(5, 5, 5, 6))
REGION = IdentifiedRegion(RULE, STANDARD, 20)
FOUND = identified_set(StoppingRule(n=(6, 7), promising=(5, 5)), [0.245, 0.3], [2, 5, 8], STANDARD)
NONE = identified_set(StoppingRule(n=(6, 7), promising=(1, 5)), [0.245], [5], STANDARD)


def test_every_design_is_a_point_and_the_slider_spans_them():
    chart = charts.identified(FOUND, "Message", cutoff=0.95)
    spec = charts.render(chart.to_dict())[charts.VEGA_LITE]
    (points,) = spec["datasets"].values()
    assert len(points) == FOUND.identified.sum()
    (slider,) = [param for param in spec["params"] if "bind" in param]
    assert slider["bind"]["min"] <= min(point["low"] for point in points)
    assert slider["bind"]["max"] >= max(point["high"] for point in points)
    assert "<svg" in vl_convert.vegalite_to_svg(spec)


def test_the_description_counts_the_designs_at_the_cutoff():
    chart = charts.identified(FOUND, "Message", cutoff=0.95)
    assert f"and {FOUND.contains(0.95).sum()} with 0.95" in chart.description


def test_the_shaded_region_is_that_of_the_edge_as_far_as_the_grid_goes():
    found = identified_set(RULE, [0.245, 0.3], [2, 5, 8], STANDARD)
    for chart in (
        charts.identified(found, "Message", cutoff=0.95, region=REGION),
        charts.tipping(found, 5, 7, "Message", comparator=30, region=REGION),
    ):
        spec = charts.render(chart.to_dict())[charts.VEGA_LITE]
        (edge,) = (rows for rows in spec["datasets"].values() if {*rows[0]} == {"size", "low", "mean"})
        assert edge[-1]["size"] == 8
        low, high = REGION.means([8])
        assert (edge[-1]["low"], edge[-1]["mean"]) == pytest.approx((100 * low[0], 100 * high[0]), abs=1e-4)
        assert "worth up to 8 patients" in spec["description"]
        assert "<svg" in vl_convert.vegalite_to_svg(spec)


@pytest.mark.parametrize(
    "call",
    [
        lambda: charts.identified(NONE, "Message", cutoff=0.95),
        lambda: charts.identified("set", "Message", cutoff=0.95),
        lambda: charts.identified(FOUND, " ", cutoff=0.95),
        lambda: charts.identified(FOUND, "Message", cutoff=95),
        lambda: charts.identified(FOUND, "Message", cutoff=0.95, region=FOUND),
        lambda: charts.tipping(FOUND, 5, 7, "Message", comparator=30, region="region"),
    ],
)
def test_bad_input_says_what_must_be_and_what_came(call):
    refused(call)
