"""An approved initiative shown to everybody: a leader proposes it, its first author consents, and either ends it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.submission.domain.initiative import Change, Initiative, Showcase
from services.submission.domain.refusals import ConfidentialShowcase, NothingToChange, WrongState
from shared.access import Caller, Role
from shared.events.decisions import Approval
from shared.refusals import Forbidden, NotFound
from shared.units import UnitTree

PROPOSERS = (Role.LEADER,)


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the showcase: what everybody sees of it."""

    initiative: Initiative
    since: datetime
    approval: Approval
    """The highest that stands."""
    named: UUID | None
    """The first author, when they consented to be named."""


def shown(initiative: Initiative) -> Shown | None:
    """What is shown of it now; whatever ends its approval, openness or first author's part ends this too."""
    showcase, standing = initiative.showcase, initiative.standing
    if showcase is None or showcase.consented_at is None or standing is None or not initiative.is_approved:
        return None
    if initiative.public.confidential or showcase.consented_by != _first_author(initiative) or not standing.approvals:
        return None
    highest = min(standing.approvals, key=lambda approval: approval.level.depth)
    named = showcase.consented_by if showcase.with_name else None
    return Shown(initiative, showcase.consented_at, highest, named)


def must_propose(initiative: Initiative, caller: Caller, tree: UnitTree) -> None:
    """Leaders over its unit do."""
    where = initiative.public
    caller.must_cover(where.unit, tree, PROPOSERS, where.programme)


def propose(initiative: Initiative, by: UUID, now: datetime) -> Change:
    """Somebody thinks that everybody should see it."""
    if not initiative.is_approved:
        raise WrongState
    if initiative.public.confidential:
        raise ConfidentialShowcase
    if initiative.showcase is not None:
        raise NothingToChange
    return Change(replace(initiative, showcase=Showcase(by, now)))


def must_consent(initiative: Initiative, person: UUID) -> None:
    """The first author alone does."""
    if person != _first_author(initiative):
        raise Forbidden


def consent(initiative: Initiative, person: UUID, now: datetime, *, with_name: bool) -> Change:
    """Agreed, with their name or without; from then on it is shown."""
    showcase = initiative.showcase
    if showcase is None:
        raise NotFound
    if not initiative.is_approved or initiative.public.confidential:
        raise WrongState
    if (showcase.consented_by, showcase.with_name) == (person, with_name):
        raise NothingToChange
    since = showcase.consented_at if showcase.consented_by == person else None
    agreed = replace(showcase, consented_by=person, consented_at=since or now, with_name=with_name)
    return Change(replace(initiative, showcase=agreed))


def must_end(initiative: Initiative, caller: Caller, tree: UnitTree) -> None:
    """Any of its authors does, for it is the work of all of them; or a leader over its unit."""
    if caller.person_id not in initiative.public.author_ids:
        must_propose(initiative, caller, tree)


def end(initiative: Initiative) -> Change:
    """Taken out, whether it was proposed or shown."""
    if initiative.showcase is None:
        raise NotFound
    return Change(replace(initiative, showcase=None))


def _first_author(initiative: Initiative) -> UUID:
    return initiative.public.authors[0].id
