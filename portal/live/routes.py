"""Boards as they move, for browsers: one stream a page, and the plain page again for whoever has no scripts."""

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from portal.live.boards import LiveBoards
from portal.public.board import Asked
from portal.signin.sessions import Visitor
from portal.web.language import place_of

router = APIRouter()


@router.get("/bang/{programme}/stream")
async def stream_board(programme: str, request: Request, session: Visitor, asked: Asked) -> Response:
    """The board's changes; 204 has the browser give up and the page poll."""
    boards: LiveBoards = request.app.state.live
    board = await boards.board(session, programme, {**asked.query(), "movement": "true"})
    if board is None:
        return Response(status_code=204)
    events = board.listen(place_of(request).language, request.headers.get("last-event-id"))
    return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
