"""The caller's card in the store: found, taken over from a proxy, or made. Reading it writes nothing."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from services.submission.domain import acts, authors
from services.submission.domain.appointments.appointee import Appointee
from services.submission.domain.authors import Card
from services.submission.domain.initiative import Change, Initiative
from services.submission.domain.owning import Candidates, Holding, details_of, held_by
from services.submission.store import Store
from shared.access import Person
from shared.refusals import AlreadyMade, NotFound, Stale
from shared.web.idempotency import FirstAnswer

HomeOf = Callable[[Person, str, Store, datetime], Awaitable[str]]
NO_KEY = FirstAnswer(None, b"")


async def holding_of(
    caller: Person, store: Store, now: datetime, *, numbered: tuple[str, str] | None = None
) -> Holding:
    """What is or would be the caller's card; `numbered` is a home unit and a member number they give."""
    own = await store.cards.get(caller.person_id)
    by_email = await store.cards.without_account(caller.email) if own is None and caller.email is not None else []
    by_number = await store.cards.by_number(*numbered) if numbered is not None else None
    return held_by(caller, Candidates(own, tuple(by_email), by_number), now)


async def settled(holding: Holding, store: Store, now: datetime) -> Card | None:
    """The card as it is in the store, once a proxy's card has gone into it."""
    if holding.card is None or holding.instead_of is None:
        return holding.card
    return await link(holding.card, holding.instead_of, store, now)


async def link(
    taken: Card, old: Card, store: Store, now: datetime, judge: Callable[[Appointee], None] | None = None
) -> Card:
    """One transaction: the account's card, a tombstone for the old one, each initiative under the new id.

    `judge` is asked in it about what the card is appointed to.
    """

    def relink(initiative: Initiative) -> Change:
        return acts.relinked(initiative, old.id, taken.id, now)

    try:
        return await store.cards.link(taken, authors.erase(old, now, linked_to=taken.id), relink, judge)
    except Stale:
        return await existing(taken.id, store)


async def home_of_caller(caller: Person, unit: str, store: Store, now: datetime) -> str:
    """The home unit of a caller without a card: it is made here, of the unit they first enter something for."""
    card = await settled(await holding_of(caller, store, now), store, now)
    details = details_of(card, caller, {}, unit)
    if card is None:
        card = await create(authors.make(caller.person_id, details, now, account=True), store)
    if card.data is None:
        card = await store.cards.save(authors.written(card, details, now))
    return unit if card.data is None else card.data.home_unit


async def home_if_made(caller: Person, unit: str, store: Store, now: datetime) -> str:
    """As `home_of_caller`, and nothing is made."""
    holding = await holding_of(caller, store, now)
    details_of(holding.card, caller, {}, unit)
    return unit if holding.card is None or holding.card.data is None else holding.card.data.home_unit


async def create(card: Card, store: Store) -> Card:
    """Write it; when another request of the same person was first, theirs stands."""
    with suppress(AlreadyMade):
        await store.cards.create(card, NO_KEY)
    return await existing(card.id, store)


async def existing(id_: UUID, store: Store) -> Card:
    """The card with this id; NotFound without."""
    card = await store.cards.get(id_)
    if card is None:
        raise NotFound
    return card
