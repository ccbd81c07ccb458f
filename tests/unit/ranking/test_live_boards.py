"""Live boards on the memory store: who hears what, until when."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import orjson
import pytest
from fastapi import Request

from services.ranking.api import feed as feed_module
from services.ranking.api.asking import BoardQuery
from services.ranking.api.board_pages import BoardPages
from services.ranking.api.feed import Place
from services.ranking.api.feeds import Feeds
from services.ranking.api.live import stream_board
from services.ranking.api.making import Board
from services.ranking.handlers.days import store_day
from shared.access import Caller
from shared.refusals import Refusal
from shared.runtime.clock import Clock
from shared.web.tokens import InvalidToken, Unauthenticated
from tests.fakes.ranking_store import MemoryStore
from tests.patience import patience
from tests.unit.ranking.builders import PROGRAMME, applied, decided, frame, named, programme, submitted, target, unit

EVENING = datetime(2022, 7, 5, 16, 59, tzinfo=UTC)
"""A minute before midnight in Vietnam."""


class SetClock(Clock):
    """Shows what a test sets."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at


def feeds(store: MemoryStore, clock: Clock | None = None) -> Feeds:
    return Feeds(store, BoardPages(store, clock or Clock(), most_pages=10, most_boards=3), 2)


async def anybody(_board: Board) -> Refusal | None:
    return None


async def without_token(board: Board) -> Refusal | None:
    return None if board.public else Unauthenticated()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "SWEEP_SECONDS", 0.05)


@pytest.fixture
async def store() -> MemoryStore:
    return await applied(
        [*frame(), unit("o-mon", "can-tho"), unit("binh-thuy", "can-tho"), target("cai-rang", total=3)],
        [submitted("a", "xa-a"), submitted("b", "cai-rang"), submitted("c", "can-tho")],
        [decided("a"), decided("b", levels=("grassroots", "upper"))],
    )


def parsed(message: bytes) -> tuple[str, str, dict[str, Any]]:
    fields = dict(line.split(": ", 1) for line in message.decode().strip().splitlines())
    return fields["event"], fields["id"], orjson.loads(fields["data"])


QUERY = BoardQuery(PROGRAMME, None, "children", "points", "all")


async def heard(messages: AsyncIterator[bytes]) -> tuple[str, str, dict[str, Any]]:
    return parsed(await asyncio.wait_for(anext(messages), patience(3)))


async def test_a_listener_gets_everything_then_only_what_changed(store: MemoryStore) -> None:
    feed = await feeds(store).feed(QUERY, 200, None)
    messages = feed.listen(None, anybody)
    name, first, whole = await heard(messages)
    await asyncio.sleep(0.05)
    await applied([submitted("d", "xa-a")], store=store)
    changed_name, second, change = await heard(messages)
    assert (name, len(whole["rows"]), changed_name) == ("snapshot", 4, "rows")
    assert [row["unit"] for row in change["rows"]] == ["ninh-kieu"]
    assert change["total"]["submitted"] == 4
    assert first != second
    assert Place.read(second).mark == str(await store.revision(PROGRAMME))


async def test_who_comes_again_hears_what_they_missed_or_everything(store: MemoryStore) -> None:
    feed = await feeds(store).feed(QUERY, 200, None)
    messages = feed.listen(None, anybody)
    _, first, _ = await heard(messages)
    await asyncio.sleep(0.05)
    await applied([submitted("d", "xa-a")], store=store)
    await heard(messages)
    assert (await heard(feed.listen(first, anybody)))[0] == "rows"
    assert (await heard(feed.listen("1.99999", anybody)))[0] == "snapshot"


async def test_a_burst_is_at_most_five_events_a_second(store: MemoryStore) -> None:
    feed = await feeds(store).feed(QUERY, 200, None)
    messages = feed.listen(None, anybody)
    await heard(messages)
    await asyncio.sleep(0.05)
    began = asyncio.get_running_loop().time()
    seen = 0
    for n in range(50):
        await applied([submitted(f"burst-{n}", "xa-a")], store=store)
        await asyncio.sleep(0.01)
    while True:
        seen += 1
        if Place.read((await heard(messages))[1]).mark == str(await store.revision(PROGRAMME)):
            break
    assert seen <= 1 + (asyncio.get_running_loop().time() - began) * 5


async def last(messages: AsyncIterator[bytes]) -> dict[str, Any]:
    """The problem in the `ended` event, after which nothing comes."""
    fields = {"event": "rows"}
    while fields["event"] == "rows":  # what moved before
        message = (await asyncio.wait_for(anext(messages), patience(3))).decode()
        fields = dict(line.split(": ", 1) for line in message.split("\n") if line)
    assert fields["event"] == "ended"
    assert [message async for message in messages] == []
    problem: dict[str, Any] = orjson.loads(fields["data"])
    return problem


