import math
from dataclasses import FrozenInstanceError
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused

from onearm import Interval
from onearm.printed import (
    Inequality,
    Parts,
    Printed,
    agrees,
    counts_printing,
    mean_sd,
    propagate,
    read_printed,
)
from onearm.printed.numbers import ROUNDINGS

COUNTING = """
zero one two three four five six seven eight nine ten
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
"""
DECIMAL_ROUNDING = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "truncated": ROUND_DOWN}

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


@each_case(
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
        (".04", "0.04", 2),
        ("0\N{MIDDLE DOT}04", "0.04", 2),
        ("\N{MINUS SIGN}0.69", "-0.69", 2),
        ("1 064", "1064", 0),
        ("1\N{THIN SPACE}064\N{THIN SPACE}000", "1064000", 0),
        ("12\N{NARROW NO-BREAK SPACE}345\N{MIDDLE DOT}6", "12345.6", 1),
        ("1.2 × 10^6", "1.2E+6", -5),
        ("1.2x10^-6", "0.0000012", 7),
        ("1.2 × 10⁶", "1.2E+6", -5),
        ("3 × 10⁻²", "0.03", 2),
        ("71.4 per cent", "71.4", 1),
        ("71.4 percent", "71.4", 1),
    ],
)
def test_numerals_are_read_as_printed(text, value, decimals):
    printed = Printed(text)
    assert printed.text == text
    assert str(printed.value) == value
    assert printed.decimals == decimals
    assert printed.unit == Fraction(10) ** -decimals
    assert not printed.exact
    assert printed.high - printed.low == printed.unit


@each_case(
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
        ("Twenty-six", 26),
        ("twenty six", 26),
        ("ninety\N{NON-BREAKING HYPHEN}nine", 99),
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


@each_case(
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
        ("34.6", "truncated", ("34.6", True), ("34.7", False)),
        ("-34.6", "truncated", ("-34.7", False), ("-34.6", True)),
        ("0.0", "truncated", ("-0.1", False), ("0.1", False)),
        ("1.2 × 10^6", "either", ("1150000", True), ("1250000", True)),
    ],
)
def test_ends_of_the_interval(text, rounding, low, high):
    printed = Printed(text, rounding=rounding)
    assert (printed.low, printed.low_included) == (Fraction(low[0]), low[1])
    assert (printed.high, printed.high_included) == (Fraction(high[0]), high[1])
    for end, included in (low, high):
        for kind in (Fraction, Decimal, float):
            assert printed.contains(kind(end)) == included


@each_case(
    ("read", "text", "says"),
    [
        (Printed, "\N{EN DASH}0.5", "without '\N{EN DASH}' (U+2013, en dash)"),
        (Printed, "71\N{BULLET}4", "without '\N{BULLET}' (U+2022, bullet)"),
        (Printed, "1 06", "with a space between thousands only"),
        (Printed, "1,06", "with a comma between thousands only"),
        (Printed, "0,5", "with a comma between thousands only"),
        (Printed, "24.", "with a digit behind the point"),
        (Printed, "1.2.3", "with one decimal point"),
        (Printed, "5%%", "with one percent sign"),
        (Printed, "% 5", "with the percent sign behind the digits"),
        (Printed, "+ 3", "with one sign, right before the digits"),
        (Printed, "71.4  %", "with one space at most between its parts"),
        (Printed, "43.2 years", "without the letters 'years'"),
        (Printed, "5mg", "without the letters 'mg'"),
        (Printed, "NaN", "without the letters 'NaN'"),
        (Printed, " seven", "without space before or behind it"),
        (Printed, "\x07", "without '\\x07' (U+0007, which has no name)"),
        (mean_sd, "24.0 ~ 10.6", "without '~' (U+007E, tilde)"),
        (mean_sd, "24.0 ± 10.6 days", "without the letters 'days'"),
        (read_printed, "64 (30\N{BULLET}86)", "without '\N{BULLET}' (U+2022, bullet)"),
        (read_printed, "24.0 ± 10.6 mg", "without the letters 'mg'"),
        (read_printed, "p = 0.04", "without the letters 'p'"),
        (read_printed, "0,04 (0,2)", "with a comma between thousands only"),
        (Inequality, "< x", "without the letters 'x'"),
    ],
)
def test_a_refused_print_says_what_is_wrong_in_it(read, text, says):
    assert refused(read, text).partition("\n")[0].endswith(f", {says}.")


