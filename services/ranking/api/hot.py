"""Pages of boards that many ask for are answered before the framework is: the same bytes, while the revision stands.

A page asked for without a token depends on nothing but its address and the revision of its programme. The revision is
read once for all who ask within `MAX_AGE_SECONDS`; whoever asks a little later has the known answer at once, and the
revision is read behind them. So a board may be `STALE_SECONDS` older than the store, never more.
"""

import asyncio
import time
from collections import OrderedDict
from types import SimpleNamespace
from typing import Final, NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.ranking.store import Store
from shared.runtime import metrics

MAX_AGE_SECONDS: Final = 0.05
STALE_SECONDS: Final = 0.25
MOST_PAGES: Final = 500
LONGEST_BODY: Final = 1 << 20
PREFIX: Final = "/boards/"
ROUTE: Final = SimpleNamespace(path="/boards/{programme}")
_CALLERS_OWN: Final = frozenset({b"authorization", b"if-none-match", b"cookie", b"range"})
_OF_TODAY: Final = (b"behind", b"movement", b"around", b"after")
"""What makes an answer depend on more than address and revision, or is seldom asked for twice."""


class Page(NamedTuple):
    """An answer as it was sent."""

    revision: str
    start: Message
    body: bytes


class Moments:
    """The revisions of programmes, each read at most once in `MAX_AGE_SECONDS` whoever asks."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[float, str]] = {}
        self._reading: dict[str, asyncio.Task[str]] = {}

    def young(self, programme: str) -> str | None:
        """The revision, when it was read a moment ago; it is read again behind whoever asks, when it is time."""
        known = self._known.get(programme)
        age = time.monotonic() - known[0] if known is not None else STALE_SECONDS
        if known is None or age >= STALE_SECONDS:
            return None
        if age >= MAX_AGE_SECONDS:
            self._begin(programme)
        return known[1]

    async def read(self, programme: str) -> str:
        """The revision, read now; those who ask meanwhile wait for the same read."""
        return await asyncio.shield(self._begin(programme))

    def _begin(self, programme: str) -> "asyncio.Task[str]":
        reading = self._reading.get(programme)
        if reading is None:
            reading = self._reading[programme] = asyncio.create_task(self._read(programme))
            reading.add_done_callback(lambda done: self._ended(programme, done))
        return reading

    def _ended(self, programme: str, done: "asyncio.Task[str]") -> None:
        self._reading.pop(programme, None)
        if not done.cancelled():
            done.exception()  # whoever waited has it; nobody may have

    async def _read(self, programme: str) -> str:
        asked_at = time.monotonic()
        revision = str(await self._store.revision(programme))
        self._known[programme] = (asked_at, revision)
        return revision


class HotPages:
    """ASGI middleware in front of the boards."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages: OrderedDict[tuple[str, bytes], Page] = OrderedDict()
        self._moments: Moments | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory what is known to stand; keep what the application answers."""
        if not _may_be_kept(scope):
            await self._app(scope, receive, send)
            return
        key = (scope["path"], scope["query_string"])
        page = self._pages.get(key)
        if page is None:
            await self._app(scope, receive, self._keeping(key, send))
            return
        if self._moments is None:
            self._moments = Moments(scope["app"].state.service.store)
        programme = scope["path"][len(PREFIX) :]
        revision = self._moments.young(programme) or await self._moments.read(programme)
        if revision != page.revision:
            await self._app(scope, receive, self._keeping(key, send))
            return
        scope["route"] = ROUTE
        self._pages.move_to_end(key)
        await send(page.start)
        await send({"type": "http.response.body", "body": page.body})

    def _keeping(self, key: tuple[str, bytes], send: Send) -> Send:
        """Sends on, and keeps an answer that came whole and in one piece."""
        begun: list[Message] = []

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.append(message)
            elif begun and not message.get("more_body") and begun[0]["status"] == 200:  # noqa: PLR2004 - OK
                self._put(key, begun[0], message.get("body", b""))
            await send(message)

        return sending

    def _put(self, key: tuple[str, bytes], start: Message, body: bytes) -> None:
        tag = next((value for name, value in start["headers"] if name.lower() == b"etag"), b"")
        revision = tag.decode("ascii", "replace").strip('"').partition("-")[0]
        if not revision or len(body) > LONGEST_BODY:
            return
        self._pages[key] = Page(revision, {**start, "headers": list(start["headers"])}, body)
        self._pages.move_to_end(key)
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        metrics.KEPT.labels("hot pages").set(len(self._pages))


def _may_be_kept(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(PREFIX):
        return False
    if "/" in scope["path"][len(PREFIX) :] or any(word in scope["query_string"] for word in _OF_TODAY):
        return False
    return not any(name in _CALLERS_OWN for name, _ in scope["headers"])
