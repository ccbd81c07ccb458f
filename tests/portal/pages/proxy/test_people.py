"""People of a unit: found, added once, confirmed, and two cards of one person made one."""

import orjson
import pytest

from tests.portal.pages.proxy.scene import ANH, BINH, OLD, Team, person
from tests.portal.pages.samples import UNIT

PAGE = "/to-ho-tro/nguoi"
ADD = f"{PAGE}/them"
JOIN = f"{PAGE}/{ANH}/gop?don-vi={UNIT}"
TYPED = {"new_name": "Lê Thị Chi", "new_number": "77-CĐ", "new_phone": "0900 000 000", "key": "k-1"}
OWN = person(ANH, account=True, confirmed=False, revision=4)


async def test_people_are_read_by_their_given_names(team: Team) -> None:
    names = ["Trần Đức", "Lê Dũng", "Nguyễn Ánh", "Phạm An", "Nguyễn Văn Ân", "Lê Văn Ân"]
    team.knows(*(person(f"00000000-0000-0000-0000-00000000000{place}", name=name) for place, name in enumerate(names)))
    page = (await team.browser.get(PAGE)).text
    places = [
        page.index(f"<b>{name}</b>")
        for name in ("Phạm An", "Nguyễn Ánh", "Lê Văn Ân", "Nguyễn Văn Ân", "Lê Dũng", "Trần Đức")
    ]
    assert places == sorted(places)


async def test_they_are_found_by_words_and_more_of_them_follow(team: Team) -> None:
    team.knows(person(), more="more")
    page = (await team.browser.get(f"{PAGE}?q=anh")).text
    assert "q=anh&amp;after=more" in page
    (request,) = team.browser.services.asked("submission", "GET", "/authors")
    assert dict(request.url.params) == {"unit": UNIT, "q": "anh", "limit": "50"}


@pytest.mark.parametrize(("query", "words"), [("", "Chưa có ai trong danh sách"), ("?q=x", "Xem tất cả")])
async def test_an_empty_list_says_what_to_do(team: Team, query: str, words: str) -> None:
    team.knows()
    assert words in (await team.browser.get(f"{PAGE}{query}")).text


async def test_somebody_is_added_once_however_often_it_is_sent(team: Team) -> None:
    team.knows()
    team.browser.services.says("submission", "POST", "/authors", person(BINH), 201)
    for _ in range(2):
        done = await team.browser.post(ADD, TYPED)
        assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}?don-vi={UNIT}&da-them=1")
    first, second = team.browser.services.asked("submission", "POST", "/authors")
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == "k-1"
    typed = {"name": "Lê Thị Chi", "home_unit": UNIT, "member_number": "77-CĐ", "phone": "0900 000 000"}
    assert orjson.loads(first.content) == typed


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"new_name": ""}, "new_name"), ({"new_name": "Nguyễn Thị Ánh"}, "new_sure")],
)
async def test_what_is_wrong_stands_at_its_field(team: Team, typed: dict[str, str], field: str) -> None:
    team.knows(person())
    page = await team.browser.post(ADD, {**TYPED, **typed})
    assert page.status_code == 422
    assert f'id="{field}-why"' in page.text
    assert "<title>Lỗi: " in page.text
    assert 'value="77-CĐ"' in page.text
    assert team.browser.services.asked("submission", "POST", "/authors") == []


async def test_a_number_that_is_taken_stands_at_its_field(team: Team) -> None:
    team.knows()
    team.browser.services.refuses("submission", "POST", "/authors", 409, "member-number-taken", detail="Đã có số này")
    page = await team.browser.post(ADD, TYPED)
    assert 'id="new_number-why"' in page.text
    assert "Đã có số này" in page.text


async def test_what_was_typed_outlives_an_absence_and_a_lost_session(team: Team) -> None:
    team.browser.services.away.add("submission")
    page = await team.browser.post(ADD, TYPED)
    assert page.status_code == 503
    assert 'value="Lê Thị Chi"' in page.text
    team.browser.services.away.clear()
    team.browser.secret = None
    assert (await team.browser.post(f"{ADD}?don-vi={UNIT}", TYPED)).status_code == 303
    ((login, _until),) = team.browser.store.logins.known.values()
    again = Team(team.browser)
    await again.browser.finds(login.draft)
    assert 'value="Lê Thị Chi"' in (await again.browser.get(ADD)).text