@each_case("text", ["", "10^6", "5×10^"])
def test_a_print_of_the_right_characters_in_the_wrong_order_is_shown_alone(text):
    assert refused(Printed, text).partition("\n")[0].endswith('or "seven".')


@each_case("rounding", ROUNDINGS)
def test_an_exact_text_is_one_point_under_any_rounding(rounding):
    seven = Printed("7", exact=True, rounding=rounding)
    assert seven.low == seven.high == 7
    assert seven.contains(7)
    assert seven.contains(7.0)
    assert seven.contains(Fraction(14, 2))
    assert not seven.contains(7.4)
    assert Printed("7", rounding=rounding).contains(7.4)
    assert Printed("0.245", exact=True, rounding=rounding).contains(0.245)


@each_case(
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


@each_case("value", [28.5, 100 * 0.285, np.nextafter(28.5, 29)])
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
    for rounding in ("half-up", "half-even"):
        assert Printed(f"{rounded(value, places, rounding):f}").contains(value)


@modest
@given(case=decimal_values(), rounding=st.sampled_from(ROUNDINGS))
def test_the_number_printed_prints_so(case, rounding):
    value, _ = case
    assert Printed(f"{value:f}", rounding=rounding).contains(value)


@each_case(
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
        ".",
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
        "twenty-ten",
        "a hundred",
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
)
def test_other_texts_are_refused(text):
    refused(Printed, text)


@each_case("rounding", ["up", "Half-up", "", None, 5, True, ["either"], float("nan")])
def test_other_roundings_are_refused(rounding):
    refused(Printed, "7", rounding=rounding)


@each_case("exact", ["yes", None, 1, 0, float("nan")])
def test_exact_is_yes_or_no(exact):
    refused(Printed, "7", exact=exact)


@each_case(
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
)
def test_contains_refuses_what_is_no_finite_number(value):
    refused(Printed("7").contains, value)


@each_case(
    ("text", "mean", "sd"),
    [
        ("24.0 ± 10.6", "24.0", "10.6"),
        ("53.40±6.80", "53.40", "6.80"),
        ("-0.5 ± 0", "-0.5", "0"),
        ("2,607.5\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}3,310.2", "2607.5", "3310.2"),
        ("24.0 +/- 10.6", "24.0", "10.6"),
        (" 24.0  ±.6", "24.0", "0.6"),
        ("\N{MINUS SIGN}0.5 ± 0.2", "-0.5", "0.2"),
    ],
)
def test_mean_and_sd_keep_their_zeros(text, mean, sd):
    assert [str(part.value) for part in mean_sd(text)] == [mean, sd]
    assert {part.rounding for part in mean_sd(text, rounding="half-up")} == {"half-up"}


@each_case(
    "text",
    [
        "",
        "24.0",
        "24.0 ±",
        "± 10.6",
        "24.0 ± -1",
        "24.0 ± \N{MINUS SIGN}1",
        "24.0 ± NR",
        "24.0 (10.6)",
        "24.0 ± 10.6 ± 1",
        "seven ± two",
        "24.0 ± 10.6%",
        "24.0 ± 10.6 days",
        "24..0 ± 1",
        24.0,
        None,
        ["24.0 ± 10.6"],
    ],
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


@each_case("text", ["32,768.125", "8,388,608.5", "1,073,741,824.25"])
def test_a_float_at_an_end_is_there_however_large_it_is(text):
    printed = Printed(text)
    assert printed.contains(float(printed.low)) and printed.contains(float(printed.high))
    assert not printed.contains(float(printed.high) + float(printed.unit) / 10)


# -- all forms in which papers print numbers --------------------------------------------------------

AS_PRINTED = [
    ("<0.001", {"<": "0.001"}),
    ("> 99", {">": "99"}),
    ("\N{GREATER-THAN OR EQUAL TO} 1.0", {"\N{GREATER-THAN OR EQUAL TO}": "1.0"}),
    ("<= 5", {"\N{LESS-THAN OR EQUAL TO}": "5"}),
    (".04", "0.04"),
    ("0\N{MIDDLE DOT}04", "0.04"),
    ("\N{MINUS SIGN}0.69", "-0.69"),
    ("1 064", "1064"),
    ("12,345", "12345"),
    ("1.2 × 10^6", "1.2E+6"),
    ("Twenty-six", "26"),
    ("71.4", "71.4"),
    ("71.4%", "71.4"),
    (" 71.4  % ", "71.4"),
    ("15.2\N{EN DASH}72.3", {"low": "15.2", "high": "72.3"}),
    ("29.0%-96.3%", {"low": "29.0", "high": "96.3"}),
    ("-0.5 to \N{MINUS SIGN}0.2", {"low": "-0.5", "high": "-0.2"}),
    ("-0.5--0.2", {"low": "-0.5", "high": "-0.2"}),
    ("5/7", {"count": "5", "of": "7"}),
    ("5 of 7", {"count": "5", "of": "7"}),
    ("5/7 (71.4%)", {"count": "5", "of": "7", "bracketed": "71.4"}),
    ("83.3% (5/6)", {"value": "83.3", "count": "5", "of": "6"}),
    ("64 (30\N{EN DASH}86)", {"value": "64", "low": "30", "high": "86"}),
    ("64 [30, 86]", {"value": "64", "low": "30", "high": "86"}),
    ("17.1 (8.1\N{EN DASH}NR)", {"value": "17.1", "low": "8.1"}),
    ("NR (8.1 to NE)", {"low": "8.1"}),
    ("24.0 (10.6)", {"value": "24.0", "bracketed": "10.6"}),
    ("5 (<1%)", {"value": "5", "bracketed": "<1%"}),
    ("24.0 ± 10.6", {"value": "24.0", "spread": "10.6"}),
    ("24.0  ±10.6 ", {"value": "24.0", "spread": "10.6"}),
    ("24.0\N{NO-BREAK SPACE}± \N{THIN SPACE}10.6", {"value": "24.0", "spread": "10.6"}),
    ("24.0 +/- 10.6", {"value": "24.0", "spread": "10.6"}),
]


def stated(read):
    """Return what was read as texts: a number, a limit by its sign, or several numbers by their names."""
    if isinstance(read, Parts):
        return {
            name: stated(part) if isinstance(part, Printed) else part.text
            for name, part in read.named.items()
        }
    return {read.relation: str(read.limit.value)} if isinstance(read, Inequality) else str(read.value)


@each_case(("text", "states"), AS_PRINTED)
def test_a_number_is_read_in_the_form_in_which_it_is_printed(text, states):
    assert stated(read_printed(text)) == states


@each_case(
    ("text", "says"),
    [
        ("NR", "which NR, NE and NA (not reached, estimable, available) do not"),
        ("72.3\N{EN DASH}15.2", "the first end of a range must be at most the second"),
        ("120/80", "a count must be at most what it is counted from"),
        ("24.0 ± -1", "must be at least 0"),
        ("5/7/9", '"5/7 (71.4%)"'),
        ("1-2-3", "with one sign, right before the digits"),
        ("(5)", '"5/7 (71.4%)"'),
        ("", '"5/7 (71.4%)"'),
        ("1" * 101, '"5/7 (71.4%)"'),
        (7, '"5/7 (71.4%)"'),
    ],
)
def test_what_has_no_form_is_refused_and_told_why(text, says):
    assert refused(read_printed, text).partition("\n")[0].endswith(f"{says}.")


def test_a_reading_keeps_how_numbers_were_rounded():
    assert read_printed("34.6 (9.8-73.0)", rounding="truncated")["low"].contains(9.89)
    assert read_printed("7", exact=True).exact and read_printed("5/7")["of"].exact
    refused(read_printed, "7", rounding="up")
    refused(read_printed, "7", exact=1)
    refused(Parts, "5/7", rounding="up")
    refused(Parts, "7")


@each_case(
    ("text", "inside", "outside"),
    [
        ("<0.001", (0, 0.00099), (0.001, 1)),
        ("> 99", (99.5, 1e9), (99, 0)),
        ("\N{GREATER-THAN OR EQUAL TO} 1.0", (1, 1.0, Decimal(2)), (0.99,)),
        ("\N{LESS-THAN OR EQUAL TO}0.3", (0.1 + 0.2, 0.3), (Fraction(31, 100),)),
    ],
)
def test_a_limit_contains_what_lies_on_its_side(text, inside, outside):
    limit = Inequality(text)
    assert all(map(limit.contains, inside)) and not any(map(limit.contains, outside))
    refused(limit.contains, math.nan)


# -- what is computed from rounded numbers ----------------------------------------------------------


def log_log_lower(rate, upper):
    """Return the lower log-log limit, in %, from a rate and its upper limit: equally far on that scale."""
    return 100 * math.exp(-(math.log(rate / 100) ** 2) / -math.log(upper / 100))


@each_case("monotone", [True, False])
def test_a_limit_from_a_rounded_rate_and_limit_is_an_interval(monotone):
    low, high = propagate(log_log_lower, ["86.5", "96.5"], monotone=monotone)
    assert (f"{low:.1f}", f"{high:.1f}") == ("54.7", "56.1")
    assert low < log_log_lower(86.5, 96.5) < high
    assert low < 55.75 and high > 55.85  # printed is 55.8, and the point is 55.4


@modest
@given(
    slopes=st.lists(st.floats(-5, 5), min_size=1, max_size=3),
    prints=st.lists(st.sampled_from(["0.5", "-3", "12.04", "1.2 × 10^3"]), min_size=3, max_size=3),
)
def test_a_sum_goes_from_the_sum_of_its_ends_to_the_other(slopes, prints):
    inputs = [Printed(text) for text in prints[: len(slopes)]]
    ends = [sorted((slope * p.low, slope * p.high)) for slope, p in zip(slopes, inputs, strict=True)]
    exact = [float(sum(map(Fraction, side))) for side in zip(*ends, strict=True)]
    found = propagate(lambda *x: np.dot(slopes, x), inputs, monotone=True)
    assert list(found) == pytest.approx(exact, abs=1e-9)


def test_a_turn_inside_the_box_is_found():
    low, high = propagate(lambda x, y: (x - 0.123) ** 2 + (y - 1.01) ** 2, ["0.1", "1"])
    assert low == pytest.approx(0, abs=1e-6)
    assert high == pytest.approx(0.073**2 + 0.51**2)
    low, high = propagate(math.sin, ["1.6"])
    assert high == pytest.approx(1, abs=1e-12)
    assert low == pytest.approx(math.sin(1.65))


def test_where_a_function_has_no_value_the_box_has_none():
    assert propagate(lambda p: math.sqrt(p - 99.9), ["99.9"]).low == 0
    assert propagate(lambda p: np.log(100 - p), ["99.9"]).low == pytest.approx(math.log(0.05))


def test_what_cannot_be_propagated_is_refused():
    refused(propagate, 3, ["1"])
    refused(propagate, max, [])
    refused(propagate, max, ["1"] * 9)
    refused(propagate, max, ["<1", "2"])
    refused(propagate, max, ["1", None])
    refused(propagate, lambda x: "7", ["1"])
    refused(propagate, lambda x: math.nan, ["1"])
    refused(propagate, abs, ["1"], monotone=1)
    with pytest.raises(ZeroDivisionError):
        propagate(lambda x: 1 / x, ["0"])


def test_agreement_is_having_a_value_in_common():
    assert agrees(Interval(0.1849, 0.185), "0.19")
    assert not agrees(Interval(0.1849, 0.18499), "0.19")
    assert agrees(Interval(0, 1), "0.19")
    assert "interval must be an Interval" in refused(lambda: agrees((0, 1), "0.5"))
