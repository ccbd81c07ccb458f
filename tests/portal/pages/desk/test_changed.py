"""A case that moved on while somebody was deciding: what changed is shown, and what was typed stays."""

from urllib.parse import urlsplit

import pytest

from tests.portal.pages.desk.cases import APPROVAL, APPROVE, DECISION, OTHER, PAGE, SECOND, case, line, sent
from tests.portal.pages.desk.scene import Desk


@pytest.mark.parametrize(("status", "slug"), [(409, "content-changed"), (412, "stale")])
async def test_a_case_that_changed_shows_what_and_keeps_what_was_typed(waiting: Desk, status: int, slug: str) -> None:
    newer = case(
        content_version=2,
        submission_version=3,
        revision=7,
        summary="Dùng tấm nhựa POM để giữ đế giày, có tay gạt.",
        history=[line("returned"), line("resubmitted", by=None, by_name=None)],
    )
    waiting.opens(newer)
    waiting.versions(newer, content_version=1, summary="Dùng tấm nhựa POM để giữ đế giày.")
    waiting.browser.services.refuses("review", "POST", DECISION, status, slug)
    page = await waiting.browser.post(PAGE, sent(case(), waiting.me, **APPROVE, comment="Tốt"))
    assert page.status_code == 422
    assert "Hồ sơ vừa thay đổi" in page.text
    assert "<ins>, có tay gạt</ins>" in page.text
    assert "Tác giả gửi lại" in page.text
    assert ">Tốt</textarea>" in page.text
    assert 'name="revision" value="7"' in page.text
    assert 'name="content_version" value="2"' in page.text


async def test_a_section_added_meanwhile_is_shown(waiting: Desk) -> None:
    added = {"number": 1, "section": "evidence", "name": "Minh chứng", "text": "Ảnh mới.", "by": None}
    waiting.opens(case(supplement=1), added=({**added, "at": "2026-11-25T03:00:00Z", "content_version": 1},))
    waiting.browser.services.refuses("review", "POST", DECISION, 409, "content-changed")
    page = await waiting.browser.post(PAGE, sent(case(), waiting.me, **APPROVE))
    assert "<ins>Ảnh mới.</ins>" in page.text


async def test_sent_twice_it_is_decided_once_and_the_next_case_opens(waiting: Desk) -> None:
    mine = line("approved", by=waiting.me, decision_number="12/QĐ")
    waiting.opens(case(status="approved", revision=4, history=[mine], approvals=[APPROVAL]))
    waiting.browser.services.refuses("review", "POST", DECISION, 412, "stale")
    answer = await waiting.browser.post(PAGE, sent(case(), waiting.me, **APPROVE))
    assert urlsplit(answer.headers["location"]).path == f"/ban-xet-duyet/{SECOND}"


async def test_what_another_decided_is_not_taken_for_ones_own(waiting: Desk) -> None:
    theirs = line("approved", by=OTHER, decision_number="12/QĐ")
    waiting.opens(case(status="approved", revision=4, history=[theirs], approvals=[APPROVAL]))
    waiting.browser.services.refuses("review", "POST", DECISION, 412, "stale")
    page = await waiting.browser.post(PAGE, sent(case(), waiting.me, **APPROVE))
    assert "Hồ sơ vừa thay đổi" in page.text
    assert "Trần Thị Mai" in page.text


async def test_while_review_is_away_all_is_kept_ready_to_be_sent_again(waiting: Desk) -> None:
    waiting.browser.services.away.add("review")
    form = sent(case(), waiting.me, act="return", reasons=["other", "no-effect-shown"], comment="Dài & <rõ>")
    page = await waiting.browser.post(PAGE, form)
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert page.text.count('name="reasons"') == 2
    assert "Dài &amp; &lt;rõ&gt;</textarea>" in page.text
    assert f'name="revision" value="{case()["revision"]}"' in page.text
    assert f'action="{PAGE}"' in page.text
