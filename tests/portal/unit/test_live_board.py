"""A board is followed for as long as it may be looked at, with the token that is good just then."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

import orjson
import pytest

from portal.live import board as live
from portal.live.board import LiveBoard
from portal.live.events import Event
from portal.upstream.client import Api, Visit
from tests.patience import patience

ROW = {"unit": "giay", "rank": 1, "submitters": 2}


def event(name: str, number: int, **data: Any) -> list[str]:
    return [f"id: {number}", f"event: {name}", f"data: {orjson.dumps(data).decode()}", ""]


SNAPSHOT = event("snapshot", 1, rows=[ROW], total=None)
ENDED = event("ended", 2, title="hết phiên")


class Answer:
    """An open stream: its lines, then silence."""

    is_client_error = False

    def __init__(self, lines: list[str], read: asyncio.Event) -> None:
        self._lines, self._read = lines, read

    def raise_for_status(self) -> None:
        """It is a yes."""

    async def aiter_lines(self) -> AsyncIterator[str]:
        for line in self._lines:
            yield line
        self._read.set()
        await asyncio.Event().wait()


class Ranking:
    """Gives one stream after another, and notes the token of each."""

    def __init__(self, *streams: list[str]) -> None:
        self._streams = list(streams)
        self.tokens: list[str | None] = []
        self.read, self.asked_again = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def stream(
        self, visit: Visit, _path: str, _query: Mapping[str, Any], _last_id: str | None
    ) -> AsyncIterator[Answer]:
        self.tokens.append(visit.token)
        if len(self.tokens) > 1:
            self.asked_again.set()
        yield Answer(self._streams.pop(0) if self._streams else SNAPSHOT, self.read)


class Rights:
    """Says who may look, in turn; the last goes on."""

    def __init__(self, *visits: Visit | None) -> None:
        self._visits = list(visits)

    async def ask(self) -> Visit | None:
        return self._visits.pop(0) if len(self._visits) > 1 else self._visits[0]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAUSES", (0.0,))


def follow(ranking: Ranking, rights: Rights) -> LiveBoard:
    return LiveBoard(cast("Api", ranking), rights.ask, "/boards/x/stream", {}, lambda _language, row: str(row["unit"]))


async def heard(board: LiveBoard) -> list[bytes]:
    """All that a listener is told until it is let go."""
    async with asyncio.timeout(patience(20)):
        return [message async for message in board.listen("vi", None)]


async def happens(event: asyncio.Event) -> None:
    async with asyncio.timeout(patience(20)):
        await event.wait()


async def test_a_listener_is_let_go_when_the_board_may_not_be_looked_at_any_longer() -> None:
    ranking = Ranking(SNAPSHOT)
    board = follow(ranking, Rights(Visit(), None))
    running = asyncio.create_task(board.run())
    listening = asyncio.create_task(heard(board))
    await happens(ranking.read)
    board.doubt()
    assert b"giay" in b"".join(await listening)
    await asyncio.gather(running, return_exceptions=True)
    assert board.ended


async def test_it_is_asked_again_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "RIGHTS_SECONDS", 0.01)
    board = follow(Ranking(SNAPSHOT), Rights(Visit(), None))
    running = asyncio.create_task(board.run())
    await heard(board)
    await asyncio.gather(running, return_exceptions=True)
    assert board.ended


async def test_a_stream_that_ends_with_its_token_is_followed_again_with_a_fresh_one() -> None:
    ranking = Ranking([*SNAPSHOT, *ENDED])
    board = follow(ranking, Rights(Visit(token="old"), Visit(token="fresh")))
    running = asyncio.create_task(board.run())
    await happens(ranking.asked_again)
    assert ranking.tokens == ["old", "fresh"]
    assert not board.ended
    running.cancel()


@pytest.mark.parametrize(
    "odd",
    [
        event("snapshot", 1),
        event("snapshot", 1, rows=None),
        event("rows", 1, rows=[{}]),
        event("rows", 1, rows=[ROW], removed=7),
        event("rows", 1, rows=["x"]),
        event("approved", 1, approved=None),
        ["event: rows", "data: {", ""],
        ["event: rows", "data: []", ""],
    ],
)
async def test_what_nobody_can_make_sense_of_has_the_board_followed_again(odd: list[str]) -> None:
    ranking = Ranking(odd)
    board = follow(ranking, Rights(Visit()))
    running = asyncio.create_task(board.run())
    await happens(ranking.asked_again)
    assert not board.ended
    running.cancel()


async def test_what_comes_while_a_listener_is_sent_something_is_not_slept_through() -> None:
    board = follow(Ranking(), Rights(Visit()))
    listening = board.listen("vi", None)
    take = board._take
    take(Event("1", "snapshot", {"rows": [ROW]}))
    first = await anext(listening)
    take(Event("2", "rows", {"rows": [{**ROW, "rank": 2}]}))
    async with asyncio.timeout(patience(20)):
        second = await anext(listening)
    assert number_of(first) == 1
    assert number_of(second) == 2, "not after a heartbeat"


def id_of(message: bytes) -> str:
    return message.split(b"\n")[0].removeprefix(b"id: ").decode()


def number_of(message: bytes) -> int:
    return int(id_of(message).split("-")[1])


async def first_told(board: LiveBoard, last_id: str | None) -> bytes:
    listening = board.listen("vi", last_id)
    try:
        async with asyncio.timeout(patience(20)):
            return await anext(listening)
    finally:
        await listening.aclose()


async def test_whoever_comes_again_hears_what_they_missed_and_no_more() -> None:
    board = follow(Ranking(), Rights(Visit()))
    board._take(Event("1", "snapshot", {"rows": [ROW, {**ROW, "unit": "may"}]}))
    seen = id_of(await first_told(board, None))
    board._take(Event("2", "rows", {"rows": [{**ROW, "rank": 2}]}))
    missed = await first_told(board, seen)
    assert b'"rows":{"giay":"giay"}' in missed


@pytest.mark.parametrize("seen", ["2", "2-2", "00000000-2", "-2", "x", "00000000-", "9" * 5000])
async def test_what_was_seen_of_a_board_followed_before_says_nothing_about_this_one(seen: str) -> None:
    board = follow(Ranking(), Rights(Visit()))
    for number in (1, 2, 3):
        board._take(Event(str(number), "snapshot", {"rows": [ROW, {**ROW, "unit": "may"}]}))
    assert b'"rows":{"giay":"giay","may":"may"}' in await first_told(board, seen)


async def test_a_board_is_not_called_lost_before_it_was_tried() -> None:
    board = follow(Ranking(), Rights(Visit()))
    listening = board.listen("vi", None)
    first = asyncio.ensure_future(anext(listening))
    await asyncio.sleep(0)
    assert not first.done()
    board._tell(is_following=False)
    async with asyncio.timeout(patience(20)):
        assert await first == b"event: heard\ndata: 0\n\n"
        board._tell(is_following=True)
        assert await anext(listening) == b"event: heard\ndata: 1\n\n"
