"""Programmes, newest first: each with its pages, and as the beginning of next year's."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from portal.admin.visiting import Administrator

router = APIRouter()
PAGE: Final = "/quan-tri/chuong-trinh"


@router.get(PAGE)
async def list_programmes(visit: Administrator) -> Response:
    """All that there are; submission judges which of them the visitor may change."""
    programmes = await visit.apis.submission.programmes(visit.visit)
    newest = sorted(programmes, key=lambda one: (one["starts_on"], one["id"]), reverse=True)
    names = await visit.apis.names.units(visit.visit, [one["root_unit"] for one in newest])
    return visit.page("programmes.html", programmes=newest, names=names)
