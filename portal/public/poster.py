"""The poster of a unit: A4, to hang where people work."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.papers import Papers, poster_data
from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.web.errors import pages_of
from portal.web.language import place_of
from portal.web.visitors import visitor_of

router = APIRouter()


@router.get("/ap-phich/{programme}/{unit}.pdf")
async def show_poster(programme: str, unit: str, request: Request, session: Visitor) -> Response:
    """In the language of the address; it names nobody."""
    apis: Apis = request.app.state.apis
    papers: Papers = request.app.state.papers
    papers.posters.rates.admit(visitor_of(request, session))
    form = await apis.submission.form(Visit.of(request, session), programme, unit)
    pages = pages_of(request)
    language = place_of(request).language
    page = await papers.poster(
        poster_data(form, request.app.state.settings.public_url, language, pages.words(request), pages.words_of)
    )
    named = {"Content-Disposition": 'inline; filename="ap-phich.pdf"'}
    return Response(page.content, media_type="application/pdf", headers=named)
