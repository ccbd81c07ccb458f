"""Entering for others: who it is of, what is sent, and that nothing typed is lost on the way."""

import re
from typing import Any

import orjson
import pytest

from tests.portal.pages.proxy.scene import ANH, BINH, CITY, Team, person, running
from tests.portal.pages.samples import INITIATIVE, PROGRAMME, UNIT, form
from tests.portal.pages.typed import TYPED

PAGE = f"/to-ho-tro/nhap/{PROGRAMME}/{UNIT}"
FOR_ANH = {**TYPED, "act": "send", "authors": ANH, f"name-{ANH}": "Nguyễn Thị Ánh", f"share-{ANH}": ""}
BOTH = {**FOR_ANH, "authors": f"{ANH} {BINH}", f"name-{BINH}": "Bình", f"share-{ANH}": "60"}
NEW = {**TYPED, "act": "send", "new_name": "Lê Thị Chi", "new_number": "77-CĐ", "person_key": "p-1"}


@pytest.fixture
def entering(team: Team) -> Team:
    team.browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", form())
    team.knows()
    return team


def _bodies(team: Team, path: str) -> list[Any]:
    return [orjson.loads(request.content) for request in team.browser.services.asked("submission", "POST", path)]


def _takes(team: Team) -> None:
    team.browser.services.says("submission", "POST", "/initiatives", team.posted(), 201)


async def test_somebody_is_found_by_a_few_letters_and_chosen_with_all_that_was_typed_kept(entering: Team) -> None:
    entering.knows(person(), person(BINH, name="Trần Ánh", member_number=None))
    page = (await entering.browser.post(PAGE, {**TYPED, "act": "find", "q": "anh"})).text
    assert f'name="pick" value="{ANH}"' in page
    assert TYPED["title"] in page
    chosen = {**TYPED, "pick": ANH, "q": "anh", f"name-{ANH}": "Nguyễn Thị Ánh"}
    page = (await entering.browser.post(PAGE, chosen)).text
    assert f'name="authors" value="{ANH}"' in page
    assert f'name="share-{ANH}"' in page
    assert TYPED["summary"] in page
    assert _bodies(entering, "/initiatives") == []


async def test_enter_in_the_search_searches_and_sends_nothing(entering: Team) -> None:
    entering.knows(person(BINH, name="Trần Văn Bình"))
    page = await entering.browser.post(PAGE, {**FOR_ANH, "act": "enter", "q": "binh"})
    assert page.status_code == 200
    assert f'name="pick" value="{BINH}"' in page.text
    assert _bodies(entering, "/initiatives") == []


async def test_nobody_found_says_so_and_a_search_without_words_asks_for_them(entering: Team) -> None:
    assert "Không thấy ai như vậy" in (await entering.browser.post(PAGE, {"act": "find", "q": "xyz"})).text
    assert 'id="q-why"' in (await entering.browser.post(PAGE, {"act": "find"})).text


async def test_it_is_sent_for_its_author_and_the_receipt_is_shown_to_be_handed_over(entering: Team) -> None:
    _takes(entering)
    done = await entering.browser.post(PAGE, FOR_ANH)
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}?xong={INITIATIVE}")
    (body,) = _bodies(entering, "/initiatives")
    assert body["authors"] == [{"id": ANH, "share": 100}]
    assert body["claimed_benefit_vnd"] == 12_500_000
    entering.browser.services.says("submission", "GET", f"/initiatives/{INITIATIVE}", entering.posted())
    entering.lists()
    page = (await entering.browser.get(f"{PAGE}?xong={INITIATIVE}")).text
    assert "SK-7K3M-Q2XA-9DTR-5" in page
    assert "Nguyễn Thị Ánh" in page
    assert 'name="title" type="text" value=""' in page, "the next form is empty"


