"""A programme as ranking needs it: its windows, its policy, who may look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.ranking.domain.policy import Policy
from shared.calendar import Calendar
from shared.events.programmes import ProgrammeData


@dataclass(frozen=True)
class ScoringProgramme:
    """One programme at one version."""

    id: str
    version: int
    name: str = ""
    root_unit: str = ""
    public: bool = True
    target_basis: str = "registered"
    calendar: Calendar = field(default_factory=Calendar)
    policy: Policy = field(default_factory=lambda: Policy({}))
    decision_days: int = 15
    """How long after a window's end decisions count for it."""
    submit_until: datetime | None = None
    """This deadline and the next two are None in what was stored before they were kept."""
    correct_until: datetime | None = None
    decide_until: datetime | None = None
    import_until: datetime | None = None
    """No window is frozen before it."""

    @classmethod
    def of(cls, data: ProgrammeData) -> "ScoringProgramme":
        """The programme of a `programmes` event."""
        return cls(
            id=data.id,
            version=data.version,
            name=data.name,
            root_unit=data.root_unit,
            public=data.public,
            target_basis=data.target_basis,
            calendar=Calendar.of(data),
            policy=Policy(data.policy),
            decision_days=data.decision_days,
            submit_until=data.submit_until,
            correct_until=data.correct_until,
            decide_until=data.decide_until,
            import_until=data.import_until,
        )

    def reached(self, figures: Mapping[str, Any]) -> int:
        """What counts towards a target, of figures as people see them."""
        reached: int = figures["approved" if self.target_basis == "approved" else "registered"]
        return reached

    def scores_as(self, other: "ScoringProgramme | None") -> bool:
        """Whether every contribution is the same under both, so that nothing has to be computed again."""
        return other is not None and self.calendar.windows_alike(other.calendar) and self.policy.scores_as(other.policy)
