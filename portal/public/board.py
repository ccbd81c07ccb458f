"""The emulation board of a unit's children, as anybody sees it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.web.errors import pages_of

router = APIRouter()
Metric = Literal["points", "registered", "approved", "percent", "submitters"]


@router.get("/bang/{programme}")
async def show_board(
    programme: str,
    request: Request,
    session: Visitor,
    unit: str | None = None,
    by: Metric = "points",
    window: Annotated[str, Query(max_length=100)] = "all",
    after: str | None = None,
) -> Response:
    """One page of it."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    board = await apis.ranking.board(visit, programme, unit=unit, by=by, window=window, after=after, limit=50)
    return pages_of(request).page(request, "public/board.html", board=board, programme=programme, by=by)
