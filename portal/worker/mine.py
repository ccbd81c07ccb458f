"""What somebody posted: the list, and one with what happens now, by whom, until when."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.signin.sessions import SignedIn
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import NOT_FOUND, pages_of

router = APIRouter()


@router.get("/cua-toi")
async def list_mine(request: Request, session: SignedIn, after: str | None = None) -> Response:
    """Initiatives one is an author of, or entered."""
    apis: Apis = request.app.state.apis
    found = await apis.submission.mine(Visit.of(request, session), after)
    return pages_of(request).page(request, "worker/mine.html", found=found)


@router.get("/cua-toi/{id_}")
async def show_one(id_: str, request: Request, session: SignedIn) -> Response:
    """One of them; just after it was sent, with thanks."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    initiative = await apis.submission.initiative(visit, id_)
    case: dict[str, Any] | None = None
    try:
        case = await apis.review.case(visit, id_)
    except Refused as refused:
        if refused.problem.status != NOT_FOUND:  # review has not read of it yet
            raise
    return pages_of(request).page(
        request,
        "worker/initiative.html",
        initiative=initiative,
        case=case,
        just_sent=request.query_params.get("vua-gui") == "1",
    )
