"""Whom the administrator's pages are for, and what stays of what they typed when they cannot be asked now."""

from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from tests.portal.pages.admin.scene import CITY, PLANT, SHOWN, Office

PAGES = ("/quan-tri", "/quan-tri/don-vi", "/quan-tri/them-don-vi", "/quan-tri/su-co", "/quan-tri/thu")
POSTS = (f"/quan-tri/don-vi/{PLANT}", "/quan-tri/them-don-vi", "/quan-tri/thu/giu", "/quan-tri/su-co/review/x/bo-qua")


@pytest.mark.parametrize("page", PAGES)
async def test_others_are_told_which_role_it_takes_and_what_they_have(office: Office, page: str) -> None:
    office.grants(("reviewer", PLANT))
    answer = await office.get(page)
    assert answer.status_code == 403
    assert "Việc này cần quyền khác" in answer.text
    assert "<b>Quản trị</b>" in answer.text
    assert "<b>Xét duyệt</b>" in answer.text
    assert SHOWN in answer.text


@pytest.mark.parametrize("page", POSTS)
async def test_others_change_nothing(office: Office, page: str) -> None:
    office.grants(("leader", CITY))
    answer = await office.post(page, name="Khác")
    assert answer.status_code == 403
    assert {request.method for request in office.services.requests} == {"GET"}


@pytest.mark.parametrize("page", PAGES)
async def test_a_visitor_signs_in_first(office: Office, page: str) -> None:
    office.browser.secret = None
    answer = await office.get(page)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/dang-nhap?next=%2Fquan-tri")


@pytest.mark.parametrize("page", POSTS)
async def test_what_was_typed_outlives_the_session(office: Office, page: str) -> None:
    office.browser.store.sessions.known.clear()
    answer = await office.post(page, name="Tên vừa viết")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("http://127.0.0.1:8010/authorization")
    ((login, _until),) = office.browser.store.logins.known.values()
    assert parse_qs(urlsplit(login.next).query) == {"tiep": ["1"]}
    assert orjson.loads(login.draft or b"")["values"]["name"] == "Tên vừa viết"


async def draft(office: Office, by: str) -> str:
    page = f"/quan-tri/don-vi/{PLANT}"
    kept = {"page": page, "by": by, "sent_to": page, "values": {"name": "Tên vừa viết", "by": by}}
    await office.browser.finds(orjson.dumps(kept))
    return (await office.get(f"{page}?tiep=1")).text


async def test_back_from_the_sign_in_it_is_there_and_not_written(office: Office) -> None:
    text = await draft(office, office.me)
    assert 'value="Tên vừa viết"' in text
    assert "chưa được ghi" in text


async def test_another_person_does_not_see_it(office: Office) -> None:
    assert "Tên vừa viết" not in await draft(office, "00000000-0000-0000-0000-000000000009")


@pytest.mark.parametrize("page", POSTS)
async def test_while_a_service_is_away_all_that_was_typed_is_in_the_page(office: Office, page: str) -> None:
    office.services.away.add("submission")
    answer = await office.post(page, name='Tên "vừa" viết', members="1.250")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert 'name="name" value="Tên &#34;vừa&#34; viết"' in answer.text
    assert f'action="{page}"' in answer.text


async def test_the_band_leads_administrators_there_and_nobody_else(office: Office) -> None:
    office.services.says("submission", "GET", "/programmes", {"items": []})
    assert 'href="/quan-tri"' in (await office.get("/")).text
    office.browser.sign_in("Lê Văn Cường", roles=("reviewer", "leader"))
    assert 'href="/quan-tri"' not in (await office.get("/")).text
