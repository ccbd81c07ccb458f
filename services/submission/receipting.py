"""Receipts' codes of initiatives from before there were any: given once, published once, nothing else changed."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from services.submission.domain.initiative import Initiative, receipted
from services.submission.domain.refusals import ReceiptTaken
from services.submission.store import Store
from shared import receipts
from shared.refusals import Stale
from shared.runtime.jobs import each

AT_ONCE = 200
MOST_A_TURN = 5_000
"""So that the relay, which has everybody's events to publish, is not kept from them for long."""
TRIES = 5
"""Codes of one initiative that others may have before it is given up for now."""


def codes(key: bytes, id_: UUID) -> Iterator[str]:
    """The codes an initiative may have, in the order in which they are tried."""
    return (receipts.make(key, id_, counter) for counter in range(TRIES))


async def give_receipts(store: Store, key: bytes, now: Callable[[], datetime]) -> None:
    """One turn. Whoever is written meanwhile, by a request or by another process, has theirs in the next."""

    async def give(initiative: Initiative) -> None:
        for code in codes(key, initiative.id):
            with suppress(ReceiptTaken, Stale):
                await store.initiatives.save(receipted(initiative, code, now()))
                return

    await each(_without(store), give, name=lambda initiative: initiative.id)


async def _without(store: Store) -> AsyncIterator[Initiative]:
    after: UUID | None = None
    for _ in range(MOST_A_TURN // AT_ONCE):
        found = await store.initiatives.without_receipt(after, AT_ONCE)
        for initiative in found:
            yield initiative
        if len(found) < AT_ONCE:
            return
        after = found[-1].id
