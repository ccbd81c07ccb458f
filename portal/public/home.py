"""The first page: the programmes, how far they are, who leads, what was recognised, where to send."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.domain.moments import HOME, days_until
from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Away, Refused
from portal.web.errors import pages_of
from portal.web.kept_pages import kept

router = APIRouter()
LEADERS = 5
SHOWN = 4
TYPICAL = 3


@router.get("/", dependencies=[Depends(kept)])
async def show_home(request: Request, session: Visitor) -> Response:
    """The public programmes, open ones first; the first one's leaders."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    today = datetime.now(UTC).astimezone(HOME).date()
    programmes = await apis.submission.programmes(visit)
    running = sorted(programmes, key=lambda one: (days_until(one["submit_until"], today) < 0, one["submit_until"]))
    shown = running[:SHOWN]
    boards = await asyncio.gather(*(_board(apis, visit, one["id"]) for one in shown))
    typical = await _typical(apis, visit, shown[0]["id"]) if shown else []
    return pages_of(request).page(
        request,
        "public/home.html",
        programmes=[
            {**one, "board": board, "days_left": days_until(one["submit_until"], today)}
            for one, board in zip(shown, boards, strict=True)
        ],
        more=running[SHOWN:],
        typical=typical,
    )


async def _typical(apis: Apis, visit: Visit, programme: str) -> list[dict[str, Any]]:
    try:
        return list((await apis.submission.showcase(visit, programme, None, TYPICAL))["items"])
    except (Away, Refused):
        return []


async def _board(apis: Apis, visit: Visit, programme: str) -> dict[str, Any] | None:
    """The page stands without figures while ranking is away, or where they are not for everybody."""
    try:
        return await apis.ranking.board(visit, programme, by="points", limit=LEADERS)
    except (Away, Refused):
        return None
