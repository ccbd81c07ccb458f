"""GET /boards/{programme}: ready bytes, made once a revision."""

import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2s
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Header, Query, Request, Response

from services.ranking.api.asking import Asked, BoardQuery, UnknownUnit, known_unit, visible
from services.ranking.api.making import Board, make_board
from services.ranking.domain.frame import Frame
from services.ranking.domain.order import Row
from services.ranking.schemas import BoardOut
from services.ranking.store import Store
from shared.access import Caller
from shared.refusals import Refusal, Text
from shared.runtime import metrics
from shared.web.auth import MaybeCaller
from shared.web.openapi import problem_responses
from shared.web.paging import BadCursor, Page, PageRequest, encode_cursor
from shared.web.routing import Router
from shared.web.schemas import CleanText

router = Router(tags=["boards"])

CACHED = "ranking_pages"
PINNED = "ranking_pinned"
MINE = "mine"

KeptT = TypeVar("KeptT")


class Pages:
    """The last pages made, as bytes; the least recently used leaves first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._pages: OrderedDict[str, bytes] = OrderedDict()

    def get(self, tag: str) -> bytes | None:
        """The page under this tag."""
        if tag in self._pages:
            self._pages.move_to_end(tag)
        return self._pages.get(tag)

    def put(self, tag: str, page: bytes) -> None:
        """Keep a page."""
        self._pages[tag] = page
        while len(self._pages) > self._size:
            self._pages.popitem(last=False)
        metrics.KEPT.labels("pages").set(len(self._pages))


KEPT_SECONDS = 120.0


class CursorExpired(Refusal):
    """The board moved on, and the revision the cursor belongs to is no longer kept."""

    slug = "cursor-expired"
    status = 410
    title = Text(
        "Bảng đã thay đổi, hãy xem lại từ trang đầu", "The board has moved on; start again from its first page"
    )


class Pinned:
    """Whole boards at one revision, for the pages after the first: for at least two minutes since last asked for.

    When it is full of boards that young, a new one is not kept: its next page is there while the revision stands.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._boards: OrderedDict[tuple[str, BoardQuery], tuple[float, Board]] = OrderedDict()

    def get(self, revision: str, query: BoardQuery) -> Board | None:
        """The board, kept for another two minutes."""
        found = self._boards.pop((revision, query), None)
        if found is None:
            return None
        self._boards[revision, query] = (time.monotonic(), found[1])
        return found[1]

    def put(self, query: BoardQuery, board: Board) -> None:
        """Keep a board, if there is room."""
        if len(self._boards) >= self._size:
            oldest, (since, _) = next(iter(self._boards.items()))
            if time.monotonic() - since < KEPT_SECONDS:
                return
            del self._boards[oldest]
        self._boards[board.revision, query] = (time.monotonic(), board)
        metrics.KEPT.labels("pinned boards").set(len(self._boards))


@router.get("/boards/{programme}", response_model=BoardOut, responses=problem_responses(401, 404, 410, 422))
async def board(
    request: Request,
    query: Asked,
    page: Page,
    caller: MaybeCaller,
    around: Annotated[CleanText | None, Query(max_length=100, description="A unit, or `mine`: its neighbours.")] = None,
    neighbours: Annotated[int, Query(ge=0, le=20, description="How many on either side.")] = 3,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Units in order, with the funnel, points and percent of each; `percent` is in hundredths of a percent.

    A cursor belongs to one revision of the board, so pages never skip or repeat a unit.
    """
    store: Store = request.app.state.service.store
    frame = await store.frame()
    visible(frame, query.programme, caller)
    revision = str(await store.revision(query.programme))
    after = page.after_as(str, int)
    if after is not None and not after[1] >= 0:
        raise BadCursor
    pinned = _kept(request, PINNED, lambda settings: Pinned(settings.pinned_boards))
    if around is not None:
        made = await _made(store, query, caller, pinned, revision)
        rows = around_of(made.rows, _sought(around, made, frame, caller), neighbours)
        return _answer(orjson.dumps({**made.head, "rows": rows, "next": None}), {"Cache-Control": "no-cache"})
    at, offset = after or (revision, 0)
    tag = _tag(at, query, page)
    if if_none_match is not None and tag in if_none_match:
        return Response(status_code=304, headers=_headers(tag))
    pages = _kept(request, CACHED, lambda settings: Pages(settings.board_cache))
    body = pages.get(tag) if pinned.get(at, query) else None
    if body is None:
        made = await _made(store, query, caller, pinned, at)
        if after is not None and made.revision != at:
            raise CursorExpired
        body = page_of(made, offset, page.limit)
        tag = _tag(made.revision, query, page)
        pages.put(tag, body)
    return _answer(body, _headers(tag))


async def _made(store: Store, query: BoardQuery, caller: Caller | None, pinned: Pinned, revision: str) -> Board:
    """The board at `revision` when it is kept, else as it is now."""
    found = pinned.get(revision, query)
    if found is None:
        found = await make_board(store, query, caller)
        pinned.put(query, found)
    return found


def page_of(made: Board, offset: int, limit: int) -> bytes:
    """One page of the board; a cursor is its revision and how many rows came before."""
    following = encode_cursor((made.revision, offset + limit)) if offset + limit < len(made.rows) else None
    return orjson.dumps({**made.head, "rows": made.rows[offset : offset + limit], "next": following})


def around_of(rows: list[Row], unit: str, neighbours: int) -> list[Row]:
    """The row of a unit with those before and after it."""
    for place, row in enumerate(rows):
        if row["unit"] == unit:
            return rows[max(0, place - neighbours) : place + neighbours + 1]
    raise UnknownUnit


def _sought(around: str, made: Board, frame: Frame, caller: Caller | None) -> str:
    """The unit asked for, or that of the board's units which the caller's grants lie in."""
    if around != MINE:
        return known_unit(frame, around)
    shown = {row["unit"] for row in made.rows}
    for grant in caller.grants if caller else ():
        for unit in frame.tree.path(grant.unit):
            if unit in shown:
                return unit
    raise UnknownUnit


def _answer(body: bytes, headers: dict[str, str]) -> Response:
    return Response(body, media_type="application/json", headers=headers)


def _kept(request: Request, name: str, make: Callable[[Any], KeptT]) -> KeptT:
    """What this process keeps from one request to the next."""
    state = request.app.state
    if not hasattr(state, name):
        setattr(state, name, make(state.service.settings))
    kept: KeptT = getattr(state, name)
    return kept


def _tag(revision: str, query: BoardQuery, page: PageRequest) -> str:
    asked = blake2s(repr((query, page)).encode(), digest_size=8).hexdigest()
    return f'"{revision}-{asked}"'


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "no-cache"}
