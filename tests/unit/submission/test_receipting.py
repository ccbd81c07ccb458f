"""Every initiative has a receipt's code; those of before there were any get theirs once."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.submission.domain import acts
from services.submission.domain.forward import initiative_told
from services.submission.domain.initiative import Change, Initiative, receipted
from services.submission.published import face
from services.submission.receipting import AT_ONCE, TRIES, give_receipts
from shared import receipts
from shared.access import Role
from shared.web.idempotency import FirstAnswer
from tests.fakes.submission_store import FakeSubmissionStore
from tests.unit.submission.conftest import RECEIPT_KEY, Portal
from tests.unit.submission.samples import BY_LAN, HUNG, NOW, SETTING, content, draft, submitted
from tests.unit.submission.test_api_initiatives import BODY, events
from tests.unit.submission.test_api_initiatives import submitted as posted

NO_KEY = FirstAnswer(None, b"")


def now() -> datetime:
    return NOW


async def old_ones(store: FakeSubmissionStore, count: int) -> list[Initiative]:
    for _ in range(count):
        made = acts.submit(acts.enter(uuid4(), content(), BY_LAN, SETTING), BY_LAN, SETTING)
        await store.initiatives.create(made, NO_KEY)
    store.events.clear()
    return list(store.initiatives.kept.values())


async def test_a_code_is_given_at_the_first_answer_and_stays(portal: Portal) -> None:
    made = await posted(portal)
    assert receipts.parse(made["receipt"]) == made["receipt"] == receipts.make(RECEIPT_KEY, UUID(made["id"]))
    assert [data["receipt"] for kind, data in events(portal) if kind == "submitted"] == [made["receipt"]]
    shown = (await portal.send("lan", "GET", f"/initiatives/{made['id']}")).json()
    assert shown["receipt"] == made["receipt"]
    back = await portal.send("lan", "POST", f"/initiatives/{made['id']}/withdrawal", if_match='"1"')
    assert back.json()["receipt"] == made["receipt"]
    assert [data["receipt"] for kind, data in events(portal) if kind == "withdrawn"] == [made["receipt"]]


async def test_a_draft_has_its_code_too_and_only_its_people_see_it(portal: Portal) -> None:
    portal.grants["binh"] = [(Role.REVIEWER, "ninh-kieu")]
    made = (await portal.send("lan", "POST", "/initiatives", BODY)).json()
    sent = (await portal.send("lan", "POST", f"/initiatives/{made['id']}/submission", if_match='"1"')).json()
    assert sent["receipt"] == made["receipt"]
    seen = (await portal.send("binh", "GET", f"/initiatives/{made['id']}")).json()
    assert seen.get("receipt") is None


async def test_a_code_that_another_has_is_passed_over(portal: Portal) -> None:
    id_ = uuid4()
    codes = [receipts.make(RECEIPT_KEY, id_, n) for n in range(2)]
    for code in codes:
        other = receipted(replace(submitted(), id=uuid4(), version=0), code, NOW)
        await portal.store.initiatives.create(other, NO_KEY)
    await portal.store.initiatives.create(Change(replace(draft(), id=id_)), NO_KEY)
    await give_receipts(portal.store, RECEIPT_KEY, now)
    assert portal.store.initiatives.kept[id_].receipt == receipts.make(RECEIPT_KEY, id_, 2)


async def test_when_every_code_is_taken_nothing_is_made(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    await posted(portal)
    taken = next(iter(portal.store.initiatives.kept.values())).receipt
    monkeypatch.setattr("services.submission.receipting.codes", lambda *_: iter([taken] * TRIES))
    monkeypatch.setattr("services.submission.api.initiatives.codes", lambda *_: iter([taken] * TRIES))
    answer = await portal.send("hung", "POST", "/initiatives", {**BODY, "submit": True})
    assert (answer.status_code, answer.json()["type"].split(":")[-1]) == (409, "receipt-taken")
    assert len(portal.store.initiatives.kept) == 1


async def test_one_of_before_whose_codes_are_all_taken_waits_and_keeps_nobody_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = FakeSubmissionStore()
    await old_ones(store, 3)
    monkeypatch.setattr("services.submission.receipting.codes", lambda *_: iter(["SK-1"] * TRIES))
    await give_receipts(store, RECEIPT_KEY, now)
    assert sorted(str(one.receipt) for one in store.initiatives.kept.values()) == ["None", "None", "SK-1"]


async def test_those_of_before_are_published_once_with_nothing_else_changed() -> None:
    store = FakeSubmissionStore()
    before = await old_ones(store, AT_ONCE + 3)
    await give_receipts(store, RECEIPT_KEY, now)
    await give_receipts(store, RECEIPT_KEY, now)
    assert len(store.events) == AT_ONCE + 3
    for one in before:
        after = store.initiatives.kept[one.id]
        again = {**face(after).model_dump(), "version": one.version, "receipt": None}
        assert again == face(one).model_dump()
        assert (after.version, after.receipt) == (one.version + 1, receipts.make(RECEIPT_KEY, one.id))
        assert after.acts == one.acts


async def test_a_draft_of_before_gets_its_code_and_publishes_nothing() -> None:
    store = FakeSubmissionStore()
    await store.initiatives.create(Change(draft()), NO_KEY)
    await give_receipts(store, RECEIPT_KEY, now)
    assert store.initiatives.kept[draft().id].receipt
    assert store.events == []


async def test_whoever_writes_first_wins_and_the_rest_come_in_the_next_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process gives it, or a request changes it, between reading and writing."""
    store = FakeSubmissionStore()
    (one, *_) = await old_ones(store, 2)
    saving = store.initiatives.save

    async def first_somebody_else(change: Change) -> Initiative:
        monkeypatch.setattr(store.initiatives, "save", saving)
        await saving(acts.withdraw(store.initiatives.kept[change.initiative.id], BY_LAN, NOW))
        return await saving(change)

    monkeypatch.setattr(store.initiatives, "save", first_somebody_else)
    await give_receipts(store, RECEIPT_KEY, now)
    assert [i.receipt is None for i in store.initiatives.kept.values()].count(True) == 1
    await give_receipts(store, b"another key, as of another process", now)
    assert all(i.receipt for i in store.initiatives.kept.values())
    assert one.id in store.initiatives.kept


def test_brought_forward_a_code_is_neither_lost_nor_told_as_a_change() -> None:
    first = submitted()
    coded = receipted(first, "SK-0000-0000-0000-0", NOW).initiative
    assert coded.last_event_at is not None
    told: Any = initiative_told(first, first.id, "reclassified", face(coded), coded.last_event_at)
    assert (told.receipt, told.version, told.acts) == (coded.receipt, 2, first.acts)
    older = face(replace(coded, receipt=None, version=3))
    kept = initiative_told(told, first.id, "reclassified", older, coded.last_event_at)
    assert kept.receipt == coded.receipt


def test_brought_forward_what_a_posting_or_a_file_said_stays() -> None:
    whole = replace(submitted(), confirmed_by=HUNG, imported_by=HUNG, late=True, supplement=3, sections=("bien-ban",))
    assert whole.last_event_at is not None
    from_nothing = initiative_told(None, whole.id, "submitted", face(whole), whole.last_event_at)
    assert face(from_nothing) == face(whole)
    poorer = face(replace(submitted(), version=2))
    assert initiative_told(from_nothing, whole.id, "told", poorer, NOW).confirmed_by == HUNG
