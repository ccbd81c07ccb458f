from collections import Counter

from deploy.demo.ledger import Sent
from deploy.demo.report_history import History
from deploy.demo.report_mails import differences, expected
from tests.unit.demo.world import UNITS, approved, entered, revoked, rewarded, setting, turned_down


def mails(*requests: Sent) -> tuple[Counter[tuple[str, str, str]], Counter[tuple[str, str, str]]]:
    return expected(History.of([*setting(), *requests], UNITS))


def message(to: str = "lan@example.vn", state: str = "sent", person: str = "LAN") -> dict[str, str]:
    return {
        "initiative_id": "1",
        "person_id": person,
        "to": to,
        "template": "approved",
        "state": state,
        "message_id": "<m1>",
    }


APPROVED = [entered("1", "LAN"), approved("1", "A")]


def told(messages: list[dict[str, str]], received: list[dict[str, str]], requests: list[Sent] = APPROVED) -> list[str]:
    return differences(History.of([*setting(), *requests], UNITS), messages, received)


def test_every_author_is_told_of_every_approval_and_reward() -> None:
    mailed, _ = mails(entered("1", "LAN", "MINH"), approved("1", "A"), rewarded("1", "R"))
    assert mailed == {
        ("1", who, what): 1 for who in ("lan@example.vn", "minh@example.vn") for what in ("approved", "rewarded")
    }


def test_two_approvals_of_different_levels_are_two_mails() -> None:
    mailed, _ = mails(*APPROVED, approved("1", "B", unit="quan-a"))
    assert mailed["1", "lan@example.vn", "approved"] == 2


def test_whoever_entered_it_hears_what_to_correct_but_is_not_commended() -> None:
    story = [entered("1", "LAN", who="minh"), turned_down("1", "return")]
    mailed, _ = mails(*story)
    assert set(mailed) == {("1", "lan@example.vn", "returned"), ("1", "minh@example.vn", "returned")}
    assert ("1", "minh@example.vn", "approved") not in mails(*story, approved("1", "A"))[0]


def test_without_an_address_a_message_waits() -> None:
    mailed, unsent = mails(entered("1", "HOA"), approved("1", "A"))
    assert not mailed
    assert unsent == {("1", "HOA", "approved"): 1}


def test_a_fallen_approval_is_corrected_with_the_rewards_it_takes_along() -> None:
    mailed, _ = mails(*APPROVED, rewarded("1", "R"), revoked("1", approval_id="A"))
    assert mailed["1", "lan@example.vn", "corrected"] == 2


def test_all_agrees_when_each_mail_arrived_once() -> None:
    assert told([message()], [{"message_id": "<m1>", "to": "lan@example.vn"}]) == []


def test_a_mail_that_did_not_arrive_is_named() -> None:
    (line,) = told([message()], [])
    assert line.startswith("not in the mail box: <m1>")


def test_a_mail_that_arrived_twice_is_named() -> None:
    (line,) = told([message()], [{"message_id": "<m1>", "to": "lan@example.vn"}] * 2)
    assert line.startswith("too much in the mail box: <m1>")


def test_a_mail_nobody_expected_is_named() -> None:
    stranger = {"message_id": "<m9>", "to": "x@example.vn"}
    assert any("<m9>" in line for line in told([message()], [{"message_id": "<m1>", "to": "lan@example.vn"}, stranger]))


def test_a_mail_to_the_wrong_address_is_named() -> None:
    assert told([message()], [{"message_id": "<m1>", "to": "minh@example.vn"}])


def test_a_missing_message_and_a_failed_one_are_named() -> None:
    assert told([], [])[0].startswith("mail missing: 1 lan@example.vn approved")
    assert any("is failed" in line for line in told([message(state="failed")], []))


def test_one_message_id_for_two_recipients_is_named() -> None:
    both = [entered("1", "LAN", "MINH"), approved("1", "A")]
    messages = [message(), message(to="minh@example.vn", person="MINH")]
    received = [{"message_id": "<m1>", "to": to} for to in ("lan@example.vn", "minh@example.vn")]
    assert told(messages, received, both)
