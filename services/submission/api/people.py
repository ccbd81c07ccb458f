"""Cards: one's own, and those a proxy makes and confirms."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi import Query as InQuery

from services.submission.api.deps import TWIN, Kept, Now, answer, as_bytes, store_of
from services.submission.api.views import card_view, initiative_view, with_timeline
from services.submission.domain import access, acts, authors
from services.submission.domain.authors import Card, Details
from services.submission.domain.content import Share, open_unit
from services.submission.domain.initiative import Change, Initiative
from services.submission.domain.refusals import CardBelongsToAnother, HomeUnitNeeded, NothingToChange
from services.submission.schemas.people import AuthorCardIn, CardOut, ConfirmationIn, OwnCardIn
from services.submission.store import CardQuery, Query, Store
from shared.access import Caller, Role
from shared.refusals import AlreadyMade, NotFound, Stale
from shared.text import folded
from shared.units import UnitTree
from shared.web.auth import CurrentCaller
from shared.web.etag import IfMatch, IfMatchOrNew
from shared.web.idempotency import Creating, Creation, FirstAnswer
from shared.web.language import Language
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut
from shared.web.routing import Router
from shared.web.schemas import CleanText

router = Router(prefix="/authors", tags=["authors"], responses=problem_responses(401, 403, 404, 409, 412, 422, 428))
NO_KEY = FirstAnswer(None, b"")
PLACE = "/authors/{id}"
EXPORTED = 200
"""Initiatives read at a time."""


async def _first_answer(request: Request, id_: UUID) -> FirstAnswer | None:
    """Of a card that was erased since, the shell: a repeat brings nothing of the person back."""
    cards = store_of(request).cards
    first = await cards.first_answer(id_)
    if first is None or first.body or first.request_hash is None:
        return first
    card = await _existing(id_, store_of(request))
    return FirstAnswer(first.request_hash, as_bytes(card_view(replace(card, data=None))), card.revision)


Create = Annotated[Creation, Depends(Creating(_first_answer, PLACE))]


@router.post("", status_code=201, response_model=CardOut)
async def create_author(body: AuthorCardIn, caller: CurrentCaller, creation: Create, store: Kept, now: Now) -> Response:
    """A card for someone of the unit who has no account yet; made by their proxy or leader it is confirmed."""
    tree = await tree_with(store, body.home_unit)
    open_unit(body.home_unit, tree, field="home_unit")
    caller.must_cover(body.home_unit, tree, access.REGISTRARS)
    confirmed = caller.grant_over(body.home_unit, tree, access.CONFIRMERS) is not None
    card = authors.make(creation.id, Details(**body.model_dump()), now, account=False, confirmed=confirmed)
    view = {**card_view(card), "revision": 1}
    twin = await store.cards.create(card, FirstAnswer(creation.request_hash, as_bytes(view)), creation.likeness)
    view |= {TWIN: twin} if twin else {}
    return answer(as_bytes(view), 1, 201, PLACE.format(id=creation.id))


@router.get("", response_model=PageOut[CardOut])
async def list_authors(
    caller: CurrentCaller,
    page: Page,
    store: Kept,
    unit: CleanText | None = None,
    q: Annotated[CleanText, InQuery(max_length=100, description="Words of the name, or the member number.")] = "",
) -> Response:
    """Cards of a unit and below it, for its proxies, leaders and administrators."""
    tree = (await store.units.catalogue()).tree
    if unit is not None and caller.grant_over(unit, tree, access.REGISTRARS) is None:
        raise NotFound
    roots = (unit,) if unit is not None else caller.roots(tree, access.REGISTRARS)
    units = frozenset[str]().union(*(tree.subtree(root) for root in roots))
    after = page.after_as(UUID)
    wanted = CardQuery(units, tuple(folded(q).split()), after[0] if after else None, page.rows_to_read)
    found = await store.cards.find(wanted)
    shown, cursor = page.cut(found, lambda card: (card.id,))
    body = {"items": [card_view(card) for card in shown], "next": cursor}
    return Response(as_bytes(body), media_type="application/json")


@router.get("/me", response_model=CardOut)
async def get_own_card(caller: CurrentCaller, store: Kept, now: Now) -> Response:
    """The caller's card, made at first use when a grant or a proxy's card tells the home unit."""
    return _answer(await own_card(caller, store, now))


@router.get("/me/export", response_model=dict[str, Any])
async def export_own_data(caller: CurrentCaller, store: Kept, language: Language) -> Response:
    """All that is kept here of the caller: their card and every initiative they are an author of or entered.

    Mails to them are at notify's `/messages?to=mine`.
    """
    card = await store.cards.get(caller.person_id)
    found = [one async for one in _everything(caller.person_id, store)]
    body = {
        "card": None if card is None or card.data is None else card_view(card),
        "initiatives": [with_timeline(initiative_view(one, access.WHOLE), one, language) for one in found],
    }
    named = {"Content-Disposition": 'attachment; filename="sang-kien.json"'}
    return Response(as_bytes(body), media_type="application/json", headers=named)


@router.patch("/me", response_model=CardOut)
async def update_own_card(
    body: OwnCardIn,
    caller: CurrentCaller,
    expected: IfMatchOrNew,
    store: Kept,
    now: Now,
) -> Response:
    """Change one's card, or make it. A member number on a proxy's card of the same person takes that card over."""
    card = await store.cards.get(caller.person_id)
    expected.check_if_given(card.revision if card else None)
    given = body.given()
    told = _told(card, caller) | given
    if not told.get("home_unit"):
        raise HomeUnitNeeded.at("home_unit")
    if "home_unit" in given:
        open_unit(told["home_unit"], await tree_with(store, told["home_unit"]), field="home_unit")
    card = await _linked_by_number(card, told, caller, store, now)
    details = Details(**(told if card is None or card.data is None else _told(card, caller) | given))
    if card is None:
        made = authors.make(caller.person_id, details, now, account=True)
        return _answer(await _create(made, store))
    try:
        return _answer(await store.cards.save(authors.written(card, details, now)))
    except NothingToChange:
        return _answer(card)


@router.delete("/me", status_code=204)
async def erase_own_data(caller: CurrentCaller, store: Kept, now: Now) -> Response:
    """Forget the caller everywhere: a tombstone goes out, only a shell stays; counts stay too."""
    card = await store.cards.get(caller.person_id)
    if card is None or card.erased:
        raise NotFound
    await store.cards.save(authors.erase(card, now))
    return Response(status_code=204)


@router.post("/{author_id}/confirmation", response_model=CardOut)
async def confirm_author(
    author_id: UUID, body: ConfirmationIn, caller: CurrentCaller, expected: IfMatch, store: Kept, now: Now
) -> Response:
    """A proxy or leader of the home unit vouches for it, or for two cards being one person's (`same_as`)."""
    tree = (await store.units.catalogue()).tree
    card = await _covered(author_id, caller, store, tree)
    expected.check(card.revision)
    if body.same_as is None:
        return _answer(await store.cards.save(authors.confirm(card, now)))
    old = await _covered(body.same_as, caller, store, tree)
    if not card.account or old.account:
        raise CardBelongsToAnother
    return _answer(await _link(card, old, card.id, store, now))


