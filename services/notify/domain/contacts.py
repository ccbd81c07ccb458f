"""Whom mail goes to: people's cards by newest version, and the shape of an address that can be mailed."""

import re
from dataclasses import dataclass
from uuid import UUID

from shared.events.authors import AuthorData

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)
_LONGEST_LOCAL = 64
_LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of one person. Version 0: nothing yet, but a message waits for them."""

    id: UUID
    version: int = 0
    name: str | None = None
    email: str | None = None
    language: str = "vi"
    erased: bool = False
    leads: tuple[str, ...] = ()

    def with_card(self, card: AuthorData) -> "Contact":
        """The contact after a card; one not newer than what is known, an erasure included, changes nothing."""
        if card.version <= self.version:
            return self
        return Contact(
            id=self.id,
            version=card.version,
            name=card.name,
            email=card.email or None,
            language="en" if card.language == "en" else "vi",
            leads=card.leads,
        )

    def erased_up_to(self, version: int) -> "Contact":
        """The contact after a tombstone; a later card the person made stays."""
        if version < self.version:
            return self
        return Contact(id=self.id, version=version, erased=True)


def mailable(address: str) -> str | None:
    """The address as it goes on the wire (its domain in ASCII), or None when no mail server could take it."""
    local, at, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    labels = domain.split(".")
    fits = at and len(local) <= _LONGEST_LOCAL and len(local) + 1 + len(domain) <= _LONGEST_ADDRESS
    well_formed = _LOCAL.fullmatch(local) and len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    return f"{local}@{domain}" if fits and well_formed else None
