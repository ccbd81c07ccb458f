"""What an author is told of a decision names the unit that took it, where the event tells."""

from datetime import date
from typing import Any

import pytest

from services.submission.domain.judging import Decision, judged
from shared.events.decisions import Approval, DecisionData, ReviewState, Reward, Standing
from shared.units import Level
from tests.unit.submission.samples import NOW, PROGRAMME, a_decision, an_id, submitted

PAPER: dict[str, Any] = {
    "unit": "ninh-kieu",
    "level": Level.UPPER,
    "decision_number": "1/QĐ",
    "decided_on": date(2022, 8, 15),
}
APPROVAL = Approval(id=an_id("approval"), content_version=1, **PAPER)
REWARD = Reward(id=an_id("reward"), form="giay-khen", **{**PAPER, "unit": "can-tho"})


def decision(act: str, *rewards: Reward) -> Decision:
    standing = Standing(state=ReviewState.APPROVED, content_version=1, approvals=(APPROVAL,), rewards=rewards)
    return Decision(act, NOW, DecisionData(version=1, programme=PROGRAMME.id, unit="p-an-khanh", standing=standing))


@pytest.mark.parametrize(
    ("taken", "unit"),
    [
        (decision("approved"), "ninh-kieu"),
        (decision("rewarded", REWARD), "can-tho"),
        (decision("declined"), None),
        (a_decision(ReviewState.RETURNED), "ninh-kieu"),
    ],
)
def test_a_line_of_the_timeline_names_the_unit_that_decided(taken: Decision, unit: str | None) -> None:
    assert judged(submitted(), taken).acts[-1].unit == unit
