"""Forms whose answer shows a code once, in Node: a second click sends nothing, a later try does."""

from pathlib import Path

from deploy.node import node
from portal.web.assets import STATIC
from tests.patience import patience

SCRIPT = Path(__file__).parents[1] / "js" / "once.mjs"


def test_a_second_click_sends_nothing_and_a_later_try_does() -> None:
    done = node(SCRIPT, STATIC / "js" / "once.js", seconds=patience(30))
    assert done.returncode == 0, done.stderr
    assert "sent once" in done.stdout
