"""What notify does by the clock."""

from dataclasses import replace
from datetime import timedelta

from services.notify.announcing import AGAIN_AFTER, announce
from services.notify.domain import delivery
from services.notify.domain.messages import Message
from services.notify.store import NotifyStore
from services.notify.surroundings import office_of
from shared.runtime.clock import Clock
from shared.runtime.held import Service
from shared.runtime.jobs import Job, each

SWEEP_SECONDS = 10.0
PATHS_SECONDS = 1.0
ANNOUNCE_SECONDS = 1.0
SLACK_SECONDS = 60.0
_AT_ONCE = 500
_NO_OFFICE = timedelta(days=1)


def hand_over(service: Service) -> Job:
    """Messages nobody could be reached for go to their unit's office."""

    async def run() -> None:
        await hand_over_overdue(service.store, service.clock)

    return Job("hand-over", SWEEP_SECONDS, run)


def mend_times(service: Service) -> Job:
    """What a clock that was ahead put off for too long is due now."""
    settings = service.settings
    longest = max(
        settings.hold_seconds, settings.retry_longest_seconds, settings.lease_seconds, AGAIN_AFTER.total_seconds()
    )

    async def run() -> None:
        now = service.clock.now()
        await service.store.mend_times(now, now + timedelta(seconds=longest + SLACK_SECONDS))

    return Job("mend-times", SWEEP_SECONDS, run)


def paths(service: Service) -> Job:
    """Messages are found below whatever their unit hangs under by now."""

    async def run() -> None:
        await service.store.follow_tree()

    return Job("paths", PATHS_SECONDS, run)


def give_up_held(service: Service) -> Job:
    """What was held after a restore and released without mail is not mailed, also what is read only later."""

    async def run() -> None:
        await service.store.give_up_held()

    return Job("give-up-held", SWEEP_SECONDS, run)


def milestones(service: Service) -> Job:
    """Leaders are told of their unit's milestones."""
    wait = timedelta(days=service.settings.office_after_days)

    async def run() -> None:
        await announce(service.store, service.clock.now(), wait)

    return Job("milestones", ANNOUNCE_SECONDS, run)


async def hand_over_overdue(store: NotifyStore, clock: Clock) -> int:
    """Hand over what waited too long; what has no office to go to is looked at again a day later."""
    now = clock.now()
    tree = await store.tree()
    overdue = await store.overdue_contacts(now, _AT_ONCE)

    async def one(message: Message) -> None:
        contact = await store.contact(message.person_id)
        if not contact.erased and not contact.email and office_of(message.unit, tree) is None:
            await store.replace(replace(message, due_at=now + _NO_OFFICE))
        else:
            await store.replace(delivery.handed_over(message, contact, now))

    await each(overdue, one, name=lambda message: message.id)
    return len(overdue)
