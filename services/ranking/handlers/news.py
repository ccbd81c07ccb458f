"""A batch's records in ranking's own terms: of each initiative, unit, programme and target the newest alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.ranking.domain.facts import Judgement, Submission
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.targets import Target
from shared.events import DECISIONS, PROGRAMMES, SUBMISSIONS, TARGETS, UNITS
from shared.events.reading import Tombstone
from shared.events.topics import Topic
from shared.messaging.consumer import Batch, Record
from shared.units import Unit


class Arrived:
    """What a batch says. Older versions in the same batch are passed over: state travels with the event."""

    def __init__(self, batch: Batch) -> None:
        self.submissions: dict[str, Submission] = {
            key: Submission.of(data) for key, data in _newest(batch, SUBMISSIONS).items()
        }
        self.judgements: dict[str, Judgement] = {
            key: Judgement.of(data) for key, data in _newest(batch, DECISIONS).items()
        }
        self.moments: dict[str, datetime] = _latest(batch.of(SUBMISSIONS)) | _latest(batch.of(DECISIONS))
        """When the newest event about each initiative was made; of a decision, if there is any."""
        self.units: list[Unit] = [data.to_unit() for data in _newest(batch, UNITS).values()]
        self.programmes: list[ScoringProgramme] = [
            ScoringProgramme.of(data) for data in _newest(batch, PROGRAMMES).values()
        ]
        self.targets: list[Target] = [Target.told(data) for data in _newest(batch, TARGETS).values()]

    @property
    def initiatives(self) -> tuple[str, ...]:
        """Every initiative something was said about."""
        return tuple(dict.fromkeys((*self.submissions, *self.judgements)))


def _latest(records: Iterable[Record]) -> dict[str, datetime]:
    latest: dict[str, datetime] = {}
    for record in records:
        if not isinstance(record.event, Tombstone):
            latest[record.key] = max(record.event.time, latest.get(record.key, record.event.time))
    return latest


def _newest(batch: Batch, topic: Topic) -> dict[str, Any]:
    newest: dict[str, Any] = {}
    for key, data in _states(batch.of(topic)):
        if key not in newest or data.version > newest[key].version:
            newest[key] = data
    return newest


def _states(records: Iterable[Record]) -> Iterable[tuple[str, Any]]:
    for record in records:
        if not isinstance(record.event, Tombstone):
            yield record.key, record.event.data
