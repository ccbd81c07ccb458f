"""Whose turn it is: for an initiative's own people, and for whoever has its receipt."""

import random
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.review.api.receipts import case_of
from services.review.domain.commands import Why
from services.review.domain.decide import approve
from services.review.domain.placing import placed
from services.review.domain.programme import NeededSection
from services.review.misses import Misses
from services.review.store import ReviewWrites
from shared import receipts
from shared.access import person_id
from shared.events.submissions import AuthorShare
from shared.units import Level
from shared.web.rates import Rates
from tests.fakes.review_store import MemoryReviewStore
from tests.unit.review.test_api import APPROVE, RETURN, REVIEWER, as_, keep, nothing, store, web
from tests.unit.review.world import DAY, PAPER, RULES, T0, TREE, face, followed, initiative, opened, turn
from tests.unit.web.client import slug
from tests.unit.web.issuer import ISSUER

__all__ = ["store", "web"]

KEY = bytes(range(32))
RECEIPT = receipts.make(KEY, initiative("của tôi"))
MINE = f"/cases/{initiative('của tôi')}"
ME = person_id(ISSUER, "toi")


@pytest.fixture
async def mine(store: MemoryReviewStore, web: httpx.AsyncClient) -> httpx.AsyncClient:
    """An initiative of mine beside the other."""
    share = AuthorShare(id=ME, share=100, home_unit="benh-vien")
    await keep(store, opened(face(authors=(share,), receipt=RECEIPT), name="của tôi"))
    web._transport.app.state.misses = Misses(Rates(0), Rates(0))  # type: ignore[attr-defined]
    return web


def me() -> dict[str, str]:
    return as_(sub="toi")


async def test_its_author_sees_whose_turn_it_is_and_until_when(mine: httpx.AsyncClient) -> None:
    seen = (await mine.get(MINE, headers=me())).json()
    assert (seen["view"], seen["status"], seen["due_at"]) == ("own", "pending", "2022-07-19T02:00:00Z")
    assert seen["awaited_unit"] == {"code": "benh-vien", "name": "CĐ bệnh viện"}
    assert seen["sentence"]["vi"] == "Chờ CĐ bệnh viện xét, hạn đến 09:00 ngày 19/07/2022."
    assert seen["sentence"]["en"].startswith("It waits for CĐ bệnh viện")


async def test_its_author_sees_decisions_with_numbers_and_reasons_and_no_person(mine: httpx.AsyncClient) -> None:
    await mine.post(f"{MINE}/claim", json={}, headers=as_(REVIEWER))
    await mine.post(f"{MINE}/claim", json={"take_over": True}, headers=as_("leader@benh-vien", sub="khac", tag=2))
    await mine.post(f"{MINE}/decision", json=RETURN, headers=as_("leader@benh-vien", sub="khac", tag=3))
    answer = await mine.get(MINE, headers=me())
    seen = answer.json()
    assert (seen["status"], seen["reasons"], seen["comment"]) == ("returned", ["no-effect-shown"], "Thiếu số liệu.")
    assert [(line["act"], (line["unit"] or {}).get("name")) for line in seen["timeline"]] == [
        ("submitted", None),
        ("returned", "CĐ bệnh viện"),
    ]
    assert "by" not in seen["timeline"][1]
    assert not {"claim", "authors", "history"} & seen.keys()
    for who in ("xet-duyet", "khac"):
        assert str(person_id(ISSUER, who)) not in answer.text


async def test_an_approval_takes_the_place_of_the_reasons_of_what_was_returned(
    mine: httpx.AsyncClient, store: MemoryReviewStore
) -> None:
    await mine.post(f"{MINE}/decision", json=RETURN, headers=as_(REVIEWER))
    await mine.post(f"{MINE}/decision", json=APPROVE, headers=as_(REVIEWER, tag=2))
    seen = (await mine.get(MINE, headers=me())).json()
    assert (seen["status"], seen["reasons"], seen["comment"]) == ("approved", [], None)
    assert seen["approvals"][0]["decision_number"] == seen["timeline"][-1]["decision_number"] == "12/QĐ-CĐ"


