"""What notify's API answers."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.notify.compose.certificate import Certificate, award
from services.notify.compose.mime import message_id_header
from services.notify.domain.messages import Message, MessageState, Resend, Template
from services.notify.domain.sight import Sight
from shared.units import Level
from shared.web.schemas import ResponseBody


class ResendOut(ResponseBody):
    """A resend somebody asked for; `by` is not told to whom the message is about."""

    by: UUID | None
    at: datetime
    role: str
    unit: str
    after_attempts: int


class MessageOut(ResponseBody):
    """A message on its way.

    `to` is the address it went to, until its person is erased. It and the mail server's words in `reason` are for that
    person, for leaders and for administrators.
    """

    id: UUID
    message_id: str
    initiative_id: UUID | None
    person_id: UUID
    unit: str
    template: Template
    state: MessageState
    subject: str | None
    to: str | None
    to_office: bool
    created_at: datetime
    sent_at: datetime | None
    attempts: int
    reason: str | None
    certificate_id: UUID | None
    resends: tuple[ResendOut, ...] = ()

    @classmethod
    def of(cls, message: Message, sight: Sight, domain: str) -> "MessageOut":
        """The message as this reader sees it."""
        message = sight.of(message)
        return cls(
            id=message.id,
            message_id=message_id_header(message.id, domain),
            initiative_id=message.initiative_id,
            person_id=message.person_id,
            unit=message.unit,
            template=message.template,
            state=message.state,
            subject=message.subject,
            to=message.address,
            to_office=message.to_office,
            created_at=message.created_at,
            sent_at=message.sent_at,
            attempts=message.attempts,
            reason=message.reason,
            certificate_id=message.id if message.certificate_code and message.stands else None,
            resends=tuple(_resend(message, resend, sight) for resend in message.resends),
        )


def _resend(message: Message, resend: Resend, sight: Sight) -> ResendOut:
    return ResendOut(
        by=sight.of_resender(message, resend.by),
        at=resend.at,
        role=resend.role,
        unit=resend.unit,
        after_attempts=resend.after_attempts,
    )


class CertificateOut(ResponseBody):
    """An award to one person; units and programme by code and by name."""

    id: UUID
    state: Literal["in-force", "revoked"]
    language: str
    name: str
    initiative_id: UUID | None
    title: str
    programme: str
    programme_name: str
    unit: str
    unit_name: str
    decided_by: str
    decided_by_name: str
    level: Level
    form: str | None
    award: str
    amount_vnd: int
    decision_number: str | None
    decided_on: date
    verify_url: str

    @classmethod
    def of(cls, message: Message, shown: Certificate) -> "CertificateOut":
        """The certificate that `message` carries, as `shown`."""
        about = message.about
        return cls(
            id=message.id,
            state="revoked" if shown.revoked else "in-force",
            language=shown.language,
            name=shown.name,
            initiative_id=message.initiative_id,
            title=shown.title,
            programme=about.programme,
            programme_name=shown.programme,
            unit=message.unit,
            unit_name=shown.unit,
            decided_by=about.decided_by,
            decided_by_name=shown.decided_by,
            level=about.level,
            form=about.form,
            award=shown.award,
            amount_vnd=about.amount_vnd,
            decision_number=about.decision_number,
            decided_on=shown.day,
            verify_url=shown.verify_url,
        )


class VerifiedOut(ResponseBody):
    """What anyone with the code may know of a certificate in force: name and award only."""

    name: str
    award: str
    decision_number: str | None
    decided_on: date | None

    @classmethod
    def of(cls, message: Message, name: str, language: str) -> "VerifiedOut":
        """The award in the reader's language."""
        about = message.about
        return cls(
            name=name,
            award=award(message, language),
            decision_number=about.decision_number,
            decided_on=about.decided_on,
        )
