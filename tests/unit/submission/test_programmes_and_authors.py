from datetime import date, timedelta
from typing import Any

import pytest

from services.submission.domain import authors, refusals
from services.submission.domain.authors import Details
from services.submission.domain.programmes import change_programme
from services.submission.domain.readers import ReaderSetting, check_readers
from shared.events.programmes import Peak, Phase, Section
from shared.refusals import Invalid
from tests.unit.submission.samples import HUNG, LAN, NOW, PROGRAMME, TREE

HOME = Details("Nguyễn Thị Lan", "p-an-khanh", email="lan@example.vn", member_number="0012")


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("ends_on", {"ends_on": date(2021, 1, 1), "phases": ()}),
        ("correct_until", {"correct_until": PROGRAMME.submit_until - timedelta(days=1)}),
        ("decide_until", {"decide_until": PROGRAMME.submit_until}),
        ("phases.0.ends_on", {"phases": (Phase(code="P1", starts_on=date(2022, 2, 1), ends_on=date(2022, 1, 31)),)}),
        ("peaks.0.ends_on", {"peaks": (Peak(name="hè", starts_on=date(2023, 9, 1), ends_on=date(2023, 10, 1)),)}),
        (
            "phases",
            {"phases": (*PROGRAMME.phases, Phase(code="P2", starts_on=date(2022, 5, 31), ends_on=date(2023, 9, 30)))},
        ),
    ],
)
def test_a_programme_whose_dates_are_out_of_order_is_refused(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(refusals.ProgrammeDates) as refused:
        change_programme(None, PROGRAMME.model_copy(update=changes), TREE, NOW)
    assert field in [bad.field for bad in refused.value.fields]


def test_a_changed_programme_carries_the_next_version_at_a_later_time() -> None:
    first = change_programme(None, PROGRAMME, TREE, NOW)
    second = change_programme(first, PROGRAMME, TREE, NOW)
    assert (first.data.version, second.data.version) == (1, 2)
    assert second.last_event_at == NOW + timedelta(milliseconds=1)


@pytest.mark.parametrize("field", ["phases.1.code", "peaks.1.name", "sections.1.code"])
def test_a_name_stands_for_one_stretch_of_days(field: str) -> None:
    later = {"starts_on": date(2022, 6, 1), "ends_on": date(2022, 6, 30)}
    peak = Peak(name="hè", starts_on=date(2022, 7, 1), ends_on=date(2022, 7, 2))
    programmes: dict[str, dict[str, Any]] = {
        "phases.1.code": {"phases": (*PROGRAMME.phases, Phase(code="P1", **later))},
        "peaks.1.name": {"peaks": (peak, Peak(name="hè", **later))},
        "sections.1.code": {"sections": (Section(code="b", name="Báo cáo"), Section(code="b", name="Biên bản"))},
    }
    with pytest.raises(Invalid) as refused:
        change_programme(None, PROGRAMME.model_copy(update=programmes[field]), TREE, NOW)
    assert [bad.field for bad in refused.value.fields] == [field]


@pytest.mark.parametrize("setting", ReaderSetting)
def test_what_readers_have_to_keep_to_waits_until_all_of_them_know_it(setting: ReaderSetting) -> None:
    wanted = PROGRAMME.model_copy(update={setting.value: True})
    with pytest.raises(refusals.ReadersNotReady) as refused:
        check_readers(wanted, set(ReaderSetting) - {setting})
    assert [bad.field for bad in refused.value.fields] == [setting.value]
    check_readers(wanted, {setting})
    check_readers(PROGRAMME, ())


def test_another_home_unit_has_to_be_confirmed_anew() -> None:
    card = authors.confirm(authors.make(LAN, HOME, NOW, account=True), NOW)
    assert card.data is not None
    assert card.data.confirmed
    moved = authors.written(card, Details("Nguyễn Thị Lan", "o-mon"), NOW)
    assert moved.data is not None
    assert (moved.data.confirmed, moved.version) == (False, 3)


def test_an_erased_card_keeps_only_its_version_and_may_be_made_again() -> None:
    shell = authors.erase(authors.make(LAN, HOME, NOW, account=True), NOW)
    assert (shell.data, shell.version) == (None, 2)
    again = authors.written(shell, HOME, NOW)
    assert again.data is not None
    assert again.data.version == 3


@pytest.mark.parametrize(("email", "theirs"), [("LAN@example.vn", True), ("ai-do@example.vn", False), (None, False)])
def test_a_card_made_by_a_proxy_is_handed_over_by_its_email_alone(email: str | None, theirs: bool) -> None:
    card = authors.make(HUNG, HOME, NOW, account=False)
    if theirs:
        authors.must_be_theirs(card, email)
    else:
        with pytest.raises(refusals.CardBelongsToAnother):
            authors.must_be_theirs(card, email)


def test_linking_keeps_what_the_account_says_and_what_only_the_proxy_knew() -> None:
    old = authors.make(HUNG, HOME, NOW, account=False, confirmed=True)
    mine = authors.make(LAN, Details("Lan", "o-mon", email="khac@example.vn"), NOW, account=True)
    linked = authors.take_over(mine, old, LAN, NOW)
    assert linked.data is not None
    assert (linked.data.name, linked.data.email, linked.data.member_number) == ("Lan", "khac@example.vn", "0012")
    assert (linked.data.home_unit, linked.data.confirmed, linked.version) == ("p-an-khanh", True, 2)
    assert linked.data.version == linked.version


def test_a_leaders_card_names_the_units_of_their_appointments_and_of_their_last_token() -> None:
    card = authors.make(LAN, HOME, NOW, account=True)
    led = authors.leading(card, ("o-mon",), NOW, token_leads=("ninh-kieu",))
    assert led.data is not None
    assert (led.data.leads, led.version) == (("ninh-kieu", "o-mon"), 2)
    assert led.data.version == led.version
    assert authors.leading(led, ("o-mon",), NOW, token_leads=("ninh-kieu",)) is led
    ended = authors.leading(led, (), NOW)
    assert ended.data is not None
    assert ended.data.leads == ("ninh-kieu",)


def test_what_is_erased_or_confirmed_already_is_neither_again() -> None:
    card = authors.confirm(authors.make(LAN, HOME, NOW, account=True), NOW)
    with pytest.raises(refusals.NothingToChange):
        authors.confirm(card, NOW)
    gone = authors.erase(card, NOW)
    for act in (authors.confirm, authors.erase):
        with pytest.raises(refusals.WrongState):
            act(gone, NOW)


def test_neither_an_accounts_card_nor_an_erased_one_goes_into_another() -> None:
    gone = authors.erase(authors.make(HUNG, HOME, NOW, account=False), NOW)
    for old in (authors.make(HUNG, HOME, NOW, account=True), gone):
        with pytest.raises(refusals.WrongState):
            authors.take_over(None, old, LAN, NOW)
