"""The figure of one trial whose outcomes arrive late: it tells what following the trial by hand gives."""

import re

import pytest
import vl_convert
from cases import each_case
from refusals import refused

from onearm import charts
from onearm.designs import StoppingRule

RULE = StoppingRule(n=(2, 3, 4), promising=(2, 3, 3), futile=(0, 0, 1))
FATES = [None, 3, None, None]


def figure(**changed):
    asked = {"rule": RULE, "failure_days": FATES, "title": "Message", "intervals": [4, 20], "window": 10}
    asked |= {"day": 0, "success": "alive", "failure": "died"} | changed
    return charts.waiting(**asked)


FIGURES = {"waiting": figure}


@pytest.fixture(scope="module")
def stored():
    """What a notebook stores of the figure."""
    return charts.render(figure().to_dict())


def shown(stored, pace, day):
    """Return the lines of text that stand in the figure once menu and slider are moved."""
    spec = stored[charts.VEGA_LITE]
    moved = {"pace": pace, "day": day}
    params = [param | {"value": moved[param["name"]]} for param in spec["params"]]
    return re.findall(r">([^<>]+)<", vl_convert.vegalite_to_svg(spec | {"params": params}))


# Every 4 days: entries on days 0, 4, 8, 12; the second fails on day 7, the others are known on 10, 18, 22.
# Every 20 days: entries on days 0, 20, 40, 60; the second fails on 23, the others are known on 10, 50, 70.
ENDED = "ended at 3 of 4: promising"
BY_HAND = [
    ("every 4 days", 0, ("day 0: 1 entered", "1 not yet known, 0 of 0 alive", "no bound here")),
    ("every 4 days", 9, ("day 9: 3 entered", "2 not yet known, 0 of 1 alive", "no bound here")),
    ("every 4 days", 10, ("day 10: 3 entered", "1 not yet known, 1 of 2 alive", "2 would do")),
    ("every 4 days", 18, ("day 18: 4 entered", "1 not yet known, 2 of 3 alive", "3 would do")),
    (
        "every 4 days",
        22,
        ("day 22: 4 entered", "0 not yet known, 3 of 4 alive", ENDED),
    ),
    ("every 20 days", 23, ("day 23: 2 entered", "0 not yet known, 1 of 2 alive", "2 would do")),
    (
        "every 20 days",
        70,
        ("day 70: 4 entered", "0 not yet known, 3 of 4 alive", ENDED),
    ),
]


@pytest.mark.parametrize(("pace", "day", "lines"), BY_HAND)
def test_figure_tells_what_is_known_on_a_day(stored, pace, day, lines):
    told = [line for line in shown(stored, pace, day) if line.strip()]
    first = told.index(lines[0])
    assert tuple(told[first : first + 3]) == lines


def test_who_overruns_is_told():
    figured = figure(failure_days=[None] * 4, intervals=[4]).to_dict()["description"]
    assert figured == (
        "Message. With an entry every 4 days the trial ends on day 14 at 2 of 2 alive; 4 have entered, "
        "2 of them not yet known."
    )


def test_the_description_and_the_controls(stored):
    spec = stored[charts.VEGA_LITE]
    assert spec["description"].startswith("Message. With an entry every 4 days")
    menu, slider = (param["bind"] for param in spec["params"])
    assert menu["options"] == ["every 4 days", "every 20 days"] and menu["name"] == "Entry"
    assert slider["max"] == 70 and slider["name"] == "Day of the trial"


def test_words_with_quotes_can_be_drawn():
    spec = charts.render(figure(success="'alive\"", failure="d'ied").to_dict())
    assert "0 of 0 'alive" in "".join(shown(spec, "every 4 days", 0)).replace("&quot;", '"')


@each_case(
    "wrong",
    [
        {"rule": None},
        {"rule": StoppingRule([41], [20])},
        {"failure_days": [None, 3]},
        {"failure_days": [None, 0, 1, 2]},
        {"failure_days": [None, 11, 1, 2]},
        {"failure_days": None},
        {"intervals": []},
        {"intervals": [0]},
        {"intervals": 5},
        {"intervals": [-5]},
        {"window": 0},
        {"day": -1},
        {"day": 71},
        {"title": " "},
        {"success": ""},
        {"failure": None},
    ],
)
def test_bad_input_says_what_must_be_and_what_came(wrong):
    refused(figure, **wrong)
