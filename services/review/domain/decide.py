"""Approve, return, reject, decline, ask for a revocation, and reassess the benefit (design §3)."""

from collections.abc import Iterable

from services.review.domain.case import Decided
from services.review.domain.commands import Paper, Why, must_say_why
from services.review.domain.refusals import (
    AlreadyApproved,
    AlreadyDone,
    ApprovalStands,
    DecisionsClosed,
    HigherLevelDecided,
    NoApproval,
    NotAboveApproval,
    NothingToDecline,
    NotUnderReview,
    ProgrammeNotKnownYet,
)
from services.review.domain.turn import Note, Turn
from shared.events.decisions import (
    APPROVED,
    DECLINED,
    REASSESSED,
    REJECTED,
    RETURNED,
    REVOCATION_ASKED,
    Approval,
    ReviewState,
)
from shared.refusals import REQUIRED, BadField


def approve(turn: Turn, paper: Paper, why: Why, *, recommend: bool = False) -> Decided:
    """Approve the content version judged, at the level of the reviewer's unit; perhaps recommend to the next."""
    turn.check()
    _must_be_open(turn)
    case, level = turn.case, turn.by.level
    if any(approval.level is level for approval in case.approvals):
        raise AlreadyApproved
    if any(approval.level.is_above(level) for approval in case.approvals):
        raise HigherLevelDecided
    _must_not_overrule(turn)
    turn.must_have_sections()
    number, decided_on = paper.complete(turn.now, *_looked_at_nothing(turn))
    approval = Approval(
        id=turn.id(),
        unit=turn.by.unit,
        level=level,
        decision_number=number,
        decided_on=decided_on,
        content_version=case.content_version,
        submission_version=turn.submission_version,
        kind=case.face.kind,
        sector=case.face.sector,
        ownership=case.face.ownership,
        recommended=recommend,
    )
    return turn.decided(
        APPROVED,
        why,
        note=Note("approved", approval.id, number),
        approvals=(*case.approvals, approval),
        declined=(),
        asked_to_revoke=None,
    )


def _looked_at_nothing(turn: Turn) -> Iterable[BadField]:
    """An approval counts by what was looked at, so it says what that was."""
    if turn.submission_version is None:
        yield BadField("submission_version", REQUIRED)


def give_back(turn: Turn, why: Why) -> Decided:
    """Return to the authors, who correct and submit again."""
    return _turn_down(turn, why, RETURNED, ReviewState.RETURNED)


def reject(turn: Turn, why: Why) -> Decided:
    """Reject; the authors are told why."""
    return _turn_down(turn, why, REJECTED, ReviewState.REJECTED)


def _turn_down(turn: Turn, why: Why, type: str, state: ReviewState) -> Decided:  # noqa: A002
    turn.check()
    _must_be_open(turn)
    if turn.case.approvals:
        raise ApprovalStands
    _must_not_overrule(turn)
    if turn.case.state is state:
        raise AlreadyDone
    must_say_why(why)
    return turn.decided(type, why, note=Note(state.value, turn.id()), last_act=turn.last_act(state, why))


def decline(turn: Turn, why: Why) -> Decided:
    """Note that this level does not follow: neither a recommendation to it nor a revocation asked of it.

    What stands does not change. It has no deadline, for it decides nothing that counts.
    """
    turn.check()
    case, top = turn.case, turn.case.top
    if top is None:
        raise NoApproval
    asked = case.asked_to_revoke is not None and turn.awaits_me()
    if not asked and not turn.by.level.is_above(top.level):
        raise NothingToDecline
    if turn.by.level in case.declined:
        raise AlreadyDone
    changes = {"asked_to_revoke": None} if asked else {"declined": (*case.declined, turn.by.level)}
    return turn.decided(DECLINED, why, note=Note("declined", turn.id()), **changes)


def ask_for_revocation(turn: Turn, why: Why) -> Decided:
    """Ask the level of the highest approval, which is below this one, to take it back. It has no deadline."""
    turn.check()
    case, top = turn.case, turn.case.top
    if top is None:
        raise NoApproval
    if not turn.by.level.is_above(top.level):
        raise NotAboveApproval
    if case.asked_to_revoke == top.id:
        raise AlreadyDone
    must_say_why(why)
    return turn.decided(REVOCATION_ASKED, why, note=Note("revocation-asked", top.id), asked_to_revoke=top.id)


def reassess(turn: Turn, verified_benefit_vnd: int) -> Decided:
    """Set the verified benefit of the first 12 months, in VND; not below a level that has already approved."""
    turn.check()
    _must_be_open(turn)
    case = turn.case
    if case.state not in (ReviewState.PENDING, ReviewState.APPROVED):
        raise NotUnderReview
    if case.top is not None and case.top.level.is_above(turn.by.level):
        raise HigherLevelDecided
    if case.verified_benefit_vnd == verified_benefit_vnd:
        raise AlreadyDone
    note = Note("reassessed", turn.id(), verified_benefit_vnd=verified_benefit_vnd)
    return turn.decided(REASSESSED, note=note, verified_benefit_vnd=verified_benefit_vnd)


def _must_be_open(turn: Turn) -> None:
    """Decisions that count end with the programme's `decide_until` (`import_until` for what was imported)."""
    if turn.rules is None:
        raise ProgrammeNotKnownYet
    if turn.now > turn.rules.last(imported=turn.case.face.imported):
        raise DecisionsClosed


def _must_not_overrule(turn: Turn) -> None:
    """A return, rejection or revocation by a higher level on this content version is not for a lower one to undo."""
    act = turn.case.last_act
    if act is not None and not turn.case.approvals and act.level.is_above(turn.by.level):
        raise HigherLevelDecided
