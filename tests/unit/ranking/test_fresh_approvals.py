"""What was approved is told to whoever watches a board: once each, in order, and nothing is lost silently."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from services.ranking.api import feed as feed_module
from services.ranking.api.asking import BoardQuery
from services.ranking.api.feed import Place
from services.ranking.domain.approvals import MOST
from tests.fakes.ranking_store import MemoryStore
from tests.patience import patience
from tests.unit.ranking.builders import PROGRAMME, applied, decided, frame, programme, submitted, withdrawn
from tests.unit.ranking.test_boards import client
from tests.unit.ranking.test_live_boards import QUERY, anybody, feeds, parsed

APPROVED = f"/boards/{PROGRAMME}/approved"
Listening = AsyncIterator[bytes]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "SWEEP_SECONDS", 0.05)


@pytest.fixture
async def store() -> MemoryStore:
    return await applied(frame(), [submitted("a", "xa-a"), submitted("b", "cai-rang")], [decided("a")])


async def next_of(messages: Listening) -> tuple[str, str, dict[str, Any]]:
    return parsed(await asyncio.wait_for(anext(messages), patience(3)))


async def told(messages: Listening) -> tuple[str, dict[str, Any]]:
    """The next news of approvals, with the event's id."""
    while (event := await next_of(messages))[0] != "approved":
        pass
    return event[1], event[2]


async def listed(store: MemoryStore, **query: Any) -> dict[str, Any]:
    async with client(store) as http:
        answer = await http.get(APPROVED, params=query)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def test_a_listener_is_told_unit_kind_level_time_and_title(store: MemoryStore) -> None:
    messages = (await feeds(store).feed(QUERY, 200, None)).listen(None, anybody)
    assert (await next_of(messages))[0] == "snapshot"
    await applied([decided("b", levels=("upper",))], store=store)
    _, data = await told(messages)
    (approval,) = data["approved"]
    assert data["missed"] == 0
    assert {name: approval[name] for name in ("number", "unit", "kind", "level", "title")} == {
        "number": 2,
        "unit": "cai-rang",
        "kind": "technical",
        "level": "upper",
        "title": "Sáng kiến b",
    }
    assert datetime.fromisoformat(approval["at"]).tzinfo is not None
    assert (await next_of(messages))[0] == "rows"


async def test_of_a_confidential_one_no_title_is_kept(store: MemoryStore) -> None:
    await applied([submitted("c", confidential=True), decided("c")], store=store)
    found = await listed(store)
    assert [(one["title"], one["number"]) for one in found["items"]] == [(None, 2), ("Sáng kiến a", 1)]


@pytest.mark.parametrize("decision_first", [True, False])
async def test_both_halves_may_come_in_either_order(decision_first: bool) -> None:
    halves = [submitted("a", "xa-a"), decided("a")]
    store = await applied(frame(), *([half] for half in (reversed(halves) if decision_first else halves)))
    assert [one["title"] for one in (await listed(store))["items"]] == ["Sáng kiến a"]


async def test_each_approval_is_told_once_whatever_is_repeated(store: MemoryStore) -> None:
    await applied([decided("a")], [submitted("a", "xa-a")], [submitted("a", "xa-a", 2)], store=store)
    assert (await listed(store))["count"] == 1


async def test_a_higher_level_is_told_and_a_withdrawal_is_not(store: MemoryStore) -> None:
    await applied([decided("a", levels=("upper", "provincial"), version=2)], store=store)
    assert [one["level"] for one in (await listed(store))["items"]] == ["provincial", "upper"]
    await applied([withdrawn("b", "cai-rang")], store=store)
    assert (await listed(store))["count"] == 2


async def test_a_board_tells_of_what_it_compares_alone(store: MemoryStore) -> None:
    below = BoardQuery(PROGRAMME, "ninh-kieu", "children", "points", "all")
    messages = (await feeds(store).feed(below, 200, None)).listen(None, anybody)
    await next_of(messages)
    await applied([decided("b")], store=store)
    assert (await next_of(messages))[0] == "rows"
    await applied([submitted("c", "xa-a"), decided("c")], store=store)
    _, data = await told(messages)
    assert [one["unit"] for one in data["approved"]] == ["xa-a"]
    assert [one["unit"] for one in (await listed(store, unit="ninh-kieu"))["items"]] == ["xa-a", "xa-a"]


async def test_who_comes_again_hears_of_all_they_missed_and_how_many_are_no_longer_kept(store: MemoryStore) -> None:
    live = feeds(store)
    messages = (await live.feed(QUERY, 200, None)).listen(None, anybody)
    _, before, _ = await next_of(messages)
    await messages.aclose()  # type: ignore[attr-defined]
    for n in range(3):
        await applied([submitted(f"m-{n}"), decided(f"m-{n}")], store=store)
    again = (await live.feed(QUERY, 200, None)).listen(before, anybody)
    id_, data = await told(again)
    assert [one["title"] for one in data["approved"]] == [f"Sáng kiến m-{n}" for n in range(3)]
    assert (await next_of(again))[0] in ("rows", "snapshot")
    assert Place.read(id_).number == 4
    await again.aclose()  # type: ignore[attr-defined]
    many = [record for n in range(MOST + 5) for record in (submitted(f"x-{n}"), decided(f"x-{n}"))]
    await applied(many, store=store)
    _, data = await told((await live.feed(QUERY, 200, None)).listen(id_, anybody))
    assert (data["missed"], len(data["approved"])) == (5, MOST)


async def test_a_listener_who_is_slow_is_told_of_every_one(store: MemoryStore) -> None:
    messages = (await feeds(store).feed(QUERY, 200, None)).listen(None, anybody)
    await next_of(messages)
    heard: list[int] = []
    for n in range(12):
        await applied([submitted(f"s-{n}"), decided(f"s-{n}")], store=store)
        if n % 5 == 4:
            heard += [one["number"] for one in (await told(messages))[1]["approved"]]
    while len(heard) < 12:
        heard += [one["number"] for one in (await told(messages))[1]["approved"]]
    assert heard == list(range(2, 14))


@pytest.mark.parametrize("id_", ["~", "1.1~x", "1.1~" + "9" * 30, "1.1~99", "~5", "nonsense", "1.1~-1"])
async def test_an_id_that_was_made_up_tells_of_nothing_and_gives_the_board(store: MemoryStore, id_: str) -> None:
    messages = (await feeds(store).feed(QUERY, 200, None)).listen(id_, anybody)
    assert (await next_of(messages))[0] == "snapshot"


async def test_the_list_is_as_public_as_the_board_and_goes_on_after_a_number(store: MemoryStore) -> None:
    await applied([decided("b")], store=store)
    assert [one["number"] for one in (await listed(store, after=1))["items"]] == [2]
    assert (await listed(store, after=2))["items"] == []
    await applied([programme(2, public=False)], store=store)
    async with client(store) as http:
        assert (await http.get(APPROVED)).status_code == 401
        assert (await http.get("/boards/nothing/approved")).status_code == 404


async def test_the_time_is_the_decisions(store: MemoryStore) -> None:
    (one,) = (await listed(store))["items"]
    assert datetime.fromisoformat(one["at"]) <= datetime.now(UTC)
