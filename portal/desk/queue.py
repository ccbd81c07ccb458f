"""The desk: what waits for the visitor's decision, the most urgent first."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.signin.sessions import SignedIn
from portal.upstream.apis import Apis, Visit
from portal.web.errors import pages_of

router = APIRouter()


@router.get("/ban-xet-duyet")
async def show_queue(request: Request, session: SignedIn, after: str | None = None) -> Response:
    """The queue."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    cases = await apis.review.cases(visit, status="pending", after=after, limit=50)
    return pages_of(request).page(request, "desk/queue.html", cases=cases)
