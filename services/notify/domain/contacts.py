"""Whom mail goes to: people's cards by newest version."""

from dataclasses import dataclass
from uuid import UUID

from shared.addresses import mailable
from shared.events.authors import AuthorData

_WRITTEN = {"vi": "vi", "en": "en", "zh": "en", "ko": "en", "ja": "en"}
"""The languages of cards, and those in which their mails are written: not all are yet."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of one person. Version 0: nothing yet, but a message waits for them.

    `email` is as it goes on the wire; an address no mail can reach is as good as none, so the office hands over.
    """

    id: UUID
    version: int = 0
    name: str | None = None
    email: str | None = None
    language: str = "vi"
    erased: bool = False
    leads: tuple[str, ...] = ()

    @property
    def mail_language(self) -> str:
        """In which mails are written to them: theirs, English where those are not written yet, else Vietnamese."""
        return _WRITTEN.get(self.language, "vi")

    def with_card(self, card: AuthorData) -> "Contact":
        """The contact after a card; one not newer than what is known, an erasure included, changes nothing."""
        if card.version <= self.version:
            return self
        return Contact(
            id=self.id,
            version=card.version,
            name=card.name,
            email=mailable(card.email) if card.email else None,
            language=card.language,
            leads=card.leads,
        )

    def erased_up_to(self, version: int) -> "Contact":
        """The contact after a tombstone; a later card the person made stays."""
        if version < self.version:
            return self
        return Contact(id=self.id, version=version, erased=True)
