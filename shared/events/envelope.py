"""The CloudEvents 1.0 envelope every event travels in (structured JSON, `application/cloudevents+json`)."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

CONTENT_TYPE = "application/cloudevents+json"


def to_millisecond(moment: datetime) -> datetime:
    """The moment in UTC, cut to the millisecond (what MongoDB keeps)."""
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


Instant = Annotated[AwareDatetime, AfterValidator(to_millisecond)]
"""A moment in UTC with millisecond precision."""


class Frozen(BaseModel):
    """Base of all that travels: immutable, unknown fields ignored (design §2)."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class EventData(Frozen):
    """What every event's `data` has."""

    version: int = Field(ge=1, description="1, 2, 3 … of this aggregate within its topic; counts events only.")


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


def time_after(previous: datetime | None, now: datetime) -> datetime:
    """The time of an aggregate's next event: now, but at least 1 ms after its previous one (design §2)."""
    now = to_millisecond(now)
    if previous is None:
        return now
    return max(now, to_millisecond(previous) + timedelta(milliseconds=1))
