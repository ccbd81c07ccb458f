"""From invitations to the bodies of answers, and their secrets."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request

from services.submission.api.deps import as_bytes, store_of
from services.submission.domain.appointments.invitations import SECRET_BYTES, Invitation
from shared.web.idempotency import FirstAnswer

View = Callable[[Invitation, datetime], dict[str, Any]]


def new_secret() -> str:
    """128 random bits."""
    return secrets.token_urlsafe(SECRET_BYTES)


async def first_answer_to(id_: UUID, request: Request, view: View) -> FirstAnswer | None:
    """What inviting was answered at first, without the secret.

    Of one whose person was erased since, what is left of it.
    """
    invitations = store_of(request).invitations
    first, left = await invitations.first_answer(id_), await invitations.get(id_)
    if first is None or first.body or first.request_hash is None or left is None:
        return first
    now = request.app.state.service.clock.now()
    return FirstAnswer(first.request_hash, as_bytes({**view(left, now), "secret": None}), left.revision)


def invitation_view(one: Invitation, now: datetime) -> dict[str, Any]:
    """For whoever may see who is appointed on the unit."""
    accepted, post = one.accepted, one.post
    who = None
    if accepted is not None:
        who = {"person": accepted.person, "name": accepted.name, "email": accepted.email, "at": accepted.at}
    return {
        "id": one.id,
        "unit": post.unit if post else None,
        "role": post.role if post else None,
        "programme": post.programme if post else None,
        "until": one.until,
        "email": one.email,
        "invited_by": one.invited_by,
        "created_at": one.created_at,
        "expires_at": one.expires_at,
        "state": one.shown_state(now),
        "accepted": who,
        "revision": one.revision,
    }


def author_invitation_view(one: Invitation, now: datetime) -> dict[str, Any]:
    """For whoever may invite."""
    return {
        "id": one.id,
        "initiative": one.initiative,
        "share": one.share,
        "email": one.email,
        "created_at": one.created_at,
        "expires_at": one.expires_at,
        "state": one.shown_state(now),
        "revision": one.revision,
    }


def accepted_view(one: Invitation, now: datetime) -> dict[str, Any]:
    """For whoever accepted."""
    return {
        "id": one.id,
        "state": one.shown_state(now),
        "unit": one.post.unit if one.post else None,
        "role": one.post.role if one.post else None,
        "initiative": one.initiative,
        "share": one.share,
    }
