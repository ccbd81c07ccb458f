"""Bodies about what is added after submission."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.web.free_text import FreeText
from shared.web.schemas import RequestBody, ResponseBody

Text = Annotated[FreeText, Field(min_length=1, max_length=20_000)]


class SupplementIn(RequestBody):
    """The whole text of a section, in place of what it said."""

    text: Text


class SupplementOut(ResponseBody):
    """One text that was added: the newest of its section by then."""

    number: int
    section: str
    name: str | None = Field(description="As the programme calls the section.")
    text: str | None = Field(description="None once it was erased with its author.")
    by: UUID | None = Field(description="None to whoever may not know the authors.")
    at: datetime
    content_version: int


class SectionOut(ResponseBody):
    """A section of the programme's dossiers, and how it stands with this one."""

    code: str
    name: str
    needed_before: str | None
    given: bool
    asked: bool = Field(description="Whether the level it was recommended to looks at nothing without it.")


class SupplementsOut(ResponseBody):
    """What was added up to the supplement `at`, and the description as it was then."""

    initiative_id: UUID
    content_version: int
    supplement: int = Field(description="The present one.")
    at: int
    description: str | None
    items: list[SupplementOut]
    sections: list[SectionOut]
