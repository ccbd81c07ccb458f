"""Whatever reviewers try in whatever order, what stands obeys the rules of design §3."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.domain.case import Case, Decided
from services.review.domain.commands import Why
from services.review.domain.decide import approve, ask_for_revocation, decline, give_back, reassess, reject
from services.review.domain.placing import placed
from services.review.domain.programme import NeededSection
from services.review.domain.revocation import revoke
from services.review.domain.rewards import reward
from services.review.domain.turn import Turn
from shared.events.decisions import ReviewState
from shared.refusals import Refusal
from shared.units import Level
from tests.unit.review.world import CHAIN, PAPER, RULES, T0, TREE, WHY, bang_khen, followed, opened, revocation_of, turn

Act = Callable[[Turn], Decided]


def _ids(case: Case) -> list[UUID]:
    return [given.id for given in case.rewards] + [approval.id for approval in case.approvals]


def _revoke_first(turn: Turn) -> Decided:
    ids = _ids(turn.case)
    return revoke(turn, revocation_of(ids[0] if ids else turn.case.id))


def _revoke_last(turn: Turn) -> Decided:
    ids = _ids(turn.case)
    return revoke(turn, revocation_of(ids[-1] if ids else turn.case.id))


ACTS: dict[str, Act] = {
    "approve": lambda t: approve(t, PAPER, Why()),
    "recommend": lambda t: approve(t, PAPER, Why(), recommend=True),
    "return": lambda t: give_back(t, WHY),
    "reject": lambda t: reject(t, WHY),
    "decline": lambda t: decline(t, Why()),
    "ask": lambda t: ask_for_revocation(t, WHY),
    "reassess": lambda t: reassess(t, 1_000_000 * (t.case.version + 1)),
    "reward": lambda t: reward(t, bang_khen()),
    "revoke first": _revoke_first,
    "revoke last": _revoke_last,
}

STEPS = st.lists(st.tuples(st.sampled_from([*ACTS, "resubmit", "supplement"]), st.sampled_from(CHAIN)), max_size=25)
MINUTES = NeededSection("bien-ban", "Biên bản họp", Level.UPPER)
NEEDING = replace(RULES, sections=(MINUTES, NeededSection("so-lieu", "Số liệu", Level.PROVINCIAL)))


def supplemented(case: Case, now: datetime) -> Case:
    """With one more of the sections, or once both are there with something else."""
    face, sections = case.face, ("bien-ban", "so-lieu")[: case.face.supplement + 1]
    newer = {"version": face.version + 1, "supplement": face.supplement + 1, "sections": sections}
    return placed(followed(case, face.model_copy(update=newer), now), TREE, NEEDING, waits_since=now)


def resubmitted(case: Case, now: datetime) -> Case:
    """What was added stays."""
    face = case.face
    newer = {"version": face.version + 1, "content_version": face.content_version + 1}
    return placed(followed(case, face.model_copy(update=newer), now), TREE, NEEDING, waits_since=now)


@settings(max_examples=300)
@given(STEPS)
def test_what_stands_obeys_the_rules_after_any_course(steps: list[tuple[str, str]]) -> None:
    case = opened()
    used: set[UUID] = set()
    for n, (name, unit) in enumerate(steps):
        now = T0 + timedelta(minutes=n)
        if name == "resubmit":
            if case.state is ReviewState.RETURNED:
                case = resubmitted(case, now)
                assert case.state is ReviewState.PENDING
            continue
        if name == "supplement":
            before, case = case, supplemented(case, now)
            assert case.standing == before.standing
            continue
        with suppress(Refusal):
            decided = ACTS[name](turn(case, unit, at=now, rules=NEEDING))
            _holds(case, decided, name)
            made = set(_ids(decided.case)) - set(_ids(case))
            assert not made & used, "an id is for ever"
            used |= made
            case = decided.case


def _holds(before: Case, decided: Decided, name: str) -> None:
    after, standing = decided.case, decided.data.standing
    assert after.version == before.version + 1 == decided.data.version
    assert before.last_event_at is None or (after.last_event_at or T0) > before.last_event_at
    depths = [approval.level.depth for approval in standing.approvals]
    assert depths == sorted(set(depths), reverse=True), "one approval per level, none lower after a higher one"
    rewards = [(given.form, given.level) for given in standing.rewards]
    assert len(rewards) == len(set(rewards))
    assert not standing.rewards or standing.approvals
    assert (standing.state is ReviewState.APPROVED) == bool(standing.approvals)
    assert name not in ("decline", "ask") or standing == before.standing
    assert after.claim is None
    assert (after.due_at is None) == (after.awaited is None)
    assert not after.missing_sections or after.awaited is None
    if after.awaited is not None and after.asked_to_revoke is None and after.awaited.level is not None:
        assert not NEEDING.missing(after.awaited.level, after.face.sections), "nobody looks at what lacks a section"
    assert (decided.data.submission_version, decided.data.supplement) == (after.face.version, after.face.supplement)
    assert len(after.history) == len(before.history) + 1
