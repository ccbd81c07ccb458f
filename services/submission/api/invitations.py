"""Invitations to be appointed: sent, listed, accepted with a secret, confirmed, taken back."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from services.submission import inviting
from services.submission.api.appointments import appointment_view, fresh_catalogue
from services.submission.api.deps import JSON, Kept, Now, answer, as_bytes, tree_with
from services.submission.api.guessing import admit_guess
from services.submission.api.holding import home_of_caller
from services.submission.api.invitation_views import accepted_view, first_answer_to, invitation_view, new_secret
from services.submission.api.units import Code
from services.submission.domain.appointments.appointee import Post
from services.submission.domain.appointments.appointing import appointing_grant, may_see, must_appoint, seen_programmes
from services.submission.domain.appointments.invitations import Invitation, acceptable, hash_of
from services.submission.domain.appointments.refusals import AppointerNeeded
from services.submission.schemas.appointments import AppointmentOut
from services.submission.schemas.invitations import AcceptanceIn, AcceptedOut, InvitationIn, InvitationOut
from services.submission.store import Store
from shared.refusals import NotFound
from shared.web.auth import CurrentCaller
from shared.web.etag import IfMatch
from shared.web.idempotency import Creating, Creation, FirstAnswer
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut
from shared.web.routing import Router

router = Router(tags=["appointments"], responses=problem_responses(401, 403, 404, 409, 410, 412, 422, 428, 429))
PLACE = "/invitations/{id}"


async def _first_answer(request: Request, id_: UUID) -> FirstAnswer | None:
    return await first_answer_to(id_, request, invitation_view)


Create = Annotated[Creation, Depends(Creating(_first_answer, PLACE))]


@router.post("/units/{code}/invitations", status_code=201, response_model=InvitationOut)
async def create_invitation(
    code: Code, body: InvitationIn, caller: CurrentCaller, creation: Create, store: Kept, now: Now
) -> Response:
    """Invite somebody to be appointed. Its secret is told once, lasts 14 days and opens it once."""
    post = Post(body.role, code, body.programme)
    catalogue = await fresh_catalogue(store, post)
    grant = must_appoint(caller, post, catalogue.tree)
    secret = new_secret()
    wish = Invitation(
        creation.id, hash_of(secret), caller.person_id, grant, now, post=post, until=body.until, email=body.email
    )
    view = invitation_view(replace(wish, revision=1), now)
    first = FirstAnswer(creation.request_hash, as_bytes({**view, "secret": None}))
    await inviting.invite(wish, catalogue, store, first)
    return answer(as_bytes({**view, "secret": secret}), 1, 201, PLACE.format(id=creation.id))


@router.get("/units/{code}/invitations", response_model=PageOut[InvitationOut])
async def list_invitations(code: Code, caller: CurrentCaller, page: Page, store: Kept, now: Now) -> Response:
    """Those of a unit, and of units merged into it, newest first: who accepted, by name and verified address."""
    tree = await tree_with(store, code)
    if code not in tree or not may_see(caller, code, tree):
        raise NotFound
    after = page.after_as(datetime, UUID)
    units = (code, *tree.merged(code))
    found = await store.invitations.of_units(units, (after[0], after[1]) if after else None, page.rows_to_read)
    shown, cursor = page.cut(found, lambda one: (one.created_at, one.id))
    seen = seen_programmes(caller, code, tree)
    items = [invitation_view(one, now) for one in shown if seen is None or (one.post and one.post.programme in seen)]
    return Response(as_bytes({"items": items, "next": cursor}), media_type=JSON)


@router.post("/invitations/acceptance", response_model=AcceptedOut)
async def accept_invitation(
    body: AcceptanceIn, request: Request, caller: CurrentCaller, store: Kept, now: Now
) -> Response:
    """Accept what a secret opens: to be appointed, which somebody confirms unless it is as a proxy, or to be an author.

    It makes the caller's card when there is none, in the unit it is about. Accepting it twice changes nothing more.
    """
    admit_guess(request, caller.person_id)
    known = await store.invitations.by_secret(hash_of(body.secret))
    if known is None or not known.was_accepted_by(caller.person_id):
        opened = acceptable(known, caller, now)
        home = await home_of_caller(caller, await _unit_of(opened, store), store, now)
        known = await inviting.accept(body.secret, caller, home, await store.units.catalogue(), store, now)
    return Response(as_bytes(accepted_view(known, now)), media_type=JSON)


@router.post("/invitations/{invitation_id}/confirmation", response_model=AppointmentOut)
async def confirm_invitation(
    invitation_id: UUID, caller: CurrentCaller, expected: IfMatch, store: Kept, now: Now
) -> Response:
    """Appoint who accepted, having seen their name and address: by who invited, or another who could appoint."""
    invitation = await inviting.found(invitation_id, store)
    catalogue = await store.units.catalogue()
    if invitation.post is not None:
        must_appoint(caller, invitation.post, catalogue.tree)
    expected.check(invitation.revision)
    await inviting.confirm(invitation, caller, catalogue, store, now)
    holder = await store.appointees.holding(invitation_id)
    appointment = None if holder is None else holder.get(invitation_id)
    if holder is None or appointment is None:
        raise NotFound
    return answer(as_bytes(appointment_view(holder, appointment)), holder.revision)


@router.delete("/invitations/{invitation_id}", status_code=204)
async def take_invitation_back(
    invitation_id: UUID, caller: CurrentCaller, expected: IfMatch, store: Kept, now: Now
) -> Response:
    """End it, accepted or not: by who invited, or another who could appoint."""
    invitation = await inviting.found(invitation_id, store)
    post = invitation.post
    tree = (await store.units.catalogue()).tree
    if post is not None and caller.person_id != invitation.invited_by and appointing_grant(caller, post, tree) is None:
        raise AppointerNeeded.to(post.role, post.unit)
    expected.check_if_given(invitation.revision)
    await inviting.take_back(invitation, store, now)
    return Response(status_code=204)


async def _unit_of(opened: Invitation, store: Store) -> str:
    if opened.post is not None:
        return opened.post.unit
    initiative = await store.initiatives.get(opened.initiative or opened.id)
    if initiative is None:
        raise NotFound
    return initiative.content.unit
