"""What somebody who helps finds first, and the lists of their unit."""

import pytest

from tests.portal.pages.proxy.scene import CITY, Team
from tests.portal.pages.samples import INITIATIVE, NAMED, UNIT, returned


async def test_what_came_back_stands_first_with_its_author_and_leads_to_the_correction(team: Team) -> None:
    team.lists(returned(entered_by=team.me, authors=team.posted()["authors"]))
    page = (await team.browser.get("/to-ho-tro")).text
    assert NAMED["name"] in page
    assert "Nguyễn Thị Ánh" in page
    assert "anh/chị nhập hộ" in page
    assert f'href="/cua-toi/{INITIATIVE}/sua"' in page
    asked = team.browser.services.asked("submission", "GET", "/initiatives")
    assert {request.url.params.get("status") for request in asked} == {"returned", None}


async def test_an_empty_unit_says_what_to_do_and_what_will_come_without_a_link_to_nowhere(team: Team) -> None:
    team.lists()
    page = (await team.browser.get("/to-ho-tro")).text
    assert "Không có sáng kiến nào chờ sửa." in page
    assert "sẽ có ở đây" in page
    assert f'href="/to-ho-tro/nhap?don-vi={UNIT}"' in page


async def test_whoever_helps_nobody_is_told_which_role_it_takes(team: Team) -> None:
    team.grant_nothing()
    answer = await team.browser.get("/to-ho-tro")
    assert answer.status_code == 403
    assert "tổ hỗ trợ sáng kiến" in answer.text


async def test_another_unit_names_role_and_unit(team: Team) -> None:
    answer = await team.browser.get(f"/to-ho-tro?don-vi={CITY['code']}")
    assert answer.status_code == 403
    assert f"tổ hỗ trợ sáng kiến của {CITY['name']}" in answer.text


async def test_a_unit_below_ones_own_is_ones_own_too(team: Team) -> None:
    team.grant("proxy", CITY["code"])
    team.lists()
    assert NAMED["name"] in (await team.browser.get(f"/to-ho-tro?don-vi={UNIT}")).text


async def test_a_leader_keeps_the_people_and_enters_for_nobody(team: Team) -> None:
    team.grant("leader")
    team.lists()
    assert "/to-ho-tro/nhap" not in (await team.browser.get("/to-ho-tro")).text
    assert (await team.browser.get("/to-ho-tro/nhap")).status_code == 403


async def test_while_submission_is_away_the_page_says_so(team: Team) -> None:
    team.browser.services.away.add("submission")
    answer = await team.browser.get("/to-ho-tro")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


async def test_the_list_is_narrowed_to_what_one_entered_in_a_state(team: Team) -> None:
    team.lists(team.posted(), more="more")
    page = (await team.browser.get("/to-ho-tro/sang-kien?cua=toi&status=pending&q=đồ gá")).text
    assert "after=more" in page
    (request,) = team.browser.services.asked("submission", "GET", "/initiatives")
    asked = {"mine": "true", "limit": "20", "unit": UNIT, "status": "pending", "q": "đồ gá"}
    assert dict(request.url.params) == asked


async def test_all_of_the_unit_are_listed_to_whoever_helps_it(team: Team) -> None:
    team.lists(team.posted(entered_by=None, authors=None), authors=[])
    page = (await team.browser.get("/to-ho-tro/sang-kien")).text
    assert "anh/chị nhập hộ" not in page
    (request,) = team.browser.services.asked("submission", "GET", "/initiatives")
    assert dict(request.url.params) == {"unit": UNIT, "limit": "20"}


@pytest.mark.parametrize(("query", "words"), [("", "chưa có sáng kiến nào"), ("?status=draft", "Xem tất cả")])
async def test_an_empty_list_says_what_to_do(team: Team, query: str, words: str) -> None:
    team.lists()
    assert words in (await team.browser.get(f"/to-ho-tro/sang-kien{query}")).text


async def test_html_in_names_stays_text(team: Team) -> None:
    nasty = '<img src=x onerror="alert(1)">'
    named = [{"id": team.me, "name": nasty, "share": 100, "home_unit": UNIT, "home_unit_name": nasty}]
    team.lists(team.posted(title=nasty), authors=named)
    assert nasty not in (await team.browser.get("/to-ho-tro")).text


async def test_signed_out_one_is_led_to_the_sign_in_and_back(team: Team) -> None:
    team.browser.secret = None
    answer = await team.browser.get(f"/to-ho-tro/sang-kien?don-vi={UNIT}")
    assert answer.status_code == 303
    assert "to-ho-tro" in answer.headers["location"]
