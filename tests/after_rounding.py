"""What a print leaves possible: values that agree with it, and data with a correlation to be printed."""

import math

import numpy as np

from onearm.printed import Printed


def within(printed, share):
    """Return a value that agrees with the print, by how far it is from the lower end of what does."""
    printed = Printed(printed)
    return float(printed.low) + share * float(printed.high - printed.low)


def holds(interval, value):
    slack = 1e-9 * max(1, abs(value))
    return interval.low - slack <= value <= interval.high + slack


def correlated(r, n):
    """Return two series of n values with this correlation."""
    x, y = np.linalg.qr(np.vander(np.arange(n), 3, increasing=True))[0].T[1:]
    return x, r * x + math.sqrt(1 - r**2) * y
