"""Bodies about programmes, their scoring policy and targets."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from services.submission.schemas.forms import ProgrammePlainOut
from services.submission.schemas.lists import known
from services.submission.schemas.units import Code
from shared.events.envelope import Instant
from shared.events.programmes import Peak, Phase, ProgrammeData, Section
from shared.percent import policy_in_hundredths
from shared.reference import KINDS, OWNERSHIPS, REWARD_FORMS, SECTORS
from shared.units import Level
from shared.web.schemas import RequestBody, ResponseBody, Vnd
from shared.web.values import Day, Moment, two_decimals

DEFAULT = "default"
Points = Annotated[int, Field(ge=0, le=1_000_000)]
Percent = Annotated[int, Field(ge=0, le=10_000, description="100 is neutral.")]
CutOff = Annotated[float, Field(ge=0, le=1000, description="88.5 is 88.5 %."), AfterValidator(two_decimals)]
PerHundred = Annotated[float, Field(ge=0, le=100), AfterValidator(two_decimals)]
KindOrDefault = Annotated[str, AfterValidator(known([*KINDS, DEFAULT]))]
LevelOrDefault = Annotated[str, AfterValidator(known([*Level, DEFAULT]))]
Sector = Annotated[str, AfterValidator(known(SECTORS))]
Ownership = Annotated[str, AfterValidator(known(OWNERSHIPS))]
Form = Annotated[str, AfterValidator(known(REWARD_FORMS))]


class TierIn(RequestBody):
    """Points for a verified benefit from this amount on."""

    from_vnd: Vnd
    points: Points


class ClassIn(RequestBody):
    """One class of the grading: from how many percent of the target and submitters per 100 members."""

    name: str = Field(min_length=1, max_length=50)
    from_percent: CutOff
    min_submitters_per_100: PerHundred | None = None


class GradingIn(RequestBody):
    """Classes of the emulation grading, highest first."""

    classes: list[ClassIn] = Field(max_length=20)


class PolicyIn(RequestBody):
    """The scoring policy as data (design §4); what is left out is neutral."""

    version: int = Field(default=1, ge=1)
    base: dict[Level, dict[KindOrDefault, Points]] = Field(default_factory=dict)
    sector: dict[Sector, Percent] = Field(default_factory=dict)
    ownership: dict[Ownership, Percent] = Field(default_factory=dict)
    peaks: dict[str, Percent] = Field(default_factory=dict)
    benefit_tiers: list[TierIn] = Field(default_factory=list)
    rewards: dict[Form, dict[LevelOrDefault, Points]] = Field(default_factory=dict)
    grading: GradingIn | None = None


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
    peaks: list[PeakIn] = Field(default=[], max_length=50)
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
        policy = {} if self.policy is None else self.policy.model_dump(mode="json", exclude_none=True)
        policy = policy_in_hundredths(policy)
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


class LoadedOut(ResponseBody):
    """How many units' targets a file set."""

    units: int
