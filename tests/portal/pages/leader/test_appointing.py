"""Appointing, ending, inviting, and confirming whoever accepted."""

import httpx
import orjson
import pytest

from tests.portal.pages.leader.scene import APPOINTMENT, INVITATION, SOMEBODY, Leader, appointment, invitation
from tests.portal.pages.proxy.scene import CITY, person
from tests.portal.pages.samples import NAMED, UNIT

POSTS = f"/don-vi-toi/{UNIT}/phan-cong"
INVITATIONS = f"/don-vi-toi/{UNIT}/loi-moi"
APPOINT = f"/units/{UNIT}/appointments"
INVITE = f"/units/{UNIT}/invitations"
TYPED = {"card": SOMEBODY, "role": "reviewer", "until": "2027-03-31", "key": "k-1"}
SECRET = "aZ09_-" * 4


def _made() -> dict[str, object]:
    left_out = ("name", "in_force", "through", "deputy_for_name")
    return {name: value for name, value in appointment().items() if name not in left_out}


async def test_somebody_is_appointed_until_the_end_of_a_day(leader: Leader) -> None:
    leader.appoints(appointment(), cards=(person(SOMEBODY),))
    page = (await leader.browser.get(POSTS)).text
    assert "Lê Văn Cường" in page
    assert f'<option value="{SOMEBODY}"' in page
    leader.browser.services.says("submission", "POST", APPOINT, _made(), 201)
    done = await leader.browser.post(POSTS, TYPED)
    assert (done.status_code, done.headers["location"]) == (303, f"{POSTS}?xong=1")
    (request,) = leader.browser.services.asked("submission", "POST", APPOINT)
    assert request.headers["idempotency-key"] == "k-1"
    body = {"card": SOMEBODY, "role": "reviewer", "until": "2027-03-31T23:59:59+07:00"}
    assert orjson.loads(request.content) == body


async def test_a_leader_of_above_appoints_leaders_below(leader: Leader) -> None:
    leader.grant("leader", at=CITY["code"])
    leader.appoints(cards=(person(SOMEBODY),))
    page = (await leader.browser.get(POSTS)).text
    assert 'name="role" value="leader"' in page
    assert "deputy:" not in page, "one stands in for a leader where they lead"


async def test_a_deputy_is_for_a_while(leader: Leader) -> None:
    leader.appoints(cards=(person(SOMEBODY),))
    page = await leader.browser.post(POSTS, {**TYPED, "role": "deputy:leader", "until": ""})
    assert page.status_code == 422
    assert 'id="until-why"' in page.text
    leader.browser.services.says("submission", "POST", APPOINT, _made(), 201)
    assert (await leader.browser.post(POSTS, {**TYPED, "role": "deputy:leader"})).status_code == 303
    (request,) = leader.browser.services.asked("submission", "POST", APPOINT)
    body = orjson.loads(request.content)
    assert (body["role"], body["deputy"]) == ("leader", True)


@pytest.mark.parametrize(
    ("changes", "field"), [({"card": ""}, "card"), ({"role": ""}, "role"), ({"until": "2027-02-30"}, "until")]
)
async def test_what_is_wrong_stands_at_its_field(leader: Leader, changes: dict[str, str], field: str) -> None:
    leader.appoints(cards=(person(SOMEBODY),))
    page = await leader.browser.post(POSTS, {**TYPED, **changes})
    assert page.status_code == 422
    assert f'id="{field}-why"' in page.text
    assert "<title>Lỗi: " in page.text
    assert leader.browser.services.asked("submission", "POST", APPOINT) == []


async def test_a_refusal_stands_at_its_field_with_what_was_chosen(leader: Leader) -> None:
    leader.appoints(cards=(person(SOMEBODY),))
    errors = [{"field": "card", "code": "card-not-confirmed", "message": "Hồ sơ chưa được xác nhận"}]
    leader.browser.services.refuses("submission", "POST", APPOINT, 409, "card-not-confirmed", errors=errors)
    page = (await leader.browser.post(POSTS, TYPED)).text
    assert 'id="card-why"' in page
    assert f'value="{SOMEBODY}" selected' in page
    assert 'value="2027-03-31"' in page


