"""Taking an approval or a reward back: on a page of its own, for it is told to people who were praised."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from portal.desk.address import DeskAddress, is_id
from portal.desk.case import CASE
from portal.desk.looking import Looked, look
from portal.desk.repeated import is_revoked_already
from portal.desk.resuming import away_page, resumed, sign_in_and_back
from portal.desk.typed import FIELDS_OF_THE_API, check_comment, check_reasons, form_of
from portal.signin.sessions import SignedIn, Visitor
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.optional import UNAUTHENTICATED
from portal.upstream.problems import Away, Refused
from portal.web.errors import pages_of
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
PAGE: Final = CASE + "/thu-hoi/{subject:uuid}"


@router.get(PAGE)
async def ask_revocation(request: Request, session: SignedIn) -> Response:
    """What would be taken back, and what goes with it."""
    form = await resumed(request, session, place_of(request).path, DeskAddress.of(request))
    return await _page(request, session, form or Form())


@router.post(PAGE)
async def revoke(request: Request, session: Visitor) -> Response:
    """Take it back."""
    form = form_of(await request.form())
    if session is None:
        return await sign_in_and_back(request, form, place_of(request).path)
    words = pages_of(request).words(request)
    check_reasons(form, words)
    check_comment(form, words)
    apis: Apis = request.app.state.apis
    id_ = str(request.path_params["id_"])
    try:
        if not form.is_right:
            return await _page(request, session, form)
        await apis.review.revoke(Visit.of(request, session), id_, _body(request, form), form.whole("revision"))
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            return await sign_in_and_back(request, form, place_of(request).path)
        form.take(refused.problem, FIELDS_OF_THE_API)
        return await _page(request, session, form)
    except Away as away:
        return away_page(request, form, away)
    return _done(request, "revoke")


def _done(request: Request, last_act: str) -> Response:
    """On to the case, which says what became of it."""
    case_page = place_of(request).link(f"/ban-xet-duyet/{request.path_params['id_']}")
    return RedirectResponse(case_page + DeskAddress.of(request).but(last_act=last_act), 303)


def _body(request: Request, form: Form) -> dict[str, Any]:
    kind = "reward_id" if form.value("kind") == "reward" else "approval_id"
    body = {kind: str(request.path_params["subject"]), "reasons": form.value("reasons").split()}
    return body | ({"comment": form.value("comment").strip()} if form.value("comment").strip() else {})


async def _page(request: Request, session: Session, form: Form) -> Response:
    looked = await look(request, session, str(request.path_params["id_"]))
    subject_id = str(request.path_params["subject"])
    subject = None if looked is None else _standing(looked, subject_id)
    if looked is not None and not form.is_right and subject is None:
        return _done(request, "revoke" if is_revoked_already(looked.case, subject_id, looked.me) else "gone")
    if looked is None or subject is None:
        raise HTTPException(404)
    apis: Apis = request.app.state.apis
    return pages_of(request).page(
        request,
        "desk/revoke.html",
        status=200 if form.is_right else 422,
        looked=looked,
        case=looked.case,
        subject=subject,
        kind="reward" if "form" in subject else "approval",
        address=DeskAddress.of(request),
        lists=await apis.names.lists(Visit.of(request, session)),
        form=form,
    )


def _standing(looked: Looked, id_: str) -> dict[str, Any] | None:
    standing = (*looked.case["approvals"], *looked.case["rewards"])
    return next((one for one in standing if is_id(id_) and one["id"] == id_), None)
