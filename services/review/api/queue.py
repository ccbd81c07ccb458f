"""Queues of cases: in which order, filtered by what, found by which words."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from services.review.api.desk import AtDesk, Desk
from services.review.api.reach import reach
from services.review.domain.case import Status
from services.review.queues import ClaimedBy, Claims, Queue, Sort, Total, sort_key
from services.review.schemas.responses import CaseRow, CasesOut, TotalOut
from services.review.schemas.sight import Sight
from services.review.words import MOST_ASKED, words_of
from shared.access import Scope
from shared.units import Level
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageRequest, encode_cursor
from shared.web.routing import Router
from shared.web.schemas import CleanText
from shared.web.values import AS_DIGITS, Moment, TrueFalse

router = Router(responses=problem_responses(401, 403, 404, 422))


class QueueQuery(BaseModel):
    """Filters of a queue. Without `unit`, `level`, `status`, `q`, `claim=mine`: what awaits the caller's own units."""

    model_config = ConfigDict(extra="ignore")

    unit: Annotated[CleanText | None, Field(max_length=100, description="This unit and all below it.")] = None
    level: Annotated[Level | None, Field(description="The level awaited.")] = None
    status: Status | None = None
    programme: Annotated[CleanText | None, Field(max_length=100)] = None
    kind: Annotated[CleanText | None, Field(max_length=100)] = None
    q: Annotated[
        CleanText | None,
        Field(max_length=200, description="Words of title and summary, with marks or without; all of the first eight."),
    ] = None
    claim: Annotated[ClaimedBy | None, Field(description="Whose claim stands on it.")] = None
    min_age_days: Annotated[int | None, Field(ge=0, le=3650, description="Waiting at least so long."), AS_DIGITS] = None
    overdue: Annotated[TrueFalse, Field(description="Only what is past its due date.")] = False
    due_before: Annotated[Moment | None, Field(description="Only what is due before.")] = None
    sort: Annotated[
        Sort, Field(description="By due date, by how long it waits (oldest, newest first), or by most benefit.")
    ] = Sort.DUE
    total: Annotated[TrueFalse, Field(description="Whether to count all pages as well, up to a thousand rows.")] = False

    @property
    def is_narrowed(self) -> bool:
        """Whether more than the caller's own turn is asked for."""
        named = any(given is not None for given in (self.unit, self.level, self.status, self.q))
        return named or self.claim is ClaimedBy.MINE


@router.get("/cases")
async def list_cases(query: Annotated[QueueQuery, Query()], page: Page, at: AtDesk) -> CasesOut:
    """Cases in order; by default those that await a unit the caller reviews or leads.

    A search through very many cases stops after some thousand: its page may be short, even empty, and `next` goes on.
    """
    tree, now = await asyncio.gather(at.store.tree(), at.store.now())
    queue = _queue(query, page, reach(at, tree, query.unit), now, at.caller.person_id)
    found = await at.store.find(queue)
    shown, cursor = page.cut(found.rows, lambda case: (sort_key(case, query.sort), case.id))
    if cursor is None and found.resume is not None:
        cursor = encode_cursor(found.resume)
    names = await at.store.names({case.claim.holder for case in shown if case.claim})
    sight = Sight(at.caller.person_id, now, names)
    total = TotalOut.of(await _total(at, queue, len(shown), cursor)) if query.total else None
    return CasesOut(items=[CaseRow.of(case, sight) for case in shown], next=cursor, total=total)


async def _total(at: Desk, queue: Queue, shown: int, cursor: str | None) -> Total:
    """A page that is all there is does not have to be counted again."""
    if queue.after is None and cursor is None:
        return Total(shown)
    return await at.store.total(queue)


def _queue(query: QueueQuery, page: PageRequest, within: tuple[Scope, ...], now: datetime, viewer: UUID) -> Queue:
    after = page.after_as(int if query.sort is Sort.BENEFIT else datetime, UUID)
    due = [moment for moment in (query.due_before, now if query.overdue else None) if moment is not None]
    return Queue(
        within=within,
        awaiting=not query.is_narrowed,
        programme=query.programme,
        level=query.level,
        status=query.status,
        waits_since_before=None if query.min_age_days is None else now - timedelta(days=query.min_age_days),
        due_before=min(due, default=None),
        kind=query.kind,
        words=tuple(words_of(query.q or "")[:MOST_ASKED]),
        claims=None if query.claim is None else Claims(query.claim, viewer, now),
        sort=query.sort,
        after=None if after is None else (after[0], after[1]),
        limit=page.rows_to_read,
    )
