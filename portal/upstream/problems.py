"""What a service answers that is no yes: a refusal with its fields, or nothing at all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx

PREFIX = "urn:sangkien:problem:"
RETRY_SECONDS = 5
UNAUTHENTICATED = 401


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
        self.retry_after = int(retry_after) if retry_after and retry_after.isdecimal() else RETRY_SECONDS


def problem_of(service: str, answer: httpx.Response) -> Problem:
    """The refusal in an answer; one that is no problem document has its status alone."""
    try:
        body = answer.json()
    except ValueError:
        body = {}
    body = body if isinstance(body, dict) else {}
    retry_after = answer.headers.get("retry-after", "")
    told = problem_in(service, {**body, "status": answer.status_code})
    return replace(told, retry_after=int(retry_after) if retry_after.isdecimal() else None)


def problem_in(service: str, body: Mapping[str, Any]) -> Problem:
    """The refusal that a problem document tells."""
    return Problem(
        service=service,
        status=int(body.get("status", 0)),
        slug=str(body.get("type", "")).removeprefix(PREFIX) or "unknown",
        title=str(body.get("title", "")),
        detail=body.get("detail"),
        fields=tuple(
            FieldProblem(one["field"], one["message"], one.get("code"), one.get("params"))
            for one in body.get("errors", [])
        ),
        location=body.get("location"),
    )
