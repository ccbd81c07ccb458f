"""What a page says when it cannot be shown: what is so, what was kept, what to do now."""

from urllib.parse import urlencode

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from portal.signin.sessions import SignInFirst
from portal.upstream.problems import Away, Refused
from portal.web.language import place_of
from portal.web.pages import Pages
from shared.refusals import Refusal
from shared.web.problems import HeadedRefusal

NOT_FOUND, FORBIDDEN, UNAUTHENTICATED, TOO_MANY = 404, 403, 401, 429


def install(app: FastAPI) -> None:
    """Answer everything that goes wrong with a page of ours."""
    app.add_exception_handler(SignInFirst, _sign_in)  # type: ignore[arg-type]
    app.add_exception_handler(Refused, _refused)  # type: ignore[arg-type]
    app.add_exception_handler(Away, _away)  # type: ignore[arg-type]
    app.add_exception_handler(Refusal, _refusal)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, _broken)
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]


def pages_of(request: Request) -> Pages:
    """The maker of pages."""
    pages: Pages = request.app.state.pages
    return pages


async def _sign_in(request: Request, error: SignInFirst) -> Response:
    place = place_of(request)
    return RedirectResponse(place.link("/dang-nhap") + "?" + urlencode({"next": error.path}), 303)


async def _refused(request: Request, error: Refused) -> Response:
    problem = error.problem
    if problem.status == UNAUTHENTICATED:
        return await _sign_in(request, SignInFirst(place_of(request).link(place_of(request).path)))
    template = {NOT_FOUND: "errors/missing.html", FORBIDDEN: "errors/forbidden.html"}.get(
        problem.status, "errors/refused.html"
    )
    return pages_of(request).page(request, template, status=problem.status, problem=problem)


async def _away(request: Request, error: Away) -> Response:
    page = pages_of(request).page(request, "errors/away.html", status=503, away=error)
    page.headers["Retry-After"] = str(error.retry_after)
    return page


async def _refusal(request: Request, error: Refusal) -> Response:
    sentence = error.title.in_language(place_of(request).language)
    page = pages_of(request).page(request, "errors/plain.html", status=error.status, sentence=sentence)
    page.headers.update(error.headers if isinstance(error, HeadedRefusal) else {})
    return page


async def _broken(request: Request, _error: Exception) -> Response:
    """A fault of ours; what it was stands in the log alone."""
    return pages_of(request).page(request, "errors/broken.html", status=500)


async def _http(request: Request, error: HTTPException) -> Response:
    """What nobody routes: no such page, or none that is asked for like this."""
    return pages_of(request).page(request, "errors/missing.html", status=error.status_code)
