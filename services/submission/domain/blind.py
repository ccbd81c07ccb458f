"""Blind review of a programme: who judges does not know whose it is before they have (docs/views.md)."""

from typing import Final

from services.submission.domain.catalogue import Catalogue
from services.submission.domain.initiative import Initiative
from services.submission.domain.supplements import level_led_to
from shared.access import Caller, Role
from shared.events.decisions import ReviewState
from shared.units import UnitTree

ANSWERING: Final = (Role.PROXY, Role.LEADER, Role.ADMIN)
"""Who enters for people, answers for them or corrects who they are, and so has to know them."""
JUDGING: Final = (Role.REVIEWER, Role.COUNCILLOR)


def knows_people(caller: Caller, initiative: Initiative, catalogue: Catalogue) -> bool:
    """Whether whoever may read it is told who its authors are and who entered it."""
    programme = catalogue.programmes.get(initiative.public.programme)
    if programme is None or not programme.blind_review or caller.person_id in initiative.people:
        return True
    where, tree = initiative.public, catalogue.tree
    if caller.grant_over(where.unit, tree, ANSWERING, where.programme) is not None:
        return True
    judging = caller.grants_over(where.unit, tree, JUDGING, where.programme)
    return not any(_may_still_judge(grant.unit, initiative, tree) for grant in judging)


def _may_still_judge(unit: str, initiative: Initiative, tree: UnitTree) -> bool:
    """Of one approved and recommended, the level it leads to and those above; what was withdrawn nobody has judged."""
    if initiative.status in (ReviewState.REJECTED, ReviewState.REVOKED):
        return False
    if not initiative.is_approved:
        return True
    awaited, known = level_led_to(initiative, tree), tree.get(unit)
    return awaited is not None and known is not None and not awaited.is_above(known.level)
