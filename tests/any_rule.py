"""Stopping rules for the tests of what always holds."""

import numpy as np
from hypothesis import strategies as st

from onearm.designs import StoppingRule


@st.composite
def rules(draw, last=20):
    """Any rule of up to `last` patients and 8 looks that goes on between its bounds; any may be missing."""
    looks = sorted(draw(st.sets(st.integers(1, last), min_size=1, max_size=8)))

    def rising():
        return np.maximum.accumulate([draw(st.integers(0, n)) for n in looks]).tolist()

    def some(bounds):
        return [bound if bound >= 0 and draw(st.booleans()) else None for bound in bounds]

    promising = rising()
    futile = [min(low, high - 1) for low, high in zip(rising(), promising, strict=True)]
    return StoppingRule(looks, some(promising), some(futile))
