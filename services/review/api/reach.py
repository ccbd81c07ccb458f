"""Where a caller's lists and counts look."""

from services.review.api.desk import Desk
from services.review.domain.reviewer import READING
from shared.access import Scope, narrowed
from shared.refusals import Forbidden, NotFound
from shared.units import UnitTree


def reach(at: Desk, tree: UnitTree, unit: str | None) -> tuple[Scope, ...]:
    """The subtrees to look at: of `unit` when the caller reads there (404 when not), else of all their units."""
    scopes = at.caller.scopes(tree, READING)
    if not scopes:
        raise Forbidden
    if unit is None:
        return scopes
    over = [one for one in scopes if unit in tree and tree.is_within(unit, one.unit)]
    if not over:
        raise NotFound
    return narrowed(tuple(Scope(tree.resolve(unit), one.programme) for one in over), tree)
