"""One message: one decision told to one person. Its id is computed, so it exists once (design §3, part notify)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid5

from pydantic import Field

from shared.events.envelope import Frozen, Instant
from shared.units import Level


class Template(StrEnum):
    """What a message says."""

    APPROVED = "approved"
    REWARDED = "rewarded"
    RETURNED = "returned"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    MILESTONE = "milestone"

    @property
    def commends(self) -> bool:
        """Whether it announces an award, which a later revocation makes untrue."""
        return self in (Template.APPROVED, Template.REWARDED)


class MessageState(StrEnum):
    """Where a message is on its way."""

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    WAITING = "waiting-for-contact"


class About(Frozen):
    """The decision a message tells of, kept as it was: the standing that named it may be replaced meanwhile.

    No personal data is in it.
    """

    decision_id: UUID
    programme: str
    title: str
    summary: str
    confidential: bool = False
    decided_by: str = Field(description="Code of the unit that decided.")
    level: Level
    decided_at: Instant = Field(description="When the decision was published.")
    decision_number: str | None = None
    decided_on: date | None = None
    form: str | None = None
    amount_vnd: int = 0
    reasons: tuple[str, ...] = ()
    comment: str | None = None
    window: str | None = Field(default=None, description="Of a milestone.")
    threshold: int | None = Field(default=None, description="Of a milestone, in percent of the target.")


@dataclass(frozen=True, slots=True)
class Resend:
    """One resend somebody asked for, kept for ever: who, when, by which grant, for which attempt."""

    by: UUID
    at: datetime
    role: str
    unit: str
    after_attempts: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the store keeps it.

    `due_at` is when something is to happen next: the end of the hold, the next attempt, the end of the lease,
    or (waiting) the hand-over to the unit's office. `address` and `content` are personal data and go when the
    person is erased.
    """

    id: UUID
    template: Template
    initiative_id: UUID | None
    """None for what is not about one initiative."""
    person_id: UUID
    unit: str
    about: About
    state: MessageState
    created_at: datetime
    due_at: datetime
    stands: bool = True
    to_office: bool = False
    attempts: int = 0
    revision: int = 1
    lease: UUID | None = None
    reason: str | None = None
    sent_at: datetime | None = None
    certificate_code: str | None = None
    subject: str | None = None
    address: str | None = None
    content: bytes | None = None
    refused_since: datetime | None = None
    """When the mail server first put this very message off; see `delivery.put_off`."""
    resends: tuple[Resend, ...] = ()

    @property
    def is_certificate(self) -> bool:
        """Whether its person was given an award by it: one that stands, or of which they were told before it fell."""
        return self.certificate_code is not None and (self.stands or self.sent_at is not None)


def message_id(decision_id: UUID, person_id: UUID, template: Template) -> UUID:
    """The id of the one message on this decision to this person."""
    return uuid5(decision_id, f"{person_id}/{template}")
