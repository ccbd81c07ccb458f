"""Services whose every text is an attack: answers made from their documents, with markup wherever a string is free."""

import re
from collections.abc import Mapping
from typing import Any, Final

import httpx

from portal.public.metrics import METRICS
from tests.portal.pages.documents import BY_FORMAT, JSON, operation, resolved
from tests.portal.pages.services import PORTS, FakeServices

EVIL: Final = "<script>evil()</script>\"'><img src=x onerror=evil()>{{ evil }}"
CODES: Final = ("x-1", "2026", "SK-7K3M-Q2XA-9DTR-5", "a" * 43)
"""Tried where a document says what a string looks like."""
LOOKED_UP: Final = ("unit", "code", "programme", "parent", "window", "id", "heir")
"""What pages ask for next: services make these themselves."""
FULL: Final = object()
PLAIN: Final = {"integer": 3, "number": 3, "boolean": True, "null": None}


class HostileServices(FakeServices):
    """Answers whatever is asked with the first success its document names; `choice` picks among kinds of answer."""

    def __init__(self, choice: int = 0) -> None:
        super().__init__()
        self.choice = choice

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        service = PORTS[request.url.port or 0]
        if service == "issuer":
            return await super().handle_async_request(request)
        self.requests.append(request)
        responses = operation(service, request.method, request.url.path)["responses"]
        status = min(code for code in responses if code.startswith("2"))
        content = responses[status].get("content", {}).get(JSON)
        return httpx.Response(int(status), json=content and self.made(service, content["schema"]))

    def made(self, service: str, schema: Mapping[str, Any], name: str = "") -> Any:
        """Something that fits the schema, as full as it can be."""
        known = resolved(service, schema)
        if (least := self.least(known)) is not FULL:
            return least
        kinds = [one for one in known.get("anyOf", known.get("oneOf", [])) if one.get("type") != "null"]
        if kinds:
            return self.made(service, kinds[self.choice % len(kinds)], name)
        if "const" in known or "enum" in known:
            return known["const"] if "const" in known else known["enum"][self.choice % len(known["enum"])]
        kind = known.get("type", "object")
        if kind == "object":
            fields = {key: self.made(service, one, key) for key, one in known.get("properties", {}).items()}
            more = known.get("additionalProperties")
            return fields | {key: self.made(service, more, key) for key in METRICS if isinstance(more, dict)}
        if kind == "array":
            return [self.made(service, known.get("items", {}), name)]
        return _text(known, name) if kind == "string" else PLAIN[kind]

    def least(self, _schema: Mapping[str, Any]) -> Any:
        """What is given in place of all that fits; `FULL` for all of it."""
        return FULL


class SparseServices(HostileServices):
    """Answers as little as its documents allow: null where that may be, and nothing in lists."""

    def __init__(self, *, has_lists: bool) -> None:
        super().__init__()
        self.has_lists = has_lists

    def least(self, schema: Mapping[str, Any]) -> Any:
        """Null, and nothing in lists, where a document lets it be."""
        if any(one.get("type") == "null" for one in schema.get("anyOf", ())):
            return None
        is_short = schema.get("type") == "array" and not self.has_lists and not schema.get("minItems")
        return [] if is_short else FULL


def _text(schema: Mapping[str, Any], name: str) -> str:
    if schema.get("format") in BY_FORMAT:
        return BY_FORMAT[schema["format"]]
    if "pattern" in schema:
        return next(code for code in CODES if re.search(schema["pattern"], code))
    return "x-1" if name in LOOKED_UP else EVIL
