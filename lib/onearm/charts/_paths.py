"""A figure of designs as boundaries on one lattice: where trials go, for any true rate."""

import altair as alt
import pandas as pd

from onearm._require import number, of_kind, refuse
from onearm.charts._theme import COLOURS, colour, titled, words
from onearm.designs.stopping import StoppingRule

LOWEST, HIGHEST, STEP = 1, 99, 0.5
"""Where the slider for the true rate ends, and its step, in %."""

MOST_PATIENTS = 50
"""The last look that a design may have: counts of paths stay whole numbers, and points apart."""

_DECISIONS = {
    "goes on": ("prior", "circle"),
    "stop: promising": ("promising", "square"),
    "stop: futile": ("futile", "triangle-down"),
    "end: neither": ("published", "cross"),
}


def paths(
    rules: dict[str, StoppingRule],
    p: float,
    title: str,
    *,
    success: str = "successes",
    axis: str = "true probability of success",
) -> alt.LayerChart:
    """Draw where the trials of several designs go, with a menu for the design and a slider for the true rate.

    Each point of the lattice is as large as its probability to be reached, each step as wide.

    Parameters
    ----------
    rules : dict of str to StoppingRule
        The designs by name, with at most 50 patients; the first is shown at the start.
    p : float
        Where the slider starts: a true success probability from 0.01 to 0.99.
    title : str
        The figure's message.
    success : str
        What a success is called, in the plural.
    axis : str
        What the probability is of.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `rules` does not hold one StoppingRule or more by their names, with at most 50 patients each, `p`
        is not within reach of the slider, or a text is blank.

    Notes
    -----
    The figure computes its probabilities: each of the paths to a point ``(n, x)`` has probability
    ``p**x * (1-p)**(n-x)``, and their number is stored with the point.

    The time grows as the number of rules times the square of the last look.

    Examples
    --------
    >>> from onearm.designs import StoppingRule
    >>> once = StoppingRule(n=[2], promising=[2], futile=[1])
    >>> paths({"both": once}, 0.5, "Two of two", axis="true survival").description
    'Two of two. With a true survival of 50 %, both: promising 25.0 %, futile 75.0 %, 2.0 patients on \
average.'
    """
    words("title", title)
    words("success, what a success is called,", success)
    words("axis, what the probability is of,", axis)
    _check_rules(rules)
    start = number("p, where the slider starts, in %,", round(100 * number("p", p), 9), LOWEST, HIGHEST)

    points = pd.DataFrame(
        [
            {"design": name, "patients": n, "successes": x, "ways": ways, "decision": _decision(rule, x, n)}
            for name, rule in rules.items()
            for (x, n), ways in arrivals(rule).items()
        ]
    )
    menu = alt.binding_select(options=list(rules), name="Design")
    slider = alt.binding_range(min=LOWEST, max=HIGHEST, step=STEP, name=f"{axis.capitalize()}, %")
    chosen = alt.param(name="design", value=next(iter(rules)), bind=menu)
    rate = alt.param(name="rate", value=start, bind=slider)

    weight = "pow(rate / 100, datum.successes) * pow(1 - rate / 100, datum.patients - datum.successes)"
    here = (
        alt.Chart(points)
        .transform_filter("datum.design == design")
        .transform_calculate(chance=f"datum.ways * {weight}")
    )
    last = int(points["patients"].max())
    x = alt.X(
        "patients:Q",
        title="patients with a known outcome",
        scale=alt.Scale(domain=[0, last], nice=False, padding=8),
    )
    y = alt.Y("successes:Q", title=success, axis=alt.Axis(tickMinStep=1))
    shown = [name for name in _DECISIONS if name in set(points["decision"])]
    layers = _steps(here, x, y), _points(here, x, y, shown, success), _told(here)
    return titled(
        alt.layer(*layers).add_params(chosen, rate),
        title,
        f"{title}. With a {axis} of {start:g} %, {'; '.join(_fact(*rule, p) for rule in rules.items())}.",
        height=340,
    )


def _check_rules(rules: dict[str, StoppingRule]) -> None:
    """Refuse rules that are not one StoppingRule or more by name, each with few enough patients."""
    if not isinstance(rules, dict) or not rules:
        refuse("rules must hold one rule or more by their names, in a dict", rules)
    for name, rule in rules.items():
        words("each name in rules", name)
        if of_kind(f"rules[{name!r}]", rule, StoppingRule).n[-1] > MOST_PATIENTS:
            refuse(f"rules[{name!r}] must have at most {MOST_PATIENTS} patients", rule.n)


