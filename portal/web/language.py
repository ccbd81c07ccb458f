"""The language of a page is the beginning of its path: none is Vietnamese, `/en /zh /ko /ja` the others.

Taken off before routing, so that every page exists in every language under one route.
"""

from typing import Final, NamedTuple

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

LANGUAGES: Final = {"vi": "Tiếng Việt", "en": "English", "zh": "中文", "ko": "한국어", "ja": "日本語"}
DEFAULT: Final = "vi"
_KEY: Final = "portal.language"


class Place(NamedTuple):
    """Where a page is: its language, and its path without it."""

    language: str
    path: str

    def link(self, path: str, language: str | None = None) -> str:
        """The address of another page of ours, in the same language unless another is named."""
        chosen = language or self.language
        return path if chosen == DEFAULT else f"/{chosen}{'' if path == '/' else path}"


class LanguagePrefix:
    """Takes the language off the path; `/vi/…` is no address of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on without the prefix."""
        if scope["type"] == "http":
            place = place_of_path(scope["path"])
            # In place: the route that is found is known to what counts answers, further out.
            scope.update({"path": place.path, "raw_path": place.path.encode(), _KEY: place})
        await self._app(scope, receive, send)


def place_of_path(path: str) -> Place:
    """The language and the rest of a path, without slashes that name nothing: `//host` would be another site's."""
    parts = [part for part in path.split("/") if part]
    if parts and parts[0] in LANGUAGES and parts[0] != DEFAULT:
        return Place(parts[0], "/" + "/".join(parts[1:]))
    return Place(DEFAULT, "/" + "/".join(parts))


def place_of(request: HTTPConnection) -> Place:
    """Where the page asked for is."""
    place: Place = request.scope.get(_KEY) or place_of_path(request.scope["path"])
    return place


def api_language(language: str) -> str:
    """What the services are asked in: they answer in Vietnamese and English."""
    return language if language in ("vi", "en") else "en"
