"""What the portal takes for an answer of the services: of their documents, what each good answer is made of."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

JSON: Final = "application/json"
PLAIN: Final = ("type", "required", "const", "$ref")
"""Of a schema, kept as it is."""
FORMATS: Final = ("date", "date-time")
"""Those that pages reckon with."""


def answers_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """By path, method and status, the schemas of good answers; and those that they name."""
    schemas = document["components"]["schemas"]
    paths = {path: found for path, methods in document["paths"].items() if (found := _good(methods))}
    named: dict[str, Any] = {}
    waiting = sorted(set(_named_in(paths)))
    while waiting:
        name = waiting.pop()
        if name not in named:
            named[name] = _shape(schemas[name])
            waiting += _named_in(named[name])
    return {"paths": paths, "schemas": named}


def _good(methods: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for method, operation in methods.items():
        for status, response in operation["responses"].items():
            content = response.get("content", {}).get(JSON)
            if status.startswith("2") and content is not None:
                found.setdefault(method.upper(), {})[status] = _shape(content["schema"])
    return found


def _shape(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Of which kinds a value is; how long, how large and which words of a list is the service's own business."""
    shape: dict[str, Any] = {name: schema[name] for name in PLAIN if name in schema}
    if schema.get("format") in FORMATS:
        shape["format"] = schema["format"]
    if "properties" in schema:
        shape["properties"] = {name: _shape(one) for name, one in schema["properties"].items()}
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            shape[name] = _shape(schema[name])
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches:
        shape["anyOf"] = [_shape(one) for one in branches]
    return shape


def _named_in(shape: Any) -> Iterator[str]:
    if isinstance(shape, dict):
        if isinstance(shape.get("$ref"), str):
            yield shape["$ref"].rpartition("/")[2]
        for one in shape.values():
            yield from _named_in(one)
    elif isinstance(shape, list):
        for one in shape:
            yield from _named_in(one)
