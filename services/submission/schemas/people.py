"""Bodies about cards and callers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.web.addresses import MailAddress
from shared.web.idempotency import TWIN
from shared.web.schemas import RequestBody, ResponseBody

Name = Annotated[str, Field(min_length=1, max_length=200)]
Phone = Annotated[str, Field(pattern=r"^\+?[0-9 .()-]{6,25}$")]
Number = Annotated[str, Field(min_length=1, max_length=50)]
Code = Annotated[str, Field(min_length=1, max_length=100)]
Tongue = Literal["vi", "en"]


class AuthorCardIn(RequestBody):
    """A card that a proxy, leader or administrator makes for someone of a unit."""

    name: Name
    email: MailAddress | None = None
    phone: Phone | None = None
    home_unit: Code
    member_number: Number | None = None
    language: Tongue = "vi"


class OwnCardIn(RequestBody):
    """What changes on one's own card; a field left out stays."""

    name: Name = ""
    email: MailAddress | None = None
    phone: Phone | None = None
    home_unit: Code = ""
    member_number: Number | None = None
    language: Tongue = "vi"


class ConfirmationIn(RequestBody):
    """Confirms the home unit; `same_as` names a card made by a proxy that is the same person's."""

    same_as: UUID | None = None


class CardOut(ResponseBody):
    """A card; of an erased one only the shell."""

    id: UUID
    revision: int
    version: int
    erased: bool = False
    account: bool
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    home_unit: str | None = None
    member_number: str | None = None
    language: str | None = None
    confirmed: bool = False
    leads: list[str] = Field(default_factory=list)
    possible_duplicate_of: UUID | None = Field(default=None, description=TWIN)


class GrantOut(ResponseBody):
    """A role over a unit and what stands below it."""

    role: str
    unit: str


class MeOut(ResponseBody):
    """The caller as this service knows them."""

    id: UUID
    name: str | None
    email: str | None = Field(description="As the token says.")
    email_verified: bool = Field(description="Whether the token says that it is theirs.")
    email_note: str | None = Field(description="What an address that is not verified is not used for.")
    home_unit: str | None
    card: CardOut | None
    grants: list[GrantOut]
