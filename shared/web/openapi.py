"""The OpenAPI description as other people's tools read it: problems, security, servers, tags, names."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

from shared.web.auth import OPTIONAL_SCHEME, SCHEME
from shared.web.problems import MEDIA_TYPE, Problem

SERVICES: Final = {
    "submission": "Initiatives and their authors, the tree of units, programmes and targets.",
    "review": "One case per initiative, decided by the union levels.",
    "ranking": "Live emulation boards, each figure explained, and frozen windows that anyone can check.",
    "notify": "Mail to authors and leaders, and certificates that anyone can check.",
}
TAGS: Final = {
    "authors": "Cards of people who post, their own and those a proxy keeps for them.",
    "boards": "Units in order, live.",
    "contributions": "Where an initiative's points come from.",
    "dead letters": "Records that could never be applied, for administrators.",
    "documents": "Descriptions for programs.",
    "health": "For orchestrators and people on call.",
    "initiatives": "What people post, and the acts on it.",
    "me": "The caller, and the lists of known values.",
    "notify": "Messages, certificates, and mail that is held.",
    "programmes": "Programmes, their policy and their targets.",
    "review": "Cases and what is decided on them.",
    "snapshots": "Frozen windows, signed and chained.",
    "standings": "One unit's figures in every window.",
    "units": "The tree of union units, and plans to change it.",
}
_WRITES = ("post", "put", "patch", "delete")
_PAGE = re.compile(r"PageOut_(.+?)(?:Out)?_")
_CHECKED = re.compile(r"CheckedOut_(.+?)(?:Out)?_")
_OUT = re.compile(r"Out$")
_REF = "#/components/schemas/{model}"
_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}}


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses=`: each status answered with a problem."""
    return {status: {"description": HTTPStatus(status).phrase, "content": _CONTENT} for status in statuses}


def servers(port: int) -> list[dict[str, Any]]:
    """Where the service answers: where its document came from, and `make run`."""
    local = f"http://127.0.0.1:{port}"
    return [{"url": "/", "description": "Where this document came from"}, {"url": local, "description": "`make run`"}]


def operation_id(route: APIRoute) -> str:
    """The name of the route's function, which is what a generated client calls it."""
    return route.name


def install(app: FastAPI) -> None:
    """Describe problems once, and every operation's 422 as the problem it is."""
    generate = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = with_problems(generate())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def with_problems(schema: dict[str, Any]) -> dict[str, Any]:
    """`schema` as a client's author wants it: problems, who needs a token, tags explained, names to write code with."""
    models = schema.setdefault("components", {}).setdefault("schemas", {})
    models.pop("HTTPValidationError", None)
    models.pop("ValidationError", None)
    schemes = schema["components"].get("securitySchemes", {})
    if (optional := schemes.pop(OPTIONAL_SCHEME, None)) is not None:
        schemes.setdefault(SCHEME, optional)
    problem = Problem.model_json_schema(ref_template=_REF)
    models.update(problem.pop("$defs"))
    models["Problem"] = problem
    tags: set[str] = set()
    for method, operation in _operations(schema):
        _describe(method, operation)
        tags.update(operation.get("tags", ()))
    schema["tags"] = [{"name": name, "description": TAGS.get(name, name)} for name in sorted(tags)]
    return _renamed(schema)


def _operations(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for operations in schema.get("paths", {}).values():
        for method, operation in operations.items():
            if isinstance(operation, dict) and "responses" in operation:
                yield method, operation


def _describe(method: str, operation: dict[str, Any]) -> None:
    if {OPTIONAL_SCHEME: []} in operation.setdefault("security", []):
        operation["security"] = [{}, {SCHEME: []}]
    if "422" in operation["responses"]:
        operation["responses"]["422"]["content"] = _CONTENT
    for status in _everywhere(method, operation):
        operation["responses"].setdefault(str(status), problem_responses(status)[status])


def _renamed(schema: dict[str, Any]) -> dict[str, Any]:
    """`PageOut[InitiativeOut]` is called `InitiativePage`, `InitiativeOut` `Initiative`, unless that name is taken."""
    models = schema["components"]["schemas"]
    names: dict[str, str] = {}
    for name in models:
        better = _OUT.sub("", _PAGE.sub(r"\1Page", _CHECKED.sub(r"Checked\1", name)))
        if better != name and better not in models and better not in names.values():
            names[name] = better
    schema["components"]["schemas"] = {
        names.get(name, name): model | ({"title": names[name]} if name in names else {})
        for name, model in models.items()
    }
    pointing: dict[str, Any] = _pointing(
        schema, {_REF.format(model=old): _REF.format(model=new) for old, new in names.items()}
    )
    return pointing


def _pointing(value: Any, references: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_pointing(item, references) for item in value]
    if isinstance(value, dict):
        return {
            key: references.get(item, item) if key == "$ref" else _pointing(item, references)
            for key, item in value.items()
        }
    return value


def _everywhere(method: str, operation: dict[str, Any]) -> Iterator[int]:
    """What any operation may answer, whatever its route says: the limits and what the service stands on."""
    if "requestBody" in operation:
        yield from (400, 413)
    if method in _WRITES:
        yield 429
    yield from (503, 504)
