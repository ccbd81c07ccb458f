"""For which programme and unit an initiative is entered: skipped where there is one of each, with none below."""

from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.domain.programmes import taking_part
from portal.proxy.home import Unit
from portal.proxy.team import Team, team_of
from portal.signin.sessions import SignedIn
from portal.web.errors import pages_of
from portal.web.language import place_of
from portal.worker import posting
from portal.worker.choosing import LONGEST

router = APIRouter()
LOWEST: Final = "grassroots"


@router.get("/to-ho-tro/nhap")
async def choose(
    request: Request, session: SignedIn, unit: Unit = None, programme: str | None = None, q: str = ""
) -> Response:
    """Programmes that are open, the visitor's units, and a search of those below them."""
    team = await team_of(request, session, unit, entering=True)
    programmes = taking_part(open_now(await team.apis.submission.programmes(team.visit)), team.path)
    is_asked = any(name in request.query_params for name in ("programme", "q"))
    if len(programmes) == 1 and not is_asked and await _is_the_only_one(team):
        return RedirectResponse(place_of(request).link(f"/to-ho-tro/nhap/{programmes[0]['id']}/{team.unit}"), 303)
    words = " ".join(q[:LONGEST].split())
    found = await team.apis.submission.search_units(team.visit, words, team.unit) if words else []
    known = {one["id"] for one in programmes}
    return pages_of(request).page(
        request,
        "proxy/choose.html",
        team=team,
        programmes=programmes,
        chosen=programme if programme in known else next(iter(known), None),
        words=words,
        found=found,
    )


async def _is_the_only_one(team: Team) -> bool:
    """Whether the unit looked at is all that the visitor helps: a unit with others below it is seldom whose it is."""
    if team.own != (team.unit,):
        return False
    return bool((await team.apis.submission.unit(team.visit, team.unit))["level"] == LOWEST)


def open_now(programmes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that have begun and still take initiatives, the one that takes them longest first."""
    now, today = datetime.now(UTC), posting.today().isoformat()
    begun = [one for one in programmes if one["starts_on"] <= today]
    taking = [one for one in begun if datetime.fromisoformat(one["submit_until"]) > now]
    return sorted(taking, key=lambda one: str(one["submit_until"]), reverse=True)
