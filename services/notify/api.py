"""Notify's API: messages for authors and for those over their unit, certificates, and checking a certificate."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.notify.compose import certificate_page
from services.notify.domain.delivery import resent
from services.notify.domain.messages import Message, MessageState, Resend
from services.notify.domain.sight import READERS, RESENDERS, Sight
from services.notify.schemas import MessageOut, VerifiedOut
from services.notify.settings import NotifySettings
from services.notify.store import MessageFilter, NotifyStore
from services.notify.surroundings import surroundings
from shared.access import Scope
from shared.refusals import Forbidden, NotFound, Stale
from shared.runtime.held import Service
from shared.web.auth import CurrentCaller
from shared.web.etag import IfMatch, set_etag
from shared.web.language import Language
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut, PageRequest
from shared.web.proxies import address_of
from shared.web.rates import Rates
from shared.web.routing import Router
from shared.web.schemas import CleanText

router = Router(tags=["notify"], responses=problem_responses(401, 403, 404, 409, 412, 422, 428, 429))

_CERTIFICATE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


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
    sight = Sight(caller, await store.tree())
    scopes = None if to == "mine" else _scopes(sight)
    wanted = MessageFilter(
        person_id=caller.person_id,
        scopes=scopes,
        states=tuple(state or ()),
        initiative_id=initiative_id,
        after=_after(page),
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
    sight = Sight(caller, await store.tree())
    message = await _visible(message_id, sight, store)
    set_etag(response, message.revision)
    return MessageOut.of(message, sight, settings.domain)


@router.post("/messages/{message_id}/resend", summary="Send a message again: a new attempt, the same Message-ID")
async def resend_message(
    message_id: UUID, request: Request, response: Response, caller: CurrentCaller, expected: IfMatch, store: Store
) -> MessageOut:
    """For leaders and administrators over its unit; kept with the message."""
    message = await _found(message_id, store)
    sight = Sight(caller, await store.tree())
    grant = sight.grant_over(message, RESENDERS)
    if grant is None:
        raise Forbidden
    expected.check(message.revision)
    now = _service(request).clock.now()
    asked = Resend(caller.person_id, now, grant.role.value, grant.unit, message.attempts)
    if not await store.replace(resent(message, asked)):
        raise Stale
    after = await _found(message_id, store)
    set_etag(response, after.revision)
    return MessageOut.of(after, sight, _settings(request).domain)


@router.get("/certificates/{certificate_id}", summary="A certificate to print", response_class=HTMLResponse)
async def get_certificate(
    certificate_id: UUID,
    caller: CurrentCaller,
    store: Store,
    settings: Settings,
) -> HTMLResponse:
    """Of an award that stands, in its author's language; 404 otherwise."""
    message = await _visible(certificate_id, Sight(caller, await store.tree()), store)
    contact = await store.contact(message.person_id)
    if not message.stands or message.certificate_code is None or contact.name is None:
        raise NotFound
    around = await surroundings(
        store, message, name=contact.name, language=contact.language, public_url=settings.public_url
    )
    return HTMLResponse(certificate_page(message, around), headers={"Content-Security-Policy": _CERTIFICATE_POLICY})


@router.get("/verify/{code}", summary="Check a certificate: name and award, nothing else; public")
async def verify_certificate(code: CleanText, request: Request, store: Store, language: Language) -> VerifiedOut:
    """404 for a code that is unknown, revoked, or of a person who was erased."""
    checks: Rates = request.app.state.checks
    checks.admit(address_of(request))
    message = await store.certified(code)
    if message is None or not message.stands:
        raise NotFound
    contact = await store.contact(message.person_id)
    if contact.name is None:
        raise NotFound
    return VerifiedOut.of(message, contact.name, language)


def _after(page: PageRequest) -> tuple[datetime, UUID] | None:
    values = page.after_as(datetime, UUID)
    return (values[0], values[1]) if values else None


def _scopes(sight: Sight) -> frozenset[Scope]:
    return frozenset(sight.caller.scopes(sight.tree, READERS))


async def _found(message_id: UUID, store: NotifyStore) -> Message:
    message = await store.message(message_id)
    if message is None:
        raise NotFound
    return message


async def _visible(message_id: UUID, sight: Sight, store: NotifyStore) -> Message:
    message = await _found(message_id, store)
    if not sight.may_see(message):
        raise NotFound
    return message
