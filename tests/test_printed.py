import math
from dataclasses import FrozenInstanceError
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused

from onearm.printed import Printed, counts_printing, mean_sd
from onearm.printed.numbers import ROUNDINGS

COUNTING = """
zero one two three four five six seven eight nine ten
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
"""
DECIMAL_ROUNDING = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN}

modest = settings(max_examples=60, deadline=None, derandomize=True)
decimals = st.integers(0, 4)
decided = st.sampled_from(sorted(DECIMAL_ROUNDING))


@st.composite
def decimal_values(draw):
    """One to three more digits than will be printed, so that ties are frequent."""
    places = draw(decimals)
    value = Decimal(draw(st.integers(-(10**8), 10**8))).scaleb(-places - draw(st.integers(1, 3)))
    return value, places


def rounded(value, places, rounding):
    return value.quantize(Decimal(1).scaleb(-places), rounding=DECIMAL_ROUNDING[rounding])


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("24.0", "24.0", 1),
        ("71.4", "71.4", 1),
        ("7", "7", 0),
        ("0.245", "0.245", 3),
        ("-0.5", "-0.5", 1),
        ("+3", "3", 0),
        ("1,064", "1064", 0),
        ("-12,345,678.90", "-12345678.90", 2),
        ("1064", "1064", 0),
        ("71.4%", "71.4", 1),
        ("71.4 %", "71.4", 1),
        ("71.4\N{NO-BREAK SPACE}%", "71.4", 1),
        ("007", "7", 0),
    ],
)
def test_numerals_are_read_as_printed(text, value, decimals):
    printed = Printed(text)
    assert printed.text == text
    assert str(printed.value) == value
    assert printed.decimals == decimals
    assert printed.unit == Fraction(1, 10**decimals)
    assert not printed.exact
    assert printed.high - printed.low == printed.unit


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("none", 0),
        ("Zero", 0),
        ("no", 0),
        ("one", 1),
        ("Seven", 7),
        ("TWELVE", 12),
        ("thirteen", 13),
        ("twenty", 20),
    ],
)
def test_words_are_exact_counts(text, value):
    printed = Printed(text)
    assert printed.exact
    assert printed.value == printed.low == printed.high == value
    assert printed.contains(value)
    assert printed.contains(float(value))
    assert not printed.contains(value + 0.4)


def test_every_count_from_zero_to_twenty_has_its_word():
    assert [Printed(word).value for word in COUNTING.split()] == list(range(21))


@pytest.mark.parametrize(
    ("text", "rounding", "low", "high"),
    [
        # An end is (its place, whether it is included); a tie goes away from zero, to even, or either way.
        ("0.3", "half-up", ("0.25", True), ("0.35", False)),
        ("-0.3", "half-up", ("-0.35", False), ("-0.25", True)),
        ("0.0", "half-up", ("-0.05", False), ("0.05", False)),
        ("-0.0", "half-up", ("-0.05", False), ("0.05", False)),
        ("0.3", "half-even", ("0.25", False), ("0.35", False)),
        ("0.2", "half-even", ("0.15", True), ("0.25", True)),
        ("-0.2", "half-even", ("-0.25", True), ("-0.15", True)),
        ("0.0", "half-even", ("-0.05", True), ("0.05", True)),
        ("10", "half-even", ("9.5", True), ("10.5", True)),
        ("0.3", "either", ("0.25", True), ("0.35", True)),
        ("-0.3", "either", ("-0.35", True), ("-0.25", True)),
        ("24.0", "either", ("23.95", True), ("24.05", True)),
    ],
)
def test_ends_of_the_interval(text, rounding, low, high):
    printed = Printed(text, rounding=rounding)
    assert (printed.low, printed.low_included) == (Fraction(low[0]), low[1])
    assert (printed.high, printed.high_included) == (Fraction(high[0]), high[1])
    for end, included in (low, high):
        for kind in (Fraction, Decimal, float):
            assert printed.contains(kind(end)) == included


@pytest.mark.parametrize(
    ("read", "text", "says"),
    [
        (Printed, "\N{MINUS SIGN}0.5", "without '\N{MINUS SIGN}' (U+2212, minus sign)"),
        (Printed, "71\N{MIDDLE DOT}4", "without '\N{MIDDLE DOT}' (U+00B7, middle dot)"),
        (Printed, "71\N{THIN SPACE}064", "without '\\u2009' (U+2009, thin space)"),
        (Printed, "1 064", "without ' ' (U+0020, space)"),
        (Printed, ".43", "with a digit before the point"),
        (Printed, "43.2 years", "without the letters 'years'"),
        (Printed, "5mg", "without the letters 'mg'"),
        (Printed, "NaN", "without the letters 'NaN'"),
        (Printed, " seven", "without space before or behind it"),
        (Printed, "\x07", "without '\\x07' (U+0007, which has no name)"),
        (mean_sd, "24.0  ± 10.6", "with one space at most on either side"),
        (mean_sd, "24.0 +/- 10.6", "without '/' (U+002F, solidus)"),
        (mean_sd, "24.0 ± .6", "with a digit before the point"),
        (mean_sd, "24.0 ± 10.6 days", "without the letters 'days'"),
        (mean_sd, "24.0 \N{PLUS-MINUS SIGN} \N{MINUS SIGN}1", "(U+2212, minus sign)"),
    ],
)
def test_a_refused_print_says_what_is_wrong_in_it(read, text, says):
    assert refused(read, text).partition("\n")[0].endswith(f", {says}." if says[0] == "w" else f"{says}.")


