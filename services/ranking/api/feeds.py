"""Feeds: one for each board with listeners, shared by all of them, fed by the store's changes."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import orjson
import structlog
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from services.ranking.api.asking import BoardQuery
from services.ranking.api.making import Board, make_board
from services.ranking.store import Store
from shared.access import Caller
from shared.refusals import Refusal, Text
from shared.runtime import metrics

PAUSE_SECONDS = 0.2
"""At most five events a second a board; the first after a quiet time goes at once."""
SWEEP_SECONDS = 1.0
"""How late a change shows when the store's stream lost it."""
HEARTBEAT_SECONDS = 15.0
LINGER_SECONDS = 30.0
"""How long a feed without listeners keeps its events for those who come again."""
KEPT_EVENTS = 64

_log = structlog.get_logger(__name__)


class TooManyLiveBoards(Refusal):
    """More different boards have listeners than this process is meant to feed."""

    slug = "too-many-live-boards"
    status = 503
    title = Text("Quá nhiều bảng đang được xem trực tiếp, hãy thử lại sau", "Too many live boards; try again later")


class Feed:
    """One board as it moves."""

    def __init__(self, store: Store, query: BoardQuery, limit: int, board: Board, caller: Caller | None) -> None:
        self.query = query
        self.dirty = asyncio.Event()
        self.listeners = 0
        self.quiet = 0.0
        self._store, self._limit, self._caller = store, limit, caller
        self._board = _cut(board, limit)
        self._events: deque[tuple[str, bytes]] = deque(maxlen=KEPT_EVENTS)
        """Events by the revision they lead to; the first is where the feed began."""
        self._events.append((board.revision, b""))
        self._snapshot: bytes | None = None
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Follow the board until nobody has listened for a while."""
        while self.quiet < LINGER_SECONDS:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.dirty.wait(), SWEEP_SECONDS)
            self.quiet = 0.0 if self.listeners else self.quiet + SWEEP_SECONDS
            self.dirty.clear()
            began = time.monotonic()
            try:
                if await self._refresh():
                    await asyncio.sleep(began + PAUSE_SECONDS - time.monotonic())
            except Exception as error:  # noqa: BLE001 - the store is away; listeners keep what they have
                _log.warning("feed.again", programme=self.query.programme, error=repr(error)[:200])
                await asyncio.sleep(SWEEP_SECONDS)

    async def _refresh(self) -> bool:
        if str(await self._store.revision(self.query.programme)) == self._board.revision:
            return False
        board = _cut(await make_board(self._store, self.query, self._caller), self._limit)
        if board.revision == self._board.revision:
            return False
        event = _rows_event(self._board, board)
        self._board, self._snapshot = board, None
        self._events.append((board.revision, event))
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        return True

    async def listen(self, last_event_id: str | None) -> AsyncIterator[bytes]:
        """Everything for a newcomer, then changed rows; whoever fell two events behind gets the whole board anew."""
        self.listeners += 1
        try:
            at = last_event_id
            while True:
                changed = self._changed
                if message := self._after(at):
                    at = self._board.revision
                    yield message
                    continue
                try:
                    await asyncio.wait_for(changed.wait(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield KEEPALIVE_COMMENT
        finally:
            self.listeners -= 1

    def _after(self, revision: str | None) -> bytes | None:
        if revision == self._board.revision:
            return None
        if len(self._events) > 1 and self._events[-2][0] == revision:
            return self._events[-1][1]
        if self._snapshot is None:
            self._snapshot = _event("snapshot", self._board.revision, {**self._board.head, "rows": self._board.rows})
        return self._snapshot


class Feeds:
    """All feeds of a process, and the one stream of changes that wakes them."""

    def __init__(self, store: Store, most: int) -> None:
        self._store = store
        self._most = most
        self._feeds: dict[tuple[BoardQuery, int], Feed] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._watching = False

    async def feed(self, query: BoardQuery, limit: int, caller: Caller | None) -> Feed:
        """The feed of a board; the board is made first, so that what cannot be shown is refused here."""
        found = self._feeds.get((query, limit))
        if found is not None:
            found.quiet = 0.0
            return found
        board = await make_board(self._store, query, caller)
        if (query, limit) not in self._feeds:
            if len(self._feeds) >= self._most:
                raise TooManyLiveBoards
            metrics.KEPT.labels("live boards").set(len(self._feeds) + 1)
            self._feeds[query, limit] = feed = Feed(self._store, query, limit, board, caller)
            self._start(self._follow(feed, (query, limit)))
            if not self._watching:
                self._watching = True
                self._start(self._watch())
        return self._feeds[query, limit]

    async def _follow(self, feed: Feed, key: tuple[BoardQuery, int]) -> None:
        try:
            await feed.run()
        finally:
            del self._feeds[key]
            metrics.KEPT.labels("live boards").set(len(self._feeds))

    async def _watch(self) -> None:
        try:
            while self._feeds:
                try:
                    async for programme in self._store.changes():
                        self._wake(programme)
                        if not self._feeds:
                            break
                except Exception as error:  # noqa: BLE001 - the feeds' own sweep makes up for it
                    _log.warning("feeds.watch_again", error=repr(error)[:200])
                    await asyncio.sleep(SWEEP_SECONDS)
        finally:
            self._watching = False

    def _wake(self, programme: str) -> None:
        for feed in self._feeds.values():
            if feed.query.programme == programme:
                feed.dirty.set()

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _cut(board: Board, limit: int) -> Board:
    return replace(board, rows=board.rows[:limit])


def _rows_event(old: Board, new: Board) -> bytes:
    before = {row["unit"]: row for row in old.rows}
    present = {row["unit"] for row in new.rows}
    data = {
        "revision": new.revision,
        "policy_version": new.head["policy_version"],
        "rows": [row for row in new.rows if before.get(row["unit"]) != row],
        "removed": sorted(before.keys() - present),
        **{name: new.head[name] for name in ("total", "direct") if new.head[name] != old.head[name]},
    }
    return _event("rows", new.revision, data)


def _event(name: str, revision: str, data: dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=orjson.dumps(data).decode(), id=revision)
