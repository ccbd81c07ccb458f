"""Bodies about appointments."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, AfterValidator, ConfigDict, Field

from services.submission.domain.appointments.appointing import ROLES
from shared.web.known import known
from shared.web.schemas import Changes, RequestBody, ResponseBody
from shared.web.values import Moment

Role = Annotated[str, AfterValidator(known(tuple(role.value for role in ROLES)))]
Programme = Annotated[str, Field(min_length=1, max_length=100, description="The one programme it is for; none: all.")]
Through = Literal["own", "merged", "above"]
UNTIL = "The first moment it no longer holds; none: until it is ended."


class AppointmentIn(RequestBody):
    """Appoints whoever a card of the unit names; as the caller's own deputy, to the caller's own role."""

    model_config = ConfigDict(validate_by_name=False, validate_by_alias=True)

    card: UUID
    role: Role
    programme: Programme | None = None
    starts_at: Moment | None = Field(default=None, alias="from", description="Now, when left out.")
    until: Moment | None = Field(default=None, description=UNTIL)
    deputy: bool = Field(default=False, description="In the caller's place, until a moment that must be given.")


class TermIn(Changes):
    """What changes of an appointment's term; `until` given as null leaves it without an end."""

    model_config = ConfigDict(validate_by_name=False, validate_by_alias=True)

    starts_at: Moment | MISSING = Field(default=MISSING, alias="from")
    until: Moment | MISSING | None = Field(default=MISSING, description=UNTIL)


class AppointmentOut(ResponseBody):
    """One appointment. `revision` is its person's: what a change of it has to name."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    id: UUID
    person: UUID
    role: str
    unit: str
    programme: str | None
    starts_at: datetime = Field(alias="from")
    until: datetime | None
    deputy_for: UUID | None
    revision: int


class ListedAppointmentOut(AppointmentOut):
    """One of those that say who may do what in a unit."""

    name: str | None = Field(description="As the card says; null without one.")
    deputy_for_name: str | None
    in_force: bool = Field(description="False of one that is planned.")
    through: Through = Field(description="The unit's own, of one merged into it (covers nothing), or of one above.")