async def test_what_the_authors_have_to_add_is_told_by_name(mine: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    rules = replace(RULES, version=2, sections=(NeededSection("bien-ban", "Biên bản họp", Level.UPPER),))
    await store.follow(ReviewWrites(programmes=(rules,)), exclude=nothing, seal=nothing)
    await mine.post(f"{MINE}/decision", json=APPROVE | {"recommend": True}, headers=as_(REVIEWER))
    seen = (await mine.get(MINE, headers=me())).json()
    assert (seen["awaited_unit"], seen["due_at"], seen["overdue"]) == (None, None, False)
    assert seen["missing_sections"] == [{"code": "bien-ban", "name": "Biên bản họp"}]
    above = as_("reviewer@ninh-kieu")
    assert (await mine.get("/cases", headers=above)).json()["items"] == []
    (row,) = (await mine.get("/cases?status=approved", headers=above)).json()["items"]
    assert (row["awaiting_unit"], row["missing_sections"]) == (None, ["bien-ban"])
    counts = (await mine.get("/cases/counts", headers=above)).json()
    assert (counts["by_awaiting_level"]["upper"], counts["awaiting_authors"]) == (0, 1)
    refused = await mine.post(f"{MINE}/claim", json={}, headers=above | {"If-Match": '"2"'})
    assert (refused.status_code, slug(refused)) == (409, "sections-missing")
    assert "Biên bản họp" in refused.json()["detail"]


async def test_whoever_entered_it_sees_it_too_and_nobody_else(
    mine: httpx.AsyncClient, store: MemoryReviewStore
) -> None:
    await keep(store, opened(face(entered_by=person_id(ISSUER, "nhap-thay")), name="nhập"))
    path = f"/cases/{initiative('nhập')}"
    assert (await mine.get(path, headers=as_(sub="nhap-thay"))).json()["view"] == "own"
    assert (await mine.get(path, headers=me())).status_code == 404
    gone = followed(store.kept[initiative("của tôi")], face(2, receipt=RECEIPT), T0 + DAY)
    await keep(store, gone)
    assert (await mine.get(MINE, headers=me())).status_code == 404


async def test_a_reviewer_who_is_an_author_too_has_the_reviewers_view(mine: httpx.AsyncClient) -> None:
    assert (await mine.get(MINE, headers=as_(REVIEWER, sub="toi"))).json()["view"] == "reviewer"


async def test_a_receipt_tells_whose_turn_it_is_and_never_what_it_is(mine: httpx.AsyncClient) -> None:
    for typed in (RECEIPT, RECEIPT.lower().replace("-", " "), RECEIPT[3:].replace("0", "o").replace("1", "l")):
        answer = await mine.get(f"/receipts/{typed}")
        assert answer.status_code == 200, answer.text
        assert answer.json().keys() == {"status", "awaited_unit", "due_at", "sentence"}
    assert answer.json()["awaited_unit"]["code"] == "benh-vien"
    assert "Giá treo" not in answer.text


async def test_a_receipt_follows_its_initiative(mine: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    case = store.kept[initiative("của tôi")]
    await keep(store, placed(approve(turn(case), PAPER, Why()).case, TREE, RULES))
    assert (await mine.get(f"/receipts/{RECEIPT}")).json()["status"] == "approved"


def wrong(code: str) -> str:
    """The code with one character changed."""
    return code[:-1] + ("A" if code[-1] != "A" else "B")


@pytest.mark.parametrize("typed", [receipts.make(KEY, UUID(int=7)), wrong(RECEIPT), "SK-", "x" * 500, "SK-%00"])
async def test_what_nobody_was_given_is_not_found(mine: httpx.AsyncClient, typed: str) -> None:
    answer = await mine.get(f"/receipts/{typed}")
    assert answer.status_code in (404, 422)


def limited(http: httpx.AsyncClient, of_one: int = 30, of_all: int = 1000) -> None:
    app: Any = http._transport
    app.app.state.misses = Misses(Rates(of_one), Rates(of_all))


async def from_(http: httpx.AsyncClient, address: str, code: str) -> int:
    transport: Any = http._transport
    transport.client = (address, 1)
    return (await http.get(f"/receipts/{code}")).status_code


async def test_an_address_that_misses_too_often_waits_and_hits_never_count(mine: httpx.AsyncClient) -> None:
    limited(mine)
    for _ in range(60):
        assert await from_(mine, "192.0.2.1", RECEIPT) == 200
    assert [await from_(mine, "192.0.2.1", wrong(RECEIPT)) for _ in range(31)] == [404] * 30 + [429]
    assert await from_(mine, "192.0.2.1", RECEIPT) == 429
    assert await from_(mine, "192.0.2.2", RECEIPT) == 200


async def test_all_addresses_of_one_network_are_one(mine: httpx.AsyncClient) -> None:
    limited(mine, of_one=2)
    unknown = receipts.make(KEY, UUID(int=7))
    assert [await from_(mine, f"2001:db8:0:1::{n}", unknown) for n in range(1, 4)] == [404, 404, 429]
    assert await from_(mine, "2001:db8:0:2::1", unknown) == 404


async def test_when_all_together_tried_too_many_whoever_has_a_receipt_is_still_answered(
    mine: httpx.AsyncClient,
) -> None:
    limited(mine, of_all=3)
    assert [await from_(mine, f"192.0.2.{n}", wrong(RECEIPT)) for n in range(1, 6)] == [404, 404, 404, 429, 429]
    assert await from_(mine, "192.0.2.1", RECEIPT) == 429
    assert await from_(mine, "198.51.100.1", RECEIPT) == 200


async def test_a_million_guesses_at_a_hundred_thousand_receipts_hit_none() -> None:
    """All as numbers; of the guesses every hundredth spelled out and looked up as somebody would type it."""
    drawn = random.Random(20260101)
    store = MemoryReviewStore(T0)
    for _ in range(100_000):
        store.receipts[receipts.make(KEY, UUID(int=drawn.getrandbits(128)))] = initiative()
    given = {number_of(code) for code in store.receipts}
    assert len(given) == 100_000
    guesses = [drawn.getrandbits(60) for _ in range(1_000_000)]
    assert given.isdisjoint(guesses)
    for guess in guesses[::100]:
        assert await case_of(store, spelled(guess)) is None
    store.kept[initiative()] = opened()
    assert await case_of(store, next(iter(store.receipts))) == opened()


def number_of(code: str) -> int:
    number = 0
    for letter in code.replace("-", "")[2:-1]:
        number = number * 32 + receipts.ALPHABET.index(letter)
    return number


def spelled(number: int) -> str:
    """The code of twelve such digits, with the check character that makes it one."""
    digits = "".join(receipts.ALPHABET[number >> 5 * place & 31] for place in reversed(range(12)))
    return next(code for letter in receipts.ALPHABET if (code := receipts.parse(digits + letter)))
