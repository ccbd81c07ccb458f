"""Who may appoint whom to what, change its term and end it (design-next §1)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.submission.domain.appointments import refusals
from services.submission.domain.appointments.appointee import Appointee, Appointment, Post
from services.submission.domain.appointments.refusals import (
    AppointerNeeded,
    BadTerm,
    CardIsAppointed,
    CardNotConfirmed,
    OwnAppointment,
    UnknownAppointee,
)
from services.submission.domain.authors import Card
from services.submission.domain.content import open_unit
from services.submission.domain.initiative import Actor
from services.submission.domain.refusals import NothingToChange
from shared.access import Caller, Grant, Role
from shared.events.programmes import ProgrammeData
from shared.units import UnitTree

APPOINTERS = (Role.LEADER, Role.ADMIN)
AT_OWN_UNIT = (Role.REVIEWER, Role.PROXY, Role.COUNCILLOR)
ROLES = (Role.LEADER, *AT_OWN_UNIT, Role.ADMIN)
"""What anybody can be appointed to."""
LATEST_START = timedelta(days=366)
"""How far ahead an appointment may be planned."""


@dataclass(frozen=True, slots=True)
class Term:
    """From a moment on, until the first one it no longer holds; None: no end."""

    starts_at: datetime
    until: datetime | None = None


def themselves(caller: Caller) -> Caller:
    """The caller without what they may do in another's place: a deputy appoints nobody."""
    own = tuple(grant for grant in caller.grants if grant.source is None or grant.source.deputy_for is None)
    return replace(caller, grants=own)


def appointing_grant(caller: Caller, post: Post, tree: UnitTree) -> Grant | None:
    """The narrowest grant by which the caller appoints to a post, changes and ends it; None without one.

    Strictly below the unit of their grant; at it reviewers, proxies and councillors. A merged unit is below its heir,
    which is where what was left on it is ended.
    """
    own = themselves(caller)
    path = tree.path(post.unit)
    above = path if tree.resolve(post.unit) != post.unit else path[1:]
    over = (Role.ADMIN,) if post.role == Role.ADMIN else APPOINTERS
    if post.role in AT_OWN_UNIT:
        return own.grant_over(post.unit, tree, over, post.programme)
    return own.grant_over(above[0], tree, over, post.programme) if above else None


def must_appoint(caller: Caller, post: Post, tree: UnitTree) -> Grant:
    """The grant by which the caller appoints; refuses whoever has none."""
    grant = appointing_grant(caller, post, tree)
    if grant is None:
        raise AppointerNeeded.to(post.role, post.unit)
    return grant


def check_post(post: Post, tree: UnitTree, programme: ProgrammeData | None) -> None:
    """Nobody is appointed on a merged or closed unit, nor for a programme it takes no part in."""
    open_unit(post.unit, tree, programme)


def check_person(card: Card | None, grant: Grant, appointer: UUID, tree: UnitTree) -> Card:
    """The card that names who is appointed: one the appointer may know, and not their own.

    An account says itself which home unit it has, so somebody of that unit must have vouched for it.
    """
    if card is None or card.data is None or not tree.is_within(card.data.home_unit, grant.unit):
        raise UnknownAppointee.at("card")
    if card.id == appointer:
        raise OwnAppointment.at("card")
    if card.account and not card.data.confirmed:
        raise CardNotConfirmed.at("card")
    return card


def check_term(term: Term, now: datetime) -> None:
    """It begins now or later, within a year, and ends after it began."""
    if term.starts_at < now:
        raise BadTerm.at("from", refusals.IN_THE_PAST)
    if term.starts_at > now + LATEST_START:
        raise BadTerm.at("from", refusals.TOO_FAR_AHEAD)
    if term.until is not None and term.until <= term.starts_at:
        raise BadTerm.at("until", refusals.ENDS_TOO_SOON)


def changed_term(appointment: Appointment, term: Term, now: datetime) -> Appointment:
    """The appointment with another term: what has begun keeps its beginning, and ending at once is not a term."""
    changed = replace(appointment, starts_at=term.starts_at, until=term.until)
    if changed == appointment:
        raise NothingToChange
    if term.starts_at != appointment.starts_at:
        if appointment.starts_at <= now:
            raise BadTerm.at("from", refusals.HAS_BEGUN)
        check_term(term, now)
    elif term.until is not None and term.until <= max(now, term.starts_at):
        raise BadTerm.at("until", refusals.ENDS_TOO_SOON)
    return changed


def must_end(caller: Caller, holder: Appointee, appointment: Appointment, tree: UnitTree) -> Actor:
    """Who ends an appointment: its holder, whoever could make it, and a deputy's whom they stand for."""
    grant = appointing_grant(caller, appointment.post, tree)
    if grant is None and caller.person_id not in (holder.id, appointment.deputy_for):
        raise AppointerNeeded.to(appointment.post.role, appointment.post.unit)
    return Actor(caller.person_id, grant)


def must_change(caller: Caller, holder: Appointee, appointment: Appointment, tree: UnitTree) -> Actor:
    """As `must_end`, but nobody says how long they themselves hold something."""
    if holder.id == caller.person_id:
        raise OwnAppointment.at("until")
    return must_end(caller, holder, appointment, tree)


def check_may_join(caller: Caller, card: Appointee, tree: UnitTree, now: datetime) -> None:
    """Whoever says whose account an appointed card is could appoint to all of it; else they hand on what they lack."""
    held = (one for one in card.appointments if not one.is_over(now))
    if any(appointing_grant(caller, one.post, tree) is None for one in held):
        raise CardIsAppointed


def may_see(caller: Caller, unit: str, tree: UnitTree) -> bool:
    """Whether the caller may know who is appointed on a unit: its leaders and administrators, for any programme."""
    return seen_programmes(caller, unit, tree) != frozenset()


def seen_programmes(caller: Caller, unit: str, tree: UnitTree) -> frozenset[str] | None:
    """Of which programmes' posts they know who holds them; None: all, and those for no single one."""
    known = caller.programmes_over(unit, tree, APPOINTERS)
    return None if known is None else frozenset(known)


def listing_units(code: str, tree: UnitTree) -> Collection[str]:
    """The unit, those merged into it, and all above: whose appointments say who may do what in it."""
    return (*tree.path(code), *tree.merged(tree.resolve(code)))
