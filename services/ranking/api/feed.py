"""One board as it moves, for all who listen to it."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import orjson
import structlog
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from services.ranking.api.asking import BoardQuery
from services.ranking.api.board_pages import BoardPages
from services.ranking.api.making import Board
from shared.refusals import Refusal
from shared.web.problems import TYPE_PREFIX

PAUSE_SECONDS = 0.2
"""At most five events a second a board; the first after a quiet time goes at once."""
SWEEP_SECONDS = 1.0
"""How late a change shows when the store's stream lost it, and how late a new day does."""
HEARTBEAT_SECONDS = 15.0
"""How late a token that ran out ends a stream that needs one."""
LINGER_SECONDS = 30.0
"""How long a feed without listeners keeps its events for those who come again."""
KEPT_EVENTS = 64

Refused = Callable[[Board], Awaitable[Refusal | None]]
"""Why one listener may not see the board, or may no longer; None when they may."""

_log = structlog.get_logger(__name__)


class Feed:
    """A board's changes as events. It belongs to no listener: each is asked about before every event."""

    def __init__(self, pages: BoardPages, query: BoardQuery, limit: int, board: Board) -> None:
        self.query = query
        self.dirty = asyncio.Event()
        self.listeners = 0
        self.quiet = 0.0
        self._pages, self._limit = pages, limit
        self._board = _cut(board, limit)
        self._events: deque[tuple[str, bytes]] = deque(maxlen=KEPT_EVENTS)
        """Events by the mark they lead to; the first is where the feed began."""
        self._events.append((str(board.mark), b""))
        self._snapshot: bytes | None = None
        self._changed = asyncio.Event()
        self._ended: Refusal | None = None

    async def run(self) -> None:
        """Follow the board until nobody has listened for a while, or it can no longer be made."""
        while self.quiet < LINGER_SECONDS:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.dirty.wait(), SWEEP_SECONDS)
            self.quiet = 0.0 if self.listeners else self.quiet + SWEEP_SECONDS
            self.dirty.clear()
            began = time.monotonic()
            try:
                if await self._refresh():
                    await asyncio.sleep(began + PAUSE_SECONDS - time.monotonic())
            except Refusal as refusal:  # its window, its unit or its programme is no longer there
                self._ended = refusal
                self._wake()
                return
            except Exception as error:  # noqa: BLE001 - the store is away; listeners keep what they have
                _log.warning("feed.again", programme=self.query.programme, error=repr(error)[:200])
                await asyncio.sleep(SWEEP_SECONDS)

    async def _refresh(self) -> bool:
        mark = await self._pages.mark(self.query)
        if mark == self._board.mark:
            return False
        board = _cut(await self._pages.board(self.query, mark), self._limit)
        if board.mark == self._board.mark:
            return False
        event = _rows_event(self._board, board)
        self._board, self._snapshot = board, None
        self._events.append((str(board.mark), event))
        self._wake()
        return True

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def listen(self, last_event_id: str | None, refused: Refused, language: str = "vi") -> AsyncIterator[bytes]:
        """Everything for a newcomer, then changed rows; whoever fell two events behind gets the whole board anew.

        The last event of a listener who may not see the board any longer is `ended`, with the problem as its data.
        """
        self.listeners += 1
        try:
            at = last_event_id
            while True:
                changed, board = self._changed, self._board
                refusal = self._ended or await refused(board)
                if refusal is not None:
                    yield _ended_event(refusal, language)
                    return
                if board is not self._board:
                    continue
                if message := self._after(at):
                    at = str(board.mark)
                    yield message
                    continue
                try:
                    await asyncio.wait_for(changed.wait(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield KEEPALIVE_COMMENT
        finally:
            self.listeners -= 1

    def _after(self, mark: str | None) -> bytes | None:
        if mark == str(self._board.mark):
            return None
        if len(self._events) > 1 and self._events[-2][0] == mark:
            return self._events[-1][1]
        if self._snapshot is None:
            self._snapshot = _event("snapshot", str(self._board.mark), {**self._board.head, "rows": self._board.rows})
        return self._snapshot


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
    return _event("rows", str(new.mark), data)


def _ended_event(refusal: Refusal, language: str) -> bytes:
    data = {
        "type": TYPE_PREFIX + refusal.slug,
        "title": refusal.title.in_language(language),
        "status": refusal.status,
    }
    return format_sse_event(event="ended", data_str=orjson.dumps(data).decode())


def _event(name: str, id_: str, data: dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=orjson.dumps(data).decode(), id=id_)
