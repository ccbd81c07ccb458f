"""How an initiative stands, for whoever has its receipt: no account, no script, a page that opens on any phone."""

from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import NOT_FOUND, TOO_MANY, pages_of
from portal.web.forms import Form
from portal.web.language import place_of
from portal.worker.mine import sentence_of

router = APIRouter()
LONGEST: Final = 40


@router.get("/bien-nhan")
async def ask_receipt(request: Request, _session: Visitor, ma: str | None = None) -> Response:
    """The field for a code."""
    code = "" if ma is None else ma.strip()[:LONGEST]
    if code:
        return RedirectResponse(place_of(request).link(f"/bien-nhan/{quote(code, safe='')}"), 303)
    form = Form()
    words = pages_of(request).words(request)
    if ma is not None:
        form.add("ma", words("Viết mã trên biên nhận, ví dụ SK-7K3M-Q2XA-9DTR-5"))
    return _page(request, form, None, 200 if ma is None else 422)


@router.get("/bien-nhan/{code}")
async def show_receipt(code: str, request: Request, _session: Visitor) -> Response:
    """What happens now, by whom, until when; never what the initiative is, nor whose."""
    apis: Apis = request.app.state.apis
    form = Form({"ma": code[:LONGEST]})
    words = pages_of(request).words(request)
    visit = Visit.of(request)
    try:
        found = await apis.review.receipt(visit, quote(code[:LONGEST], safe=""))
    except Refused as refused:
        status = refused.problem.status
        if status == TOO_MANY:
            form.add("ma", words("Đã tra quá nhiều mã sai. Đợi một phút rồi thử lại."))
        elif status in (NOT_FOUND, 422):
            form.add("ma", words("Không có biên nhận nào mang mã này. Xem lại từng chữ, từng số."))
        else:
            raise
        return _page(request, form, None, status)
    return _page(request, form, {**found, "sentence": sentence_of(found, visit.reader, words)}, 200)


def _page(request: Request, form: Form, found: dict[str, Any] | None, status: int) -> Response:
    return pages_of(request).page(request, "worker/receipt.html", status=status, form=form, found=found)
