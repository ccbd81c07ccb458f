"""What anybody may check: a certificate by its code, frozen results by their signature."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.domain import windows
from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import NOT_FOUND, pages_of
from portal.web.kept_pages import kept

router = APIRouter()
CODES = 40
REVOKED = 410


@router.get("/verify")
async def ask_code(request: Request, _session: Visitor, code: str = "") -> Response:
    """The field for a code."""
    if code.strip():
        return await check_certificate(code.strip()[:CODES], request, _session)
    return pages_of(request).page(request, "public/verify.html", code="", found=None, is_revoked=False)


@router.get("/verify/{code}")
async def check_certificate(code: str, request: Request, _session: Visitor) -> Response:
    """What a certificate's code stands for, or that it stands for none."""
    apis: Apis = request.app.state.apis
    page = "public/verify.html"
    try:
        found = await apis.notify.verify(Visit.of(request), code)
    except Refused as refused:
        status = refused.problem.status
        if status not in (NOT_FOUND, REVOKED):
            raise
        known = {"is_revoked": status == REVOKED, "found": None}
        return pages_of(request).page(request, page, status=status, code=code, **known)
    return pages_of(request).page(request, page, code=code, found=found, is_revoked=False)


@router.get("/ket-qua/{programme}", dependencies=[Depends(kept)])
async def show_results(programme: str, request: Request, session: Visitor) -> Response:
    """Every frozen window of a programme, and how to check one."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    snapshots = await apis.ranking.snapshots(visit, programme)
    form = await apis.submission.form(visit, programme, None)
    shown = form["programme"]
    words = pages_of(request).words(request)
    named = {one["window"]: windows.name_of(one["window"], shown["phases"], words) for one in snapshots}
    return pages_of(request).page(request, "public/results.html", programme=shown, snapshots=snapshots, named=named)
