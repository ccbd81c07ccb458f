"""What ranking does by the clock."""

from services.ranking.recompute import recompute
from shared.runtime.held import Service
from shared.runtime.jobs import Job

RECOMPUTE_SECONDS = 0.5


def recomputes(service: Service) -> Job:
    """A programme that scores otherwise than before gets new cells."""

    async def run() -> None:
        await recompute(service.store)

    return Job("recompute", RECOMPUTE_SECONDS, run)
