"""What an operator looks after: letters set aside, mail that did not arrive, and whether the services are well."""

import json

import pytest

from tests.portal.pages.admin.scene import SERVICES, SHOWN, Office, letter, message

LETTERS, MAILS, HEALTH = "/quan-tri/su-co", "/quan-tri/thu", "/quan-tri/tinh-trang"
FRESH = {"as_of": "2026-11-26T03:00:00Z", "behind": True}
HOLD = {
    "before": "2026-11-20T00:00:00Z",
    "recorded": 12,
    "mail": None,
    "released_by": None,
    "released_at": None,
}


@pytest.fixture(autouse=True)
def nothing_is_wrong(office: Office) -> None:
    for service in SERVICES:
        office.services.says(service, "GET", "/dead-letters", {"items": [], "next": None})
        office.services.says(service, "GET", "/health/ready", {"status": "ready", "reasons": {}})
        if service != "submission":
            office.services.says(service, "GET", "/me", {"id": office.me, "grants": [], "appointments": FRESH})
    office.services.says("notify", "GET", "/messages", {"items": [message()], "next": None})
    office.services.says("notify", "GET", "/hold", HOLD)


async def test_letters_of_every_service_are_listed(office: Office) -> None:
    office.services.says("review", "GET", "/dead-letters", {"items": [letter()], "next": "more"})
    text = (await office.get(LETTERS)).text
    assert "&lt;script&gt;x&lt;/script&gt;" in text
    assert f'action="{LETTERS}/review/submissions-3-7/ap-dung-lai"' in text
    assert "service=review&amp;state=waiting&amp;after=more" in text


@pytest.mark.parametrize(("act", "asked"), [("ap-dung-lai", "replay"), ("bo-qua", "discard")])
async def test_a_letter_is_settled_as_its_service_allows(office: Office, act: str, asked: str) -> None:
    path = f"/dead-letters/submissions-3-7/{asked}"
    office.services.says("ranking", "POST", path, letter(state="replayed"))
    answer = await office.post(f"{LETTERS}/ranking/submissions-3-7/{act}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LETTERS}?done={act}")
    assert len(office.services.asked("ranking", "POST", path)) == 1
    assert "note good" in (await office.get(f"{LETTERS}?done={act}")).text


async def test_a_letter_that_was_settled_meanwhile_is_said_above_the_list(office: Office) -> None:
    path = "/dead-letters/submissions-3-7/replay"
    office.services.refuses("review", "POST", path, 409, "wrong-state", detail="Bản ghi đã được xử lý")
    answer = await office.post(f"{LETTERS}/review/submissions-3-7/ap-dung-lai")
    assert answer.status_code == 422
    assert "Bản ghi đã được xử lý" in answer.text


async def test_acts_and_services_that_are_none_are_no_pages(office: Office) -> None:
    assert (await office.post(f"{LETTERS}/mongo/x/bo-qua")).status_code == 404
    assert (await office.post(f"{LETTERS}/review/x/xoa")).status_code == 404


async def test_one_service_away_takes_nothing_from_the_others(office: Office) -> None:
    office.services.says("review", "GET", "/dead-letters", {"items": [letter()]})
    office.services.away.add("notify")
    office.services.refuses("ranking", "GET", "/dead-letters", 403, "forbidden")
    text = (await office.get(LETTERS)).text
    assert "tạm thời chưa xem được" in text
    assert "Chỉ quản trị viên của đơn vị cao nhất xem được" in text
    assert "submissions" in text


async def test_mail_that_did_not_arrive_is_listed_first(office: Office) -> None:
    text = (await office.get(MAILS)).text
    assert SHOWN in text
    assert "mailbox full" in text
    (request,) = office.services.asked("notify", "GET", "/messages")
    assert request.url.params.get_list("state") == ["held", "failed", "suppressed", "waiting-for-contact"]


