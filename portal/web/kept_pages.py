"""Finished public pages, kept a moment: however many look at a board, it is made four times a second and language.

The address says all that such a page depends on, but for the language it may offer. Whoever has a session is
made a page of their own.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import Request
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.signin import cookie
from portal.web.language import place_of_path
from portal.web.offered import offered
from shared.runtime.metrics import KEPT

SECONDS: Final = 0.25
MOST_BYTES: Final = 8_000_000
MOST_KNOWN: Final = 2_000
"""Addresses of which it is remembered that they may be kept: several who ask at once wait for one page."""
_NOTE: Final = "portal.kept_page"
_OURS: Final = cookie.SESSION.encode()
"""With it begin the names of all our cookies."""
_OF_A_SCRIPT: Final = b"hx-request"
"""Whose answers are not those a browser itself would have: `HtmxLeads` makes a success of a redirect."""
_OK: Final = 200
_METRIC: Final = "pages"
Key = tuple[str, bytes, bool, str | None]


@dataclass(slots=True)
class _Note:
    """What is said of the page that is being made; `let_go` has others who wait for it go on."""

    let_go: Callable[[], None]
    may_be_kept: bool = False


@dataclass(slots=True)
class _Page:
    """An answer as it was sent first."""

    made: float = 0.0
    route: Any = None
    start: Message = field(default_factory=dict)
    body: bytes = b""

    @property
    def messages(self) -> tuple[Message, Message]:
        """The whole answer, as it is sent."""
        return self.start, {"type": "http.response.body", "body": self.body}

    def take(self, message: Message) -> None:
        """One message more of it."""
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")


async def kept(request: Request) -> None:
    """Of a route: visitors without a session are shown the same page for a moment."""
    if _NOTE in request.scope:
        request.scope[_NOTE].may_be_kept = True


def give_way(request: Request) -> None:
    """The page has to wait for its visitor's turn: others who wait for it make it themselves."""
    if _NOTE in request.scope:
        request.scope[_NOTE].let_go()


class KeptPages:
    """ASGI middleware: answers from what is kept, and keeps what a route with `Depends(kept)` answered with 200."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages: OrderedDict[Key, _Page] = OrderedDict()
        self._bytes = 0
        self._known: OrderedDict[Key, None] = OrderedDict()
        self._making: dict[Key, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on and look at its answer."""
        key = _key_of(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        page = self._fresh(key)
        if page is None and key in self._known and (making := self._making.get(key)) is not None:
            await making.wait()
            page = self._fresh(key)
        if page is None:
            await self._make(key, scope, receive, send)
            return
        scope["route"] = page.route
        for message in page.messages:
            await send(message)

    async def _make(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        """Make it, and have others have it before it is sent: how slowly this visitor reads is nobody else's matter."""
        made, page = self._making.setdefault(key, asyncio.Event()), _Page()
        note = scope[_NOTE] = _Note(lambda: self._let_go(key, made))

        async def noting(message: Message) -> None:
            if note.may_be_kept:
                is_start = message["type"] == "http.response.start"
                page.take(message)
                if is_start or message.get("more_body"):
                    return
                page.route = scope.get("route")
                self._keep(key, page)
            note.let_go()
            for part in page.messages if note.may_be_kept else (message,):
                await send(part)

        try:
            await self._app(scope, receive, noting)
        finally:
            note.let_go()

    def _let_go(self, key: Key, made: asyncio.Event) -> None:
        """Whoever waits for it goes on."""
        if self._making.get(key) is made:
            del self._making[key]
        made.set()

    def _fresh(self, key: Key) -> _Page | None:
        page = self._pages.get(key)
        return page if page is not None and time.monotonic() - page.made < SECONDS else None

    def _keep(self, key: Key, page: _Page) -> None:
        """Put it behind the others, if it is a yes; what is too old, or too much, goes from the front."""
        if page.start["status"] != _OK:
            return
        page.made = time.monotonic()
        self._drop(key)
        self._pages[key] = page
        self._bytes += len(page.body)
        self._known[key] = None
        self._known.move_to_end(key)
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        while self._pages:
            oldest = next(iter(self._pages))
            if self._bytes <= MOST_BYTES and self._fresh(oldest):
                break
            self._drop(oldest)
        KEPT.labels(_METRIC).set(len(self._pages))

    def _drop(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        self._bytes -= len(page.body) if page is not None else 0


def _key_of(scope: Scope) -> Key | None:
    """The address, whether the answer may be packed, which language is offered; None for what is somebody's own."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    packed = False
    for name, value in scope["headers"]:
        if (name == b"cookie" and _OURS in value) or name == _OF_A_SCRIPT:
            return None
        packed = packed or (name == b"accept-encoding" and b"gzip" in value)
    offer = offered(HTTPConnection(scope), place_of_path(scope["path"]))
    return scope["path"], scope["query_string"], packed, offer
