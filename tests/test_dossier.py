"""The dossier: what is printed, what we get, what was tested, what would settle it, and what to conclude."""

import json
import re
from collections import Counter
from pathlib import Path

from cases import each_case

TEXT = Path(__file__).parents[1] / "chapters" / "verdict" / "dossier.md"
PAGE = TEXT.read_text(encoding="utf-8")
ENTRIES = re.findall(r"^### (.*?)\n(.*?)(?=^##|\Z)", PAGE, re.M | re.S)
LABELS = ("**Printed.**", "**We get.**", "**Tested.**", "**What would settle it.**", "**Status: ")
STATUS = r"\*\*Status: (?:explained|open|gap|wording)\. A conclusion changes: [^*]+\.\*\* (.+)"


@each_case(("title", "body"), ENTRIES, ids=[title for title, _ in ENTRIES])
def test_an_entry_has_its_parts_in_order(title, body):
    places = [body.find(label) for label in LABELS]
    assert places == sorted(places) and -1 not in places


@each_case(("title", "body"), ENTRIES, ids=[title for title, _ in ENTRIES])
def test_an_entry_ends_with_its_status_and_a_conclusion(title, body):
    (conclusion,) = re.findall(STATUS, body)
    sentences = re.findall(r"[.?](?=\s|$)", conclusion)
    assert len(sentences) == 2


def test_the_chart_counts_the_status_lines():
    found = Counter(
        (status, conclusion == "no")
        for _, body in ENTRIES
        for status, conclusion in re.findall(r"\*\*Status: (\w+)\. A conclusion changes: ([^*]+)\.\*\*", body)
    )
    (drawn,) = re.findall(r"\{unmoved: (\[.*\]), moved: (\[.*\])\},\n    index=.*?(\[.*\])", PAGE)
    unmoved, moved, statuses = map(json.loads, drawn)
    assert unmoved == [found[status, True] for status in statuses]
    assert moved == [found[status, False] for status in statuses]
    assert sum(unmoved + moved) == len(ENTRIES)
