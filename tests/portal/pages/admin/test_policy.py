"""What an initiative counts: tried on samples beside the standing policy, then written."""

import json
from typing import Any

import pytest

from tests.portal.pages.admin.programmes import POLICY, PROGRAMME, programme
from tests.portal.pages.admin.scene import SHOWN, Office, field
from tests.portal.pages.admin.test_programme import fields_of

PAGE = f"/quan-tri/chuong-trinh/{PROGRAMME}/diem"
API = f"/programmes/{PROGRAMME}"


@pytest.fixture(autouse=True)
def stands(office: Office) -> None:
    office.services.says("submission", "GET", API, programme())
    gives(office, 12, 20, 0)
    judged(office)


def gives(office: Office, *points: int) -> None:
    """What ranking gives the samples."""
    lines = [{"text": "Điểm gốc <b>", "points": 12}, {"text": "Sản xuất", "percent": 120}]
    body = {"cases": [{"points": one, "lines": lines} for one in points]}
    office.services.says("ranking", "POST", "/policies/points", body)


def judged(office: Office, *errors: dict[str, Any]) -> None:
    problem = {"type": "urn:sangkien:problem:invalid", "title": "Chưa đúng", "instance": API, "status": 422}
    problems = [{**problem, "errors": list(errors)}] if errors else []
    would = None if errors else programme()
    office.services.says("submission", "PUT", API, {"would": would, "problems": problems})


async def typed(office: Office, **changes: str) -> dict[str, str]:
    """The form as it stands, with changes."""
    page = await office.get(PAGE)
    assert page.status_code == 200
    assert SHOWN in page.text
    return {**fields_of(page.text), **changes}


async def test_the_form_sends_back_the_policy_it_was_given(office: Office) -> None:
    await office.post(PAGE, step="check", **await typed(office))
    body = json.loads(office.services.asked("submission", "PUT", API)[0].content)
    policy = {name: value for name, value in POLICY.items() if name != "version"}
    assert body["policy"] == policy
    assert body["council"] is False
    assert "id" not in body


async def test_samples_show_what_the_new_policy_would_give_beside_the_old(office: Office) -> None:
    sent = await typed(office, **{"base.grassroots.technical": "15", "classes.1.from_percent": "90,5"})
    answer = await office.post(PAGE, step="check", **sent)
    assert answer.status_code == 200
    tried, standing = (json.loads(one.content) for one in office.services.asked("ranking", "POST", "/policies/points"))
    assert tried["policy"]["base"]["grassroots"]["technical"] == 15
    assert tried["policy"]["grading"]["classes"][1]["from_percent"] == 90.5
    assert standing["policy"] == POLICY
    assert tried["cases"][0]["verified_benefit_vnd"] == 12_000_000
    assert "Cấp cơ sở, Giải pháp kỹ thuật" in " ".join(answer.text.split())
    assert "Điểm gốc &lt;b&gt;" in answer.text
    assert "90,5" in answer.text
    assert answer.text.count('value="make"') == 1


async def test_confirmed_it_is_written_as_of_what_was_seen(office: Office) -> None:
    sent = await typed(office, **{"tiers.2.from_vnd": "1 tỷ", "tiers.2.points": "50"})
    office.services.says("submission", "PUT", API, programme())
    answer = await office.post(PAGE, step="make", **sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=1")
    request = office.services.asked("submission", "PUT", API)[-1]
    assert request.headers["if-match"] == '"6"'
    assert json.loads(request.content)["policy"]["benefit_tiers"][2] == {"from_vnd": 10**9, "points": 50}


async def test_a_refusal_stands_at_its_field(office: Office) -> None:
    sent = await typed(office, **{"tiers.0.points": "50", "tiers.1.from_vnd": "", "tiers.1.points": ""})
    sent |= {"tiers.3.from_vnd": "100tr", "tiers.3.points": "1"}
    judged(
        office,
        field("policy.benefit_tiers.1.points", "Điểm của mức sau không được thấp hơn"),
        field("policy.peaks.Tháng Công nhân", "Chương trình không có đợt cao điểm này"),
        field("policy.base.grassroots.technical", "Quá lớn"),
    )
    answer = await office.post(PAGE, step="check", **sent)
    assert answer.status_code == 422
    for name in ("tiers.3.points", "peaks.0", "base.grassroots.technical"):
        assert f'id="{name}-why"' in answer.text
    assert 'name="tiers.3.from_vnd" type="text" value="100tr"' in answer.text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("base.grassroots.technical", "mười"),
        ("sector.production", "-5"),
        ("tiers.0.from_vnd", "1.234,5"),
        ("tiers.0.points", ""),
        ("classes.0.name", ""),
        ("classes.0.from_percent", "nan"),
        ("samples.0.benefit", "nhiều"),
    ],
)
async def test_what_cannot_be_read_is_told_before_asking(office: Office, name: str, text: str) -> None:
    answer = await office.post(PAGE, step="check", **await typed(office, **{name: text}))
    assert answer.status_code == 422
    assert f'id="{name}-why"' in answer.text
    assert not office.services.asked("submission", "PUT", API)


