"""Blind review of a programme: who judges does not know whose it is before they have (docs/views.md)."""

from typing import Final

from services.review.domain.case import Case, Status
from services.review.domain.placing import decides_next
from services.review.domain.programme import ProgrammeRules
from shared.access import Caller, Role
from shared.units import UnitTree

ANSWERING: Final = (Role.PROXY, Role.LEADER, Role.ADMIN)
"""Who enters for people, answers for them or corrects who they are, and so has to know them."""
JUDGING: Final = (Role.REVIEWER, Role.COUNCILLOR)


def knows_authors(caller: Caller, case: Case, tree: UnitTree, rules: ProgrammeRules | None) -> bool:
    """Whether whoever may read the case is told who its authors are."""
    if rules is None or not rules.blind_review or caller.person_id in case.own_people:
        return True
    unit, programme = case.face.unit, case.face.programme
    if caller.grant_over(unit, tree, ANSWERING, programme) is not None:
        return True
    judging = caller.grants_over(unit, tree, JUDGING, programme)
    return not any(_may_still_judge(grant.unit, case, tree) for grant in judging)


def _may_still_judge(unit: str, case: Case, tree: UnitTree) -> bool:
    """Of one approved and recommended, the level it goes to and those above; what was withdrawn nobody has judged."""
    if case.status in (Status.REJECTED, Status.REVOKED):
        return False
    if case.status is not Status.APPROVED:
        return True
    goes_to, known = decides_next(case, tree), tree.get(unit)
    if goes_to is None or goes_to.level is None or known is None:
        return False
    return not goes_to.level.is_above(known.level)
