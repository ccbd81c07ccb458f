"""Two cards of one person: what was made for them before they had an account becomes theirs, for good."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.domain.people import same_person
from portal.proxy.home import Unit
from portal.proxy.team import Team, team_of
from portal.signin.sessions import SignedIn
from portal.upstream.problems import Problem, Refused
from portal.web.errors import NOT_FOUND, UNAUTHENTICATED, pages_of
from portal.web.forms import Form, whole
from portal.web.language import place_of

router = APIRouter()
PAGE: Final = "/to-ho-tro/nguoi/{id_:uuid}/gop"
MOST: Final = 50


@router.get(PAGE)
async def ask_which(request: Request, session: SignedIn, unit: Unit = None, ten: str = "", q: str = "") -> Response:
    """The card with an account, and those that may have been made for the same person; or those searched for."""
    team = await team_of(request, session, unit)
    return await _page(request, team, ten[:100], Form({"q": q[:100].strip()}))


@router.post(PAGE)
async def join(request: Request, session: SignedIn, unit: Unit = None) -> Response:
    """Join the chosen card to the account's, on what was seen of it."""
    team = await team_of(request, session, unit)
    sent = await request.form()
    form = Form({name: str(sent.get(name) or "")[:100] for name in ("name", "q", "same_as", "revision")})
    words = pages_of(request).words(request)
    if not form.value("same_as"):
        form.add("same_as", words("Chọn hồ sơ của cùng người ấy"))
        return await _page(request, team, form.value("name"), form)
    revision = whole(form.value("revision"))
    id_ = str(request.path_params["id_"])
    try:
        await team.apis.people.vouch(team.visit, id_, revision, form.value("same_as"))
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        if not await _is_joined(team, id_, form):
            form.take(refused.problem, {"same_as": "same_as"})
            return await _page(request, team, form.value("name"), form, refused.problem.status)
    return RedirectResponse(place_of(request).link("/to-ho-tro/nguoi") + f"?don-vi={team.unit}&da-gop=1", 303)


async def _is_joined(team: Team, id_: str, form: Form) -> bool:
    """By a second tap: of the two that the page found, the account's card alone is left."""
    left = {one["id"] for one in await _cards(team, form.value("q") or form.value("name"))}
    return id_ in left and form.value("same_as") not in left


async def _page(request: Request, team: Team, name: str, form: Form, status: int | None = None) -> Response:
    id_ = str(request.path_params["id_"])
    of_name = await _cards(team, name)
    card = next((one for one in of_name if one["id"] == id_ and one["account"]), None)
    if card is None:  # another name by now, or never an account: the list says how it stands
        raise Refused(Problem("portal", NOT_FOUND, "not-found", ""))
    searched = await _cards(team, form.value("q")) if form.value("q") else []
    others = [one for one in searched if not one["account"] and not one.get("erased")]
    return pages_of(request).page(
        request,
        "proxy/join.html",
        status=status or (200 if form.is_right else 422),
        team=team,
        card=card,
        likely=others if form.value("q") else same_person(card, of_name),
        form=form,
    )


async def _cards(team: Team, words: str) -> list[dict[str, Any]]:
    return list((await team.apis.people.of_unit(team.visit, team.unit, words or None, limit=MOST))["items"])
