"""`/hold`: after a restore, what is older is recorded and not mailed until an administrator releases it."""

from datetime import datetime
from uuid import UUID

import structlog
from fastapi import Request
from pydantic import Field

from services.notify.store import NotifyStore
from shared.refusals import NotFound
from shared.runtime.dead_letters_api import Administrator
from shared.runtime.held import Service
from shared.web.openapi import problem_responses
from shared.web.routing import Router
from shared.web.schemas import RequestBody, ResponseBody

router = Router(prefix="/hold", tags=["notify"])

_log = structlog.get_logger(__name__)


class HoldOut(ResponseBody):
    """The hold of the last restore."""

    before: datetime | None = Field(description="What was decided before is not mailed; null: nothing was restored.")
    recorded: int = Field(description="Messages that rest because of it.")
    mail: bool | None = Field(description="Null while it holds; then whether they were mailed.")
    released_by: UUID | None
    released_at: datetime | None


class Release(RequestBody):
    """What becomes of the messages that rest."""

    mail: bool = Field(description="True mails them all; false gives them up, and each may be resent by itself.")


@router.get("", summary="Whether mail rests after a restore", responses=problem_responses(401, 403))
async def get_hold(request: Request, _caller: Administrator) -> HoldOut:
    """For administrators of a highest unit."""
    return await _shown(_service(request).store)


@router.post(
    "/release", summary="Mail what rests, or give it up", responses=problem_responses(400, 401, 403, 404, 413, 422, 429)
)
async def release_hold(body: Release, request: Request, caller: Administrator) -> HoldOut:
    """Once for each restore; 404 when nothing is held. Logged, and kept, with who did it."""
    service = _service(request)
    store: NotifyStore = service.store
    if not await store.release_hold(mail=body.mail, by=caller.person_id, at=service.clock.now()):
        raise NotFound
    _log.info("hold.released", mail=body.mail, by=str(caller.person_id))
    return await _shown(store)


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


async def _shown(store: NotifyStore) -> HoldOut:
    hold = await store.held()
    if hold is None:
        return HoldOut(before=None, recorded=0, mail=None, released_by=None, released_at=None)
    resting = await store.recorded(hold) if hold.binds else 0
    return HoldOut(
        before=hold.before,
        recorded=resting,
        mail=hold.mail,
        released_by=hold.released_by,
        released_at=hold.released_at,
    )
