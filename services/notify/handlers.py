"""What notify does with events: sort a batch into news, and let the domain say what follows."""

import secrets
from datetime import timedelta
from uuid import UUID

from services.notify.domain.absorb import BatchNews, Erasure, Making, absorb
from services.notify.settings import NotifySettings
from services.notify.store import NotifyStore
from shared.events import AUTHORS, DECISIONS, MILESTONES, PROGRAMMES, SUBMISSIONS, UNITS
from shared.events.authors import AuthorData
from shared.events.decisions import DecisionData
from shared.events.milestones import MilestoneData
from shared.events.programmes import ProgrammeData
from shared.events.reading import Tombstone
from shared.events.submissions import SubmissionData
from shared.events.units import UnitData
from shared.messaging.consumer import Batch, Consumer, Record
from shared.messaging.dead_letters import InvalidRecord
from shared.runtime.clock import Clock
from shared.runtime.held import Service

GROUP = "notify"
TOPICS = (SUBMISSIONS, DECISIONS, AUTHORS, UNITS, PROGRAMMES, MILESTONES)
CODE_BYTES = 16
"""128 random bits in a certificate's code: nobody guesses one."""


def consumer(service: Service) -> Consumer:
    """The one group of notify."""
    handler = Handler(service.store, service.settings, service.clock)
    return Consumer(GROUP, TOPICS, handler.apply, pace=0.2)


class Handler:
    """Applies batches to the store."""

    def __init__(self, store: NotifyStore, settings: NotifySettings, clock: Clock) -> None:
        self._store = store
        self._hold = timedelta(seconds=settings.hold_seconds)
        self._clock = clock

    async def apply(self, batch: Batch) -> None:
        """One transaction a batch."""
        news = to_news(batch)
        making = Making(self._clock.now(), self._hold, lambda: secrets.token_urlsafe(CODE_BYTES))
        await self._store.change(news, lambda known: absorb(news, known, making), batch.seal)


def to_news(batch: Batch) -> BatchNews:
    """The batch sorted by what it tells of. An unknown type is taken for the state it carries (design §2)."""
    return BatchNews(
        faces=tuple(
            (_id(record), record.event.data)
            for record in batch.of(SUBMISSIONS)
            if not isinstance(record.event, Tombstone) and isinstance(record.event.data, SubmissionData)
        ),
        decisions=tuple(
            (_id(record), record.event.data, record.event.time)
            for record in batch.of(DECISIONS)
            if not isinstance(record.event, Tombstone) and isinstance(record.event.data, DecisionData)
        ),
        cards=tuple((_id(record), card) for record in batch.of(AUTHORS) if (card := _card(record)) is not None),
        units=tuple(data for record in batch.of(UNITS) if isinstance(data := _data(record), UnitData)),
        programmes=tuple(data for record in batch.of(PROGRAMMES) if isinstance(data := _data(record), ProgrammeData)),
        milestones=tuple(
            (_id(record), record.event.data, record.event.time)
            for record in batch.of(MILESTONES)
            if not isinstance(record.event, Tombstone) and isinstance(record.event.data, MilestoneData)
        ),
    )


def _card(record: Record) -> AuthorData | Erasure | None:
    if isinstance(record.event, Tombstone):
        return Erasure(record.event.version)
    data = record.event.data
    return data if isinstance(data, AuthorData) else None


def _data(record: Record) -> object:
    return None if isinstance(record.event, Tombstone) else record.event.data


def _id(record: Record) -> UUID:
    try:
        return UUID(record.key)
    except ValueError as error:
        raise InvalidRecord(record, "the key is not an id") from error
