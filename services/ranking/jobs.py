"""What ranking does by the clock."""

import contextlib
from datetime import timedelta
from pathlib import Path

from services.ranking.handlers.days import store_day
from services.ranking.handlers.milestones import sweep
from services.ranking.recount import recompute
from services.ranking.snapshots.due import freeze_due
from services.ranking.snapshots.sealing import Signer
from shared.messaging.consumer import Paused
from shared.runtime.held import Service
from shared.runtime.jobs import Job

RECOMPUTE_SECONDS = 0.5
FREEZE_SECONDS = 60.0
SWEEP_SECONDS = 60.0
DAY_SECONDS = 60.0


def recomputes(service: Service) -> Job:
    """A programme that scores otherwise than before gets new cells."""

    async def run() -> None:
        with contextlib.suppress(Paused):  # the log is being read anew, and the newest policy with it
            await recompute(service.store)

    return Job("recompute", RECOMPUTE_SECONDS, run)


def freezes(service: Service) -> Job:
    """Windows whose deadline is over are frozen, once for each deadline; nothing is, without a signing key."""
    key: Path | None = service.settings.signing_key

    async def run() -> None:
        if key is None:
            return
        await freeze_due(service.store, service.store.snapshots, Signer.load(key), service.clock)

    return Job("freeze", FREEZE_SECONDS, run)


def milestones(service: Service) -> Job:
    """Lines crossed in other ways than by a batch are noticed too."""

    async def run() -> None:
        await sweep(service.store)

    return Job("milestones", SWEEP_SECONDS, run)


def days(service: Service) -> Job:
    """The first time after midnight, everyone's figures are stored as those of the day that ended."""

    async def run() -> None:
        await store_day(service.store, service.clock.today() - timedelta(days=1))

    return Job("days", DAY_SECONDS, run)
