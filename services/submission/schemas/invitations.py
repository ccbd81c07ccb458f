"""Bodies about invitations."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.submission.schemas.appointments import UNTIL, Programme, Role
from shared.web.addresses import MailAddress
from shared.web.schemas import RequestBody, ResponseBody
from shared.web.values import Moment

State = Literal["open", "expired", "accepted", "confirmed", "taken-back"]
Secret = Annotated[str, Field(min_length=20, max_length=64, pattern="^[A-Za-z0-9_-]+$")]
TOLD_ONCE = (
    "What opens it, told once: give it on in a letter, or behind the # of an address, which no server is sent. "
    "Null in the answer to a repeat."
)


class InvitationIn(RequestBody):
    """Invites somebody to be appointed on a unit."""

    role: Role
    programme: Programme | None = None
    until: Moment | None = Field(default=None, description=UNTIL)
    email: MailAddress | None = Field(default=None, description="Of the only one who may accept it, verified.")


class AuthorInvitationIn(RequestBody):
    """Invites somebody to become an author, with a share off the first author's."""

    share: int = Field(ge=1, le=99, description="In percent.")
    email: MailAddress | None = Field(default=None, description="Of the only one who may accept it, verified.")


class AcceptanceIn(RequestBody):
    """Accepts the invitation that the secret opens."""

    secret: Secret


class AcceptedByOut(ResponseBody):
    """Who accepted, as their token named them."""

    person: UUID
    name: str | None
    email: str | None = Field(description="Verified by who signed them in.")
    at: datetime


class InvitationOut(ResponseBody):
    """An invitation to be appointed; `email` is of whom it is for."""

    id: UUID
    unit: str
    role: str
    programme: str | None
    until: datetime | None
    email: str | None
    invited_by: UUID
    created_at: datetime
    expires_at: datetime
    state: State
    accepted: AcceptedByOut | None
    revision: int
    secret: str | None = Field(default=None, description=TOLD_ONCE)


class AuthorInvitationOut(ResponseBody):
    """An invitation to become an author."""

    id: UUID
    initiative: UUID
    share: int
    email: str | None
    created_at: datetime
    expires_at: datetime
    state: State
    revision: int
    secret: str | None = Field(default=None, description=TOLD_ONCE)


class AcceptedOut(ResponseBody):
    """What the caller accepted: `confirmed` is in force, `accepted` waits for whoever invites to confirm."""

    id: UUID
    state: State
    unit: str | None
    role: str | None
    initiative: UUID | None
    share: int | None
