"""What docs/openapi says of the services: whether an answer or a request is one of theirs, and samples of answers."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import httpx
from jsonschema import Draft202012Validator

from deploy.local.processes import ROOT

JSON: Final = "application/json"
MADE: Final = "201"
METRICS: Final = ("points", "percent")
"""Of maps by metric, those that a page reads."""
BY_FORMAT: Final = {
    "date": "2026-11-20",
    "date-time": "2026-11-25T03:32:00Z",
    "email": "anh@example.vn",
    "uuid": "0b9f7a52-3c7e-4d53-9d0a-6a1f4f0e7c11",
}
PLAIN: Final = {"integer": 1, "number": 1.5, "boolean": True, "null": None}


@cache
def document(service: str) -> dict[str, Any]:
    """A service's OpenAPI document."""
    return dict(json.loads((ROOT / "docs" / "openapi" / f"{service}.json").read_text()))


@cache
def routes(service: str) -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    """Its paths as patterns, with what may be done there. A plain path goes before a pattern."""
    paths = sorted(document(service)["paths"].items(), key=lambda item: item[0].count("{"))
    return tuple((re.compile(re.sub(r"{\w+}", "[^/]+", template)), operations) for template, operations in paths)


def operation(service: str, method: str, path: str) -> dict[str, Any]:
    """What the document says of a route; the path has its parameters filled in."""
    for pattern, operations in routes(service):
        if method.lower() in operations and pattern.fullmatch(path):
            return dict(operations[method.lower()])
    raise AssertionError(f"{service} has no {method} {path}")


def resolved(service: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema itself, where it only names another."""
    while "$ref" in schema:
        schema = document(service)["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return dict(schema)


def check_answer(service: str, method: str, path: str, status: int, body: Any) -> None:
    """Fail unless the document allows this answer, as JSON has it."""
    _check_answer(service, method, path, status, json.dumps(body))


@cache
def _check_answer(service: str, method: str, path: str, status: int, body: str) -> None:
    """Most tests begin with the same answers: what has passed once passes again, what has not is not remembered."""
    responses = operation(service, method, path)["responses"]
    assert str(status) in responses, f"{service} never answers {status} to {method} {path}"
    content = responses[str(status)].get("content", {}).get(JSON)
    if content is not None:
        schema = {**content["schema"], "components": document(service)["components"]}
        Draft202012Validator(schema).validate(json.loads(body))


def check_request(service: str, request: httpx.Request) -> None:
    """Fail unless the document has the request's path, method, parameters and fields.

    What stands in them is not judged: people type what they like, and the service refuses it; nor is what is no JSON.
    """
    method, path = request.method, request.url.path
    known = operation(service, method, path)
    parameters = known.get("parameters", [])
    named = {one["name"] for one in parameters if one["in"] == "query"}
    unknown = set(request.url.params) - named
    assert not unknown, f"{method} {service}{path} takes no {sorted(unknown)}"
    for one in parameters:
        if one["in"] == "header" and one.get("required"):
            assert one["name"].lower() in request.headers, f"{method} {service}{path} needs {one['name']}"
    for name in ("if-match", "idempotency-key"):
        takes = any(one["in"] == "header" and one["name"].lower() == name for one in parameters)
        assert takes or name not in request.headers, f"{method} {service}{path} takes no {name}"
    body = known.get("requestBody")
    assert not request.content or body, f"{method} {service}{path} takes no body"
    if request.content and body and JSON in body["content"]:
        named = set(unknown_fields(service, body["content"][JSON]["schema"], json.loads(request.content)))
        assert not named, f"{method} {service}{path} takes no {sorted(named)}"


def unknown_fields(service: str, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
    """Names in the value that the schema has not."""
    choices = list(branches(service, schema))
    if isinstance(value, list):
        for one in value:
            yield from (name for each in choices for name in unknown_fields(service, each.get("items", {}), one))
    if isinstance(value, dict):
        known: dict[str, Any] = {}
        for each in choices:
            known |= each.get("properties", {})
        is_open = any(each.get("additionalProperties", True) is not False for each in choices if is_object(each))
        yield from (name for name in value if name not in known and not (is_open and not known))
        for name in value.keys() & known.keys():
            yield from unknown_fields(service, known[name], value[name])


def branches(service: str, schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The kinds of value that a schema allows."""
    known = resolved(service, schema)
    for one in known.get("anyOf") or known.get("oneOf") or ():
        yield from branches(service, one)
    if "anyOf" not in known and "oneOf" not in known:
        yield known


def is_object(schema: Mapping[str, Any]) -> bool:
    """Whether it is of objects."""
    return bool(schema.get("type", "object") == "object")


def sample_answer(service: str, request: httpx.Request) -> httpx.Response:
    """A yes of the service, made from its document alone; what is checked is not made."""
    responses = operation(service, request.method, request.url.path)["responses"]
    good = [status for status in responses if status.startswith("2")]
    makes = MADE in good and request.url.params.get("check") != "true"
    status = MADE if makes else min(good)
    content = responses[status].get("content", {})
    if JSON in content and content[JSON]["schema"]:
        return httpx.Response(int(status), json=sample(service, content[JSON]["schema"]))
    return httpx.Response(int(status), content=b"" if status == "204" else b"{}")


def sample(service: str, schema: Mapping[str, Any]) -> Any:
    """A value that the schema allows, with every field that there may be."""
    known = resolved(service, schema)
    if "const" in known or "enum" in known:
        return known.get("const", (known.get("enum") or [None])[0])
    if "anyOf" in known or "oneOf" in known:
        told = [one for one in branches(service, known) if one.get("type") != "null"]
        samples = [sample(service, one) for one in told]
        objects = [one for one in samples if isinstance(one, dict)]
        return {name: value for one in reversed(objects) for name, value in one.items()} if objects else samples[0]
    kind = known.get("type", "object")
    if kind == "array":
        return [sample(service, known["items"])] if known.get("items") else []
    if kind == "object":
        fields = {name: sample(service, one) for name, one in known.get("properties", {}).items()}
        others = known.get("additionalProperties")
        return fields if not isinstance(others, dict) else {name: sample(service, others) for name in METRICS}
    return BY_FORMAT.get(known.get("format", ""), "all") if kind == "string" else PLAIN[kind]
