"""GET /boards/{programme}: ready bytes, made once a revision."""

from hashlib import blake2s
from typing import Annotated

import orjson
from fastapi import Header, Query, Request, Response

from services.ranking.api.asking import Asked, BoardQuery, UnknownUnit, known_unit, seen, visible
from services.ranking.api.board_pages import board_pages
from services.ranking.api.hot import may_be_repeated
from services.ranking.api.making import Board, Mark
from services.ranking.domain.frame import Frame
from services.ranking.domain.order import Row
from services.ranking.schemas import BoardOut
from services.ranking.store import Store
from shared.access import Caller
from shared.refusals import Refusal, Text
from shared.web.auth import MaybePerson, Rights
from shared.web.etag import NOT_MODIFIED, is_known
from shared.web.openapi import problem_responses
from shared.web.paging import BadCursor, Page, PageRequest
from shared.web.routing import Router
from shared.web.schemas import CleanText
from shared.web.values import AS_DIGITS

router = Router(tags=["boards"])

MINE = "mine"


class CursorExpired(Refusal):
    """The board moved on, and the revision the cursor belongs to is no longer kept."""

    slug = "cursor-expired"
    status = 410
    title = Text(
        "Bảng đã thay đổi, hãy xem lại từ trang đầu", "The board has moved on; start again from its first page"
    )


@router.get(
    "/boards/{programme}", response_model=BoardOut, responses=NOT_MODIFIED | problem_responses(401, 404, 410, 422)
)
async def get_board(
    request: Request,
    query: Asked,
    page: Page,
    caller: MaybePerson,
    rights: Rights,
    around: Annotated[CleanText | None, Query(max_length=100, description="A unit, or `mine`: its neighbours.")] = None,
    neighbours: Annotated[int, Query(ge=0, le=20, description="How many on either side."), AS_DIGITS] = 3,
    _known: Annotated[str | None, Header(alias="If-None-Match", description="ETag of the page one has.")] = None,
) -> Response:
    """Units in order, with the funnel, points and percent of each.

    A cursor belongs to one revision of the board, so pages never skip or repeat a unit.
    """
    store: Store = request.app.state.service.store
    frame = await store.frame()
    visible(frame, query.programme, caller)
    pages = board_pages(request.app.state)
    present = await pages.mark(query)
    if around is not None:
        whole = seen(await pages.board(query, present), caller)
        me = await rights() if around == MINE and caller is not None else None
        rows = around_of(whole.rows, _sought(around, whole, frame, me), neighbours)
        return _answer(orjson.dumps({**whole.head, "rows": rows, "next": None}), {"Cache-Control": "no-cache"})
    at, offset = _place(query, page) or (present, 0)
    tag = _tag(at, query, page)
    if is_known(request, tag):
        return Response(status_code=304, headers=_headers(tag))
    whole = seen(await pages.board(query, at), caller)
    if page.after is None:
        may_be_repeated(request, whole.mark)
    elif whole.mark != at:
        raise CursorExpired
    return _answer(pages.page(query, whole, offset, page.limit), _headers(_tag(whole.mark, query, page)))


def around_of(rows: list[Row], unit: str, neighbours: int) -> list[Row]:
    """The row of a unit with those before and after it."""
    for place, row in enumerate(rows):
        if row["unit"] == unit:
            return rows[max(0, place - neighbours) : place + neighbours + 1]
    raise UnknownUnit


def _place(query: BoardQuery, page: PageRequest) -> tuple[Mark, int] | None:
    """What the cursor's board stood at, and how many rows came before."""
    values = page.after_as(str, int)
    if values is None:
        return None
    try:
        mark = Mark.read(values[0])
    except ValueError:
        raise BadCursor from None
    if values[1] < 0 or (mark.day is not None) != query.is_of_a_day:
        raise BadCursor
    return mark, values[1]


def _sought(around: str, whole: Board, frame: Frame, caller: Caller | None) -> str:
    """The unit asked for, or that of the board's units which the caller's grants lie in."""
    if around != MINE:
        return known_unit(frame, around)
    shown = {row["unit"] for row in whole.rows}
    for grant in caller.grants if caller else ():
        for unit in frame.tree.path(grant.unit) if grant.is_for(whole.head["programme"]) else ():
            if unit in shown:
                return unit
    raise UnknownUnit


def _answer(body: bytes, headers: dict[str, str]) -> Response:
    return Response(body, media_type="application/json", headers=headers)


def _tag(mark: Mark, query: BoardQuery, page: PageRequest) -> str:
    asked = blake2s(repr((mark.day, query, page)).encode(), digest_size=8).hexdigest()
    return f'"{mark.revision}-{asked}"'


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "no-cache"}
