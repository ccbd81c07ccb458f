"""What a service answers that is no yes: a refusal with its fields, or nothing at all."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NoReturn

import httpx

PREFIX = "urn:sangkien:problem:"
RETRY_SECONDS = 5
LONGEST_RETRY = 600
"""A page does not tell people to wait longer than this, whatever a service says."""
UNAUTHENTICATED = 401
HALF_A_LETTER: Final = b"\\ud"
"""A surrogate, written as JSON may: alone it is no letter."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that is not accepted, with the service's sentence in the language it was asked in."""

    field: str
    message: str
    code: str | None = None
    params: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal, as RFC 9457 has it; `slug` is stable."""

    service: str
    status: int
    slug: str
    title: str
    detail: str | None = None
    fields: tuple[FieldProblem, ...] = ()
    location: str | None = None
    retry_after: int | None = None


class Refused(Exception):  # noqa: N818 - an expected answer
    """A rule of a service said no."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.title)
        self.problem = problem


class Away(Exception):  # noqa: N818 - says what is so
    """A service does not answer, or says that it cannot just now."""

    def __init__(self, service: str, retry_after: str | None = None) -> None:
        super().__init__(service)
        self.service = service
        self.retry_after = seconds_of(retry_after) or RETRY_SECONDS


class Unreadable(Away, KeyError):  # noqa: N818 - says what is so
    """A service answers what nobody can make sense of: no JSON, far too much, or not what its document says.

    A KeyError too, for that is what templates take for a field that may be missing.
    """


class Answer(dict[str, Any]):
    """An object of a service's answer. What is missing in it is the service's fault, and told as such."""

    service = ""

    def __missing__(self, name: str) -> Any:
        """Raise Unreadable: the field always stands there."""
        raise Unreadable(self.service)


def seconds_of(retry_after: str | None) -> int | None:
    """The pause that a service asks for, in bounds; None where it names none in seconds."""
    if not retry_after or not retry_after.isascii() or not retry_after.isdecimal():
        return None
    return min(LONGEST_RETRY, int(retry_after[:9]))


def read_answer(service: str, content: bytes) -> Any:
    """The JSON of an answer, of numbers that are ones and texts that can be written; raises Unreadable."""

    def of(fields: dict[str, Any]) -> Answer:
        answer = Answer(fields)
        answer.service = service
        return answer

    try:
        if HALF_A_LETTER in content.lower():
            json.dumps(json.loads(content), ensure_ascii=False).encode()
        return json.loads(content, object_hook=of, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(service) from error


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def problem_of(service: str, answer: httpx.Response) -> Problem:
    """The refusal in an answer; of one that is no problem document, its status and what of it can be read."""
    try:
        body = read_answer(service, answer.content)
    except Unreadable:
        body = {}
    body = body if isinstance(body, dict) else {}
    problem = problem_in(service, {**body, "status": answer.status_code})
    return replace(problem, retry_after=seconds_of(answer.headers.get("retry-after")))


def problem_in(service: str, body: Mapping[str, Any]) -> Problem:
    """The refusal that a problem document tells."""
    texts = {name: body[name] for name in ("title", "detail", "location") if isinstance(body.get(name), str)}
    status = body.get("status")
    return Problem(
        service=service,
        status=status if isinstance(status, int) else 0,
        slug=str(body.get("type", "")).removeprefix(PREFIX) or "unknown",
        title=texts.get("title", ""),
        detail=texts.get("detail"),
        fields=tuple(_fields_of(body.get("errors"))),
        location=texts.get("location"),
    )


def _fields_of(errors: Any) -> Iterator[FieldProblem]:
    for one in errors if isinstance(errors, list) else ():
        if isinstance(one, dict) and isinstance(one.get("field"), str) and isinstance(one.get("message"), str):
            code, params = one.get("code"), one.get("params")
            yield FieldProblem(
                one["field"],
                one["message"],
                code if isinstance(code, str) else None,
                params if isinstance(params, dict) else None,
            )
