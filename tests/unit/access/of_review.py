"""Review: a case of ninh-kieu that waits for its own unit."""

from typing import Any

import httpx

from services.review.domain.following import follow
from services.review.domain.placing import placed
from services.review.store import ReviewWrites
from shared import receipts
from shared.access import Caller, Grant, Role
from shared.events.submissions import AuthorShare
from shared.mongo import Session
from shared.units import UnitTree
from tests.fakes.review_store import MemoryReviewStore
from tests.unit.access.callers import AUTHOR, UNITS
from tests.unit.access.scene import Ask, Scene
from tests.unit.review.world import DAY, RULES, T0, face, initiative
from tests.unit.submission.samples import ISSUER, an_id

UNIT = "ninh-kieu"
CASE = f"/cases/{initiative()}"
RECEIPT = receipts.make(bytes(32), initiative())
PAPER = {"decision_number": "12/QĐ-CĐ", "decided_on": "2022-07-04"}
WHY = {"reasons": ["other"], "comment": "Xin trao đổi."}
LOOKED_AT = {"content_version": 1, "submission_version": 1}
APPROVE: dict[str, Any] = {"act": "approve", **LOOKED_AT, **PAPER}


async def _nothing(_session: Session) -> None:
    return None


async def store() -> MemoryReviewStore:
    """With it alone."""
    made = MemoryReviewStore(T0 + DAY)
    data = face(
        unit=UNIT, authors=(AuthorShare(id=AUTHOR, share=100, home_unit=UNIT),), entered_by=AUTHOR, receipt=RECEIPT
    )
    case = follow(None, initiative(), data, T0)
    assert case is not None
    waiting = placed(case, UnitTree(UNITS), RULES, waits_since=T0)
    await made.follow(ReviewWrites((waiting,), UNITS, (), (RULES,)), exclude=_nothing, seal=_nothing)
    return made


def scene() -> Scene:
    """The service with it."""
    return Scene("review", store, ASKS, RULES.programme)


JUDGE = Caller(an_id("judge"), "x", ISSUER, (Grant(Role.REVIEWER, UNIT),))


async def approved(scene: Scene, _asking: Caller | None) -> None:
    """Its own unit has approved it."""
    scene.caller = JUDGE
    answer = await scene.send("POST", f"{CASE}/decision", APPROVE, tag=1)
    assert answer.status_code == 200, answer.text
    scene.values["approval"] = answer.json()["approvals"][0]["id"]


async def claimed(scene: Scene, asking: Caller | None) -> None:
    """Whoever asks has claimed it, if they may, else somebody of its unit."""
    for scene.caller in (asking, JUDGE):
        if (await scene.send("POST", f"{CASE}/claim", {}, tag=1)).is_success:
            return
    raise AssertionError


def _of_the_case(answer: httpx.Response) -> int:
    if not answer.is_success:
        return answer.status_code
    (result,) = answer.json()["results"]
    return 200 if result["done"] else int(result["problem"]["status"])


MANY = {"act": "approve", **PAPER, "cases": [{"initiative_id": str(initiative()), **LOOKED_AT}]}
ASKS = {
    "GET /cases": Ask(f"/cases?unit={UNIT}"),
    "GET /cases/counts": Ask(f"/cases/counts?unit={UNIT}"),
    "GET /cases/counts (by unit)": Ask(f"/cases/counts?by=unit&unit={UNIT}"),
    "GET /cases/{initiative_id}": Ask(CASE),
    "POST /cases/{initiative_id}/claim": Ask(f"{CASE}/claim", {}, tag=1),
    "POST /cases/{initiative_id}/decision": Ask(f"{CASE}/decision", APPROVE, tag=1),
    "POST /cases/{initiative_id}/reassessment": Ask(
        f"{CASE}/reassessment", {"verified_benefit_vnd": 5}, tag=2, before=approved
    ),
    "POST /cases/{initiative_id}/reward": Ask(f"{CASE}/reward", {"form": "giay-khen", **PAPER}, tag=2, before=approved),
    "POST /cases/{initiative_id}/revocation": Ask(
        f"{CASE}/revocation", lambda scene: {"approval_id": scene.values["approval"], **WHY}, tag=2, before=approved
    ),
    "DELETE /cases/{initiative_id}/claim": Ask(f"{CASE}/claim", tag=2, before=claimed),
    "GET /me/export": Ask("/me/export"),
    "GET /receipts/{code}": Ask(f"/receipts/{RECEIPT}"),
    "POST /decisions": Ask("/decisions", MANY),
    "POST /decisions (each case)": Ask("/decisions", MANY, status=_of_the_case),
}