def arrivals(rule: StoppingRule) -> dict[tuple[int, int], int]:
    """Count the paths to every point ``(x, n)`` that a trial under the rule can reach, by `n`, then `x`."""
    ways, going_on = {(0, 0): 1}, {0: 1}
    for n in range(1, rule.n[-1] + 1):
        reached = {x: going_on.get(x - 1, 0) + going_on.get(x, 0) for x in range(n + 1)}
        reached = {x: count for x, count in reached.items() if count}
        ways |= {(x, n): count for x, count in reached.items()}
        going_on = {x: count for x, count in reached.items() if rule.decide(x, n) == "continue"}
    return ways


def _decision(rule: StoppingRule, x: int, n: int) -> str:
    """Say in the legend's words what a rule does at a point."""
    decision = rule.decide(x, n)
    return {"continue": "goes on", "neither": "end: neither"}.get(decision, f"stop: {decision}")


def _steps(here: alt.Chart, x: alt.X, y: alt.Y) -> alt.Chart:
    """Return the steps from point to point, each as wide as its probability."""
    return (
        here.transform_filter("datum.decision == 'goes on'")
        .transform_calculate(up="datum.chance * rate / 100", right="datum.chance * (1 - rate / 100)")
        .transform_fold(["up", "right"], as_=["step", "flow"])
        .transform_calculate(
            after="datum.patients + 1", then="datum.step == 'up' ? datum.successes + 1 : datum.successes"
        )
        .mark_rule(color=COLOURS["prior"])
        .encode(
            x=x,
            y=y,
            x2=alt.X2("after:Q"),
            y2=alt.Y2("then:Q"),
            strokeWidth=alt.StrokeWidth(
                "flow:Q", scale=alt.Scale(domain=[0, 1], range=[0.5, 12]), legend=None
            ),
        )
    )


def _points(here: alt.Chart, x: alt.X, y: alt.Y, shown: list[str], success: str) -> alt.Chart:
    """Return the points of the lattice, each as large as its probability, with the decisions shown."""
    colours, shapes = zip(*(_DECISIONS[name] for name in shown), strict=True)
    legend = alt.Legend(offset=44)
    return (
        here.transform_filter("datum.patients > 0")
        .mark_point(filled=True, opacity=1)
        .encode(
            x=x,
            y=y,
            color=colour("decision", shown, [COLOURS[name] for name in colours], legend=legend),
            shape=alt.Shape(
                "decision:N", scale=alt.Scale(domain=shown, range=shapes), title=None, legend=legend
            ),
            size=alt.Size("chance:Q", scale=alt.Scale(domain=[0, 1], range=[12, 600]), legend=None),
            tooltip=[
                alt.Tooltip("patients:Q"),
                alt.Tooltip("successes:Q", title=success),
                alt.Tooltip("decision:N"),
                alt.Tooltip("chance:Q", format=".2%", title="probability"),
            ],
        )
    )


def _told(here: alt.Chart) -> alt.Chart:
    """Return the text at the upper left, in two short lines for a phone, that follows menu and slider."""
    return (
        here.transform_filter("datum.decision != 'goes on'")
        .transform_calculate(
            promising="datum.decision == 'stop: promising' ? datum.chance : 0",
            futile="datum.decision == 'stop: futile' ? datum.chance : 0",
            treated="datum.chance * datum.patients",
        )
        .transform_aggregate(promising="sum(promising)", futile="sum(futile)", treated="sum(treated)")
        .transform_calculate(
            text="['promising ' + format(100 * datum.promising, '.1f') + ' %, futile '"
            " + format(100 * datum.futile, '.1f') + ' %', "
            "format(datum.treated, '.1f') + ' patients on average']"
        )
        .mark_text(align="left", baseline="top", fontWeight="bold", fontSize=14)
        .encode(x=alt.XValue(8), y=alt.YValue(-36), text=alt.Text("text:N"))
    )


def _fact(name: str, rule: StoppingRule, p: float) -> str:
    """Say what a rule does at one rate."""
    result = rule.operating_characteristics(p)
    return (
        f"{name}: promising {100 * result.p_promising:.1f} %, futile {100 * result.p_futile:.1f} %, "
        f"{result.expected_n:.1f} patients on average"
    )
