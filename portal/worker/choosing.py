"""Which unit somebody posts for: found by a few letters of its name, with or without scripts."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.upstream.optional import if_told
from portal.web.errors import pages_of

router = APIRouter()
LONGEST = 100


@router.get("/g/{programme}")
async def choose_unit(programme: str, request: Request, session: Visitor, q: str = "") -> Response:
    """The field to search in, and what it found."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    known = (await apis.submission.form(visit, programme, None))["programme"]
    words = " ".join(q[:LONGEST].split())
    found = await apis.submission.search_units(visit, words, known["root_unit"]["code"]) if words else []
    own = None if session is None or words else await _own_unit(apis, visit)
    return pages_of(request).page(request, "worker/choose.html", programme=known, words=words, found=found, own=own)


async def _own_unit(apis: Apis, visit: Visit) -> dict[str, str] | None:
    """Where the visitor's card says they work."""
    person = await if_told(apis.submission.me(visit))
    code = None if person is None else person["home_unit"]
    return None if code is None else {"code": code, "name": (await apis.names.units(visit, [code]))[code]}
