"""Taking a case on, from another too, and giving it back."""

import json

from tests.portal.pages.desk.cases import (
    FIRST,
    PAGE,
    case,
    claim,
    sent,
)
from tests.portal.pages.desk.scene import Desk


async def test_claiming_and_giving_back_name_the_revision(waiting: Desk) -> None:
    services = waiting.browser.services
    services.says("review", "POST", f"/cases/{FIRST}/claim", case(claim=claim(waiting.me)))
    services.says("review", "DELETE", f"/cases/{FIRST}/claim", case())
    answer = await waiting.browser.post(PAGE + "/nhan", sent(case(), waiting.me))
    assert answer.headers["location"] == f"{PAGE}?lam=claim"
    answer = await waiting.browser.post(PAGE + "/tra", sent(case(revision=4), waiting.me))
    assert answer.headers["location"] == "/ban-xet-duyet?lam=release"
    (claimed,) = services.asked("review", "POST", f"/cases/{FIRST}/claim")
    (released,) = services.asked("review", "DELETE", f"/cases/{FIRST}/claim")
    assert (claimed.headers["if-match"], released.headers["if-match"]) == ('"3"', '"4"')
    assert json.loads(claimed.content) == {"take_over": False}


async def test_a_leader_takes_over(waiting: Desk) -> None:
    waiting.browser.services.says("review", "POST", f"/cases/{FIRST}/claim", case(claim=claim(waiting.me)))
    await waiting.browser.post(PAGE + "/nhan", sent(case(), waiting.me, take_over="1"))
    (asked,) = waiting.browser.services.asked("review", "POST", f"/cases/{FIRST}/claim")
    assert json.loads(asked.content) == {"take_over": True}


async def test_a_case_that_another_took_first_says_so(waiting: Desk) -> None:
    waiting.browser.services.refuses(
        "review", "POST", f"/cases/{FIRST}/claim", 409, "claimed-by-another", detail="Đã có người."
    )
    page = await waiting.browser.post(PAGE + "/nhan", sent(case(), waiting.me))
    assert "Đã có người." in page.text
