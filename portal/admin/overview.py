"""Where an administrator's work begins: what there is to administer, and for which units."""

from fastapi import APIRouter
from starlette.responses import Response

from portal.admin.visiting import Administrator

router = APIRouter()


@router.get("/quan-tri")
async def show_overview(visit: Administrator) -> Response:
    """The pages, and the visitor's units by name."""
    names = await visit.apis.names.units(visit.visit, visit.units)
    return visit.page("overview.html", names=names)