async def test_what_was_typed_outlives_an_absence_and_a_lost_session(leader: Leader) -> None:
    leader.browser.services.away.add("submission")
    for path, typed in ((POSTS, TYPED), (INVITATIONS, {"role": "reviewer", "email": "x@example.vn", "key": "k"})):
        page = await leader.browser.post(path, typed)
        assert page.status_code == 503
        assert 'value="reviewer"' in page.text
    leader.browser.secret = None
    assert (await leader.browser.post(POSTS, TYPED)).status_code == 303
    ((login, _until),) = leader.browser.store.logins.known.values()
    assert (login.next, orjson.loads(login.draft or b"")["values"]["card"]) == (POSTS, SOMEBODY)


async def test_an_appointment_is_ended_on_what_was_seen(leader: Leader) -> None:
    leader.appoints(appointment())
    place = f"/appointments/{APPOINTMENT}"
    leader.browser.services.refuses("submission", "DELETE", place, 412, "stale-version", detail="Đã thay đổi")
    page = await leader.browser.post(f"{POSTS}/{APPOINTMENT}/ket-thuc", {"revision": "4"})
    assert page.status_code == 412
    assert "Đã thay đổi" in page.text
    leader.browser.services.says("submission", "DELETE", place, None, 204)
    assert (await leader.browser.post(f"{POSTS}/{APPOINTMENT}/ket-thuc", {"revision": "5"})).status_code == 303
    assert leader.browser.services.asked("submission", "DELETE", place)[-1].headers["if-match"] == '"5"'


@pytest.mark.parametrize(("status", "slug"), [(404, "not-found"), (412, "stale-version")])
async def test_ended_twice_an_appointment_is_ended(leader: Leader, status: int, slug: str) -> None:
    leader.appoints()
    leader.browser.services.refuses("submission", "DELETE", f"/appointments/{APPOINTMENT}", status, slug)
    done = await leader.browser.post(f"{POSTS}/{APPOINTMENT}/ket-thuc", {"revision": "4"})
    assert (done.status_code, done.headers["location"]) == (303, f"{POSTS}?xong=1")


async def test_whoever_accepted_is_confirmed_with_name_and_address_in_sight(leader: Leader) -> None:
    leader.invited(invitation(), invitation(id=APPOINTMENT, state="open", accepted=None))
    page = (await leader.browser.get(INVITATIONS)).text
    assert page.index("Lê Văn Cường") < page.index("cuong@example.vn")
    place = f"/invitations/{INVITATION}/confirmation"
    leader.browser.services.says("submission", "POST", place, _made())
    done = await leader.browser.post(f"{INVITATIONS}/{INVITATION}/xac-nhan", {"revision": "2"})
    assert (done.status_code, done.headers["location"]) == (303, f"{INVITATIONS}?xong=1")
    (request,) = leader.browser.services.asked("submission", "POST", place)
    assert request.headers["if-match"] == '"2"'


ACTS = [("xac-nhan", "POST", "/confirmation"), ("thu-hoi", "DELETE", "")]


@pytest.mark.parametrize(("act", "method", "path"), ACTS)
async def test_a_second_tap_is_no_news(leader: Leader, act: str, method: str, path: str) -> None:
    leader.invited(invitation(state="confirmed" if act == "xac-nhan" else "taken-back"))
    leader.browser.services.refuses("submission", method, f"/invitations/{INVITATION}{path}", 412, "stale-version")
    done = await leader.browser.post(f"{INVITATIONS}/{INVITATION}/{act}", {"revision": "2"})
    assert (done.status_code, done.headers["location"].partition("?")[0]) == (303, INVITATIONS)


