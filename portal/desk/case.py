"""One case before its reviewer, and the decision on it."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.signin.sessions import SignedIn
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import pages_of
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
ACTS = ("approve", "return", "reject", "decline")


@router.get("/ban-xet-duyet/{id_}")
async def show_case(id_: str, request: Request, session: SignedIn) -> Response:
    """What is to be decided on."""
    return await _page(request, session, id_, Form())


@router.post("/ban-xet-duyet/{id_}")
async def decide(id_: str, request: Request, session: SignedIn) -> Response:
    """Decide on what was seen: its revision and versions are in the form."""
    sent = await request.form()
    form = Form({name: str(value)[:5000] for name, value in sent.items()})
    apis: Apis = request.app.state.apis
    try:
        await apis.review.decide(Visit.of(request, session), id_, _decision(form), _whole(form, "revision"))
    except Refused as refused:
        form.take(refused.problem, {name: name for name in ("decision_number", "decided_on", "reasons", "comment")})
        return await _page(request, session, id_, form)
    return RedirectResponse(place_of(request).link("/ban-xet-duyet") + f"?xong={id_}", 303)


def _decision(form: Form) -> dict[str, Any]:
    body: dict[str, Any] = {
        "act": form.value("act"),
        "content_version": _whole(form, "content_version"),
        "submission_version": _whole(form, "submission_version"),
        "decision_number": form.value("decision_number") or None,
        "decided_on": form.value("decided_on") or None,
        "reasons": [form.value("reason")] if form.value("reason") else None,
        "comment": form.value("comment") or None,
    }
    return {name: value for name, value in body.items() if value is not None}


def _whole(form: Form, name: str) -> int:
    return int(form.value(name)) if form.value(name).isdecimal() else 0


async def _page(request: Request, session: Session, id_: str, form: Form) -> Response:
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    case = await apis.review.case(visit, id_)
    reference = await apis.submission.reference(visit)
    return pages_of(request).page(
        request,
        "desk/case.html",
        status=200 if form.is_right else 422,
        case=case,
        reasons=reference["reasons"],
        form=form,
    )
