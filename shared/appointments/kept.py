"""Appointments in a service's own store: one document a person.

`{_id: person, version, appointments: [{id, role, unit, programme, from, until, deputy_for}], last_event_at}`.
Submission writes its own with its aggregate; the others write what they hear. Of whoever was erased an empty shell
stays, by whose version an event that comes late is known to be older.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from shared.appointments.terms import MOST, Terms, terms_of
from shared.mongo import Database, Document, ReplaceOne, Session

APPOINTMENTS: Final = "appointments"
READ: Final = "appointments_read"
"""How far the log is known: one document."""
_HEAD: Final = "head"


@dataclass(frozen=True, slots=True)
class PersonNews:
    """What one record says of a person: all they are appointed to, as documents; nothing of who was erased."""

    person: UUID
    version: int
    appointments: Sequence[Document] = ()
    at: datetime | None = None
    """When it was said; None: by an erasure."""

    @property
    def rank(self) -> tuple[int, bool]:
        """How new it is."""
        return rank_of(self.version, self.at)


def rank_of(version: int, at: datetime | None) -> tuple[int, bool]:
    """What is newer is greater; of one version the erasure is, which was said at no time."""
    return version, at is None


class KnownAppointments(Protocol):
    """What is asked of them by whoever judges a request."""

    @property
    def own(self) -> bool:
        """Whether they are known as they are made, without a log between."""
        ...

    async def of(self, person: UUID) -> Terms:
        """All a person is or will be appointed to."""
        ...

    async def known_at(self) -> datetime | None:
        """The last moment at which nothing on the log was unread; None before the first."""
        ...


class MongoAppointments:
    """`KnownAppointments` in MongoDB; `own` where the service itself writes them."""

    def __init__(self, db: Database, *, own: bool = False) -> None:
        self.own = own
        self._people = db[APPOINTMENTS]
        self._read = db[READ]

    async def of(self, person: UUID) -> Terms:
        """One look-up by id."""
        found = await self._people.find_one({"_id": person}, {"appointments": 1})
        return terms_of(found["appointments"][:MOST]) if found else ()

    async def learn(self, news: Iterable[PersonNews], session: Session) -> None:
        """Keep what is newer than what is kept, in the transaction of its batch."""
        newest: dict[UUID, PersonNews] = {}
        for one in news:
            if one.person not in newest or one.rank > newest[one.person].rank:
                newest[one.person] = one
        fields = {"version": 1, "last_event_at": 1}
        cursor = self._people.find({"_id": {"$in": list(newest)}}, fields, session=session)
        ranks = {doc["_id"]: rank_of(doc["version"], doc["last_event_at"]) async for doc in cursor}
        writes = [
            ReplaceOne({"_id": one.person}, _document(one), upsert=True)
            for one in newest.values()
            if one.person not in ranks or one.rank > ranks[one.person]
        ]
        if writes:
            await self._people.bulk_write(writes, ordered=False, session=session)

    async def known_at(self) -> datetime | None:
        """One look-up."""
        found = await self._read.find_one({"_id": _HEAD})
        at: datetime | None = found["at"] if found else None
        return at

    async def note_known(self, at: datetime) -> None:
        """Note that nothing on the log was unread at a moment."""
        await self._read.update_one({"_id": _HEAD}, {"$max": {"at": at}}, upsert=True)


def _document(news: PersonNews) -> dict[str, Any]:
    return {
        "_id": news.person,
        "version": news.version,
        "appointments": list(news.appointments),
        "last_event_at": news.at,
    }