async def test_somebody_else_was_quicker_and_both_are_shown(office: Office) -> None:
    sent = await typed(office, **{"base.grassroots.technical": "15"})
    changed = {**POLICY, "base": {"grassroots": {"technical": 13}}}
    office.services.says("submission", "GET", API, programme(revision=7, policy=changed))
    office.services.refuses("submission", "PUT", API, 412, "stale-version")
    answer = await office.post(PAGE, step="make", **sent)
    assert answer.status_code == 412
    assert 'name="revision" value="7"' in answer.text
    assert "<b>15</b>" in answer.text
    assert "Đang lưu: </span>13</td>" in answer.text


async def test_saved_twice_a_policy_is_saved(office: Office) -> None:
    sent = await typed(office, **{"base.grassroots.technical": "15"})
    policy: dict[str, Any] = json.loads(json.dumps(POLICY))
    policy["base"]["grassroots"]["technical"] = 15
    office.services.says("submission", "GET", API, programme(revision=7, policy=policy))
    office.services.refuses("submission", "PUT", API, 412, "stale-version")
    answer = await office.post(PAGE, step="make", **sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=1")


async def test_ranking_away_holds_up_no_policy(office: Office) -> None:
    sent = await typed(office, **{"base.grassroots.technical": "15"})
    office.services.away.add("ranking")
    answer = await office.post(PAGE, step="check", **sent)
    assert answer.status_code == 200
    assert "chưa tính thử được" in answer.text
    assert 'value="make"' in answer.text


async def test_a_sample_that_ranking_refuses_is_told_at_its_field(office: Office) -> None:
    errors = [field("cases.1.verified_benefit_vnd", "Quá lớn"), field("cases.0.rewards.0.form", "Không có")]
    office.services.refuses("ranking", "POST", "/policies/points", 422, "invalid", errors=errors)
    answer = await office.post(PAGE, step="check", **await typed(office, **{"samples.0.reward": "money"}))
    assert answer.status_code == 422
    assert 'id="samples.1.benefit-why"' in answer.text
    assert 'id="samples.0.reward-why"' in answer.text


async def test_submission_away_keeps_the_whole_form(office: Office) -> None:
    sent = await typed(office, **{"base.grassroots.technical": "15"})
    office.services.away.add("submission")
    answer = await office.post(PAGE, step="make", **sent)
    assert answer.status_code == 503
    assert 'name="base.grassroots.technical" value="15"' in answer.text


async def test_a_programme_without_a_policy_begins_with_a_blank_one(office: Office) -> None:
    office.services.says("submission", "GET", API, programme(policy={}))
    answer = await office.post(PAGE, step="check", **await typed(office, **{"base.grassroots.default": "10"}))
    assert answer.status_code == 200
    assert len(office.services.asked("ranking", "POST", "/policies/points")) == 1


async def test_a_decimal_is_not_read_as_ten_times_its_points(office: Office) -> None:
    answer = await office.post(PAGE, step="check", **await typed(office, **{"base.grassroots.technical": "2.5"}))
    assert answer.status_code == 422
    assert 'id="base.grassroots.technical-why"' in answer.text
