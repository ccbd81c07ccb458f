"""Claims: for half an hour one reviewer works on a case alone (design §3)."""

from dataclasses import replace
from datetime import datetime, timedelta

from services.review.domain.case import Case, Claim
from services.review.domain.history import Entry
from services.review.domain.refusals import Claimed, ConflictOfInterest, NotClaimHolder, Withdrawn
from services.review.domain.reviewer import Reviewer
from services.review.domain.turn import Turn

CLAIM_FOR = timedelta(minutes=30)


def claim(turn: Turn, *, take_over: bool = False) -> Case:
    """The case in the reviewer's hands for 30 minutes; one's own claim begins anew, a leader takes over another's."""
    case, by = turn.case, turn.by
    if case.withdrawn:
        raise Withdrawn
    if by.person_id in case.involved:
        raise ConflictOfInterest
    held = case.claim if case.claim and case.claim.stands(turn.now) else None
    foreign = held is not None and held.holder != by.person_id
    if foreign and not (take_over and by.is_leader):
        raise Claimed
    turn.must_have_sections()
    taken = replace(case, claim=_claim_of(by, turn.now + CLAIM_FOR))
    return taken.noting(_taken_over(turn)) if foreign else taken


def release(turn: Turn) -> Case:
    """The case without the reviewer's claim; NotClaimHolder when it is not theirs or has run out."""
    held = turn.case.claim
    if held is None or held.holder != turn.by.person_id or not held.stands(turn.now):
        raise NotClaimHolder
    return replace(turn.case, claim=None)


def _claim_of(by: Reviewer, until: datetime) -> Claim:
    return Claim(by.person_id, by.unit, until, by.appointment, by.on_behalf_of)


def _taken_over(turn: Turn) -> Entry:
    return Entry(
        at=turn.now,
        act="claim-taken-over",
        content_version=turn.case.content_version,
        by=turn.by.person_id,
        role=turn.by.role.value,
        unit=turn.by.unit,
        level=turn.by.level,
        appointment=turn.by.appointment,
        on_behalf_of=turn.by.on_behalf_of,
    )
