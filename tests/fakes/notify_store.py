"""Notify's store in memory, for tests without MongoDB."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast
from uuid import UUID

from services.notify.domain.absorb import BatchNews, Known, NamedProgramme, Writes
from services.notify.domain.contacts import Contact, leaders_of, led_by
from services.notify.domain.hold import HELD_BACK, Hold
from services.notify.domain.initiative import Initiative
from services.notify.domain.messages import Message, MessageState
from services.notify.domain.milestones import Milestone
from services.notify.store import Announcing, MessageFilter
from shared.access import Scope
from shared.mongo import Session
from shared.units import Unit, UnitTree
from tests.fakes.appointments import MemoryAppointments

_TO_DO = (MessageState.HELD, MessageState.QUEUED, MessageState.SENDING)


class MemoryNotifyStore:
    """See `NotifyStore`. Between two awaits nothing else runs, so each method is its own transaction."""

    def __init__(self) -> None:
        self.initiatives: dict[UUID, Initiative] = {}
        self.stored: dict[UUID, Message] = {}
        self.contacts: dict[UUID, Contact] = {}
        self.units: dict[str, Unit] = {}
        self.programmes: dict[str, NamedProgramme] = {}
        self.milestones: dict[UUID, Milestone] = {}
        self.kept_hold: Hold | None = None
        self.appointments = MemoryAppointments()

    async def change(
        self, news: BatchNews, decide: Callable[[Known], Writes], seal: Callable[[Session], Awaitable[None]]
    ) -> None:
        writes = decide(self._known(news))
        await seal(cast("Session", None))
        self.initiatives |= {item.id: item for item in writes.initiatives}
        self.contacts |= {item.id: item for item in writes.contacts}
        self.units |= {item.code: item for item in writes.units}
        self.programmes |= {item.id: item for item in writes.programmes}
        assert self.stored.keys().isdisjoint(message.id for message in writes.new_messages)
        self.stored |= {message.id: message for message in writes.new_messages}
        for message in writes.messages:
            self._put(message)
        for milestone in writes.milestones:
            self.milestones.setdefault(milestone.id, milestone)

    def _known(self, news: BatchNews) -> Known:
        return Known(
            initiatives={id_: self.initiatives[id_] for id_ in news.initiative_ids & self.initiatives.keys()},
            messages={
                message.id: message
                for message in self.stored.values()
                if message.initiative_id in news.initiative_ids or message.person_id in news.person_ids
            },
            contacts={id_: self.contacts[id_] for id_ in news.person_ids & self.contacts.keys()},
            units={code: self.units[code] for code in news.unit_codes & self.units.keys()},
            programmes={id_: self.programmes[id_] for id_ in news.programme_ids & self.programmes.keys()},
        )

    async def anything_due(self, now: datetime) -> bool:
        return any(self._due(now))

    async def claim(self, now: datetime, lease: UUID, until: datetime) -> Message | None:
        first = min(self._due(now), key=lambda message: message.due_at, default=None)
        if first is None:
            return None
        claimed = replace(first, state=MessageState.SENDING, lease=lease, due_at=until, attempts=first.attempts + 1)
        return self._put(claimed)

    async def hold_content(self, message: Message) -> bool:
        kept = self.stored.get(message.id)
        if kept is None or (kept.lease, kept.revision) != (message.lease, message.revision):
            return False
        self._put(replace(kept, address=message.address, subject=message.subject, content=message.content))
        return True

    async def release(self, message: Message, lease: UUID) -> bool:
        kept = self._leased(message, lease)
        if kept is None:
            return False
        self._put(
            replace(
                message,
                stands=kept.stands,
                unit=kept.unit,
                revision=kept.revision,
                subject=kept.subject,
                address=kept.address,
                content=kept.content if message.content is not None else None,
            )
        )
        return True

    async def mark_sent(self, message: Message, lease: UUID, on_fallen: Callable[[Known], Sequence[Message]]) -> bool:
        if not await self.release(message, lease):
            return False
        if not self.stored[message.id].stands:
            assert message.initiative_id is not None
            initiative = self.initiatives[message.initiative_id]
            mine = {m.id: m for m in self.stored.values() if m.initiative_id == initiative.id}
            for new in on_fallen(Known(initiatives={initiative.id: initiative}, messages=mine)):
                self.stored.setdefault(new.id, new)
        return True

    async def await_contact(self, message: Message, lease: UUID, now: datetime) -> bool:
        if (await self.contact(message.person_id)).email:
            message = replace(message, state=MessageState.QUEUED, due_at=now)
        return await self.release(message, lease)

    async def mend_times(self, now: datetime, latest: datetime) -> int:
        late = [message for message in self.stored.values() if message.state in _TO_DO and message.due_at > latest]
        for message in late:
            self._put(replace(message, due_at=now))
        resting = [one for one in self.milestones.values() if one.told is None and one.due_at > latest]
        self.milestones |= {one.id: replace(one, due_at=now) for one in resting}
        return len(late) + len(resting)

    async def overdue_contacts(self, now: datetime, limit: int) -> Sequence[Message]:
        found = [m for m in self.stored.values() if m.state is MessageState.WAITING and m.due_at <= now]
        return sorted(found, key=lambda message: message.due_at)[:limit]

    async def announce(self, now: datetime, decide: Announcing) -> int:
        due = [one for one in self.milestones.values() if one.told is None and one.due_at <= now]
        appointed = {person: led_by(await self.appointments.of(person), now) for person in self.appointments.people}
        known = [one for one in self.contacts.values() if one.leads or one.id in appointed]
        decided = decide(due, list(self.milestones.values()), leaders_of(known, appointed))
        self.milestones |= {one.id: one for one in decided.milestones}
        for letter in decided.letters:
            self.stored.setdefault(letter.id, letter)
        return len(decided.letters)

    async def hold(self, before: datetime) -> None:
        self.kept_hold = Hold(before)

    async def held(self) -> Hold | None:
        return self.kept_hold

    async def recorded(self, hold: Hold) -> int:
        return len(self._older(hold))

    async def release_hold(self, *, mail: bool, by: UUID, at: datetime) -> bool:
        if self.kept_hold is None or self.kept_hold.mail is not None:
            return False
        self.kept_hold = replace(self.kept_hold, mail=mail, released_by=by, released_at=at)
        return True

    async def give_up_held(self) -> int:
        hold = self.kept_hold
        older = self._older(hold) if hold is not None and hold.mail is False else []
        for message in older:
            self._put(replace(message, state=MessageState.FAILED, reason=HELD_BACK, lease=None))
        return len(older)

    def _older(self, hold: Hold) -> list[Message]:
        wanted = (*_TO_DO, MessageState.WAITING)
        return [
            message
            for message in self.stored.values()
            if message.state in wanted and message.about.decided_at < hold.before and not message.resends
        ]

    async def replace(self, message: Message) -> bool:
        if self.stored[message.id].revision != message.revision:
            return False
        self._put(message)
        return True

    async def contact(self, person_id: UUID) -> Contact:
        return self.contacts.get(person_id, Contact(person_id))

    async def programme(self, programme_id: str) -> NamedProgramme | None:
        return self.programmes.get(programme_id)

    async def named_programmes(self) -> Sequence[NamedProgramme]:
        return list(self.programmes.values())

    async def tree(self) -> UnitTree:
        return UnitTree(self.units.values())

    async def follow_tree(self) -> int:
        return 0

    async def message(self, message_id: UUID) -> Message | None:
        return self.stored.get(message_id)

    async def messages(self, wanted: MessageFilter) -> Sequence[Message]:
        found = sorted(
            (
                replace(m, content=None)
                for m in self.stored.values()
                if _wanted(m, wanted, UnitTree(self.units.values()))
            ),
            key=lambda m: (m.created_at, m.id),
            reverse=True,
        )
        return found[: wanted.limit]

    async def certificates(self, person_id: UUID, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[Message]:
        of_person = MessageFilter(person_id=person_id, after=after, limit=len(self.stored))
        return [message for message in await self.messages(of_person) if message.is_certificate][:limit]

    async def certified(self, code: str) -> Message | None:
        return next((m for m in self.stored.values() if m.certificate_code == code), None)

    def _put(self, message: Message) -> Message:
        after = replace(message, revision=message.revision + 1)
        self.stored[message.id] = after
        return after

    def _leased(self, message: Message, lease: UUID) -> Message | None:
        kept = self.stored.get(message.id)
        held = kept is not None and kept.state is MessageState.SENDING and kept.lease == lease
        return kept if held else None

    def _due(self, now: datetime) -> Iterable[Message]:
        hold = self.kept_hold
        return (
            m
            for m in self.stored.values()
            if m.state in _TO_DO
            and m.due_at <= now
            and (hold is None or not hold.binds or m.about.decided_at >= hold.before or m.resends)
        )


def _wanted(message: Message, wanted: MessageFilter, tree: UnitTree) -> bool:
    asked = wanted.person_id is not None or wanted.scopes is not None
    allowed = message.person_id == wanted.person_id or any(
        _is_in(message, scope, tree) for scope in wanted.scopes or ()
    )
    return (
        (allowed or not asked)
        and (not wanted.states or message.state in wanted.states)
        and (wanted.initiative_id is None or message.initiative_id == wanted.initiative_id)
        and (wanted.after is None or (message.created_at, message.id) < wanted.after)
    )


def _is_in(message: Message, scope: Scope, tree: UnitTree) -> bool:
    return tree.is_within(message.unit, scope.unit) and scope.programme in (None, message.about.programme)
