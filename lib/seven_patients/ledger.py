"""The ledger of the paper: its claims, and the functions with which the chapters check and quote them."""

from onearm.ledger import Claims
from seven_patients.datasets import DATA

CLAIMS = Claims(DATA, page="../verdict/ledger.ipynb")
"""The claims that the chapters check."""

judge, check, check_all = CLAIMS.judge, CLAIMS.check, CLAIMS.check_all
quote, printed_value = CLAIMS.quote, CLAIMS.printed_value
