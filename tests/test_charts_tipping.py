"""The map of designs that a result convinces, and the comparator that ends it."""

import re

import pytest
import vl_convert
from refusals import refused

from onearm import charts
from onearm.designs import BetaPrior, StoppingRule, identified_set

STANDARD = BetaPrior(30.87, 95.13)
FOUND = identified_set(StoppingRule(n=(6, 7), promising=(5, 5)), [0.245, 0.3], [2, 5, 8], STANDARD)
NONE = identified_set(StoppingRule(n=(6, 7), promising=(1, 5)), [0.245], [5], STANDARD)


def tipping(found=FOUND, x=5, n=7, title="Message", comparator=30):
    return charts.tipping(found, x, n, title, comparator=comparator)


@pytest.mark.parametrize("comparator", [15, 29, 30, 31.5, 60])
def test_the_figure_tells_how_many_designs_are_convinced(comparator):
    spec = charts.render(tipping().to_dict())[charts.VEGA_LITE]
    (slider,) = [param for param in spec["params"] if "bind" in param]
    slider["value"] = comparator
    (told,) = re.findall(r">at ([\d.]+) %: (\d+) of (\d+) convinced<", vl_convert.vegalite_to_svg(spec))
    lenient = FOUND.tipping_points(5, 7)[1][FOUND.identified]
    convinced = (100 * lenient > comparator).sum()
    assert told == (f"{comparator:.1f}", str(convinced), str(lenient.size))


def test_the_slider_has_a_label_and_the_description_counts():
    spec = charts.render(tipping().to_dict())[charts.VEGA_LITE]
    (slider,) = [param["bind"] for param in spec["params"] if "bind" in param]
    assert slider["name"] and slider["min"] < 24.5 < 50 < slider["max"]
    assert re.match(rf"Message\. Of {FOUND.identified.sum()} designs, .*\d", spec["description"])
    assert isinstance(spec["width"], int)


@pytest.mark.parametrize(
    "wrong",
    [
        {"found": NONE},
        {"found": "set"},
        {"x": 8},
        {"x": 5.0},
        {"n": -1},
        {"title": " "},
        {"comparator": 14},
        {"comparator": None},
    ],
)
def test_bad_input_says_what_must_be_and_what_came(wrong):
    refused(tipping, **wrong)
