"""Bodies about programmes, their scoring policy and targets."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from services.submission.schemas.forms import ProgrammePlainOut
from services.submission.schemas.units import Code
from shared.events.envelope import Instant
from shared.events.programmes import Peak, Phase, ProgrammeData, Section
from shared.units import Level
from shared.web.policies import MOST_PEAKS, PolicyIn
from shared.web.schemas import RequestBody, ResponseBody
from shared.web.values import Day, Moment


class PhaseIn(RequestBody):
    """A part of the programme, both days included."""

    code: str = Field(pattern=r"^P[1-9]$")
    name: str = Field(default="", max_length=200)
    starts_on: Day
    ends_on: Day


class PeakIn(RequestBody):
    """A named peak window, both days included."""

    name: str = Field(min_length=1, max_length=100)
    starts_on: Day
    ends_on: Day


class SectionIn(RequestBody):
    """A part of the dossier that is added after submission."""

    code: Code
    name: str = Field(min_length=1, max_length=200)
    needed_before: Level | None = Field(default=None, description="The level that looks at nothing without it.")


class ProgrammeIn(RequestBody):
    """One programme as it shall stand."""

    name: str = Field(min_length=1, max_length=300)
    root_unit: Code
    starts_on: Day
    ends_on: Day
    submit_until: Moment
    correct_until: Moment
    decide_until: Moment
    import_until: Moment | None = None
    decision_days: int = Field(default=15, ge=0, le=365)
    phases: list[PhaseIn] = Field(default=[], max_length=9)
    peaks: list[PeakIn] = Field(default=[], max_length=MOST_PEAKS)
    public: bool = True
    target_basis: Literal["registered", "approved"] = "registered"
    form_public: bool = Field(default=True, description="Whether its form is shown to whoever opens it.")
    slogan: str | None = Field(default=None, min_length=1, max_length=200)
    sections: list[SectionIn] = Field(default=[], max_length=20)
    blind_review: bool = Field(default=False, description="Reviewers see no author's name before they decide.")
    council: bool = Field(default=False, description="A council concludes in place of one reviewer.")
    separate_confirmation: bool = Field(default=False, description="Whoever confirmed a posting decides nothing on it.")
    confirm_days: int = Field(default=10, ge=1, le=365, description="To confirm a posting in.")
    late_hours: int = Field(default=0, ge=0, le=168, description="For posts composed before the deadline.")
    review_working_days: int | None = Field(default=None, ge=1, le=90, description="Working days a level has.")
    policy: PolicyIn | None = None
    id: str | None = Field(default=None, description="May repeat the id in the path.")

    def to_data(self, programme_id: str) -> ProgrammeData:
        """The programme under this id; its version is set when it is written."""
        plain = self.model_dump(exclude={"id", "phases", "peaks", "sections", "policy"})
        policy = {} if self.policy is None else self.policy.to_data()
        return ProgrammeData(
            **plain,
            version=1,
            id=programme_id,
            phases=tuple(Phase(**phase.model_dump()) for phase in self.phases),
            peaks=tuple(Peak(**peak.model_dump()) for peak in self.peaks),
            sections=tuple(Section(**section.model_dump()) for section in self.sections),
            policy=policy,
        )


class ProgrammeOut(ResponseBody):
    """One programme as it stands."""

    id: str
    name: str
    root_unit: str
    starts_on: date
    ends_on: date
    submit_until: Instant
    correct_until: Instant
    decide_until: Instant
    import_until: Instant | None
    decision_days: int
    phases: list[Phase]
    peaks: list[Peak]
    public: bool
    target_basis: str
    form_public: bool
    slogan: str | None
    sections: list[Section]
    blind_review: bool
    council: bool
    separate_confirmation: bool
    confirm_days: int
    late_hours: int
    review_working_days: int | None
    policy: dict[str, Any] = Field(description="As PUT takes it: cut-offs of the grading in percent.")
    version: int
    revision: int | None = None


class ProgrammePageOut(ResponseBody):
    """Programmes by id."""

    items: list[ProgrammeOut | ProgrammePlainOut]
    next: str | None = None


Count = Annotated[int, Field(ge=0, le=1_000_000_000)]


class TargetIn(RequestBody):
    """Initiatives asked of a unit, by window (`total`, `P1`, `2022-Q3`); what is left out, or null, stays."""

    assigned: dict[str, Count] | None = Field(default=None, description="Set from above the unit.")
    pledged: dict[str, Count] | None = Field(default=None, description="What the unit sets itself, if it is more.")
    includes_merged: bool | None = Field(
        default=None,
        description="False, as at first: targets of units merged into it are added. True: they are part of its own.",
    )

    def changes(self) -> dict[str, Any]:
        """Only what was said."""
        return self.model_dump(exclude_none=True)


class TargetOut(ResponseBody):
    """A unit's targets as they stand."""

    programme: str
    unit: str
    assigned: dict[str, int]
    pledged: dict[str, int]
    includes_merged: bool
    version: int
    revision: int


class TargetMoveOut(ResponseBody):
    """What is assigned to a unit, by window, and what a file would make of it."""

    unit: str
    before: dict[str, int]
    after: dict[str, int]


class TargetMovesOut(ResponseBody):
    """What a file of targets would set, in the order of its units."""

    units: int
    targets: list[TargetMoveOut]


class LoadedOut(ResponseBody):
    """How many units' targets a file set."""

    units: int
