"""OpenTelemetry traces through HTTP, Kafka and MongoDB.

Without an endpoint no span is recorded, but contexts are still made and passed on, so that an event's
`traceparent` always leads back to the request that caused it.
"""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.aiokafka import AIOKafkaInstrumentor
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.instrumentation.pymongo import PymongoInstrumentor
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased, TraceIdRatioBased

from shared.masking import masked
from shared.runtime.settings import ServiceSettings
from shared.runtime.trace_context import TraceContext

_ADDRESSES: Final = ("http.url", "http.target")
UNTRACED = "health/.*,metrics,.*stream"
NOT_THE_FRAMEWORK_S_OWN: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""FastAPI's own spans would stand beside ours, one for each dependency of each request, recorded or not."""


def configure(settings: ServiceSettings) -> None:
    """Set the process's tracer provider, once, before a client is made."""
    if isinstance(trace.get_tracer_provider(), TracerProvider):
        return
    recording = bool(settings.otlp_endpoint)
    sampler = ParentBased(TraceIdRatioBased(settings.trace_share) if recording else ALWAYS_OFF)
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: settings.service}), sampler=sampler)
    trace.set_tracer_provider(provider)
    if recording:
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.otlp_endpoint)))
        PymongoInstrumentor().instrument()
        AIOKafkaInstrumentor().instrument()


def instrument(app: FastAPI, settings: ServiceSettings) -> None:
    """Give every request of `app` a span; where none is recorded, its context alone."""
    if not settings.otlp_endpoint:
        app.add_middleware(TraceContext)
        return
    FastAPIInstrumentor.instrument_app(
        app, excluded_urls=UNTRACED, exclude_spans=["receive", "send"], server_request_hook=without_questions
    )


def without_questions(span: trace.Span, scope: Mapping[str, Any]) -> None:
    """A span keeps its path alone: what people search for, and what a receipt's code is, is nobody else's."""
    if span.is_recording():
        path = masked(scope["path"])
        span.set_attributes(dict.fromkeys(_ADDRESSES, path))
