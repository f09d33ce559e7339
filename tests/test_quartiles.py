"""Samples behind printed quartiles: NumPy's quantiles, and a complete search."""

import itertools

import numpy as np
import pytest
from cases import each_case
from refusals import refused

from onearm.printed import Printed, quartile_witness

QUARTILE_METHODS = ("linear", "weibull", "hazen", "averaged_inverted_cdf")


@each_case("method", QUARTILE_METHODS)
def test_quartiles_of_a_sample_have_a_witness_with_the_same(method):
    rng = np.random.default_rng(7)
    for n in (2, 3, 4, 5, 8, 13):
        sample = np.sort(rng.integers(0, 30, n))
        figures = [np.quantile(sample, p, method=method) for p in (0.25, 0.5, 0.75)]
        printed = [f"{figure:.2f}" for figure in figures]
        ends = {"minimum": str(sample[0]), "maximum": str(sample[-1])}
        found = quartile_witness(n, q1=printed[0], median=printed[1], q3=printed[2], **ends, method=method)
        assert len(found) == n
        assert list(found) == sorted(found)
        assert (found[0], found[-1]) == (sample[0], sample[-1])
        assert np.allclose(
            [np.quantile(found, p, method=method) for p in (0.25, 0.5, 0.75)], figures, atol=0.01
        )


@each_case("method", QUARTILE_METHODS)
def test_a_witness_is_missing_only_where_a_complete_search_finds_none(method):
    samples = np.array(list(itertools.combinations_with_replacement(range(5), 5)))
    found = np.quantile(samples, (0.25, 0.5, 0.75), axis=1, method=method).T
    for printed in itertools.product(("0.2", "1.5"), ("1", "2.5"), ("2.8", "3")):
        shown = [Printed(text) for text in printed]
        q1, median, q3 = printed
        witness = quartile_witness(5, q1=q1, median=median, q3=q3, minimum="0", maximum="4", method=method)
        ends = (samples[:, 0] == 0) & (samples[:, -1] == 4)
        exists = any(
            all(one.contains(float(value)) for one, value in zip(shown, row, strict=True))
            for row in found[ends]
        )
        assert (witness is not None) == exists, printed


@each_case("method", QUARTILE_METHODS)
def test_a_mean_has_a_witness_where_a_complete_search_finds_one_and_only_there(method):
    samples = np.array(list(itertools.combinations_with_replacement(range(7), 6)))
    samples = samples[(samples[:, 0] == 0) & (samples[:, -1] == 6)]
    rows = np.quantile(samples, (0.25, 0.5, 0.75), axis=1, method=method).T
    for texts in (("1", "3", "5"), ("1.5", "2", "4.5")):
        shown = [Printed(text) for text in texts]
        fits = [all(map(Printed.contains, shown, map(float, row))) for row in rows]
        totals = {int(total) for total in samples[fits].sum(axis=1)}
        given = dict(zip(("q1", "median", "q3"), texts, strict=True))
        for total in range(12, 26):
            mean = f"{total / 6:.3f}"
            found = quartile_witness(6, **given, minimum="0", maximum="6", mean=mean, method=method)
            assert (found is not None) == (total in totals), (texts, total)
            if found is not None:
                assert (len(found), sum(found), found[0], found[-1]) == (6, total, 0, 6)
                got = np.quantile(found, (0.25, 0.5, 0.75), method=method)
                assert all(map(Printed.contains, shown, map(float, got)))


def test_a_mean_without_a_range_is_reached_beyond_the_quartiles():
    figures = {"q1": "10", "median": "20", "q3": "30"}
    found = quartile_witness(400, **figures, mean="500")
    assert np.mean(found) == pytest.approx(500, abs=0.5)
    assert [float(np.quantile(found, part)) for part in (0.25, 0.5, 0.75)] == pytest.approx(
        [10, 20, 30], abs=0.5
    )
    assert quartile_witness(400, **figures, minimum="0", maximum="40", mean="31") is None


def test_a_finer_grid_has_more_samples():
    assert quartile_witness(3, q1="1.25", median="1.5", q3="2.0") is None
    assert quartile_witness(3, q1="1.25", median="1.5", q3="2.0", step="0.5") is not None


@each_case(
    ("call", "says"),
    [
        (
            lambda: quartile_witness(5, q1="1", median="2", q3="3000000"),
            "q3 must be within 1000000 steps of 0",
        ),
        (
            lambda: quartile_witness(10_000, q1="1", median="2", q3="20000", mean="9"),
            "where a mean is given, must be at most 100,000,000",
        ),
    ],
)
def test_bad_input_says_what_must_be(call, says):
    assert says in refused(call)
