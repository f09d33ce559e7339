"""The figures of what was measured: growth with size, and bars."""

import pandas as pd
import pytest
import vl_convert
from refusals import refused

from onearm import charts

TIMES = pd.DataFrame({"question": ["a", "a", "b"], "n": [10, 100, 30], "time": [0.5, 20, 3]})
VALUES = pd.Series({"build": 40.0, "tests": 300.0})


def growth(times=TIMES, title="Message", **options):
    return charts.growth(times, title, **options)


def bars(values=VALUES, title="Message", unit="seconds"):
    return charts.bars(values, title, unit=unit)


FIGURES = {"growth": growth, "bars": bars}


def test_each_question_has_a_shape_and_a_name():
    svg = vl_convert.vegalite_to_svg(charts.render(growth().to_dict())[charts.VEGA_LITE])
    assert svg.count(">a<") == svg.count(">b<") == 1


def test_the_descriptions_tell_the_numbers():
    assert growth().to_dict()["description"] == (
        "Message. a: from 0.5 times the reference at 10 patients to 20 at 100; "
        "b: from 3 times the reference at 30 patients to 3 at 30."
    )
    assert bars().to_dict()["description"] == "Message. build: 40 seconds; tests: 300."


@pytest.mark.parametrize(
    "wrong",
    [
        {"times": TIMES.iloc[:0]},
        {"times": TIMES.drop(columns="n")},
        {"times": TIMES.assign(time=0)},
        {"times": TIMES.assign(n=-1)},
        {"times": None},
        {"title": " "},
        {"size": ""},
        {"unit": None},
    ],
)
def test_bad_growth_says_what_must_be_and_what_came(wrong):
    refused(growth, **wrong)


@pytest.mark.parametrize(
    "wrong",
    [{"values": VALUES.iloc[:0]}, {"values": [1]}, {"values": -VALUES}, {"title": ""}, {"unit": " "}],
)
def test_bad_bars_say_what_must_be_and_what_came(wrong):
    refused(bars, **wrong)