async def test_several_share_it_and_what_is_left_open_is_shared_out(entering: Team) -> None:
    _takes(entering)
    page = (await entering.browser.post(PAGE, {**BOTH, "act": "find", "q": "x"})).text
    assert "chia đều phần còn lại; tất cả cộng lại bằng 100 %." in page
    assert (await entering.browser.post(PAGE, BOTH)).status_code == 303
    (body,) = _bodies(entering, "/initiatives")
    assert body["authors"] == [{"id": ANH, "share": 60}, {"id": BINH, "share": 40}]


@pytest.mark.parametrize("share", ["60", "abc", "0", "101"])
async def test_shares_that_make_no_hundred_stand_at_the_first_of_them(entering: Team, share: str) -> None:
    page = await entering.browser.post(PAGE, {**FOR_ANH, f"share-{ANH}": share})
    assert page.status_code == 422
    assert f'id="share-{ANH}-why"' in page.text
    assert f'<a href="#share-{ANH}">Nguyễn Thị Ánh</a>' in page.text
    assert "<title>Lỗi: " in page.text
    assert _bodies(entering, "/initiatives") == []


async def test_without_an_author_nothing_is_sent(entering: Team) -> None:
    page = await entering.browser.post(PAGE, {**TYPED, "act": "send"})
    assert page.status_code == 422
    assert 'id="authors-why"' in page.text
    assert TYPED["title"] in page.text


async def test_whoever_has_no_card_gets_one_in_the_same_step(entering: Team) -> None:
    _takes(entering)
    entering.browser.services.says("submission", "POST", "/authors", person(BINH, name="Lê Thị Chi"), 201)
    assert (await entering.browser.post(PAGE, NEW)).status_code == 303
    (made,) = entering.browser.services.asked("submission", "POST", "/authors")
    assert made.headers["idempotency-key"] == "p-1"
    assert orjson.loads(made.content) == {"name": "Lê Thị Chi", "home_unit": UNIT, "member_number": "77-CĐ"}
    (body,) = _bodies(entering, "/initiatives")
    assert body["authors"] == [{"id": BINH, "share": 100}]


async def test_no_card_is_made_for_a_form_that_is_wrong(entering: Team) -> None:
    page = await entering.browser.post(PAGE, {**NEW, "title": ""})
    assert page.status_code == 422
    assert 'value="Lê Thị Chi"' in page.text
    assert _bodies(entering, "/authors") == []


async def test_a_card_made_before_a_refusal_stays_chosen_and_is_not_made_twice(entering: Team) -> None:
    entering.browser.services.says("submission", "POST", "/authors", person(BINH, name="Lê Thị Chi"), 201)
    errors = [{"field": "summary", "code": "phone-in-text", "message": "Không ghi số điện thoại ở đây."}]
    entering.browser.services.refuses("submission", "POST", "/initiatives", 422, "personal-data-in-text", errors=errors)
    page = (await entering.browser.post(PAGE, NEW)).text
    assert 'id="summary-why"' in page
    assert f'name="authors" value="{BINH}"' in page
    assert 'name="person_key" value="p-1"' not in page, "the next new person is another one"


async def test_a_namesake_is_asked_about_before_a_second_card_is_made(entering: Team) -> None:
    _takes(entering)
    entering.knows(person(ANH, name="LÊ THỊ CHI"))
    page = await entering.browser.post(PAGE, NEW)
    assert page.status_code == 422
    assert f'name="pick" value="{ANH}"' in page.text
    assert 'id="new_sure-why"' in page.text
    entering.browser.services.says("submission", "POST", "/authors", person(BINH, name="Lê Thị Chi"), 201)
    assert (await entering.browser.post(PAGE, {**NEW, "new_sure": "1"})).status_code == 303


async def test_a_number_that_is_somebodys_shows_whose(entering: Team) -> None:
    entering.knows(person(ANH, name="Người khác", member_number="77-CĐ"))
    entering.browser.services.refuses("submission", "POST", "/authors", 409, "member-number-taken")
    page = await entering.browser.post(PAGE, NEW)
    assert 'id="new_number-why"' in page.text
    assert f'name="pick" value="{ANH}"' in page.text


