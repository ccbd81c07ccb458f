"""The outbox's rules in Node: whatever tabs, crashes, accounts and networks do, nothing is lost and nothing twice."""

import json

from deploy.node import node
from portal.web.assets import STATIC
from tests.patience import patience
from tests.portal.js import SCRIPTS
from tests.seeds import seed

HISTORIES = 1000


def test_a_thousand_interleavings_lose_nothing_and_make_nothing_twice() -> None:
    rules = STATIC / "js" / "outbox.js"
    done = node(SCRIPTS / "outbox.mjs", rules, str(HISTORIES), str(seed()), seconds=patience(60))
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    print(figures)
    assert figures["runs"] == HISTORIES
    assert figures["made"] > HISTORIES
    assert figures["later"] > 0, "some were changed after they had arrived"


def test_only_an_answer_of_ours_decides_about_a_record_and_no_clock_holds_it_for_long() -> None:
    scripts = STATIC / "js"
    done = node(SCRIPTS / "sending.mjs", scripts / "sending.js", scripts / "outbox.js", seconds=patience(30))
    assert done.returncode == 0, done.stderr
