"""A board's table under random changes, in Node: rows come, go and change places, and the table has the first ones."""

from pathlib import Path

from deploy.node import node
from portal.web.assets import STATIC
from tests.patience import patience
from tests.seeds import seed

SCRIPT = Path(__file__).parents[1] / "js" / "rows.mjs"
BOARDS = 300


def test_the_table_shows_the_first_rows_in_order_each_as_told_last() -> None:
    done = node(SCRIPT, STATIC / "js" / "rows.js", str(BOARDS), str(seed()), seconds=patience(30))
    assert done.returncode == 0, done.stderr
    assert f"{BOARDS} boards" in done.stdout
