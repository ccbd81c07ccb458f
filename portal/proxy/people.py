"""People of a unit: found by name or number, confirmed, and told where two cards may be one person's."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from portal.domain.people import by_given_name, same_person
from portal.proxy.team import team_of
from portal.signin.sessions import SignedIn
from portal.store import Session
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.web.forms import Form, whole
from portal.web.language import place_of
from portal.web.list_address import ListAddress

router = APIRouter()
PAGE: Final = "/to-ho-tro/nguoi"
ROWS: Final = 50
ALREADY: Final = "nothing-to-change"


class PeopleAddress(ListAddress):
    """Which of them: everything in the page's address."""

    unit: str | None = Field(default=None, alias="don-vi", max_length=100)
    q: str = Field(default="", max_length=100)
    after: str | None = Field(default=None, max_length=1000)


@router.get(PAGE)
async def list_people(request: Request, session: SignedIn, address: Annotated[PeopleAddress, Query()]) -> Response:
    """A page of them."""
    return await _page(request, session, address, Form())


@router.post(PAGE + "/{id_:uuid}/xac-nhan")
async def confirm(request: Request, session: SignedIn, address: Annotated[PeopleAddress, Query()]) -> Response:
    """Vouch for somebody being of the unit that their card names."""
    sent = await request.form()
    revision = str(sent.get("revision") or "")
    team = await team_of(request, session, address.unit)
    try:
        number = whole(revision)
        await team.apis.people.vouch(team.visit, str(request.path_params["id_"]), number)
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        if refused.problem.slug != ALREADY:  # by a second tap, or by somebody else of the team
            form = Form()
            form.take(refused.problem, {})
            return await _page(request, session, address, form, status=refused.problem.status)
    return RedirectResponse(place_of(request).link(PAGE) + f"?{address.but()}", 303)


async def _page(request: Request, session: Session, address: PeopleAddress, form: Form, status: int = 200) -> Response:
    team = await team_of(request, session, address.unit)
    words = " ".join(address.q.split())
    found = await team.apis.people.of_unit(team.visit, team.unit, words or None, address.after, ROWS)
    cards = [card for card in found["items"] if not card.get("erased")]
    is_whole = found["next"] is None and address.after is None
    names = await team.apis.names.units(team.visit, [card["home_unit"] for card in cards])
    return pages_of(request).page(
        request,
        "proxy/people.html",
        status=status,
        team=team,
        address=address,
        form=form,
        cards=by_given_name(cards) if is_whole else cards,
        units=names,
        next=found["next"],
        likely=_likely(cards),
        added=request.query_params.get("da-them") == "1",
        joined=request.query_params.get("da-gop") == "1",
    )


def _likely(cards: list[dict[str, Any]]) -> set[str]:
    """The cards with an account of which another card here may be the same person's."""
    return {card["id"] for card in cards if same_person(card, cards)}
