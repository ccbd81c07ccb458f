"""One person with all they are appointed to, in force or planned, and what was done about it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.submission.domain.appointments.refusals import AlreadyAppointed, TooManyAppointments
from services.submission.domain.initiative import Actor
from shared.access import Grant, Role, Source
from shared.events.envelope import time_after

MOST_APPOINTMENTS = 200
"""In force or planned, of one person."""
MOST_ACTS = 200
"""Lines of what was done; the oldest make room for newer ones."""

_ROLES = frozenset(role.value for role in Role)
APPOINTED, CHANGED, ENDED, OVER, MOVED = "appointed", "changed", "ended", "over", "moved"


@dataclass(frozen=True, slots=True)
class Post:
    """A role within one unit and everything below it, in all programmes or in one."""

    role: str
    unit: str
    programme: str | None = None


@dataclass(frozen=True, slots=True)
class Appointment:
    """One person's holding of a post, from a moment on, until the first one it no longer holds (None: no end).

    `deputy_for` is in whose place a deputy acts; `stands_for` the appointment of theirs it ends with (None: they lead
    by their token).
    """

    id: UUID
    post: Post
    starts_at: datetime
    until: datetime | None = None
    deputy_for: UUID | None = None
    stands_for: UUID | None = None
    appointed_by: UUID | None = None
    """None: by command, by whoever runs the service."""

    def is_over(self, now: datetime) -> bool:
        """Whether it holds no more and never will."""
        return self.until is not None and self.until <= now

    def holds(self, now: datetime) -> bool:
        """Whether it is in force."""
        return self.starts_at <= now and not self.is_over(now)

    def is_like(self, other: "Appointment") -> bool:
        """Whether it is to the same post, in the same person's place if in any: nobody needs both at a time."""
        return (self.post, self.deputy_for) == (other.post, other.deputy_for)

    def overlaps(self, other: "Appointment") -> bool:
        """Whether there is a moment at which both hold."""
        begins_before = other.until is None or self.starts_at < other.until
        return begins_before and (self.until is None or other.starts_at < self.until)


@dataclass(frozen=True, slots=True)
class AppointmentAct:
    """Who did what with which appointment; `by` is None for the clock and for commands."""

    kind: str
    at: datetime
    appointment: UUID
    post: Post
    by: Actor | None = None


