"""Which messages should exist for what is known."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.absorb import Known, absorb
from services.notify.domain.delivery import sent
from services.notify.domain.due import corrections_due, messages_due
from services.notify.domain.initiative import Initiative
from services.notify.domain.messages import Message, MessageState, Template, message_id
from shared.events.authors import AuthorData
from shared.events.decisions import DecisionData, ReviewState
from shared.events.submissions import AuthorShare, SubmissionData, SubmissionState
from tests.unit.notify import builders as b


def initiative(face: SubmissionData | None, decision: DecisionData | None) -> Initiative:
    known = Initiative(b.INITIATIVE)
    known = known.with_face(face) if face else known
    return known.with_decision(decision, b.NOW) if decision else known


def told(known: Initiative) -> set[tuple[Template, object]]:
    return {(due.template, due.person_id) for due in messages_due(known)}


def test_an_approval_is_told_to_each_author_and_not_to_the_proxy() -> None:
    assert told(initiative(b.face(), b.approved())) == {(Template.APPROVED, b.LAN), (Template.APPROVED, b.MINH)}


def test_a_reward_is_told_beside_the_approval_with_its_own_id() -> None:
    due = messages_due(initiative(b.face(), b.approved(rewards=(b.reward(),))))
    assert [d.template for d in due] == [Template.APPROVED] * 2 + [Template.REWARDED] * 2
    assert len({d.id for d in due}) == 4
    assert due[2].id == message_id(b.reward().id, b.LAN, Template.REWARDED)
    assert (due[2].about.form, due[2].about.amount_vnd) == ("bang-khen", 1_000_000)


def test_a_return_says_what_to_correct_to_authors_and_to_whoever_entered_it() -> None:
    returned = b.decision(1, state=ReviewState.RETURNED, last_act=b.act(ReviewState.RETURNED))
    due = messages_due(initiative(b.face(), returned))
    assert {d.person_id for d in due} == {b.LAN, b.MINH, b.PROXY}
    assert due[0].about.reasons == ("missing-description",)
    assert due[0].about.comment == "Hãy tả rõ cách làm."


def test_whoever_entered_their_own_initiative_is_told_once() -> None:
    rejected = b.decision(1, state=ReviewState.REJECTED, last_act=b.act(ReviewState.REJECTED))
    due = messages_due(initiative(b.face(entered_by=b.LAN), rejected))
    assert [d.person_id for d in due] == [b.LAN, b.MINH]


def test_a_comment_on_a_confidential_initiative_is_not_mailed() -> None:
    returned = b.decision(1, state=ReviewState.RETURNED, last_act=b.act(ReviewState.RETURNED))
    assert messages_due(initiative(b.face(confidential=True), returned))[0].about.comment is None


def test_nothing_is_due_before_both_topics_spoke() -> None:
    assert messages_due(initiative(None, b.approved())) == ()
    assert messages_due(initiative(b.face(), None)) == ()


def test_a_decision_counts_for_nothing_under_newer_content_or_a_withdrawal() -> None:
    assert messages_due(initiative(b.face(2, content_version=2), b.approved())) == ()
    assert messages_due(initiative(b.face(2, state=SubmissionState.WITHDRAWN), b.approved())) == ()


def test_a_decision_on_content_not_known_yet_waits_for_it() -> None:
    ahead = b.approved(3, content_version=2, approvals=(b.approval(content_version=2),))
    assert messages_due(initiative(b.face(), ahead)) == ()
    assert len(messages_due(initiative(b.face(2, content_version=2), ahead))) == 2


def test_an_earlier_return_is_not_due_once_an_approval_stands() -> None:
    assert told(initiative(b.face(), b.approved(2, last_act=b.act(ReviewState.RETURNED)))) == {
        (Template.APPROVED, b.LAN),
        (Template.APPROVED, b.MINH),
    }


def test_a_revoked_award_is_corrected_only_for_those_who_were_mailed() -> None:
    known = _applied(Known(), b.news(b.face(), b.approved()))
    lan, minh = b.only(known, "approved")
    known = replace(known, messages={lan.id: sent(lan, b.NOW), minh.id: minh})
    revoked = b.decision(2, state=ReviewState.REVOKED, last_act=b.act(ReviewState.REVOKED, 2, reasons=("duplicate",)))
    known = _applied(known, b.news(revoked))
    (correction,) = b.only(known, "corrected")
    assert (correction.person_id, correction.state) == (b.LAN, MessageState.QUEUED)
    assert correction.id == message_id(b.approval().id, b.LAN, Template.CORRECTED)
    assert correction.about.reasons == ("duplicate",)
    assert correction.about.decision_number == b.approval().decision_number
    assert [m.stands for m in b.only(known, "approved")] == [False, False]
    assert _applied(known, b.news(revoked)) == known


def test_an_author_replaced_by_another_is_sent_no_correction() -> None:
    known = _applied(Known(), b.news(b.face(), b.approved()))
    mailed = [sent(message, b.NOW) for message in known.messages.values()]
    others = (AuthorShare(id=b.PROXY, share=100, home_unit=b.UNIT),)
    changed = initiative(b.face(2, authors=others), b.approved())
    assert corrections_due(changed, mailed) == ()


def test_a_reclassified_initiative_moves_its_messages_to_the_new_unit() -> None:
    known = _applied(Known(), b.news(b.face(), b.approved()))
    known = _applied(known, b.news(b.face(2, unit="ttyt-ninh-kieu")))
    assert {message.unit for message in known.messages.values()} == {"ttyt-ninh-kieu"}


EVENTS: list[SubmissionData | DecisionData] = [
    b.face(1),
    b.face(2, unit="ttyt-ninh-kieu"),
    b.face(3, content_version=2),
    b.decision(1, state=ReviewState.RETURNED, last_act=b.act(ReviewState.RETURNED)),
    b.approved(2, content_version=2, approvals=(b.approval(content_version=2),)),
    b.approved(3, content_version=2, approvals=(b.approval(content_version=2),), rewards=(b.reward(3),)),
    b.approved(4, content_version=2, approvals=(b.approval(content_version=2),)),
]


def _applied(known: Known, news: object) -> Known:
    return b.after(known, absorb(news, known, b.making()))  # type: ignore[arg-type]


def _told(messages: list[Message]) -> set[tuple[object, ...]]:
    return {(m.id, m.template, m.person_id, m.unit, m.about.decision_id) for m in messages if m.stands}


@given(st.permutations(EVENTS), st.lists(st.sampled_from(EVENTS), max_size=6), st.randoms(use_true_random=False))
def test_any_order_and_repetition_ends_with_the_same_messages_standing(
    order: list[SubmissionData | DecisionData],
    repeats: list[SubmissionData | DecisionData],
    random: object,
) -> None:
    records = [*order, *repeats]
    random.shuffle(records)  # type: ignore[attr-defined]
    known = Known()
    for event in records:
        known = _applied(known, b.news(event))
    final = initiative(EVENTS[2], EVENTS[6])  # type: ignore[arg-type]
    expected = {(d.id, d.template, d.person_id, d.unit, d.about.decision_id) for d in messages_due(final)}
    assert _told(list(known.messages.values())) == expected


@given(st.lists(st.sampled_from(EVENTS), min_size=1, max_size=12), st.integers(1, 12))
def test_batches_cut_anywhere_make_the_same_messages_as_records_one_by_one(
    records: list[SubmissionData | DecisionData], size: int
) -> None:
    one_by_one, in_batches = Known(), Known()
    for event in records:
        one_by_one = _applied(one_by_one, b.news(event))
    for at in range(0, len(records), size):
        in_batches = _applied(in_batches, b.news(*records[at : at + size]))
    assert in_batches.initiatives == one_by_one.initiatives
    assert _told(list(in_batches.messages.values())) == _told(list(one_by_one.messages.values()))


def test_the_same_news_twice_writes_nothing() -> None:
    known = _applied(Known(), b.news(b.face(), b.approved()))
    again = absorb(b.news(b.face(), b.approved()), known, b.making())
    assert again == type(again)()


def test_a_card_is_personal_data_that_no_message_keeps() -> None:
    known = _applied(Known(), b.news(b.face(), b.approved()))
    personal = set(AuthorData.model_fields) - {"id", "version", "home_unit", "leads", "language", "confirmed"}
    message = b.only(known, "approved")[0]
    assert personal.isdisjoint(message.about.model_dump())
    assert message.address is None


ACCOUNT = UUID("018f0000-0000-7000-8000-00000000000d")


def linked(version: int = 2) -> SubmissionData:
    """Lan's account has taken the place of the card a proxy had made for her."""
    lan, minh = b.face().authors
    return b.face(version, authors=(lan.model_copy(update={"id": ACCOUNT, "formerly": b.LAN}), minh))


def test_an_author_who_was_told_before_their_account_was_linked_is_not_told_again() -> None:
    known = _applied(Known(), b.news(b.face(), b.approved()))
    after = _applied(known, b.news(linked()))
    assert set(after.messages) == set(known.messages)
    assert {message.person_id for message in after.messages.values()} == {ACCOUNT, b.MINH}


def test_a_message_that_waited_for_a_contact_looks_again_at_the_linked_account() -> None:
    known = _applied(Known(), b.news(b.face(), b.approved()))
    waiting = {id_: replace(m, state=MessageState.WAITING) for id_, m in known.messages.items()}
    after = _applied(replace(known, messages=waiting), b.news(linked()))
    assert {m.person_id: m.state for m in after.messages.values()} == {
        ACCOUNT: MessageState.HELD,
        b.MINH: MessageState.WAITING,
    }
