"""Feeds: one for each board with listeners, shared by all of them, fed by the store's changes."""

import asyncio
from typing import Any

import structlog

from services.ranking.api.asking import BoardQuery, seen
from services.ranking.api.board_pages import BoardPages
from services.ranking.api.feed import SWEEP_SECONDS, Feed, Shown
from services.ranking.api.fresh import told_of
from services.ranking.store import Store
from shared.access import Person
from shared.refusals import Refusal, Text
from shared.runtime import metrics

_log = structlog.get_logger(__name__)


class TooManyLiveBoards(Refusal):
    """More different boards have listeners than this process is meant to feed."""

    slug = "too-many-live-boards"
    status = 503
    title = Text("Quá nhiều bảng đang được xem trực tiếp, hãy thử lại sau", "Too many live boards; try again later")


class Feeds:
    """All feeds of a process, and the one stream of changes that wakes them."""

    def __init__(self, store: Store, pages: BoardPages, most: int) -> None:
        self._store, self._pages = store, pages
        self._most = most
        self._feeds: dict[tuple[BoardQuery, int], Feed] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._watching = False

    async def feed(self, query: BoardQuery, limit: int, caller: Person | None) -> Feed:
        """The feed of a board; the board is made first, so that what cannot be shown is refused here."""
        found = self._feeds.get((query, limit))
        if found is not None:
            found.quiet = 0.0
            return found
        board = seen(await self._pages.board(query, await self._pages.mark(query)), caller)
        told = await told_of(self._store, query, board)
        if (query, limit) not in self._feeds:
            if len(self._feeds) >= self._most:
                raise TooManyLiveBoards
            metrics.KEPT.labels("live boards").set(len(self._feeds) + 1)
            self._feeds[query, limit] = feed = Feed(self._store, self._pages, query, limit, Shown(board, told))
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
