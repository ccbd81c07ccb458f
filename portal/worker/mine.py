"""What somebody posted: the list, and one with what happens now, by whom, until when."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from portal.domain.happening import what_happens
from portal.signin.sessions import SignedIn
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Away, Refused
from portal.web.errors import NOT_FOUND, pages_of
from portal.web.language import api_language, place_of
from portal.web.list_address import ListAddress

router = APIRouter()
NOT_DONE: Final = "chua-lam"
STATUSES: Final = ("pending", "returned", "approved", "rejected", "revoked", "withdrawn", "draft")
Status = Literal["", "pending", "returned", "approved", "rejected", "revoked", "withdrawn", "draft"]


class OwnAddress(ListAddress):
    """Which of one's own."""

    status: Status = ""
    q: str = Field(default="", max_length=100)
    after: str | None = Field(default=None, max_length=1000)

    @property
    def is_narrowed(self) -> bool:
        """Whether an empty list says only that nothing fits."""
        return bool(self.status or self.q.strip())


@router.get("/cua-toi")
async def list_mine(request: Request, session: SignedIn, address: Annotated[OwnAddress, Query()]) -> Response:
    """Initiatives one is an author of, or entered."""
    apis: Apis = request.app.state.apis
    narrowed = {"status": address.status or None, "q": address.q.strip() or None}
    found = await apis.submission.mine(Visit.of(request, session), address.after, **narrowed)
    return pages_of(request).page(request, "worker/mine.html", found=found, address=address, statuses=STATUSES)


@router.get("/cua-toi/{id_}")
async def show_one(id_: str, request: Request, session: SignedIn) -> Response:
    """One of them; just after it was sent, with thanks and what can be added."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    initiative = await apis.submission.initiative(visit, id_)
    just_sent = request.query_params.get("vua-gui") == "1" and initiative["state"] == "submitted"
    case, authors, has_contact = await asyncio.gather(
        _case(apis, visit, id_), _authors(apis, visit, id_), _has_contact(apis, visit, just_sent=just_sent)
    )
    return pages_of(request).page(
        request,
        "worker/initiative.html",
        initiative=initiative,
        case=case,
        authors=authors,
        sentence=sentence_of(case, visit.reader, pages_of(request).words(request)),
        is_first_author=bool(authors) and authors[0]["id"] == str(session.person),
        just_sent=just_sent,
        sent_again=request.query_params.get("da-gui-lai") == "1" and initiative["status"] == "pending",
        not_done=request.query_params.get(NOT_DONE) == "1",
        has_contact=has_contact,
    )


def leads_to_what_became_of_it(request: Request, id_: str) -> Response:
    """On to the initiative's page, which says that the act just tried was not done: it was too late for it."""
    return RedirectResponse(place_of(request).link(f"/cua-toi/{id_}") + f"?{NOT_DONE}=1", 303)


def sentence_of(case: dict[str, Any] | None, language: str, words: Callable[[str], str]) -> str | None:
    """What happens now, by whom, until when; None where review has not said."""
    sentence = (case or {}).get("sentence")
    if case is None or sentence is None:
        return None
    own = None if language in sentence else what_happens(case, language, words)
    return own or str(sentence[api_language(language)])


async def _case(apis: Apis, visit: Visit, id_: str) -> dict[str, Any] | None:
    """As review tells its own people; None while review has not read of it, is away, or tells a reviewer of it."""
    try:
        case = await apis.review.case(visit, id_)
        return case if case["view"] == "own" else None
    except Away:
        return None
    except Refused as refused:
        if refused.problem.status != NOT_FOUND:
            raise
        return None


async def _authors(apis: Apis, visit: Visit, id_: str) -> list[dict[str, Any]]:
    try:
        return await apis.submission.authors(visit, id_) or []
    except Refused:
        return []


async def _has_contact(apis: Apis, visit: Visit, *, just_sent: bool) -> bool:
    """Whether there is a way to reach the visitor; looked up only where the page would ask for one."""
    if not just_sent:
        return True
    try:
        card = await apis.people.own_card(visit)
    except (Away, Refused):
        return True
    return bool(card.get("email") or card.get("phone"))
