"""Who may do what with an initiative or a card (design §5): authors their own, others by a grant over the unit.

Out of scope is 404 on reads and 403 on writes.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from services.submission.domain.blind import knows_people
from services.submission.domain.catalogue import Catalogue
from services.submission.domain.initiative import Actor, Initiative
from services.submission.domain.refusals import ImportGrantNeeded, OwnOnceDecided, UnitOutsideGrants
from shared.access import Caller, Grant, Role
from shared.events.decisions import ReviewState
from shared.refusals import Forbidden, NotFound
from shared.units import UnitTree

DESCRIPTION_READERS = (Role.REVIEWER, Role.LEADER, Role.COUNCILLOR)
READERS = (Role.PROXY, Role.REVIEWER, Role.LEADER, Role.ADMIN, Role.COUNCILLOR)
CORRECTORS = (Role.PROXY, Role.LEADER, Role.ADMIN)
REGISTRARS = (Role.PROXY, Role.LEADER, Role.ADMIN)
UNDECIDED = (ReviewState.PENDING, ReviewState.RETURNED)
DECIDED = (ReviewState.APPROVED, ReviewState.REJECTED, ReviewState.REVOKED)
CONFIRMERS = (Role.PROXY, Role.LEADER)


def must_enter(caller: Caller, unit: str, programme: str, authors: Iterable[UUID], tree: UnitTree) -> Actor:
    """Anyone enters what they are an author of; for others it takes a proxy grant over the unit."""
    if caller.person_id in authors:
        return Actor(caller.person_id)
    grant = caller.grant_over(unit, tree, (Role.PROXY,), programme)
    if grant is None:
        raise UnitOutsideGrants.over(unit)
    return Actor(caller.person_id, grant)


def must_import(caller: Caller, unit: str, programme: str, tree: UnitTree) -> Grant:
    """Giving an earlier registration takes the import grant, which decides nothing else."""
    grant = caller.grant_over(unit, tree, (Role.IMPORT,), programme)
    if grant is None:
        raise ImportGrantNeeded
    return grant


def must_write(caller: Caller, initiative: Initiative, tree: UnitTree) -> Actor:
    """An author of it, or a proxy over its unit."""
    if caller.person_id in (*initiative.content.author_ids, *initiative.public.author_ids):
        return Actor(caller.person_id)
    content = initiative.content
    return Actor(caller.person_id, caller.must_cover(content.unit, tree, (Role.PROXY,), content.programme))


def must_reclassify(caller: Caller, initiative: Initiative, unit: str | None, tree: UnitTree) -> Actor:
    """An author while it is undecided; else a proxy, leader or admin over the old unit and the new one.

    Once it was decided its own people do not, whatever else they are; while an approval stands, leaders alone do.
    """
    if initiative.status in DECIDED and caller.person_id in initiative.people:
        raise OwnOnceDecided
    roles = (Role.LEADER,) if initiative.is_approved else CORRECTORS
    public = initiative.public
    grant = caller.grant_over(public.unit, tree, roles, public.programme)
    covers_new = unit is None or caller.grant_over(unit, tree, roles, public.programme) is not None
    if grant is not None and covers_new:
        return Actor(caller.person_id, grant)
    if caller.person_id in initiative.public.author_ids and initiative.status in UNDECIDED:
        return Actor(caller.person_id)
    raise UnitOutsideGrants if grant is not None else Forbidden


def may_read(caller: Caller, initiative: Initiative, tree: UnitTree) -> bool:
    """Its people always; a draft is otherwise for proxies of its unit alone."""
    roles = READERS if initiative.versions else (Role.PROXY,)
    return caller.person_id in initiative.people or _covers(caller, initiative, tree, roles)


def must_read(caller: Caller, initiative: Initiative | None, tree: UnitTree) -> Initiative:
    """The initiative, or 404 as if it did not exist."""
    if initiative is None or not may_read(caller, initiative, tree):
        raise NotFound
    return initiative


def listed_programmes(caller: Caller, unit: str, programme: str | None, tree: UnitTree) -> tuple[str, ...] | None:
    """Whose initiatives of a unit the caller lists, of the one asked for or of all; None: of every programme."""
    covered = caller.programmes_over(unit, tree, READERS)
    if covered is not None and (not covered or programme not in (None, *covered)):
        raise NotFound
    return covered if programme is None else (programme,)


def lists_drafts(caller: Caller, unit: str, programmes: tuple[str, ...] | None, tree: UnitTree) -> bool:
    """Whether a list of these programmes shows what was never submitted: to proxies for all of them."""
    covered = caller.programmes_over(unit, tree, (Role.PROXY,))
    return covered is None or (programmes is not None and set(programmes) <= set(covered))


class Sight(NamedTuple):
    """What somebody who may read an initiative sees of it."""

    draft: bool
    """What its authors work on, rather than what was submitted last."""
    description: bool
    people: bool
    """Who its authors are, and who entered it or added to it."""


WHOLE = Sight(draft=True, description=True, people=True)


def sight_of(caller: Caller, initiative: Initiative, catalogue: Catalogue) -> Sight:
    """Its people see what they work on, description included; proxies what they may amend, without it."""
    if caller.person_id in initiative.people:
        return WHOLE
    content = initiative.content
    may_amend = caller.grant_over(content.unit, catalogue.tree, (Role.PROXY,), content.programme) is not None
    return Sight(draft=may_amend, description=False, people=knows_people(caller, initiative, catalogue))


def may_read_description(caller: Caller, initiative: Initiative, tree: UnitTree) -> bool:
    """The description, and what was added to it, is for its people and for whoever judges or advises over the unit."""
    return caller.person_id in initiative.people or _covers(caller, initiative, tree, DESCRIPTION_READERS)


def must_read_description(caller: Caller, initiative: Initiative, tree: UnitTree) -> None:
    """As `may_read_description`, or 404."""
    if not may_read_description(caller, initiative, tree):
        raise NotFound


def _covers(caller: Caller, initiative: Initiative, tree: UnitTree, roles: Collection[Role]) -> bool:
    public = initiative.public
    return caller.grant_over(public.unit, tree, roles, public.programme) is not None
