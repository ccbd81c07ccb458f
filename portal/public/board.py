"""The emulation board of a unit's children, as anybody sees it."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.web.errors import pages_of

router = APIRouter()
Metric = Literal["points", "registered", "approved", "percent", "submitters"]
ROWS = 50


class BoardAsked(BaseModel):
    """Which board: everything in the page's address."""

    unit: str | None = Field(default=None, max_length=100)
    by: Metric = "points"
    window: str = Field(default="all", max_length=100)
    among: str | None = Field(default=None, max_length=100)

    def query(self) -> dict[str, Any]:
        """As ranking is asked."""
        return self.model_dump(exclude_none=True)

    def address(self, **changes: Any) -> str:
        """The query of this board, with changes."""
        return urlencode({**self.query(), **{name: value for name, value in changes.items() if value is not None}})


Asked = Annotated[BoardAsked, Query()]


@router.get("/bang/{programme}")
async def show_board(programme: str, request: Request, session: Visitor, asked: Asked) -> Response:
    """The first rows, and what moves them."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    board = await apis.ranking.board(visit, programme, **asked.query(), limit=ROWS)
    return pages_of(request).page(
        request,
        "public/board.html",
        board=board,
        programme=programme,
        asked=asked,
        now=datetime.now(UTC),
    )
