"""Write the numbers behind a chart as a table that unfolds, from the specification that draws it.

Each set of data with at least two columns worth reading becomes a table: what the tooltip tells, or else what
the axes and colours show. Curves over one axis share a table, a column each. A long table is thinned out, for
the notebook behind the page holds every row. A chart whose data are not what a reader would look up carries
its numbers in `usermeta`: one that moves those of its start, one that draws dots their counts.
"""

import json
import math
import re
from html import escape

import pandas as pd

MOST = 60
"""The most rows of a table on a page."""

POINTS = 21
"""About how many points of a curve are told."""

POSITIONS = ("x", "x2", "y", "y2")
LINES = {"line", "area"}


def units(spec, data=None):
    """Yield each mark of a chart, with the encoding that it inherits, and the name of its data."""
    data = spec.get("data", data)
    parts = [part for key in ("layer", "hconcat", "vconcat") for part in spec.get(key, ())]
    for part in parts:
        inherited = {**spec.get("encoding", {}), **part.get("encoding", {})}
        yield from units({**part, "encoding": inherited}, data)
    if not parts and data and "name" in data:
        yield spec, data["name"]


def kind(mark):
    """Return what a mark is, such as a line."""
    return mark["mark"] if isinstance(mark["mark"], str) else mark["mark"]["type"]


def headers(marks):
    """Return what is worth reading of one set of data, field to header, and the axis that several share.

    Nothing is, where neither an axis nor a tooltip has a title: then places on the page are all there is.
    """
    titles, tips, shared, asked = {}, {}, {}, []
    for mark in marks:
        encoding = mark["encoding"]
        for channel in (*POSITIONS, "color", "shape"):
            code = encoding.get(channel)
            if isinstance(code, dict) and "field" in code:
                title = code.get("title")
                title = title[0] if isinstance(title, list) else title  # what the values are, before notes
                titles[code["field"]] = titles.get(code["field"]) or title
                shared.setdefault(channel[0], set()).add(code["field"])
        tooltip = encoding.get("tooltip", ())
        tips |= {code["field"]: code.get("title") for code in tooltip if isinstance(tooltip, list)}
        asked += re.findall(r"datum\.(\w+)", json.dumps(mark.get("transform", ())))
    if not tips and not any(titles.values()):
        return {}, ""
    chosen = dict.fromkeys((*(tips or titles), *asked))
    axis = ""
    for fields in shared.values():
        told = [field for field in chosen if field in fields]
        title = next(filter(None, map(titles.get, fields)), None)
        if len(told) > 1 and title:
            axis = f"{', '.join(told)}: {title}"
            titles |= dict.fromkeys(told)
    return {field: tips.get(field) or titles.get(field) or field.replace("_", " ") for field in chosen}, axis


def frames(spec):
    """Yield for each set of data with numbers a frame, what its caption must say, and if it is a curve.

    >>> rows = [{"curve": name, "p": p, "height": p * k} for k, name in ((1, "a"), (2, "b")) for p in (0, 1)]
    >>> code = {"x": {"field": "p", "title": "truth"}, "y": {"field": "height"}, "color": {"field": "curve"}}
    >>> chart = {"mark": "line", "encoding": code, "data": {"name": "d"}, "datasets": {"d": rows}}
    >>> next(frames(chart))[0].to_dict("list")
    {'truth': [0, 1], 'a': [0.0, 1.0], 'b': [0.0, 2.0]}
    """
    if stored := spec.get("usermeta", {}).get("numbers"):
        moves = "params" in spec
        yield pd.DataFrame(stored), "At the start" if moves else "", moves
    drawn = {}
    for mark, name in units(spec):
        drawn.setdefault(name, []).append(mark)
    for name, marks in drawn.items():
        rows = pd.DataFrame(spec["datasets"][name])
        names, axis = headers(marks)
        names = {field: header for field, header in names.items() if field in rows}
        if len(rows) < 2 or len(names) < 2 or {kind(mark) for mark in marks} <= {"text", "rule"}:
            continue
        line = next((mark["encoding"] for mark in marks if kind(mark) in LINES), None)
        if line and "color" in line:
            x, y, curve = (line[channel]["field"] for channel in ("x", "y", "color"))
            wide = rows.pivot_table(y, x, curve, sort=False, observed=True).sort_index()
            wide = wide.rename_axis(index=names[x], columns=None).reset_index()
            yield wide, line["y"].get("title") or y, True
        else:
            words = [field for field in names if rows[field].dtype.kind not in "iufb"]
            ordered = sorted(names, key=lambda field: field not in words)
            yield rare_first(rows, words)[ordered].rename(columns=names), axis, False


def rare_first(rows, words):
    """Return the rows of a long table with the rare ones, by their words, first: where a trial stops, say."""
    if len(rows) <= MOST or not words:
        return rows
    return rows.iloc[rows.groupby(words)[words[0]].transform("size").argsort(kind="stable")]


def thinned(frame, curve):
    """Return the rows that the page shows: of a curve or of numbers alone spaced ones, else the first."""
    if len(frame) <= MOST:
        return frame
    alone = all(kind.kind in "iuf" for kind in frame.dtypes)
    most = POINTS if curve else MOST
    return frame.iloc[:: math.ceil((len(frame) - 1) / (most - 1))] if curve or alone else frame.head(most)


def written(column):
    """Return the cells of a column as text: four digits for its largest number, and as many decimals for all.

    >>> written(pd.Series([0.123456, 71.4286, 2e-16, float("nan")]))
    ['0.12', '71.43', '0.00', '']
    >>> written(pd.Series([12345.6, 7.0])), written(pd.Series([97.5, 2.5])), written(pd.Series(["died"]))
    (['12346', '7'], ['97.5', '2.5'], ['died'])
    """
    if column.dtype.kind != "f":
        return [escape(str(value)) for value in column]
    largest = column.abs().max()
    most = max(0, 3 - math.floor(math.log10(largest))) if largest > 0 else 0
    enough = (places for places in range(most) if column.round(places).equals(column.round(most)))
    places = next(enough, most)
    return ["" if pd.isna(value) else f"{value:.{places}f}" for value in column]


def table(frame, says, curve, title):
    """Return one table as HTML."""
    shown = thinned(frame, curve)
    some = f"{len(shown)} of {len(frame)} rows; the notebook has all" if len(shown) < len(frame) else ""
    caption = ". ".join(filter(None, (title, says, some)))
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in frame)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{value}</td>" for value in others)}</tr>'
        for first, *others in zip(*(written(shown.iloc[:, at]) for at in range(shown.shape[1])), strict=True)
    )
    return (
        '<div class="pst-scrollable-table-container"><table class="dataframe">'
        f"<caption>{escape(caption)}.</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def numbers(spec):
    """Return the numbers behind a chart as HTML that unfolds, empty where drawing computes them."""
    tables = [table(*found, spec.get("title", "The numbers")) for found in frames(spec)]
    return f"<details><summary>Show the numbers</summary>{''.join(tables)}</details>" if tables else ""
