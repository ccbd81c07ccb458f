"""Whatever reviewers try in whatever order, what stands obeys the rules of design §3."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.domain.case import Case, Decided
from services.review.domain.commands import Why
from services.review.domain.decide import approve, ask_for_revocation, decline, give_back, reassess, reject
from services.review.domain.revocation import revoke
from services.review.domain.rewards import reward
from services.review.domain.turn import Turn
from shared.events.decisions import ReviewState
from shared.refusals import Refusal
from tests.unit.review.world import CHAIN, PAPER, T0, WHY, bang_khen, face, followed, opened, revocation_of, turn

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

STEPS = st.lists(st.tuples(st.sampled_from([*ACTS, "resubmit"]), st.sampled_from(CHAIN)), max_size=25)


@settings(max_examples=300)
@given(STEPS)
def test_what_stands_obeys_the_rules_after_any_course(steps: list[tuple[str, str]]) -> None:
    case = opened()
    used: set[UUID] = set()
    for n, (name, unit) in enumerate(steps):
        now = T0 + timedelta(minutes=n)
        if name == "resubmit":
            if case.state is ReviewState.RETURNED:
                case = followed(case, face(case.face.version + 1, case.content_version + 1), now)
                assert case.state is ReviewState.PENDING
            continue
        with suppress(Refusal):
            decided = ACTS[name](turn(case, unit, at=now))
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
    assert len(after.history) == len(before.history) + 1
