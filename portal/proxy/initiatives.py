"""Initiatives of a unit: those the visitor entered, or all, with how they stand."""

from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from portal.proxy.named import named
from portal.proxy.team import team_of
from portal.signin.sessions import SignedIn
from portal.web.errors import pages_of
from portal.worker.mine import STATUSES, Status

router = APIRouter()
ROWS: Final = 20


class Asked(BaseModel):
    """Which of them: everything in the page's address."""

    model_config = ConfigDict(populate_by_name=True)

    unit: str | None = Field(default=None, alias="don-vi", max_length=100)
    whose: Literal["", "toi"] = Field(default="", alias="cua")
    status: Status = ""
    q: str = Field(default="", max_length=100)
    after: str | None = Field(default=None, max_length=1000)

    @property
    def is_narrowed(self) -> bool:
        """Whether an empty list says only that nothing fits."""
        return bool(self.whose or self.status or self.q.strip() or self.after)

    def but(self, **changes: str | None) -> str:
        """The query of this list, with changes."""
        given = self.model_dump(by_alias=True) | changes
        return urlencode({name: value for name, value in given.items() if value})


@router.get("/to-ho-tro/sang-kien")
async def list_initiatives(request: Request, session: SignedIn, asked: Annotated[Asked, Query()]) -> Response:
    """A page of them, newest first."""
    team = await team_of(request, session, asked.unit)
    narrowed = {"status": asked.status or None, "q": asked.q.strip() or None}
    submission = team.apis.submission
    if asked.whose:
        found = await submission.mine(team.visit, asked.after, unit=team.unit, **narrowed)
    else:
        found = await submission.of_unit(team.visit, team.unit, asked.after, limit=ROWS, **narrowed)
    return pages_of(request).page(
        request,
        "proxy/initiatives.html",
        team=team,
        asked=asked,
        statuses=STATUSES,
        found=await named(team, found),
    )
