"""What somebody who helps finds first: what came back and waits for a correction, and what they entered last."""

import asyncio
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from portal.proxy.named import Rows, named
from portal.proxy.team import Team, team_of
from portal.signin.sessions import SignedIn
from portal.upstream.optional import if_told
from portal.web.errors import pages_of

router = APIRouter()
ROWS: Final = 10
Unit = Annotated[str | None, Query(alias="don-vi", max_length=100)]


@router.get("/to-ho-tro")
async def show_home(request: Request, session: SignedIn, unit: Unit = None) -> Response:
    """One unit of the visitor's; a service that is away takes its part of the page alone."""
    team = await team_of(request, session, unit)
    submission, visit = team.apis.submission, team.visit
    returned, entered = await asyncio.gather(
        if_told(submission.of_unit(visit, team.unit, status="returned", limit=ROWS)),
        if_told(submission.mine(visit, unit=team.unit)),
    )
    return pages_of(request).page(
        request,
        "proxy/home.html",
        team=team,
        returned=await _named(team, returned),
        entered=await _named(team, entered),
    )


async def _named(team: Team, page: dict[str, Any] | None) -> Rows | None:
    return None if page is None else await named(team, {**page, "items": page["items"][:ROWS]})
