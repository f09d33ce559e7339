"""Claims, the checks that prove them, the tables they rest on, and exercises that judge an answer.

`Claims` is the list of one paper's printed numbers, and its checks leave their verdicts in a notebook;
`Ledger` reads them back. `read_table` holds a CSV file against its Table Schema. `Exercise`, `Several` and
`Choice` judge what a reader answers, and name the slip behind a wrong answer. `analysis_result` computes a
claim's number from analysis data sets, and `to_analysis_results` writes claims in CDISC's form for results.
`Trace` draws the way from source records to a printed cell.
"""

from onearm.ledger.analysis_results import analysis_result, from_analysis_results, to_analysis_results
from onearm.ledger.claims import EXAMPLE, Checks, Claims, Ledger, Verdict
from onearm.ledger.exercises import Choice, Exercise, Judgement, Option, Several, Slip
from onearm.ledger.tables import read_table
from onearm.ledger.trace import Step, Trace

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
    "Step",
    "Trace",
    "Verdict",
    "analysis_result",
    "from_analysis_results",
    "read_table",
    "to_analysis_results",
]
