"""A returned initiative is corrected and sent again: reasons beside the fields, and both texts when two changed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.domain import amounts, figures
from portal.signin.sessions import SignedIn, Visitor
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.web.forms import WHOLE_FORM, Form, whole
from portal.web.language import place_of
from portal.worker import posting
from portal.worker.keeping import draft_of, keeping, sign_in_first
from portal.worker.known import KnownForm, known_form

router = APIRouter()
OPEN: Final = ("returned", "draft")
STALE: Final = "stale-version"
NOTHING_TO_CHANGE: Final = "nothing-to-change"
PLACES_OF_REASONS: Final = {
    "missing-description": "summary",
    "not-new": "summary",
    "no-effect-shown": "benefit",
    "duplicate": "title",
    "not-initiative": "summary",
}
"""Beside which field a reason stands; the others are about the whole."""
COMPARED: Final = ("title", "summary", "kind", "field", "claimed_benefit_vnd", "first_applied_on")


@dataclass(frozen=True)
class Correcting:
    """One visit to the page."""

    request: Request
    session: Session
    visit: Visit
    apis: Apis
    id: str

    @classmethod
    def of(cls, request: Request, session: Session, id_: str) -> "Correcting":
        """Of a request."""
        return cls(request, session, Visit.of(request, session), request.app.state.apis, id_)

    async def page(self, present: Mapping[str, Any], form: Form, *, is_stale: bool = False) -> Response:
        """The form with the reasons; with what is kept now where somebody else changed it."""
        known = await self._known(present)
        return pages_of(self.request).page(
            self.request,
            "worker/correct.html",
            status=412 if is_stale else 200 if form.is_right else 422,
            initiative=present,
            form=form,
            known=known,
            reasons=reasons_of(present),
            differing=differing(present, form) if is_stale else [],
            read=None,
            today=posting.today(),
        )

    async def _known(self, present: Mapping[str, Any]) -> KnownForm:
        known = await known_form(self.apis, self.visit, present["programme"], present["unit"])
        if isinstance(known, str):
            known = await known_form(self.apis, self.visit, present["programme"], known)
        assert not isinstance(known, str), "an heir is nobody's former self"  # noqa: S101
        return known

    def done(self) -> Response:
        """On to the initiative's page."""
        return RedirectResponse(place_of(self.request).link(f"/cua-toi/{self.id}") + "?da-gui-lai=1", 303)


@router.get("/cua-toi/{id_}/sua")
async def show_correction(id_: str, request: Request, session: SignedIn) -> Response:
    """What was sent, ready to be changed; whatever cannot be changed leads back to its page."""
    visit = Correcting.of(request, session, id_)
    present = await visit.apis.submission.initiative(visit.visit, id_)
    if present["status"] not in OPEN:
        return RedirectResponse(place_of(request).link(f"/cua-toi/{id_}"), 303)
    draft = await draft_of(request, session)
    return await visit.page(present, form_of(present) if draft is None else typed_form(draft))


@router.post("/cua-toi/{id_}/sua")
async def send_correction(id_: str, request: Request, session: Visitor) -> Response:
    """Change it and hand it in again; everything typed stays, whatever comes of it."""
    form = typed_form(await request.form())
    page = f"/cua-toi/{id_}/sua"
    if session is None:
        return await sign_in_first(request, form, page)
    return await keeping(request, form, page, _send(Correcting.of(request, session, id_), form))


async def _send(visit: Correcting, form: Form) -> Response:
    posting.check(form, posting.today(), pages_of(visit.request).words(visit.request))
    present = await visit.apis.submission.initiative(visit.visit, visit.id)
    if not form.is_right:
        return await visit.page(present, form)
    if present["status"] not in OPEN:
        return await _already(visit, present, form)
    return await _write(visit, form)


async def _write(visit: Correcting, form: Form) -> Response:
    try:
        revision = await _change(visit, form)
        await visit.apis.submission.submit(visit.visit, visit.id, revision)
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        return await _refused(visit, refused, form)
    return visit.done()


async def _change(visit: Correcting, form: Form) -> int:
    """The revision that says what was typed: written now, or before by a sending that was cut off halfway."""
    submission, revision = visit.apis.submission, whole(form.value("revision"))
    try:
        return int((await submission.change(visit.visit, visit.id, body_of(form), revision))["revision"])
    except Refused as refused:
        if refused.problem.slug == NOTHING_TO_CHANGE:
            return revision
        if refused.problem.slug != STALE:
            raise
        present = await submission.initiative(visit.visit, visit.id)
        if present["status"] not in OPEN or differing(present, form):
            raise
        return int(present["revision"])


async def _refused(visit: Correcting, refused: Refused, form: Form) -> Response:
    present = await visit.apis.submission.initiative(visit.visit, visit.id)
    if refused.problem.slug == STALE or present["status"] not in OPEN:
        return await _already(visit, present, form)
    form.values["revision"] = str(present["revision"])
    form.take(refused.problem, posting.FIELDS_OF_THE_API)
    return await visit.page(present, form)


async def _already(visit: Correcting, present: Mapping[str, Any], form: Form) -> Response:
    """It changed meanwhile: by a double tap of one's own, which is no news, or by somebody else."""
    if not differing(present, form) and present["status"] not in OPEN:
        return visit.done()
    form.values["revision"] = str(present["revision"])
    return await visit.page(present, form, is_stale=True)


def body_of(form: Form) -> dict[str, Any]:
    """What may be changed; emptied fields are emptied."""
    applied = posting.first_applied(form, posting.today())
    return {
        "title": posting.text_of(form, "title"),
        "summary": posting.text_of(form, "summary"),
        "kind": form.value("kind"),
        "field": posting.field_of(form),
        "claimed_benefit_vnd": amounts.parse(form.value("benefit")),
        "first_applied_on": None if applied is None else applied.isoformat(),
    }


def typed_form(values: Mapping[str, Any]) -> Form:
    """The form as it was sent, with the revision it was made for."""
    form = posting.form_of(values)
    form.values["revision"] = str(values.get("revision") or "")[:20]
    return form


def form_of(present: Mapping[str, Any]) -> Form:
    """The form with what is kept now."""
    benefit, applied = present["claimed_benefit_vnd"], present["first_applied_on"]
    return Form(
        {
            "title": present["title"],
            "summary": present["summary"],
            "kind": present["kind"],
            "field": present["field"],
            "field_text": present["field"],
            "benefit": "" if benefit is None else figures.whole(benefit),
            "applied": "" if applied is None else "date",
            "applied_on": applied or "",
            "revision": str(present["revision"]),
        }
    )


def differing(present: Mapping[str, Any], form: Form) -> list[dict[str, Any]]:
    """Fields in which what is kept now is not what was typed."""
    typed = body_of(form)
    return [
        {"name": name, "standing": present[name], "typed": typed[name]}
        for name in COMPARED
        if present[name] != typed[name]
    ]


def reasons_of(present: Mapping[str, Any]) -> dict[str, list[str]]:
    """Why it was returned, by field; the note and reasons of no field under the empty name."""
    returned = [act for act in present.get("timeline") or [] if act["kind"] == "returned"]
    found: dict[str, list[str]] = {}
    for act in returned[-1:]:
        for reason in act["reasons"]:
            found.setdefault(PLACES_OF_REASONS.get(reason["code"], WHOLE_FORM), []).append(reason["text"])
        if act.get("comment"):
            found.setdefault(WHOLE_FORM, []).append(act["comment"])
    return found
