"""What waits on a device: the page that shows it, and where its scripts send it; bytes are passed on as they are."""

from typing import Any, Final

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.signin.drafts import drop_draft_below
from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.upstream.checks import is_key
from portal.upstream.problems import Away, Problem, Refused
from portal.web.assets import Assets, read_part
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.worker import posting

router = APIRouter()
scripts = APIRouter()
FORMS: Final = "/g/"
"""Before the address of every form whose sendings may wait."""
_WORKER: Final = read_part("js/sw.js").decode()


@router.get("/cho-gui")
async def show_outbox(request: Request, _session: Visitor) -> Response:
    """The page; what it shows is on the device alone."""
    return pages_of(request).page(request, "worker/outbox.html")


@router.get("/cho-gui/ai")
async def tell_who(session: Visitor) -> Response:
    """Whose session this browser has, for the question “send as …?”."""
    known = {"account": None, "name": None} if session is None else _account(session)
    return _json(known, 200)


@router.post("/cho-gui")
async def pass_on(request: Request, session: Visitor) -> Response:
    """Post what a script kept, for the account it was kept for and no other."""
    key = request.headers.get("idempotency-key", "")
    if not is_key(key) or not request.headers.get("content-type", "").startswith("application/json"):
        return _json({"slug": "unreadable-body", "title": "", "fields": []}, 400)
    if session is None:
        return _json({"slug": "unauthenticated", "title": "", "fields": []}, UNAUTHENTICATED)
    if request.headers.get("sangkien-account") != str(session.person):
        return _json({"slug": "other-account", "title": "", "fields": []}, 409)
    apis: Apis = request.app.state.apis
    try:
        made, _ = await apis.submission.post(Visit.of(request, session), await request.body(), key)
    except Refused as refused:
        return _json(_refusal(refused.problem), refused.problem.status)
    except Away as away:
        return _json({"slug": "unavailable", "title": "", "fields": []}, 503, retry_after=away.retry_after)
    await drop_draft_below(request, session, FORMS)
    return _json({"page": f"/cua-toi/{made['id']}", "receipt": made.get("receipt")}, 201)


@scripts.get("/sw.js")
async def get_worker(request: Request) -> Response:
    """The service worker, with the address of the scripts it sends with."""
    assets: Assets = request.app.state.assets
    text = _WORKER.replace("OUTBOX_ADDRESS", assets.address("outbox.js"))
    return Response(text, media_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


def _account(session: Any) -> dict[str, str]:
    return {"account": str(session.person), "name": session.name}


def _refusal(problem: Problem) -> dict[str, Any]:
    fields = [{"field": posting.FIELDS_OF_THE_API.get(one.field, ""), "message": one.message} for one in problem.fields]
    page = posting.page_of(problem.location) if problem.location else None
    return {"slug": problem.slug, "title": problem.detail or problem.title, "fields": fields, "page": page}


def _json(body: Any, status: int, *, retry_after: int | None = None) -> Response:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Response(orjson.dumps(body), status, headers, "application/json")