@dataclass(frozen=True, slots=True)
class Appointee:
    """One person. `version` counts events, `revision` writes; `erased` once nothing may be known of them any more."""

    id: UUID
    appointments: tuple[Appointment, ...] = ()
    acts: tuple[AppointmentAct, ...] = ()
    earlier_acts: int = 0
    version: int = 0
    revision: int = 0
    last_event_at: datetime | None = None
    erased: bool = False
    changed_at: datetime | None = None
    """When what everybody is told was changed since it was read; None: nothing is to be published."""

    def get(self, id: UUID) -> Appointment | None:  # noqa: A002 - what every aggregate's id is called
        """The appointment with this id, unless it has ended."""
        return next((one for one in self.appointments if one.id == id), None)

    def appointed(self, wanted: Appointment, by: Actor | None, now: datetime) -> "Appointee":
        """With one more; refuses a post they hold meanwhile, and more than anybody needs."""
        present = self.without_over(now)
        if any(one.overlaps(wanted) for one in present.appointments if one.is_like(wanted)):
            raise AlreadyAppointed
        if len(present.appointments) >= MOST_APPOINTMENTS:
            raise TooManyAppointments.beyond(MOST_APPOINTMENTS)
        noted = present.noting(APPOINTED, wanted, by, now)
        return noted.with_all((*present.appointments, wanted), now)

    def with_term(self, changed: Appointment, by: Actor | None, now: datetime) -> "Appointee":
        """With another term of an appointment that is there; never one that reaches into another of its post."""
        before = self.get(changed.id)
        others = (one for one in self.appointments if one.id != changed.id and one.is_like(changed))
        if any(one.overlaps(changed) and not (before and one.overlaps(before)) for one in others):
            raise AlreadyAppointed
        noted = self.noting(CHANGED, changed, by, now)
        return noted.with_all(tuple(changed if one.id == changed.id else one for one in self.appointments), now)

    def ended(self, ended: Appointment, by: Actor | None, now: datetime) -> "Appointee":
        """Without one; who has none left has an event that says so."""
        noted = self.noting(ENDED, ended, by, now)
        return noted.with_all(tuple(one for one in self.appointments if one.id != ended.id), now)

    def without_over(self, now: datetime) -> "Appointee":
        """Without those whose time is over; itself when there are none."""
        over = [one for one in self.appointments if one.is_over(now)]
        if not over:
            return self
        noted = self
        for one in over:
            noted = noted.noting(OVER, one, None, one.until or now)
        return noted.with_all(tuple(one for one in self.appointments if one not in over), now)

    def with_those_of(self, moved: tuple[Appointment, ...], now: datetime) -> "Appointee":
        """With appointments of the card that became this account, as they were made."""
        if not moved:
            return self
        noted = self.without_over(now)
        for one in moved:
            noted = noted.noting(MOVED, one, None, now)
        return noted.with_all((*noted.appointments, *moved), now)

    def given_up(self, moved: tuple[Appointment, ...], now: datetime) -> "Appointee":
        """Without any: the card became an account's, which has those `moved` from now on; the others ended."""
        noted = self
        for one in self.appointments:
            noted = noted.noting(MOVED if one in moved else ENDED, one, None, now)
        return noted.with_all((), now) if self.appointments else self

    def forgotten(self, now: datetime) -> "Appointee":
        """Without any, and without what was done: the person had themselves erased."""
        return replace(self.with_all((), now), acts=(), earlier_acts=0, erased=True)

    def settled(self) -> "Appointee":
        """As it is written: at the next version when something is published, with a time after the last event's."""
        if self.changed_at is None:
            return self
        at = time_after(self.last_event_at, self.changed_at)
        return replace(self, version=self.version + 1, last_event_at=at, changed_at=None)

    def written(self) -> "Appointee":
        """As it is once it was written."""
        return replace(self, revision=self.revision + 1)

    def next_moment(self, now: datetime) -> datetime | None:
        """When by the clock alone something ends, or somebody begins to lead; None: never."""
        ends = [one.until for one in self.appointments if one.until is not None]
        begins = [one.starts_at for one in self.appointments if one.post.role == Role.LEADER and one.starts_at > now]
        return min((*ends, *begins), default=None)

    def leads(self, now: datetime) -> tuple[str, ...]:
        """The units they lead now, in every programme and in nobody's place."""
        held = (one.post for one in self.appointments if one.holds(now) and one.deputy_for is None)
        return tuple(sorted({post.unit for post in held if post.role == Role.LEADER and post.programme is None}))

    def grants(self, now: datetime) -> tuple[Grant, ...]:
        """What they may do now by all this; roles of later versions are passed over."""
        return tuple(
            Grant(Role(one.post.role), one.post.unit, one.post.programme, Source(one.id, one.until, one.deputy_for))
            for one in self.appointments
            if one.holds(now) and one.post.role in _ROLES
        )

    def noting(self, kind: str, about: Appointment, by: Actor | None, at: datetime) -> "Appointee":
        """With one more line of what was done."""
        acts = (*self.acts, AppointmentAct(kind, at, about.id, about.post, by))
        dropped = max(0, len(acts) - MOST_ACTS)
        return replace(self, acts=acts[dropped:], earlier_acts=self.earlier_acts + dropped)

    def with_all(self, appointments: tuple[Appointment, ...], now: datetime) -> "Appointee":
        """With these and no others, to be published."""
        return replace(self, appointments=appointments, changed_at=now, erased=False)
