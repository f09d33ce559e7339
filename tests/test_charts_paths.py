"""The figure of many designs: it tells what the library computes, whatever is chosen."""

import re

import pytest
import vl_convert
from cases import each_case
from refusals import refused

from onearm import charts
from onearm.charts._paths import arrivals
from onearm.designs import StoppingRule

RULES = {
    "one": StoppingRule(n=(3, 4, 5), promising=(3, 3, 4), futile=(0, 0, 1)),
    "two": StoppingRule(n=[9], promising=[4]),
    "gives up": StoppingRule(n=(4, 5, 6), promising=(4, 5, 5), inconclusive=((2, 2), None, None)),
}


def figure(rules=RULES, p=0.245, title="Message", **kwargs):
    return charts.paths(rules, p, title, **kwargs)


@pytest.fixture(scope="module")
def stored():
    """What a notebook stores of the figure."""
    return charts.render(figure().to_dict())


def test_message_opens_the_description(stored):
    spec = stored[charts.VEGA_LITE]
    assert spec["title"] == "Message"
    assert stored["text/plain"] == spec["description"]
    assert re.match(r"Message\. .*\d", spec["description"])
    assert all(name in spec["description"] for name in RULES)


def test_width_is_a_number_and_the_figure_stored_the_same(stored):
    assert isinstance(stored[charts.VEGA_LITE]["width"], int)
    assert charts.render(figure().to_dict()) == stored


def test_menu_and_slider_have_labels(stored):
    menu, slider = (param["bind"] for param in stored[charts.VEGA_LITE]["params"])
    assert menu["options"] == list(RULES) and menu["name"] == "Design"
    assert slider["name"] and (24.5 - slider["min"]) / slider["step"] % 1 == 0


TOLD = re.compile(r">promising ([\d.]+) %, futile ([\d.]+) %<.*>([\d.]+) patients on average<", re.DOTALL)


@each_case("name", RULES)
@each_case("p", [0.01, 0.245, 0.5, 0.99])
def test_figure_tells_the_operating_characteristics(stored, name, p):
    spec = stored[charts.VEGA_LITE]
    moved = {"design": name, "rate": 100 * p}
    params = [param | {"value": moved[param["name"]]} for param in spec["params"]]
    told = TOLD.search(vl_convert.vegalite_to_svg(spec | {"params": params})).groups()
    result = RULES[name].operating_characteristics(p)
    exact = 100 * result.p_promising, 100 * result.p_futile, result.expected_n
    assert [float(number) for number in told] == pytest.approx(exact, abs=0.0501)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_arrivals_hold_every_end_with_its_paths(rule):
    counted = arrivals(rule)
    ends = {(n, x): ways for (x, n), ways in counted.items() if rule.decide(x, n) != "continue"}
    assert ends == rule.path_counts()


@each_case(
    "wrong",
    [
        {"rules": {}},
        {"rules": RULES["one"]},
        {"rules": {"": RULES["one"]}},
        {"rules": {"one": None}},
        {"rules": {"long": StoppingRule(n=[51], promising=[30])}},
        {"p": 0.0},
        {"p": 1.0},
        {"p": 24.5},
        {"p": None},
        {"title": " "},
        {"success": None},
        {"axis": ""},
    ],
)
def test_bad_input_says_what_must_be_and_what_came(wrong):
    refused(figure, **wrong)
