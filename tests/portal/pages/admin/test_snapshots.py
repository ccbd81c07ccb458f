"""Frozen windows: listed, frozen now with the form's key, and what came after."""

from typing import Any
from uuid import UUID

import pytest

from tests.portal.pages.admin.programmes import PROGRAMME, programme
from tests.portal.pages.admin.scene import CITY, PLANT, SHOWN, Office

PAGE = f"/quan-tri/chuong-trinh/{PROGRAMME}/chot"
ID = str(UUID(int=41))


def header(**changes: Any) -> dict[str, Any]:
    plain = {
        "id": ID,
        "number": 3,
        "programme": PROGRAMME,
        "window": "2026-Q4",
        "first_day": "2026-11-01",
        "last_day": "2026-12-31",
        "frozen_at": "2027-01-20T03:00:00Z",
        "final": True,
    }
    return {**plain, **changes}


@pytest.fixture(autouse=True)
def stands(office: Office) -> None:
    office.services.says("submission", "GET", f"/programmes/{PROGRAMME}", programme())
    office.services.says("ranking", "GET", "/snapshots", {"items": [header(number=2, final=False), header()]})
    office.services.refuses("ranking", "GET", f"/standings/{PROGRAMME}/{CITY}", 404, "not-found")


async def test_snapshots_are_listed_newest_first_with_their_files(office: Office) -> None:
    text = (await office.get(PAGE)).text
    assert "Quý IV/2026" in text
    assert text.index("chính thức") < text.index("tạm chốt")
    assert f'href="{PAGE}/{ID}/tep"' in text
    assert f'href="/ket-qua/{PROGRAMME}"' in text
    assert '<option value="peak:Tháng Công nhân">' in text


async def test_a_window_is_frozen_once_for_the_form_s_key(office: Office) -> None:
    office.services.says("ranking", "POST", "/snapshots", {"header": header(number=4), "signature": "x"}, status=201)
    answer = await office.post(PAGE, window="2026-Q4", key="one-key")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=4")
    assert office.services.asked("ranking", "POST", "/snapshots")[0].headers["idempotency-key"] == "one-key"


async def test_a_window_that_is_not_over_is_refused_at_its_field(office: Office) -> None:
    office.services.refuses("ranking", "POST", "/snapshots", 409, "window-not-over", detail="Đợt này chưa kết thúc")
    answer = await office.post(PAGE, window="P2", key="one-key")
    assert answer.status_code == 422
    assert 'id="window-why"' in answer.text
    assert 'value="P2" selected' in answer.text
    assert 'value="one-key"' not in answer.text


async def test_whoever_may_not_freeze_is_told_so(office: Office) -> None:
    office.services.refuses("ranking", "POST", "/snapshots", 403, "forbidden", detail="Cần quyền quản trị")
    answer = await office.post(PAGE, window="2026-Q4", key="one-key")
    assert answer.status_code == 422
    assert "Cần quyền quản trị" in answer.text


async def test_without_a_window_nothing_is_asked(office: Office) -> None:
    answer = await office.post(PAGE, key="one-key")
    assert answer.status_code == 422
    assert not office.services.asked("ranking", "POST", "/snapshots")


async def test_ranking_away_keeps_the_choice_and_the_key(office: Office) -> None:
    office.services.away.add("ranking")
    answer = await office.post(PAGE, window="2026-Q4", key="one-key")
    assert answer.status_code == 503
    assert 'name="window" value="2026-Q4"' in answer.text
    assert 'name="key" value="one-key"' in answer.text


async def test_what_came_after_is_shown_by_unit(office: Office) -> None:
    row = {"unit": PLANT, "points": -12, "submitted": 1, "registered": 1200, "approved": 0, "submitters": 0}
    row |= {"benefit_vnd": 5_000_000}
    office.services.says("ranking", "GET", f"/snapshots/{ID}/difference", {"items": [row]})
    text = (await office.get(f"{PAGE}/{ID}")).text
    assert SHOWN in text
    assert "−12" in text
    assert "+1.200" in text
    office.services.says("ranking", "GET", f"/snapshots/{ID}/difference", {"items": []})
    assert "Không có gì thay đổi" in (await office.get(f"{PAGE}/{ID}")).text


async def test_a_snapshot_that_is_none_is_a_missing_page(office: Office) -> None:
    assert (await office.get(f"{PAGE}/{UUID(int=1)}")).status_code == 404


async def test_the_signed_file_comes_as_it_was_kept(office: Office) -> None:
    body = {"header": header(), "signature": "x", "chunks": []}
    office.services.says("ranking", "GET", f"/snapshots/{ID}", body)
    answer = await office.get(f"{PAGE}/{ID}/tep")
    assert answer.json() == body
    assert answer.headers["content-disposition"] == f'attachment; filename="{PROGRAMME}-{ID}.json"'
