"""A POST that came before is answered as it was at first, whatever has changed since."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.submission.schemas.initiatives import InitiativeOut
from services.submission.schemas.people import CardOut
from shared.access import Role
from shared.web.idempotency import REPLAYED
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import LATE
from tests.unit.submission.test_api_initiatives import BODY

CARD = {"name": "Trần Văn Tư", "home_unit": "p-an-khanh", "email": "tu@example.vn", "member_number": "77"}
CHANGES: dict[str, Any] = {"changes": [{"code": "moi", "name": "CĐCS mới", "level": "grassroots", "parent": "o-mon"}]}


def same(first: httpx.Response, repeat: httpx.Response) -> bool:
    told = [(a.status_code, a.content, a.headers["location"], a.headers["etag"]) for a in (first, repeat)]
    return told[0] == told[1] and REPLAYED not in first.headers and repeat.headers[REPLAYED] == "true"


async def merged(portal: Portal) -> None:
    portal.grants["ad"] = [(Role.ADMIN, "can-tho")]
    body = {"changes": [{"code": "p-an-khanh", "merged_into": "may-viet"}]}
    assert (await portal.send("ad", "POST", "/units/changes", body)).status_code == 201


async def ended(portal: Portal) -> None:
    portal.now = LATE


async def erased(portal: Portal) -> None:
    assert (await portal.send("lan", "DELETE", "/authors/me")).status_code == 204


@pytest.mark.parametrize("happens", [ended, merged, erased])
async def test_an_initiative_taken_before_the_programme_ended_or_its_unit_merged_is_repeated(
    portal: Portal, happens: Any
) -> None:
    body = {**BODY, "submit": True}
    first = await portal.send("lan", "POST", "/initiatives", body, idempotency_key="k")
    assert first.status_code == 201
    await happens(portal)
    told = len(portal.store.events)
    assert same(first, await portal.send("lan", "POST", "/initiatives", body, idempotency_key="k"))
    assert len(portal.store.events) == told
    other = await portal.send("lan", "POST", "/initiatives", {**body, "title": "Khác"}, idempotency_key="k")
    assert (other.status_code, other.headers["location"]) == (422, first.headers["location"])
    assert len(portal.store.events) == told


async def test_a_repeat_of_an_erased_person_makes_no_card_again(portal: Portal) -> None:
    first = await portal.send("lan", "POST", "/initiatives", BODY, idempotency_key="k")
    await erased(portal)
    assert same(first, await portal.send("lan", "POST", "/initiatives", BODY, idempotency_key="k"))
    (card,) = portal.store.cards.kept.values()
    assert card.erased


async def test_what_was_entered_by_a_grant_is_repeated_after_the_grants_end(portal: Portal) -> None:
    portal.grants["to"] = [(Role.PROXY, "ninh-kieu"), (Role.IMPORT, "ninh-kieu")]
    card = await portal.send("to", "POST", "/authors", CARD, idempotency_key="c")
    body = {**BODY, "authors": [{"id": card.json()["id"], "share": 100}], "registered_at": "2022-06-02T00:00:00Z"}
    first = await portal.send("to", "POST", "/initiatives", body, idempotency_key="i")
    del portal.grants["to"]
    assert same(card, await portal.send("to", "POST", "/authors", CARD, idempotency_key="c"))
    assert same(first, await portal.send("to", "POST", "/initiatives", body, idempotency_key="i"))
    assert (await portal.send("to", "POST", "/authors", CARD, idempotency_key="new")).status_code == 403


async def test_a_repeat_brings_nothing_of_an_erased_card_back(portal: Portal) -> None:
    portal.grants["to"] = [(Role.PROXY, "ninh-kieu")]
    first = await portal.send("to", "POST", "/authors", CARD, idempotency_key="c")
    portal.emails["tu"] = CARD["email"]
    assert (await portal.send("tu", "POST", "/initiatives", BODY)).status_code == 201
    repeat = await portal.send("to", "POST", "/authors", CARD, idempotency_key="c")
    assert (repeat.status_code, repeat.headers["location"]) == (201, first.headers["location"])
    shell = CardOut.model_validate(repeat.json())
    assert (shell.erased, shell.name, shell.email, shell.member_number) == (True, None, None, None)
    other = await portal.send("to", "POST", "/authors", {**CARD, "name": "Khác"}, idempotency_key="c")
    assert (other.status_code, other.json()["location"]) == (422, first.headers["location"])
    stored = portal.store.cards.firsts[UUID(shell.id.hex)]
    assert (stored.body, len(stored.request_hash or "")) == (b"", 4)


@pytest.mark.parametrize("on", [None, "2022-09-01"])
async def test_changes_of_the_tree_are_made_once_for_a_key(portal: Portal, on: str | None) -> None:
    portal.grants["ad"] = [(Role.ADMIN, "can-tho")]
    body = CHANGES if on is None else {**CHANGES, "on": on}
    first = await portal.send("ad", "POST", "/units/changes", body, idempotency_key="k")
    assert first.status_code == 201, first.text
    assert same(first, await portal.send("ad", "POST", "/units/changes", body, idempotency_key="k"))
    if on is not None:
        path = first.headers["location"]
        assert (await portal.send("ad", "DELETE", path, if_match='"1"')).json()["state"] == "cancelled"
        portal.now = LATE
    del portal.grants["ad"]
    assert same(first, await portal.send("ad", "POST", "/units/changes", body, idempotency_key="k"))
    assert len(portal.store.plans.kept) == 1
    other = await portal.send("ad", "POST", "/units/changes", {**body, "on": "2022-12-01"}, idempotency_key="k")
    assert (other.status_code, other.headers["location"]) == (422, first.headers["location"])


async def test_two_same_posts_without_a_key_are_hinted_at_within_a_minute(portal: Portal) -> None:
    async def hint(who: str, body: Any, path: str = "/initiatives", **headers: str) -> Any:
        answer = await portal.send(who, "POST", path, body, **headers)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"], answer.json().get("possible_duplicate_of")

    portal.grants["to"] = [(Role.PROXY, "ninh-kieu")]
    first, nothing = await hint("lan", BODY)
    assert nothing is None
    assert (await hint("lan", BODY))[1] == first
    assert (await hint("lan", {**BODY, "title": "Khác"}))[1] is None
    assert (await hint("minh", BODY))[1] is None
    assert (await hint("lan", BODY, idempotency_key="k"))[1] is None
    card = {name: value for name, value in CARD.items() if name != "member_number"}
    of_card, _ = await hint("to", card, "/authors")
    assert (await hint("to", card, "/authors"))[1] == of_card
    portal.now += timedelta(minutes=2)
    assert (await hint("lan", BODY))[1] is None
    InitiativeOut.model_validate((await portal.send("lan", "POST", "/initiatives", BODY)).json())
