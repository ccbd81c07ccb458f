"""What review needs of a programme: until when it decides, what a level has to see, and what it may not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from shared.events.programmes import ProgrammeData
from shared.units import Level

DEFAULT_DECISION_DAYS = 15
_LEVELS = {level.value: level for level in Level}


@dataclass(frozen=True, slots=True)
class NeededSection:
    """A section of the dossier without which a level, and any above it, looks at nothing."""

    code: str
    name: str
    needed_before: Level


@dataclass(frozen=True, slots=True)
class ProgrammeRules:
    """The last moments for decisions and corrections, later for what was imported, and the days a reviewer has.

    Programmes kept before they told of corrections have no `correct_until`.
    """

    programme: str
    version: int
    decide_until: datetime
    import_until: datetime | None = None
    decision_days: int = DEFAULT_DECISION_DAYS
    correct_until: datetime | None = None
    sections: tuple[NeededSection, ...] = ()
    blind_review: bool = False

    def last(self, *, imported: bool) -> datetime:
        """The last moment to decide; `import_until` prolongs it for imported initiatives (design §3)."""
        return self._prolonged(self.decide_until, imported=imported)

    def last_correction(self, *, imported: bool) -> datetime | None:
        """The last moment to submit again what was returned."""
        return self.correct_until and self._prolonged(self.correct_until, imported=imported)

    def _prolonged(self, until: datetime, *, imported: bool) -> datetime:
        return max(until, self.import_until) if imported and self.import_until is not None else until

    def missing(self, before: Level, present: Collection[str]) -> tuple[NeededSection, ...]:
        """The sections this level needs that are not among the codes `present`."""
        return tuple(
            section
            for section in self.sections
            if section.code not in present and not section.needed_before.is_above(before)
        )


def rules_of(data: ProgrammeData) -> ProgrammeRules:
    """The rules a programme's event tells; a section needed before no level known here holds nothing up."""
    return ProgrammeRules(
        data.id,
        data.version,
        data.decide_until,
        data.import_until,
        data.decision_days,
        data.correct_until,
        tuple(
            NeededSection(section.code, section.name, _LEVELS[section.needed_before])
            for section in data.sections
            if section.needed_before in _LEVELS
        ),
        data.blind_review,
    )
