"""Invitations to become an author of an initiative: sent by its first author or a proxy, listed, taken back."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from services.submission import inviting
from services.submission.api.deps import JSON, Kept, Now, answer, as_bytes
from services.submission.api.invitation_views import author_invitation_view, first_answer_to, new_secret
from services.submission.domain import access, coauthors
from services.submission.domain.acts import Setting
from services.submission.domain.appointments.invitations import MOST_OF_A_UNIT, Invitation, hash_of
from services.submission.domain.initiative import Initiative
from services.submission.schemas.invitations import AuthorInvitationIn, AuthorInvitationOut
from services.submission.store import Store
from shared.refusals import Forbidden, NotFound
from shared.web.auth import CurrentCaller
from shared.web.etag import IfMatch
from shared.web.idempotency import Creating, Creation, FirstAnswer
from shared.web.openapi import problem_responses
from shared.web.paging import PageOut
from shared.web.routing import Router

router = Router(
    prefix="/initiatives/{initiative_id}/invitations",
    tags=["initiatives"],
    responses=problem_responses(401, 403, 404, 409, 412, 422, 428),
)


async def _first_answer(request: Request, id_: UUID) -> FirstAnswer | None:
    first = await first_answer_to(id_, request, author_invitation_view)
    return None if first is None else replace(first, location=f"{request.url.path}/{id_}")


Create = Annotated[Creation, Depends(Creating(_first_answer))]


@router.post("", status_code=201, response_model=AuthorInvitationOut)
async def invite_author(
    initiative_id: UUID,
    body: AuthorInvitationIn,
    caller: CurrentCaller,
    creation: Create,
    store: Kept,
    now: Now,
) -> Response:
    """Invite somebody to become an author, for 14 days, while no approval stands; the share is the first author's."""
    initiative, setting = await _read(initiative_id, store, now)
    actor = access.must_write(caller, initiative, setting.tree)
    coauthors.check_may_invite(initiative, actor)
    secret = new_secret()
    wish = Invitation(
        creation.id,
        hash_of(secret),
        caller.person_id,
        actor.grant,
        now,
        initiative=initiative_id,
        share=body.share,
        email=body.email,
    )
    view = author_invitation_view(replace(wish, revision=1), now)
    first = FirstAnswer(creation.request_hash, as_bytes({**view, "secret": None}))
    await inviting.invite_author(wish, setting, store, first)
    place = f"/initiatives/{initiative_id}/invitations/{creation.id}"
    return answer(as_bytes({**view, "secret": secret}), 1, 201, place)


@router.get("", response_model=PageOut[AuthorInvitationOut])
async def list_author_invitations(initiative_id: UUID, caller: CurrentCaller, store: Kept, now: Now) -> Response:
    """Those of an initiative, newest first, for whoever may invite."""
    initiative, setting = await _read(initiative_id, store, now)
    try:
        coauthors.check_may_invite(initiative, access.must_write(caller, initiative, setting.tree))
    except Forbidden:
        raise NotFound from None
    found = await store.invitations.of_initiative(initiative_id, MOST_OF_A_UNIT)
    body = {"items": [author_invitation_view(one, now) for one in found], "next": None}
    return Response(as_bytes(body), media_type=JSON)


@router.delete("/{invitation_id}", status_code=204)
async def take_author_invitation_back(
    initiative_id: UUID, invitation_id: UUID, caller: CurrentCaller, expected: IfMatch, store: Kept, now: Now
) -> Response:
    """End it before it is accepted."""
    initiative, setting = await _read(initiative_id, store, now)
    coauthors.check_may_invite(initiative, access.must_write(caller, initiative, setting.tree))
    invitation = await store.invitations.get(invitation_id)
    if invitation is None or invitation.initiative != initiative_id:
        raise NotFound
    expected.check_if_given(invitation.revision)
    await inviting.take_back(invitation, store, now)
    return Response(status_code=204)


async def _read(id_: UUID, store: Store, now: datetime) -> tuple[Initiative, Setting]:
    initiative = await store.initiatives.get(id_)
    if initiative is None:
        raise NotFound
    catalogue = await store.units.catalogue()
    return initiative, Setting(catalogue.programme(initiative.content.programme), catalogue.tree, now)
