"""Where a case waits: its path in the tree, whose turn it is, and by when."""

from dataclasses import replace
from datetime import datetime, timedelta

from services.review.domain.case import Awaited, Case
from services.review.domain.programme import DEFAULT_DECISION_DAYS, ProgrammeRules
from shared.events.decisions import ReviewState
from shared.units import UnitTree


def placed(case: Case, tree: UnitTree, rules: ProgrammeRules | None, *, waits_since: datetime | None = None) -> Case:
    """The case as the present tree and programme place it.

    `waits_since` is the moment of the act that put it where it waits; a moved unit or a reopened deadline
    (None) leaves the wait as old as it was.
    """
    awaited = _awaited(case, tree)
    since = case.since if waits_since is None or awaited == case.awaited else waits_since
    return replace(
        case,
        path=tree.path(case.face.unit),
        awaited=awaited,
        since=since,
        due_at=_due_at(since, rules, imported=case.face.imported) if awaited else None,
    )


def _awaited(case: Case, tree: UnitTree) -> Awaited | None:
    """A pending case waits for its own unit, a recommended one for the next unit above the highest approval.

    A revocation asked for waits for the unit whose approval it is; what was returned, rejected or revoked, and
    what the next level declined, waits for nobody here.
    """
    if case.withdrawn:
        return None
    if case.state is ReviewState.PENDING:
        return _at(tree.resolve(case.face.unit), tree)
    asked = next((approval for approval in case.approvals if approval.id == case.asked_to_revoke), None)
    if asked is not None:
        return _at(tree.resolve(asked.unit), tree)
    top = case.top
    if top is None or not top.recommended:
        return None
    above = tree.path(top.unit)[1:2]
    awaited = _at(above[0], tree) if above else None
    return None if awaited is None or _is_declined(case, awaited) else awaited


def _at(code: str, tree: UnitTree) -> Awaited:
    unit = tree.get(code)
    return Awaited(code, unit.level if unit else None)


def _is_declined(case: Case, awaited: Awaited) -> bool:
    """Whether the level it waits for, or a higher one, has declined already."""
    level = awaited.level
    return level is not None and any(not level.is_above(declined) for declined in case.declined)


def _due_at(since: datetime, rules: ProgrammeRules | None, *, imported: bool) -> datetime:
    """A reviewer has the programme's decision days for one case, but no longer than the programme decides."""
    if rules is None:
        return since + timedelta(days=DEFAULT_DECISION_DAYS)
    return min(since + timedelta(days=rules.decision_days), rules.last(imported=imported))
