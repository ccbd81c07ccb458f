"""The emulation board of a unit's children, as anybody sees it."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from portal.domain import windows
from portal.public.metrics import AMONG, METRICS, named
from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.web.errors import pages_of
from portal.web.kept_pages import kept

router = APIRouter()
Metric = Literal["points", "registered", "approved", "percent", "submitters", "benefit", "submitters_per_100_members"]
Among = Literal["children", "cluster", "national", "provincial", "upper", "grassroots", "subdivision"]
ROWS = 50


class BoardAsked(BaseModel):
    """Which board: everything in the page's address; what is left empty in a form is as left out."""

    unit: str | None = Field(default=None, max_length=100)
    by: Metric = "points"
    window: str = Field(default=windows.WHOLE, max_length=100)
    among: Among = "children"
    behind: bool = False

    def query(self) -> dict[str, Any]:
        """As ranking is asked."""
        asked = self.model_dump(exclude_none=True, exclude_defaults=True)
        return {**asked, "by": self.by} | ({"behind": "true"} if self.behind else {})

    def address(self, **changes: Any) -> str:
        """The query of this board, with changes."""
        return urlencode(
            {name: value for name, value in {**self.query(), **changes}.items() if value not in (None, "")}
        )


Asked = Annotated[BoardAsked, Query()]


@router.get("/bang/{programme}", dependencies=[Depends(kept)])
async def show_board(
    programme: str, request: Request, session: Visitor, asked: Asked, after: str | None = None
) -> Response:
    """The first rows, and what moves them; further pages stand still."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    board = await apis.ranking.board(visit, programme, **asked.query(), after=after, limit=ROWS, movement="true")
    form = await apis.submission.form(visit, programme, board["unit"])
    standing = await apis.ranking.standing(visit, programme, board["unit"])
    words = pages_of(request).words(request)
    phases = form["programme"]["phases"]
    return pages_of(request).page(
        request,
        "public/board.html",
        board=board,
        programme=form["programme"],
        asked=asked,
        after=after,
        now=datetime.now(UTC),
        metrics=named(METRICS, words),
        among=named(AMONG, words),
        groups=windows.grouped((one["window"] for one in standing["windows"]), phases, words),
        window_name=windows.name_of(asked.window, phases, words),
    )
