"""What becomes of a message when its time comes, and after an attempt."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain import delivery
from services.notify.domain.absorb import Known, absorb
from services.notify.domain.contacts import Contact
from services.notify.domain.delivery import Address, Backoff, Fault, NotSendable, Stage, Verdict, where_to
from services.notify.domain.messages import Message, MessageState, Resend
from shared.refusals import TooManyChanges
from tests.unit.notify import builders as b


@pytest.fixture
def message() -> Message:
    known = Known()
    known = b.after(known, absorb(b.news(b.face(), b.approved()), known, b.making()))
    return b.only(known, "approved")[0]


LAN = Contact(b.LAN, 1, "Lan", "lan@example.vn", "en")


def test_a_new_message_is_held_and_has_a_certificate(message: Message) -> None:
    assert (message.state, message.due_at - message.created_at) == (MessageState.HELD, timedelta(seconds=120))
    assert message.certificate_code


def test_a_message_goes_to_its_person_even_when_the_office_was_to_hand_it_over(message: Message) -> None:
    handed = replace(message, to_office=True)
    assert where_to(handed, LAN, "office@example.vn") == Address("lan@example.vn", False, "Lan", "en")


def test_the_office_gets_it_only_when_it_is_to_hand_it_over(message: Message) -> None:
    nobody = Contact(b.LAN)
    assert where_to(message, nobody, "office@example.vn") is NotSendable.NO_CONTACT
    handed = where_to(replace(message, to_office=True), nobody, "office@example.vn")
    assert handed == Address("office@example.vn", True, None, "vi")


def test_a_fallen_decision_is_suppressed_but_what_was_mailed_stays_sent(message: Message) -> None:
    fallen = replace(message, stands=False)
    assert where_to(fallen, LAN, None) is NotSendable.FALLEN
    assert delivery.suppressed(fallen).state is MessageState.SUPPRESSED
    assert delivery.suppressed(replace(fallen, sent_at=b.NOW)).state is MessageState.SENT


@pytest.mark.parametrize("reply", ["5.7.1 Relaying denied", "Relay access denied", "relay not permitted", "5.7.64 x"])
def test_a_refusal_by_rule_is_a_doubt_only_about_one_message(reply: str) -> None:
    assert Fault(Stage.RCPT, 554, reply).verdict is Verdict.DOUBT
    assert Fault(Stage.MAIL, 554, reply).verdict is Verdict.STOP
    assert Fault(Stage.RCPT, 451, reply).verdict is Verdict.RETRY
    assert Fault(Stage.RCPT, 550, "5.1.1 no such user 15.7.1").verdict is Verdict.FAIL


def test_a_box_that_stays_full_is_given_up_a_connection_that_breaks_is_not(message: Message) -> None:
    wait, patience = timedelta(minutes=1), timedelta(days=5)
    full, cut = Fault(Stage.RCPT, 452, "4.2.2 full"), Fault(Stage.DATA, None, "cut")
    first = delivery.put_off(message, full, b.NOW, wait, patience)
    assert (first.state, first.due_at, first.refused_since) == (MessageState.QUEUED, b.NOW + wait, b.NOW)
    later = b.NOW + patience
    assert delivery.put_off(first, full, later - wait, wait, patience).state is MessageState.QUEUED
    assert delivery.put_off(first, full, later, wait, patience).state is MessageState.FAILED
    assert delivery.put_off(first, cut, later, wait, patience).state is MessageState.QUEUED
    assert delivery.put_off(message, cut, later, wait, patience).refused_since is None


def test_an_address_with_a_line_end_is_never_mailed(message: Message) -> None:
    bad = replace(LAN, email="lan@example.vn\r\nBcc: all@example.vn")
    assert where_to(message, bad, None) is NotSendable.BAD_ADDRESS


@pytest.mark.parametrize("stage", list(Stage))
def test_only_a_5xx_is_final_and_only_one_about_the_message_fails_it(stage: Stage) -> None:
    assert Fault(stage, None, "cut").verdict is Verdict.RETRY
    assert Fault(stage, 451, "later").verdict is Verdict.RETRY
    about_message = stage in (Stage.RCPT, Stage.DATA)
    assert Fault(stage, 550, "no").verdict is (Verdict.FAIL if about_message else Verdict.STOP)


@given(st.integers(0, 10**9), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_never_longer_than_the_longest_nor_shorter_than_half_the_first(attempts: int, jitter: float) -> None:
    backoff = Backoff(timedelta(seconds=2), timedelta(minutes=10))
    assert timedelta(seconds=1) <= backoff.after(attempts, lambda: jitter) <= timedelta(minutes=10)


@given(st.integers(1, 40))
def test_waits_do_not_shrink(attempts: int) -> None:
    backoff = Backoff()
    assert backoff.after(attempts, lambda: 0.0) <= backoff.after(attempts + 1, lambda: 0.0)


def test_an_erased_person_s_waiting_message_goes_to_nobody(message: Message) -> None:
    waiting = delivery.waiting(message, timedelta(days=3))
    assert waiting.due_at == message.created_at + timedelta(days=3)
    assert delivery.handed_over(waiting, Contact(b.LAN, 2, erased=True), b.NOW).state is MessageState.SUPPRESSED
    handed = delivery.handed_over(waiting, Contact(b.LAN), b.NOW)
    assert (handed.state, handed.to_office) == (MessageState.QUEUED, True)


RESEND = Resend(b.PROXY, b.NOW, "leader", b.OFFICE, 1)


@pytest.mark.parametrize("state", list(MessageState))
def test_only_what_ended_or_waits_may_be_sent_again(message: Message, state: MessageState) -> None:
    there = replace(message, state=state)
    if state in (MessageState.FAILED, MessageState.SENT, MessageState.WAITING):
        again = delivery.resent(there, RESEND)
        assert (again.id, again.state, again.resends) == (message.id, MessageState.QUEUED, (RESEND,))
    else:
        with pytest.raises(delivery.NotResendable):
            delivery.resent(there, RESEND)


def test_what_no_longer_stands_is_not_sent_again(message: Message) -> None:
    with pytest.raises(delivery.NotResendable):
        delivery.resent(replace(message, state=MessageState.SENT, stands=False), RESEND)


def test_a_message_is_sent_again_so_often_and_no_more(message: Message) -> None:
    worn = replace(message, state=MessageState.SENT, resends=(RESEND,) * (delivery.MOST_RESENDS - 1))
    last = replace(delivery.resent(worn, RESEND), state=MessageState.SENT)
    with pytest.raises(TooManyChanges, match="at most 20 times"):
        delivery.resent(last, RESEND)


def test_what_a_server_says_at_length_is_cut(message: Message) -> None:
    assert len(delivery.failed(message, "x" * 10_000).reason or "") == delivery.LONGEST_REASON
