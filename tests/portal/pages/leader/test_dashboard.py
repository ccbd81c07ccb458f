"""My unit and below: each part by itself, who is behind and who has none to their end."""

from typing import Any

import pytest

from tests.portal.pages.leader.scene import Leader, board, row
from tests.portal.pages.proxy.scene import CITY, running
from tests.portal.pages.samples import NAMED, PROGRAMME, UNIT


async def test_it_tells_how_far_the_unit_is_who_is_behind_and_how_old_what_waits_is(leader: Leader) -> None:
    leader.runs()
    page = (await leader.browser.get("/don-vi-toi")).text
    for words in (NAMED["name"], "45 %", "Tổ may", "01/11/2026", "quá hạn 1", "Tháng 11/2026"):
        assert words in page
    assert f"loai=cham&amp;unit={UNIT}&amp;programme={PROGRAMME}" in page
    assert f'href="/ap-phich/{PROGRAMME}/{UNIT}.pdf"' in page


async def test_a_window_is_asked_of_every_figure(leader: Leader) -> None:
    leader.runs()
    assert (await leader.browser.get("/don-vi-toi?window=2026-11")).status_code == 200
    services = leader.browser.services
    boards = services.asked("ranking", "GET", f"/boards/{PROGRAMME}")
    (days,) = services.asked("ranking", "GET", f"/standings/{PROGRAMME}/{UNIT}/days")
    assert {request.url.params["window"] for request in (*boards, days)} == {"2026-11"}


@pytest.mark.parametrize("service", ["ranking", "review"])
async def test_a_service_that_is_away_takes_its_parts_alone(leader: Leader, service: str) -> None:
    leader.runs()
    leader.browser.services.away.add(service)
    page = await leader.browser.get("/don-vi-toi")
    assert page.status_code == 200
    assert "tạm thời chưa xem được" in page.text
    assert ("45 %" in page.text) == (service == "review")


async def test_what_is_for_others_is_not_called_away(leader: Leader) -> None:
    leader.grant("admin")
    leader.runs()
    leader.browser.services.refuses("review", "GET", "/cases/counts", 403, "forbidden")
    page = (await leader.browser.get("/don-vi-toi")).text
    assert "dành cho người xét duyệt hoặc lãnh đạo" in page
    assert "tạm thời chưa xem được" not in page


async def test_a_session_that_ended_leads_to_the_sign_in_and_not_to_a_page_without_figures(leader: Leader) -> None:
    leader.runs()
    leader.browser.services.refuses("ranking", "GET", f"/boards/{PROGRAMME}", 401, "unauthenticated")
    assert (await leader.browser.get("/don-vi-toi")).status_code == 303


async def test_whoever_watches_nothing_is_told_who_appoints(leader: Leader) -> None:
    leader.grant()
    assert "Lãnh đạo công đoàn của anh/chị có thể phân công" in (await leader.browser.get("/don-vi-toi")).text


@pytest.mark.parametrize("path", ["/don-vi-toi?unit={}", "/don-vi-toi/{}/phan-cong", "/don-vi-toi/{}/loi-moi"])
async def test_a_unit_above_names_role_and_unit(leader: Leader, path: str) -> None:
    answer = await leader.browser.get(path.format(CITY["code"]))
    assert answer.status_code == 403
    assert f"lãnh đạo của {CITY['name']}" in answer.text


async def test_a_reviewer_watches_and_appoints_nobody(leader: Leader) -> None:
    leader.grant("reviewer")
    leader.runs()
    assert "/phan-cong" not in (await leader.browser.get("/don-vi-toi")).text
    assert (await leader.browser.get(f"/don-vi-toi/{UNIT}/phan-cong")).status_code == 403


@pytest.mark.parametrize(
    ("which", "asked"),
    [("cham", {"behind": "true", "by": "percent"}), ("chua-co", {"among": "grassroots", "registered": "0"})],
)
async def test_a_list_goes_on_to_its_end(leader: Leader, which: str, asked: dict[str, Any]) -> None:
    leader.browser.services.says("ranking", "GET", f"/boards/{PROGRAMME}", board(row("may", "Tổ may"), more="more"))
    page = (await leader.browser.get(f"/don-vi-toi/danh-sach?loai={which}&unit={UNIT}&programme={PROGRAMME}")).text
    assert "Tổ may" in page
    assert "after=more" in page
    (request,) = leader.browser.services.asked("ranking", "GET", f"/boards/{PROGRAMME}")
    assert asked.items() <= dict(request.url.params).items()


async def test_html_in_names_stays_text(leader: Leader) -> None:
    nasty = '<img src=x onerror="alert(1)">'
    leader.runs()
    leader.browser.services.says("ranking", "GET", f"/boards/{PROGRAMME}", board(row("may", nasty)))
    assert nasty not in (await leader.browser.get("/don-vi-toi")).text


async def test_a_programme_of_another_root_is_not_what_a_leader_sees_first(leader: Leader) -> None:
    leader.runs()
    elsewhere = running("noi-khac", root_unit="noi-khac", submit_until="2999-12-31T00:00:00Z")
    both = {"items": [elsewhere, running(PROGRAMME)], "next": None}
    leader.browser.services.says("submission", "GET", "/programmes", both)
    assert "45 %" in (await leader.browser.get("/don-vi-toi")).text
    assert leader.browser.services.asked("ranking", "GET", f"/boards/{PROGRAMME}")
