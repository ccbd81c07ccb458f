"""When a window is final: after its days for decisions, and again after a deadline that was reopened (design §4).

A snapshot's header states the deadlines it was made under. Setting one of them later reopens every window that was
frozen under the earlier one: another snapshot is made when the later one is over, and names the one before.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from services.ranking.domain.programme import ScoringProgramme
from shared.calendar import ALL, Span, day_of, days_after

_MOMENTS: Final = ("submit_until", "correct_until", "decide_until", "import_until")
Header = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What makes a window final; None where it is not known, or there is none."""

    first: date
    last: date
    due_on: date
    """The last day on which decisions count for it: its last day and the days for decisions, or the end of imports."""
    submit_until: datetime | None = None
    correct_until: datetime | None = None
    decide_until: datetime | None = None
    import_until: datetime | None = None

    @classmethod
    def of(cls, programme: ScoringProgramme, span: Span) -> "Deadlines":
        """As the programme has them now."""
        decided = days_after(span.last, programme.decision_days)
        imported = day_of(programme.import_until) if programme.import_until else date.min
        moments = {name: getattr(programme, name) for name in _MOMENTS}
        return cls(span.first, span.last, max(decided, imported), **moments)

    @classmethod
    def stated(cls, header: Header) -> "Deadlines":
        """As a snapshot states them; the first format states days alone."""
        moments = {
            name: datetime.fromisoformat(moment)
            for name, moment in header.get("deadlines", {}).items()
            if moment is not None
        }
        first, last, due_on = (date.fromisoformat(header[name]) for name in ("first_day", "last_day", "due_on"))
        return cls(first, last, due_on, **moments)

    def as_stated(self) -> dict[str, str | None]:
        """The moments, as a header has them."""
        moments = {name: getattr(self, name) for name in _MOMENTS}
        return {name: moment.astimezone(UTC).isoformat() if moment else None for name, moment in moments.items()}

    def differs(self, before: "Deadlines") -> bool:
        """Whether the window has other days than before, or anything was set later."""
        return (self.first, self.last) != (before.first, before.last) or self.closes_on(before) > before.due_on

    def closes_on(self, before: "Deadlines | None") -> date:
        """The day after which nothing can come in time: a deadline set later than `before` is waited for too."""
        moved = before is not None and any(_is_later(self, before, name) for name in _MOMENTS)
        if not moved:
            return self.due_on
        moments = (getattr(self, name) for name in _MOMENTS)
        return max(self.due_on, *(day_of(moment) for moment in moments if moment is not None))


def _is_later(now: Deadlines, before: Deadlines, name: str) -> bool:
    present, known = getattr(now, name), getattr(before, name)
    return present is not None and known is not None and present > known


def is_final(header: Header) -> bool:
    """Whether a snapshot was made after its deadline; the first format does not say, but its days do."""
    if "final" in header:
        return bool(header["final"])
    frozen_on = day_of(datetime.fromisoformat(header["frozen_at"]))
    return frozen_on > date.fromisoformat(header["due_on"])


def last_final(headers: Iterable[Header], window: str) -> Header | None:
    """The newest final snapshot of a window; `headers` are by number."""
    finals = [header for header in headers if header["window"] == window and is_final(header)]
    return finals[-1] if finals else None


def due_windows(programme: ScoringProgramme, headers: Iterable[Header], today: date) -> Iterator[str]:
    """Windows whose deadline is over and that are not frozen for it: quarters, phases, peaks, the whole programme.

    Months and weeks are frozen on demand.
    """
    calendar, headers = programme.calendar, list(headers)
    own = (calendar.span(window) for window in (*calendar.own_windows[1:], ALL))
    for span in (*calendar.quarters_until(today), *filter(None, own)):
        deadlines, final = Deadlines.of(programme, span), last_final(headers, span.name)
        before = Deadlines.stated(final) if final else None
        if (before is None or deadlines.differs(before)) and deadlines.closes_on(before) < today:
            yield span.name
