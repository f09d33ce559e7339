"""Figures of the ledger: how many claims have which verdict."""

import altair as alt
import pandas as pd

from onearm._frames import frame
from onearm._require import count
from onearm.charts._parts import MOST, typed
from onearm.charts._theme import COLOURS, titled, words


def verdicts(counts: pd.DataFrame, title: str) -> alt.LayerChart:
    """Draw how many claims have each verdict.

    Parameters
    ----------
    counts : DataFrame
        What `onearm.ledger.Ledger.summary` returns: one row a verdict under its icon and word, with the
        column ``claims``.
    title : str
        The figure's message.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `counts` is not a DataFrame with a row and the column ``claims``, a number in it is not whole or
        below 0, or the title is blank.

    Notes
    -----
    The time grows with the number of rows.

    Examples
    --------
    >>> counts = pd.DataFrame({"claims": [3, 1]}, index=["✓ reproduced", "✗ discrepant"])
    >>> verdicts(counts, "One of four differs").description
    'One of four differs. ✓ reproduced: 3; ✗ discrepant: 1.'
    """
    words("title", title)
    frame("counts", counts, ["claims"])
    for verdict, claims in counts["claims"].items():
        words("each verdict in counts", verdict)
        count("each number of claims in counts", claims, 0, MOST)
    rows = pd.DataFrame({"verdict": counts.index, "claims": counts["claims"].to_numpy()})
    rows = typed(rows, int, "claims")
    base = alt.Chart(rows).encode(
        x=alt.X("claims:Q", title="claims", axis=alt.Axis(tickMinStep=1, tickCount=6)),
        y=alt.Y("verdict:N", title=None, sort=None, axis=alt.Axis(labelLimit=200, ticks=False, domain=False)),
    )
    facts = "; ".join(f"{row.verdict}: {row.claims}" for row in rows.itertuples())
    return titled(
        alt.layer(
            base.mark_bar(color=COLOURS["success"], height={"band": 0.7}),
            base.mark_text(align="left", dx=4, fontWeight="bold").encode(text="claims:Q"),
        ),
        title,
        f"{title}. {facts}.",
        height=28 * len(rows),
    )
