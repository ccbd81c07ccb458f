"""What review does by the clock, one process at a time."""

from services.review.settings import ReviewSettings
from services.review.store import ReviewStore
from shared.runtime.held import Service
from shared.runtime.jobs import Job


def expire_claims(service: Service) -> Job:
    """Take away claims that ran out: nobody is bound by them any more, the queue should not show them."""
    store: ReviewStore = service.store
    settings: ReviewSettings = service.settings

    async def run() -> None:
        await store.expire_claims(await store.now())

    return Job("expire-claims", settings.expire_claims_seconds, run)


def place_again(service: Service) -> Job:
    """Place the cases that a moved unit or a changed deadline concerns."""
    store: ReviewStore = service.store
    settings: ReviewSettings = service.settings
    return Job("place-again", settings.place_again_seconds, store.place_again)
