"""What review needs of a programme: until when it decides."""

from dataclasses import dataclass
from datetime import datetime

from shared.events.programmes import ProgrammeData

DEFAULT_DECISION_DAYS = 15


@dataclass(frozen=True, slots=True)
class ProgrammeRules:
    """The last moment for decisions, later for what was imported, and the days a reviewer has for one case."""

    programme: str
    version: int
    decide_until: datetime
    import_until: datetime | None = None
    decision_days: int = DEFAULT_DECISION_DAYS

    def last(self, *, imported: bool) -> datetime:
        """The last moment to decide; `import_until` prolongs it for imported initiatives (design §3)."""
        if imported and self.import_until is not None:
            return max(self.decide_until, self.import_until)
        return self.decide_until


def rules_of(data: ProgrammeData) -> ProgrammeRules:
    """The rules a programme's event tells."""
    return ProgrammeRules(data.id, data.version, data.decide_until, data.import_until, data.decision_days)
