"""GET /boards/{programme}/stream: a board that moves, as server-sent events."""

from typing import Annotated

from fastapi import Header, Query, Request
from fastapi.responses import StreamingResponse

from services.ranking.api.asking import Asked, visible
from services.ranking.api.feeds import Feeds
from shared.web.auth import MaybeCaller
from shared.web.openapi import problem_responses
from shared.web.paging import MAX_LIMIT
from shared.web.routing import Router

router = Router(tags=["boards"])

FEEDS = "ranking_feeds"
EVENT_STREAM = "text/event-stream"


@router.get(
    "/boards/{programme}/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENT_STREAM: {}}}, **problem_responses(401, 404, 422, 503)},
)
async def stream(
    request: Request,
    query: Asked,
    caller: MaybeCaller,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Rows from the top.")] = MAX_LIMIT,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """First `snapshot`, the whole board; then `rows`: those that changed, those `removed`, and the unit's own."""
    state = request.app.state
    visible(await state.service.store.frame(), query.programme, caller)
    if not hasattr(state, FEEDS):
        setattr(state, FEEDS, Feeds(state.service.store, state.service.settings.live_boards))
    feeds: Feeds = getattr(state, FEEDS)
    feed = await feeds.feed(query, limit, caller)
    return StreamingResponse(feed.listen(last_event_id), media_type=EVENT_STREAM, headers={"X-Accel-Buffering": "no"})
