from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.submission.domain import acts, refusals
from services.submission.domain.acts import Correction, Setting
from services.submission.domain.content import Share
from services.submission.domain.initiative import Change, Initiative, OwnState
from services.submission.domain.judging import judged
from shared.events.decisions import ReviewState
from shared.events.submissions import RECLASSIFIED, RESUBMITTED, SUBMITTED, WITHDRAWN
from shared.refusals import Refusal
from tests.unit.submission.samples import (
    BY_LAN,
    HUNG,
    LAN,
    LATE,
    NOW,
    PROGRAMME,
    SETTING,
    TREE,
    a_decision,
    an_id,
    content,
    draft,
    returned,
    submitted,
)

AT_LATE = Setting(PROGRAMME, TREE, LATE)


def enter(registered_at: datetime | None = None, **changes: Any) -> Initiative:
    return acts.enter(an_id("x"), content(**changes), BY_LAN, SETTING, registered_at)


def test_a_submitted_draft_is_pending_and_locks_in_its_units_sector_and_ownership() -> None:
    change = acts.submit(draft(unit="may-viet"), BY_LAN, SETTING)
    assert change.event == SUBMITTED
    made = change.initiative
    assert (made.status, made.content_version, made.version) == ("pending", 1, 1)
    assert (made.sector, made.ownership) == ("production", "fdi")
    assert made.registered_at == made.first_submitted_at == NOW


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"unit": "khong-co"}, refusals.UnknownUnit),
        ({"unit": "da-sap-nhap"}, refusals.MergedUnit),
        ({"unit": "dong-cua"}, refusals.ClosedUnit),
        ({"unit": "thanh-hoa"}, refusals.UnitOutsideProgramme),
        ({"first_applied_on": date(2021, 12, 31)}, refusals.AppliedOutsideProgramme),
        ({"first_applied_on": date(2022, 8, 16)}, refusals.AppliedInFuture),
        ({"confidential": True}, refusals.ConfidentialDescription),
        ({"authors": (Share(LAN, 60, "o-mon"), Share(HUNG, 39, "o-mon"))}, refusals.SharesNotWhole),
        ({"authors": (Share(LAN, 60, "o-mon"), Share(LAN, 40, "o-mon"))}, refusals.SharesNotWhole),
        ({"authors": ()}, refusals.SharesNotWhole),
        ({"authors": tuple(Share(an_id(str(n)), 5, "o-mon") for n in range(21))}, refusals.TooManyAuthors),
    ],
)
def test_what_may_not_be_said_is_refused_by_its_own_problem(changes: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        enter(**changes)
    assert refused.value.fields


def test_what_was_submitted_openly_is_made_confidential_by_nothing() -> None:
    with pytest.raises(refusals.ConfidentialTooLate) as refused:
        acts.amend(returned(), content(confidential=True, description=None), SETTING)
    assert [bad.field for bad in refused.value.fields] == ["confidential"]
    before = acts.amend(draft(), content(confidential=True, description=None), SETTING).initiative
    assert before.content.confidential


def test_every_refusal_has_its_own_type_and_both_languages() -> None:
    own = [
        value
        for value in vars(refusals).values()
        if isinstance(value, type) and issubclass(value, Refusal) and value.__module__ == refusals.__name__
    ]
    named = [refusal for refusal in own if "slug" in vars(refusal)]
    assert len({refusal.slug for refusal in named}) == len(named) > 20
    assert all(refusal.title.vi and refusal.title.en and refusal.title.vi != refusal.title.en for refusal in named)


def test_today_is_counted_in_ho_chi_minh_city() -> None:
    evening_utc = datetime(2022, 8, 15, 18, 0, tzinfo=NOW.tzinfo)
    made = acts.enter(
        an_id("x"), content(first_applied_on=date(2022, 8, 16)), BY_LAN, Setting(PROGRAMME, TREE, evening_utc)
    )
    assert made.content.first_applied_on == date(2022, 8, 16)


def test_nothing_is_taken_after_the_deadline_or_before_the_first_day() -> None:
    with pytest.raises(refusals.ProgrammeNotOpen):
        acts.submit(draft(), BY_LAN, AT_LATE)
    early = Setting(PROGRAMME, TREE, datetime(2022, 1, 1, tzinfo=NOW.tzinfo))
    with pytest.raises(refusals.ProgrammeNotOpen):
        acts.submit(draft(first_applied_on=None), BY_LAN, early)


def test_imported_initiatives_are_taken_until_import_until_under_their_earlier_day() -> None:
    earlier = NOW - timedelta(days=60)
    imported = enter(earlier)
    made = acts.submit(imported, BY_LAN, AT_LATE).initiative
    assert (made.registered_at, made.first_submitted_at, made.imported) == (earlier, LATE, True)


@pytest.mark.parametrize("days", [-400, 1])
def test_a_registration_outside_the_programme_or_in_the_future_is_refused(days: int) -> None:
    with pytest.raises(refusals.RegisteredOutsideProgramme):
        enter(NOW + timedelta(days=days))


def test_content_version_rises_on_submission_only() -> None:
    amended = acts.amend(returned(), content(title="Tên mới"), SETTING)
    assert amended.event is None
    assert (amended.initiative.content_version, amended.initiative.status) == (1, "returned")
    assert amended.initiative.public.title == "Giá đỡ bình truyền"
    again = acts.submit(amended.initiative, BY_LAN, SETTING)
    assert again.event == RESUBMITTED
    assert (again.initiative.content_version, again.initiative.status) == (2, "pending")
    assert [version.content.title for version in again.initiative.versions] == ["Giá đỡ bình truyền", "Tên mới"]


def test_corrections_are_taken_until_correct_until() -> None:
    after_submission = Setting(PROGRAMME, TREE, PROGRAMME.submit_until + timedelta(days=1))
    assert acts.submit(returned(), BY_LAN, after_submission).event == RESUBMITTED
    with pytest.raises(refusals.ProgrammeNotOpen):
        acts.submit(returned(), BY_LAN, AT_LATE)
    with pytest.raises(refusals.ProgrammeNotOpen):
        acts.reclassify(submitted(), Correction(kind="research"), BY_LAN, AT_LATE)


def test_reclassification_keeps_the_content_version_and_takes_the_new_units_sector() -> None:
    change = acts.reclassify(submitted(), Correction(unit="may-viet", kind="research"), BY_LAN, SETTING)
    made = change.initiative
    assert change.event == RECLASSIFIED
    assert (made.content_version, made.version, made.public.unit, made.public.kind) == (1, 2, "may-viet", "research")
    assert (made.sector, made.ownership) == ("production", "fdi")


def test_reclassification_does_not_publish_an_amendment_that_was_not_submitted() -> None:
    amended = acts.amend(returned(), content(title="Chưa gửi"), SETTING).initiative
    made = acts.reclassify(amended, Correction(kind="research"), BY_LAN, SETTING).initiative
    assert (made.public.title, made.public.kind) == ("Giá đỡ bình truyền", "research")
    assert (made.content.title, made.content.kind) == ("Chưa gửi", "research")


def test_sector_stays_as_it_was_when_the_unit_was_set() -> None:
    later = replace(TREE.get("p-an-khanh"), sector="health", version=2)  # type: ignore[type-var]
    made = acts.submit(returned(), BY_LAN, Setting(PROGRAMME, TREE.with_unit(later), NOW)).initiative  # type: ignore[arg-type]
    assert made.sector == "public-administration"


def test_a_draft_withdrawn_before_it_was_submitted_publishes_nothing() -> None:
    assert acts.withdraw(draft(), BY_LAN, NOW).event is None
    assert acts.withdraw(submitted(), BY_LAN, NOW).event == WITHDRAWN
    assert acts.withdraw(returned(), BY_LAN, NOW).initiative.status == "withdrawn"


@pytest.mark.parametrize("state", [ReviewState.APPROVED, ReviewState.REJECTED, ReviewState.REVOKED])
def test_what_was_decided_cannot_be_withdrawn_or_amended(state: ReviewState) -> None:
    decided = judged(submitted(), a_decision(state))
    with pytest.raises(refusals.WrongState):
        acts.withdraw(decided, BY_LAN, NOW)
    with pytest.raises(refusals.WrongState):
        acts.amend(decided, content(title="Khác"), SETTING)


def test_withdrawal_wins_over_a_decision_it_races() -> None:
    withdrawn = acts.withdraw(submitted(), BY_LAN, NOW).initiative
    assert judged(withdrawn, a_decision(ReviewState.APPROVED)).status == "withdrawn"


def test_a_standing_that_judged_an_older_version_counts_for_nothing() -> None:
    again = acts.submit(returned(), BY_LAN, SETTING).initiative
    late = judged(again, a_decision(ReviewState.REJECTED, version=2, content_version=1))
    assert late.status == "pending"
    assert judged(late, a_decision(ReviewState.REJECTED, version=3, content_version=2)).status == "rejected"


@given(st.permutations(range(1, 6)), st.lists(st.integers(1, 5)))
def test_decisions_in_any_order_and_repeated_leave_the_newest_standing(order: list[int], again: list[int]) -> None:
    states = list(ReviewState)
    known = submitted()
    for number in [*order, *again]:
        known = judged(known, a_decision(states[number - 1], version=number, at=NOW + timedelta(hours=number)))
    assert known.status == states[4].value
    assert [act.decision_version for act in known.acts if act.decision_version] == [1, 2, 3, 4, 5]


def test_the_timeline_tells_reasons_and_unit_but_no_person() -> None:
    line = returned().acts[-1]
    assert (line.kind, line.unit, line.reasons) == ("returned", "ninh-kieu", ("missing-description",))
    assert line.by is None


@given(st.integers(1, 99), st.booleans())
def test_linking_a_card_keeps_shares_whole_and_names_the_person_once(share: int, account_first: bool) -> None:
    old, account = an_id("the"), an_id("tai-khoan")
    pair = [Share(account, share, "o-mon"), Share(old, 100 - share, "ninh-kieu")]
    authors = tuple(pair if account_first else reversed(pair))
    change = acts.replace_author(submitted(authors=authors), old, Share(account, 1, "o-mon"), NOW)
    assert change.event == RECLASSIFIED
    assert [(a.id, a.share) for a in change.initiative.public.authors] == [(account, 100)]
    assert old not in change.initiative.people


def test_linking_remembers_the_card_so_that_nobody_is_told_twice() -> None:
    old, account = an_id("the"), an_id("tai-khoan")
    authors = (Share(LAN, 60, "o-mon"), Share(old, 40, "o-mon"))
    made = acts.replace_author(submitted(authors=authors), old, Share(account, 1, "o-mon"), NOW).initiative
    assert [a.formerly for a in made.public.authors] == [None, old]
    again = (Share(account, 50, "o-mon"), Share(LAN, 50, "o-mon"))
    assert [a.formerly for a in acts.Correction(authors=again).of(made.content).authors] == [old, None]


def test_linking_keeps_the_place_and_the_share_of_each_author() -> None:
    old, account = an_id("the"), an_id("tai-khoan")
    authors = (Share(LAN, 50, "o-mon"), Share(old, 30, "o-mon"), Share(HUNG, 20, "o-mon"))
    made = acts.replace_author(draft(authors=authors), old, Share(account, 1, "o-mon"), NOW)
    assert made.event is None
    assert [(a.id, a.share) for a in made.initiative.content.authors] == [(LAN, 50), (account, 30), (HUNG, 20)]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_versions_count_events_and_times_of_events_always_grow(steps: list[int]) -> None:
    known, times = submitted(), [NOW]
    for step in steps:
        try:
            change = _step(known, step)
        except Refusal:
            continue
        if change.event is not None:
            assert change.initiative.version == known.version + 1
            assert change.initiative.last_event_at is not None
            times.append(change.initiative.last_event_at)
        known = change.initiative
    assert times == sorted(set(times))


def _step(known: Initiative, step: int) -> Change:
    if step == 0:
        number = known.decision_version + 1
        decision = a_decision(ReviewState.RETURNED, version=number, content_version=known.content_version)
        return Change(judged(known, decision))
    if step == 1:
        return acts.submit(known, BY_LAN, SETTING)
    if step == 2:
        kind = "research" if known.public.kind == "technical" else "technical"
        return acts.reclassify(known, Correction(kind=kind), BY_LAN, SETTING)
    return acts.withdraw(known, BY_LAN, NOW)


def test_an_unchanged_amendment_or_correction_is_refused() -> None:
    with pytest.raises(refusals.NothingToChange):
        acts.amend(draft(), content(), SETTING)
    with pytest.raises(refusals.NothingToChange):
        acts.reclassify(submitted(), Correction(kind="technical"), BY_LAN, SETTING)
    assert submitted().state is OwnState.SUBMITTED


def test_what_was_submitted_stays_in_its_programme() -> None:
    with pytest.raises(refusals.WrongState):
        acts.amend(returned(), content(programme="chương trình khác"), SETTING)


def test_corrected_authors_add_up_to_the_whole() -> None:
    half = Correction(authors=(Share(LAN, 50, "p-an-khanh"),))
    with pytest.raises(refusals.SharesNotWhole):
        acts.reclassify(submitted(), half, BY_LAN, SETTING)


def test_whoever_entered_for_others_is_linked_without_becoming_an_author() -> None:
    entered = replace(submitted(), entered_by=HUNG)
    linked = acts.relinked(entered, HUNG, an_id("tài khoản"), NOW).initiative
    assert (linked.entered_by, linked.public.author_ids) == (an_id("tài khoản"), (LAN,))
