"""One's own card: read, changed or made, exported, erased."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Response

from services.submission.api.appointments import appointment_view
from services.submission.api.deps import JSON, Kept, Now, answer, as_bytes, tree_with
from services.submission.api.holding import create, holding_of, settled
from services.submission.api.invitation_views import invitation_view
from services.submission.api.views import card_view, initiative_view, with_timeline
from services.submission.domain import access, authors
from services.submission.domain.authors import Card, Details
from services.submission.domain.content import open_unit
from services.submission.domain.initiative import Initiative
from services.submission.domain.owning import details_of
from services.submission.domain.refusals import HomeUnitNeeded, NothingToChange
from services.submission.initiative_store import Query
from services.submission.schemas.people import CardOut, OwnCardIn
from services.submission.store import Store
from shared.access import Caller, Grant, Person, Role
from shared.refusals import NotFound
from shared.units import UnitTree
from shared.web.auth import CurrentCaller, CurrentPerson
from shared.web.etag import IfMatchOrNew
from shared.web.language import Language
from shared.web.openapi import problem_responses
from shared.web.routing import Router

router = Router(prefix="/authors/me", tags=["authors"], responses=problem_responses(401, 403, 404, 409, 412, 422, 428))
EXPORTED = 200
"""Initiatives read at a time."""


@router.get("", response_model=CardOut)
async def get_own_card(caller: CurrentCaller, store: Kept, now: Now) -> Response:
    """The caller's card; before there is one, what the first change would make of it, without a tag."""
    card = (await holding_of(caller, store, now)).card
    if card is not None and card.revision:
        return answer(as_bytes(card_view(card)), card.revision)
    if card is None:
        unit = _first_unit(caller, (await store.units.catalogue()).tree)
        if unit is None:
            raise NotFound(HomeUnitNeeded.title)
        card = authors.make(caller.person_id, details_of(None, caller, {}, unit), now, account=True)
    return Response(as_bytes({**card_view(card), "revision": 0, "version": 0}), media_type=JSON)


@router.get("/export", response_model=dict[str, Any])
async def export_own_data(caller: CurrentPerson, store: Kept, language: Language, now: Now) -> Response:
    """All that is kept here of the caller: their card, their appointments, their initiatives and what they entered.

    Mails to them are at notify's `/messages?to=mine`; the name reviewers read of them is at review's `/me/export`.
    """
    card = await store.cards.get(caller.person_id)
    found = [await _exported(one, store, language) async for one in _everything(caller.person_id, store)]
    person = await store.appointees.get(caller.person_id)
    body = {
        "card": None if card is None or card.data is None else card_view(card),
        "appointments": [appointment_view(person, one) for one in person.appointments],
        "invitations": [invitation_view(one, now) for one in await store.invitations.accepted_by(caller.person_id)],
        "initiatives": found,
    }
    named = {"Content-Disposition": 'attachment; filename="sang-kien.json"'}
    return Response(as_bytes(body), media_type=JSON, headers=named)


@router.patch("", response_model=CardOut)
async def update_own_card(
    body: OwnCardIn, caller: CurrentCaller, expected: IfMatchOrNew, store: Kept, now: Now
) -> Response:
    """Change one's card, or make it; `{}` is what a portal sends after a sign-in.

    A card that a proxy made becomes its person's by the verified address it names: at first, or when its member
    number is given. The units its owner leads are those of the token.
    """
    given = body.given()
    tree = await tree_with(store, *([given["home_unit"]] if "home_unit" in given else []))
    before = await store.cards.get(caller.person_id)
    expected.check_if_given(before.revision if before else None)
    unit = _first_unit(caller, tree) if before is None else None  # who had themselves erased says anew where they are
    if "home_unit" in given:
        open_unit(given["home_unit"], tree, field="home_unit")
    number = given.get("member_number")
    numbered = (details_of(before, caller, given, unit).home_unit, number) if number else None
    card = await settled(await holding_of(caller, store, now, numbered=numbered), store, now)
    card = await _written(card, details_of(card, caller, given, unit), caller, store, now)
    units = tuple(sorted({grant.unit for grant in caller.grants if grant.role is Role.LEADER and _said(grant, tree)}))
    appointed = (await store.appointees.get(caller.person_id)).leads(now)
    led = authors.leading(card, appointed, now, token_leads=units)
    card = card if led is card else await store.cards.save(led)
    return answer(as_bytes(card_view(card)), card.revision)


@router.delete("", status_code=204)
async def erase_own_data(caller: CurrentPerson, store: Kept, now: Now) -> Response:
    """Forget the caller everywhere: a tombstone goes out, only a shell stays; counts stay too."""
    card = await store.cards.get(caller.person_id)
    if card is None or card.erased:
        raise NotFound
    await store.cards.erase(authors.erase(card, now))
    return Response(status_code=204)


async def _written(card: Card | None, details: Details, caller: Person, store: Store, now: datetime) -> Card:
    if card is None:
        return await create(authors.make(caller.person_id, details, now, account=True), store)
    with suppress(NothingToChange):
        return await store.cards.save(authors.written(card, details, now))
    return card


def _said(grant: Grant, tree: UnitTree) -> bool:
    """Whether the token says it, of a unit there is and of all programmes."""
    of_the_token = grant.source is None and grant.programme is None
    return of_the_token and grant.unit in tree and tree.resolve(grant.unit) == grant.unit


def _first_unit(caller: Caller, tree: UnitTree) -> str | None:
    """The unit that the caller's grants tell to be theirs, while nothing else does."""
    return next(iter(caller.roots(tree, tuple(Role))), None)


async def _exported(one: Initiative, store: Store, language: str) -> dict[str, Any]:
    """With what was added to it: of each section what it says now."""
    added = await store.supplements.of(one.id) if one.supplement else []
    sections = [{"section": text.section, "text": text.text, "at": text.at} for text in added]
    return {**with_timeline(initiative_view(one, access.WHOLE), one, language), "supplements": sections}


async def _everything(person: UUID, store: Store) -> AsyncIterator[Initiative]:
    after: tuple[datetime, UUID] | None = None
    while found := await store.initiatives.find(Query(person=person, drafts=True, after=after, limit=EXPORTED)):
        for one in found:
            yield one
        after = (found[-1].created_at, found[-1].id)
