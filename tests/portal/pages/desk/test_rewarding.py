"""The verified benefit, and praise by a leader."""

import json
import re
from typing import Any

import pytest

from tests.portal.pages.desk.cases import (
    APPROVAL,
    FIRST,
    PAGE,
    TODAY,
    case,
    sent,
)
from tests.portal.pages.desk.scene import Desk


@pytest.mark.parametrize(
    ("typed", "amount"), [("12tr", 12_000_000), ("12,5 triệu", 12_500_000), ("12.000.000", 12_000_000), ("0", 0)]
)
async def test_the_verified_benefit_is_read_as_people_write_it(waiting: Desk, typed: str, amount: int) -> None:
    waiting.browser.services.says("review", "POST", f"/cases/{FIRST}/reassessment", case())
    answer = await waiting.browser.post(PAGE + "/lam-loi", sent(case(), waiting.me, verified_benefit_vnd=typed))
    assert answer.headers["location"] == f"{PAGE}?lam=benefit"
    (asked,) = waiting.browser.services.asked("review", "POST", f"/cases/{FIRST}/reassessment")
    assert json.loads(asked.content) == {"verified_benefit_vnd": amount}


@pytest.mark.parametrize("typed", ["", "1.234,5", "nhiều", "9" * 14])
async def test_an_amount_that_cannot_be_read_is_told_at_its_field(waiting: Desk, typed: str) -> None:
    page = await waiting.browser.post(PAGE + "/lam-loi", sent(case(), waiting.me, verified_benefit_vnd=typed))
    assert page.status_code == 422
    assert 'id="verified_benefit_vnd-why"' in page.text
    assert re.search(r'<details class="more" open><summary>Thẩm định', page.text)


@pytest.fixture
def praised(waiting: Desk) -> Desk:
    """A leader before an approved case."""
    waiting.grant("leader")
    waiting.opens(case(status="approved", approvals=[APPROVAL]))
    waiting.browser.services.says("review", "POST", f"/cases/{FIRST}/reward", case())
    return waiting


PAPER = {"decision_number": "3/KT", "decided_on": TODAY}


REWARDING: dict[str, Any] = {"reward_form": "money", "amount_vnd": "2tr", **PAPER}


async def test_a_leader_rewards(praised: Desk) -> None:
    answer = await praised.browser.post(PAGE + "/khen-thuong", sent(case(), praised.me, **REWARDING))
    assert answer.headers["location"] == f"{PAGE}?lam=reward"
    (asked,) = praised.browser.services.asked("review", "POST", f"/cases/{FIRST}/reward")
    assert json.loads(asked.content) == {"form": "money", "amount_vnd": 2_000_000, **PAPER}


@pytest.mark.parametrize(
    ("changes", "field"),
    [({name: ""}, name) for name in ("reward_form", "amount_vnd", "decision_number")],
)
async def test_what_a_reward_lacks_is_told_at_its_own_field(praised: Desk, changes: dict[str, str], field: str) -> None:
    page = await praised.browser.post(PAGE + "/khen-thuong", sent(case(), praised.me, **{**REWARDING, **changes}))
    assert page.status_code == 422
    assert f'href="#reward-{field}"' in page.text
    assert f'id="reward-{field}-why"' in page.text


async def test_who_is_no_leader_is_told_by_review(praised: Desk) -> None:
    path = f"/cases/{FIRST}/reward"
    praised.browser.services.refuses("review", "POST", path, 403, "leader-needed", detail="Chỉ lãnh đạo.")
    page = await praised.browser.post(PAGE + "/khen-thuong", sent(case(), praised.me, **REWARDING))
    assert "Chỉ lãnh đạo." in page.text
