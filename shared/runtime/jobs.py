"""Jobs that run by the clock, one process at a time (leased in the service's own database)."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from shared.messaging.lease import Lease
from shared.mongo import Database
from shared.runtime import metrics

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every `every` seconds by whichever process holds its lease; it must bear being cut short."""

    name: str
    every: float
    run: Callable[[], Awaitable[object]]


class JobRunner:
    """Runs one job until stopped. A failing run is logged and counted; the next one comes when it is due."""

    def __init__(self, db: Database, job: Job) -> None:
        self._job = job
        for outcome in ("done", "failed"):
            metrics.JOB_RUNS.labels(job.name, outcome)  # shown as 0 from the start, so that the first one is a rise
        self._lease = Lease(db, f"job/{job.name}", seconds=max(30.0, job.every * 3))
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin, in the background."""
        self._task = asyncio.create_task(self._turns(), name=f"job {self._job.name}")

    async def stop(self) -> None:
        """End after cutting the present run short, and let another process have the lease."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        with contextlib.suppress(Exception):
            await self._lease.release()

    async def _turns(self) -> None:
        while True:
            await self._turn()
            await asyncio.sleep(self._job.every)

    async def _turn(self) -> None:
        try:
            if await self._lease.hold():
                await self._job.run()
                metrics.JOB_RUNS.labels(self._job.name, "done").inc()
        except Exception as error:  # noqa: BLE001 - a job that fails today must run tomorrow
            metrics.JOB_RUNS.labels(self._job.name, "failed").inc()
            _log.warning("job.failed", job=self._job.name, error=repr(error)[:300])
