"""What anybody may check: a certificate by its code, frozen results by their signature."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import NOT_FOUND, pages_of
from portal.web.kept_pages import kept

router = APIRouter()
CODES = 40


@router.get("/verify")
async def ask_code(request: Request, _session: Visitor, code: str = "") -> Response:
    """The field for a code."""
    if code.strip():
        return await check_certificate(code.strip()[:CODES], request, _session)
    return pages_of(request).page(request, "public/verify.html", code="", found=None)


@router.get("/verify/{code}")
async def check_certificate(code: str, request: Request, _session: Visitor) -> Response:
    """What a certificate's code stands for, or that it stands for none."""
    apis: Apis = request.app.state.apis
    try:
        found = await apis.notify.verify(Visit.of(request), code)
    except Refused as refused:
        if refused.problem.status != NOT_FOUND:
            raise
        return pages_of(request).page(request, "public/verify.html", status=404, code=code, found=None)
    return pages_of(request).page(request, "public/verify.html", code=code, found=found)


@router.get("/ket-qua/{programme}", dependencies=[Depends(kept)])
async def show_results(programme: str, request: Request, session: Visitor) -> Response:
    """Every frozen window of a programme, and how to check one."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    snapshots = await apis.ranking.snapshots(visit, programme)
    form = await apis.submission.form(visit, programme, None)
    return pages_of(request).page(request, "public/results.html", programme=form["programme"], snapshots=snapshots)
