"""The lists of known values, with their names in the reader's language."""

from shared.units import Level
from shared.web.schemas import ResponseBody


class NamedCodeOut(ResponseBody):
    """A known value: what is sent, and what it is called."""

    code: str
    name: str


class ReferenceOut(ResponseBody):
    """What the services know by code; `fields` are suggestions."""

    kinds: list[NamedCodeOut]
    fields: list[str]
    sectors: list[NamedCodeOut]
    ownerships: list[NamedCodeOut]
    reasons: list[NamedCodeOut]
    reward_forms: list[NamedCodeOut]
    levels: list[Level]
