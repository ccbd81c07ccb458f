"""Cases of notify's rules that seldom come up by chance."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.notify.domain.absorb import BatchNews, Known, absorb
from services.notify.domain.delivery import resent
from services.notify.domain.due import messages_due
from services.notify.domain.hold import Hold
from services.notify.domain.initiative import Initiative
from services.notify.domain.messages import MessageState, Resend, Template
from services.notify.domain.milestones import Milestone, letter_to
from shared.events.milestones import MilestoneData
from shared.units import Level
from tests.unit.notify import builders as b


def test_an_approval_of_older_content_is_commended_no_more_and_its_reward_is() -> None:
    newer = b.face(2, content_version=2)
    decision = b.approved(
        content_version=2, approvals=(b.approval(1, content_version=1), b.approval(3, content_version=2))
    )
    known = Initiative(b.INITIATIVE).with_face(newer).with_decision(decision, b.NOW)
    approved = {due.about.decision_id for due in messages_due(known) if due.template is Template.APPROVED}
    assert approved == {b.approval(3).id}


@pytest.mark.parametrize(("unit", "threshold"), [(None, None), (None, 50), (b.UNIT, None)])
def test_a_milestone_of_no_unit_or_no_line_is_told_to_nobody(unit: str | None, threshold: int | None) -> None:
    data = MilestoneData(version=1, programme="9000-sang-kien", window="all", unit=unit, threshold=threshold)
    writes = absorb(BatchNews(milestones=((UUID(int=1), data, b.NOW),)), Known(), b.making())
    assert not writes.milestones


@pytest.mark.parametrize(("mail", "binds"), [(None, True), (False, True), (True, False)])
def test_what_was_decided_before_a_restore_rests_until_it_is_to_be_mailed(mail: bool | None, binds: bool) -> None:
    assert Hold(b.NOW, mail).binds is binds


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.FAILED, MessageState.WAITING])
@pytest.mark.parametrize("to_office", [True, False])
def test_a_message_sent_again_goes_where_it_went_and_one_that_waited_to_the_person(
    state: MessageState, to_office: bool
) -> None:
    message = replace(b.message(Template.APPROVED), state=state, to_office=to_office)
    again = resent(message, Resend(b.LAN, b.NOW, "leader", b.UNIT, 1))
    assert again.to_office is (to_office and state is not MessageState.WAITING)


def test_a_letter_on_a_milestone_is_no_secret() -> None:
    milestone = Milestone(UUID(int=1), "9000-sang-kien", "all", b.UNIT, 50, b.NOW, due_at=b.NOW)
    assert letter_to(milestone, b.LAN, Level.GRASSROOTS, b.NOW).about.confidential is False
