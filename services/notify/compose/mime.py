"""A letter as the bytes of a mail (RFC 5322, MIME). Deterministic: a repeat is byte for byte the same."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from services.notify.compose.letter import Letter, one_line


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
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(sender.address, sender.name)
    mail["To"] = _address(to, name)
    mail["Subject"] = one_line(letter.subject)
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = message_id_header(message_id, sender.domain)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text, cte="base64")
    mail.add_alternative(letter.html, subtype="html", cte="base64")
    mail.set_boundary(f"=_{message_id.hex}")
    return mail.as_bytes()


def _address(address: str, name: str | None) -> Address:
    return Address(display_name=one_line(name or ""), addr_spec=address)