async def test_a_mail_is_sent_again_once_for_what_was_seen(office: Office) -> None:
    one = message()
    path = f"/messages/{one['id']}"
    office.services.says("notify", "GET", path, one, etag='"6"')
    office.services.says("notify", "POST", f"{path}/resend", one)
    assert (await office.post(f"{MAILS}/{one['id']}/gui-lai", resends="0")).status_code == 303
    (request,) = office.services.asked("notify", "POST", f"{path}/resend")
    assert request.headers["if-match"] == '"6"'
    by = {"at": "2026-11-26T03:00:00Z", "by": office.me, "role": "admin", "unit": "can-tho", "after_attempts": 3}
    office.services.says("notify", "GET", path, message(resends=[by]), etag='"7"')
    assert (await office.post(f"{MAILS}/{one['id']}/gui-lai", resends="0")).status_code == 303
    assert len(office.services.asked("notify", "POST", f"{path}/resend")) == 1


async def test_a_mail_that_may_not_be_sent_again_says_why(office: Office) -> None:
    one = message()
    path = f"/messages/{one['id']}"
    office.services.says("notify", "GET", path, one, etag='"6"')
    office.services.refuses("notify", "POST", f"{path}/resend", 409, "message-not-resendable", detail="Không gửi lại")
    answer = await office.post(f"{MAILS}/{one['id']}/gui-lai", resends="0")
    assert answer.status_code == 422
    assert "Không gửi lại" in answer.text


@pytest.mark.parametrize(("choice", "mail", "done"), [("1", True, "gui-het"), ("0", False, "bo-het")])
async def test_what_rests_after_a_restore_is_mailed_or_given_up(
    office: Office, choice: str, mail: bool, done: str
) -> None:
    assert "12 thư" in (await office.get(MAILS)).text
    office.services.says("notify", "POST", "/hold/release", {**HOLD, "mail": mail})
    answer = await office.post(f"{MAILS}/giu", mail=choice)
    assert answer.headers["location"] == f"{MAILS}?done={done}"
    assert json.loads(office.services.asked("notify", "POST", "/hold/release")[0].content) == {"mail": mail}


async def test_released_twice_it_is_released_and_the_other_way_it_is_not(office: Office) -> None:
    office.services.refuses("notify", "POST", "/hold/release", 404, "not-found", detail="Không có thư nào chờ")
    by = {"released_by": office.me, "released_at": "2026-11-26T03:00:00Z"}
    office.services.says("notify", "GET", "/hold", {**HOLD, "mail": True, **by})
    assert (await office.post(f"{MAILS}/giu", mail="1")).headers["location"] == f"{MAILS}?done=gui-het"
    answer = await office.post(f"{MAILS}/giu", mail="0")
    assert answer.status_code == 422
    assert "Không có thư nào chờ" in answer.text


async def test_without_a_choice_nothing_is_released(office: Office) -> None:
    answer = await office.post(f"{MAILS}/giu")
    assert answer.status_code == 422
    assert 'id="mail-why"' in answer.text
    assert not office.services.asked("notify", "POST", "/hold/release")


async def test_whoever_may_not_see_the_hold_sees_the_mails(office: Office) -> None:
    office.services.refuses("notify", "GET", "/hold", 403, "forbidden")
    answer = await office.get(MAILS)
    assert answer.status_code == 200
    assert "khôi phục" not in answer.text


async def test_health_says_of_each_service_how_it_is_and_what_is_wrong(office: Office) -> None:
    office.services.says("review", "GET", "/health/ready", {"status": "degraded", "reasons": {"reader review": "<b>"}})
    office.services.says("ranking", "GET", "/dead-letters", {"items": [letter()], "next": None})
    office.services.away.add("notify")
    text = (await office.get(HEALTH)).text
    assert "không trả lời" in text
    assert "phần chạy nền có lỗi" in text
    assert '<span lang="en">&lt;b&gt;</span>' in text
    assert text.count("chạy tốt") == 2
    assert "26/11/2026 10:00" in text


async def test_a_service_that_is_not_ready_is_shown_with_its_reasons(office: Office) -> None:
    office.services.refuses("submission", "GET", "/health/ready", 503, "x", reasons={"store": "no primary"})
    text = (await office.get(HEALTH)).text
    assert "chưa sẵn sàng" in text
    assert "kho dữ liệu" in text
