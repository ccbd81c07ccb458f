"""Whom mail goes to: people's cards by newest version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.access import Role, Scope
from shared.addresses import mailable
from shared.appointments.terms import Terms
from shared.events.authors import AuthorData
from shared.units import UnitTree

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


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who leads units: as their card says, and `by_appointment`."""

    contact: Contact
    by_appointment: frozenset[Scope] = frozenset()

    def leads(self, unit: str, programme: str, tree: UnitTree) -> bool:
        """Whether they lead a living unit in a programme. An appointment on a merged unit is not the heir's."""
        if self.contact.erased:
            return False
        if any(Scope(unit, one) in self.by_appointment for one in (None, programme)):
            return True
        return any(tree.resolve(led) == unit for led in self.contact.leads)


def led_by(terms: Terms, now: datetime) -> frozenset[Scope]:
    """What a person leads by appointment at a moment. A deputy is not told of it: the leader is."""
    held = (term.grant for term in terms if term.holds_at(now) and term.grant.role is Role.LEADER)
    return frozenset(Scope(one.unit, one.programme) for one in held if one.source and one.source.deputy_for is None)


def leaders_of(contacts: Iterable[Contact], appointed: Mapping[UUID, frozenset[Scope]]) -> list[Leader]:
    """Everyone who leads by one or the other, each once; whose card is not known yet is waited for by their letter."""
    known = {contact.id: contact for contact in contacts}
    people = {**known, **{id_: known.get(id_, Contact(id_)) for id_, over in appointed.items() if over}}
    return [Leader(contact, appointed.get(id_, frozenset())) for id_, contact in people.items()]
