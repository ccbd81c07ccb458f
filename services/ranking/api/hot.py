"""Pages of boards that many ask for are answered before the framework is: the same bytes, while the revision stands.

A page asked for without a token depends on nothing but its address and the revision of its programme; the route says
of which pages that is true (`may_be_repeated`). The revision is read once for all who ask within
`revisions.MAX_AGE_SECONDS`; whoever asks a little later has the known answer at once, and the revision is read behind
them. So a board may be `revisions.STALE_SECONDS` older than the store, never more (docs/adr/0008).
"""

from types import SimpleNamespace
from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.ranking.api.board_pages import Address, Answer, BoardPages, board_pages
from services.ranking.api.making import Mark

PREFIX: Final = "/boards/"
ROUTE: Final = SimpleNamespace(path="/boards/{programme}")
OK: Final = 200
_CALLERS_OWN: Final = frozenset({b"authorization", b"if-none-match", b"cookie", b"range"})
_SLOT: Final = "ranking.repeatable"


def may_be_repeated(request: Request, mark: Mark) -> None:
    """Say that the answer to this request is the same for everybody while the revision of `mark` stands.

    What depends on the day is not, nor is worth keeping what is seldom asked for twice.
    """
    slot: list[str] | None = request.scope.get(_SLOT)
    if slot is not None and mark.day is None:
        slot.append(mark.revision)


class HotPages:
    """ASGI middleware in front of the boards."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages: BoardPages | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory what is known to stand; keep what the application answers."""
        if not _may_be_kept(scope):
            await self._app(scope, receive, send)
            return
        if self._pages is None:
            self._pages = board_pages(scope["app"].state)
        address = (scope["path"], scope["query_string"])
        answer = self._pages.answer(address)
        if answer is not None:
            revisions = self._pages.revisions
            if (revisions.young(answer.programme) or await revisions.read(answer.programme)) == answer.revision:
                scope["route"] = ROUTE
                await send(answer.start)
                await send({"type": "http.response.body", "body": answer.body})
                return
        slot: list[str] = []
        scope[_SLOT] = slot
        await self._app(scope, receive, _keeping(self._pages, address, slot, send))


def _keeping(pages: BoardPages, address: Address, slot: list[str], send: Send) -> Send:
    """Sends on, and keeps an answer that came whole and in one piece."""
    begun: list[Message] = []

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            begun.append(message)
        elif slot and begun and not message.get("more_body") and begun[0]["status"] == OK:
            start = {**begun[0], "headers": list(begun[0]["headers"])}
            programme = address[0][len(PREFIX) :]
            pages.keep_answer(address, Answer(programme, slot[0], start, message.get("body", b"")))
        await send(message)

    return sending


def _may_be_kept(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(PREFIX):
        return False
    if "/" in scope["path"][len(PREFIX) :]:
        return False
    return not any(name in _CALLERS_OWN for name, _ in scope["headers"])
