"""Every answer that is not a success, as RFC 9457 `application/problem+json` in the reader's language."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from shared.refusals import BadField, Invalid, NotFound, Refusal, Text
from shared.web.language import language_of
from shared.web.validation_messages import refusal_of

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "2"
"""The pause that every 503 asks for before the repeat."""
TYPE_PREFIX = "urn:sangkien:problem:"
STREAM_SUFFIX = "/stream"
"""Ends the path of an answer that has no end."""

log = structlog.get_logger(__name__)


class ProblemField(BaseModel):
    """One field that cannot be accepted."""

    field: str = Field(description="Dotted path in the request, as `authors.0.share`; `body` for all of it.")
    code: str = Field(description="What is wrong, stable for ever: one of docs/problems.json.")
    params: dict[str, int | float | str | list[str]] = Field(default={}, description="What its sentence names.")
    message: str

    @classmethod
    def of(cls, bad: BadField, language: str) -> "ProblemField":
        """The field in the reader's language."""
        params = {name: list(p) if isinstance(p, tuple) else p for name, p in bad.complaint.params.items()}
        message = bad.message.in_language(language)
        return cls(field=bad.field, code=bad.complaint.code, params=params, message=message)


class Problem(BaseModel):
    """What went wrong, for a program (`type`) and for a person (`title`, `detail`, `errors`)."""

    type: str = Field(description="Stable for ever: `urn:sangkien:problem:<slug>`.")
    title: str
    status: int
    detail: str | None = None
    instance: str
    errors: list[ProblemField] = []
    location: str | None = Field(default=None, description="Where what the problem is about lies, if anywhere.")


class HeadedRefusal(Refusal):
    """A refusal whose answer carries header fields of its own."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Header fields of the answer."""
        return {}


class Unavailable(Refusal):
    """Something the service stands on is away; nothing is wrong with the request."""

    slug = "unavailable"
    status = 503
    title = Text("Hệ thống tạm thời chưa sẵn sàng, hãy thử lại sau", "Temporarily unavailable; try again shortly")


class Unexpected(Refusal):
    """A fault of ours; what it was stands in the log alone."""

    slug = "internal-error"
    status = 500
    title = Text("Hệ thống gặp lỗi, yêu cầu chưa chắc đã được thực hiện", "Something failed on our side")


class MethodNotAllowed(Refusal):
    """The path exists, the method does not."""

    slug = "method-not-allowed"
    status = 405
    title = Text("Đường dẫn này không nhận phương thức đã dùng", "This path does not accept that method")


class TooLarge(Refusal):
    """The body is over the limit."""

    slug = "body-too-large"
    status = 413
    title = Text("Nội dung gửi lên quá lớn", "The request body is too large")


class UnreadableBody(Invalid):
    """The body could not be read at all."""

    slug = "unreadable-body"
    status = 400
    title = Text("Không đọc được nội dung gửi lên", "The request body cannot be read")


_BY_STATUS: Mapping[int, type[Refusal]] = {
    refusal.status: refusal
    for refusal in (UnreadableBody, NotFound, MethodNotAllowed, TooLarge, Unexpected, Unavailable)
}


def problem_response(
    request: HTTPConnection, refusal: Refusal, *, status: int | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """The answer to `request` that says `refusal`; `status` overrides the refusal's own."""
    problem = problem_of(request, refusal, status)
    language = {"Content-Language": language_of(request), "Vary": "Accept-Language"}
    return JSONResponse(
        problem.model_dump(exclude_none=True),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={**language, **_own_headers(refusal), **(headers or {})},
    )


def problem_of(request: HTTPConnection, refusal: Refusal, status: int | None = None) -> Problem:
    """What `refusal` of `request` says, in the reader's language."""
    language = language_of(request)
    return Problem(
        type=TYPE_PREFIX + refusal.slug,
        title=refusal.title.in_language(language),
        status=status or refusal.status,
        detail=refusal.detail.in_language(language) if refusal.detail else None,
        instance=request.url.path,
        errors=bad_fields(refusal, language),
        location=_own_headers(refusal).get("Location"),
    )


def _own_headers(refusal: Refusal) -> Mapping[str, str]:
    own = refusal.headers if isinstance(refusal, HeadedRefusal) else {}
    return {"Retry-After": RETRY_AFTER_SECONDS, **own} if refusal.status == Unavailable.status else own


def bad_fields(refusal: Refusal, language: str) -> list[ProblemField]:
    """The fields a refusal is about, in the reader's language."""
    return [ProblemField.of(bad, language) for bad in refusal.fields]


def install(app: FastAPI, *, unavailable: tuple[type[Exception], ...] = ()) -> None:
    """Answer refusals, invalid requests and framework errors of `app` as problems.

    `unavailable` names errors that mean something below is away (the store): 503, worth repeating.
    Faults nobody foresaw are answered by `shared.web.limits.install`.
    """
    app.add_exception_handler(Refusal, _handler(_refused))
    app.add_exception_handler(RequestValidationError, _handler(_invalid))
    app.add_exception_handler(HTTPException, _handler(_http_error))
    for error in unavailable:
        app.add_exception_handler(error, _handler(_away))


Handler = Callable[[Request, Exception], Awaitable[Response]]


def _handler(answer: Callable[[Request, Any], Response]) -> Handler:
    async def handle(request: Request, error: Exception) -> Response:
        return answer(request, error)

    return handle


def _refused(request: Request, refusal: Refusal) -> Response:
    return problem_response(request, refusal)


def _invalid(request: Request, error: RequestValidationError) -> Response:
    return problem_response(request, refusal_of(error.errors(), error.body))


def _away(request: Request, error: Exception) -> Response:
    log.warning("dependency away", path=request.url.path, error=type(error).__name__)
    return problem_response(request, Unavailable())


def _http_error(request: Request, error: HTTPException) -> Response:
    refusal = _BY_STATUS.get(error.status_code, Refusal)()
    headers = error.headers
    if error.status_code == MethodNotAllowed.status and (allowed := _allowed(request)):
        headers = {**(headers or {}), "Allow": ", ".join(allowed)}
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
    return problem_response(request, refusal, status=error.status_code, headers=headers)


def _allowed(request: Request) -> list[str]:
    """Every method of the path: the framework names those of the first route that matches alone, and not HEAD."""
    state = request.app.state
    if not hasattr(state, "methods_by_path"):
        state.methods_by_path = [
            (re.compile(re.sub(r"{[^}]*}", "[^/]+", path)), _methods(path, operations))
            for path, operations in request.app.openapi()["paths"].items()
        ]
    asked = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    matching = [(path.pattern, names) for path, names in state.methods_by_path if path.fullmatch(asked)]
    return min(matching, key=lambda found: found[0].count("[^/]+"))[1] if matching else []


def _methods(path: str, operations: Mapping[str, Any]) -> list[str]:
    names = {"OPTIONS", *(name.upper() for name in operations)}
    return sorted(names | {"HEAD"} if "GET" in names and not path.endswith(STREAM_SUFFIX) else names)
