"""Topic `programmes`: the current state of one initiative programme, published by submission."""

from typing import Annotated

from pydantic import Field

from shared.events.envelope import EventData, Frozen
from shared.events.folding import Code, Count, Day, Days, Instant, Shapeless, Word, no_longer_than
from shared.events.topics import Kept, Topic

PROGRAMME_CHANGED = "vn.sangkien.programme.changed.v1"


class Phase(Frozen):
    """A part of the programme, both days included."""

    code: Word = Field(description="P1, P2 …")
    name: Word = ""
    starts_on: Day
    ends_on: Day


class Peak(Frozen):
    """A named peak window (tuần / tháng cao điểm), both days included."""

    name: Word
    starts_on: Day
    ends_on: Day


class Section(Frozen):
    """A part of the dossier (hồ sơ) that is added after submission."""

    code: Word
    name: Word
    needed_before: Word | None = Field(default=None, description="The level that looks at nothing without it.")


Sections = Annotated[tuple[Section, ...], no_longer_than(100)]


class ProgrammeData(EventData):
    """Dates, deadlines and the scoring policy. Days are of Asia/Ho_Chi_Minh, both included.

    submit_until ≤ correct_until ≤ decide_until; until `import_until` imported initiatives may be submitted,
    corrected and decided as well.
    """

    id: Code
    name: Word
    root_unit: Code = Field(description="The unit whose programme it is; only units within it take part.")
    starts_on: Day
    ends_on: Day
    submit_until: Instant
    correct_until: Instant
    decide_until: Instant
    import_until: Instant | None = None
    decision_days: Days = 15
    phases: tuple[Phase, ...] = ()
    peaks: tuple[Peak, ...] = ()
    public: bool = Field(default=True, description="Whether its boards are public.")
    target_basis: Word = Field(default="registered", description="registered or approved.")
    form_public: bool = Field(default=True, description="Whether its form is shown to whoever opens it.")
    slogan: Word | None = None
    sections: Sections = ()
    blind_review: bool = Field(default=False, description="Whether reviewers see no author's name before they decide.")
    council: bool = Field(default=False, description="Whether a council concludes in place of one reviewer.")
    separate_confirmation: bool = Field(
        default=False, description="Whether whoever confirmed a posting may not decide on it."
    )
    confirm_days: Days = Field(default=10, description="To confirm a posting in.")
    late_hours: Count = Field(default=0, description="By which a post composed before the deadline may come later.")
    review_working_days: Days | None = Field(default=None, description="Working days a level has; None: no clock.")
    policy: Shapeless = Field(default_factory=dict, description="Scoring policy as data, with its version.")


PROGRAMMES = Topic(
    "sangkien.programmes.v1",
    partitions=1,
    kept=Kept.COMPACTED,
    data=ProgrammeData,
    source="/submission",
    types=(PROGRAMME_CHANGED,),
)
