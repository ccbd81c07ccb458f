"""Where a sign-in goes on to: a page of ours, and nothing else."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from starlette.routing import BaseRoute, Match, Route

from portal.web.language import place_of_path

SIGN_IN: Final = "/dang-nhap"
DEEPEST: Final = 8
"""Parts of a path: none of ours has more."""
LONGEST: Final = 2000
"""An address is quoted on its way to the sign-in, and header fields have a most."""


def local_path(path: str | None) -> str:
    """A path of ours to go on to; the first page for anything that leads elsewhere or is too long."""
    if not path or len(path) > LONGEST or not path.startswith("/") or path.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(path)
    is_ours = not parts.scheme and not parts.netloc and path.isprintable() and "\\" not in path
    return path if is_ours else "/"


def page_at(path: str, routes: Sequence[BaseRoute]) -> str:
    """The page at a path of ours, else the nearest above it: what only takes forms cannot be gone on to."""
    address = urlsplit(local_path(path)).path
    place = place_of_path(unquote(address))
    if _is_page(place.path, routes):
        return local_path(path)
    parts = place.path.split("/")[:DEEPEST]
    above = ("/".join(parts[:length]) for length in range(len(parts), 1, -1))
    return quote(place.link(next((one for one in above if _is_page(one, routes)), "/")))


def _is_page(path: str, routes: Sequence[BaseRoute]) -> bool:
    """Whether a page answers at just this path; the sign-in, gone on to, would begin anew."""
    asked = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    known = [route for route in routes if isinstance(route, Route) and route.matches(asked)[0] is not Match.NONE]
    least = min((len(route.param_convertors) for route in known), default=0)
    methods = {method for route in known if len(route.param_convertors) == least for method in route.methods or ()}
    return "GET" in methods and path != SIGN_IN and not path.startswith(f"{SIGN_IN}/")
