"""The language of a page is the beginning of its path: none is Vietnamese, `/en /zh /ko /ja` the others.

Taken off before routing, so that every page exists in every language under one route. Staff's pages are written in
Vietnamese and English: under another prefix they are English, and so is all that they lead to.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

LANGUAGES: Final = {"vi": "Tiếng Việt", "en": "English", "zh": "中文", "ko": "한국어", "ja": "日本語"}
DEFAULT: Final = "vi"
DRAFTS: Final = frozenset({"zh", "ko", "ja"})
"""Languages whose words no native reader has read yet."""
STAFF: Final = ("desk", "leader", "admin", "proxy")
"""Folders of the modules and templates that people with a grant alone meet."""
STAFF_LANGUAGES: Final = ("vi", "en")
_KEY: Final = "portal.language"


class Place(NamedTuple):
    """Where a page is: its language, and its path without it."""

    language: str
    path: str
    is_for_staff: bool = False

    @property
    def languages(self) -> Mapping[str, str]:
        """What the page can be read in."""
        return {code: name for code, name in LANGUAGES.items() if not self.is_for_staff or code in STAFF_LANGUAGES}

    @property
    def is_draft(self) -> bool:
        """Whether the page's words wait for a native reader."""
        return self.language in DRAFTS

    def link(self, path: str, language: str | None = None) -> str:
        """The address of another page of ours, in the same language unless another is named.

        It is one whatever the path begins with: two slashes would lead to another site.
        """
        chosen = language or self.language
        path = "/" + path.lstrip("/\\")
        return path if chosen == DEFAULT else f"/{chosen}{'' if path == '/' else path}"


class LanguagePrefix:
    """Takes the language off the path; `/vi/…` is no address of ours. `staff` are first parts of staff's paths."""

    def __init__(self, app: ASGIApp, staff: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._staff = staff

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on without the prefix."""
        if scope["type"] == "http":
            place = place_of_path(scope["path"], self._staff)
            # In place: the route that is found is known to what counts answers, further out.
            scope.update({"path": place.path, "raw_path": place.path.encode(), _KEY: place})
        await self._app(scope, receive, send)


def place_of_path(path: str, staff: frozenset[str] = frozenset()) -> Place:
    """The language and the rest of a path, without slashes that name nothing: `//host` would be another site's."""
    parts = [part for part in path.split("/") if part]
    language = parts.pop(0) if parts and parts[0] in LANGUAGES and parts[0] != DEFAULT else DEFAULT
    is_for_staff = bool(parts) and parts[0] in staff
    return Place(api_language(language) if is_for_staff else language, "/" + "/".join(parts), is_for_staff)


def staff_places(routes: Iterable[BaseRoute]) -> frozenset[str]:
    """First parts of the paths that staff's modules answer, and nobody else's."""
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for route in routes:
        if isinstance(route, Route):
            folder = route.endpoint.__module__.removeprefix("portal.").partition(".")[0]
            found[folder in STAFF].add(route.path.split("/")[1])
    return frozenset(found[True] - found[False])


def place_of(request: HTTPConnection) -> Place:
    """Where the page asked for is."""
    place: Place = request.scope.get(_KEY) or place_of_path(request.scope["path"])
    return place


def api_language(language: str) -> str:
    """What the services are asked in: they answer in Vietnamese and English."""
    return language if language in STAFF_LANGUAGES else "en"
