"""Whether an answer is one of its service: the fields it always has, each of its kind, as the service's document says.

Judged as it comes in, so that whatever a service answers, pages meet what they were written for, or its absence.
Fields of a later version, and words of it, are let through.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

ANSWERS: Final = Path(__file__).with_name("answers.json")
"""Made of docs/openapi by deploy/documents.py."""
Fits = Callable[[Any], bool]
KINDS: Final[Mapping[str, Fits]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


class Shapes:
    """Of one service's answers."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._named: dict[str, Fits] = {}
        for name, schema in known["schemas"].items():
            self._named[name] = self._of(schema)
        self._routes: list[tuple[list[str], str, int, Fits]] = []
        for path, methods in sorted(known["paths"].items(), key=lambda one: one[0].count("{")):
            for method, answers in methods.items():
                for status, schema in answers.items():
                    self._routes.append((path.split("/"), method, int(status), self._of(schema)))

    def misfit(self, method: str, path: str, status: int, value: Any) -> str | None:
        """The route whose answer it cannot be; None for one that it can be, or that nothing is said of."""
        asked = path.split("/")
        for route, made_by, answered, judge in self._routes:
            if made_by == method and answered == status and _leads_to(route, asked):
                return None if judge(value) else "/".join(route)
        return None

    def _of(self, schema: Mapping[str, Any]) -> Fits:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return lambda value: self._named[name](value)  # noqa: PLW0108 - it may be made later
        if "anyOf" in schema:
            return _any_of([self._of(one) for one in schema["anyOf"]])
        if "const" in schema:
            return lambda value: bool(value == schema["const"])
        if "format" in schema:
            return _written(date.fromisoformat if schema["format"] == "date" else _moment)
        kind = schema.get("type")
        if kind == "array":
            return _each(self._of(schema.get("items", {})))
        return self._object(schema) if kind == "object" else KINDS.get(kind or "", lambda _value: True)

    def _object(self, schema: Mapping[str, Any]) -> Fits:
        required = frozenset(schema.get("required", ()))
        fields = [(name, self._of(one)) for name, one in schema.get("properties", {}).items()]
        others = self._of(schema["additionalProperties"]) if "additionalProperties" in schema else None

        def fits(value: Any) -> bool:
            if not isinstance(value, dict) or not value.keys() >= required:
                return False
            if others is not None and not all(map(others, value.values())):
                return False
            for name, judge in fields:  # noqa: SIM110 - a loop takes half the time of a generator, on every board
                if name in value and not judge(value[name]):
                    return False
            return True

        return fits


def _leads_to(route: list[str], asked: list[str]) -> bool:
    return len(route) == len(asked) and all(
        part == asked_part or part.startswith("{") for part, asked_part in zip(route, asked, strict=True)
    )


def _any_of(branches: list[Fits]) -> Fits:
    other, *rest = branches
    if rest == [KINDS["null"]]:
        return lambda value: value is None or other(value)
    return lambda value: any(judge(value) for judge in branches)


def _each(judge: Fits) -> Fits:
    return lambda value: isinstance(value, list) and all(map(judge, value))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if not date.min.year < moment.year < date.max.year:  # it could not be shown in another time zone
        raise ValueError(text)
    return moment


def _written(read: Callable[[str], Any]) -> Fits:
    def fits(value: Any) -> bool:
        try:
            return isinstance(value, str) and bool(read(value))
        except ValueError:
            return False

    return fits


@cache
def shapes_of(service: str) -> Shapes:
    """Read once in a process."""
    known: Mapping[str, Any] = json.loads(ANSWERS.read_text())
    return Shapes(known[service])
