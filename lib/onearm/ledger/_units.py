"""The unit of a claim, where only its print tells it: "41.7%", "8.2 months", "five patients"."""

import re
from contextlib import suppress

import pandas as pd

from onearm.printed.notation import Parts, read_printed

_BEHIND = re.compile(r"(.*?)\s*(%|(?<=\s)[^\W\d][^\d()]*)")
"""A number or limit, and behind it a percent sign, or after a space words without a digit."""

_NO_UNIT = {"date", "version"}
"""The kinds of claim in which words behind a number are a part of what is printed."""


def with_units(claims: pd.DataFrame) -> pd.DataFrame:
    """Return claims in which what stands behind a printed number is its unit, where no unit is given."""
    parts = [
        (printed, unit) if unit or kind in _NO_UNIT else _split(printed)
        for printed, unit, kind in zip(claims["printed"], claims["unit"], claims["kind"], strict=True)
    ]
    printed, units = zip(*parts, strict=True)
    return claims.assign(
        printed=pd.array(printed, dtype=claims["printed"].dtype),
        unit=pd.array(units, dtype=claims["unit"].dtype),
    )


def _split(printed: str) -> tuple[str, str]:
    """Return a print as number and unit; the whole print and no unit where it is not one number and words.

    >>> _split("41.7%"), _split("> 99%"), _split("five patients"), _split("0.03"), _split("4 of 12 patients")
    (('41.7', '%'), ('> 99', '%'), ('five', 'patients'), ('0.03', ''), ('4 of 12 patients', ''))
    """
    if parts := _BEHIND.fullmatch(printed):
        with suppress(ValueError):
            if not isinstance(read := read_printed(parts[1]), Parts):
                return read.text, parts[2]
    return printed, ""
