"""Jobs that run by the clock, one process at a time (leased in the service's own database)."""

import asyncio
import contextlib
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from shared.messaging.lease import Lease
from shared.mongo import Database
from shared.runtime import metrics

_log = structlog.get_logger(__name__)

ItemT = TypeVar("ItemT")


class SomeFailed(Exception):  # noqa: N818 - what a run came to, counted as a failed one
    """Some of what a job did failed, each told in the log; everything else of it was done."""


async def each(
    items: Iterable[ItemT] | AsyncIterable[ItemT],
    work: Callable[[ItemT], Awaitable[object]],
    *,
    name: Callable[[ItemT], object] = str,
    leaving: tuple[type[Exception], ...] = (),
) -> None:
    """Do the work for every item: the error of one is no other's.

    An error is logged with the item's `name`; SomeFailed is raised when all had their turn. Those `leaving` end it.
    """
    failed: list[str] = []

    async def one(item: ItemT) -> None:
        try:
            await work(item)
        except leaving:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with this one, the others come next
            failed.append(str(name(item)))
            _log.warning("job.item_failed", item=failed[-1][:200], error=repr(error)[:300])

    if isinstance(items, AsyncIterable):
        async for item in items:
            await one(item)
    else:
        for item in items:
            await one(item)
    if failed:
        raise SomeFailed(f"{len(failed)} failed: {', '.join(failed[:10])}")


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
