"""Figures of designs: the lattice, the cut-offs, and what a rule does in the long run."""

import json
import math

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from onearm._require import count, of_kind, pair, refuse
from onearm.charts._parts import probability_list
from onearm.charts._paths import arrivals
from onearm.charts._theme import COLOURS, colour, dashes, percent, titled, words
from onearm.designs.stopping import StoppingRule
from onearm.designs.thall_simon import ThallSimon

MOST_PATIENTS = 400
"""The last look that a rule drawn as a lattice may have."""

ROW, TALLEST = 64, 0.7
"""The height of a row of bars in pixels, and which part of it a bar of 100 % takes, with its number above."""


def lattice(
    rule: StoppingRule,
    title: str,
    *,
    reached: tuple[int, int] | None = None,
    success: str = "successes",
    futile: str = "futile",
) -> alt.Chart:
    """Draw every point of the lattice that a rule lets a trial reach, and what the rule does there.

    Parameters
    ----------
    rule : StoppingRule
        The rule, with at most 400 patients: the points grow with their square.
    title : str
        The figure's message.
    reached : tuple of (int, int), optional
        The point ``(x, n)`` at which a trial stands.
    success : str
        What a success is called, in the plural.
    futile : str
        What the rule's futile side says of a treatment: that it is toxic, say.

    Returns
    -------
    altair.Chart

    Raises
    ------
    ValueError
        When `rule` is not a StoppingRule of at most 400 patients, `reached` is not a point to which a trial
        under the rule can come, or a text is blank.

    Notes
    -----
    The time grows as the square of the last look.

    Examples
    --------
    >>> from onearm.designs import StoppingRule
    >>> rule = StoppingRule(n=(2, 3), promising=(2, 2))
    >>> lattice(rule, "Two of two was enough", reached=(2, 2)).description
    'Two of two was enough. Stop as promising at 2 or more successes in 2 to 3 patients. \
The trial stands at 2 of 2: promising.'
    """
    words("title", title)
    words("success, what a success is called,", success)
    words("futile, what the futile side says,", futile)
    if of_kind("rule", rule, StoppingRule).n[-1] > MOST_PATIENTS:
        refuse(f"rule must have at most {MOST_PATIENTS} patients", rule)
    meaning = {"promising": "stop: promising", "futile": f"stop: {futile}"}
    rows = [
        {"patients": n, "successes": x, "decision": meaning.get(rule.decide(x, n), "no stop")}
        for x, n in arrivals(rule)
    ]
    looks = {
        "stop: promising": ("promising", "square", 70),
        "no stop": ("prior", "circle", 20),
        f"stop: {futile}": ("futile", "triangle-down", 70),
    }
    description = f"{title}. {rule}".replace("Stop as futile", f"Stop as {futile}")
    if reached is not None:
        x, n = _reached(rule, reached)
        here = f"the trial: {x} of {n}"
        looks[here] = ("published", "diamond", 220)
        rows.append({"patients": n, "successes": x, "decision": here})
        decided, said = rule.decide(x, n), {"futile": futile, "continue": "no stop"}
        description += f" The trial stands at {x} of {n}: {said.get(decided, decided)}."
    points = pd.DataFrame(rows)
    points["size"] = points["decision"].map({name: size for name, (_, _, size) in looks.items()})
    shown = [name for name in looks if name in set(points["decision"])]
    colours, shapes, _ = zip(*(looks[name] for name in shown), strict=True)
    dots = (
        alt.Chart(points)
        .mark_point(filled=True, opacity=1)
        .encode(
            x=alt.X("patients:Q", title="patients with a known outcome", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("successes:Q", title=success, axis=alt.Axis(tickMinStep=1)),
            color=colour("decision", shown, [COLOURS[name] for name in colours]),
            shape=alt.Shape("decision:N", scale=alt.Scale(domain=shown, range=shapes), title=None),
            size=alt.Size("size:Q", scale=None, legend=None),
            tooltip=[alt.Tooltip("patients:Q"), alt.Tooltip("successes:Q"), alt.Tooltip("decision:N")],
        )
    )
    return titled(dots, title, description, height=320)


def _reached(rule: StoppingRule, point: tuple[int, int]) -> tuple[int, int]:
    """Return a point as two whole numbers, or refuse it: one to which a trial under the rule can come."""
    x, n = pair("reached, the point (x, n),", point)
    n = count("n, the number of patients,", n, 0, rule.n[-1])
    x = count("x, the number of successes,", x, 0, n)
    if (x, n) not in arrivals(rule):
        refuse("reached must be a point (x, n) to which a trial under the rule can come", point)
    return x, n


def cutoffs(design: ThallSimon, title: str) -> alt.LayerChart:
    """Draw, for each look, the posterior probability at the boundary and with one success fewer.

    A slider moves the cut-off along the axis: the points at or above it are filled, they declare success.

    Parameters
    ----------
    design : ThallSimon
        A design with a promising bound of at least 1 at every look.
    title : str
        The figure's message.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `design` is not a ThallSimon or has a look without promising bound or with a bound of 0, or the
        title is blank.

    Notes
    -----
    The time grows as the number of looks.

    Examples
    --------
    >>> from onearm.designs import BetaPrior, ThallSimon
    >>> design = ThallSimon(BetaPrior(30, 90), BetaPrior(1, 3), 6, 7, p_upper=0.95)
    >>> cutoffs(design, "A gap").description
    'A gap. At the boundary the posterior probability lies between 0.9758 and 0.9873, with one \
success fewer between 0.9136 and 0.9447.'
    """
    words("title", title)
    rule = of_kind("design", design, ThallSimon).rule()
    if design.p_upper is None or not all(rule.promising):
        refuse("the design must have a promising bound of at least 1 at every look", rule.promising)
    rows = [
        {"patients": n, "where": where, "successes": x, "probability": design.prob_better(x, n)}
        for n, bound in zip(rule.n, rule.promising, strict=True)
        if bound
        for where, x in (("at the boundary", bound), ("one fewer", bound - 1))
    ]
    points = pd.DataFrame(rows)
    low, high, step = _tidy_range([design.p_upper, *points["probability"]])
    slider = alt.binding_range(min=low, max=high, step=step / 100, name="Cut-off")
    cutoff = alt.param(name="cutoff", value=design.p_upper, bind=slider)
    names = ["at the boundary", "one fewer"]
    legend = alt.Legend(offset=28)
    hues = alt.Scale(domain=names, range=[COLOURS["promising"], COLOURS["prior"]])
    dots = (
        alt.Chart(points)
        .mark_point(size=80, strokeWidth=2, opacity=1)
        .encode(
            x=alt.X(
                "patients:Q", title="patients with a known outcome", scale=alt.Scale(zero=False, padding=12)
            ),
            y=alt.Y("probability:Q", title="Pr(better | data)", scale=alt.Scale(domain=[low, high])),
            fill=alt.Fill("where:N", scale=hues, title=None, legend=legend),
            stroke=alt.Stroke("where:N", scale=hues, title=None, legend=legend),
            shape=alt.Shape("where:N", scale=alt.Scale(domain=names), title=None, legend=legend),
            fillOpacity=alt.condition("datum.probability >= cutoff", alt.value(1), alt.value(0)),
            tooltip=[
                alt.Tooltip("patients:Q"),
                alt.Tooltip("successes:Q"),
                alt.Tooltip("probability:Q", format=".4f"),
            ],
        )
    )
    line = alt.Chart(pd.DataFrame({"patients": [design.n_min]})).transform_calculate(level="cutoff")
    line = line.mark_rule(strokeDash=[6, 4]).encode(y=alt.Y("level:Q"))
    told = (
        alt.Chart(points)
        .transform_calculate(lost="(datum.where == 'one fewer') == (datum.probability >= cutoff) ? 1 : 0")
        .transform_calculate(look="datum.lost ? datum.patients : null")
        .transform_aggregate(lost="sum(lost)", first="min(look)")
        .transform_calculate(
            text="datum.lost ? 'the boundary fails at n = ' + datum.first"
            " + (datum.lost > 1 ? ' and ' + (datum.lost - 1) + ' more' : '')"
            " : 'the boundary holds at every look'"
        )
        .mark_text(align="right", baseline="bottom", fontWeight="bold")
        .encode(x=alt.XValue("width"), y=alt.YValue(-10), text=alt.Text("text:N"))
    )
    at, below = (points.loc[points["where"] == name, "probability"] for name in names)
    description = (
        f"{title}. At the boundary the posterior probability lies between {at.min():.4f} and {at.max():.4f}, "
        f"with one success fewer between {below.min():.4f} and {below.max():.4f}."
    )
    return titled(alt.layer(dots, line, told).add_params(cutoff), title, description)


def _tidy_range(probabilities: list[float]) -> tuple[float, float, float]:
    """Return the ends of an axis that holds the probabilities, and the tidy step of which both are multiples.

    No step is below 0.0001, for a notebook stores six digits.
    """
    low, high = min(probabilities), max(probabilities)
    tidy = [digit / power for power in (10, 100, 1000, 10000) for digit in (5, 2, 1)]
    step = next((step for step in tidy if 2 * step <= high - low), tidy[-1])
    first, last = math.floor(round(low / step, 9)), math.ceil(round(high / step, 9))
    return round(step * first, 4), round(step * last, 4), step


def power_curves(
    rules: dict[str, StoppingRule],
    title: str,
    *,
    marked: ArrayLike,
    axis: str = "true probability of success",
) -> alt.LayerChart:
    """Draw the probability that each rule declares success against the true success probability.

    Parameters
    ----------
    rules : dict of str to StoppingRule
        The rules by name, at most two.
    title : str
        The figure's message.
    marked : list of float
        Success probabilities at which the first rule's value is written.
    axis : str
        What the probability is of.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `rules` does not hold one StoppingRule or two, `marked` is not a list of probabilities, or a text
        is blank.

    Notes
    -----
    The time grows as the number of rules times the square of the last look.

    Examples
    --------
    >>> from onearm.designs import StoppingRule
    >>> once = StoppingRule(n=[2], promising=[2])
    >>> power_curves({"both": once}, "Two of two", marked=[0.5]).description
    'Two of two. both: 25.0 % at 50 %.'
    """
    words("title", title)
    words("axis, what the probability is of,", axis)
    _check_rules(rules)
    marked = probability_list("marked, the success probabilities,", marked)
    p = np.linspace(0, 1, 101)
    lines = pd.DataFrame(
        [
            {"p": 100 * at, "declared": 100 * value, "rule": name}
            for name, rule in rules.items()
            for at, value in zip(p, rule.operating_characteristics(p).p_promising, strict=True)
        ]
    )
    names = list(rules)
    declared = {
        name: 100 * rule.operating_characteristics(marked).p_promising for name, rule in rules.items()
    }
    notes = pd.DataFrame({"p": 100 * marked, "declared": declared[names[0]], "rule": names[0]})
    notes["label"] = [f"{value:.1f} %" for value in notes["declared"]]
    base = alt.Chart(lines).encode(
        x=percent("p", f"{axis}, %"),
        y=alt.Y("declared:Q", title="chance that the trial declares success, %"),
        color=colour("rule", names, [COLOURS["success"], COLOURS["prior"]][: len(names)]),
    )
    dash = dashes("rule", dict(zip(names, ("success", "prior"), strict=False)))
    here = alt.Chart(notes).encode(x=alt.X("p:Q"), y=alt.Y("declared:Q"))
    facts = ". ".join(
        f"{name}: "
        + ", ".join(f"{value:.1f} % at {100 * at:g} %" for at, value in zip(marked, values, strict=True))
        for name, values in declared.items()
    )
    return titled(
        alt.layer(
            base.mark_line().encode(strokeDash=dash),
            here.mark_point(filled=True, size=60, color=COLOURS["published"], opacity=1),
            here.mark_text(align="right", dx=-8, dy=-8).encode(text=alt.Text("label:N")),
        ),
        title,
        f"{title}. {facts}.",
    )


def _check_rules(rules: dict[str, StoppingRule]) -> None:
    """Refuse rules that are not one StoppingRule or two, by name."""
    if not isinstance(rules, dict) or len(rules) not in (1, 2):
        refuse("rules must hold one rule or two by their names, in a dict", rules)
    for name, rule in rules.items():
        words("each name in rules", name)
        of_kind(f"rules[{name!r}]", rule, StoppingRule)


def stop_distribution(
    rule: StoppingRule, p: ArrayLike, title: str, *, axis: str = "true probability of success"
) -> alt.LayerChart:
    """Draw with how many patients a trial ends, for one true success probability per row.

    A bar as high as its row is all trials; from five in a hundred on the share is written above it.

    Parameters
    ----------
    rule : StoppingRule
        The rule.
    p : list of float
        True success probabilities.
    title : str
        The figure's message.
    axis : str
        What the probability is of.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `rule` is not a StoppingRule, `p` is not a list of probabilities, or a text is blank.

    Notes
    -----
    The time grows as the square of the last look, and as the probabilities times the looks.

    Examples
    --------
    >>> from onearm.designs import StoppingRule
    >>> rule = StoppingRule(n=(1, 2), promising=(1, 1))
    >>> stop_distribution(rule, [0.5], "Half stop at once", axis="true survival").description
    'Half stop at once: with a true survival of 50 % on average 1.5 patients, 50 % of trials end \
at 1 and 50 % at 2.'
    """
    words("title", title)
    words("axis, what the probability is of,", axis)
    p = probability_list("p, the true success probabilities,", p)
    result = of_kind("rule", rule, StoppingRule).operating_characteristics(p)
    looks = list(rule.n)
    bars = pd.DataFrame(
        [
            {"patients": n, "share": 100 * share, "truth": f"{axis} {100 * at:g} %", "row": row}
            for row, (at, shares) in enumerate(zip(p, result.stop_distribution[:, looks], strict=True), 1)
            for n, share in zip(looks, shares, strict=True)
        ]
    )
    named = f"{json.dumps([f'{100 * at:g} %' for at in p])}[datum.value - 1]"
    base = (
        alt.Chart(bars)
        .transform_calculate(top=f"datum.row - {TALLEST} * datum.share / 100")
        .encode(
            x=alt.X(
                "patients:O",
                title=["patients at the end of the trial", "above the bars: % of trials"],
                axis=alt.Axis(labelAngle=0, labelOverlap="parity"),
            ),
            y=alt.Y(
                "row:Q",
                title=axis,
                scale=alt.Scale(domain=[0, len(p)], reverse=True, nice=False),
                axis=alt.Axis(values=list(range(1, len(p) + 1)), labelExpr=named, grid=True),
            ),
            tooltip=[
                alt.Tooltip("truth:N"),
                alt.Tooltip("patients:O"),
                alt.Tooltip("share:Q", format=".1f", title="% of trials"),
            ],
        )
    )
    layers = [
        base.mark_bar(color=COLOURS["success"], width={"band": 0.8}).encode(y2=alt.Y2("top:Q")),
        base.transform_filter("datum.share >= 5")
        .mark_text(baseline="bottom", dy=-2, fontSize=11)
        .encode(y=alt.Y("top:Q"), text=alt.Text("share:Q", format=".0f")),
    ]
    first, last = looks[0], looks[-1]
    ends = "; ".join(
        f"with a {axis} of {100 * at:g} % on average {expected:.1f} patients, "
        f"{100 * shares[first]:.0f} % of trials end at {first} and {100 * shares[last]:.0f} % at {last}"
        for at, expected, shares in zip(p, result.expected_n, result.stop_distribution, strict=True)
    )
    return titled(alt.layer(*layers), title, f"{title}: {ends}.", height=ROW * len(p))