async def test_a_refused_address_stands_at_its_field(entering: Team) -> None:
    errors = [{"field": "email", "code": "bad-email", "message": "Địa chỉ e-mail không hợp lệ"}]
    entering.browser.services.refuses("submission", "POST", "/authors", 422, "invalid-request", errors=errors)
    page = await entering.browser.post(PAGE, {**NEW, "new_email": "chi@"})
    assert 'id="new_email-why"' in page.text
    assert 'value="chi@"' in page.text


async def test_sent_twice_it_is_one_and_another_typed_over_it_is_asked_about(entering: Team) -> None:
    _takes(entering)
    for _ in range(2):
        assert (await entering.browser.post(PAGE, FOR_ANH)).headers["location"].endswith(INITIATIVE)
    keys = {
        one.headers["idempotency-key"] for one in entering.browser.services.asked("submission", "POST", "/initiatives")
    }
    assert keys == {"k-1"}
    place = f"/initiatives/{INITIATIVE}"
    entering.browser.services.refuses(
        "submission", "POST", "/initiatives", 422, "idempotency-key-reused", location=place
    )
    page = await entering.browser.post(PAGE, {**FOR_ANH, "title": "Một sáng kiến khác hẳn"})
    assert "Một sáng kiến khác hẳn" in page.text
    assert "hãy bấm Gửi lần nữa" in page.text
    assert 'name="key" value="k-1"' not in page.text


async def test_while_submission_is_away_all_that_was_typed_is_kept(entering: Team) -> None:
    entering.browser.services.away.add("submission")
    page = await entering.browser.post(PAGE, NEW)
    assert page.status_code == 503
    for value in (TYPED["title"], TYPED["summary"], "Lê Thị Chi", "p-1"):
        assert value in page.text
    page = await entering.browser.post(PAGE, FOR_ANH)
    assert f'name="authors" value="{ANH}"' in page.text
    assert f">{ANH}<" not in page.text, "codes are for the form, not for eyes"


async def test_a_search_that_could_not_be_made_is_made_again_and_sends_nothing(entering: Team) -> None:
    entering.browser.services.away.add("submission")
    kept = (await entering.browser.post(PAGE, {**FOR_ANH, "act": "find", "q": "binh"})).text
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', kept))
    entering.browser.services.away.clear()
    entering.knows(person(BINH, name="Trần Văn Bình"))
    assert f'name="pick" value="{BINH}"' in (await entering.browser.post(PAGE, again)).text
    assert _bodies(entering, "/initiatives") == []


async def test_a_session_that_ended_finds_all_of_it_again(entering: Team) -> None:
    entering.browser.secret = None
    answer = await entering.browser.post(PAGE, FOR_ANH)
    assert answer.status_code == 303
    ((login, _until),) = entering.browser.store.logins.known.values()
    assert login.next == PAGE
    again = Team(entering.browser)
    await again.browser.finds(login.draft)
    page = (await again.browser.get(PAGE)).text
    assert TYPED["summary"] in page
    assert f'name="authors" value="{ANH}"' in page


async def test_a_unit_that_was_merged_meanwhile_is_its_heir_and_the_text_stays(entering: Team) -> None:
    errors = [{"field": "unit", "code": "merged-into", "message": "Đã sáp nhập", "params": {"heir": UNIT}}]
    entering.browser.services.refuses("submission", "POST", "/initiatives", 422, "merged-unit", errors=errors)
    page = await entering.browser.post(PAGE, FOR_ANH)
    assert page.status_code == 422
    assert TYPED["title"] in page.text


async def test_another_units_form_names_role_and_unit(entering: Team) -> None:
    answer = await entering.browser.get(f"/to-ho-tro/nhap/{PROGRAMME}/{CITY['code']}")
    assert answer.status_code == 403
    assert CITY["name"] in answer.text


