"""Pages of words: how it is done, what is kept of people, how the pages can be used."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.signin.sessions import Visitor
from portal.web.errors import pages_of
from portal.web.kept_pages import kept

router = APIRouter()


@router.get("/huong-dan", dependencies=[Depends(kept)])
async def show_how_to(request: Request, _session: Visitor) -> Response:
    """How to post, and what happens then."""
    return pages_of(request).page(request, "public/how-to.html")


@router.get("/du-lieu-ca-nhan", dependencies=[Depends(kept)])
async def show_privacy(request: Request, _session: Visitor) -> Response:
    """Who keeps what, for what, how long."""
    return pages_of(request).page(request, "public/privacy.html")


@router.get("/tiep-can", dependencies=[Depends(kept)])
async def show_accessibility(request: Request, _session: Visitor) -> Response:
    """What has been done so that everybody can use the pages, and whom to tell."""
    return pages_of(request).page(request, "public/accessibility.html")
