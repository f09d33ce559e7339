"""Counts behind printed shares: every division of the whole is tried."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused

from onearm.printed import Printed, partitions


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 7), min_size=1, max_size=3), st.integers(0, 1))
def test_the_parts_that_were_printed_are_among_the_partitions(parts, decimals):
    n = sum(parts)
    if n:
        shares = [f"{100 * part / n:.{decimals}f}" for part in parts]
        found = partitions(shares, n)
        assert tuple(parts) in found
        assert all(sum(ways) == n for ways in found)
        every = itertools.product(range(n + 1), repeat=len(parts) - 1)
        counted = sum(
            0 <= n - sum(some) <= n
            and all(
                Printed(share).contains(100 * k / n)
                for share, k in zip(shares, (*some, n - sum(some)), strict=True)
            )
            for some in every
        )
        assert counted == len(found)


def test_too_many_ways_are_refused():
    refusal = refused(lambda: partitions(["10"] * 10, 1000))
    assert "shares must leave at most 1000 ways" in refusal
