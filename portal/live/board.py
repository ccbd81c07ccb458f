"""One board as it moves: one stream from ranking for all who look at it, each change rendered once a language."""

import asyncio
import contextlib
import secrets
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Any, Final

import httpx
import structlog

from portal.live.events import Event, events_of
from portal.live.messages import JustApproved, Message, Render, RowsMoved, heard
from portal.upstream.client import Api, Visit
from portal.web.forms import whole

PAUSES: Final = (0.5, 1.0, 2.0, 5.0)
"""Seconds before ranking is asked again, ever longer."""
HEARTBEAT_SECONDS: Final = 15.0
LINGER_SECONDS: Final = 30.0
"""How long a board without a listener is followed for those who come again."""
KEPT: Final = 64
ENDED: Final = "ended"
RIGHTS_SECONDS: Final = 60.0
"""How often it is asked again whether the board may be looked at."""
Ask = Callable[[], Awaitable[Visit | None]]
"""For whom ranking is asked; None when they may not see the board any longer."""

_log = structlog.get_logger(__name__)


class LiveBoard:
    """Follows ranking while somebody looks."""

    def __init__(self, api: Api, ask: Ask, path: str, query: Mapping[str, Any], render: Render) -> None:
        self.listeners = 0
        self.ended = False
        self.is_following = False
        """Whether ranking is heard just now; listeners are told when it is lost, and when it is there again."""
        self._was_tried = False
        self._api, self._ask, self._path, self._query = api, ask, path, query
        self._render = render
        self._rows: dict[str, dict[str, Any]] = {}
        self._total: dict[str, Any] | None = None
        self._messages: deque[Message] = deque(maxlen=KEPT)
        self._last_id: str | None = None
        self._series = secrets.token_hex(4)
        self._number = 0
        self._changed = asyncio.Event()
        self._doubted = asyncio.Event()

    def doubt(self) -> None:
        """Ask now whether it may be looked at."""
        self._doubted.set()

    async def run(self) -> None:
        """Until nobody has listened for a while, or may any longer."""
        task = asyncio.current_task()
        watches = [asyncio.create_task(watch) for watch in (self._end_when_alone(task), self._end_when_refused(task))]
        try:
            failures = 0
            while (visit := await self._ask()) is not None:
                try:
                    failures = 0 if await self._follow(visit) else failures + 1
                except (httpx.HTTPError, LookupError, TypeError, ValueError, AttributeError) as error:
                    # it is away, or says what nobody can make sense of
                    failures += 1
                    _log.info("live.again", path=self._path, error=repr(error)[:200])
                self._tell(is_following=False)
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
        finally:
            self.ended = True
            self._tell(is_following=False)
            for watch in watches:
                watch.cancel()

    async def listen(self, language: str, last_id: str | None) -> AsyncGenerator[bytes]:
        """Events for one browser: what it missed or the whole board, then what changes."""
        self.listeners += 1
        try:
            seen = self._seen(last_id)
            if not self._messages or not self._messages[0].number - 1 <= seen <= self._number:
                seen = self._number
                if self._rows:
                    yield self._whole().as_event(language, self._render)
            was_lost = False
            while not self.ended:
                changed = self._changed  # before what there is: nothing that comes while it is sent is slept through
                for message in [one for one in self._messages if one.number > seen]:
                    yield message.as_event(language, self._render)
                    seen = message.number
                is_lost = self._was_tried and not self.is_following
                if was_lost != is_lost:
                    was_lost = is_lost
                    yield heard(is_following=not is_lost)
                try:
                    async with asyncio.timeout(HEARTBEAT_SECONDS):
                        await changed.wait()
                except TimeoutError:
                    yield b": \n\n"
        finally:
            self.listeners -= 1

    def _seen(self, last_id: str | None) -> int:
        """The last number a browser has of this series; -1 when it has none."""
        series, _, number = (last_id or "").partition("-")
        return whole(number) if series == self._series else -1

    async def _follow(self, visit: Visit) -> bool:
        """One connection, until it ends or ranking says that it is over for this visit; whether anything came."""
        heard = False
        async with self._api.stream(visit, self._path, self._query, self._last_id) as answer:
            if answer.is_client_error:
                return heard
            answer.raise_for_status()
            async for event in events_of(answer):
                if event.name == ENDED:
                    break
                heard = True
                self._take(event)
        return heard

    def _take(self, event: Event) -> None:
        self._number += 1
        self._last_id = event.id or self._last_id
        if event.name == "approved":
            self._messages.append(JustApproved(self._series, self._number, list(event.data["approved"]), time.time()))
        elif event.name in ("snapshot", "rows"):
            self._messages.append(self._moved(event))
        self._tell(is_following=True)

    def _moved(self, event: Event) -> RowsMoved:
        fresh = {row["unit"]: row for row in event.data["rows"]}
        if event.name == "snapshot":
            fresh, self._rows = {u: row for u, row in fresh.items() if self._rows.get(u) != row}, dict(fresh)
        else:
            self._rows |= fresh
            for unit in list(event.data.get("removed", ())):
                self._rows.pop(unit, None)
        self._total = event.data.get("total") or self._total
        return RowsMoved(self._series, self._number, list(fresh.values()), self._order(), self._total, time.time())

    def _whole(self) -> RowsMoved:
        return RowsMoved(self._series, self._number, list(self._rows.values()), self._order(), self._total, time.time())

    def _order(self) -> list[str]:
        rows = self._rows.values()
        ordered = sorted(rows, key=lambda row: (row["rank"] is None, row["rank"] or 0, -row["submitters"], row["unit"]))
        return [row["unit"] for row in ordered]

    def _tell(self, *, is_following: bool) -> None:
        self.is_following, self._was_tried = is_following, True
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _end_when_alone(self, task: "asyncio.Task[None] | None") -> None:
        alone_since: float | None = None
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            alone_since = None if self.listeners else alone_since or now
            if alone_since is not None and now - alone_since > LINGER_SECONDS and task is not None:
                task.cancel()
                return

    async def _end_when_refused(self, task: "asyncio.Task[None] | None") -> None:
        while task is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RIGHTS_SECONDS):
                    await self._doubted.wait()
            self._doubted.clear()
            if await self._ask() is None:
                task.cancel()
                return
