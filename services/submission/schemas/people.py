"""Bodies about cards and callers."""

import unicodedata
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, AfterValidator, Field

from shared.appointments.me import CallerOut
from shared.refusals import Complaint
from shared.text import same_key
from shared.web.addresses import MailAddress
from shared.web.complaints import bad_value
from shared.web.idempotency import TWIN
from shared.web.schemas import Changes, RequestBody, ResponseBody

Name = Annotated[str, Field(min_length=1, max_length=200)]
Phone = Annotated[str, Field(max_length=25, pattern=r"^\+?(?:[ .()-]*[0-9]){6,15}[ .()-]*$")]
Code = Annotated[str, Field(min_length=1, max_length=100)]
Tongue = Literal["vi", "en", "zh", "ko", "ja"]
_NOT_LATIN = Complaint(
    "not-latin",
    "Chỉ dùng chữ cái Latinh, chữ số 0-9 và dấu, ví dụ 0123-CĐ.",
    "Use Latin letters, figures 0-9 and punctuation, as 0123-CĐ.",
)


def _latin(number: str) -> str:
    """Letters of other scripts look like Latin ones and are others: a number has none."""
    if not all(letter.isascii() or unicodedata.name(letter, "").startswith("LATIN ") for letter in same_key(number)):
        raise bad_value(_NOT_LATIN)
    return number


Number = Annotated[str, Field(min_length=1, max_length=50), AfterValidator(_latin)]


class AuthorCardIn(RequestBody):
    """A card that a proxy, leader or administrator makes for someone of a unit."""

    name: Name
    email: MailAddress | None = None
    phone: Phone | None = None
    home_unit: Code
    member_number: Number | None = None
    language: Tongue = "vi"


class OwnCardIn(Changes):
    """What changes on one's own card; a field left out stays, an optional one given as null is emptied."""

    name: Name | MISSING = MISSING
    email: MailAddress | MISSING | None = MISSING
    phone: Phone | MISSING | None = MISSING
    home_unit: Code | MISSING = MISSING
    member_number: Number | MISSING | None = MISSING
    language: Tongue | MISSING = MISSING


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


class MeOut(CallerOut):
    """The caller as this service knows them, with their card."""

    name: str | None
    email: str | None = Field(description="As the token says.")
    email_verified: bool = Field(description="Whether the token says that it is theirs.")
    email_note: str | None = Field(description="What an address that is not verified is not used for.")
    home_unit: str | None
    card: CardOut | None
