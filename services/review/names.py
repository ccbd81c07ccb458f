"""Names of those who acted on cases, kept apart from the cases, and forgotten with whoever has themselves erased."""

from uuid import UUID

from services.review.store import ReviewStore
from shared.events.authors import AUTHORS
from shared.events.reading import Tombstone
from shared.messaging.consumer import Batch, Consumer
from shared.messaging.dead_letters import InvalidRecord
from shared.runtime.held import Service

GROUP = "review-names"


def consumer(service: Service) -> Consumer:
    """A group of its own: cards, which it passes over, hold no case up."""

    async def apply(batch: Batch) -> None:
        await forget_erased(service.store, batch)

    return Consumer(GROUP, (AUTHORS,), apply)


async def forget_erased(store: ReviewStore, batch: Batch) -> None:
    """Of everybody whose card was erased the name is forgotten; a repeat finds nothing."""
    erased: list[UUID] = []
    for record in batch.of(AUTHORS):
        if isinstance(record.event, Tombstone):
            try:
                erased.append(UUID(record.key))
            except ValueError as error:
                raise InvalidRecord(record, "the key is not a person's id") from error
    await store.forget_names(erased, seal=batch.seal)
