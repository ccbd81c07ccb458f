"""Targets from a file: what it would change is shown, then written, all rows or none."""

from typing import Any

import httpx
import pytest

from tests.portal.pages.admin.programmes import PROGRAMME, programme
from tests.portal.pages.admin.scene import PLANT, ZONE, Office, field, unit
from tests.portal.pages.admin.test_targets import API, PAGE

FILE = f"{PAGE}/tep"
LINES = f"unit_code,phase,target\n{PLANT},total,1300\nkhong-co,total,<b>\n"


@pytest.fixture(autouse=True)
def stands(office: Office) -> None:
    """The programme whose targets they are."""
    office.services.says("submission", "GET", f"/programmes/{PROGRAMME}", programme(root_unit=ZONE))


def move(unit: str, before: dict[str, int], after: dict[str, int]) -> dict[str, Any]:
    """As submission tells of a unit in a file."""
    return {"unit": unit, "before": before, "after": after}


def would(office: Office, *moves: dict[str, Any]) -> None:
    """The file is right."""
    judged = {"would": {"units": len(moves), "targets": list(moves)}, "problems": []}
    office.services.says("submission", "POST", API, judged)


def wrong(office: Office, *errors: dict[str, Any], status: int = 422) -> None:
    """The file is found wrong when it is judged."""
    more = {"type": "urn:sangkien:problem:invalid", "title": "Sai", "instance": API, "errors": list(errors)}
    judged = {"would": None, "problems": [{**more, "status": status}]}
    office.services.says("submission", "POST", API, judged)


async def upload(office: Office, content: bytes, text: str = "") -> httpx.Response:
    """A file, as a browser sends it."""
    headers = {**office.browser._cookie(), "sec-fetch-site": "same-origin"}
    files = {"file": ("chi-tieu.csv", content, "text/csv")}
    sent = {"file_text": text, "step": "check"}
    return await office.browser.client.post(FILE, data=sent, files=files, headers=headers)


async def test_a_file_is_shown_before_it_is_written(office: Office) -> None:
    would(office, move(PLANT, {"total": 1200, "P2": 5}, {"total": 1300, "P2": 5}), move(ZONE, {}, {"2022-Q3": 0}))
    answer = await upload(office, ("\ufeff" + LINES).encode())
    assert answer.status_code == 200
    (request,) = office.services.asked("submission", "POST", API)
    assert (request.headers["content-type"], request.url.query) == ("text/csv", b"check=true")
    assert request.content.decode() == LINES
    assert "Chỉ tiêu của 2 đơn vị sẽ thay đổi" in answer.text
    assert "1.200" in answer.text
    assert "<b>1.300</b>" in answer.text
    assert "Quý III/2022" in answer.text
    assert answer.text.count("<tr>") == 3, "a window that stays is no line"
    assert f"{PLANT},total,1300" in answer.text, "the lines go on to the next step"


async def test_a_file_that_changes_nothing_cannot_be_written(office: Office) -> None:
    would(office, move(PLANT, {"total": 1300}, {"total": 1300}))
    answer = await office.post(FILE, file_text=LINES, step="check")
    assert "Không có gì khác" in answer.text
    assert 'value="make"' not in answer.text


async def test_of_very_many_units_the_first_are_shown_and_the_others_counted(office: Office) -> None:
    for number in range(100):
        office.services.says("submission", "GET", f"/units/u{number}", unit(f"u{number}"))
    would(office, *(move(f"u{number}", {}, {"total": number}) for number in range(230)), move(PLANT, {}, {}))
    answer = await office.post(FILE, file_text=LINES, step="check")
    assert "Chỉ tiêu của 230 đơn vị" in answer.text
    assert "và 130 đơn vị nữa" in answer.text
    assert "1 đơn vị trong tệp giữ nguyên" in answer.text
    asked = {request.url.path for request in office.services.requests if request.url.path.startswith("/units/u")}
    assert len(asked) == 100


async def test_what_was_shown_is_written_when_it_is_confirmed(office: Office) -> None:
    office.services.says("submission", "POST", API, {"units": 12})
    answer = await office.post(FILE, file_text=LINES, step="make")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=12")
    (request,) = office.services.asked("submission", "POST", API)
    assert (request.content.decode(), request.url.query) == (LINES, b"")


async def test_the_lines_can_be_corrected_after_they_were_shown(office: Office) -> None:
    answer = await office.post(FILE, file_text=LINES, step="edit")
    assert answer.status_code == 200
    assert f"{PLANT},total,1300" in answer.text
    assert not office.services.asked("submission", "POST", API)


@pytest.mark.parametrize("step", ["check", "make"])
async def test_a_refused_file_is_told_line_by_line_and_stays_to_be_corrected(office: Office, step: str) -> None:
    errors = [field("line 3: unit_code", "Không có đơn vị này"), field("line 3: target", "Phải là số nguyên")]
    if step == "check":
        wrong(office, *errors)
    else:
        office.services.refuses("submission", "POST", API, 422, "invalid", errors=errors)
    answer = await office.post(FILE, file_text=LINES, step=step)
    assert answer.status_code == 422
    assert "2 dòng cần sửa, chưa ghi dòng nào" in answer.text
    assert "<code>khong-co,total,&lt;b&gt;</code>" in answer.text
    assert "<b>unit_code</b>: Không có đơn vị này" in answer.text
    assert f"{PLANT},total,1300" in answer.text


@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\x0c"])
async def test_lines_are_counted_as_the_service_counts_them(office: Office, mark: str) -> None:
    wrong(office, field("line 3: target", "Phải là số nguyên"))
    answer = await office.post(FILE, file_text=f"unit_code,phase,target\r\na{mark}b,total,1\r\nc,total,x", step="check")
    assert "<code>c,total,x</code>" in answer.text


async def test_a_file_without_its_columns_says_so(office: Office) -> None:
    wrong(office, field("line 1", "Thiếu cột phase"))
    assert "Thiếu cột phase" in (await upload(office, b"unit_code,target\nx,1\n")).text


@pytest.mark.parametrize("content", [b"\xff\xfe\xff", b"PK\x03\x04\xff\xff", b"x" * 400_001])
async def test_what_is_no_text_is_told_at_the_file(office: Office, content: bytes) -> None:
    answer = await upload(office, content)
    assert answer.status_code == 422
    assert 'id="file-why"' in answer.text
    assert not office.services.asked("submission", "POST", API)


async def test_nothing_chosen_is_told_at_the_file(office: Office) -> None:
    answer = await office.post(FILE, file_text="unit_code,phase,target\n")
    assert answer.status_code == 422
    assert 'id="file-why"' in answer.text


async def test_whoever_may_not_assign_sees_which_line_it_is(office: Office) -> None:
    wrong(office, field("line 2: unit_code", "Chỉ tiêu giao cho giay do quản trị viên cấp trên đặt"), status=403)
    answer = await upload(office, LINES.encode())
    assert answer.status_code == 422
    assert f"<code>{PLANT},total,1300</code>" in answer.text


async def test_a_file_outlives_submission_being_away(office: Office) -> None:
    office.services.away.add("submission")
    answer = await upload(office, LINES.encode())
    assert answer.status_code == 503
    assert f"{PLANT},total,1300" in answer.text
