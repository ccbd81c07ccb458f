"""Certificates: mine, one of them as JSON, as a page or on paper, and the public check of a code."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.notify.api import Settings, Store, found_message, message_place, sight_of
from services.notify.compose import Certificate, certificate, certificate_page, printed
from services.notify.domain.messages import Message
from services.notify.negotiation import FORMS, NotAcceptable, form_of
from services.notify.schemas import CertificateOut, VerifiedOut
from services.notify.settings import NotifySettings
from services.notify.store import NotifyStore
from services.notify.surroundings import surroundings
from shared.printing.press import Press
from shared.printing.typesetting import Unprintable
from shared.refusals import NotFound, Refusal, Text
from shared.web.auth import CurrentCaller
from shared.web.etag import NOT_MODIFIED, is_known
from shared.web.language import Language
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut
from shared.web.proxies import address_of
from shared.web.rates import Rates
from shared.web.routing import Router
from shared.web.schemas import CleanText

router = Router(tags=["notify"], responses=problem_responses(401, 404, 422, 429))

_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_CONTENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            FORMS["html"]: {"schema": {"type": "string"}},
            FORMS["pdf"]: {"schema": {"type": "string", "format": "binary"}},
        }
    }
}


class CertificateRevoked(Refusal):
    """The code is of a certificate whose award was taken back; of what and whose it was nothing is said."""

    slug = "certificate-revoked"
    status = 410
    title = Text("Giấy chứng nhận này đã bị thu hồi", "This certificate was revoked")


async def _press(request: Request) -> Press:
    press: Press = request.app.state.press
    return press


async def _mine(
    _mine: Annotated[Literal["", "true"], Query(alias="mine", description="There is no list of others: `?mine`.")],
) -> None:
    """Said, so that a list of others may come."""


@router.get(
    "/certificates",
    summary="Certificates of mine, newest first, those revoked since among them",
    dependencies=[Depends(_mine)],
)
async def list_certificates(
    caller: CurrentCaller,
    store: Store,
    settings: Settings,
    page: Page,
) -> PageOut[CertificateOut]:
    """One page."""
    found = await store.certificates(caller.person_id, message_place(page), page.rows_to_read)
    shown, cursor = page.cut(found, lambda message: (message.created_at, message.id))
    sentences = [(message, await _said(store, message, settings)) for message in shown]
    return PageOut(items=[CertificateOut.of(message, each) for message, each in sentences], next=cursor)


@router.get(
    "/certificates/{certificate_id}",
    summary="A certificate: its fields, a page for the screen, or paper (PDF/A-2b)",
    response_model=CertificateOut,
    responses={**_CONTENTS, **NOT_MODIFIED, **problem_responses(406, 503)},
)
async def get_certificate(
    certificate_id: UUID,
    request: Request,
    caller: CurrentCaller,
    store: Store,
    settings: Settings,
    press: Annotated[Press, Depends(_press)],
    format: Annotated[Literal["json", "html", "pdf"] | None, Query(description="Instead of Accept.")] = None,  # noqa: A002
) -> Response:
    """In its author's language. One that was revoked says so; 404 when it never was one, or its person was erased."""
    message = await found_message(certificate_id, store)
    form = form_of(request, format)
    if not (await sight_of(caller, store)).may_see(message) or not message.is_certificate:
        raise NotFound
    shown = await _said(store, message, settings)
    if not shown.name:
        raise NotFound
    if form == "html":
        policy = {"Content-Security-Policy": _PAGE_POLICY, "Vary": "Accept"}
        return HTMLResponse(certificate_page(shown), headers=policy)
    if form == "json":
        body = CertificateOut.of(message, shown).model_dump_json()
        return Response(body, headers={"Vary": "Accept"}, media_type=FORMS[form])
    press.rates.admit(caller.person_id)
    return await _paper(request, press, shown)


@router.get(
    "/verify/{code}",
    summary="Check a certificate: name and award, nothing else; public",
    responses=problem_responses(410),
)
async def verify_certificate(code: CleanText, request: Request, store: Store, language: Language) -> VerifiedOut:
    """404 for a code that is unknown, or of a person who was erased; 410 for one that was revoked."""
    checks: Rates = request.app.state.checks
    checks.admit(address_of(request))
    message = await store.certified(code)
    if message is None or not message.is_certificate:
        raise NotFound
    contact = await store.contact(message.person_id)
    if contact.name is None:
        raise NotFound
    if not message.stands:
        raise CertificateRevoked
    return VerifiedOut.of(message, contact.name, language)


async def _said(store: NotifyStore, message: Message, settings: NotifySettings) -> Certificate:
    contact = await store.contact(message.person_id)
    around = await surroundings(
        store, message, name=contact.name, language=contact.language, public_url=settings.public_url
    )
    return certificate(message, around)


async def _paper(request: Request, press: Press, shown: Certificate) -> Response:
    try:
        page = await press.page(printed(shown))
    except Unprintable:
        raise NotAcceptable from None
    headers = {"ETag": f'"{page.tag}"', "Vary": "Accept", "Cache-Control": "private, no-cache"}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="giay-chung-nhan.pdf"'
    return Response(page.content, headers=headers, media_type=FORMS["pdf"])
