"""What came of it: certificates to keep, and every mail that was sent to oneself."""

import re
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from portal.signin.sessions import SignedIn
from portal.upstream.apis import Apis, Visit
from portal.web.errors import NOT_FOUND, pages_of

router = APIRouter()
_ID: Final = re.compile(r"[0-9a-f-]{36}")


@router.get("/chung-nhan")
async def list_certificates(request: Request, session: SignedIn, after: str | None = None) -> Response:
    """Certificates of the visitor."""
    apis: Apis = request.app.state.apis
    found = await apis.notify.certificates(Visit.of(request, session), after)
    return pages_of(request).page(request, "worker/certificates.html", found=found)


@router.get("/chung-nhan/{id_}.pdf")
async def download_certificate(id_: str, request: Request, session: SignedIn) -> Response:
    """One to print."""
    if not _ID.fullmatch(id_):
        raise HTTPException(NOT_FOUND)
    apis: Apis = request.app.state.apis
    content = await apis.notify.certificate_pdf(Visit.of(request, session), id_)
    named = {"Content-Disposition": f'attachment; filename="chung-nhan-{id_}.pdf"'}
    return Response(content, media_type="application/pdf", headers=named)


@router.get("/thu")
async def list_messages(request: Request, session: SignedIn, after: str | None = None) -> Response:
    """Mails to the visitor, and what became of each."""
    apis: Apis = request.app.state.apis
    found = await apis.notify.mine(Visit.of(request, session), after)
    return pages_of(request).page(request, "worker/messages.html", found=found)
