"""Typical initiatives: what leaders proposed and first authors agreed to show, and a picture of each to share."""

from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.domain import levels
from portal.papers import Papers, card_data
from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.web.errors import pages_of
from portal.web.kept_pages import kept
from portal.web.language import place_of
from portal.web.visitors import visitor_of
from shared.refusals import NotFound

router = APIRouter()
PAGE: Final = 24
MOST_PAGES: Final = 20
"""How far a picture is looked for: older ones have none any more."""
DAY: Final = "max-age=86400"


@router.get("/tieu-bieu/{programme}", dependencies=[Depends(kept)])
async def show_typical(programme: str, request: Request, session: Visitor, after: str | None = None) -> Response:
    """The newest first."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    shown = await apis.submission.showcase(visit, programme, after, PAGE)
    form = await apis.submission.form(visit, programme, None)
    words = pages_of(request).words(request)
    items = [
        {**one, "level_name": levels.level(one["level"], words), "kind_name": levels.kind(one["kind"], words)}
        for one in shown["items"]
    ]
    return pages_of(request).page(
        request, "public/showcase.html", programme=form["programme"], items=items, next_page=shown.get("next")
    )


@router.get("/tieu-bieu/{programme}/{id_}.png")
async def draw_card(programme: str, id_: str, request: Request, session: Visitor) -> Response:
    """A picture of 1200 × 630 for links."""
    apis: Apis = request.app.state.apis
    papers: Papers = request.app.state.papers
    papers.cards.rates.admit(visitor_of(request, session))
    visit = Visit.of(request, session)
    one = await _find(apis, visit, programme, id_)
    form = await apis.submission.form(visit, programme, None)
    words = pages_of(request).words(request)
    data = card_data(one, form["programme"]["name"], place_of(request).language, words)
    page = await papers.cards.page(data)
    reach = "private" if session else "public"  # not every programme is everybody's
    return Response(page.content, media_type="image/png", headers={"Cache-Control": f"{reach}, {DAY}"})


async def _find(apis: Apis, visit: Visit, programme: str, id_: str) -> dict[str, Any]:
    after: str | None = None
    for _ in range(MOST_PAGES):
        shown = await apis.submission.showcase(visit, programme, after, 200)
        for one in shown["items"]:
            if one["id"] == id_:
                return dict(one)
        after = shown.get("next")
        if not after:
            break
    raise NotFound
