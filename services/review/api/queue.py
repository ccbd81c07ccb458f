"""Queues of cases, their counts, and one case in full."""

from datetime import datetime, timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.review.api.desk import AtDesk, Desk
from services.review.domain.case import Status
from services.review.domain.reviewer import READING, may_read
from services.review.schemas.own import OwnCaseOut
from services.review.schemas.responses import CaseOut, CaseRow
from services.review.schemas.results import CountsOut, UnitWaitsOut
from services.review.schemas.sight import Sight
from services.review.store import NEVER, Queue
from shared.access import Scope, narrowed
from shared.refusals import BadField, Complaint, Forbidden, Invalid, NotFound
from shared.units import Level, UnitTree
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut, PageRequest, encode_cursor
from shared.web.routing import Router
from shared.web.schemas import CleanText
from shared.web.values import AS_DIGITS, Moment, TrueFalse

router = Router(responses=problem_responses(401, 403, 404, 422))

MOST_SCOPES: Final = 8
NAME_A_UNIT: Final = Complaint(
    "name-a-unit",
    "Bạn có quyền ở hơn {most} đơn vị, hãy chọn một đơn vị.",
    "You have a say in more than {most} units; name one of them.",
)


class QueueQuery(BaseModel):
    """Filters of a queue. Without `unit`, `level` and `status`: what awaits the caller's own units."""

    model_config = ConfigDict(extra="ignore")

    unit: Annotated[CleanText | None, Field(max_length=100, description="This unit and all below it.")] = None
    level: Annotated[Level | None, Field(description="The level awaited.")] = None
    status: Status | None = None
    programme: Annotated[CleanText | None, Field(max_length=100)] = None
    min_age_days: Annotated[int | None, Field(ge=0, le=3650, description="Waiting at least so long."), AS_DIGITS] = None
    overdue: Annotated[TrueFalse, Field(description="Only what is past its due date.")] = False
    due_before: Annotated[Moment | None, Field(description="Only what is due before.")] = None

    @property
    def is_narrowed(self) -> bool:
        """Whether more than the caller's own turn is asked for."""
        return any(given is not None for given in (self.unit, self.level, self.status))


@router.get("/cases")
async def list_cases(query: Annotated[QueueQuery, Query()], page: Page, at: AtDesk) -> PageOut[CaseRow]:
    """Cases by due date; by default those that await a unit the caller reviews or leads."""
    tree = await at.store.tree()
    now = await at.store.now()
    queue = _queue(query, page, _within(at, tree, query.unit), now)
    rows = await at.store.find(queue)
    shown, cursor = page.cut(rows, lambda case: (case.due_at or NEVER, case.id))
    names = await at.store.names({case.claim.holder for case in shown if case.claim})
    sight = Sight(at.caller.person_id, now, names)
    return PageOut[CaseRow](items=[CaseRow.of(case, sight) for case in shown], next=cursor)


@router.get("/cases/counts")
async def count_cases(
    at: AtDesk,
    page: Page,
    unit: Annotated[CleanText | None, Query(max_length=100)] = None,
    by: Annotated[Literal["unit"] | None, Query(description="A page of the units awaited, each with its own.")] = None,
) -> CountsOut | PageOut[UnitWaitsOut]:
    """How many cases stand where: by status, awaited level, overdue. `by=unit`: how long they wait for which unit."""
    tree = await at.store.tree()
    within, now = narrowed(_within(at, tree, unit), tree), await at.store.now()
    if by is None:
        return CountsOut.of(await at.store.counts(within, now))
    if len(within) > MOST_SCOPES:
        raise Invalid(fields=[BadField("unit", NAME_A_UNIT.given(most=MOST_SCOPES))])
    after = page.after_as(str)
    waits = await at.store.waits(within, now, after[0] if after else None, page.limit)
    cursor = encode_cursor((waits.rows[-1].unit,)) if waits.more else None
    return PageOut[UnitWaitsOut](items=[UnitWaitsOut.of(row, tree) for row in waits.rows], next=cursor)


@router.get("/cases/{initiative_id}")
async def get_case(initiative_id: UUID, at: AtDesk, response: Response) -> CaseOut | OwnCaseOut:
    """One case: for reviewers with what changed since it was returned, for its own people whose turn it is.

    Who is both has the reviewers' view.
    """
    case, tree = await at.find(initiative_id)
    if may_read(case, at.caller, tree):
        return await at.shown(case, response)
    if at.caller.person_id not in case.own_people:
        raise NotFound
    rules = (await at.store.programmes([case.face.programme])).get(case.face.programme)
    return OwnCaseOut.of(case, tree, rules, await at.store.now())


def _within(at: Desk, tree: UnitTree, unit: str | None) -> tuple[Scope, ...]:
    """The subtrees to look at: of `unit` when the caller reads there (404 when not), else of all their units."""
    scopes = at.caller.scopes(tree, READING)
    if not scopes:
        raise Forbidden
    if unit is None:
        return scopes
    over = [one for one in scopes if unit in tree and tree.is_within(unit, one.unit)]
    if not over:
        raise NotFound
    return narrowed(tuple(Scope(tree.resolve(unit), one.programme) for one in over), tree)


def _queue(query: QueueQuery, page: PageRequest, within: tuple[Scope, ...], now: datetime) -> Queue:
    after = page.after_as(datetime, UUID)
    due = [moment for moment in (query.due_before, now if query.overdue else None) if moment is not None]
    return Queue(
        within=within,
        awaiting=not query.is_narrowed,
        programme=query.programme,
        level=query.level,
        status=query.status,
        waits_since_before=None if query.min_age_days is None else now - timedelta(days=query.min_age_days),
        due_before=min(due, default=None),
        after=None if after is None else (after[0], after[1]),
        limit=page.rows_to_read,
    )