async def test_an_author_is_taken_out_again(entering: Team) -> None:
    page = (await entering.browser.post(PAGE, {**FOR_ANH, "drop": ANH})).text
    assert 'name="authors" value=""' in page
    assert TYPED["title"] in page


async def test_one_programme_and_one_unit_need_no_choice(team: Team) -> None:
    team.browser.services.says("submission", "GET", "/programmes", {"items": [running(PROGRAMME)], "next": None})
    for query in ("", f"?don-vi={UNIT}"):
        answer = await team.browser.get(f"/to-ho-tro/nhap{query}")
        assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert (await team.browser.get(f"/to-ho-tro/nhap?don-vi={UNIT}&q=")).status_code == 200, "to choose another"


async def test_a_unit_with_others_below_it_is_not_taken_for_whose_it_is(team: Team) -> None:
    team.grant("proxy", CITY["code"])
    team.browser.services.says("submission", "GET", "/programmes", {"items": [running(PROGRAMME)], "next": None})
    page = await team.browser.get("/to-ho-tro/nhap")
    assert page.status_code == 200
    assert f"Tìm trong {CITY['name']}" in page.text


async def test_of_several_one_is_chosen_and_units_below_are_found(team: Team) -> None:
    team.grant("proxy", CITY["code"])
    both = [
        running(PROGRAMME),
        running("khac", name="Chương trình khác"),
        running("het", submit_until="2020-01-01T00:00:00Z"),
    ]
    team.browser.services.says("submission", "GET", "/programmes", {"items": both, "next": None})
    found = {"items": [{"code": UNIT, "name": "Giày Long Thành", "path": [CITY], "level": "grassroots"}], "next": None}
    team.browser.services.says("submission", "GET", "/units", found)
    page = (await team.browser.get("/to-ho-tro/nhap?programme=khac&q=giay")).text
    assert f'href="/to-ho-tro/nhap/khac/{UNIT}"' in page
    assert 'value="het"' not in page


async def test_between_programmes_nothing_is_entered(team: Team) -> None:
    team.browser.services.says("submission", "GET", "/programmes", {"items": [], "next": None})
    assert "Không có chương trình nào" in (await team.browser.get("/to-ho-tro/nhap")).text


async def test_for_a_programme_of_another_root_nobody_enters(team: Team) -> None:
    elsewhere = running("noi-khac", root_unit="noi-khac", name="Chương trình nơi khác")
    both = {"items": [elsewhere, running(PROGRAMME)], "next": None}
    team.browser.services.says("submission", "GET", "/programmes", both)
    answer = await team.browser.get("/to-ho-tro/nhap")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/to-ho-tro/nhap/{PROGRAMME}/{UNIT}")


async def test_one_author_too_many_is_said_before_a_card_is_made(entering: Team) -> None:
    ids = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(20)]
    full = {**NEW, "authors": " ".join(ids), "new_share": "20", **{f"share-{id_}": "4" for id_ in ids}}
    for typed in (full, {**full, "act": "add"}, {**full, "pick": ANH, f"name-{ANH}": "Nguyễn Thị Ánh"}):
        page = await entering.browser.post(PAGE, typed)
        assert page.status_code == 422
        assert 'id="authors-why"' in page.text
        assert 'value="Lê Thị Chi"' in page.text
    assert _bodies(entering, "/authors") == _bodies(entering, "/initiatives") == []


async def test_whoever_was_added_before_submission_went_away_is_no_namesake_afterwards(entering: Team) -> None:
    entering.browser.services.says("submission", "POST", "/authors", person(BINH, name="Lê Thị Chi"), 201)
    entering.browser.services.refuses("submission", "POST", "/initiatives", 503, "unavailable")
    page = await entering.browser.post(PAGE, NEW)
    assert page.status_code == 503
    assert f'name="authors" value="{BINH}"' in page.text
    assert 'name="new_name" value="Lê Thị Chi"' not in page.text
