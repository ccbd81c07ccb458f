"""Who is behind and who has none, all of them: a page of the dashboard's lists."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from portal.domain import windows
from portal.leader.led import watching
from portal.signin.sessions import SignedIn
from portal.web.errors import pages_of
from portal.web.list_address import ListAddress

router = APIRouter()
ROWS: Final = 50


class LaggingAddress(ListAddress):
    """Which list: everything in the page's address."""

    which: Literal["cham", "chua-co"] = Field(default="cham", alias="loai")
    unit: str = Field(max_length=100)
    programme: str = Field(max_length=100)
    window: str = Field(default=windows.WHOLE, max_length=200)
    after: str | None = Field(default=None, max_length=1000)

    def query(self) -> dict[str, str | int | None]:
        """As ranking is asked."""
        kind: dict[str, str | int | None] = {"behind": "true", "by": "percent"}
        if self.which == "chua-co":
            kind = {"among": "grassroots", "registered": 0}
        return {**kind, "unit": self.unit, "window": self.window, "after": self.after, "limit": ROWS}


@router.get("/don-vi-toi/danh-sach")
async def list_lagging(request: Request, session: SignedIn, address: Annotated[LaggingAddress, Query()]) -> Response:
    """A page of it."""
    led = await watching(request, session, address.unit)
    board = await led.apis.ranking.board(led.visit, address.programme, **address.query())
    return pages_of(request).page(request, "leader/lagging.html", led=led, address=address, board=board)
