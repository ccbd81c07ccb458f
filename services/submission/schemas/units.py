"""Bodies about units."""

from typing import Annotated

from pydantic import AfterValidator, Field

from shared.reference import OWNERSHIPS, SECTORS
from shared.units import Level, Unit
from shared.web.addresses import MailAddress
from shared.web.known import known
from shared.web.schemas import RequestBody, ResponseBody

CODE = r"^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?$"
Code = Annotated[str, Field(pattern=CODE)]
Name = Annotated[str, Field(min_length=1, max_length=300)]
Sector = Annotated[str, AfterValidator(known(SECTORS))]
Ownership = Annotated[str, AfterValidator(known(OWNERSHIPS))]
Cluster = Annotated[str, Field(max_length=200, description="The units compared with each other.")]
Members = Annotated[int, Field(ge=0, le=100_000_000)]
OFFICE_EMAIL = "The unit's own, not a person's."


class UnitIn(RequestBody):
    """One unit as it shall stand."""

    name: Name
    level: Level
    parent: Code | None = None
    sector: Sector = "other"
    ownership: Ownership = "state"
    cluster: Cluster | None = None
    members: Members | None = None
    office_email: MailAddress | None = Field(default=None, description=OFFICE_EMAIL)
    closed: bool = False
    merged_into: Code | None = None

    def to_unit(self, code: str) -> Unit:
        """The unit under this code."""
        return Unit(code=code, **self.model_dump())


class UnitOut(ResponseBody):
    """One unit as it stands."""

    code: str
    name: str
    level: Level
    parent: str | None
    sector: str
    ownership: str
    cluster: str | None
    members: int | None
    office_email: str | None
    closed: bool
    merged_into: str | None
    version: int
    revision: int | None = None


class UnitNameOut(ResponseBody):
    """A unit by code and name."""

    code: str
    name: str


class UnitListedOut(UnitOut):
    """A unit in a list, with the units above it, highest first."""

    path: list[UnitNameOut]


class UnitPlaceOut(ResponseBody):
    """What of a unit is told without a token; `path` are the units above it, highest first."""

    code: str
    name: str
    path: list[UnitNameOut]
    level: Level


class UnitPageOut(ResponseBody):
    """Units by code, or what a search found."""

    items: list[UnitListedOut | UnitPlaceOut]
    next: str | None = None
