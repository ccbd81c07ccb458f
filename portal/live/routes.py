"""Boards as they move, for browsers: one stream a page, and the plain page again for whoever has no scripts."""

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from portal.live.boards import LiveBoards
from portal.public.board import Asked
from portal.signin.sessions import Visitor
from portal.web.language import place_of
from portal.web.visitors import visitor_of

router = APIRouter()


@router.get("/bang/{programme}/stream")
async def stream_board(programme: str, request: Request, session: Visitor, asked: Asked) -> Response:
    """The board's changes; 204 has the browser give up and the page poll."""
    boards: LiveBoards = request.app.state.live
    visitor = visitor_of(request, session)
    if not boards.taken.may_listen(visitor):
        return Response(status_code=204)
    board = await boards.board(session, programme, {**asked.query(), "movement": "true"}, visitor)
    if board is None:
        return Response(status_code=204)
    events = board.listen(place_of(request).language, request.headers.get("last-event-id"))
    events = boards.taken.listening(visitor, events)
    return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
