"""Boards as they move, for browsers: one stream a page, and the plain page again for whoever has no scripts."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from portal.live.boards import LiveBoards
from portal.live.shares import Taken
from portal.public.board import Asked
from portal.signin.sessions import Visitor
from portal.web.language import place_of
from portal.web.visitors import visitor_of

router = APIRouter()
POLL: Final = 204
"""Has the browser give up and the page poll."""


class Listened(StreamingResponse):
    """Events, as long as the visitor's share has room: counted as they begin, so that many at once are as many."""

    def __init__(self, events: AsyncGenerator[bytes], taken: Taken, visitor: str) -> None:
        super().__init__(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
        self._events, self._taken, self._visitor = events, taken, visitor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send them until the browser goes."""
        with self._taken.listening(self._visitor) as may_listen:
            async with aclosing(self._events):
                answer = super().__call__ if may_listen else Response(status_code=POLL)
                await answer(scope, receive, send)


@router.get("/bang/{programme}/stream")
async def stream_board(programme: str, request: Request, session: Visitor, asked: Asked) -> Response:
    """The board's changes."""
    boards: LiveBoards = request.app.state.live
    visitor = visitor_of(request, session)
    if not boards.taken.may_listen(visitor):
        return Response(status_code=POLL)
    board = await boards.board(session, programme, {**asked.query(), "movement": "true"}, visitor)
    if board is None:
        return Response(status_code=POLL)
    events = board.listen(place_of(request).language, request.headers.get("last-event-id"))
    return Listened(events, boards.taken, visitor)
