"""What must hold of this trial: run `python -m pytest --nbval .` in this folder."""

from pathlib import Path

from onearm.ledger import Claims, Ledger

HERE = Path(__file__).parent


def test_every_verdict_is_the_expected_one():
    """Fail where a notebook reached another verdict than `claims.csv` expects."""
    paper = Claims(HERE / "data")
    expected = paper.table.set_index("claim_id")["verdict"].to_dict()
    found = Ledger.read(HERE, paper).table.set_index("claim_id")["verdict"].to_dict()
    assert found == expected
