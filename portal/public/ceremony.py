"""The page for a big screen: boards, figures and what was just approved, in turn, for hours."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from portal.public.board import Asked
from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.web.errors import pages_of
from portal.web.kept_pages import kept

router = APIRouter()
ROWS = 10
APPROVED = 5
Seconds = Annotated[int, Query(ge=5, le=300)]


@router.get("/trinh-chieu/{programme}", dependencies=[Depends(kept)])
async def show_ceremony(
    programme: str,
    request: Request,
    session: Visitor,
    asked: Asked,
    giay: Seconds = 15,
    canh: str = "bang,so-lieu,duyet",
) -> Response:
    """`canh` names the scenes and their order, `giay` how long each stands, both in the address."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    board = await apis.ranking.board(visit, programme, **asked.query(), limit=ROWS)
    scenes = [scene for scene in canh.split(",")[:6] if scene in ("bang", "so-lieu", "duyet")] or ["bang"]
    return pages_of(request).page(
        request,
        "public/ceremony.html",
        board=board,
        asked=asked,
        scenes=scenes,
        seconds=giay,
        places=range(APPROVED),
        now=datetime.now(UTC),
    )
