"""What the portal waits for when it starts: its store may be away, and is waited for, unready."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from portal.store_mongo import INDEXES
from shared.mongo import Mongo, PyMongoError
from shared.runtime.metrics import READY

AGAIN_SECONDS = 2.0
_log = structlog.get_logger(__name__)
router = APIRouter(include_in_schema=False)
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


class Starting:
    """Whether the portal may be sent visitors."""

    def __init__(self, mongo: Mongo | None) -> None:
        self._mongo = mongo
        self._has_indexes = mongo is None

    def lifespan(self) -> Lifespan:
        """Begin, and end what was begun."""

        @asynccontextmanager
        async def run(app: FastAPI) -> AsyncIterator[None]:
            bringing_up = asyncio.create_task(self._bring_up(), name="bring up")
            yield
            bringing_up.cancel()
            await app.state.live.close()
            await app.state.apis.close()
            if self._mongo is not None:
                self._mongo.close()

        return run

    async def reason(self) -> str | None:
        """Why it is not ready; None when it is."""
        if not self._has_indexes:
            return "waiting for the store"
        try:
            if self._mongo is not None:
                async with asyncio.timeout(3):
                    await self._mongo.ping()
        except (PyMongoError, TimeoutError) as error:
            return type(error).__name__
        return None

    async def _bring_up(self) -> None:
        while self._mongo is not None and not self._has_indexes:
            try:
                await self._mongo.ensure_indexes(INDEXES)
                self._has_indexes = True
            except PyMongoError as error:
                _log.warning("portal.waiting", error=repr(error)[:200])
                await asyncio.sleep(AGAIN_SECONDS)


@router.get("/health/live")
async def live() -> dict[str, str]:
    """For orchestrators: whether the process runs."""
    return {"status": "alive"}


@router.get("/health/ready")
async def ready(request: Request, response: Response) -> dict[str, str]:
    """For orchestrators: whether visitors may be sent here."""
    reason = await request.app.state.starting.reason()
    READY.labels("api").set(reason is None)
    response.status_code = 503 if reason else 200
    return {"status": "not ready", "reason": reason} if reason else {"status": "ready"}


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """For Prometheus."""
    request.app.state.live.count()
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
