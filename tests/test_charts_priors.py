"""Figures with sliders for a prior: they tell what the library computes, wherever the sliders stand."""

import re

import pytest
import vl_convert
from cases import each_case
from refusals import refused

from onearm import charts
from onearm.designs import BetaMixture, BetaPrior, ThallSimon

HISTORY, WEAK = BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775)


def against(standard):
    return ThallSimon(standard, WEAK, 6, 20, 0.95)


DESIGN = against(HISTORY)
FIGURES = {
    "updating": lambda: charts.updating(HISTORY, 5, 7, "Message", success="survivors"),
    "comparison": lambda: charts.comparison(DESIGN, 5, 7, "Message"),
}


def at(figure, **sliders):
    """Return the figure as it is drawn with its sliders moved."""
    spec = charts.render(figure.to_dict())[charts.VEGA_LITE]
    for param in spec["params"]:
        if param["name"] in sliders:
            param["value"] = sliders.pop(param["name"])
    assert not sliders
    return vl_convert.vegalite_to_svg(spec)


@pytest.fixture(params=FIGURES.values(), ids=FIGURES)
def stored(request):
    """What a notebook stores of each kind of figure."""
    return charts.render(request.param().to_dict())


def test_a_figure_holds_no_data_but_its_formulas(stored):
    assert "datasets" not in stored[charts.VEGA_LITE]


def test_every_slider_has_a_label_and_starts_on_a_step(stored):
    for param in stored[charts.VEGA_LITE]["params"]:
        bind = param["bind"]
        assert bind["input"] == "range" and bind["name"]
        steps = (param["value"] - bind["min"]) / bind["step"]
        assert steps == round(steps) and bind["min"] <= param["value"] <= bind["max"]


@pytest.mark.parametrize(
    ("mean", "worth", "x"), [(24.5, 126, 5), (24.5, 5, 0), (50, 2, 7), (10, 200, 5), (90, 2, 0)]
)
def test_updating_tells_the_posterior(mean, worth, x):
    after = BetaPrior.from_mean(mean / 100, worth).updated(x, 7)
    drawn = at(charts.updating(HISTORY, 5, 7, "Message"), mean=mean, worth=worth, x=x)
    assert f">after: mean {100 * after.mean:.1f} %, worth {after.size:g} patients<" in drawn


TOLD = re.compile(r">Pr\(better\) = (\d\.\d{3}), (reaches|below) 0\.95<")


@each_case(
    ("mean", "worth", "vague"),
    [
        (24.5, 126, 20),
        (24.5, 25, 0),
        (24.5, 2, 0),
        (50, 18, 0),
        (50, 2, 100),
        (10, 200, 5),
        (90, 200, 0),
        (90, 2, 0),
        (10, 2, 50),
    ],
)
def test_comparison_tells_which_treatment_is_probably_better(mean, worth, vague):
    standard = BetaMixture(
        (1 - vague / 100, vague / 100), (BetaPrior.from_mean(mean / 100, worth), BetaPrior(1, 1))
    )
    better = standard.average(lambda part: against(part).prob_better(5, 7))
    drawn = at(charts.comparison(DESIGN, 5, 7, "Message"), mean=mean, worth=worth, vague=vague)
    told, verdict = TOLD.search(drawn).groups()
    assert float(told) == pytest.approx(better, abs=0.00051)  # half of its last digit, and the sum's error
    assert verdict == ("reaches" if better >= 0.95 else "below")


def test_comparison_starts_where_its_description_says():
    figure = charts.comparison(DESIGN, 5, 7, "Message")
    assert "Pr(better) = 0.972, reaches 0.95" in at(figure)
    assert figure.to_dict()["description"].endswith("5 of 7 is better with probability 0.972.")


def updating(prior=HISTORY, x=5, n=7, title="Message", **kwargs):
    return charts.updating(prior, x, n, title, **kwargs)


def comparison(design=DESIGN, x=5, n=7, title="Message", **kwargs):
    return charts.comparison(design, x, n, title, **kwargs)


@pytest.mark.parametrize("figure", [updating, comparison])
def test_the_chart_carries_the_numbers_of_its_start(figure):
    percents, *curves = figure().to_dict()["usermeta"]["numbers"].values()
    assert (percents[0], percents[-1], len(percents)) == (2.5, 97.5, 20)
    assert all(0.05 * sum(densities) == pytest.approx(1, abs=0.02) for densities in curves)


OUT_OF_REACH = [BetaPrior(1, 19), BetaPrior(19, 1), BetaPrior(0.5, 0.5), BetaPrior(100, 150)]
BAD = {
    "no prior": (updating, "prior", [None, 3, DESIGN, *OUT_OF_REACH]),
    "no design": (
        comparison,
        "design",
        [
            *(None, HISTORY, ThallSimon(HISTORY, WEAK, 1, 1, None, p_lower=0.1)),
            *(ThallSimon(p, WEAK, 1, 1, 0.9) for p in OUT_OF_REACH),
        ],
    ),
    "no n of updating": (updating, "n", [0, 201, 7.0, None, True, 4]),
    "no x of updating": (updating, "x", [-1, 8, 5.0, None]),
    "no n of comparison": (comparison, "n", [-1, 201, 7.0, None, 4]),
    "no x of comparison": (comparison, "x", [-1, 8, 5.0, None]),
    "no title of updating": (updating, "title", [None, "", " ", 3]),
    "no title of comparison": (comparison, "title", [None, "", " ", 3]),
    "no word for success": (updating, "success", [None, " "]),
    "no axis of updating": (updating, "axis", [None, ""]),
    "no axis of comparison": (comparison, "axis", [None, ""]),
}


@each_case(
    "name, figure, argument, wrong",
    [(name, figure, argument, wrong) for name, (figure, argument, wrongs) in BAD.items() for wrong in wrongs],
)
def test_bad_input_says_what_must_be_and_what_came(name, figure, argument, wrong):
    refused(figure, **{argument: wrong})
