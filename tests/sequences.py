"""What a stopping rule does, found the long way: over every sequence of outcomes."""

import numpy as np


def by_sequences(rule, p):
    """Return the probability of each decision and the expected number of patients, over all 2^n sequences."""
    last = rule.n[-1]
    outcomes = np.arange(2**last)[:, None] >> np.arange(last) & 1
    successes = outcomes.cumsum(axis=1)
    weights = p ** successes[:, -1] * (1 - p) ** (last - successes[:, -1])
    totals = {"promising": 0.0, "futile": 0.0, "neither": 0.0, "n": 0.0}
    going_on = np.full(2**last, True)
    for n in rule.n:
        for x in range(n + 1):
            decision = rule.decide(x, n)
            if decision != "continue":
                here = going_on & (successes[:, n - 1] == x)
                totals[decision] += weights[here].sum()
                totals["n"] += n * weights[here].sum()
                going_on &= ~here
    assert not going_on.any()
    return totals
