"""Events with every field that a schema names, none of them null: one for each type of a topic."""

from collections.abc import Iterator
from typing import Any

import jsonschema

from shared.events.topics import Topic
from shared.runtime.asyncapi import schema_of

Schema = dict[str, Any]
_FORMATS = {
    "uuid": "00000000-0000-4000-8000-000000000001",
    "date-time": "2022-08-15T03:00:00Z",
    "date": "2022-08-15",
}


def events_of(topic: Topic) -> Iterator[Schema]:
    """One of each type."""
    schema = schema_of(topic)
    for name in topic.types:
        event: Schema = _value(schema, schema)
        yield {**event, "type": name, "source": topic.source, "specversion": "1.0"}


def validated(value: Any, schema: Schema) -> None:
    """Raises when the value does not fit, formats among it."""
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(value)


def _value(part: Schema, root: Schema) -> Any:
    if "$ref" in part:
        return _value(root["$defs"][part["$ref"].rsplit("/", 1)[-1]], root)
    for several in ("anyOf", "allOf", "oneOf"):
        if several in part:
            return _value(next(one for one in part[several] if one.get("type") != "null"), root)
    if "const" in part or "enum" in part:
        return part.get("const") or part["enum"][0]
    plain = {"boolean": True, "string": _FORMATS.get(part.get("format", ""), "mot-chu")}
    if part.get("type") == "object":
        return {name: _value(one, root) for name, one in part.get("properties", {}).items()} or {"total": 1}
    if part.get("type") == "array":
        return [_value(part.get("items") or part["prefixItems"][0], root)]
    return plain.get(part.get("type", "string"), max(1, part.get("minimum", 1)))
