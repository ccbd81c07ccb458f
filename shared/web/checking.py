"""`?check=true`: a request is judged, and nothing is made of it; what it would come to, or why not, is answered.

The route writes nothing when its `Check` is true. Refusals of what it says become a list in a 200
(`shared.web.routing`); only who is not known, or asks too often, is refused as ever.
"""

from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any, Final, Generic, TypeVar

import orjson
from fastapi import Depends, Query
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from shared.refusals import Invalid, Refusal, Text
from shared.web.language import language_of
from shared.web.problems import Problem, problem_of
from shared.web.schemas import ResponseBody
from shared.web.validation_messages import refusal_of
from shared.web.values import TrueFalse

T = TypeVar("T")
Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_AS_EVER: Final = (401, 429)
_FAULT: Final = 500


class NotCheckable(Invalid):
    """A request to judge alone what is only ever done: it is not done, since nobody meant it to be."""

    slug = "cannot-be-checked"
    title = Text(
        "Yêu cầu này không có chế độ kiểm tra thử (check), nên chưa làm gì",
        "This request cannot be checked without being made, so nothing was done",
    )


class CheckedOut(ResponseBody, Generic[T]):
    """What a request was judged to be; nothing was made of it."""

    would: T | None = Field(description="What would be, without what is drawn when it is made; null if not.")
    problems: list[Problem] = Field(description="Why not; empty when it would be made.")


class CheckedViewOut(CheckedOut[dict[str, Any]]):
    """What would be as the route shows it, without what is drawn when it is made."""


def checked(model: type[CheckedOut[Any]]) -> dict[int | str, dict[str, Any]]:
    """The answer to a check, for the document of a route that makes what it is not asked to judge alone."""
    return {200: {"model": model, "description": "Judged (`check=true`)"}}


class Checking:
    """Dependency of a route that can be asked to judge alone."""

    async def __call__(
        self, *, check: Annotated[TrueFalse, Query(description="Judge it, and make nothing.")] = False
    ) -> bool:
        """Whether it is asked to."""
        return check


Check = Annotated[bool, Depends(Checking())]


def would_be(view: Mapping[str, Any]) -> Response:
    """The answer to a check that finds nothing wrong."""
    return _answer({"would": view, "problems": []})


def judging_alone(handler: Handler) -> Handler:
    """A handler whose refusals are told in a 200 when it was asked to judge alone."""

    async def judged(request: Request) -> Response:
        if request.query_params.get("check") != "true":
            return await handler(request)
        try:
            return await handler(request)
        except RequestValidationError as error:
            refusal: Refusal = refusal_of(error.errors(), error.body)
        except Refusal as error:
            if error.status in _AS_EVER or error.status >= _FAULT:
                raise
            refusal = error
        problem = problem_of(request, refusal).model_dump(exclude_none=True)
        headers = {"Content-Language": language_of(request), "Vary": "Accept-Language"}
        return _answer({"would": None, "problems": [problem]}, headers)

    return judged


def never_judging_alone(handler: Handler) -> Handler:
    """A handler of what is done whenever it is asked: not of a request that says `check`, however it spells that."""

    async def done(request: Request) -> Response:
        if any(name.casefold() == "check" for name in request.query_params):
            raise NotCheckable
        return await handler(request)

    return done


def _answer(body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), 200, headers, "application/json")
