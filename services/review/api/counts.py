"""How many cases stand where, and how long they wait for whom."""

from typing import Annotated, Final, Literal

from fastapi import Query

from services.review.api.desk import AtDesk
from services.review.api.reach import reach
from services.review.schemas.results import CountsOut, UnitWaitsOut
from shared.access import narrowed
from shared.refusals import BadField, Complaint, Invalid
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut, encode_cursor
from shared.web.routing import Router
from shared.web.schemas import CleanText

router = Router(responses=problem_responses(401, 403, 404, 422))

MOST_SCOPES: Final = 8
NAME_A_UNIT: Final = Complaint(
    "name-a-unit",
    "Anh/chị có quyền ở hơn {most} đơn vị, hãy chọn một đơn vị.",
    "You have a say in more than {most} units; name one of them.",
)


@router.get("/cases/counts")
async def count_cases(
    at: AtDesk,
    page: Page,
    unit: Annotated[CleanText | None, Query(max_length=100)] = None,
    by: Annotated[Literal["unit"] | None, Query(description="A page of the units awaited, each with its own.")] = None,
) -> CountsOut | PageOut[UnitWaitsOut]:
    """How many cases stand where: by status, awaited level, overdue. `by=unit`: how long they wait for which unit."""
    tree = await at.store.tree()
    within, now = narrowed(reach(at, tree, unit), tree), await at.store.now()
    if by is None:
        return CountsOut.of(await at.store.counts(within, now))
    if len(within) > MOST_SCOPES:
        raise Invalid(fields=[BadField("unit", NAME_A_UNIT.given(most=MOST_SCOPES))])
    after = page.after_as(str)
    waits = await at.store.waits(within, now, after[0] if after else None, page.limit)
    cursor = encode_cursor((waits.rows[-1].unit,)) if waits.more else None
    return PageOut[UnitWaitsOut](items=[UnitWaitsOut.of(row, tree) for row in waits.rows], next=cursor)
