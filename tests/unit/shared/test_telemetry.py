"""What a recorded request tells whoever reads traces."""

import httpx
from fastapi import FastAPI
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared.runtime.telemetry import without_questions


async def test_a_span_has_neither_what_was_asked_nor_a_receipt_s_code() -> None:
    spans, provider, app = InMemorySpanExporter(), TracerProvider(), FastAPI()
    provider.add_span_processor(SimpleSpanProcessor(spans))

    @app.get("/receipts/{code}")
    async def receipt(code: str, q: str) -> None:
        """Nothing."""

    FastAPIInstrumentor.instrument_app(app, tracer_provider=provider, server_request_hook=without_questions)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        await client.get("/receipts/SK-7ZQ4-0000-ABCD-9?q=Hoa")
    told = repr([(span.name, dict(span.attributes or {})) for span in spans.get_finished_spans()])
    assert "/receipts/SK-***" in told
    assert "/receipts/{code}" in told
    assert "7ZQ4" not in told
    assert "Hoa" not in told