async def test_a_programme_that_turns_private_ends_the_streams_of_those_without_a_token_alone(
    store: MemoryStore,
) -> None:
    feed = await feeds(store).feed(QUERY, 200, None)
    stranger, member = feed.listen(None, without_token), feed.listen(None, anybody, "en")
    await heard(stranger)
    await heard(member)
    await applied([programme(2, public=False)], store=store)
    assert (await last(stranger))["type"] == "urn:sangkien:problem:unauthenticated"
    await heard(member)
    await applied([submitted("d", "xa-a")], store=store)
    _, id_, change = await heard(member)
    assert (Place.read(id_).mark, change["total"]["submitted"]) == (str(await store.revision(PROGRAMME)), 4)


async def test_a_live_board_of_yesterdays_movement_becomes_todays_at_midnight(store: MemoryStore) -> None:
    clock = SetClock(EVENING)
    await store_day(store, EVENING.date())
    query = BoardQuery(PROGRAMME, None, "children", "points", "all", movement=True)
    messages = (await feeds(store, clock).feed(query, 200, None)).listen(None, anybody)
    _, first, whole = await heard(messages)
    assert {row["moved"]["yesterday"] for row in whole["rows"]} == {None}
    clock.at += timedelta(minutes=2)
    _, second, change = await heard(messages)
    marks = [Place.read(id_).mark or "" for id_ in (first, second)]
    assert [mark.partition("@")[2] for mark in marks] == ["2022-07-05", "2022-07-06"]
    assert {row["moved"]["yesterday"] for row in change["rows"]} == {0}


async def test_figures_of_a_day_that_are_stored_after_midnight_reach_those_who_listen(store: MemoryStore) -> None:
    clock = SetClock(EVENING + timedelta(minutes=2))
    query = BoardQuery(PROGRAMME, None, "children", "points", "all", movement=True)
    messages = (await feeds(store, clock).feed(query, 200, None)).listen(None, anybody)
    await heard(messages)
    await store_day(store, EVENING.date())
    _, _, change = await heard(messages)
    assert {row["moved"]["yesterday"] for row in change["rows"]} == {0}


async def test_who_falls_behind_their_target_overnight_is_shown_in_the_morning(store: MemoryStore) -> None:
    clock = SetClock(datetime(2022, 1, 11, 16, 59, tzinfo=UTC))
    await applied([target("ninh-kieu", total=600)], store=store)
    query = BoardQuery(PROGRAMME, None, "children", "points", "all", behind=True)
    messages = (await feeds(store, clock).feed(query, 200, None)).listen(None, anybody)
    _, _, whole = await heard(messages)
    assert whole["rows"] == []
    clock.at += timedelta(minutes=2)
    _, _, change = await heard(messages)
    assert [row["unit"] for row in change["rows"]] == ["ninh-kieu"]


async def test_a_live_board_whose_phase_is_taken_out_of_the_programme_ends_with_its_reason(store: MemoryStore) -> None:
    live = feeds(store)
    feed = await live.feed(BoardQuery(PROGRAMME, None, "children", "points", "P1"), 200, None)
    messages = feed.listen(None, anybody)
    await heard(messages)
    await applied([programme(2, phases=())], store=store)
    assert (await last(messages))["type"] == "urn:sangkien:problem:invalid-request"


class Verifier:
    """Takes every token until it has run out."""

    def __init__(self) -> None:
        self.has_run_out = False

    async def verify(self, _token: str) -> Caller:
        if self.has_run_out:
            raise InvalidToken
        return Caller(named("lan"), "lan", "test")


async def test_a_private_board_goes_on_for_a_token_until_it_runs_out(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await applied([programme(2, public=False)], store=store)
    verifier, settings = Verifier(), SimpleNamespace(board_cache=10, live_boards=2, pinned_boards=3)
    state = SimpleNamespace(service=SimpleNamespace(store=store, settings=settings, clock=Clock()), verifier=verifier)
    scope = {"type": "http", "headers": [(b"authorization", b"Bearer x")], "app": SimpleNamespace(state=state)}
    lan = await verifier.verify("x")
    answer = await stream_board(Request(scope), QUERY, lan, "vi", limit=200, last_event_id=None)
    messages = cast("AsyncIterator[bytes]", answer.body_iterator)
    await heard(messages)
    await applied([submitted("d", "xa-a")], store=store)
    await heard(messages)
    verifier.has_run_out = True
    monkeypatch.setattr(feed_module, "HEARTBEAT_SECONDS", 0.01)
    await applied([submitted("e", "xa-a")], store=store)
    assert (await last(messages))["type"] == "urn:sangkien:problem:invalid-token"
