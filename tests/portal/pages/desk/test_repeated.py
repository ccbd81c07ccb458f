"""An act sent twice, by a second click or after no answer: it is done once, and the second leads on like the first."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.portal.pages.desk.cases import APPROVAL, FIRST, OTHER, PAGE, REWARD, TODAY, case, claim, line, sent
from tests.portal.pages.desk.scene import Desk

PAPER = {"decision_number": "3/KT", "decided_on": TODAY}
MONEY = {"reward_form": "money", "amount_vnd": "2tr", **PAPER}
GIVEN = {**REWARD, "form": "money", "amount_vnd": 2_000_000, **PAPER}
OF_REWARD = f"thu-hoi/{REWARD['id']}"


def rewarded(by: str, **changes: Any) -> dict[str, Any]:
    """As after the first sending."""
    history = [line("rewarded", by=by, subject=GIVEN["id"], decision_number="3/KT")]
    return case(status="approved", approvals=[APPROVAL], rewards=[{**GIVEN, **changes}], history=history)


async def again(desk: Desk, act: str, stands: dict[str, Any], **typed: str) -> Any:
    """The second sending, which review refuses: the case has moved on by the first."""
    desk.opens(stands)
    path = {"nhan": "claim", "tra": "claim", "lam-loi": "reassessment", "khen-thuong": "reward"}.get(act, "revocation")
    method = "DELETE" if act == "tra" else "POST"
    desk.browser.services.refuses("review", method, f"/cases/{FIRST}/{path}", 412, "stale-version")
    return await desk.browser.post(f"{PAGE}/{act}", sent(case(), desk.me, **typed))


async def test_what_one_has_taken_on_is_taken_on(waiting: Desk) -> None:
    answer = await again(waiting, "nhan", case(claim=claim(waiting.me)))
    assert (answer.status_code, urlsplit(answer.headers["location"]).path) == (303, PAGE)
    assert (await again(waiting, "nhan", case(claim=claim(OTHER)))).status_code == 422


async def test_what_was_given_back_is_given_back(waiting: Desk) -> None:
    answer = await again(waiting, "tra", case())
    assert urlsplit(answer.headers["location"]).path == "/ban-xet-duyet"


async def test_a_benefit_is_verified_once(waiting: Desk) -> None:
    stands = case(verified_benefit_vnd=5_000_000, history=[line("reassessed", verified_benefit_vnd=5_000_000)])
    stands["history"][0]["by"] = waiting.me
    assert (await again(waiting, "lam-loi", stands, verified_benefit_vnd="5tr")).status_code == 303
    assert (await again(waiting, "lam-loi", stands, verified_benefit_vnd="6tr")).status_code == 422


async def test_a_reward_is_given_once(waiting: Desk) -> None:
    waiting.grant("leader")
    answer = await again(waiting, "khen-thuong", rewarded(waiting.me), **MONEY)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?lam=reward")


@pytest.mark.parametrize("changes", [{"form": "giay-khen"}, {"amount_vnd": 3_000_000}, {"decided_on": "2026-11-01"}])
async def test_another_reward_of_the_same_decision_is_not_taken_for_it(waiting: Desk, changes: dict[str, Any]) -> None:
    waiting.grant("leader")
    page = await again(waiting, "khen-thuong", rewarded(waiting.me, **changes), **MONEY)
    assert page.status_code == 422
    assert 'value="2tr"' in page.text
    assert (await again(waiting, "khen-thuong", rewarded(OTHER), **MONEY)).status_code == 422, "somebody else's"


async def test_what_was_taken_back_is_taken_back(desk: Desk) -> None:
    desk.grant("leader")
    gone = case(status="approved", approvals=[APPROVAL], history=[line("revoked", by=desk.me, subject=REWARD["id"])])
    answer = await again(desk, OF_REWARD, gone, kind="reward", reasons="no-effect-shown")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?lam=revoke")
    gone["history"][0]["by"] = OTHER
    answer = await again(desk, OF_REWARD, gone, kind="reward", reasons="no-effect-shown")
    assert answer.headers["location"] == f"{PAGE}?lam=gone"
    desk.waits()
    assert "không có gì để thu hồi" in (await desk.browser.get(answer.headers["location"])).text
