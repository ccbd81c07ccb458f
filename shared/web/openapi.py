"""Problems in the OpenAPI description: what an operation may refuse, as `application/problem+json`."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from shared.web.auth import OPTIONAL_SCHEME, SCHEME
from shared.web.problems import MEDIA_TYPE, Problem

_WRITES = ("post", "put", "patch", "delete")
_REF = "#/components/schemas/{model}"
_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}}


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses=`: each status answered with a problem."""
    return {status: {"description": HTTPStatus(status).phrase, "content": _CONTENT} for status in statuses}


def install(app: FastAPI) -> None:
    """Describe problems once, and every operation's 422 as the problem it is."""
    generate = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = with_problems(generate())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def with_problems(schema: dict[str, Any]) -> dict[str, Any]:
    """`schema` with the Problem model, in place of FastAPI's own description of a validation error."""
    models = schema.setdefault("components", {}).setdefault("schemas", {})
    models.pop("HTTPValidationError", None)
    models.pop("ValidationError", None)
    schemes = schema["components"].get("securitySchemes", {})
    if (optional := schemes.pop(OPTIONAL_SCHEME, None)) is not None:
        schemes.setdefault(SCHEME, optional)
    problem = Problem.model_json_schema(ref_template=_REF)
    models.update(problem.pop("$defs"))
    models["Problem"] = problem
    for operations in schema.get("paths", {}).values():
        for method, operation in operations.items():
            if isinstance(operation, dict) and "responses" in operation:
                if {OPTIONAL_SCHEME: []} in operation.get("security", ()):
                    operation["security"] = [{}, {SCHEME: []}]
                if "422" in operation["responses"]:
                    operation["responses"]["422"]["content"] = _CONTENT
                for status in _everywhere(method, operation):
                    operation["responses"].setdefault(str(status), problem_responses(status)[status])
    return schema


def _everywhere(method: str, operation: dict[str, Any]) -> Iterator[int]:
    """What any operation may answer, whatever its route says: the limits and what the service stands on."""
    if "requestBody" in operation:
        yield from (400, 413)
    if method in _WRITES:
        yield 429
    yield from (503, 504)
