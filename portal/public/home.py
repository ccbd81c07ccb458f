"""The first page: the programmes, how far they are, where to post."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.web.errors import pages_of

router = APIRouter()


@router.get("/")
async def show_home(request: Request, _session: Visitor) -> Response:
    """Every public programme."""
    apis: Apis = request.app.state.apis
    programmes = await apis.submission.programmes(Visit.of(request))
    return pages_of(request).page(request, "public/home.html", programmes=programmes)
