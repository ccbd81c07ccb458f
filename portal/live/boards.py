"""The boards that are looked at just now: each public one is followed once, others once a session."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request

from portal.live.board import LiveBoard
from portal.live.messages import Render
from portal.metrics import BOARDS, LISTENERS
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.language import Place
from portal.web.pages import Pages

MOST: Final = 200
"""Boards followed at once; further ones are polled by their pages."""
Key = tuple[str, ...]


class LiveBoards:
    """Starts following a board when somebody looks, and forgets it when nobody does."""

    def __init__(self, apis: Apis, pages: Pages) -> None:
        self._apis = apis
        self._pages = pages
        self._boards: dict[Key, LiveBoard] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def board(
        self, request: Request, session: Session | None, programme: str, query: Mapping[str, Any]
    ) -> LiveBoard | None:
        """The board as it moves; None when too many are followed. Raises Refused for whoever may not see it."""
        visit = Visit()
        owner = ""
        try:
            await self._apis.ranking.board(visit, programme, **query, limit=1)
        except Refused:
            if session is None:
                raise
            visit, owner = Visit.of(request, session), session.id
            await self._apis.ranking.board(visit, programme, **query, limit=1)
        key = (programme, owner, *(f"{name}={value}" for name, value in sorted(query.items()) if value is not None))
        known = self._boards.get(key)
        if known is None or known.ended:
            if len(self._boards) >= MOST:
                return None
            path = f"/boards/{programme}/stream"
            unit_page = f"/bang/{programme}?unit="
            known = self._boards[key] = LiveBoard(self._apis.ranking.api, visit, path, query, self._row_of(unit_page))
            task = asyncio.create_task(known.run(), name=f"live {programme}")
            self._tasks.add(task)
            task.add_done_callback(lambda done: self._forget(done, key))
        return known

    def count(self) -> None:
        """As metrics: boards that somebody looks at, and how many do."""
        watched = [board for board in self._boards.values() if board.listeners]
        for heard in (True, False):
            BOARDS.labels("yes" if heard else "no").set(sum(board.is_following is heard for board in watched))
        LISTENERS.set(sum(board.listeners for board in watched))

    async def close(self) -> None:
        """End them all."""
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _forget(self, task: "asyncio.Task[None]", key: Key) -> None:
        self._tasks.discard(task)
        if key in self._boards and self._boards[key].ended:
            del self._boards[key]

    def _row_of(self, unit_page: str) -> Render:
        def render(language: str, row: Mapping[str, Any]) -> str:
            link = Place(language, "/").link(unit_page)
            return self._pages.part(language, "parts/board_row.html", row=row, unit_page=link)

        return render
