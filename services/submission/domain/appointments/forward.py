"""What this service's own events tell of a person that its restored store does not know yet.

The log has no history, nor which appointment a deputy's ends with; what only the store knew is kept as far as it goes.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from services.submission.domain.appointments.appointee import Appointee, Appointment, Post
from services.submission.domain.appointments.deputies import ended_with
from shared.events.appointments import AppointmentsData


def told_of(person: Appointee, data: AppointmentsData, at: datetime) -> Appointee:
    """The person as their newest event tells."""
    known = {one.id: one for one in person.appointments}
    appointments = tuple(
        replace(
            known.get(one.id, Appointment(one.id, Post(one.role, one.unit, one.programme), one.starts_at)),
            post=Post(one.role, one.unit, one.programme),
            starts_at=one.starts_at,
            until=one.until,
            deputy_for=one.deputy_for,
        )
        for one in data.appointments
    )
    return replace(person, appointments=appointments, version=data.version, last_event_at=at, erased=False)


def erased_up_to(person: Appointee, version: int, now: datetime) -> Appointee:
    """The shell of somebody who was erased up to a version."""
    at = person.last_event_at or now
    return replace(person, appointments=(), acts=(), earlier_acts=0, version=version, last_event_at=at, erased=True)


def standing_for(person: Appointee, principals: Iterable[Appointee], now: datetime) -> Appointee:
    """With which appointment each deputyship ends, where the one they stand for has one like it.

    What stands for an appointment that its holder has no more ends: the end of either may be all that the log has.
    """
    held = {(principal.id, one.post): one.id for principal in principals for one in principal.appointments}
    gone = {one.stands_for for one in person.appointments if one.stands_for is not None} - set(held.values())
    person = ended_with(person, frozenset(gone), now)
    return replace(
        person,
        appointments=tuple(
            replace(one, stands_for=one.stands_for or held.get((one.deputy_for, one.post)))
            if one.deputy_for is not None
            else one
            for one in person.appointments
        ),
    )
