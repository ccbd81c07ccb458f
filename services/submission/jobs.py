"""What submission does by the clock."""

from services.submission.tree_changes import make_due
from shared.runtime.held import Service
from shared.runtime.jobs import Job

TREE_SECONDS = 2.0
SPELLING_SECONDS = 3600.0


def tree_changes(service: Service) -> Job:
    """Changes of the tree are made when their day begins."""

    async def run() -> None:
        await make_due(service.store, service.clock.today(), service.clock.now())

    return Job("tree-changes", TREE_SECONDS, run)


def spelling(service: Service) -> Job:
    """What is searched by is renewed in documents that an earlier version wrote: once, then it is noted as done."""

    async def run() -> None:
        await service.store.renew_spelling()

    return Job("spelling", SPELLING_SECONDS, run)
