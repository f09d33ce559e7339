"""Claims, the checks that prove them, the tables they rest on, and exercises that judge an answer.

`Claims` is the list of one paper's printed numbers, and its checks leave their verdicts in a notebook;
`Ledger` reads them back. `read_table` holds a CSV file against its Table Schema. `Exercise`, `Several` and
`Choice` judge what a reader answers, and name the slip behind a wrong answer.
"""

from onearm.ledger.claims import EXAMPLE, Checks, Claims, Ledger, Verdict
from onearm.ledger.exercises import Choice, Exercise, Judgement, Option, Several, Slip
from onearm.ledger.tables import read_table

__all__ = [
    "EXAMPLE",
    "Checks",
    "Choice",
    "Claims",
    "Exercise",
    "Judgement",
    "Ledger",
    "Option",
    "Several",
    "Slip",
    "Verdict",
    "read_table",
]
