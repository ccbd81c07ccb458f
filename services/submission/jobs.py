"""What submission does by the clock."""

from uuid import UUID

from services.submission.appointing import sweep
from services.submission.domain.acts import relinked
from services.submission.domain.erasing import forgotten
from services.submission.domain.initiative import Change, Initiative
from services.submission.receipting import give_receipts
from services.submission.store import Store
from services.submission.tree_changes import make_due
from shared.runtime.held import Service
from shared.runtime.jobs import Job

TREE_SECONDS = 2.0
PATHS_SECONDS = 1.0
SPELLING_SECONDS = 3600.0
LINKS_SECONDS = 5.0
RECEIPTS_SECONDS = 10.0
ERASURES_SECONDS = 5.0
APPOINTMENTS_SECONDS = 5.0


def tree_changes(service: Service) -> Job:
    """Changes of the tree are made when their day begins."""

    async def run() -> None:
        await make_due(service.store, service.clock.today(), service.clock.now())

    return Job("tree-changes", TREE_SECONDS, run)


def appointments(service: Service) -> Job:
    """What has ended by the clock is dropped, and cards say who leads since; nothing waits for it to be in force."""

    async def run() -> None:
        await sweep(service.store, service.clock.now())

    return Job("appointments", APPOINTMENTS_SECONDS, run)


def paths(service: Service) -> Job:
    """What belongs to a unit is found below whatever the unit hangs under by now."""

    async def run() -> None:
        await service.store.follow_tree()

    return Job("paths", PATHS_SECONDS, run)


def spelling(service: Service) -> Job:
    """What is searched by is renewed in documents that an earlier version wrote: once, then it is noted as done."""

    async def run() -> None:
        await service.store.renew_spelling()

    return Job("spelling", SPELLING_SECONDS, run)


def links(service: Service) -> Job:
    """Whoever was entered under a card while it was being linked is put under their account."""
    store: Store = service.store

    async def run() -> None:
        now = service.clock.now()

        def relink(initiative: Initiative, card: UUID, account: UUID) -> Change:
            return relinked(initiative, card, account, now)

        await store.cards.follow_links(now, relink)

    return Job("links", LINKS_SECONDS, run)


def receipts(service: Service) -> Job:
    """Initiatives from before there were receipts, or that a restore brought back without theirs, get one."""
    key: bytes = service.settings.receipt_secret

    async def run() -> None:
        await give_receipts(service.store, key, service.clock.now)

    return Job("receipts", RECEIPTS_SECONDS, run)


def erasures(service: Service) -> Job:
    """What was somebody's alone goes with them, though it is kept elsewhere than their card."""

    async def run() -> None:
        await service.store.follow_erasures(service.clock.now(), forgotten)

    return Job("erasures", ERASURES_SECONDS, run)
