"""Bodies about initiatives."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import MISSING, AfterValidator, Field

from shared.reference import KINDS
from shared.web.free_text import FreeText
from shared.web.idempotency import TWIN
from shared.web.known import known
from shared.web.schemas import Changes, RequestBody, ResponseBody, Vnd, seen
from shared.web.values import Day, Moment

Kind = Annotated[str, AfterValidator(known(KINDS))]
Code = Annotated[str, Field(min_length=1, max_length=100)]
FieldOfWork = Annotated[FreeText, Field(min_length=1, max_length=100, description="The field of work, in words.")]
Title = Annotated[FreeText, Field(min_length=3, max_length=300), seen(3)]
Summary = Annotated[FreeText, Field(min_length=3, max_length=1000), seen(3)]
Description = Annotated[FreeText, Field(max_length=20_000)]


BLIND = "None to whoever judges, before they have, where the programme's review is blind."


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


class AmendmentIn(Changes):
    """What changes; a field left out stays, an optional one given as null is emptied."""

    programme: Code | MISSING = MISSING
    unit: Code | MISSING = MISSING
    kind: Kind | MISSING = MISSING
    field: FieldOfWork | MISSING = MISSING
    title: Title | MISSING = MISSING
    summary: Summary | MISSING = MISSING
    description: Description | MISSING | None = MISSING
    first_applied_on: Day | MISSING | None = MISSING
    claimed_benefit_vnd: Vnd | MISSING | None = MISSING
    confidential: bool | MISSING = MISSING
    authors: Authors | MISSING = MISSING


class CorrectionIn(Changes):
    """What a reclassification sets right; what is left out stays."""

    unit: Code | MISSING = MISSING
    kind: Kind | MISSING = MISSING
    authors: Authors | MISSING = MISSING


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
    supplement: int | None = Field(default=None, description="What was added by then, of a decision what it looked at.")


class ShowcaseOut(ResponseBody):
    """That it was proposed for the showcase, and since when everybody sees it there."""

    proposed_at: datetime
    shown_since: datetime | None = Field(description="None until its first author consents.")
    with_name: bool


class InitiativeOut(ResponseBody):
    """An initiative; description and timeline are in the answer about one, for those who may read them."""

    id: UUID
    revision: int
    version: int
    content_version: int
    supplement: int = Field(description="Counts what was added since it was submitted.")
    sections: list[str] = Field(description="Codes of the dossier's sections that are there.")
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
    authors: list[AuthorOut] | None = Field(description=BLIND)
    entered_by: UUID | None = Field(description=BLIND)
    created_at: datetime
    first_submitted_at: datetime | None
    registered_at: datetime | None
    imported: bool
    showcase: ShowcaseOut | None = None
    receipt: str | None = Field(default=None, description="Its receipt's code, for its people.")
    verified_benefit_vnd: int | None
    timeline: list[ActOut] | None = None
    earlier_lines: int | None = Field(default=None, description="Of the timeline, which made room for newer ones.")
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
    authors: list[AuthorOut] | None = Field(description=BLIND)


class VersionsOut(ResponseBody):
    """Every version that was submitted, the newest first."""

    items: list[VersionOut]


class NamedAuthorOut(AuthorOut):
    """One author with the name their card has now."""

    name: str | None = Field(description="None once they had themselves erased.")
    home_unit_name: str | None


class AuthorsOut(ResponseBody):
    """The authors of what was submitted last, the first one first."""

    items: list[NamedAuthorOut] | None = Field(description=BLIND)
