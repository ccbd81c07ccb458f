"""Taking back: confirmed on a page of its own that says what goes with it."""

import json

import pytest

from tests.portal.pages.desk.cases import APPROVAL, FIRST, REWARD, case, sent
from tests.portal.pages.desk.scene import Desk

OF_APPROVAL = f"/ban-xet-duyet/{FIRST}/thu-hoi/{APPROVAL['id']}"
OF_REWARD = f"/ban-xet-duyet/{FIRST}/thu-hoi/{REWARD['id']}"
REVOCATION = f"/cases/{FIRST}/revocation"


@pytest.fixture
def standing(desk: Desk) -> Desk:
    desk.grant("leader")
    desk.opens(case(status="approved", approvals=[APPROVAL], rewards=[REWARD]))
    desk.browser.services.says("review", "POST", REVOCATION, case())
    return desk


async def test_the_page_says_what_goes_with_it(standing: Desk) -> None:
    page = await standing.browser.get(OF_APPROVAL)
    for words in ("01/QĐ, 20/11/2026", "công nhận duy nhất còn hiệu lực", "Giữ nguyên"):
        assert words in page.text
    page = await standing.browser.get(OF_REWARD)
    assert "Giấy khen" in page.text
    assert "duy nhất" not in page.text
    assert not standing.browser.services.asked("review", "POST", REVOCATION)


@pytest.mark.parametrize(("path", "kind"), [(OF_APPROVAL, "approval"), (OF_REWARD, "reward")])
async def test_what_was_asked_for_is_taken_back(standing: Desk, path: str, kind: str) -> None:
    form = sent(case(), standing.me, kind=kind, reasons="other", comment="Trùng với hồ sơ khác.")
    answer = await standing.browser.post(path, form)
    assert answer.headers["location"] == f"/ban-xet-duyet/{FIRST}?lam=revoke"
    (asked,) = standing.browser.services.asked("review", "POST", REVOCATION)
    subject = path.rsplit("/", 1)[1]
    expected = {f"{kind}_id": subject, "reasons": ["other"], "comment": "Trùng với hồ sơ khác."}
    assert json.loads(asked.content) == expected


async def test_without_a_reason_nothing_is_taken_back(standing: Desk) -> None:
    page = await standing.browser.post(OF_APPROVAL, sent(case(), standing.me, kind="approval", comment="Vì vậy"))
    assert page.status_code == 422
    assert "Chọn ít nhất một lý do" in page.text
    assert ">Vì vậy</textarea>" in page.text


@pytest.mark.parametrize(("status", "slug"), [(403, "not-yours-to-revoke"), (412, "stale")])
async def test_a_no_of_review_is_told_with_all_that_was_typed(standing: Desk, status: int, slug: str) -> None:
    standing.browser.services.refuses("review", "POST", REVOCATION, status, slug, detail="Không được.")
    form = sent(case(), standing.me, kind="approval", reasons="no-effect-shown", comment="Vì vậy")
    page = await standing.browser.post(OF_APPROVAL, form)
    assert (page.status_code, "Không được." in page.text, ">Vì vậy</textarea>" in page.text) == (422, True, True)


async def test_what_does_not_stand_any_more_has_no_page(standing: Desk) -> None:
    standing.opens(case())
    assert (await standing.browser.get(OF_APPROVAL)).status_code == 404
