"""A small application with the web seam installed, and a client that talks to it without a network."""

from typing import Any

import httpx
from fastapi import APIRouter, FastAPI

from shared.web import limits, openapi, problems
from tests.fakes.routed import routed
from tests.unit.web.issuer import FakeIssuer


def make_app(router: APIRouter, issuer: FakeIssuer | None = None, **limit: Any) -> FastAPI:
    app = routed(router)
    problems.install(app, unavailable=(ConnectionError,))
    openapi.install(app)
    limits.install(app, **limit)
    app.state.verifier = (issuer or FakeIssuer()).verifier()
    return app


def client(app: FastAPI, **more: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://api.example.vn", **more)


def slug(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == problems.MEDIA_TYPE
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["instance"] == answer.request.url.path
    return str(body["type"]).removeprefix(problems.TYPE_PREFIX)