@pytest.mark.parametrize("text", ["1,06", "24.", "1.2.3", "", "5%%"])
def test_a_print_of_the_right_characters_in_the_wrong_order_is_shown_alone(text):
    assert refused(Printed, text).partition("\n")[0].endswith('or "seven".')


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_an_exact_text_is_one_point_under_any_rounding(rounding):
    seven = Printed("7", exact=True, rounding=rounding)
    assert seven.low == seven.high == 7
    assert seven.contains(7)
    assert seven.contains(7.0)
    assert seven.contains(Fraction(14, 2))
    assert not seven.contains(7.4)
    assert Printed("7", rounding=rounding).contains(7.4)
    assert Printed("0.245", exact=True, rounding=rounding).contains(0.245)


@pytest.mark.parametrize(
    "value",
    [
        7,
        7.0,
        Fraction(7),
        Decimal("7.00"),
        np.int64(7),
        np.uint8(7),
        np.float64(7),
        np.float32(7),
        np.longdouble(7),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_kind_of_number_is_accepted(value):
    assert Printed("7").contains(value) is True
    assert Printed("7", exact=True).contains(value) is True
    assert Printed("8").contains(value) is False


def test_numpy_integers_do_not_overflow():
    assert Printed("0.0000000000").contains(np.int8(0))
    assert not Printed("0.0000000000").contains(np.int8(127))


@pytest.mark.parametrize("value", [28.5, 100 * 0.285, np.nextafter(28.5, 29)])
def test_a_float_an_ulp_from_a_tie_is_the_tie(value):
    assert Printed("29", rounding="half-up").contains(value)
    assert not Printed("28", rounding="half-up").contains(value)
    assert Printed("28", rounding="half-even").contains(value)
    assert not Printed("29", rounding="half-even").contains(value)


def test_exact_kinds_have_no_slack():
    just_below = Fraction(57, 2) - Fraction(1, 10**30)
    assert Printed("28", rounding="half-up").contains(just_below)
    assert not Printed("29").contains(just_below)
    assert not Printed("0", exact=True).contains(Fraction(1, 10**30))


def test_float_slack_is_a_billionth_of_the_last_digit():
    assert Printed("24.0").contains(24.05 + 0.9e-10)
    assert not Printed("24.0").contains(24.05 + 1.1e-10)
    assert not Printed("0.00000000000000").contains(1e-14)


def test_texts_with_one_value_are_still_different_claims():
    assert Printed("24.0") != Printed("24.00")
    assert Printed("24.0") == Printed("24.0")
    assert len({Printed("24.0"), Printed("24.0"), Printed("24.0", rounding="half-up")}) == 2
    assert repr(Printed("24.0")) == "Printed(text='24.0', rounding='either', exact=False)"
    with pytest.raises(FrozenInstanceError):
        Printed("24.0").text = "24.1"


@modest
@given(value=st.floats(-1e6, 1e6), places=decimals)
def test_what_python_prints_contains_what_it_printed(value, places):
    assert Printed(f"{value:.{places}f}").contains(value)
    assert Printed(f"{value:,.{places}f}").contains(value)
    assert Printed(f"{value:+.{places}f} %").contains(value)


@modest
@given(case=decimal_values(), rounding=decided)
def test_a_rounded_value_is_contained_and_its_neighbours_do_not_contain_it(case, rounding):
    value, places = case
    unit = Decimal(1).scaleb(-places)
    printed = rounded(value, places, rounding)
    holders = [
        text
        for text in (f"{printed + step * unit:f}" for step in (-2, -1, 0, 1, 2))
        if Printed(text, rounding=rounding).contains(value)
    ]
    assert [Decimal(text) for text in holders] == [printed]


@modest
@given(value=st.fractions(-1000, 1000, max_denominator=400), places=st.integers(0, 2), rounding=decided)
def test_each_fraction_and_its_float_lie_in_one_and_the_same_interval(value, places, rounding):
    unit = Fraction(1, 10**places)
    nearest = [unit * (math.floor(value / unit) + step) for step in (-1, 0, 1, 2)]
    candidates = [Printed(f"{float(number):.{places}f}", rounding=rounding) for number in nearest]
    holders = [printed for printed in candidates if printed.contains(value)]
    assert len(holders) == 1
    assert [printed for printed in candidates if printed.contains(float(value))] == holders


@modest
@given(case=decimal_values())
def test_either_contains_what_each_rounding_prints(case):
    value, places = case
    for rounding in DECIMAL_ROUNDING:
        assert Printed(f"{rounded(value, places, rounding):f}").contains(value)


@modest
@given(case=decimal_values(), rounding=st.sampled_from(ROUNDINGS))
def test_the_number_printed_prints_so(case, rounding):
    value, _ = case
    assert Printed(f"{value:f}", rounding=rounding).contains(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        " 7",
        "7 ",
        "7\n",
        "NaN",
        "inf",
        "≥ 1.0",
        "<0.001",
        "24.0 ± 10.6",
        "29.0–96.3",
        "5/7",
        "1e3",
        "1_000",
        "7.",
        ".5",
        "--1",
        "+ 3",
        "0,5",
        "0,064",
        "1,06",
        "1,0645",
        "1064,000",
        "1.064,5",
        "1.2.3",
        "%",
        "71.4%%",
        "71.4  %",
        "% 71.4",
        "71.4 mg",
        "seven patients",
        "twenty-one",
        "half",
        "٧",
        "²",
        7,
        71.4,
        True,
        None,
        b"7",
        ["7"],
        Decimal("7"),
        float("nan"),
    ],
    ids=repr,
)
def test_other_texts_are_refused(text):
    refused(Printed, text)


@pytest.mark.parametrize("rounding", ["up", "Half-up", "", None, 5, True, ["either"], float("nan")], ids=repr)
def test_other_roundings_are_refused(rounding):
    refused(Printed, "7", rounding=rounding)


@pytest.mark.parametrize("exact", ["yes", None, 1, 0, float("nan")], ids=repr)
def test_exact_is_yes_or_no(exact):
    refused(Printed, "7", exact=exact)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        np.nan,
        np.float32("inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        True,
        np.False_,
        "7",
        None,
        7j,
        [7],
        np.array([7.0]),
    ],
    ids=repr,
)
def test_contains_refuses_what_is_no_finite_number(value):
    refused(Printed("7").contains, value)


