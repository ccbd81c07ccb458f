"""What a form or a page is shown of a programme, also to whoever is not signed in."""

from datetime import date

from services.submission.schemas.units import UnitNameOut, UnitPlaceOut
from shared.events.envelope import Instant
from shared.events.programmes import Peak, Phase
from shared.units import Level
from shared.web.schemas import ResponseBody


class ProgrammePlainOut(ResponseBody):
    """What of a public programme is told without a token."""

    id: str
    name: str
    slogan: str | None
    root_unit: UnitNameOut
    starts_on: date
    ends_on: date
    submit_until: Instant
    correct_until: Instant
    decide_until: Instant
    phases: list[Phase]
    peaks: list[Peak]
    public: bool
    form_public: bool
    version: int


class SentenceOut(ResponseBody):
    """A code and what it says in both languages."""

    code: str
    vi: str
    en: str


class FieldOfWorkOut(ResponseBody):
    """A field of work to suggest; what is sent is the Vietnamese name, or other words."""

    vi: str
    en: str
    sectors: list[str]


class FormSectionOut(ResponseBody):
    """A part of the dossier that may be added after submission."""

    code: str
    name: str
    needed_before: Level | None


class FormUnitOut(UnitPlaceOut):
    """The unit a form is for."""

    sector: str
    closed: bool


class FormOut(ResponseBody):
    """All that the form of a programme needs; `closed_because` says why nothing can be sent now."""

    programme: ProgrammePlainOut
    unit: FormUnitOut | None
    merged: UnitNameOut | None
    open: bool
    closed_because: SentenceOut | None
    kinds: list[SentenceOut]
    fields: list[FieldOfWorkOut]
    sections: list[FormSectionOut]
