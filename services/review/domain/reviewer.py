"""Who acts, and the rules every act on a case shares."""

from dataclasses import dataclass
from uuid import UUID

from services.review.domain.case import Case
from services.review.domain.refusals import LeaderNeeded, UnitNotKnownYet
from shared.access import Caller, Grant, Role
from shared.refusals import Forbidden
from shared.units import Level, UnitTree

REVIEWING = (Role.REVIEWER, Role.LEADER)
READING = (*REVIEWING, Role.COUNCILLOR)
"""Who reads cases; councillors do nothing else."""
LEADING = (Role.LEADER,)
"""Who gives a unit's rewards, and takes back what it gave."""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person acting for a unit, at that unit's level, by the grant that allows it.

    `appointment` is the one that grant comes from, `on_behalf_of` whom they are a deputy of.
    """

    person_id: UUID
    unit: str
    level: Level
    role: Role
    appointment: UUID | None = None
    on_behalf_of: UUID | None = None

    @property
    def is_leader(self) -> bool:
        """Whether they lead the unit they act for."""
        return self.role is Role.LEADER


def reviewer_of(
    case: Case,
    caller: Caller,
    tree: UnitTree,
    *,
    as_unit: str | None = None,
    roles: tuple[Role, ...] = REVIEWING,
) -> Reviewer:
    """The caller as one of `roles` over `case`: by the narrowest grant over its unit, or the one held on `as_unit`.

    Of two grants on one unit the leader's counts, for it allows more.
    """
    grants = [grant for role in roles[::-1] if (grant := _grant(case, caller, tree, role, as_unit))]
    if not grants:
        reviews = caller.grant_over(case.face.unit, tree, REVIEWING, case.face.programme) is not None
        raise LeaderNeeded if roles == LEADING and reviews else Forbidden
    path = tree.path(case.face.unit)
    chosen = min(grants, key=lambda grant: path.index(grant.unit))
    unit = tree.get(chosen.unit)
    if unit is None:
        raise UnitNotKnownYet
    source = chosen.source
    appointment, on_behalf_of = (source.id, source.deputy_for) if source else (None, None)
    return Reviewer(caller.person_id, unit.code, unit.level, chosen.role, appointment, on_behalf_of)


def _grant(case: Case, caller: Caller, tree: UnitTree, role: Role, as_unit: str | None) -> Grant | None:
    if as_unit is None:
        return caller.grant_over(case.face.unit, tree, (role,), case.face.programme)
    if as_unit not in tree.path(case.face.unit):
        return None
    narrowest = caller.grant_over(as_unit, tree, (role,), case.face.programme)
    return narrowest if narrowest is not None and narrowest.unit == as_unit else None


def may_read(case: Case, caller: Caller, tree: UnitTree) -> bool:
    """Whether the caller reads cases of the case's unit or one above it, in its programme."""
    return caller.grant_over(case.face.unit, tree, READING, case.face.programme) is not None
