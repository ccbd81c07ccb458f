"""What a page offers to do with a case: what review would take of this visitor, and nothing else."""

import pytest

from tests.portal.pages.desk.cases import APPROVAL, OTHER, PAGE, REWARD, case, claim, row
from tests.portal.pages.desk.scene import Desk


async def test_without_approval_it_is_approved_returned_or_rejected(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case())
    page = await desk.browser.get(PAGE)
    assert acts_of(page.text) == ["approve", "return", "reject"]


async def test_below_an_approval_nothing_is_offered_that_review_would_refuse(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case(status="approved", approvals=[APPROVAL], awaiting_level="upper", awaiting_unit="kcx-cn"))
    assert acts_of((await desk.browser.get(PAGE)).text) == []


async def test_a_level_that_was_asked_to_revoke_may_decline(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case(status="approved", approvals=[APPROVAL]))
    assert acts_of((await desk.browser.get(PAGE)).text) == ["decline"]


async def test_above_an_approval_it_is_approved_declined_or_asked_back(desk: Desk) -> None:
    desk.grant("reviewer", at="kcx-cn")
    desk.waits(row())
    desk.opens(case(status="approved", approvals=[APPROVAL], awaiting_level="upper", awaiting_unit="kcx-cn"))
    page = await desk.browser.get(PAGE)
    assert acts_of(page.text) == ["approve", "decline", "ask-revocation"]
    assert "01/QĐ, 20/11/2026" in page.text
    assert "đề nghị cấp trên" in page.text


@pytest.mark.parametrize(("role", "is_there"), [("reviewer", False), ("leader", True)])
async def test_only_a_leader_is_offered_to_praise_revoke_and_take_over(desk: Desk, role: str, is_there: bool) -> None:
    desk.grant(role)
    desk.waits(row())
    desk.opens(case(status="approved", approvals=[APPROVAL], rewards=[REWARD], claim=claim(OTHER)))
    page = await desk.browser.get(PAGE)
    for action in ("/khen-thuong", f"/thu-hoi/{APPROVAL['id']}", f"/thu-hoi/{REWARD['id']}", 'name="take_over"'):
        assert (action in page.text) is is_there


async def test_a_case_of_nobody_is_taken_on_and_ones_own_given_back(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case())
    assert f'action="{PAGE}/nhan"' in (await desk.browser.get(PAGE)).text
    desk.opens(case(claim=claim(desk.me)))
    page = await desk.browser.get(PAGE)
    assert f'action="{PAGE}/tra"' in page.text
    assert f'action="{PAGE}/nhan"' not in page.text


async def test_a_case_that_is_withdrawn_is_not_decided_on(desk: Desk) -> None:
    desk.waits()
    desk.opens(case(status="withdrawn", awaiting_level=None, awaiting_unit=None, due_at=None))
    page = await desk.browser.get(PAGE)
    assert "đã rút sáng kiến" in page.text
    assert 'id="decide"' not in page.text


def acts_of(text: str) -> list[str]:
    acts = ("approve", "return", "reject", "decline", "ask-revocation")
    return [act for act in acts if f'value="{act}"' in text]
