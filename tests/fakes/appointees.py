"""Appointments in memory, with the guards of the real store and the events it would publish."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from services.submission import published
from services.submission.appointment_store import AppointmentWrite
from services.submission.domain.appointments.appointee import Appointee
from services.submission.domain.appointments.deputies import ended_with
from services.submission.domain.appointments.moving import moved
from services.submission.domain.authors import Card
from shared.mongo import Document
from shared.refusals import AlreadyMade, Stale
from shared.web.idempotency import FirstAnswer


class FakeAppointees:
    def __init__(self, events: list[Document], save_card: Callable[[Card], Awaitable[Card]]) -> None:
        self.kept: dict[UUID, Appointee] = {}
        self.next: dict[UUID, datetime | None] = {}
        self.firsts: dict[UUID, FirstAnswer] = {}
        self.events = events
        self.save_card = save_card

    async def get(self, id: UUID) -> Appointee:  # noqa: A002
        return self.kept.get(id, Appointee(id))

    async def get_many(self, ids: Iterable[UUID]) -> Mapping[UUID, Appointee]:
        return {id_: self.kept[id_] for id_ in ids if id_ in self.kept}

    async def holding(self, appointment: UUID) -> Appointee | None:
        return next((one for one in self.kept.values() if one.get(appointment)), None)

    async def deputies_of(self, appointments: Collection[UUID]) -> list[Appointee]:
        return [one for one in self.kept.values() if any(held.stands_for in appointments for held in one.appointments)]

    async def at(self, units: Collection[str], after: UUID | None, limit: int) -> list[Appointee]:
        found = [one for one in self.kept.values() if any(held.post.unit in units for held in one.appointments)]
        return sorted((one for one in found if after is None or one.id > after), key=lambda one: one.id)[:limit]

    async def due(self, now: datetime, limit: int) -> list[Appointee]:
        times = ((at, id_) for id_, at in self.next.items() if at is not None and at <= now)
        return [self.kept[id_] for _, id_ in sorted(times)][:limit]

    async def save(self, write: AppointmentWrite, now: datetime) -> list[Appointee]:
        for one in (*write.changed, *write.unchanged):
            if self.kept.get(one.id, Appointee(one.id)).revision != one.revision:
                raise Stale
        if write.first is not None and write.first[1].request_hash is not None:
            id_, first = write.first
            if id_ in self.firsts:
                raise AlreadyMade
            self.firsts[id_] = first
        for card in write.cards:
            await self.save_card(card)
        saved = [self.put(one, now) for one in write.changed]
        for one in write.unchanged:
            self.put(one, now)
        return saved

    async def first_answer(self, id: UUID) -> FirstAnswer | None:  # noqa: A002
        return self.firsts.get(id)

    def put(self, appointee: Appointee, now: datetime) -> Appointee:
        settled = appointee.settled()
        if appointee.changed_at is not None:
            self.events += published.of_appointee(settled)
        self.next[settled.id] = settled.next_moment(now)
        self.kept[settled.id] = settled.written()
        return self.kept[settled.id]

    def move(self, card_id: UUID, account: UUID, now: datetime) -> Appointee:
        card, person = self.kept.get(card_id, Appointee(card_id)), self.kept.get(account, Appointee(account))
        ids = {one.deputy_for for one in card.appointments if one.deputy_for is not None}
        left, taken = moved(card, person, [self.kept.get(id_, Appointee(id_)) for id_ in ids], now)
        self.put(left, now)
        return person if taken is person else self.put(taken, now)

    def erase(self, id_: UUID, now: datetime) -> None:
        person = self.kept.get(id_, Appointee(id_))
        self.put(person.forgotten(now) if person.version else person, now)
        ended = frozenset(one.id for one in person.appointments)
        for one in list(self.kept.values()):
            without = ended_with(one, ended, now)
            if without is not one:
                self.put(without, now)
