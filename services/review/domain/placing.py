"""Where a case waits: its path in the tree, whose turn it is, and by when."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from services.review.domain.case import Awaited, Case
from services.review.domain.programme import DEFAULT_DECISION_DAYS, ProgrammeRules
from shared.events.decisions import ReviewState
from shared.units import UnitTree


def placed(
    case: Case,
    tree: UnitTree,
    rules: ProgrammeRules | None,
    *,
    waits_since: datetime | None = None,
    released_at: datetime | None = None,
) -> Case:
    """The case as the present tree and programme place it.

    `waits_since` is the moment of the act that put it where it waits; a moved unit or a reopened deadline
    (None) leaves the wait as old as it was. `released_at` is the moment of a changed programme: what waited for its
    author alone, and need not any more, begins its wait then.
    """
    awaited, missing = _awaited(case, tree, rules)
    if case.missing_sections and not missing and waits_since is None:
        waits_since = released_at
    since = case.since if waits_since is None or awaited == case.awaited else waits_since
    return replace(
        case,
        path=tree.path(case.face.unit),
        awaited=awaited,
        missing_sections=missing,
        since=since,
        due_at=_due_at(since, rules, imported=case.face.imported) if awaited else None,
    )


def _awaited(case: Case, tree: UnitTree, rules: ProgrammeRules | None) -> tuple[Awaited | None, tuple[str, ...]]:
    """The unit whose turn it is, or the sections that its author has to add before it is that unit's.

    A revocation asked for is about what was seen already, and needs none.
    """
    if case.withdrawn:
        return None, ()
    asked = next((approval for approval in case.approvals if approval.id == case.asked_to_revoke), None)
    if asked is not None:
        return _next_open(tree.path(asked.unit), tree), ()
    awaited = decides_next(case, tree)
    if awaited is None or awaited.level is None or rules is None:
        return awaited, ()
    missing = rules.missing(awaited.level, case.face.sections)
    return (None, tuple(section.code for section in missing)) if missing else (awaited, ())


def decides_next(case: Case, tree: UnitTree) -> Awaited | None:
    """A pending case goes to its own unit, a recommended one to the next unit above the highest approval.

    What was returned, rejected or revoked, and what the next level declined, goes to nobody here.
    """
    if case.state is ReviewState.PENDING:
        return _next_open(tree.path(case.face.unit), tree)
    top = case.top
    if top is None or not top.recommended:
        return None
    awaited = _next_open(tree.path(top.unit)[1:], tree)
    return None if awaited is None or _is_declined(case, awaited) else awaited


def _next_open(path: Iterable[str], tree: UnitTree) -> Awaited | None:
    """The first unit on the way up that can still decide, else the first: a closed one is better than none.

    A unit that is not known yet may be open.
    """
    units = [(code, tree.get(code)) for code in path]
    for code, unit in [*(pair for pair in units if pair[1] is None or pair[1].is_open), *units]:
        return Awaited(code, unit.level if unit else None)
    return None


def _is_declined(case: Case, awaited: Awaited) -> bool:
    """Whether the level it waits for, or a higher one, has declined already."""
    level = awaited.level
    return level is not None and any(not level.is_above(declined) for declined in case.declined)


def _due_at(since: datetime, rules: ProgrammeRules | None, *, imported: bool) -> datetime:
    """A reviewer has the programme's decision days for one case, but no longer than the programme decides."""
    if rules is None:
        return since + timedelta(days=DEFAULT_DECISION_DAYS)
    return min(since + timedelta(days=rules.decision_days), rules.last(imported=imported))
