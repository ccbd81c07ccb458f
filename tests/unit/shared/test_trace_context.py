from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from opentelemetry import propagate, trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased

from shared.runtime import trace_context
from shared.runtime.trace_context import TraceContext

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    provider = TracerProvider(sampler=ParentBased(ALWAYS_OFF))
    monkeypatch.setattr(trace_context, "_tracer", provider.get_tracer("tests"))
    app = FastAPI()
    app.add_middleware(TraceContext)

    @app.get("/")
    async def told() -> dict[str, str]:
        carrier: dict[str, str] = {}
        propagate.inject(carrier)
        return carrier

    yield app
    assert not trace.get_current_span().get_span_context().is_valid


async def asked(app: FastAPI, headers: dict[str, str]) -> str:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return str((await client.get("/", headers=headers)).json()["traceparent"])


async def test_what_a_request_causes_belongs_to_its_callers_trace(app: FastAPI) -> None:
    assert (await asked(app, {"traceparent": f"00-{TRACE}-b7ad6b7169203331-00"})).split("-")[1] == TRACE


async def test_a_request_without_a_trace_begins_one(app: FastAPI) -> None:
    first, second = await asked(app, {}), await asked(app, {})
    assert first.split("-")[1] != second.split("-")[1]
