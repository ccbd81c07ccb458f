from datetime import date, timedelta
from typing import Any

import pytest

from services.submission.domain import authors, refusals
from services.submission.domain.authors import Details
from services.submission.domain.programmes import (
    change_programme,
    change_target,
    check_target,
)
from shared.access import Role
from shared.events.programmes import Peak, Phase
from shared.events.targets import TargetData
from shared.refusals import Invalid
from tests.unit.submission.samples import HUNG, LAN, NOW, PROGRAMME, TREE, caller

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


def test_a_changed_programme_and_target_carry_the_next_version_at_a_later_time() -> None:
    first = change_programme(None, PROGRAMME, TREE, NOW)
    second = change_programme(first, PROGRAMME, TREE, NOW)
    assert (first.data.version, second.data.version) == (1, 2)
    assert second.last_event_at == NOW + timedelta(milliseconds=1)
    target = change_target(None, TargetData(version=9, programme="x", unit="o-mon", assigned={"total": 200}), NOW)
    assert (target.id, target.data.version, change_target(target, target.data, NOW).data.version) == ("x/o-mon", 1, 2)


@pytest.mark.parametrize("name", ["total", "P1", "2022-Q3", "2022-07", "2022-W27"])
def test_targets_are_set_for_windows_of_the_programme(name: str) -> None:
    check_target(TargetData(version=1, programme="x", unit="o-mon", assigned={name: 1}), PROGRAMME, TREE)


@pytest.mark.parametrize(
    ("unit", "window", "refusal"),
    [
        ("khong-co", "total", refusals.UnknownUnit),
        ("thanh-hoa", "total", refusals.UnitOutsideProgramme),
        *(("o-mon", window, Invalid) for window in ("2022-Q5", "P2", "2031-W01", "2022-W53", "peak:hè", "all")),
    ],
)
def test_a_target_for_nobody_or_no_window_is_refused(unit: str, window: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_target(TargetData(version=1, programme="x", unit=unit, assigned={window: 1}), PROGRAMME, TREE)


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


def test_a_leaders_card_names_the_units_they_lead() -> None:
    card = authors.make(LAN, HOME, NOW, account=True)
    led = authors.leading(card, caller("lan", (Role.LEADER, "o-mon")), TREE, NOW)
    assert led.data is not None
    assert (led.data.leads, led.version) == (("o-mon",), 2)
    assert authors.leading(led, caller("lan", (Role.LEADER, "o-mon")), TREE, NOW) is led
