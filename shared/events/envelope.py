"""The CloudEvents 1.0 envelope every event travels in (structured JSON, `application/cloudevents+json`)."""

from datetime import datetime, timedelta
from typing import Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.events.folding import Instant, Version, to_millisecond

__all__ = ["CONTENT_TYPE", "CloudEvent", "EventData", "Frozen", "Instant", "time_after", "to_millisecond"]

CONTENT_TYPE = "application/cloudevents+json"
LONGEST_ACT = 60


class Frozen(BaseModel):
    """Base of all that travels: immutable, unknown fields ignored (design §2)."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class EventData(Frozen):
    """What every event's `data` has."""

    version: Version = Field(description="1, 2, 3 … of this aggregate within its topic; counts events only.")


DataT = TypeVar("DataT", bound=EventData)


class CloudEvent(Frozen, Generic[DataT]):
    """One event. `subject` is the aggregate's id and the Kafka key."""

    specversion: Literal["1.0"] = "1.0"
    id: UUID = Field(description="UUIDv7; a repeat carries the same id.")
    source: str = Field(description="The service that published it, as `/submission`.")
    type: str = Field(description="`vn.sangkien.<thing>.<past tense>.v1`.")
    subject: str
    time: Instant
    datacontenttype: Literal["application/json"] = "application/json"
    traceparent: str | None = None
    data: DataT

    @property
    def act(self) -> str:
        """The past tense alone (`approved`), of whatever type it is."""
        return self.type.removesuffix(".v1").rsplit(".", 1)[-1][:LONGEST_ACT]


def time_after(previous: datetime | None, now: datetime) -> datetime:
    """The time of an aggregate's next event: now, but at least 1 ms after its previous one (design §2)."""
    now = to_millisecond(now)
    if previous is None:
        return now
    return max(now, to_millisecond(previous) + timedelta(milliseconds=1))
