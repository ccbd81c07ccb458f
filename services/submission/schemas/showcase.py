"""Bodies about the showcase."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from shared.web.schemas import RequestBody, ResponseBody


class ConsentIn(RequestBody):
    """The first author agrees to have it shown."""

    with_name: bool = Field(description="Whether their name is shown with it.")


class ShownOut(ResponseBody):
    """One initiative as everybody sees it."""

    id: UUID
    title: str
    summary: str
    unit: str
    unit_name: str | None
    kind: str
    level: str = Field(description="Of its highest approval.")
    decided_on: date = Field(description="The day of that approval.")
    shown_since: datetime
    author: str | None = Field(description="The first author's name, as they consented.")
