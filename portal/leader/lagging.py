"""Who is behind and who has none, all of them: a page of the dashboard's lists."""

from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from portal.domain import windows
from portal.leader.led import watching
from portal.signin.sessions import SignedIn
from portal.web.errors import pages_of

router = APIRouter()
ROWS: Final = 50


class Asked(BaseModel):
    """Which list: everything in the page's address."""

    model_config = ConfigDict(populate_by_name=True)

    which: Literal["cham", "chua-co"] = Field(default="cham", alias="loai")
    unit: str = Field(max_length=100)
    programme: str = Field(max_length=100)
    window: str = Field(default=windows.WHOLE, max_length=200)
    after: str | None = Field(default=None, max_length=1000)

    def but(self, **changes: str | None) -> str:
        """The query of a list like this one, with changes."""
        given = self.model_dump(by_alias=True) | changes
        return urlencode({name: value for name, value in given.items() if value})

    def query(self) -> dict[str, str | int | None]:
        """As ranking is asked."""
        kind: dict[str, str | int | None] = {"behind": "true", "by": "percent"}
        if self.which == "chua-co":
            kind = {"among": "grassroots", "registered": 0}
        return {**kind, "unit": self.unit, "window": self.window, "after": self.after, "limit": ROWS}


@router.get("/don-vi-toi/danh-sach")
async def list_lagging(request: Request, session: SignedIn, asked: Annotated[Asked, Query()]) -> Response:
    """A page of it."""
    led = await watching(request, session, asked.unit)
    board = await led.apis.ranking.board(led.visit, asked.programme, **asked.query())
    return pages_of(request).page(request, "leader/lagging.html", led=led, asked=asked, board=board)
