"""Altair, imported without the grammar of web addresses that JupyterLab's packages bring.

The checker of schemas under Altair compiles that grammar at import, which takes longer than all else, and no
chart holds an address to check. Where the grammar is loaded already, nothing is done.
"""

import sys

GRAMMAR = "rfc3987_syntax"

absent = sys.modules.setdefault(GRAMMAR, None) is None
try:
    import altair as alt
finally:
    if absent:
        del sys.modules[GRAMMAR]

__all__ = ["alt"]
