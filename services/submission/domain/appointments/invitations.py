"""Inviting somebody who has no card here: they accept with a secret, and for most roles are confirmed by who invites.

The secret is known to its holder alone; here is its hash. Whoever it was forwarded to shows when they accept.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.submission.domain.appointments.appointee import Appointee, Appointment, Post
from services.submission.domain.appointments.appointing import appointing_grant
from services.submission.domain.appointments.refusals import (
    AppointerNeeded,
    EmailNotProved,
    InvitationExpired,
    InvitationForAnother,
    InvitationNotAccepted,
    InvitationUsed,
    InviterMayNot,
    OwnAppointment,
    UnknownInvitation,
)
from shared.access import Caller, Grant, Role
from shared.units import UnitTree

LASTS = timedelta(days=14)
KEPT = timedelta(days=60)
"""After which nothing is known of an invitation, accepted or not."""
SECRET_BYTES = 16
MOST_OF_A_UNIT = 100
MOST_OF_AN_INVITER = 200
"""Open invitations."""


class InvitationState(StrEnum):
    """What became of it. One that is open past its time has expired."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    TAKEN_BACK = "taken-back"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepted, as their token named them then; name and address are gone once they had themselves erased."""

    person: UUID
    at: datetime
    name: str | None = None
    email: str | None = None
    """Proved by who signed them in."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """To be appointed to a post (`post`), or to become an author of an initiative with a share (`initiative`)."""

    id: UUID
    secret_hash: str
    invited_by: UUID
    grant: Grant | None
    """By which it was sent; None: as an author."""
    created_at: datetime
    post: Post | None = None
    until: datetime | None = None
    """Of the appointment; None: no end."""
    initiative: UUID | None = None
    share: int | None = None
    email: str | None = None
    """Of the only one who may accept; None: whoever has the secret."""
    state: InvitationState = InvitationState.OPEN
    accepted: Acceptance | None = None
    revision: int = 0

    @property
    def expires_at(self) -> datetime:
        """The first moment at which nobody accepts it any more."""
        return self.created_at + LASTS

    def shown_state(self, now: datetime) -> str:
        """Its state as people see it."""
        expired = self.state is InvitationState.OPEN and now >= self.expires_at
        return "expired" if expired else self.state.value

    def was_accepted_by(self, person: UUID) -> bool:
        """Whether it is theirs, confirmed or not: who accepts twice, since the answer was lost, is told the same."""
        settled = self.state in (InvitationState.ACCEPTED, InvitationState.CONFIRMED)
        return settled and self.accepted is not None and self.accepted.person == person

    def taken_back(self) -> "Invitation":
        """Ended by who sent it, or who could; a role that was confirmed is ended as an appointment."""
        if self.state in (InvitationState.CONFIRMED, InvitationState.TAKEN_BACK):
            raise InvitationUsed
        return replace(self, state=InvitationState.TAKEN_BACK)


def hash_of(secret: str) -> str:
    """What is kept of a secret: it has 128 bits, so its plain hash tells nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def acceptable(invitation: Invitation | None, caller: Caller, now: datetime) -> Invitation:
    """The invitation that a secret opens for this caller, once, in time; and for no other when it names one."""
    if invitation is None:
        raise UnknownInvitation
    if invitation.state is not InvitationState.OPEN:
        raise InvitationUsed
    if now >= invitation.expires_at:
        raise InvitationExpired
    if caller.person_id == invitation.invited_by:
        raise OwnAppointment
    if invitation.email is not None and (caller.email or "").casefold() != invitation.email.casefold():
        raise InvitationForAnother
    return invitation


def accepted(invitation: Invitation, caller: Caller, now: datetime, *, at_once: bool) -> Invitation:
    """With who accepted; settled `at_once` where nobody need confirm it. Of authors the initiative has the name."""
    if not at_once and caller.email is None:
        raise EmailNotProved
    state = InvitationState.CONFIRMED if at_once else InvitationState.ACCEPTED
    who = Acceptance(caller.person_id, now, caller.name, caller.email)
    return replace(invitation, state=state, accepted=who if invitation.post else Acceptance(caller.person_id, now))


def is_settled_at_once(post: Post) -> bool:
    """A proxy decides nothing: nobody need look at who accepted."""
    return post.role == Role.PROXY


def check_inviter(invitation: Invitation, post: Post, inviter: Appointee, tree: UnitTree, now: datetime) -> None:
    """Whoever invited could appoint still."""
    if appointing_grant(inviting_now(invitation, inviter, now), post, tree) is None:
        raise InviterMayNot


def inviting_now(invitation: Invitation, inviter: Appointee, now: datetime) -> Caller:
    """Whoever invited, as they stand now. What their token said is known of the day they invited alone."""
    grants = () if invitation.grant is None or invitation.grant.source is not None else (invitation.grant,)
    return Caller(invitation.invited_by, "", "", (*grants, *inviter.grants(now)))


def confirmed(invitation: Invitation, caller: Caller, tree: UnitTree) -> tuple[Invitation, Grant]:
    """Confirmed by who could appoint now, having seen who accepted; never by who accepted."""
    if invitation.post is None or invitation.accepted is None or invitation.state is InvitationState.OPEN:
        raise InvitationNotAccepted
    grant = appointing_grant(caller, invitation.post, tree)
    if grant is None:
        raise AppointerNeeded.to(invitation.post.role, invitation.post.unit)
    if caller.person_id == invitation.accepted.person:
        raise OwnAppointment
    if invitation.state is not InvitationState.ACCEPTED:
        raise InvitationUsed
    return replace(invitation, state=InvitationState.CONFIRMED), grant


def appointment_of(invitation: Invitation, post: Post, by: UUID, now: datetime) -> Appointment:
    """What an invitation comes to; it has the invitation's id, so that it is made once."""
    return Appointment(invitation.id, post, now, invitation.until, appointed_by=by)
