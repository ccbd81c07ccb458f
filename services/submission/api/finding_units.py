"""The ranked search of `GET /units?q=&within=`, for those signed in and for anybody with a form open."""

from typing import Annotated, Any

from fastapi import Depends, Request, Response

from services.submission.api.deps import as_bytes
from services.submission.api.unit_index import found, kept_index
from services.submission.api.unit_views import listed_view, place_view
from services.submission.unit_index.index import Wish
from shared.access import Person
from shared.refusals import BadField, Complaint, Invalid
from shared.units import UnitTree
from shared.web.auth import OPTIONAL_SCHEME, Asks, person_of
from shared.web.etag import etag, is_known
from shared.web.tokens import Unauthenticated

NOT_OF_A_SEARCH = Complaint(
    "not-of-a-search", "Tìm kiếm (within) không dùng kèm mục này", "A search (within) does not take this"
)


class _WhoSearches(Asks):
    """Whoever asks for the list says who they are; what a search may show without, its route judges."""

    needed = False

    async def __call__(self, request: Request) -> Person | None:  # type: ignore[override]
        caller = await person_of(request)
        if caller is None and "within" not in request.query_params:
            raise Unauthenticated
        return caller


AnyoneWhoSearches = Annotated[Person | None, Depends(_WhoSearches(OPTIONAL_SCHEME))]


def check_search(**not_taken: Any) -> None:
    """A search has no pages and goes by no parent."""
    bad = [BadField(name, NOT_OF_A_SEARCH) for name, value in not_taken.items() if value is not None]
    if bad:
        raise Invalid(fields=bad)


async def searched(request: Request, wish: Wish, tree: UnitTree, *, public: bool, most: int) -> Response:
    """The hits; their tag is the version of the tree they were found in, which may be the one before."""
    index = await kept_index(request.app.state).of(tree)
    tag = etag(index.tree.version)
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Authorization"}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    view = place_view if public else listed_view
    items = [view(unit, index.tree) for unit in await found(index, wish, most)]
    return Response(as_bytes({"items": items, "next": None}), media_type="application/json", headers=headers)