@pytest.mark.parametrize(("act", "method", "path"), ACTS)
async def test_a_stale_page_says_how_it_stands(leader: Leader, act: str, method: str, path: str) -> None:
    leader.invited(invitation(state="confirmed" if act == "thu-hoi" else "taken-back"))
    place = f"/invitations/{INVITATION}{path}"
    leader.browser.services.refuses("submission", method, place, 410, "invitation-used", detail="Lời mời đã dùng rồi")
    page = await leader.browser.post(f"{INVITATIONS}/{INVITATION}/{act}", {"revision": "2"})
    assert page.status_code == 410
    assert "Lời mời đã dùng rồi" in page.text
    assert ("đã có hiệu lực" if act == "thu-hoi" else "đã thu hồi") in page.text


async def test_one_is_taken_back(leader: Leader) -> None:
    leader.invited(invitation())
    place = f"/invitations/{INVITATION}"
    leader.browser.services._answers["submission", "DELETE", place] = lambda _request: httpx.Response(204)
    done = await leader.browser.post(f"{INVITATIONS}/{INVITATION}/thu-hoi", {"revision": "2"})
    assert done.headers["location"] == INVITATIONS


async def test_the_secret_is_shown_once_behind_the_address_s_hash(leader: Leader) -> None:
    leader.invited()
    assert "Không có lời mời nào chờ xác nhận." in (await leader.browser.get(INVITATIONS)).text
    made = invitation(state="open", accepted=None, secret=SECRET)
    leader.browser.services.says("submission", "POST", INVITE, made, 201)
    typed = {"role": "reviewer", "email": "cuong@example.vn", "key": "k-1"}
    page = (await leader.browser.post(INVITATIONS, typed)).text
    assert f"/loi-moi#{SECRET}" in page
    assert 'class="qr"' in page
    leader.browser.services.says("submission", "POST", INVITE, {**made, "secret": None}, 201)
    again = await leader.browser.post(INVITATIONS, typed)
    assert SECRET not in again.text
    assert "mã chỉ hiện một lần" in again.text


async def test_an_invitation_s_refusal_stands_at_its_field(leader: Leader) -> None:
    leader.invited()
    errors = [{"field": "email", "code": "bad-email", "message": "Địa chỉ e-mail không hợp lệ"}]
    leader.browser.services.refuses("submission", "POST", INVITE, 422, "invalid-request", errors=errors)
    page = (await leader.browser.post(INVITATIONS, {"role": "reviewer", "email": "cuong@"})).text
    assert 'id="email-why"' in page
    assert 'value="cuong@"' in page
    assert 'id="role-why"' in (await leader.browser.post(INVITATIONS, {"email": "cuong@example.vn"})).text


async def test_html_in_names_stays_text(leader: Leader) -> None:
    nasty = '<img src=x onerror="alert(1)">'
    leader.appoints(appointment(name=nasty), cards=(person(SOMEBODY, name=nasty),))
    accepted = {"at": "2026-11-25T03:32:00Z", "email": None, "name": nasty, "person": SOMEBODY}
    leader.invited(invitation(accepted=accepted))
    for path in (POSTS, INVITATIONS):
        assert nasty not in (await leader.browser.get(path)).text
    assert NAMED["name"] in (await leader.browser.get(POSTS)).text


@pytest.mark.parametrize(("page", "api", "typed"), [(POSTS, APPOINT, TYPED), (INVITATIONS, INVITE, TYPED)])
async def test_typed_over_what_was_sent_it_goes_at_the_second_press(
    leader: Leader, page: str, api: str, typed: dict[str, str]
) -> None:
    leader.appoints(cards=(person(SOMEBODY),))
    leader.invited()
    leader.browser.services.refuses("submission", "POST", api, 422, "idempotency-key-reused")
    refused = (await leader.browser.post(page, typed)).text
    assert "hãy bấm lần nữa" in refused
    assert 'name="key"' in refused
    assert 'value="k-1"' not in refused, "with the old key it would be refused for ever"


async def test_an_act_that_no_button_has_ends_no_invitation(leader: Leader) -> None:
    leader.invited(invitation())
    assert (await leader.browser.post(f"{INVITATIONS}/{INVITATION}/xac-nha", {"revision": "2"})).status_code == 404
    assert leader.browser.services.asked("submission", "DELETE", f"/invitations/{INVITATION}") == []
