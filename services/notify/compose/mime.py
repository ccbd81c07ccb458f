"""A letter as the bytes of a mail (RFC 5322, MIME). Deterministic: a repeat is byte for byte the same."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from services.notify.compose.headers import LONGEST_NAME, mailbox, one_line, plain, shortened, unstructured
from services.notify.compose.letter import Letter


@dataclass(frozen=True, slots=True)
class From:
    """Who mail comes from, and the domain of its Message-IDs."""

    address: str
    name: str
    domain: str


def message_id_header(message_id: UUID, domain: str) -> str:
    """The Message-ID of a message: the same for every attempt, so that a repeat is recognised."""
    return f"<{message_id}@{domain}>"


def to_bytes(letter: Letter, *, message_id: UUID, date: datetime, to: str, name: str | None, sender: From) -> bytes:
    """The whole mail. `to` is an address `mailable` gave; names and subject lose line ends, so no header is added."""
    fields = (
        mailbox("From", one_line(sender.name), sender.address),
        mailbox("To", shortened(one_line(name or ""), LONGEST_NAME), to),
        unstructured("Subject", one_line(letter.subject)),
        plain("Date", format_datetime(date)),
        plain("Message-ID", message_id_header(message_id, sender.domain)),
        plain("Auto-Submitted", "auto-generated"),
    )
    body = EmailMessage(policy=SMTP)
    body.set_content(letter.text, cte="base64")
    body.add_alternative(letter.html, subtype="html", cte="base64")
    body.set_boundary(f"=_{message_id.hex}")
    return b"".join(fields) + body.as_bytes()