async def _everything(person: UUID, store: Store) -> AsyncIterator[Initiative]:
    after: tuple[datetime, UUID] | None = None
    while found := await store.initiatives.find(Query(person=person, drafts=True, after=after, limit=EXPORTED)):
        for one in found:
            yield one
        after = (found[-1].created_at, found[-1].id)


async def own_card(caller: Caller, store: Store, now: datetime) -> Card:
    """The caller's card with the units they lead now; made at first use if their home unit can be told."""
    tree = (await store.units.catalogue()).tree
    card = await store.cards.get(caller.person_id)
    if card is None and caller.email is not None:
        theirs = await store.cards.without_account(caller.email)
        card = await _link(None, theirs[0], caller.person_id, store, now) if len(theirs) == 1 else None
    if card is None:
        roots = caller.roots(tree, tuple(Role))
        if not roots:
            raise NotFound(HomeUnitNeeded.title)
        card = await _create(_first_card(caller, roots[0], now), store)
    led = authors.leading(card, caller, tree, now)
    return card if led is card else await store.cards.save(led)


async def home_of_caller(caller: Caller, unit: str, store: Store, now: datetime) -> str:
    """The home unit of a caller without a card: it is made here, of the unit they first enter something for."""
    card = await store.cards.get(caller.person_id)
    if card is None and caller.email is not None:
        theirs = await store.cards.without_account(caller.email)
        card = await _link(None, theirs[0], caller.person_id, store, now) if len(theirs) == 1 else None
    if card is None:
        card = await _create(_first_card(caller, unit, now), store)
    if card.data is None:
        details = Details(_name(caller), unit, email=caller.email)
        card = await store.cards.save(authors.written(card, details, now))
    return unit if card.data is None else card.data.home_unit


