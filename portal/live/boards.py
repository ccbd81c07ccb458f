"""The boards that are looked at just now: each public one is followed once, others once a session."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, Final

import structlog

from portal.live.board import LiveBoard
from portal.live.messages import Render
from portal.live.rights import Rights
from portal.live.shares import Taken
from portal.metrics import BOARDS, LISTENERS
from portal.signin.sessions import Keeper
from portal.store import Session
from portal.upstream.apis import Apis
from portal.web.language import Place
from portal.web.pages import Pages
from shared.refusals import NotFound

MOST: Final = 100
"""Boards followed at once; further ones are polled by their pages. Each holds a connection to ranking, and the
other half of those is left to pages."""
Key = tuple[str, ...]
_log = structlog.get_logger(__name__)


class LiveBoards:
    """Starts following a board when somebody looks, and forgets it when nobody does."""

    def __init__(self, apis: Apis, pages: Pages, keeper: Keeper) -> None:
        self._apis = apis
        self._keeper = keeper
        self._pages = pages
        self._boards: dict[Key, LiveBoard] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.taken = Taken()

    async def board(
        self, session: Session | None, programme: str, query: Mapping[str, Any], visitor: str
    ) -> LiveBoard | None:
        """The board as it moves; None when too many are followed, or too many for this visitor.

        Raises Refused for whoever may not see it.
        """
        for owner in (None, session):
            key = (programme, "" if owner is None else owner.id, *_words(query))
            known = self._boards.get(key)
            if known is not None and not known.ended:
                return known
            rights = Rights(self._keeper, self._apis, owner, programme, query)
            if await rights.ask() is not None:
                return self._follow(key, rights, programme, query, visitor)
            if session is None:
                break
        raise NotFound

    def doubt(self, session_id: str | None = None) -> None:
        """Ask now whether boards may still be looked at: those of one session, or of all."""
        for (_, owner, *_rest), board in self._boards.items():
            if owner and owner == (session_id or owner):
                board.doubt()

    def _follow(
        self, key: Key, rights: Rights, programme: str, query: Mapping[str, Any], visitor: str
    ) -> LiveBoard | None:
        known = self._boards.get(key)
        if known is not None and not known.ended:  # of somebody who asked meanwhile
            return known
        if len(self._boards) >= MOST or not self.taken.may_begin(visitor):
            return None
        path, render = f"/boards/{programme}/stream", self._row_of(f"/bang/{programme}?unit=")
        board = self._boards[key] = LiveBoard(self._apis.ranking.api, rights.ask, path, query, render)
        task = asyncio.create_task(board.run(), name=f"live {programme}")
        self._tasks.add(task)
        self.taken.begin(visitor)
        task.add_done_callback(lambda done: self._forget(done, key, visitor))
        return board

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

    def _forget(self, task: "asyncio.Task[None]", key: Key, visitor: str) -> None:
        self._tasks.discard(task)
        self.taken.end(visitor)
        if key in self._boards and self._boards[key].ended:
            del self._boards[key]
        if not task.cancelled() and (error := task.exception()) is not None:  # its listeners come again
            _log.error("live.failed", error=repr(error)[:200])

    def _row_of(self, unit_page: str) -> Render:
        def render(language: str, row: Mapping[str, Any]) -> str:
            link = Place(language, "/").link(unit_page)
            return self._pages.part(language, "parts/board_row.html", row=row, unit_page=link)

        return render


def _words(query: Mapping[str, Any]) -> list[str]:
    return [f"{name}={value}" for name, value in sorted(query.items()) if value is not None]
