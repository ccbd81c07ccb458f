"""Appointments in memory, with the guards of the real store and the events it would publish."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.submission import published
from services.submission.appointment_store import AppointmentWrite, InvitationWrite
from services.submission.domain.appointments.appointee import Appointee
from services.submission.domain.appointments.deputies import ended_with
from services.submission.domain.appointments.invitations import KEPT, LASTS, Invitation, InvitationState
from services.submission.domain.appointments.moving import moved
from services.submission.domain.authors import Card
from services.submission.domain.initiative import Change, Initiative
from shared.mongo import Document
from shared.refusals import AlreadyMade, Stale
from shared.web.idempotency import FirstAnswer, shortened


class FakeAppointees:
    def __init__(self, events: list[Document], save_card: Callable[[Card], Awaitable[Card]]) -> None:
        self.kept: dict[UUID, Appointee] = {}
        self.next: dict[UUID, datetime | None] = {}
        self.firsts: dict[UUID, FirstAnswer] = {}
        self.events = events
        self.told: list[Document] = []
        """Those of appointments alone."""
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
            entries = published.of_appointee(settled)
            self.events += entries
            self.told += entries
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


class FakeInvitations:
    def __init__(self, appointees: FakeAppointees, save_initiative: Callable[[Change], Awaitable[Initiative]]) -> None:
        self.kept: dict[UUID, Invitation] = {}
        self.firsts: dict[UUID, FirstAnswer] = {}
        self.appointees = appointees
        self.save_initiative = save_initiative

    async def create(self, invitation: Invitation, first: FirstAnswer) -> None:
        if invitation.id in self.kept:
            raise AlreadyMade
        self.kept[invitation.id] = replace(invitation, revision=1)
        self.firsts[invitation.id] = first if first.request_hash else FirstAnswer(None, b"")

    async def first_answer(self, id: UUID) -> FirstAnswer | None:  # noqa: A002
        return self.firsts.get(id)

    async def get(self, id: UUID) -> Invitation | None:  # noqa: A002
        return self.kept.get(id)

    async def by_secret(self, secret_hash: str) -> Invitation | None:
        return next((one for one in self.kept.values() if one.secret_hash == secret_hash), None)

    async def of_units(
        self, units: Collection[str], after: tuple[datetime, UUID] | None, limit: int
    ) -> list[Invitation]:
        found = [one for one in self.kept.values() if one.post is not None and one.post.unit in units]
        found = [one for one in found if after is None or (one.created_at, one.id) < after]
        return sorted(found, key=lambda one: (one.created_at, one.id), reverse=True)[:limit]

    async def of_initiative(self, initiative: UUID, limit: int) -> list[Invitation]:
        found = [one for one in self.kept.values() if one.initiative == initiative]
        return sorted(found, key=lambda one: one.created_at, reverse=True)[:limit]

    async def accepted_by(self, person: UUID) -> list[Invitation]:
        return [one for one in self.kept.values() if one.accepted is not None and one.accepted.person == person]

    async def open_ones(self, now: datetime, *, unit: str | None = None, by: UUID | None = None) -> int:
        def counts(one: Invitation) -> bool:
            whose = one.post is not None and one.post.unit == unit if unit is not None else one.invited_by == by
            age = now - one.created_at
            return whose and (
                (one.state is InvitationState.OPEN and age < LASTS)
                or (one.state is InvitationState.ACCEPTED and age < KEPT)
            )

        return sum(counts(one) for one in self.kept.values())

    async def save(self, write: InvitationWrite, now: datetime) -> Invitation:
        made = write.invitation
        if self.kept[made.id].revision != made.revision:
            raise Stale
        if write.change is not None:
            await self.save_initiative(write.change)
        if write.appointments is not None:
            await self.appointees.save(write.appointments, now)
        self.kept[made.id] = replace(made, revision=made.revision + 1)
        return self.kept[made.id]

    def forget(self, person: UUID) -> None:
        for one in list(self.kept.values()):
            if one.accepted is not None and one.accepted.person == person:
                accepted = replace(one.accepted, name=None, email=None)
                ended = replace(one, state=InvitationState.TAKEN_BACK, accepted=accepted, email=None)
                self.kept[one.id] = replace(ended, revision=one.revision + 1)
                if (first := self.firsts[one.id].request_hash) is not None:
                    self.firsts[one.id] = FirstAnswer(shortened(first), b"")
