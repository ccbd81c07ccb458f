"""Pages from templates: in the reader's language, with what every page shows."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from babel.support import NullTranslations
from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateRuntimeError, UndefinedError
from jinja2.utils import missing
from starlette.responses import HTMLResponse

from portal.domain import figures, moments
from portal.store import Session
from portal.upstream.problems import Answer, Unreadable
from portal.web import navigation
from portal.web.assets import Assets
from portal.web.catalogues import Catalogues
from portal.web.compiled import Compiled, in_language
from portal.web.language import LANGUAGES, Place, place_of
from portal.web.offered import offered, query_of

TEMPLATES: Final = Path(__file__).parent.parent / "templates"
SESSION_KEY: Final = "portal.session"
SAFE_IN_PATHS: Final = "/:@!$&'()*+,;=~"


class Pages:
    """Makes pages; one environment a language, all of templates compiled once."""

    def __init__(self, assets: Assets, catalogues: Catalogues) -> None:
        self._catalogues = catalogues
        compiled = Compiled()
        self._environments = {
            language: _environment(language, catalogues.of(language), assets, compiled) for language in LANGUAGES
        }

    def page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """The answer to `request`; `context` is what the template names."""
        return HTMLResponse(self.text(request, template, **context), status)

    def text(self, request: Request, template: str, **context: Any) -> str:
        """A page or a part of one."""
        place = place_of(request)
        session: Session | None = request.scope.get(SESSION_KEY)
        common: Mapping[str, Any] = {
            "place": place,
            "link": place.link,
            "session": session,
            "navigation": navigation.entries(session, self.words(request)),
            "here": quote(place.path, safe=SAFE_IN_PATHS),
            "query": query_of(request),
            "offered": self._offered(request, place, session),
            "public_url": request.app.state.settings.public_url,
        }
        return self._environments[place.language].get_template(template).render({**common, **context})

    def part(self, language: str, template: str, **context: Any) -> str:
        """A part of a page that is sent later, the same for everybody who reads the language."""
        return self._environments[language].get_template(template).render(**context)

    def _offered(self, request: Request, place: Place, session: Session | None) -> tuple[str, str] | None:
        """A language to offer to a visitor who is not known, and the words of the offer."""
        code = None if session else offered(request, place)
        if code is None:
            return None
        words = self.words_of(code)
        return code, words("Xem trang này bằng tiếng Việt")

    def words(self, request: Request) -> Callable[[str], str]:
        """The translator of the request's language, for sentences that a page is given."""
        return self.words_of(place_of(request).language)

    def words_of(self, language: str) -> Callable[[str], str]:
        """The translator of a language."""
        return self._catalogues.of(language).gettext


class Missing(StrictUndefined):
    """What a template names and nobody gave: a fault of ours, or of the service whose answer it is missing in."""

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> None:
        super().__init__(hint, obj, name, exc)
        if isinstance(obj, Answer):
            service = obj.service
            self._undefined_exception = lambda _message: Unreadable(service)  # type: ignore[assignment]


def _environment(language: str, translations: NullTranslations, assets: Assets, compiled: Compiled) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=Missing,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled,
    )
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {"language": language, "languages": LANGUAGES, "asset": assets.address}
    written: dict[str, Callable[..., str]] = {
        "whole": figures.whole,
        "percent": figures.percent,
        "money": figures.money,
        "scaled": figures.scaled,
        "day": moments.day,
        "moment": moments.moment,
        "written": moments.written,
    }
    environment.filters |= {name: in_language(write, language) for name, write in written.items()}
    environment.filters |= {"clock": moments.clock}
    return environment
