"""From any moment a case can be brought forward by what was published since, in the order a restore reads it."""

from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.domain.case import Case, Decided
from services.review.domain.commands import Why
from services.review.domain.decide import approve, ask_for_revocation
from services.review.domain.forward import decided
from services.review.domain.placing import placed
from shared.events.decisions import ReviewState
from shared.events.submissions import SubmissionData
from shared.refusals import Refusal
from tests.unit.review.test_any_course_of_review import ACTS, NEEDING, STEPS, resubmitted, supplemented
from tests.unit.review.world import PAPER, T0, TREE, WHY, followed, opened, turn

UNTOLD = ("decline",)
"""Acts of which the log does not say which level they were of, or about what."""


@settings(max_examples=300)
@given(STEPS, st.integers(0, 25))
def test_a_restored_case_arrives_where_it_was(steps: list[tuple[str, str]], backed_up_after: int) -> None:
    case = backup = opened()
    faces: list[tuple[SubmissionData, datetime]] = []
    decisions: list[Decided] = []
    told_all = True
    for n, (name, unit) in enumerate(steps):
        now = T0 + timedelta(minutes=n)
        if n == backed_up_after:
            backup, faces, decisions, told_all = case, [], [], True
        if name in ("resubmit", "supplement"):
            if name == "supplement" or case.state is ReviewState.RETURNED:
                case = supplemented(case, now) if name == "supplement" else resubmitted(case, now)
                faces.append((case.face, now))
            continue
        with suppress(Refusal):
            decisions.append(ACTS[name](turn(case, unit, at=now, rules=NEEDING)))
            case = decisions[-1].case
            told_all = told_all and name not in UNTOLD
    restored = brought_forward(backup, faces, decisions)
    assert (restored.version, restored.last_event_at) == (case.version, case.last_event_at)
    assert (restored.standing, restored.status, restored.face) == (case.standing, case.status, case.face)
    assert not told_all or (restored.awaited, restored.missing_sections) == (case.awaited, case.missing_sections)


def brought_forward(case: Case, faces: list[tuple[SubmissionData, datetime]], decisions: list[Decided]) -> Case:
    """All that was submitted first, then all that was decided."""
    for data, at in faces:
        case = placed(followed(case, data, at), TREE, NEEDING, waits_since=at)
    for one in decisions:
        told_at = one.case.last_event_at
        assert told_at is not None
        case = placed(decided(case, one.type.split(".")[-2], one.data, told_at), TREE, NEEDING, waits_since=told_at)
    return case


def test_a_revocation_that_was_asked_for_is_asked_for_after_a_restore() -> None:
    backup = approve(turn(opened()), PAPER, Why()).case
    asked = ask_for_revocation(turn(backup, "can-tho"), WHY)
    restored = brought_forward(backup, [], [asked])
    assert restored.asked_to_revoke == backup.approvals[0].id
    assert (restored.awaited, restored.version) == (asked.case.awaited, 2)
    line = restored.history[-1]
    assert (line.act, line.submission_version, line.supplement) == ("revocation-asked", 1, 0)