async def tree_with(store: Store, *units: str) -> UnitTree:
    """The tree; read afresh before a unit is called unknown."""
    tree = (await store.units.catalogue()).tree
    return tree if all(unit in tree for unit in units) else (await store.units.catalogue(fresh=True)).tree


def _answer(card: Card) -> Response:
    return answer(as_bytes(card_view(card)), card.revision)


def _name(caller: Caller) -> str:
    return caller.name or caller.subject


def _first_card(caller: Caller, unit: str, now: datetime) -> Card:
    return authors.make(caller.person_id, Details(_name(caller), unit, email=caller.email), now, account=True)


def _told(card: Card | None, caller: Caller) -> dict[str, str]:
    if card is None or card.data is None:
        return {"name": _name(caller)} | ({"email": caller.email} if caller.email else {})
    known = card.data.model_dump(include=set(Details.__slots__))
    return {name: value for name, value in known.items() if value is not None}


async def _existing(id_: UUID, store: Store) -> Card:
    card = await store.cards.get(id_)
    if card is None:
        raise NotFound
    return card


async def _create(card: Card, store: Store) -> Card:
    """Write it; when another request of the same person was first, theirs stands."""
    with suppress(AlreadyMade):
        await store.cards.create(card, NO_KEY)
    return await _existing(card.id, store)


async def _covered(id_: UUID, caller: Caller, store: Store, tree: UnitTree) -> Card:
    card = await store.cards.get(id_)
    if card is None or card.data is None:
        raise NotFound
    caller.must_cover(card.data.home_unit, tree, access.CONFIRMERS)
    return card


async def _linked_by_number(
    card: Card | None, told: dict[str, str], caller: Caller, store: Store, now: datetime
) -> Card | None:
    number = told.get("member_number")
    old = None if number is None else await store.cards.by_number(told["home_unit"], number)
    if old is None or old.id == caller.person_id:
        return card
    if old.account:
        raise CardBelongsToAnother
    authors.must_be_theirs(old, caller.email)
    return await _link(card, old, caller.person_id, store, now)


async def _link(card: Card | None, old: Card, account: UUID, store: Store, now: datetime) -> Card:
    """One transaction: the account's card, a tombstone for the old one, each initiative under the new id."""
    taken = authors.take_over(card, old, account, now)
    home = "" if taken.data is None else taken.data.home_unit

    def relink(initiative: Initiative) -> Change:
        return acts.replace_author(initiative, old.id, Share(account, 1, home), now)

    try:
        return await store.cards.link(taken, authors.erase(old, now, linked_to=account), relink)
    except Stale:
        return await _existing(account, store)
