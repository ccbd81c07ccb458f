"""An approval counts by what its reviewer looked at; what was said after that is looked at again."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.review.domain.case import Case
from services.review.domain.commands import Why
from services.review.domain.decide import approve, give_back
from services.review.domain.refusals import ContentChanged, Incomplete
from shared.events.submissions import AuthorShare
from tests.unit.review.world import AUTHOR, PAPER, T0, WHY, face, followed, opened, person, turn

CARD, OTHER_CARD = person("a card a proxy made"), person("another card a proxy made")


def shares(*authors: tuple[UUID, int, UUID | None]) -> tuple[AuthorShare, ...]:
    return tuple(AuthorShare(id=id_, share=share, home_unit="benh-vien", formerly=was) for id_, share, was in authors)


def entered(*authors: tuple[UUID, int, UUID | None]) -> Case:
    return opened(face(authors=shares(*authors)))


def after(case: Case, *authors: tuple[UUID, int, UUID | None], **changes: Any) -> Case:
    data = face(case.face.version + 1, authors=shares(*authors), **changes)
    return followed(case, data, T0)


def looking_at(case: Case, submission_version: int | None) -> Any:
    return turn(case, submission_version=submission_version)


def test_an_approval_carries_what_was_looked_at() -> None:
    case = followed(opened(), face(2, kind="research", sector="education", ownership="fdi"), T0)
    (approval,) = approve(turn(case), PAPER, Why()).case.approvals
    looked_at = (approval.submission_version, approval.kind, approval.sector, approval.ownership)
    assert looked_at == (2, "research", "education", "fdi")


def test_an_approval_says_what_it_looked_at() -> None:
    with pytest.raises(Incomplete) as refused:
        approve(looking_at(opened(), None), PAPER, Why())
    assert [bad.field for bad in refused.value.fields] == ["submission_version"]


def test_what_was_reclassified_since_is_looked_at_again() -> None:
    case = followed(opened(), face(2, kind="research"), T0)
    with pytest.raises(ContentChanged):
        approve(looking_at(case, 1), PAPER, Why())
    with pytest.raises(ContentChanged):
        give_back(looking_at(case, 1), WHY)


def test_nobody_approves_what_review_has_not_seen_yet() -> None:
    with pytest.raises(ContentChanged):
        approve(looking_at(opened(), 2), PAPER, Why())


def test_an_author_who_signs_in_changes_nothing_that_was_looked_at() -> None:
    case = after(entered((CARD, 60, None), (OTHER_CARD, 40, None)), (AUTHOR, 60, CARD), (OTHER_CARD, 40, None))
    (approval,) = approve(looking_at(case, 1), PAPER, Why()).case.approvals
    assert approval.submission_version == 1
    both = after(case, (AUTHOR, 60, CARD), (person("minh"), 40, OTHER_CARD))
    assert all(approve(looking_at(both, version), PAPER, Why()) for version in (1, 2, 3))


def test_who_stood_on_a_card_and_on_their_account_is_the_same_person_with_both_shares() -> None:
    case = after(entered((CARD, 60, None), (AUTHOR, 40, None)), (AUTHOR, 100, CARD))
    assert approve(looking_at(case, 1), PAPER, Why())


@pytest.mark.parametrize(
    ("authors", "changes"),
    [
        (((AUTHOR, 100, CARD),), {"kind": "research"}),
        (((AUTHOR, 100, None),), {}),
        (((AUTHOR, 50, CARD), (person("minh"), 50, None)), {}),
        (((AUTHOR, 100, OTHER_CARD),), {}),
    ],
)
def test_a_sign_in_hides_no_other_change(authors: tuple[tuple[UUID, int, UUID | None], ...], changes: Any) -> None:
    case = after(entered((CARD, 100, None)), *authors, **changes)
    with pytest.raises(ContentChanged):
        approve(looking_at(case, 1), PAPER, Why())


def test_a_sign_in_after_a_reclassification_reaches_no_further_back_than_that() -> None:
    case = after(entered((CARD, 100, None)), (CARD, 100, None), kind="research")
    linked = after(case, (AUTHOR, 100, CARD), kind="research")
    assert approve(looking_at(linked, 2), PAPER, Why())
    with pytest.raises(ContentChanged):
        approve(looking_at(linked, 1), PAPER, Why())


def test_a_case_stored_before_this_was_noted_shows_its_newest_event_alone() -> None:
    case = replace(entered((CARD, 100, None)), alike_since=None)
    linked = replace(after(case, (AUTHOR, 100, CARD)), alike_since=None)
    assert approve(looking_at(linked, 2), PAPER, Why())
    with pytest.raises(ContentChanged):
        approve(looking_at(linked, 1), PAPER, Why())
