"""GET /boards/{programme}/stream: a board that moves, as server-sent events."""

from typing import Annotated

from fastapi import Header, Query, Request
from fastapi.responses import StreamingResponse

from services.ranking.api.asking import Asked, visible
from services.ranking.api.board_pages import board_pages
from services.ranking.api.feed import Refused
from services.ranking.api.feeds import Feeds
from services.ranking.api.making import Board
from shared.refusals import Refusal
from shared.web.auth import MaybePerson
from shared.web.language import Language
from shared.web.listening import Listener
from shared.web.openapi import problem_responses
from shared.web.paging import MAX_LIMIT
from shared.web.problems import Unavailable
from shared.web.routing import Router
from shared.web.tokens import Unauthenticated
from shared.web.values import AS_DIGITS

router = Router(tags=["boards"])

FEEDS = "ranking_feeds"
EVENT_STREAM = "text/event-stream"


@router.get(
    "/boards/{programme}/stream",
    response_class=StreamingResponse,
    responses={
        200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}},
        **problem_responses(401, 404, 422, 503),
    },
)
async def stream_board(
    request: Request,
    query: Asked,
    caller: MaybePerson,
    language: Language,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Rows from the top."), AS_DIGITS] = MAX_LIMIT,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """First `snapshot`, the whole board; then `rows`: those that changed, those `removed`, and the unit's own.

    Before `rows`, `approved`: what was approved since the last event, oldest first; a programme's newest 64 are kept,
    and `missed` says how many more there were. Whoever comes without Last-Event-ID hears of what is approved from then.
    `ended`, with a problem, comes last: the programme is no longer public, the token ran out, or the board is gone.
    """
    state = request.app.state
    visible(await state.service.store.frame(), query.programme, caller)
    if not hasattr(state, FEEDS):
        setattr(state, FEEDS, Feeds(state.service.store, board_pages(state), state.service.settings.live_boards))
    feeds: Feeds = getattr(state, FEEDS)
    feed = await feeds.feed(query, limit, caller)
    events = feed.listen(last_event_id, _refused(request), language)
    return StreamingResponse(events, media_type=EVENT_STREAM, headers={"X-Accel-Buffering": "no"})


def _refused(request: Request) -> Refused:
    """Whether whoever sent this request may still see a board: anybody while it is public, else by their token."""
    listener = Listener(request)

    async def refused(board: Board) -> Refusal | None:
        if board.public:
            return None
        try:
            caller = await listener.caller()
        except Unavailable:
            return None  # the issuer's keys cannot be had just now; whoever was let in stays
        except Refusal as refusal:
            return refusal
        return Unauthenticated() if caller is None else None

    return refused
