"""What a page says when it cannot be shown: what is so, what was kept, what works, what to do now."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from portal.domain.levels import N_
from portal.signin.again import sign_in_and_send_again
from portal.signin.next_path import local_path
from portal.signin.sessions import SignInFirst
from portal.upstream.problems import RETRY_SECONDS, Away, Refused
from portal.web.language import api_language, place_of
from portal.web.pages import Pages
from portal.web.refusals import Refusals
from portal.web.typed import shown, typed_in
from portal.web.visitors import LookedTooOften
from shared.mongo import PyMongoError
from shared.refusals import Refusal
from shared.web.problems import HeadedRefusal

NOT_FOUND, FORBIDDEN, UNAUTHENTICATED, TOO_MANY = 404, 403, 401, 429
UNAVAILABLE, LATE, FAULT, UNREADABLE = 503, 504, 500, 422
SENTENCES: Final = {
    400: N_("Không đọc được nội dung gửi lên"),
    405: N_("Trang này không nhận cách gửi đó"),
    413: N_("Nội dung gửi lên quá lớn"),
    414: N_("Địa chỉ này quá dài"),
    415: N_("Không đọc được nội dung gửi lên"),
    422: N_("Địa chỉ này có phần không đúng"),
    429: N_("Gửi quá nhiều trong một lúc, hãy đợi một lát"),
    504: N_("Xử lý quá lâu, hãy tải lại để xem kết quả"),
}
OTHERWISE: Final = N_("Chưa làm được việc này")
RETRY: Final = "Retry-After"
OWN_STORE: Final = "portal"
"""Names the portal's own database among what may be away."""


class TakesRole(Exception):  # noqa: N818 - says what is so
    """The page is for people of another role; `held` are the visitor's own, each with the name of its unit."""

    def __init__(self, role: str, held: Sequence[tuple[str, str]]) -> None:
        super().__init__(role)
        self.role = role
        self.held = held


def install(app: FastAPI) -> None:
    """Answer everything that was foreseen to go wrong with a page of ours; `unfailing` answers the rest."""
    app.add_exception_handler(SignInFirst, _sign_in)  # type: ignore[arg-type]
    app.add_exception_handler(TakesRole, _takes_role)  # type: ignore[arg-type]
    app.add_exception_handler(Refused, _refused)  # type: ignore[arg-type]
    app.add_exception_handler(Away, _away)  # type: ignore[arg-type]
    app.add_exception_handler(LookedTooOften, _looked_too_often)  # type: ignore[arg-type]
    app.add_exception_handler(Refusal, _refusal)  # type: ignore[arg-type]
    app.add_exception_handler(PyMongoError, _store_away)
    app.add_exception_handler(RequestValidationError, _unreadable)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]


def pages_of(request: Request) -> Pages:
    """The maker of pages."""
    pages: Pages = request.app.state.pages
    return pages


def broken(request: Request) -> Response:
    """A fault of ours; what it was stands in the log alone."""
    return _page(request, "errors/broken.html", FAULT)


def too_slow(request: Request) -> Response:
    """It took too long; what was asked may or may not have been done."""
    return _page(request, "errors/plain.html", LATE, sentence=sentence_of(request, LATE))


def away_page(request: Request, away: Away) -> Response:
    """What is away, what works, and all that was typed, ready to be sent again."""
    template = "errors/away.html" if typed_in(request) is None else "errors/kept.html"
    page = _page(request, template, UNAVAILABLE, away=away)
    page.headers[RETRY] = str(away.retry_after)
    return page


def sentence_of(request: Request, status: int) -> str:
    """A status in the reader's words."""
    return pages_of(request).words(request)(SENTENCES.get(status, OTHERWISE))


def _page(request: Request, template: str, status: int, **context: Any) -> Response:
    fields, place = typed_in(request), place_of(request)
    send_to = place.link(place.path) + (f"?{request.url.query}" if request.url.query else "")
    typed = {"typed": fields, "shown": shown(fields or []), "send_to": send_to}
    return pages_of(request).page(request, template, status=status, **typed, **context)


async def _sign_in(request: Request, error: SignInFirst) -> Response:
    place, typed = place_of(request), typed_in(request)
    if typed is not None:
        return await sign_in_and_send_again(request, typed)
    path = local_path(error.path) if request.method == "GET" else "/"
    return RedirectResponse(place.link("/dang-nhap") + "?" + urlencode({"next": path}), 303)


async def _refused(request: Request, error: Refused) -> Response:
    problem = error.problem
    if problem.status == UNAUTHENTICATED:
        return await _sign_in(request, SignInFirst.here(request))
    template = {NOT_FOUND: "errors/missing.html", FORBIDDEN: "errors/forbidden.html"}.get(
        problem.status, "errors/refused.html"
    )
    title = problem.title or sentence_of(request, problem.status)
    page = _page(request, template, problem.status, problem=problem, title=title)
    if problem.retry_after is not None:
        page.headers[RETRY] = str(problem.retry_after)
    return page


async def _takes_role(request: Request, error: TakesRole) -> Response:
    return pages_of(request).page(request, "errors/role.html", status=FORBIDDEN, needed=error.role, held=error.held)


async def _away(request: Request, error: Away) -> Response:
    return away_page(request, error)


async def _store_away(request: Request, _error: Exception) -> Response:
    return away_page(request, Away(OWN_STORE))


async def _looked_too_often(request: Request, error: LookedTooOften) -> Response:
    page = pages_of(request).page(request, "errors/often.html", status=error.status, seconds=error.headers[RETRY])
    page.headers.update(error.headers)
    return page


async def _refusal(request: Request, error: Refusal) -> Response:
    language = place_of(request).language
    refusals: Refusals = request.app.state.refusals
    sentence = refusals.sentence(error.slug, language) or error.title.in_language(api_language(language))
    page = _page(request, "errors/plain.html", error.status, sentence=sentence)
    page.headers.update(error.headers if isinstance(error, HeadedRefusal) else {})
    if error.status == UNAVAILABLE:
        page.headers.setdefault(RETRY, str(RETRY_SECONDS))
    return page


async def _unreadable(request: Request, _error: RequestValidationError) -> Response:
    return _page(request, "errors/plain.html", UNREADABLE, sentence=sentence_of(request, UNREADABLE))


async def _http(request: Request, error: HTTPException) -> Response:
    if error.status_code == NOT_FOUND:
        return _page(request, "errors/missing.html", NOT_FOUND, problem=None)
    page = _page(request, "errors/plain.html", error.status_code, sentence=sentence_of(request, error.status_code))
    page.headers.update(error.headers or {})
    return page
