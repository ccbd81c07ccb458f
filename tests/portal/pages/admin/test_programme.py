"""A programme's days and rules: shown first, then written as of what was seen; and the beginning of next year's."""

import json
import re
from html import unescape
from typing import Any

import pytest

from tests.portal.pages.admin.programmes import POLICY, PROGRAMME, programme
from tests.portal.pages.admin.scene import CITY, SHOWN, Office, field, listed

LIST, NEW = "/quan-tri/chuong-trinh", "/quan-tri/them-chuong-trinh"
PAGE, API = f"{LIST}/{PROGRAMME}", f"/programmes/{PROGRAMME}"


@pytest.fixture(autouse=True)
def stands(office: Office) -> None:
    office.services.says("submission", "GET", API, programme())
    office.services.says("submission", "GET", "/programmes", {"items": [programme()], "next": None})


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of a page's form."""
    inputs = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    ticks = re.findall(r'<input type="checkbox" id="([^"]+)" name="[^"]+" value="1"( checked)?', page)
    selects = re.findall(r'<select id="([^"]+)"(.*?)</select>', page, re.DOTALL)
    chosen = {name: found[1] for name, rest in selects if (found := re.search(r'value="([^"]*)" selected', rest))}
    unticked = {name for name, checked in ticks if not checked}
    plain = {name: unescape(text) for name, text in inputs.items()}
    return {name: text for name, text in {**plain, **chosen}.items() if name not in unticked}


def judged(office: Office, would: dict[str, Any] | None, *errors: dict[str, Any], status: int = 422) -> None:
    """What submission answers to a check."""
    problem = {"type": "urn:sangkien:problem:invalid", "title": "Chưa đúng", "instance": API, "status": status}
    problems = [] if would else [{**problem, "errors": list(errors)}]
    office.services.says("submission", "PUT", API, {"would": would, "problems": problems})


def sent_body(office: Office, path: str = API) -> dict[str, Any]:
    return dict(json.loads(office.services.asked("submission", "PUT", path)[-1].content))


async def test_programmes_are_listed_with_their_pages(office: Office) -> None:
    text = (await office.get(LIST)).text
    assert SHOWN in text
    assert f'href="{NEW}?like={PROGRAMME}"' in text
    assert f'href="{PAGE}/diem"' in text


async def test_the_form_holds_the_programme_and_a_phase_keeps_its_code(office: Office) -> None:
    page = await office.get(PAGE)
    typed = fields_of(page.text)
    assert typed["submit_until"] == "2027-02-09T17:00:00"
    assert typed["phases.1.name"] == "Giai đoạn II"
    assert typed["revision"] == "6"
    judged(office, programme(version=3))
    await office.post(PAGE, step="check", **typed)
    body = sent_body(office)
    assert body == {
        name: value for name, value in programme(slogan=None).items() if name not in ("id", "version", "revision")
    }


async def test_what_would_change_is_shown_and_nothing_is_written(office: Office) -> None:
    typed = fields_of((await office.get(PAGE)).text)
    typed["submit_until"], typed["decision_days"] = "2027-02-10T23:59", "20"
    judged(office, programme(submit_until="2027-02-10T16:59:00Z", decision_days=20))
    answer = await office.post(PAGE, step="check", **typed)
    assert answer.status_code == 200
    (request,) = office.services.asked("submission", "PUT", API)
    assert (request.url.params["check"], request.headers["if-match"]) == ("true", '"6"')
    assert sent_body(office)["submit_until"] == "2027-02-10T23:59:00+07:00"
    assert "10/02/2027 23:59" in answer.text
    assert "Số ngày chờ xét trước khi chốt" in answer.text
    assert "Khẩu hiệu" not in answer.text


