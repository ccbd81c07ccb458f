"""Topic `appointments`: all that one person is appointed to, published by submission. The key is the person's id."""

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.events.envelope import EventData, Frozen
from shared.events.folding import Code, Instant, Word, no_longer_than
from shared.events.topics import Kept, Topic

APPOINTMENTS_CHANGED = "vn.sangkien.appointments.changed.v1"


class Appointment(Frozen):
    """A role within one unit and everything below it, for a while. Roles of later versions are passed over."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    id: UUID
    role: Word
    unit: Code
    programme: Code | None = Field(default=None, description="The one programme it is for; None: all.")
    starts_at: Instant = Field(alias="from")
    until: Instant | None = Field(default=None, description="The first moment it no longer holds.")
    deputy_for: UUID | None = Field(default=None, description="The leader in whose place the holder acts.")


Appointments = Annotated[tuple[Appointment, ...], no_longer_than(1000)]
"""Five times what any API takes for one person."""


class AppointmentsData(EventData):
    """Every appointment in force or planned, none left out. A null record erases the person."""

    id: UUID
    appointments: Appointments = ()


APPOINTMENTS = Topic(
    "sangkien.appointments.v1",
    partitions=1,
    kept=Kept.COMPACTED,
    data=AppointmentsData,
    source="/submission",
    types=(APPOINTMENTS_CHANGED,),
)
