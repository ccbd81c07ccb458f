from datetime import date, timedelta

import pytest

from services.review.domain import refusals
from services.review.domain.case import Case, Status, decision_id
from services.review.domain.commands import Paper, Why
from services.review.domain.decide import approve, ask_for_revocation, decline, give_back, reassess, reject
from services.review.domain.revocation import revoke
from shared.events.decisions import APPROVED, DECLINED, RETURNED, ReviewState
from shared.refusals import Refusal
from shared.units import Level
from tests.unit.review.world import (
    AUTHOR,
    DAY,
    PAPER,
    PROXY,
    RULES,
    T0,
    WHY,
    face,
    followed,
    opened,
    person,
    reviewer,
    revocation_of,
    turn,
)


def approved(unit: str = "benh-vien", case: Case | None = None, *, recommend: bool = False) -> Case:
    return approve(turn(case or opened(), unit), PAPER, Why(), recommend=recommend).case


def test_an_approval_stands_at_the_level_of_the_reviewers_unit() -> None:
    decided = approve(turn(opened(), "ninh-kieu"), PAPER, Why())
    (approval,) = decided.case.approvals
    assert (decided.type, approval.level, approval.unit) == (APPROVED, Level.UPPER, "ninh-kieu")
    assert approval.id == decision_id(decided.case.id, 1)
    assert decided.data.standing.approvals == (approval,)
    assert decided.case.status is Status.APPROVED


def test_a_level_approves_once() -> None:
    with pytest.raises(refusals.AlreadyApproved):
        approved(case=approved())


def test_no_lower_level_approves_after_a_higher_one() -> None:
    with pytest.raises(refusals.HigherLevelDecided):
        approved("benh-vien", approved("can-tho"))


def test_a_higher_level_approves_after_a_lower_one() -> None:
    case = approved("can-tho", approved("benh-vien"))
    assert [a.level for a in case.approvals] == [Level.GRASSROOTS, Level.PROVINCIAL]
    assert case.version == 2


def test_a_recommendation_puts_the_case_before_the_next_level() -> None:
    case = approved(recommend=True)
    assert case.awaited is not None
    assert (case.awaited.unit, case.awaited.level) == ("ninh-kieu", Level.UPPER)
    assert case.due_at == T0 + 16 * DAY


def test_without_a_recommendation_an_approved_case_waits_for_nobody() -> None:
    case = approved()
    assert (case.awaited, case.due_at) == (None, None)


def test_a_pending_case_waits_for_its_own_unit() -> None:
    case = opened()
    assert case.awaited is not None
    assert (case.awaited.unit, case.awaited.level, case.due_at) == ("benh-vien", Level.GRASSROOTS, T0 + 15 * DAY)


@pytest.mark.parametrize("turn_down", [give_back, reject])
def test_nothing_is_returned_or_rejected_while_an_approval_stands(turn_down: object) -> None:
    assert callable(turn_down)
    with pytest.raises(refusals.ApprovalStands):
        turn_down(turn(approved(), "can-tho"), WHY)


def test_a_return_tells_the_authors_why_and_never_who() -> None:
    decided = give_back(turn(opened()), WHY)
    act = decided.case.standing.last_act
    assert act is not None
    assert (decided.type, act.state, act.reasons, act.comment) == (
        RETURNED,
        ReviewState.RETURNED,
        WHY.reasons,
        WHY.comment,
    )
    assert str(reviewer().person_id) not in decided.data.model_dump_json()
    assert decided.case.history[-1].by == reviewer().person_id


@pytest.mark.parametrize(("why", "field"), [(Why(), "reasons"), (Why(("other",)), "comment")])
def test_a_rejection_needs_its_reasons(why: Why, field: str) -> None:
    with pytest.raises(refusals.Incomplete) as refused:
        reject(turn(opened()), why)
    assert [bad.field for bad in refused.value.fields] == [field]


@pytest.mark.parametrize(
    ("paper", "fields"),
    [
        (Paper(), ["decision_number", "decided_on"]),
        (Paper("1/QĐ", date(2022, 7, 6)), ["decided_on"]),
    ],
)
def test_an_approval_needs_a_number_and_a_date_not_after_today(paper: Paper, fields: list[str]) -> None:
    with pytest.raises(refusals.Incomplete) as refused:
        approve(turn(opened()), paper, Why())
    assert [bad.field for bad in refused.value.fields] == fields


def test_today_is_vietnams_today() -> None:
    late_evening_utc = T0.replace(hour=18)
    assert approve(turn(opened(), at=late_evening_utc), Paper("1/QĐ", date(2022, 7, 5)), Why()).case.approvals


