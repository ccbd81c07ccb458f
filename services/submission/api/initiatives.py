"""Entering and amending initiatives."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response

from services.submission.api.deps import TWIN, Kept, Now, answer, as_bytes, catalogue_with, store_of
from services.submission.api.holding import HomeOf, home_if_made, home_of_caller
from services.submission.api.views import initiative_view, unmade_view
from services.submission.domain import access, acts, content
from services.submission.domain.acts import Setting
from services.submission.domain.content import Content, Share
from services.submission.domain.initiative import Actor, Change
from services.submission.domain.refusals import ReceiptTaken, UnknownAuthor
from services.submission.receipting import codes
from services.submission.schemas.initiatives import AmendmentIn, AuthorIn, InitiativeIn, InitiativeOut
from services.submission.store import Store
from shared.access import Person
from shared.refusals import AlreadyMade, NotFound
from shared.units import UnitTree
from shared.web.auth import CurrentCaller, CurrentPerson, Rights, WithRights
from shared.web.checking import Check, CheckedViewOut, checked, would_be
from shared.web.etag import IfMatch
from shared.web.idempotency import Creating, Creation, FirstAnswer
from shared.web.openapi import problem_responses
from shared.web.routing import Router

router = Router(prefix="/initiatives", tags=["initiatives"])
PLACE = "/initiatives/{id}"


async def _first_answer(request: Request, id_: UUID) -> FirstAnswer | None:
    """Of one whose texts went with their author, what is left of it."""
    initiatives = store_of(request).initiatives
    first = await initiatives.first_answer(id_)
    if first is None or first.body or first.request_hash is None:
        return first
    left = await initiatives.get(id_)
    if left is None:
        return first
    return FirstAnswer(first.request_hash, as_bytes(initiative_view(left, access.WHOLE)), left.revision)


Create = Annotated[Creation, Depends(Creating(_first_answer, PLACE))]


@router.post(
    "",
    status_code=201,
    response_model=InitiativeOut,
    responses=checked(CheckedViewOut) | problem_responses(401, 403, 409, 413, 422),
    summary="Enter an initiative, as a draft or submitted in the same write",
)
async def create_initiative(  # noqa: PLR0913 - each is one thing it is judged by
    request: Request,
    body: InitiativeIn,
    *,
    caller: CurrentPerson,
    rights: Rights,
    creation: Create,
    check: Check,
    store: Kept,
    now: Now,
) -> Response:
    """One write: the initiative with its receipt and, when submitted, its event."""
    catalogue = await catalogue_with(store, body.programme, body.unit)
    setting = Setting(catalogue.programme(body.programme), catalogue.tree, now)
    if caller.person_id in _named(body, caller):
        if not check:
            await _must_be_new(creation, caller, store)
        content.open_unit(body.unit, setting.tree, setting.programme)
    home = home_if_made if check else home_of_caller
    authors = await shares(body.authors, caller, body.unit, store, now, home)
    actor = await _actor(body, [author.id for author in authors], caller, rights, setting.tree)
    entered = acts.enter(creation.id, _content_of(body, authors), actor, setting, body.registered_at)
    change = acts.submit(entered, actor, setting) if body.submit else Change(entered)
    if check:
        return would_be(unmade_view(change.initiative))
    return await _made(change, creation, store, request.app.state.service.settings.receipt_secret)


@router.patch(
    "/{initiative_id}", response_model=InitiativeOut, responses=problem_responses(401, 403, 404, 409, 412, 422, 428)
)
async def update_initiative(
    initiative_id: UUID, body: AmendmentIn, caller: CurrentCaller, expected: IfMatch, store: Kept, now: Now
) -> Response:
    """Change a draft or a returned initiative; reviewers see it after the next submission."""
    before = await store.initiatives.get(initiative_id)
    if before is None:
        raise NotFound
    given = body.given()
    named = given.pop("authors", None)
    wanted = replace(before.content, **given)
    catalogue = await catalogue_with(store, wanted.programme, wanted.unit)
    access.must_write(caller, before, catalogue.tree)
    expected.check(before.revision)
    if named is not None:
        wanted = replace(wanted, authors=await shares(named, caller, wanted.unit, store, now))
    access.must_enter(caller, wanted.unit, wanted.programme, wanted.author_ids, catalogue.tree)
    setting = Setting(catalogue.programme(wanted.programme), catalogue.tree, now)
    made = await store.initiatives.save(acts.amend(before, wanted, setting))
    return answer(as_bytes(initiative_view(made, access.sight_of(caller, made, catalogue))), made.revision)


async def shares(
    named: Sequence[AuthorIn] | None,
    caller: Person,
    unit: str,
    store: Store,
    now: datetime,
    home: HomeOf = home_of_caller,
) -> tuple[Share, ...]:
    """The authors with the home units their cards name; without any, the caller alone.

    `home` says that of a caller who has no card yet.
    """
    parts = {caller.person_id: 100} if named is None else None
    listed = list(parts.items()) if parts else [(author.id, author.share) for author in named or ()]
    if len(listed) > content.MAX_AUTHORS:
        content.check_authors([Share(id_, share, "") for id_, share in listed])
    homes = dict(await store.cards.homes({id_ for id_, _ in listed}))
    if caller.person_id in (id_ for id_, _ in listed) and caller.person_id not in homes:
        homes[caller.person_id] = await home(caller, unit, store, now)
    for index, (id_, _) in enumerate(listed):
        if id_ not in homes:
            raise UnknownAuthor.at(f"authors.{index}.id")
    return tuple(Share(id_, share, homes[id_]) for id_, share in listed)


async def _made(change: Change, creation: Creation, store: Store, key: bytes) -> Response:
    """Write it with the first receipt's code that no other initiative has."""
    for code in codes(key, creation.id):
        coded = change._replace(initiative=replace(change.initiative, receipt=code))
        view = initiative_view(replace(coded.initiative, revision=1), access.WHOLE)
        first = FirstAnswer(creation.request_hash, as_bytes(view))
        with suppress(ReceiptTaken):
            twin = await store.initiatives.create(coded, first, creation.likeness)
            return answer(as_bytes({**view, TWIN: twin}) if twin else first.body, 1, 201, PLACE.format(id=creation.id))
    raise ReceiptTaken


async def _actor(
    body: InitiativeIn, authors: Sequence[UUID], caller: Person, rights: WithRights, tree: UnitTree
) -> Actor:
    """Whoever enters what is their own needs no right: none is read, and what most people do pays for nothing."""
    if body.registered_at is None and caller.person_id in authors:
        return Actor(caller.person_id)
    by_right = await rights()
    actor = access.must_enter(by_right, body.unit, body.programme, authors, tree)
    if body.registered_at is not None:
        access.must_import(by_right, body.unit, body.programme, tree)
    return actor


async def _must_be_new(creation: Creation, caller: Person, store: Store) -> None:
    """Of a caller without a card one is made on the way: not by a repeat, whose sender may have been erased since."""
    if creation.request_hash is None or await store.cards.homes({caller.person_id}):
        return
    if await store.initiatives.first_answer(creation.id) is not None:
        raise AlreadyMade


def _named(body: InitiativeIn, caller: Person) -> list[UUID]:
    return [caller.person_id] if body.authors is None else [author.id for author in body.authors]


def _content_of(body: InitiativeIn, authors: tuple[Share, ...]) -> Content:
    fields: dict[str, Any] = {name: getattr(body, name) for name in Content.__slots__ if name != "authors"}
    return Content(**fields, authors=authors)
