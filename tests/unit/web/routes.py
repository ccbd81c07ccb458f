"""What the routes of the four services read from requests: every parameter, and every leaf of every body."""

import importlib
import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, TypeAdapter, ValidationError

from shared.events import SERVICES
from shared.refusals import BadField
from shared.web.validation_messages import refusal_of

Schema = Mapping[str, Any]


class Leaf(NamedTuple):
    """One value a request carries: where it stands, what its schema says, and how it is read."""

    route: str
    steps: tuple[str | int, ...]
    schema: Schema
    adapter: TypeAdapter[Any]

    @property
    def name(self) -> str:
        """Its path in the body, or the parameter's name."""
        return ".".join(map(str, self.steps))

    def faults(self, value: Any) -> list[BadField]:
        """What is wrong with it when it is `value`; other values of the request are left out."""
        sent = _holding(self.steps, value)
        try:
            self.adapter.validate_python(sent)
        except ValidationError as error:
            errors: list[Any] = [{**found, "loc": ("body", *found["loc"])} for found in error.errors()]
            return [bad for bad in refusal_of(errors, sent).fields if bad.field == self.name]
        return []


@cache
def body_leaves() -> tuple[Leaf, ...]:
    """Every value of every body."""
    found = []
    for route, dependant in _dependants():
        for parameter in dependant.body_params:
            adapter: TypeAdapter[Any] = TypeAdapter(parameter.field_info.annotation)
            schema = adapter.json_schema()
            found += [Leaf(route, steps, leaf, adapter) for steps, leaf in _leaves(schema, schema.get("$defs", {}))]
    return tuple(found)


@cache
def parameter_leaves() -> tuple[Leaf, ...]:
    """Every parameter of every path and query, each as the only one of a body of its own."""
    found = []
    for route, dependant in _dependants():
        for parameter in (*dependant.path_params, *dependant.query_params):
            info = parameter.field_info
            if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
                model: Any = info.annotation
            else:
                fields: Any = {"__annotations__": {parameter.alias: info.annotation}, parameter.alias: info}
                model = type("One", (BaseModel,), fields)
            adapter: TypeAdapter[Any] = TypeAdapter(model)
            schema = adapter.json_schema()
            found += [Leaf(route, steps, leaf, adapter) for steps, leaf in _leaves(schema, schema.get("$defs", {}))]
    return tuple(found)


def _dependants() -> Iterator[tuple[str, Any]]:
    os.environ.setdefault("SANGKIEN_LOCAL", "1")
    os.environ.setdefault("SANGKIEN_ISSUER", "http://127.0.0.1:8080")
    for service in SERVICES:
        app = importlib.import_module(f"services.{service}.app").app
        for context in iter_route_contexts(app.routes):
            if isinstance(context.original_route, APIRoute):
                route = f"{service} {'/'.join(context.methods or ())} {context.path}"
                yield from ((route, dependant) for dependant in _with_all_below(context.dependant))


def _with_all_below(dependant: Any) -> Iterator[Any]:
    yield dependant
    for below in dependant.dependencies:
        yield from _with_all_below(below)


def _leaves(
    schema: Schema, definitions: Mapping[str, Schema], steps: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Schema]]:
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        for branch in schema["anyOf"]:
            if branch.get("type") != "null":
                yield from _leaves(branch, definitions, steps)
    elif schema.get("type") == "array":
        yield from _leaves(schema["items"], definitions, (*steps, 0))
    elif schema.get("type") == "object":
        for name, part in schema.get("properties", {}).items():
            yield from _leaves(part, definitions, (*steps, name))
        if isinstance(values := schema.get("additionalProperties"), dict):
            yield from _leaves(values, definitions, (*steps, _a_key(schema, definitions)))
    else:
        yield steps, schema


def _a_key(schema: Schema, definitions: Mapping[str, Schema]) -> str:
    names = schema.get("propertyNames", {})
    if "$ref" in names:
        names = definitions[names["$ref"].rsplit("/", 1)[1]]
    return str(names.get("enum", ["default"])[0])


def _holding(steps: tuple[str | int, ...], value: Any) -> Any:
    for step in reversed(steps):
        value = [value] if step == 0 else {step: value}
    return value
