"""Write prob_better_edges.csv: Pr(E > S + delta) for Beta variables where quadrature is hard.

Run by hand, `python tests/reference/make_prob_better_edges.py`; it takes a minute or two. Each probability
is integrated twice with mpmath at 30 digits, over S and over E, by tanh-sinh quadrature; the two must agree
to 1e-20. Parameters and margins are taken as the binary fractions that a float holds.
"""

import csv
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise, product
from pathlib import Path

from mpmath import exp, ldexp, log, loggamma, mp, mpf, nstr, quad, sqrt

mp.dps = 30
OUTPUT = Path(__file__).with_name("prob_better_edges.csv")
NEGLIGIBLE = -110  # as a logarithm; some 1e-48
DELTAS = (0.0, 1e-9, 0.2, 0.9, 0.999, 1 - 1e-9)
STANDARD, WEAK = (30.87, 95.13), (1.225, 3.775)
# the prior of E, the prior of S, successes, patients
CASES = (
    ((0.1, 0.1), (0.1, 0.1), 0, 0),
    ((0.1, 0.1), (0.1, 0.1), 0, 500),
    ((0.1, 0.1), (0.1, 0.1), 250, 500),
    ((0.1, 0.1), (0.1, 0.1), 500, 500),
    ((0.1, 0.1), (5000.0, 5000.0), 0, 0),
    ((0.1, 0.1), (0.1, 9999.9), 0, 0),
    ((0.1, 0.1), (5000.0, 5000.0), 500, 500),
    ((5000.0, 5000.0), (0.1, 0.1), 0, 0),
    ((9999.9, 0.1), (0.1, 0.1), 0, 0),
    ((5000.0, 5000.0), (5000.0, 5000.0), 0, 0),
    ((7000.0, 3000.0), (5000.0, 5000.0), 0, 0),
    ((9990.0, 10.0), (3.0, 9997.0), 0, 0),
    ((9500.5, 499.5), (499.5, 9500.5), 0, 0),
    (WEAK, STANDARD, 0, 500),
    (WEAK, STANDARD, 250, 500),
    (WEAK, STANDARD, 500, 500),
    (STANDARD, WEAK, 0, 0),
    (WEAK, (2450.0, 7550.0), 5, 7),
    (WEAK, STANDARD, 5, 7),
    ((1.0, 1.0), (5000.0, 5000.0), 0, 0),
    ((9999.9, 0.1), (0.1, 9999.9), 0, 0),
    ((0.1, 9999.9), (0.1, 9999.9), 0, 0),
)


def log_beta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def below(a, b, x, y):
    """Pr(Beta(a, b) < x), where y = 1 - x, by the power series about the end that needs fewer terms."""
    if x <= 0 or y <= 0:
        return mpf(y <= 0)
    log_factor = a * log(x) + b * log(y) - log_beta(a, b)
    if log_factor < NEGLIGIBLE:
        return mpf(x > a / (a + b))
    if terms(a, b, x, y) <= terms(b, a, y, x):
        return exp(log_factor) / a * series(a, b, x)
    return 1 - exp(log_factor) / b * series(b, a, y)


def terms(a, b, x, y):
    """About how many terms the series about 0 needs at x."""
    return (max(0, x * (a + b) - a - 1) + 70) / y


def series(a, b, x):
    """2F1(1, a + b; a + 1; x), all of whose terms are positive, in fixed-point arithmetic."""
    bits = 160
    one = 1 << bits
    x, upper, lower = (int(ldexp(value, bits)) for value in (x, a + b, a + 1))
    term = total = one
    while term:
        term = term * upper // lower * x >> bits
        total += term
        upper += one
        lower += one
    return ldexp(mpf(total), -bits)


def integrate(outer, low, high, inner, scales):
    """Integrate the density of Beta(*outer) times inner(t, 1 - t) from low to high."""
    a, b = outer
    log_norm = log_beta(a, b)

    def integrand(t, y):
        density = exp((a - 1) * log(t) + (b - 1) * log(y) - log_norm) if t > 0 and y > 0 else mpf(0)
        return density * inner(t, y) if density > exp(NEGLIGIBLE) else mpf(0)

    def from_zero(v):  # t = v^(1/a) takes the pole at 0 away
        t = v ** (1 / a)
        return exp((b - 1) * log(1 - t) - log_norm) / a * inner(t, 1 - t)

    def from_one(w):
        y = w ** (1 / b)
        return exp((a - 1) * log(1 - y) - log_norm) / b * inner(1 - y, y)

    total = mpf(0)
    points = breakpoints(low, high, scales)
    for left, right in pairwise(points):
        if left == 0 and a < 1:
            total += quad(from_zero, [0, right**a], maxdegree=9)
        elif right == 1 and b < 1:
            total += quad(from_one, [0, (1 - left) ** b], maxdegree=9)
        else:
            total += quad(lambda t: integrand(t, 1 - t), [left, right], maxdegree=9)
    return total


def breakpoints(low, high, scales):
    """Split at both means, at some standard deviations from them, and in decades towards both ends."""
    width = high - low
    points = {low, high, (low + high) / 2}
    for mean, sd in scales:
        points |= {mean + k * sd for k in (-14, -5, 0, 5, 14)}
    points |= {end for k in (3, 6, 9, 12) for end in (low + width / 10**k, high - width / 10**k)}
    return sorted(point for point in points if low <= point <= high)


def mean_and_sd(a, b):
    return a / (a + b), sqrt(a * b / (a + b + 1)) / (a + b)


def prob_exceeds(case):
    (prior, standard, x, n), margin = case
    e = (mpf(prior[0]) + x, mpf(prior[1]) + n - x)
    s = (mpf(standard[0]), mpf(standard[1]))
    delta = mpf(margin)
    (mean_e, sd_e), (mean_s, sd_s) = mean_and_sd(*e), mean_and_sd(*s)
    over_s = integrate(
        s,
        mpf(0),
        1 - delta,
        lambda t, y: below(e[1], e[0], y - delta, t + delta),
        [(mean_s, sd_s), (mean_e - delta, sd_e)],
    )
    over_e = integrate(
        e,
        delta,
        mpf(1),
        lambda t, y: below(s[0], s[1], t - delta, y + delta),
        [(mean_e, sd_e), (mean_s + delta, sd_s)],
    )
    return over_s, over_e


def main():
    cases = list(product(CASES, DELTAS))
    with ProcessPoolExecutor() as pool, open(OUTPUT, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["aE", "bE", "aS", "bS", "x", "n", "delta", "prob"])
        for case, (over_s, over_e) in zip(cases, pool.map(prob_exceeds, cases), strict=True):
            assert abs(over_s - over_e) < 1e-20, case
            (experimental, standard, x, n), delta = case
            writer.writerow([*experimental, *standard, x, n, delta, nstr(over_s, 18)])


if __name__ == "__main__":
    main()
