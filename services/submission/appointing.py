"""Appointing, changing and ending: read what it is judged by, judge, write all of it at once.

What was read is excluded by its revision; whoever loses is judged again on what stands then.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from services.submission.appointment_store import AppointmentWrite
from services.submission.domain.appointments import deputies
from services.submission.domain.appointments.appointee import Appointee, Appointment, Post
from services.submission.domain.appointments.appointing import (
    Term,
    changed_term,
    check_person,
    check_post,
    check_term,
    must_appoint,
)
from services.submission.domain.authors import Card, leading
from services.submission.domain.catalogue import Catalogue
from services.submission.domain.initiative import Actor
from services.submission.store import Store
from shared.access import Caller, Grant
from shared.refusals import NotFound, Stale
from shared.runtime.jobs import each
from shared.units import UnitTree
from shared.web.idempotency import FirstAnswer

ATTEMPTS = 12
SWEPT = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller wants somebody to be appointed to; `id` is the appointment's."""

    id: UUID
    post: Post
    term: Term
    card: UUID
    as_deputy: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Another term of an appointment, and by what right."""

    holder: Appointee
    appointment: Appointment
    term: Term
    by: Actor


async def again(attempt: Callable[[], Awaitable[T]]) -> T:
    """What an attempt gives; made again on what is there now when somebody else wrote meanwhile."""
    for _ in range(ATTEMPTS - 1):
        try:
            return await attempt()
        except Stale:
            continue
    return await attempt()


async def appoint(
    wish: Wish,
    caller: Caller,
    catalogue: Catalogue,
    store: Store,
    now: datetime,
    first: Callable[[Appointee], FirstAnswer],
) -> Appointee:
    """Appoint somebody by their card, or as the caller's deputy; `first` is what the person as written is told as."""

    async def attempt() -> Appointee:
        programme = catalogue.programme(wish.post.programme) if wish.post.programme is not None else None
        judge = _deputy if wish.as_deputy else _ordinary
        made, grant, unchanged = await judge(wish, caller, catalogue.tree, store, now)
        check_post(wish.post, catalogue.tree, programme)
        person, card = await _named_by(wish.card, store)
        check_person(card, grant, caller.person_id, catalogue.tree)
        for principal in unchanged:
            deputies.check_not_each_other(principal, person.id, now)
        holder = person.appointed(made, Actor(caller.person_id, grant), now)
        return await save(store, [holder], now, unchanged=unchanged, first=(wish.id, first(holder.settled().written())))

    return await again(attempt)


async def _ordinary(
    wish: Wish, caller: Caller, tree: UnitTree, _store: Store, now: datetime
) -> tuple[Appointment, Grant, list[Appointee]]:
    grant = must_appoint(caller, wish.post, tree)
    check_term(wish.term, now)
    made = Appointment(wish.id, wish.post, wish.term.starts_at, wish.term.until, appointed_by=caller.person_id)
    return made, grant, []


async def _deputy(
    wish: Wish, caller: Caller, tree: UnitTree, store: Store, now: datetime
) -> tuple[Appointment, Grant, list[Appointee]]:
    """With the caller's own document: it must not end, nor get a deputyship, before this is written."""
    grant = deputies.grant_to_stand_for(caller, wish.post, tree)
    deputies.check_deputy_term(wish.term, grant, now)
    principal = await store.appointees.get(caller.person_id)
    deputies.check_stands(principal, grant, wish.term, now)
    if grant.source is not None:
        deputies.check_few(await store.appointees.deputies_of([grant.source.id]))
    return deputies.deputy(wish.id, wish.post, wish.term, caller, grant), grant, [principal]


async def change_term(change: Change, caller: Caller, tree: UnitTree, store: Store, now: datetime) -> Appointee:
    """Give an appointment another term; deputies of its holder last no longer."""
    before, term = change.appointment, change.term
    changed = changed_term(before, term, now)
    unchanged: list[Appointee] = []
    if before.deputy_for == caller.person_id:
        grant = deputies.grant_to_stand_for(caller, before.post, tree)
        deputies.check_deputy_term(Term(max(now, term.starts_at), term.until), grant, now)
        unchanged.append(await store.appointees.get(caller.person_id))
        deputies.check_stands(unchanged[0], grant, term, now)
        changed = replace(changed, stands_for=None if grant.source is None else grant.source.id)
    elif before.deputy_for is not None:
        deputies.check_only_shorter(before, term)
    written = [change.holder.with_term(changed, change.by, now)]
    if changed.until is not None:
        acting = await store.appointees.deputies_of([before.id])
        written += [deputies.shortened(deputy, changed, changed.until, now) for deputy in acting]
    return await save(store, written, now, unchanged=unchanged)


async def end(holder: Appointee, appointment: Appointment, by: Actor, store: Store, now: datetime) -> None:
    """End an appointment now, and with it whoever acts in its holder's place."""
    ended = frozenset({appointment.id})
    without = [deputies.ended_with(one, ended, now) for one in await store.appointees.deputies_of(ended)]
    await save(store, [holder.ended(appointment, by, now), *without], now)


async def found(id_: UUID, store: Store) -> tuple[Appointee, Appointment]:
    """The appointment and its holder; NotFound once it has ended."""
    holder = await store.appointees.holding(id_)
    appointment = None if holder is None else holder.get(id_)
    if holder is None or appointment is None:
        raise NotFound
    return holder, appointment


async def sweep(store: Store, now: datetime) -> int:
    """Drop what is over by the clock, and let cards say who leads since; how many people were written."""
    swept = 0

    async def one(person: Appointee) -> None:
        nonlocal swept
        current = person.without_over(now)
        stays = current is person
        with suppress(Stale):  # somebody else has just written it
            await save(store, [] if stays else [current], now, unchanged=[person] if stays else [])
            swept += 1

    await each(await store.appointees.due(now, SWEPT), one, name=lambda person: person.id)
    return swept


async def _named_by(id_: UUID, store: Store) -> tuple[Appointee, Card | None]:
    """Whom a card names, and the card; those of the account it became.

    The person is read before the card: linking and erasing write both, so what was read of a card since is its own.
    """
    person, card = await store.appointees.get(id_), await store.cards.get(id_)
    if card is not None and card.linked_to is not None:
        return await _named_by(card.linked_to, store)
    return person, card


async def written_with(
    store: Store,
    changed: Sequence[Appointee],
    now: datetime,
    *,
    unchanged: Sequence[Appointee] = (),
    first: tuple[UUID, FirstAnswer] | None = None,
) -> AppointmentWrite:
    """What is to be written, with the cards of whoever leads other units since."""
    people = {person.id: person for person in (*unchanged, *changed)}
    cards = await store.cards.get_many(people)
    led = [leading(card, people[id_].leads(now), now) for id_, card in cards.items()]
    return AppointmentWrite(
        changed=changed,
        unchanged=[one for one in unchanged if one.id not in {person.id for person in changed}],
        cards=[card for card in led if card is not cards[card.id]],
        first=first,
    )


async def save(
    store: Store,
    changed: Sequence[Appointee],
    now: datetime,
    *,
    unchanged: Sequence[Appointee] = (),
    first: tuple[UUID, FirstAnswer] | None = None,
) -> Appointee:
    """Write it; the first of them as written."""
    saved = await store.appointees.save(await written_with(store, changed, now, unchanged=unchanged, first=first), now)
    return saved[0] if saved else unchanged[0]
