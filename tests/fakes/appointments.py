"""Appointments as a service keeps them, in memory."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.appointments.kept import PersonNews
from shared.appointments.terms import MOST, Terms, terms_of

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class MemoryAppointments:
    """See `KnownAppointments`."""

    def __init__(self, *, own: bool = False) -> None:
        self.own = own
        self.people: dict[UUID, PersonNews] = {}
        self.read: datetime | None = None
        self.asked = 0

    async def of(self, person: UUID) -> Terms:
        self.asked += 1
        known = self.people.get(person)
        return terms_of(known.appointments[:MOST]) if known else ()

    async def learn(self, news: Iterable[PersonNews], _session: object) -> None:
        for one in news:
            if one.person not in self.people or one.rank > self.people[one.person].rank:
                self.people[one.person] = one

    async def known_at(self) -> datetime | None:
        return self.read

    async def note_known(self, at: datetime) -> None:
        self.read = max(at, self.read or at)


def appointment(role: str, unit: str, **more: Any) -> dict[str, Any]:
    """An appointment as a document has it: for good, from long ago, of all programmes, unless told otherwise."""
    fields = {"id": UUID(int=7), "programme": None, "from": BEGINNING, "until": None, "deputy_for": None}
    return {**fields, "role": role, "unit": unit, **more}
