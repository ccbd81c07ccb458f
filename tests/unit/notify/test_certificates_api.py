"""Certificates over HTTP: in which form, for whom, and what becomes of them when an award is taken back."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.notify.domain.absorb import BatchNews, Erasure, NamedProgramme
from services.notify.domain.messages import Message
from shared.access import Role
from tests.unit.notify import builders as b
from tests.unit.notify.served import STRANGER, Api
from tests.unit.notify.test_sender import tell, to_lan

HTML, PDF = "text/html", "application/pdf"


def path(notify: Api) -> str:
    return f"/certificates/{to_lan(notify.store).id}"


def put(notify: Api, message: Message) -> None:
    notify.store.stored[message.id] = message


async def test_as_fields_it_names_units_and_programme_by_code_and_by_name(notify: Api) -> None:
    certificate = (await notify.by(b.LAN).get(path(notify))).json()
    assert certificate == {
        "id": str(to_lan(notify.store).id),
        "state": "in-force",
        "language": "vi",
        "name": "Nguyễn Thị Lan",
        "initiative_id": str(b.INITIATIVE),
        "title": "Xe phơi bán thành phẩm",
        "programme": "9000-sang-kien",
        "programme_name": certificate["programme_name"],
        "unit": b.UNIT,
        "unit_name": certificate["unit_name"],
        "decided_by": b.OFFICE,
        "decided_by_name": certificate["decided_by_name"],
        "level": "provincial",
        "form": None,
        "award": "Công nhận sáng kiến, cấp tỉnh, thành phố",
        "amount_vnd": 0,
        "decision_number": "1/QĐ-LĐLĐ",
        "decided_on": "2023-03-01",
        "verify_url": certificate["verify_url"],
    }
    assert certificate["verify_url"].endswith(f"/verify/{to_lan(notify.store).certificate_code}")


async def test_the_page_for_the_screen_escapes_what_it_shows(notify: Api) -> None:
    await tell(notify.store, BatchNews(cards=((b.LAN, b.card(version=2, name="Lan <script>")),)))
    page = await notify.by(b.LAN).get(path(notify), headers={"Accept": HTML})
    assert page.headers["content-type"].startswith(HTML)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "Lan &lt;script&gt;" in page.text
    assert "1/QĐ-LĐLĐ" in page.text


async def test_on_paper_it_is_set_once_and_then_known_by_its_tag(notify: Api) -> None:
    paper = await notify.by(b.LAN).get(path(notify), headers={"Accept": PDF})
    assert (paper.status_code, paper.headers["content-type"]) == (200, PDF)
    assert paper.content.startswith(b"%PDF-1.7")
    again = await notify.client.get(path(notify), params={"format": "pdf"})
    assert again.content == paper.content
    tag = {"If-None-Match": again.headers["etag"]}
    known = await notify.client.get(path(notify), params={"format": "pdf"}, headers=tag)
    assert (known.status_code, known.content) == (304, b"")


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("application/json;q=0.5, text/html;q=0.6", HTML),
        ("application/*;q=0.2, text/*;q=0.3", HTML),
        ("application/pdf;q=0, */*", "application/json"),
        ("text/*, application/json;q=0.9", HTML),
        ("image/png, text/html;q=0.001", HTML),
    ],
)
async def test_what_accept_weighs_highest_is_given(notify: Api, accept: str | None, given: str) -> None:
    headers = {} if accept is None else {"Accept": accept}
    answer = await notify.by(b.LAN).get(path(notify), headers=headers)
    assert answer.headers["content-type"].startswith(given)
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize("accept", ["image/png", "text/plain;q=1", "*/*;q=0", "application/json;q=x", "nonsense"])
async def test_a_form_there_is_not_is_refused_with_those_there_are(notify: Api, accept: str) -> None:
    answer = await notify.by(b.LAN).get(path(notify), headers={"Accept": accept})
    assert (answer.status_code, answer.json()["type"]) == (406, "urn:sangkien:problem:not-acceptable")
    assert all(media in answer.json()["detail"] for media in ("application/json", HTML, PDF))


async def test_a_name_that_cannot_be_printed_still_has_its_page(notify: Api) -> None:
    await tell(notify.store, BatchNews(cards=((b.LAN, b.card(version=2, name="សុខា")),)))
    paper = await notify.by(b.LAN).get(path(notify), params={"format": "pdf"})
    assert paper.status_code == 406
    assert "សុខា" in (await notify.client.get(path(notify), params={"format": "html"})).text


async def test_only_who_may_see_its_message_sees_it(notify: Api) -> None:
    for form in ("json", "html", "pdf"):
        assert (await notify.by(b.MINH).get(path(notify), params={"format": form})).status_code == 404
    assert (await notify.by(STRANGER, (Role.LEADER, b.OFFICE)).get(path(notify))).status_code == 200


async def test_paper_is_printed_only_so_often_a_minute_and_fields_are_read_all_the_same(notify: Api) -> None:
    client = notify.by(b.LAN)
    papers = [(await client.get(path(notify), params={"format": "pdf"})).status_code for _ in range(6)]
    assert papers == [200] * 5 + [429]
    assert (await client.get(path(notify))).status_code == 200


async def test_one_that_was_revoked_says_so_to_its_person_and_to_whoever_checks(notify: Api) -> None:
    message = replace(to_lan(notify.store), stands=False, sent_at=b.NOW)
    put(notify, message)
    client = notify.by(b.LAN)
    assert (await client.get(path(notify))).json()["state"] == "revoked"
    assert "ĐÃ THU HỒI" in (await client.get(path(notify), params={"format": "html"})).text
    checked = await client.get(f"/verify/{message.certificate_code}")
    assert (checked.status_code, checked.json()["type"]) == (410, "urn:sangkien:problem:certificate-revoked")
    assert "Lan" not in checked.text


async def test_an_award_that_fell_before_anybody_was_told_never_was(notify: Api) -> None:
    message = replace(to_lan(notify.store), stands=False)
    put(notify, message)
    client = notify.by(b.LAN)
    answers = [await client.get(path(notify)), await client.get(f"/verify/{message.certificate_code}")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert (await client.get("/certificates?mine")).json()["items"] == []


async def test_anyone_with_the_code_learns_name_and_award_while_it_stands(notify: Api) -> None:
    answer = await notify.client.get(f"/verify/{to_lan(notify.store).certificate_code}")
    assert answer.json() == {
        "name": "Nguyễn Thị Lan",
        "award": "Công nhận sáng kiến, cấp tỉnh, thành phố",
        "decision_number": "1/QĐ-LĐLĐ",
        "decided_on": "2023-03-01",
    }
    assert (await notify.client.get("/verify/guess")).status_code == 404


async def test_an_erased_person_s_certificate_is_gone(notify: Api) -> None:
    await tell(notify.store, BatchNews(cards=((b.LAN, Erasure(5)),)))
    assert (await notify.client.get(f"/verify/{to_lan(notify.store).certificate_code}")).status_code == 404
    assert (await notify.by(b.LAN).get(path(notify))).status_code == 404


async def test_codes_are_tried_only_so_often_a_minute(notify: Api) -> None:
    answers = [(await notify.client.get("/verify/guess")).status_code for _ in range(4)]
    assert answers == [404, 404, 404, 429]


async def mine(notify: Api, **query: Any) -> dict[str, Any]:
    answer = await notify.by(b.LAN).get("/certificates", params={"mine": "", **query})
    found: dict[str, Any] = answer.json()
    return found


async def test_mine_are_listed_newest_first_and_page_by_page(notify: Api) -> None:
    first = to_lan(notify.store)
    for n in range(4):
        put(notify, replace(first, id=uuid5(first.id, str(n)), certificate_code=f"code-{n}"))
    put(notify, replace(first, id=uuid5(first.id, "no award"), certificate_code=None))
    put(notify, replace(first, id=uuid5(first.id, "another's"), person_id=STRANGER, certificate_code="code-x"))
    found: list[UUID] = []
    page: dict[str, Any] = {"next": None}
    while page["next"] is not None or not found:
        page = await mine(notify, limit=2, **({"after": page["next"]} if page["next"] else {}))
        found += [UUID(item["id"]) for item in page["items"]]
    assert len(found) == len(set(found)) == 5
    assert found == sorted(found, reverse=True)


async def test_a_list_of_others_there_is_not(notify: Api) -> None:
    answer = await notify.by(b.LAN).get("/certificates")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "required")


async def test_of_a_blind_programme_reviewers_see_no_message_nor_certificate(notify: Api) -> None:
    """Either says whose an initiative is, also while a level above is yet to judge it."""
    here = (Role.REVIEWER, b.OFFICE)
    assert len((await notify.by(STRANGER, here).get("/messages")).json()["items"]) == 2
    other = NamedProgramme("khac", "Khác", 1)
    notify.store.programmes |= {
        one.id: one for one in (NamedProgramme("9000-sang-kien", "9.000", 2, blind=True), other)
    }
    about = to_lan(notify.store).about.model_copy(update={"programme": other.id})
    put(notify, replace(to_lan(notify.store), id=uuid5(b.INITIATIVE, "other"), person_id=b.MINH, about=about))
    reviewer = notify.by(STRANGER, here)
    shown = (await reviewer.get("/messages")).json()["items"]
    assert [one["id"] for one in shown] == [str(uuid5(b.INITIATIVE, "other"))]
    assert (await reviewer.get(path(notify))).status_code == 404
    assert (await reviewer.get(f"/messages/{to_lan(notify.store).id}")).status_code == 404
    assert len((await notify.by(STRANGER, here, (Role.LEADER, b.UNIT)).get("/messages")).json()["items"]) == 3
    assert (await notify.by(b.LAN).get(path(notify))).status_code == 200
