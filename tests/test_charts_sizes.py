"""Figures of the size of a comparison: drawn from what they are given, and refused otherwise."""

import pandas as pd
from cases import each_case
from refusals import refused

from onearm import charts

SIZES, POWER = [100, 101, 102, 103], [0.79, 0.80, 0.78, 0.81]
NEEDS = pd.DataFrame({"down": [25, 25, 50], "across": [60, 70, 60], "size": [40, 23, 221]})


def saw(sizes=SIZES, power=POWER, title="Message", target=0.8, **options):
    return charts.saw(sizes, power, title, target=target, **options)


def size_map(table=NEEDS, title="Message", down="control, %", across="treated, %", most=220):
    return charts.size_map(table, title, down=down, across=across, most=most)


FIGURES = {"saw": saw, "size_map": size_map}


def rows_of(chart, column):
    """Return the rows of a figure's data that have a column."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows if column in row]


def test_a_saw_tells_each_size_that_falls_short():
    kinds = [row["kind"] for row in rows_of(saw(), "kind")]
    assert kinds == ["falls short", "reaches 80 %", "falls short", "reaches 80 %"]
    assert saw().to_dict()["description"] == (
        "Message. 80 % is reached first at 101, missed again at 102, and reached at the last size, 103."
    )
    assert saw(target=0.9).to_dict()["description"] == "Message. 90 % is not reached up to 103."


def test_a_map_writes_every_size_and_those_beyond_as_over_the_most():
    assert [row["patients"] for row in rows_of(size_map(), "patients")] == ["40", "23", "over 220"]
    assert size_map().to_dict()["height"] == 96
    assert size_map().to_dict()["description"] == (
        "Message. control, % 25: 40 at treated, % 60, 23 at treated, % 70. "
        "control, % 50: over 220 at treated, % 60."
    )


@each_case(
    ("figure", "wrong"),
    [
        (saw, {"sizes": [3, 2, 4, 5]}),
        (saw, {"sizes": []}),
        (saw, {"sizes": [0, 1, 2, 3]}),
        (saw, {"power": [0.5]}),
        (saw, {"power": [0.5, 0.6, 0.7, 1.1]}),
        (saw, {"target": 1}),
        (saw, {"title": ""}),
        (saw, {"axis": None}),
        (size_map, {"table": NEEDS.head(0)}),
        (size_map, {"table": NEEDS.drop(columns="size")}),
        (size_map, {"table": NEEDS.assign(size=222)}),
        (size_map, {"table": NEEDS.assign(down=101)}),
        (size_map, {"most": 0}),
        (size_map, {"down": ""}),
        (size_map, {"title": 3}),
    ],
    ids=lambda given: getattr(given, "__name__", None) or " ".join(given),
)
def test_bad_input_says_what_must_be_and_what_came(figure, wrong):
    refused(figure, **wrong)
