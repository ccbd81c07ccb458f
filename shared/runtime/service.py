"""`build_service`: everything a service has in common with the others, so that its `app.py` only composes."""

import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.appointments.joining import REMEMBERED_SECONDS, Joining
from shared.appointments.kept import MongoAppointments
from shared.events.appointments import APPOINTMENTS
from shared.events.topics import dead_letters_of
from shared.messaging.consumer import Consumer
from shared.messaging.outbox import Outbox
from shared.mongo import Index, Mongo, PyMongoError
from shared.runtime import asyncapi, dead_letters_api, health, logs, telemetry
from shared.runtime.clock import Clock
from shared.runtime.health import Health
from shared.runtime.held import Service, Worker
from shared.runtime.http_metrics import HttpMetrics
from shared.runtime.jobs import Job
from shared.runtime.lifecycle import Lifecycle
from shared.runtime.settings import ServiceSettings
from shared.web import limits, openapi, problems
from shared.web.head import Head
from shared.web.idempotency import REPLAYED
from shared.web.proxies import Proxies
from shared.web.rates import Rates
from shared.web.tokens import TokenVerifier

VERSION = "0.1.0"
EXPOSED = ("Allow", "Content-Disposition", "Content-Language", "ETag", REPLAYED, "Location", "Retry-After")
"""Header fields that the scripts of a portal at another origin may read."""
COLLECT_AFTER = (20_000, 20, 50)
"""New objects before the garbage collector looks for circles; a request makes some thousand and few circles."""


def build_service(  # noqa: PLR0913 - each is one thing a service may declare
    settings: ServiceSettings,
    *,
    open_store: Callable[[Mongo], Any],
    routes: Sequence[APIRouter] = (),
    consumers: Sequence[Callable[[Service], Consumer]] = (),
    jobs: Sequence[Callable[[Service], Job]] = (),
    workers: Sequence[Callable[[Service], Worker]] = (),
    outboxes: Sequence[Outbox] = (),
    indexes: Sequence[Index] = (),
    front: Sequence[Any] = (),
) -> FastAPI:
    """An application with its store, readers, relays, jobs, limits, health, metrics and documents.

    `front` are ASGI middlewares around all but CORS, metrics and traces: what they answer themselves is still counted.
    Nothing is connected before the application starts, and a store or broker that is away then is waited for.
    """
    logs.configure(service=settings.service, level=settings.log_level, as_json=settings.log_json)
    telemetry.configure(settings)
    mongo = Mongo(settings.mongo_url, settings.mongo_database, app_name=settings.service)
    service = Service(
        settings=settings,
        mongo=mongo,
        store=open_store(mongo),
        clock=Clock(settings.clock_offset_file),
        health=Health(runs_api=settings.runs_api, runs_worker=settings.runs_worker),
        appointments=MongoAppointments(mongo.db, own=any(outbox.topic is APPOINTMENTS for outbox in outboxes)),
    )
    service.workers = [make(service) for make in workers] if settings.runs_worker else []
    listening = [make(service) for make in consumers]
    lifecycle = Lifecycle(service, listening, [make(service) for make in jobs], outboxes, indexes)
    app = FastAPI(
        title=f"Sáng kiến: {settings.service}",
        version=VERSION,
        description=openapi.SERVICES.get(settings.service, ""),
        servers=openapi.servers(settings.port),
        root_path=settings.root_path,
        generate_unique_id_function=openapi.operation_id,
        redirect_slashes=False,  # behind TLS they would lead to http; a path with a slash at its end is none of ours
        telemetry=telemetry.NOT_THE_FRAMEWORK_S_OWN,
        lifespan=_lifespan(lifecycle),
    )
    app.state.service = service
    app.state.lifecycle = lifecycle
    app.state.verifier = _verifier(settings)
    app.state.joining = _joining(service)
    app.state.writes = Rates(settings.writes_per_minute)
    _add_routes(app, settings, routes, outboxes, listening)
    _add_middleware(app, settings, front)
    return app


def _verifier(settings: ServiceSettings) -> TokenVerifier:
    if not settings.issuer:
        raise SystemExit(f"{settings.service.upper()}_ISSUER or SANGKIEN_ISSUER is missing: the OpenID issuer's URL")
    return TokenVerifier(settings.issuer, settings.audience, settings.algorithms, settings.local)


def _joining(service: Service) -> Joining:
    """Whoever makes appointments reads them with each request; the others need not, for they hear of them later."""
    seconds = 0.0 if service.appointments.own else REMEMBERED_SECONDS
    return Joining(service.appointments, service.clock, service.settings.grants, remembered_seconds=seconds)


def _lifespan(lifecycle: Lifecycle) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        settle()
        lifecycle.begin()
        try:
            yield
        finally:
            await lifecycle.end()

    return lifespan


def _add_routes(
    app: FastAPI,
    settings: ServiceSettings,
    routes: Sequence[APIRouter],
    outboxes: Sequence[Outbox],
    consumers: Sequence[Consumer],
) -> None:
    app.include_router(health.router)
    app.state.asyncapi = _asyncapi(settings, outboxes, consumers)
    app.include_router(_documents(app.state.asyncapi))
    if settings.runs_api:
        for router in routes:
            app.include_router(router)
        if consumers:
            app.include_router(dead_letters_api.router)


def settle() -> None:
    """What was imported stays for ever: the collector need not walk it again and again between requests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _asyncapi(settings: ServiceSettings, outboxes: Sequence[Outbox], consumers: Sequence[Consumer]) -> dict[str, Any]:
    sends = [outbox.topic for outbox in outboxes]
    receives = [topic for consumer in consumers for topic in consumer.topics]
    if receives:
        sends.append(dead_letters_of(settings.service))
    return asyncapi.document(title=settings.service, version=VERSION, sends=sends, receives=receives)


def _documents(document: dict[str, Any]) -> APIRouter:
    router = APIRouter(tags=["documents"])

    @router.get("/asyncapi", summary="The events this service sends and receives")
    async def get_asyncapi() -> dict[str, Any]:
        """An AsyncAPI 3.1 document, with the JSON Schema of every event."""
        return document

    @router.get("/metrics", summary="Prometheus metrics", include_in_schema=False)
    async def prometheus() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def _add_middleware(app: FastAPI, settings: ServiceSettings, front: Sequence[Any]) -> None:
    problems.install(app, unavailable=(PyMongoError,))
    openapi.install(app)
    limits.install(app, max_body_bytes=settings.body_limit_bytes, seconds=settings.request_timeout_seconds)
    for middleware in front:
        app.add_middleware(middleware)
    app.add_middleware(Head)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
        )
    if settings.trusted_proxies:
        app.add_middleware(Proxies, trusted=settings.trusted_proxies)
    app.add_middleware(HttpMetrics)
    telemetry.instrument(app, settings)
