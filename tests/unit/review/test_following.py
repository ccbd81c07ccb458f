from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.review.domain.case import Case, Status
from services.review.domain.changes import changes_since_return
from services.review.domain.commands import Why
from services.review.domain.decide import approve, give_back
from services.review.domain.following import follow
from services.review.domain.placing import placed
from services.review.domain.refusals import UnitNotKnownYet
from services.review.domain.reviewer import may_read, reviewer_of
from shared.access import Caller, Grant, Role
from shared.refusals import Forbidden
from shared.units import Level, Unit, UnitTree
from tests.unit.review.world import (
    DAY,
    PAPER,
    RULES,
    T0,
    TREE,
    WHY,
    face,
    followed,
    initiative,
    opened,
    person,
    turn,
)

FACES = (
    face(1, 1),
    face(2, 1, kind="operational"),
    face(3, 2, title="Giá treo mới"),
    face(4, 3, title="Giá treo mới nữa"),
    face(5, 3, state="withdrawn"),
)


def test_a_new_content_version_opens_a_returned_case_again() -> None:
    returned = give_back(turn(opened()), WHY).case
    assert (returned.status, returned.awaited) == (Status.RETURNED, None)
    again = followed(returned, face(2, 2), T0 + 5 * DAY)
    assert (again.status, again.since, again.version) == (Status.PENDING, T0 + 5 * DAY, 1)
    assert again.awaited is not None


def test_an_approval_of_an_older_version_counts_for_nothing() -> None:
    raced = approve(turn(give_back(turn(opened()), WHY).case), PAPER, Why()).case
    again = followed(raced, face(2, 2), T0 + 5 * DAY)
    assert (again.status, again.approvals, again.last_act) == (Status.PENDING, (), None)


def test_a_withdrawal_wins_and_is_final() -> None:
    withdrawn = followed(approve(turn(opened()), PAPER, Why()).case, face(2, 1, state="withdrawn"), T0 + DAY)
    assert (withdrawn.status, withdrawn.awaited) == (Status.WITHDRAWN, None)
    assert follow(withdrawn, withdrawn.id, face(3, 2), T0 + 2 * DAY) is None


@given(st.lists(st.sampled_from(FACES[:4]), min_size=1, max_size=8))
def test_any_order_and_repetition_ends_at_the_newest_version(arrivals: list[object]) -> None:
    case: Case | None = None
    for data in arrivals:
        case = follow(case, initiative(), data, T0) or case  # type: ignore[arg-type]
    newest = max(arrivals, key=lambda data: data.version)  # type: ignore[attr-defined]
    assert case is not None
    assert case.face == newest
    versions = [known.content_version for known in case.faces]
    assert versions == sorted(set(versions))


def test_the_difference_to_the_returned_version_is_shown() -> None:
    case = followed(give_back(turn(opened()), WHY).case, face(2, 2, title="Giá treo mới"), T0 + 2 * DAY)
    assert changes_since_return(case) == {"title": {"before": "Giá treo dịch truyền di động", "after": "Giá treo mới"}}
    assert changes_since_return(opened()) is None
    assert changes_since_return(give_back(turn(case), WHY).case) is None


def test_a_case_of_an_unknown_unit_waits_under_its_own_code() -> None:
    case = opened(face(unit="chua-biet"))
    assert case.awaited is not None
    assert (case.path, case.awaited.unit, case.awaited.level) == (("chua-biet",), "chua-biet", None)
    grown = UnitTree([*TREE, Unit("chua-biet", "CĐ mới", Level.GRASSROOTS, "o-mon")])
    again = placed(case, grown, RULES)
    assert again.path == ("chua-biet", "o-mon", "can-tho", "tong")
    assert again.awaited is not None
    assert again.awaited.level is Level.GRASSROOTS
    assert again.since == case.since


def test_a_moved_unit_moves_the_wait_of_what_was_recommended() -> None:
    case = approve(turn(opened()), PAPER, Why(), recommend=True).case
    moved = UnitTree([*(unit for unit in TREE if unit.code != "benh-vien"), _moved("benh-vien", "o-mon")])
    again = placed(case, moved, RULES)
    assert again.awaited is not None
    assert (again.awaited.unit, again.since) == ("o-mon", case.since)


def _moved(code: str, parent: str) -> Unit:
    unit = TREE.get(code)
    assert unit is not None
    return replace(unit, parent=parent)


def test_a_case_is_never_due_after_the_programme_decides() -> None:
    late = opened(at=RULES.decide_until - DAY)
    assert late.due_at == RULES.decide_until


def caller(*grants: Grant) -> Caller:
    return Caller(person("c"), "c", "https://id.example.vn", grants)


def test_the_narrowest_grant_decides_unless_another_is_named() -> None:
    both = caller(Grant(Role.REVIEWER, "can-tho"), Grant(Role.REVIEWER, "benh-vien"))
    assert reviewer_of(opened(), both, TREE).unit == "benh-vien"
    assert reviewer_of(opened(), both, TREE, as_unit="can-tho").level is Level.PROVINCIAL


@pytest.mark.parametrize("unit", ["truong", "o-mon", "ninh-kieu", "khong-co"])
def test_a_unit_without_a_grant_over_the_case_is_not_acted_for(unit: str) -> None:
    with pytest.raises(Forbidden):
        reviewer_of(opened(), caller(Grant(Role.REVIEWER, "o-mon"), Grant(Role.LEADER, "truong")), TREE, as_unit=unit)


def test_only_reviewers_and_leaders_at_or_above_the_unit_read_a_case() -> None:
    assert may_read(opened(), caller(Grant(Role.LEADER, "can-tho")), TREE)
    assert not may_read(opened(), caller(Grant(Role.PROXY, "benh-vien"), Grant(Role.REVIEWER, "o-mon")), TREE)


def test_of_two_grants_on_one_unit_the_leaders_counts() -> None:
    both = caller(Grant(Role.REVIEWER, "benh-vien"), Grant(Role.LEADER, "benh-vien"))
    assert reviewer_of(opened(), both, TREE).is_leader


def test_the_difference_is_not_told_when_the_returned_version_never_came() -> None:
    case = followed(give_back(turn(opened()), WHY).case, face(2, 2), T0 + DAY)
    assert changes_since_return(replace(case, faces=case.faces[-1:])) is None


def test_nobody_acts_for_a_unit_that_review_has_not_heard_of() -> None:
    case = placed(opened(face(unit="mới")), TREE, RULES)
    caller = Caller(person("hội đồng"), "hd", "https://login.example.vn", (Grant(Role.REVIEWER, "mới"),))
    with pytest.raises(UnitNotKnownYet):
        reviewer_of(case, caller, TREE)
