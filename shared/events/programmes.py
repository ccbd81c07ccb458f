"""Topic `programmes`: the current state of one initiative programme, published by submission."""

from datetime import date
from typing import Any

from pydantic import Field

from shared.events.envelope import EventData, Frozen, Instant
from shared.events.topics import Kept, Topic

PROGRAMME_CHANGED = "vn.sangkien.programme.changed.v1"


class Phase(Frozen):
    """A part of the programme, both days included."""

    code: str = Field(description="P1, P2 …")
    name: str = ""
    starts_on: date
    ends_on: date


class Peak(Frozen):
    """A named peak window (tuần / tháng cao điểm), both days included."""

    name: str
    starts_on: date
    ends_on: date


class ProgrammeData(EventData):
    """Dates, deadlines and the scoring policy. Days are of Asia/Ho_Chi_Minh, both included.

    submit_until ≤ correct_until ≤ decide_until; until `import_until` imported initiatives may be submitted,
    corrected and decided as well.
    """

    id: str
    name: str
    root_unit: str = Field(description="The unit whose programme it is; only units within it take part.")
    starts_on: date
    ends_on: date
    submit_until: Instant
    correct_until: Instant
    decide_until: Instant
    import_until: Instant | None = None
    decision_days: int = Field(default=15, ge=0)
    phases: tuple[Phase, ...] = ()
    peaks: tuple[Peak, ...] = ()
    public: bool = Field(default=True, description="Whether its boards are public.")
    target_basis: str = Field(default="registered", description="registered or approved.")
    policy: dict[str, Any] = Field(default_factory=dict, description="Scoring policy as data, with its version.")


PROGRAMMES = Topic(
    "sangkien.programmes.v1",
    partitions=1,
    kept=Kept.COMPACTED,
    data=ProgrammeData,
    source="/submission",
    types=(PROGRAMME_CHANGED,),
)
