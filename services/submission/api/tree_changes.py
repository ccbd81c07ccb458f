"""Several changes of the tree of units at once, now or on a day."""

import asyncio
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from services.submission.api.deps import Kept, Now, answer, store_of
from services.submission.api.unit_views import listed_view
from services.submission.domain.tree_plans import Plan, PlanState, check_may_cancel
from services.submission.schemas.tree_changes import TreeAfterOut, TreeChangesIn, TreeChangesOut
from services.submission.store import Store
from services.submission.tree_changes import judged, make
from shared.access import Caller, Role
from shared.refusals import BadField, Complaint, Invalid, NotFound
from shared.web.auth import CurrentCaller
from shared.web.checking import Check, CheckedOut, checked, would_be
from shared.web.etag import IfMatch, set_etag
from shared.web.idempotency import Creating, Creation, FirstAnswer
from shared.web.language import Language, language_of
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut
from shared.web.routing import Router

router = Router(prefix="/units/changes", tags=["units"], responses=problem_responses(401, 403, 404, 409, 412, 422, 428))
ADMIN = (Role.ADMIN,)
_PAST = Complaint("day-is-over", "Ngày này đã qua", "This day is over")


async def _today(request: Request) -> date:
    today: date = request.app.state.service.clock.today()
    return today


async def _first_answer(request: Request, id_: UUID) -> FirstAnswer | None:
    plan = await store_of(request).plans.get(id_)
    if plan is None:
        return None
    body = TreeChangesOut.of(plan.as_first_told, language_of(request))
    return FirstAnswer(plan.request_hash, body.model_dump_json().encode())


PLACE = "/units/changes/{id}"
Today = Annotated[date, Depends(_today)]
Create = Annotated[Creation, Depends(Creating(_first_answer, PLACE))]


@router.post("", status_code=201, response_model=TreeChangesOut, responses=checked(CheckedOut[TreeAfterOut]))
async def create_tree_change(  # noqa: PLR0913 - each is one thing it is judged by
    body: TreeChangesIn,
    *,
    caller: CurrentCaller,
    creation: Create,
    check: Check,
    store: Kept,
    now: Now,
    today: Today,
    language: Language,
) -> Response:
    """Create, move, merge, dissolve and rename units, all or nothing; judged now even when made on a later day.

    On its day a plan is judged again, on the tree of that day and by the grants its maker had when making it, without
    appointments that ended since; what it does not name stays as it is then.
    """
    if body.on is not None and body.on < today:
        raise Invalid(fields=[BadField("on", _PAST)])
    wish = Plan(
        creation.id,
        body.on or today,
        tuple(change.to_change() for change in body.changes),
        caller.person_id,
        now,
        tuple(grant for grant in caller.grants if grant.role is Role.ADMIN and grant.is_for(None)),
        request_hash=creation.request_hash,
    )
    if check:
        return await _checked(wish, store, now)
    if wish.on <= today:
        settled = await make(wish, store, now)
    else:
        await judged(wish, store, now)
        settled = await store.plans.save(wish)
    answered = TreeChangesOut.of(settled, language)
    return answer(answered.model_dump_json().encode(), settled.revision, 201, PLACE.format(id=settled.id))


@router.get("")
async def list_tree_changes(
    caller: CurrentCaller, page: Page, store: Kept, language: Language, state: PlanState | None = None
) -> PageOut[TreeChangesOut]:
    """Plans that touch units the caller administers, newest first."""
    tree = (await store.units.catalogue()).tree
    roots = caller.roots(tree, ADMIN)
    over_all = any(tree.is_root(root) for root in roots)
    codes = None if over_all else frozenset(code for root in roots for code in tree.subtree(root))
    after = page.after_as(datetime, UUID)
    found = await store.plans.find(codes, state, (after[0], after[1]) if after else None, page.rows_to_read)
    shown, cursor = page.cut(found, lambda plan: (plan.created_at, plan.id))
    return PageOut(items=[TreeChangesOut.of(one, language) for one in shown], next=cursor)


@router.get("/{plan_id}")
async def get_tree_change(
    plan_id: UUID, response: Response, caller: CurrentCaller, store: Kept, language: Language
) -> TreeChangesOut:
    """One plan; 404 to whoever administers none of its units."""
    found = await _seen(plan_id, caller, store)
    set_etag(response, found.revision)
    return TreeChangesOut.of(found, language)


@router.delete("/{plan_id}")
async def cancel_tree_change(
    plan_id: UUID,
    caller: CurrentCaller,
    expected: IfMatch,
    response: Response,
    store: Kept,
    now: Now,
    language: Language,
) -> TreeChangesOut:
    """Take a plan back before its day; by whoever could make it."""
    found = await _seen(plan_id, caller, store)
    check_may_cancel(caller, found, (await store.units.catalogue()).tree)
    expected.check(found.revision)
    settled = await store.plans.save(found.cancelled(now))
    set_etag(response, settled.revision)
    return TreeChangesOut.of(settled, language)


async def _checked(wish: Plan, store: Store, now: datetime) -> Response:
    """The day, and the units as they would stand then, on the present tree."""
    states, _ = await judged(wish, store, now)
    units = [state.data.to_unit() for state in states]
    tree = (await store.units.catalogue()).tree
    after = await asyncio.to_thread(tree.with_units, units, version=tree.version + len(units))
    return would_be({"on": wish.on, "units": [listed_view(unit, after) for unit in units]})


async def _seen(plan_id: UUID, caller: Caller, store: Store) -> Plan:
    found = await store.plans.get(plan_id)
    tree = (await store.units.catalogue()).tree
    codes = found.units if found else ()
    if found is None or not any(code in tree and caller.grant_over(code, tree, ADMIN) for code in codes):
        raise NotFound
    return found
