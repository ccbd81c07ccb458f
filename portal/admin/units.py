"""The tree of units: one unit with what stands below it, and a search through the visitor's own."""

import asyncio
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from portal.admin.visiting import Administration, Administrator
from portal.upstream.problems import Refused
from portal.web.errors import NOT_FOUND

router = APIRouter()
PAGE: Final = "/quan-tri/don-vi"
LONGEST: Final = 100


@router.get(PAGE)
async def show_units(
    visit: Administrator, q: str = "", parent: str | None = None, after: str | None = None
) -> Response:
    """What a search found, or the units below one: the visitor's own first."""
    words = " ".join(q[:LONGEST].split())
    if words:
        return await _searched(visit, words)
    path = await _path(visit, parent or visit.units[0])
    if path is None:
        return visit.page("units.html", status=NOT_FOUND, path=[], units=[], words="", following=None, own=[])
    page = await visit.apis.units.children(visit.visit, path[-1]["code"], after)
    own = await asyncio.gather(*(visit.apis.units.unit(visit.visit, code) for code in visit.units))
    return visit.page("units.html", path=path, units=page["items"], words="", following=page.get("next"), own=own)


async def _searched(visit: Administration, words: str) -> Response:
    pages = await asyncio.gather(*(visit.apis.units.search(visit.visit, words, within) for within in visit.units))
    hits = {hit["code"]: hit for page in pages for hit in page}
    return visit.page("units.html", path=[], units=list(hits.values()), words=words, following=None, own=[])


async def _path(visit: Administration, code: str) -> list[dict[str, Any]] | None:
    try:
        return await visit.apis.units.path(visit.visit, code)
    except Refused as refused:
        if refused.problem.status != NOT_FOUND:
            raise
        return None
