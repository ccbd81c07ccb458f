"""Initiatives of a unit: those the visitor entered, or all, with how they stand."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from portal.proxy.named import named
from portal.proxy.team import team_of
from portal.signin.sessions import SignedIn
from portal.web.errors import pages_of
from portal.web.list_address import ListAddress
from portal.worker.mine import STATUSES, Status

router = APIRouter()
ROWS: Final = 20


class InitiativesAddress(ListAddress):
    """Which of them: everything in the page's address."""

    unit: str | None = Field(default=None, alias="don-vi", max_length=100)
    whose: Literal["", "toi"] = Field(default="", alias="cua")
    status: Status = ""
    q: str = Field(default="", max_length=100)
    after: str | None = Field(default=None, max_length=1000)

    @property
    def is_narrowed(self) -> bool:
        """Whether an empty list says only that nothing fits."""
        return bool(self.whose or self.status or self.q.strip() or self.after)


@router.get("/to-ho-tro/sang-kien")
async def list_initiatives(
    request: Request, session: SignedIn, address: Annotated[InitiativesAddress, Query()]
) -> Response:
    """A page of them, newest first."""
    team = await team_of(request, session, address.unit)
    narrowed = {"status": address.status or None, "q": address.q.strip() or None}
    submission = team.apis.submission
    if address.whose:
        found = await submission.mine(team.visit, address.after, unit=team.unit, **narrowed)
    else:
        found = await submission.of_unit(team.visit, team.unit, address.after, limit=ROWS, **narrowed)
    return pages_of(request).page(
        request,
        "proxy/initiatives.html",
        team=team,
        address=address,
        statuses=STATUSES,
        found=await named(team, found),
    )
