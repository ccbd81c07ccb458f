"""What anybody may check: a certificate by its code, frozen results by their signature."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import NOT_FOUND, pages_of
from portal.web.kept_pages import kept

router = APIRouter()
CODES = 40
GONE = 410


@router.get("/verify")
async def ask_code(request: Request, _session: Visitor, code: str = "") -> Response:
    """The field for a code."""
    if code.strip():
        return await check_certificate(code.strip()[:CODES], request, _session)
    return _page(request, "", None, 200)


@router.get("/verify/{code}")
async def check_certificate(code: str, request: Request, _session: Visitor) -> Response:
    """What a certificate's code stands for, that it was revoked, or that it stands for none."""
    apis: Apis = request.app.state.apis
    try:
        found = await apis.notify.verify(Visit.of(request), quote(code, safe=""))
    except Refused as refused:
        if refused.problem.status not in (NOT_FOUND, GONE):
            raise
        return _page(request, code, None, refused.problem.status)
    return _page(request, code, found, 200)


def _page(request: Request, code: str, found: dict[str, Any] | None, status: int) -> Response:
    return pages_of(request).page(
        request, "public/verify.html", status=status, code=code, found=found, is_revoked=status == GONE
    )


@router.get("/ket-qua/{programme}", dependencies=[Depends(kept)])
async def show_results(programme: str, request: Request, session: Visitor) -> Response:
    """Every frozen window of a programme, and how to check one."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    snapshots = await apis.ranking.snapshots(visit, programme)
    form = await apis.submission.form(visit, programme, None)
    return pages_of(request).page(request, "public/results.html", programme=form["programme"], snapshots=snapshots)
