"""What the mail server kept, read as a person would."""

import email
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path


@dataclass(frozen=True)
class Mail:
    """One mail as it was received."""

    message_id: str
    to: str
    subject: str
    text: str


class Postbox:
    """Reads each file of the Maildir once."""

    def __init__(self, maildir: Path) -> None:
        self._new = maildir / "new"
        self._read: dict[str, Mail] = {}

    def mails(self, to: str) -> list[Mail]:
        """Everything to this address, repeats included; an ending as `@a.example.vn` takes all of a domain."""
        for path in self._new.iterdir() if self._new.is_dir() else ():
            if path.name not in self._read:
                self._read[path.name] = _mail(path.read_bytes())
        return [mail for mail in self._read.values() if mail.to.endswith(to)]


def _mail(raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    return Mail(str(message["Message-ID"]), str(message["X-Envelope-To"]), str(message["Subject"]), text)
