"""Services whose every text is an attack: answers made from their documents, with markup wherever a string is free."""

import re
from typing import Any, Final

import httpx

from tests.portal.pages.services import PORTS, FakeServices, document, operation

EVIL: Final = "<script>evil()</script>\"'><img src=x onerror=evil()>{{ evil }}"
FORMATS: Final = {
    "uuid": "0b9f7a52-3c7e-4d53-9d0a-6a1f4f0e7c11",
    "date": "2026-11-20",
    "date-time": "2026-11-20T03:32:00Z",
    "uri": "http://127.0.0.1:8000/verify/x",
}
CODES: Final = ("x-1", "2026", "SK-7K3M-Q2XA-9DTR-5", "whole", "a" * 43)
"""Tried where a document says what a string looks like."""
LOOKED_UP: Final = ("unit", "code", "programme", "parent", "window", "id", "heir")
"""What pages ask for next: services make these themselves."""
DEEPEST: Final = 12


class HostileServices(FakeServices):
    """Answers whatever is asked with the first success its document names; `choice` picks among unions."""

    def __init__(self, choice: int = 0) -> None:
        super().__init__()
        self.choice = choice

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        service = PORTS[request.url.port or 0]
        key = (service, request.method, request.url.path)
        if service == "issuer" or key in self._answers:
            return await super().handle_async_request(request)
        self.requests.append(request)
        responses = operation(*key)["responses"]
        status = min(code for code in responses if code.startswith("2"))
        content = responses[status].get("content", {}).get("application/json")
        body = None if content is None else self.made(document(service), content["schema"])
        return httpx.Response(int(status), json=body)

    def made(self, whole: dict[str, Any], schema: dict[str, Any], name: str = "", depth: int = 0) -> Any:
        """Something that fits the schema, as full as it can be."""
        if "$ref" in schema:
            target: Any = whole
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            return self.made(whole, target, name, depth + 1)
        for union in ("oneOf", "anyOf"):
            if union in schema:
                options = [one for one in schema[union] if one.get("type") != "null"]
                if depth > DEEPEST and len(options) < len(schema[union]):
                    return None
                return self.made(whole, options[self.choice % len(options)], name, depth + 1)
        if "allOf" in schema:
            return {k: v for one in schema["allOf"] for k, v in self.made(whole, one, name, depth + 1).items()}
        if "const" in schema or "enum" in schema:
            return schema.get("const") or schema["enum"][self.choice % len(schema["enum"])]
        return self._plain(whole, schema, name, depth)

    def _plain(self, whole: dict[str, Any], schema: dict[str, Any], name: str, depth: int) -> Any:
        kind = schema.get("type", "object")
        kind = next(one for one in kind if one != "null") if isinstance(kind, list) else kind
        if kind == "object":
            fields = {key: self.made(whole, one, key, depth + 1) for key, one in schema.get("properties", {}).items()}
            more = schema.get("additionalProperties")
            return fields | ({"x-1": self.made(whole, more, "x-1", depth + 1)} if isinstance(more, dict) else {})
        if kind == "array":
            return [] if depth > DEEPEST else [self.made(whole, schema.get("items", {}), name, depth + 1)]
        if kind == "string":
            return _text(schema, name)
        return {"boolean": True, "integer": schema.get("minimum", 3), "number": 3}.get(kind)


def _text(schema: dict[str, Any], name: str) -> str:
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    if "pattern" in schema:
        return next(code for code in CODES if re.search(schema["pattern"], code))
    return "x-1" if name in LOOKED_UP else EVIL