async def test_somebody_is_confirmed_on_what_was_seen(team: Team) -> None:
    team.knows(OWN)
    assert f'action="{PAGE}/{ANH}/xac-nhan?don-vi={UNIT}"' in (await team.browser.get(PAGE)).text
    place = f"/authors/{ANH}/confirmation"
    team.browser.services.says("submission", "POST", place, {**OWN, "confirmed": True})
    done = await team.browser.post(f"{PAGE}/{ANH}/xac-nhan?don-vi={UNIT}", {"revision": "4"})
    assert done.status_code == 303
    (request,) = team.browser.services.asked("submission", "POST", place)
    assert (request.headers["if-match"], orjson.loads(request.content)) == ('"4"', {})


async def test_confirmed_twice_is_confirmed_and_a_stale_one_says_so(team: Team) -> None:
    team.knows(OWN)
    place = f"/authors/{ANH}/confirmation"
    team.browser.services.refuses("submission", "POST", place, 422, "nothing-to-change")
    assert (await team.browser.post(f"{PAGE}/{ANH}/xac-nhan", {"revision": "4"})).status_code == 303
    team.browser.services.refuses("submission", "POST", place, 412, "stale-version", detail="Đã thay đổi")
    page = await team.browser.post(f"{PAGE}/{ANH}/xac-nhan", {"revision": "3"})
    assert page.status_code == 412
    assert "Đã thay đổi" in page.text


async def test_two_cards_that_may_be_one_persons_are_pointed_at(team: Team) -> None:
    team.knows(OWN, person(OLD, member_number=None), person(BINH, name="Trần Bình", member_number=None))
    assert "Có thể trùng, xem" in (await team.browser.get(PAGE)).text
    page = (await team.browser.get(f"{JOIN}&ten=Nguyễn Thị Ánh")).text
    assert f'name="same_as" value="{OLD}"' in page
    assert f'value="{BINH}"' not in page


async def test_they_are_joined_for_good_on_what_was_seen(team: Team) -> None:
    team.knows(OWN, person(OLD))
    place = f"/authors/{ANH}/confirmation"
    team.browser.services.says("submission", "POST", place, {**OWN, "confirmed": True})
    sent = {"same_as": OLD, "revision": "4", "name": "Nguyễn Thị Ánh"}
    done = await team.browser.post(JOIN, sent)
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}?don-vi={UNIT}&da-gop=1")
    (request,) = team.browser.services.asked("submission", "POST", place)
    assert (request.headers["if-match"], orjson.loads(request.content)) == ('"4"', {"same_as": OLD})


async def test_nothing_chosen_and_a_refusal_stand_at_the_field(team: Team) -> None:
    team.knows(OWN, person(OLD))
    page = await team.browser.post(JOIN, {"revision": "4", "name": "Nguyễn Thị Ánh"})
    assert 'id="same_as-why"' in page.text
    place = f"/authors/{ANH}/confirmation"
    team.browser.services.refuses("submission", "POST", place, 403, "card-is-appointed", detail="Cần lãnh đạo")
    page = await team.browser.post(JOIN, {"same_as": OLD, "revision": "4", "name": "Nguyễn Thị Ánh"})
    assert page.status_code == 403
    assert "Cần lãnh đạo" in page.text


async def test_joined_twice_leads_back_to_the_list(team: Team) -> None:
    team.knows(OWN)
    place = f"/authors/{ANH}/confirmation"
    team.browser.services.refuses("submission", "POST", place, 404, "not-found", detail="Không còn")
    typed = {"same_as": OLD, "revision": "4", "name": "Nguyễn Thị Ánh"}
    done = await team.browser.post(JOIN, typed)
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}?don-vi={UNIT}&da-gop=1")
    team.knows(OWN, person(OLD))
    page = await team.browser.post(JOIN, typed)
    assert "Không còn" in page.text, "they are two still: it was refused for another reason"
    assert f'href="{PAGE}?don-vi={UNIT}"' in page.text


async def test_html_in_names_stays_text(team: Team) -> None:
    nasty = '<img src=x onerror="alert(1)">'
    team.knows(person(name=nasty, member_number=nasty))
    assert nasty not in (await team.browser.get(PAGE)).text
