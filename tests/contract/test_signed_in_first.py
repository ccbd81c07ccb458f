"""Who is not signed in learns nothing but that: whatever else is wrong with what they ask, in every service."""

import importlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from shared.events import SERVICES
from shared.web.auth import SCHEME

JUNK = "%00x"
LARGEST = b"x" * 1_100_000


@pytest.fixture(scope="module", params=sorted(SERVICES))
def app(request: pytest.FixtureRequest) -> Iterator[FastAPI]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SANGKIEN_LOCAL", "1")
        environment.setenv("SANGKIEN_ISSUER", "http://127.0.0.1:8080")
        yield importlib.import_module(f"services.{request.param}.app").app


def closed(app: FastAPI) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The operations that take a token."""
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            if operation.get("security") == [{SCHEME: []}]:
                yield method.upper(), path, operation


def junk(path: str, operation: dict[str, Any]) -> str:
    """The path with what no parameter of it takes, and a query of the same."""
    names = [parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "query"]
    parts = [JUNK if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts) + "?" + "&".join(f"{name}={JUNK}" for name in (*names, "after", "limit"))


async def test_401_comes_before_any_complaint(app: FastAPI) -> None:
    asked = 0
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as http:
        for method, path, operation in closed(app):
            for content in (b"", b"{", b"[]", LARGEST):
                headers = {"Content-Type": "application/json", "Idempotency-Key": "a b", "If-Match": "no tag"}
                answer = await http.request(method, junk(path, operation), content=content, headers=headers)
                assert answer.status_code == 401, f"{method} {path}: {answer.text}"
                asked += 1
    assert asked > 0
