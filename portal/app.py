"""The portal: composed here, and nothing else."""

from functools import cache
from urllib.parse import urlsplit

import httpx
from fastapi import APIRouter, Depends, FastAPI, params
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from portal import admin, leader, proxy, public, starting, worker
from portal.desk import ROUTES as DESK
from portal.live import routes as live
from portal.live.boards import LiveBoards
from portal.papers import Papers
from portal.settings import PortalSettings
from portal.signin import again, drafts
from portal.signin import routes as signin
from portal.signin.guard import SameOrigin
from portal.signin.oidc import Issuer
from portal.signin.sealing import Seal
from portal.signin.sessions import Keeper
from portal.starting import Starting
from portal.store import Store
from portal.store_mongo import MongoStore
from portal.upstream.apis import Apis
from portal.web import assets, errors
from portal.web.assets import Assets
from portal.web.catalogues import Catalogues
from portal.web.csp import SecurityHeaders
from portal.web.deadline import Deadline
from portal.web.htmx import HtmxLeads
from portal.web.kept_pages import KeptPages
from portal.web.language import LanguagePrefix, staff_places
from portal.web.pages import Pages
from portal.web.refusals import Refusals
from portal.web.typed import read_typed
from portal.web.unfailing import Unfailing
from portal.web.visitors import Limits, looking, sending
from portal.worker import outbox
from shared.mongo import Mongo
from shared.runtime import logs
from shared.runtime.http_metrics import HttpMetrics
from shared.web.framing import OneLength
from shared.web.head import Head
from shared.web.limits import BodyLimit
from shared.web.proxies import Proxies

AUDIENCES = (*public.ROUTES, *worker.ROUTES, *proxy.ROUTES, *DESK, *leader.ROUTES, *admin.ROUTES)
FILES = (assets.router, outbox.scripts)
PAGES = (again.router, *AUDIENCES, live.router)
ROUTES = (*FILES, signin.router, *PAGES)
ADDRESSES = tuple(route for router in ROUTES for route in router.routes)
STAFF_PLACES = staff_places(ADDRESSES)
PAGE_SECONDS = 10.0
SMALL = 800
"""Bytes of an answer that are not worth packing."""


def build(
    settings: PortalSettings, *, store: Store | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> FastAPI:
    """The application; `store` and `transport` stand in for the database and the services in tests."""
    logs.configure(service=settings.service, level=settings.log_level, as_json=settings.log_json)
    mongo = Mongo(settings.mongo_url, settings.mongo_database, app_name="portal") if store is None else None
    start = Starting(mongo)
    app = FastAPI(
        routes=_routes(),
        title="Sáng kiến: portal",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # `LanguagePrefix` reads an address with a slash behind like the one without
        lifespan=start.lifespan(),
    )
    app.state.starting = start
    app.state.settings, app.state.addresses = settings, ADDRESSES
    app.state.limits = Limits(settings)
    app.state.papers = Papers()
    app.state.store = store or MongoStore(mongo, Seal(settings.session_key.get_secret_value()))  # type: ignore[arg-type]
    app.state.issuer = Issuer(settings, transport)
    app.state.assets, app.state.pages = _served(is_pseudo=settings.pseudo_language)
    app.state.refusals = Refusals(app.state.pages.words_of)
    app.state.apis = Apis(settings, app.state.refusals.localised, transport)
    app.state.keeper = Keeper(settings, app.state.store, app.state.issuer, app.state.apis)
    app.state.live = LiveBoards(app.state.apis, app.state.pages, app.state.keeper)
    errors.install(app)
    _protect(app, settings)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """Read once in a process: what each takes is worked out with its first request, which costs more than the rest."""
    whole = APIRouter()
    for router in ROUTES:
        whole.include_router(
            router, dependencies=[Depends(read_typed), Depends(sending), Depends(drafts.sent), *_counted(router)]
        )
    whole.include_router(starting.router)
    return whole.routes


def _counted(router: APIRouter) -> list[params.Depends]:
    """Files cost nothing, and sign-ins are counted as they begin."""
    return [Depends(looking)] if router in PAGES else []


@cache
def _served(*, is_pseudo: bool) -> tuple[Assets, Pages]:
    """Files, catalogues and compiled templates: read once in a process, for they change with a release alone."""
    files = Assets()
    return files, Pages(files, Catalogues(is_pseudo=is_pseudo))


def _protect(app: FastAPI, settings: PortalSettings) -> None:
    own = urlsplit(settings.public_url)
    issuer = urlsplit(settings.issuer)
    app.add_middleware(BodyLimit, max_bytes=settings.body_limit_bytes)
    app.add_middleware(Unfailing, seconds=PAGE_SECONDS)
    app.add_middleware(Deadline, seconds=settings.upstream_seconds)
    app.add_middleware(GZipMiddleware, minimum_size=SMALL, compresslevel=6)
    app.add_middleware(LanguagePrefix, staff=STAFF_PLACES)
    app.add_middleware(Head)
    app.add_middleware(HtmxLeads)
    origin = f"{own.scheme}://{own.netloc}"
    app.add_middleware(SameOrigin, origin=origin, open_to_others=[signin.LOGGED_OUT_THERE])
    app.add_middleware(SecurityHeaders, issuer=f"{issuer.scheme}://{issuer.netloc}", https=own.scheme == "https")
    app.add_middleware(KeptPages)
    app.add_middleware(OneLength)
    if settings.trusted_proxies:
        app.add_middleware(Proxies, trusted=settings.trusted_proxies)
    app.add_middleware(HttpMetrics)