async def test_confirmed_it_is_written_as_of_what_was_seen(office: Office) -> None:
    typed = fields_of((await office.get(PAGE)).text)
    typed["phases.0.name"], typed["phases.0.starts_on"], typed["phases.0.ends_on"] = "I", "2026-11-01", "2026-11-30"
    office.services.says("submission", "PUT", API, programme())
    answer = await office.post(PAGE, step="make", **typed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=1")
    assert [phase["code"] for phase in sent_body(office)["phases"]] == ["P1", "P2"]
    assert sent_body(office)["policy"] == POLICY
    assert office.services.asked("submission", "PUT", API)[-1].headers["if-match"] == '"6"'


async def test_refusals_stand_at_their_fields_whatever_rows_are_blank(office: Office) -> None:
    typed = fields_of((await office.get(PAGE)).text)
    judged(office, None, field("phases.0.ends_on", "Sau ngày kết thúc"), field("decide_until", "Trước hạn bổ sung"))
    answer = await office.post(PAGE, step="check", **typed)
    assert answer.status_code == 422
    assert "<title>Lỗi:" in answer.text
    assert '<a href="#phases.1.ends_on">Giai đoạn 2, đến ngày</a>' in answer.text
    assert 'id="decide_until-why"' in answer.text


async def test_whoever_may_not_change_it_is_told_so_above_the_form(office: Office) -> None:
    typed = fields_of((await office.get(PAGE)).text)
    office.services.refuses("submission", "PUT", API, 403, "forbidden", detail="Cần quyền quản trị can-tho")
    answer = await office.post(PAGE, step="make", **typed)
    assert answer.status_code == 422
    assert "Cần quyền quản trị can-tho" in answer.text


async def test_somebody_else_was_quicker_and_both_are_shown(office: Office) -> None:
    typed = fields_of((await office.get(PAGE)).text) | {"slogan": "Tự hào trí tuệ lao động"}
    office.services.says("submission", "GET", API, programme(revision=7, slogan="Mỗi ngày một việc"))
    office.services.refuses("submission", "PUT", API, 412, "stale-version")
    answer = await office.post(PAGE, step="make", **typed)
    assert answer.status_code == 412
    assert "Mỗi ngày một việc" in answer.text
    assert "<b>Tự hào trí tuệ lao động</b>" in answer.text
    assert 'name="revision" value="7"' in answer.text


async def test_saved_twice_a_programme_is_saved(office: Office) -> None:
    typed = fields_of((await office.get(PAGE)).text) | {"slogan": "Tự hào trí tuệ lao động", "decision_days": "12"}
    stands = programme(revision=7, slogan="Tự hào trí tuệ lao động", decision_days=12)
    office.services.refuses("submission", "PUT", API, 412, "stale-version")
    office.services.says("submission", "GET", API, stands)
    answer = await office.post(PAGE, step="make", **typed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=1")
    answer = await office.post(NEW, **{**typed, "step": "make", "id": PROGRAMME})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=1"), "as it was made a moment ago"


async def test_what_cannot_be_read_is_told_before_asking(office: Office) -> None:
    answer = await office.post(
        PAGE, step="check", name="", decision_days="nhiều", late_hours="-1", root_unit=CITY, submit_until="mai"
    )
    assert answer.status_code == 422
    assert "Viết số giờ bằng chữ số" in answer.text
    for name in ("name", "decision_days", "late_hours", "submit_until", "starts_on"):
        assert f'id="{name}-why"' in answer.text
    assert not office.services.asked("submission", "PUT", API)


async def test_what_waits_for_later_parts_is_set_and_told_like_the_rest(office: Office) -> None:
    office.services.says("submission", "GET", API, programme(council=True, confirm_days=7))
    typed = fields_of((await office.get(PAGE)).text)
    assert (typed["confirm_days"], typed["late_hours"], typed["council"]) == ("7", "0", "1")
    assert "separate_confirmation" not in typed
    typed = {**typed, "separate_confirmation": "1", "late_hours": "24", "confirm_days": ""}
    del typed["council"]
    judged(office, programme(separate_confirmation=True, late_hours=24))
    answer = await office.post(PAGE, step="check", **typed)
    body = sent_body(office)
    assert (body["council"], body["separate_confirmation"], body["confirm_days"], body["late_hours"]) == (
        False,
        True,
        10,
        24,
    )
    for label in ("Hội đồng kết luận", "Người xác nhận không xét", "Số giờ nhận bài viết xong trước hạn"):
        assert f"<td>{label}</td>" in answer.text


async def test_settings_the_system_is_not_ready_for_are_refused_at_their_boxes(office: Office) -> None:
    typed = fields_of((await office.get(PAGE)).text) | {"council": "1", "late_hours": "500", "confirm_days": "0"}
    judged(office, None, *(field(name, "Chưa được") for name in ("council", "late_hours", "confirm_days")))
    answer = await office.post(PAGE, step="check", **typed)
    assert answer.status_code == 422
    for name in ("council", "late_hours", "confirm_days"):
        assert f'<a href="#{name}">' in answer.text
        assert f'id="{name}-why"' in answer.text
    assert 'name="council" value="1" checked' in answer.text


async def test_last_year_s_programme_begins_the_next_one(office: Office) -> None:
    page = await office.get(f"{NEW}?like={PROGRAMME}")
    typed = fields_of(page.text)
    assert typed["id"] == "sang-kien-2027"
    assert typed["name"].startswith("Mỗi ngày một sáng kiến 2027")
    assert (typed["starts_on"], typed["submit_until"]) == ("2027-11-01", "2028-02-09T17:00:00")
    assert typed["ends_on"] == "2028-02-28"
    path = "/programmes/sang-kien-2027"
    office.services.says("submission", "PUT", path, programme(id="sang-kien-2027"), status=201)
    answer = await office.post(NEW, step="make", **typed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}/sang-kien-2027?done=1")
    assert office.services.asked("submission", "PUT", path)[0].headers["if-none-match"] == "*"
    body = sent_body(office, path)
    assert (body["policy"], body["peaks"][0]["starts_on"]) == (POLICY, "2028-01-01")


async def test_an_id_without_a_year_gets_the_year_it_begins_in(office: Office) -> None:
    office.services.says("submission", "GET", "/programmes/hom-nay", programme(id="hom-nay"))
    typed = fields_of((await office.get(f"{NEW}?like=hom-nay")).text)
    assert typed["id"] == "hom-nay-2027"


async def test_a_new_programme_s_root_may_be_named_in_words(office: Office) -> None:
    office.services.says("submission", "GET", "/units", {"items": [listed(CITY)], "next": None})
    typed = fields_of((await office.get(PAGE)).text) | {"id": "moi-2027", "root_unit": "cần thơ", "revision": ""}
    path = "/programmes/moi-2027"
    office.services.says("submission", "PUT", path, {"would": programme(id="moi-2027"), "problems": []})
    answer = await office.post(NEW, step="check", **typed)
    assert answer.status_code == 200
    assert sent_body(office, path)["root_unit"] == CITY


async def test_an_id_that_is_taken_or_none_is_told_at_its_field(office: Office) -> None:
    typed = fields_of((await office.get(PAGE)).text) | {"name": "Một chương trình khác"}
    office.services.refuses("submission", "PUT", API, 412, "stale-version")
    answer = await office.post(NEW, **{**typed, "step": "make", "id": PROGRAMME})
    assert "Mã này đã có chương trình dùng" in answer.text
    answer = await office.post(NEW, **{**typed, "step": "make", "id": "Chương trình"})
    assert 'id="id-why"' in answer.text


async def test_more_phases_are_given_without_scripts(office: Office) -> None:
    typed = fields_of((await office.get(PAGE)).text)
    answer = await office.post(PAGE, more="phases", **typed)
    assert answer.status_code == 200
    assert answer.text.count('name="phases.') == 3 * (int(typed["rows.phases"]) + 2)


async def test_submission_away_keeps_the_whole_form(office: Office) -> None:
    typed = fields_of((await office.get(PAGE)).text)
    office.services.away.add("submission")
    answer = await office.post(PAGE, step="make", **typed)
    assert answer.status_code == 503
    assert 'name="phases.1.name" value="Giai đoạn II"' in answer.text
