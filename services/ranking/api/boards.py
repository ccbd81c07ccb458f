"""GET /boards/{programme}: ready bytes, made once a revision."""

from collections import OrderedDict
from hashlib import blake2s
from typing import Annotated

import orjson
from fastapi import APIRouter, Header, Request, Response

from services.ranking.api.asking import Asked, BoardQuery, visible
from services.ranking.api.making import Board, make_board
from services.ranking.domain.order import order_key
from services.ranking.schemas import BoardOut
from services.ranking.store import Store
from shared.web.auth import MaybeCaller
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageRequest, encode_cursor

router = APIRouter(tags=["boards"])

CACHED = "ranking_pages"


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


@router.get("/boards/{programme}", response_model=BoardOut, responses=problem_responses(401, 404, 422))  # noqa: FAST003 - in Asked
async def board(
    request: Request,
    query: Asked,
    page: Page,
    caller: MaybeCaller,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Units in order, with the funnel, points and percent of each; `percent` is in hundredths of a percent."""
    service = request.app.state.service
    store: Store = service.store
    frame = await store.frame()
    visible(frame, query.programme, caller)
    revision = str(await store.revision(query.programme))
    tag = _tag(revision, query, page)
    if if_none_match is not None and tag in if_none_match:
        return Response(status_code=304, headers=_headers(tag))
    pages = _pages(request)
    body = pages.get(tag)
    if body is None:
        made = await make_board(store, query, caller)
        body = page_of(made, query, page)
        tag = _tag(made.revision, query, page)
        pages.put(tag, body)
    return Response(body, media_type="application/json", headers=_headers(tag))


def page_of(made: Board, query: BoardQuery, page: PageRequest) -> bytes:
    """One page of the board; a cursor is the place in the order after which the next one begins."""
    rows = made.rows
    after = page.after_as(bool, int, int, int, str)
    if after is not None:
        rows = [row for row in rows if order_key(row, query.by) > after]
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    following = encode_cursor(order_key(shown[-1], query.by)) if more else None
    return orjson.dumps({**made.head, "rows": shown, "next": following})


def _pages(request: Request) -> Pages:
    state = request.app.state
    if not hasattr(state, CACHED):
        setattr(state, CACHED, Pages(state.service.settings.board_cache))
    pages: Pages = getattr(state, CACHED)
    return pages


def _tag(revision: str, query: BoardQuery, page: PageRequest) -> str:
    asked = blake2s(repr((query, page)).encode(), digest_size=8).hexdigest()
    return f'"{revision}-{asked}"'


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "no-cache"}
