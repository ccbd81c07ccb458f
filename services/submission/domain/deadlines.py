"""Until when a programme takes what (design §3): deadlines are configuration and may be reopened."""

from datetime import datetime

from services.submission.domain.refusals import ProgrammeNotOpen, RegisteredOutsideProgramme
from shared.calendar import day_of
from shared.events.programmes import ProgrammeData
from shared.refusals import Text


def must_take_submissions(programme: ProgrammeData, now: datetime, *, imported: bool) -> None:
    """Refuse before the programme's first day and after `submit_until` (imported ones: `import_until` too)."""
    if day_of(now) < programme.starts_on:
        raise ProgrammeNotOpen(Text("Chương trình chưa bắt đầu", "The programme has not begun"))
    _must_not_be_past(programme.submit_until, programme, now, imported=imported)


def must_take_corrections(programme: ProgrammeData, now: datetime, *, imported: bool) -> None:
    """Refuse after `correct_until` (imported ones: `import_until` too)."""
    _must_not_be_past(programme.correct_until, programme, now, imported=imported)


def must_take_supplements(programme: ProgrammeData, now: datetime, *, imported: bool) -> None:
    """Refuse after `decide_until`, when nobody looks any more (imported ones: `import_until` too)."""
    _must_not_be_past(programme.decide_until, programme, now, imported=imported)


def must_be_registrable(programme: ProgrammeData, registered_at: datetime, now: datetime) -> None:
    """An imported registration lies inside the programme and not in the future."""
    inside = programme.starts_on <= day_of(registered_at) <= programme.ends_on
    if not inside or registered_at > now:
        raise RegisteredOutsideProgramme.at("registered_at")


def _must_not_be_past(until: datetime, programme: ProgrammeData, now: datetime, *, imported: bool) -> None:
    if imported and programme.import_until is not None:
        until = max(until, programme.import_until)
    if now > until:
        day = day_of(until).isoformat()
        raise ProgrammeNotOpen(Text(f"Hạn cuối là ngày {day}", f"The deadline was {day}"))
