"""How a topic is declared: partitions, retention, what is on it. The deployment creates topics, a client never does."""

from dataclasses import dataclass, field
from enum import Enum

from shared.events.envelope import EventData

DAY_MS = 86_400_000
HOUR_MS = 3_600_000


class Kept(Enum):
    """How long a topic keeps its records, as Kafka topic settings."""

    FOR_EVER = "for ever"
    COMPACTED = "compacted"
    COMPACTED_SOON = "compacted within 24 h"
    THIRTY_DAYS = "30 days"

    @property
    def settings(self) -> dict[str, str]:
        """The topic settings that are compared at start."""
        return dict(_SETTINGS[self])


_SETTINGS: dict[Kept, dict[str, str]] = {
    Kept.FOR_EVER: {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"},
    Kept.COMPACTED: {"cleanup.policy": "compact", "delete.retention.ms": str(30 * DAY_MS)},
    Kept.COMPACTED_SOON: {
        "cleanup.policy": "compact",
        "delete.retention.ms": str(30 * DAY_MS),
        "segment.ms": str(HOUR_MS),
        "max.compaction.lag.ms": str(24 * HOUR_MS),
    },
    Kept.THIRTY_DAYS: {"cleanup.policy": "delete", "retention.ms": str(30 * DAY_MS)},
}


@dataclass(frozen=True, slots=True)
class Topic:
    """One Kafka topic and what its records mean."""

    name: str
    partitions: int
    kept: Kept
    data: type[EventData] | None = None
    source: str = ""
    types: tuple[str, ...] = field(default=())

    @property
    def is_compacted(self) -> bool:
        """Whether only the newest record of a key stays; such topics are written in transactions."""
        return self.kept in (Kept.COMPACTED, Kept.COMPACTED_SOON)


def dead_letters_of(service: str) -> Topic:
    """The topic on which a service sets aside what it can never apply."""
    return Topic(f"{service}.dead-letters", partitions=1, kept=Kept.THIRTY_DAYS)
