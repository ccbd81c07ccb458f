"""The sixty-second form without scripts: what it shows, what it sends, what it keeps through every refusal."""

from typing import Any

import orjson
import pytest

from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import INITIATIVE, NAMED, PROGRAMME, UNIT, form, initiative
from tests.portal.pages.typed import FORM, PAGE, TYPED


async def test_the_form_asks_at_most_eight_things_and_gives_an_example_of_each_kind(open_form: Browser) -> None:
    page = (await open_form.get(PAGE)).text
    assert page.count("data-field=") <= 8
    assert page.index('data-field="confidential"') < page.index('data-field="title"')
    assert "đồ gá giữ đế giày khi mài" in page
    assert "may mặc" in page
    assert "y tế" not in page, "a field of another sector is no help"


async def test_what_is_typed_is_posted_with_days_and_amounts_resolved(open_form: Browser) -> None:
    open_form.sign_in()
    open_form.services.says("submission", "POST", "/initiatives", initiative(), 201)
    answer = await open_form.post(PAGE, TYPED)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/cua-toi/{INITIATIVE}?vua-gui=1"
    (request,) = open_form.services.asked("submission", "POST", "/initiatives")
    assert request.headers["idempotency-key"] == "k-1"
    assert orjson.loads(request.content) == {
        "programme": PROGRAMME,
        "unit": UNIT,
        "title": TYPED["title"],
        "summary": TYPED["summary"],
        "kind": "technical",
        "field": "may mặc",
        "confidential": False,
        "claimed_benefit_vnd": 12_500_000,
        "first_applied_on": "2026-11-20",
        "submit": True,
    }


async def test_letters_typed_in_two_parts_are_sent_as_one(open_form: Browser) -> None:
    open_form.sign_in()
    open_form.services.says("submission", "POST", "/initiatives", initiative(), 201)
    await open_form.post(PAGE, {**TYPED, "title": "Đồ gá"})
    (request,) = open_form.services.asked("submission", "POST", "/initiatives")
    assert orjson.loads(request.content)["title"] == "Đồ gá"


async def test_a_field_that_no_chip_names_is_written_out(open_form: Browser) -> None:
    open_form.sign_in()
    open_form.services.says("submission", "POST", "/initiatives", initiative(), 201)
    await open_form.post(PAGE, {**TYPED, "field": "other", "field_text": "da giày"})
    (request,) = open_form.services.asked("submission", "POST", "/initiatives")
    assert orjson.loads(request.content)["field"] == "da giày"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "a"}, "title"),
        ({"title": "a" * 301}, "title"),
        ({"summary": ""}, "summary"),
        ({"kind": ""}, "kind"),
        ({"field": "other"}, "field"),
        ({"benefit": "1.234,5"}, "benefit"),
        ({"applied_on": "2026-02-30"}, "applied"),
        ({"applied_on": ""}, "applied"),
        ({"applied_on": "2099-01-01"}, "applied"),
    ],
)
async def test_what_is_wrong_stands_on_top_and_at_its_field(
    open_form: Browser, changes: dict[str, str], field: str
) -> None:
    answer = await open_form.post(PAGE, {**TYPED, **changes})
    assert answer.status_code == 422
    assert "<title>Lỗi: " in answer.text
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}-why"' in answer.text
    assert 'id="problems" autofocus' in answer.text
    assert open_form.services.asked("submission", "POST", "/initiatives") == []


async def test_an_amount_is_read_back_in_words(open_form: Browser) -> None:
    answer = await open_form.post(PAGE, {**TYPED, "title": ""})
    assert "12.500.000 đồng · mười hai triệu năm trăm nghìn đồng" in answer.text


async def test_a_merged_units_form_leads_to_its_heir(browser: Browser) -> None:
    browser.services.says("submission", "GET", FORM, form(merged={"code": "old", "name": "Cũ"}))
    answer = await browser.get(f"/g/{PROGRAMME}/old")
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)


@pytest.mark.parametrize("closed", [True, False])
async def test_a_closed_programme_or_unit_says_so(browser: Browser, closed: bool) -> None:
    why = {"code": "x", "vi": "Chương trình đã hết hạn gửi", "en": "Over"}
    unit = {**form()["unit"], "closed": closed}
    browser.services.says("submission", "GET", FORM, form(open=False, closed_because=why, unit=unit))
    page = (await browser.get(PAGE)).text
    assert why["vi"] in page
    assert 'name="title"' not in page
    assert (NAMED["name"] in page) == closed


async def test_a_form_that_a_device_keeps_holds_no_key_and_nobodys_name(open_form: Browser) -> None:
    page = await open_form.get(f"{PAGE}?giu=1")
    assert 'name="key" value=""' in page.text, "each visitor's is drawn on their own device"
    assert 'name="key"' in (await open_form.get(PAGE)).text
    assert "data-account" not in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("agent", "warned"), [("Android Zalo/24", True), ("iPhone [FBAN/FBIOS]", True), ("Mozilla/5.0 Chrome/126", False)]
)
async def test_browsers_inside_other_programs_are_told_to_open_a_real_one(
    open_form: Browser, agent: str, warned: bool
) -> None:
    page = await open_form.get(PAGE, user_agent=agent)
    assert ("Mở bằng trình duyệt" in page.text) == warned


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7*7 }}"])
async def test_html_in_names_and_in_what_is_typed_stays_text(browser: Browser, name: str) -> None:
    unit: dict[str, Any] = {**form()["unit"], "name": name}
    browser.services.says("submission", "GET", FORM, form(unit=unit))
    page = (await browser.post(PAGE, {**TYPED, "title": name, "kind": ""})).text
    assert name not in page.replace("{{ 7*7 }}", "") or "{{" in name
    assert "<img src=x>" not in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_a_form_in_another_language_stays_in_it(open_form: Browser, language: str) -> None:
    open_form.sign_in()
    open_form.services.says("submission", "POST", "/initiatives", initiative(), 201)
    page = (await open_form.get(f"/{language}{PAGE}")).text
    assert f'action="/{language}{PAGE}"' in page
    answer = await open_form.post(f"/{language}{PAGE}", TYPED)
    assert answer.headers["location"].startswith(f"/{language}/cua-toi/")
