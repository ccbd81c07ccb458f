"""One unit: changed as of what was seen, made below another, and refused where it is set from above."""

import json

import pytest

from tests.portal.pages.admin.scene import CITY, MARKUP, PLANT, SHOWN, ZONE, Office, field, listed, unit

PAGE = f"/quan-tri/don-vi/{PLANT}"
NEW = "/quan-tri/them-don-vi"
TYPED = {
    "revision": "4",
    "above_shown": "1",
    "name": "CĐCS Giày Long Thành",
    "office_email": "",
    "level": "grassroots",
    "parent": ZONE,
    "sector": "production",
    "ownership": "fdi",
    "members": "1.300",
    "cluster": "",
    "merged_into": "",
}


@pytest.fixture(autouse=True)
def searches(office: Office) -> None:
    office.services.says("submission", "GET", "/units", {"items": [listed(PLANT)], "next": None})


async def test_the_tree_is_walked_from_the_visitor_s_own_unit_down(office: Office) -> None:
    answer = await office.get("/quan-tri/don-vi")
    assert answer.status_code == 200
    assert "LĐLĐ thành phố Cần Thơ" in answer.text
    assert SHOWN in answer.text
    assert office.services.asked("submission", "GET", "/units")[0].url.params["parent"] == CITY


async def test_a_search_stays_within_the_visitor_s_units(office: Office) -> None:
    answer = await office.get("/quan-tri/don-vi?q=giay")
    assert SHOWN in answer.text
    assert dict(office.services.asked("submission", "GET", "/units")[0].url.params) == {"q": "giay", "within": CITY}


async def test_a_unit_is_changed_as_of_what_was_seen(office: Office) -> None:
    office.services.says("submission", "PUT", f"/units/{PLANT}", unit(PLANT))
    answer = await office.post(PAGE, **TYPED)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=1")
    (request,) = office.services.asked("submission", "PUT", f"/units/{PLANT}")
    assert request.headers["if-match"] == '"4"'
    body = json.loads(request.content)
    assert (body["name"], body["members"], body["office_email"], body["closed"]) == (TYPED["name"], 1300, None, False)


async def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(office: Office) -> None:
    errors = [field("sector", "Cần quyền quản trị đơn vị cấp trên của giay"), field("code", "Cần quyền quản trị")]
    office.services.refuses("submission", "PUT", f"/units/{PLANT}", 403, "administrator-needed", errors=errors)
    answer = await office.post(PAGE, **TYPED)
    assert answer.status_code == 422
    assert "<title>Lỗi:" in answer.text
    assert '<a href="#sector">Ngành</a>' in answer.text
    assert 'id="sector-why"' in answer.text
    assert 'value="CĐCS Giày Long Thành"' in answer.text


async def test_somebody_else_was_quicker_and_both_are_shown(office: Office) -> None:
    office.services.says("submission", "GET", f"/units/{PLANT}", unit(PLANT, revision=5))
    office.services.refuses("submission", "PUT", f"/units/{PLANT}", 412, "stale-version")
    answer = await office.post(PAGE, **TYPED)
    assert answer.status_code == 412
    assert SHOWN in answer.text
    assert "<b>CĐCS Giày Long Thành</b>" in answer.text
    assert 'name="revision" value="5"' in answer.text


async def test_saved_twice_a_unit_is_saved(office: Office) -> None:
    stands = {"name": TYPED["name"], "members": 1300, "ownership": "fdi", "revision": 5}
    office.services.says("submission", "GET", f"/units/{PLANT}", unit(PLANT, **stands))
    office.services.refuses("submission", "PUT", f"/units/{PLANT}", 412, "stale-version")
    answer = await office.post(PAGE, **TYPED)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=1")
    office.services.says("submission", "GET", "/units", {"items": [listed(ZONE)], "next": None})
    answer = await office.post(NEW, **{**TYPED, "code": PLANT})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=1"), "as it was made a moment ago"


async def test_a_number_of_members_that_is_none_is_told_before_asking(office: Office) -> None:
    answer = await office.post(PAGE, **{**TYPED, "members": "một nghìn"})
    assert answer.status_code == 422
    assert 'id="members-why"' in answer.text
    assert not office.services.asked("submission", "PUT", f"/units/{PLANT}")


async def test_a_unit_s_own_administrator_changes_name_and_address_alone(office: Office) -> None:
    office.grants(("admin", PLANT))
    assert '<fieldset class="group stack dense" disabled>' in (await office.get(PAGE)).text
    office.services.says("submission", "PUT", f"/units/{PLANT}", unit(PLANT))
    await office.post(PAGE, revision="4", name="Tên mới", office_email="vp@example.vn")
    (request,) = office.services.asked("submission", "PUT", f"/units/{PLANT}")
    body = json.loads(request.content)
    assert (body["name"], body["office_email"], body["members"], body["parent"]) == (
        "Tên mới",
        "vp@example.vn",
        1250,
        ZONE,
    )


async def test_a_new_unit_is_made_below_one_named_in_words(office: Office) -> None:
    office.services.says("submission", "GET", "/units", {"items": [listed(ZONE)], "next": None})
    office.services.says("submission", "PUT", "/units/cdcs-may-10", unit("cdcs-may-10"), status=201)
    answer = await office.post(NEW, **{**TYPED, "code": "CDCS-May-10", "parent": "khu chế xuất"})
    assert answer.status_code == 303
    (request,) = office.services.asked("submission", "PUT", "/units/cdcs-may-10")
    assert request.headers["if-none-match"] == "*"
    assert json.loads(request.content)["parent"] == ZONE


async def test_words_that_fit_several_units_are_asked_back(office: Office) -> None:
    office.services.says("submission", "GET", "/units", {"items": [listed(ZONE), listed(PLANT)], "next": None})
    answer = await office.post(NEW, **{**TYPED, "code": "moi", "parent": "cần thơ"})
    assert answer.status_code == 422
    assert f'<option value="{PLANT}">{SHOWN[:0]}CĐCS &lt;b&gt;' in answer.text
    assert "chọn một" in answer.text


@pytest.mark.parametrize("code", ["", "Có dấu", "a b", "-x", MARKUP])
async def test_a_code_that_is_none_is_told_at_its_field(office: Office, code: str) -> None:
    answer = await office.post(NEW, **{**TYPED, "code": code})
    assert answer.status_code == 422
    assert 'id="code-why"' in answer.text


async def test_a_code_that_is_taken_is_told_at_its_field(office: Office) -> None:
    office.services.refuses("submission", "PUT", f"/units/{PLANT}", 412, "stale-version")
    answer = await office.post(NEW, **{**TYPED, "code": PLANT})
    assert answer.status_code == 422
    assert "Mã này đã có đơn vị dùng" in answer.text


async def test_a_unit_that_is_none_is_a_missing_page(office: Office) -> None:
    office.services.refuses("submission", "GET", "/units/khong-co", 404, "not-found")
    assert (await office.get("/quan-tri/don-vi/khong-co")).status_code == 404
    assert (await office.get("/quan-tri/don-vi?parent=khong-co")).status_code == 404


async def test_a_decimal_is_no_number_of_members(office: Office) -> None:
    answer = await office.post(PAGE, **TYPED | {"members": "12.5"})
    assert answer.status_code == 422
    assert 'id="members-why"' in answer.text
