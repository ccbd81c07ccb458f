"""Which milestones are told to leaders, and in what words."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.notify import announcing
from services.notify.announcing import announce
from services.notify.compose import Surroundings, letter
from services.notify.domain.absorb import BatchNews, absorb
from services.notify.domain.contacts import Contact, Leader
from services.notify.domain.messages import Message, MessageState, Template
from services.notify.domain.milestones import Milestone, letter_to
from services.notify.store import NotifyStore
from shared.access import Scope
from shared.events.milestones import MilestoneData
from shared.units import Level, Unit, UnitTree
from tests.fakes.notify_store import MemoryNotifyStore
from tests.unit.notify import builders as b

NAMES = UUID(int=7)
HELD = timedelta(seconds=120)
WAIT = timedelta(days=3)


def crossed(threshold: int, window: str = "all", unit: str = b.UNIT) -> tuple[UUID, MilestoneData, object]:
    data = MilestoneData(version=1, programme="9000-sang-kien", window=window, unit=unit, threshold=threshold)
    return uuid5(NAMES, f"{window}/{unit}/{threshold}"), data, b.NOW


async def _sealed(_session: object) -> None:
    return


async def told(store: NotifyStore, *milestones: tuple[UUID, MilestoneData, object], leaders: bool = True) -> None:
    leader = b.card(b.LAN, 1, leads=(b.UNIT,)) if leaders else b.card()
    news = BatchNews(milestones=milestones, cards=((b.LAN, leader),), units=(b.unit(),))  # type: ignore[arg-type]
    await store.change(news, lambda known: absorb(news, known, b.making()), _sealed)


def letters(store: MemoryNotifyStore) -> list[int]:
    found = [m for m in store.stored.values() if m.template is Template.MILESTONE]
    assert all(m.person_id == b.LAN and m.state is MessageState.QUEUED for m in found)
    return sorted(m.about.threshold for m in found if m.about.threshold is not None)


@pytest.fixture
def store() -> MemoryNotifyStore:
    return MemoryNotifyStore()


async def test_of_several_lines_crossed_at_once_the_highest_is_told(store: MemoryNotifyStore) -> None:
    await told(store, crossed(50), crossed(100), crossed(80))
    await announce(store, b.NOW, WAIT)
    assert letters(store) == [], "others may join them while they rest"
    await announce(store, b.NOW + HELD, WAIT)
    assert letters(store) == [100]
    await told(store, crossed(50), crossed(100), crossed(80))
    await announce(store, b.NOW + 9 * HELD, WAIT)
    assert letters(store) == [100], "told once, whatever comes twice"


async def test_a_lower_line_heard_of_later_is_not_told_and_a_higher_one_is(store: MemoryNotifyStore) -> None:
    await told(store, crossed(80))
    await announce(store, b.NOW + HELD, WAIT)
    await told(store, crossed(50), crossed(80))
    await announce(store, b.NOW + 2 * HELD, WAIT)
    assert letters(store) == [80]
    await told(store, crossed(100))
    await announce(store, b.NOW + 3 * HELD, WAIT)
    assert letters(store) == [80, 100]


async def test_windows_are_told_apart_and_other_units_leaders_hear_nothing(store: MemoryNotifyStore) -> None:
    await told(store, crossed(50), crossed(80, "P1"), crossed(100, unit="khac"))
    await announce(store, b.NOW + HELD, WAIT)
    assert letters(store) == [50, 80]


async def test_a_milestone_that_cannot_be_told_holds_up_no_other(
    store: MemoryNotifyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await told(store, crossed(50), crossed(80, "P1"))

    def failing(milestone: Milestone, *more: Any) -> Message:
        if milestone.window == "all":
            raise RuntimeError
        return letter_to(milestone, *more)

    monkeypatch.setattr(announcing, "letter_to", failing)
    await announce(store, b.NOW + HELD, WAIT)
    assert letters(store) == [80]
    monkeypatch.undo()
    await announce(store, b.NOW + timedelta(hours=1), WAIT)
    assert letters(store) == [50, 80], "it comes again"


async def test_a_leader_who_becomes_known_later_is_told_and_after_long_nobody_is(store: MemoryNotifyStore) -> None:
    await told(store, crossed(50), leaders=False)
    await announce(store, b.NOW + HELD, WAIT)
    leader = BatchNews(cards=((b.LAN, b.card(b.LAN, 2, leads=(b.UNIT,))),))
    await store.change(leader, lambda known: absorb(leader, known, b.making()), _sealed)
    await announce(store, b.NOW + HELD, WAIT)
    assert letters(store) == [], "looked at again only after a while"
    await announce(store, b.NOW + timedelta(hours=1), WAIT)
    assert letters(store) == [50]

    other = MemoryNotifyStore()
    await told(other, crossed(50), leaders=False)
    await announce(other, b.NOW + WAIT, WAIT)
    await other.change(leader, lambda known: absorb(leader, known, b.making()), _sealed)
    await announce(other, b.NOW + 2 * WAIT, WAIT)
    assert letters(other) == []


def test_an_appointment_on_a_merged_unit_leads_nothing_and_a_card_that_names_it_leads_the_heir() -> None:
    merged = Unit("cu", "CĐCS cũ", Level.GRASSROOTS, merged_into=b.UNIT)
    tree = UnitTree([Unit(b.UNIT, "CĐCS", Level.GRASSROOTS), merged])
    lan = Contact(b.LAN)
    assert not Leader(lan, frozenset({Scope("cu")})).leads(b.UNIT, "9000", tree)
    assert Leader(replace(lan, leads=("cu",))).leads(b.UNIT, "9000", tree)
    assert not Leader(replace(lan, leads=(b.UNIT,), erased=True)).leads(b.UNIT, "9000", tree)


@pytest.mark.parametrize(("language", "words"), [("vi", "đã đạt 80 % chỉ tiêu"), ("en", "has reached 80 %")])
def test_the_letter_says_who_reached_what(language: str, words: str) -> None:
    known = Milestone(NAMES, "9000", "P2", b.UNIT, 80, b.NOW, b.NOW)
    around = Surroundings(language, "Lan", "CĐCS Sen Hồng", "LĐLĐ", "9.000 sáng kiến", "http://example.vn")
    written = letter(letter_to(known, b.LAN, Level.GRASSROOTS, b.NOW), around)
    assert words in written.subject
    assert "CĐCS Sen Hồng" in written.subject
    assert "P2" in written.text
    assert "9.000 sáng kiến" in written.html
    whole = letter(letter_to(replace(known, threshold=100, window="all"), b.LAN, Level.GRASSROOTS, b.NOW), around)
    assert whole.text != written.text
