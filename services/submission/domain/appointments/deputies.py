"""Deputies: who acts in a leader's place until a day, and ends with what they stand for."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from services.submission.domain.appointments import refusals
from services.submission.domain.appointments.appointee import Appointee, Appointment, Post
from services.submission.domain.appointments.appointing import Term, check_term, themselves
from services.submission.domain.appointments.refusals import (
    AppointerNeeded,
    BadTerm,
    DeputiesOfEachOther,
    TooManyDeputies,
)
from shared.access import Caller, Grant, Role
from shared.units import UnitTree

LONGEST_BY_TOKEN = timedelta(days=30)
"""Of a deputy of whoever leads by their token: nobody tells when that ends."""
MOST_DEPUTIES = 20
"""Of one appointment: they end in one write with it."""
HAVE_DEPUTIES = (Role.LEADER, Role.ADMIN)


def grant_to_stand_for(caller: Caller, post: Post, tree: UnitTree) -> Grant:
    """The caller's own grant on this very unit in whose place a deputy acts: the one that lasts longest."""
    held = [
        grant
        for grant in themselves(caller).grants
        if grant.role in HAVE_DEPUTIES
        and (grant.role, grant.unit) == (post.role, post.unit)
        and grant.is_for(post.programme)
        and tree.resolve(grant.unit) == grant.unit
    ]
    if not held:
        raise AppointerNeeded.in_place_of(post.role, post.unit)
    return min(held, key=_lasts)


def _lasts(grant: Grant) -> tuple[int, float]:
    """In order: an appointment without end, one with the latest end, the token."""
    if grant.source is None:
        return 2, 0.0
    return (0, 0.0) if grant.source.until is None else (1, -grant.source.until.timestamp())


def check_deputy_term(term: Term, grant: Grant, now: datetime) -> None:
    """A deputy has a day to end on, no later than what they stand for."""
    if term.until is None:
        raise BadTerm.at("until", refusals.DEPUTY_WITHOUT_END)
    check_term(term, now)
    if grant.source is None and term.until > now + LONGEST_BY_TOKEN:
        raise BadTerm.at("until", refusals.DEPUTY_TOO_LONG.given(days=LONGEST_BY_TOKEN.days))
    if grant.source is not None and grant.source.until is not None and term.until > grant.source.until:
        raise BadTerm.at("until", refusals.DEPUTY_OUTLASTS)


def deputy(id: UUID, post: Post, term: Term, caller: Caller, grant: Grant) -> Appointment:  # noqa: A002
    """The appointment of a deputy of the caller."""
    return Appointment(
        id,
        post,
        term.starts_at,
        term.until,
        deputy_for=caller.person_id,
        stands_for=None if grant.source is None else grant.source.id,
        appointed_by=caller.person_id,
    )


def check_not_each_other(principal: Appointee | None, deputy_id: UUID, now: datetime) -> None:
    """Nobody is the deputy of their own deputy."""
    held = () if principal is None else principal.appointments
    if any(one.deputy_for == deputy_id and not one.is_over(now) for one in held):
        raise DeputiesOfEachOther.at("card")


def shortened(holder: Appointee, what: Appointment, until: datetime, now: datetime) -> Appointee:
    """A holder whose deputyships of this appointment last no longer than it."""
    for one in holder.appointments:
        if one.stands_for == what.id and (one.until is None or one.until > until):
            fits = one.starts_at < until
            holder = holder.with_term(replace(one, until=until), None, now) if fits else holder.ended(one, None, now)
    return holder


def ended_with(holder: Appointee, ended: frozenset[UUID], now: datetime) -> Appointee:
    """A holder without the deputyships of appointments that ended."""
    for one in holder.appointments:
        if one.stands_for in ended:
            holder = holder.ended(one, None, now)
    return holder


def check_few(acting: Collection[Appointee]) -> None:
    """Nobody has more deputies than anybody could instruct."""
    if len(acting) >= MOST_DEPUTIES:
        raise TooManyDeputies


def check_stands(principal: Appointee, grant: Grant, term: Term, now: datetime) -> None:
    """What a deputy would stand for is there as long: it may have ended, or got another end, since it was granted."""
    if grant.source is None:
        return
    held = principal.get(grant.source.id)
    if held is None or held.is_over(now):
        raise AppointerNeeded.in_place_of(grant.role, grant.unit)
    if held.until is not None and (term.until is None or term.until > held.until):
        raise BadTerm.at("until", refusals.DEPUTY_OUTLASTS)


def check_only_shorter(appointment: Appointment, term: Term) -> None:
    """Whoever is above a deputy's leader may let the deputy end sooner; longer is the leader's own to say."""
    sooner = term.until is not None and (appointment.until is None or term.until <= appointment.until)
    if not sooner or term.starts_at < appointment.starts_at:
        raise BadTerm.at("until", refusals.DEPUTY_OUTLASTS)
