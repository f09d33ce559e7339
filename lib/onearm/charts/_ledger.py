"""Figures of the ledger: how many claims have which verdict, and how many things are of which two kinds."""

from textwrap import fill

import altair as alt
import pandas as pd

from onearm._frames import frame
from onearm._require import count, refuse
from onearm.charts._parts import MOST, typed
from onearm.charts._theme import COLOURS, titled, words

MOST_DOTS, APART = 16, 2.5
"""The most dots in a row that a phone shows apart, and how many would fit between two groups."""

HEADING = 18
"""The most characters of a line above a group of dots."""


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
            base.mark_text(align="left", dx=4, fontWeight="bold").encode(text=alt.Text("claims:Q")),
        ),
        title,
        f"{title}. {facts}.",
        height=28 * len(rows),
    )


def tally(counts: pd.DataFrame, title: str) -> alt.LayerChart:
    """Draw a dot for each thing that was counted, in rows by one property and in groups by another.

    The dots of the last group are filled: it is the one that a reader should find first.

    Parameters
    ----------
    counts : DataFrame
        How many there are: one row and one column for each value of the two properties, under their names.
        The name of its index is what the rows are called.
    title : str
        The figure's message.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    ValueError
        When `counts` is not a DataFrame with rows and columns that each have a name of their own, a number in
        it is not whole or below 0, the largest numbers of the columns add up to more than 16, or the title is
        blank.

    Notes
    -----
    The time grows with the number of rows and columns.

    Examples
    --------
    >>> counts = pd.DataFrame({"settled": [3, 0], "still open": [1, 2]}, index=["text", "tables"])
    >>> tally(counts, "Three of six are open").description
    'Three of six are open. settled: 3 (text 3, tables 0). still open: 3 (text 1, tables 2).'
    """
    words("title", title)
    groups = [words("each column in counts", name) for name in frame("counts", counts, ()).columns]
    frame("counts", counts, groups)
    rows = [words("each row in counts", name) for name in counts.index]
    if not groups or len({*rows}) < len(rows):
        refuse("counts must have a column, and rows that each have a name of their own", rows)
    found = {
        group: [count("each number in counts", n, 0, MOST_DOTS) for n in counts[group]] for group in groups
    }
    widest = [max(numbers) for numbers in found.values()]
    if sum(widest) > MOST_DOTS:
        refuse(f"counts must have at most {MOST_DOTS} dots beside each other", sum(widest))
    starts = [sum(widest[:at]) + APART * at for at in range(len(groups))]
    heads, numbers, dots = [], [], []
    for start, (group, each) in zip(starts, found.items(), strict=True):
        heads.append({"x": start, "row": "", "text": fill(f"{group}: {sum(each)}", HEADING)})
        for row, n in zip(rows, each, strict=True):
            numbers.append({"x": start + n, "row": row, "text": str(n)})
            dots += [{"x": start + at, "row": row, "last": group == groups[-1]} for at in range(n)]
    across = alt.Scale(domain=[-0.5, sum(widest) + APART * len(groups)], nice=False)

    def placed(entries: list[dict[str, object]]) -> alt.Chart:
        return alt.Chart(pd.DataFrame(entries, columns=["x", "row", "text", "last"])).encode(
            x=alt.X("x:Q", scale=across, axis=None),
            y=alt.Y(
                "row:N",
                title=None,
                scale=alt.Scale(domain=["", *rows]),
                axis=alt.Axis(ticks=False, domain=False),
            ),
        )

    blue = COLOURS["success"]
    points = placed(dots).mark_point(size=90, color=blue, opacity=1)
    points = points.encode(fill=alt.condition("datum.last", alt.value(blue), alt.value("transparent")))
    texts = [
        placed(heads)
        .mark_text(align="left", dx=-5, lineBreak="\n", lineHeight=14)
        .encode(text=alt.Text("text:N")),
        placed(numbers).mark_text(align="left", dx=-2, fontWeight="bold").encode(text=alt.Text("text:N")),
    ]
    facts = " ".join(
        f"{group}: {sum(each)} ({', '.join(f'{row} {n}' for row, n in zip(rows, each, strict=True))})."
        for group, each in found.items()
    )
    chart = titled(alt.layer(points, *texts), title, f"{title}. {facts}", height=32 * (len(rows) + 1))
    return chart.properties(usermeta={"numbers": {counts.index.name or "counted": rows, **found}})
