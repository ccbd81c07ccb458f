"""One board as it moves, for all who listen to it."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any, NamedTuple

import orjson
import structlog
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from services.ranking.api.asking import BoardQuery
from services.ranking.api.board_pages import BoardPages
from services.ranking.api.fresh import Told, event_data, told_of
from services.ranking.api.making import Board
from services.ranking.store import Store
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
_NUMBER = "~"
_MOST_DIGITS = 15

Refused = Callable[[Board], Awaitable[Refusal | None]]
"""Why one listener may not see the board, or may no longer; None when they may."""

_log = structlog.get_logger(__name__)


class Place(NamedTuple):
    """What a listener knows: the board they have, and the number of the last approval. Written as an event's id.

    None: nothing, and nothing yet; whoever comes without an id hears of what is approved from then on.
    """

    mark: str | None = None
    number: int | None = None

    def __str__(self) -> str:
        return f"{self.mark}{_NUMBER}{self.number}"

    @classmethod
    def read(cls, event_id: str | None) -> "Place":
        """The place of an id that we gave, or whatever was made up."""
        mark, _, number = (event_id or "").partition(_NUMBER)
        is_number = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
        return cls(mark or None, int(number) if is_number else None)


class Shown(NamedTuple):
    """A board and what is told with it."""

    board: Board
    told: Told

    @property
    def place(self) -> Place:
        """Where whoever has all of it is."""
        return Place(str(self.board.mark), self.told.fresh.count)


class Feed:
    """A board's changes as events. It belongs to no listener: each is asked about before every event."""

    def __init__(self, store: Store, pages: BoardPages, query: BoardQuery, limit: int, shown: Shown) -> None:
        self.query = query
        self.dirty = asyncio.Event()
        self.listeners = 0
        self.quiet = 0.0
        self._store, self._pages, self._limit = store, pages, limit
        self._shown = Shown(_cut(shown.board, limit), shown.told)
        self._events: deque[tuple[str, bytes]] = deque(maxlen=KEPT_EVENTS)
        """Events by the mark they lead to; the first is where the feed began."""
        self._events.append((str(shown.board.mark), b""))
        self._snapshot: bytes | None = None
        self._approved: dict[Place, bytes | None] = {}
        """What is told of approvals to listeners at a place; few, since most are at the place before."""
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
        before = self._shown.board
        if mark == before.mark:
            return False
        whole = await self._pages.board(self.query, mark)
        if whole.mark == before.mark:
            return False
        shown = Shown(_cut(whole, self._limit), await told_of(self._store, self.query, whole))
        event = _rows_event(before, shown)
        self._shown, self._snapshot, self._approved = shown, None, {}
        self._events.append((str(shown.board.mark), event))
        self._wake()
        return True

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def listen(self, last_event_id: str | None, refused: Refused, language: str = "vi") -> AsyncIterator[bytes]:
        """Everything for a newcomer, then approvals and changed rows.

        Whoever fell two events behind gets the whole board anew, but each approval that is kept, and how many are not.
        The last event of a listener who may not see the board any longer is `ended`, with the problem as its data.
        """
        self.listeners += 1
        try:
            place = Place.read(last_event_id)
            while True:
                changed, shown = self._changed, self._shown
                refusal = self._ended or await refused(shown.board)
                if refusal is not None:
                    yield _ended_event(refusal, language)
                    return
                if shown is not self._shown:
                    continue
                message, place = self._next(place)
                if message is not None:
                    yield message
                    continue
                try:
                    await asyncio.wait_for(changed.wait(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield KEEPALIVE_COMMENT
        finally:
            self.listeners -= 1

    def _next(self, place: Place) -> tuple[bytes | None, Place]:
        """What is told next to whoever is at `place`, and where they are then; None when they know all."""
        present = self._shown.place
        if (message := self._approvals(place)) is not None:
            return message, place._replace(number=present.number)
        return self._after(place.mark), present

    def _approvals(self, place: Place) -> bytes | None:
        """The approvals a listener has not heard of; a number of another log tells nothing of what they know."""
        told = self._shown.told
        present = told.fresh.count
        if place.mark is None or place.number is None or place.number >= present:
            return None
        if place not in self._approved:
            data = event_data(told, place.number)
            id_ = str(place._replace(number=present))
            self._approved[place] = None if data is None else _event("approved", id_, data)
        return self._approved[place]

    def _after(self, mark: str | None) -> bytes | None:
        board = self._shown.board
        if mark == str(board.mark):
            return None
        if len(self._events) > 1 and self._events[-2][0] == mark:
            return self._events[-1][1]
        if self._snapshot is None:
            self._snapshot = _event("snapshot", str(self._shown.place), {**board.head, "rows": board.rows})
        return self._snapshot


def _cut(board: Board, limit: int) -> Board:
    return replace(board, rows=board.rows[:limit])


def _rows_event(old: Board, shown: Shown) -> bytes:
    new = shown.board
    before = {row["unit"]: row for row in old.rows}
    present = {row["unit"] for row in new.rows}
    data = {
        "revision": new.revision,
        "policy_version": new.head["policy_version"],
        "rows": [row for row in new.rows if before.get(row["unit"]) != row],
        "removed": sorted(before.keys() - present),
        **{name: new.head[name] for name in ("total", "direct") if new.head[name] != old.head[name]},
    }
    return _event("rows", str(shown.place), data)


def _ended_event(refusal: Refusal, language: str) -> bytes:
    data = {
        "type": TYPE_PREFIX + refusal.slug,
        "title": refusal.title.in_language(language),
        "status": refusal.status,
    }
    return format_sse_event(event="ended", data_str=orjson.dumps(data).decode())


def _event(name: str, id_: str, data: dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=orjson.dumps(data).decode(), id=id_)
