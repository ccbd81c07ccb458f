"""Which other language a visitor's browser asks for: offered on the first page, never chosen for them."""

from typing import Final

from starlette.datastructures import QueryParams
from starlette.requests import HTTPConnection

from portal.web.language import Place

FROM_ELSEWHERE: Final = ("none", "cross-site")
"""What a browser says of a visit that no page of ours led to."""
_OF_OURS: Final = ("giu", "1")
"""Asks for the form without a key, for a device to keep; a link to another language leads to the live one."""


def offered(request: HTTPConnection, place: Place) -> str | None:
    """A language of ours that the browser likes better than the page's; None once a page of ours was seen."""
    if request.headers.get("sec-fetch-site", "none") not in FROM_ELSEWHERE:
        return None
    liked = liked_first(request.headers.get("accept-language", ""), place)
    return None if liked == place.language else liked


def liked_first(header: str, place: Place) -> str | None:
    """The first language of an Accept-Language, by weight, that the page can be read in."""
    weighed = []
    for part in header.split(",")[:20]:
        tag, _, weight = part.strip().partition(";q=")
        code = tag.strip().lower().partition("-")[0]
        if code in place.languages:
            weighed.append((_weight(weight), code))
    return max(weighed, key=lambda one: one[0])[1] if weighed and max(weighed)[0] > 0 else None


def query_of(request: HTTPConnection) -> str:
    """What stands behind the path, for the same page in another language."""
    pairs = [pair for pair in QueryParams(request.url.query).multi_items() if pair != _OF_OURS]
    return f"?{QueryParams(pairs)}" if pairs else ""


def _weight(text: str) -> float:
    try:
        return float(text) if text.strip() else 1.0
    except ValueError:
        return 0.0