@pytest.mark.parametrize("who", [AUTHOR, PROXY])
def test_no_one_decides_on_what_they_authored_or_entered(who: object) -> None:
    by = reviewer()
    mine = type(by)(who, by.unit, by.level, by.role)  # type: ignore[arg-type]
    with pytest.raises(refusals.ConflictOfInterest):
        approve(turn(opened(), mine), PAPER, Why())


def test_a_decision_on_an_older_content_version_is_refused() -> None:
    case = followed(give_back(turn(opened()), WHY).case, face(2, 2), T0 + 2 * DAY)
    with pytest.raises(refusals.ContentChanged):
        approve(turn(case, content_version=1), PAPER, Why())


def test_after_the_last_day_nothing_is_decided_but_imports_have_longer() -> None:
    late = RULES.decide_until + DAY
    with pytest.raises(refusals.DecisionsClosed):
        approve(turn(opened(), at=late), PAPER, Why())
    assert approve(turn(opened(face(imported=True)), at=late), PAPER, Why()).case.approvals


def test_an_unknown_programme_decides_nothing_yet() -> None:
    with pytest.raises(refusals.ProgrammeNotKnownYet):
        approve(turn(opened(), rules=None), PAPER, Why())


def test_a_lower_level_does_not_undo_a_higher_levels_rejection() -> None:
    case = reject(turn(opened(), "can-tho"), WHY).case
    with pytest.raises(refusals.HigherLevelDecided):
        approve(turn(case, "benh-vien"), PAPER, Why())
    assert approve(turn(case, "can-tho"), PAPER, Why()).case.status is Status.APPROVED


def test_the_same_turn_down_twice_is_refused() -> None:
    case = reject(turn(opened()), WHY).case
    with pytest.raises(refusals.AlreadyDone):
        reject(turn(case), WHY)


def test_declining_changes_nothing_that_stands_and_ends_the_wait() -> None:
    before = approved(recommend=True)
    decided = decline(turn(before, "ninh-kieu"), Why())
    assert decided.type == DECLINED
    assert decided.case.standing == before.standing
    assert decided.case.awaited is None
    with pytest.raises(refusals.AlreadyDone):
        decline(turn(decided.case, "ninh-kieu"), Why())


@pytest.mark.parametrize(("unit", "refusal"), [("benh-vien", refusals.NothingToDecline)])
def test_only_a_level_above_declines(unit: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        decline(turn(approved(recommend=True), unit), Why())
    with pytest.raises(refusals.NoApproval):
        decline(turn(opened(), "can-tho"), Why())


def test_a_revocation_asked_for_waits_for_the_unit_that_approved() -> None:
    asked = ask_for_revocation(turn(approved(), "can-tho"), WHY).case
    assert asked.awaited is not None
    assert asked.awaited.unit == "benh-vien"
    assert asked.status is Status.APPROVED
    with pytest.raises(refusals.AlreadyDone):
        ask_for_revocation(turn(asked, "can-tho"), WHY)


def test_the_unit_asked_revokes_or_declines() -> None:
    asked = ask_for_revocation(turn(approved(), "can-tho"), WHY).case
    assert decline(turn(asked, "benh-vien"), Why()).case.awaited is None
    revoked = revoke(turn(asked, "benh-vien"), revocation_of(asked.approvals[0].id)).case
    assert (revoked.status, revoked.asked_to_revoke) == (Status.REVOKED, None)


def test_only_a_level_above_asks_for_a_revocation() -> None:
    with pytest.raises(refusals.NotAboveApproval):
        ask_for_revocation(turn(approved("ninh-kieu"), "ninh-kieu"), WHY)


def test_a_reassessed_benefit_is_carried_and_not_lowered_from_below() -> None:
    case = reassess(turn(opened()), 25_000_000).case
    assert case.standing.verified_benefit_vnd == 25_000_000
    assert case.status is Status.PENDING
    with pytest.raises(refusals.AlreadyDone):
        reassess(turn(case), 25_000_000)
    with pytest.raises(refusals.HigherLevelDecided):
        reassess(turn(approved("can-tho", case)), 1)


def test_a_rejected_initiatives_benefit_is_not_assessed() -> None:
    with pytest.raises(refusals.NotUnderReview):
        reassess(turn(reject(turn(opened()), WHY).case), 1)


def test_an_event_is_a_millisecond_after_the_one_before_even_if_the_clock_went_back() -> None:
    first = approve(turn(opened()), PAPER, Why()).case
    second = approve(turn(first, "can-tho", at=T0), PAPER, Why()).case
    assert first.last_event_at is not None
    assert second.last_event_at == first.last_event_at + timedelta(milliseconds=1)


def test_a_withdrawn_initiative_is_not_decided() -> None:
    case = followed(opened(), face(2, 1, state="withdrawn"), T0 + DAY)
    with pytest.raises(refusals.Withdrawn):
        approve(turn(case, reviewer(name=str(person("x")))), PAPER, Why())
