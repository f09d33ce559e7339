"""The witness: a sample with all five printed figures is found whenever there is one, and only then."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement, product
from statistics import median, stdev

import numpy as np
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tables import rows

from onearm.printed import Printed, grim, grimmer, sd_interval, witness
from seven_patients.datasets import baseline, patients

FIGURES = ("mean", "sd", "median", "minimum", "maximum")

modest = settings(max_examples=80, deadline=None, derandomize=True)


def statistics(sample):
    """The five figures of a sample: exact, but for the standard deviation, whose square is."""
    values = [Fraction(value) for value in sample]
    return sum(values) / len(values), stdev(values), median(values), min(values), max(values)


def variance(sample):
    mean = Fraction(sum(sample), len(sample))
    return sum((value - mean) ** 2 for value in sample) / (len(sample) - 1)


def found(figures, n, **options):
    return witness(
        figures["mean"], figures["sd"], n, **{name: figures[name] for name in FIGURES[2:]}, **options
    )


def prints(sample, figures):
    """Whether the sample has these figures, by whatever rounding."""
    computed = dict(zip(FIGURES, statistics(sample), strict=True))
    return all(Printed(figures[name]).contains(computed[name]) for name in FIGURES)


def rounded(sample, decimals):
    """The figures of a sample as a table prints them, the range with the decimals of the record."""
    mean, sd, middle, *_ = statistics(sample)
    return {
        "mean": f"{float(mean):.{decimals}f}",
        "sd": f"{sd:.{decimals}f}",
        "median": f"{float(middle):.{decimals}f}",
        "minimum": str(Decimal(sample[0])),
        "maximum": str(Decimal(sample[-1])),
    }


# Against every sample, and against other software.


@pytest.mark.parametrize(("n", "high"), [(3, 6), (4, 5), (5, 4), (6, 3), (7, 3)])
def test_a_witness_is_found_where_there_is_one_and_only_there(n, high):
    samples = list(combinations_with_replacement(range(high + 1), n))
    facts = [
        (Fraction(sum(sample), n), variance(sample), median(map(Fraction, sample))) for sample in samples
    ]
    none = 0
    for low, top, middle in product(range(2), (high - 1, high), ("1", "1.5", "2.0", "2.4")):
        fitting = [
            fact
            for sample, fact in zip(samples, facts, strict=True)
            if (sample[0], sample[-1]) == (low, top) and Printed(middle).contains(fact[2])
        ]
        for mean, sd in product(("1.2", "1.7", "2", "2.33"), ("0.5", "0.7", "1.0", "1.13", "1.6", "2")):
            texts = (mean, sd, middle, str(low), str(top))
            sample = found(dict(zip(FIGURES, texts, strict=True)), n)
            limits = Printed(sd)
            exists = any(
                Printed(mean).contains(average) and limits.low**2 <= spread <= limits.high**2
                for average, spread, _ in fitting
            )
            assert (sample is not None) == exists
            if exists:
                assert sample in samples
                assert limits.low**2 <= variance(sample) <= limits.high**2
                assert prints(sample, dict(zip(FIGURES, texts, strict=True)))
            none += not exists
    assert none


@pytest.mark.parametrize(
    "row", [row for row in rows("recon_counts.csv") if row["obs_max"]], ids=lambda row: row["case"]
)
def test_against_a_complete_list_of_samples(row):
    listed = {
        tuple(map(int, solution["values"].split()))
        for solution in rows("recon_solutions.csv")
        if solution["case"] == row["case"]
    }
    figures = {"minimum": row["obs_min"], "maximum": row["obs_max"]} | {
        name: row[name] for name in FIGURES[:3]
    }
    sample = found(figures, int(row["n"]))
    assert len(listed) == int(row["n_multisets_either"])
    assert sample in listed if listed else sample is None


# Real samples.


@st.composite
def recorded(draw):
    """A sample on a grid of decimals, ascending."""
    step = Decimal(1).scaleb(-draw(st.integers(0, 2)))
    values = draw(st.lists(st.integers(-99, 999), min_size=3, max_size=9))
    return sorted(value * step for value in values), step


@modest
@given(sample=recorded(), more=st.integers(0, 1))
def test_what_a_sample_prints_has_a_witness_that_prints_the_same(sample, more):
    values, step = sample
    figures = rounded(values, more - step.as_tuple().exponent)
    again = found(figures, len(values), step=step)
    assert list(again) == sorted(again)
    assert all(value % step == 0 for value in again)
    assert prints(again, figures)
    assert found(figures, len(values), step=step) == again


@modest
@given(sample=recorded(), shift=st.integers(1, 40))
def test_a_witness_passes_every_weaker_test_and_none_has_failed_one(sample, shift):
    values, step = sample
    n, decimals = len(values), -step.as_tuple().exponent
    figures = rounded(values, decimals)
    figures["sd"] = f"{Decimal(figures['sd']) + shift * step:.{decimals}f}"
    again = found(figures, n, step=step)
    if again is not None:
        assert prints(again, figures)
        assert sum(again) in grim(figures["mean"], n, step=step)
        limits = {"low": figures["minimum"], "high": figures["maximum"]}
        assert sum(again) in grimmer(figures["mean"], figures["sd"], n, step=step, **limits)
        feasible = sd_interval(n, *limits.values(), mean=figures["mean"], median=figures["median"])
        assert feasible.low - 1e-9 <= statistics(again)[1] <= feasible.high + 1e-9


# The trial's Table 2.

GRIDS = {
    "age": "1",
    "height": "0.1",
    "weight": "0.1",
    "white blood cells": "0.01",
    "CRP": "0.01",
    "KL-6": "1",
    "SP-D": "0.1",
    "PaO2/FiO2": "0.1",
    "corticosteroid dose": "0.01",
}


def printed(characteristic):
    row = baseline().set_index("characteristic").loc[characteristic]
    return {name: row[f"{name}_printed"] for name in FIGURES}


@each_case(("characteristic", "step"), GRIDS.items(), ids=GRIDS)
def test_each_row_of_table_2_has_a_witness_on_this_grid_and_on_no_coarser_one(characteristic, step):
    sample = found(printed(characteristic), 7, step=step)
    assert prints(sample, printed(characteristic))
    assert found(printed(characteristic), 7, step=10 * Decimal(step)) is None


def test_a_witness_is_not_the_data():
    table = patients()
    for characteristic, values in (("age", table.age_years), ("PaO2/FiO2", table.pf_ratio_mmhg)):
        sample = [float(value) for value in found(printed(characteristic), 7, step=GRIDS[characteristic])]
        truth = sorted(values)
        assert sample != truth
        assert [sample[place] for place in (0, 3, 6)] == [truth[place] for place in (0, 3, 6)]
        assert sum(sample) == pytest.approx(sum(truth))


# What comes back, and what is refused.


@pytest.mark.parametrize("step", [1, np.int64(1), "1", Decimal("1"), Fraction(1, 2)], ids=repr)
def test_values_come_in_the_kind_of_the_step(step):
    sample = witness("4.0", "2.2", 5, median="4", minimum="1", maximum="7", step=step)
    assert prints(sample, dict(zip(FIGURES, ("4.0", "2.2", "4", "1", "7"), strict=True)))
    assert {type(value) for value in sample} == {{str: Decimal, np.int64: int}.get(type(step), type(step))}


def test_a_range_may_be_rounded_and_the_nearest_value_comes_first():
    options = {"median": "1.3", "minimum": "0.4", "maximum": "3.0"}
    sample = witness("1.44", "0.83", 7, **options, step="0.01")
    assert (sample[0], sample[3], sample[-1]) == (Decimal("0.40"), Decimal("1.30"), Decimal("3.00"))
    # So small a deviation takes a narrower range than that, one that still agrees with the print.
    narrower = witness("1.44", "0.76", 7, **options, step="0.01")
    assert Decimal("2.5") <= narrower[-1] - narrower[0] < Decimal("2.6")
    exact = {name: Printed(options[name], exact=True) for name in ("minimum", "maximum")}
    assert witness("1.44", "0.76", 7, **(options | exact), step="0.01") is None


def test_no_whole_number_of_squares_no_witness():
    # Six times such a variance lies between 24.0193 and 24.0196; with a total of 28 it is a whole number.
    assert witness("4.0", "2.00081", 7, median="4", minimum="1", maximum="7") is None


def test_ends_out_of_order_have_no_witness():
    for n in (7, 8):
        assert witness("4.0", "2.0", n, median="4", minimum="7", maximum="1") is None


def refused(*arguments, **options):
    good = {"median": "4", "minimum": "1", "maximum": "7"}
    with pytest.raises(ValueError, match=r"(?s)^.*\bmust\b.*\nWhat came: .*\.$"):
        witness(*arguments, **(good | options))


@pytest.mark.parametrize("wrong", [24.0, 4, None, "", "4.0 ± 2.2", ["4.0"], Decimal("4.0")], ids=repr)
def test_other_than_printed_numbers_are_refused(wrong):
    refused(wrong, "2.2", 5)
    refused("4.0", wrong, 5)
    for name in FIGURES[2:]:
        refused("4.0", "2.2", 5, **{name: wrong})


@pytest.mark.parametrize("n", [2, 201, -1, 5.0, "5", True, None], ids=repr)
def test_other_numbers_of_values_are_refused(n):
    refused("4.0", "2.2", n)


@pytest.mark.parametrize("step", [0, "-0.1", 0.1, True, None, "1/3"], ids=repr)
def test_other_steps_are_refused(step):
    refused("4.0", "2.2", 5, step=step)


def test_a_negative_deviation_is_refused():
    refused("4.0", "-0.1", 5)


def test_the_largest_sample():
    sample = witness("4.50", "1.50", 200, median="4.5", minimum="1", maximum="7")
    assert len(sample) == 200
