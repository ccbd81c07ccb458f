"""What ranking does by the clock."""

import contextlib

from services.ranking.recount import recompute
from shared.messaging.consumer import Paused
from shared.runtime.held import Service
from shared.runtime.jobs import Job

RECOMPUTE_SECONDS = 0.5


def recomputes(service: Service) -> Job:
    """A programme that scores otherwise than before gets new cells."""

    async def run() -> None:
        with contextlib.suppress(Paused):  # the log is being read anew, and the newest policy with it
            await recompute(service.store)

    return Job("recompute", RECOMPUTE_SECONDS, run)