@pytest.mark.parametrize(
    ("text", "mean", "sd"),
    [
        ("24.0 ± 10.6", "24.0", "10.6"),
        ("53.40±6.80", "53.40", "6.80"),
        ("-0.5 ± 0", "-0.5", "0"),
        ("2,607.5\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}3,310.2", "2607.5", "3310.2"),
    ],
)
def test_mean_and_sd_keep_their_zeros(text, mean, sd):
    assert [str(part.value) for part in mean_sd(text)] == [mean, sd]
    assert {part.rounding for part in mean_sd(text, rounding="half-up")} == {"half-up"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24.0",
        "24.0 ±",
        "± 10.6",
        "24.0 ± -1",
        "24.0 +/- 10.6",
        "24.0 ± 10.6 ± 1",
        "seven ± two",
        "24.0 ± 10.6%",
        "24.0 ± 10.6 days",
        "24..0 ± 1",
        "24.0  ± 10.6",
        " 24.0 ± 10.6",
        24.0,
        None,
        ["24.0 ± 10.6"],
    ],
    ids=repr,
)
def test_other_means_with_sd_are_refused(text):
    refused(mean_sd, text)
    refused(mean_sd, "24.0 ± 10.6", rounding="up")


def test_only_eight_percentages_of_seven_exist():
    possible = {f"{k / 10:.1f}": counts_printing(f"{k / 10:.1f}", 7) for k in range(1001)}
    assert {text: counts for text, counts in possible.items() if counts} == {
        "0.0": (0,),
        "14.3": (1,),
        "28.6": (2,),
        "42.9": (3,),
        "57.1": (4,),
        "71.4": (5,),
        "85.7": (6,),
        "100.0": (7,),
    }


@modest
@given(n=st.integers(1, 400), data=st.data(), places=st.integers(0, 2), rounding=decided)
def test_a_count_is_among_those_that_print_as_its_share(n, data, places, rounding):
    k = data.draw(st.integers(0, n))
    share = rounded(Decimal(100 * k) / n, places, rounding)
    assert k in counts_printing(Printed(f"{share:f}%", rounding=rounding), n)
    proportion = rounded(Decimal(k) / n, places + 2, rounding)
    assert k in counts_printing(Printed(f"{proportion:f}", rounding=rounding), n, percent=False)


def test_a_tie_of_counts_prints_by_the_rounding():
    assert counts_printing("12", 8) == counts_printing("13", 8) == (1,)
    assert counts_printing(Printed("12", rounding="half-up"), 8) == ()
    assert counts_printing(Printed("12", rounding="half-even"), 8) == (1,)
    assert counts_printing(Printed("13", rounding="half-even"), 8) == ()


def test_other_shares_are_refused():
    refused(counts_printing, 71.4, 7)
    refused(counts_printing, "5/7", 7)
    refused(counts_printing, "71.4", 0)
    refused(counts_printing, "71.4", 7.0)
    refused(counts_printing, "71.4", 7, percent=1)
    refused(counts_printing, "71.4%", 7, percent=False)


@pytest.mark.parametrize("text", ["32,768.125", "8,388,608.5", "1,073,741,824.25"])
def test_a_float_at_an_end_is_there_however_large_it_is(text):
    printed = Printed(text)
    assert printed.contains(float(printed.low)) and printed.contains(float(printed.high))
    assert not printed.contains(float(printed.high) + float(printed.unit) / 10)
