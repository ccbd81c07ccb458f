"""All that a process remembers of boards: made boards, their pages as bytes, and answers by address.

The middleware in front, the routes and the feeds ask this one object. Boards and pages belong to a `Mark` (revision
and, where it matters, day) and answers to a revision, so nothing is shown that is no longer so; each of the three has
a bound, and what was not asked for longest leaves first.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final, Generic, NamedTuple, TypeVar

import orjson
from starlette.datastructures import State
from starlette.types import Message

from services.ranking.api.asking import BoardQuery
from services.ranking.api.fields import FieldRanks
from services.ranking.api.made_once import MadeOnce
from services.ranking.api.making import Board, Mark, make_board
from services.ranking.api.revisions import Revisions
from services.ranking.store import Store
from shared.runtime import metrics
from shared.runtime.clock import Clock
from shared.web.paging import encode_cursor

KEPT_SECONDS: Final = 120.0
"""How long a board is there for its next page after it was last asked for."""
MOST_ROWS: Final = 300_000
"""Rows of all boards together, about 1.2 kB each; beyond it even young boards give way, and their cursors expire."""
MOST_RANKED: Final = 1_500_000
"""Rows of all fields that standings compare with, about 60 bytes each."""
MOST_ANSWERS: Final = 500
LONGEST_ANSWER: Final = 1 << 20
_NAME: Final = "board_pages"

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")
Address = tuple[str, bytes]
"""Path and query string of a request."""


class Answer(NamedTuple):
    """An answer as it was sent."""

    programme: str
    revision: str
    start: Message
    body: bytes


class _Recent(Generic[KeyT, ValueT]):
    """The last `most` things; the one that was not asked for longest leaves first."""

    def __init__(self, name: str, most: int) -> None:
        self._name, self._most = name, most
        self._held: OrderedDict[KeyT, ValueT] = OrderedDict()

    def get(self, key: KeyT) -> ValueT | None:
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
        return found

    def put(self, key: KeyT, value: ValueT) -> None:
        self._held[key] = value
        self._held.move_to_end(key)
        while len(self._held) > self._most:
            self._held.popitem(last=False)
        metrics.KEPT.labels(self._name).set(len(self._held))


class BoardPages:
    """Asked for a board, a page of one, or a whole answer."""

    def __init__(self, store: Store, clock: Clock, *, most_pages: int, most_boards: int) -> None:
        self.revisions = Revisions(store)
        self._store, self._clock = store, clock
        self._boards: OrderedDict[tuple[Mark, BoardQuery], tuple[float, Board]] = OrderedDict()
        self._most_boards = most_boards
        self._making: dict[tuple[Mark, BoardQuery], asyncio.Task[Board]] = {}
        self.ranks: MadeOnce[tuple[str, str, str, str], FieldRanks] = MadeOnce("ranks", MOST_RANKED, _weight)
        """What standings compare with, by revision, programme, kind of field and what it is the field of."""
        self._pages: _Recent[tuple[Mark, BoardQuery, int, int], bytes] = _Recent("pages", most_pages)
        self._answers: _Recent[Address, Answer] = _Recent("hot pages", MOST_ANSWERS)

    async def mark(self, query: BoardQuery) -> Mark:
        """What a board would stand at now."""
        day = self._clock.today() if query.is_of_a_day else None
        return Mark(str(await self._store.revision(query.programme)), day)

    async def board(self, query: BoardQuery, mark: Mark) -> Board:
        """The board at `mark` when it is at hand, else as it is now; made once for all who ask meanwhile."""
        found = self.at_hand(query, mark)
        return found if found is not None else await asyncio.shield(self._begin(query, mark))

    def at_hand(self, query: BoardQuery, mark: Mark) -> Board | None:
        """The board at `mark`, kept for another two minutes."""
        found = self._boards.pop((mark, query), None)
        if found is None:
            return None
        self._boards[mark, query] = (time.monotonic(), found[1])
        return found[1]

    def page(self, query: BoardQuery, board: Board, offset: int, limit: int) -> bytes:
        """One page of a board; its cursor is what the board stands at and how many rows came before."""
        key = (board.mark, query, offset, limit)
        body = self._pages.get(key)
        if body is None:
            is_last = offset + limit >= len(board.rows)
            cursor = None if is_last else encode_cursor((str(board.mark), offset + limit))
            body = orjson.dumps({**board.head, "rows": board.rows[offset : offset + limit], "next": cursor})
            self._pages.put(key, body)
        return body

    def answer(self, address: Address) -> Answer | None:
        """What was last answered there to somebody without a token; `revisions` say whether it stands."""
        return self._answers.get(address)

    def keep_answer(self, address: Address, answer: Answer) -> None:
        """Remember an answer that depends on its address and its revision alone."""
        if len(answer.body) <= LONGEST_ANSWER:
            self._answers.put(address, answer)

    def _begin(self, query: BoardQuery, mark: Mark) -> "asyncio.Task[Board]":
        making = self._making.get((mark, query))
        if making is None:
            making = self._making[mark, query] = asyncio.create_task(self._make(query, mark))
            making.add_done_callback(_ended(self._making, (mark, query)))
        return making

    async def _make(self, query: BoardQuery, mark: Mark) -> Board:
        board = await make_board(self._store, query, mark.day)
        self._keep(query, board)
        return board

    def _keep(self, query: BoardQuery, board: Board) -> None:
        """Boards that are young stay before a new one; its next page is there while its revision stands."""
        self._boards.pop((board.mark, query), None)
        if len(self._boards) >= self._most_boards:
            oldest, (since, _) = next(iter(self._boards.items()))
            if time.monotonic() - since < KEPT_SECONDS:
                return
            del self._boards[oldest]
        self._boards[board.mark, query] = (time.monotonic(), board)
        while len(self._boards) > 1 and sum(len(one.rows) for _, one in self._boards.values()) > MOST_ROWS:
            self._boards.popitem(last=False)
        metrics.KEPT.labels("pinned boards").set(len(self._boards))


def _weight(ranks: FieldRanks) -> int:
    return ranks.weight


def _ended(
    making: "dict[tuple[Mark, BoardQuery], asyncio.Task[Board]]", key: tuple[Mark, BoardQuery]
) -> Callable[["asyncio.Task[Board]"], None]:
    def forget(done: "asyncio.Task[Board]") -> None:
        making.pop(key, None)
        if not done.cancelled():
            done.exception()  # whoever waited has it; all of them may have gone

    return forget


def board_pages(state: State | Any) -> BoardPages:
    """The one of this process, on the application's state."""
    pages: BoardPages | None = getattr(state, _NAME, None)
    if pages is None:
        service = state.service
        settings = service.settings
        pages = BoardPages(
            service.store, service.clock, most_pages=settings.board_cache, most_boards=settings.pinned_boards
        )
        setattr(state, _NAME, pages)
    return pages
