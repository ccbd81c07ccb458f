"""Cards of people who have no account yet or whom somebody vouches for: made, looked up and confirmed by their unit."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi import Query as InQuery

from services.submission.api.deps import TWIN, Kept, Now, answer, as_bytes, store_of, tree_with
from services.submission.api.holding import existing, link
from services.submission.api.views import card_view
from services.submission.card_store import CardQuery
from services.submission.domain import access, authors
from services.submission.domain.appointments.appointee import Appointee
from services.submission.domain.appointments.appointing import check_may_join
from services.submission.domain.authors import Card, Details
from services.submission.domain.content import open_unit
from services.submission.domain.refusals import CardBelongsToAnother, MemberNumberTaken
from services.submission.schemas.people import AuthorCardIn, CardOut, ConfirmationIn
from services.submission.store import Store
from shared.access import Caller
from shared.refusals import NotFound
from shared.text import folded
from shared.units import UnitTree
from shared.web.auth import CurrentCaller
from shared.web.checking import Check, CheckedViewOut, checked, would_be
from shared.web.etag import IfMatch
from shared.web.idempotency import Creating, Creation, FirstAnswer
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut
from shared.web.routing import Router
from shared.web.schemas import CleanText

router = Router(prefix="/authors", tags=["authors"], responses=problem_responses(401, 403, 404, 409, 412, 422, 428))
PLACE = "/authors/{id}"


async def _first_answer(request: Request, id_: UUID) -> FirstAnswer | None:
    """Of a card that was erased since, the shell: a repeat brings nothing of the person back."""
    cards = store_of(request).cards
    first = await cards.first_answer(id_)
    if first is None or first.body or first.request_hash is None:
        return first
    card = await existing(id_, store_of(request))
    return FirstAnswer(first.request_hash, as_bytes(card_view(replace(card, data=None))), card.revision)


Create = Annotated[Creation, Depends(Creating(_first_answer, PLACE))]


@router.post("", status_code=201, response_model=CardOut, responses=checked(CheckedViewOut))
async def create_author(
    body: AuthorCardIn, caller: CurrentCaller, creation: Create, check: Check, store: Kept, now: Now
) -> Response:
    """A card for someone of the unit who has no account yet; made by their proxy or leader it is confirmed."""
    tree = await tree_with(store, body.home_unit)
    open_unit(body.home_unit, tree, field="home_unit")
    caller.must_cover(body.home_unit, tree, access.REGISTRARS)
    confirmed = caller.grant_over(body.home_unit, tree, access.CONFIRMERS) is not None
    card = authors.make(creation.id, Details(**body.model_dump()), now, account=False, confirmed=confirmed)
    if check:
        return await _checked(card, store)
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
    units = (tree.resolve(unit),) if unit is not None else caller.roots(tree, access.REGISTRARS)
    after = page.after_as(UUID)
    wanted = CardQuery(units, tuple(folded(q).split()), after[0] if after else None, page.rows_to_read)
    found = await store.cards.find(wanted)
    shown, cursor = page.cut(found, lambda card: (card.id,))
    body = {"items": [card_view(card) for card in shown], "next": cursor}
    return Response(as_bytes(body), media_type="application/json")


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

    def judge(appointed: Appointee) -> None:
        check_may_join(caller, appointed, tree, now)

    return _answer(await link(authors.take_over(card, old, card.id, now), old, store, now, judge))


async def _checked(card: Card, store: Store) -> Response:
    data = card.data
    number = None if data is None else data.member_number
    if data is not None and number is not None and await store.cards.by_number(data.home_unit, number) is not None:
        raise MemberNumberTaken
    return would_be({name: value for name, value in card_view(card).items() if name != "id"})


def _answer(card: Card) -> Response:
    return answer(as_bytes(card_view(card)), card.revision)


async def _covered(id_: UUID, caller: Caller, store: Store, tree: UnitTree) -> Card:
    card = await store.cards.get(id_)
    if card is None or card.data is None:
        raise NotFound
    caller.must_cover(card.data.home_unit, tree, access.CONFIRMERS)
    return card
