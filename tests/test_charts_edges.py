"""Figures at the edge: nothing there, all alike, very small and very large."""

import json
import math
import re
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from cases import each_case
from refusals import refused

from onearm import charts
from onearm.designs import BetaPrior, StoppingRule, ThallSimon, identified_set
from onearm.estimates import Interval, kaplan_meier

UNIFORM = BetaPrior(1, 1)
BOUNDARY = StoppingRule(n=(6, 7), promising=(5, 5))
WIDE = identified_set(BOUNDARY, [0.7, 0.9], [0.4, 500], standard=BetaPrior(30, 70))
END = {"patient": "1", "end": "died"}


def curve(times, events, *marked):
    return lambda: charts.survival_curve(kaplan_meier(times, events), "Message", marked=marked)


def ends(day, note, *looks):
    return lambda: charts.swimmers(pd.DataFrame([END | {"day": day, "note": note}]), "Message", looks=looks)


def span(low, mark, high):
    table = pd.DataFrame([{"row": "x", "kind": "k", "low": low, "mark": mark, "high": high}])
    return lambda: charts.timeline(table, "Message", colours={"k": "prior"}, axis="days")


def growth(sizes, times):
    table = pd.DataFrame({"question": "boundary", "n": sizes, "time": times})
    return lambda: charts.growth(table, "Message")


def allowed(low, printed, high):
    table = pd.DataFrame([{"quantity": "q", "low": low, "high": high, "printed": printed, "label": "x"}])
    return lambda: charts.allowed(table, "Message", axis="SD")


def one_row(draw, axis="patients", **row):
    return lambda: draw(pd.DataFrame([{"name": "n"} | row]), "Message", axis=axis)


FIGURES = {
    "nobody is left": curve([1, 2], [1, 1], 2),
    "times in years": curve([0.1, 0.3, 0.6], [1, 0, 1], 0.3),
    "huge times": curve([1e11, 2e10], [1, 0], 1e11),
    "times beyond use": curve([1e300], [1]),
    "tiny times": curve([1e-9, 2e-10], [1, 0], 2e-10),
    "no smaller time": curve([5e-324], [1]),
    "all at the start": curve([0, 0], [1, 0], 0),
    "no event": curve([5, 6, 7], [0, 0, 0], 6),
    "one patient": curve([5], [0]),
    "lane without length": ends(0, ""),
    "lane without a note": ends(5, np.nan, 100),
    "look at a fraction of a day": ends(5, "", Fraction(7, 2)),
    "long lane": ends(1e11, ""),
    "span without length": span(0, 0, 0),
    "long span": span(0, 1e11, 1e11),
    "one size": growth([25], [1]),
    "huge sizes": growth([1e8, 1e11], [1e-9, 1e9]),
    "tiny sizes": growth([1e-3, 0.5], [1, 1]),
    "bars of nothing": lambda: charts.bars(pd.Series({"a": 0, "b": 0}), "Message", unit="s"),
    "narrow density": lambda: charts.densities({"a": (BetaPrior(4e5, 4e5), "prior")}, "Message"),
    "interval of one point": lambda: charts.densities(
        {"a": (UNIFORM, "prior")}, "Message", interval=(Interval(0.3, 0.3), "interval")
    ),
    "high means": lambda: charts.identified(WIDE, "Message", cutoff=0.5),
    "nobody treated": lambda: charts.tipping(WIDE, 0, 0, "Message", comparator=15),
    "counts of nothing": one_row(charts.count_ranges, low=0, high=0, printed=0),
    "dots of nothing": one_row(charts.event_dots, events=0, percent=0, low=0, high=0),
    "wings of nothing": lambda: charts.butterfly(
        pd.DataFrame([{"name": "n", "side": "a", "tier": "printed", "count": 0}]),
        *("Message",),
        sides=("a", "b"),
        axis="events",
    ),
    "lattice of one": lambda: charts.lattice(StoppingRule([1], [0]), "Message", reached=(0, 0)),
    "huge heights": lambda: charts.by_truth(
        [0, 1], {"a": [-1e300, 1e300]}, "Message", axis="truth", value="v"
    ),
    "nothing allowed": allowed(0, 0, 0),
    "little allowed": allowed(1e-9, 2e-9, 3e-9),
    "no claims": lambda: charts.verdicts(pd.DataFrame({"claims": [0]}, index=["a"]), "Message"),
    "nothing to tally": lambda: charts.tally(pd.DataFrame({"a": [0]}, index=["b"]), "Message"),
    "nobody in the flow": lambda: charts.flow({"a": 0, "b": 0}, ["x"], "Message"),
}


def parts(spec, key):
    """Yield every value under a key, wherever it stands in a specification."""
    if isinstance(spec, dict):
        yield from (value for name, value in spec.items() if name == key)
    if isinstance(spec, (dict, list)):
        for value in spec.values() if isinstance(spec, dict) else spec:
            yield from parts(value, key)


@each_case("name", FIGURES)
def test_every_number_is_one_and_every_axis_has_length_and_marks(name):
    spec = charts.render(FIGURES[name]().to_dict(validate=False))[charts.VEGA_LITE]
    assert not re.search(r"\b(nan|inf)\b", spec["description"])
    json.dumps(spec, allow_nan=False)
    for domain in parts(spec, "domain"):
        assert isinstance(domain, bool) or len({*domain}) == len(domain) >= 1
        assert not (isinstance(domain, list) and domain in ([0], [0, 0]))
    for axis in parts(spec, "axis"):
        assert axis is None or "values" not in axis or len(axis["values"]) >= 2


@each_case("last", [0.6, 1, 7.5, 28, 729, 36525, 1e11, 1e-7, 3e20])
def test_times_are_marked_in_even_steps_up_to_the_last(last):
    x = next(parts(charts.render(curve([last, last / 3], [1, 0])().to_dict(validate=False)), "x"))
    marks = x["axis"]["values"]
    assert 4 <= len(marks) <= 9
    assert marks == pytest.approx(np.arange(len(marks)) * marks[1])
    assert marks[-1] <= x["scale"]["domain"][1] < marks[-1] + 1.000001 * marks[1]
    named = re.findall(r"datum.value == (\S+) \?", x["axis"]["labelExpr"])
    assert [float(f"{mark:.6g}") for mark in marks] == [float(name) for name in named]


def test_no_limits_are_said_to_be_none():
    assert "Alive at 2: 0.0 % (no limits)." in FIGURES["nobody is left"]().description


def test_a_narrow_density_shows_its_peak():
    heights = [
        row["density"] for row in next(iter(FIGURES["narrow density"]().to_dict()["datasets"].values()))
    ]
    assert max(heights) == pytest.approx(math.sqrt(8e5 / (2 * math.pi)) * 2, rel=1e-5)


def test_means_above_one_half_are_on_the_map():
    assert [0, 100] in parts(FIGURES["high means"]().to_dict(), "domain")


@pytest.mark.parametrize(
    "call",
    [
        lambda: charts.densities({"a": (BetaPrior(1e300, 1e300), "prior")}, "Message"),
        lambda: charts.verdicts(pd.DataFrame({"claims": [np.nan]}, index=["a"]), "Message"),
        lambda: charts.comparison(
            ThallSimon(BetaPrior(20, 180), BetaPrior(1e5, 1e5), 1, 1, p_upper=0.9), 0, 0, "Message"
        ),
        lambda: charts.lattice(StoppingRule([1000], [1000]), "Message"),
        ends(5, 3),
    ],
    ids=["prior", "claims", "experimental", "lattice", "note"],
)
def test_what_cannot_be_drawn_is_refused(call):
    refused(call)
