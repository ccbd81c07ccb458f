"""Messages: for authors, and for those over their unit, who may have one sent again."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from services.notify.domain.delivery import resent
from services.notify.domain.messages import Message, MessageState, Resend
from services.notify.domain.sight import RESENDERS, Sight
from services.notify.schemas import MessageOut
from services.notify.settings import NotifySettings
from services.notify.store import MessageFilter, NotifyStore
from shared.access import Caller
from shared.refusals import Forbidden, NotFound, Stale
from shared.runtime.held import Service
from shared.web.auth import CurrentCaller
from shared.web.etag import IfMatch, set_etag
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut, PageRequest
from shared.web.routing import Router

router = Router(tags=["notify"], responses=problem_responses(401, 403, 404, 409, 412, 422, 428, 429))


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def _store(request: Request) -> NotifyStore:
    store: NotifyStore = _service(request).store
    return store


def _settings(request: Request) -> NotifySettings:
    settings: NotifySettings = _service(request).settings
    return settings


Store = Annotated[NotifyStore, Depends(_store)]
Settings = Annotated[NotifySettings, Depends(_settings)]


@router.get("/messages", summary="Messages to me, and within the units I stand over; newest first")
async def list_messages(
    caller: CurrentCaller,
    store: Store,
    settings: Settings,
    page: Page,
    state: Annotated[list[MessageState] | None, Query()] = None,
    initiative_id: UUID | None = None,
    to: Annotated[Literal["mine"] | None, Query(description="`mine`: only messages to me.")] = None,
) -> PageOut[MessageOut]:
    """One page."""
    sight = await sight_of(caller, store)
    scopes = None if to == "mine" else sight.scopes
    wanted = MessageFilter(
        person_id=caller.person_id,
        scopes=scopes,
        states=tuple(state or ()),
        initiative_id=initiative_id,
        after=message_place(page),
        limit=page.rows_to_read,
    )
    found = await store.messages(wanted)
    shown, cursor = page.cut(found, lambda message: (message.created_at, message.id))
    return PageOut(items=[MessageOut.of(message, sight, settings.domain) for message in shown], next=cursor)


@router.get("/messages/{message_id}", summary="One message")
async def get_message(
    message_id: UUID, response: Response, caller: CurrentCaller, store: Store, settings: Settings
) -> MessageOut:
    """404 to whoever may not see it."""
    sight = await sight_of(caller, store)
    message = await _visible(message_id, sight, store)
    set_etag(response, message.revision)
    return MessageOut.of(message, sight, settings.domain)


@router.post("/messages/{message_id}/resend", summary="Send a message again: a new attempt, the same Message-ID")
async def resend_message(
    message_id: UUID, request: Request, response: Response, caller: CurrentCaller, expected: IfMatch, store: Store
) -> MessageOut:
    """For leaders and administrators over its unit; kept with the message."""
    message = await found_message(message_id, store)
    sight = await sight_of(caller, store)
    grant = sight.grant_over(message, RESENDERS)
    if grant is None:
        raise Forbidden
    expected.check(message.revision)
    now = _service(request).clock.now()
    asked = Resend(caller.person_id, now, grant.role.value, grant.unit, message.attempts)
    if not await store.replace(resent(message, asked)):
        raise Stale
    after = await found_message(message_id, store)
    set_etag(response, after.revision)
    return MessageOut.of(after, sight, _settings(request).domain)


def message_place(page: PageRequest) -> tuple[datetime, UUID] | None:
    """After which message a page begins: when it was made, and its id."""
    values = page.after_as(datetime, UUID)
    return (values[0], values[1]) if values else None


async def sight_of(caller: Caller, store: NotifyStore) -> Sight:
    """What the caller sees of messages now."""
    return Sight(caller, await store.tree(), tuple(await store.named_programmes()))


async def found_message(message_id: UUID, store: NotifyStore) -> Message:
    """The message, whoever may see it; raises NotFound."""
    message = await store.message(message_id)
    if message is None:
        raise NotFound
    return message


async def _visible(message_id: UUID, sight: Sight, store: NotifyStore) -> Message:
    message = await found_message(message_id, store)
    if not sight.may_see(message):
        raise NotFound
    return message
