"""Bodies about initiatives."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from services.submission.schemas.lists import known
from shared.reference import KINDS
from shared.web.free_text import FreeText
from shared.web.idempotency import TWIN
from shared.web.schemas import RequestBody, ResponseBody, Vnd, seen
from shared.web.values import Day, Moment

Kind = Annotated[str, AfterValidator(known(KINDS))]
Code = Annotated[str, Field(min_length=1, max_length=100)]
FieldOfWork = Annotated[FreeText, Field(min_length=1, max_length=100, description="The field of work, in words.")]
Title = Annotated[FreeText, Field(min_length=3, max_length=300), seen(3)]
Summary = Annotated[FreeText, Field(min_length=3, max_length=1000), seen(3)]
Description = Annotated[FreeText, Field(max_length=20_000)]


class AuthorIn(RequestBody):
    """One author and their share, in percent."""

    id: UUID
    share: int = Field(ge=1, le=100)


Authors = Annotated[list[AuthorIn], Field(max_length=1000)]


class InitiativeIn(RequestBody):
    """A new initiative. Without `authors` it is the caller's alone."""

    programme: Code
    unit: Code
    kind: Kind
    field: FieldOfWork
    title: Title
    summary: Summary
    description: Description | None = None
    first_applied_on: Day | None = None
    claimed_benefit_vnd: Vnd | None = Field(default=None, description="First 12 months, VND.")
    confidential: bool = False
    authors: Authors | None = None
    submit: bool = Field(default=False, description="Hand it to the reviewers in the same write.")
    registered_at: Moment | None = Field(default=None, description="An earlier registration (grant import).")


class AmendmentIn(RequestBody):
    """What changes; a field left out stays, an optional one given as null is emptied."""

    programme: Code = ""
    unit: Code = ""
    kind: Kind = ""
    field: FieldOfWork = ""
    title: Title = ""
    summary: Summary = ""
    description: Description | None = None
    first_applied_on: Day | None = None
    claimed_benefit_vnd: Vnd | None = None
    confidential: bool = False
    authors: Authors = Field(default_factory=list)

    def changes(self) -> dict[str, Any]:
        """The fields that were given, authors aside."""
        return {name: getattr(self, name) for name in self.model_fields_set - {"authors"}}


class CorrectionIn(RequestBody):
    """What a reclassification sets right."""

    unit: Code | None = None
    kind: Kind | None = None
    authors: Authors | None = None


class AuthorOut(ResponseBody):
    """One author as the initiative names them."""

    id: UUID
    share: int
    home_unit: str


class ReasonOut(ResponseBody):
    """A reason with its text in the caller's language."""

    code: str
    text: str


class ActOut(ResponseBody):
    """One line of the timeline; a reviewer is never named."""

    kind: str
    at: datetime
    content_version: int
    unit: str | None = None
    reasons: list[ReasonOut] = Field(default_factory=list)
    comment: str | None = None


class InitiativeOut(ResponseBody):
    """An initiative; description and timeline are in the answer about one, for those who may read them."""

    id: UUID
    revision: int
    version: int
    content_version: int
    state: str
    status: str
    programme: str
    unit: str
    sector: str
    ownership: str
    kind: str
    field: str
    title: str
    summary: str
    description: str | None = None
    first_applied_on: date | None
    claimed_benefit_vnd: int | None
    confidential: bool
    authors: list[AuthorOut]
    entered_by: UUID
    created_at: datetime
    first_submitted_at: datetime | None
    registered_at: datetime | None
    imported: bool
    verified_benefit_vnd: int | None
    timeline: list[ActOut] | None = None
    possible_duplicate_of: UUID | None = Field(default=None, description=TWIN)


class VersionOut(ResponseBody):
    """One submitted version, with the description."""

    initiative_id: UUID
    content_version: int
    submitted_at: datetime
    programme: str
    unit: str
    kind: str
    field: str
    title: str
    summary: str
    description: str | None
    first_applied_on: date | None
    claimed_benefit_vnd: int | None
    confidential: bool
    authors: list[AuthorOut]
